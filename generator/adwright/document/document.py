"""A document as one tree, and where each node of it stands in its files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from adwright.document.references import Path
from adwright.document.text.source import Source
from adwright.problems import Id, Location, Problem

MOUNT = "x-adwright-files"
"""The key of the root below which the files beside it stand, by name."""

DELIMITERS = "x-adwright-delimiters"
"""The key of a parameter for what stands between items and no style of 3.x can say: a list, from the outside in."""


@dataclass(slots=True)
class Document:
    """An OpenAPI document as one tree of plain data.

    Attributes:
        root: the document; files it refers to stand below the key `MOUNT`, by name.
        sources: the files read, by name relative to the root file's folder; the root file comes first.
        warnings: what was read but is doubtful.
        unknown: the keys that are not known, by their paths before an upgrade, each with what is to be said of it.
        composed: the named schemas in files beside the root that are made of parts.
        moved: where nodes stood before a reference or an upgrade moved them: new path to old one, both of the top of a
            subtree.
    """

    root: dict[str, Any]
    sources: dict[str, Source]
    warnings: list[Problem] = field(default_factory=list[Problem])
    unknown: dict[Path, Problem] = field(default_factory=dict[Path, Problem])
    composed: list[Path] = field(default_factory=list[Path])
    moved: dict[Path, Path] = field(default_factory=dict[Path, Path])

    @property
    def name(self) -> str:
        """The name of the root file, without its ending."""
        return PurePath(next(iter(self.sources))).stem

    def locate(self, path: Sequence[str]) -> Location:
        """Where the node at `path` of the tree stands in its file."""
        path = self.before(tuple(path))
        if len(path) >= 2 and path[0] == MOUNT:
            return self.sources[path[1]].locate(path[2:])
        return next(iter(self.sources.values())).locate(path)

    def before(self, path: Path) -> Path:
        """Where a node stood before a reference or an upgrade moved it."""
        for _ in range(4 if self.moved else 0):  # a section, a node in it, a part of that
            cut = next((cut for cut in range(len(path), 0, -1) if path[:cut] in self.moved), 0)
            path = self.moved.get(path[:cut], ()) + path[cut:]
        return path

    def warn(self, id: Id, path: Sequence[str], message: str, hint: str = "") -> None:
        """Note something doubtful at a node."""
        self.warnings.append(Problem(id, self.locate(path), message, hint))
