"""Faults of a day's work on real sockets: what the caller gets, how often the server is asked, what goes on after."""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import anyio
import pytest
from faulty import Fault, Seen, Server, serving
from raw import MODES, Outcome, outcome, run_async
from runtime.bulk import AsyncBulk, Bulk
from runtime.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    EnvelopeError,
    RateLimitError,
    ResponseValidationError,
    ResponseWarning,
)
from runtime.responses.pagination import AsyncPager, Pager
from runtime.spec.operation import Operation, Pagination, ResponseSpec
from shop import LIST, WRAPPED, AsyncShop, OrderPage, Shop

LINKED: Operation[Any] = Operation(
    "linked", "GET", "/orders", responses={"200": ResponseSpec(OrderPage)},
    pagination=Pagination(style="link", items="items"),
)  # fmt: skip
MODE = pytest.mark.parametrize("mode", MODES)

# httpx leaves generators behind where a task of trio is cancelled; the fixture collects them.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Async generator 'httpx:ResourceWarning"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <async_generator object:pytest.PytestUnraisableExceptionWarning"
    ),
]


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    """One server for all tests of this module."""
    with serving() as server:
        yield server


@pytest.fixture
def server(running: Server) -> Iterator[Server]:
    """The server with nothing seen yet."""
    running.script.clear()
    running.seen.clear()
    running.choose = None
    yield running
    gc.collect()


def ask(server: Server, mode: str, use: Callable[[Any], Any], **settings: Any) -> Outcome:
    """What becomes of a call with a new client."""
    settings = {"token": "secret-token", "base_url": server.url, "timeout": 0.5, **settings}
    return outcome(mode, Shop, AsyncShop, use, **settings)


@MODE
def test_a_client_that_is_closed_sends_nothing(server: Server, mode: str) -> None:
    def use(shop: Any) -> Any:
        shop.orders.get(1)
        shop.close()
        return shop.orders.get(2)

    async def use_async(shop: Any) -> Any:
        await shop.orders.get(1)
        await shop.aclose()
        return await shop.orders.get(2)

    ended = ask(server, mode, use if mode == "sync" else use_async, max_retries=5)
    assert type(ended.error) is APIConnectionError
    assert not ended.error.maybe_delivered
    assert "closed" in str(ended.error)
    assert ended.seconds < 1, "nothing is tried again"
    assert [each.path for each in server.seen] == ["/orders/1"]


BODIES: list[tuple[str, Any, type[APIError], str]] = [
    ("bare", {"id": 7}, ResponseValidationError, "has nothing at 'data'"),
    ("a list", [{"id": 7}], ResponseValidationError, "has nothing at 'data'"),
    ("null", None, ResponseValidationError, "has nothing at 'data'"),
    ("empty", b"", ResponseValidationError, "has no body"),
    ("half of it", b'{"data": {"id"', ResponseValidationError, "is not application/json"),
    ("failed", {"success": False, "errorObjects": [{"error": "no"}]}, EnvelopeError, "no"),
    ("failed otherwise", {"statusCode": 500, "message": "late"}, EnvelopeError, "late"),
]


@MODE
@pytest.mark.parametrize(("name", "body", "kind", "said"), BODIES, ids=[row[0] for row in BODIES])
@pytest.mark.filterwarnings("ignore::runtime.errors.ResponseWarning")
def test_an_envelope_that_is_not_there(
    server: Server, mode: str, name: str, body: Any, kind: type[APIError], said: str
) -> None:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    server.choose = lambda request: Fault(body=content)
    ended = ask(server, mode, lambda shop: shop.call(WRAPPED, {"id": 7}))
    assert type(ended.error) is kind
    assert said in str(ended.error)
    assert len(server.seen) == 1, "an answer is an answer"


def walk(operation: Operation[Any], mode: str) -> Callable[[Any], Any]:
    """What takes all items of a list."""

    async def walk_async(shop: Any) -> Any:
        return [each.id async for each in AsyncPager(shop, operation)]

    return (
        walk_async if mode != "sync" else lambda shop: [each.id for each in Pager(shop, operation)]
    )


@MODE
def test_the_same_page_again_and_again(server: Server, mode: str) -> None:
    page = {"items": [{"id": 1}, {"id": 2}], "total": 1_000_000}
    server.choose = lambda request: Fault(body=json.dumps(page).encode())
    with pytest.warns(ResponseWarning, match="orders.list answers the same page again and again"):
        ended = ask(server, mode, walk(LIST, mode))
    assert (ended.result, len(server.seen)) == ([1, 2], 2)


@MODE
@pytest.mark.parametrize("link", ["/orders", "?", "#next", "{url}/orders"])
def test_a_next_link_to_itself(server: Server, mode: str, link: str) -> None:
    headers = {"link": f'<{link.format(url=server.url)}>; rel="next"'}
    body = json.dumps({"items": [{"id": 1}]}).encode()
    server.choose = lambda request: Fault(body=body, headers=headers)
    with pytest.warns(ResponseWarning, match="leads back to a page that was read already"):
        ended = ask(server, mode, walk(LINKED, mode))
    assert (ended.result, len(server.seen)) == ([1], 1)


@MODE
def test_a_refusal_that_says_nothing_of_when_to_come_again(server: Server, mode: str) -> None:
    """The create waits for the window of the rate limit, and is made once."""
    refused = [Fault(status=429, body=b""), Fault(status=429, headers={"retry-after": ""})]
    server.script += refused
    ended = ask(server, mode, lambda shop: shop.orders.create(name="A"), rate_limit=(50, 0.4))
    assert ended.error is None
    assert len(server.seen) == 3
    assert 0.4 < ended.seconds < 5
    server.choose = lambda request: refused[0]
    server.seen.clear()
    ended = ask(server, mode, lambda shop: shop.orders.create(name="A"), max_retries=1)
    assert type(ended.error) is RateLimitError
    assert ended.error.retry_after is None
    assert len(server.seen) == 2


# Waits that are given up -------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES[1:])
def test_who_is_cancelled_while_waiting_for_the_rate_limit_leaves_no_gap(
    server: Server, mode: str
) -> None:
    """Nothing of it is sent, and who comes next does not wait behind it."""

    async def main() -> float:
        settings: dict[str, Any] = {"token": "t", "base_url": server.url, "rate_limit": (5, 0.5)}
        async with AsyncShop(**settings) as shop:
            await shop.orders.get(0)
            with anyio.move_on_after(0.2):
                async with anyio.create_task_group() as group:
                    for number in range(1, 200):  # who would all wait for 20 seconds
                        group.start_soon(shop.orders.get, number)
            sent = len(server.seen)
            assert sent <= 5
            started = time.monotonic()
            await shop.orders.get(1000)
            assert [each.path for each in server.seen[sent:]] == ["/orders/1000"]
            return time.monotonic() - started

    assert run_async(mode, main) < 2


class Hanging:
    """Answers creates until a number of them are made, and then answers none until it may go on."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.made: list[str] = []
        self.hangs = True

    def __call__(self, request: Seen) -> Fault:
        name = json.loads(request.body)["name"]
        if self.hangs and len(self.made) >= self.most:
            return Fault("stall")
        self.made.append(name)
        return Fault(body=json.dumps({"id": len(self.made), "name": name}).encode())


NAMES = [f"order {number}" for number in range(40)]


def judge(keeper: Hanging, bulk: Any) -> None:
    """None is lost: what is not known to be made may have been delivered, or is left."""
    unsure = {each.kwargs["name"] for each in bulk.outcomes if each.error is not None}
    made = {each.kwargs["name"] for each in bulk.outcomes if each.error is None}
    left = {kwargs["name"] for _, kwargs in bulk.left}
    assert made == {*keeper.made}
    assert 1 <= len(unsure) <= 8  # a thread may have begun one more before it was stopped
    assert all(each.error.maybe_delivered for each in bulk.outcomes if each.error)
    assert {*NAMES} == made | unsure | left
    assert len(left) == len(NAMES) - len(made) - len(unsure) > 0


def test_a_bulk_in_threads_is_stopped_while_the_server_hangs(server: Server) -> None:
    """It ends once those under way have timed out, and goes on with what is left: none is made twice."""
    server.choose = keeper = Hanging(10)
    with Shop(token="t", base_url=server.url, timeout=0.3, max_retries=3) as shop:
        bulk = Bulk(shop.orders.create, at_once=4)
        for name in NAMES:
            bulk.add(name=name)
        started = time.monotonic()
        bulk.run(on_outcome=lambda each: bulk.stop() if each.error else None)
        assert time.monotonic() - started < 3
        assert {type(each.error) for each in bulk.outcomes} == {type(None), APITimeoutError}
        judge(keeper, bulk)
        keeper.hangs = False
        outcomes = bulk.run()
    assert [each.kwargs["name"] for each in outcomes] == NAMES
    assert sorted(keeper.made) == sorted(each.kwargs["name"] for each in outcomes if not each.error)


@pytest.mark.parametrize("mode", MODES[1:])
def test_a_bulk_in_tasks_is_cancelled_while_the_server_hangs(server: Server, mode: str) -> None:
    """It ends at once, and goes on with what is left: none is made twice."""
    server.choose = keeper = Hanging(10)

    async def main() -> Any:
        async with AsyncShop(token="t", base_url=server.url, timeout=30) as shop:
            bulk = AsyncBulk(shop.orders.create, at_once=4)
            for name in NAMES:
                bulk.add(name=name)
            started = time.monotonic()
            with anyio.move_on_after(0.5):
                await bulk.run()
            assert time.monotonic() - started < 2
            judge(keeper, bulk)
            keeper.hangs = False
            return await bulk.run()

    outcomes = run_async(mode, main)
    assert [each.kwargs["name"] for each in outcomes] == NAMES
    assert sorted(keeper.made) == sorted(each.kwargs["name"] for each in outcomes if not each.error)
