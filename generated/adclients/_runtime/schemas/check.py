"""What is wrong with a JSON value, as violations."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

from ..data import is_dict, is_list
from ..errors import RuleWarning, Violation, warn
from .layout import Layout
from .paths import Path, PlaceNames
from .store import LeftOut, Schema, Schemas, key_of
from .values import Writer
from .violations import Report

if TYPE_CHECKING:
    from .validate import Validator


def problems(
    validator: Validator, value: Any, known: Sequence[Violation], spelling: PlaceNames, off: LeftOut
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
        errors, schema = validator.errors(value, off)
    except UnicodeEncodeError:
        return [*known, *half_characters(value, spelling)]
    except ValueError as error:  # such as values in values without end
        return [*known, Violation("type", "", f"the call cannot be judged: {error}")]
    if not errors:
        return [*known]
    noted = {each.path for each in known}
    found = Report(schema, value, spelling).violations(errors)
    return [*known, *(each for each in found if each.path not in noted)]


def warnings_for(
    validator: Validator, value: Any, spelling: PlaceNames, off: LeftOut
) -> list[Violation]:
    """What is doubtful about a JSON value with which nothing is wrong; for the arguments see `problems`."""
    errors, schema = validator.errors(value, off, warn=True)
    return Report(schema, value, spelling, warns=True).violations(errors) if errors else []


def tell(violation: Violation) -> None:
    """Give the warning for what is doubtful."""
    warn(f"{violation.message} [{violation.rule}]", RuleWarning)


def unwritable(writer: Writer, spelling: PlaceNames) -> Iterator[Violation]:
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


def half_characters(value: Any, spelling: PlaceNames, path: Path = ()) -> Iterator[Violation]:
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


def differences(schemas: Schemas, key: str, value: Any) -> tuple[str, ...]:
    """Each difference between a JSON value and its schema, as a sentence; none if there is no such schema.

    Args:
        schemas: The schemas of what comes back.
        key: The schema.
        value: The JSON value.
    """
    if key not in schemas:
        return ()
    return tuple(map(_said, _found(schemas, schemas.validator(key), value)))


def differences_by_type(schemas: Schemas, type_: Any, value: Any) -> tuple[str, ...]:
    """The same for a value that should be of a type, such as a model, a union or a list of models."""
    from .validate import Validator

    schema = _schema_of(type_, schemas)
    names = [key.removeprefix("$defs/") for key in schemas if key.startswith("$defs/")]
    whole = {"allOf": [schema], "$defs": {name: schemas.entry(f"$defs/{name}") for name in names}}
    return tuple(map(_said, _found(schemas, Validator(whole), value)))


def _found(schemas: Schemas, validator: Validator, value: Any) -> list[Violation]:
    return problems(validator, value, (), PlaceNames(Layout([], schemas.definition), value), False)


def _said(violation: Violation) -> str:
    if violation.rule == "additionalProperties":
        return f"{violation.path} is not described"
    return f"{violation.path} is missing" if violation.rule == "required" else violation.message


def _schema_of(type_: Any, schemas: Schemas) -> Schema:
    """A schema for a type that is made of models."""
    origin, inner = get_origin(type_), get_args(type_)
    if isinstance(type_, type) and (key := key_of(type_.__name__)) in schemas:
        return {"$ref": f"#/{key}"}
    if origin is list:
        return {"type": "array", "items": _schema_of(inner[0], schemas)}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": _schema_of(inner[1], schemas)}
    if origin is Literal:
        return {"enum": [*inner]}
    if origin is Union or type(type_).__name__ == "UnionType":
        return {"anyOf": [_schema_of(each, schemas) for each in inner]}
    if hasattr(type_, "__metadata__"):
        return _schema_of(inner[0], schemas)
    return {"type": "null"} if type_ is type(None) else True


_VIEWS = ("", "Params", "Create", "Update")


@dataclass(frozen=True)
class Rule:
    """A business rule over what is sent.

    Attributes:
        id: Its id, by which it can be left out.
        says: What it asks for, in a sentence.
        on: The classes in `params`, or the operations, that it is about.
        fields: The fields that it asks something of, by their names in JSON.
        warns: Whether breaking it only warns.
        source: Heading of the vendor's document that states it.
    """

    id: str
    says: str
    on: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    warns: bool = False
    source: str | None = None


def check_value(
    schemas: Schemas,
    subject: str | type[object],
    value: object,
    *,
    leave_out: Collection[str] = (),
    warned: bool = False,
) -> list[Violation]:
    """Judge a value by a schema of what may be sent, shape and rules together.

    A call does the same before it sends anything. This is for forms and tests.

    Args:
        schemas: The schemas of what may be sent.
        subject: A class in `params` or `models`, or the name of a schema.
        value: What would be sent: a dict with names of Python or of JSON, or a returned object.
        leave_out: Ids of rules that do not count.
        warned: Whether what only draws a `RuleWarning` counts as well; `warns` tells it.

    Returns:
        All that is wrong with it.

    Raises:
        KeyError: There is no such schema.
    """
    name = subject if isinstance(subject, str) else subject.__name__
    key = next((k for view in _VIEWS if (k := key_of(f"{name}{view}")) in schemas), None)
    if key is None:
        raise KeyError(f"nothing that may be sent is called {name}")
    layout, validator, writer = schemas.layout(key), schemas.validator(key), Writer()
    written = writer.write(value, layout)
    spelling = PlaceNames(layout, value)
    off = frozenset({leave_out} if isinstance(leave_out, str) else leave_out) or False
    found = problems(validator, written, [*unwritable(writer, spelling)], spelling, off)
    if not warned:
        return found
    known = {(each.rule, each.path) for each in found}
    doubtful = warnings_for(validator, written, spelling, off)
    return [*found, *(each for each in doubtful if (each.rule, each.path) not in known)]
