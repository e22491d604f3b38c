"""What the schemas that describe one object say together: its properties, and whether it has others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from adwright.bundle.access import Access
from adwright.bundle.references import NONE, Names, Role
from adwright.document.node import Node
from adwright.document.source import as_list, is_object

Part = tuple[Node, bool]
"""A schema, and whether it holds in any case."""


@dataclass(slots=True)
class Composition:
    """An object as all of its schemas describe it.

    Attributes:
        parts: the schemas, what is referred to first.
        properties: the schemas of each property.
        items: the schemas of the items, where it is a list.
        required: the properties that must be there.
        unions: lists of schemas of which one (or some) holds and brings properties of its own.
        brought: the properties that the unions bring.
        apart: those of them that only one of the unions brings.
        patterns: patterns of the names of further properties.
        open: some part says that there may be others.
        closed: the parts that say there are no others.
        joined: the members of `anyOf` are parts.
        always: the properties that are named under no condition.
    """

    parts: list[Part]
    properties: dict[str, list[Part]] = field(default_factory=dict[str, list[Part]])
    items: list[Part] = field(default_factory=list[Part])
    required: list[str] = field(default_factory=list[str])
    unions: list[list[Node]] = field(default_factory=list[list[Node]])
    brought: Names = NONE
    apart: Names = NONE
    patterns: list[str] = field(default_factory=list[str])
    open: bool = False
    closed: list[Node] = field(default_factory=list[Node])
    joined: bool = False
    always: Names = NONE

    def __post_init__(self) -> None:
        for node, sure in self.parts:
            members = node.get("properties")
            for name, member in members.items() if members is not None else ():
                if member.value is not False:
                    self.properties.setdefault(name, []).append((member, sure))
            if sure:
                self.required += [n for n in as_list(node.plain("required")) if isinstance(n, str)]
            if is_object(node.plain("items")):
                self.items.append((node["items"], sure))
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


_CONDITIONAL = ("then", "else", "dependentSchemas")


class Composer:
    """Finds what describes an object, each schema once."""

    def __init__(self) -> None:
        self._known: dict[tuple[tuple[tuple[str, ...], bool], ...], Composition] = {}
        self._names: dict[tuple[str, ...], Names] = {}
        self._closing: dict[tuple[str, ...], bool] = {}

    def of(self, *roots: Part, joined: bool = False) -> Composition:
        """The composition of an object.

        Args:
            roots: the schemas that describe it.
            joined: it has other properties than they say.
        """
        key = (*((node.path, sure) for node, sure in roots), ((), joined))
        if key not in self._known:
            self._known[key] = self._composed(roots, joined)
        return self._known[key]

    def _composed(self, roots: tuple[Part, ...], joined: bool) -> Composition:
        apart = Composition([*_parts(roots, _CONDITIONAL)])
        joined = joined or bool(apart.properties)
        found = apart
        found.always = found.names
        if any(key in node for node, _ in apart.parts for key in ("anyOf", *_CONDITIONAL)):
            found = Composition([*_parts(roots, ("anyOf", *_CONDITIONAL))]) if joined else apart
            found.always = Composition([*_parts(roots, ("anyOf",) if joined else ())]).names
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
            items_together=self.are_together(found.items),
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
        own = Composition([*_parts(((rest, True),), ("anyOf", *_CONDITIONAL))])
        others = [own, *(self.of((each, True)) for each in builds_on if each not in naming)]
        if len(naming) != 1 or any(_says(each) for each in others):
            return None
        return naming[0]


def _says(found: Composition) -> bool:
    """Whether a schema says something of the properties that there are."""
    return bool(found.names or found.closed or found.open or found.patterns)


def is_list(node: Node, key: str) -> bool:
    """Whether a member of a schema is a list with something in it."""
    return bool(as_list(node.plain(key)))


def _without_base(node: Node) -> dict[str, Any]:
    return {key: value for key, value in node.value.items() if key not in ("$ref", "allOf")}


def _parts(roots: tuple[Part, ...], unsure: tuple[str, ...]) -> Iterator[Part]:
    """The schemas that describe an object, each once.

    Args:
        roots: where to start.
        unsure: the keywords whose schemas count although they may not hold.
    """
    seen: set[tuple[str, ...]] = set()
    for node, sure in roots:
        yield from _walk(node, sure, unsure, seen)


def _walk(
    node: Node, sure: bool, unsure: tuple[str, ...], seen: set[tuple[str, ...]]
) -> Iterator[Part]:
    if node.path in seen or not is_object(node.value):
        return
    seen.add(node.path)
    if (target := node.referred()) is not None:
        yield from _walk(target, sure, unsure, seen)
    for member in _members(node, "allOf"):
        yield from _walk(member, sure, unsure, seen)
    yield node, sure
    for key in unsure:
        for member in _members(node, key):
            yield from _walk(member, False, unsure, seen)


def _members(node: Node, key: str) -> Iterator[Node]:
    member = node.get(key)
    if member is None:
        return
    if key in ("then", "else"):
        found = [member]
    elif key == "dependentSchemas":
        found = [inner for _, inner in member.items()]
    else:
        found = [*member.elements()]
    yield from (each for each in found if "x-rule" not in each)


def _inside(node: Node) -> Iterator[Node]:
    """The schemas of the values inside a value."""
    for key in ("items", "additionalProperties"):
        if key in node:
            yield node[key]
    for key in ("prefixItems", "oneOf", "anyOf"):
        yield from node[key].elements() if is_list(node, key) else ()
