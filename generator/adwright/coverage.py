"""The coverage page: how much specs say, by the document it comes from, and how sure it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from adwright.build import read_document
from adwright.config import Target
from adwright.document.grammar import Kind
from adwright.document.load import Document
from adwright.document.node import Node
from adwright.document.nodes import walk_document
from adwright.document.references import find
from adwright.document.source import as_list, as_object

# Columns of counted things; the first four kinds of them are the facts whose status is counted too.
_THINGS = (
    "operations", "parameters", "fields", "rules", "warnings", "enums", "values", "samples"
)  # fmt: skip
_FACTS = frozenset(("operations", "parameters", "fields", "rules", "warnings"))
_STATUSES = ("documented", "vendor", "assumed", "observed")

_INTRODUCTION = """\
# Coverage

What the specs say, counted by the document each fact comes from (`x-source`). Made by
`adwright coverage`; do not edit.

Operations, parameters, fields, rules and warnings are facts. A fact is *documented* if the document
states it, *vendor* if something of it (a path, a verb, a name on the wire, a type) comes from other
pages or code of the vendor, and *assumed* if nobody states it; the spec has the reason for each of
the latter two (`x-note`). A field is as sure as its schema unless it says otherwise. Fields are
those of named schemas, counted once however many operations use them.
"""


@dataclass(slots=True)
class _Counts:
    """What comes from one document."""

    things: Counter[str] = field(default_factory=Counter[str])
    statuses: Counter[str] = field(default_factory=Counter[str])


def coverage_page(targets: Sequence[Target]) -> str:
    """The page for some specs, Markdown: a table for each.

    Args:
        targets: whose specs.

    Raises:
        UsageError: a spec does not exist.
        SpecError: a spec cannot be read.
    """
    parts = [_INTRODUCTION]
    for target in targets:
        document, _ = read_document(target)
        title = str(as_object(document.root.get("info")).get("title", target.name))
        parts.append(f"## {title}\n\n{_table(_count(document))}")
    return "\n".join(parts)


def _count(document: Document) -> dict[str, _Counts]:
    """The counts of a spec, by document."""
    found: dict[str, _Counts] = {}
    for kind, node in walk_document(document):
        for thing, number in _things(kind, node):
            counts = found.setdefault(_source(node), _Counts())
            counts.things[thing] += number
            if thing in _FACTS:
                counts.statuses[_status(kind, node)] += 1
    return found


def _things(kind: Kind, node: Node) -> Iterator[tuple[str, int]]:
    """What a node counts as. A reference counts where it leads, but a property is one either way."""
    if node.is_reference and kind != "property":
        return
    if kind in ("schema", "property") and "enum" in node:
        yield "enums", 1
        yield "values", len(as_list(node.plain("enum")))
    if kind == "rule":
        yield ("warnings" if node.path[-2:-1] == ("x-warn",) else "rules"), 1
    names = {
        "operation": "operations",
        "parameter": "parameters",
        "property": "fields",
        "example": "samples",
    }
    if kind in names:
        yield names[kind], 1


def _source(node: Node) -> str:
    """The document that a node comes from: its own `x-source`, or that of what it stands in."""
    for around in _around(node):
        said = around.get("x-source")
        if isinstance(said, str):
            return said.partition("#")[0]
    return "(no source)"


def _status(kind: Kind, node: Node) -> str:
    """How sure a fact is; a field is as sure as the schema it stands in."""
    places = _around(node) if kind == "property" else iter([as_object(node.value)])
    for around in places:
        if around.get("x-status") in _STATUSES:
            return str(around["x-status"])
        if around is not node.value and "properties" in around:
            break
    return "documented"


def _around(node: Node) -> Iterator[dict[str, object]]:
    """The objects that a node stands in, itself first."""
    for length in range(len(node.path), -1, -1):
        yield as_object(find(node.document.root, node.path[:length]))


def _table(found: dict[str, _Counts]) -> str:
    total = _Counts()
    for counts in found.values():
        total.things.update(counts.things)
        total.statuses.update(counts.statuses)
    rows = [(f"`{name}`", counts) for name, counts in sorted(found.items())]
    if len(rows) > 1:
        rows.append(("all", total))
    heads = ["document", *_THINGS, *_STATUSES]
    lines = ["| " + " | ".join(heads) + " |", "| --- |" + " ---: |" * (len(heads) - 1)]
    for name, counts in rows:
        numbers = [counts.things[thing] for thing in _THINGS]
        numbers += [counts.statuses[status] for status in _STATUSES]
        lines.append("| " + " | ".join([name, *map(str, numbers)]) + " |")
    return "\n".join(lines) + "\n"
