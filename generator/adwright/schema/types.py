"""Schemas to types: what a value may be, with the names of classes where it is of one."""

from __future__ import annotations

from collections.abc import Iterable

from adwright.document.node import Node
from adwright.document.references import Path
from adwright.ir.text import Text
from adwright.ir.types import (
    ANY,
    Choice,
    Discriminator,
    ListOf,
    MapOf,
    Nullable,
    Ref,
    Scalar,
    Type,
    union,
)
from adwright.schema.access import Direction
from adwright.schema.classes import Classes, key_of
from adwright.schema.reading import ShapeReader
from adwright.schema.shapes import (
    ArrayShape,
    EnumShape,
    Form,
    MapShape,
    ObjectShape,
    ScalarsShape,
    UnionShape,
)
from adwright.schema.uses import Uses

INLINE_CHOICE = 72
"""Choices of a parameter whose values take no more characters than this stand in the signature itself."""


class Types:
    """The types of one document's schemas, each made once.

    Attributes:
        mentioned: the schemas that a signature or a class names; a choice may also be written out where it stands.
    """

    def __init__(self, reader: ShapeReader, uses: Uses, classes: Classes) -> None:
        self._reader = reader
        self._uses = uses
        self._classes = classes
        self._known: dict[tuple[Path, Direction, bool], Type] = {}
        self.mentioned: set[Path] = set()

    def of(self, node: Node, direction: Direction, *, inline: bool = False) -> Type:
        """The type of a schema.

        Args:
            node: the schema.
            direction: which of its views is meant.
            inline: write a short enum out instead of naming it.
        """
        key = node.path, direction, inline
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._of(node, direction, inline)
        return known

    def _of(self, node: Node, direction: Direction, inline: bool) -> Type:
        node, shape = self._reader.follow(node)
        use = self._uses.by_path.get(node.path)
        form = shape.form
        if inline and isinstance(form, EnumShape) and _is_short(form):
            plain: Type = Choice(form.values)
        elif use is not None:
            self.mentioned.add(node.path)
            plain = Ref(self._classes.names[node.path, key_of(use, direction)])
        else:
            plain = self.structure(form, direction)
        is_plain = plain == ANY or isinstance(plain, Nullable)
        return Nullable(plain) if shape.nullable and not is_plain else plain

    def structure(self, form: Form, direction: Direction) -> Type:
        """The type of a shape, without the name that it may have."""
        match form:
            case ArrayShape(items, bounds):
                return ListOf(self._one_of(items, direction), bounds)
            case MapShape(values):
                return MapOf(self._one_of(values, direction))
            case ScalarsShape(scalars):
                return union([*scalars])
            case UnionShape(members):
                types = [self.of(member, direction) for member in members]
                return union(types, self._discriminator(form, types))
            case EnumShape(values, fractions):
                return union([Choice(values), Scalar("number")]) if fractions else Choice(values)
            case _:
                return ANY

    def _one_of(self, nodes: Iterable[Node], direction: Direction) -> Type:
        types = [self.of(node, direction) for node in nodes]
        return union(types) if types else ANY

    def _discriminator(self, form: UnionShape, types: list[Type]) -> Discriminator | None:
        """What tells the classes of a union apart, unless the types of its property do so by themselves."""
        wire = form.discriminator
        if wire is None:
            return None
        other = types[form.default] if form.default is not None else None
        default = other.name if isinstance(other, Ref) else None
        if default is None and self._tell(form.members, wire.raw):
            return None
        classes = [(tag, types[index]) for tag, index in form.tags]
        known = tuple((tag, type_.name) for tag, type_ in classes if isinstance(type_, Ref))
        return Discriminator(wire, known, default) if known else None

    def _tell(self, members: tuple[Node, ...], wire: str) -> bool:
        """Whether each member of a union lists other values for a property than the rest."""
        listed: list[object] = []
        for member in members:
            form = self._reader.follow(member)[1].form
            tag = form.property_named(wire) if isinstance(form, ObjectShape) else None
            choice = self._reader.follow(tag)[1].form if tag is not None else None
            if not isinstance(choice, EnumShape):
                return False
            listed += choice.values
        return len(listed) == len(set(listed))


def _is_short(form: EnumShape) -> bool:
    values = (v.raw if isinstance(v, Text) else v for v in form.values)
    return not form.fractions and sum(len(str(v)) + 4 for v in values) <= INLINE_CHOICE
