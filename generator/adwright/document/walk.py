"""Ways through a tree of plain data: every meaningful object, every reference, the node at a path."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias
from urllib.parse import unquote

from adwright.document.source import MAX_DEPTH, as_list, as_object, is_array, is_object, pointer_of

Path: TypeAlias = tuple[str, ...]

# Below these keys stands data, not schemas: a `$ref` there is somebody's example.
_DATA = {"example", "examples", "default", "const", "enum", "x-enum"}
# The keys below these are names given by the author, `default` or `example` among them.
_NAME_MAPS = {
    "properties",
    "patternProperties",
    "$defs",
    "definitions",
    "dependentSchemas",
    "responses",
    "callbacks",
}
_COMPONENTS = {
    "schemas",
    "parameters",
    "headers",
    "requestBodies",
    "securitySchemes",
    "links",
    "pathItems",
    "mediaTypes",
}


def walk(tree: Any) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every object of a tree that the specification gives a meaning, with its path; a shared one once.

    Maps of author-given names (`properties`, `responses`, ...) and plain data (examples, defaults) are not among
    them; what stands below the names is.

    Raises:
        TooDeep: the tree is nested deeper than `MAX_DEPTH`.
    """
    seen: set[int] = set()
    todo: list[tuple[Path, Any, bool]] = [((), tree, False)]
    while todo:
        path, node, names = todo.pop()
        if id(node) in seen:
            continue
        if is_array(node):
            seen.add(id(node))
            todo += [((*path, str(i)), item, False) for i, item in reversed([*enumerate(node)])]
        if not is_object(node):
            continue
        seen.add(id(node))
        if len(path) > MAX_DEPTH:
            raise TooDeep(path)
        if not names:
            yield path, node
        for key, value in reversed(node.items()):
            if key == "examples" and not names:
                todo += [
                    ((*path, key, k), v, False)
                    for k, v in as_object(value).items()
                    if is_reference(v)
                ]
            if not names and key in _DATA:
                continue
            inside = key in _NAME_MAPS or (path[-1:] == ("components",) and key in _COMPONENTS)
            todo.append(((*path, key), value, not names and inside))


def references(tree: Any) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every object of a tree that has a `$ref`, with its path."""
    return ((path, node) for path, node in walk(tree) if isinstance(node.get("$ref"), str))


class TooDeep(Exception):
    """A tree nested deeper than `MAX_DEPTH`."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path


def is_reference(node: Any) -> bool:
    """Whether a node is a Reference Object and nothing else."""
    members = as_object(node)
    return isinstance(members.get("$ref"), str) and len(members) == 1


def path_of(ref: str) -> Path | None:
    """The path an internal reference `#/a/b` leads to, None if it is not one."""
    if ref == "#":
        return ()
    if not ref.startswith("#/"):
        return None
    return tuple(unquote(k).replace("~1", "/").replace("~0", "~") for k in ref[2:].split("/"))


def ref_to(path: Path) -> str:
    """The internal reference that leads to a path."""
    return "#" + pointer_of([key.replace("%", "%25") for key in path])


ABSENT = object()
"""The mark that there is no node at a path."""


def find(tree: object, path: Sequence[str]) -> Any:
    """The node at a path, or `ABSENT`."""
    for key in path:
        members, items = as_object(tree), as_list(tree)
        if key in members:
            tree = members[key]
        elif key.isdecimal() and len(key) < 10 and int(key) < len(items):
            tree = items[int(key)]
        else:
            return ABSENT
    return tree
