"""Rules at a call: refused before anything is sent, all at once, and turned off where wanted."""

from __future__ import annotations

import asyncio
import warnings
from typing import Any

import pytest
from support import Generate, Package

CAMPAIGNS = """
paths:
  /campaigns:
    get:
      operationId: campaigns.list
      tags: [campaigns]
      parameters:
        - {name: page, in: query, schema: {type: integer}}
        - {name: offset, in: query, schema: {type: integer}}
        - {name: 'ids[]', in: query, schema: {type: array, items: {type: integer}}}
        - {name: sortBy, in: query, schema: {type: string}}
      x-rules:
        - x-rule: {id: list-offset-or-page, says: offset and page cannot go together.}
          not: {required: [offset, page]}
        - x-rule: {id: list-ids-sorted, says: sortBy is required when ids are given.}
          x-source: guide#Lists
          if: {required: ['ids[]'], properties: {'ids[]': {minItems: 2}}}
          then: {required: [sortBy]}
      responses: {'200': {description: It., content: {application/json: {schema:
          {type: array, items: {$ref: '#/components/schemas/Campaign'}}}}}}
    post:
      operationId: campaigns.create
      tags: [campaigns]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Campaign'}}}}
      responses: {'201': {description: It., content: {application/json: {schema:
          {$ref: '#/components/schemas/Campaign'}}}}}
  /campaigns/{id}:
    put:
      operationId: campaigns.update
      tags: [campaigns]
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Campaign'}}}}
      responses: {'200': {description: It., content: {application/json: {schema:
          {$ref: '#/components/schemas/Campaign'}}}}}
components:
  schemas:
    Campaign:
      type: object
      x-source: guide#Campaigns
      properties:
        name: {type: string, x-access: {create: optional, update: optional}}
        startTime: {type: string, format: date-time, x-access: {create: optional, update: optional}}
        endTime: {type: string, format: date-time, x-access: {create: optional, update: optional}}
        budget: {$ref: '#/components/schemas/Budget', x-access: {create: optional, update: optional}}
        caps:
          type: array
          items: {$ref: '#/components/schemas/Cap'}
          x-access: {create: optional, update: optional}
      allOf:
        - x-rule: {id: campaign-times, says: The start is not after the end.}
          x-compare: {left: startTime, operator: '<=', right: endTime}
    Budget:
      type: object
      properties:
        class: {type: string, enum: [money, views], x-access: {create: optional, update: optional}}
        currency: {type: string, x-access: {create: optional, update: optional}}
        apiToken: {type: string, x-access: {create: optional, update: optional}}
      allOf:
        - x-rule: {id: budget-currency-required, says: currency is required when class is money.}
          x-source: guide#Budgets
          if: {required: [class], properties: {class: {const: money}}}
          then: {required: [currency]}
        - x-rule: {id: budget-currency-only, says: currency is only valid when class is money.}
          if: {required: [class], properties: {class: {not: {const: money}}}}
          then: {properties: {currency: false}}
      x-warn:
        - x-rule: {id: budget-token-ignored, says: apiToken is ignored when class is views.}
          if: {required: [class], properties: {class: {const: views}}}
          then: {properties: {apiToken: false}}
    Cap:
      type: object
      properties:
        scope: {type: string, x-access: {create: optional, update: optional}}
        period: {type: integer, x-access: {create: optional, update: optional}}
      allOf:
        - x-rule: {id: cap-period-required, says: period is required when scope is TIME.}
          if: {required: [scope], properties: {scope: {const: TIME}}}
          then: {required: [period]}
"""
WRONG = {
    "startTime": "2026-02-01T00:00:00Z",
    "endTime": "2026-01-01T00:00:00Z",
    "budget": {"class": "money"},
    "caps": [{"scope": "DAY"}, {"scope": "TIME", "period": 1}, {"scope": "TIME"}],
}


@pytest.fixture
def package(generate: Generate) -> Package:
    """A client whose campaigns have rules."""
    return generate(CAMPAIGNS)


def create(package: Package, body: Any, **more: Any) -> Any:
    """Create a campaign from wire names."""
    names = {"startTime": "start_time", "endTime": "end_time"}
    return package.call("campaigns.create", **{names.get(k, k): v for k, v in body.items()}, **more)


def refused(package: Package, body: Any, **more: Any) -> Any:
    """The error of a refused create, after a look that nothing was sent."""
    with pytest.raises(package.module().RequestValidationError) as caught:
        create(package, body, **more)
    assert package.sent == []
    return caught.value


def test_all_violations_at_once(package: Package) -> None:
    error = refused(package, WRONG)
    assert {(v.rule, v.path, v.pointer) for v in error.violations} == {
        ("campaign-times", "start_time", "/startTime"),
        ("budget-currency-required", "budget.currency", "/budget/currency"),
        ("cap-period-required", "caps[2].period", "/caps/2/period"),
    }
    assert isinstance(error, ValueError)
    first, *said = str(error).splitlines()
    assert first == "POST /campaigns (campaigns.create): not sent, 3 problems"
    assert {*said} == {
        "  - The start is not after the end. [campaign-times]",
        "  - budget: currency is required when class is money. [budget-currency-required]",
        "  - caps[2]: period is required when scope is TIME. [cap-period-required]",
    }


def test_a_violation_says_what_where_and_why(package: Package) -> None:
    [violation] = refused(package, {"budget": {"class": "views", "currency": "EUR"}}).violations
    assert violation.rule == "budget-currency-only"
    assert violation.path == "budget.currency"
    assert violation.values == {"budget.currency": "EUR", "budget.class": "views"}
    assert violation.message == "budget: currency is only valid when class is money."
    assert violation.source is None
    [violation] = refused(package, {"budget": {"class": "money"}}).violations
    assert violation.source == "guide#Budgets"
    assert violation.values == {"budget.class": "money"}


def test_values_are_those_that_would_be_sent(package: Package) -> None:
    [violation] = refused(package, {k: WRONG[k] for k in ("startTime", "endTime")}).violations
    assert violation.values == {"start_time": WRONG["startTime"], "end_time": WRONG["endTime"]}
    assert violation.source == "guide#Campaigns"


def test_a_kept_rule_lets_the_request_through(package: Package) -> None:
    package.server.play((201, {}))
    create(package, {"budget": {"class": "money", "currency": "EUR"}, "caps": [{"scope": "DAY"}]})
    assert len(package.sent) == 2


def test_names_of_python_are_judged_as_they_were_written(package: Package) -> None:
    for body in ({"class_": "money"}, {"class": "money"}):
        [violation] = refused(package, {"budget": body}).violations
        assert (violation.path, violation.pointer) == ("budget.currency", "/budget/currency")
        [name] = body
        assert violation.values == {f"budget.{name}": "money"}


def test_what_came_back_is_judged_when_it_is_sent(package: Package) -> None:
    package.server.play([WRONG])
    [campaign] = package.call("campaigns.list")
    del package.sent[:]
    error = refused(package, {"budget": campaign.budget, "caps": campaign.caps})
    assert [v.path for v in error.violations] == ["budget.currency", "caps[2].period"]


def test_types_and_rules_are_told_at_once(package: Package) -> None:
    error = refused(package, {"name": 5, "budget": {"class": "money", "nmae": 1}})
    assert {(v.rule, v.path) for v in error.violations} == {
        ("type", "name"),
        ("budget-currency-required", "budget.currency"),
        ("additionalProperties", "budget.nmae"),
    }


def test_an_update_is_judged_by_what_it_sends(package: Package) -> None:
    package.call("campaigns.update", 1, budget={"currency": "EUR"})
    with pytest.raises(
        package.module().RequestValidationError, match="only valid when class is money"
    ):
        package.call("campaigns.update", 1, budget={"class": "views", "currency": "EUR"})


@pytest.mark.parametrize(
    "off",
    [
        False,
        {"budget-currency-required"},
        ("budget-currency-required", "list-ids-sorted"),
        "budget-currency-required",
    ],
)
def test_rules_are_turned_off_for_a_client(package: Package, off: Any) -> None:
    package.server.play((201, {}))
    create(package, {"budget": {"class": "money"}}, settings={"check_rules": off})
    assert len(package.sent) == 2


@pytest.mark.parametrize("off", [False, {"budget-currency-required"}])
def test_rules_are_turned_off_for_a_call(package: Package, off: Any) -> None:
    package.server.play((201, {}))
    options = package.module().RequestOptions(check_rules=off)
    create(package, {"budget": {"class": "money"}}, options=options)
    assert len(package.sent) == 2


def test_a_call_turns_on_what_the_client_turned_off(package: Package) -> None:
    options = package.module().RequestOptions(check_rules=True)
    refused(
        package, {"budget": {"class": "money"}}, options=options, settings={"check_rules": False}
    )


def test_an_id_is_a_whole_id(package: Package) -> None:
    for off in ("budget-currency-required-2", "budget"):
        with pytest.raises(ValueError, match=f"there is no rule '{off}'"):
            package.client(check_rules=off)


def test_a_rule_left_out_leaves_the_others(package: Package) -> None:
    error = refused(package, WRONG, settings={"check_rules": {"campaign-times"}})
    assert [v.rule for v in error.violations] == ["budget-currency-required", "cap-period-required"]


def test_a_warning_is_given_and_the_request_sent(package: Package) -> None:
    package.server.play((201, {}))
    warned = package.module().RuleWarning
    expected = r"^budget: api_token is ignored when class is views. \[budget-token-ignored\]$"
    with pytest.warns(warned, match=expected):
        create(package, {"budget": {"class": "views", "api_token": "s3cret"}})
    assert len(package.sent) == 2
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        left_out = {"budget-token-ignored"}
        create(
            package,
            {"budget": {"class": "views", "api_token": "x"}},
            settings={"check_rules": left_out},
        )


def test_a_warning_points_at_the_caller(package: Package) -> None:
    package.server.play((201, {}))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        package.client().campaigns.create(budget={"class": "views", "api_token": "x"})
    assert [w.filename for w in caught] == [__file__]


def test_secrets_stay_out_of_violations(package: Package) -> None:
    check = package.module("rules").check
    budget = {"class_": "views", "api_token": "s3cret"}
    [violation] = check("BudgetCreate", budget, warned=True)
    assert violation.warns
    assert "s3cret" not in repr(violation)
    assert check("BudgetCreate", budget) == []
    [violation] = check("BudgetCreate", {"api_token": ["s3cret"]})
    assert "s3cret" not in repr(violation)
    assert "s3cret" not in str(
        refused(package, {"budget": {"class": "money", "apiToken": "s3cret"}})
    )


def test_check_judges_values_outside_of_calls(package: Package) -> None:
    check, params = package.module("rules").check, package.params
    assert {v.rule for v in check("CampaignCreate", WRONG)} == {
        "campaign-times",
        "budget-currency-required",
        "cap-period-required",
    }
    assert check(params.CampaignCreate, WRONG) == check("CampaignCreate", WRONG)
    left_out = {"campaign-times", "cap-period-required"}
    [violation] = check("CampaignCreate", WRONG, leave_out=left_out)
    assert (violation.path, violation.pointer) == ("budget.currency", "/budget/currency")
    assert check("CampaignCreate", {"name": "x"}) == []
    assert [v.rule for v in check("CampaignCreate", {"name": 5})] == ["type"]
    campaign = package.models.Campaign.model_validate(WRONG)
    assert check("CampaignCreate", campaign) == check(package.models.Campaign, campaign)
    [times] = [v for v in check("CampaignCreate", campaign) if v.rule == "campaign-times"]
    assert times.path == "start_time"
    with pytest.raises(KeyError, match="Campaing"):
        check("Campaing", {})


def test_a_client_judges_what_a_call_would_send(package: Package) -> None:
    client = package.client(check_rules={"campaign-times"})
    found = client.check(client.campaigns.create, budget={"class": "money"}, name=5)
    assert {v.rule for v in found} == {"type", "budget-currency-required"}
    times = {"start_time": WRONG["startTime"], "end_time": WRONG["endTime"]}
    assert client.check(client.campaigns.create, **times) == []
    assert package.sent == []


def test_responses_are_never_judged_by_rules(package: Package) -> None:
    package.server.play([WRONG])
    for strict in (False, True):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            [campaign] = package.call("campaigns.list", settings={"strict": strict})
        assert campaign.budget.class_ == "money"
    package.server.play([{"name": 5}])
    with pytest.raises(package.module().ResponseValidationError, match="name must be text"):
        package.call("campaigns.list", settings={"strict": True})


def test_members_added_to_a_body_are_not_judged(package: Package) -> None:
    """They are for what the document does not know."""
    package.server.play((201, {}))
    options = package.module().RequestOptions(body={"budget": {"class": "money"}, "other": 1})
    create(package, {"name": "x"}, options=options)
    assert package.sent[-1].json == {"name": "x", "budget": {"class": "money"}, "other": 1}
    del package.sent[:]
    error = refused(package, {"caps": [{"scope": "TIME"}]}, options=options)
    assert [v.rule for v in error.violations] == ["cap-period-required"]


def test_a_call_that_is_not_checked_is_sent_as_it_is(package: Package) -> None:
    package.server.play((201, {}))
    options = package.module().RequestOptions(check=False)
    create(package, WRONG, options=options)
    assert package.sent[-1].json == WRONG


def test_rules_over_query_parameters(package: Package) -> None:
    package.server.play([])
    with pytest.raises(package.module().RequestValidationError) as caught:
        package.call("campaigns.list", page=1, offset=2, ids=[1, 2])
    assert [(v.rule, v.path, v.source) for v in caught.value.violations] == [
        ("list-offset-or-page", "offset", None),
        ("list-ids-sorted", "sort_by", "guide#Lists"),
    ]
    assert caught.value.violations[1].values == {"ids": [1, 2]}
    package.call("campaigns.list", page=1, ids=[1])
    package.call("campaigns.list", ids=[1, 2], sort_by="name")
    options = package.module().RequestOptions(query={"offset": 2})  # not judged
    package.call("campaigns.list", page=1, options=options)
    package.call(
        "campaigns.list", page=1, offset=2, settings={"check_rules": {"list-offset-or-page"}}
    )


def test_a_client_without_rules_judges_shapes(generate: Generate) -> None:
    package = generate(
        """
        paths:
          /x:
            post:
              operationId: add
              requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
              responses: {'204': {description: Ok.}}
        components: {schemas: {Thing: {type: object, properties: {name: {type: string}}}}}
        """
    )
    rules = package.module("rules")
    assert rules.RULES == ()
    assert rules.check("Thing", {"name": "x"}) == []
    assert [(v.rule, v.path) for v in rules.check("Thing", {"name": 1})] == [("type", "name")]
    assert asyncio.run(package.async_client().add(name="x")) is None
