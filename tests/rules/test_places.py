"""Every condition is judged wherever a value may stand: in members, maps, unions, nullables, lists, further members."""

from __future__ import annotations

import warnings
from typing import Any

import httpx
import pytest
from support import Generate, Package

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
PART = {
    "type": "object",
    "properties": {
        "kind": {"type": "string", "enum": ["gift", "sale"]},
        "price": WHOLE,
        "count": WHOLE,
        "tags": {"type": "array", "items": TEXT},
    },
}

# The condition, the keyword that it goes by, a body that breaks it, the place in it, and one that keeps it.
CONDITIONS: dict[str, tuple[Any, str, Any, str, Any]] = {
    "if": (
        {
            "if": {"properties": {"kind": {"const": "sale"}}, "required": ["kind"]},
            "then": {"required": ["price"]},
        },
        "required", {"kind": "sale"}, "price", {"kind": "gift"},
    ),
    "else": (
        {
            "if": {"properties": {"kind": {"const": "sale"}}, "required": ["kind"]},
            "then": True,
            "else": {"properties": {"price": False}},
        },
        "not", {"kind": "gift", "price": 1}, "price", {"kind": "sale", "price": 1},
    ),
    "dependentRequired": (
        {"dependentRequired": {"price": ["count"]}},
        "dependentRequired", {"price": 1}, "count", {"count": 1},
    ),
    "dependentSchemas": (
        {"dependentSchemas": {"price": {"properties": {"count": {"minimum": 2}}}}},
        "minimum", {"price": 1, "count": 1}, "count", {"count": 1},
    ),
    "not": ({"not": {"required": ["price", "count"]}}, "not", {"price": 1, "count": 1}, "", {}),
    "anyOf": (
        {"anyOf": [{"required": ["price"]}, {"required": ["count"]}]},
        "anyOf", {"kind": "gift"}, "", {"count": 1},
    ),
    "oneOf": (
        {"oneOf": [{"required": ["price"]}, {"required": ["count"]}]},
        "oneOf", {"price": 1, "count": 1}, "", {"price": 1},
    ),
    "minProperties": ({"minProperties": 2}, "minProperties", {"price": 1}, "", {"price": 1, "count": 1}),
    "propertyNames": ({"propertyNames": {"maxLength": 4}}, "propertyNames", {"price": 1}, "", {"kind": "gift"}),
    "contains": (
        {"properties": {"tags": {"contains": {"const": "main"}}}},
        "contains", {"tags": ["a"]}, "tags", {"tags": ["a", "main"]},
    ),
    "x-compare": (
        {"x-compare": {"left": "price", "operator": "<", "right": "count"}},
        "x-compare", {"price": 2, "count": 1}, "price", {"price": 1, "count": 2},
    ),
}  # fmt: skip

REF = {"$ref": "#/components/schemas/Part"}
OTHER = {"type": "object", "required": ["size"], "properties": {"size": WHOLE}}
TAGGED = {
    "oneOf": [{"$ref": "#/components/schemas/Ticket"}, {"$ref": "#/components/schemas/Voucher"}],
    "discriminator": {"propertyName": "type"},
}


def within(schema: Any) -> Any:
    """An object with one member."""
    return {"type": "object", "properties": {"at": schema}}


# The schema of a body, where in it the object with the condition stands, and the value that leads there.
PLACES: dict[str, tuple[Any, str, Any]] = {
    "the body": (REF, "", lambda part: part),
    "a member": (within(REF), "at", lambda part: {"at": part}),
    "a member of a member": (within(within(REF)), "at.at", lambda part: {"at": {"at": part}}),
    "a list body": ({"type": "array", "items": REF}, "[0]", lambda part: [part]),
    "a list": (within({"type": "array", "items": REF}), "at[0]", lambda part: {"at": [part]}),
    "a list of lists": (
        within({"type": "array", "items": {"type": "array", "items": REF}}),
        "at[0][0]", lambda part: {"at": [[part]]},
    ),
    "a place in a list": (
        within({"type": "array", "prefixItems": [WHOLE, REF]}), "at[1]", lambda part: {"at": [1, part]},
    ),
    "a map body": (
        {"type": "object", "additionalProperties": REF}, "x", lambda part: {"x": part},
    ),
    "a map": (
        within({"type": "object", "additionalProperties": REF}), "at.x", lambda part: {"at": {"x": part}},
    ),
    "further members": (
        within({"type": "object", "properties": {"a": WHOLE}, "additionalProperties": REF}),
        "at.x", lambda part: {"at": {"a": 1, "x": part}},
    ),
    "members by a pattern": (
        within({"type": "object", "patternProperties": {"^x": REF}}), "at.xy", lambda part: {"at": {"xy": part}},
    ),
    "a nullable": (
        within({"anyOf": [REF, {"type": "null"}]}), "at", lambda part: {"at": part},
    ),
    "a nullable of its own": (
        within({"oneOf": [{"type": "null"}, REF]}), "at", lambda part: {"at": part},
    ),
    "a union": (within({"oneOf": [OTHER, REF]}), "at", lambda part: {"at": part}),
    "a union of any": (within({"anyOf": [TEXT, REF]}), "at", lambda part: {"at": part}),
    "a union with a tag": (
        within(TAGGED), "at.part", lambda part: {"at": {"type": "Ticket", "part": part}},
    ),
    "a body that is a union": (TAGGED, "part", lambda part: {"type": "Ticket", "part": part}),
    "allOf": (within({"allOf": [REF, {"description": "More."}]}), "at", lambda part: {"at": part}),
}  # fmt: skip


NAME = {"x-rule": {"id": "the-rule", "says": "Something is not right."}}


def document(condition: Any) -> dict[str, Any]:
    """A document with an operation for each place, in which a part has a condition."""
    tag = {"type": "object", "required": ["type"], "properties": {"type": TEXT}}
    schemas = {
        "Part": {**PART, **condition},
        "Ticket": {**tag, "properties": {"type": {"const": "Ticket"}, "part": REF}},
        "Voucher": {**tag, "properties": {"type": {"const": "Voucher"}, "size": WHOLE}},
    }
    paths = {}
    for number, (schema, _, _) in enumerate(PLACES.values()):
        body = {"required": True, "content": {"application/json": {"schema": schema}}}
        done = {"204": {"description": "Done."}}
        operation = {"operationId": f"send_{number}", "requestBody": body, "responses": done}
        paths[f"/things/{number}"] = {"post": {**operation, "tags": ["things"]}}
    return {"paths": paths, "components": {"schemas": schemas}}


class Tried:
    """A client with such operations, and what comes of a part in each place."""

    def __init__(self, package: Package) -> None:
        self.package = package
        package.server.play(httpx.Response(204))
        self.operations = vars(package.module("resources.things"))

    def violations(self, number: int, value: Any) -> tuple[Any, ...]:
        """All that a call is refused for; what is not refused is sent as it is."""
        sent = len(self.package.sent)
        try:
            self.package.client().call(self.operations[f"SEND_{number}"], body=value)
        except self.package.module().RequestValidationError as error:
            assert len(self.package.sent) == sent, "nothing is sent that is refused"
            found: tuple[Any, ...] = error.violations
            return found
        assert self.package.sent[-1].json == value
        return ()


def place_of(at: str, member: str) -> str:
    """Where a violation is."""
    return ".".join(filter(None, (at, member))) or "body"


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_condition_is_judged_in_every_place(generate: Generate, name: str) -> None:
    condition, keyword, broken, member, kept = CONDITIONS[name]
    tried = Tried(generate(document(condition)))
    for number, (place, (_, at, put)) in enumerate(PLACES.items()):
        assert tried.violations(number, put(kept)) == (), place
        found = tried.violations(number, put(broken))
        said = [(v.rule, v.path) for v in found]
        assert said == [(keyword, place_of(at, member))], (place, found)


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_rule_is_judged_in_every_place(generate: Generate, name: str) -> None:
    condition, _, broken, _, kept = CONDITIONS[name]
    tried = Tried(generate(document({"allOf": [{**NAME, **condition}]})))
    for number, (place, (_, at, put)) in enumerate(PLACES.items()):
        assert tried.violations(number, put(kept)) == (), place
        found = tried.violations(number, put(broken))
        assert [v.rule for v in found] == ["the-rule"], (place, found)
        assert found[0].path.startswith(at), place
        assert found[0].message.endswith("Something is not right.")


@pytest.mark.parametrize("name", CONDITIONS)
def test_what_only_warns_is_judged_in_every_place(generate: Generate, name: str) -> None:
    condition, _, broken, _, kept = CONDITIONS[name]
    package = generate(document({"x-warn": [{**NAME, **condition}]}))
    tried = Tried(package)
    for number, (_, _, put) in enumerate(PLACES.values()):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert tried.violations(number, put(kept)) == ()
        with pytest.warns(package.module().RuleWarning, match=r"not right. \[the-rule\]$"):
            assert tried.violations(number, put(broken)) == ()
