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
from adwright.document.text.source import as_list, as_object
from adwright.ir.text import Text
from adwright.problems import one_line
from adwright.render.markdown import code_span, inline

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


@dataclass(frozen=True, slots=True)
class Fact:
    """A thing that a spec says, as the page counts it.

    Attributes:
        thing: the column that it counts in.
        number: how much it counts there.
        node: where it stands.
        source: the document that it comes from, with the place in it; empty if none is told.
        status: how sure it is; empty for what has no status.
    """

    thing: str
    number: int
    node: Node
    source: str
    status: str

    @property
    def name(self) -> str:
        """What it is called, after the schema that it stands in if it is a field."""
        if self.thing == "fields":
            return ".".join(_names_of(self.node.path))
        keys = {"operations": "operationId", "parameters": "name"}
        said = self.node.plain(keys.get(self.thing, "id"))
        if self.thing in ("rules", "warnings"):
            said = as_object(self.node.plain("x-rule")).get("id")
        return said if isinstance(said, str) else " ".join(self.node.path[-2:])

    @property
    def note(self) -> str:
        """Why it is not documented."""
        said = self.node.plain("x-note")
        return said if isinstance(said, str) else ""


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
        parts.append(
            f"## {one_line(inline(Text(title)))}\n\n{coverage_table([*facts_of(document)])}"
        )
    return "\n".join(parts)


def facts_of(document: Document) -> Iterator[Fact]:
    """Everything that the page counts in a spec."""
    for kind, node in walk_document(document):
        for thing, number in _things(kind, node):
            status = _status(kind, node) if thing in _FACTS else ""
            yield Fact(thing, number, node, _source(node), status)


def coverage_table(facts: Sequence[Fact]) -> str:
    """The counts of facts as a table of Markdown, a row for each document that they come from."""
    found: dict[str, _Counts] = {}
    for fact in facts:
        counts = found.setdefault(fact.source.partition("#")[0] or "(no source)", _Counts())
        counts.things[fact.thing] += fact.number
        if fact.status:
            counts.statuses[fact.status] += 1
    return _table(found)


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


def _names_of(path: Sequence[str]) -> Iterator[str]:
    """The names of the schema and the fields that lead to a field, the field's own last."""
    steps = iter(path[path.index("schemas") if "schemas" in path else 0 :])
    for step in steps:
        if step in ("schemas", "properties"):
            yield next(steps, "")


def _source(node: Node) -> str:
    """Where a node comes from: its own `x-source`, or that of what it stands in; empty if nothing is said."""
    return next((s for each in _around(node) if isinstance(s := each.get("x-source"), str)), "")


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
    rows = [
        (code_span(Text(name)).replace("|", "\\|"), counts)
        for name, counts in sorted(found.items())
    ]
    if len(rows) > 1:
        rows.append(("all", total))
    heads = ["document", *_STATUSES, *_THINGS]
    lines = ["| " + " | ".join(heads) + " |", "| --- |" + " ---: |" * (len(heads) - 1)]
    for name, counts in rows:
        numbers = [counts.statuses[status] for status in _STATUSES]
        numbers += [counts.things[thing] for thing in _THINGS]
        lines.append("| " + " | ".join([name, *map(str, numbers)]) + " |")
    return "\n".join(lines) + "\n"
