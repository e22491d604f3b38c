"""Changes as values: what happened, to which symbol, and what it means for a caller."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["breaking", "compatible", "docs"]
"""What a change means for code that calls the client: it may fail, it goes on working, or only words changed."""
Action: TypeAlias = Literal["added", "changed", "deprecated", "removed"]
Bump: TypeAlias = Literal["major", "minor", "patch", "none"]

KINDS: Sequence[Kind] = ("breaking", "compatible", "docs")
_ACTIONS: Sequence[Action] = ("removed", "changed", "deprecated", "added")


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    Attributes:
        kind: what it means.
        symbol: what a caller writes: `Client.resource.method(argument=)`, `Model.field`.
        message: what changed, one sentence part that reads after the symbol.
        action: under which heading release notes have it.
    """

    kind: Kind
    symbol: str
    message: str
    action: Action = "changed"


class Ledger:
    """Changes as they are found."""

    def __init__(self) -> None:
        self._changes: dict[Change, None] = {}

    def add(self, kind: Kind, symbol: str, message: str, action: Action = "changed") -> None:
        """Note a change."""
        self._changes.setdefault(Change(kind, symbol, message, action))

    def either(self, breaks: bool, symbol: str, message: str, action: Action = "changed") -> None:
        """Note a change that is breaking or compatible."""
        self.add("breaking" if breaks else "compatible", symbol, message, action)

    def breaking(self, symbol: str, message: str, action: Action = "changed") -> None:
        """Note a change that calls may fail from."""
        self.add("breaking", symbol, message, action)

    def compatible(self, symbol: str, message: str, action: Action = "changed") -> None:
        """Note a change that calls go on working with."""
        self.add("compatible", symbol, message, action)

    def docs(self, symbol: str, message: str) -> None:
        """Note a change of words alone."""
        self.add("docs", symbol, message)

    def sorted(self) -> tuple[Change, ...]:
        """All changes, the gravest first, then by symbol."""
        return tuple(sorted(self._changes, key=_weight))


def _weight(change: Change) -> tuple[int, str, int, str]:
    return (
        KINDS.index(change.kind),
        change.symbol,
        _ACTIONS.index(change.action),
        change.message,
    )


@dataclass(frozen=True, slots=True)
class Group:
    """One change of several symbols: of a class and of the views of it that callers send."""

    change: Change
    symbols: tuple[str, ...]


def grouped(changes: Iterable[Change]) -> list[Group]:
    """Changes as people read them: what is the same for the views of one class is said once."""
    found: dict[object, list[Change]] = {}
    for change in changes:
        family = re.sub(r"^(\w+?)(Create|Update)(?=\.|$)", r"\1", change.symbol)
        found.setdefault((change.kind, change.action, change.message, family), []).append(change)
    return [Group(alike[0], tuple(c.symbol for c in alike)) for alike in found.values()]


def bump_of(changes: Iterable[Change], version: str | None = None) -> Bump:
    """The part of the version number that a release with these changes raises (semver.org).

    Breaking changes raise the major number, compatible ones the minor, others the patch number.
    Before 1.0.0 anything may change: breaking changes raise the minor number, others the patch.

    Args:
        changes: the changes.
        version: the version before them; None for one from 1.0.0 on.
    """
    kinds = {change.kind for change in changes}
    if not kinds:
        return "none"
    early = version is not None and version.lstrip("v").split(".")[0] == "0"
    if "breaking" in kinds:
        return "minor" if early else "major"
    return "minor" if "compatible" in kinds and not early else "patch"
