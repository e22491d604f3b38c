"""References that lead nowhere: an error, unless nothing in the document needs them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from adwright.document.document import MOUNT, Document
from adwright.document.grammar import SCHEMAS, kind_of_target
from adwright.document.loading.follow import Lost
from adwright.document.references import find, target_of
from adwright.document.text.source import as_list, is_array, is_object
from adwright.document.walk import walk_within
from adwright.problems import Problem

_NAMED = ("components", "definitions", "parameters", "responses", MOUNT)
"""The keys of a document below which stands what counts only where something refers to it."""

_WORDS = frozenset(
    ("example", "link", "callback", "header", "external documentation", "xml", "tag")
)
"""The kinds of what tells people something, or what no call comes past."""


def give_up_lost(document: Document, lost: Sequence[Lost]) -> list[Problem]:
    """Take out references that lead nowhere where nothing needs them, with a warning.

    Args:
        document: the document; a schema that is not needed becomes anything, all else is left out.
        lost: the references.

    Returns:
        The errors: what is wrong with those that are needed.
    """
    root = document.root
    operations = {key: value for key, value in root.items() if key not in _NAMED}
    needed = _needed(operations, root) if lost else set[int]()
    described = _needed(root, root) if lost else needed
    errors: list[Problem] = []
    gone: set[int] = set()
    for each in lost:
        reference, problem = each.reference, each.problem
        if id(reference.holder) in (needed if each.is_file else described):
            errors.append(problem)
            continue
        is_schema = reference.kind in SCHEMAS and reference.key == "$ref"
        hint = f"no operation needs it: it is {'read as anything' if is_schema else 'left out'}"
        document.warnings.append(replace(problem, hint=hint))
        if reference.kind in SCHEMAS:
            del reference.holder[reference.key]
        else:
            gone.add(id(reference.holder))
    if gone:
        _remove(root, gone)
    return errors


def _needed(part: dict[str, Any], root: dict[str, Any]) -> set[int]:
    """The objects that a part of a document is made of, or that those refer to, but for words.

    Args:
        part: the document, or what counts of it.
        root: the document.
    """
    found: set[int] = set()
    seen: set[int] = set()
    todo: list[tuple[Any, str]] = [(part, "document")]
    while todo:
        tree, start = todo.pop()
        for _, node, kind in walk_within(tree, start, seen=seen, without=_WORDS):
            found.add(id(node))
            if (target := target_of(node)) is not None:
                todo.append((find(root, target), kind_of_target(kind)))
    return found


def _remove(root: dict[str, Any], gone: set[int]) -> None:
    """Take objects out of what they stand in."""
    todo: list[Any] = [root]
    seen: set[int] = set()
    while todo:
        owner = todo.pop()
        if id(owner) in seen:
            continue
        seen.add(id(owner))
        if is_object(owner):
            for key in [key for key, value in owner.items() if id(value) in gone]:
                del owner[key]
            todo += owner.values()
        elif is_array(owner):
            owner[:] = [each for each in owner if id(each) not in gone]
            todo += as_list(owner)
