"""Many calls of a method: in order, each with what became of it, stopped and gone on with."""

from __future__ import annotations

import asyncio
import builtins
import os
import pickle
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import httpx
import pytest
from runtime.bulk import AsyncBulk, Bulk, Outcome
from runtime.errors import APIConnectionError, NotFoundError, RequestValidationError
from shop import AsyncShop, Shop

NAMES = [f"order {number}" for number in range(40)]


class Counted:
    """Answers orders; says how many requests were there at a time."""

    def __init__(self) -> None:
        self.under_way = self.most = 0
        self.made: Counter[str] = Counter()
        self._lock = threading.Lock()

    def begin(self) -> None:
        """A request has come."""
        with self._lock:
            self.under_way += 1
            self.most = max(self.most, self.under_way)

    def end(self, request: httpx.Request) -> httpx.Response:
        """Answer it."""
        with self._lock:
            self.under_way -= 1
        if request.method == "GET":
            number = int(request.url.path.rpartition("/")[2])
            return httpx.Response(200 if number % 5 else 404, json={"id": number})
        name = request.read().decode()
        self.made[name] += 1
        return httpx.Response(201, content=name, headers={"content-type": "application/json"})

    def answer(self, request: httpx.Request) -> httpx.Response:
        """For a sync client."""
        self.begin()
        time.sleep(0.005)
        return self.end(request)

    async def answer_later(self, request: httpx.Request) -> httpx.Response:
        """For an async client."""
        self.begin()
        await asyncio.sleep(0.005)
        return self.end(request)

    def shop(self) -> Shop:
        """A sync client."""
        client = httpx.Client(transport=httpx.MockTransport(self.answer))
        return Shop(token="t", http_client=client)

    def async_shop(self) -> AsyncShop:
        """An async client."""
        client = httpx.AsyncClient(transport=httpx.MockTransport(self.answer_later))
        return AsyncShop(token="t", http_client=client)


def run(bulk: Any, **settings: Any) -> list[Outcome[Any]]:
    """Run a bulk of either kind."""
    if isinstance(bulk, Bulk):
        return bulk.run(**settings)
    outcomes: list[Outcome[Any]] = asyncio.run(bulk.run(**settings))
    return outcomes


def bulk_of(server: Counted, kind: str, method: str, **settings: Any) -> Any:
    """A bulk of a method of a client."""
    if kind == "threads":
        return Bulk(getattr(server.shop().orders, method), **settings)
    return AsyncBulk(getattr(server.async_shop().orders, method), **settings)


both = pytest.mark.parametrize("kind", ["threads", "tasks"])


@both
def test_outcomes_stand_in_order_with_their_arguments(kind: str) -> None:
    server = Counted()
    bulk = bulk_of(server, kind, "create", at_once=6)
    for name in NAMES:
        bulk.add(name=name)
    outcomes = run(bulk)
    assert [each.kwargs for each in outcomes] == [{"name": name} for name in NAMES]
    assert [each.value.name for each in outcomes] == NAMES
    assert [each.result().name for each in outcomes] == NAMES
    assert {each.error for each in outcomes} == {None}
    assert set(server.made.values()) == {1}
    assert 2 <= server.most <= 6
    assert bulk.left == []
    assert run(bulk) == outcomes, "nothing is left to be made"
    assert sum(server.made.values()) == len(NAMES)


@both
def test_a_call_that_fails_fails_alone(kind: str) -> None:
    bulk = bulk_of(Counted(), kind, "get")
    for number in range(1, 21):
        bulk.add(number)
    bulk.add("no number")
    bulk.add(21, nonsense=True)
    *outcomes, refused, wrong = run(bulk)
    failed = {each.args: type(each.error) for each in outcomes if each.error}
    assert failed == {(number,): NotFoundError for number in (5, 10, 15, 20)}
    assert [each.value.id for each in outcomes if not each.error] == [
        number for number in range(1, 21) if number % 5
    ]
    assert isinstance(refused.error, RequestValidationError)
    assert refused.value is None
    assert isinstance(wrong.error, TypeError)
    assert (wrong.args, wrong.kwargs) == ((21,), {"nonsense": True})
    with pytest.raises(NotFoundError):
        outcomes[4].result()


@both
def test_it_stops_and_goes_on_with_what_is_left(kind: str) -> None:
    server = Counted()
    bulk = bulk_of(server, kind, "create", at_once=4)
    for name in NAMES:
        bulk.add(name=name)

    def enough(outcome: Outcome[Any]) -> None:
        if len(bulk.outcomes) >= 10:
            bulk.stop()

    first = run(bulk, on_outcome=enough)
    assert 10 <= len(first) <= 20
    ended = [each.kwargs["name"] for each in first]
    left = [kwargs["name"] for _, kwargs in bulk.left]
    assert sorted([*ended, *left], key=NAMES.index) == NAMES
    assert len(ended) + len(left) == len(NAMES)
    assert sum(server.made.values()) == len(first)
    other = bulk_of(
        server, kind, "create"
    )  # as another process would, which has read what was left
    for args, kwargs in pickle.loads(pickle.dumps(bulk.left))[:5]:
        other.add(*args, **kwargs)
    assert [each.value.name for each in run(other)] == left[:5]
    server.made.clear()
    assert [each.value.name for each in run(bulk)] == NAMES
    assert sum(server.made.values()) == len(left)


@both
def test_each_outcome_is_told_as_it_comes(kind: str) -> None:
    bulk = bulk_of(Counted(), kind, "get", at_once=3)
    for number in range(1, 13):
        bulk.add(number)
    told: list[tuple[Any, ...]] = []
    threads: set[int] = set()

    def note(outcome: Outcome[Any]) -> None:
        told.append(outcome.args)
        threads.add(threading.get_ident())

    async def note_later(outcome: Outcome[Any]) -> None:
        await asyncio.sleep(0)
        note(outcome)

    run(bulk, on_outcome=note if kind == "threads" else note_later)
    assert sorted(told) == [(number,) for number in range(1, 13)]
    assert threads == {threading.get_ident()}, "it need not be fit for several threads"


@both
def test_what_goes_wrong_in_a_callback_is_raised_and_nothing_is_lost(kind: str) -> None:
    server = Counted()
    bulk = bulk_of(server, kind, "create", at_once=4)
    for name in NAMES:
        bulk.add(name=name)

    def broken(outcome: Outcome[Any]) -> None:
        raise ZeroDivisionError("broken")

    with pytest.raises(ZeroDivisionError, match="broken"):
        run(bulk, on_outcome=broken)
    assert 1 <= len(bulk.outcomes) <= 10
    assert [each.value.name for each in run(bulk)] == NAMES
    assert set(server.made.values()) == {1}


def test_ctrl_c_waits_for_what_is_under_way_and_loses_nothing() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may ignore it
    server = Counted()
    bulk = Bulk(server.shop().orders.create, at_once=4)
    for name in NAMES:
        bulk.add(name=name)
    threading.Timer(0.02, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        bulk.run()
    assert len(bulk.outcomes) == sum(server.made.values()) < len(NAMES)
    assert [each.result().name for each in bulk.run()] == NAMES
    assert set(server.made.values()) == {1}


def test_tasks_that_are_cancelled_are_told_and_not_made_again() -> None:
    server = Counted()
    bulk = AsyncBulk(server.async_shop().orders.create, at_once=4)
    for name in NAMES:
        bulk.add(name=name)

    async def main() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(bulk.run(), 0.02)

    asyncio.run(main())
    cancelled = [each for each in bulk.outcomes if each.error]
    assert 1 <= len(cancelled) <= 4
    for each in cancelled:
        assert isinstance(each.error, APIConnectionError)
        assert each.error.maybe_delivered
        assert "cancelled while it was under way" in str(each.error)
    outcomes = asyncio.run(bulk.run())
    assert len(outcomes) == len(NAMES)
    assert [each.kwargs["name"] for each in outcomes] == NAMES
    assert set(server.made.values()) == {1}


def test_tasks_of_trio() -> None:
    trio = pytest.importorskip("trio")
    bulk = AsyncBulk(AsyncShop(token="t", http_client=_at_once()).orders.get, at_once=3)
    for number in range(1, 10):
        bulk.add(number)
    outcomes: list[Outcome[Any]] = trio.run(bulk.run)
    assert [each.value.id for each in outcomes if each.value] == [1, 2, 3, 4, 6, 7, 8, 9]
    assert isinstance(outcomes[4].error, NotFoundError)


def _at_once() -> httpx.AsyncClient:
    server = Counted()

    def answer(request: httpx.Request) -> httpx.Response:
        server.begin()
        return server.end(request)

    return httpx.AsyncClient(transport=httpx.MockTransport(answer))


@both
def test_it_runs_once_at_a_time(kind: str) -> None:
    bulk = bulk_of(Counted(), kind, "get")
    bulk.add(1)
    caught: list[Exception] = []

    def again(outcome: Outcome[Any]) -> None:
        try:
            run(bulk) if kind == "threads" else bulk.run().send(None)
        except Exception as error:
            caught.append(error)

    run(bulk, on_outcome=again)
    assert [type(error) for error in caught] == [RuntimeError]
    assert "1 of 1 ended> is running already" in str(caught[0])


@both
def test_calls_may_be_added_while_it_runs(kind: str) -> None:
    bulk = bulk_of(Counted(), kind, "get", at_once=1)
    bulk.add(1)

    def more(outcome: Outcome[Any]) -> None:
        if len(bulk) < 4:
            bulk.add(len(bulk) + 1)

    run(bulk, on_outcome=more)
    assert [each.args for each in run(bulk)] == [(1,), (2,), (3,), (4,)]


def test_threads_see_the_context_of_who_runs_it() -> None:
    user: ContextVar[str] = ContextVar("user")
    bulk = Bulk(lambda number: (number, user.get()), at_once=3)
    for number in range(6):
        bulk.add(number)
    user.set("me")
    assert [each.value for each in bulk.run()] == [(number, "me") for number in range(6)]


def test_a_progress_bar_counts(capsys: pytest.CaptureFixture[str]) -> None:
    for kind in ("threads", "tasks"):
        bulk = bulk_of(Counted(), kind, "get")
        for number in range(1, 11):
            bulk.add(number)
        run(bulk, progress=True)
        printed = capsys.readouterr().out
        assert "10/10" in printed
        assert "2 failed" in printed
        assert "rders.get" in printed


def test_a_progress_bar_needs_rich(monkeypatch: pytest.MonkeyPatch) -> None:
    original = builtins.__import__

    def without_rich(name: str, *args: Any) -> Any:
        if name.startswith("rich"):
            raise ImportError(name)
        return original(name, *args)

    monkeypatch.setattr(builtins, "__import__", without_rich)
    bulk = bulk_of(Counted(), "threads", "get")
    bulk.add(1)
    with pytest.raises(ImportError, match="progress=True needs rich: pip install rich"):
        bulk.run(progress=True)
    assert bulk.outcomes == []
    assert len(bulk.run()) == 1


def test_what_cannot_be_is_refused() -> None:
    shop, async_shop = Counted().shop(), Counted().async_shop()
    wrong: list[tuple[Callable[[], object], type[Exception], str]] = [
        (lambda: Bulk(shop.orders.get, at_once=0), ValueError, "at_once must be 1 or more, not 0"),
        (lambda: Bulk(async_shop.orders.get), TypeError, "is async: use AsyncBulk"),
        (lambda: AsyncBulk(shop.orders.get), TypeError, "is not async: use Bulk"),  # type: ignore[arg-type]
    ]
    for make, kind, text in wrong:
        with pytest.raises(kind, match=text):
            make()
