"""Errors travel, and clients survive what is done to them."""

from __future__ import annotations

import asyncio
import copy
import pickle
from typing import Any

import httpx
import pytest
import respx
from faulty import Fault, serving
from runtime import errors
from runtime.client import APIClient
from runtime.errors import APIError, RequestValidationError, Violation, status_error
from runtime.options import RequestOptions
from runtime.spec.operation import Operation, ResponseSpec
from runtime.spec.service import ApiKey, Service
from shop import AsyncShop, Order, Shop

KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, APIError) and kind is not RequestValidationError
]


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_pickles(kind: type[APIError]) -> None:
    response = httpx.Response(404, request=httpx.Request("GET", "http://x"))
    error = kind(
        "went wrong", method="GET", url="http://x/a", path="/a", operation="a.get",
        request_id="r", response=response, attempts=3,
    )  # fmt: skip
    for name, value in (("body", {"a": [1]}), ("status_code", 404), ("retry_after", 1.5)):
        if hasattr(error, name):
            setattr(error, name, value)
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(twin) is kind
        assert str(twin) == str(error)
        assert twin.response is None
        assert {**vars(twin), "response": 0} == {**vars(error), "response": 0}
    assert "went wrong (3 attempts, request id r)" in str(error)


def test_invalid_requests_pickle() -> None:
    found = (
        Violation("enum", "a", "a must be 1", {"a": 2}, "doc#Head"),
        Violation("type", "b", "b"),
    )
    error = RequestValidationError(found, method="POST", path="/a", operation="a.create")
    twin = pickle.loads(pickle.dumps(error))
    assert twin.violations == found
    assert (
        str(twin)
        == str(error)
        == "POST /a (a.create): not sent, 2 problems\n  - a must be 1\n  - b"
    )


def test_the_tree() -> None:
    kinds = {
        400: errors.BadRequestError,
        401: errors.AuthenticationError,
        403: errors.PermissionDeniedError,
        404: errors.NotFoundError,
        409: errors.ConflictError,
        422: errors.UnprocessableEntityError,
        429: errors.RateLimitError,
        418: errors.APIStatusError,
        500: errors.ServerError,
        503: errors.ServerError,
    }
    assert {code: status_error(code) for code in kinds} == kinds
    assert issubclass(errors.APITimeoutError, errors.APIConnectionError)
    assert issubclass(RequestValidationError, ValueError)


def test_cancelled_calls_leave_nothing_behind() -> None:
    with serving() as server:

        async def run() -> None:
            async with AsyncShop(token="t", base_url=server.url) as shop:
                server.choose = lambda request: Fault("stall")
                tasks = [asyncio.create_task(shop.orders.get(i)) for i in range(1, 31)]
                await asyncio.sleep(0.2)
                for task in tasks:
                    task.cancel()
                done = await asyncio.gather(*tasks, return_exceptions=True)
                assert all(isinstance(each, asyncio.CancelledError) for each in done)
                server.choose = None
                orders = await asyncio.gather(*(shop.orders.get(i) for i in range(1, 31)))
                assert len(orders) == 30

        asyncio.run(run())


def test_an_http_client_of_the_callers_own_stays_open() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"id": 1})

    events: list[str] = []
    mine = httpx.Client(
        transport=httpx.MockTransport(handler),
        headers={"authorization": "mine", "user-agent": "me"},
        auth=("u", "p"),
        base_url="http://mine",
        event_hooks={"request": [lambda request: events.append(str(request.url))]},
    )
    with Shop(token="ours", http_client=mine) as shop:
        order = shop.orders.get(1)
    assert order.http_response is not None
    sent = order.http_response.request
    assert str(sent.url) == "https://api.shop.test/v1/orders/1"
    assert sent.headers["authorization"] == "Bearer ours"
    assert sent.headers["user-agent"] == "me"
    assert events == [str(sent.url)]
    assert not mine.is_closed
    with pytest.raises(TypeError, match=r"httpx\.Client"):
        Shop(token="t", http_client=httpx.AsyncClient()).orders.get(1)  # type: ignore[arg-type]


def test_cookies_of_replies_are_not_sent_back() -> None:
    """A client keeps no cookies, unless it is given an HTTP client that does."""
    with serving() as server:
        server.choose = lambda _: Fault(headers={"set-cookie": "sid=1"})
        with Shop(token="t", base_url=server.url) as shop:
            shop.orders.get(1)
            shop.orders.get(1)
        assert len(server.seen) == 2
        assert "cookie" not in server.seen[1].headers


PING: Operation[Any] = Operation("ping", "GET", "/ping", responses={"200": ResponseSpec(Any)})
KEYED = Service("X", schemes={"k": ApiKey("api_key", "query")}, security=(("k",),))


def test_keys_in_the_query_really_go_out_but_are_not_shown() -> None:
    with serving() as server:
        client = APIClient(KEYED, base_url=server.url, credentials={"api_key": "s3cret!"})
        response = client.with_response(client.call, PING)
        client.close()
        assert server.seen[0].path == "/ping?api_key=s3cret%21"
        assert str(response.http_response.url) == f"{server.url}/ping?api_key=***"
        assert "s3cret" not in repr(response.http_response.request.url)


@respx.mock
def test_it_works_under_respx() -> None:
    route = respx.get("http://x/ping", params={"api_key": "s3cret!"}).respond(json={"a": 1})
    client = APIClient(KEYED, base_url="http://x", credentials={"api_key": "s3cret!"})
    assert client.call(PING) == {"a": 1}
    assert route.called
    client.close()


def test_results_know_their_reply_and_copies_do_not() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"id": 1, "price": {"amount": 1}})

    shop = Shop(token="t", http_client=httpx.Client(transport=httpx.MockTransport(handler)))
    order = shop.orders.get(1)
    assert order.http_response is not None
    assert order.price is not None
    assert order.price.http_response is None
    assert pickle.loads(pickle.dumps(order)) == order == copy.deepcopy(order)
    assert pickle.loads(pickle.dumps(order)).http_response is None
    assert Order(id=1).http_response is None


def test_with_response_wants_a_method_that_asks() -> None:
    shop = Shop(token="t")
    with pytest.raises(TypeError, match="makes a request"):
        shop.with_response(repr, shop)


def test_reprs_are_short() -> None:
    assert repr(Shop(token="secret-t")) == "<Shop https://api.shop.test/v1>"
    assert repr(Shop(token="t").orders) == "<Orders of <Shop https://api.shop.test/v1>>"
    options = RequestOptions(timeout=1, headers={"a": "secret"})
    assert "secret" not in repr(options)
    assert "timeout=1" in repr(options)
