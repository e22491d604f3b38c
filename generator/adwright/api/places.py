"""What is known of the values that a condition is about, from the schemas that describe them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from adwright.api.compiler import ANYWHERE, Anywhere, Place
from adwright.api.schemas import Direction, Schemas
from adwright.api.shapes import (
    ArrayShape,
    EnumShape,
    MapShape,
    ObjectShape,
    ScalarsShape,
    Shape,
    UnionShape,
)
from adwright.api.text import Text
from adwright.document.node import Node

_WHOLE = frozenset({"integer"})
_NOWHERE = Anywhere(sent=False)
_KINDS = {
    "string": "string", "date-time": "string", "date": "string", "binary": "string",
    "integer": "integer", "boolean": "boolean", "null": "null",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SchemaPlace:
    """An object of a class."""

    schemas: Schemas
    node: Node
    direction: Direction
    sent: bool = True

    @property
    def kinds(self) -> frozenset[str] | None:
        """An object is an object."""
        return frozenset({"object"})

    def member(self, name: str) -> Place:
        """A property; one that is not sent in this direction is never there."""
        members, others = self.schemas.members(self.node, self.direction)
        if name not in members:
            return ANYWHERE if others else _NOWHERE
        member = members[name]
        return AnyPlace.of(self.schemas, member, self.direction) if member is not None else _NOWHERE

    def item(self) -> Place:
        """An object has no items."""
        return ANYWHERE


@dataclass(frozen=True, slots=True)
class AnyPlace:
    """A value that a schema describes."""

    schemas: Schemas
    node: Node
    shape: Shape
    direction: Direction
    sent: bool = True

    @classmethod
    def of(cls, schemas: Schemas, node: Node, direction: Direction) -> AnyPlace:
        """The place that a schema describes."""
        target, shape = schemas.follow(node)
        return cls(schemas, target, shape, direction)

    @property
    def kinds(self) -> frozenset[str] | None:
        """The JSON types of the schema."""
        return _kinds(self.schemas, self.shape)

    def member(self, name: str) -> Place:
        """A property."""
        match self.shape.form:
            case ObjectShape():
                return SchemaPlace(self.schemas, self.node, self.direction).member(name)
            case MapShape((value,)):
                return AnyPlace.of(self.schemas, value, self.direction)
            case _:
                return ANYWHERE

    def item(self) -> Place:
        """The items of a list."""
        match self.shape.form:
            case ArrayShape((item,), _):
                return AnyPlace.of(self.schemas, item, self.direction)
            case _:
                return ANYWHERE


@dataclass(frozen=True, slots=True)
class ParameterPlace:
    """The parameters of an operation, as an object."""

    schemas: Schemas
    named: Mapping[str, Node]
    sent: bool = True

    @property
    def kinds(self) -> frozenset[str] | None:
        """An object is an object."""
        return frozenset({"object"})

    def member(self, name: str) -> Place:
        """A parameter."""
        node = self.named.get(name)
        schema = node.get("schema") if node is not None else None
        if schema is None:
            return ANYWHERE if node is not None else _NOWHERE
        return AnyPlace.of(self.schemas, schema, "create")

    def item(self) -> Place:
        """Parameters together have no items."""
        return ANYWHERE


def _kinds(schemas: Schemas, shape: Shape) -> frozenset[str] | None:
    null = frozenset({"null"} if shape.nullable else ())
    match shape.form:
        case ObjectShape() | MapShape():
            return null | {"object"}
        case ArrayShape():
            return null | {"array"}
        case EnumShape(values, fractions):
            numbers = frozenset({"number"} if fractions else ())
            return null | numbers | {_kind_of(value) for value in values}
        case ScalarsShape(scalars):
            if any(scalar.kind == "any" for scalar in scalars):
                return None
            found = {_KINDS.get(scalar.kind, "number") for scalar in scalars}
            return null | found | (_WHOLE if "number" in found else set[str]())
        case UnionShape(members):
            kinds = [_kinds(schemas, schemas.follow(member)[1]) for member in members]
            known = [each for each in kinds if each is not None]
            return null.union(*known) if len(known) == len(kinds) else None
        case _:
            return None


def _kind_of(value: object) -> str:
    if isinstance(value, Text):
        return "string"
    return (
        "boolean" if isinstance(value, bool) else "integer" if isinstance(value, int) else "number"
    )
