"""What a document says of a thing in words, and where the fact comes from."""

from __future__ import annotations

from collections.abc import Iterator

from adwright.document.node import Node
from adwright.extensions.facts import NOTE, SOURCE, STATUS
from adwright.ir.facts import Doc, Origin
from adwright.ir.text import Constant, Text


def text_of(node: Node | None, key: str) -> Text | None:
    """A string member as text; anything else is not there."""
    value = node.plain(key) if node is not None else None
    return Text(value) if isinstance(value, str) and value.strip() else None


def origin_of(node: Node) -> Origin:
    """`x-source`, `x-status` and `x-note` of a node."""
    return Origin(
        source=SOURCE.read(node), status=STATUS.read(node) or "documented", note=NOTE.read(node)
    )


def doc_of(node: Node) -> Doc:
    """Summary, description, origin, default and deprecation of a node; a reference adds what the node leaves out."""
    chain = [node, *_referred(node)]
    descriptions = (text_of(each, "description") for each in chain)
    defaults = (each.plain("default") for each in chain)
    return Doc(
        summary=text_of(node, "summary") or text_of(node, "title"),
        description=next((text for text in descriptions if text is not None), None),
        origin=origin_of(node),
        default=_default(next((value for value in defaults if value is not None), None)),
        deprecated=node.plain("deprecated") is True,
    )


def _referred(node: Node) -> Iterator[Node]:
    """The nodes that a node leads to by `$ref`, one after the other."""
    while (target := node.referred()) is not None:
        yield (node := target)


def _default(value: object) -> Constant:
    """A scalar default. Other defaults say little in a docstring and are left to the description."""
    if isinstance(value, str):
        return Text(value)
    return value if isinstance(value, bool | int | float) else None
