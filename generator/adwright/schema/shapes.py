"""What a schema describes, said in one way: an object, a map, a list, an enum, a union, scalars, or another schema.

A shape refers to the nodes below it; it decides no name and no view.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from adwright.document.node import Node
from adwright.ir.text import Constant, Text
from adwright.ir.types import Bounds, Scalar
from adwright.problems import Problem


@dataclass(frozen=True, slots=True)
class Property:
    """A property of an object: the node that stands under its name, and whether `required` lists it."""

    wire: str
    node: Node
    required: bool


@dataclass(frozen=True, slots=True)
class ObjectShape:
    """An object with known properties. `extra`: the schema of further ones, None when nothing is said of them."""

    properties: tuple[Property, ...]
    extra: Node | None

    def property_named(self, wire: str) -> Node | None:
        """The schema of the property of that name."""
        return next((prop.node for prop in self.properties if prop.wire == wire), None)


@dataclass(frozen=True, slots=True)
class MapShape:
    """An object of unknown keys; `values` are the possible schemas of a value, none for anything."""

    values: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ArrayShape:
    """An array; `items` are the possible schemas of an item, none for anything."""

    items: tuple[Node, ...]
    bounds: Bounds


@dataclass(frozen=True, slots=True)
class EnumShape:
    """One of the values listed, or a fraction that is: Python has no type for one fraction."""

    values: tuple[Constant, ...]
    fractions: bool = False


@dataclass(frozen=True, slots=True)
class UnionShape:
    """One of several schemas.

    Attributes:
        members: the schemas.
        discriminator: the property that tells which is meant.
        tags: its values, each with the position of a member.
        default: the position of the member that is meant by other values, if one is.
    """

    members: tuple[Node, ...]
    discriminator: Text | None = None
    tags: tuple[tuple[Text, int], ...] = ()
    default: int | None = None


@dataclass(frozen=True, slots=True)
class ScalarsShape:
    """A scalar, or one of several kinds of scalar."""

    scalars: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class RefShape:
    """Another schema, as it is."""

    target: Node


Form: TypeAlias = (
    ObjectShape | MapShape | ArrayShape | EnumShape | UnionShape | ScalarsShape | RefShape
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value looks like, and whether it may be null; `warnings` say where it is typed wider than it is."""

    form: Form
    nullable: bool = False
    warnings: tuple[Problem, ...] = ()


ANYTHING = ScalarsShape((Scalar("any"),))
NULL = ScalarsShape((Scalar("null"),))


def children(form: Form) -> Iterator[Node]:
    """The schemas of the values inside a value; of a union its members."""
    match form:
        case ObjectShape(properties, extra):
            yield from (prop.node for prop in properties)
            yield from [extra] if extra is not None else []
        case MapShape(nodes) | ArrayShape(nodes, _) | UnionShape(nodes, _):
            yield from nodes
        case _:
            pass
