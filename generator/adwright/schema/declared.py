"""The properties that a schema of an object declares, wherever it does so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from adwright.document.node import Node
from adwright.document.references import Path
from adwright.document.text.source import is_object

Part: TypeAlias = tuple[Node, bool]
"""A schema, and whether it holds in any case."""

CONDITIONAL = ("then", "else", "dependentSchemas")
"""Keywords whose schemas hold for some objects only."""


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
    return (each for each, _ in describing([(node, True)], ("anyOf", *CONDITIONAL)))


def same_value(node: Node) -> Iterator[Node]:
    """The schemas that hold for every value of a schema: those it builds on, and itself; each once."""
    return (each for each, _ in describing([(node, True)]))


def describing(roots: Sequence[Part], unsure: Sequence[str] = ()) -> Iterator[Part]:
    """The schemas that describe one value, each once, what is referred to first; rules are left out.

    Found without recursion: schemas may build on each other in a chain of any length.

    Args:
        roots: where to start.
        unsure: the keywords whose schemas count although they may not hold.
    """
    seen: set[Path] = set()
    todo = [(node, sure, False) for node, sure in reversed(roots)]
    while todo:
        node, sure, is_due = todo.pop()
        if is_due:
            yield node, sure
            continue
        if node.path in seen or not is_object(node.value):
            continue
        seen.add(node.path)
        for key in reversed(unsure):
            todo += ((member, False, False) for member in reversed(_members(node, key)))
        todo.append((node, sure, True))
        todo += ((base, sure, False) for base in reversed(built_on(node)))


def built_on(node: Node) -> list[Node]:
    """The schemas that hold for every value of a schema besides itself: what it refers to, the members of `allOf`."""
    target = node.referred()
    found = [*([target] if target is not None else []), *_members(node, "allOf")]
    return [each for each in found if is_object(each.value)]


def _members(node: Node, key: str) -> list[Node]:
    """The schemas below a key that are no rules: the one there, or those of a list or a map."""
    member = node.get(key)
    if member is None:
        return []
    if key in ("allOf", "anyOf"):
        found = [*member.elements()]
    elif key == "dependentSchemas":
        found = [inner for _, inner in member.items()]
    else:
        found = [member]
    return [each for each in found if "x-rule" not in each]
