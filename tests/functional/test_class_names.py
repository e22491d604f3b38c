"""Names of classes and fields: from where a schema stands, clear of what a module needs, stable."""

from __future__ import annotations

import pytest
import yaml
from pydantic import ValidationError
from support import Generate

from .both_ways import accepted, both_ways, returned


def test_inline_schemas_are_named_by_where_they_stand(generate: Generate) -> None:
    sample = generate("""
paths:
  /orders:
    post:
      operationId: orders.create
      tags: [orders]
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {
        lines: {type: array, items: {type: object, properties: {sku: {type: string}}}}}}}}}
      responses:
        '200': {description: It., content: {application/json: {schema: {type: object, properties: {id:
            {type: integer}}}}}}
        '404': {description: No., content: {application/json: {schema: {type: object, properties:
            {why: {type: string}}}}}}
components:
  schemas:
    Order: {type: object, properties: {buyer: {type: object, properties: {name: {type: string}}},
        state: {enum: [a, b]}}}
""")
    for name in ("Order", "OrderBuyer", "OrdersCreateResponse", "OrdersCreateError404"):
        assert getattr(sample.models, name).__module__ == sample.models.__name__
    for name in ("OrdersCreateBodyParams", "OrdersCreateBodyLinesItemParams"):
        assert hasattr(sample.params, name)
        assert not hasattr(sample.models, name)
    assert hasattr(sample.module("enums"), "OrderState")


@pytest.mark.parametrize(
    "name",
    [
        "Any",
        "Field",
        "list",
        "Literal",
        "BaseModel",
        "ResponseModel",
        "Exception",
        "dict",
        "None",
        "True",
        "date",
        "datetime",
        "Sequence",
        "Mapping",
        "Unset",
        "Operation",
        "Resource",
        "TypeAlias",
        "MISSING",
        "Open",
        "str",
        "Nullable",
        "Annotated",
        "TypeAliasType",
        "Upload",
        "RequestOptions",
        "Pager",
        "builtins",
        "annotations",
        "int",
        "Enum",
        "ResponseSpec",
        "LoginSpec",
        "Request",
        "Active",
        "ActiveModel",
        "Stream",
        "Page",
        "Waiter",
        "Overload",
        "Client",
        "Sample",
        "AsyncSample",
    ],
)
def test_classes_named_like_what_a_module_needs(generate: Generate, name: str) -> None:
    sample = generate(
        both_ways(
            yaml.safe_dump(
                {
                    "Root": {
                        "type": "object",
                        "required": ["x"],
                        "properties": {
                            "x": {"$ref": f"#/components/schemas/{name}"},
                            "n": {"type": ["string", "null"]},
                            "d": {"type": "string", "format": "date-time"},
                            "e": {"enum": ["a", "b"]},
                            "i": {"type": "integer", "minimum": 1},
                            "m": {"type": "object", "additionalProperties": {"type": "integer"}},
                            "l": {"type": "array", "items": {}},
                        },
                    },
                    name: {
                        "type": "object",
                        "required": ["y"],
                        "properties": {"y": {"type": "string"}},
                    },
                }
            )
        )
    )
    value = {"x": {"y": "z"}, "n": None, "e": "a", "i": 1, "m": {"k": 1}, "l": [1]}
    assert accepted(sample, value)
    assert not accepted(sample, {"x": {"y": 1}})
    assert returned(sample, value).x.y == "z"


def test_a_component_keeps_its_name_whatever_stands_beside_it(generate: Generate) -> None:
    sample = generate(
        both_ways("""
Root: {type: object, properties: {a: {$ref: '#/components/schemas/OrderItem'}, b: {$ref: '#/components/schemas/Order'},
  c: {$ref: '#/components/schemas/FooBar'}, d: {$ref: '#/components/schemas/Foo.Bar'}, e:
      {$ref: '#/components/schemas/foo_bar'}}}
Order: {type: object, properties: {item: {type: object, properties: {inline: {type: integer}}}}}
OrderItem: {type: object, properties: {component: {type: integer}}}
Foo.Bar: {type: object, properties: {dot: {type: integer}}}
FooBar: {type: object, properties: {plain: {type: integer}}}
foo_bar: {type: object, properties: {snake: {type: integer}}}
""")
    )
    assert [*sample.models.OrderItem.model_fields] == ["component"]
    assert [*sample.models.FooBar.model_fields] == ["plain"]
    value = {
        "a": {"component": 1},
        "b": {"item": {"inline": 1}},
        "c": {"plain": 1},
        "d": {"dot": 1},
        "e": {"snake": 1},
    }
    assert accepted(sample, value)


def test_a_component_named_like_a_view_keeps_its_name(generate: Generate) -> None:
    sample = generate(
        both_ways("""
Root: {type: object, properties: {a: {$ref: '#/components/schemas/Thing'}, b:
    {$ref: '#/components/schemas/ThingCreate'}}}
Thing: {type: object, properties: {id: {type: integer, x-access: {create: never, update: never}},
  name: {type: string, x-access: {create: optional, update: optional}}}}
ThingCreate: {type: object, properties: {other: {type: string}}}
""")
    )
    assert [*sample.models.ThingCreate.model_fields] == ["other"]
    assert accepted(sample, {"a": {"name": "x"}, "b": {"other": "y"}})
    assert not accepted(sample, {"a": {"id": 1}})


def test_property_names_of_every_kind(generate: Generate) -> None:
    names = [
        "fooBar",
        "foo-bar",
        "foo_bar",
        "class",
        "1st",
        "+1",
        "-1",
        "@type",
        "$ref$",
        "ÄÖ",
        "a b",
        "_x",
        "__y",
        "ID",
        "iOS",
        "x.y",
        "HTTPServer",
    ]
    sample = generate(
        both_ways(
            yaml.safe_dump(
                {"Root": {"type": "object", "properties": {n: {"type": "integer"} for n in names}}}
            )
        )
    )
    value = {name: i for i, name in enumerate(names)}
    assert accepted(sample, value)
    result = returned(sample, value)
    fields = type(result).model_fields
    assert {field.alias or name: getattr(result, name) for name, field in fields.items()} == value
    assert {"foo_bar", "class_", "plus_1", "minus_1", "type", "http_server"} <= fields.keys()
    assert fields["foo_bar"].alias is None
    with pytest.raises(ValidationError):
        type(result)(class_="x")


def test_classes_called_like_the_data_of_operations(generate: Generate) -> None:
    sample = generate("""
paths:
  /status:
    get: {operationId: status, tags: [node], responses: {'200': {description: It., content: {application/json:
      {schema: {$ref: '#/components/schemas/STATUS'}}}}}}
  /vm:
    post: {operationId: vm, tags: [node], requestBody: {required: true, content: {application/json: {schema:
      {type: array, items: {$ref: '#/components/schemas/VM'}}}}}, responses: {'204': {description: Done.}}}
components:
  schemas:
    STATUS: {type: object, required: [ok], properties: {ok: {type: boolean}}}
    VM: {type: object, required: [id], properties: {id: {type: integer}}}
""")
    sample.server.play({"ok": True})
    assert isinstance(sample.call("node.status"), sample.models.STATUS)
    sample.server.play((204, None))
    assert sample.send("node.vm", [{"id": 1}]).json == [{"id": 1}]


PAIRS = """
paths:
  /items:
    post:
      operationId: add
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Item-Input'}}}}
      responses:
        '200': {description: '-', content: {application/json: {schema: {$ref: '#/components/schemas/Item-Output'}}}}
    put:
      operationId: replace
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Other-Input'}}}}
      responses:
        '200': {description: '-', content: {application/json: {schema: {$ref: '#/components/schemas/Other-Output'}}}}
components:
  schemas:
    Item-Input: {type: object, required: [name], properties: {name: {type: string}, parts: {type: array, items:
      {$ref: '#/components/schemas/Item-Input'}}}}
    Item-Output: {type: object, required: [name, size], properties: {name: {type: string}, size: {type: integer},
      parts: {type: array, items: {$ref: '#/components/schemas/Item-Output'}}}}
    Other: {type: object, properties: {plain: {type: boolean}}}
    Other-Input: {type: object, properties: {name: {type: string}}}
    Other-Output: {type: object, properties: {name: {type: string}}}
"""


def test_schemas_that_a_framework_made_two_of_are_one_thing_in_two_directions(
    generate: Generate,
) -> None:
    sample = generate(PAIRS)
    text = sample.text("client.py")
    assert "parts: Sequence[ItemParams | Item]" in text
    assert "-> Item:" in text
    sample.server.play({"name": "a", "size": 1, "parts": [{"name": "b", "size": 2}]})
    item = sample.call("add", "a")
    assert type(item) is sample.models.Item
    assert item.to_params() == {"name": "a", "parts": [{"name": "b"}]}
    assert sample.send("add", "c", parts=[item]).json == {
        "name": "c",
        "parts": [{"name": "a", "parts": [{"name": "b"}]}],
    }
    assert {"Other", "OtherOutput"} <= {*vars(sample.models)}
    assert "OtherInputParams" in vars(sample.params)


def test_what_the_document_names_comes_before_what_we_name(generate: Generate) -> None:
    """Aliases and classes of our own making give way, in both directions."""
    sample = generate(
        both_ways("""
Root:
  type: object
  properties:
    pet: {$ref: '#/components/schemas/Pet'}
    union: {$ref: '#/components/schemas/PetUnion'}
    item: {$ref: '#/components/schemas/Pet_note'}
PetUnion: {type: object, properties: {members: {type: integer}}}
Pet_note: {type: object, properties: {a: {type: integer}}}
Pet:
  type: object
  required: [kind]
  properties: {kind: {type: string}, note: {type: object, properties: {b: {type: integer}}}}
  discriminator: {propertyName: kind}
Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {lives: {type: integer}}}]}
""")
    )
    assert set(sample.models.PetUnion.model_fields) == {"members"}
    assert set(sample.params.PetUnionParams.__annotations__) == {"members"}
    assert set(sample.models.PetNote.model_fields) == {"a"}
    assert set(sample.params.PetNoteParams.__annotations__) == {"a"}
    read = returned(sample, {"pet": {"kind": "Cat", "lives": 9}, "union": {"members": 1}})
    assert (type(read.pet).__name__, type(read.union).__name__) == ("Cat", "PetUnion")
