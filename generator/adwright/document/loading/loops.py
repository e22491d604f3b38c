"""Schemas and references that are defined by themselves alone, so that nothing ever is one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from adwright.document.document import Document
from adwright.document.references import Path, find, target_of
from adwright.document.text.source import as_list, is_object, pointer_of
from adwright.document.walk import walk
from adwright.problems import Id, Problem

_MEMBERS = ("allOf", "oneOf", "anyOf")


MOST_REFERENCES = 400
"""References that may follow one another for one value: each reader walks the rest of the way from each of them."""


def endless(document: Document) -> Iterator[Problem]:
    """Every loop of references and schemas that never ends, and the longest way of them that is too long."""
    search = _Search(document.root)
    for path, names, pointers in search.loops():
        message = f"a loop of references that never ends: {names}"
        hint = f"point one of these at a definition: {pointers}"
        yield Problem(Id.REFERENCE_LOOP, document.locate(path), message, hint)
    path, references = search.longest
    if references > MOST_REFERENCES:
        message = (
            f"{references} references follow one another from here, more than {MOST_REFERENCES}"
        )
        hint = "refer to what is at their end"
        yield Problem(Id.NESTED_TOO_DEEP, document.locate(path), message, hint)


class _Search:
    """Looks at every schema and reference from each end: a depth-first search without recursion.

    Attributes:
        longest: where the longest way begins, and how many references are on it.
    """

    def __init__(self, root: dict[str, Any]) -> None:
        """Take a tree whose references all lead somewhere in it."""
        self._root = root
        self._depths: dict[int, int] = {}
        self.longest: tuple[Path, int] = ((), 0)

    def loops(self) -> Iterator[tuple[Path, str, str]]:
        """Every loop that the same value would have to go round for ever.

        A schema that contains itself in a property, an item or a map is none of these: data ends somewhere.

        Returns:
            For each loop the path of its first node, its names (`A -> B -> A`) and the pointers to them.
        """
        for path, node, _ in walk(self._root):
            if "$ref" in node or any(key in node for key in _MEMBERS):
                for loop in self._from(path, node):
                    start = loop.index(min(loop))
                    loop = loop[start:] + loop[:start]
                    shown = " -> ".join(key[-1] if key else "#" for key in [*loop, loop[0]])
                    yield loop[0], shown, ", ".join(pointer_of(step) or "/" for step in loop)

    def _from(self, path: Path, node: Any) -> Iterator[list[Path]]:
        """The loops that can be reached from a node."""
        if id(node) in self._depths:
            return
        way: list[tuple[Path, Any, Iterator[tuple[Path, Any]]]] = [
            (path, node, _next(self._root, path, node))
        ]
        place = {id(node): 0}
        while way:
            here, node, further = way[-1]
            step = next(further, None)
            if step is None:
                way.pop()
                del place[id(node)]
                self._end(here, node)
            elif id(step[1]) in place:
                named = [key for key, _, _ in way[place[id(step[1])] :]]
                targets = [key for key in named if key[-2:-1] and key[-2] not in _MEMBERS]
                yield targets or [here]
            elif id(step[1]) not in self._depths:
                place[id(step[1])] = len(way)
                way.append((*step, _next(self._root, *step)))

    def _end(self, path: Path, node: Any) -> None:
        """Note how many references follow one another from a node; all that it leads to is known."""
        depths = (self._depths.get(id(each), 0) for _, each in _next(self._root, path, node))
        depth = max(depths, default=0) + (target_of(node) is not None)
        self._depths[id(node)] = depth
        self.longest = max(self.longest, (path, depth), key=lambda each: each[1])


def _next(root: dict[str, Any], path: Path, node: dict[str, Any]) -> Iterator[tuple[Path, Any]]:
    """The nodes that hold for the same value as a node."""
    target = target_of(node)
    if target is not None and is_object(value := find(root, target)):
        yield target, value
    for key in _MEMBERS:
        for index, member in enumerate(as_list(node.get(key))):
            if is_object(member):
                yield (*path, key, str(index)), member
