"""Rules on samples: what a document shows fits what the spec says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from adwright.bundle.patterns import engine_pattern
from adwright.document.node import Node
from adwright.document.references import find, is_reference, target_of
from adwright.document.source import as_list, as_object, is_array, is_object
from adwright.lint.context import Breach, Context, Rule, breach

_LONGEST_VALUE = 60


def _example_valid(context: Context) -> Iterator[Breach]:
    for place, keyword, message in _misfits(context):
        if keyword not in ("enum", "const"):
            yield breach(place, message)


def _enum_samples(context: Context) -> Iterator[Breach]:
    for node in context.all("schema", "property"):
        yield from _odd_values(node)
    for place, keyword, message in _misfits(context):
        if keyword in ("enum", "const"):
            yield breach(place, message, "add the value, or note why the sample departs")


def _odd_values(node: Node) -> Iterator[Breach]:
    """Values of an enum that its type forbids, or that stand in it twice."""
    said = node.plain("type")
    kinds = as_list(said) or [said]
    seen: set[str] = set()
    for value in node["enum"].elements() if "enum" in node else ():
        shown = json.dumps(value.value)
        if said is not None and not any(_is_of(value.value, kind) for kind in kinds):
            yield breach(value, f"{shown} is not of the type {', '.join(map(str, kinds))}")
        if shown in seen:
            yield breach(value, f"{shown} stands in the enum twice", "leave one of them out")
        seen.add(shown)


def _is_of(value: Any, kind: object) -> bool:
    from jsonschema import Draft202012Validator

    validator: Any = Draft202012Validator({"type": kind})
    return bool(validator.is_valid(value))


def _misfits(context: Context) -> Iterator[tuple[Node, str, str]]:
    """Where examples and defaults do not fit their schemas: the node, the keyword, the message."""
    components = _with_places(context.bundle.root.get("components", {}))
    seen: set[tuple[tuple[str, ...], str]] = set()
    for sample in context.bundle.samples:
        schema = {**_with_places(sample.schema), "components": components}
        validator: Any = _validators()(schema, format_checker=_formats())
        for error in validator.iter_errors(sample.node.value):
            place = sample.node
            for step in error.absolute_path:
                place = place[str(step)]
            message = _message(error, _rule_of(error, schema))
            if (place.path, message) not in seen:
                seen.add((place.path, message))
                yield place, str(error.validator), message


@cache
def _validators() -> Any:
    """What makes validators: those of jsonschema, but with regular expressions that take no time without end."""
    from jsonschema import Draft202012Validator, ValidationError, validators

    plain: Any = Draft202012Validator.VALIDATORS

    def pattern(_validator: Any, wanted: str, value: Any, _schema: Any) -> Iterator[Any]:
        if isinstance(value, str) and not _matches(wanted, value):
            yield ValidationError(f"{value!r} does not match {wanted!r}")

    def pattern_properties(validator: Any, said: Any, value: Any, _schema: Any) -> Iterator[Any]:
        for wanted, schema in said.items() if is_object(value) else ():
            for name, member in as_object(value).items():
                if _matches(wanted, name):
                    yield from validator.descend(member, schema, path=name, schema_path=wanted)

    def additional_properties(validator: Any, said: Any, value: Any, schema: Any) -> Iterator[Any]:
        patterns = schema.get("patternProperties", {})
        if is_object(value):
            others = {
                name: member
                for name, member in value.items()
                if not any(_matches(each, name) for each in patterns)
            }
            rest = {key: each for key, each in schema.items() if key != "patternProperties"}
            yield from plain["additionalProperties"](validator, said, others, rest)

    maker: Any = validators  # which has no types
    return maker.extend(
        Draft202012Validator,
        {
            "pattern": pattern,
            "patternProperties": pattern_properties,
            "additionalProperties": additional_properties,
        },
    )


def _matches(pattern: str, text: str) -> bool:
    """Whether a text has a part that matches; a pattern that requests are not judged by takes any text."""
    known = engine_pattern(pattern)
    return known is None or _pattern(known.pattern).is_valid(text)


@lru_cache(64)  # some take megabytes
def _pattern(pattern: str) -> Any:
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(
        {"pattern": pattern},
        pattern_options=jsonschema_rs.FancyRegexOptions(backtrack_limit=100_000),
    )


@cache
def _formats() -> Any:
    """What is checked of formats: those that need no other library, and hold in any time zone."""
    from jsonschema import FormatChecker

    return FormatChecker(formats=("date", "ipv4", "ipv6", "uuid"))


def _rule_of(error: Any, schema: Any) -> str:
    """Id and sentence of the rule that an error breaks, empty if it breaks none."""
    rule, node = "", schema
    for step in error.absolute_schema_path:
        while is_reference(node) and step not in node:
            node = find(schema, target_of(node) or ())
        node = node[step]
        rule = str(as_object(node).get("$comment", rule))
    return rule


def _message(error: Any, rule: str) -> str:
    if error.validator == "not" and error.validator_value == {}:
        text = "not allowed here"
    else:
        text = " ".join(str(error.message).split())
        shown = repr(error.instance)
        if len(shown) > _LONGEST_VALUE and text.startswith(shown):
            text = f"{shown[:_LONGEST_VALUE]} ...{text[len(shown) :]}"
    return f"{text}: {rule}" if rule else text


def _with_places(schema: Any) -> Any:
    """`{"not": {}}` for a property that is `false`: of the latter, jsonschema tells no place."""
    if is_array(schema):
        return [_with_places(item) for item in schema]
    if not is_object(schema):
        return schema
    result = {key: _with_places(value) for key, value in schema.items()}
    if is_object(named := result.get("properties")):
        result["properties"] = {k: {"not": {}} if v is False else v for k, v in named.items()}
    return result


RULES = (
    Rule(
        "enum-samples",
        "The values of an enum are of its type, and those that samples show are among them.",
        _enum_samples,
    ),
    Rule(
        "example-valid",
        "Every example and default fits its schema in the direction in which it travels.",
        _example_valid,
    ),
)
