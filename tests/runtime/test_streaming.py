"""Events, lines and downloads that are read while they arrive, and runs that are waited for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from faulty import Fault, serving
from runtime.client import APIClient, AsyncAPIClient
from runtime.errors import (
    APIConnectionError,
    NotFoundError,
    ResponseValidationError,
    RunFailedError,
    WaitTimeoutError,
)
from runtime.responses.models import ResponseModel
from runtime.responses.polling import wait_for_run, wait_for_run_async
from runtime.responses.streaming import AsyncStream, Event, Stream
from runtime.spec.operation import Operation, ResponseSpec
from runtime.spec.service import Service
from schemas_as_data import WHOLE, closed, kept
from shop import WAIT, AsyncShop, Order, Shop


class Tick(ResponseModel):
    """What an event says."""

    n: int


EVENTS: Operation[Tick] = Operation(
    "ticks", "GET", "/ticks", responses={"200": ResponseSpec(Tick, "text/event-stream")}
)
LINES: Operation[Tick] = Operation(
    "lines", "GET", "/lines", responses={"200": ResponseSpec(Tick, "application/x-ndjson")}
)
FILE: Operation[bytes] = Operation(
    "file", "GET", "/file", responses={"200": ResponseSpec(bytes, "image/png")}
)

SSE = (
    b': hello\n\nevent: tick\nid: 7\ndata: {"n":\ndata: 1}\n\n'
    b'data: {"n": 2, "new": true}\r\n\r\nretry: 5\n\ndata: [DONE]\n\ndata: {"n": 9}\n\n'
)


class Chunks(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body in small pieces that knows whether it was closed."""

    def __init__(self, body: bytes, size: int = 3) -> None:
        self.pieces = [body[i : i + size] for i in range(0, len(body), size)]
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        yield from self.pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            yield piece

    def close(self) -> None:
        self.closed = True

    async def aclose(self) -> None:
        self.closed = True


def clients(
    body: bytes, media: str, status: int = 200, size: int = 3
) -> tuple[APIClient, AsyncAPIClient, list[Chunks]]:
    """Both clients, whose requests are answered with this body in pieces."""
    made: list[Chunks] = []

    def handler(request: httpx.Request) -> httpx.Response:
        made.append(Chunks(body, size))
        return httpx.Response(status, headers={"content-type": media}, stream=made[-1])

    transport = httpx.MockTransport(handler)
    sync = APIClient(
        Service("X"), base_url="http://x", http_client=httpx.Client(transport=transport)
    )
    http_client = httpx.AsyncClient(transport=transport)
    return sync, AsyncAPIClient(Service("X"), base_url="http://x", http_client=http_client), made


def both(operation: Operation[Any], body: bytes, media: str, part: str = "") -> list[Any]:
    """What a stream gives, the same for sync and async."""
    sync, twin, made = clients(body, media)
    stream = Stream(sync, operation)
    got = list(getattr(stream, part)() if part else stream)

    async def run() -> list[Any]:
        late = AsyncStream(twin, operation)
        return [each async for each in (getattr(await late, part)() if part else late)]

    assert asyncio.run(run()) == got
    assert all(each.closed for each in made)
    return got


def test_events() -> None:
    ticks = both(EVENTS, SSE, "text/event-stream; charset=utf-8")
    assert [tick.n for tick in ticks] == [1, 2]
    assert all(isinstance(tick, Tick) for tick in ticks)
    assert both(EVENTS, SSE, "text/event-stream", "events") == [
        Event(Tick(n=1), "tick", "7"),
        Event(ticks[1], "message", "7"),
    ]


def test_events_behind_a_mark_of_their_encoding() -> None:
    ticks = both(EVENTS, b"\xef\xbb\xbf" + SSE, "text/event-stream")
    assert [tick.n for tick in ticks] == [1, 2]
    first = b'\xef\xbb\xbfdata: {"n": 5}\n\n'
    assert [tick.n for tick in both(EVENTS, first, "text/event-stream")] == [5]


@pytest.mark.parametrize(
    "media",
    ["Text/Event-Stream", "text/event-stream; charset=rot13", "text/event-stream;charset=utf-16"],
)
def test_events_are_utf_8_whatever_is_said_of_them(media: str) -> None:
    body = 'data: {"n": 1, "t": "\u2028é"}\n\n'.encode()
    (tick,) = both(EVENTS, body, media)
    assert tick.model_extra == {"t": "\u2028é"}


MIXED: Operation[Tick | str] = Operation(
    "mixed", "GET", "/ticks", responses={"200": ResponseSpec(Tick | str, "text/event-stream")}
)


def test_events_that_are_objects_or_text() -> None:
    body = b'data: {"n": 1}\n\ndata: plain words\n\ndata: "quoted"\n\ndata: {broken\n\n'
    got = both(MIXED, body, "text/event-stream")
    assert isinstance(got[0], Tick)
    assert got[1:] == ["plain words", "quoted", "{broken"]


def test_a_long_line_takes_time_in_proportion() -> None:
    def seconds(size: int) -> float:
        body = b'{"n": 1, "t": "' + b"x" * size + b'"}\n'
        sync, _, _ = clients(body, "application/x-ndjson", size=1000)
        started = time.process_time()
        assert len([*Stream(sync, LINES)]) == 1
        return time.process_time() - started

    seconds(1000)
    small, large = seconds(2_000_000), seconds(16_000_000)
    assert large < 25 * small  # as the square it would be 64


def test_lines_behind_a_mark_of_their_encoding() -> None:
    body = b'\xef\xbb\xbf{"n": 1}\n{"n": 2}'
    assert [tick.n for tick in both(LINES, body, "application/x-ndjson")] == [1, 2]


def test_lines() -> None:
    body = '{"n": 1}\n\n{"n": 2, "t": "\u2028"}\r\n{"n": 3}'.encode()
    assert [tick.n for tick in both(LINES, body, "application/x-ndjson")] == [1, 2, 3]


def test_strict_clients_judge_every_piece() -> None:
    tick = closed({"n": WHOLE}, ["n"])
    service = Service(
        "X", responses=kept({"operations/ticks/200": tick, "operations/lines/200": tick})
    )
    for operation, body, media in (
        (EVENTS, b'data: {"n": 1}\n\ndata: {"n": 2, "new": true}\n\n', "text/event-stream"),
        (LINES, b'{"n": 1}\n{"n": 2, "new": true}\n', "application/x-ndjson"),
    ):
        response = httpx.Response(200, content=body, headers={"content-type": media})
        http_client = httpx.Client(
            transport=httpx.MockTransport(lambda request, response=response: response)
        )
        client = APIClient(service, base_url="http://x", http_client=http_client, strict=True)
        got: list[Tick] = []
        with pytest.raises(ResponseValidationError, match="new is not described"):
            got.extend(Stream(client, operation))
        assert [each.n for each in got] == [1]


def test_chunks_of_bytes(tmp_path: Path) -> None:
    assert b"".join(both(FILE, b"0123456789", "image/png")) == b"0123456789"
    sync, twin, made = clients(b"0123456789", "image/png")
    with Stream(sync, FILE) as stream:
        assert stream.http_response.headers["content-type"] == "image/png"
        assert stream.save(tmp_path / "a") == 10
    assert (tmp_path / "a").read_bytes() == b"0123456789"
    assert sync.call(FILE) == b"0123456789"

    async def run() -> bytes:
        async with AsyncStream(twin, FILE) as late:
            assert await late.save(tmp_path / "b") == 10
        return await (await AsyncStream(twin, FILE)).read()

    assert asyncio.run(run()) == b"0123456789"
    assert all(each.closed for each in made)


def test_streams_that_are_left_early_are_closed() -> None:
    sync, _, made = clients(SSE, "text/event-stream")
    for tick in Stream(sync, EVENTS):
        assert tick.n == 1
        break
    with Stream(sync, EVENTS):
        pass
    assert [each.closed for each in made] == [True, True]


def test_errors_of_streams() -> None:
    sync, _, made = clients(b'{"error": "gone"}', "application/json", 404)
    with pytest.raises(NotFoundError, match="gone"):
        Stream(sync, EVENTS)
    sync, _, made = clients(b'{"n": 1}', "application/json")
    with pytest.raises(ResponseValidationError, match="application/json"):
        Stream(sync, EVENTS)
    assert made[0].closed
    sync, _, made = clients(b"data: {broken\n\n", "text/event-stream")
    with pytest.raises(ResponseValidationError, match="piece of the stream"):
        list(Stream(sync, EVENTS))
    assert made[0].closed


def test_streams_that_break_off() -> None:
    with serving() as server:
        server.script.append(
            Fault("half", body=b'{"n": 1}\n' * 10, headers={"content-type": "application/x-ndjson"})
        )
        with APIClient(Service("X"), base_url=server.url) as client:
            got: list[Tick] = []
            with pytest.raises(APIConnectionError, match="broke off"):
                got.extend(Stream(client, LINES))
            assert len(server.seen) == 1


STATES = ["new", "running", "paused by an operator", "done"]


def polled(states: list[str]) -> httpx.MockTransport:
    """Answers with one state after the other."""
    left = iter(states)

    def handler(request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/v1/orders/7"
        return httpx.Response(200, json={"id": 7, "state": next(left), "error": "no budget"})

    return httpx.MockTransport(handler)


def test_waiting_until_done() -> None:
    told: list[str | None] = []
    shop = Shop(token="t", http_client=httpx.Client(transport=polled(STATES)))
    order = wait_for_run(
        shop, WAIT, {"id": Order(id=7)}, on_progress=lambda each: told.append(each.state)
    )
    assert isinstance(order, Order)
    assert order.state == "done"
    assert told == STATES


def test_waiting_async() -> None:
    told: list[str | None] = []

    async def note(order: Order) -> None:
        await asyncio.sleep(0)
        told.append(order.state)

    async def run() -> Order:
        shop = AsyncShop(token="t", http_client=httpx.AsyncClient(transport=polled(STATES)))
        return await wait_for_run_async(shop, WAIT, {"id": {"id": 7}}, interval=0, on_progress=note)

    assert asyncio.run(run()).state == "done"
    assert told == STATES


def test_runs_that_fail_or_last_too_long() -> None:
    shop = Shop(token="t", http_client=httpx.Client(transport=polled(["new", "failed"])))
    with pytest.raises(RunFailedError, match="ended as 'failed': no budget") as caught:
        wait_for_run(shop, WAIT, {"id": Order(id=7)})
    assert caught.value.state == "failed"
    assert isinstance(caught.value.result, Order)
    shop = Shop(token="t", http_client=httpx.Client(transport=polled(["new"] * 100)))
    with pytest.raises(WaitTimeoutError, match=r"still 'new' after 0\.05 s"):
        wait_for_run(shop, WAIT, {"id": Order(id=7)}, deadline=0.05)
