"""Memory stays flat, however many calls of whatever kind are made.

Some hundred of each in CI; `make soak` sets `SOAK_CALLS` to 20,000, each with other words than those before.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import tracemalloc
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from itertools import count, cycle, pairwise
from typing import Any

import pytest
from faulty import Fault, Seen, Server, serving
from runtime.bulk import Bulk
from runtime.errors import APIError
from runtime.http import retry
from runtime.responses.streaming import AsyncStream, Stream
from runtime.responses.webhooks import EventParser
from runtime.spec.operation import Body, Operation, ResponseSpec
from shop import CREATE, GET, RESPONSES, AsyncShop, Order, Shop
from test_invariants import EVENTS
from test_soak import _Nothing, resident

CALLS = int(os.environ.get("SOAK_CALLS", "200"))
BYTES = 300  # that a call may leave behind: some hundred come from what Python keeps for later, and end there
IS_LONG = CALLS > 1000
NUMBERS = count if IS_LONG else lambda: cycle(range(10))
"""What stands in paths and bodies: many caches keep some hundred texts, which are full only after a long time."""

UPLOAD: Operation[Any] = Operation(
    "upload", "PUT", "/files/{id}", parameters=GET.parameters,
    body=Body("application/octet-stream"), responses={"200": ResponseSpec(Order)},
)  # fmt: skip
FORM: Operation[Any] = Operation(
    "form", "PUT", "/forms/{id}", parameters=GET.parameters,
    body=Body("multipart/form-data", fields=True), responses={"200": ResponseSpec(Order)},
)  # fmt: skip


def answer(request: Seen) -> Fault:
    """What the server does, by the path and the number in it."""
    kind, _, rest = request.path.strip("/").partition("/")
    number = int("0" + "".join(filter(str.isdigit, rest.partition("?")[0])))
    turn = Turn.next(request.path)
    order = {"id": number, "name": f"order {number}", f"more{number}": [number]}
    if kind == "auth":
        return _json({"access_token": f"token-{next(Turn.numbers)}", "expires_in": 3600})
    if kind == "renewed" and turn == 0:
        return _json({"error": f"token no. {number}"}, 401)
    if kind == "retried" and turn == 0:
        return _json({"error": f"busy {number}"}, 503)
    if kind == "missing":
        return _json({"error": f"no order {number}", "fields": {f"f{number}": ["x"]}}, 404)
    if kind == "moved" and turn == 0:
        return Fault(status=307, headers={"location": f"/orders/{number}?from={number}"})
    if kind == "ticks":
        events = "".join(f'data: {{"n": {each}}}\n\n' for each in range(3)) + "data: [DONE]\n\n"
        return Fault(headers={"content-type": "text/event-stream"}, body=events.encode())
    if kind == "odd":
        return _json({"id": f"no number {number}", "name": [number], "price": {"amount": "x"}})
    if kind == "broken":
        return Fault("half", body=json.dumps(order).encode())
    if kind.startswith("orders?"):
        page = int(kind.partition("page=")[2].partition("&")[0] or 1)
        return _json({"items": [order, order] if page < 3 else [], "total": 4})
    return _json(order)


class Turn:
    """Whether a path is asked for the first time or, once more, the second."""

    last = ""
    numbers = count()

    @classmethod
    def next(cls, path: str) -> int:
        """0 for the first time, then 1, then again 0."""
        again = cls.last == path
        cls.last = "" if again else path
        return int(again)


def _json(value: Any, status: int = 200) -> Fault:
    return Fault(status=status, body=json.dumps(value).encode())


def _operation(kind: str) -> Operation[Any]:
    return Operation(
        f"orders.{kind}", "GET", f"/{kind}/{{id}}", parameters=GET.parameters,
        responses={"200": ResponseSpec(Order)}, errors=GET.errors,
    )  # fmt: skip


def _call(kind: str) -> Callable[[Shop, int], Any]:
    operation = _operation(kind)
    return lambda client, number: client.call(operation, {"id": number})


def _refused(client: Shop, number: int) -> None:
    client.call(CREATE, body={"name": "x" * 21, f"unknown{number}": number})


def _streamed(client: Shop, number: int) -> None:
    with Stream(client, EVENTS) as stream:
        for _ in zip(range(2 if number % 2 else 9), stream, strict=False):  # half are left early
            pass


def _bulk(client: Shop, number: int) -> None:
    if number % 10 == 0:
        bulk = Bulk(client.orders.get, at_once=2)
        for each in range(10):
            bulk.add(number + each)
        assert all(outcome.value for outcome in bulk.run())


def _with_options(client: Shop, number: int) -> None:
    client.with_options(headers={f"x-{number}": str(number)}).orders.get(number)


def _unwrapped(_: Shop, number: int) -> None:
    told = PARSE(Order, json.dumps({"id": number, f"more{number}": number}))
    assert told.id == number
    with suppress(APIError):
        PARSE(Order, f'{{"id": {number}', strict=True)


PARSE = EventParser(RESPONSES)
KINDS: dict[str, Callable[[Shop, int], Any]] = {
    "plain": lambda client, number: client.orders.get(number),
    "create": lambda client, number: client.orders.create(
        name=f"n{number}", price={"amount": number}
    ),
    "refused": _refused,
    "checked": lambda client, number: client.check(
        client.orders.create, name="x" * 30 + str(number)
    ),
    "raw": lambda client, number: client.request("GET", f"/orders/{number}", query={"q": number}),
    "with response": lambda client, number: client.with_response(client.orders.get, number),
    "changed": lambda client, number: client.orders.get(number).changes(),
    "error": _call("missing"),
    "retry": _call("retried"),
    "redirect": _call("moved"),
    "broken off": _call("broken"),
    "odd reply": _call("odd"),
    "login renewed": _call("renewed"),
    "stream": _streamed,
    "paged": lambda client, number: list(client.orders.list(per_page=2, page=1)),
    "upload": lambda client, number: client.call(UPLOAD, {"id": number}, b"x" * 20_000),
    "upload of a stream": lambda client, number: client.call(
        UPLOAD, {"id": number}, iter([b"x" * 9_000] * 3)
    ),
    "form": lambda client, number: client.call(
        FORM, {"id": number}, {f"field{number}": str(number), "file": b"x" * 9_000}
    ),
    "bulk": _bulk,
    "options": _with_options,
    "unwrapped": _unwrapped,
}
SETTINGS: dict[str, dict[str, Any]] = {
    "login renewed": {"username": "u", "password": "p"},
    "token function": {"token": lambda: f"token-{next(Turn.numbers)}"},
    "broken off": {"max_retries": 0},
    "limiter": {"rate_limit": (100_000, 1)},
    "strict": {"strict": True},
}
KINDS |= {kind: KINDS["plain"] for kind in SETTINGS if kind not in KINDS}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that answers by `answer`, and forgets."""
    with serving() as running:
        running.seen = _Nothing()
        running.choose = answer
        yield running


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No waits before retries, and no registry of warnings that grows by itself."""
    monkeypatch.setattr(retry, "backoff", lambda failures: 0.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def growth(kind: str, rounds: Iterator[None]) -> None:
    """Make calls, then as many again, and see that memory is as it was: what is kept once is kept by then."""
    part = CALLS // 5
    with _frozen(), nullcontext() if IS_LONG else _tracing():
        sizes = list[int]()
        for _ in range(5):  # of which some may be disturbed
            for _ in zip(range(part), rounds, strict=False):
                pass
            gc.collect()
            sizes.append(resident() if IS_LONG else tracemalloc.get_traced_memory()[0])
    grown = min(after - before for before, after in pairwise(sizes[1:]))
    print(f"{kind}: {grown / part:.0f} bytes a call")
    assert grown < BYTES * part


@contextmanager
def _frozen() -> Iterator[None]:
    """What other tests left behind is not gone through at each collection."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextmanager
def _tracing() -> Iterator[None]:
    """Python keeps some objects for later, which are traced as well."""
    tracemalloc.start()
    try:
        yield
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("kind", KINDS)
def test_memory_is_flat(server: Server, kind: str) -> None:
    settings: dict[str, Any] = {"token": "t"} | SETTINGS.get(kind, {})
    if "username" in settings:
        del settings["token"]
    with Shop(base_url=server.url, **settings) as client:

        def rounds() -> Iterator[None]:
            for number in NUMBERS():
                with suppress(APIError):
                    KINDS[kind](client, number)
                yield

        growth(kind, rounds())


@pytest.mark.parametrize("kind", ["plain", "error", "retry", "stream", "cancelled", "together"])
def test_memory_is_flat_async(server: Server, kind: str) -> None:
    operation = _operation({"error": "missing", "retry": "retried"}.get(kind, "orders"))

    async def one(client: AsyncShop, number: int) -> None:
        if kind == "stream":
            async with AsyncStream(client, EVENTS) as stream:
                async for _ in stream:
                    if number % 2:
                        break
        elif kind == "cancelled":
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(client.call(operation, {"id": number}), 0.0005)
        elif kind == "together":
            if number % 10 == 0:
                await asyncio.gather(*(client.orders.get(number + each) for each in range(10)))
        else:
            with suppress(APIError):
                await client.call(operation, {"id": number})

    with asyncio.Runner() as runner:
        client = AsyncShop(token="t", base_url=server.url)

        def rounds() -> Iterator[None]:
            for number in NUMBERS():
                runner.run(one(client, number))
                yield

        growth(f"async {kind}", rounds())
        runner.run(client.aclose())
