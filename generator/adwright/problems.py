"""What can be wrong with an input, as values: found, collected, and reported all at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file: lines and columns count from 1, a pointer is a JSON pointer (RFC 6901)."""

    file: str
    line: int = 1
    column: int = 1
    pointer: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong, where it is, and what would be right."""

    location: Location
    message: str
    hint: str = ""

    def __str__(self) -> str:
        at = self.location
        where = f"{at.file}:{at.line}:{at.column}: {at.pointer or '/'}: "
        return where + self.message + (f" ({self.hint})" if self.hint else "")

    def as_dict(self) -> dict[str, str | int]:
        """The problem as `--format json` prints it."""
        at = self.location
        return {
            "file": at.file,
            "line": at.line,
            "column": at.column,
            "pointer": at.pointer,
            "message": self.message,
            "hint": self.hint,
        }


class SpecError(Exception):
    """A document that cannot be generated from. Carries every problem found, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


class UsageError(Exception):
    """A command or a configuration that asks for something that is not there."""
