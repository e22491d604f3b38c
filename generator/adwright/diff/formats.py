"""A comparison as text, JSON, Markdown for a pull request, or annotations of a GitHub workflow."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from adwright.diff.changes import Bump, Change, Group, bump_of, grouped
from adwright.diff.verdicts import KINDS, Kind
from adwright.problems import one_line

_TITLES: Mapping[Kind, str] = {
    "breaking": "Breaking",
    "compatible": "Compatible",
    "docs": "Documentation",
}


def as_text(changes: Sequence[Change], version: str | None = None) -> str:
    """One line a change, and the verdict."""
    return "\n".join([*text_lines(changes), verdict(changes, version)])


def text_lines(changes: Sequence[Change]) -> list[str]:
    """One line a change: its kind, its symbols, what changed, its verdict."""
    return [
        one_line(f"{group.kind:10}  {', '.join(group.symbols)}: {group.message} [{group.ids}]")
        for group in grouped(changes)
    ]


def as_json(changes: Sequence[Change], version: str | None = None) -> str:
    """`{bump, changes: [{id, kind, symbol, message}]}`."""
    found = [
        {"id": c.verdict.id, "kind": c.kind, "symbol": c.symbol, "message": c.message}
        for c in changes
    ]
    return json.dumps({"bump": bump_of(changes, version), "changes": found})


def as_markdown(changes: Sequence[Change], version: str | None = None) -> str:
    """A comment on a pull request: what breaks first, words alone folded away."""
    parts = [f"**{_capital(verdict(changes, version))}**"]
    for kind in KINDS:
        lines = [
            f"{markdown_item(g)} <sub>{g.ids}</sub>" for g in grouped(changes) if g.kind == kind
        ]
        if not lines:
            continue
        if kind == "docs":
            summary = f"<summary>{_TITLES[kind]} ({len(lines)})</summary>"
            parts.append("\n".join(["<details>", summary, "", *lines, "", "</details>"]))
        else:
            parts.append("\n".join([f"### {_TITLES[kind]}", "", *lines]))
    return "\n\n".join(parts)


def markdown_item(group: Group, mark: str = "") -> str:
    """A change as a list item.

    Args:
        group: the change.
        mark: what stands before it.
    """
    symbols = ", ".join(f"`{one_line(symbol)}`" for symbol in group.symbols)
    return f"- {mark}{symbols}: {escaped(one_line(group.message))}"


def escaped(text: str) -> str:
    """Text that Markdown shows as it is: no markup, no HTML, nobody mentioned."""
    text = re.sub(r"[\\`*_{}\[\]()#+!|~]", r"\\\g<0>", text)
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("@", "&#64;")
    )


def as_github(
    changes: Sequence[Change], version: str | None = None, *, file: str = "", failing: bool = False
) -> str:
    """Workflow commands that show as annotations: what breaks, and what is new.

    Args:
        changes: the changes.
        version: the version before them.
        file: the spec they are shown at.
        failing: whether what breaks fails the step.
    """
    at = f"file={_property(one_line(file))}," if file else ""
    level = {"breaking": "error" if failing else "warning", "compatible": "notice"}
    lines = [
        f"::{level[c.kind]} {at}title={_property(one_line(c.symbol))}::"
        + _data(one_line(f"{c.symbol}: {c.message} [{c.verdict.id}]"))
        for c in changes
        if c.kind in level
    ]
    return "\n".join([*lines, verdict(changes, version)])


def verdict(changes: Sequence[Change], version: str | None = None) -> str:
    """How many changes of which kind, and the version number they ask for."""
    if not changes:
        return "nothing changed for callers"
    counts = {kind: sum(change.kind == kind for change in changes) for kind in KINDS}
    found = ", ".join(f"{count} {kind}" for kind, count in counts.items() if count)
    bump = bump_of(changes, version)
    if version is not None:
        return f"{found}: {bump}, {next_version(version, bump)} after {version}"
    early = bump_of(changes, "0")
    return f"{found}: {bump}" + (f" ({early} before 1.0.0)" if early != bump else "")


def next_version(version: str, bump: Bump) -> str:
    """The version after another.

    Args:
        version: `1.2.3`, with or without a `v`; what is left out is 0.
        bump: the part to raise.
    """
    mark = "v" if version.startswith("v") else ""
    known = [int(part) for part in re.findall(r"\d+", version.split("-")[0].split("+")[0])][:3]
    major, minor, patch = [*known, 0, 0, 0][:3]
    raised = {
        "major": (major + 1, 0, 0),
        "minor": (major, minor + 1, 0),
        "patch": (major, minor, patch + 1),
        "none": (major, minor, patch),
    }[bump]
    return mark + ".".join(map(str, raised))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
