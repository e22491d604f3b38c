"""Words from a document are not `str`: they reach a file only through a filter made for that place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NewType, TypeAlias

Identifier = NewType("Identifier", str)
"""A Python identifier that the naming authority (`ir/names.py`) has made: safe to print as code."""


@dataclass(frozen=True, slots=True)
class Text:
    """Untrusted text from a document.

    Printing it unfiltered is an error; `render/filters.py` has one filter for each place it may go to.
    """

    raw: str

    def __str__(self) -> str:
        raise TypeError("text from a document needs a filter: literal, docstring, comment or path")

    def __format__(self, spec: str) -> str:
        return str(self)

    def __bool__(self) -> bool:
        return bool(self.raw)


@dataclass(frozen=True, slots=True)
class Sample:
    """A JSON value from a document, such as an example: untrusted as `Text` is, printed by its own filter."""

    raw: Any

    def __hash__(self) -> int:
        return hash(repr(self.raw))

    def __str__(self) -> str:
        raise TypeError("a value from a document needs the filter `data`")


Constant: TypeAlias = Text | int | float | bool | None
"""A scalar value from a document: an enum member, a default, a bound."""
