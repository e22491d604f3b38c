"""What stands in a schema: the schemas inside of it, its rules, and what only warns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from ..data import is_dict, is_list

Schema: TypeAlias = dict[str, Any] | bool
LeftOut: TypeAlias = bool | frozenset[str]
"""Whether all rules are left out, or the ids of those that are."""

DATA = frozenset({
    "const", "enum", "dependentRequired", "discriminator", "x-names", "x-rule", "x-compare",
})  # fmt: skip
"""Keywords whose values are no schemas."""
MAPS = frozenset({"properties", "patternProperties", "dependentSchemas", "$defs"})
"""Keywords whose values are schemas by name."""
ONLY_WARNED = frozenset({
    "uri", "uri-reference", "iri", "iri-reference", "uri-template", "hostname", "idn-hostname", "idn-email",
    "json-pointer", "relative-json-pointer", "regex",
})  # fmt: skip
"""Formats that documents often put on what they do not mean."""


def changed(schema: dict[str, Any], change: Callable[[Any], Any]) -> dict[str, Any]:
    """A schema in which each schema that stands directly in it is changed."""
    made = {**schema}
    for keyword, value in schema.items():
        if keyword in MAPS:
            made[keyword] = {name: change(each) for name, each in value.items()}
        elif keyword not in DATA and isinstance(value, (dict, bool)):
            made[keyword] = change(value)
        elif keyword not in DATA and is_list(value):
            made[keyword] = [change(x) if isinstance(x, (dict, bool)) else x for x in value]
    return made


def nodes(schema: Schema) -> Iterator[dict[str, Any]]:
    """A schema and all schemas in it at any depth, whatever they are for, without those that are true or false."""
    todo = [schema]
    while todo:
        each = todo.pop()
        if is_dict(each):
            yield each
            changed(each, todo.append)  # of which only the schemas that are handed on are of use


def without_rules(schema: Schema, left_out: LeftOut) -> Schema:
    """A schema without some of its rules, those included that only warn."""
    if not is_dict(schema):
        return schema
    if "x-rule" in schema and (
        left_out is True or (left_out and schema["x-rule"]["id"] in left_out)
    ):
        return True
    return changed(schema, lambda each: without_rules(each, left_out))


def with_warnings(schema: Schema) -> Schema:
    """A whole schema in which what warns is refused as well."""
    if not is_dict(schema):
        return schema
    made = changed(schema, with_warnings)
    warned: list[Schema] = made.pop("x-warn", [])
    return {**made, "allOf": [*made.get("allOf", ()), *warned]} if warned else made
