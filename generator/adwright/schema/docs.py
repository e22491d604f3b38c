"""What a document says of a thing in words, and where the fact comes from."""

from __future__ import annotations

from collections.abc import Iterator

from adwright.document.node import Node
from adwright.document.text.source import as_object
from adwright.extensions.facts import NOTE, SOURCE, STATUS
from adwright.ir.facts import Doc, Origin
from adwright.ir.text import Constant, Text

_UNTOLD = Origin()
_TOLD = {each.name for each in (SOURCE, STATUS, NOTE)}
_DEEPEST = 20
"""Schemas that may stand around another one."""


def text_of(node: Node | None, key: str) -> Text | None:
    """A string member as text; anything else is not there."""
    value = node.plain(key) if node is not None else None
    return Text(value) if isinstance(value, str) and value.strip() else None


def origin_of(node: Node) -> Origin:
    """`x-source`, `x-status` and `x-note` of a node."""
    if _TOLD.isdisjoint(as_object(node.value)):  # as in most documents
        return _UNTOLD
    return Origin(
        source=SOURCE.read(node), status=STATUS.read(node) or "documented", note=NOTE.read(node)
    )


def doc_of(node: Node) -> Doc:
    """Summary, description, origin, default and deprecation of a node.

    What it leaves out is added by what it refers to, or by the only schema that it puts something around.
    """
    chain = [node, *_within(node)]
    descriptions = (text_of(each, "description") or _of_parts(each) for each in chain)
    defaults = (each.plain("default") for each in chain)
    return Doc(
        summary=text_of(node, "summary") or text_of(node, "title"),
        description=next((text for text in descriptions if text is not None), None),
        origin=origin_of(node),
        default=_default(next((value for value in defaults if value is not None), None)),
        deprecated=node.plain("deprecated") is True,
    )


def _within(node: Node) -> Iterator[Node]:
    """The nodes that a node leads to by `$ref`, or as the schema that it is around, one after the other."""
    for _ in range(_DEEPEST):
        inner = node.referred() or _only_schema(node)
        if inner is None:
            return
        yield (node := inner)


def _of_parts(node: Node) -> Text | None:
    """What several members of an `allOf` say of the whole in words of their own."""
    all_of = node.get("allOf")
    parts = [*all_of.elements()] if all_of is not None else []
    told = [text_of(each, "description") for each in parts if not each.is_reference]
    said = dict.fromkeys(text.raw.strip() for text in told if text is not None)
    return Text("\n\n".join(said)) if said else None


def _only_schema(node: Node) -> Node | None:
    """The only member of an `allOf`; the only alternative beside null."""
    for key in ("allOf", "anyOf" if "anyOf" in node else "oneOf"):
        found = [*member.elements()] if (member := node.get(key)) is not None else []
        if key != "allOf":
            found = [each for each in found if each.plain("type") not in ("null", ["null"])]
        if len(found) == 1:
            return found[0]
    return None


def _default(value: object) -> Constant:
    """A scalar default. Other defaults say little in a docstring and are left to the description."""
    if isinstance(value, str):
        return Text(value)
    return value if isinstance(value, bool | int | float) else None
