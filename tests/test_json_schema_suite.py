"""The official test suite of JSON Schema, judged by the schemas that a package carries."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
from adwright.problems import SpecError
from judges import read_data

SUITE = Path(__file__).parent / "json_schema_suite" / "draft2020-12.json"
_UNKNOWN = "an unknown member of an object that names its members is refused"
_OPENED = "a part that refuses the members of the others is opened"

DIFFERENT = {
    ("additionalProperties", "additionalProperties are allowed by default"): _UNKNOWN,
    ("dependentSchemas", "dependent subschema incompatible with root"): _UNKNOWN,
    ("not", "forbidden property"): _UNKNOWN,
    ("properties", "object properties validation"): _UNKNOWN,
    ("oneOf", "oneOf with empty schema"): "members that cannot be told apart are anyOf",
    ("ref", "ref creates new scope when adjacent to keywords"): _OPENED,
    **dict.fromkeys(
        (
            ("unevaluatedProperties", name)
            for name in (
                "unevaluatedProperties can't see inside cousins",
                "unevaluatedProperties can't see inside cousins (reverse order)",
                "nested unevaluatedProperties, outer true, inner false, properties outside",
                "cousin unevaluatedProperties, true and false, true with properties",
                "property is evaluated in an uncle schema to unevaluatedProperties",
                "in-place applicator siblings, allOf has unevaluated",
            )
        ),
        _OPENED,
    ),
}
"""The groups in which some verdict is another one, each with the reason."""

PLACES: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "root": (lambda schema: schema, lambda value: value),
    "property": (
        lambda schema: {"type": "object", "properties": {"p": schema}},
        lambda value: {"p": value},
    ),
    "item": (lambda schema: {"type": "array", "items": schema}, lambda value: [value]),
    "map": (
        lambda schema: {"type": "object", "additionalProperties": schema},
        lambda value: {"k": value},
    ),
    "nullable": (
        lambda schema: {"properties": {"p": {"anyOf": [schema, {"type": "null"}]}}},
        lambda value: {"p": value},
    ),
}
"""Where a schema is put, and where a value then is."""


def inside(tree: Any, component: str, *, names: bool = False) -> Any:
    """A schema with its references as they are where it is a component of a document."""
    if isinstance(tree, list):
        return [inside(item, component) for item in tree]
    if not isinstance(tree, dict):
        return tree
    maps = ("properties", "$defs", "definitions", "patternProperties", "dependentSchemas")
    result: dict[str, Any] = {}
    for key, value in tree.items():
        if key == "$ref" and isinstance(value, str) and value[:2] in ("#", "#/"):
            result[key] = f"#/components/schemas/{component}{value[1:]}"
        elif key in ("const", "enum", "default", "examples") and not names:
            result[key] = value
        else:
            result[key] = inside(value, component, names=key in maps and not names)
    return result


def _document(schema: Any) -> dict[str, Any]:
    """A document with an operation for each place."""
    ref = {"$ref": "#/components/schemas/Tried"}
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {
            f"/{name}": {
                "post": {
                    "operationId": name,
                    "requestBody": {"content": {"application/json": {"schema": put(ref)}}},
                    "responses": {"204": {"description": "Done."}},
                }
            }
            for name, (put, _) in PLACES.items()
        },
        "components": {"schemas": {"Tried": inside(schema, "Tried")}},
    }


def _verdicts(file: Path, group: dict[str, Any]) -> list[bool]:
    """For each value in each place whether the verdict is right; none where the document is not read."""
    file.write_text(json.dumps(_document(group["schema"])), "utf-8")
    try:
        data = read_data(file)
    except SpecError:
        return []
    assert not data.not_judged
    entries = {key: json.loads(text) for key, text in data.requests.items()}
    definitions = {key[6:]: entry for key, entry in entries.items() if key.startswith("$defs/")}
    right: list[bool] = []
    for name, (_, give) in PLACES.items():
        judge = jsonschema_rs.Draft202012Validator(
            {**entries[f"operations/{name}"], "$defs": definitions}
        )
        for test in group["tests"]:
            if name == "nullable" and test["data"] is None:
                continue
            taken = judge.is_valid({"parameters": {}, "body": give(test["data"])})
            right.append(taken is test["valid"])
    return right


def test_verdicts(tmp_path: Path) -> None:
    """They are the suite's, but for what is listed."""
    suite = json.loads(SUITE.read_text("utf-8"))
    different: set[tuple[str, str]] = set()
    unread: set[tuple[str, str]] = set()
    right = wrong = 0
    for file, groups in suite.items():
        for group in groups:
            key = file, group["description"]
            verdicts = _verdicts(tmp_path / "openapi.json", group)
            if not verdicts:
                unread.add(key)
            if not all(verdicts):
                different.add(key)
            by_design = key in DIFFERENT
            right += sum(verdicts)
            wrong += 0 if by_design else verdicts.count(False)
    assert different == DIFFERENT.keys()
    assert right / (right + wrong) > 0.995
    assert all(file in ("ref", "anchor", "defs") for file, _ in unread), "remote documents"
    assert len(unread) == 3
