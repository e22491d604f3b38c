"""Packages: builtins as names, what a package exports, what importing it loads."""

from __future__ import annotations

from typing import Any

import pytest
from support import Generate, build_spec, python, write_files, write_spec

from .test_method_names import operations

BUILTINS = """
paths:
  /things:
    get:
      operationId: things.list
      tags: [things]
      responses: {'200': {description: All., content: {application/json: {schema: {type: array, items:
          {$ref: '#/components/schemas/Thing'}}}}}}
    post:
      operationId: things.str
      tags: [things]
      parameters:
        - {name: id, in: query, schema: {type: integer}}
        - {name: filter, in: query, schema: {type: array, items: {type: string}}}
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
      responses: {'200': {description: One., content: {application/json: {schema:
          {$ref: '#/components/schemas/Thing'}}}}}
    put:
      operationId: things.dict
      tags: [things]
      responses: {'200': {description: Map., content: {application/json: {schema: {type: object,
          additionalProperties: {type: string}}}}}}
    delete:
      operationId: things.property
      tags: [things]
      responses: {'200': {description: Names., content: {application/json: {schema: {type: array,
          items: {type: string}}}}}}
components:
  schemas:
    Thing:
      type: object
      properties:
        list: {type: array, items: {type: string}}
        dict: {type: object, additionalProperties: {type: integer}}
        str: {type: string}
        int: {type: integer}
        bool: {type: boolean}
        bytes: {type: string}
        float: {type: array, items: {type: number}}
        date: {type: string, format: date}
        datetime: {type: string, format: date-time}
        Any: {}
        Field: {type: string}
        type: {type: string}
        None: {type: string}
"""
THING = {
    "list": ["a"],
    "dict": {"a": 1},
    "str": "s",
    "int": 1,
    "bool": True,
    "bytes": "b",
    "float": [1.5],
    "date": "2026-01-02",
    "datetime": "2026-01-02T03:04:05Z",
    "Any": [1],
    "Field": "f",
    "type": "t",
    "None": "n",
}


def test_builtin_names_stay_and_builtins_still_work(generate: Generate) -> None:
    sample = generate(BUILTINS)
    assert "-> builtins.list[Thing]" in sample.text("resources/things.py")
    sample.server.play([THING])
    thing = sample.call("things.list")[0]
    assert (thing.list, thing.dict_, thing.str, thing.int, thing.bool) == (
        ["a"],
        {"a": 1},
        "s",
        1,
        True,
    )
    assert (thing.float, thing.date.year, thing.datetime.hour, thing.type) == ([1.5], 2026, 3, "t")
    assert sample.models.Thing.model_fields.keys() >= {
        "list",
        "dict_",
        "str",
        "int",
        "bool",
        "type",
    }
    sample.server.play(THING)
    sent = sample.send(
        "things.str", id=5, filter=["x"], list=["a"], str="s", int=1, bool=True, none="n"
    )
    assert dict(sent.query) == {"id": "5", "filter": "x"}
    assert sent.json == {"list": ["a"], "str": "s", "int": 1, "bool": True, "None": "n"}
    sample.server.play({"a": "b"})
    assert sample.call("things.dict") == {"a": "b"}
    sample.server.play(["n"])
    assert sample.call("things.property") == ["n"]


def test_field_names_that_pydantic_needs_get_an_underscore(generate: Generate) -> None:
    names = [
        "copy",
        "json",
        "dict",
        "schema",
        "model_config",
        "model_fields",
        "validate",
        "http_response",
        "self",
        "model_x",
    ]
    sample = generate(
        {
            "paths": {
                "/x": {
                    "get": {
                        "operationId": "get_x",
                        "responses": {
                            "200": {
                                "description": "It.",
                                "content": {
                                    "application/json": {
                                        "schema": {"$ref": "#/components/schemas/X"}
                                    }
                                },
                            }
                        },
                    }
                }
            },
            "components": {
                "schemas": {
                    "X": {"type": "object", "properties": {n: {"type": "string"} for n in names}}
                }
            },
        }
    )
    sample.server.play({name: name for name in names})
    result = sample.call("get_x")
    for name in names:
        attribute = name if name in type(result).model_fields else f"{name}_"
        assert getattr(result, attribute) == name
    assert result.http_response.status_code == 200
    assert result.model_dump(by_alias=True) == {name: name for name in names}


def test_what_a_package_exports(generate: Generate) -> None:
    sample = generate(operations(("get", "/a", {"operationId": "a.b", "tags": ["a"]})))
    package = sample.module()
    assert {
        "Sample",
        "AsyncSample",
        "RequestOptions",
        "UNSET",
        "APIError",
        "RequestValidationError",
    } <= {*package.__all__}
    submodules = {"models", "params", "rules", "testing"}
    assert {*dir(package)} == {*package.__all__, *submodules}
    assert all(getattr(package, name).__name__.endswith(name) for name in submodules)
    assert all(getattr(package, name) is not None for name in package.__all__)
    with pytest.raises(AttributeError, match="Thing"):
        package.Thing  # noqa: B018


LAZY = """
import sys
import sample
assert not {"httpx", "pydantic"} & sys.modules.keys(), "import"
from sample import Sample, AsyncSample, RequestOptions, UNSET, APIError
assert not {"httpx", "pydantic"} & sys.modules.keys(), "from import"
import sample.errors
client = Sample(token="t")
assert not {"httpx", "pydantic"} & sys.modules.keys(), "client"
client.pets
assert "httpx" not in sys.modules, "resource"
client.pets.list, client.ping
assert "httpx" not in sys.modules, "method"
print(len([name for name in sys.modules if name.startswith("sample.")]))
"""


def test_importing_a_package_loads_neither_httpx_nor_pydantic(tmp_path: Any) -> None:
    spec = operations(
        ("get", "/a", {"operationId": "pets.list", "tags": ["pets"]}),
        ("get", "/b", {"operationId": "ping"}),
    )
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    spec["paths"]["/b"]["get"]["parameters"] = [
        {"name": "day", "in": "query", "schema": {"type": "string", "format": "date"}}
    ]
    spec["paths"]["/b"]["get"]["responses"] = {
        "200": {"description": "It.", "content": {"application/json": {"schema": schema}}}
    }
    spec["components"] = {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}}
    write_files(tmp_path / "out", build_spec(write_spec(tmp_path, spec)).files)
    assert [*python(LAZY, tmp_path / "out")]


UNIONS = """
paths:
  /pets:
    get:
      operationId: pets.list
      tags: [pets]
      responses:
        '200': {description: All., content: {application/json: {schema: {type: array, items: PET}}}}
        default: {description: No., content: {application/json: {schema: PET}}}
components:
  schemas:
    Cat: {type: object, properties: {name: {type: string}, lives: {type: integer}}}
    Dog: {type: object, properties: {name: {type: string}, tricks: {type: array, items: {type: string}}}}
"""
EITHER = "{anyOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]}"
OPTIONAL = ("active", "pagination", "polling", "unions", "webhooks")


def test_a_package_holds_only_the_rooms_that_it_uses(tmp_path: Any) -> None:
    cat = UNIONS.replace("PET", "{$ref: '#/components/schemas/Cat'}")
    files = build_spec(write_spec(tmp_path, cat)).files
    assert "sample/_runtime/responses/parse.py" in files
    assert not {f"sample/_runtime/responses/{name}.py" for name in OPTIONAL} & files.keys()
    files = build_spec(write_spec(tmp_path, UNIONS.replace("PET", EITHER))).files
    assert "sample/_runtime/responses/unions.py" in files


def test_responses_that_are_unions_are_read_by_what_came(generate: Generate) -> None:
    sample = generate(UNIONS.replace("PET", EITHER))
    text = sample.text("resources/pets.py")
    assert "Operation[list[PetsListResponseItem]]" in text
    assert "ResponseSpec(lambda: list[OneOf[models.PetsListResponseItem]])" in text
    assert "Annotated[models.PetsListErrorDefault, Choose()]" in text
    pets = [{"name": "a", "tricks": ["sit"]}, {"name": "b", "lives": 9}]
    sample.server.play(pets)
    read = sample.call("pets.list")
    assert [type(each).__name__ for each in read] == ["Dog", "Cat"]
    sample.server.play((400, pets[0]))
    with pytest.raises(sample.module().BadRequestError) as caught:
        sample.client().pets.list()
    assert isinstance(caught.value.body, sample.models.Dog)
