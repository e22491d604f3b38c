"""What the schemas that describe one object say together: its properties, and whether it has others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from adwright.bundle.access import Access
from adwright.bundle.references import NONE, Names, Role
from adwright.document.grammar import ANNOTATIONS
from adwright.document.node import Node
from adwright.document.text.source import as_list, as_object, is_object
from adwright.schema.declared import CONDITIONAL, Part, built_on, describing

_INSIDE = ("items", "additionalProperties")


@dataclass(slots=True)
class Composition:
    """An object as all of its schemas describe it.

    Attributes:
        parts: the schemas, what is referred to first.
        properties: the schemas of each property.
        inside: the schemas of the items of a list (`items`), of the values of a map (`additionalProperties`).
        required: the properties that must be there.
        unions: lists of schemas of which one (or some) holds and brings properties of its own.
        brought: the properties that the unions bring.
        apart: those of them that only one of the unions brings.
        patterns: patterns of the names of further properties.
        open: some part says that there may be others.
        closed: the parts that say there are no others.
        joined: the members of `anyOf` are parts.
        always: the properties that are named under no condition.
        chooses: a `oneOf` of the parts has members with properties; None until somebody asks.
        access: what of it may travel, by direction, as far as somebody has asked.
    """

    parts: list[Part]
    properties: dict[str, list[Part]] = field(default_factory=dict[str, list[Part]])
    inside: dict[str, list[Part]] = field(default_factory=dict[str, list[Part]])
    required: list[str] = field(default_factory=list[str])
    unions: list[list[Node]] = field(default_factory=list[list[Node]])
    brought: Names = NONE
    apart: Names = NONE
    patterns: list[str] = field(default_factory=list[str])
    open: bool = False
    closed: list[Node] = field(default_factory=list[Node])
    joined: bool = False
    always: Names = NONE
    chooses: bool | None = None
    access: dict[str, Access] = field(default_factory=dict[str, Access])

    def __post_init__(self) -> None:
        for node, sure in self.parts:
            members = node.get("properties")
            for name, member in members.items() if members is not None else ():
                if member.value is not False:
                    self.properties.setdefault(name, []).append((member, sure))
            if sure:
                self.required += [n for n in as_list(node.plain("required")) if isinstance(n, str)]
            for key in _INSIDE:
                if is_object(node.plain(key)):
                    self.inside.setdefault(key, []).append((node[key], sure))
            self._further(node, sure)

    def _further(self, node: Node, sure: bool) -> None:
        """What a part says of properties that it does not name."""
        if is_object(patterns := node.plain("patternProperties")) and patterns:
            self.patterns += patterns
        for key in ("additionalProperties", "unevaluatedProperties"):
            if key in node and node.plain(key) is not False:
                self.open = self.open or sure
            elif key in node and sure:
                self.closed.append(node)

    @property
    def names(self) -> Names:
        """Every property that has a schema in a part."""
        return frozenset(self.properties)

    @property
    def takes_others(self) -> bool:
        """Whether there may be properties that nothing names."""
        return not self.closed and (self.open or bool(self.patterns))


class Composer:
    """Finds what describes an object, each schema once."""

    def __init__(self) -> None:
        self._known: dict[tuple[tuple[tuple[str, ...], bool], ...], Composition] = {}
        self._names: dict[tuple[str, ...], Names] = {}
        self._closing: dict[tuple[str, ...], bool] = {}
        self._ways: dict[tuple[str, ...], int] = {}

    def of(self, *roots: Part, joined: bool = False) -> Composition:
        """The composition of an object.

        Args:
            roots: the schemas that describe it.
            joined: it has other properties than they say.
        """
        way = [_key(roots, joined)]
        while way[-1] not in self._known and len(roots) == 1 and is_name(roots[0][0]):
            roots = ((roots[0][0].referred() or roots[0][0], roots[0][1]),)
            way.append(_key(roots, joined))
        if way[-1] not in self._known:
            self._known[way[-1]] = self._composed(roots, joined)
        self._known |= dict.fromkeys(way, self._known[way[-1]])
        return self._known[way[0]]

    def _composed(self, roots: tuple[Part, ...], joined: bool) -> Composition:
        apart = Composition([*describing(roots, CONDITIONAL)])
        joined = joined or bool(apart.properties)
        found = apart
        found.always = found.names
        if any(key in node for node, _ in apart.parts for key in ("anyOf", *CONDITIONAL)):
            found = Composition([*describing(roots, ("anyOf", *CONDITIONAL))]) if joined else apart
            found.always = Composition([*describing(roots, ("anyOf",) if joined else ())]).names
        found.joined = joined
        for node, _ in found.parts:
            for key in ("oneOf",) if joined else ("oneOf", "anyOf"):
                members = [*node[key].elements()] if is_list(node, key) else []
                if self.names_of(members) - found.names:
                    found.unions.append(members)
        counted = Counter(name for each in found.unions for name in self.names_of(each))
        found.brought = frozenset(counted) - found.names
        found.apart = frozenset(name for name in found.brought if counted[name] == 1)
        return found

    def chooses(self, found: Composition) -> bool:
        """Whether a `oneOf` in the parts of an object has members with properties."""
        if found.chooses is None:
            found.chooses = any(
                self.names(member)
                for part, _ in found.parts
                if is_list(part, "oneOf")
                for member in part["oneOf"].elements()
            )
        return found.chooses

    def told_once(self, node: Node) -> list[Node] | None:
        """All that a schema builds on, if some of it is reached in several ways; None if nothing is.

        A validator would judge by it once for each way, and the ways double with each level.
        """
        if len(built_on(node)) < 2:
            return None
        parts = [part for part, sure in self.of((node, True)).parts if sure]
        if self._ways_in(node) <= len(parts) or any(_UNEVALUATED & p.value.keys() for p in parts):
            return None
        return [part for part in parts if part.path != node.path and _has_own(part)]

    def _ways_in(self, node: Node) -> int:
        """In how many ways the schemas that describe the same value are reached. Found without recursion."""
        todo = [node]
        while node.path not in self._ways:
            below = built_on(todo[-1])
            if waiting := [each for each in below if each.path not in self._ways]:
                todo += waiting
                continue
            self._ways[todo.pop().path] = 1 + sum(self._ways[each.path] for each in below)
        return self._ways[node.path]

    def names(self, node: Node) -> Names:
        """Every property that an object may have by a schema, also as one of several."""
        if node.path not in self._names:
            self._names[node.path] = NONE  # while it is looked for: a schema may contain itself
            found = self.of((node, True))
            self._names[node.path] = found.names | found.brought
        return self._names[node.path]

    def names_of(self, members: Iterable[Node]) -> Names:
        """Every property that an object may have by some of several schemas."""
        return NONE.union(*map(self.names, members))

    def closes(self, node: Node) -> bool:
        """Whether a schema, or one inside it, names the properties of an object."""
        if node.path not in self._closing:
            self._closing[node.path] = False
            self._closing[node.path] = bool(self.names(node)) or any(
                self.closes(inner)
                for part, _ in self.of((node, True)).parts
                for inner in _inside(part)
            )
        return self._closing[node.path]

    def together(self, found: Composition) -> Names:
        """The properties of an object that several of its schemas describe as objects."""
        return frozenset(
            name for name, members in found.properties.items() if self.are_together(members)
        )

    def inside_together(self, found: Composition) -> Names:
        """The keywords for what is inside of a list or a map, where several schemas describe it as an object."""
        is_map = not found.names and not found.patterns
        kinds = found.inside.items() if is_map else [("items", found.inside.get("items", []))]
        return frozenset(key for key, members in kinds if self.are_together(members))

    def are_together(self, members: list[Part]) -> bool:
        """Whether several schemas of one value name properties, so that none of them names all."""
        return len(members) > 1 and sum(self.closes(node) for node, _ in members) > 1

    def part_of(self, found: Composition, access: Access, role: Role) -> Role:
        """The role of the parts of an object that has a role itself."""
        several = len(found.unions) > 1
        beside = role.beside | found.names
        return Role(
            whole=False,
            beside=beside | (found.brought - found.apart) if several else beside,
            elsewhere=found.apart if several else NONE,
            together=self.together(found),
            inside_together=self.inside_together(found),
            hidden=role.hidden | access.hidden,
            optional=role.optional | access.optional,
            open=role.open or found.takes_others,
            joined=found.joined or bool(role.beside),
        )

    def heir(self, node: Node) -> Node | None:
        """The one schema that a schema builds on and that names all there is; None if there is none."""
        if "properties" in node or any(key in node for key in ("oneOf", "anyOf")):
            return None
        target = node.referred()
        builds_on = [target] if target is not None else []
        members = [*node["allOf"].elements()] if is_list(node, "allOf") else []
        builds_on += [member for member in members if "x-rule" not in member]
        naming = [each for each in builds_on if self.names(each) or self.of((each, True)).closed]
        rest = Node(node.document, node.path, _without_base(node))
        own = Composition([*describing([(rest, True)], ("anyOf", *CONDITIONAL))])
        others = [own, *(self.of((each, True)) for each in builds_on if each not in naming)]
        if len(naming) != 1 or any(_says(each) for each in others):
            return None
        return naming[0]


_UNEVALUATED = {"unevaluatedProperties", "unevaluatedItems"}


def _has_own(node: Node) -> bool:
    """Whether a schema says anything besides what it builds on; rules are its own."""
    rules = (member for member in as_list(node.plain("allOf")) if "x-rule" in as_object(member))
    return bool(node.value.keys() - ANNOTATIONS - {"$ref", "allOf"}) or any(rules)


def _key(roots: tuple[Part, ...], joined: bool) -> tuple[tuple[tuple[str, ...], bool], ...]:
    return (*((node.path, sure) for node, sure in roots), ((), joined))


def is_name(node: Node) -> bool:
    """Whether a schema says no more than which other one it is."""
    said = as_object(node.value).keys() - ANNOTATIONS
    return said == {"$ref"} and node.referred() is not None


def _says(found: Composition) -> bool:
    """Whether a schema says something of the properties that there are."""
    return bool(found.names or found.closed or found.open or found.patterns)


def is_list(node: Node, key: str) -> bool:
    """Whether a member of a schema is a list with something in it."""
    return bool(as_list(node.plain(key)))


def _without_base(node: Node) -> dict[str, Any]:
    return {key: value for key, value in node.value.items() if key not in ("$ref", "allOf")}


def _inside(node: Node) -> Iterator[Node]:
    """The schemas of the values inside a value."""
    for key in ("items", "additionalProperties"):
        if key in node:
            yield node[key]
    for key in ("prefixItems", "oneOf", "anyOf"):
        yield from node[key].elements() if is_list(node, key) else ()
