"""Rules on business rules: named, said in words, and careful with what a caller leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adwright.bundle.data import schema_data
from adwright.document.node import Node
from adwright.document.text.source import as_list, as_object
from adwright.lint.context import Breach, Context, Rule, breach
from adwright.problems import Problem

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _rule_id(context: Context) -> Iterator[Breach]:
    first: dict[str, str] = {}
    for node in context.all("rule"):
        said = as_object(node.plain("x-rule")).get("id")
        if not isinstance(said, str) or not said:
            yield breach(node, "the rule has no id", "x-rule: {id: thing-field-what, says: ...}")
        elif not _ID.fullmatch(said):
            yield breach(node["x-rule"]["id"], f"{said!r} is not kebab-case", "thing-field-what")
        elif said in first:
            yield breach(node["x-rule"]["id"], f"{said!r} is taken by {first[said]}")
        else:
            at = node.location
            first[said] = f"{at.file}:{at.line}"


def _rule_says(context: Context) -> Iterator[Breach]:
    for node in context.all("rule"):
        said = as_object(node.plain("x-rule")).get("says")
        if not isinstance(said, str) or not said.strip():
            yield breach(node, "the rule has no sentence", "x-rule: {id: ..., says: One sentence.}")
            continue
        place = node["x-rule"]["says"]
        if not said.rstrip().endswith("."):
            yield breach(place, "the rule's sentence has no full stop")
        fields = {*_fields(node)}
        if fields and not any(re.search(rf"(?<!\w){re.escape(f)}(?!\w)", said) for f in fields):
            names = ", ".join(sorted(fields))
            yield breach(place, f"the sentence names none of the rule's fields: {names}")


def _fields(node: Node) -> Iterator[str]:
    """The wire names that a condition reads or demands."""
    compare = as_object(node.plain("x-compare"))
    for key in ("left", "right"):
        yield from str(compare.get(key, "")).split(".") if key in compare else ()
    dependent = as_object(node.plain("dependentRequired"))
    yield from dependent
    yield from (str(name) for names in dependent.values() for name in as_list(names))
    yield from (str(name) for name in as_list(node.plain("required")))
    yield from as_object(node.plain("properties"))
    for child in _conditions_below(node):
        yield from _fields(child)


def _conditions_below(node: Node) -> Iterator[Node]:
    for key in ("if", "then", "else", "not", "items", "contains"):
        if key in node:
            yield node[key]
    for key in ("allOf", "anyOf", "oneOf", "prefixItems"):
        yield from node[key].elements() if key in node else ()
    yield from (child for _, child in node["properties"].items()) if "properties" in node else ()


def _rule_if_required(context: Context) -> Iterator[Breach]:
    for node in context.all("rule"):
        if "if" in node:
            yield from _unasked(node["if"], frozenset())


def _unasked(node: Node, known: frozenset[str]) -> Iterator[Breach]:
    """The properties that a condition reads without asking that they are there.

    Below `not` nothing is looked at: there, what is missing makes the condition false.
    """
    known |= {str(name) for name in as_list(node.plain("required"))}
    for name, child in node["properties"].items() if "properties" in node else ():
        if name not in known:
            hint = f"add `required: [{name}]` beside it, or a body without it is judged too"
            yield breach(child, f"the condition reads {name!r} and does not require it", hint)
        yield from _unasked(child, frozenset())
    for key in ("allOf", "anyOf", "oneOf"):
        for member in node[key].elements() if key in node else ():
            yield from _unasked(member, known)
    for key in ("items", "contains"):
        if key in node:
            yield from _unasked(node[key], frozenset())


def _rule_checkable(context: Context) -> Iterator[Problem]:
    reading = context.reading
    data = schema_data(context.document, reading.schemas, reading.operations)
    told = {each.location for each in context.findings}  # as what is no OpenAPI
    for each in sorted({*reading.not_judged, *data.not_judged}):
        if each.location not in told:
            yield each


RULES = (
    Rule("rule-id", "Every rule has an id of its own, in kebab-case.", _rule_id),
    Rule(
        "rule-says",
        "Every rule has a sentence that ends with a full stop and names a field of the rule.",
        _rule_says,
        "house",
    ),
    Rule(
        "rule-if-required",
        "Every `if` requires the fields it reads, so that a part of an object is not misjudged.",
        _rule_if_required,
    ),
    Rule(
        "rule-checkable",
        "Requests can be judged by every rule, and by every pattern and keyword.",
        _rule_checkable,
    ),
)
