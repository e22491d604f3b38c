"""Which schemas are not the same in what creates and in what updates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from adwright.document.load import Document
from adwright.document.references import Path, find, target_of
from adwright.document.walk import walk_within
from adwright.extensions.schemas import ACCESS


class Reach:
    """Looks for `x-access` in schemas and in all that they lead to."""

    def __init__(self, document: Document) -> None:
        self._root = document.root
        self._known: dict[Path, bool] = {}

    def differs(self, start: Path) -> bool:
        """Whether a schema has views, or one that it leads to."""
        if start not in self._known:
            seen: set[Path] = set()
            todo = [start]
            found = False
            while todo and not found:
                path = todo.pop()
                if path in seen:
                    continue
                seen.add(path)
                known = self._known.get(path)
                if known is None:
                    targets = [*_targets(find(self._root, path))]
                    found = None in targets
                    todo += [target for target in targets if target is not None]
                found = found or bool(known)
            self._known |= {start: True} if found else dict.fromkeys(seen, False)
        return self._known[start]


def _targets(tree: Any) -> Iterator[Path | None]:
    """Where the references in a tree lead; None for an `x-access` inside it."""
    for _, node, _ in walk_within(tree, "schema"):
        said = node.get(ACCESS.name)
        # Its own is about the object that has it.
        if said is not None and node is not tree and ACCESS.fits(said):
            yield None
        if (path := target_of(node)) is not None:
            yield path
