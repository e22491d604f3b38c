"""Halves of surrogate pairs, which JSON can escape and no text can hold: no file and no request could be written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from adwright.document.text.source import Source, is_array, is_object, pointer_of
from adwright.problems import Id, Location, Problem, SpecError

_ESCAPED = re.compile(r"\\(?:u|U0000)[dD][89a-fA-F]")
_HALF = re.compile("[\ud800-\udfff]")
_WORDS = {"description", "summary", "title", "externalDocs", "example", "examples"}
_VALUES = {"const", "enum", "default"}
_HINT = "write the character itself, or both halves of the pair"


def tame_surrogates(source: Source) -> None:
    """Put the replacement character in place of a lone half where it is only shown.

    Raises:
        SpecError: one stands in a name or a value, which would have to be sent; all of them.
    """
    if not _ESCAPED.search(source.text):
        return
    problems: list[Problem] = []
    for path, owner, key, is_name in _halves(source.data):
        at = _located(source, path)
        shown = not (is_name or _VALUES & set(path)) and bool(_WORDS & set(path))
        if not shown:
            what = "a name" if is_name else "a text"
            problems.append(
                Problem(Id.SURROGATE_HALF, at, f"half of a surrogate pair in {what}", _HINT)
            )
            continue
        owner[key] = _HALF.sub("\ufffd", owner[key])
        message = "half of a surrogate pair is shown as the replacement character"
        source.warnings.append(Problem(Id.SURROGATE_HALF, at, message, _HINT))
    if problems:
        raise SpecError(problems)


def _halves(tree: Any) -> Iterator[tuple[tuple[str, ...], Any, Any, bool]]:
    """Where lone halves stand: path, the object or array that holds them, key in it, whether the key has it."""
    todo: list[tuple[tuple[str, ...], Any]] = [((), tree)]
    seen: set[int] = set()
    while todo:
        path, owner = todo.pop()
        if id(owner) in seen:
            continue
        seen.add(id(owner))
        members = [*owner.items()] if is_object(owner) else [*enumerate(owner)]
        for key, value in members:
            here = (*path, str(key))
            if isinstance(key, str) and _HALF.search(key):
                yield here, owner, key, True
            if isinstance(value, str) and _HALF.search(value):
                yield here, owner, key, False
            if is_object(value) or is_array(value):
                todo.append((here, value))


def _located(source: Source, path: tuple[str, ...]) -> Location:
    """The place, its pointer in characters that can be written."""
    line, column = source.position(path)
    pointer = pointer_of(path).encode("utf-8", "backslashreplace").decode()
    return Location(source.name, line, column, pointer)
