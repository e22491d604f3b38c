"""Rate limits: requests keep to them by waiting, and what is refused all the same is sent again."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from types import SimpleNamespace

import httpx
import pytest
from faulty import Fault, Seen, Server, serving
from runtime.errors import APIError, APITimeoutError, RateLimitError
from runtime.http import limits, retry
from runtime.http.limits import Limiter
from runtime.options import RequestOptions
from runtime.spec.operation import Body, Operation
from shop import SERVICE, AsyncShop, Shop


@dataclass
class Strict:
    """A service that takes so many requests in any time of so many seconds, and refuses others.

    Attributes:
        requests: How many.
        seconds: In how many seconds.
        created: How often each order was created.
        refused: How many requests were refused.
    """

    requests: int
    seconds: float
    created: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    taken: deque[float] = field(default_factory=deque)

    def __call__(self, request: Seen) -> Fault:
        now = time.monotonic()
        while self.taken and self.taken[0] <= now - self.seconds:
            self.taken.popleft()
        if len(self.taken) >= self.requests:
            self.refused += 1
            return Fault(status=429)
        self.taken.append(now)
        name = json.loads(request.body)["name"] if request.body else "read"
        self.created[name] += 1
        return Fault(body=json.dumps({"id": len(self.created), "name": name}).encode())


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that nothing was sent to yet."""
    with serving() as running:
        yield running


def limited(requests: int, seconds: float) -> dict[str, object]:
    """Settings of a client whose service says that it has a limit."""
    return {"token": "t", "service": replace(SERVICE, rate_limit=(requests, seconds))}


def create_by_threads(shop: Shop, count: int) -> list[str | None]:
    """So many creates at once, each in a thread of its own."""
    with shop, ThreadPoolExecutor(count) as pool:
        made = pool.map(lambda n: shop.orders.create(name=f"order {n}").name, range(count))
        return list(made)


def create_by_tasks(shop: AsyncShop, count: int) -> list[str | None]:
    """So many creates at once, each in a task of its own."""

    async def run() -> list[str | None]:
        async with shop:
            orders = await asyncio.gather(
                *(shop.orders.create(name=f"order {n}") for n in range(count))
            )
            return [order.name for order in orders]

    return asyncio.run(run())


def create_by_trio(shop: AsyncShop, count: int) -> list[str | None]:
    """The same in the other event loop."""
    trio = pytest.importorskip("trio")
    made: dict[int, str | None] = {}

    async def one(number: int) -> None:
        made[number] = (await shop.orders.create(name=f"order {number}")).name

    async def run() -> None:
        async with shop, trio.open_nursery() as nursery:
            for number in range(count):
                nursery.start_soon(one, number)

    trio.run(run)
    return [made[number] for number in range(count)]


WAYS = [(Shop, create_by_threads), (AsyncShop, create_by_tasks), (AsyncShop, create_by_trio)]


def all_are_made(
    server: Server, way: int, count: int, requests: int, seconds: float
) -> tuple[Strict, float]:
    """Create many at once against a strict service; none is lost, none doubled."""
    cls, create = WAYS[way]
    server.choose = keeper = Strict(requests, seconds)
    shop = cls(base_url=server.url, **limited(requests, seconds))
    started = time.monotonic()
    names = create(shop, count)
    took = time.monotonic() - started
    assert names == [f"order {n}" for n in range(count)]
    assert keeper.created == Counter(names)
    return keeper, took


@pytest.mark.parametrize("way", [0, 1, 2], ids=["threads", "asyncio", "trio"])
def test_many_creates_at_once_keep_to_the_limit(server: Server, way: int) -> None:
    keeper, took = all_are_made(server, way, 45, 20, 0.5)
    assert took >= 1.0
    assert (
        keeper.refused <= 15
    )  # of 45, on a machine that has other work: they were longer on their way than others


@pytest.mark.slow
@pytest.mark.parametrize("way", [0, 1, 2], ids=["threads", "asyncio", "trio"])
def test_three_hundred_creates_at_twenty_a_second(server: Server, way: int) -> None:
    keeper, took = all_are_made(server, way, 300, 20, 1)
    assert 14 <= took < 18
    assert keeper.refused <= 15


def test_threads_and_loops_share_one_limiter() -> None:
    limiter, waits = Limiter(10, 0.5), list[float]()
    lock = threading.Lock()

    def reserve() -> None:
        for _ in range(10):
            wait = limiter.reserve(time.monotonic() + 60)
            with lock:
                waits.append(wait or 0.0)

    threads = [threading.Thread(target=reserve) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    moments = sorted(waits)
    assert len(moments) == 40
    assert moments[-1] >= 1.5
    assert all(later - first >= 0.5 for first, later in zip(moments, moments[10:], strict=False))


def test_a_few_calls_do_not_wait_long() -> None:
    """What is left of a minute's twenty requests may be used at once, though not in the same instant."""
    limiter = Limiter(20, 60)
    waits = [limiter.reserve(time.monotonic() + 600) or 0.0 for _ in range(21)]
    assert waits[0] == 0
    assert waits[19] < 1
    assert 60 < waits[20] < 61


def test_who_comes_late_keeps_those_behind_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The service counts from when a request comes, not from when it was planned."""
    now = 100.0
    monkeypatch.setattr(limits, "time", SimpleNamespace(monotonic=lambda: now))
    limiter = Limiter(2, 1)
    waits = [limiter.reserve(200) for _ in range(4)]
    assert waits == pytest.approx([0, 0.05, 1.05, 1.1])
    now = 100.8
    assert limiter.admit(200) == 0, "the second, late"
    assert limiter.admit(200) == pytest.approx(0.25), "two went out a moment ago"
    assert limiter.admit(101) is None
    now = 101.1
    assert limiter.admit(200) == 0, "the first is past"
    assert limiter.admit(200) == pytest.approx(0.75), "the second is not: it went out at 100.8"


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_the_wait_counts_against_the_deadline(server: Server, mode: str) -> None:
    server.choose = Strict(1, 30)
    started = time.monotonic()
    if mode == "sync":
        with Shop(base_url=server.url, **limited(1, 30)) as shop:  # type: ignore[arg-type]
            shop.orders.get(1)
            with pytest.raises(APITimeoutError) as caught:
                shop.orders.get(1, options=RequestOptions(deadline=5))
    else:

        async def run() -> pytest.ExceptionInfo[APITimeoutError]:
            async with AsyncShop(base_url=server.url, **limited(1, 30)) as shop:  # type: ignore[arg-type]
                await shop.orders.get(1)
                with pytest.raises(APITimeoutError) as caught:
                    await shop.orders.get(1, options=RequestOptions(deadline=5))
                return caught

        caught = asyncio.run(run())
    assert time.monotonic() - started < 2, "it is told at once, since waiting would be in vain"
    assert "the rate limit of 1 requests in 30 s has no room for it within the deadline of 5 s" in (
        str(caught.value)
    )
    assert not caught.value.maybe_delivered
    assert len(server.seen) == 1


def test_each_page_and_each_retry_counts(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "backoff", lambda failures: 0.0)
    pages = [{"items": [{"id": 1}]}, {"items": [{"id": 2}]}, {"items": []}]
    server.script = [Fault(status=503), *(Fault(body=json.dumps(page).encode()) for page in pages)]
    with Shop(base_url=server.url, **limited(2, 0.4)) as shop:  # type: ignore[arg-type]
        started = time.monotonic()
        assert [order.id for order in shop.orders.list()] == [1, 2]
        assert len(server.seen) == 4
        assert time.monotonic() - started >= 0.4


def test_the_limit_can_be_changed_and_switched_off(server: Server) -> None:
    for limit, least, most in ((None, 0.0, 1.0), ((2, 0.4), 0.8, 2.5)):
        settings = limited(1, 60)
        with Shop(base_url=server.url, rate_limit=limit, **settings) as shop:  # type: ignore[arg-type]
            started = time.monotonic()
            for number in range(6):
                shop.orders.get(number)
            assert least <= time.monotonic() - started < most


def test_clients_of_with_options_share_the_limit(server: Server) -> None:
    with Shop(base_url=server.url, **limited(2, 30)) as shop:  # type: ignore[arg-type]
        other = shop.with_options(timeout=5, deadline=2)
        other.orders.get(1)
        shop.orders.get(2)
        with pytest.raises(APITimeoutError, match="rate limit"):
            other.orders.get(3)
        assert len(server.seen) == 2


@pytest.mark.parametrize(
    "limit", [5, 0.5, "20/s", (20,), (0, 1), (-1, 1), (1.5, 1), (20, 0), (20, float("nan")), {}]
)
def test_what_is_no_limit_is_refused_where_it_is_given(limit: object) -> None:
    with pytest.raises(ValueError, match=r"rate_limit must be requests and seconds, such as"):
        Shop(token="t", rate_limit=limit)  # type: ignore[arg-type]


def test_an_operation_may_have_a_limit_of_its_own(server: Server) -> None:
    rare: Operation[None] = Operation("rare", "POST", "/rare", rate_limit=(1, 0.4))
    with Shop(base_url=server.url, **limited(100, 1)) as shop:  # type: ignore[arg-type]
        started = time.monotonic()
        for _ in range(3):
            shop.call(rare)
            shop.orders.get(1)
        assert 0.8 <= time.monotonic() - started < 2
    with Shop(base_url=server.url, token="t", rate_limit=None) as shop:
        started = time.monotonic()
        for _ in range(3):
            shop.call(rare)
        assert time.monotonic() - started < 0.4


# 429 all the same ----------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "GET", "DELETE"])
@pytest.mark.parametrize("safe", [None, False])
def test_what_was_refused_is_sent_again_whatever_its_method(
    server: Server, method: str, safe: bool | None
) -> None:
    server.script = [Fault(status=429, headers={"retry-after": "0"})] * 2
    operation: Operation[None] = Operation("x", method, "/x", retry_safe=safe)
    with Shop(base_url=server.url, token="t") as shop:
        shop.call(operation)
    assert [each.method for each in server.seen] == [method] * 3


def test_a_body_that_is_read_once_is_not_sent_again(server: Server) -> None:
    server.choose = lambda request: Fault(status=429)
    operation: Operation[None] = Operation(
        "x", "POST", "/x", body=Body(media="application/octet-stream")
    )
    with Shop(base_url=server.url, token="t") as shop, pytest.raises(RateLimitError):
        shop.call(operation, body=iter([b"a", b"b"]))
    assert len(server.seen) == 1


def test_the_wait_fits_the_window(server: Server) -> None:
    """Where the service does not say how long to wait: then what it has counted is past."""
    server.script = [Fault(status=429)]
    with Shop(base_url=server.url, **limited(100, 0.6)) as shop:  # type: ignore[arg-type]
        started = time.monotonic()
        shop.orders.create(name="A")
        assert 0.3 <= time.monotonic() - started < 1.5
    server.script = [Fault(status=429, headers={"retry-after": "0.1"})]
    with Shop(base_url=server.url, **limited(100, 60)) as shop:  # type: ignore[arg-type]
        started = time.monotonic()
        shop.orders.create(name="A")
        assert 0.1 <= time.monotonic() - started < 1


def test_a_wait_that_does_not_fit_the_deadline_is_not_begun(server: Server) -> None:
    server.choose = lambda request: Fault(status=429)
    with Shop(base_url=server.url, deadline=5, **limited(100, 60)) as shop:  # type: ignore[arg-type]
        started = time.monotonic()
        with pytest.raises(RateLimitError):
            shop.orders.create(name="A")
        assert time.monotonic() - started < 1


def test_logins_count_with_the_service(server: Server) -> None:
    server.script = [Fault(body=b'{"access_token": "t"}')]
    settings = {**limited(1, 0.4), "token": None, "username": "u", "password": "p"}
    with Shop(base_url=server.url, **settings) as shop:  # type: ignore[arg-type]
        started = time.monotonic()
        shop.orders.get(1)
        assert [each.path for each in server.seen] == ["/auth/token", "/orders/1"]
        assert time.monotonic() - started >= 0.4


def test_the_double_of_a_service_has_no_limit() -> None:
    from runtime.testing import OfflineTransport, Route
    from shop import GET

    transport = OfflineTransport(SERVICE, [Route(GET)])
    shop = Shop(http_client=transport.client(), **limited(1, 60))  # type: ignore[arg-type]
    for number in range(5):
        transport.queue({"id": number})
        assert shop.orders.get(number).id == number
    held = Shop(http_client=transport.client(), rate_limit=(1, 60), token="t")
    transport.queue({"id": 1})
    held.orders.get(1)
    with pytest.raises(APIError, match="rate limit"):  # unless one is given
        held.orders.get(1, options=RequestOptions(deadline=1))
    assert isinstance(transport.client(), httpx.Client)
