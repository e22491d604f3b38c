"""The files of a document, and which of them a `$ref` leads to."""

from __future__ import annotations

import os
import posixpath
import re
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from adwright.document.document import MOUNT
from adwright.document.grammar import Kind
from adwright.document.loading.anchors import Anchors
from adwright.document.references import Path as Way
from adwright.document.references import ref_to
from adwright.document.text.source import JsonSource, Source, TextSource, as_object
from adwright.document.text.surrogates import tame_surrogates
from adwright.document.text.yaml12 import YamlSource
from adwright.folders import way_to
from adwright.problems import Id, Location, Problem, SpecError

_YAML = (".yaml", ".yml")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+:")  # which no drive of Windows is, having one letter


def no_file(path: Path) -> str:
    """Why there is no file at a path, and what to do."""
    scheme = next((part for part in path.parts if _SCHEME.fullmatch(part)), None)
    if scheme is not None:  # a path has one slash where there were two
        url = "/".join([f"{scheme}/", *path.parts[path.parts.index(scheme) + 1 :]])
        return f"{url} is a URL: download it, and give the path of the file"
    if os.path.isdir(path):
        return f"{path} is a folder: give the file in it that is the OpenAPI document"
    return f"{path}: no such file"


def read_source(path: Path, name: str) -> Source:
    """Parse one file: JSON if its name ends so or its text starts with `{`, otherwise YAML.

    Raises:
        SpecError: it cannot be read, is not UTF-8, empty, malformed, nested too deep, repeats a key, or has half
            of a surrogate pair in a name or a value.
    """
    text = _text(path, name)
    source = _parsed(path.suffix.lower(), name, text)
    tame_surrogates(source)
    if source.data is None:
        hint = "an OpenAPI document starts with `openapi: 3.1.0`"
        source.refuse(Id.DOCUMENT_EMPTY, 1, 1, "the document is empty", hint)
    return source


def read_text(path: Path, name: str) -> Source:
    """A file that is one text, such as a description in Markdown.

    Raises:
        SpecError: it cannot be read, or is not UTF-8.
    """
    return TextSource(name, _text(path, name))


def _text(path: Path, name: str) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        message = f"the file cannot be read: {error.strerror}"
        problem = Problem(Id.FILE_UNREADABLE, Location(name), message)
        raise SpecError([problem]) from None
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")  # as lines end is up to the checkout
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = "the file is not UTF-8 text"
        problem = Problem(Id.FILE_UNREADABLE, Location(name, line), message, "save it as UTF-8")
        raise SpecError([problem]) from None


def _parsed(ending: str, name: str, text: str) -> Source:
    """A text as JSON, which is the faster to read, or as YAML, which may start with a brace as well."""
    if ending == ".json":
        return JsonSource(name, text)
    if text.lstrip()[:1] == "{":
        try:
            return JsonSource(name, text)
        except SpecError as error:
            if ending not in _YAML or error.problems[0].id is not Id.JSON_SYNTAX:
                raise
            with suppress(SpecError):
                return YamlSource(name, text)
            raise
    return YamlSource(name, text)


class Nowhere(Exception):
    """A reference that leads to nothing that may be read.

    Attributes:
        problem: what is wrong, as an id, a message and a hint.
    """

    def __init__(self, id: Id, message: str, hint: str) -> None:
        super().__init__(message)
        self.problem = id, message, hint


class Files:
    """The files of a document that were read so far, by name: relative to the folder of the root file, which is "".

    Args:
        path: the root file.
        root: the folder that no reference may leave; the root file's own unless given.

    Attributes:
        sources: the files as the document keeps them; the root file has its own name here.
        mounts: what is in the files beside the root.
        problems: what is wrong with them.
    """

    def __init__(self, path: Path, root: Path | None) -> None:
        self.path = path
        self.folder = path.parent.resolve()
        self.root = self.folder if root is None else root.resolve()
        self.sources = {path.name: read_source(path, shown(path))}
        self.mounts: dict[str, Any] = {}
        self.problems: list[Problem] = []
        self._kinds: dict[str, Kind] = {"": "document"}
        self._anchors: dict[str, Anchors] = {}
        self._by_uri: dict[str, str] = {}
        self._know_uri("")

    def source(self, name: str) -> Source:
        """A file by its name."""
        return self.sources[name or self.path.name]

    def problem(self, name: str, path: Way, id: Id, message: str, hint: str = "") -> Problem:
        """A problem at a place in a file."""
        return Problem(id, self.source(name).locate(path), message, hint)

    def anchors(self, name: str) -> Anchors:
        """The names by which a file's schemas can be referred to besides their place."""
        if name not in self._anchors:
            self._anchors[name] = Anchors(self.source(name).data, self._kinds[name])
        return self._anchors[name]

    def target(self, name: str, ref: str, kind: Kind) -> tuple[str, str]:
        """The file and the JSON pointer that a reference leads to; the file is read if it was not before.

        Args:
            name: the file that the reference stands in.
            ref: the reference.
            kind: the kind of what it refers to, and of the file if it is no whole document.

        Raises:
            Nowhere: it leads to nothing that may be read.
        """
        location, _, fragment = ref.partition("#")
        file = name
        if location:
            known = self._by_id(name, location)
            if known is not None:
                return known[0], known[1] + fragment if fragment.startswith("/") else known[1]
            file = self._file(name, ref, kind)
        if fragment and not fragment.startswith("/"):
            fragment = self.anchors(file).pointer(fragment) or fragment
        return file, fragment

    def _by_id(self, name: str, location: str) -> tuple[str, str] | None:
        """The file and pointer of the schema whose `$id` a reference gives, or of the document's `$self`."""
        for file in dict.fromkeys((name, "")):
            pointer = self.anchors(file).by_id(location)
            if pointer is not None:
                return file, pointer
        found = self._by_uri.get(location, self._by_uri.get(_joined(self._uri(name), location)))
        return (found, "") if found is not None else None

    def _uri(self, name: str) -> str:
        """What a file says that it is called; empty if nothing."""
        said = as_object(self.source(name).data)
        return next((said[key] for key in ("$self", "$id") if isinstance(said.get(key), str)), "")

    def _know_uri(self, name: str) -> None:
        if uri := self._uri(name).rstrip("#"):
            self._by_uri.setdefault(uri, name)

    def _file(self, name: str, ref: str, kind: Kind) -> str:
        """The file that the first part of a reference names."""
        location, quoted = ref.partition("#")[0], repr(ref[:80])
        parts = urlsplit(location) if _is_url(location) else None
        if parts is None or parts.netloc or parts.scheme not in ("", "file"):
            file = self._beside(name, location)
            if file is None:
                hint = "remote documents are not read: copy the file beside the spec and refer to it by path"
                message = f"$ref leads to another host or scheme: {quoted}"
                raise Nowhere(Id.REFERENCE_REMOTE, message, hint)
        else:
            file = self._at(name, unquote(parts.path))
        if not self._is_inside(file):
            hint = "keep every file of the spec there, or widen it with --root"
            raise Nowhere(Id.REFERENCE_OUTSIDE_ROOT, "$ref leads outside the root folder", hint)
        if not os.path.isfile(file):  # Path.is_file raises where a name is too long
            message = f"$ref to a file that does not exist: {quoted}"
            raise Nowhere(Id.REFERENCE_MISSING, message, "correct the path")
        relative = way_to(file, self.folder)
        if relative == self.path.name:
            return ""
        if relative not in self.mounts:
            self._mount(relative, kind)
        if relative not in self.sources:
            message = f"$ref to a file that cannot be read: {quoted}"
            raise Nowhere(Id.FILE_UNREADABLE, message, "correct the file")
        return relative

    def _at(self, name: str, path: str) -> Path:
        """The path that a file of the document gives, also if it is written as Windows has it."""
        start = (self.folder / name).parent if name else self.folder
        file = Path(os.path.normpath(start / path))
        if "\\" in path and not os.path.isfile(file):
            return Path(os.path.normpath(start / path.replace("\\", "/")))
        return file

    def _beside(self, name: str, location: str) -> Path | None:
        """The file that stands where a URL leads from what the file with the reference is called; None if none does."""
        here = _joined(self._uri(name), "")
        if not here or urlsplit(here)[:2] != urlsplit(_joined(here, location))[:2]:
            return None
        start = posixpath.dirname(urlsplit(here).path)
        way = posixpath.relpath(unquote(urlsplit(_joined(here, location)).path), start or "/")
        file = self._at(name, way)
        return file if self._is_inside(file) and os.path.isfile(file) else None

    def _is_inside(self, file: Path) -> bool:
        try:
            return file.resolve().is_relative_to(self.root) and file.is_relative_to(self.root)
        except (OSError, ValueError, RuntimeError):  # a loop of links, a NUL, a name too long
            return False

    def _mount(self, name: str, kind: Kind) -> None:
        self.mounts[name] = {}
        file, as_shown = self.folder / name, shown(self.path.parent / name)
        try:
            is_text = kind == "string" and Path(name).suffix.lower() not in (".json", *_YAML)
            source = read_text(file, as_shown) if is_text else read_source(file, as_shown)
        except SpecError as error:
            self.problems += error.problems
            return
        self.sources[name] = source
        self._kinds[name] = kind
        self.mounts[name] = source.data
        self._know_uri(name)


def internal(file: str, fragment: str) -> str:
    """The reference, inside the one tree of a document, to a place in a file."""
    return ref_to((MOUNT, file)) + fragment if file else f"#{fragment}"


def _joined(base: str, location: str) -> str:
    """What a reference means, seen from a URI; the reference itself where one of them is no URI."""
    try:
        return urljoin(base, location)
    except ValueError:
        return location


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
    return (plain.relative_to(here) if plain.is_relative_to(here) else plain).as_posix()
