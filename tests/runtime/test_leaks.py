"""What a call leaves behind: no connection in use, no memory, no secret where it does not belong."""

from __future__ import annotations

import asyncio
import base64
import gc
import gzip
import itertools
import json
import socket
import traceback
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from raw import MODES, Raw, outcome, raw_server, reply, run_async
from runtime.client import APIClient, AsyncAPIClient
from runtime.errors import (
    APIConnectionError,
    APIError,
    AuthenticationError,
    ResponseValidationError,
)
from runtime.options import RequestOptions
from runtime.responses.streaming import AsyncStream, Stream
from runtime.spec.operation import Operation, ResponseSpec
from runtime.spec.service import Basic, Bearer, Service
from shop import GET, AsyncShop, Shop
from test_invariants import busy, pool_of

EVENTS: Operation[Any] = Operation(
    "events", "GET", "/events", responses={"200": ResponseSpec(Any, "text/event-stream")}
)
FILE: Operation[bytes] = Operation(
    "file", "GET", "/file", responses={"200": ResponseSpec(bytes, "image/png")}
)
pytestmark = [
    pytest.mark.filterwarnings("ignore:Async generator 'httpx:ResourceWarning"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <async_generator object:pytest.PytestUnraisableExceptionWarning"
    ),
]
ENDLESS = b"HTTP/1.1 %d X\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n5\r\ndata:\r\n"


def refusing(server: Raw, connection: socket.socket) -> None:
    """Answer logins and all else with 401, and leave the bodies of the latter open."""
    logins = 0
    while request := server.read(connection):
        if b"/auth/token" not in request:
            connection.sendall(ENDLESS % 401)
            server.stall()
        logins += 1
        body = b'{"access_token": "first-token"}'
        connection.sendall(reply(200, body) if len(server.seen) == 1 else reply(403))


@pytest.mark.parametrize("mode", MODES)
def test_a_stream_whose_login_cannot_be_renewed_lets_go(mode: str) -> None:
    with raw_server(refusing) as server:
        given: dict[str, Any] = {"username": "u", "password": "p", "base_url": server.url}
        if mode == "sync":
            with Shop(**given) as client:
                for _ in range(3):
                    with pytest.raises(AuthenticationError):
                        Stream(client, EVENTS)
                    assert busy(client) == []
        else:

            async def play() -> None:
                async with AsyncShop(**given) as client:
                    for _ in range(3):
                        with pytest.raises(AuthenticationError):
                            await AsyncStream(client, EVENTS)
                        assert busy(client) == []

            run_async(mode, play)


def streaming(server: Raw, connection: socket.socket) -> None:
    """Begin a stream that does not end."""
    if server.read(connection):
        connection.sendall(ENDLESS % 200)
        server.stall()


@pytest.mark.parametrize("hook", ["request", "response", "error"])
@pytest.mark.parametrize("raised", [ValueError, KeyboardInterrupt])
@pytest.mark.parametrize("mode", MODES)
def test_a_hook_that_raises_leaves_nothing_open(
    mode: str, raised: type[BaseException], hook: str
) -> None:
    def fail(_: Any) -> None:
        raise raised("mine")

    def expected() -> Any:
        return pytest.raises((raised, BaseExceptionGroup))

    failing = Operation("f", "GET", "/x", responses={"200": ResponseSpec(Any)})
    with raw_server(streaming) as server:
        given: dict[str, Any] = {"token": "t", "base_url": server.url, "deadline": 1.0}
        if mode == "sync":
            with Shop(**given) as client:
                getattr(client.hooks, hook).append(fail)
                with expected():
                    Stream(client, EVENTS).read() if hook != "error" else client.call(failing)
                assert busy(client) == []
        else:

            async def play() -> None:
                async with AsyncShop(**given) as client:
                    getattr(client.hooks, hook).append(fail)
                    with expected():
                        if hook == "error":
                            await client.call(failing)
                        else:
                            await (await AsyncStream(client, EVENTS)).read()
                    assert busy(client) == []

            run_async(mode, play)


@pytest.mark.parametrize("mode", MODES)
def test_an_error_body_of_a_stream_that_breaks_off(mode: str) -> None:
    def breaking(server: Raw, connection: socket.socket) -> None:
        if server.read(connection):
            connection.sendall(b"HTTP/1.1 422 X\r\ncontent-length: 100\r\n\r\n{")

    with raw_server(breaking) as server:
        ended = outcome(
            mode, Shop, AsyncShop, lambda client: _opened(mode, client), token="t",
            base_url=server.url,
        )  # fmt: skip
    assert type(ended.error) is APIConnectionError
    assert ended.error.operation == "events"


def _opened(mode: str, client: Any) -> Any:
    return Stream(client, EVENTS) if mode == "sync" else AsyncStream(client, EVENTS)


def test_tokens_of_a_function_are_not_kept() -> None:
    numbers = itertools.count()

    def token() -> str:
        return f"{next(numbers):06d}" + "x" * 900

    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"id": 7})

    with httpx.Client(transport=httpx.MockTransport(handler)) as http_client:
        shop = Shop(token=token, base_url="http://x", http_client=http_client)

        def play(count: int) -> int:
            for _ in range(count):
                shop.orders.get(7)
            gc.collect()
            return tracemalloc.get_traced_memory()[0]

        play(500)
        tracemalloc.start()
        try:
            before = play(1)
            assert play(1500) - before < 200_000  # all of them are 1,350,000 characters
        finally:
            tracemalloc.stop()


# Sizes -------------------------------------------------------------------------------------------

MILLION = 1_000_000


def bombs() -> dict[str, tuple[bytes, str]]:
    """Small bodies that are large, and their coding."""
    zeros = b"0" * 50 * MILLION
    raw = zlib.compressobj(9, zlib.DEFLATED, -15)
    return {
        "gzip": (gzip.compress(zeros), "gzip"),
        "deflate": (zlib.compress(zeros), "deflate"),
        "raw deflate": (raw.compress(zeros) + raw.flush(), "deflate"),
        "gzip twice": (gzip.compress(gzip.compress(zeros)), "gzip, gzip"),
        "plain": (zeros[: 11 * MILLION], "identity"),
    }


BOMBS = bombs()


@pytest.mark.parametrize("status", [200, 422])
@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("mode", MODES)
def test_a_response_has_so_many_bytes_at_most(mode: str, name: str, status: int) -> None:
    body, coding = BOMBS[name]

    def behave(server: Raw, connection: socket.socket) -> None:
        while server.read(connection):
            connection.sendall(reply(status, body, content_encoding=coding))

    service = Service("X")
    with raw_server(behave) as server:
        given: dict[str, Any] = {"base_url": server.url, "max_response_size": 10 * MILLION}
        tracemalloc.start()
        try:
            ended = outcome(
                mode, lambda **kw: APIClient(service, **kw), lambda **kw: AsyncAPIClient(service, **kw),
                lambda client: client.call(FILE), **given,
            )  # fmt: skip
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert type(ended.error) is ResponseValidationError
        assert ended.error.attempts == 1
        assert "10,000,000 bytes" in str(ended.error) or "more than once" in str(ended.error)
        assert "max_response_size" in str(ended.error) or "more than once" in str(ended.error)
        assert peak < 45 * MILLION
        if "twice" not in name and mode == "sync" and status == 200:
            with APIClient(service, base_url=server.url, max_response_size=None) as client:
                assert len(client.call(FILE)) >= 11 * MILLION
                assert sum(map(len, Stream(client, FILE).chunks())) >= 11 * MILLION
            with APIClient(service, base_url=server.url, max_response_size=10) as client:
                assert max(map(len, Stream(client, FILE).chunks())) < 20 * MILLION


# Secrets -----------------------------------------------------------------------------------------


def authorized(base: str, location: str = "", **credentials: Any) -> list[httpx.Request]:
    """The requests of a call."""
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        moved = location and len(seen) == 1
        return httpx.Response(302, headers={"location": location}) if moved else httpx.Response(200)

    name = "basic" if "username" in credentials else "token"
    service = Service("X", schemes={"token": Bearer(), "basic": Basic()}, security=((name,),))
    http_client = httpx.Client(transport=httpx.MockTransport(handler))
    client = APIClient(service, base_url=base, credentials=credentials, http_client=http_client)
    client.call(Operation("a", "GET", "/a"))
    return seen


ELSEWHERE = ("http://other:pass@api.test/b", "//other:pass@api.test/b", "http://other@api.test/b")


@pytest.mark.parametrize("location", ELSEWHERE)
def test_user_information_of_a_redirect_is_no_credential(location: str) -> None:
    seen = authorized("http://api.test/v1", location, token="mine")
    assert [each.headers["authorization"] for each in seen] == ["Bearer mine"] * 2
    assert str(seen[1].url) == "http://api.test/b"


def test_user_information_of_another_origin_is_not_sent_either() -> None:
    seen = authorized("http://api.test/v1", "http://other:pass@elsewhere.test/b", token="mine")
    assert "authorization" not in seen[1].headers


ILLEGAL = [
    {"x-key": "s3cret\x0bvalue"},
    {"x key": "s3cret"},
    {"": "s3cret"},
    {"x:y": "s3cret"},
    {"é": "s3cret"},
]


@pytest.mark.parametrize("headers", ILLEGAL)
@pytest.mark.parametrize("where", ["client", "call"])
def test_a_header_that_is_none_is_refused_without_its_value(
    headers: dict[str, str], where: str
) -> None:
    options = RequestOptions(headers=headers)
    with Shop(token="t", base_url="http://127.0.0.1:1") as shop:
        refuse: dict[str, Callable[[], object]] = {
            "client": lambda: shop.with_options(headers=headers),
            "call": lambda: shop.orders.get(7, options=options),
        }
        with pytest.raises(ValueError, match="header") as caught:
            refuse[where]()
    assert "s3cret" not in "".join(traceback.format_exception(caught.value))


def test_a_header_that_a_hook_breaks_is_not_shown() -> None:
    def spoil(request: httpx.Request) -> None:
        request.headers["x-key"] = " s3cret"

    reading = raw_server(lambda server, connection: server.read(connection))
    with reading as server, Shop(token="t", base_url=server.url) as shop:
        shop.hooks.request.append(spoil)
        with pytest.raises(APIError, match="breaks the rules of HTTP") as caught:
            shop.orders.get(7)
    assert caught.value.attempts == 1
    assert "s3cret" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("login", [False, True])
def test_no_variable_of_ours_shows_a_secret(mode: str, login: bool) -> None:
    """Reports of errors often show the local variables of each frame."""
    given = {"username": "us3rname", "password": "s3cret-p"} if login else {"token": "s3cret-t"}
    with raw_server(lambda server, connection: server.read(connection)) as server:
        ended = outcome(
            mode, Shop, AsyncShop, lambda shop: shop.orders.get(7), base_url=server.url,
            max_retries=0, headers={"x-key": "s3cret-h"}, **given,
        )  # fmt: skip
    error = ended.error
    assert isinstance(error, APIConnectionError)
    frames = 0
    while error is not None:
        for frame, _ in traceback.walk_tb(error.__traceback__):
            if "/templates/runtime/" in frame.f_code.co_filename:
                frames += 1
                for name, value in frame.f_locals.items():
                    assert "s3cret" not in repr(value), (frame.f_code, name)
        error = error.__cause__ or error.__context__
    assert frames > 5


def test_basic_credentials_that_a_server_echoes_are_not_shown() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(422, json={"error": f"bad {request.headers['authorization']}"})

    service = Service("X", schemes={"basic": Basic()}, security=(("basic",),))
    http_client = httpx.Client(transport=httpx.MockTransport(handler))
    client = APIClient(
        service, base_url="http://x", credentials={"username": "u", "password": "s3cret"},
        http_client=http_client,
    )  # fmt: skip
    with pytest.raises(APIError) as caught:
        client.call(Operation("a", "GET", "/a"))
    assert base64.b64encode(b"u:s3cret").decode() not in str(caught.value)


FORMS: dict[str, Callable[[str], str]] = {
    "itself": str,
    "in a URL": lambda secret: httpx.QueryParams({"k": secret}).__str__(),
    "in JSON": json.dumps,
}


@pytest.mark.parametrize("form", FORMS)
def test_a_secret_is_taken_out_of_texts_in_every_form(form: str) -> None:
    secret = 's3"cret/t+ken\\x'

    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(422, text=f"no: {FORMS[form](secret)}")

    service = Service("X", schemes={"token": Bearer()}, security=(("token",),))
    http_client = httpx.Client(transport=httpx.MockTransport(handler))
    client = APIClient(
        service, base_url="http://x", credentials={"token": secret}, http_client=http_client
    )
    with pytest.raises(APIError) as caught:
        client.call(Operation("a", "GET", "/a"))
    assert FORMS[form](secret) not in str(caught.value)
    assert "***" in str(caught.value)


def test_the_pool_is_empty_after_closing() -> None:
    def serve(server: Raw, connection: socket.socket) -> None:
        while server.read(connection):
            connection.sendall(reply(body=b'{"id": 7}'))

    async def play() -> None:
        async with AsyncShop(token="t", base_url=server.url) as shop:
            await asyncio.gather(*(shop.call(GET, {"id": each}) for each in range(20)))
            assert busy(shop) == []
        assert not pool_of(shop).connections

    with raw_server(serve) as server:
        asyncio.run(play())
