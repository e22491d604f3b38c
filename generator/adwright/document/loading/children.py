"""Schemas that build on one with a discriminator and are not referred to: those beside it, and those it maps to."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from adwright.document.document import MOUNT
from adwright.document.references import Path, find
from adwright.document.text.source import as_list, as_object

_MAPS = ("schemas", "definitions", "$defs")
_FILE = ("/", "#", ".yaml", ".yml", ".json")


def children_beside(tree: Any, path: Path) -> list[Path]:
    """The schemas in the same map as a base that build on it, or on one of those that do.

    Args:
        tree: the data of a file.
        path: the place of the base in it.
    """
    beside = as_object(find(tree, path[:-1])) if path else {}
    builds_on = {
        name: {
            str(ref).rsplit("/", 1)[-1]
            for part in as_list(as_object(each).get("allOf"))
            if (ref := as_object(part).get("$ref"))
        }
        for name, each in beside.items()
    }
    found = {path[-1]} if path else set[str]()
    while more := {name for name, bases in builds_on.items() if bases & found} - found:
        found |= more
    return [(*path[:-1], name) for name in beside if name in found and name != path[-1]]


def is_named(path: Path) -> bool:
    """Whether a schema in a file has a name there: it is the whole file, stands at its top, or in a map of schemas."""
    return len(path) < 2 or path[-2] in _MAPS


def is_file(target: str) -> bool:
    """Whether what a mapping names is no bare name of a schema."""
    return any(mark in target for mark in _FILE)


def name_of(path: Path) -> str:
    """The name of a schema: that of its file, if it is all that is in it."""
    if len(path) == 2 and path[0] == MOUNT:
        return PurePosixPath(path[1]).name.partition(".")[0]
    return path[-1] if path else ""
