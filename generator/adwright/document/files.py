"""The files of a document, and which of them a `$ref` leads to."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from adwright.document.anchors import Anchors
from adwright.document.document import MOUNT
from adwright.document.grammar import Kind
from adwright.document.references import Path as Way
from adwright.document.references import ref_to
from adwright.document.source import JsonSource, Source, as_object
from adwright.document.surrogates import tame_surrogates
from adwright.document.yaml12 import YamlSource
from adwright.problems import Id, Location, Problem, SpecError


def read_source(path: Path, name: str) -> Source:
    """Parse one file: JSON if its name ends so or its text starts with `{`, otherwise YAML.

    Raises:
        SpecError: it cannot be read, is not UTF-8, empty, malformed, nested too deep, repeats a key, or has half
            of a surrogate pair in a name or a value.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        message = f"the file cannot be read: {error.strerror}"
        problem = Problem(Id.FILE_UNREADABLE, Location(name), message)
        raise SpecError([problem]) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = "the file is not UTF-8 text"
        problem = Problem(Id.FILE_UNREADABLE, Location(name, line), message, "save it as UTF-8")
        raise SpecError([problem]) from None
    is_json = path.suffix.lower() == ".json" or text.lstrip()[:1] == "{"
    source = JsonSource(name, text) if is_json else YamlSource(name, text)
    tame_surrogates(source)
    if source.data is None:
        hint = "an OpenAPI document starts with `openapi: 3.1.0`"
        source.refuse(Id.DOCUMENT_EMPTY, 1, 1, "the document is empty", hint)
    return source


class Files:
    """The files of a document that were read so far, by name: relative to the folder of the root file, which is "".

    Args:
        path: the root file.
        root: the folder that no reference may leave; the root file's own unless given.

    Attributes:
        sources: the files as the document keeps them; the root file has its own name here.
        mounts: what is in the files beside the root.
        problems: what is wrong with them or with references to them.
        lost: references to files that are not there: the object, and what is wrong.
    """

    def __init__(self, path: Path, root: Path | None) -> None:
        self.path = path
        self.folder = path.parent.resolve()
        self.root = self.folder if root is None else root.resolve()
        self.sources = {path.name: read_source(path, shown(path))}
        self.mounts: dict[str, Any] = {}
        self.problems: list[Problem] = []
        self.lost: list[tuple[dict[str, Any], Problem]] = []
        self._kinds: dict[str, Kind] = {"": "document"}
        self._anchors: dict[str, Anchors] = {}

    def source(self, name: str) -> Source:
        """A file by its name."""
        return self.sources[name or self.path.name]

    def anchors(self, name: str) -> Anchors:
        """The names by which a file's schemas can be referred to besides their place."""
        if name not in self._anchors:
            self._anchors[name] = Anchors(self.source(name).data, self._kinds[name])
        return self._anchors[name]

    def target(
        self, name: str, path: Way, node: dict[str, Any], kind: Kind
    ) -> tuple[str, str] | None:
        """The file and the JSON pointer that a reference leads to; the file is read if it was not before.

        Args:
            name: the file that the reference stands in.
            path: where in that file.
            node: the reference.
            kind: the kind of what it refers to, and of the file if it is no whole document.

        Returns:
            None if it leads nowhere that may be read, which is noted.
        """
        ref: str = node["$ref"]
        location, _, fragment = ref.partition("#")
        file = name
        if location:
            known = self._by_id(name, location)
            if known is not None:
                return known[0], known[1] + fragment if fragment.startswith("/") else known[1]
            found = self._file(name, path, node, kind)
            if found is None:
                return None
            file = found
        if fragment and not fragment.startswith("/"):
            fragment = self.anchors(file).pointer(fragment) or fragment
        return file, fragment

    def _by_id(self, name: str, location: str) -> tuple[str, str] | None:
        """The file and pointer of the schema whose `$id` a reference gives, or of the document's `$self`."""
        for file in dict.fromkeys((name, "")):
            if as_object(self.source(file).data).get("$self") == location:
                return file, ""
            pointer = self.anchors(file).by_id(location)
            if pointer is not None:
                return file, pointer
        return None

    def _file(self, name: str, path: Way, node: dict[str, Any], kind: Kind) -> str | None:
        """The file that the first part of a reference names."""
        ref: str = node["$ref"]
        location, quoted = ref.partition("#")[0], repr(ref[:80])
        parts = urlsplit(location) if _is_url(location) else None
        if parts is None or parts.scheme or parts.netloc:
            id, message = Id.REFERENCE_REMOTE, f"$ref leads to another host or scheme: {quoted}"
            hint = "remote documents are not read: copy the file beside the spec and refer to it by path"
            self.problems.append(self._problem(id, name, path, message, hint))
            return None
        start = (self.folder / name).parent if name else self.folder
        file = Path(os.path.normpath(start / unquote(parts.path)))
        if not self._is_inside(file):
            hint = "keep every file of the spec there, or widen it with --root"
            id, message = Id.REFERENCE_OUTSIDE_ROOT, "$ref leads outside the root folder"
            self.problems.append(self._problem(id, name, path, message, hint))
            return None
        if not os.path.isfile(file):  # Path.is_file raises where a name is too long
            message = f"$ref to a file that does not exist: {quoted}"
            problem = self._problem(Id.REFERENCE_MISSING, name, path, message, "correct the path")
            self.lost.append((node, problem))
            return None
        relative = Path(os.path.relpath(file, self.folder)).as_posix()
        if relative == self.path.name:
            return ""
        if relative not in self.mounts:
            self._mount(relative, kind)
        return relative if relative in self.sources else None

    def _is_inside(self, file: Path) -> bool:
        try:
            return file.resolve().is_relative_to(self.root) and file.is_relative_to(self.root)
        except (OSError, ValueError, RuntimeError):  # a loop of links, a NUL, a name too long
            return False

    def _mount(self, name: str, kind: Kind) -> None:
        self.mounts[name] = {}
        try:
            source = read_source(self.folder / name, shown(self.path.parent / name))
        except SpecError as error:
            self.problems += error.problems
            return
        self.sources[name] = source
        self._kinds[name] = kind
        self.mounts[name] = source.data

    def _problem(self, id: Id, name: str, path: Way, message: str, hint: str) -> Problem:
        return Problem(id, self.source(name).locate((*path, "$ref")), message, hint)


def internal(file: str, fragment: str) -> str:
    """The reference, inside the one tree of a document, to a place in a file."""
    return ref_to((MOUNT, file)) + fragment if file else f"#{fragment}"


def _is_url(location: str) -> bool:
    try:
        urlsplit(location)
    except ValueError:
        return False
    return True


def shown(path: Path) -> str:
    """A file as messages name it: as it was given, and below the current folder from there."""
    here = Path.cwd()
    plain = Path(os.path.normpath(path))
    return str(plain.relative_to(here) if plain.is_relative_to(here) else plain)
