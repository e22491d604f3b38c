"""Files to one Document: what the root refers to is mounted in one tree, and all `$ref`s are internal."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from adwright.document import walk as walking
from adwright.document.anchors import Anchors
from adwright.document.loops import find_loops
from adwright.document.overlay import apply_overlay
from adwright.document.repairs import repair
from adwright.document.source import (
    MAX_DEPTH,
    JsonSource,
    Source,
    as_object,
    describe,
    is_object,
)
from adwright.document.surrogates import tame_surrogates
from adwright.document.walk import ABSENT, TooDeep, references
from adwright.document.walk import find as find
from adwright.document.walk import path_of as path_of
from adwright.document.walk import walk as walk
from adwright.document.yaml12 import YamlSource
from adwright.problems import Location, Problem, SpecError, UsageError

MOUNT = "x-adwright-files"

# Where a reference stands in for a map or a list, which the standard does not know: it is replaced by its target.
_REPLACED = {"content", "headers", "encoding", "paths", "parameters", "webhooks"}


@dataclass(slots=True)
class Document:
    """An OpenAPI document as one tree of plain data.

    Attributes:
        root: the document; files it refers to stand below the key `MOUNT`, by name.
        sources: the files read, by name relative to the root file's folder; the root file comes first.
        warnings: what was read but is doubtful.
        moved: where nodes stood before an upgrade moved them: new path to old one, both of the top of a subtree.
    """

    root: dict[str, Any]
    sources: dict[str, Source]
    warnings: list[Problem] = field(default_factory=list[Problem])
    moved: dict[walking.Path, walking.Path] = field(
        default_factory=dict[walking.Path, walking.Path]
    )

    def locate(self, path: Sequence[str]) -> Location:
        """Where the node at `path` of the tree stands in its file."""
        path = self._before(tuple(path))
        if len(path) >= 2 and path[0] == MOUNT:
            return self.sources[path[1]].locate(path[2:])
        return next(iter(self.sources.values())).locate(path)

    def _before(self, path: walking.Path) -> walking.Path:
        for _ in range(4 if self.moved else 0):  # a section, a node in it, a part of that
            cut = next((cut for cut in range(len(path), 0, -1) if path[:cut] in self.moved), 0)
            path = self.moved.get(path[:cut], ()) + path[cut:]
        return path

    def warn(self, path: Sequence[str], message: str, hint: str = "") -> None:
        """Note something doubtful at a node."""
        self.warnings.append(Problem(self.locate(path), message, hint))


def load(path: Path, root: Path | None = None, overlays: Sequence[Path] = ()) -> Document:
    """Read an OpenAPI document and every file it refers to.

    Args:
        path: the root file.
        root: the folder that no `$ref` may leave; the root file's own unless given.
        overlays: OpenAPI Overlay files to apply to the root file, in this order.

    Raises:
        UsageError: the root file or an overlay does not exist, or the root file is not in the root folder.
        SpecError: a file is malformed, or a `$ref` names a remote document, a file outside the root folder,
            or something that is not there.
    """
    for file in (path, *overlays):
        if not os.path.isfile(file):  # Path.is_file raises where a name is too long
            raise UsageError(f"{file}: no such file")
    if root is not None and not path.resolve().is_relative_to(root.resolve()):
        raise UsageError(f"{path}: not in the root folder {root}")
    return _Loader(path, root).load(overlays)


def _shown(path: Path) -> str:
    """A file as messages name it: as it was given, and below the current folder from there."""
    here = Path.cwd()
    plain = Path(os.path.normpath(path))
    return str(plain.relative_to(here) if plain.is_relative_to(here) else plain)


def read_source(path: Path, name: str) -> Source:
    """Parse one file: JSON if its name ends so or its text starts with `{`, otherwise YAML.

    Raises:
        SpecError: it cannot be read, is not UTF-8, empty, malformed, nested too deep, repeats a key, or has half
            of a surrogate pair in a name or a value.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        problem = Problem(Location(name), f"the file cannot be read: {error.strerror}")
        raise SpecError([problem]) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problem = Problem(Location(name, line), "the file is not UTF-8 text", "save it as UTF-8")
        raise SpecError([problem]) from None
    is_json = path.suffix.lower() == ".json" or text.lstrip()[:1] == "{"
    source = JsonSource(name, text) if is_json else YamlSource(name, text)
    tame_surrogates(source)
    if source.data is None:
        source.refuse(
            1, 1, "the document is empty", "an OpenAPI document starts with `openapi: 3.1.0`"
        )
    return source


class _Loader:
    def __init__(self, path: Path, root: Path | None) -> None:
        self.path = path
        self.folder = path.parent.resolve()
        self.root = self.folder if root is None else root.resolve()
        self.sources: dict[str, Source] = {}
        self.problems: list[Problem] = []
        self.mounts: dict[str, Any] = {}
        self.anchors: dict[str, Anchors] = {}
        self.lost: list[tuple[walking.Path, dict[str, Any], Problem]] = []

    def load(self, overlays: Sequence[Path]) -> Document:
        """Read everything."""
        source = read_source(self.path, _shown(self.path))
        self.sources[self.path.name] = source
        root: Any = source.data
        if not is_object(root):
            source.refuse(1, 1, f"an OpenAPI document is an object, not {describe(root)}")
        for overlay in overlays:
            source.warnings += self._overlay(as_object(root), overlay)
        todo: list[tuple[str, Any]] = [("", root)]
        while todo:
            name, tree = todo.pop()
            repair(tree, self.sources[name or self.path.name])
            self._resolve_dynamic(name, tree)
            for path, node in self._references(name, tree):
                target = self._target(name, path, node)
                if target is None:
                    continue
                file, fragment = target
                if file and file not in self.sources:
                    self._mount(file, todo)
                node["$ref"] = _internal(file, self._pointer(file, fragment))
        if self.mounts:
            root[MOUNT] = self.mounts
        document = Document(as_object(root), self.sources)
        self._give_up_lost(document)
        if not self.problems:
            self._check_targets(document)
        if not self.problems:
            self._check_loops(document)
        if self.problems:
            raise SpecError(self.problems)
        _replace_map_references(document)
        document.warnings += [w for source in self.sources.values() for w in source.warnings]
        return document

    def _overlay(self, root: dict[str, Any], path: Path) -> list[Problem]:
        source = read_source(path, str(path))
        self.sources[Path(os.path.relpath(path.resolve(), self.folder)).as_posix()] = source
        return apply_overlay(root, source)

    def _references(self, name: str, tree: Any) -> list[tuple[walking.Path, dict[str, Any]]]:
        try:
            return list(references(tree))
        except TooDeep as error:
            at = self.sources[name or self.path.name].locate(error.path[:6])
            message = f"the document is nested deeper than {MAX_DEPTH} levels"
            raise SpecError([Problem(at, message, "name the inner schemas and use $ref")]) from None

    def _anchors(self, name: str) -> Anchors:
        """The names by which a file's schemas can be referred to besides their place."""
        if name not in self.anchors:
            tree = self.sources[name or self.path.name].data
            self.anchors[name] = Anchors(tree)
        return self.anchors[name]

    def _resolve_dynamic(self, name: str, tree: Any) -> None:
        """`$dynamicRef` as a plain reference to the anchor of its own file: the widest type that is sure."""
        for path, node in self._dynamic(name, tree):
            fragment = node.pop("$dynamicRef")
            pointer = self._anchors(name).pointer(fragment.removeprefix("#"))
            if pointer is not None:
                node["$ref"] = f"#{pointer}"
                continue
            source = self.sources[name or self.path.name]
            message = f"$dynamicRef to {fragment[:80]!r} is not found and is read as anything"
            source.warnings.append(Problem(source.locate(path), message))

    def _dynamic(self, name: str, tree: Any) -> list[tuple[walking.Path, dict[str, Any]]]:
        try:
            return [(p, n) for p, n in walk(tree) if isinstance(n.get("$dynamicRef"), str)]
        except TooDeep:
            return []  # reported with the references

    def _pointer(self, file: str, fragment: str) -> str:
        """A fragment as a JSON pointer: anchors are looked up."""
        if fragment and not fragment.startswith("/") and (not file or file in self.sources):
            return self._anchors(file).pointer(fragment) or fragment
        return fragment

    def _target(
        self, name: str, path: walking.Path, node: dict[str, Any]
    ) -> tuple[str, str] | None:
        """The file (relative name; empty for the root) and fragment a `$ref` in file `name` leads to."""
        ref: str = node["$ref"]
        location, _, fragment = ref.partition("#")
        if not location:
            return name, fragment
        known = self._by_id(name, location)
        if known is not None:
            return known[0], known[1] + fragment if fragment.startswith("/") else known[1]
        parts = urlsplit(location) if _is_url(location) else None
        if parts is None or parts.scheme or parts.netloc:
            self._report(
                name,
                path,
                f"$ref leads to another host or scheme: {ref[:80]!r}",
                "remote documents are not read: copy the file beside the spec and refer to it by path",
            )
            return None
        start = (self.folder / name).parent if name else self.folder
        file = Path(os.path.normpath(start / unquote(parts.path)))
        if not self._is_inside(file):
            self._report(
                name,
                path,
                "$ref leads outside the root folder",
                "keep every file of the spec there, or widen it with --root",
            )
            return None
        if not os.path.isfile(file):  # Path.is_file raises where a name is too long
            message = f"$ref to a file that does not exist: {ref[:80]!r}"
            problem = self._problem(name, path, message, "correct the path")
            self.lost.append((((MOUNT, name) if name else ()) + path, node, problem))
            return None
        relative = Path(os.path.relpath(file, self.folder)).as_posix()
        return ("" if relative == self.path.name else relative), fragment

    def _by_id(self, name: str, location: str) -> tuple[str, str] | None:
        """The file and pointer of the schema whose `$id` a reference gives, or of the document's `$self`."""
        for file in dict.fromkeys((name, "")):
            tree = as_object(self.sources[file or self.path.name].data)
            if tree.get("$self") == location:
                return file, ""
            pointer = self._anchors(file).by_id(location)
            if pointer is not None:
                return file, pointer
        return None

    def _is_inside(self, file: Path) -> bool:
        try:
            return file.resolve().is_relative_to(self.root) and file.is_relative_to(self.root)
        except (OSError, ValueError, RuntimeError):  # a loop of links, a NUL, a name too long
            return False

    def _mount(self, file: str, todo: list[tuple[str, Any]]) -> None:
        try:
            source = read_source(self.folder / file, _shown(self.path.parent / file))
        except SpecError as error:
            self.problems += error.problems
            self.mounts[file] = {}
            return
        self.sources[file] = source
        self.mounts[file] = source.data
        todo.append((file, source.data))

    def _report(self, name: str, path: walking.Path, message: str, hint: str) -> None:
        self.problems.append(self._problem(name, path, message, hint))

    def _problem(self, name: str, path: walking.Path, message: str, hint: str) -> Problem:
        source = self.sources[name or self.path.name]
        return Problem(source.locate((*path, "$ref")), message, hint)

    def _give_up_lost(self, document: Document) -> None:
        """References to files that are not there: an error, unless nothing in the document needs them."""
        if not self.lost:
            return
        needed = _reached(document.root) if not self.problems else set[int]()
        for _, node, problem in self.lost:
            if self.problems or id(node) in needed:
                self.problems.append(problem)
                continue
            del node["$ref"]
            hint = "no operation needs it: it is read as anything"
            document.warnings.append(Problem(problem.location, problem.message, hint))

    def _check_targets(self, document: Document) -> None:
        for path, node in references(document.root):
            keys = path_of(node["$ref"])
            if keys is None or find(document.root, keys) is ABSENT:
                shown = node["$ref"].replace(f"/{MOUNT}", "", 1)
                self.problems.append(
                    Problem(
                        document.locate((*path, "$ref")),
                        f"$ref to something that is not there: {shown[:120]!r}",
                        _near(document.root, keys),
                    )
                )

    def _check_loops(self, document: Document) -> None:
        for path, names, pointers in find_loops(document.root):
            message = f"a loop of references that never ends: {names}"
            hint = f"point one of these at a definition: {pointers}"
            self.problems.append(Problem(document.locate(path), message, hint))


def _reached(root: dict[str, Any]) -> set[int]:
    """The objects that are part of the document besides its named components, or that those refer to."""
    kept = ("components", "definitions", MOUNT)
    todo: list[Any] = [{key: value for key, value in root.items() if key not in kept}]
    reached: set[int] = set()
    while todo:
        for _, node in walk(todo.pop()):
            if id(node) in reached:
                continue
            reached.add(id(node))
            keys = path_of(node["$ref"]) if isinstance(node.get("$ref"), str) else None
            target = find(root, keys) if keys is not None else ABSENT
            if target is not ABSENT and id(target) not in reached:
                todo.append(target)
    return reached


def _replace_map_references(document: Document) -> None:
    """Put the target in the place of each reference that stands for a map or a list.

    Raises:
        SpecError: a target contains the reference.
    """
    found = {
        id(node): (path, find(document.root, path_of(node["$ref"]) or ()))
        for path, node in references(document.root)
        if path and (path[-1] in _REPLACED or path[-2:-1] == ("content",))
    }
    inside = {key: [id(n) for _, n in walk(t) if id(n) in found] for key, (_, t) in found.items()}
    problems: list[Problem] = []
    for key, (path, target) in found.items():
        if _leads_to(key, inside):
            message = "a loop of references that never ends"
            problems.append(Problem(document.locate((*path, "$ref")), message))
        elif is_object(parent := find(document.root, path[:-1])):
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
            todo += further[node]
    return start in seen


def _is_url(location: str) -> bool:
    try:
        urlsplit(location)
    except ValueError:
        return False
    return True


def _internal(file: str, fragment: str) -> str:
    if not file:
        return f"#{fragment}"
    return walking.ref_to((MOUNT, file)) + fragment


def _near(root: Any, keys: tuple[str, ...] | None) -> str:
    """What stands beside the missing target, for the hint."""
    from difflib import get_close_matches

    if keys:
        beside = as_object(find(root, keys[:-1]))
        close = get_close_matches(keys[-1], beside, n=1)
        if close:
            return f"did you mean {close[0]!r}?"
    return "define it, or correct the name"
