"""Every rule of the vendors' specs gives the verdict that jsonschema gives on the same schema."""

from __future__ import annotations

from collections import Counter
from importlib import import_module
from typing import Any

import pytest

from .bodies import Bodies
from .reference import VENDORS, Found, View, broken, members, schemas


def cases() -> list[Any]:
    """The models that are sent with rules of their own or inside them, each with its schema and view."""
    found = []
    for vendor in VENDORS:
        models = import_module(f"adclients.{vendor}.models")
        runtime = import_module("adclients._runtime.members")
        for name, schema in schemas(vendor).items():
            for view, suffix in (("create", "Create"), ("update", "Update"), ("create", "")):
                model = getattr(models, name + suffix, None)
                if model is None or (not suffix and not name.endswith("Request")):
                    continue
                if model.__rules__ or runtime.leading(model):
                    found.append(pytest.param(schema, view, model, id=f"{vendor}-{model.__name__}"))
    return found


CASES = cases()


def agree(found: Found, view: View, model: Any, body: Any) -> list[tuple[str, str]] | None:
    """The engine and jsonschema find the same rules broken, by the same objects.

    Returns:
        What is broken; None if the model itself refuses the body, so that rules are not asked.
    """
    runtime = import_module("adclients._runtime.rulebook")
    codec = import_module("adclients._runtime.validation").codec_of(model)
    checked, refused = codec.check(body)
    if refused:
        return None
    wire = codec.to_plain(checked)
    expected = broken(found, wire, view)
    said = runtime.check(checked, warned=True)
    assert Counter(v.rule for v in said) == Counter(rule for rule, _ in expected), (wire, said)
    for rule, place in expected:
        assert any(v.rule == rule and v.path.startswith(place) for v in said), (wire, said)
    plain = runtime.violations(wire, model)
    assert Counter(v.rule for v in plain) == Counter(v.rule for v in said), (wire, plain)
    assert runtime.is_clean(checked) == (not expected), ("the quick answer is exact here", wire)
    return expected


def compare(found: Found, view: View, model: Any, bodies: int) -> None:
    """Compare the verdicts on some bodies that the model accepts."""
    maker, seen = Bodies(found, view), Counter[bool]()
    while seen.total() < bodies:
        expected = agree(found, view, model, maker.make())
        if expected is not None:
            seen[not expected] += 1
    assert min(seen[True], seen[False]) >= bodies / 40, f"kept and broken: {seen}"


@pytest.mark.parametrize(("found", "view", "model"), CASES)
def test_same_verdict_as_jsonschema(found: Found, view: View, model: Any) -> None:
    compare(found, view, model, 200)


@pytest.mark.slow
@pytest.mark.parametrize(("found", "view", "model"), CASES)
def test_same_verdict_in_the_long_run(found: Found, view: View, model: Any) -> None:
    compare(found, view, model, 2000)


def test_every_rule_of_the_specs_is_enforced() -> None:
    for vendor in VENDORS:
        models = import_module(f"adclients.{vendor}.models")
        classes = [each for each in vars(models).values() if isinstance(each, type)]
        enforced = {(r.id, r.warns) for each in classes for r in getattr(each, "__rules__", ())}
        assert enforced == {(rule, member.warns) for rule, (_, member) in members(vendor).items()}


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
