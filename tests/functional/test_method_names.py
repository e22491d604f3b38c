"""Resources and methods: where an operation appears on the client and what it is called."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest
from adwright.document.load import load
from adwright.ir.names import snake
from adwright.reader.api import read_api
from hypothesis import given, settings
from hypothesis import strategies as st
from support import Generate, Package, write_spec

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


def names_of(folder: Path, document: dict[str, Any]) -> dict[str, str]:
    """What each path's operation is called, with its resource; far faster than generating a client."""
    api = read_api(load(write_spec(folder, document))).api
    named = {each.path.raw: str(each.name) for each in api.client_operations}
    for resource in api.resources:
        named |= {each.path.raw: f"{resource.name}.{each.name}" for each in resource.operations}
    return named


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


MADE_BY_FRAMEWORKS = [
    # FastAPI: the function, the path, the verb
    ("list_items_items_get", "/items", None, "list_items"),
    ("list_items_items__get", "/items/", None, "list_items"),
    ("read_item_items__item_id__get", "/items/{item_id}", "items", "items.read_item"),
    ("items_list_items_get", "/items", "items", "items.list"),
    ("items_items_get", "/items", "items", "items.items"),
    ("read_root__get", "/", None, "read_root"),
    ("list_items_things_get", "/items", None, "list_items_things_get"),
    ("list_items_items_post", "/items", None, "list_items_items_post"),
    ("_items_get", "/items", None, "items_get"),
    # springdoc: a number for what has been before
    ("getUser_1", "/users", "user-controller", "user_controller.get_user"),
    ("list_12", "/users", None, "list"),
    ("getUser1", "/users", None, "get_user1"),
    ("get_user_1", "/users", None, "get_user_1"),
    ("report_2024", "/users", None, "report_2024"),
    ("getUserV2_1", "/users", None, "get_user_v2_1"),
    # NestJS: the class and its method
    ("UserController_findAll", "/users", None, "find_all"),
    ("UsersController.findAll", "/users", "people", "people.find_all"),
    ("Controller_findAll", "/users", None, "controller_find_all"),
    ("UserController_2", "/users", None, "user_controller_2"),
    # The tag said again
    ("Users_List", "/users", "Users", "users.list"),
    ("users.list", "/users", "User", "user.list"),
    ("users/list", "/users", "USERS", "users.list"),
    ("user_list", "/users", "users", "users.list"),
    ("company_list", "/users", "Companies", "companies.list"),
    ("Addresses_List", "/users", "address", "address.list"),
    ("UserGroups_List", "/users", "user groups", "user_groups.list"),
    ("user_groups_list", "/users", "userGroups", "user_groups.list"),
    ("Users_überprüfen", "/users", "users", "users.überprüfen"),
    ("Users_Import", "/users", "users", "users.import_"),
    ("listUsers", "/users", "users", "users.list_users"),
    ("UsersList", "/users", "users", "users.users_list"),
    ("Users_List", "/users", None, "users_list"),
    ("Users_List", "/users", "people", "people.users_list"),
    ("users_2", "/users", "users", "users.users"),
    ("Users_2", "/users", "users", "users.users_2"),
    ("users", "/users", "users", "users.users"),
    ("user_stats", "/users", "user stats", "user_stats.user_stats"),
    ("stats_1", "/users", "stats_1", "stats_1.stats_1"),
]


@pytest.mark.parametrize(("operation_id", "path", "tag", "method"), MADE_BY_FRAMEWORKS)
def test_what_a_framework_put_around_a_name_is_left_out(
    tmp_path: Path, operation_id: str, path: str, tag: str | None, method: str
) -> None:
    more: dict[str, Any] = {"operationId": operation_id, "tags": [] if tag is None else [tag]}
    if "{" in path:
        more["parameters"] = [
            {"name": "item_id", "in": "path", "required": True, "schema": {"type": "string"}}
        ]
    assert names_of(tmp_path, operations(("get", path, more))) == {path: method}


def test_the_methods_of_a_frameworks_document_can_be_called(generate: Generate) -> None:
    sample = generate(
        operations(
            ("get", "/items/", {"operationId": "list_items_items__get"}),
            ("post", "/items/", {"operationId": "add_items__post", "tags": ["items"]}),
            ("get", "/users", {"operationId": "Users_List", "tags": ["users"]}),
        )
    )
    assert reached(sample, "list_items") == "GET /items/"
    assert reached(sample, "items.add") == "POST /items/"
    assert reached(sample, "users.list") == "GET /users"


@pytest.mark.parametrize(
    ("wish", "method"),
    [
        ("Users_List", "users_list"),
        ("getUser_1", "get_user_1"),
        ("UserController_find", "user_controller_find"),
        ("x_a_get", "x_a_get"),
    ],
)
def test_a_name_that_a_person_gave_stays_whole(generate: Generate, wish: str, method: str) -> None:
    more = {"operationId": "other", "tags": ["users"], "x-method": wish}
    assert methods(generate(operations(("get", "/a", more))), "users") == {method}


def test_a_name_that_a_person_gave_is_not_shared(generate: Generate) -> None:
    sample = generate(
        operations(
            ("get", "/a", {"operationId": "Users_List", "tags": ["users"]}),
            ("get", "/b", {"operationId": "other", "tags": ["users"], "x-method": "list"}),
        )
    )
    assert reached(sample, "users.list") == "GET /b"
    assert reached(sample, "users.users_list") == "GET /a"


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        (("list_a_get", "list_b_get"), {"list_a_get", "list_b_get"}),
        (("getUser_1", "getUser_2"), {"get_user_1", "get_user_2"}),
        (("getUser", "getUser_1"), {"get_user", "get_user_1"}),
        (
            ("UserController_find", "PetController.find"),
            {"user_controller_find", "pet_controller_find"},
        ),
        (("Users_List", "user.list"), {"users_list", "user_list"}),
        (("users.list", "Users_List"), {"list", "users_list"}),
        (("List", "Users_List"), {"list", "users_list"}),
        # each has a name that the next could have: none leads to another
        (("getUser_1", "UserController_getUser"), {"get_user_1", "user_controller_get_user"}),
        (("list_2", "Users_list_2"), {"list", "users_list_2"}),
        (("list_2", "Users_list_2", "List"), {"list", "list_2", "users_list_2"}),
        (("getUser_1", "Get_User_1"), {"get_user", "get_user_1_get_b"}),
        (
            ("getUser_1", "Get_User_1", "getUser"),
            {"get_user_1_get_a", "get_user_1_get_b", "get_user"},
        ),
        (("list_2", "Users_List", "other"), {"list_2", "users_list", "other"}),
    ],
)
def test_operations_that_would_meet_keep_their_own_ids(
    tmp_path: Path, ids: tuple[str, ...], expected: set[str]
) -> None:
    entries = [
        ("get", f"/{letter}", {"operationId": name, "tags": ["users"]})
        for letter, name in zip("abc", ids, strict=False)
    ]
    for order in (entries, entries[::-1]):
        named = names_of(tmp_path, operations(*order))
        assert {*named.values()} == {f"users.{name}" for name in expected}


def test_a_name_that_the_client_needs_is_not_made_of_an_id(generate: Generate) -> None:
    sample = generate(
        operations(
            ("get", "/a", {"operationId": "close_a_get"}),
            ("get", "/b", {"operationId": "PetController_pets"}),
            ("get", "/c", {"operationId": "list", "tags": ["pets"]}),
        )
    )
    assert methods(sample) == {"close_a_get", "pet_controller_pets"}


POOL = [
    *("list", "List", "list_1", "list_2", "users_list", "Users_List", "UserController_list"),
    *("users_list_p{}_get", "list_p{}_get", "getUser", "getUser_1", "get_user", "get_user_1"),
    *("Users_getUser", "Users_getUser_1", "getUser_1_p{}_get", "Get_User_1", "users", "users_1"),
]


@given(st.lists(st.sampled_from(POOL), min_size=2, max_size=8, unique=True))
@settings(deadline=None, max_examples=100)
def test_a_name_depends_only_on_those_that_could_have_the_same(
    tmp_path_factory: pytest.TempPathFactory, ids: list[str]
) -> None:
    folder = tmp_path_factory.getbasetemp() / "names"
    entries = [
        ("get", f"/p{number}", {"operationId": name.format(number), "tags": ["users"]})
        for number, name in enumerate(ids, 1)
    ]

    together = names_of(folder, operations(*entries))
    assert len({*together.values()}) == len(entries)
    possible = {
        entry[1]: {
            names_of(folder, operations(entry))[entry[1]],
            f"users.{snake(entry[2]['operationId'])}",
        }
        for entry in entries
    }
    for _, path, more in entries:
        with_path = snake(f"{more['operationId']} get {path}")
        assert together[path] in {*possible[path], f"users.{with_path}"}, "none is numbered"
        near = [entry for entry in entries if possible[entry[1]] & possible[path]]
        assert together[path] == names_of(folder, operations(*near))[path]


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
