"""Views: what a server returns, what a caller may send to create, and to update."""

from __future__ import annotations

import inspect
from importlib import import_module
from typing import Any, get_args

import pytest
from support import Generate, Package

from .both_ways import accepted, both_ways, returned

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


def keys(params: Any) -> dict[str, bool]:
    """The keys of a typed dict, and whether each must be given."""
    return {name: "Required" in str(hint) for name, hint in params.__annotations__.items()}


def fields(model: type) -> dict[str, bool]:
    """The fields of a class, and whether each is typed as always there."""
    model.model_rebuild()  # type: ignore[attr-defined]
    infos = model.model_fields.items()  # type: ignore[attr-defined]
    return {name: type(None) not in get_args(info.annotation) for name, info in infos}


def test_three_classes_come_from_one_schema(campaigns: Package) -> None:
    models = campaigns.models
    assert fields(models.Campaign) == {
        "id": True,
        "name": True,
        "kind": False,
        "budget": False,
        "budgets": False,
        "tag": False,
    }
    params = campaigns.params
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
    models = campaigns.models
    assert fields(models.Budget) == {"amount": False, "currency": True, "spent": False}
    assert keys(campaigns.params.BudgetCreate) == {"amount": True, "currency": False}
    assert keys(campaigns.params.BudgetUpdate) == {"amount": False}
    assert keys(campaigns.params.TagParams) == {"label": True}


def test_signatures_follow_the_views(campaigns: Package) -> None:
    create = inspect.signature(campaigns.method("campaigns.create")).parameters
    update = inspect.signature(campaigns.method("campaigns.update")).parameters
    assert [*create] == ["name", "kind", "budget", "tag", "options"]
    assert create["name"].kind.name == "POSITIONAL_OR_KEYWORD"
    assert [*update] == ["id", "name", "budget", "budgets", "tag", "options"]
    assert update["name"].kind.name == "KEYWORD_ONLY"


def test_each_view_sends_what_it_may_and_refuses_the_rest(campaigns: Package) -> None:
    invalid = campaigns.module().RequestValidationError
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


def test_of_what_came_back_only_what_may_be_sent_goes_out(campaigns: Package) -> None:
    result = campaigns.call("campaigns.create", "A")
    assert campaigns.send("campaigns.update", 1, budget=result.budget).json == {
        "budget": {"amount": 5}
    }
    assert result.to_create() == {"name": "A", "budget": {"amount": 5, "currency": "EUR"}}
    assert result.to_update() == {"name": "A", "budget": {"amount": 5}}
    assert result.changes() == {}
    result.budget.amount = 7
    assert result.changes() == {"budget": {"amount": 7}}
    assert campaigns.send("campaigns.update", 1, **result.changes()).json == {
        "budget": {"amount": 7}
    }


PATCHED = """
paths:
  /plans/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {operationId: plans.get, tags: [plans], responses: {'200': {$ref: '#/components/responses/Plan'}}}
    patch:
      operationId: plans.update
      tags: [plans]
      requestBody: {required: true, content: {MEDIA: {schema: {$ref: '#/components/schemas/Plan'}}}}
      responses: {'200': {$ref: '#/components/responses/Plan'}}
components:
  responses:
    Plan: {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Plan'}}}}
  schemas:
    Plan:
      type: object
      properties:
        name: {type: string}
        budget: {$ref: '#/components/schemas/Budget'}
        labels: {type: object, additionalProperties: {type: [string, 'null']}}
        days: {type: array, items: {type: object, properties: {day: {type: integer}, note: {type: string}}}}
    Budget:
      type: object
      required: [unitOf]
      properties:
        unitOf: {type: string}
        amount: {type: [number, 'null']}
        spent: {type: number, readOnly: true}
        split: {type: object, properties: {morning: {type: integer}, evening: {type: integer}}}
"""
PLAN = {
    "name": "A",
    "budget": {
        "unitOf": "EUR", "amount": 5, "spent": 2, "split": {"morning": 1, "evening": 2},
    },
    "labels": {"a": "1", "b": "2"},
    "days": [{"day": 1, "note": "x"}, {"day": 2}],
}  # fmt: skip


def plan_changed(generate: Generate, media: str) -> Any:
    """What is sent of a plan that was changed within."""
    sample = generate(PATCHED.replace("MEDIA", media))
    sample.server.play(PLAN)
    plan = sample.call("plans.get", 1)
    assert plan.changes() == {}
    plan.budget.split.morning = 3
    del plan.labels["a"]
    plan.days[0].note = "y"
    return sample.send("plans.update", 1, **plan.changes()).json


def test_objects_within_are_sent_whole_where_a_server_may_replace_them(generate: Generate) -> None:
    assert plan_changed(generate, "application/json") == {
        "budget": {"unitOf": "EUR", "amount": 5, "split": {"morning": 3, "evening": 2}},
        "labels": {"b": "2"},
        "days": [{"day": 1, "note": "y"}, {"day": 2}],
    }


def test_a_merge_patch_has_what_was_changed_within_objects(generate: Generate) -> None:
    """And what must be there; lists are whole, since a merge patch replaces them."""
    assert plan_changed(generate, "application/merge-patch+json; charset=utf-8") == {
        "budget": {"unitOf": "EUR", "split": {"morning": 3}},
        "labels": {"a": None},
        "days": [{"day": 1, "note": "y"}, {"day": 2}],
    }


def test_a_merge_patch_takes_away_and_adds(generate: Generate) -> None:
    sample = generate(PATCHED.replace("MEDIA", "application/merge-patch+json"))
    sample.server.play(PLAN, {"name": "B"})
    client = sample.client()
    plan, bare = client.plans.get(1), client.plans.get(1)
    plan.budget.amount = None
    assert plan.changes() == {"budget": {"unit_of": "EUR", "amount": None}}
    bare.budget = sample.models.Budget(unit_of="USD", amount=1)
    assert bare.changes() == {"budget": {"unit_of": "USD", "amount": 1}}


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
    assert keys(sample.params.SecretParams) == {"password": True}
    assert keys(sample.params.UserParams) == {"name": True, "password": True}
    assert fields(sample.models.Seen) == {"id": True}
    assert fields(sample.models.User) == {"id": True, "name": True}
    assert [*inspect.signature(sample.method("add_user")).parameters] == [
        "name",
        "password",
        "options",
    ]
    check = import_module(f"{sample.name}.rules").check
    assert [v.path for v in check("UserParams", {"id": 1, "name": "A"})] == ["password", "id"]


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
    sample.server.play({"sides": 3, "colour": "red", "origin": "plan"})
    shape = sample.call("add_shape", {"sides": 3, "colour": "red"})
    assert type(shape) is sample.models.Shape
    assert (shape.colour, shape.model_extra) == ("red", {"origin": "plan"})
    assert sample.send("add_shape", shape).json == {"shape": {"sides": 3, "colour": "red"}}
    assert shape.to_params() == {"sides": 3, "colour": "red"}


def test_what_is_sent_is_judged_whatever_comes_back(generate: Generate) -> None:
    sample = generate(OPEN)
    with pytest.raises(sample.module().RequestValidationError) as caught:
        sample.call("add_shape", {"sides": "3", "colour": "green", "origin": "plan"})
    assert sorted((v.rule, v.path) for v in caught.value.violations) == [
        ("additionalProperties", "shape.origin"),
        ("enum", "shape.colour"),
        ("type", "shape.sides"),
    ]
    assert sample.send("add_shape", sample.models.Shape(sides=3)).json == {"shape": {"sides": 3}}
    assert sample.send("add_shape", {"sides": 3, "name": None}).json == {
        "shape": {"sides": 3, "name": None}
    }
    with pytest.raises(sample.module().RequestValidationError):
        sample.call("add_shape", {"sides": 3, "colour": None})


NESTED = """
paths:
  /orders/{id}:
    put:
      operationId: save
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses: {'204': {description: Done.}}
components:
  schemas:
    Order:
      type: object
      required: [name, part]
      properties: {name: {type: string}, part: {$ref: '#/components/schemas/Part'}}
    Part:
      type: object
      required: [size, color]
      properties: {size: {type: integer, x-access: {create: required, update: optional}}, color: {type: string}}
"""


def test_an_update_repeats_what_is_required_unless_its_own_object_has_views(
    generate: Generate,
) -> None:
    sample = generate(NESTED)
    assert keys(sample.params.OrderUpdate) == {"name": True, "part": True}
    assert keys(sample.params.PartUpdate) == {"size": False, "color": False}
    sample.server.play((204, None))
    assert sample.send("save", 1, name="A", part={}).json == {"name": "A", "part": {}}
    arguments = inspect.signature(sample.client().save).parameters
    assert arguments["name"].default is inspect.Parameter.empty


def test_what_builds_on_a_read_only_schema_is_not_sent(generate: Generate) -> None:
    document = NESTED.replace(
        "color: {type: string}}", "color: {allOf: [{$ref: '#/components/schemas/Color'}]}}"
    )
    sample = generate(document + "    Color: {type: string, readOnly: true}\n")
    assert "color" not in keys(sample.params.PartUpdate)
    with pytest.raises(sample.module().RequestValidationError, match="color"):
        sample.call("save", 1, name="A", part={"color": "red"})


INNER = """
Inner:
  type: object
  required: [id, secret, name]
  properties: {id: {type: integer, readOnly: true}, secret: {type: string, writeOnly: true}, name: {type: string}}
"""
REF = "{$ref: '#/components/schemas/Inner'}"
PLACES: dict[str, tuple[str, str, list[Any]]] = {
    "a property": (f"{{i: {REF}}}", "i", ["i"]),
    "a list": (f"{{i: {{type: array, items: {REF}}}}}", "i[0]", ["i", 0]),
    "a map": (f"{{i: {{type: object, additionalProperties: {REF}}}}}", "i.k", ["i", "k"]),
    "a union": (f"{{i: {{oneOf: [{REF}, {{type: string}}]}}}}", "i", ["i"]),
    "null or it": (f"{{i: {{anyOf: [{REF}, {{type: 'null'}}]}}}}", "i", ["i"]),
    "all of it": (f"{{i: {{allOf: [{REF}, {{properties: {{more: {{type: integer}}}}}}]}}}}", "i", ["i"]),
    "itself again": (f"{{i: {REF}, next: {{$ref: '#/components/schemas/Root'}}}}", "next.i", ["next", "i"]),
}  # fmt: skip


def nested(way: list[Any], value: Any) -> Any:
    """A value at the end of a way."""
    for step in reversed(way):
        value = [value] if isinstance(step, int) else {step: value}
    return value


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize(("properties", "path", "way"), PLACES.values(), ids=PLACES.keys())
def test_a_shared_schema_has_its_views_wherever_it_stands(
    generate: Generate, version: str, properties: str, path: str, way: list[Any]
) -> None:
    """What may only be read is not sent and always comes; what may only be sent must be sent, and never comes."""
    schemas = f"Root: {{type: object, properties: {properties}}}\n{INNER}"
    sample = generate({"openapi": version, **both_ways(schemas)})
    assert accepted(sample, nested(way, {"name": "n", "secret": "s"}))
    for wrong, told in (({"name": "n"}, "secret"), ({"name": "n", "secret": "s", "id": 1}, "id")):
        with pytest.raises(sample.module().RequestValidationError) as caught:
            sample.call("x.send", nested(way, wrong))
        assert [each.path for each in caught.value.violations] == [f"value.{path}.{told}"]
    inner: Any = returned(sample, nested(way, {"id": 1, "name": "n"}))
    for step in way:
        inner = (
            getattr(inner, step, None)
            if isinstance(step, str) and hasattr(inner, "model_fields_set")
            else inner[step]
        )
    assert (inner.id, inner.name, hasattr(inner, "secret")) == (1, "n", False)
    sample.server.play(nested(way, {"name": "n"}))
    with pytest.raises(sample.module().ResponseValidationError, match="id is missing"):
        sample.call("x.get", settings={"strict": True})
