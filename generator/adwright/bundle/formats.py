"""Formats that are more than a format: numbers of so many bits, times without a zone, bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from adwright.document.text.source import is_array, is_object

ASSERTED = frozenset(
    "date date-time date-time-zone-optional time duration uuid ipv4 ipv6 email byte".split()
)
"""The formats that a value is refused for."""

WARNED = frozenset(
    """uri uri-reference iri iri-reference uri-template hostname idn-hostname idn-email json-pointer
    relative-json-pointer regex""".split()
)
"""The formats that documents often put on what they do not mean: such a value is sent with a warning."""

_NO_TEXT = frozenset(
    "binary password float double int32 int64 epoch-seconds epoch-milliseconds".split()
)
"""Formats that say nothing of how a text is written."""

_BITS = {"int32": 31, "int64": 63}
_TEXT_ONLY = ("minLength", "maxLength", "pattern")


def unknown_formats(schemas: Iterable[str]) -> list[str]:
    """The formats in schemas that no value is judged by.

    Args:
        schemas: the schemas, as JSON text.
    """
    found: set[str] = set()
    todo: list[Any] = [json.loads(text) for text in schemas]
    while todo:
        value = todo.pop()
        if is_object(value):
            said = value.get("format")
            found |= {said} if isinstance(said, str) else set()
            todo += [inner for key, inner in value.items() if key not in ("const", "enum")]
        elif is_array(value):
            todo += value
    return sorted(found - ASSERTED - WARNED - _NO_TEXT)


def with_exact_format(
    schema: dict[str, Any], zone: str | None, epoch: str | None
) -> dict[str, Any]:
    """A schema whose format says exactly what is judged.

    Args:
        schema: the schema, with its keywords as the document has them.
        zone: what `x-zone` says.
        epoch: what `x-epoch` says.
    """
    if epoch is not None:
        return {**with_exact_format(schema, zone, None), "format": f"epoch-{epoch}"}
    format_ = schema.get("format")
    if format_ in _BITS and schema.get("type") != "string":
        rest = {key: value for key, value in schema.items() if key != "format"}
        return rest | _bounds(schema, _BITS[format_])
    if format_ == "date-time" and zone == "optional":
        return {**schema, "format": "date-time-zone-optional"}
    if format_ == "binary":
        return {key: value for key, value in schema.items() if key not in _TEXT_ONLY}
    return schema


def _bounds(schema: dict[str, Any], bits: int) -> dict[str, Any]:
    """The bounds of a whole number, no wider than the schema's own."""
    low, high = schema.get("minimum", -(2**bits)), schema.get("maximum", 2**bits - 1)
    return {"minimum": max(low, -(2**bits)), "maximum": min(high, 2**bits - 1)}
