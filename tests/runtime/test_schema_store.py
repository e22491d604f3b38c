"""Schemas as data: found when they are needed, described for people, compared by relations."""

from __future__ import annotations

import json
import sys
from types import ModuleType
from typing import Any

import pytest
from runtime.client import APIClient, Resource
from runtime.errors import RequestValidationError
from runtime.schemas.store import Schemas
from runtime.spec.operation import Body, Operation, Parameter
from runtime.spec.service import Service
from schemas_as_data import TEXT, WHOLE, arguments, closed, kept, ref

TEXTS = {
    "$defs/Plan": closed(
        {
            "adPlan": TEXT, "parts": {"type": "array", "items": ref("Plan")}, "end/at": WHOLE,
            "start": WHOLE,
        },
        ["adPlan"],
        allOf=[
            {"if": {"properties": {"adPlan": {"const": "adPlan"}}, "required": ["adPlan"]},
             "then": {"required": ["end/at"]}},
            {"x-compare": {"left": "start", "operator": "<", "right": "end/at"}},
        ],
        dependentRequired={"adPlan": ["end/at"]},
        dependentSchemas={"end/at": {"required": ["adPlan"]}},
        **{"x-names": {"ad_plan": "adPlan", "end_at": "end/at"}},
    ),
    "$defs/Unused": {"type": "bogus"},
    "operations/plans.create": arguments(
        {"dryRun": {"type": "boolean"}, "dryRun (header)": TEXT}, ["dryRun"], ref("Plan")
    ),
}  # fmt: skip
PROSE = {
    "$defs/Plan": {
        "": {"title": "A plan"},
        "/properties/adPlan": {"description": "Which plan.", "default": "a"},
        "/properties/end~1at": {"description": "When it ends."},
    },
    "operations/plans.create": {
        "/properties/parameters/properties/dryRun": {"description": "Whether to try only."},
    },
}
CREATE: Operation[None] = Operation(
    "plans.create",
    "POST",
    "/plans",
    (Parameter("dry_run", "query", alias="dryRun", required=True),
     Parameter("dry_run_header", "header", alias="dryRun")),
    Body(fields=True),
)  # fmt: skip


class Plans(Resource):
    """Plans."""

    def create(self, *, dry_run: bool, ad_plan: str) -> None:
        """Create a plan."""
        self._client.call(CREATE, {"dry_run": dry_run}, {"ad_plan": ad_plan})


@pytest.fixture
def schemas(monkeypatch: pytest.MonkeyPatch) -> Schemas:
    """Schemas in modules of a package."""
    requests, prose = ModuleType("plans.requests"), ModuleType("plans.prose")
    vars(requests)["SCHEMAS"] = {key: json.dumps(value) for key, value in TEXTS.items()}
    vars(prose)["REQUESTS"] = {key: json.dumps(value) for key, value in PROSE.items()}
    for module in (ModuleType("plans"), requests, prose):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    return Schemas("plans.requests")


def test_schemas_bring_along_all_that_they_refer_to(schemas: Schemas) -> None:
    whole = schemas.schema("operations/plans.create")
    assert [*whole["$defs"]] == ["Plan"]
    assert "operations/plans.create" in schemas
    assert "$defs/Plan" in [*schemas]
    with pytest.raises(KeyError):
        schemas.schema("$defs/Other")
    assert schemas.validator("$defs/Plan") is schemas.validator("$defs/Plan")


def test_modules_are_loaded_when_a_schema_is_needed() -> None:
    lazy = Schemas("no_such_package.requests")
    with pytest.raises(ModuleNotFoundError):
        lazy.schema("x")


def test_arguments_are_described_in_names_of_python_and_with_words(schemas: Schemas) -> None:
    client = APIClient(Service("X", requests=schemas), base_url="http://x")
    schema = client.schema(Plans(client).create)
    assert [*schema["properties"]] == [
        "dry_run", "dry_run_header", "ad_plan", "parts", "end_at", "start",
    ]  # fmt: skip
    assert schema["required"] == ["dry_run", "ad_plan"]
    assert schema["properties"]["dry_run"]["description"] == "Whether to try only."
    assert schema["properties"]["ad_plan"] == {
        "type": "string", "description": "Which plan.", "default": "a",
    }  # fmt: skip
    plan = schema["$defs"]["Plan"]
    assert plan["title"] == "A plan"
    assert plan["properties"]["end_at"]["description"] == "When it ends."
    assert "x-names" not in json.dumps(schema)
    condition, comparison = plan["allOf"]
    assert condition == {
        "if": {"properties": {"ad_plan": {"const": "adPlan"}}, "required": ["ad_plan"]},
        "then": {"required": ["end_at"]},
    }
    assert comparison == {"x-compare": {"left": "start", "operator": "<", "right": "end_at"}}
    assert plan["dependentRequired"] == {"ad_plan": ["end_at"]}
    assert plan["dependentSchemas"] == {"end_at": {"required": ["ad_plan"]}}
    assert "title" not in schemas.schema("$defs/Plan")  # that by which requests are judged


def test_what_has_no_schema_is_sent_as_it_is() -> None:
    client = APIClient(Service("X"), base_url="http://x")
    with pytest.raises(RequestValidationError) as caught:
        client.call(CREATE, {"dry_run": object()}, {"a": b"\xff", "b": float("nan")})
    assert [each.path for each in caught.value.violations] == ["dry_run", "b"]


COMPARED: list[tuple[str, str, str, Any, list[str]]] = [
    ("a", "<", "b", {"a": 1, "b": 2}, []),
    ("a", "<", "b", {"a": 2, "b": 2}, ["a"]),
    ("a", "<=", "b", {"a": 2, "b": 2.0}, []),
    ("a", "==", "b", {"a": "x", "b": "y"}, ["a"]),
    ("a", "!=", "b", {"a": "x", "b": "x"}, ["a"]),
    ("a", ">", "b", {"a": 1, "b": 2}, ["a"]),
    ("a", ">=", "b", {"a": 1, "b": 1}, []),
    ("a", "<", "b", {"a": 1}, []),
    ("a", "<", "b", {"a": None, "b": 1}, []),
    ("a", "<", "b", {"a": 5, "b": "1"}, []),
    ("a", "<", "b", {"a": True, "b": 0}, []),
    ("a", "<", "b", {"a": "2027-01-01T10:00:00+02:00", "b": "2027-01-01T09:00:00Z"}, []),
    ("a", "<", "b", {"a": "2027-01-01T10:00:00", "b": "2027-01-01T09:00:00Z"}, ["a"]),
    ("a", "<", "b", {"a": "2027-01-01", "b": "2027-01-02T00:00:00Z"}, []),
    ("a.b", "<", "c", {"a": {"b": 5}, "c": 1}, ["a.b"]),
    ("r.a", "<", "r.b", {"r": [{"a": 1, "b": 2}, {"a": 3, "b": 2}]}, ["r[1].a"]),
    ("a", "<", "b", {"a": [1, 9], "b": 5}, ["a[1]"]),
    ("a", "<", "b", [], []),
]


@pytest.mark.parametrize(("left", "relation", "right", "value", "paths"), COMPARED)
def test_comparisons(left: str, relation: str, right: str, value: Any, paths: list[str]) -> None:
    from runtime.schemas.check import check_value

    comparison = {"left": left, "operator": relation, "right": right}
    schemas = kept({"$defs/X": {"x-compare": comparison}})
    found = check_value(schemas, "X", value)
    assert [each.path for each in found] == paths
    assert all(len(each.values) == 2 for each in found)


def test_comparisons_say_what_they_ask_for() -> None:
    from runtime.schemas.check import check_value

    said = {"<": "before", "<=": "at or before", ">": "after", ">=": "at or after"}
    for relation, words in said.items():
        late, early = "2027-01-02", "2027-01-01"
        a, b = (late, early) if "<" in relation else (early, late)
        comparison = {"left": "a", "operator": relation, "right": "b"}
        schemas = kept({"$defs/X": {"x-compare": comparison}})
        (found,) = check_value(schemas, "X", {"a": a, "b": b})
        assert found.message == f"a must be {words} b"
