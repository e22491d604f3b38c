"""Rules on schemas: nothing without a name, words or a type."""

from __future__ import annotations

from collections.abc import Iterator

from adwright.document.node import Node
from adwright.document.text.source import as_list, as_object
from adwright.extensions.schemas import ACCESS, Sending
from adwright.lint.context import Breach, Context, Rule, breach
from adwright.problems import Id, Problem


def _property_description(context: Context) -> Iterator[Breach]:
    for kind, node in context.nodes:
        if kind in ("property", "parameter", "header") and not _described(node):
            what = node.key if kind != "parameter" else str(node.plain("name"))
            message = f"the {kind} {what!r} has no description"
            yield breach(node, message, "one sentence: what it is, its unit, its default")


def _described(node: Node) -> bool:
    """Whether a node has words, by itself or where its reference leads."""
    if not isinstance(node.value, dict):
        return True
    return any(str(place.plain("description") or "").strip() for place in (node, node.resolve()))


def _object_named(context: Context) -> Iterator[Breach]:
    for node in context.all("schema", "property"):
        named = node.path[-3:-1] == ("components", "schemas")
        if not named and "properties" in node and _is_whole(node):
            hint = "move it to components.schemas and refer to it"
            yield breach(node, "the object has no name", hint)


def _is_whole(node: Node) -> bool:
    """Whether it is an object by itself, not a part of one that `allOf` puts together."""
    return "allOf" not in node.path[-2:-1]


def _array_items(context: Context) -> Iterator[Breach]:
    for node in context.all("schema", "property"):
        kinds = as_list(node.plain("type")) or [node.plain("type")]
        if "array" in kinds and not {"items", "prefixItems"} & as_object(node.value).keys():
            yield breach(node, "the array does not say what is in it", "items: {type: ...}")


def _access_complete(context: Context) -> Iterator[Breach]:
    for node in context.all("schema", "property"):
        properties = (
            [child for _, child in node["properties"].items()] if "properties" in node else []
        )
        if not any(ACCESS.name in child for child in properties):
            continue
        for child in properties:
            said = ACCESS.read(child) or Sending()
            marks, read_only = {said.create, said.update}, child.plain("readOnly") is True
            if None in marks:
                hint = "x-access: {create: ..., update: ...}"
                yield breach(child, f"{child.key!r} does not say who may send it", hint)
            elif marks == {"never"} and not read_only:
                yield breach(child, f"{child.key!r} is never sent", "add `readOnly: true`")
            elif marks != {"never"} and read_only:
                yield breach(child, f"{child.key!r} is readOnly and yet may be sent", "decide")


def _field_declared(context: Context) -> Iterator[Problem]:
    yield from (each for each in context.findings if each.id is Id.FIELD_UNDECLARED)


RULES = (
    Rule(
        "property-description",
        "Every property, parameter and header is described.",
        _property_description,
        "house",
    ),
    Rule("object-named", "Every object schema is a named component.", _object_named, "house"),
    Rule("array-items", "Every array says what is in it.", _array_items),
    Rule(
        "field-declared",
        "A field that a schema requires, or that a rule reads, is one that the schema declares.",
        _field_declared,
    ),
    Rule(
        "access-complete",
        "Where one property has x-access all have, and never sent at all is readOnly.",
        _access_complete,
    ),
)
