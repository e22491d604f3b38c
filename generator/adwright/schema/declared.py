"""The properties that a schema of an object declares, wherever it does so."""

from __future__ import annotations

from collections.abc import Iterator

from adwright.document.node import Node
from adwright.document.source import is_object


def declared(node: Node) -> dict[str, list[Node]]:
    """The properties that may stand in an object, by name, each with all schemas that describe it.

    What `$ref`, `allOf`, `anyOf`, `then`, `else` and `dependentSchemas` lead to describes the same
    object and is read too. The members of `oneOf` are objects of their own, and a rule only tests
    what is declared elsewhere: neither declares anything here. Nor does a property whose schema is
    `false`, since it may not be there.

    Args:
        node: the schema, or a reference to it.

    Returns:
        The names in the order in which the document has them, what is referred to first.
    """
    found: dict[str, list[Node]] = {}
    for part in same_object(node):
        properties = part.get("properties")
        for name, described in properties.items() if properties is not None else ():
            if described.value is not False:
                found.setdefault(name, []).append(described)
    return found


def same_object(node: Node) -> Iterator[Node]:
    """The schemas that describe the same object as a schema: those it builds on, and itself; each once."""
    return _walk(node, set())


def _walk(node: Node, seen: set[tuple[str, ...]]) -> Iterator[Node]:
    if node.path in seen or not is_object(node.value):
        return
    seen.add(node.path)
    target = node.referred()
    if target is not None:
        yield from _walk(target, seen)
    for member in _members(node, "allOf"):
        if "x-rule" not in member:
            yield from _walk(member, seen)
    yield node
    for key in ("anyOf", "then", "else", "dependentSchemas"):
        for member in _members(node, key):
            if "x-rule" not in member:
                yield from _walk(member, seen)


def _members(node: Node, key: str) -> Iterator[Node]:
    """The schemas below a key: the one there, or those of a list or a map."""
    member = node.get(key)
    if member is None:
        return
    if key in ("allOf", "anyOf"):
        yield from member.elements()
    elif key == "dependentSchemas":
        yield from (inner for _, inner in member.items())
    else:
        yield member
