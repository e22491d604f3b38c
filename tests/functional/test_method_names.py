"""Resources and methods: where an operation appears on the client and what it is called."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from support import Generate, Package

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
    "name", ["call", "close", "prepare", "with_response", "hooks", "base_url", "perform"]
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


def test_a_resource_that_is_called_as_the_runtimes_classes_is_a_resource_by_name(
    generate: Generate,
) -> None:
    operation = {
        "tags": ["Service"],
        "operationId": "look",
        "responses": {"204": {"description": "-"}},
    }
    client = generate({"paths": {"/a": {"get": operation}}}).client()
    assert type(client.service).__name__ == "ServiceResource"
