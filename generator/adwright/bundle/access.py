"""Which properties of an object may travel in a direction, and which must."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from adwright.bundle.references import NONE, Names
from adwright.document.node import Node
from adwright.extensions.schemas import ACCESS
from adwright.schema.schemas import Direction


@dataclass(frozen=True, slots=True)
class Access:
    """What may be sent of an object.

    Attributes:
        hidden: properties that never are.
        optional: properties that may be left out, whatever `required` says.
        needed: properties that must be there, whatever `required` says.
    """

    hidden: Names = NONE
    optional: Names = NONE
    needed: Names = NONE


def access_of(properties: Mapping[str, list[Node]], direction: Direction) -> Access:
    """What may travel of an object.

    `x-access` decides where a property has it. In an object with such properties an update need not
    repeat the others.

    Args:
        properties: the schemas of each property.
        direction: the way it travels.
    """
    said = {name: _said(nodes, direction) for name, nodes in properties.items()}
    hidden = {name for name, mark in said.items() if mark == "never"}
    if direction == "response":
        return Access(frozenset(hidden))
    partial = direction == "update" and any(
        ACCESS.read(node) is not None for nodes in properties.values() for node in nodes
    )
    optional = {n for n, mark in said.items() if mark == "optional" or (partial and mark is None)}
    needed = {name for name, mark in said.items() if mark == "required"}
    return Access(frozenset(hidden), frozenset(optional), frozenset(needed))


def _said(nodes: list[Node], direction: Direction) -> str | None:
    """Whether a property is never there, optional or required, if anything but `required` says so."""
    for node in nodes:
        said = ACCESS.read(node)
        mark = said.to(direction) if said is not None else None
        if mark is not None:
            return mark
    flag = "writeOnly" if direction == "response" else "readOnly"
    return "never" if any(_has(node, flag) for node in nodes) else None


def _has(node: Node, flag: str) -> bool:
    """Whether a schema says so, or one it is another name of."""
    seen: set[tuple[str, ...]] = set()
    while node.path not in seen:
        if node.plain(flag) is True:
            return True
        seen.add(node.path)
        node = node.referred() or node
    return False
