"""Names by choice: `x-name` on arguments, fields and classes; methods called by verb and path."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from adwright.build import read
from adwright.config import Methods, one_off
from support import Generate

SPEC = """
paths:
  /orders/{n}:
    parameters:
      - {name: n, in: path, required: true, x-name: number, schema: {type: integer}}
      - {name: q, in: query, x-name: words, schema: {type: string}}
      - {name: h, in: query, x-name: class, schema: {type: string}}
    put:
      operationId: put
      tags: [orders]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/ord_dto'}}}}
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/ord_dto'}}}}
components:
  schemas:
    ord_dto:
      x-name: Order
      type: object
      properties:
        ttl: {type: string, x-name: title}
        title: {type: string}
        lns: {type: array, x-name: lines, items: {type: object, properties: {sku: {type: string}}}}
        st: {x-name: state, allOf: [{$ref: '#/components/schemas/State'}]}
    State: {type: string, enum: [new, done], x-name: OrderState}
"""


def test_arguments_fields_and_classes_are_called_as_wished(generate: Generate) -> None:
    """On the wire nothing changes; of two that would meet the one whose name it is keeps it."""
    shop = generate(SPEC)
    assert ["the argument is called class_" in each for each in shop.warnings] == [True]
    shop.server.play({"ttl": "a", "lns": [{"sku": "b"}], "st": "new"})
    order = shop.call(
        "orders.put",
        7,
        words="x y",
        class_="z",
        title="T",
        title_2="t",
        lines=[{"sku": "s"}],
        state="done",
    )
    assert shop.sent[-1].path == "/orders/7"
    assert shop.sent[-1].query == (("q", "x y"), ("h", "z"))
    assert shop.sent[-1].json == {
        "title": "T",
        "ttl": "t",
        "lns": [{"sku": "s"}],
        "st": "done",
    }
    assert type(order) is shop.models.Order
    assert (order.title_2, order.lines[0].sku, order.state) == ("a", "b", "new")
    assert shop.models.OrderLnsItem is type(order.lines[0])
    assert shop.params.OrderParams
    assert shop.module("enums").OrderState


def test_a_wish_of_another_shape_is_ignored(generate: Generate) -> None:
    shop = generate(SPEC.replace("x-name: Order\n", "x-name: [Order]\n"))
    shaped = [each for each in shop.warnings if "x-name has another shape than ours" in each]
    assert len(shaped) == 1
    assert shop.models.OrdDto


PATHS = """\
openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /v1/pets:
    get: {operationId: fetchAll, tags: [Pets], responses: {'204': {description: D.}}}
    post: {operationId: addOne, tags: [Pets], responses: {'204': {description: D.}}}
  /v1/pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {operationId: fetchOne, tags: [Pets], responses: {'204': {description: D.}}}
    put: {operationId: putOne, tags: [Pets], responses: {'204': {description: D.}}}
    patch: {operationId: patchOne, tags: [Pets], responses: {'204': {description: D.}}}
    delete: {tags: [Pets], responses: {'204': {description: D.}}}
  /v1/pets/{id}/toys:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {operationId: listToys, tags: [Pets], responses: {'204': {description: D.}}}
    post: {operationId: addToy, tags: [Pets], x-method: give_toy, responses: {'204': {description: D.}}}
  /v1/toy/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    put: {operationId: replaceToy, tags: [toys], responses: {'204': {description: D.}}}
    get: {operationId: showToy, x-method: show, tags: [toys], responses: {'204': {description: D.}}}
  /v2/toys/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    delete: {operationId: dropToy, tags: [toys], responses: {'204': {description: D.}}}
  /v3/toys/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    delete: {operationId: removeToy, tags: [toys], responses: {'204': {description: D.}}}
"""


@pytest.mark.parametrize(
    ("methods", "pets", "toys"),
    [
        (
            "rest",
            ["list", "create", "get", "replace", "update", "delete", "list_toys", "give_toy"],
            ["update", "show", "drop_toy", "remove_toy"],
        ),
        (
            "ids",
            ["fetch_all", "add_one", "fetch_one", "put_one", "patch_one", "delete_v1_pets_id"],
            ["replace_toy", "show", "drop_toy", "remove_toy"],
        ),
    ],
)
def test_methods_by_verb_and_path(
    methods: Methods, pets: list[str], toys: list[str], tmp_path: Path
) -> None:
    """Where these say it; `x-method` counts before them, and two that would meet keep their own ids."""
    (tmp_path / "api.yaml").write_text(PATHS)
    target = replace(one_off(tmp_path / "api.yaml", tmp_path, "p", None), methods=methods)
    resources = read(target)[1].api.resources
    named = {each.name: [str(o.name) for o in each.operations] for each in resources}
    assert named["pets"][: len(pets)] == pets
    assert named["toys"] == toys
