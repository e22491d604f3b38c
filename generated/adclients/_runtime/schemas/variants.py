"""What is left of a schema when rules are left out, or when only what warns is wanted."""

from __future__ import annotations

from typing import Any, TypeAlias

from ..shapes import is_dict
from .store import Schema, changed, referred, subschemas

Off: TypeAlias = bool | frozenset[str]
"""Whether all rules are left out, or the ids of those that are."""

ONLY_WARNED = (
    "uri", "uri-reference", "iri", "iri-reference", "uri-template", "hostname", "idn-hostname", "idn-email",
    "json-pointer", "relative-json-pointer", "regex",
)  # fmt: skip
"""Formats that documents often put on what they do not mean."""


def without_rules(schema: Schema, off: Off) -> Schema:
    """A schema without some of its rules, those included that only warn.

    Args:
        schema: The schema.
        off: The rules.
    """
    if not is_dict(schema):
        return schema
    if _is_off(schema, off):
        return True
    kept = {**schema}
    for keyword in {"allOf", "x-warn"} & schema.keys():
        kept[keyword] = [each for each in schema[keyword] if not _is_off(each, off)]
        if not kept[keyword]:
            del kept[keyword]
    return changed(kept, lambda each: without_rules(each, off))


def _is_off(schema: Any, off: Off) -> bool:
    rule = schema.get("x-rule") if is_dict(schema) else None
    if rule is None or isinstance(off, bool):
        return rule is not None and off is True
    return rule["id"] in off


def only_warnings(schema: Schema) -> Schema | None:
    """What of a schema only warns, for values with which nothing is wrong; None if nothing does.

    Args:
        schema: A schema with all that it refers to below `$defs`.
    """
    definitions: dict[str, Schema] = schema.get("$defs", {}) if is_dict(schema) else {}
    warning: set[str] = set()
    while more := {n for n, s in definitions.items() if _warns(s, warning)} - warning:
        warning |= more  # what refers to what warns does so as well
    root = (
        {key: value for key, value in schema.items() if key != "$defs"} if is_dict(schema) else {}
    )
    if not _warns(root, warning):
        return None
    try:
        inner = {name: _reduced(definitions[name], warning) for name in sorted(warning)}
        return {**_reduced(root, warning), "$defs": inner}
    except _UnderConditionError:
        return with_warnings(schema)


class _UnderConditionError(Exception):
    """What warns stands where only other parts of a schema tell whether it counts."""


def _warns(schema: Schema, warning: set[str]) -> bool:
    """Whether a schema says what only warns, at any depth or by reference."""
    if not is_dict(schema):
        return False
    own = "x-warn" in schema or schema.get("format") in ONLY_WARNED
    refers = str(schema.get("$ref", "")).rpartition("/")[2] in warning
    return own or refers or any(_warns(each, warning) for each in subschemas(schema))


def _reduced(schema: Schema, warning: set[str]) -> dict[str, Any]:
    """A schema reduced to what leads to warnings."""
    made: dict[str, Any] = {}
    for keyword, value in schema.items() if is_dict(schema) else ():
        if keyword in ("properties", "patternProperties"):
            made[keyword] = {name: _reduced(each, warning) for name, each in value.items()}
        elif keyword in ("allOf", "prefixItems"):
            made[keyword] = [_reduced(each, warning) for each in value]
        elif keyword in ("items", "additionalProperties"):
            made[keyword] = _reduced(value, warning)
        elif keyword == "x-warn":
            if any([*referred(each)] for each in value):  # to what may not be reduced
                raise _UnderConditionError
        elif any(_warns(each, warning) for each in subschemas({keyword: value})):
            raise _UnderConditionError
        elif (keyword == "format" and value in ONLY_WARNED) or (
            keyword == "$ref" and value.rpartition("/")[2] in warning
        ):
            made[keyword] = value
    return _joined(made, schema)


def with_warnings(schema: Schema) -> Schema:
    """A whole schema in which what warns is refused as well."""
    return _joined(changed(schema, with_warnings), schema) if is_dict(schema) else schema


def _joined(made: dict[str, Any], schema: Schema) -> dict[str, Any]:
    warned = schema.get("x-warn") if is_dict(schema) else None
    made.pop("x-warn", None)
    return {**made, "allOf": [*made.get("allOf", ()), *warned]} if warned else made
