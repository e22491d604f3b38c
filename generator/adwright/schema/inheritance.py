"""Schemas that build on a base with a discriminator, and the values that tell which one is meant."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from adwright.document.load import Document
from adwright.document.loading.children import name_of
from adwright.document.node import Node
from adwright.document.references import Path, find, schema_named
from adwright.document.text.source import as_list, as_object, is_object
from adwright.schema.declared import declared


@dataclass(frozen=True, slots=True)
class Choice:
    """The schemas that a value may be of, told apart by a property.

    Attributes:
        said: the discriminator, where the document has it.
        name: the property.
        tags: its values, each with the schema that is meant.
        unsaid: the values are names of schemas that no mapping gives.
        implied: the values that are names of schemas for which a mapping gives others.
    """

    said: Node
    name: str
    tags: dict[str, Node]
    unsaid: bool = False
    implied: frozenset[str] = frozenset()


class Inheritance:
    """Who builds on whom in a document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._bases: dict[Path, list[Path]] = {}
        self._children: dict[Path, list[Path]] = {}
        self._choices: dict[Path, Choice | None] = {}
        self._names: dict[Path, str] = {}
        for node in self._named_schemas():
            for base in _bases(node):
                self._bases.setdefault(node.path, []).append(base)
                self._children.setdefault(base, []).append(node.path)

    def _named_schemas(self) -> Iterator[Node]:
        """The schemas that have a name: the document's own, and of those in other files what is made of parts."""
        root = Node(self._document, (), self._document.root)
        components = root.get("components")
        schemas = components.get("schemas") if components is not None else None
        own = {end.path: end for end in self._ends(schemas)} if schemas is not None else {}
        yield from own.values()
        for path in self._document.composed:
            if path not in own:
                yield self._at(path)

    def _ends(self, schemas: Node) -> Iterator[Node]:
        """What named schemas are in the end, each under its own name if it stands under several."""
        known: dict[Path, Node] = {}
        for name, node in schemas.items():
            end = _end(node, known)
            if end.path == node.path or end.path not in self._names:
                self._names[end.path] = name
            yield end

    def builds_on(self, node: Node, base: Node) -> bool:
        """Whether a schema is one of those that build on a base."""
        return node.path in self._bases and base.path in self._above(node.path)

    def choice(self, node: Node) -> Choice | None:
        """The schemas meant where a base is referred to, itself among them; None if it is no base."""
        if node.path not in self._children:
            return None
        if node.path not in self._choices:
            self._choices[node.path] = self._found(node)
        return self._choices[node.path]

    def tags_of(self, node: Node) -> tuple[str, list[str]] | None:
        """The property that tells a schema apart from those of its family, and what it is then; None without one."""
        for path in reversed((node.path, *self._above(node.path))):
            choice = self.choice(self._at(path))
            tags = choice.tags.items() if choice is not None else ()
            own = [tag for tag, target in tags if target.path == node.path]
            if choice is not None:
                own = [tag for tag in own if tag not in choice.implied]
            if choice is not None and own and len({target.path for _, target in tags}) > 1:
                return choice.name, own
        return None

    def _found(self, node: Node) -> Choice | None:
        if "oneOf" in node or "anyOf" in node:
            return None
        for path in (node.path, *self._above(node.path)):
            said = self._at(path).get("discriminator")
            if said is not None and isinstance(said.plain("propertyName"), str):
                return self._choice(node, said)
        return None

    def _choice(self, node: Node, said: Node) -> Choice | None:
        name: str = said.value["propertyName"]
        members = [node.path, *self._below(node.path)]
        mapped = {
            tag: self.named(target) for tag, target in as_object(said.plain("mapping")).items()
        }
        owner = said.path[:-1]
        tags = {
            tag: target
            for tag, target in mapped.items()
            if target is not None and (target.path in members or node.path == owner)
        }
        told = {target.path for target in mapped.values() if target is not None}
        unsaid, implied = False, dict[str, Node]()
        for path in members:
            own = [*self._own_tags(path, name)]
            called = self._names.get(path) or name_of(path)
            if path not in told:
                unsaid = unsaid or not own
                tags |= {tag: self._at(path) for tag in own or [called] if tag not in tags}
            elif not own:  # its name stands for it all the same
                implied[called] = self._at(path)
        allowed = [*listed(declared(self._at(owner)).get(name, []))]
        if allowed and unsaid and not set(allowed) & tags.keys():
            return None  # what the property may be are no names of schemas
        more = {tag: target for tag, target in implied.items() if tag not in tags and not allowed}
        return Choice(said, name, {**tags, **more}, unsaid, frozenset(more))

    def _own_tags(self, path: Path, name: str) -> Iterator[str]:
        """The values that a schema lists for the property itself."""
        node = self._at(path)
        for part in [node, *(member for member in _elements(node, "allOf"))]:
            properties = part.get("properties")
            if properties is not None and name in properties and "$ref" not in part:
                yield from listed([properties[name]])

    def named(self, target: object) -> Node | None:
        """What a mapping names in the end: by a pointer, or by the bare name of a schema."""
        return mapped(self._document, target)

    def _at(self, path: Path) -> Node:
        return Node(self._document, path, find(self._document.root, path))

    def _above(self, path: Path) -> list[Path]:
        return _reached(path, self._bases)

    def _below(self, path: Path) -> list[Path]:
        return _reached(path, self._children)


def mapped(document: Document, target: object) -> Node | None:
    """The schema that a mapping names by a pointer or by a bare name, after every reference; None if there is none."""
    path = schema_named(target)
    found = find(document.root, path)
    return Node(document, path, found).resolve() if is_object(found) else None


def listed(nodes: list[Node]) -> Iterator[str]:
    """The strings that schemas list as values."""
    for node in nodes:
        target = node.referred() or node
        values = [target.value["const"]] if "const" in target else as_list(target.plain("enum"))
        yield from (value for value in values if isinstance(value, str))


def _end(node: Node, known: dict[Path, Node]) -> Node:
    """Where a chain of references ends. `known`: the ends of those that were followed before; it grows."""
    way: list[Path] = []
    while node.path not in known and (further := node.referred()) is not None:
        way.append(node.path)
        node = further
    end = known.get(node.path, node)
    known |= dict.fromkeys(way, end)
    return end


def _bases(node: Node) -> Iterator[Path]:
    for member in _elements(node, "allOf"):
        target = member.referred()
        if target is not None:
            yield target.resolve().path
        else:
            yield from _bases(member)


def _elements(node: Node, key: str) -> Iterator[Node]:
    return node[key].elements() if key in node else iter(())


def _reached(start: Path, steps: dict[Path, list[Path]]) -> list[Path]:
    found: dict[Path, None] = {}
    todo = deque(steps.get(start, ()))
    while todo:
        path = todo.popleft()
        if path not in found and path != start:
            found[path] = None
            todo += steps.get(path, ())
    return [*found]
