"""Media types: which of several is used, and what one alone says about the type of a body."""

from __future__ import annotations

from adwright.api.types import ANY, Scalar, Type
from adwright.document.node import Node


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
