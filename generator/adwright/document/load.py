"""Files to one Document: what the root refers to is mounted in one tree, and all `$ref`s are internal."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from adwright.document.document import MOUNT
from adwright.document.document import Document as Document
from adwright.document.loading.families import part_families
from adwright.document.loading.files import Files, no_file, read_source, shown
from adwright.document.loading.follow import Follower
from adwright.document.loading.inline import inline
from adwright.document.loading.loops import endless
from adwright.document.loading.lost import give_up_lost
from adwright.document.loading.overlay import apply_overlay
from adwright.document.loading.unquoted import quote_composed
from adwright.document.size import check_size
from adwright.document.text.source import as_object, describe, is_object
from adwright.folders import way_to
from adwright.problems import Id, SpecError, UsageError


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
            raise UsageError(no_file(file))
    if root is not None and not path.resolve().is_relative_to(root.resolve()):
        raise UsageError(f"{path}: not in the root folder {root}")
    files = Files(path, root)
    source = files.source("")
    if not is_object(source.data):
        message = f"an OpenAPI document is an object, not {describe(source.data)}"
        source.refuse(Id.WRONG_TYPE, 1, 1, message, "it starts with `openapi: 3.1.0`")
    for overlay in overlays:
        given = read_source(overlay, shown(overlay))
        files.sources[way_to(overlay.resolve(), files.folder)] = given
        source.warnings += apply_overlay(source.data, given)
    follower = Follower(files)
    follower.read_all()
    return _joined(files, follower)


def _joined(files: Files, follower: Follower) -> Document:
    """The files as one tree, its references checked."""
    root = as_object(files.source("").data)
    if files.mounts:
        root[MOUNT] = files.mounts
    document = Document(root, files.sources, composed=follower.composed)
    if files.problems:
        lost = (each.problem for each in follower.lost)
        told = (problem for problem in lost if problem.id is not Id.FILE_UNREADABLE)
        raise SpecError([*files.problems, *told])
    problems = give_up_lost(document, follower.lost)
    if not problems:
        part_families(root)
        problems = [*endless(document)]
    if problems:
        raise SpecError(problems)
    quote_composed(follower.unquoted, root)
    if inline(document) or follower.has_shared:
        check_size(document)
    document.warnings += [w for source in document.sources.values() for w in source.warnings]
    return document
