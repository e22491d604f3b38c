"""The names that JSON Schema lets a document give its schemas: `$id`, `$anchor`, `$dynamicAnchor`."""

from __future__ import annotations

from typing import Any

from adwright.document.source import pointer_of
from adwright.document.walk import TooDeep, walk


class Anchors:
    """The named schemas of one file.

    Args:
        tree: the file's data.
    """

    def __init__(self, tree: Any) -> None:
        self._pointers: dict[str, str] = {}
        self._ids: dict[str, str] = {}
        try:
            for path, node in walk(tree):
                for key in ("$anchor", "$dynamicAnchor"):
                    if isinstance(node.get(key), str):
                        self._pointers.setdefault(node[key], _escaped(path))
                if isinstance(node.get("$id"), str):
                    self._ids.setdefault(node["$id"].rstrip("#"), _escaped(path))
        except TooDeep:
            pass  # the loader reports it

    def pointer(self, anchor: str) -> str | None:
        """The JSON pointer of the schema with that anchor; None if there is none."""
        return self._pointers.get(anchor)

    def by_id(self, id_: str) -> str | None:
        """The JSON pointer of the schema with that `$id`; None if there is none."""
        return self._ids.get(id_)


def _escaped(path: tuple[str, ...]) -> str:
    return pointer_of([key.replace("%", "%25") for key in path])
