"""Schemas and references that are defined by themselves alone, so that nothing ever is one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from adwright.document.document import Document
from adwright.document.references import Path, find, target_of
from adwright.document.source import as_list, is_object, pointer_of
from adwright.document.walk import walk
from adwright.problems import Id, Problem

_MEMBERS = ("allOf", "oneOf", "anyOf")


def endless(document: Document) -> Iterator[Problem]:
    """Every loop of references and schemas that never ends."""
    for path, names, pointers in find_loops(document.root):
        message = f"a loop of references that never ends: {names}"
        hint = f"point one of these at a definition: {pointers}"
        yield Problem(Id.REFERENCE_LOOP, document.locate(path), message, hint)


def find_loops(root: dict[str, Any]) -> Iterator[tuple[Path, str, str]]:
    """Every loop that the same value would have to go round for ever.

    A schema that contains itself in a property, an item or a map is none of these: data ends somewhere.

    Args:
        root: a tree whose references all lead somewhere in it.

    Returns:
        For each loop the path of its first node, its names (`A -> B -> A`) and the pointers to them.
    """
    done: set[int] = set()
    for path, node, _ in walk(root):
        if id(node) not in done and ("$ref" in node or any(key in node for key in _MEMBERS)):
            for loop in _search(root, path, node, done):
                start = loop.index(min(loop))
                loop = loop[start:] + loop[:start]
                shown = " -> ".join(key[-1] if key else "#" for key in [*loop, loop[0]])
                yield loop[0], shown, ", ".join(pointer_of(step) or "/" for step in loop)


def _search(root: dict[str, Any], path: Path, node: Any, done: set[int]) -> Iterator[list[Path]]:
    """The loops that can be reached from a node: a depth-first search without recursion."""
    way: list[tuple[Path, Any, Iterator[tuple[Path, Any]]]] = [
        (path, node, _next(root, path, node))
    ]
    place = {id(node): 0}
    while way:
        here, node, further = way[-1]
        step = next(further, None)
        if step is None:
            way.pop()
            del place[id(node)]
            done.add(id(node))
        elif id(step[1]) in place:
            named = [key for key, _, _ in way[place[id(step[1])] :]]
            targets = [key for key in named if key[-2:-1] and key[-2] not in _MEMBERS]
            yield targets or [here]
        elif id(step[1]) not in done:
            place[id(step[1])] = len(way)
            way.append((*step, _next(root, *step)))


def _next(root: dict[str, Any], path: Path, node: dict[str, Any]) -> Iterator[tuple[Path, Any]]:
    """The nodes that hold for the same value as a node."""
    target = target_of(node)
    if target is not None and is_object(value := find(root, target)):
        yield target, value
    for key in _MEMBERS:
        for index, member in enumerate(as_list(node.get(key))):
            if is_object(member):
                yield (*path, key, str(index)), member
