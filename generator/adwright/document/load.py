"""Files to one Document: what the root refers to is mounted in one tree, and all `$ref`s are internal."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from adwright.document.source import (
    MAX_DEPTH,
    JsonSource,
    Source,
    as_list,
    as_object,
    describe,
    is_array,
    is_object,
)
from adwright.document.yaml12 import YamlSource
from adwright.problems import Location, Problem, SpecError, UsageError

MOUNT = "x-adwright-files"

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
}


@dataclass(slots=True)
class Document:
    """An OpenAPI document as one tree of plain data.

    Attributes:
        root: the document; files it refers to stand below the key `MOUNT`, by name.
        sources: the files read, by name relative to the root file's folder; the root file comes first.
        warnings: what was read but is doubtful.
    """

    root: dict[str, Any]
    sources: dict[str, Source]
    warnings: list[Problem] = field(default_factory=list[Problem])

    def locate(self, path: Sequence[str]) -> Location:
        """Where the node at `path` of the tree stands in its file."""
        if len(path) >= 2 and path[0] == MOUNT:
            return self.sources[path[1]].locate(path[2:])
        return next(iter(self.sources.values())).locate(path)


def load(path: Path) -> Document:
    """Read an OpenAPI document and every file it refers to.

    Args:
        path: the root file.

    Raises:
        UsageError: the root file does not exist.
        SpecError: a file is malformed, or a `$ref` names a remote document, a file outside the root's folder,
            or something that is not there.
    """
    if not path.is_file():
        raise UsageError(f"{path}: no such file")
    return _Loader(path).load()


def read_source(path: Path, name: str) -> Source:
    """Parse one file: JSON if its name ends so or its text starts with `{`, otherwise YAML.

    Raises:
        SpecError: it is not UTF-8, empty, malformed, nested too deep, or repeats a key.
    """
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problem = Problem(Location(name, line), "the file is not UTF-8 text", "save it as UTF-8")
        raise SpecError([problem]) from None
    is_json = path.suffix.lower() == ".json" or text.lstrip()[:1] == "{"
    source = JsonSource(name, text) if is_json else YamlSource(name, text)
    if source.data is None:
        source.refuse(
            1, 1, "the document is empty", "an OpenAPI document starts with `openapi: 3.1.0`"
        )
    return source


class _Loader:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.folder = path.parent.resolve()
        self.sources: dict[str, Source] = {}
        self.problems: list[Problem] = []
        self.mounts: dict[str, Any] = {}

    def load(self) -> Document:
        shown = str(self.path)
        source = read_source(self.path, shown)
        self.sources[self.path.name] = source
        root: Any = source.data
        if not is_object(root):
            source.refuse(1, 1, f"an OpenAPI document is an object, not {describe(root)}")
        todo: list[tuple[str, Any]] = [("", root)]
        while todo:
            name, tree = todo.pop()
            for path, node in self._references(name, tree):
                target = self._target(name, path, node["$ref"])
                if target is None:
                    continue
                file, fragment = target
                if file and file not in self.sources:
                    self._mount(file, todo)
                node["$ref"] = _internal(file, fragment)
        if self.mounts:
            root[MOUNT] = self.mounts
        document = Document(as_object(root), self.sources)
        if not self.problems:
            self._check_targets(document)
        if self.problems:
            raise SpecError(self.problems)
        document.warnings += [w for source in self.sources.values() for w in source.warnings]
        return document

    def _references(self, name: str, tree: Any) -> list[tuple[tuple[str, ...], dict[str, Any]]]:
        try:
            return list(references(tree))
        except TooDeep as error:
            at = self.sources[name or self.path.name].locate(error.path[:6])
            message = f"the document is nested deeper than {MAX_DEPTH} levels"
            raise SpecError([Problem(at, message, "name the inner schemas and use $ref")]) from None

    def _target(self, name: str, path: tuple[str, ...], ref: str) -> tuple[str, str] | None:
        """The file (relative name; empty for the root) and fragment a `$ref` in file `name` leads to."""
        location, _, fragment = ref.partition("#")
        if not location:
            return name, fragment
        parts = urlsplit(location)
        if parts.scheme or parts.netloc:
            self._report(
                name,
                path,
                f"$ref leads to another host or scheme: {ref[:80]!r}",
                "remote documents are not read: copy the file beside the spec and refer to it by path",
            )
            return None
        start = (self.folder / name).parent if name else self.folder
        file = Path(os.path.normpath(start / unquote(location)))
        if not file.resolve().is_relative_to(self.folder) or not file.is_relative_to(self.folder):
            self._report(
                name,
                path,
                "$ref leads outside the root folder",
                "keep every file of the spec in the root file's folder",
            )
            return None
        if not file.is_file():
            self._report(
                name, path, f"$ref to a file that does not exist: {ref[:80]!r}", "correct the path"
            )
            return None
        relative = file.relative_to(self.folder).as_posix()
        return ("" if relative == self.path.name else relative), fragment

    def _mount(self, file: str, todo: list[tuple[str, Any]]) -> None:
        try:
            source = read_source(self.folder / file, str(self.path.parent / file))
        except SpecError as error:
            self.problems += error.problems
            self.mounts[file] = {}
            return
        self.sources[file] = source
        self.mounts[file] = source.data
        todo.append((file, source.data))

    def _report(self, name: str, path: tuple[str, ...], message: str, hint: str) -> None:
        source = self.sources[name or self.path.name]
        self.problems.append(Problem(source.locate((*path, "$ref")), message, hint))

    def _check_targets(self, document: Document) -> None:
        for path, node in references(document.root):
            keys = path_of(node["$ref"])
            if keys is None or find(document.root, keys) is _ABSENT:
                shown = node["$ref"].replace(f"/{MOUNT}", "", 1)
                self.problems.append(
                    Problem(
                        document.locate((*path, "$ref")),
                        f"$ref to something that is not there: {shown[:120]!r}",
                        _near(document.root, keys),
                    )
                )


def walk(tree: Any) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Every object of a tree that the specification gives a meaning, with its path; a shared one once.

    Maps of author-given names (`properties`, `responses`, ...) and plain data (examples, defaults) are not among
    them; what stands below the names is.
    """
    seen: set[int] = set()
    todo: list[tuple[tuple[str, ...], Any, bool]] = [((), tree, False)]
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


def references(tree: Any) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Every object of a tree that has a `$ref`, with its path."""
    return ((path, node) for path, node in walk(tree) if isinstance(node.get("$ref"), str))


class TooDeep(Exception):
    """A tree nested deeper than `MAX_DEPTH`."""

    def __init__(self, path: tuple[str, ...]) -> None:
        super().__init__(path)
        self.path = path


def is_reference(node: Any) -> bool:
    """Whether a node is a Reference Object and nothing else."""
    members = as_object(node)
    return isinstance(members.get("$ref"), str) and len(members) == 1


def path_of(ref: str) -> tuple[str, ...] | None:
    """The path an internal reference `#/a/b` leads to, None if it is not one."""
    if ref == "#":
        return ()
    if not ref.startswith("#/"):
        return None
    return tuple(unquote(k).replace("~1", "/").replace("~0", "~") for k in ref[2:].split("/"))


_ABSENT = object()


def find(tree: object, path: Sequence[str]) -> Any:
    """The node at a path, or a mark that there is none."""
    for key in path:
        members, items = as_object(tree), as_list(tree)
        if key in members:
            tree = members[key]
        elif key.isdigit() and int(key) < len(items):
            tree = items[int(key)]
        else:
            return _ABSENT
    return tree


def _internal(file: str, fragment: str) -> str:
    if not file:
        return f"#{fragment}"
    return f"#/{MOUNT}/{file.replace('~', '~0').replace('/', '~1')}{fragment}"


def _near(root: Any, keys: tuple[str, ...] | None) -> str:
    """What stands beside the missing target, for the hint."""
    from difflib import get_close_matches

    if keys:
        beside = as_object(find(root, keys[:-1]))
        close = get_close_matches(keys[-1], beside, n=1)
        if close:
            return f"did you mean {close[0]!r}?"
    return "define it, or correct the name"
