"""Ways through a document by the kinds of its nodes, each with its place."""

from __future__ import annotations

from collections.abc import Iterator

from adwright.document.document import Document
from adwright.document.grammar import Kind, inner, kind_of_member, kind_of_target
from adwright.document.node import Node
from adwright.document.walk import exact, is_name


def children(node: Node, kind: Kind) -> Iterator[tuple[Kind, Node]]:
    """The nodes of a kind's own grammar right below a node; what is data or misplaced is left out.

    Args:
        node: the node; it may be a reference, whose own members are what counts.
        kind: its kind.
    """
    for key, member in node.items():
        member_kind = kind_of_member(kind, key)
        name = inner(member_kind)
        if member_kind == "data":
            continue
        for child in members(member, member_kind):
            if child.expect("an object") or child.expect("a boolean"):
                yield exact(name, child.value), child


def members(node: Node, kind: Kind) -> Iterator[Node]:
    """What is in an array or a map; the node itself, if its kind is neither."""
    if kind[0] == "[":
        yield from node.elements()
    elif kind[0] == "{":
        yield from (child for key, child in node.items() if is_name(key, inner(kind)))
    else:
        yield node


def walk_document(document: Document) -> Iterator[tuple[Kind, Node]]:
    """Every node of a document that the grammar of OpenAPI 3 knows, each once, with its kind.

    References are followed, so files beside the root are walked as far as something refers to
    them; a reference itself is a node too. The components of the root are walked in any case.
    """
    return _walk([("document", Node(document, (), document.root))])


def walk_operations(document: Document) -> Iterator[tuple[Kind, Node]]:
    """What `walk_document` gives, as far as an operation leads to it."""
    root = Node(document, (), document.root)
    return _walk([pair for pair in children(root, "document") if pair[0] == "path item"])


def _walk(start: list[tuple[Kind, Node]]) -> Iterator[tuple[Kind, Node]]:
    seen: set[tuple[str, ...]] = set()
    todo = start[::-1]
    while todo:
        kind, node = todo.pop()
        if node.path in seen:
            continue
        seen.add(node.path)
        yield kind, node
        further = list(children(node, kind))
        if node.is_reference:
            further.append((kind_of_target(kind), node.resolve()))
        todo += reversed(further)
