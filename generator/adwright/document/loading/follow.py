"""Reads all that a document refers to: every reference is followed, and written as a place in the one tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeAlias
from urllib.parse import unquote

from adwright.document.contents import name_bytes
from adwright.document.document import MOUNT
from adwright.document.grammar import SCHEMAS, Kind, kind_of_target, sections_of
from adwright.document.loading.children import children_beside, is_file, is_named
from adwright.document.loading.files import Files, Nowhere, internal
from adwright.document.loading.ids import resolve_ids
from adwright.document.loading.repairs import repair
from adwright.document.loading.unquoted import Composed, is_composed
from adwright.document.loading.values import put_values
from adwright.document.references import ABSENT, find, is_reference, path_of, ref_to
from adwright.document.references import Path as Way
from adwright.document.text.source import MAX_DEPTH, as_object, is_object, pointer_of
from adwright.document.walk import TooDeep, walk_within
from adwright.problems import Id, Problem, SpecError

_Todo: TypeAlias = tuple[str, Way, Kind]
"""A place in a file, and the kind of what stands there."""

_MOST_STEPS = 100
"""References that may stand on the way to a place."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference that stands in a file.

    Attributes:
        file: the file.
        path: where in the file the object stands that has it, and below which key.
        holder: that object.
        kind: the kind of the object.
    """

    file: str
    path: Way
    holder: dict[str, Any]
    kind: Kind

    @property
    def key(self) -> str:
        """The key below which the reference stands."""
        return self.path[-1]


@dataclass(frozen=True, slots=True)
class Lost:
    """A reference that leads nowhere.

    Attributes:
        reference: the reference.
        problem: what is to be said of it.
        is_file: it leads to a file that is not there.
    """

    reference: Reference
    problem: Problem
    is_file: bool = False


class Follower:
    """Reads what the root file of a document refers to, and so on.

    Args:
        files: the files; all that is referred to is read into them.

    Attributes:
        lost: the references that lead nowhere.
        composed: the named schemas in files beside the root that are made of parts.
        unquoted: the schemas whose values may be text by what another part of them says.
        has_shared: data stands in two places since a reference to it was replaced by it.
    """

    def __init__(self, files: Files) -> None:
        self._files = files
        self.lost: list[Lost] = []
        self.composed: list[Way] = []
        self.unquoted: list[Composed] = []
        self.has_shared = False
        self._waiting: list[Reference] = []
        self._seen: set[int] = set()
        self._internal: set[tuple[int, str]] = set()

    def read_all(self) -> None:
        """Repair what is met, and make its references internal.

        Raises:
            SpecError: something is nested too deep.
        """
        todo: list[_Todo] = [("", (), "document")]
        while todo:
            while todo:
                todo += self._read(*todo.pop())
            waiting, self._waiting = self._waiting, []
            for reference in waiting:  # by what was read since it may be found
                todo += self._follow(reference, late=True)
        self.lost += map(self._lost, self._waiting)

    def _read(self, name: str, start: Way, kind: Kind) -> list[_Todo]:
        """Read what stands at a place of a file; what it refers to."""
        todo: list[_Todo] = []
        tree = find(self._files.source(name).data, start)
        try:
            if not start:
                resolve_ids(tree, kind)
            for path, node, each in walk_within(tree, kind, start, self._seen):
                todo += self._read_node(name, path, node, each)
        except TooDeep as error:
            at = self._files.source(name).locate(error.path[:6])
            message = f"the document is nested deeper than {MAX_DEPTH} levels"
            hint = "name the inner schemas and use $ref"
            raise SpecError([Problem(Id.NESTED_TOO_DEEP, at, message, hint)]) from None
        return todo

    def _read_node(self, name: str, path: Way, node: dict[str, Any], kind: Kind) -> list[_Todo]:
        """Repair an object and make its references internal; what it refers to."""
        todo: list[_Todo] = []
        repair(path, node, kind, self._files.source(name))
        self.has_shared = put_values(self._files, name, path, node, kind) or self.has_shared
        if kind in SCHEMAS:
            if is_composed(node):
                self.unquoted.append(Composed(path, node, self._files.source(name)))
            name_bytes(node)
            todo += self._children(name, path, node)
        elif kind == "discriminator":
            todo += self._mapping(name, (*path, "mapping"), as_object(node.get("mapping")))
        self._resolve_dynamic(name, path, node)
        if is_reference(node):
            todo += self._follow(Reference(name, (*path, "$ref"), node, kind))
        return todo

    def _children(self, name: str, path: Way, node: dict[str, Any]) -> list[_Todo]:
        """Of a schema in a file beside the root those that build on it, if it says how they are told apart."""
        if not name:
            return []
        if "allOf" in node and is_named(path):
            self.composed.append((MOUNT, name, *path))
        if not is_object(node.get("discriminator")) or "oneOf" in node or "anyOf" in node:
            return []
        tree = self._files.source(name).data
        return [(name, each, "schema") for each in reversed(children_beside(tree, path))]

    def _mapping(self, name: str, path: Way, mapping: dict[str, Any]) -> list[_Todo]:
        """Make what a discriminator names internal, unless it is the name of a schema of the root file."""
        todo: list[_Todo] = []
        for tag, target in [*mapping.items()]:
            if not isinstance(target, str):
                continue
            own = ("components", "schemas", target)
            if name and find(self._files.source(name).data, own) is not ABSENT:
                mapping[tag] = internal(name, pointer_of(own))
                todo.append((name, own, "schema"))
            elif is_file(target) and find(self._files.source("").data, own) is ABSENT:
                todo += self._follow(Reference(name, (*path, tag), mapping, "schema"))
        return todo

    def _resolve_dynamic(self, name: str, path: Way, node: dict[str, Any]) -> None:
        """`$dynamicRef` as a plain reference to the anchor of its own file: the widest type that is sure."""
        if "$recursiveRef" in node:  # as it was called before, with one anchor for all
            node["$dynamicRef"] = node.pop("$recursiveRef")
            tree = self._files.source(name).data
            for end in range(len(path), 0, -1):
                if as_object(find(tree, path[:end])).get("$recursiveAnchor") is True:
                    node["$ref"] = ref_to(path[:end])
                    del node["$dynamicRef"]
                    return
        if not isinstance(node.get("$dynamicRef"), str):
            return
        fragment = node.pop("$dynamicRef")
        pointer = self._files.anchors(name).pointer(fragment.removeprefix("#"))
        if pointer is not None:
            node["$ref"] = f"#{pointer}"
            return
        message = f"$dynamicRef to {fragment[:80]!r} is not found and is read as anything"
        self._warn(name, path, Id.REFERENCE_MISSING, message)

    # -- one reference ----------------------------------------------------------------------------------------------

    def _follow(self, reference: Reference, *, late: bool = False) -> list[_Todo]:
        """Make a reference internal; what it leads to. One that leads nowhere yet has to wait."""
        try:
            place = self._place(reference)
        except Nowhere:
            place = None
        if place is not None and late:
            place = self._behind(*place)
        if place is None or find(self._files.source(place[0]).data, place[1]) is ABSENT:
            self._waiting.append(reference)
            return []
        reference.holder[reference.key] = internal(place[0], ref_to(place[1])[1:])
        self._internal.add((id(reference.holder), reference.key))
        return [(*place, kind_of_target(reference.kind))]

    def _place(self, reference: Reference) -> tuple[str, Way] | None:
        """The file and the place in it that a reference leads to; there may be nothing at it.

        Raises:
            Nowhere: it leads to no file.
        """
        ref: str = reference.holder[reference.key]
        if (id(reference.holder), reference.key) in self._internal:
            known = path_of(ref) or ()
            return (known[1], known[2:]) if len(known) > 1 and known[0] == MOUNT else ("", known)
        kind = kind_of_target(reference.kind)
        try:
            file, fragment = self._files.target(reference.file, ref, kind)
        except Nowhere:
            named = self._named(reference.file, ref, kind)
            if named is None:
                raise
            file, fragment = named
            self._note(reference, internal(file, fragment))
        way = path_of(f"#{fragment}")
        tree = self._files.source(file).data
        if way is not None and find(tree, way) is not ABSENT:
            return file, way
        for meant in _ways_meant(fragment):
            if find(tree, meant) is not ABSENT:
                shown = f"{ref.partition('#')[0]}{ref_to(meant)}"
                if shown != ref:
                    self._note(reference, shown)
                return file, meant
        return None if way is None else (file, way)

    def _named(self, name: str, ref: str, kind: Kind) -> tuple[str, str] | None:
        """The place that a name or a pointer means which has no `#`."""
        steps = tuple(unquote(ref).lstrip("/").split("/"))
        for file in dict.fromkeys((name, "")):
            for way in (steps, *((*section, *steps) for section in sections_of(kind))):
                if is_object(find(self._files.source(file).data, way)):
                    return file, pointer_of(way)
        return None

    def _behind(self, file: str, way: Way) -> tuple[str, Way] | None:
        """Where a place is that stands behind other references; None if it is nowhere."""
        for _ in range(_MOST_STEPS):
            tree = self._files.source(file).data
            steps = next((n for n in range(len(way)) if find(tree, way[: n + 1]) is ABSENT), None)
            if steps is None:
                return file, way
            holder = find(tree, way[:steps])
            if not is_reference(holder):
                return None
            try:
                place = self._place(Reference(file, (*way[:steps], "$ref"), holder, "schema"))
            except Nowhere:
                return None
            if place is None:
                return None
            file, way = place[0], (*place[1], *way[steps:])
        return None

    # -- what is to be said -----------------------------------------------------------------------------------------

    def _lost(self, reference: Reference) -> Lost:
        """Why a reference leads nowhere."""
        ref: str = reference.holder[reference.key]
        try:
            place = self._place(reference)
        except Nowhere as nowhere:
            problem = self._files.problem(reference.file, reference.path, *nowhere.problem)
            return Lost(reference, problem, problem.id is Id.REFERENCE_MISSING)
        message = f"$ref to something that is not there: {ref[:120]!r}"
        near = _near(self._files.source(place[0]).data, place[1]) if place else None
        hint = f"did you mean {near!r}?" if near else "define it, or correct the name"
        id = Id.REFERENCE_MISSING
        problem = self._files.problem(reference.file, reference.path, id, message, hint)
        return Lost(reference, problem)

    def _note(self, reference: Reference, meant: str) -> None:
        shown = reference.holder[reference.key][:80]
        message = f"{shown!r} is no reference as OpenAPI writes them; it is read as {meant!r}"
        self._warn(reference.file, reference.path, Id.REFERENCE_UNUSUAL, message)

    def _warn(self, name: str, path: Way, id: Id, message: str) -> None:
        self._files.source(name).warnings.append(self._files.problem(name, path, id, message))


def _near(tree: object, way: Way) -> str | None:
    """What was probably meant by a way that leads nowhere: the name at its end, or all of it if that is right."""
    steps = next((n for n in range(len(way)) if find(tree, way[: n + 1]) is ABSENT), len(way))
    close = (
        get_close_matches(way[steps], as_object(find(tree, way[:steps])), 1) if way[steps:] else []
    )
    if not close or steps == len(way) - 1:
        return close[0] if close else None
    meant = (*way[:steps], close[0], *way[steps + 1 :])
    return ref_to(meant) if find(tree, meant) is not ABSENT else None


def _ways_meant(fragment: str) -> Iterator[Way]:
    """What a fragment may mean that leads nowhere as JSON pointers are read."""
    for each in (f"/{fragment}", fragment.rstrip("/"), unquote(fragment)):
        way = path_of(f"#{each}")
        if way is not None:
            yield way
    if fragment[:1] == "/":  # a name that has what looks like an escape
        yield tuple(fragment[1:].split("/"))
