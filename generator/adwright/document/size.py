"""How large a document is with all that references have put into it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from adwright.document.document import Document
from adwright.document.references import Path
from adwright.document.source import is_array, is_object
from adwright.document.yaml12 import MAX_EXPANDED_NODES
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
    """The way to the first part of a tree that has more nodes than that, counted as often as they stand in it."""
    sizes: dict[int, int] = {}
    todo: list[tuple[Path, Any]] = [((), root)]
    begun = set[int]()
    while todo:
        path, node = todo[-1]
        if id(node) not in begun:
            begun.add(id(node))
            todo += [((*path, key), each) for key, each in _holders(node) if id(each) not in sizes]
            continue
        todo.pop()
        if id(node) in sizes:  # it stands in several places
            continue
        sizes[id(node)] = 1 + len(node) + sum(sizes.get(id(n), most) for _, n in _holders(node))
        if sizes[id(node)] > most:
            return path
    return None


def _holders(node: Any) -> Iterator[tuple[str, Any]]:
    """The objects and lists in one."""
    members = node.items() if is_object(node) else enumerate(node) if is_array(node) else ()
    return ((str(key), each) for key, each in members if is_object(each) or is_array(each))
