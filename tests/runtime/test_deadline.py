"""No call outlives its deadline, whatever a server does with its bytes."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import anyio
import httpx
import pytest
from raw import MODES, OK, Behave, Outcome, Raw, outcome, raw_server, reply
from runtime.errors import APIError, APITimeoutError
from runtime.options import RequestOptions
from runtime.spec.operation import Body, Operation
from shop import AsyncShop, Shop

# httpx leaves generators to the garbage collector, which trio tells.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Async generator 'httpx:ResourceWarning",
    "ignore:Exception ignored in. <async_generator object:pytest.PytestUnraisableExceptionWarning",
)

DEADLINE = 1.5
LATE = 1.0  # a busy machine needs some of it; what takes a timeout twice is later


def _after(sent: bytes, piece: bytes = b"", pause: float = 0.05) -> Behave:
    """Read a request, send something, and then send a piece again and again."""

    def behave(server: Raw, connection: socket.socket) -> None:
        server.read(connection)
        connection.sendall(sent)
        if piece:
            server.drip(connection, piece, pause)
        else:
            server.stall()

    return behave


def _deaf(server: Raw, connection: socket.socket) -> None:
    server.stall()


def _sipping(server: Raw, connection: socket.socket) -> None:
    """Take a request so slowly that it never ends."""
    while not server.stopping.wait(0.05) and connection.recv(2000):
        pass


CHUNKED = OK + b"transfer-encoding: chunked\r\n\r\n"
LONG = OK + b"content-length: 100000\r\n\r\n"
SERVERS: dict[str, Behave] = {
    "takes no request": _deaf,
    "sends nothing": _after(b""),
    "a byte of the status line": _after(b"HTTP/1.1 2", b"0"),
    "a byte of a header": _after(OK + b"x-long: ", b"x"),
    "a header": _after(OK, b"x-one: 1\r\n"),
    "an informational reply": _after(b"", b"HTTP/1.1 103 Early\r\nlink: x\r\n\r\n"),
    "informational replies without a pause": _after(b"", b"HTTP/1.1 100 C\r\n\r\n" * 500, 0.0),
    "a byte of the length of a chunk": _after(CHUNKED, b"0"),
    "a byte of a chunk": _after(CHUNKED + b"fffff\r\n", b"x"),
    "a chunk": _after(CHUNKED, b"1\r\nx\r\n"),
    "bytes of the body without a pause": _after(CHUNKED, b"400\r\n" + b"x" * 1024 + b"\r\n", 0.001),
    "a trailer": _after(CHUNKED + b"2\r\n{}\r\n0\r\n", b"x-one: 1\r\n"),
    "a byte of the body": _after(LONG, b"x"),
    "a body that stalls": _after(LONG + b"{"),
    "a late byte, then nothing": _after(LONG, b"x", DEADLINE * 0.8),
    "a compressed body": _after(
        OK + b"content-encoding: gzip\r\ncontent-length: 99999\r\n\r\n"
        b"\x1f\x8b\x08\0\0\0\0\0\0\0" b"\0\xff\xff\0\0", b"x"
    ),
}  # fmt: skip


def _ended(mode: str, name: str, timeout: float | None) -> Outcome:
    """How a call of one of the servers ended."""
    options = RequestOptions(deadline=DEADLINE, timeout=timeout, max_retries=0)
    with raw_server(SERVERS[name]) as server:
        return outcome(
            mode, Shop, AsyncShop, lambda shop: shop.orders.get(7, options=options),
            token="t", base_url=server.url,
        )  # fmt: skip


def _in_time(name: str, ended: Outcome) -> None:
    assert type(ended.error) is APITimeoutError, (name, ended.error)
    assert ended.seconds < DEADLINE + LATE, (name, ended.seconds)
    assert "deadline of 1.5 s" in str(ended.error), name


BUSY = [name for name in SERVERS if "without a pause" in name]
IDLE = [name for name in SERVERS if name not in BUSY]


@pytest.mark.parametrize("timeout", [None, 5.0], ids=["no timeout", "a timeout for each read"])
@pytest.mark.parametrize("mode", MODES)
def test_what_comes_slowly(mode: str, timeout: float | None) -> None:
    with ThreadPoolExecutor(len(IDLE)) as pool:
        ended = [*pool.map(lambda name: _ended(mode, name, timeout), IDLE)]
    for name, each in zip(IDLE, ended, strict=True):
        _in_time(name, each)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", BUSY)
def test_what_never_stops_coming(mode: str, name: str) -> None:
    _in_time(name, _ended(mode, name, None))


@pytest.mark.parametrize("mode", MODES)
def test_retries_do_not_add_to_it(mode: str) -> None:
    with raw_server(_after(LONG, b"x")) as server:
        ended = outcome(
            mode, Shop, AsyncShop, lambda shop: shop.orders.get(7),
            token="t", base_url=server.url, deadline=DEADLINE, max_retries=50, timeout=0.1,
        )  # fmt: skip
    assert isinstance(ended.error, APITimeoutError)
    assert ended.seconds < DEADLINE + LATE


@pytest.mark.parametrize("mode", MODES)
def test_a_request_that_is_taken_slowly(mode: str) -> None:
    upload = Operation("upload", "POST", "/files", body=Body("image/png"))
    options = RequestOptions(deadline=DEADLINE, max_retries=0)
    with raw_server(_sipping) as server:
        ended = outcome(
            mode, Shop, AsyncShop,
            lambda shop: shop.call(upload, body=b"x" * 30_000_000, options=options),
            token="t", base_url=server.url,
        )  # fmt: skip
    assert type(ended.error) is APITimeoutError
    assert ended.error.maybe_delivered
    assert ended.seconds < DEADLINE + LATE


@pytest.mark.parametrize("mode", MODES)
def test_a_host_of_many_addresses_that_do_not_answer(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is a socket whose queue of connections is full, as behind a firewall that drops packets."""
    full = [socket.socket() for _ in range(4)]
    waiting: list[socket.socket] = []
    for number, each in enumerate(full):
        each.bind((f"127.0.0.{number + 2}", full[0].getsockname()[1] if number else 0))
        each.listen(0)
        for _ in range(3):
            waiting.append(socket.socket())
            waiting[-1].setblocking(False)
            waiting[-1].connect_ex(each.getsockname())
    port = full[0].getsockname()[1]
    real = socket.getaddrinfo

    def found(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host not in ("many.test", b"many.test"):
            return real(host, *args, **kwargs)
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (f"127.0.0.{i + 2}", port))
            for i in range(len(full))
        ]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    try:
        ended = outcome(
            mode, Shop, AsyncShop, lambda shop: shop.orders.get(7),
            token="t", base_url=f"http://many.test:{port}", deadline=DEADLINE, max_retries=0,
        )  # fmt: skip
    finally:
        for each in (*full, *waiting):
            each.close()
    assert type(ended.error) is APITimeoutError
    assert not ended.error.maybe_delivered
    assert ended.seconds < DEADLINE + LATE


@pytest.mark.parametrize("mode", MODES)
def test_an_encryption_that_never_begins(mode: str) -> None:
    with raw_server(lambda server, connection: server.drip(connection, b"\x16\x03\x03\x40\x00")) as server:  # fmt: skip
        ended = outcome(
            mode, Shop, AsyncShop, lambda shop: shop.orders.get(7),
            token="t", base_url=server.url.replace("http:", "https:"), deadline=DEADLINE,
            max_retries=0,
        )  # fmt: skip
    assert isinstance(ended.error, APIError)
    assert ended.seconds < DEADLINE + LATE


@pytest.mark.parametrize("mode", MODES)
def test_encrypted_bytes_that_come_slowly(mode: str, certificate: tuple[str, str]) -> None:
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(*certificate)

    def behave(server: Raw, connection: socket.socket) -> None:
        with serving.wrap_socket(connection, server_side=True) as encrypted:
            server.read(encrypted)
            encrypted.sendall(OK)
            server.drip(encrypted, b"x-one: 1\r\n")

    trusting = ssl.create_default_context(cafile=certificate[0])
    made = httpx.Client(verify=trusting) if mode == "sync" else httpx.AsyncClient(verify=trusting)
    with raw_server(behave) as server:
        ended = outcome(
            mode, Shop, AsyncShop, lambda shop: shop.orders.get(7),
            token="t", base_url=f"https://localhost:{server.port}", deadline=DEADLINE,
            max_retries=0, http_client=made,
        )  # fmt: skip
    assert type(ended.error) is APITimeoutError
    assert server.seen
    assert ended.seconds < DEADLINE + LATE


@pytest.mark.parametrize("mode", MODES)
def test_a_client_that_was_given_keeps_it_too(mode: str) -> None:
    made = httpx.Client() if mode == "sync" else httpx.AsyncClient()
    with raw_server(SERVERS["a header"]) as server:
        ended = outcome(
            mode, Shop, AsyncShop, lambda shop: shop.orders.get(7),
            token="t", base_url=server.url, deadline=DEADLINE, http_client=made,
        )  # fmt: skip
    assert isinstance(ended.error, APITimeoutError)
    assert ended.seconds < DEADLINE + LATE


# Logins and the caller's functions ---------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
def test_a_login_that_never_ends(mode: str) -> None:
    with raw_server(SERVERS["a byte of the body"]) as server:
        ended = outcome(
            mode, Shop, AsyncShop, lambda shop: shop.orders.get(7),
            username="u", password="p", base_url=server.url, deadline=DEADLINE,
        )  # fmt: skip
    assert isinstance(ended.error, APITimeoutError)
    assert ended.seconds < DEADLINE + LATE


def test_waiting_for_the_login_of_another_thread() -> None:
    quick = RequestOptions(deadline=0.3)
    with (
        raw_server(_after(b"")) as server,
        Shop(username="u", password="p", base_url=server.url, deadline=2) as shop,
    ):
        first = threading.Thread(target=_fails, args=(partial(shop.orders.get, 1),))
        first.start()
        time.sleep(0.1)
        started = time.monotonic()
        error = _fails(partial(shop.orders.get, 2, options=quick))
        assert time.monotonic() - started < 0.3 + LATE
        assert type(error) is APITimeoutError
        assert "deadline of 0.3 s" in str(error)
        assert error.operation == "orders.get"
        assert not error.maybe_delivered
        server.stopping.set()
        first.join()


def _fails(function: Callable[[], object]) -> Exception | None:
    try:
        function()
    except Exception as error:
        return error
    return None


@pytest.mark.parametrize("mode", ["asyncio", "trio"])
def test_waiting_for_the_login_of_another_task(mode: str) -> None:
    async def use(shop: AsyncShop) -> tuple[float, list[APIError]]:
        errors: list[APIError] = []

        async def one(number: int, deadline: float) -> None:
            try:
                await shop.orders.get(number, options=RequestOptions(deadline=deadline))
            except APIError as error:
                errors.append(error)

        async with anyio.create_task_group() as group:
            group.start_soon(one, 1, 1.5)
            await anyio.sleep(0.1)
            started = time.monotonic()
            await one(2, 0.3)
            waited = time.monotonic() - started
        return waited, errors

    with raw_server(_after(b"")) as server:
        ended = outcome(mode, Shop, AsyncShop, use, username="u", password="p", base_url=server.url)
    waited, errors = ended.result
    assert waited < 0.3 + LATE
    assert [type(each) for each in errors] == [APITimeoutError, APITimeoutError]


@pytest.mark.parametrize("mode", ["asyncio", "trio"])
def test_a_token_function_that_never_ends(mode: str) -> None:
    async def token() -> str:
        await anyio.sleep(30)
        return "t"

    ended = outcome(
        mode, Shop, AsyncShop, lambda shop: shop.orders.get(7),
        token=token, base_url="http://127.0.0.1:1", deadline=DEADLINE,
    )  # fmt: skip
    assert type(ended.error) is APITimeoutError
    assert ended.seconds < DEADLINE + LATE


@pytest.mark.parametrize("keyword", ["token", "password"])
@pytest.mark.parametrize("mode", MODES)
def test_a_function_for_a_credential_that_needs_that_credential(mode: str, keyword: str) -> None:
    """It would call itself for ever, or wait for itself."""
    made: list[Any] = []

    def use(shop: Any) -> Any:
        made.append(shop)
        return shop.orders.get(7)

    def ask() -> Any:
        if mode == "sync":
            return str(made[0].orders.get(1).id)

        async def asked() -> str:
            return str((await made[0].orders.get(1)).id)

        return asked()

    given: dict[str, Any] = {"token": ask} if keyword == "token" else {"username": "u", "password": ask}  # fmt: skip
    with raw_server(lambda server, connection: server.read(connection)) as server:
        ended = outcome(mode, Shop, AsyncShop, use, base_url=server.url, deadline=5, **given)
    assert type(ended.error) is APIError, ended.error
    key = "token" if keyword == "token" else "oauth2"
    assert f"Shop with what it is asked for ({key})" in str(ended.error)
    assert ended.seconds < 1
    assert not server.seen


@pytest.mark.parametrize("mode", MODES)
def test_a_function_for_a_credential_may_call_what_needs_none(mode: str) -> None:
    """And the same credential may be asked for again, once it is there."""
    with raw_server(_serve) as server:
        asked: list[int] = []

        def token() -> str:
            asked.append(1)
            return "t"

        def use(shop: Any) -> Any:
            if mode == "sync":
                return shop.orders.get(1).id, shop.orders.get(2).id

            async def both() -> Any:
                return (await shop.orders.get(1)).id, (await shop.orders.get(2)).id

            return both()

        ended = outcome(mode, Shop, AsyncShop, use, token=token, base_url=server.url)
    assert ended.result == (7, 7)
    assert len(asked) == 2


def _serve(server: Raw, connection: socket.socket) -> None:
    while server.read(connection):
        connection.sendall(reply(body=b'{"id": 7}'))
