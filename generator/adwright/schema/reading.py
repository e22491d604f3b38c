"""A schema to its shape: what JSON Schema says in many ways, said in one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from adwright.document.load import Document
from adwright.document.node import Node
from adwright.document.references import Path, ref_to
from adwright.document.text.source import as_list
from adwright.ir.text import Text
from adwright.problems import Problem
from adwright.schema.additions import adds_to, narrows
from adwright.schema.arrays import OF_ARRAYS, array_shape
from adwright.schema.combined import Together
from adwright.schema.conditions import fields_under_conditions
from adwright.schema.enums import enum_shape, is_listed, kinds_listed, values_of
from adwright.schema.inheritance import Inheritance
from adwright.schema.kinds import EVERY, SCALARS, Kinds, Said, kinds_of, said_types
from adwright.schema.objects import OF_OBJECTS, object_shape
from adwright.schema.parts import Parts
from adwright.schema.scalars import scalar
from adwright.schema.shapes import (
    ANYTHING,
    NULL,
    Form,
    ObjectShape,
    RefShape,
    ScalarsShape,
    Shape,
    UnionShape,
    children,
)
from adwright.schema.unions import MOST_MEMBERS, Combinations, too_many, union_shape, unions_in


class ShapeReader:
    """Reads the schemas of a document, each once.

    Attributes:
        inheritance: who builds on whom.
        warnings: where a schema is typed wider than it is.
        combinations: how many there are of the members of unions.
    """

    def __init__(self, document: Document) -> None:
        self.inheritance = Inheritance(document)
        self.warnings: list[Problem] = []
        self.combinations = Combinations(document)
        self._parts = Parts()
        self._together = Together()
        self._shapes: dict[Path, Shape] = {}
        self._ends: dict[Path, tuple[Node, Shape]] = {}
        self._kinds: dict[Path, Kinds] = {}

    def shape(self, node: Node) -> Shape:
        """The shape of a schema. What it is made of is read before it, so that no chain is too long."""
        todo = [node]
        begun: set[Path] = set()
        while node.path not in self._shapes:
            each = todo[-1]
            if each.path not in begun:
                begun.add(each.path)
                made_of = (n for n in self._made_of(each) if n.path not in begun)
                todo += (n for n in made_of if n.path not in self._shapes)
                continue
            todo.pop()
            if each.path not in self._shapes:
                self._shapes[each.path] = shape = self._read(each)
                self.warnings += shape.warnings
        return self._shapes[node.path]

    def follow(self, node: Node) -> tuple[Node, Shape]:
        """The schema that a node stands for after every reference, null allowed if allowed on the way."""
        way: list[tuple[Node, bool]] = []
        while node.path not in self._ends:
            shape = self.shape(node)
            if not isinstance(shape.form, RefShape):
                self._ends[node.path] = (node, shape)
                break
            way.append((node, shape.nullable))
            node = shape.form.target
        end, shape = self._ends[node.path]
        for each, nullable in reversed(way):
            shape = Shape(shape.form, shape.nullable or nullable)
            self._ends[each.path] = (end, shape)
        return end, shape

    def kinds(self, node: Node) -> Kinds:
        """The types that a value of a schema may have."""
        node, shape = self.follow(node)
        known = self._kinds.get(node.path)
        if known is None:
            known = kinds_of(shape.form)
            if known is None:
                self._kinds[node.path] = EVERY  # while it is looked for
                known = frozenset[str]().union(*map(self.kinds, children(shape.form)))
            self._kinds[node.path] = known
        return known | {"null"} if shape.nullable else known

    def _made_of(self, node: Node) -> Iterator[Node]:
        """The schemas that are read before a schema: what it builds on, and the members of unions."""
        said = self._parts.direct(node)
        yield from said.bases
        for part in said.own:
            for key in ("oneOf", "anyOf"):
                yield from part[key].elements() if as_list(part.plain(key)) else ()

    def _read(self, node: Node) -> Shape:
        parts = self._parts.of(node)
        same = self._same(node)
        if same is not None:
            return Shape(RefShape(self._family(same)))
        if not parts:
            return Shape(ANYTHING)
        said = said_types(parts)
        shape = self._of_parts(parts, said, node)
        return replace(shape, warnings=(*said.warnings, *shape.warnings))

    def _of_parts(self, parts: Sequence[Node], said: Said, node: Node) -> Shape:
        """The shape of a value that all the parts of a schema describe."""
        unions = unions_in(parts)
        if unions and not (said.types and said.types <= {*SCALARS}):
            return union_shape(parts, unions, said, node, self)
        types, nullable = said.types, said.nullable
        if listed := [part for part in parts if is_listed(part)]:
            kinds = kinds_listed(listed)
            if not kinds:
                return enum_shape(listed, types, nullable)
            nullable = nullable or any(None in values_of(part) for part in listed)
            types = types & kinds or kinds
        if said.only_null:
            return Shape(NULL, nullable)
        form = _form(parts, types, node, self._together)
        if len(parts) > 1 and isinstance(form, ObjectShape):
            return replace(self.combinations.bounded(form, node), nullable=nullable)
        return Shape(form, nullable)

    def _same(self, node: Node) -> Node | None:
        """The schema that a schema is another name of, with nothing of its own; None if it is none."""
        said = self._parts.direct(node)
        if not said.bases:
            return None
        whole = max(said.bases, key=lambda base: sum(map(_tells, self._parts.of(base))))
        known = {part.path for part in self._parts.of(whole)}
        others = (part for part in self._parts.of(node) if part.path not in known)
        is_child = self.inheritance.builds_on(node, whole)
        if is_child and self.inheritance.choice(whole) is not None:
            return None
        if any(adds_to(p, (whole,), self) or narrows(p, whole, self) for p in others):
            return None
        return whole

    def _family(self, node: Node) -> Node:
        """What a reference to a schema means: of a base with a discriminator any of those that build on it."""
        choice = self.inheritance.choice(node)
        members = {each.path: each for each in choice.tags.values()} if choice else {}
        if choice is None or len(members) < 2:
            return node
        union = {
            "description": node.plain("description"),
            "oneOf": [{"$ref": ref_to(path)} for path in members],
        }
        family = Node(node.document, (*node.path, "union"), union)
        if len(members) > MOST_MEMBERS and family.path not in self._shapes:
            self._shapes[family.path] = shape = too_many(node)
            self.warnings += shape.warnings
        elif family.path not in self._shapes:
            order = {path: index for index, path in enumerate(members)}
            tags = ((Text(tag), order[each.path]) for tag, each in choice.tags.items())
            nodes = (*members.values(),)
            form = UnionShape(nodes, Text(choice.name), (*tags,), order.get(node.path))
            self._shapes[family.path] = Shape(form, "null" in as_list(node.plain("type")))
        return family


def _tells(part: Node) -> bool:
    """Whether a schema says more than a type."""
    return bool(part.value.keys() - {"type"})


def _form(parts: Sequence[Node], types: Kinds, node: Node, together: Together) -> Form:
    """The shape of what is neither null nor listed nor one of several schemas."""
    keys = {key for part in parts for key in part.value}
    if types & {"object", "array"} and len(types) > 1:
        return UnionShape((*_one_each(parts, types),))
    if "object" in types or (not types and _describe_object(parts, keys)):
        return object_shape(parts, node, together)
    if "array" in types or (not types and keys & OF_ARRAYS):
        return array_shape(parts, node, together)
    if not types:
        return ANYTHING
    return ScalarsShape((*(scalar(parts, kind) for kind in SCALARS if kind in types),))


def _describe_object(parts: Sequence[Node], keys: Iterable[str]) -> bool:
    return bool(OF_OBJECTS.intersection(keys)) or any(
        fields_under_conditions(part, parts) for part in parts
    )


def _one_each(parts: Sequence[Node], types: Kinds) -> Iterator[Node]:
    """A schema for each of several types, with all that is said beside them."""
    last = parts[-1]
    for kind in [each for each in (*SCALARS, "array", "object") if each in types]:
        own = [{**part.value, "type": kind} for part in parts]
        yield Node(last.document, (*last.path, kind), own[0] if len(own) == 1 else {"allOf": own})
