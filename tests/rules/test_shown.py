"""Rules shown to people: in the rules module, in docstrings, by `adwright rules`; and what is not checked, by lint."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from adwright.cli import app
from support import Generate, spec_data, write_spec
from typer.testing import CliRunner

from .test_calls import CAMPAIGNS
from .test_conditions import ORDERS


def doc_of(text: str, model: str, field: str) -> str:
    """The string under a field of a class."""
    [cls] = [n for n in ast.parse(text).body if isinstance(n, ast.ClassDef) and n.name == model]
    for node, after in zip(cls.body, [*cls.body[1:], None], strict=True):
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == field:
            assert isinstance(after, ast.Expr)
            return str(ast.literal_eval(after.value))
    raise LookupError(field)


def test_rules_can_be_read_as_data(generate: Generate) -> None:
    package = generate(CAMPAIGNS)
    assert """\
RULES: tuple[Rule, ...] = (
    Rule(
        "budget-currency-required",
        "currency is required when class is money.",
        on=("BudgetCreate", "BudgetUpdate"),
        fields=("currency",),
        source="guide#Budgets",
    ),
    Rule(
        "budget-currency-only",
        "currency is only valid when class is money.",
        on=("BudgetCreate", "BudgetUpdate"),
        fields=("currency",),
    ),
    Rule(
        "budget-token-ignored",
        "apiToken is ignored when class is views.",
        on=("BudgetCreate", "BudgetUpdate"),
        fields=("apiToken",),
        warns=True,
    ),
""" in package.text("rules.py")
    rules = {rule.id: rule for rule in package.module("rules").RULES}
    assert rules["campaign-times"].fields == ("startTime", "endTime")
    assert rules["campaign-times"].on == ("CampaignCreate", "CampaignUpdate")
    assert rules["list-ids-sorted"].on == ("campaigns.list",)


def test_a_field_says_which_rules_ask_something_of_it(generate: Generate) -> None:
    package = generate(CAMPAIGNS)
    text = package.text("params.py")
    assert doc_of(text, "BudgetCreate", "currency") == (
        "Rules:\n"
        "    - currency is required when class is money. (budget-currency-required)\n"
        "    - currency is only valid when class is money. (budget-currency-only)\n"
        "    "
    )
    ignored = "apiToken is ignored when class is views. (only warns: budget-token-ignored)"
    assert ignored in " ".join(doc_of(text, "BudgetCreate", "api_token").split())
    assert "Rules:" not in package.text("models.py")


def test_a_nested_rule_is_told_at_the_member_that_holds_the_field(generate: Generate) -> None:
    spec = yaml.safe_load(ORDERS)
    rule = {"required": ["kind"], "properties": {"kind": {"const": "sale"}}}
    then = {"properties": {"buyer": {"required": ["name"]}}}
    spec["components"]["schemas"]["Order"]["allOf"] = [
        {
            "x-rule": {"id": "buyer-named", "says": "buyer.name is required in a sale."},
            "if": rule,
            "then": then,
        }
    ]
    text = generate(spec).text("params.py")
    assert "buyer.name is required in a sale. (buyer-named)" in doc_of(text, "OrderParams", "buyer")


def run(tmp_path: Path, spec: Any, *arguments: str) -> tuple[int, str, str]:
    """Run `adwright rules` on a document."""
    path = write_spec(tmp_path, spec)
    result = CliRunner().invoke(app, ["rules", "--spec", str(path), *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_the_command_lists_each_rule_once(tmp_path: Path) -> None:
    code, stdout, _ = run(tmp_path, CAMPAIGNS, "--format", "json")
    assert code == 0
    rows = {row["id"]: row for row in json.loads(stdout)["rules"]}
    assert [*rows] == [
        "budget-currency-required",
        "budget-currency-only",
        "budget-token-ignored",
        "campaign-times",
        "cap-period-required",
        "list-offset-or-page",
        "list-ids-sorted",
    ]
    assert rows["budget-currency-required"] == {
        "id": "budget-currency-required",
        "warns": False,
        "says": "currency is required when class is money.",
        "on": ["BudgetCreate", "BudgetUpdate"],
        "fields": ["currency"],
        "source": "guide#Budgets",
        "status": "documented",
        "note": None,
    }
    assert rows["budget-token-ignored"]["warns"]
    assert rows["list-ids-sorted"]["on"] == ["campaigns.list"]


def test_the_command_prints_a_table(tmp_path: Path) -> None:
    code, stdout, _ = run(tmp_path, CAMPAIGNS)
    assert code == 0
    for words in (
        "budget-token-ignored",
        "(only warns)",
        "currency is required when class is money.",
        "(guide#Budgets)",
    ):
        assert words in stdout


def unjudged(tmp_path: Path, spec: Any) -> list[str]:
    """What the command says is not judged, without the place in the file."""
    code, _, stderr = run(tmp_path, spec)
    assert code == 0
    return [line.split(": ", 2)[2] for line in stderr.splitlines() if line.startswith("warning: ")]


@pytest.mark.parametrize(
    ("member", "place", "message"),
    [
        (
            "{propertyNames: {pattern: '(?<n'}}",
            "/propertyNames/pattern",
            "the pattern '(?<n' is not one that can be checked",
        ),
        (
            "{properties: {note: {pattern: '(?<n'}}}",
            "/properties/note/pattern",
            "the pattern '(?<n' is not one that can be checked",
        ),
        (
            "{x-compare: {left: price, operator: '=', right: count}}",
            "/x-compare",
            "x-compare is an object that cannot be used",
        ),
        (
            "{x-compare: {left: 1, operator: '<', right: count}}",
            "/x-compare",
            "x-compare is an object that cannot be used",
        ),
        ("{x-compare: price}", "/x-compare", "x-compare is a string that cannot be used"),
    ],
)
def test_what_is_not_judged_is_said(
    generate: Generate, tmp_path: Path, member: str, place: str, message: str
) -> None:
    spec = spec_data(ORDERS)
    rule = {"x-rule": {"id": "the-rule", "says": "No."}, **yaml.safe_load(member)}
    spec["components"]["schemas"]["Order"]["allOf"] = [rule]
    [said] = unjudged(tmp_path, spec)
    assert said.startswith(f"/components/schemas/Order/allOf/0{place}: not judged: {message}")
    package = generate(spec)
    assert any(message in warning for warning in package.warnings)
    assert package.module("rules").check("Order", {"price": 1, "count": 2}) == []


def test_a_rule_where_no_request_comes_by_is_said(tmp_path: Path) -> None:
    spec = spec_data(ORDERS)
    rule = {"x-rule": {"id": "the-rule", "says": "No."}, "required": ["name"]}
    spec["components"]["schemas"]["Alone"] = {
        "type": "object",
        "properties": {"name": {}},
        "allOf": [rule],
    }
    [said] = unjudged(tmp_path, spec)
    assert said.startswith("/components/schemas/Alone/allOf/0: this rule is never checked")


def test_of_a_spec_all_of_which_is_judged_nothing_is_said(tmp_path: Path) -> None:
    assert unjudged(tmp_path, CAMPAIGNS) == []


@pytest.mark.parametrize(
    "value", ["yes", {"id": "x"}, [{"says": "No id."}], [{"x-rule": "priced"}]]
)
def test_warnings_of_another_shape_are_ignored(generate: Generate, value: Any) -> None:
    spec = yaml.safe_load(ORDERS)
    spec["components"]["schemas"]["Order"]["x-warn"] = value
    package = generate(spec)
    assert package.module("rules").RULES == ()
    assert package.module("rules").check("Order", {"price": 1}, warned=True) == []
    assert any("x-warn" in warning and "ignored" in warning for warning in package.warnings)


@pytest.mark.parametrize("value", ["priced", True, ["id"], {"name": "x"}])
def test_names_of_another_shape_are_no_names(generate: Generate, value: Any) -> None:
    spec = yaml.safe_load(ORDERS)
    member = {"x-rule": value, "dependentRequired": {"price": ["count"]}}
    spec["components"]["schemas"]["Order"]["allOf"] = [member]
    rules = generate(spec).module("rules")
    assert rules.RULES == ()
    assert [v.rule for v in rules.check("Order", {"price": 1})] == ["dependentRequired"]


HOSTILE = '"""\\\\\n{{ 7*7 }}{% raw %}#\u202e\'); import os; ("'


def test_hostile_text_in_rules_stays_text(generate: Generate) -> None:
    """Everything a rule takes from the document is a literal, and means what it says."""
    schema = {
        "type": "object",
        "properties": {HOSTILE: {"type": "string"}, "plain": {"type": "string"}},
        "allOf": [
            {
                "x-rule": {"id": f"id {HOSTILE}", "says": f"Not {HOSTILE}."},
                "x-source": f"guide#{HOSTILE}",
                "if": {"required": [HOSTILE], "properties": {HOSTILE: {"const": HOSTILE}}},
                "then": {
                    "required": ["plain"],
                    "properties": {
                        "plain": {"pattern": "^[\"'\\\\]{{3}}#", "enum": [HOSTILE, "'''"]}
                    },
                },
            }
        ],
    }
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
    post = {"operationId": "send", "requestBody": {"content": content}, "responses": {}}
    package = generate(
        {"paths": {"/x": {"post": post}}, "components": {"schemas": {"Thing": schema}}}
    )
    [rule] = package.module("rules").RULES
    assert rule.id == f"id {HOSTILE}"
    assert rule.source == f"guide#{HOSTILE}"
    check = package.module("rules").check
    [violation] = check("Thing", {HOSTILE: HOSTILE})
    assert (violation.rule, violation.path) == (rule.id, "plain")
    assert violation.message == f"Not {HOSTILE}."
    assert violation.source == rule.source
    assert check("Thing", {HOSTILE: "x"}) == []
