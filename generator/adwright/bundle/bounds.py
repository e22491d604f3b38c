"""How much the schemas of one document may grow when they are written out: small documents stay small."""

from __future__ import annotations

from adwright.bundle.patterns import SIZES, engine_pattern
from adwright.document.document import Document

_NAMES = 20_000
"""How many names the members of unions may list; one more for four characters of a document."""
_ROOM = 200_000_000
"""Bytes that all patterns may take in a client that knows all of its schemas."""


class Bounds:
    """What is left of the room that a document's schemas may take."""

    def __init__(self, document: Document) -> None:
        self._names = _NAMES + sum(len(each.text) for each in document.sources.values()) // 4
        self._room = _ROOM
        self._most = SIZES[-1]
        self._kept: dict[str, str] = {}

    def lists(self, names: int) -> bool:
        """Whether so many more names of properties may be listed; those that may are counted."""
        if names > self._names:
            return False
        self._names -= names
        return True

    def pattern(self, pattern: str) -> str | None:
        """A pattern as the engine takes it; None if it does not take it, or not any more."""
        if pattern in self._kept:
            return self._kept[pattern]
        fit = engine_pattern(pattern, self._most)
        if fit is None:
            return None
        if fit.room > self._room:
            self._most = SIZES[0]  # from here on only small ones
            return None
        self._room -= fit.room
        self._kept[pattern] = fit.pattern
        return fit.pattern

    @property
    def is_full(self) -> bool:
        """Whether patterns are refused that the engine would take."""
        return self._most == SIZES[0]
