"""Bodies for schemas with rules: of the right types, mostly near the border between kept and broken.

Single values come from hypothesis-jsonschema, a pool for each schema; which of them stand in a body is a matter of
chance with a seed, so that all combinations are as likely and a run can be repeated.
"""

from __future__ import annotations

import json
import random
import warnings
from collections.abc import Iterator
from functools import cache
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis_jsonschema import from_schema

from .reference import Found, Judge, Schema, View, objects

_DATES = [
    f"2026-0{month}-1{day}T0{day}:00:00{zone}"
    for month in (1, 2)
    for day in (1, 2)
    for zone in ("Z", "+02:00", "-05:30")
]
_RELATIONS = ["", "AND", "OR", "AND,OR", "OR, AND", "AND,AND,OR", "OR,OR,AND"]
_REPAIRS = 80


@cache
def _pool(text: str) -> list[Any]:
    """Values of a schema, given as JSON text."""
    values: list[Any] = []

    @settings(
        max_examples=40, database=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=[*HealthCheck],
    )  # fmt: skip
    @given(from_schema(json.loads(text)))
    def collect(value: Any) -> None:
        values.append(value)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        collect()
    return values


def _named(schema: Any, name: str) -> Iterator[Any]:
    """The values that a condition compares a property with."""
    if not isinstance(schema, dict):
        return
    asked = schema.get("properties", {}).get(name)
    if isinstance(asked, dict):
        asked = asked.get("not", asked)
        yield from [asked["const"]] if "const" in asked else asked.get("enum", [])
    for key in ("if", "then", "else"):
        yield from _named(schema.get(key), name)


class Bodies:
    """Makes bodies of one schema in one view, one after the other."""

    def __init__(self, found: Found, view: View, seed: int = 0) -> None:
        self.found = found
        self.view = view
        self.random = random.Random(seed)

    def make(self) -> Any:
        """A body: as it comes, with all its rules kept, or kept but for one change."""
        body = self.value(self.found)
        kind = self.random.choice(["any", "kept", "near", "near"])
        if kind != "any":
            self.keep(body)
        if kind == "near":
            self.change(body)
        return body

    def value(self, found: Found, depth: int = 0) -> Any:
        """A value of a schema's types, whatever its rules."""
        schema = found.schema
        if "properties" in schema:
            often = self.random.choice([0.2, 0.5, 0.9])
            return {
                name: self.member(found, name, found.follow(inner), depth + 1)
                for name, (inner, required) in found.properties(self.view).items()
                if required or self.random.random() < often
            }
        if schema.get("type") == "array":
            most = min(schema.get("maxItems", 4), 4 if depth < 3 else 2)
            number = self.random.randint(schema.get("minItems", 0), most)
            return [
                self.value(found.follow(schema.get("items", {})), depth + 1) for _ in range(number)
            ]
        return self.scalar(schema)

    def member(self, owner: Found, name: str, inner: Found, depth: int) -> Any:
        """A value of a property, often one that a rule names."""
        named = [
            value
            for member in owner.members()
            for value in _named(member.schema, name)
            if Judge(inner.schema).is_valid(value)
        ]
        if named and self.random.random() < 0.3:
            return self.random.choice(named)
        return self.value(inner, depth)

    def scalar(self, schema: Schema) -> Any:
        """A single value; where the rules look closely, one from a small choice."""
        if "null" in schema.get("type", ()) and self.random.random() < 0.2:
            return None
        if schema.get("format") == "date-time":
            return self.random.choice(_DATES)
        if str(schema.get("pattern", "")).startswith("^((AND|OR)"):
            return self.random.choice(_RELATIONS)
        if schema.get("type") == "integer" and "minimum" not in schema:
            return self.random.randint(-12, 25)
        plain = {k: v for k, v in schema.items() if not k.startswith("x-") and k != "description"}
        if not plain or plain.get("type") == "object":
            return {}
        return self.random.choice(_pool(json.dumps(plain, sort_keys=True)))

    def keep(self, body: Any, but: str = "") -> None:
        """Change a body until no rule is broken but perhaps one: take out, put in, make another."""
        for _ in range(_REPAIRS):
            wrong = [
                (schema, each, member.schema)
                for _, schema, each in objects(self.found, body, self.view)
                for member in schema.members()
                if member.id != but and not Judge(member.schema).is_valid(each)
            ]
            if not wrong:
                return
            self.repair(*wrong[0])

    def repair(self, schema: Found, each: Any, rule: Schema) -> None:
        """Do what a rule asks of an object."""
        error = next(iter(Judge(rule).iter_errors(each)))
        path = [*error.absolute_path]
        if error.validator in ("required", "dependentRequired"):
            target, holder = each, schema
            for key in path:
                target, holder = target[key], self.inside(holder, key)
            name = error.message.split("'")[1]
            target[name] = self.value(self.inside(holder, name), 2)
            return
        owner, holder = each, schema
        for key in path[:-1]:
            owner, holder = owner[key], self.inside(holder, key)
        if path and error.validator == "const":
            owner[path[-1]] = error.validator_value
        elif path and isinstance(owner, dict):
            must = holder.properties(self.view)[path[-1]][1]
            if must or (error.validator is not None and self.random.random() < 0.5):
                owner[path[-1]] = self.value(self.inside(holder, path[-1]), 2)
            else:
                owner.pop(path[-1])
        else:  # a comparison: one of the sides goes
            each.pop(self.random.choice([name for name in each if name in str(rule)]))

    def inside(self, found: Found, key: str | int) -> Found:
        """The schema of a property, or of the items of a list."""
        inner = found.schema["items"] if isinstance(key, int) else found.schema["properties"][key]
        return found.follow(inner)

    def change(self, body: Any) -> None:
        """Take one field of one object out, put one in, or make it another."""
        places = [p for p in objects(self.found, body, self.view) if p[1].properties(self.view)]
        _, schema, each = self.random.choice(places)
        properties = schema.properties(self.view)
        named = [name for name in properties if name in str([m.schema for m in schema.members()])]
        name = self.random.choice(named or [*properties])
        inner, required = properties[name]
        if name in each and not required and self.random.random() < 0.5:
            each.pop(name)
        else:
            each[name] = self.member(schema, name, schema.follow(inner), 2)
