"""Schemas that refuse what another one takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..schemas.store import Schema
from ..shapes import is_dict, is_list

_TYPES = ("string", "integer", "number", "boolean", "object", "array", "null")
_BOUNDS: Mapping[str, tuple[str, str, int]] = {
    "minimum": ("number", "exclusiveMaximum", 0),
    "exclusiveMinimum": ("number", "maximum", 0),
    "maximum": ("number", "exclusiveMinimum", 0),
    "exclusiveMaximum": ("number", "minimum", 0),
    "minLength": ("string", "maxLength", -1),
    "maxLength": ("string", "minLength", 1),
    "minItems": ("array", "maxItems", -1),
    "maxItems": ("array", "minItems", 1),
    "minProperties": ("object", "maxProperties", -1),
    "maxProperties": ("object", "minProperties", 1),
}
"""The type, the opposite keyword, and how far its value is from that of a bound."""


def opposites(schema: Schema, resolve: Callable[[str], Schema]) -> list[Schema]:
    """Schemas of which each refuses all that a schema takes; none for what is too involved.

    Values that are listed, and types, have none: these are looked at where they stand.

    Args:
        schema: The schema.
        resolve: Gives the schema that a reference leads to.
    """
    if not is_dict(schema) or not schema:
        return [schema is False]
    if "const" in schema or "enum" in schema:
        return []
    found: list[Schema] = []
    for keyword, value in schema.items():
        found += _of_keyword(keyword, value, resolve)
    return found


def _of_keyword(keyword: str, value: Any, resolve: Callable[[str], Schema]) -> list[Schema]:
    if keyword == "required":
        return [{"properties": {name: False}} for name in reversed(value)]
    if keyword == "properties":
        return [
            {"type": "object", "required": [name], "properties": {name: {"not": each}}}
            for name, each in value.items()
        ]
    if keyword == "allOf":
        return [{"not": each} for each in value]
    if keyword in ("anyOf", "oneOf"):
        return [{"allOf": [{"not": each} for each in value]}]
    if keyword == "not":
        return [value]
    if keyword == "$ref":
        return [{"not": resolve(value)}]
    if keyword == "items":
        return [{"type": "array", "minItems": 1, "items": {"not": value}}]
    if keyword == "contains":
        return [{"type": "array", "items": {"not": value}}]
    return _of_plain(keyword, value)


def _of_plain(keyword: str, value: Any) -> list[Schema]:
    if keyword == "type":
        refused: set[str] = {*value} if is_list(value) else {value}
        if refused & {"integer", "number"}:
            refused |= {"integer", "number"}
        return [{"type": [each for each in _TYPES if each not in refused]}]
    if keyword in _BOUNDS:
        kind, opposite, step = _BOUNDS[keyword]
        return (
            [{"type": kind, opposite: value + step}]
            if value + step >= 0 or kind == "number"
            else []
        )
    if keyword in ("pattern", "format"):
        return [{"type": "string", "const": each} for each in ("text", "1", "", "A-1", "~")]
    return []
