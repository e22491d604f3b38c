"""Every rule of the vendors' specs gives the verdict that jsonschema gives on the same schema."""

from __future__ import annotations

import warnings
from collections import Counter
from importlib import import_module
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from .bodies import bodies
from .reference import VENDORS, broken, members, objects, schemas

NOT_EVERYTHING = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)


def cases() -> list[Any]:
    """The schemas with rules of their own or inside them, in each view that is sent."""
    found = []
    for vendor in VENDORS:
        models = import_module(f"adclients.{vendor}.models")
        for name, schema in schemas(vendor).items():
            views = {"create": getattr(models, f"{name}Create", None), "update": getattr(models, f"{name}Update", None)}
            if not any(views.values()) and name.endswith("Request"):
                views = {"create": getattr(models, name, None)}
            for view, model in views.items():
                if model is not None and getattr(model, "__rules__", ()):
                    found.append(pytest.param(vendor, schema, view, model, id=f"{vendor}-{model.__name__}"))
    return found


CASES = cases()


def agree(vendor: str, schema: Any, view: str, model: Any, body: Any) -> None:
    """The engine and jsonschema find the same rules broken, by the same objects."""
    runtime = import_module("adclients._runtime.rulebook")
    codec = import_module("adclients._runtime.validation").codec_of(model)
    checked, refused = codec.check(body)
    if refused:
        return  # the model says no, so rules are not asked
    wire = codec.to_plain(checked)
    expected = broken(schema, wire, view)
    found = runtime.check(checked, warned=True)
    assert Counter(v.rule for v in found) == Counter(rule for rule, _ in expected), (wire, found)
    for rule, place in expected:
        assert any(v.rule == rule and v.path.startswith(place) for v in found), (wire, found)
    assert runtime.is_clean(checked) == (not expected), "the quick answer is exact for these models"
    plain = runtime.violations(wire, model)
    assert Counter(v.rule for v in plain) == Counter(v.rule for v in found), "plain JSON is judged alike"


@pytest.mark.parametrize(("vendor", "schema", "view", "model"), CASES)
def test_same_verdict_as_jsonschema(vendor: str, schema: Any, view: str, model: Any) -> None:
    @settings(max_examples=200, database=None, derandomize=True, phases=[Phase.generate, Phase.shrink],
              suppress_health_check=NOT_EVERYTHING)  # fmt: skip
    @given(st.data())
    def check(data: st.DataObject) -> None:
        agree(vendor, schema, view, model, data.draw(bodies(schema, view)))

    check()


@pytest.mark.slow
@pytest.mark.parametrize(("vendor", "schema", "view", "model"), CASES)
def test_same_verdict_in_the_long_run(vendor: str, schema: Any, view: str, model: Any) -> None:
    @settings(max_examples=2000, database=None, phases=[Phase.generate, Phase.shrink],
              suppress_health_check=NOT_EVERYTHING)  # fmt: skip
    @given(st.data())
    def check(data: st.DataObject) -> None:
        agree(vendor, schema, view, model, data.draw(bodies(schema, view)))

    check()


def test_every_rule_of_the_specs_is_enforced() -> None:
    for vendor in VENDORS:
        models = import_module(f"adclients.{vendor}.models")
        classes = [each for each in vars(models).values() if isinstance(each, type)]
        enforced = {(r.id, r.warns) for each in classes for r in getattr(each, "__rules__", ())}
        assert enforced == {(id, member.warns) for id, (_, member) in members(vendor).items()}


def test_there_are_as_many_rules_as_the_documents_state() -> None:
    counts = {
        vendor: Counter("warning" if m.warns else "rule" for _, m in members(vendor).values()) for vendor in VENDORS
    }
    assert counts == {
        "freewheel": {"rule": 92, "warning": 9},
        "clearline": {"rule": 8, "warning": 10},
        "iqm": {"rule": 4, "warning": 5},
        "civis": {"rule": 4},
    }


def test_bodies_are_kept_and_broken_alike() -> None:
    """The bodies that the comparison draws do break and keep rules, so that it compares something."""
    [case] = [c.values for c in CASES if c.id == "freewheel-PlacementBudgetCreate"]
    _, schema, view, _ = case
    seen: Counter[bool] = Counter()

    @settings(max_examples=200, database=None, derandomize=True, suppress_health_check=NOT_EVERYTHING)
    @given(bodies(schema, view))
    def count(body: Any) -> None:
        for _, found, each in objects(schema, body, view):
            if "budget_model" in each:
                seen[not broken(found, each, view)] += 1

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        count()
    assert min(seen[True], seen[False]) > 30, seen
