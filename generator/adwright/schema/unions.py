"""Values that are of one of several schemas: `oneOf`, `anyOf`, and the `discriminator` that tells which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING

from adwright.document.load import Document
from adwright.document.loading.children import name_of
from adwright.document.node import Node
from adwright.document.references import Path
from adwright.document.text.source import as_object
from adwright.ir.text import Text
from adwright.problems import Id
from adwright.schema.additions import adds_to
from adwright.schema.conditions import adds_fields, alternatives
from adwright.schema.declared import declared
from adwright.schema.inheritance import listed, mapped
from adwright.schema.keywords import STRUCTURE
from adwright.schema.kinds import Said
from adwright.schema.shapes import (
    ANYTHING,
    NULL,
    EnumShape,
    ObjectShape,
    RefShape,
    Shape,
    UnionShape,
)

if TYPE_CHECKING:
    from adwright.schema.reading import ShapeReader

MOST_COMBINATIONS = 64
"""Combinations of the members of several unions that one value may be of."""

MOST_MEMBERS = 128
"""Members of one union; Python's own tools give up on much longer ones."""


_MOST_MADE = 1000
"""Schemas made for members of unions with what stands beside them; one more for 100 characters of a document."""

_MOST_FIELDS = 5_000
"""Fields of objects that are made of several schemas; one more for 10 characters of a document."""


class Combinations:
    """Counts what comes of schemas that stand beside others, which may be much more than a document says.

    Unions in unions double with each level, and what many build on is a part of each.
    """

    def __init__(self, document: Document) -> None:
        size = sum(len(source.text) for source in document.sources.values())
        self._left = _MOST_MADE + size // 100
        self._fields = _MOST_FIELDS + size // 10
        self._ways: dict[Path, int] = {}

    def of(self, node: Node) -> int:
        """How many combinations there are of which a schema is one."""
        return self._ways.get(node.path, 1)

    def make(self, whole: Node, members: list[Node]) -> bool:
        """Note the members of a union that were made for it; False if there are too many in the document by now."""
        ways = self.of(whole) * len(members)
        self._ways |= {member.path: ways for member in members}
        self._left -= len(members)
        return self._left >= 0

    def bounded(self, form: ObjectShape, node: Node) -> Shape:
        """The shape of an object that is made of several schemas: anything, if all of these have too many fields."""
        self._fields -= len(form.properties)
        if self._fields >= 0:
            return Shape(form)
        words = "objects that are made of several schemas have too many fields: typed as anything"
        return Shape(ANYTHING, warnings=(node.problem(Id.GROWTH_BOUNDED, words),))


def unions_in(parts: Sequence[Node]) -> list[tuple[Node, str]]:
    """The unions among the schemas that describe a value, each with its keyword."""
    return [
        (part, key)
        for part in parts
        for key in ("oneOf", "anyOf")
        if alternatives(part, key) and not adds_fields(part, key, parts)
    ]


def union_shape(
    parts: Sequence[Node],
    unions: list[tuple[Node, str]],
    said: Said,
    whole: Node,
    reader: ShapeReader,
) -> Shape:
    """One of several schemas; each is what a member says together with what stands beside the union.

    That may be another union: then there is a member for each combination.

    Args:
        parts: the schemas that describe the value.
        unions: the unions among them.
        said: the types that they allow.
        whole: the schema whose parts they are.
        reader: knows the shapes of others.
    """
    ways = reader.combinations.of(whole)
    several = len(unions) > 1 or ways > 1
    if ways * prod(len(alternatives(*union)) for union in unions) > (
        MOST_COMBINATIONS if several else MOST_MEMBERS
    ):
        return too_many(whole, several)
    owner, key = unions[0]
    members = alternatives(owner, key)
    real = [member for member in members if not _is_null(member)]
    nullable = said.nullable or len(real) < len(members)
    base = [*_beside(parts, owner, key)]
    if any(adds_to(part, real, reader) for part in base):
        is_apart = any(part.path != owner.path for part in base)
        real = [_with_base(m, base, whole.path if is_apart else owner.path) for m in real]
        if not reader.combinations.make(whole, real):
            return too_many(whole, several=True)
    elif (choice := _one_enum(real, reader)) is not None:
        return Shape(choice.form, nullable or choice.nullable)
    if len(real) == 1:
        return Shape(RefShape(real[0]), nullable)
    return Shape(_told_apart(owner, real, members) if real else NULL, nullable)


def too_many(whole: Node, several: bool = False) -> Shape:
    """The shape of a value that is of more schemas than can be told apart."""
    most = (
        f"{MOST_COMBINATIONS} combinations of alternatives"
        if several
        else f"{MOST_MEMBERS} alternatives"
    )
    words = f"more than {most} are typed as anything"
    return Shape(ANYTHING, warnings=(whole.problem(Id.ALTERNATIVES_TOO_MANY, words),))


def _beside(parts: Sequence[Node], owner: Node, key: str) -> Iterator[Node]:
    """What stands beside a union and says more than a type."""
    rest = {k: v for k, v in owner.value.items() if k not in (key, *_OF_UNIONS)}
    for part in (*(p for p in parts if p is not owner), Node(owner.document, owner.path, rest)):
        if STRUCTURE & part.value.keys() - {"type"}:
            yield part


_OF_UNIONS = ("discriminator", "type", "$ref", "allOf")


def _one_enum(members: list[Node], reader: ShapeReader) -> Shape | None:
    """The values that all members list, where they do nothing else."""
    shapes = [reader.follow(member)[1] for member in members]
    choices = [shape.form for shape in shapes if isinstance(shape.form, EnumShape)]
    if not choices or len(choices) < len(shapes):
        return None
    values = {(type(value), value): value for each in choices for value in each.values}
    choice = EnumShape((*values.values(),), any(each.fractions for each in choices))
    return Shape(choice, any(shape.nullable for shape in shapes))


def _with_base(member: Node, base: list[Node], place: tuple[str, ...]) -> Node:
    """A member of a union together with what stands beside the union, as a schema below a place."""
    own = [{k: v for k, v in part.value.items() if k not in ("$ref", "allOf")} for part in base]
    return Node(member.document, (*place, *member.path[-2:]), {"allOf": [*own, member.value]})


def _told_apart(owner: Node, real: list[Node], members: list[Node]) -> UnionShape:
    """The union, with what its discriminator says."""
    said = as_object(owner.plain("discriminator"))
    if not isinstance(name := said.get("propertyName"), str):
        return UnionShape((*real,))
    named = [member for member in members if not _is_null(member)]
    tags = (*_tags(named, name, as_object(said.get("mapping"))),)
    return UnionShape((*real,), Text(name), tags, _position(named, said.get("defaultMapping")))


def _position(members: list[Node], target: object) -> int | None:
    """Which member of a union is meant by what a discriminator names; None if none is."""
    schema = mapped(members[0].document, target) if members and target is not None else None
    paths = [member.resolve().path for member in members]
    return paths.index(schema.path) if schema is not None and schema.path in paths else None


def _tags(
    members: list[Node], wire: str, mapping: Mapping[str, object]
) -> Iterator[tuple[Text, int]]:
    """The values of a property that mean a member of a union, by its position: said, listed, or its name."""
    told: dict[Path, list[str]] = {}
    for tag, target in mapping.items():
        if members and (schema := mapped(members[0].document, target)) is not None:
            told.setdefault(schema.path, []).append(tag)
    for index, member in enumerate(members):
        target = member.referred()
        if target is not None:
            end = member.resolve()
            own = [*listed(declared(end).get(wire, []))]
            called = name_of(target.path)
            implied = [called] if not own and called not in mapping else []
            tags = [*told.get(end.path, own), *implied]
            yield from ((Text(tag), index) for tag in tags)


def _is_null(node: Node) -> bool:
    is_const = "const" in node and node.plain("const") is None
    return node.plain("type") in ("null", ["null"]) or is_const or node.plain("enum") == [None]
