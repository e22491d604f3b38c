"""Schemas of a document as plain JSON Schema for one direction, each in the role in which it is used."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from adwright.api.declared import referred
from adwright.api.schemas import Direction, Path, Schemas
from adwright.bundle.access import Access, access_of
from adwright.bundle.choices import Choices
from adwright.bundle.composition import Composer, Composition, Part
from adwright.bundle.formats import with_exact_format
from adwright.bundle.inheritance import Inheritance
from adwright.bundle.keywords import LISTS, MAPS, ONE, pattern_names, plain_keyword
from adwright.bundle.objects import close, opened, python_names
from adwright.bundle.prose import MARK, prose_of
from adwright.bundle.reach import Reach
from adwright.bundle.references import NONE, VALUE, Reference, Role, Roots
from adwright.document.load import Document, find
from adwright.document.node import Node
from adwright.document.source import as_object, is_array, is_object
from adwright.problems import Problem

_CONDITIONS = frozenset({"if", "not", "contains", "propertyNames"})
_CLOSING = frozenset({"additionalProperties", "unevaluatedProperties"})
_RULES = frozenset({"x-compare", "x-warn"})


class Translator:
    """Translates what is asked for; what that refers to waits until `finish`.

    Attributes:
        definitions: the translated schemas that are referred to.
        warnings: where a document says what cannot be meant.
        not_judged: what no value is judged by.
    """

    def __init__(self, document: Document, schemas: Schemas) -> None:
        self.document = document
        self.schemas = schemas
        self.definitions: dict[Reference, Any] = {}
        self.warnings: list[Problem] = []
        self.not_judged: list[Problem] = []
        self.composer = Composer()
        self.inheritance = Inheritance(document)
        self._choices = Choices(self)
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
        if named and is_object(node.value) and "$ref" not in node:
            return {"$ref": self.refer(node, direction, role)}
        return self.schema(node, direction, role)

    def refer(self, node: Node, direction: Direction, role: Role | None) -> Reference:
        """A reference to a schema in a role, as far as the role matters to it."""
        role = self._narrowed(node, role) if role is not None else None
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
        inside = bool(found.unions) or self._choices.in_parts(found) or base
        items = role.items_together and bool(found.items)
        if not (named or found.closed or inside or items):
            return VALUE  # nothing that the others say matters to it
        holds = inside or role.whole
        return replace(
            role,
            beside=role.beside - found.names if holds and not role.open else NONE,
            together=role.together & found.names,
            items_together=items,
            hidden=role.hidden & named,
            optional=role.optional & named,
            open=role.open and holds,
            joined=role.joined and any("anyOf" in part for part, _ in found.parts),
            itself=role.itself and base,
        )

    # -- a schema ------------------------------------------------------------------------------

    def schema(self, node: Node, direction: Direction, role: Role | None) -> Any:
        """A schema in a role, with references in place of the schemas that it refers to."""
        if not is_object(node.value):
            return node.value if isinstance(node.value, bool) else {}
        if role is None or not role.whole:
            return self._keywords(node, direction, role)
        choice = self.inheritance.choice(node) if not role.itself else None
        if choice is not None:
            return self._choices.by_tag(node, choice, direction, role)
        found = self.composer.of((node, True), joined=bool(role.beside))
        access = self._access(found, direction)
        exact = node.plain("unevaluatedProperties") is False and not role.beside
        inner = self.composer.part_of(found, access, role)
        heir = self._heir(node)
        result = self._keywords(
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
        target = (referred(heir) or heir) if heir is not None else None
        is_base = target is not None and self.inheritance.builds_on(node, target)
        return None if is_base else heir

    def _access(self, found: Composition, direction: Direction) -> Access:
        nodes = {name: [node for node, _ in each] for name, each in found.properties.items()}
        return access_of(nodes, direction)

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
        if self.composer.are_together(found.items):
            result["items"] = self._both(found.items, direction)
        if needed := [name for name in found.properties if name in access.needed]:
            result["required"] = [*dict.fromkeys([*result.get("required", ()), *needed])]
        if direction != "reply":
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
        if not found.takes_others and not found.unions:
            close(result, found, access, role)

    # -- keywords ------------------------------------------------------------------------------

    def _keywords(
        self,
        node: Node,
        direction: Direction,
        inner: Role | None,
        heir: Node | None = None,
        whole: Role = VALUE,
    ) -> dict[str, Any]:
        """The keywords of a schema.

        Args:
            node: the schema.
            direction: which way the value travels.
            inner: the role of the schemas that describe the same object; None in a condition.
            heir: the one that describes it as a whole.
            whole: the role of that one.
        """
        result: dict[str, Any] = {}
        for key, member in node.items():
            if key in _RULES and direction == "reply":
                continue
            if key == "$ref":
                target = referred(node)
                if target is not None:
                    mine = whole if heir is not None and heir.path == target.path else inner
                    result["$ref"] = self.refer(target, direction, mine)
            elif key == "allOf":
                result["allOf"] = [
                    self._part(part, node, direction, inner, heir, whole)
                    for part in member.elements()
                    if direction != "reply" or "x-rule" not in part
                ]
            elif key == "x-warn":
                result[key] = [self.rule(each, node, direction) for each in member.elements()]
            elif key == "x-compare":
                result[key] = member.value
            elif key in ("oneOf", "anyOf"):
                for word, made in self._choices.union(node, key, direction, inner).items():
                    if word == "allOf":
                        result.setdefault("allOf", []).extend(made)
                    else:
                        result[word] = made
            elif key in MAPS:
                result[key] = self._map(key, member, direction, inner)
            elif key in LISTS:
                result[key] = [
                    self._inside(key, each, direction, inner) for each in member.elements()
                ]
            elif key in ONE:
                result |= self._one(key, member, direction, inner)
            else:
                result |= plain_keyword(key, member, self.not_judged)
        return self._tidied(node, result, inner)

    def _tidied(self, node: Node, result: dict[str, Any], inner: Role | None) -> dict[str, Any]:
        """What is said of the keywords together."""
        if "required" in result and inner is not None:
            free = inner.hidden | inner.optional
            result["required"] = [name for name in result["required"] if name not in free]
        for key in ("required", "allOf", "anyOf", "oneOf", "prefixItems", "x-warn"):
            if result.get(key) == []:
                del result[key]
        result = with_exact_format(result, node.plain("x-zone"))
        if inner is not None and (said := prose_of(node)):
            result[MARK] = said
        return result

    def _part(
        self,
        node: Node,
        owner: Node,
        direction: Direction,
        inner: Role | None,
        heir: Node | None,
        whole: Role,
    ) -> Any:
        """A member of `allOf`: a rule, or a schema of the same value."""
        if "x-rule" in node:
            return self.rule(node, owner, direction)
        is_heir = heir is not None and heir.path == node.path
        return self.schema(node, direction, whole if is_heir else inner)

    def rule(self, node: Node, owner: Node, direction: Direction) -> dict[str, Any]:
        """A condition with a name; its source is its own or that of the schema it belongs to."""
        result: dict[str, Any] = self.schema(node, direction, None)
        said = as_object(node.plain("x-rule"))
        words = {key: said[key] for key in ("id", "says") if isinstance(said.get(key), str)}
        sources = (each.plain("x-source") for each in (node, owner))
        source = next((text for text in sources if isinstance(text, str)), None)
        if "id" in words:
            result["x-rule"] = words | ({"source": source} if source is not None else {})
        return result

    def _map(
        self, key: str, member: Node, direction: Direction, inner: Role | None
    ) -> dict[str, Any]:
        if key == "patternProperties":
            known = pattern_names(member, self.not_judged)
            return {name: self._inside(key, each, direction, inner) for name, each in known.items()}
        if key == "dependentSchemas" or inner is None:
            return {
                name: self._inside(key, each, direction, inner) for name, each in member.items()
            }
        result: dict[str, Any] = {}
        for name, prop in member.items():
            if name in inner.together and prop.value is not False:
                result[name] = True if inner.sure else self.schema(prop, direction, None)
            elif name not in inner.hidden:
                result[name] = self.value(prop, direction)
        return result

    def _one(
        self, key: str, member: Node, direction: Direction, inner: Role | None
    ) -> dict[str, Any]:
        if key in _CLOSING and member.value is False and inner is not None and inner.sure:
            return {}  # said again where all properties are known
        if key == "items" and inner is not None and inner.items_together:
            return {} if inner.sure else {key: self.schema(member, direction, None)}
        if key == "items" and is_array(member.value):
            items = [self._inside(key, each, direction, inner) for each in member.elements()]
            return {"prefixItems": items}
        return {key: self._inside(key, member, direction, inner)}

    def _inside(self, key: str, node: Node, direction: Direction, inner: Role | None) -> Any:
        """A schema below a keyword, in the role that it has there."""
        if inner is None or key in _CONDITIONS:
            return self.schema(node, direction, None)
        if key in ("then", "else", "dependentSchemas"):
            return self.schema(node, direction, replace(inner, sure=False))
        return self.value(node, direction)
