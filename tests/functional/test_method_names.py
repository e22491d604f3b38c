"""Resources and methods: where an operation appears on the client and what it is called."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from support import Generate, Package, python, write_files

NOTHING = {"responses": {"204": {"description": "Nothing."}}}


def operations(*entries: tuple[str, str, dict[str, Any]]) -> dict[str, Any]:
    """A document of operations that take and give nothing: (method, path, what else)."""
    paths: dict[str, Any] = {}
    for method, path, more in entries:
        paths.setdefault(path, {})[method] = {**NOTHING, **more}
    return {"paths": paths}


def methods(sample: Package, resource: str | None = None) -> set[str]:
    """The names of the methods that the document gave a resource, or the client itself."""
    found = type(sample.client()) if resource is None else type(getattr(sample.client(), resource))
    own = {*dir(sample.module("client").APIClient)}
    return {
        name for name in dir(found) if name not in own and inspect.isfunction(getattr(found, name))
    }


def reached(sample: Package, method: str) -> str:
    """What a method without required arguments sends: verb and path."""
    sent = sample.send(method)
    return f"{sent.method} {sent.path}"


@pytest.mark.parametrize(
    ("more", "method"),
    [
        ({"operationId": "pets.list", "tags": ["pets"]}, "pets.list"),
        ({"operationId": "pets/list", "tags": ["pets"]}, "pets.list"),
        ({"operationId": "listPets", "tags": ["pets"]}, "pets.list_pets"),
        ({"operationId": "pets-list", "tags": ["pets"]}, "pets.pets_list"),
        ({"operationId": "ListAllPets", "tags": ["Pet Shop", "other"]}, "pet_shop.list_all_pets"),
        ({"operationId": "list_pets"}, "list_pets"),
        ({"operationId": "list_pets", "tags": []}, "list_pets"),
        ({"tags": ["pets"]}, "pets.get_pets"),
        ({}, "get_pets"),
        ({"operationId": "import", "tags": ["class"]}, "class_.import_"),
        ({"operationId": "2nd", "tags": ["3d"]}, "resource_3d.operation_2nd"),
        ({"operationId": "überprüfen", "tags": ["Straße"]}, "straße.überprüfen"),
        (
            {"operationId": "pets.list", "tags": ["pets"], "x-resource": "animals"},
            "animals.pets_list",
        ),
        (
            {"operationId": "animals.list", "tags": ["pets"], "x-resource": "animals"},
            "animals.list",
        ),
        ({"operationId": "listPets", "tags": ["pets"], "x-method": "list"}, "pets.list"),
        ({"operationId": "listPets", "x-resource": "pets", "x-method": "all"}, "pets.all"),
    ],
)
def test_default_resource_and_method(generate: Generate, more: dict[str, Any], method: str) -> None:
    sample = generate(operations(("get", "/pets", more)))
    assert reached(sample, method) == "GET /pets"


def test_a_collision_leaves_the_name_to_whose_id_it_is(generate: Generate) -> None:
    sample = generate(
        operations(
            ("get", "/a", {"operationId": "getThing", "tags": ["t"]}),
            ("get", "/b", {"operationId": "get_thing", "tags": ["t"]}),
            ("get", "/c", {"operationId": "get-thing", "tags": ["t"]}),
        )
    )
    assert methods(sample, "t") == {"get_thing", "get_thing_get_a", "get_thing_get_c"}
    assert reached(sample, "t.get_thing") == "GET /b"
    assert reached(sample, "t.get_thing_get_a") == "GET /a"
    assert reached(sample, "t.get_thing_get_c") == "GET /c"


def test_a_collision_that_nobody_has_a_right_to_renames_all(generate: Generate) -> None:
    sample = generate(
        operations(
            ("get", "/a", {"operationId": "getThing", "tags": ["t"]}),
            ("post", "/b", {"operationId": "get-thing", "tags": ["t"]}),
        )
    )
    assert methods(sample, "t") == {"get_thing_get_a", "get_thing_post_b"}


def test_the_same_name_under_two_resources_is_no_collision(generate: Generate) -> None:
    sample = generate(
        operations(
            ("get", "/a", {"operationId": "a.list", "tags": ["a"]}),
            ("get", "/b", {"operationId": "b.list", "tags": ["b"]}),
        )
    )
    assert reached(sample, "a.list") == "GET /a"
    assert reached(sample, "b.list") == "GET /b"


STABLE = [
    ("get", "/a", {"operationId": "get_thing", "tags": ["t"]}),
    ("get", "/things/{id}", {"operationId": "list", "tags": ["t"]}),
    ("put", "/plain", {"operationId": "get_thing_get_c", "tags": ["t"]}),
    ("get", "/x", {"operationId": "untagged"}),
]


@pytest.mark.parametrize(
    "added",
    [
        ("get", "/c", {"operationId": "getThing", "tags": ["t"]}),
        ("get", "/c", {"operationId": "get-thing", "tags": ["t"]}),
        ("get", "/0", {"operationId": "list_", "tags": ["t"]}),
        ("get", "/0", {"operationId": "Untagged"}),
        ("get", "/0", {"operationId": "a", "tags": ["T"]}),
        ("get", "/0", {"operationId": "getThingGetC", "tags": ["t"]}),
    ],
)
def test_adding_an_operation_renames_no_other(
    generate: Generate, added: tuple[str, str, dict[str, Any]]
) -> None:
    for entries in ([*STABLE, added], [added, *STABLE]):
        sample = generate(operations(*entries))
        assert {"get_thing", "list", "get_thing_get_c"} <= methods(sample, "t")
        assert reached(sample, "t.get_thing") == "GET /a"
        assert reached(sample, "t.get_thing_get_c") == "PUT /plain"
        assert reached(sample, "untagged") == "GET /x"


def test_every_operation_stays_reachable(generate: Generate) -> None:
    ids = ["a", "A", "a_", "a-", "get /a", "Get_A", "get_a", "list", "List", "LIST"]
    sample = generate(
        operations(
            *(("get", f"/p{i}", {"operationId": name, "tags": ["t"]}) for i, name in enumerate(ids))
        )
    )
    found = {reached(sample, f"t.{name}") for name in methods(sample, "t")}
    assert found == {f"GET /p{i}" for i in range(len(ids))}


@pytest.mark.parametrize(
    "name", ["call", "close", "paginate", "with_response", "hooks", "base_url", "perform"]
)
def test_what_a_client_has_already_keeps_its_meaning(generate: Generate, name: str) -> None:
    sample = generate(
        operations(
            ("get", "/a", {"operationId": name}),
            ("get", "/b", {"operationId": "x", "tags": [name]}),
        )
    )
    assert getattr(type(sample.client()), name) is getattr(sample.module("client").APIClient, name)
    assert [reached(sample, other) for other in methods(sample)] == ["GET /a"]
    assert reached(sample, f"{name}_.x") == "GET /b"


@pytest.mark.parametrize(
    "name",
    [
        "cached_property",
        "overload",
        "property",
        "operations",
        "builtins",
        "testing",
        "client",
        "models",
        "errors",
        "resources",
        "_client",
        "__init__",
        "httpx",
        "TYPE_CHECKING",
        "Literal",
        "Mapping",
        "options",
        "self",
        "Resource",
        "APIClient",
        "Sample",
        "type",
        "super",
        "annotations",
        "UNSET",
        "str",
        "int",
        "runtime",
        "_runtime",
        "py.typed",
    ],
)
def test_names_that_generated_code_uses_itself(generate: Generate, name: str) -> None:
    schema = {"type": "array", "items": {"type": "string"}}
    response = {"200": {"description": "It.", "content": {"application/json": {"schema": schema}}}}
    parameters = [{"name": name, "in": "query", "schema": {"type": "string", "format": "date"}}]
    sample = generate(
        {
            "paths": {
                "/a": {
                    "get": {
                        "operationId": "one",
                        "tags": [name],
                        "responses": response,
                        "parameters": parameters,
                    }
                },
                "/b": {"get": {"operationId": name, "tags": ["z"], "responses": response}},
                "/c": {"get": {"operationId": "other", "tags": ["z"], "responses": response}},
                "/d": {
                    "get": {
                        "operationId": f"x_{name}",
                        "responses": response,
                        "parameters": parameters,
                    }
                },
                "/e": {"get": {"operationId": f"{name}_", "responses": response}},
            }
        }
    )
    sample.server.play(["x"])
    client = sample.client()
    resources = {
        attribute for attribute in vars(type(client)) if not attribute.startswith("_")
    } - methods(sample)
    assert len(resources) == 2
    resource = (resources - {"z"}).pop()
    (argument,) = {*inspect.signature(sample.method(f"{resource}.one")).parameters} - {"options"}
    assert sample.send(f"{resource}.one", **{argument: "2026-01-02"}).query == (
        (name, "2026-01-02"),
    )
    assert len(methods(sample, "z")) == 2
    assert {reached(sample, f"z.{method}") for method in methods(sample, "z")} == {
        "GET /b",
        "GET /c",
    }
    with_argument = next(m for m in methods(sample) if m.startswith("x_"))
    (argument,) = {*inspect.signature(sample.method(with_argument)).parameters} - {"options"}
    sent = sample.send(with_argument, **{argument: "2026-01-02"})
    assert (sent.path, sent.query) == ("/d", ((name, "2026-01-02"),))
    (last,) = methods(sample) - {with_argument}
    assert reached(sample, last) == "GET /e"


def test_a_resource_and_an_operation_of_one_name_both_stay(generate: Generate) -> None:
    sample = generate(
        operations(
            ("get", "/a", {"operationId": "pets"}),
            ("get", "/b", {"operationId": "list", "tags": ["pets"]}),
        )
    )
    assert reached(sample, "pets.list") == "GET /b"
    others = methods(sample)
    assert len(others) == 1
    assert reached(sample, others.pop()) == "GET /a"


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
        "RequestInvalidError",
    } <= {*package.__all__}
    assert {*dir(package)} == {*package.__all__}
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
    from support import build_spec, write_spec

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
