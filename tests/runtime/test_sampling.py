"""Samples: values made from schemas, judged by the same schemas."""

from __future__ import annotations

import json
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator
from runtime.schemas.validate import Validator
from runtime.testing.samples import sample
from runtime.testing.scalars import text_matching

VENDORS = ("freewheel", "civis", "clearline", "iqm")
TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
MOMENT = {"type": "string", "format": "date-time"}

FITTING: dict[str, Any] = {
    "anything": {},
    "type": {"type": "boolean"},
    "nullable": {"type": ["null", "integer"]},
    "enum": {"enum": [None, "a"]},
    "const": {"const": {"a": [1]}},
    "bounds": {"type": "integer", "minimum": 17, "maximum": 18},
    "open bounds": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
    "multiples": {"type": "number", "minimum": 0.1, "multipleOf": 0.01},
    "two multiples": {"type": "integer", "allOf": [{"multipleOf": 4}, {"multipleOf": 6}]},
    "lengths": {"type": "string", "minLength": 30, "maxLength": 31},
    "short": {"type": "string", "maxLength": 2},
    "pattern": {"type": "string", "pattern": r"^[A-Z]{2}\d+(-[a-z]+)?$", "minLength": 9},
    "two patterns": {"type": "string", "allOf": [{"pattern": "^a"}, {"pattern": "^[a-c]{4}$"}]},
    "date-time": {"type": "string", "format": "date-time"},
    "date-time without a zone": {"type": "string", "format": "date-time-zone-optional"},
    "formats": {
        "type": "object",
        "properties": {
            name: {"type": "string", "format": name}
            for name in "date time duration uuid email ipv4 ipv6 uri hostname byte regex".split()
        },
    },
    "untyped members": {"properties": {"a": {"minimum": 3}}, "required": ["a"]},
    "merged parts": {
        "allOf": [{"properties": {"a": {"minimum": 3}}}, {"properties": {"a": {"maximum": 4}}}],
        "required": ["a"],
    },
    "one of, told by what is required": {
        "properties": {"a": WHOLE, "b": WHOLE},
        "oneOf": [{"required": ["a"]}, {"required": ["b"]}],
    },
    "one of closed ones": {
        "oneOf": [
            {"properties": {"a": WHOLE}, "additionalProperties": False, "required": ["a"]},
            {"properties": {"a": WHOLE, "b": WHOLE}, "additionalProperties": False, "required": ["b"]},
        ]
    },
    "the second of several": {"type": "object", "anyOf": [{"type": "string"}, {"required": ["x"]}]},
    "if and then": {
        "properties": {"kind": {"enum": ["a", "b"]}, "more": TEXT, "less": TEXT},
        "required": ["kind"],
        "if": {"properties": {"kind": {"const": "a"}}},
        "then": {"required": ["more"], "properties": {"less": False}},
        "else": {"required": ["less"]},
    },
    "a condition that rules out the first value": {
        "properties": {"kind": {"enum": ["a", "b"]}, "c": TEXT},
        "required": ["kind"],
        "if": {"properties": {"kind": {"const": "a"}}},
        "then": {"required": ["c"]},
        "not": {"required": ["c", "kind"]},
    },
    "dependent": {
        "properties": {"a": TEXT, "b": TEXT},
        "dependentRequired": {"a": ["b", "c"]},
        "dependentSchemas": {"b": {"properties": {"d": {"const": 4}}, "required": ["d"]}},
    },
    "not": {"type": "string", "not": {"enum": ["text", ""]}},
    "not together": {"properties": {"a": TEXT, "b": TEXT}, "not": {"required": ["a", "b"]}},
    "not this value": {
        "properties": {"a": {"enum": [1, 2]}},
        "required": ["a"],
        "not": {"properties": {"a": {"const": 1}}},
    },
    "contains": {"type": "array", "items": WHOLE, "contains": {"minimum": 5}, "minContains": 2},
    "items": {"type": "array", "items": WHOLE, "minItems": 3, "maxItems": 4},
    "different items": {
        "type": "array",
        "minItems": 5,
        "uniqueItems": True,
        "items": {"properties": {"k": {"enum": ["a", "b"]}, "n": {"type": "string", "maxLength": 3}}},
    },
    "items one by one": {"type": "array", "prefixItems": [TEXT, WHOLE], "items": False, "minItems": 2},
    "members by pattern": {"patternProperties": {"^x-[a-z]{3}$": WHOLE}, "minProperties": 2},
    "names": {"type": "object", "propertyNames": {"pattern": "^x_[a-z]{4}$"}, "minProperties": 3},
    "a map": {"type": "object", "additionalProperties": WHOLE, "minProperties": 2},
    "at most": {"properties": {"a": TEXT, "b": TEXT, "c": TEXT}, "required": ["c"], "maxProperties": 2},
    "closed": {
        "properties": {"a": TEXT, "b": TEXT},
        "allOf": [{"properties": {"a": True}, "additionalProperties": False}],
    },
    "rules": {
        "properties": {"a": WHOLE, "b": WHOLE},
        "allOf": [
            {"x-rule": {"id": "r"}, "if": {"required": ["a"]}, "then": {"properties": {"b": False}}}
        ],
    },
    "compared": {
        "properties": {
            "schedule": {"properties": {"start": MOMENT, "end": MOMENT}},
            "points": {"type": "array", "items": {"properties": {"date": {"format": "date", **TEXT}}}},
        },
        "allOf": [
            {"x-compare": {"left": "schedule.start", "operator": "<", "right": "schedule.end"}},
            {"x-compare": {"left": "points.date", "operator": ">", "right": "schedule.start"}},
            {"x-compare": {"left": "points.date", "operator": "<=", "right": "schedule.end"}},
        ],
    },
    "within itself": {
        "$defs": {"N": {"properties": {"n": {"$ref": "#/$defs/N"}, "l": {"items": {"$ref": "#/$defs/N"}}}}},
        "$ref": "#/$defs/N",
    },
    "required within itself, but for null": {
        "$defs": {
            "N": {
                "properties": {"n": {"anyOf": [{"$ref": "#/$defs/N"}, {"type": "null"}]}},
                "required": ["n"],
            }
        },
        "$ref": "#/$defs/N",
    },
}  # fmt: skip


@pytest.mark.parametrize("name", FITTING)
def test_samples_fit(name: str) -> None:
    schema = FITTING[name]
    made = sample(schema)
    errors, _ = Validator(schema).errors(made)
    assert not errors, (made, [each.message for each in errors])
    assert sample(schema) == made


def test_what_may_be_left_out_is_there() -> None:
    schema = {
        "properties": {
            "a": TEXT,
            "b": {"items": {"properties": {"c": WHOLE}}},
            "m": {"additionalProperties": WHOLE},
        }
    }
    assert sample(schema) == {"a": "text", "b": [{"c": 1}], "m": {"key": 1}}


def test_tags_are_those_of_the_alternative() -> None:
    pet = {"type": "object", "properties": {"kind": TEXT}, "required": ["kind"]}
    schema = {
        "$defs": {"Cat": pet, "Dog": {**pet}},
        "oneOf": [{"$ref": "#/$defs/Cat"}, {"type": "null"}],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"dog": "#/$defs/Dog", "cat": "#/$defs/Cat"},
        },
    }
    assert sample(schema) == {"kind": "cat"}


def test_what_only_warns_is_kept_too() -> None:
    schema = {
        "properties": {"a": WHOLE},
        "required": ["a"],
        "x-warn": [{"properties": {"a": {"minimum": 9}}}],
    }
    assert sample(schema) == {"a": 9}


def _size(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(_size, inner))


def _deep(levels: int) -> Any:
    return {"properties": {"a": _deep(levels - 1)}, "required": ["a"]} if levels else TEXT


THOUSANDS: Any = {"type": "array", "minItems": 1000}
HOPELESS: list[Any] = [
    {**THOUSANDS, "items": {**THOUSANDS, "items": THOUSANDS}},
    {"type": "array", "minItems": 10**30},
    {"type": "object", "minProperties": 10**9},
    {"type": "string", "minLength": 10**9},
    {"type": "string", "pattern": "^((((a+)+)+)+)+$", "minLength": 50_000},
    {"type": "string", "pattern": r"(a)\1[", "minLength": 3},
    {"type": "integer", "multipleOf": 0.5, "exclusiveMinimum": 1, "exclusiveMaximum": 2},
    {"$defs": {"N": {"properties": {"n": {"$ref": "#/$defs/N"}}, "required": ["n"]}}, "$ref": "#/$defs/N"},
    {"allOf": [{"type": "string"}, {"type": "integer"}]},
    {"oneOf": [{"const": 1}, {"const": 1}]},
    {"$ref": "#"},
    {"minimum": "x"},
    _deep(100),
    False,
]  # fmt: skip


@pytest.mark.parametrize("schema", HOPELESS)
def test_what_cannot_be_made_ends_small(schema: Any) -> None:
    start = time.monotonic()
    made = sample(schema)
    assert time.monotonic() - start < 5
    assert _size(made) < 2_100
    assert len(json.dumps(made)) < 200_000


def test_many_members_are_filled_less_deeply() -> None:
    def wide(levels: int) -> Any:
        return {"properties": {f"p{i}": wide(levels - 1) for i in range(20)}} if levels else WHOLE

    assert 400 < _size(sample(wide(3))) < 2_100


PATTERNS = [
    r"^[a-z]{3,5}$", r"^\d{4}-\d\d$", "^(foo|bar)+x?$", r"[^\s]{10}", r"^\S{3}$",
    r"^[A-Z]{2}[0-9]*\.(?:js|ts)$", r"^\u0041[\w-]+$", "a{2,}", "^[^0-9]+$", "^(?!x)a*$", r"^\x41\/$", r"^[\d.]+$",
    r"^(?<year>\d+)$", r"\bword\b", "^$", "^[a-]$",
]  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
def test_texts_match(pattern: str) -> None:
    made = text_matching(pattern, number=3)
    assert made is not None
    assert Draft202012Validator({"pattern": pattern}).is_valid(made)


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("direction", ["requests", "responses"])
def test_samples_of_the_clients(vendor: str, direction: str) -> None:
    schemas = getattr(import_module(f"adclients.{vendor}.client").SERVICE, direction)
    for key in schemas:
        made = sample(schemas.schema(key))
        judge = schemas.validator(key)
        assert not judge.errors(made)[0], key
        assert not judge.errors(made, warn=True)[0], key
        assert _size(made) < 500, key


SUITE = Path(__file__).resolve().parents[1] / "json_schema_suite" / "draft2020-12.json"


def test_samples_of_the_official_suite() -> None:
    fitting, count = 0, 0
    files: dict[str, list[Any]] = json.loads(SUITE.read_text("utf-8"))
    for group in (each for groups in files.values() for each in groups):
        schema = group["schema"]
        if isinstance(schema, dict):
            schema = {key: value for key, value in schema.items() if key != "$schema"}
        if not any(each["valid"] for each in group["tests"]):
            continue
        try:
            judge = Draft202012Validator(schema, offline=True, validate_formats=True)
        except ValueError:
            continue  # it needs other documents
        count += 1
        fitting += judge.is_valid(sample(schema))
    assert count > 300
    assert fitting / count > 0.95
