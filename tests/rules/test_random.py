"""Conditions made at random mean what jsonschema says they mean, on bodies made at random."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from support import Generate

SCALARS: dict[str, tuple[Any, list[Any]]] = {
    "text": ({"type": "string", "enum": ["a", "b", "ab"]}, ["a", "b", "ab"]),
    "free": ({"type": ["string", "null"]}, ["", "a", "xyz", None]),
    "whole": ({"type": "integer"}, [-1, 0, 1, 2, 7]),
    "some": ({"type": ["number", "null"]}, [0, 1.0, 1.5, 3, None]),
    "flag": ({"type": "boolean"}, [True, False]),
    "mixed": ({"type": ["integer", "string", "boolean"]}, [1, 0, "1", "a", True, False]),
    "when": (
        {"type": "string", "format": "date-time"},
        ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00+01:00"],
    ),
    "open": ({}, [None, 1, True, "a", [1, 1], {"text": "a"}, [], {}]),
    "odd.name[]": ({"type": "integer"}, [0, 1]),
}
CONSTANTS = [None, True, False, 0, 1, 1.0, 2, "a", "b", "1", "", "2026-01-01T00:00:00Z"]
SIZE, DEPTH = 90, 3


class Conditions:
    """Makes schemas of conditions over the properties of an object."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def of_object(self, depth: int) -> Any:
        """A condition on an object."""
        kinds: list[Callable[[int], Any]] = [self.fields, self.fields, self.fields, self.size]
        if depth:
            kinds += [self.combined, self.conditional, self.dependent]
        return self.random.choice(kinds)(depth)

    def names(self, at_most: int = 2) -> list[str]:
        """Some properties."""
        return self.random.sample(
            [*SCALARS, "inner", "maybe", "items"], self.random.randint(1, at_most)
        )

    def fields(self, depth: int) -> Any:
        """Properties that must be there, or must pass."""
        schema: dict[str, Any] = {}
        if self.random.random() < 0.6:
            schema["required"] = self.names()
        if self.random.random() < 0.8:
            schema["properties"] = {name: self.of_member(name, depth) for name in self.names(3)}
        return schema

    def of_member(self, name: str, depth: int) -> Any:
        """A condition on a property."""
        if self.random.random() < 0.15:
            return self.random.choice([False, True, {}])
        if name in ("inner", "maybe") and depth:
            return self.of_object(depth - 1)
        if name == "items":
            return self.of_list(depth)
        return self.of_value(depth)

    def of_value(self, depth: int) -> Any:
        """A condition on a single value."""
        pick = self.random.choice
        kinds = [
            {"const": pick(CONSTANTS)},
            {"enum": self.random.sample(CONSTANTS, 3)},
            {"minimum": pick([0, 1, 1.5]), "exclusiveMaximum": pick([2, 3])},
            {"maximum": 1},
            {"multipleOf": pick([2, 0.5])},
            {"minLength": 1, "maxLength": pick([1, 2])},
            {"pattern": pick(["^a", "b$", "Z$", "."])},
            {"type": pick(["integer", "string", "null", "array", ["number", "object"], "boolean"])},
        ]
        if depth:
            kinds += [
                {"not": self.of_value(depth - 1)},
                {"anyOf": [self.of_value(0), self.of_value(0)]},
            ]
        return pick(kinds)

    def of_list(self, depth: int) -> Any:
        """A condition on a list of objects."""
        inner = self.of_object(depth - 1) if depth else {"required": self.names()}
        return self.random.choice(
            [
                {"minItems": 1, "maxItems": self.random.randint(1, 2)},
                {"items": inner},
                {"prefixItems": [{}, inner], "items": {"required": ["whole"]}},
                {"contains": inner, "minContains": self.random.randint(0, 2), "maxContains": 2},
                {"contains": inner},
                {"uniqueItems": True},
                {"not": {"items": inner}},
            ]
        )

    def size(self, depth: int) -> Any:
        """How many properties there are, or what their names may be."""
        if self.random.random() < 0.3:
            return {"propertyNames": {"pattern": self.random.choice(["e", "^[^w]", "t$"])}}
        if self.random.random() < 0.3:
            return {"patternProperties": {"e": self.of_value(0), "^t": self.of_value(0)}}
        return {
            "minProperties": self.random.randint(0, 3),
            "maxProperties": self.random.randint(3, 6),
        }

    def combined(self, depth: int) -> Any:
        """Several conditions as one."""
        key = self.random.choice(["allOf", "anyOf", "oneOf", "not"])
        if key == "not":
            return {"not": self.of_object(depth - 1)}
        return {key: [self.of_object(depth - 1) for _ in range(self.random.randint(1, 3))]}

    def conditional(self, depth: int) -> Any:
        """If this, then that."""
        schema = {"if": self.of_object(depth - 1), "then": self.of_object(depth - 1)}
        if self.random.random() < 0.3:
            schema["else"] = self.of_object(depth - 1)
        return schema

    def dependent(self, depth: int) -> Any:
        """With a property come others."""
        if self.random.random() < 0.5:
            return {"dependentRequired": {name: self.names() for name in self.names()}}
        return {"dependentSchemas": {name: self.of_object(depth - 1) for name in self.names()}}


def body(chance: random.Random, depth: int = 2) -> Any:
    """An object of the right types."""
    often = chance.choice([0.2, 0.5, 0.8])
    made = {
        name: chance.choice(values)
        for name, (_, values) in SCALARS.items()
        if chance.random() < often
    }
    if depth and chance.random() < often:
        made["inner"] = body(chance, depth - 1)
    if depth and chance.random() < often:
        made["maybe"] = chance.choice([None, body(chance, depth - 1)])
    if depth and chance.random() < often:
        made["items"] = [body(chance, depth - 1) for _ in range(chance.randint(0, 3))]
    return made


def spec(conditions: list[Any]) -> Any:
    """A document with an object that has all the conditions as rules; the objects in it have none."""
    values = {name: schema for name, (schema, _) in SCALARS.items()}
    leaf, part = ({"$ref": f"#/components/schemas/{name}"} for name in ("Leaf", "Part"))

    def inside(schema: Any) -> Any:
        return {
            "inner": schema,
            "maybe": {"anyOf": [schema, {"type": "null"}]},
            "items": {"type": "array", "items": schema},
        }

    rules = [
        {"x-rule": {"id": f"rule-{i}", "says": "No."}, **each} for i, each in enumerate(conditions)
    ]
    schemas = {
        "Leaf": {"type": "object", "properties": values},
        "Part": {"type": "object", "properties": {**values, **inside(leaf)}},
        "Thing": {"type": "object", "properties": {**values, **inside(part)}, "allOf": rules},
    }
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
    operation = {
        "operationId": "send",
        "requestBody": {"required": True, "content": content},
        "responses": {"204": {"description": "Ok."}},
    }
    return {"paths": {"/things": {"post": operation}}, "components": {"schemas": schemas}}


SLOW = [pytest.param(seed, marks=pytest.mark.slow) for seed in range(3, 20)]


@pytest.mark.parametrize("seed", [0, 1, 2, *SLOW])
def test_random_conditions(generate: Generate, seed: int) -> None:
    maker, chance = Conditions(seed), random.Random(seed)
    conditions = [maker.of_object(DEPTH) for _ in range(SIZE)]
    package = generate(spec(conditions))
    assert package.warnings == []
    check = package.module("rules").check
    judges = [Draft202012Validator(each) for each in conditions]
    for _ in range(150):
        value = body(chance)
        expected = [f"rule-{i}" for i, judge in enumerate(judges) if not judge.is_valid(value)]
        assert sorted(v.rule for v in check("Thing", value)) == sorted(expected), value


@pytest.mark.parametrize("seed", [0, 1, 2, *SLOW])
def test_a_call_agrees_with_the_check(generate: Generate, seed: int) -> None:
    """One rule at a time, so that bodies are often taken; the call has ways of its own to see that nothing is wrong."""
    maker, chance = Conditions(seed), random.Random(seed)
    conditions = [maker.of_object(2) for _ in range(SIZE)]
    package = generate(spec(conditions))
    refused = package.module().RequestValidationError
    everything = {f"rule-{i}" for i in range(SIZE)}
    sent = Counter[bool]()
    for number, condition in enumerate(conditions):
        client = package.client(check_rules=everything - {f"rule-{number}"})
        judge, value = Draft202012Validator(condition), body(chance)
        before = len(package.sent)
        with nullcontext() if judge.is_valid(value) else pytest.raises(refused):
            client.send(**named(value))
        sent[len(package.sent) > before] += 1
    assert min(sent[True], sent[False]) > SIZE / 10


def named(value: Any) -> Any:
    """The members of a body as arguments, whose names are those of Python."""
    return {"odd_name" if key == "odd.name[]" else key: each for key, each in value.items()}
