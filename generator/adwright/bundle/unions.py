"""Whether the members of a `oneOf` can be told apart."""

from __future__ import annotations

import json
from collections.abc import Sequence

from adwright.bundle.assertions import TYPES
from adwright.bundle.formats import ASSERTED
from adwright.document.grammar import ANNOTATIONS
from adwright.document.node import Node
from adwright.document.text.source import as_list, as_object, is_object

_NOTES = ANNOTATIONS | {"$id", "$anchor", "$schema"}


def overlap(members: Sequence[Node]) -> bool:
    """Whether a value of one member is always one of another: then not exactly one can hold.

    Told by their types alone: `integer` beside `number`, a format beside plain text, a schema that
    says nothing beside any other, or two that say the same.
    """
    known = [each for each in map(_resolved, members) if is_object(each.value)]
    said = [json.dumps({k: each.plain(k) for k in sorted(_saying(each))}) for each in known]
    if len({*said}) < len(said):
        return True
    wide = [each for each in known if not _saying(each) - {"type", "format"}]
    return any(_within(each, outer) for outer in wide for each in known if each is not outer)


def _resolved(node: Node) -> Node:
    """What a member is another name of, or itself."""
    return node.resolve() if _saying(node) == {"$ref"} else node


def _within(inner: Node, outer: Node) -> bool:
    """Whether a schema of types alone, the outer one, takes all that another one does."""
    if not _saying(outer):
        return True
    kinds = _kinds(inner)
    if not kinds or not _kinds(outer) >= kinds:
        return False
    format_ = outer.plain("format")
    return format_ not in ASSERTED or format_ == inner.plain("format") or "string" not in kinds


def _saying(node: Node) -> set[str]:
    """The keywords that say something of a value."""
    keys = as_object(node.value).keys()
    return {key for key in keys if key not in _NOTES and not key.startswith("x-")}


def _kinds(node: Node) -> set[str]:
    """The types that a schema names, whole numbers among numbers."""
    type_ = node.plain("type")
    kinds = {kind for kind in TYPES if kind == type_ or kind in as_list(type_)}
    return kinds | {"integer"} if "number" in kinds else kinds
