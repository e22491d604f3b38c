"""What a `$ref` leads to: the one place that reads references inside a tree of plain data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias
from urllib.parse import unquote

from adwright.document.text.source import is_array, is_object, pointer_of

Path: TypeAlias = tuple[str, ...]

ABSENT = object()
"""The mark that there is no node at a path."""


class EndlessChain(Exception):
    """References that lead only to each other.

    Attributes:
        paths: the places of the loop, the first of them again at the end.
    """

    def __init__(self, paths: list[Path]) -> None:
        super().__init__(paths)
        self.paths = paths


def path_of(ref: str) -> Path | None:
    """The path an internal reference `#/a/b` leads to, None if it is not one."""
    if ref == "#":
        return ()
    if not ref.startswith("#/"):
        return None
    keys = ref[2:].split("/")
    if "~" not in ref and "%" not in ref:
        return (*keys,)
    return tuple(unescaped(unquote(key)) for key in keys)


def unescaped(key: str) -> str:
    """A key of a JSON pointer as it is in an object."""
    return key.replace("~1", "/").replace("~0", "~")


def ref_to(path: Sequence[str]) -> str:
    """The internal reference that leads to a path."""
    return "#" + pointer_of([key.replace("%", "%25") for key in path])


def find(tree: object, path: Sequence[str]) -> Any:
    """The node at a path, or `ABSENT`."""
    for key in path:
        if is_object(tree) and key in tree:
            tree = tree[key]
        elif is_array(tree) and key.isdecimal() and len(key) < 10 and int(key) < len(tree):
            tree = tree[int(key)]
        else:
            return ABSENT
    return tree


def is_reference(node: Any) -> bool:
    """Whether a node refers to another, whatever else it says."""
    return node.__class__ is dict and isinstance(node.get("$ref"), str)


def target_of(node: Any) -> Path | None:
    """The path a node's own `$ref` leads to; None if it has none, or one that leads out of the tree."""
    return path_of(node["$ref"]) if is_reference(node) else None


def end_of(root: object, path: Path, node: Any) -> tuple[Path, Any]:
    """Where a node's chain of references ends: itself, if it does not refer to another.

    Args:
        root: the tree.
        path: where the node stands in it.
        node: the node.

    Returns:
        The path of the end, and what is there; `ABSENT` if that is nothing.

    Raises:
        EndlessChain: the chain comes back to itself.
    """
    seen = [path]
    while (target := target_of(node)) is not None:
        path, node = target, find(root, target)
        if path in seen:
            raise EndlessChain([*seen[seen.index(path) :], path])
        seen.append(path)
    return path, node


def schema_named(name: object) -> Path:
    """The path of what a discriminator's mapping names: a reference, or the bare name of a schema."""
    return path_of(str(name)) or ("components", "schemas", str(name))
