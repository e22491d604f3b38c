"""The offline double: it answers by examples and samples, judges both ways, and keeps the calls."""

from __future__ import annotations

import asyncio
import json
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from inspect import signature
from typing import Any

import httpx
import httpx2
import pytest
from pydantic import BaseModel
from runtime.client import APIClient, AsyncAPIClient
from runtime.errors import APIConnectionError, NotFoundError, RateLimitError
from runtime.options import RequestOptions
from runtime.responses.pagination import Pager
from runtime.responses.polling import wait_for_run
from runtime.schemas.store import Schemas
from runtime.spec.operation import (
    Body,
    Encoding,
    Envelope,
    Operation,
    Pagination,
    Parameter,
    ResponseSpec,
    Waiter,
)
from runtime.spec.service import Bearer, LoginSpec, OAuth2, Server, Service
from runtime.testing import MismatchError, OfflineTransport, Route
from runtime.testing.samples import sample

WHOLE, TEXT = {"type": "integer"}, {"type": "string"}
ORDER = {
    "type": "object",
    "properties": {
        "id": WHOLE,
        "name": TEXT,
        "state": {"enum": ["new", "done", "failed"]},
        "price": {"type": "object", "properties": {"amount": {"type": "number"}, "currency": TEXT}},
        "createdAt": {"type": "string", "format": "date-time"},
    },
    "required": ["id"],
    "additionalProperties": False,
}
CREATED = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "price": {"type": "object", "properties": {"amount": {"type": "number", "minimum": 0}}},
        "kind": TEXT,
    },
    "required": ["name"],
    "additionalProperties": False,
}
ONE = {"parameters": {"type": "object", "properties": {"id": WHOLE}, "required": ["id"]}}
EXAMPLE = {"id": 7, "name": "Spring", "createdAt": "2024-05-01T10:00:00Z"}

ID = Parameter("id", "path")
LIST: Operation[Any] = Operation(
    "orders.list",
    "GET",
    "/orders",
    (
        Parameter("page", "query"),
        Parameter("per_page", "query", "perPage"),
        Parameter("state", "query"),
    ),
    responses={"200": ResponseSpec(Any)},
    pagination=Pagination(style="page", page="page", size="perPage", items="items", total="total"),
)
BODY = Body(fields=True)
GET: Operation[Any] = Operation(
    "orders.get", "GET", "/orders/{id}", (ID,), responses={"200": ResponseSpec(Any)}
)
CREATE: Operation[Any] = Operation(
    "orders.create", "POST", "/orders", body=BODY, responses={"201": ResponseSpec(Any)}
)
REPLACE: Operation[Any] = Operation(
    "orders.replace", "PUT", "/orders/{id}", (ID,), BODY, {"200": ResponseSpec(Any)}
)
DELETE: Operation[Any] = Operation(
    "orders.delete", "DELETE", "/orders/{id}", (ID,), responses={"204": ResponseSpec(None)}
)
ROUTES = (
    Route(GET, EXAMPLE),
    Route(LIST, {"items": [EXAMPLE, {**EXAMPLE, "id": 8}], "total": 100}),
    Route(CREATE, EXAMPLE),
    Route(REPLACE),
    Route(DELETE),
)


def schemas(given: Mapping[str, Any]) -> Schemas:
    """Schemas as a package carries them."""
    return Schemas({key: json.dumps(each) for key, each in given.items()})


def arguments(parameters: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """The schema of the arguments of an operation."""
    inner = {"type": "object", "properties": parameters or {}}
    return {
        "type": "object",
        "properties": {"parameters": inner, **more},
        "required": ["parameters"],
    }


REF = {"$ref": "#/$defs/Order"}
POSITIVE = {"type": "integer", "minimum": 1}
STATES = {"type": "array", "items": {"enum": ["new", "done", "7"]}}
LOGIN = LoginSpec("/auth/token", {"username": "{username}"}, expires_in="expires_in")
SERVICE = Service(
    "Shop",
    (Server("https://api.shop.test/v1"),),
    {"oauth2": OAuth2({"token": "SHOP_TOKEN", "username": "SHOP_USERNAME"}, login=LOGIN)},
    (("oauth2",),),
    requests=schemas(
        {
            "operations/orders.get": {**arguments({"id": WHOLE})},
            "operations/orders.list": arguments({"page": POSITIVE, "perPage": POSITIVE, "state": STATES}),
            "operations/orders.create": arguments(body=CREATED),
            "operations/orders.replace": arguments({"id": WHOLE}, body=CREATED),
            "operations/orders.delete": arguments({"id": WHOLE}),
        }
    ),
    responses=schemas(
        {
            "$defs/Order": ORDER,
            "operations/orders.get/200": REF,
            "operations/orders.list/200": {
                "type": "object",
                "properties": {"items": {"type": "array", "items": REF}, "total": WHOLE},
            },
            "operations/orders.create/201": REF,
            "operations/orders.replace/200": REF,
        }
    ),
)  # fmt: skip


def double() -> tuple[OfflineTransport, APIClient]:
    """A double and a client of it."""
    transport = OfflineTransport(SERVICE, ROUTES)
    return transport, APIClient(
        SERVICE, credentials={"token": "any"}, http_client=transport.client()
    )


def test_it_answers_every_operation() -> None:
    transport, shop = double()
    assert shop.call(GET, {"id": 3})["name"] == "Spring"
    assert shop.call(CREATE, body={"name": "A", "price": {"amount": 1}})["id"] == 7
    assert shop.call(REPLACE, {"id": 1}, {"name": "A"})["id"] == 1
    assert shop.call(DELETE, {"id": 1}) is None
    assert [order["id"] for order in Pager(shop, LIST, {"per_page": 2})] == [7, 8]
    assert [call.operation.partition(".")[2] for call in transport.calls] == [
        "get", "create", "replace", "delete", "list", "list",
    ]  # fmt: skip
    assert transport.calls[0].parameters == {"id": "3"}
    assert transport.calls[0].path == "/v1/orders/3"
    assert transport.calls[1].body == {"name": "A", "price": {"amount": 1}}
    assert transport.calls[4].parameters == {"perPage": "2"}


def test_it_answers_async_clients_and_logins() -> None:
    transport = OfflineTransport(SERVICE, lambda: ROUTES)

    async def run() -> Any:
        async with transport.async_client() as client:
            shop = AsyncAPIClient(SERVICE, credentials={"username": "u"}, http_client=client)
            return await shop.call(GET, {"id": 1})

    assert asyncio.run(run())["id"] == 7
    assert transport.calls[0].request.headers["authorization"] == "Bearer offline-token"
    assert len(transport.calls) == 1


def test_it_answers_clients_of_httpx2() -> None:
    transport = OfflineTransport(SERVICE, ROUTES)
    given = transport.client(httpx2)
    assert isinstance(given, httpx2.Client)
    limited = replace(SERVICE, rate_limit=(1, 3600))  # which a double does not keep to
    with given:
        shop = APIClient(limited, credentials={"username": "u"}, http_client=given)
        assert shop.call(CREATE, body={"name": "A", "price": {"amount": 1}})["name"] == "A"
        assert [order["id"] for order in Pager(shop, LIST, {"per_page": 2})] == [7, 8]
        transport.queue({"error": "gone"}, status=404)
        with pytest.raises(NotFoundError, match="gone") as caught:
            shop.call(GET, {"id": 1})
        assert isinstance(caught.value.response, httpx2.Response)
        transport.queue(httpx2.ConnectError("down"))
        with pytest.raises(APIConnectionError, match="down"):
            shop.call(GET, {"id": 1}, options=RequestOptions(max_retries=0))
        with pytest.raises(MismatchError, match="no such operation"):
            given.get("https://x/nothing")
    assert isinstance(transport.calls[0].request, httpx2.Request)

    async def run() -> Any:
        async with transport.async_client(httpx2) as client:
            assert isinstance(client, httpx2.AsyncClient)
            shop = AsyncAPIClient(SERVICE, credentials={"token": "any"}, http_client=client)
            return await shop.call(GET, {"id": 1})

    assert asyncio.run(run())["id"] == 7
    with httpx2.Client(transport=httpx2.MockTransport(transport.handle_request)) as own:
        shop = APIClient(SERVICE, credentials={"token": "any"}, http_client=own)
        assert shop.call(GET, {"id": 1})["id"] == 7


class Price(BaseModel):
    """A price, as a test may queue it."""

    amount: float


class Order(BaseModel):
    """An order, as a test may queue it."""

    id: int
    price: Price | None = None


def test_responses_and_faults_queue_up() -> None:
    transport, shop = double()
    transport.queue(Order(id=1, price=Price(amount=2.5)))
    transport.queue({"error": "gone"}, status=404)
    transport.queue(httpx.ConnectError("down"))
    transport.queue({"id": 9}, operation="orders.create")
    transport.queue(status=429, headers={"retry-after": "9999"})
    assert shop.call(CREATE, body={"name": "A"}) == {"id": 1, "price": {"amount": 2.5}}
    with pytest.raises(NotFoundError, match="gone"):
        shop.call(GET, {"id": 1})
    with pytest.raises(APIConnectionError, match="down"):
        shop.call(GET, {"id": 1}, options=RequestOptions(max_retries=0))
    with pytest.raises(RateLimitError):
        shop.call(GET, {"id": 1})
    assert shop.call(GET, {"id": 1})["id"] == 7
    assert shop.call(CREATE, body={"name": "A"})["id"] == 9
    transport.assert_done()


def test_queued_responses_must_be_as_described() -> None:
    transport, shop = double()
    transport.queue({"id": "x", "colour": 1})
    with pytest.raises(MismatchError) as caught:
        shop.call(GET, {"id": 1})
    assert caught.value.problems == [
        "id must be a whole number, not 'x'",
        "colour is not described",
    ]
    transport.queue({"name": "only this"})
    assert shop.call(GET, {"id": 1}) == {"name": "only this"}
    transport.queue({"id": 1, "colour": 1}, check=False)
    assert shop.call(GET, {"id": 1}) == {"id": 1, "colour": 1}
    transport.queue("<html>")
    with pytest.raises(Exception, match="not application/json"):
        shop.call(GET, {"id": 1})


def test_unknown_operations_cannot_be_queued_for() -> None:
    transport, _ = double()
    with pytest.raises(ValueError, match=r"no operation 'order.get'; did you mean 'orders.get'\?"):
        transport.queue({"id": 1}, operation="order.get")
    transport.assert_done()


def test_what_was_never_asked_for_is_told() -> None:
    with OfflineTransport(SERVICE, ROUTES) as transport:
        transport.queue({"id": 1})
        with transport.client() as client:
            client.get("https://x/orders/1", headers={"authorization": "Bearer t"})
    transport = OfflineTransport(SERVICE, ROUTES)
    transport.queue({}, status=404, operation="orders.get")
    told = r"1 queued and never asked for: status 404 for orders\.get"
    with pytest.raises(AssertionError, match=told), transport:
        pass
    with pytest.raises(KeyError), transport:  # the failure of the test itself comes first
        raise KeyError


KEY = {"authorization": "Bearer t"}
WRONG: list[tuple[str, str, dict[str, Any], str]] = [
    ("GET", "/orders/x", {"headers": KEY}, "orders.get: id must be a whole number, not 'x'"),
    ("GET", "/orders/1", {}, "credentials are missing: oauth2"),
    ("GET", "/orders", {"headers": KEY, "params": {"page": 0}}, "page must be at least 1, not 0"),
    ("GET", "/orders", {"headers": KEY, "params": {"state": ["new", "x"]}}, r"state\[1\] must be"),
    ("POST", "/orders", {"headers": KEY, "json": {"nam": 1}}, "name is required"),
    ("POST", "/orders", {"headers": KEY, "json": {"name": "a", "price": {"amount": -1}}}, "price.amount must be"),
    ("POST", "/orders", {"headers": KEY, "json": []}, "the body must be an object"),
    ("POST", "/orders", {"headers": KEY}, "its body is missing"),
    ("POST", "/orders", {"headers": KEY, "data": {"name": "a"}}, "not application/json"),
    ("POST", "/orders", {"headers": {**KEY, "content-type": "application/json"}, "content": "{"}, "its body is not"),
    ("GET", "/orders/1", {"headers": KEY, "json": 1}, "a body, but none is described"),
    ("GET", "/elsewhere", {"headers": KEY}, "no such operation"),
    ("PATCH", "/orders/1", {"headers": KEY}, "no such operation"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "given", "text"), WRONG)
def test_requests_must_be_as_described(
    method: str, path: str, given: dict[str, Any], text: str
) -> None:
    client = OfflineTransport(SERVICE, ROUTES).client()
    with pytest.raises(MismatchError, match=text):
        client.request(method, f"https://any.host/some/base{path}", **given)


def test_texts_are_read_as_their_schema_likes_best() -> None:
    client = OfflineTransport(SERVICE, ROUTES).client()
    for params in ({"page": 1, "state": ["new", "done"]}, {"state": "7"}, {"state": ["7", "new"]}):
        assert client.get("https://x/orders", headers=KEY, params=params).status_code == 200
    unchecked = OfflineTransport(SERVICE, ROUTES, check=False).client()
    assert unchecked.get("https://x/orders/x").json() == EXAMPLE


def test_the_closest_path_answers() -> None:
    kind, id_ = Parameter("kind", "path"), Parameter("id", "path")
    paths = {"any": ("/{kind}/{id}", (kind, id_)), "item": ("/items/{id}", (id_,))}
    paths["mine"] = ("/items/mine", ())
    routes = [
        Route(Operation(name, "GET", path, parameters, responses={"200": ResponseSpec(Any)}), name)
        for name, (path, parameters) in paths.items()
    ]
    requests = schemas({f"operations/{name}": arguments() for name in paths})
    client = OfflineTransport(Service("X", requests=requests), routes).client()
    got = [client.get(f"http://x/v1{path}").json() for path in ("/a/b", "/items/5", "/items/mine")]
    assert got == ["any", "item", "mine"]


# What was sent comes back ----------------------------------------------------------------------


def test_what_was_sent_comes_back() -> None:
    _, shop = double()
    sent = {"name": "A", "price": {"amount": 2}, "kind": "x"}
    assert shop.call(CREATE, body=sent) == {**EXAMPLE, "name": "A", "price": {"amount": 2}}
    made = shop.call(REPLACE, {"id": 1}, {"name": "A"})
    assert (made["id"], made["name"], made["state"]) == (1, "A", "new")


def test_what_was_sent_comes_back_in_an_envelope_where_it_fits() -> None:
    wrapped = {"type": "object", "properties": {"data": REF, "ok": {"type": "boolean"}}}
    envelope = Envelope("data", "ok")
    operation: Operation[Any] = Operation(
        "x",
        "PATCH",
        "/x",
        body=Body(fields=True),
        responses={"200": ResponseSpec(Any, envelope=envelope)},
    )
    anything = {"properties": {"id": {}, "name": {}, "price": {}, "state": {}}}
    service = Service(
        "X",
        requests=schemas({"operations/x": arguments(body=anything)}),
        responses=schemas({"operations/x/200": wrapped, "$defs/Order": ORDER}),
    )
    with OfflineTransport(service, [Route(operation)]) as transport:
        client = APIClient(service, base_url="http://x", http_client=transport.client())
        sent = {"id": 5, "name": 3, "state": "done", "price": {"amount": 2}}
        made = client.call(operation, body=sent)
    assert made["id"] == 1  # an id stays
    assert made["name"] == "text"  # a number is no name
    assert made["state"] == "done"
    assert made["price"] == {"amount": 2}


def test_samples_of_responses_can_be_sent_back() -> None:
    rule = {"if": {"required": ["a"]}, "then": {"properties": {"b": False}}}
    members = {"a": TEXT, "b": TEXT}
    thing = {"type": "object", "properties": {"id": WHOLE, **members}}
    body = {"type": "object", "properties": members, "allOf": [rule]}
    get: Operation[Any] = Operation(
        "get", "GET", "/x/{id}", (ID,), responses={"200": ResponseSpec(Any)}
    )
    update: Operation[Any] = Operation(
        "update", "PUT", "/x/{id}", (ID,), Body(), {"200": ResponseSpec(Any)}
    )
    service = Service(
        "X",
        requests=schemas(
            {"operations/get": arguments({"id": WHOLE}), "operations/update": arguments({"id": WHOLE}, body=body)}
        ),
        responses=schemas({"operations/get/200": thing, "operations/update/200": thing}),
    )  # fmt: skip
    transport = OfflineTransport(service, [Route(get), Route(update)])
    client = APIClient(service, base_url="http://x", http_client=transport.client())
    assert client.call(get, {"id": 1}) == {"id": 1, "a": "text"}
    assert client.call(update, {"id": 1}, {"b": "sent"}) == {"id": 1, "b": "sent"}


# Runs and pages --------------------------------------------------------------------------------


@pytest.mark.parametrize("example", [{"id": 1, "run": {"state": "queued"}}, None])
def test_a_run_that_is_waited_for_ends(example: Any) -> None:
    state = {"type": "object", "properties": {"state": {"enum": ["queued", "done"]}}}
    run = {"type": "object", "properties": {"id": WHOLE, "run": state}}
    operation: Operation[Any] = Operation(
        "run", "GET", "/run", responses={"200": ResponseSpec(Any)}
    )
    waiter = Waiter(operation, "run.state", ("done", "finished"))
    service = Service(
        "X",
        requests=schemas({"operations/run": arguments()}),
        responses=schemas({"operations/run/200": run}),
    )
    route = (
        Route(operation, waiter=waiter)
        if example is None
        else Route(operation, example, waiter=waiter)
    )
    transport = OfflineTransport(service, [route])
    client = APIClient(service, base_url="http://x", http_client=transport.client())
    assert wait_for_run(client, waiter, {})["run"]["state"] == "done"


@pytest.mark.parametrize("location", ["query", "body"])
def test_reading_page_after_page_ends(location: Any) -> None:
    plan = Pagination("cursor", location, cursor="after", items="rows", next="next")
    body = Body(required=False) if location == "body" else None
    operation: Operation[int] = Operation(
        "rows",
        "POST" if body else "GET",
        "/rows",
        (Parameter("after", "query"),),
        body,
        {"200": ResponseSpec(Any)},
        pagination=plan,
    )
    requests = schemas({"operations/rows": arguments({"after": TEXT}, body={"type": "object"})})
    service = Service("X", requests=requests)
    transport = OfflineTransport(service, [Route(operation, {"rows": [1, 2], "next": "abc"})])
    client = APIClient(service, base_url="http://x", http_client=transport.client())
    assert list(Pager(client, operation)) == [1, 2]
    assert len(transport.calls) == 2


# Every style there and back --------------------------------------------------------------------

LISTED = {"type": "array", "items": {"anyOf": [WHOLE, TEXT]}}
THING = {"type": "object", "properties": {"a": WHOLE, "b": TEXT}, "additionalProperties": False}
STYLES: list[tuple[dict[str, Any], Any, Sequence[Any]]] = [
    ({"location": "path"}, WHOLE, [5]),
    ({"location": "path"}, TEXT, ["5", "a b", "a,b", "é"]),
    ({"location": "path", "style": "label"}, LISTED, [[1, 2]]),
    ({"location": "path", "style": "label", "explode": True}, LISTED, [[1, 2]]),
    ({"location": "path", "style": "matrix"}, LISTED, [[1, 2]]),
    ({"location": "path", "style": "matrix", "explode": True}, LISTED, [[1, 2]]),
    ({"location": "path", "style": "matrix"}, THING, [{"a": 1, "b": "2"}]),
    ({"location": "path", "style": "matrix", "explode": True}, THING, [{"a": 1, "b": "2"}]),
    ({"location": "path"}, THING, [{"a": 1, "b": "2"}]),
    ({"location": "path", "explode": True}, THING, [{"a": 1, "b": "x"}]),
    ({"location": "query"}, TEXT, ["5", "null", "a&b=c", "", "1e5"]),
    ({"location": "query"}, {"type": "boolean"}, [True, False]),
    ({"location": "query"}, LISTED, [[1, 2], ["x"], [1, "b"]]),
    ({"location": "query", "explode": False}, LISTED, [[1, 2], ["a,b", "c"]]),
    ({"location": "query", "style": "pipeDelimited"}, LISTED, [[1, "a b"]]),
    ({"location": "query", "style": "spaceDelimited"}, LISTED, [[1, "b"]]),
    ({"location": "query"}, THING, [{"a": 1, "b": "2"}]),
    ({"location": "query", "explode": False}, THING, [{"a": 1, "b": "2"}]),
    ({"location": "query", "style": "deepObject"}, THING, [{"a": 1, "b": "2"}]),
    ({"location": "query", "style": "deepObject"}, {"type": "object", "properties": {"l": LISTED}}, [{"l": [1, 2]}]),
    ({"location": "query", "media": "application/json"}, THING, [{"a": 1, "b": "2"}]),
    ({"location": "header"}, LISTED, [[1, "b"]]),
    ({"location": "header"}, THING, [{"a": 1, "b": "2"}]),
    ({"location": "header", "explode": True}, THING, [{"a": 1, "b": "2"}]),
    ({"location": "cookie"}, TEXT, ["5", "a b"]),
    ({"location": "query", "media": "application/json"}, TEXT, ["a b", "5"]),
    ({"location": "cookie"}, TEXT, ["a+b"]),
    ({"location": "cookie"}, LISTED, [["a"], [1, "b"]]),
    ({"location": "cookie"}, THING, [{"a": 1, "b": "2"}]),
]  # fmt: skip


@pytest.mark.parametrize(("given", "schema", "values"), STYLES)
def test_parameters_come_through(given: dict[str, Any], schema: Any, values: Sequence[Any]) -> None:
    parameter = Parameter("p", **given)
    path = "/x/{p}" if parameter.location == "path" else "/x"
    operation: Operation[Any] = Operation(
        "x", "GET", path, (parameter,), responses={"204": ResponseSpec(None)}
    )
    for value in values:
        service = Service(
            "X", requests=schemas({"operations/x": arguments({"p": {"allOf": [schema, {"const": value}]}})})
        )  # fmt: skip
        transport = OfflineTransport(service, [Route(operation)])
        client = APIClient(service, base_url="http://x", http_client=transport.client())
        client.call(operation, {"p": value})


MEMBERS = {
    "type": "object",
    "properties": {
        "a": WHOLE,
        "b": TEXT,
        "l": LISTED,
        "o": THING,
        "f": {"format": "binary", **TEXT},
        "i[]": LISTED,
    },
    "additionalProperties": False,
}
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data"
BODIES: list[tuple[Body, Any, Any]] = [
    (Body(FORM), MEMBERS, {"a": 5, "b": "5", "l": [1, 2], "o": {"a": 1, "b": "2"}}),
    (Body(FORM), MEMBERS, {"i[]": [1, "b"]}),
    (Body(FORM, encoding={"l": Encoding(explode=False)}), MEMBERS, {"l": [1, "b"]}),
    (Body(FORM, encoding={"o": Encoding(style="deepObject")}), MEMBERS, {"o": {"a": 1, "b": "2"}}),
    (Body(PARTS), MEMBERS, {"a": 5, "b": "5", "f": b"\x00\xff", "o": {"a": 1}}),
    (Body("application/x-ndjson"), {"type": "array", "items": WHOLE}, [1, 2]),
    (Body("text/plain"), {"type": "string", "maxLength": 3}, "abc"),
    (Body("application/octet-stream"), None, b"\x00\xff"),
    (Body("application/merge-patch+json"), MEMBERS, {"a": 1}),
]


@pytest.mark.parametrize(("body", "schema", "value"), BODIES)
def test_bodies_come_through(body: Body, schema: Any, value: Any) -> None:
    operation: Operation[str] = Operation(
        "x", "POST", "/x", body=body, responses={"200": ResponseSpec(str, "text/plain")}
    )
    more = {} if schema is None else {"body": schema}
    service = Service("X", requests=schemas({"operations/x": arguments(**more)}))
    transport = OfflineTransport(service, [Route(operation, "granted")])
    client = APIClient(service, base_url="http://x", http_client=transport.client())
    assert client.call(operation, body=value) == "granted"
    if schema is not None:
        wrong = {"multipart/form-data": {"a": "x"}, FORM: {"a": "x"}, "text/plain": "abcd"}
        given = wrong.get(body.media, ["x"] if "nd" in body.media else {"a": "x"})
        with pytest.raises(MismatchError, match="must"):
            client.call(operation, body=given, options=RequestOptions(check=False))


@pytest.mark.parametrize("vendor", ["freewheel", "civis", "clearline", "iqm"])
def test_every_call_of_the_clients_comes_through(vendor: str) -> None:
    """What a sample of an operation's arguments says is sent, judged as what it was, and answered as described."""
    client_module = import_module(f"adclients.{vendor}.client")
    service = client_module.SERVICE
    kinds = [each for each in vars(client_module).values() if isinstance(each, type)]
    kind = next(each for each in kinds if each.__module__ == client_module.__name__)
    words = ("token", "api_key", "ow_id", "host")
    credentials = {word: "any" for word in words if word in signature(kind).parameters}
    with import_module(f"adclients.{vendor}.testing").OfflineTransport() as transport:
        client = kind(**credentials, http_client=transport.client(), strict=True)
        for operation in (route.operation for route in transport.routes):
            given = sample(service.requests.schema(f"operations/{operation.id}"))
            named = {name: parameter.name for name, parameter in operation.keys}
            params = {named[name]: value for name, value in given["parameters"].items()}
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                client.call(
                    operation, params, **({"body": given["body"]} if "body" in given else {})
                )


def test_other_security_is_known() -> None:
    service = Service(
        "X",
        schemes={"bare": Bearer(prefix="")},
        security=(("bare",),),
        requests=schemas({"operations/x": arguments()}),
    )
    operation: Operation[Any] = Operation("x", "GET", "/x", responses={"200": ResponseSpec(Any)})
    client = OfflineTransport(service, [Route(operation, 1)]).client()
    assert client.get("http://x/x", headers={"authorization": "t"}).json() == 1
