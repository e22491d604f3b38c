"""Changes as values: what happened, to which symbol, and what it means for a caller."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from adwright.diff.verdicts import KINDS, Action, Kind, Verdict

Bump: TypeAlias = Literal["major", "minor", "patch", "none"]

_ACTIONS: Sequence[Action] = ("removed", "changed", "deprecated", "added")


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    Attributes:
        verdict: what it is, and what it means.
        symbol: what a caller writes: `Client.resource.method(argument=)`, `Model.field`.
        message: what changed, one sentence part that reads after the symbol.
    """

    verdict: Verdict
    symbol: str
    message: str

    @property
    def kind(self) -> Kind:
        """What it means for a caller."""
        return self.verdict.kind


def weight(change: Change) -> tuple[int, str, int, str]:
    """What changes are sorted by: the gravest first, then by symbol."""
    action = _ACTIONS.index(change.verdict.action)
    return KINDS.index(change.kind), change.symbol, action, change.message


@dataclass(frozen=True, slots=True)
class Group:
    """One change of several symbols: of a class and of the views of it that callers send."""

    changes: Sequence[Change]

    @property
    def kind(self) -> Kind:
        """What it means for a caller."""
        return self.changes[0].kind

    @property
    def message(self) -> str:
        """What changed."""
        return self.changes[0].message

    @property
    def symbols(self) -> Sequence[str]:
        """What a caller writes for each."""
        return [change.symbol for change in self.changes]

    @property
    def ids(self) -> str:
        """The verdicts: two where what is sent and what is read changed alike."""
        return ", ".join(dict.fromkeys(change.verdict.id for change in self.changes))


def grouped(changes: Iterable[Change]) -> list[Group]:
    """Changes as people read them: what is the same for the views of one class is said once."""
    found: dict[object, list[Change]] = {}
    for change in changes:
        family = re.sub(r"^(\w+?)(Create|Update)(?=\.|$)", r"\1", change.symbol)
        key = change.kind, change.verdict.action, change.message, family
        found.setdefault(key, []).append(change)
    return [*map(Group, found.values())]


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
