"""Ways through a tree of plain data by the kinds of its nodes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeAlias

from adwright.document.grammar import EXTENSIBLE, NODES, Kind, inner, kind_of_target
from adwright.document.references import Path, find, is_reference, target_of
from adwright.document.text.source import HOLDERS, MAX_DEPTH, is_array, is_object

_NO_MEMBERS: Mapping[Kind, Kind] = {}

Visit: TypeAlias = tuple[Path, dict[str, Any], Kind]
"""An object of a tree: its path, itself, its kind."""


class TooDeep(Exception):
    """A tree nested deeper than `MAX_DEPTH`."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path


def walk(root: dict[str, Any]) -> Iterator[Visit]:
    """Every object of a document that the grammar knows, and what they refer to; a shared one once.

    Members of any version count, so that a document can be walked before it is upgraded. An array or a map that is
    a reference as a whole is among them, of a kind like `{schema}`.

    Args:
        root: a document whose references are internal.

    Raises:
        TooDeep: it is nested deeper than `MAX_DEPTH`.
    """
    seen: set[int] = set()
    starts: dict[Path, Kind] = {(): "document"}
    todo: list[Path] = [()]
    while todo:
        start = todo.pop()
        for path, node, kind in walk_within(find(root, start), starts[start], start, seen):
            yield path, node, kind
            if "$ref" not in node:
                continue
            if (target := target_of(node)) is not None and target not in starts:
                starts[target] = kind_of_target(kind)
                todo.append(target)


def walk_within(
    tree: Any,
    kind: Kind,
    start: Path = (),
    seen: set[int] | None = None,
    without: Collection[Kind] = (),
) -> Iterator[Visit]:
    """The objects that stand in a tree and that the grammar knows; references are not followed.

    What is done to an object when it is met counts for what stands in it.

    Args:
        tree: the tree.
        kind: the kind of its root, or of the items if that is a list.
        start: the path of its root, if it is a part of another.
        seen: the objects that were met before and are passed over, by id; it grows.
        without: kinds of objects to be passed over, with all that is in them.

    Raises:
        TooDeep: it is nested deeper than `MAX_DEPTH`.
    """
    seen = set() if seen is None else seen
    kind = f"[{kind}]" if is_array(tree) and kind[0] not in "[{" else kind
    todo: list[tuple[Path, Any, Kind]] = [(start, tree, kind)] if type(tree) in HOLDERS else []
    while todo:
        path, node, kind = todo.pop()
        if is_array(node):
            if kind[0] == "[":
                kind = inner(kind)
                items = [
                    ((*path, str(i)), each, kind)
                    for i, each in enumerate(node)
                    if type(each) in HOLDERS
                ]
                todo += reversed(items)
            continue
        if id(node) in seen or kind in without:
            continue
        if kind[0] in "[{" and not is_reference(node):
            if kind[0] == "{":
                kind = inner(kind)
                members = ((k, v) for k, v in reversed(node.items()) if type(v) in HOLDERS)
                todo += [((*path, k), v, kind) for k, v in members if is_name(k, kind)]
            continue
        seen.add(id(node))
        if len(path) > MAX_DEPTH:
            raise TooDeep(path)
        kind = exact(kind, node)
        yield path, node, kind
        known = NODES.get(kind, _NO_MEMBERS)
        any_name = known.get("*")
        for key, value in reversed(node.items()):
            if type(value) in HOLDERS:
                member = known.get(key) or (any_name and is_name(key, kind) and any_name)
                if member:
                    todo.append(((*path, key), value, member))


def references(root: dict[str, Any]) -> Iterator[Visit]:
    """Every object of a document that has a `$ref`."""
    return (visit for visit in walk(root) if is_reference(visit[1]))


def is_name(key: str, kind: Kind) -> bool:
    """Whether a key of a map of nodes of some kind is a name, not an extension."""
    return not (kind in EXTENSIBLE and key.startswith("x-"))


def exact(kind: Kind, node: object) -> Kind:
    """The kind of a node; of a member of `allOf`, a rule if it says so, a part of the schema otherwise."""
    if kind != "member":
        return kind
    return "rule" if is_object(node) and "x-rule" in node else "schema"


def has_key(tree: Any, key: str) -> bool:
    """Whether an object of a tree has a key, whatever it is there; quicker to tell than a way by kinds."""
    return any(is_object(each) and key in each for each in containers(tree))


def containers(tree: Any) -> Iterator[Any]:
    """Every object and list of a tree, whatever it is there, each once."""
    todo, seen = [tree], set[int]()
    while todo:
        node = todo.pop()
        if id(node) not in seen and type(node) in HOLDERS:
            seen.add(id(node))
            yield node
            todo += node.values() if is_object(node) else node
