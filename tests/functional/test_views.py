"""Views: what a server returns, what a caller may send to create, and to update."""

from __future__ import annotations

import inspect

import pytest
from support import Generate, Package

CAMPAIGNS = """
paths:
  /campaigns:
    post:
      operationId: campaigns.create
      tags: [campaigns]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Campaign'}}}}
      responses: {'201': {description: It., content: {application/json: {schema:
          {$ref: '#/components/schemas/Campaign'}}}}}
  /campaigns/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    put:
      operationId: campaigns.update
      tags: [campaigns]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Campaign'}}}}
      responses: {'200': {description: It., content: {application/json: {schema:
          {$ref: '#/components/schemas/Campaign'}}}}}
components:
  schemas:
    Campaign:
      type: object
      required: [id, name]
      properties:
        id: {type: integer, readOnly: true, x-access: {create: never, update: never}}
        name: {type: string, x-access: {create: required, update: optional}}
        kind: {type: string, x-access: {create: optional, update: never}}
        budget: {x-access: {create: optional, update: optional}, $ref: '#/components/schemas/Budget'}
        budgets:
          type: array
          items: {$ref: '#/components/schemas/Budget'}
          x-access: {create: never, update: optional}
        tag: {x-access: {create: optional, update: optional}, $ref: '#/components/schemas/Tag'}
    Budget:
      type: object
      required: [currency]
      properties:
        amount: {type: number, x-access: {create: required, update: optional}}
        currency: {type: string, x-access: {create: optional, update: never}}
        spent: {type: number, x-access: {create: never, update: never}}
    Tag: {type: object, required: [label], properties: {label: {type: string}, seen: {type: integer, readOnly: true}}}
"""
REPLY = {"id": 1, "name": "A", "budget": {"amount": 5, "currency": "EUR", "spent": 2}}


@pytest.fixture
def campaigns(generate: Generate) -> Package:
    sample = generate(CAMPAIGNS)
    sample.server.play(REPLY)
    return sample


def fields(model: type) -> dict[str, bool]:
    """The fields of a model, and whether each is always there."""
    return {name: info.is_required() for name, info in model.model_fields.items()}  # type: ignore[attr-defined]


def keys(params: type) -> dict[str, bool]:
    """The keys of a dict that may be sent, and whether each must be given."""
    hints = params.__annotations__
    return {name: hint.__forward_arg__.startswith("Required[") for name, hint in hints.items()}


def test_three_classes_come_from_one_schema(campaigns: Package) -> None:
    models, params = campaigns.models, campaigns.module("params")
    assert fields(models.Campaign) == {
        "id": True,
        "name": True,
        "kind": False,
        "budget": False,
        "budgets": False,
        "tag": False,
    }
    assert keys(params.CampaignCreate) == {
        "name": True,
        "kind": False,
        "budget": False,
        "tag": False,
    }
    assert keys(params.CampaignUpdate) == {
        "name": False,
        "budget": False,
        "budgets": False,
        "tag": False,
    }


def test_nested_objects_have_views_too(campaigns: Package) -> None:
    models, params = campaigns.models, campaigns.module("params")
    assert fields(models.Budget) == {"amount": False, "currency": True, "spent": False}
    assert keys(params.BudgetCreate) == {"amount": True, "currency": False}
    assert keys(params.BudgetUpdate) == {"amount": False}


def test_signatures_follow_the_views(campaigns: Package) -> None:
    create = inspect.signature(campaigns.method("campaigns.create")).parameters
    update = inspect.signature(campaigns.method("campaigns.update")).parameters
    assert [*create] == ["name", "kind", "budget", "tag", "options"]
    assert create["name"].kind.name == "POSITIONAL_OR_KEYWORD"
    assert [*update] == ["id", "name", "budget", "budgets", "tag", "options"]
    assert update["name"].kind.name == "KEYWORD_ONLY"


def test_each_view_sends_what_it_may_and_refuses_the_rest(campaigns: Package) -> None:
    invalid = campaigns.module().RequestInvalidError
    sent = campaigns.send(
        "campaigns.create", "A", kind="x", budget={"amount": 1, "currency": "EUR"}
    )
    assert sent.json == {"name": "A", "kind": "x", "budget": {"amount": 1, "currency": "EUR"}}
    assert campaigns.send("campaigns.update", 1, budgets=[{"amount": 2}]).json == {
        "budgets": [{"amount": 2}]
    }
    assert campaigns.send("campaigns.update", 1).json == {}
    with pytest.raises(invalid) as caught:
        campaigns.call("campaigns.create", "A", budget={"currency": "EUR", "spent": 1})
    assert sorted((v.rule, v.path) for v in caught.value.violations) == [
        ("additionalProperties", "budget.spent"),
        ("required", "budget.amount"),
    ]
    with pytest.raises(invalid):
        campaigns.call("campaigns.update", 1, budget={"currency": "EUR"})


def test_replies_read_the_reply_view(campaigns: Package) -> None:
    result = campaigns.call("campaigns.create", "A")
    assert type(result) is campaigns.models.Campaign
    assert type(result.budget) is campaigns.models.Budget
    assert (result.budget.amount, result.budget.spent) == (5, 2)


def test_of_what_came_back_only_what_may_be_sent_is_sent(campaigns: Package) -> None:
    result = campaigns.call("campaigns.create", "A")
    assert campaigns.send("campaigns.update", 1, budget=result.budget).json == {
        "budget": {"amount": 5}
    }
    assert result.budget.to_create() == {"amount": 5, "currency": "EUR"}
    assert result.budget.to_update() == {"amount": 5}


PLAIN = """
paths:
  /users:
    post:
      operationId: add_user
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
      responses: {'200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}
    put:
      operationId: put_user
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Secret'}}}}
      responses: {'200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Seen'}}}}}
components:
  schemas:
    User:
      type: object
      required: [id, name, password]
      properties:
        id: {type: integer, readOnly: true}
        name: {type: string}
        password: {type: string, writeOnly: true}
    Secret:
      type: object
      required: [id, password]
      properties: {id: {type: integer, readOnly: true}, password: {type: string, writeOnly: true}}
    Seen:
      type: object
      required: [id, password]
      properties: {id: {type: integer, readOnly: true}, password: {type: string, writeOnly: true}}
"""


def test_read_only_and_write_only_hold_without_views(generate: Generate) -> None:
    sample = generate(PLAIN)
    models, params = sample.models, sample.module("params")
    assert keys(params.SecretParams) == {"password": True}
    assert fields(models.Seen) == {"id": True}
    assert fields(models.User) == {"id": True, "name": True}
    assert keys(params.UserParams) == {"name": True, "password": True}


OPEN = """
paths:
  /shapes:
    post:
      operationId: add_shape
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [shape],
        properties: {shape: {$ref: '#/components/schemas/Shape'}}}}}}
      responses: {'200': {description: It., content: {application/json: {schema:
          {$ref: '#/components/schemas/Shape'}}}}}
components:
  schemas:
    Shape:
      type: object
      required: [sides]
      properties: {sides: {type: integer}, colour: {type: string, enum: [red, blue]}, name: {type: [string, 'null']}}
"""


def test_what_came_back_may_be_sent_back(generate: Generate) -> None:
    sample = generate(OPEN)
    sample.server.play({"sides": 3, "colour": "red", "name": None})
    shape = sample.call("add_shape", {"sides": 3, "colour": "red"})
    assert type(shape) is sample.models.Shape
    assert sample.send("add_shape", shape).json == {
        "shape": {"sides": 3, "colour": "red", "name": None}
    }
    assert shape.to_params() == {"sides": 3, "colour": "red", "name": None}


def test_what_is_sent_is_judged(generate: Generate) -> None:
    sample = generate(OPEN)
    with pytest.raises(sample.module().RequestInvalidError) as caught:
        sample.call("add_shape", {"sides": "3", "colour": "green", "origin": "plan"})
    assert sorted((v.rule, v.path) for v in caught.value.violations) == [
        ("additionalProperties", "shape.origin"),
        ("enum", "shape.colour"),
        ("type", "shape.sides"),
    ]
    assert sample.send("add_shape", {"sides": 3, "name": None}).json == {
        "shape": {"sides": 3, "name": None}
    }
    with pytest.raises(sample.module().RequestInvalidError):
        sample.call("add_shape", {"sides": 3, "colour": None})


LATER = """
paths:
  /orders:
    post:
      operationId: add_order
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses: {'200': {description: It., content: {application/json: {schema:
          {$ref: '#/components/schemas/Order'}}}}}
components:
  schemas:
    Order:
      type: object
      required: [kind]
      properties: {kind: {type: string}, note: {type: string}}
      if: {required: [kind], properties: {kind: {const: post}}}
      then: {required: [street], properties: {street: {type: string}}}
      else: {properties: {pickUp: {type: string}, note: false}}
      dependentSchemas: {note: {properties: {noteLanguage: {type: string}}}}
      anyOf:
        - {properties: {mail: {type: string}}, required: [mail]}
        - {properties: {phone: {type: integer}}, required: [phone]}
"""


def test_fields_that_only_some_objects_have_are_fields(generate: Generate) -> None:
    sample = generate(LATER)
    later = {"mail", "phone", "street", "pick_up", "note_language"}
    assert {*keys(sample.module("params").OrderParams)} == {"kind", "note", *later}
    assert {*fields(sample.models.Order)} == {"kind", "note", *later}
    assert later <= {*inspect.signature(sample.method("add_order")).parameters}
    sent = sample.send("add_order", "post", street="A 1", mail="a@b.example", phone=1)
    assert sent.json == {"kind": "post", "street": "A 1", "mail": "a@b.example", "phone": 1}
    for wrong in ({"mail": "a"}, {"street": "A 1"}, {"street": "A", "mail": 1}):
        with pytest.raises(sample.module().RequestInvalidError):
            sample.call("add_order", "post", **wrong)
