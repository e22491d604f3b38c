"""What a schema says of a body that may be of any media type: whether it is text, bytes, or anything."""

from __future__ import annotations

from collections.abc import Iterator

from adwright.document.grammar import ANNOTATIONS
from adwright.document.node import Node

_ALTERNATIVES = ("anyOf", "oneOf")
_DEEPEST = 20
"""Schemas that may stand in one another."""


def says_nothing(schema: Node, depth: int = 0) -> bool:
    """Whether a schema allows anything: it has words at most, or one of its alternatives has."""
    said = schema.resolve()
    if said.value is True:
        return True
    keys = {key for key, _ in said.items() if not key.startswith("x-")} - ANNOTATIONS
    told = (says_nothing(each, depth + 1) for each in _parts(said, _ALTERNATIVES, depth))
    return not keys or (keys <= {*_ALTERNATIVES} and any(told))


def is_of_text(schema: Node, depth: int = 0) -> bool:
    """Whether a schema is of text or bytes alone, null apart."""
    said = schema.resolve()
    if "type" in said:
        return said.value["type"] in ("string", ["string"], ["string", "null"], ["null", "string"])
    if any(is_of_text(each, depth + 1) for each in _parts(said, ("allOf",), depth)):
        return True
    choices = [each.resolve() for each in _parts(said, _ALTERNATIVES, depth)]
    real = [each for each in choices if each.plain("type") not in ("null", ["null"])]
    return bool(real) and all(is_of_text(each, depth + 1) for each in real)


def may_be_bytes(schema: Node, depth: int = 0) -> bool:
    """Whether a schema, one of its parts or one of its alternatives is of bytes."""
    said = schema.resolve()
    parts = _parts(said, ("allOf", *_ALTERNATIVES), depth)
    return said.plain("format") == "binary" or any(may_be_bytes(each, depth + 1) for each in parts)


def _parts(said: Node, keys: tuple[str, ...], depth: int) -> Iterator[Node]:
    for key in keys if depth < _DEEPEST else ():
        if (parts := said.get(key)) is not None:
            yield from parts.elements()
