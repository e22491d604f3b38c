"""Properties that an object has only at times: those in `then`, `else`, `dependentSchemas`, members of `anyOf`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from adwright.document.node import Node
from adwright.document.text.source import as_object
from adwright.schema.declared import CONDITIONAL, declared
from adwright.schema.keywords import says_something


def fields_under_conditions(part: Node, beside: Sequence[Node]) -> dict[str, Node]:
    """The properties that a schema declares only for some objects.

    Args:
        part: the schema.
        beside: all that describe the same object.
    """
    found: dict[str, list[Node]] = {}
    for key in ("anyOf", *CONDITIONAL):
        if key not in part or (key == "anyOf" and not adds_fields(part, key, beside)):
            continue
        branch = Node(part.document, part.path, {key: part.value[key]})
        for name, nodes in declared(branch).items():
            found.setdefault(name, []).extend(nodes)
    return {name: _either(name, nodes) for name, nodes in found.items()}


def _either(name: str, nodes: list[Node]) -> Node:
    """A property that several schemas describe, each for some objects."""
    first = nodes[0]
    values: list[Any] = []
    values += [node.value for node in nodes if node.value not in values]
    if len(values) == 1:
        return first
    is_known = all(map(says_something, nodes))
    return Node(first.document, (*first.path, "allOf", ""), {"anyOf": values} if is_known else True)


def adds_fields(owner: Node, key: str, parts: Sequence[Node]) -> bool:
    """Whether the members of an `anyOf` add properties to an object that has some, instead of being types."""
    if key != "anyOf" or "discriminator" in owner:
        return False
    members = [member.resolve() for member in owner["anyOf"].elements()]
    if not all(map(_describes_object, members)):
        return False
    return any(part.plain("properties") for part in (owner, *parts)) or not alternatives(owner, key)


def _describes_object(node: Node) -> bool:
    others = {"oneOf", "enum", "const"} & as_object(node.value).keys()
    return node.plain("type") in (None, "object") and not others


def alternatives(part: Node, key: str) -> list[Node]:
    """The members of a `oneOf` or `anyOf` if they tell types apart; some only list what is required."""
    if key not in part or (key == "anyOf" and alternatives(part, "oneOf")):
        return []
    members = [member for member in part[key].elements() if member.value is not False]
    return members if all(map(says_something, members)) else []
