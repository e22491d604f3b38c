"""Several schemas that describe one value, such as a property that a child of `allOf` only refines, as one schema."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from adwright.document.grammar import ANNOTATIONS
from adwright.document.node import Node
from adwright.document.references import find, ref_to
from adwright.document.source import as_object

WORDS = ANNOTATIONS | {"summary", "x-name", "x-access", "x-source", "x-status", "x-note"}
"""Keywords that say nothing of a value: of these the last one counts."""


def combined(nodes: Sequence[Node], path: tuple[str, ...]) -> Node:
    """One schema for what several say together; each keeps its place, so that what is inside of it keeps its name.

    Args:
        nodes: the schemas, base before derived.
        path: where the one stands; it may be no place of the document.
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
    last = nodes[-1]
    if len(telling) == 1 and all(telling[0].plain(key) == v for key, v in words.items()):
        return telling[0]
    members = [_referred(node) for node in telling]
    value = members[0] if len(members) == 1 else {"allOf": members}
    return Node(last.document, path, {**value, **words})


def _referred(node: Node) -> dict[str, Any]:
    """A reference to a schema, or the schema itself where it stands nowhere in the document."""
    stands = find(node.document.root, node.path) is node.value
    return {"$ref": ref_to(node.path)} if stands else dict(as_object(node.value))
