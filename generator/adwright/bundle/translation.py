"""Schemas of a document as plain JSON Schema for one direction, each in the role in which it is used."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from adwright.bundle.access import Access, access_of
from adwright.bundle.bounds import Bounds
from adwright.bundle.choices import Choices
from adwright.bundle.composition import Composer, Composition, is_name
from adwright.bundle.keywords import Keywords
from adwright.bundle.objects import close, opened, python_names
from adwright.bundle.reach import Reach
from adwright.bundle.references import NONE, VALUE, Reference, Role, Roots
from adwright.document.load import Document
from adwright.document.node import Node
from adwright.document.references import Path, find
from adwright.document.text.source import is_object
from adwright.problems import Id, Problem
from adwright.schema.access import Direction
from adwright.schema.declared import Part
from adwright.schema.schemas import Schemas

_PART = Role(whole=False)
_OF_OBJECTS = frozenset(
    """$ref allOf anyOf oneOf if then else dependentSchemas properties required patternProperties
    additionalProperties unevaluatedProperties discriminator""".split()
)
"""The keywords that say something of an object, or of a value in several ways at once."""


class Translator:
    """Translates what is asked for; what that refers to waits until `finish`.

    Attributes:
        definitions: the translated schemas that are referred to.
        warnings: where a document says what cannot be meant.
        not_judged: what no value is judged by.
        bounds: what room is left.
    """

    def __init__(self, document: Document, schemas: Schemas) -> None:
        self.document = document
        self.schemas = schemas
        self.definitions: dict[Reference, Any] = {}
        self.warnings: list[Problem] = []
        self.not_judged: list[Problem] = []
        self.bounds = Bounds(document)
        self.composer = Composer()
        self.inheritance = schemas.inheritance
        self.choices = Choices(self)
        self.keywords = Keywords(self, self.choices)
        self.reach = Reach(document)
        self._todo: list[Reference] = []

    def finish(self) -> None:
        """Translate what is referred to, and what that refers to."""
        while self._todo:
            ref = self._todo.pop()
            roots = [(self._at(path), sure) for path, sure in ref.roots]
            if len(roots) == 1:
                made = self.schema(roots[0][0], ref.direction, ref.role)
            else:
                made = self._joint(roots, ref.direction)
            self.definitions[ref] = made

    def _at(self, path: Path) -> Node:
        return Node(self.document, path, find(self.document.root, path))

    # -- references ----------------------------------------------------------------------------

    def value(self, node: Node, direction: Direction, role: Role = VALUE) -> Any:
        """The schema of a value: a reference where the schema has a name of its own."""
        named = self.schemas.class_name(node.path, direction) is not None
        if named and is_object(node.value):
            return {"$ref": self.refer(node, direction, role)}
        return self.schema(node, direction, role)

    def refer(self, node: Node, direction: Direction, role: Role | None) -> Reference:
        """A reference to a schema in a role, as far as the role matters to it."""
        if role is not None:
            role = (
                replace(self._narrowed(node, role), alone=True)
                if role.alone
                else self._narrowed(node, role)
            )
        return self._reference(((node.path, True),), direction, role)

    def _reference(self, roots: Roots, direction: Direction, role: Role | None) -> Reference:
        if direction == "update" and not any(self.reach.differs(path) for path, _ in roots):
            direction = "create"
        ref = Reference(roots, direction, role)
        if ref not in self.definitions:
            self.definitions[ref] = None
            self._todo.append(ref)
        return ref

    def _narrowed(self, node: Node, role: Role) -> Role:
        found = self.composer.of((node, True))
        base = role.whole and self.inheritance.choice(node) is not None
        named = found.names | {*found.required}
        inside = bool(found.unions) or self.composer.chooses(found) or base
        together = role.inside_together.intersection(found.inside)
        if not (named or found.closed or inside or together):
            return VALUE  # nothing that the others say matters to it
        holds = inside or role.whole
        return replace(
            role,
            beside=role.beside - found.names if holds and not role.open else NONE,
            elsewhere=role.elsewhere if inside and not role.open else NONE,
            together=role.together & found.names,
            inside_together=together,
            hidden=role.hidden & named,
            optional=role.optional & named,
            open=role.open and holds,
            joined=role.joined and any("anyOf" in part for part, _ in found.parts),
            itself=role.itself and base,
        )

    def _beside_members(self, node: Node, role: Role) -> Role:
        """The role of the members of a part: what the part names, too, is beside each of them."""
        if role.open:
            return role
        return replace(role, beside=role.beside | self.composer.of((node, True)).names)

    # -- a schema ------------------------------------------------------------------------------

    def schema(self, node: Node, direction: Direction, role: Role | None) -> Any:
        """A schema in a role, with references in place of the schemas that it refers to."""
        if not is_object(node.value):
            return node.value if isinstance(node.value, bool) else {}
        if role is None or not role.whole:
            return self.keywords.of(node, direction, role and self._beside_members(node, role))
        if not role.beside and _OF_OBJECTS.isdisjoint(node.value):
            return self.keywords.of(node, direction, _PART)
        choice = self.inheritance.choice(node) if not role.itself else None
        if choice is not None:
            return self.choices.by_tag(node, choice, direction, role)
        target = node.referred()
        if target is not None and self._is_name_of(node, target):
            return self.keywords.of(node, direction, _PART, target, role)
        found = self.composer.of((node, True), joined=bool(role.beside))
        access = self._access(found, direction)
        exact = node.plain("unevaluatedProperties") is False and not role.beside
        inner = self.composer.part_of(found, access, role)
        heir = self._heir(node)
        result = self.keywords.of(
            node, direction, replace(inner, open=inner.open or exact), heir, role
        )
        if exact:
            result["unevaluatedProperties"] = False
        if heir is None:
            self._complete(result, [(node, True)], found, access, direction)
            if not (role.open or exact):
                self._close(result, found, access, role)
        return result

    def _joint(self, roots: list[Part], direction: Direction) -> Any:
        """What several schemas say together of one value."""
        found = self.composer.of(*roots)
        access = self._access(found, direction)
        inner = self.composer.part_of(found, access, VALUE)
        parts = [{"$ref": self.refer(node, direction, inner)} for node, sure in roots if sure]
        result: dict[str, Any] = {"allOf": parts} if parts else {}
        self._complete(result, roots, found, access, direction)
        self._close(result, found, access, VALUE)
        return result

    def _heir(self, node: Node) -> Node | None:
        """The one schema that a schema is another name of; a base is none of those that build on it."""
        heir = self.composer.heir(node)
        target = (heir.referred() or heir) if heir is not None else None
        is_base = target is not None and self.inheritance.builds_on(node, target)
        return None if is_base else heir

    def _is_name_of(self, node: Node, target: Node) -> bool:
        """Whether a schema says no more than that it is another one, which names the properties of an object."""
        is_child = self.inheritance.builds_on(node, target)
        return is_name(node) and not is_child and bool(self.composer.names(target))

    def _access(self, found: Composition, direction: Direction) -> Access:
        known = found.access.get(direction)
        if known is None:
            nodes = {name: [node for node, _ in each] for name, each in found.properties.items()}
            known = found.access[direction] = access_of(nodes, direction, self.schemas.access)
        return known

    def _complete(
        self,
        result: dict[str, Any],
        roots: list[Part],
        found: Composition,
        access: Access,
        direction: Direction,
    ) -> None:
        """What only the whole of an object says: what is described together, what is needed, names."""
        together = self.composer.together(found) - access.hidden
        for name in (name for name in found.properties if name in together):
            joint = self._both(found.properties[name], direction)
            result.setdefault("properties", {})[name] = joint
        for key in sorted(self.composer.inside_together(found)):
            result[key] = self._both(found.inside[key], direction)
        if needed := [name for name in found.properties if name in access.needed]:
            result["required"] = [*dict.fromkeys([*result.get("required", ()), *needed])]
        if direction != "response":
            nodes = [node for node, _ in roots]
            if names := python_names(nodes, found, access, self.schemas):
                result["x-names"] = {**result.get("x-names", {}), **names}

    def _both(self, parts: list[Part], direction: Direction) -> dict[str, Any]:
        """A reference to what several schemas say together of one value."""
        roots = tuple((node.path, sure) for node, sure in parts)
        return {"$ref": self._reference(roots, direction, VALUE)}

    def _close(
        self, result: dict[str, Any], found: Composition, access: Access, role: Role
    ) -> None:
        self.warnings += opened(found, self.composer, role)
        by_members = found.apart - role.beside  # each member of a union that brings some is closed
        if found.takes_others or by_members:
            return
        names = found.names | role.beside | found.brought
        if len(found.parts) == 1 or self.bounds.lists(len(names)):
            close(result, found, access, role)
        else:
            words = f"not judged: too many properties are listed by now to refuse others than these {len(names)}"
            self.not_judged.append(found.parts[-1][0].problem(Id.GROWTH_BOUNDED, words))
