"""The members of objects: what each is called, whether it may be sent and must be, its type and its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from adwright.document.node import Node
from adwright.document.references import Path
from adwright.extensions.schemas import NAME
from adwright.ir import names
from adwright.ir.facts import Access, Doc, Field
from adwright.ir.text import Identifier, Text
from adwright.ir.types import ANY, Type
from adwright.schema import docs
from adwright.schema.access import AccessReader, Direction
from adwright.schema.classes import Key, Outline, key_of
from adwright.schema.declared import declared
from adwright.schema.reading import ShapeReader
from adwright.schema.shapes import ObjectShape, Property
from adwright.schema.types import Types
from adwright.schema.uses import Use


class FieldNames:
    """What the properties of objects are called in Python."""

    def __init__(self, reader: ShapeReader) -> None:
        self._reader = reader
        self._known: dict[Path, Mapping[str, Identifier]] = {}

    def of(self, node: Node) -> Mapping[str, Identifier]:
        """The name of each property that a schema of an object declares, by its wire name."""
        node, shape = self._reader.follow(node)
        known = self._known.get(node.path)
        if known is None:
            form = shape.form
            if isinstance(form, ObjectShape):
                nodes = {prop.wire: [prop.node] for prop in form.properties}
            else:
                nodes = declared(node)
            known = self._known[node.path] = _named(nodes)
        return known


def _named(nodes: Mapping[str, Sequence[Node]]) -> Mapping[str, Identifier]:
    """The name of each property: the one that its author wishes, or else one made of that on the wire."""
    said = {wire: filter(None, map(NAME.read, each)) for wire, each in nodes.items()}
    wishes = {wire: wish.raw for wire, each in said.items() if (wish := next(each, None))}
    wanted = {wire: names.field_name(wishes.get(wire, wire)) for wire in nodes}
    exact = [wire for wire, name in wanted.items() if name == wishes.get(wire, wire)]
    return names.distinct(wanted, exact=exact)


class Members:
    """The fields of one document's classes, each settled once."""

    def __init__(self, access: AccessReader, names_: FieldNames, types: Types) -> None:
        self._access = access
        self._names = names_
        self._types = types
        self._docs: dict[Path, Doc] = {}
        self._fields: dict[tuple[Path, Key], tuple[Field, ...]] = {}

    def fields(self, use: Use, form: ObjectShape, direction: Direction) -> tuple[Field, ...]:
        """The fields of an object that travel in a direction."""
        key = use.node.path, key_of(use, direction)
        known = self._fields.get(key)
        if known is None:
            found = (
                (p, access_to(p, use.own_views, direction, self._access)) for p in form.properties
            )
            names_ = self._names.of(use.node)
            known = self._fields[key] = tuple(
                self._field(p, names_[p.wire], direction, access == "required")
                for p, access in found
                if access != "never"
            )
        return known

    def _field(
        self, prop: Property, name: Identifier, direction: Direction, required: bool
    ) -> Field:
        type_ = self._types.of(prop.node, direction)
        return Field(name, Text(prop.wire), type_, required, self.doc(prop.node))

    def doc(self, node: Node) -> Doc:
        """What is said of a property or a class in words."""
        known = self._docs.get(node.path)
        if known is None:
            known = self._docs[node.path] = docs.doc_of(node)
        return known

    def extra(self, form: ObjectShape, direction: Direction) -> Type | None:
        """The type of members under other names, None if nothing is said of them."""
        if form.extra is None:
            return None
        return self._types.of(form.extra, direction) if isinstance(form.extra.value, dict) else ANY

    def outline(self, use: Use, direction: Direction) -> Outline:
        """A view without its name and without words."""
        form = use.shape.form
        if not isinstance(form, ObjectShape):
            return [(None, self._types.structure(form, direction))]
        extra = self.extra(form, direction)
        fields = self.fields(use, form, direction)
        others: Outline = [(None, extra)] if extra is not None else []
        return [*(((f.wire, f.required), f.type) for f in fields), *others]


def access_to(
    prop: Property, has_views: bool, direction: Direction, reader: AccessReader
) -> Access:
    """Whether a property is required, optional or never there in a direction.

    Args:
        prop: the property.
        has_views: whether a property of its object has `x-access`: an update need not repeat the others then.
        direction: which way its object travels.
        reader: knows what is said of it.
    """
    said = reader.said((prop.node,), direction)
    if said is not None:
        return said
    return "required" if prop.required and not (has_views and direction == "update") else "optional"
