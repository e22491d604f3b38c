"""How large a document is with all that references have put into it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from adwright.document.document import Document
from adwright.document.references import Path
from adwright.document.text.source import HOLDERS, is_object
from adwright.document.text.yaml12 import MAX_EXPANDED_NODES
from adwright.problems import Id, Problem, SpecError


def check_size(document: Document) -> None:
    """See that what was put in the place of references is not too much when all of it is written out.

    Raises:
        SpecError: it is; whatever goes through the document would never end.
    """
    path = _too_large(document.root, max(MAX_EXPANDED_NODES, _written(document)))
    if path is not None:
        message = f"references here expand to over {MAX_EXPANDED_NODES:,} nodes"
        hint = "let less refer to it"
        raise SpecError([Problem(Id.REFERENCE_GROWTH, document.locate(path), message, hint)])


def _written(document: Document) -> int:
    """More than a document has without references: two characters a node."""
    return sum(len(each.text) for each in document.sources.values()) // 2


def _too_large(root: Any, most: int) -> Path | None:
    """The way to a part of a tree that has more nodes than that, counted as often as they stand in it."""
    sizes: dict[int, int] = {}
    todo = [_opened(root)]
    begun = {id(root)}
    while todo:
        node, inside, further = todo[-1]
        each = next((each for each in further if id(each) not in begun), None)
        if each is not None:
            begun.add(id(each))
            todo.append(_opened(each))
            continue
        todo.pop()
        size = 1 + len(node) + sum(sizes.get(id(each), most) for each in inside)
        sizes[id(node)] = size
        if size > most:
            return _way_to(node, root)
    return None


def _opened(node: Any) -> tuple[Any, list[Any], Iterator[Any]]:
    """An object or a list, those in it, and those of them that are still to be looked into."""
    members = node.values() if is_object(node) else node
    inside = [each for each in members if type(each) in HOLDERS]
    return node, inside, iter(inside)


def _way_to(wanted: Any, root: Any) -> Path:
    """The keys that lead to an object or a list of a tree."""
    todo: list[tuple[Path, Any]] = [((), root)]
    seen = set[int]()
    while todo:
        path, node = todo.pop()
        if node is wanted:
            return path
        if id(node) not in seen and type(node) in HOLDERS:
            seen.add(id(node))
            members = node.items() if is_object(node) else enumerate(node)
            todo += (((*path, str(key)), each) for key, each in members)
    return ()
