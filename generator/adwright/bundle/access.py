"""Which properties of an object may travel in a direction, and which must, from all schemas that describe it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from adwright.bundle.references import NONE, Names
from adwright.document.node import Node
from adwright.schema.access import AccessReader, Direction


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


def access_of(
    properties: Mapping[str, list[Node]], direction: Direction, reader: AccessReader
) -> Access:
    """What may travel of an object.

    `x-access` decides where a property has it. In an object with such properties an update need not
    repeat the others.

    Args:
        properties: the schemas of each property.
        direction: the way it travels.
        reader: knows what is said of a property.
    """
    said = {name: reader.said(nodes, direction) for name, nodes in properties.items()}
    hidden = frozenset(name for name, mark in said.items() if mark == "never")
    if direction == "response":
        return Access(hidden)
    partial = direction == "update" and any(map(reader.has_views, properties.values()))
    optional = {n for n, mark in said.items() if mark == "optional" or (partial and mark is None)}
    return Access(
        hidden, frozenset(optional), frozenset(n for n, m in said.items() if m == "required")
    )
