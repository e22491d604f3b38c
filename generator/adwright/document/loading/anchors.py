"""The names that JSON Schema lets a document give its schemas: `$id`, `$anchor`, `$dynamicAnchor`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from adwright.document.grammar import Kind
from adwright.document.references import Path, ref_to
from adwright.document.text.source import as_object
from adwright.document.walk import TooDeep, walk_within

_WHOLE = ("openapi", "swagger", "paths", "components")
"""The keys of which a document has one; a file without is what it is referred to as."""


class Anchors:
    """The named schemas of one file.

    Args:
        tree: the file's data.
        kind: the kind of what refers to it.
    """

    def __init__(self, tree: Any, kind: Kind) -> None:
        self._pointers: dict[str, str] = {}
        self._ids: dict[str, str] = {}
        try:
            for path, node in _objects(tree, kind):
                for key in ("$anchor", "$dynamicAnchor"):
                    if isinstance(node.get(key), str):
                        self._pointers.setdefault(node[key], ref_to(path)[1:])
                if isinstance(node.get("$id"), str):
                    self._ids.setdefault(node["$id"].rstrip("#"), ref_to(path)[1:])
        except TooDeep:
            pass  # the loader reports it

    def pointer(self, anchor: str) -> str | None:
        """The JSON pointer of the schema with that anchor; None if there is none."""
        return self._pointers.get(anchor)

    def by_id(self, id_: str) -> str | None:
        """The JSON pointer of the schema with that `$id`; None if there is none."""
        return self._ids.get(id_)


def _objects(tree: Any, kind: Kind) -> Iterator[tuple[Path, dict[str, Any]]]:
    """What stands in a file, which may also have many nodes of the kind by their names."""
    whole = any(key in as_object(tree) for key in _WHOLE)
    for each in ("document",) if whole else (kind, f"{{{kind}}}"):
        yield from ((path, node) for path, node, _ in walk_within(tree, each))
