"""Several schemas that describe one value, such as a property that a child of `allOf` only refines, as one schema."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from adwright.document.grammar import ANNOTATIONS
from adwright.document.node import Node
from adwright.document.references import Path, find, ref_to
from adwright.document.text.source import as_object

WORDS = ANNOTATIONS | {"summary", "x-name", "x-access", "x-source", "x-status", "x-note"}
"""Keywords that say nothing of a value: of these the last one counts."""


class Together:
    """Makes one schema of several that describe one value.

    Those inside of one that was made so may come to the same schemas again, without end where they refer to themselves:
    what the same schemas say together is made once there.
    """

    def __init__(self) -> None:
        self._made: dict[object, Node] = {}
        self._sources: dict[int, tuple[Node, ...]] = {}

    def schema(self, nodes: Sequence[Node], place: Path) -> Node:
        """One schema for what several say together; each keeps its place, so that what is inside of it keeps its name.

        Args:
            nodes: the schemas, base before derived.
            place: where it would stand if one said it all; it may be no place of the document.
        """
        distinct = [
            node for i, node in enumerate(nodes) if node.value not in [n.value for n in nodes[:i]]
        ]
        refused = next((node for node in distinct if node.value is False), None)
        if len(distinct) == 1 or refused is not None:
            return refused or nodes[-1]
        words: dict[str, Any] = {}
        for node in distinct:
            words |= {key: v for key, v in as_object(node.value).items() if key in WORDS}
        telling = [node for node in distinct if as_object(node.value).keys() - WORDS]
        telling = telling or distinct[:1]
        if len(telling) == 1 and all(telling[0].plain(key) == v for key, v in words.items()):
            return telling[0]
        return self._one(telling, words, (*place, *_INSIDE))

    def _one(self, telling: Sequence[Node], words: dict[str, Any], path: Path) -> Node:
        sources = {id(n.value): n for node in telling for n in self._parts(node)}
        key = frozenset(sources), repr(words)
        known = self._made.get(key)
        if known is not None and _is_inside(path[: -len(_INSIDE)]):
            return known
        members = [_referred(node) for node in sources.values()]
        value = members[0] if len(members) == 1 else {"allOf": members}
        made = Node(telling[-1].document, path, {**value, **words})
        self._sources[id(made.value)] = (*sources.values(),)
        self._made.setdefault(key, made)
        return made

    def _parts(self, node: Node) -> tuple[Node, ...]:
        """The schemas of the document that a schema was made of; itself if it was not."""
        return self._sources.get(id(node.value), (node,))


_INSIDE = ("allOf", "")
"""Ends the path of a schema that was made: there is no such place in a document."""


def _is_inside(path: Path) -> bool:
    """Whether a path leads into a schema that was made."""
    return _INSIDE in pairwise(path)


def _referred(node: Node) -> dict[str, Any]:
    """A reference to a schema, or the schema itself where it stands nowhere in the document."""
    stands = find(node.document.root, node.path) is node.value
    return {"$ref": ref_to(node.path)} if stands else dict(as_object(node.value))
