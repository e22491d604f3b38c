"""Every rule of the vendors' specs gives the verdict that jsonschema gives on the same schema."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from .bodies import Bodies
from .reference import VENDORS, Found, View, broken, members, schemas
from .table import accepts


def cases() -> list[Any]:
    """What is sent with rules of its own or inside of it: its schema, its view, and the name that it is known by."""
    found = []
    for vendor in VENDORS:
        requests = import_module(f"adclients.{vendor}.schemas").REQUESTS
        for name, schema in schemas(vendor).items():
            for view, suffix in (("create", "Create"), ("update", "Update"), ("create", "")):
                key = f"$defs/{name}{suffix}"
                if key in requests and '"x-rule"' in json.dumps(requests.schema(key)):
                    mark = f"{vendor}-{name}{suffix}"
                    found.append(pytest.param(vendor, schema, view, f"{name}{suffix}", id=mark))
    return found


CASES = cases()


def agree(
    vendor: str, found: Found, view: View, name: str, body: Any
) -> list[tuple[str, str]] | None:
    """The client and jsonschema find the same rules broken, by the same objects.

    Returns:
        What is broken; None if something else is wrong with the body.
    """
    rules = import_module(f"adclients.{vendor}.rules")
    known = {rule.id for rule in rules.RULES}
    expected = broken(found, body, view)
    said = [v for v in rules.check(name, body, warned=True) if v.rule in known]
    assert Counter(v.rule for v in said) == Counter(rule for rule, _ in expected), (body, said)
    for rule, place in expected:
        assert any(v.rule == rule and v.path.startswith(place) for v in said), (body, said)
    return expected if accepts(vendor, name, body) else None


def compare(vendor: str, found: Found, view: View, name: str, bodies: int) -> None:
    """Compare the verdicts on some bodies with which nothing but rules can be wrong."""
    maker, seen = Bodies(found, view), Counter[bool]()
    while seen.total() < bodies:
        expected = agree(vendor, found, view, name, maker.make())
        if expected is not None:
            seen[not expected] += 1
    assert min(seen[True], seen[False]) >= bodies / 40, f"kept and broken: {seen}"


@pytest.mark.parametrize(("vendor", "found", "view", "name"), CASES)
def test_same_verdict_as_jsonschema(vendor: str, found: Found, view: View, name: str) -> None:
    compare(vendor, found, view, name, 200)


@pytest.mark.slow
@pytest.mark.parametrize(("vendor", "found", "view", "name"), CASES)
def test_same_verdict_in_the_long_run(vendor: str, found: Found, view: View, name: str) -> None:
    compare(vendor, found, view, name, 2000)


def test_every_rule_of_the_specs_can_be_read() -> None:
    for vendor in VENDORS:
        rules = import_module(f"adclients.{vendor}.rules").RULES
        stated = {
            (rule, member.schema["x-rule"]["says"], member.warns)
            for rule, (_, member) in members(vendor).items()
        }
        read = [(rule.id, rule.says, rule.warns) for rule in rules if "." not in "".join(rule.on)]
        assert len(read) == len(set(read))
        assert {*read} == stated


def test_every_rule_of_the_specs_is_judged_at_a_call() -> None:
    for vendor in VENDORS:
        requests = import_module(f"adclients.{vendor}.schemas").REQUESTS
        calls = [requests.schema(key) for key in requests if key.startswith("operations/")]
        judged = {rule for schema in calls for rule in named(schema)}
        assert judged == members(vendor).keys()


def named(value: Any) -> Iterator[str]:
    """The ids of the rules anywhere in a schema."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, dict) and "x-rule" in value:
        yield value["x-rule"]["id"]
    for each in inner:
        yield from named(each)


def test_there_are_as_many_rules_as_the_documents_state() -> None:
    counts = {
        vendor: Counter("warning" if m.warns else "rule" for _, m in members(vendor).values())
        for vendor in VENDORS
    }
    assert counts == {
        "freewheel": {"rule": 92, "warning": 9},
        "clearline": {"rule": 8, "warning": 10},
        "iqm": {"rule": 4, "warning": 5},
        "civis": {"rule": 4},
    }
