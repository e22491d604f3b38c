"""Redirects to what is no URL: an error at once, since no other try would make it better."""

from __future__ import annotations

import socket
from collections.abc import Callable
from itertools import cycle
from typing import Any

import httpx
import httpx2
import pytest
from raw import MODES, Raw, outcome, raw_server, reply, run_async
from runtime.errors import APIError, APIStatusError, ResponseValidationError
from runtime.responses.streaming import AsyncStream, Stream
from runtime.spec.operation import Operation, ResponseSpec
from shop import CREATE, GET, AsyncShop, Shop
from test_invariants import busy

NOWHERE = (
    "http://[", "http://[::1", "http://h:x/", "http://h:99999/", "http://h:-1/",
    "http://a\x7fb/", "http://h\u00ad/", "http://" + "x" * 70_000, "file:///etc/passwd", "mailto:a@b",
)  # fmt: skip
MOVED = (301, 302, 303, 307, 308)
FILE: Operation[bytes] = Operation(
    "file", "GET", "/file", responses={"200": ResponseSpec(bytes, "image/png")}
)


def _opened(client: Any) -> Any:
    if isinstance(client, Shop):
        with Stream(client, FILE):
            return None

    async def opened() -> None:
        async with AsyncStream(client, FILE):
            pass

    return opened()


CALLS: dict[str, Callable[[Any], Any]] = {
    "get": lambda client: client.call(GET, {"id": 7}),
    "create": lambda client: client.call(CREATE, body={"name": "A"}),
    "stream": _opened,
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("kind", CALLS)
def test_a_location_that_is_no_url_is_an_error_at_once(mode: str, kind: str) -> None:
    """Each place by another status, on one connection for all."""
    moved = [
        reply(status, location=place) for status, place in zip(cycle(MOVED), NOWHERE, strict=False)
    ]
    errors: list[Any] = []

    def use(client: Any) -> Any:
        if isinstance(client, Shop):
            for _ in NOWHERE:
                with pytest.raises(APIError) as caught:
                    CALLS[kind](client)
                errors.append(caught.value)
                assert busy(client) == []
            return None

        async def used() -> None:
            for _ in NOWHERE:
                with pytest.raises(APIError) as caught:
                    await CALLS[kind](client)
                errors.append(caught.value)
                assert busy(client) == []

        return used()

    with raw_server(lambda server, connection: _answer(server, connection, moved)) as server:
        ended = outcome(mode, Shop, AsyncShop, use, token="t", base_url=server.url)
    assert ended.error is None
    for place, error in zip(NOWHERE, errors, strict=True):
        assert type(error) is ResponseValidationError, (place, error)
        assert "leads to what is no" in str(error), place
        assert error.attempts == 1, place
    assert len(server.seen) == len(NOWHERE)


def _answer(server: Raw, connection: socket.socket, moved: list[bytes]) -> None:
    while server.read(connection):
        connection.sendall(moved[(len(server.seen) - 1) % len(moved)])


@pytest.mark.parametrize("library", [httpx, httpx2])
@pytest.mark.parametrize("place", ["http://[", ":bxhttps::=", ":bhttp://c[\x80?"])
@pytest.mark.parametrize("mode", MODES)
def test_and_by_a_client_that_was_given(library: Any, place: str, mode: str) -> None:
    moved = [reply(302, location=place)]
    error = _error_of(moved, library, mode)
    assert isinstance(error, APIError), (place, error)
    followed = library is httpx and place.startswith(":bx")  # which takes it for a relative one
    assert ("more than 10 redirects" if followed else "leads to what is no URL") in str(error)


@pytest.mark.parametrize("library", [httpx, httpx2])
@pytest.mark.parametrize("mode", MODES)
def test_what_a_hook_of_that_client_raises_stays_as_it_is(library: Any, mode: str) -> None:
    """Also where the reply redirects, and the hook fails by an error that could be the library's."""

    def fail(_: object) -> None:
        raise ValueError("of the hook")

    async def afail(_: object) -> None:
        fail(_)

    hook = fail if mode == "sync" else afail
    error = _error_of([reply(302, location="/x")], library, mode, {"response": [hook]})
    assert type(error) is ValueError
    assert str(error) == "of the hook"


def _error_of(
    moved: list[bytes], library: Any, mode: str, hooks: dict[str, list[Any]] | None = None
) -> Exception:
    """What a call by a client of the caller raises."""

    async def run() -> None:
        async with library.AsyncClient(event_hooks=hooks) as theirs:
            shop = AsyncShop(token="t", base_url=server.url, http_client=theirs)
            with pytest.raises((APIError, ValueError)) as caught:
                await shop.orders.get(7)
            errors.append(caught.value)

    errors: list[Exception] = []
    with raw_server(lambda server, connection: _answer(server, connection, moved)) as server:
        if mode == "sync":
            with library.Client(event_hooks=hooks) as theirs:
                shop = Shop(token="t", base_url=server.url, http_client=theirs)
                with pytest.raises((APIError, ValueError)) as caught:
                    shop.orders.get(7)
                errors.append(caught.value)
        else:
            run_async(mode, run)
    return errors[0]


@pytest.mark.parametrize("status", [300, 304])
def test_what_is_no_redirect_may_say_what_it_likes(status: int) -> None:
    moved = [reply(status, b"", location="http://[")]
    with raw_server(lambda server, connection: _answer(server, connection, moved)) as server:
        ended = outcome("sync", Shop, AsyncShop, CALLS["get"], token="t", base_url=server.url)
    assert isinstance(ended.error, APIStatusError)
    assert ended.error.status_code == status
    assert len(server.seen) == 1
