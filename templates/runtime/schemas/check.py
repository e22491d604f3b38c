"""Writes a value as JSON and judges it, in one step."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..callers import stack_level
from ..errors import RuleWarning, Violation
from ..shapes import is_dict, is_list
from .spelling import Spelling
from .tracing import Path
from .values import Writer
from .variants import Off
from .violations import Report

if TYPE_CHECKING:
    from .judge import Judge


def problems(
    judge: Judge, value: Any, known: Sequence[Violation], spelling: Spelling, off: Off
) -> list[Violation]:
    """All that is wrong with a JSON value.

    Args:
        judge: Its schema.
        value: The value.
        known: What is known to be wrong already; nothing more is said of the same places.
        spelling: The names of its places.
        off: Which rules to leave out.
    """
    try:
        errors, schema = judge.errors(value, off)
    except UnicodeEncodeError:
        return [*known, *half_characters(value, spelling)]
    except ValueError as error:  # such as values in values without end
        return [*known, Violation("type", "", f"the call cannot be judged: {error}")]
    if not errors:
        return [*known]
    noted = {each.path for each in known}
    found = Report(schema, value, spelling).violations(errors)
    return [*known, *(each for each in found if each.path not in noted)]


def doubts(judge: Judge, value: Any, spelling: Spelling, off: Off) -> list[Violation]:
    """What is doubtful about a JSON value with which nothing is wrong; for the arguments see `problems`."""
    errors, schema = judge.errors(value, off, warn=True)
    return Report(schema, value, spelling, warns=True).violations(errors) if errors else []


def warn(violation: Violation) -> None:
    """Give the warning for what is doubtful."""
    text = f"{violation.message} [{violation.rule}]"
    warnings.warn(text, RuleWarning, stacklevel=stack_level())


def unwritten(writer: Writer, spelling: Spelling) -> Iterator[Violation]:
    """What is no JSON value, and members that were given under two names.

    Args:
        writer: What wrote the value.
        spelling: The names of its places.
    """
    for path, why in writer.unknown.items():
        name = spelling.place(path)
        text = f"{spelling.name(path)} {why}"
        yield Violation("type", name, text, pointer=spelling.pointer(path))
    for path in writer.doubled:
        name = spelling.text(path)
        text = f"{name} is given twice, under its name in Python and that in JSON"
        yield Violation("uniqueNames", name, text, pointer=spelling.pointer(path))


def half_characters(value: Any, spelling: Spelling, path: Path = ()) -> Iterator[Violation]:
    """Text with half of a pair of surrogates, which no encoding can write.

    Args:
        value: A JSON value.
        spelling: The names of its places.
        path: Where it is.
    """
    members = value.items() if is_dict(value) else enumerate(value) if is_list(value) else ()
    for key, each in members:
        yield from half_characters(key, spelling, path)
        yield from half_characters(each, spelling, (*path, key))
    if isinstance(value, str) and not _can_be_encoded(value):
        name = spelling.place(path)
        text = f"{spelling.name(path)} has half a character, which cannot be encoded"
        yield Violation("type", name, text, pointer=spelling.pointer(path))


def _can_be_encoded(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
