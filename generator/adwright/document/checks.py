"""What must hold of the references of a document before anything else reads it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from adwright.document.document import MOUNT, Document
from adwright.document.grammar import kind_of_target
from adwright.document.loops import find_loops
from adwright.document.references import ABSENT, Path, end_of, find, target_of
from adwright.document.source import as_object, is_object
from adwright.document.walk import references, walk_within
from adwright.problems import Id, Problem, SpecError

_NAMED = ("components", "definitions", "parameters", "responses", MOUNT)
"""The keys of a document below which stands what counts only where something refers to it."""


def give_up_lost(document: Document, lost: list[tuple[dict[str, Any], Problem]]) -> list[Problem]:
    """References to files that are not there: an error, unless nothing in the document needs them.

    Args:
        document: the document; what is not needed becomes anything, with a warning.
        lost: the objects with such references, and what is wrong with each.

    Returns:
        The errors.
    """
    needed = _needed(document.root) if lost else set[int]()
    errors = [problem for node, problem in lost if id(node) in needed]
    for node, problem in lost:
        if id(node) not in needed:
            del node["$ref"]
            hint = "no operation needs it: it is read as anything"
            document.warnings.append(replace(problem, hint=hint))
    return errors


def _needed(root: dict[str, Any]) -> set[int]:
    """The objects that are part of the document besides its named components, or that those refer to."""
    seen: set[int] = set()
    rest = {key: value for key, value in root.items() if key not in _NAMED}
    todo: list[tuple[Any, str]] = [(rest, "document")]
    while todo:
        tree, start = todo.pop()
        for _, node, kind in walk_within(tree, start, seen=seen):
            if (target := target_of(node)) is not None:
                todo.append((find(root, target), kind_of_target(kind)))
    return seen


def dangling(document: Document) -> Iterator[Problem]:
    """Every reference to something that is not there."""
    for path, node, _ in references(document.root):
        keys = target_of(node)
        if keys is None or find(document.root, keys) is ABSENT:
            shown = node["$ref"].replace(f"/{MOUNT}", "", 1)
            message = f"$ref to something that is not there: {shown[:120]!r}"
            at = document.locate((*path, "$ref"))
            yield Problem(Id.REFERENCE_MISSING, at, message, _near(document.root, keys))


def _near(root: Any, keys: Path | None) -> str:
    """What stands beside the missing target, for the hint."""
    if keys:
        close = get_close_matches(keys[-1], as_object(find(root, keys[:-1])), n=1)
        if close:
            return f"did you mean {close[0]!r}?"
    return "define it, or correct the name"


def endless(document: Document) -> Iterator[Problem]:
    """Every loop of references and schemas that never ends."""
    for path, names, pointers in find_loops(document.root):
        message = f"a loop of references that never ends: {names}"
        hint = f"point one of these at a definition: {pointers}"
        yield Problem(Id.REFERENCE_LOOP, document.locate(path), message, hint)


def replace_map_references(document: Document) -> None:
    """Put the target in the place of each reference that stands for a map or a list, which the standard does not know.

    Raises:
        SpecError: a target contains the reference.
    """
    root = document.root
    found = {
        id(node): (path, *end_of(root, path, node), kind)
        for path, node, kind in references(root)
        if kind[0] in "[{" or kind == "media type"
    }
    inside = {
        key: [id(node) for _, node, _ in walk_within(target, kind) if id(node) in found]
        for key, (_, _, target, kind) in found.items()
    }
    problems: list[Problem] = []
    for key, (path, _, target, _) in found.items():
        if _leads_to(key, inside):
            message = "a loop of references that never ends"
            at = document.locate((*path, "$ref"))
            problems.append(
                Problem(Id.REFERENCE_LOOP, at, message, "point one of these at a definition")
            )
        elif is_object(parent := find(root, path[:-1])):
            parent[path[-1]] = target
    if problems:
        raise SpecError(problems)


def _leads_to(start: int, further: dict[int, list[int]]) -> bool:
    """Whether a node of a graph leads to itself."""
    todo, seen = [*further[start]], set[int]()
    while todo:
        node = todo.pop()
        if node not in seen:
            seen.add(node)
            todo += further.get(node, ())
    return start in seen
