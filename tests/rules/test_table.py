"""Every rule id has a body that breaks it, alone where that can be, and one beside it that passes."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from .reference import broken, members, schemas
from .table import accepts, load, sent_as

TABLE = load()
ROWS = [
    pytest.param(vendor, rule, row, id=f"{vendor}-{rule}")
    for vendor, rows in TABLE.items()
    for rule, row in rows.items()
]
IMPLIED = {
    # EVERGREEN alone makes these two apply, and it may not be sent at all.
    "insertion-order-budget-over-delivery-only": ["insertion-order-budget-model-not-evergreen"],
    "insertion-order-budget-over-delivery-type-only": [
        "insertion-order-budget-model-not-evergreen"
    ],
}


def _folded(sentence: str) -> str:
    """A sentence in which names are the same in JSON and in Python."""
    return sentence.replace("_", "").lower()


@pytest.mark.parametrize(("vendor", "rule", "row"), ROWS)
def test_row(vendor: str, rule: str, row: dict[str, Any]) -> None:
    found = schemas(vendor)[row["on"]]
    view, name = sent_as(vendor, row["on"])
    rules = import_module(f"adclients.{vendor}.rules")
    stated = {each.id: each for each in rules.RULES}
    expected = sorted([rule, *row.get("together_with", [])])
    for body, ids in ((row["breaks"], expected), (row["keeps"], [])):
        assert accepts(vendor, name, body)
        assert sorted(id for id, _ in broken(found, body, view)) == ids, "says jsonschema"
        said = rules.check(name, body, warned=True)
        assert sorted(v.rule for v in said) == ids, "says the client"
        for violation in said:
            of_rule = stated[violation.rule]
            assert _folded(of_rule.says) in _folded(violation.message)
            assert violation.source == of_rule.source is not None
            assert violation.warns == of_rule.warns
            assert violation.path
            assert violation.pointer.split("/")[1] in of_rule.fields


@pytest.mark.parametrize(("vendor", "rule", "row"), ROWS)
def test_a_rule_is_left_out_by_its_id(vendor: str, rule: str, row: dict[str, Any]) -> None:
    _, name = sent_as(vendor, row["on"])
    check = import_module(f"adclients.{vendor}.rules").check
    said = check(name, row["breaks"], leave_out=rule, warned=True)
    assert [v.rule for v in said] == row.get("together_with", [])


def test_every_rule_has_a_row() -> None:
    for vendor, rows in TABLE.items():
        stated = {
            id: (name, m.schema["x-rule"]["says"]) for id, (name, m) in members(vendor).items()
        }
        assert {id: (row["on"], row["says"]) for id, row in rows.items()} == stated


def test_rules_that_cannot_be_broken_alone_are_known() -> None:
    rows = [item for rows in TABLE.values() for item in rows.items()]
    assert {id: row["together_with"] for id, row in rows if "together_with" in row} == IMPLIED
