"""Release notes from a comparison: a draft in the form of keepachangelog.com."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from adwright.diff.changes import Change, Group, grouped
from adwright.diff.formats import markdown_item, verdict
from adwright.diff.verdicts import Action, Verdict

_HEADINGS: Mapping[Action, str] = {
    "added": "Added",
    "changed": "Changed",
    "deprecated": "Deprecated",
    "removed": "Removed",
}


def draft(changes: Sequence[Change], client: str, version: str | None = None) -> str:
    """The entry of a changelog for some changes, to be read over by whoever releases.

    Args:
        changes: the changes.
        client: the client class they concern.
        version: the version that is released; without it the entry is for what is unreleased.

    Returns:
        Markdown: a heading, then what was added, changed, deprecated and removed. What breaks is
        marked, and comes first. Changes of words alone are counted.
    """
    return f"## [{version or 'Unreleased'}]\n\n{told(changes, client)}"


def told(changes: Sequence[Change], client: str) -> str:
    """What changed, as it stands below the heading of an entry.

    Args:
        changes: the changes.
        client: the client class they concern.
    """
    parts = [f"{client}: {verdict(changes)}."]
    for action, heading in _HEADINGS.items():
        found = [c for c in changes if c.verdict.action == action and not _is_words(c)]
        if found:
            parts.append("\n".join([f"### {heading}", "", *map(_item, grouped(found))]))
    words = {change.symbol for change in changes if _is_words(change)}
    if words:
        noun = "symbol is" if len(words) == 1 else "symbols are"
        parts.append(f"### Documentation\n\n- {len(words)} {noun} described in other words.")
    return "\n\n".join(parts) + "\n"


def _is_words(change: Change) -> bool:
    """Whether a change is one of words alone; another version of the API is more."""
    return change.kind == "docs" and change.verdict is not Verdict.INFO_CHANGED


def _item(group: Group) -> str:
    mark = "**Breaking:** " if group.kind == "breaking" else ""
    return markdown_item(group, mark).rstrip(".") + "."
