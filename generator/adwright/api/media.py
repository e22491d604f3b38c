"""Media types: which of several is used, and what one alone says about the type of a body."""

from __future__ import annotations

import json

from adwright.api.text import Sample
from adwright.api.types import ANY, Scalar, Type
from adwright.document.node import Node

MAX_EXAMPLE = 20_000
"""Characters of the longest example that is carried over."""


def is_json(media: str) -> bool:
    """Whether a body of that type is JSON."""
    kind = media.split(";")[0].strip().lower()
    return (
        kind in ("application/json", "*/*", "application/*")
        or kind.endswith("+json")
        or kind == "text/json"
    )


def takes_fields(media: str) -> bool:
    """Whether a body of that type is made of named fields."""
    return is_json(media) or media.split(";")[0].strip().lower() in (
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    )


def plain_type(media: str) -> Type:
    """The type of a body whose media type alone says what it is."""
    if is_json(media):
        return ANY
    return Scalar("string") if media.startswith("text/") else Scalar("binary")


def first_content(node: Node) -> tuple[str, Node] | None:
    """The only media type of a parameter's `content`."""
    content = node.get("content")
    return next(iter(content.items()), None) if content is not None else None


def content_of(node: Node) -> tuple[str, Node] | None:
    """The media type of a body that is read or sent: JSON where there is a choice."""
    content = node.get("content")
    entries = (
        [(media, entry) for media, entry in content.items() if entry.expect("an object")]
        if content is not None
        else []
    )
    return min(entries, key=lambda entry: _preference(entry[0]), default=None)


def _preference(media: str) -> int:
    kind = media.split(";")[0].strip().lower()
    if kind == "application/json":
        return 0
    if is_json(media):
        return 1
    order = ("multipart/form-data", "application/x-www-form-urlencoded")
    return 2 + order.index(kind) if kind in order else 9


def example_of(entry: Node) -> Sample | None:
    """The first example of a media type that is small enough to be kept in code."""
    named = entry.get("examples")
    nodes = [node.resolve().get("value") for _, node in named.items()] if named is not None else []
    for node in (*nodes, entry.get("example")):
        if node is not None and len(json.dumps(node.value)) <= MAX_EXAMPLE:
            return Sample(node.value)
    return None
