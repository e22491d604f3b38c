"""Extensions: ours are obeyed, those of the same name and another shape are left alone, with a warning."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from adwright.problems import SpecError
from support import Generate


def operation(**more: Any) -> dict[str, Any]:
    """A document with one operation that returns a list in an object."""
    schema = {
        "type": "object",
        "properties": {"items": {"type": "array", "items": {"type": "integer"}}},
    }
    response = {"description": "It.", "content": {"application/json": {"schema": schema}}}
    return {
        "paths": {"/x": {"get": {"operationId": "get_x", "responses": {"200": response}, **more}}}
    }


@pytest.mark.parametrize(
    "value",
    [
        True,
        "cursor",
        [],
        {},
        {"limit": 5},
        {"style": "spiral"},
        {"style": "page", "page": 1},
        {"style": "page", "other": "x"},
    ],
)
def test_pagination_of_another_shape_is_ignored(generate: Generate, value: object) -> None:
    sample = generate(operation(**{"x-pagination": value}))
    sample.server.play({"items": [1]})
    assert sample.call("get_x").items == [1]
    assert (
        sum("x-pagination has another shape than ours and is ignored" in w for w in sample.warnings)
        == 1
    )


@pytest.mark.parametrize(
    "value", [True, "data", {"wrapped": True}, {"data": 5}, {"data": "items", "more": "x"}]
)
def test_envelopes_of_another_shape_are_ignored(generate: Generate, value: object) -> None:
    spec = operation()
    spec["paths"]["/x"]["get"]["responses"]["200"]["x-envelope"] = value
    sample = generate(spec)
    sample.server.play({"items": [1]})
    assert sample.call("get_x").items == [1]
    assert (
        sum("x-envelope has another shape than ours and is ignored" in w for w in sample.warnings)
        == 1
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x-wait", True),
        ("x-wait", {"seconds": 5}),
        ("x-wait", {"operation": "nowhere", "state": "x", "done": "ready"}),
        ("x-wait", {"operation": "nowhere", "state": "x", "done": [], "arguments": {"id": 5}}),
        ("x-rules", {"max": 5}),
        ("x-rules", ["no spaces"]),
        ("x-rules", [{"required": ["nothing"]}]),
    ],
)
def test_what_others_say_of_operations_is_ignored(
    generate: Generate, name: str, value: object
) -> None:
    sample = generate(operation(tags=["things"], **{name: value}))
    sample.server.play({"items": [1]})
    assert sample.call("things.get_x").items == [1]
    (warning,) = sample.warnings
    assert f"{name} has another shape than ours and is ignored (ours is such as " in warning


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x-actions", ["save"]),
        ("x-actions", {"save": "nowhere"}),
        ("x-actions", {"save": {"operation": "nowhere", "when": "always"}}),
        ("x-warn", "careful"),
        ("x-warn", [{"required": ["nothing"]}]),
    ],
)
def test_what_others_say_of_schemas_is_ignored(
    generate: Generate, name: str, value: object
) -> None:
    spec = operation()
    content = spec["paths"]["/x"]["get"]["responses"]["200"]["content"]["application/json"]
    content["schema"][name] = value
    spec["paths"]["/x"]["put"] = {
        "operationId": "put_x",
        "requestBody": {"required": True, "content": {"application/json": content}},
        "responses": {"204": {"description": "Done."}},
    }
    sample = generate(spec)
    assert sample.send("put_x", items=[1]).json == {"items": [1]}
    assert any(f"{name} has another shape than ours" in warning for warning in sample.warnings)


def test_access_of_another_shape_does_not_make_an_update_partial(generate: Generate) -> None:
    spec = operation()
    schema = {
        "type": "object",
        "required": ["a", "b"],
        "properties": {"a": {"type": "integer", "x-access": ["admin"]}, "b": {"type": "integer"}},
    }
    spec["paths"]["/x"]["put"] = {
        "operationId": "put_x",
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {"204": {"description": "Done."}},
    }
    sample = generate(spec)
    with pytest.raises(sample.module().RequestValidationError, match="b"):
        sample.client().put_x(a=1, b=None)
    assert sample.send("put_x", a=1, b=2).json == {"a": 1, "b": 2}


PETS = """
paths:
  /pets:
    get:
      operationId: pets.list
      tags: [pets]
      x-pagination: {style: page, page: page, size: 'filter[size]', items: pets, total: meta.count}
      x-rules:
        - x-rule: {id: page-owner, says: page needs owner.}
          if: {required: [page]}
          then: {required: [owner]}
      parameters:
        - {name: page, in: query, schema: {type: integer}}
        - {name: owner, in: query, schema: {type: string}}
        - {name: filter, in: query, style: deepObject,
            schema: {type: object, properties: {size: {type: integer}}}}
        - {name: trace, in: header, schema: {type: string}}
      responses:
        '200':
          description: Pets.
          content: {application/json: {schema: {type: object, properties: {
            pets: {type: array, items: {type: string}},
            meta: {type: object, properties: {count: {type: integer}}},
            more: {type: object, additionalProperties: {type: integer}},
            any: {}}}}}
  /pets/{id}:
    get:
      operationId: pets.get
      tags: [pets]
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        '200':
          description: A pet.
          x-envelope: {data: result.pet, success: ok, message: result.error}
          content: {application/json: {schema: {type: object, properties: {ok: {type: boolean},
            result: {type: object, properties: {pet: {type: object, properties: {name: {type: string}}},
              error: {type: string}}}}}}}
"""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("page: page,", "page: pages,", "no query parameter 'pages' (did you mean 'page'?)"),
        ("page: page,", "page: trace,", "there is no query parameter 'trace'"),
        ("filter[size]", "filter[zise]", "(did you mean 'filter[size]'?)"),
        (
            "items: pets",
            "items: pest",
            "'pest' leads nowhere: there is no 'pest' (did you mean 'pets'?)",
        ),
        (
            "total: meta.count",
            "total: meta.cuont",
            "'meta' has no 'cuont' (did you mean 'meta.count'?)",
        ),
        ("total: meta.count", "total: meta.count.all", "'meta.count' has no 'all'"),
        (
            "total: meta.count",
            "total: pets.count",
            "'pets' has no 'count' (there are 'pets.0', 'pets.-1')",
        ),
        ("style: page,", "style: page, in: body,", "there is no body for 'page'"),
        ("required: [owner]", "required: [onwer]", "no parameter 'onwer' (did you mean 'owner'?)"),
        (
            "{required: [page]}",
            "{required: [pagee]}",
            "no parameter 'pagee' (did you mean 'page'?)",
        ),
        ("data: result.pet,", "data: reslt.pet,", "no 'reslt' (did you mean 'result.pet'?)"),
        ("success: ok", "success: okay", "no 'okay' (did you mean 'ok'?)"),
        ("message: result.error", "message: result.pet.eror", "(there is 'result.pet.name')"),
    ],
)
def test_what_is_not_there_is_refused(generate: Generate, old: str, new: str, words: str) -> None:
    assert old in PETS
    with pytest.raises(SpecError, match=re.escape(words)) as caught:
        generate(PETS.replace(old, new))
    assert all("/x-" in problem.location.pointer for problem in caught.value.problems)


def test_a_wrapped_response_has_content(generate: Generate) -> None:
    response = {"description": "None.", "x-envelope": {"data": "pet"}}
    spec = {"paths": {"/x": {"post": {"operationId": "x", "responses": {"200": response}}}}}
    with pytest.raises(SpecError, match="'pet' leads nowhere: the response has no content"):
        generate(spec)


@pytest.mark.parametrize(
    "path", ["meta.count", "more.rows", "any.thing.at.all", "header:X-Count", "pets.-1"]
)
def test_what_may_be_there_is_taken(generate: Generate, path: str) -> None:
    sample = generate(PETS.replace("total: meta.count", f"total: '{path}'"))
    sample.server.play({"pets": ["Rex"], "meta": {"count": 1}}, {"pets": []})
    assert [*sample.client().pets.list()] == ["Rex"]


@pytest.mark.parametrize("value", ["yes", 1, {"safe": True}])
def test_retry_safe_of_another_shape_is_ignored(generate: Generate, value: object) -> None:
    sample = generate(operation(**{"x-retry-safe": value}))
    assert sum("x-retry-safe has another shape than ours" in w for w in sample.warnings) == 1
    assert "retry_safe" not in sample.text("resources/_client.py")


def test_a_post_with_an_idempotency_key_is_repeated_with_the_same_key(generate: Generate) -> None:
    spec = operation()
    get = spec["paths"]["/x"].pop("get")
    spec["paths"]["/x"]["post"] = {**get, "x-idempotency-key": "Idempotency-Key"}
    sample = generate(spec)
    options = sample.module().RequestOptions(headers={"Idempotency-Key": "mine"})
    keys: list[str] = []
    for given in ({}, {}, {"options": options}):
        busy = httpx.Response(503, headers={"retry-after": "0"})
        sample.server.play(busy, {"items": [1]})
        before = len(sample.sent)
        assert sample.client().get_x(**given).items == [1]
        first, second = sample.sent[before:]
        assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
        keys.append(first.headers["idempotency-key"])
    assert len({*keys}) == 3, "each call has a key of its own"
    assert keys[2] == "mine"


@pytest.mark.parametrize("value", [5, "", True, ["Idempotency-Key"]])
def test_idempotency_keys_of_another_shape_are_ignored(generate: Generate, value: object) -> None:
    sample = generate(operation(**{"x-idempotency-key": value}))
    assert any("x-idempotency-key has another shape than ours" in w for w in sample.warnings)
    assert "idempotency_key" not in sample.text("resources/_client.py")


@pytest.mark.parametrize(
    "value",
    [
        "TOKEN",
        {"env": "TOKEN"},
        {"env": {"token": 5}},
        {"exchange": {"grant": "x"}},
        {"exchange": "x"},
    ],
)
def test_credentials_of_another_shape_are_ignored(generate: Generate, value: object) -> None:
    spec = operation(security=[{"token": []}])
    spec["components"] = {
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "x-credentials": value}}
    }
    sample = generate(spec)
    assert sample.send("get_x", settings={"token": "t"}).headers["authorization"] == "Bearer t"
    assert any("x-credentials" in w and "ignored" in w for w in sample.warnings)


@pytest.mark.parametrize(
    "value", ["required", {"create": "always"}, ["create"], {"create": True}, 5]
)
def test_access_of_another_shape_is_ignored(generate: Generate, value: object) -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "integer", "x-access": value}, "b": {"type": "integer"}},
    }
    sample = generate(
        {
            "paths": {
                "/x": {
                    "post": {
                        "operationId": "post_x",
                        "requestBody": {
                            "required": True,
                            "content": {
                                "application/json": {"schema": {"$ref": "#/components/schemas/T"}}
                            },
                        },
                        "responses": {
                            "200": {
                                "description": "It.",
                                "content": {
                                    "application/json": {
                                        "schema": {"$ref": "#/components/schemas/T"}
                                    }
                                },
                            }
                        },
                    }
                }
            },
            "components": {"schemas": {"T": schema}},
        }
    )
    assert not hasattr(sample.models, "TCreate")
    assert sample.send("post_x", a=1, b=2).json == {"a": 1, "b": 2}
    assert any("x-access" in w and "ignored" in w for w in sample.warnings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x-resource", {"name": "x"}),
        ("x-resource", 5),
        ("x-method", ["x"]),
        ("x-method", True),
    ],
)
def test_resource_and_method_of_another_shape_are_ignored(
    generate: Generate, name: str, value: object
) -> None:
    sample = generate(operation(tags=["things"], **{name: value}))
    assert sample.send("things.get_x").path == "/x"
    assert any(name in w and "ignored" in w for w in sample.warnings)


@pytest.mark.parametrize("value", [5, {"name": "x"}, ["staging"]])
def test_environment_of_another_shape_is_ignored(generate: Generate, value: object) -> None:
    sample = generate(
        {**operation(), "servers": [{"url": "https://api.example.com", "x-environment": value}]}
    )
    assert sample.send("get_x").path == "/x"
    assert any("x-environment" in w and "ignored" in w for w in sample.warnings)


def test_extensions_of_others_are_nobodys_business(generate: Generate) -> None:
    sample = generate(
        operation(
            **{
                "x-speakeasy-retries": {"a": 1},
                "x-codegen": [1],
                "x-source": 5,
                "x-note": {},
                "x-rules-of-mine": True,
            }
        )
    )
    sample.server.play({"items": []})
    assert sample.call("get_x").items == []


@pytest.mark.parametrize(
    ("method", "safe", "tries"),
    [
        ("get", None, 2),
        ("get", False, 1),
        ("post", None, 1),
        ("post", True, 2),
        ("put", None, 2),
        ("put", False, 1),
        ("delete", None, 2),
        ("patch", None, 1),
        ("trace", None, 2),
    ],
)
def test_retry_safe_has_the_last_word(
    generate: Generate, method: str, safe: bool | None, tries: int
) -> None:
    more = {} if safe is None else {"x-retry-safe": safe}
    sample = generate(
        {
            "paths": {
                "/x": {
                    method: {
                        "operationId": "x",
                        "responses": {"204": {"description": "N."}},
                        **more,
                    }
                }
            }
        }
    )
    sample.server.play(httpx.Response(503, headers={"retry-after-ms": "1"}))
    with pytest.raises(sample.module().ServerError):
        sample.call("x", settings={"max_retries": 1})
    assert len(sample.sent) == 2 * tries


def test_login_by_exchange(generate: Generate) -> None:
    sample = generate("""
servers: [{url: 'https://api.example.com/v1'}]
paths: {/x: {get: {operationId: get_x, responses: {'204': {description: N.}}}}}
security: [{token: []}]
components:
  securitySchemes:
    token:
      type: http
      scheme: bearer
      x-credentials:
        env: {token: T_TOKEN, email: T_EMAIL, password: T_PASSWORD}
        exchange: {url: /login, content: json, send: {mail: '{email}', pass: '{password}'},
            token: auth.token, lifetime: 60}
""")
    sample.server.play({"auth": {"token": "fresh"}}, httpx.Response(204))
    sample.call("get_x", settings={"email": "a@b.c", "password": "p"})
    login, call = sample.sent[:2]
    assert (login.method, login.path, login.json) == (
        "POST",
        "/login",
        {"mail": "a@b.c", "pass": "p"},
    )
    assert (call.path, call.headers["authorization"]) == ("/v1/x", "Bearer fresh")


LATER = """
paths:
  /a:
    get:
      operationId: look
      responses:
        '200':
          description: It.
          content: {application/json: {schema: {$ref: '#/components/schemas/Answer'}}}
          x-envelope: {data: responseObject.theZebra, success: statusCode}
    put:
      operationId: send
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Answer'}}}}
      responses: {'204': {description: Nothing.}}
components:
  schemas:
    Answer: {type: object, properties: {statusCode: {type: integer},
      responseObject: {$ref: '#/components/schemas/Inner'}}}
    Inner: {type: object, properties: {theZebra: {$ref: '#/components/schemas/Zebra'}}}
    Zebra: {type: object, properties: {stripeCount: {type: integer}}}
"""


def test_names_in_json_are_known_of_classes_that_name_later_ones(generate: Generate) -> None:
    sample = generate(LATER)
    sample.server.play({"statusCode": 200, "responseObject": {"theZebra": {"stripeCount": 40}}})
    assert sample.call("look").stripe_count == 40
    inner = sample.models.Inner(theZebra=sample.models.Zebra(stripeCount=3))
    sent = sample.send("send", response_object=inner)
    assert sent.json == {"responseObject": {"theZebra": {"stripeCount": 3}}}


def test_rate_limits_hold_requests_back(generate: Generate) -> None:
    spec = operation(**{"x-rate-limit": {"requests": 1, "seconds": 30}})
    spec["paths"]["/y"] = {
        "get": {"operationId": "get_y", "responses": {"204": {"description": "."}}}
    }
    spec["x-rate-limit"] = {"requests": 2, "seconds": 30}
    sample = generate(spec)
    sample.server.play({"items": [1]})
    soon = sample.module().RequestOptions(deadline=5)
    client = sample.client()
    for method, times in ((client.get_x, 1), (client.get_y, 2)):
        for _ in range(times):
            method()
        with pytest.raises(
            sample.module().APITimeoutError, match=f"limit of {times} requests in 30 s"
        ):
            method(options=soon)
    freely, otherwise = sample.client(rate_limit=None), sample.client(rate_limit=(4, 30))
    for _ in range(3):
        freely.get_x()
        freely.get_y()
        otherwise.get_y()
    assert "The service takes 1 in 30 seconds; calls" in client.get_x.__doc__
    assert "Left out: 2 in 30 seconds, which is what the service takes." in " ".join(
        sample.module("client").Sample.__init__.__doc__.split()
    )
    assert len(sample.sent) == 12


@pytest.mark.parametrize(
    "value",
    [
        5,
        "20/s",
        {},
        {"requests": 20},
        {"requests": 0, "seconds": 1},
        {"requests": 1.5, "seconds": 1},
    ],
)
@pytest.mark.parametrize("where", ["document", "operation"])
def test_rate_limits_of_another_shape_are_ignored(
    generate: Generate, where: str, value: object
) -> None:
    said = {"x-rate-limit": value}
    spec = operation(**said) if where == "operation" else operation() | said
    sample = generate(spec)
    assert any("x-rate-limit has another shape than ours" in w for w in sample.warnings)
    sample.server.play({"items": [1]})
    client = sample.client()
    for _ in range(3):
        assert client.get_x(options=sample.module().RequestOptions(deadline=5)).items == [1]
