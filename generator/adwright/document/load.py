"""Files to one Document: what the root refers to is mounted in one tree, and all `$ref`s are internal."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from adwright.document.checks import dangling, endless, give_up_lost, replace_map_references
from adwright.document.contents import name_bytes
from adwright.document.document import MOUNT
from adwright.document.document import Document as Document
from adwright.document.families import part_families
from adwright.document.files import Files, internal, read_source, shown
from adwright.document.grammar import SCHEMAS, Kind, kind_of_target
from adwright.document.ids import resolve_ids
from adwright.document.overlay import apply_overlay
from adwright.document.references import ABSENT, find, is_reference, path_of
from adwright.document.references import Path as Way
from adwright.document.repairs import repair
from adwright.document.source import MAX_DEPTH, as_object, describe, is_object
from adwright.document.walk import TooDeep, walk_within
from adwright.problems import Id, Problem, SpecError, UsageError


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
            raise UsageError(_no_file(file))
    if root is not None and not path.resolve().is_relative_to(root.resolve()):
        raise UsageError(f"{path}: not in the root folder {root}")
    files = Files(path, root)
    source = files.source("")
    if not is_object(source.data):
        message = f"an OpenAPI document is an object, not {describe(source.data)}"
        source.refuse(Id.WRONG_TYPE, 1, 1, message, "it starts with `openapi: 3.1.0`")
    for overlay in overlays:
        given = read_source(overlay, shown(overlay))
        files.sources[Path(os.path.relpath(overlay.resolve(), files.folder)).as_posix()] = given
        source.warnings += apply_overlay(source.data, given)
    _read_all(files)
    return _joined(files)


def _no_file(path: Path) -> str:
    """Why there is no file at a path, and what to do."""
    scheme = next((part for part in path.parts if part in ("http:", "https:")), None)
    if scheme is not None:  # a path has one slash where there were two
        url = "/".join([f"{scheme}/", *path.parts[path.parts.index(scheme) + 1 :]])
        return f"{url} is a URL: download it, and give the path of the file"
    if os.path.isdir(path):
        return f"{path} is a folder: give the file in it that is the OpenAPI document"
    return f"{path}: no such file"


def _read_all(files: Files) -> None:
    """Read what the root file refers to, and so on; repair what is met and make its references internal."""
    seen: set[int] = set()
    todo: list[tuple[str, Way, Kind]] = [("", (), "document")]
    while todo:
        name, start, first = todo.pop()
        tree = find(files.source(name).data, start)
        if tree is ABSENT:
            continue  # reported when all is read
        try:
            if not start:
                resolve_ids(tree, first)
            for path, node, kind in walk_within(tree, first, start, seen):
                todo += _read_node(files, name, path, node, kind)
        except TooDeep as error:
            at = files.source(name).locate(error.path[:6])
            message = f"the document is nested deeper than {MAX_DEPTH} levels"
            hint = "name the inner schemas and use $ref"
            raise SpecError([Problem(Id.NESTED_TOO_DEEP, at, message, hint)]) from None


def _read_node(
    files: Files, name: str, path: Way, node: dict[str, Any], kind: Kind
) -> list[tuple[str, Way, Kind]]:
    """Repair an object and make its reference internal; what it refers to: the file, the path in it, the kind."""
    repair(path, node, kind, files.source(name))
    if kind in SCHEMAS:
        name_bytes(node)
    _resolve_dynamic(files, name, path, node)
    if not is_reference(node):
        return []
    kind = kind_of_target(kind)
    target = files.target(name, path, node, kind)
    if target is None:
        return []
    node["$ref"] = internal(*target)
    way = path_of(f"#{target[1]}")
    return [] if way is None else [(target[0], way, kind)]


def _resolve_dynamic(files: Files, name: str, path: Way, node: dict[str, Any]) -> None:
    """`$dynamicRef` as a plain reference to the anchor of its own file: the widest type that is sure."""
    if not isinstance(node.get("$dynamicRef"), str):
        return
    fragment = node.pop("$dynamicRef")
    pointer = files.anchors(name).pointer(fragment.removeprefix("#"))
    if pointer is not None:
        node["$ref"] = f"#{pointer}"
        return
    source = files.source(name)
    message = f"$dynamicRef to {fragment[:80]!r} is not found and is read as anything"
    source.warnings.append(Problem(Id.REFERENCE_MISSING, source.locate(path), message))


def _joined(files: Files) -> Document:
    """The files as one tree, its references checked."""
    root = as_object(files.source("").data)
    if files.mounts:
        root[MOUNT] = files.mounts
    document = Document(root, files.sources)
    if files.problems:
        raise SpecError([*files.problems, *(problem for _, problem in files.lost)])
    problems = give_up_lost(document, files.lost) or [*dangling(document)]
    if not problems:
        part_families(root)
        problems = [*endless(document)]
    if problems:
        raise SpecError(problems)
    replace_map_references(document)
    document.warnings += [w for source in document.sources.values() for w in source.warnings]
    return document
