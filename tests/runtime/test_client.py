"""A client of the shape that the generator prints, over a mock transport."""

from __future__ import annotations

import asyncio
import json
import pickle
import subprocess
import sys
import time
from collections.abc import Callable
from inspect import isgenerator
from types import FrameType
from typing import Any

import httpx
import pytest
from runtime.errors import (
    APIConnectionError,
    APIError,
    EnvelopeError,
    NotFoundError,
    RequestValidationError,
)
from runtime.http import retry
from runtime.options import RequestOptions
from runtime.spec.operation import Operation, ResponseSpec
from runtime.spec.service import Server, Variable
from shop import GET, TEMPLATES, WRAPPED, AsyncShop, Order, Price, Shop

Handler = Callable[[httpx.Request], httpx.Response]
ORDER = {"id": 7, "name": "Spring", "state": "new", "price": {"amount": 3}, "extra": [1]}


def shop(handler: Handler, **settings: object) -> Shop:
    """A sync client that a function answers."""
    client = httpx.Client(transport=httpx.MockTransport(handler))
    settings.setdefault("token", "secret-token")
    return Shop(http_client=client, **settings)  # type: ignore[arg-type]


def async_shop(handler: Handler, **settings: object) -> AsyncShop:
    """An async client that a function answers."""
    client = httpx.AsyncClient(transport=httpx.MockTransport(handler))
    settings.setdefault("token", "secret-token")
    return AsyncShop(http_client=client, **settings)  # type: ignore[arg-type]


def answer(status: int = 200, **kwargs: object) -> Handler:
    """A function that always gives the same response."""
    return lambda request: httpx.Response(status, **kwargs)  # type: ignore[arg-type]


def test_get_sends_what_it_should_and_gives_a_model() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=ORDER, headers={"x-request-id": "r1"})

    order = shop(handler).orders.get(7)
    assert isinstance(order, Order)
    assert (order.id, order.name, order.state) == (7, "Spring", "new")
    assert order.price is not None
    assert order.price.amount == 3.0
    assert order.model_extra == {"extra": [1]}
    assert order.http_response is not None
    assert order.http_response.status_code == 200
    assert str(seen[0].url) == "https://api.shop.test/v1/orders/7"
    assert seen[0].headers["authorization"] == "Bearer secret-token"
    assert seen[0].headers["accept"] == "application/json"


def test_async_get_is_the_same() -> None:
    async def run() -> None:
        client = async_shop(answer(json=ORDER))
        async with client:
            order = await client.orders.get(7)
            assert order.name == "Spring"
            response = await client.with_response(client.orders.get, 7)
            assert response.status_code == 200
            assert response.data.id == 7

    asyncio.run(run())


def test_create_writes_wire_names_and_leaves_out_what_is_unset() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(201, json={"id": 1, "echo": json.loads(request.content)})

    client = shop(handler)
    order = client.orders.create(
        name="A",
        price={"amount": 1, "currency": "EUR"},
        class_=None,
        created_at="2024-05-01T10:00:00+00:00",
    )
    assert (order.model_extra or {})["echo"] == {
        "name": "A",
        "price": {"amount": 1, "currency": "EUR"},
        "class": None,
        "createdAt": "2024-05-01T10:00:00+00:00",
    }
    again = client.orders.create(name="A", price=Price(amount=2))
    assert (again.model_extra or {})["echo"] == {"name": "A", "price": {"amount": 2.0}}


def test_a_wrong_request_is_not_sent_and_says_all_that_is_wrong() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        raise AssertionError("sent")

    with pytest.raises(RequestValidationError) as caught:
        shop(handler).orders.create(name="", price={"amount": "1", "currency": "GBP", "x": 1})
    found = {(each.rule, each.path) for each in caught.value.violations}
    assert found == {
        ("minLength", "name"),
        ("type", "price.amount"),
        ("enum", "price.currency"),
        ("additionalProperties", "price.x"),
    }
    assert isinstance(caught.value, ValueError)
    assert "price.currency must be 'EUR' or 'USD', not 'GBP'" in str(caught.value)


def test_a_path_cannot_be_left() -> None:
    from runtime.spec.operation import Parameter, ResponseSpec

    operation: Operation[object] = Operation(
        "x",
        "GET",
        "/files/{name}",
        (Parameter("name", "path"),),
        responses={"200": ResponseSpec(dict)},
    )
    seen: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.raw_path.decode())
        return httpx.Response(200, json={})

    client = shop(handler)
    client.call(operation, {"name": "a b/ü?#%2F"})
    assert seen == ["/v1/files/a%20b%2F%C3%BC%3F%23%252F"]
    for bad in ("", ".", "..", "%2e%2e", "%252e.", "a/../b", "..%2f", "..\\x", " "):
        with pytest.raises(RequestValidationError):
            client.call(operation, {"name": bad})
    assert len(seen) == 1


def test_errors_carry_what_helps_and_pickle() -> None:
    response = {"error": "no such order", "fields": {"id": ["unknown"]}}
    client = shop(answer(404, json=response, headers={"x-request-id": "r9"}))
    with pytest.raises(NotFoundError) as caught:
        client.orders.get(7)
    error = caught.value
    assert error.status_code == 404
    assert error.request_id == "r9"
    assert error.body.error == "no such order"  # type: ignore[attr-defined]
    assert (
        str(error) == "404 Not Found for GET /orders/7 (orders.get): no such order (request id r9)"
    )
    assert error.response is not None
    copy = pickle.loads(pickle.dumps(error))
    assert str(copy) == str(error)
    assert copy.response is None
    assert copy.body == error.body


def test_envelopes_are_unwrapped_and_their_failures_raised() -> None:
    client = shop(answer(json={"success": True, "data": ORDER}))
    order = client.call(WRAPPED, {"id": 1})
    assert isinstance(order, Order)
    assert order.id == 7
    assert order.http_response is not None
    failing = shop(answer(json={"success": False, "errorObjects": [{"error": "bad id"}]}))
    with pytest.raises(EnvelopeError, match="bad id"):
        failing.call(WRAPPED, {"id": 1})


def test_paging_stops_at_the_total() -> None:
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.query.decode())
        page = int(request.url.params.get("page", "1"))
        items = [{"id": page * 10 + i} for i in range(2 if page < 3 else 1)]
        return httpx.Response(200, json={"items": items, "total": 5})

    client = shop(handler)
    pager = client.orders.list(per_page=2)
    assert asked == ["perPage=2"]
    assert [order.id for order in pager] == [10, 11, 20, 21, 30]
    assert asked == ["perPage=2", "perPage=2&page=2", "perPage=2&page=3"]
    assert [len(page) for page in pager.pages()] == [2, 2, 1]
    assert [order.id for order in client.orders.list(page=3, per_page=2)] == [30]


def test_async_paging() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        page = int(request.url.params.get("page", "1"))
        return httpx.Response(200, json={"items": [{"id": page}] if page < 4 else []})

    async def run() -> None:
        client = async_shop(handler)
        assert [order.id async for order in client.orders.list()] == [1, 2, 3]
        pager = client.orders.list()
        page = await pager
        assert [order.id for order in page] == [1]
        following = await pager.next_page()
        assert following is not None
        assert following[0].id == 2
        both = await client.with_response(client.orders.list, page=2)
        assert [order.id for order in both.data] == [2]

    asyncio.run(run())


def test_missing_credentials_are_told_at_the_first_call(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SHOP_TOKEN", "SHOP_USERNAME", "SHOP_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    client = shop(answer(json=ORDER), token=None)
    with pytest.raises(APIError, match=r"token= \(SHOP_TOKEN\), or username= \(SHOP_USERNAME\)"):
        client.orders.get(1)
    monkeypatch.setenv("SHOP_TOKEN", "from-env")
    assert client.orders.get(1).id == 7


def test_options_change_one_call() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        echo = {"query": request.url.query.decode(), "h": dict(request.headers)}
        body = json.loads(request.content) if request.content else None
        return httpx.Response(200, json={"id": 1, "echo": echo, "body": body})

    client = shop(handler, headers={"X-Mine": "1", "X-Gone": "1"})
    options = RequestOptions(
        headers={"x-gone": None, "authorization": "Bearer other"},
        query={"q": ["a", "b c"]},
        body={"z": 1},
    )
    order = client.orders.create(name="A", options=options)
    extra = order.model_extra or {}
    assert extra["echo"]["query"] == "q=a&q=b%20c"
    assert extra["echo"]["h"]["x-mine"] == "1"
    assert "x-gone" not in extra["echo"]["h"]
    assert extra["echo"]["h"]["authorization"] == "Bearer other"
    assert extra["body"] == {"name": "A", "z": 1}
    with pytest.raises(RequestValidationError, match="line breaks"):
        client.orders.get(1, options=RequestOptions(headers={"x": "a\r\nb"}))


def test_importing_a_client_loads_neither_httpx_nor_pydantic() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        "import runtime.client, runtime.spec.service, runtime.errors, runtime.options, runtime.options,"
        "runtime.spec.operation, runtime.client, runtime.responses.pagination;"
        "print([m for m in ('httpx', 'pydantic', 'anyio') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(TEMPLATES)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_operations_are_plain_data() -> None:
    assert GET.accept_header == "application/json"
    many = {"200": (ResponseSpec(Order), ResponseSpec(str, "text/csv")), "204": ResponseSpec(None)}
    assert Operation("x", "GET", "/", responses=many).accept_header == "application/json, text/csv"


@pytest.mark.parametrize(
    ("method", "settings", "times"),
    [
        ("POST", {}, 1),
        ("PATCH", {}, 1),
        ("POST", {"retry_safe": True}, 3),
        ("GET", {"retry_safe": False}, 1),
        ("PUT", {"retry_safe": False}, 1),
        ("POST", {"idempotency_key": "Idempotency-Key"}, 3),
        ("OPTIONS", {}, 3),
        ("HEAD", {}, 3),
    ],
)
def test_what_is_safe_to_repeat_can_be_said(
    method: str, settings: dict[str, Any], times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retry, "backoff", lambda failures: 0.0)
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        raise httpx.ReadError("broke")

    client = shop(handler)
    with pytest.raises(APIConnectionError):
        client.call(Operation("x", method, "/x", **settings))
    assert len(seen) == times
    if "idempotency_key" in settings:
        assert len({request.headers["idempotency-key"] for request in seen}) == 1
        options = RequestOptions(headers={"idempotency-key": "mine"}, max_retries=0)
        with pytest.raises(APIConnectionError):
            client.call(Operation("x", method, "/x", **settings), options=options)
        assert seen[-1].headers["idempotency-key"] == "mine"


def test_operations_may_have_servers_of_their_own() -> None:
    seen: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        return httpx.Response(200)

    variables = {"zone": Variable("eu", ("eu", "us"))}
    server = Server("https://{zone}.files.test/", variables=variables)
    operation: Operation[None] = Operation("x", "GET", "/x", server=server)
    shop(handler).call(operation)
    shop(handler, base_url="http://mine").call(operation)
    assert seen == ["https://eu.files.test/x", "http://mine/x"]


def test_logging_in_counts_towards_the_deadline() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        time.sleep(0.15)
        return httpx.Response(503)

    client = shop(handler, token=None, username="u", password="p", max_retries=50, deadline=0.4)
    started = time.monotonic()
    with pytest.raises(APIError):
        client.orders.get(1)
    assert time.monotonic() - started < 1


def test_a_call_is_at_most_ten_frames_deep() -> None:
    """What a person steps through, from the method of a client to the transport."""
    names: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        frame: FrameType | None = sys._getframe()
        steps: set[int] = set()
        while frame is not None:
            if frame.f_globals["__name__"].startswith(("runtime.", "shop")):
                names.append(frame.f_code.co_name)
                inner = frame.f_locals.get("steps")
                while isgenerator(inner) and id(inner) not in steps:
                    steps.add(id(inner))
                    names.append(inner.gi_code.co_name)
                    inner = inner.gi_yieldfrom
            frame = frame.f_back
        return httpx.Response(200, json=ORDER)

    shop(handler).orders.get(7)
    assert {"get", "_send_with_retries", "send"} <= {*names}
    assert len(names) <= 10, names
