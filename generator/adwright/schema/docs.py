"""What a document says of a thing in words, and where the fact comes from."""

from __future__ import annotations

from adwright.document.node import Node
from adwright.extensions.facts import NOTE, SOURCE, STATUS
from adwright.ir.model import Doc, Origin
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
    target = node.resolve()
    default = node.plain("default")
    return Doc(
        summary=text_of(node, "summary") or text_of(node, "title"),
        description=text_of(node, "description") or text_of(target, "description"),
        origin=origin_of(node),
        default=_default(default if default is not None else target.plain("default")),
        deprecated=node.plain("deprecated") is True,
    )


def _default(value: object) -> Constant:
    """A scalar default. Other defaults say little in a docstring and are left to the description."""
    if isinstance(value, str):
        return Text(value)
    return value if isinstance(value, bool | int | float) else None
