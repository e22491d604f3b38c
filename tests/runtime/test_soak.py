"""Many calls at a time with faults among them: none lost, none doubled, nothing leaks.

By default it takes some seconds; `make soak` sets `SOAK_SECONDS` to let bulks run for as long as one likes.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import random
import time
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import anyio
import pytest
from faulty import Fault, Seen, Server, serving
from raw import MODES, run_async
from runtime.bulk import AsyncBulk, Bulk
from runtime.errors import APIConnectionError, APIError, APIStatusError
from runtime.http import retry
from shop import AsyncShop, Shop

SECONDS = float(os.environ.get("SOAK_SECONDS", "30"))
SEED = int(os.environ.get("SOAK_SEED", "1"))
LIMIT = (2000, 1)  # requests and seconds: enough for the limiter to be at work
FAULTS = ("reset_after", "half", "response")


@dataclass
class Shopkeeper:
    """Plays faults in 5 % of the requests and counts what was carried out.

    Attributes:
        created: How often each order was created.
        asked: How often each order was asked for.
        faults: How many faults were played.
    """

    created: Counter[str] = field(default_factory=Counter)
    asked: Counter[int] = field(default_factory=Counter)
    faults: int = 0
    dice: random.Random = field(default_factory=lambda: random.Random(5))

    def __call__(self, request: Seen) -> Fault:
        if request.method == "POST":
            name = json.loads(request.body)["name"]
            body = {"id": len(self.created), "name": name}
        else:
            number = int(request.path.rpartition("/")[2])
            self.asked[number] += 1
            body = {"id": number}
        fault = Fault(body=json.dumps(body).encode())
        if self.dice.random() < 0.05:
            self.faults += 1
            fault.kind = self.dice.choice(FAULTS)
            if fault.kind == "response":
                fault.status = 503
                return fault
        if request.method == "POST":
            self.created[name] += 1
        return fault


@dataclass
class Outcome:
    """What became of all calls.

    Attributes:
        made: Names of orders that calls gave back.
        unsure: Names of orders whose call ended without a response.
        refused: Names of orders whose call was refused by a status.
        read: Numbers of orders that calls gave back.
    """

    made: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    read: set[int] = field(default_factory=set)

    def fail(self, name: str, error: APIError) -> None:
        """Note how a create failed."""
        (self.unsure if isinstance(error, APIConnectionError) else self.refused).add(name)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server that forgets the requests it read."""
    monkeypatch.setattr(retry, "backoff", lambda failures: 0.001)
    with serving() as running:
        running.seen = _Nothing()
        yield running


class _Nothing(list[Seen]):
    def append(self, item: Seen) -> None:
        """Forget it."""


def resident() -> int:
    """Bytes of memory in use."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def one(shop: Shop, number: int, outcome: Outcome) -> None:
    """One call: every fourth creates, the others read."""
    if number % 4:
        outcome.read.add(shop.orders.get(number).id)
        return
    name = f"order {number}"
    try:
        outcome.made.add(shop.orders.create(name=name).name or "")
    except APIError as error:
        outcome.fail(name, error)


async def one_async(shop: AsyncShop, number: int, outcome: Outcome) -> None:
    """The same for async clients."""
    if number % 4:
        outcome.read.add((await shop.orders.get(number)).id)
        return
    name = f"order {number}"
    try:
        outcome.made.add((await shop.orders.create(name=name)).name or "")
    except APIError as error:
        outcome.fail(name, error)


def judge(keeper: Shopkeeper, outcome: Outcome, count: int) -> None:
    """None lost, none doubled."""
    creates = {f"order {n}" for n in range(1, count + 1) if not n % 4}
    assert outcome.made | outcome.unsure | outcome.refused == creates
    assert len(outcome.made) + len(outcome.unsure) + len(outcome.refused) == len(creates)
    assert outcome.read == {n for n in range(1, count + 1) if n % 4}
    assert set(keeper.created.values()) == {1}
    assert outcome.made <= keeper.created.keys() <= outcome.made | outcome.unsure
    if count >= 5000:  # by chance a short one may do without some kind of fault
        assert keeper.faults > count * 0.04
        assert outcome.unsure
        assert outcome.refused


def soak_threads(server: Server, count: int) -> None:
    """16 threads over one client; memory is compared between the last two thirds."""
    keeper, outcome, sizes = Shopkeeper(), Outcome(), list[int]()
    server.choose = keeper
    shop = Shop(token="t", base_url=server.url, max_retries=6, timeout=10, rate_limit=LIMIT)
    with shop, ThreadPoolExecutor(16) as pool:
        for batch in _batched(count):
            list(pool.map(lambda number: one(shop, number, outcome), batch))
            sizes.append(resident())
    judge(keeper, outcome, count)
    assert sizes[-1] - sizes[0] < 4e6 + count * 300  # what the test itself notes of each call


def _batched(count: int) -> Iterator[range]:
    step = -(-count // 3)
    for start in range(1, count + 1, step):
        yield range(start, min(start + step, count + 1))


def soak_tasks(server: Server, count: int) -> None:
    """64 tasks at a time over one client."""
    keeper, outcome, sizes = Shopkeeper(), Outcome(), list[int]()
    server.choose = keeper

    async def worker(shop: AsyncShop, numbers: Iterator[int]) -> None:
        for number in numbers:
            await one_async(shop, number, outcome)

    async def run() -> None:
        settings = {"base_url": server.url, "max_retries": 6, "timeout": 10, "rate_limit": LIMIT}
        async with AsyncShop(token="t", **settings) as shop:  # type: ignore[arg-type]
            for batch in _batched(count):
                numbers = iter(batch)
                await asyncio.gather(*(worker(shop, numbers) for _ in range(64)))
                sizes.append(resident())

    asyncio.run(run())
    judge(keeper, outcome, count)
    assert sizes[-1] - sizes[0] < 4e6 + count * 300


@pytest.mark.parametrize("soak", [soak_threads, soak_tasks])
def test_a_short_soak(server: Server, soak: object) -> None:
    soak(server, 600)  # type: ignore[operator]


@pytest.mark.slow
@pytest.mark.parametrize("soak", [soak_threads, soak_tasks])
def test_a_long_soak(server: Server, soak: object) -> None:
    soak(server, 10_000)  # type: ignore[operator]
    assert server.connections < 10_000 * 0.1  # connections are kept alive


# Bulks -------------------------------------------------------------------------------------------

WINDOW = (100, 0.2)  # requests and seconds that the service takes, and the client keeps to
BATCH = 150


@dataclass
class Strict:
    """A service that keeps to its rate limit, plays faults by dice, and counts what it carried out.

    Attributes:
        dice: What decides.
        made: How often each order was made, of this batch and of the last one: what was cancelled may come late.
        refused: How many requests were refused for the rate limit.
        taken: When the last requests were taken.
    """

    dice: random.Random
    made: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    taken: deque[float] = field(default_factory=deque)

    def begin(self, last: list[str]) -> None:
        """Begin a batch, and keep what was made of the last one."""
        self.made = Counter({name: self.made[name] for name in last if name in self.made})

    def __call__(self, request: Seen) -> Fault:
        now = time.monotonic()
        while self.taken and self.taken[0] <= now - WINDOW[1]:
            self.taken.popleft()
        luck = self.dice.random()
        if len(self.taken) >= WINDOW[0] or luck < 0.01:
            self.refused += 1
            return Fault(status=429)
        self.taken.append(now)
        if luck < 0.02:
            return Fault(status=503)
        name = json.loads(request.body)["name"]
        self.made[name] += 1
        kind = self.dice.choice(("reset_after", "half")) if luck < 0.05 else "response"
        return Fault(kind, body=json.dumps({"id": 1, "name": name}).encode())


def judge_bulk(keeper: Strict, bulk: Any, names: list[str]) -> None:
    """Each call ended once, with what became of it; no order is made twice."""
    assert bulk.left == []
    assert [each.kwargs["name"] for each in bulk.outcomes] == names
    assert {*keeper.made.copy().values()} <= {1}
    for each in bulk.outcomes:
        name = each.kwargs["name"]
        match each.error:
            case None:
                assert (each.value.name, keeper.made[name]) == (name, 1)
            case APIStatusError():
                assert keeper.made[name] == 0
            case APIConnectionError():
                assert each.error.maybe_delivered or not keeper.made[name]
            case other:
                raise AssertionError(name) from other


def run_threads(bulk: Bulk[Any, Any], dice: random.Random) -> None:
    """Run it, stopped some times on the way."""
    while bulk.left:
        bulk.run(on_outcome=lambda outcome: bulk.stop() if dice.random() < 0.02 else None)


async def run_tasks(bulk: AsyncBulk[Any, Any], dice: random.Random) -> None:
    """Run it, cancelled some times on the way."""
    while bulk.left:
        with anyio.move_on_after(dice.random()):
            await bulk.run()


# httpx leaves generators behind where a task of trio is cancelled.
@pytest.mark.filterwarnings("ignore:Async generator 'httpx:ResourceWarning")
@pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <async_generator object:pytest.PytestUnraisableExceptionWarning"
)
@pytest.mark.parametrize("mode", MODES)
def test_bulks_with_the_limiter_on(server: Server, mode: str) -> None:
    dice = random.Random(f"{SEED} {mode}")
    ends, sizes = time.monotonic() + SECONDS / 12, list[int]()
    settings: dict[str, Any] = {
        "token": "t", "base_url": server.url, "rate_limit": WINDOW, "max_retries": 8, "timeout": 10,
    }  # fmt: skip
    server.choose = keeper = Strict(dice)
    names: list[str] = []

    def begin(kind: Any, shop: Any) -> Any:
        keeper.begin(names)
        names[:] = [f"order {len(sizes)}/{number}" for number in range(BATCH)]
        bulk = kind(shop.orders.create, at_once=dice.randrange(1, 32))
        for name in names:
            bulk.add(name=name)
        return bulk

    def end(bulk: Any) -> None:
        judge_bulk(keeper, bulk, names)
        sizes.append(resident())

    async def play() -> None:
        async with AsyncShop(**settings) as shop:
            while time.monotonic() < ends:
                bulk = begin(AsyncBulk, shop)
                await run_tasks(bulk, dice)
                end(bulk)

    if mode == "sync":
        with Shop(**settings) as shop:
            while time.monotonic() < ends:
                bulk = begin(Bulk, shop)
                run_threads(bulk, dice)
                end(bulk)
    else:
        run_async(mode, play)
    assert sizes
    assert sizes[-1] - sizes[len(sizes) // 3] < 6e6
