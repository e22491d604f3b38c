"""References where OpenAPI has none: what they lead to is put in their place, under what stands beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from adwright.document.document import Document
from adwright.document.grammar import SCHEMAS, Kind
from adwright.document.references import Path, end_of, find, path_of, ref_to
from adwright.document.text.source import as_object, is_array, is_object
from adwright.document.walk import containers, references, walk
from adwright.problems import Id, Problem, SpecError

_REFERRED = SCHEMAS | frozenset(
    (
        "parameter",
        "header",
        "request body",
        "response",
        "example",
        "link",
        "callback",
        "security scheme",
    )
)
"""The kinds of which OpenAPI has references: they are followed where they are read."""

_WORDS = frozenset(("$ref", "summary", "description"))


@dataclass(frozen=True, slots=True)
class _Place:
    """A reference that is to be replaced.

    Attributes:
        path: where it stands.
        node: itself.
        end: where it leads to in the end.
        target: what is there.
        kind: its kind.
        is_alone: nothing stands beside it.
    """

    path: Path
    node: dict[str, Any]
    end: Path
    target: Any
    kind: Kind
    is_alone: bool

    @property
    def is_whole(self) -> bool:
        """Whether all that stands in its place then stood there."""
        return self.is_alone and is_object(self.target)

    @property
    def is_spread(self) -> bool:
        """Whether it is an item of a list and stands for several of them."""
        return self.kind[0] != "[" and is_array(self.target)


def inline(document: Document) -> bool:
    """Put the target in the place of each reference that stands for a map, a list, or an object without references.

    Returns:
        Whether there was any.

    Raises:
        SpecError: a target contains the reference.
    """
    root = document.root
    found = {
        id(node): _Place(path, node, *end, kind, len(node) == 1)
        for path, node, kind in references(root)
        if is_array((end := end_of(root, path, node))[1]) or not _is_followed(node, kind)
    }
    inside = {  # whatever the references are read as there
        key: [id(node) for node in containers(place.target) if id(node) in found]
        for key, place in found.items()
    }
    problems = [
        Problem(
            Id.REFERENCE_LOOP,
            document.locate((*place.path, "$ref")),
            "a loop of references that never ends",
            "point one of these at a definition",
        )
        for key, place in found.items()
        if key in _reached(inside[key], inside)
    ]
    if problems:
        raise SpecError(problems)
    for key in _innermost_first(inside):
        _replace(root, found[key])
        if found[key].is_whole:
            document.moved[found[key].path] = found[key].end
    _rename(root, _components(place for place in found.values() if place.is_whole))
    return bool(found)


def _is_followed(node: dict[str, Any], kind: Kind) -> bool:
    """Whether a reference stands where OpenAPI has them."""
    if kind == "path item":  # it may refer to another, and have operations of its own beside that
        return all(key in _WORDS or key.startswith("x-") for key in node)
    return kind in _REFERRED


def _replace(root: dict[str, Any], place: _Place) -> None:
    if is_object(place.target):
        beside = {key: value for key, value in place.node.items() if key != "$ref"}
        place.node.clear()
        place.node.update({**place.target, **beside})
        return
    owner = find(root, place.path[:-1])
    if is_object(owner):
        owner[place.path[-1]] = place.target
    elif is_array(owner):
        at = next((index for index, each in enumerate(owner) if each is place.node), None)
        if at is not None:
            owner[at : at + 1] = place.target if place.is_spread else [place.target]


def _components(places: Iterable[_Place]) -> dict[Path, Path]:
    """Where parts of other files stand that are components of the document now: new places by old ones."""
    moved = {place.end: place.path for place in places}
    settled = ((end, _moved(path, moved)) for end, path in moved.items())
    return {end: path for end, path in settled if path[:1] == ("components",) and len(path) < 3}


def _moved(path: Path, moved: dict[Path, Path]) -> Path:
    """Where a place is when all is moved."""
    for _ in range(len(moved)):
        count = next((count for count in range(len(path), 0, -1) if path[:count] in moved), 0)
        if not count:
            break
        path = (*moved[path[:count]], *path[count:])
    return path


def _rename(root: dict[str, Any], moved: dict[Path, Path]) -> None:
    """Let what refers to parts of another file that are components now refer to the components."""
    for _, node, kind in walk(root) if moved else ():
        is_said = kind == "discriminator"
        holder = as_object(node.get("mapping")) if is_said else node
        for key in [*holder] if is_said else ["$ref"]:
            way = path_of(holder[key]) if isinstance(holder.get(key), str) else None
            if way is not None:
                holder[key] = ref_to(_moved(way, moved))


def _reached(start: list[int], further: dict[int, list[int]]) -> set[int]:
    """The nodes of a graph that some lead to, themselves among them."""
    todo, seen = [*start], set[int]()
    while todo:
        node = todo.pop()
        if node not in seen:
            seen.add(node)
            todo += further[node]
    return seen


def _innermost_first(inside: dict[int, list[int]]) -> Iterator[int]:
    """The nodes of a graph without loops, each after those that it leads to."""
    done: set[int] = set()
    for start in inside:
        todo = [start]
        while todo:
            further = [each for each in inside[todo[-1]] if each not in done]
            if further:
                todo.append(further[0])
                continue
            node = todo.pop()
            if node not in done:
                done.add(node)
                yield node
