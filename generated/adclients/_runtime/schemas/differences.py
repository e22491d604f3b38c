"""Tells how a response differs from its description, for those who want to hear of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

from ..errors import Violation
from .check import problems
from .layout import Layout
from .spelling import Spelling
from .store import Schema, Schemas, key_of

if TYPE_CHECKING:
    from .judge import Judge


def differences(schemas: Schemas, key: str, value: Any) -> tuple[str, ...]:
    """Each difference between a JSON value and its schema, as a sentence; none if there is no such schema.

    Args:
        schemas: The schemas of what comes back.
        key: The schema.
        value: The JSON value.
    """
    if key not in schemas:
        return ()
    return tuple(map(_said, _found(schemas, schemas.judge(key), value)))


def differences_by_type(schemas: Schemas, type_: Any, value: Any) -> tuple[str, ...]:
    """The same for a value that should be of a type, such as a model, a union or a list of models."""
    from .judge import Judge

    schema = _schema_of(type_, schemas)
    names = [key.removeprefix("$defs/") for key in schemas if key.startswith("$defs/")]
    whole = {"allOf": [schema], "$defs": {name: schemas.entry(f"$defs/{name}") for name in names}}
    return tuple(map(_said, _found(schemas, Judge(whole), value)))


def _found(schemas: Schemas, judge: Judge, value: Any) -> list[Violation]:
    return problems(judge, value, (), Spelling(Layout([], schemas.definition), value), False)


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
