"""What holds of every call, whatever a server answers: fuzzed replies on real sockets.

By default it takes some seconds; `make soak` sets `SOAK_SECONDS` to play for as long as one likes.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import pickle
import random
import socket
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager, suppress
from typing import Any
from urllib.parse import quote

import anyio
import httpx2
import pytest
from hostile_replies import a_reply
from raw import MODES, Raw, raw_server, run_async
from runtime.errors import APIError, APIStatusError
from runtime.http import retry
from runtime.responses.models import ResponseModel
from runtime.responses.pagination import AsyncPager, Pager
from runtime.responses.polling import wait_for_run, wait_for_run_async
from runtime.responses.streaming import AsyncStream, Stream
from runtime.spec.operation import Operation, Pagination, ResponseSpec
from shop import CREATE, GET, LIST, WAIT, WRAPPED, AsyncShop, Order, OrderPage, Shop

SECONDS = float(os.environ.get("SOAK_SECONDS", "30"))
SEED = int(os.environ.get("SOAK_SEED", "1"))
DEADLINE, LATE = 2.0, 1.0
OTHER = 0.25  # share of the clients that send by httpx2
TOKEN, USER, PASSWORD = "tök/en+s3cret==", "us3r-n4me", 'p4ss"w\\ord/s3cret'

pytestmark = [
    pytest.mark.filterwarnings("ignore:Async generator 'httpx2?:ResourceWarning"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <async_generator object:pytest.PytestUnraisableExceptionWarning"
    ),
]


class Tick(ResponseModel):
    """What an event says."""

    n: int


EVENTS: Operation[Any] = Operation(
    "ticks", "GET", "/ticks", responses={"200": ResponseSpec(Tick, "text/event-stream")}
)
MIXED: Operation[Any] = Operation(
    "mixed", "GET", "/mixed", responses={"200": ResponseSpec(Tick | str, "text/event-stream")}
)
LINES: Operation[Any] = Operation(
    "lines", "GET", "/lines", responses={"200": ResponseSpec(Tick, "application/x-ndjson")}
)
FILE: Operation[bytes] = Operation(
    "file", "GET", "/file", responses={"200": ResponseSpec(bytes, "image/png")}
)
TEXT: Operation[str] = Operation(
    "text", "GET", "/text", responses={"200": ResponseSpec(str, "text/plain")}
)
ANY: Operation[Any] = Operation(
    "any", "GET", "/any", responses={"default": ResponseSpec(Any, "*/*")}
)
LINKED: Operation[Order] = Operation(
    "linked", "GET", "/linked", responses={"200": ResponseSpec(OrderPage)},
    pagination=Pagination(style="link", items="items"),
)  # fmt: skip
NEXT: Operation[Order] = Operation(
    "next", "GET", "/next", responses={"200": ResponseSpec(Any)},
    pagination=Pagination(style="link", items="items", next="next"),
)  # fmt: skip

CALLS: dict[str, Callable[[Any], Any]] = {
    "get": lambda client: client.call(GET, {"id": 7}),
    "create": lambda client: client.call(CREATE, body={"name": "A"}),
    "wrapped": lambda client: client.call(WRAPPED, {"id": 7}),
    "text": lambda client: client.call(TEXT),
    "any": lambda client: client.call(ANY),
    "bytes": lambda client: client.call(FILE),
    "lines": lambda client: client.call(LINES),
}
PAGED = {"list": LIST, "linked": LINKED, "next": NEXT}
STREAMED = {"events": EVENTS, "mixed": MIXED, "streamed lines": LINES, "chunks": FILE}
KINDS = (*CALLS, *PAGED, *STREAMED, "wait", "raw")
MOST = 20  # items that are taken of what may never end


def use(client: Shop, kind: str) -> None:
    """Make a call of a kind, and take what it gives."""
    if kind in CALLS:
        CALLS[kind](client)
    elif kind in PAGED:
        for _ in zip(range(MOST), Pager(client, PAGED[kind]), strict=False):
            pass
    elif kind in STREAMED:
        with Stream(client, STREAMED[kind]) as stream:
            for _ in zip(range(MOST), stream, strict=False):
                pass
    elif kind == "wait":
        wait_for_run(client, WAIT, {"id": 7}, deadline=0.05)
    else:
        client.with_response(client.orders.get, 7)


async def use_async(client: AsyncShop, kind: str) -> None:
    """The same, async."""
    if kind in CALLS:
        await CALLS[kind](client)
    elif kind in PAGED:
        left = MOST
        async for _ in AsyncPager(client, PAGED[kind]):
            left -= 1
            if not left:
                break
    elif kind in STREAMED:
        async with AsyncStream(client, STREAMED[kind]) as stream:
            left = MOST
            async for _ in stream:
                left -= 1
                if not left:
                    break
    elif kind == "wait":
        await wait_for_run_async(client, WAIT, {"id": 7}, deadline=0.05)
    else:
        await client.with_response(client.orders.get, 7)


def pool_of(client: Any) -> Any:
    """The connections of a client."""
    return client._driver.transport._client._transport._pool


def busy(client: Any) -> list[Any]:
    """What of the pool is in use, and the requests that wait for a connection."""
    pool = pool_of(client)
    return [each for each in pool.connections if not each.is_idle()] + list(pool._requests)


class Kept(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(self.format(record))


@contextmanager
def heard() -> Iterator[list[str]]:
    """All that is logged or warned of, by this package and by httpx."""
    kept = Kept()
    loggers = [logging.getLogger(name) for name in ("runtime", "httpx", "httpx2")]
    before = [each.level for each in loggers]
    for each in loggers:
        each.addHandler(kept)
        each.setLevel(logging.DEBUG)
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            yield kept.texts
            kept.texts += [str(each.message) for each in warned]
    finally:
        for each, level in zip(loggers, before, strict=True):
            each.removeHandler(kept)
            each.setLevel(level)


def secret_in(texts: Iterator[str] | list[str]) -> str | None:
    """A text with a secret in it, in any form in which it travels."""
    pair = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    spellings = (str, lambda text: quote(text, safe=""), lambda text: json.dumps(text)[1:-1])
    forms = {spelt(each) for each in (TOKEN, PASSWORD) for spelt in spellings}
    return next((text for text in texts if any(form in text for form in (*forms, pair))), None)


def texts_of(error: BaseException) -> list[str]:
    """All that tells of an error, except for what the server sent itself."""
    told = [str(error), repr(error), "".join(traceback.format_exception(error))]
    if isinstance(error, APIError):
        told.append(repr({**vars(error), "body": None}))
        told.append(str(pickle.loads(pickle.dumps(error))))
    if isinstance(error, APIStatusError):
        told.append(f"{error.retry_after}")
    return told


class Echoing:
    """Answers with replies by dice, some of which have in them what was sent."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.last: list[bytes] = []

    def __call__(self, server: Raw, connection: socket.socket) -> None:
        while request := server.read(connection):
            server.seen.clear()
            reply = a_reply(self.dice, request)
            self.last = [*self.last[-5:], request[:200], reply[:2000]]
            connection.sendall(reply)
            if self.dice.random() < 0.8:
                return


@pytest.mark.parametrize("login", [False, True], ids=["token", "login"])
@pytest.mark.parametrize("mode", MODES)
def test_whatever_a_server_answers(mode: str, login: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "backoff", lambda failures: 0.0)
    seed = f"{SEED} {mode} {login}"
    dice = random.Random(seed)
    echoing = Echoing(dice)
    given = {"username": USER, "password": PASSWORD} if login else {"token": TOKEN}
    ends = time.monotonic() + SECONDS / 12
    outcomes = {"fine": 0, "error": 0}

    def check(kind: str, client: Any, error: Exception | None, started: float, told: list[str]) -> None:  # fmt: skip
        seconds = time.monotonic() - started
        where = f"{seed}: {kind} {[*echoing.last]}"
        outcomes["error" if error else "fine"] += 1
        if error is not None and not isinstance(error, APIError):
            raise AssertionError(where) from error
        assert seconds < DEADLINE + LATE, where
        assert busy(client) == [], where
        texts = [*told, *(texts_of(error) if error else ())]
        if (found := secret_in(texts)) is not None:
            raise AssertionError(f"{where}\n\n{found}") from error

    settings: dict[str, Any] = {**given, "deadline": DEADLINE, "timeout": 0.3, "max_retries": 1}
    with raw_server(echoing) as server:
        if mode == "sync":
            while time.monotonic() < ends:
                with ExitStack() as stack:
                    strict, theirs = dice.random() < 0.3, None
                    if dice.random() < OTHER:
                        theirs = stack.enter_context(httpx2.Client())
                    client: Any = Shop(
                        base_url=server.url, strict=strict, http_client=theirs, **settings
                    )
                    stack.enter_context(client)
                    kind, started, error = dice.choice(KINDS), time.monotonic(), None
                    with heard() as told:
                        try:
                            use(client, kind)
                        except Exception as raised:
                            error = raised
                    check(kind, client, error, started, told)
        else:

            async def play() -> None:
                while time.monotonic() < ends:
                    async with AsyncExitStack() as stack:
                        strict, theirs = dice.random() < 0.3, None
                        if dice.random() < OTHER:
                            theirs = await stack.enter_async_context(httpx2.AsyncClient())
                        client: Any = AsyncShop(
                            base_url=server.url, strict=strict, http_client=theirs, **settings
                        )
                        await stack.enter_async_context(client)
                        kind, started, error = dice.choice(KINDS), time.monotonic(), None
                        with heard() as told:
                            try:
                                await use_async(client, kind)
                            except Exception as raised:
                                error = raised
                        check(kind, client, error, started, told)

            run_async(mode, play)
    assert outcomes["error"] > 5


@pytest.mark.parametrize("mode", ["asyncio", "trio"])
def test_whenever_a_task_is_cancelled(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connections of a client are as before, and the next call goes well."""
    monkeypatch.setattr(retry, "backoff", lambda failures: 0.0)
    dice = random.Random(f"{SEED} {mode}")
    ends = time.monotonic() + SECONDS / 12
    fine = b'HTTP/1.1 200 X\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{"id": 7}'

    def slowly(server: Raw, connection: socket.socket) -> None:
        while server.read(connection):
            server.seen.clear()
            for at in range(0, len(fine), 7):
                connection.sendall(fine[at : at + 7])
                time.sleep(0.0005)

    async def play() -> None:
        async with AsyncShop(username=USER, password=PASSWORD, base_url=server.url) as client:
            while time.monotonic() < ends:
                kinds = [dice.choice((*CALLS, *STREAMED)) for _ in range(3)]
                with anyio.move_on_after(dice.random() * 0.02):
                    async with anyio.create_task_group() as group:
                        for kind in kinds:
                            group.start_soon(quietly, client, kind)
                assert busy(client) == [], kinds
        assert not pool_of(client).connections

    async def quietly(client: AsyncShop, kind: str) -> None:
        with suppress(APIError):
            await use_async(client, kind)

    with raw_server(slowly) as server:
        run_async(mode, play)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("kind", ["get", "events"])
def test_a_reply_that_breaks_off_at_every_byte(mode: str, kind: str) -> None:
    body = b'{"id": 7}' if kind == "get" else b'data: {"n": 1}\n\n'
    media = b"application/json" if kind == "get" else b"text/event-stream"
    head = b"HTTP/1.1 200 X\r\ncontent-type: %b\r\ncontent-length: %d\r\n\r\n" % (media, len(body))
    whole = head + body
    cuts = iter(range(len(whole) + 1))

    def cut(server: Raw, connection: socket.socket) -> None:
        if server.read(connection):
            connection.sendall(whole[: next(cuts)])

    errors: list[APIError] = []
    with raw_server(cut) as server:
        settings: dict[str, Any] = {"token": "t", "base_url": server.url, "max_retries": 0}
        if mode == "sync":
            with Shop(**settings) as client:
                for _ in range(len(whole)):
                    with pytest.raises(APIError) as caught:
                        use(client, kind)
                    errors.append(caught.value)
                    assert busy(client) == []
                use(client, kind)
        else:

            async def play() -> None:
                async with AsyncShop(**settings) as client:
                    for _ in range(len(whole)):
                        with pytest.raises(APIError) as caught:
                            await use_async(client, kind)
                        errors.append(caught.value)
                        assert busy(client) == []
                    await use_async(client, kind)

            run_async(mode, play)
    assert len(errors) == len(whole)
