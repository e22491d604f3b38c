"""What is sent, how often, and what the caller gets, for every fault of a real server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx2
import pytest
from faulty import Fault, Server, free_port, serving
from runtime.errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    ConflictError,
    RateLimitError,
    ServerError,
)
from runtime.http import retry
from runtime.options import RequestOptions
from shop import AsyncShop, Shop


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    """One server for all tests of this module."""
    with serving() as server:
        yield server


@pytest.fixture
def server(running: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The server with nothing seen yet, and no waits between tries."""
    running.script.clear()
    running.seen.clear()
    running.choose = None
    monkeypatch.setattr(retry, "backoff", lambda failures: 0.0)
    return running


METHODS = {"get": "GET", "replace": "PUT", "delete": "DELETE", "create": "POST"}
ARGUMENTS: dict[str, tuple[tuple[int, ...], dict[str, str]]] = {
    "get": ((7,), {}),
    "replace": ((7,), {"name": "A"}),
    "delete": ((7,), {}),
    "create": ((), {"name": "A"}),
}


def call(
    url: str, method: str, mode: str, options: RequestOptions | None = None, **settings: Any
) -> Any:
    """Make one call with a new client, sync or async, and give its result or its error."""
    args, kwargs = ARGUMENTS[method]
    settings = {"token": "secret-token", "base_url": url, "timeout": 0.5, **settings}
    if mode == "sync":
        with Shop(**settings) as client:
            try:
                return getattr(client.orders, method)(*args, **kwargs, options=options)
            except APIError as error:
                return error

    async def run() -> Any:
        async with AsyncShop(**settings) as client:
            try:
                return await getattr(client.orders, method)(*args, **kwargs, options=options)
            except APIError as error:
                return error

    return asyncio.run(run())


# Fault, then for each kind of method how often the server is asked (the fault comes every time)
# and what the caller gets. Three tries is one call and two retries.
REPEATED = {"get": 3, "replace": 3, "delete": 3, "create": 1}
ALWAYS = {**REPEATED, "create": 3}
ONCE = {"get": 1, "replace": 1, "delete": 1, "create": 1}
TABLE: list[tuple[str, Fault, dict[str, int], type[APIError]]] = [
    ("reset after the request", Fault("reset_after"), REPEATED, APIConnectionError),
    ("closed without a response", Fault("close"), REPEATED, APIConnectionError),
    ("half a body", Fault("half"), REPEATED, APIConnectionError),
    ("408", Fault(status=408), REPEATED, APIStatusError),
    ("429", Fault(status=429), ALWAYS, RateLimitError),
    ("502", Fault(status=502), REPEATED, ServerError),
    ("503", Fault(status=503), REPEATED, ServerError),
    ("504", Fault(status=504), REPEATED, ServerError),
    ("500", Fault(status=500), ONCE, ServerError),
    ("501", Fault(status=501), ONCE, ServerError),
    ("409", Fault(status=409), ONCE, ConflictError),
]


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("method", list(METHODS))
@pytest.mark.parametrize(("name", "fault", "times", "kind"), TABLE, ids=[row[0] for row in TABLE])
def test_a_fault_that_stays(
    server: Server,
    mode: str,
    method: str,
    name: str,
    fault: Fault,
    times: dict[str, int],
    kind: type[APIError],
) -> None:
    server.choose = lambda request: fault
    error = call(server.url, method, mode)
    assert type(error) is kind
    assert len(server.seen) == times[method]
    assert {each.method for each in server.seen} == {METHODS[method]}
    assert error.attempts == times[method]
    assert "secret-token" not in str(error) + repr(error)
    if isinstance(error, APIConnectionError):
        assert error.maybe_delivered
        assert ("was not sent again" in str(error)) is (method == "create")


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("method", list(METHODS))
@pytest.mark.parametrize(
    "fault",
    [Fault("reset_after"), Fault("half"), Fault(status=503), Fault(status=429)],
    ids=lambda fault: f"{fault.kind} {fault.status}",
)
def test_a_fault_that_passes(server: Server, mode: str, method: str, fault: Fault) -> None:
    server.script.append(fault)
    result = call(server.url, method, mode)
    if method == "create" and fault.status != 429:  # which the server refused
        assert isinstance(result, APIError)
        assert len(server.seen) == 1
    else:
        assert not isinstance(result, APIError)
        assert len(server.seen) == 2


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("method", list(METHODS))
def test_reset_before_the_request_is_read(server: Server, mode: str, method: str) -> None:
    server.script.append(Fault("reset_before"))
    result = call(server.url, method, mode)
    if method == "create" and isinstance(result, APIError):
        assert isinstance(result, APIConnectionError)
        assert result.maybe_delivered  # for all the client can know it was read
        assert server.seen == []
    else:
        assert not isinstance(result, APIError)
        assert len(server.seen) == 1


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("method", list(METHODS))
def test_refused_connections_are_tried_again_for_all(
    mode: str, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retry, "backoff", lambda failures: 0.0)
    error = call(f"http://127.0.0.1:{free_port()}", method, mode)
    assert type(error) is APIConnectionError
    assert error.attempts == 3
    assert not error.maybe_delivered
    assert "no connection could be made" in str(error)


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize(("method", "times"), REPEATED.items())
def test_stalled_replies_time_out(server: Server, mode: str, method: str, times: int) -> None:
    server.choose = lambda request: Fault("stall")
    error = call(server.url, method, mode, timeout=0.1)
    assert type(error) is APITimeoutError
    assert len(server.seen) == times
    assert "0.1 s" in str(error)


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("kind", ["stall", "trickle"])
def test_the_deadline_ends_it_all(server: Server, mode: str, kind: str) -> None:
    server.choose = lambda request: Fault(kind, body=b'{"id": 1, "name": "0123456789012345"}')
    started = time.monotonic()
    error = call(server.url, "get", mode, RequestOptions(timeout=None, deadline=0.4))
    assert type(error) is APITimeoutError
    assert time.monotonic() - started < 1.2
    assert "deadline of 0.4 s" in str(error)


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize(
    ("headers", "least", "most"),
    [
        ({"retry-after-ms": "150"}, 0.15, 1.0),
        ({"retry-after": "0.2"}, 0.2, 1.0),
        ({"retry-after": "1"}, 1.0, 2.0),
        ({"retry-after": "DATE"}, 0.9, 2.2),
        ({"retry-after": "soon"}, 0.0, 0.5),
    ],
)
def test_retry_after_is_obeyed(
    server: Server, mode: str, headers: dict[str, str], least: float, most: float
) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    later = format_datetime(now + timedelta(seconds=1), usegmt=True)
    sent = {name: value.replace("DATE", later) for name, value in headers.items()}
    sent["date"] = format_datetime(now, usegmt=True)
    server.script.append(Fault(status=429, headers=sent))
    started = time.monotonic()
    result = call(server.url, "get", mode)
    assert not isinstance(result, APIError)
    assert least <= time.monotonic() - started < most
    assert len(server.seen) == 2


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_past_the_deadline_raises_at_once(
    server: Server, mode: str, status: int
) -> None:
    server.script.append(Fault(status=status, headers={"retry-after": "3600"}))
    started = time.monotonic()
    error = call(server.url, "get", mode)
    assert isinstance(error, RateLimitError if status == 429 else ServerError)
    assert error.retry_after == 3600.0
    assert time.monotonic() - started < 0.5
    assert len(server.seen) == 1


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_redirects_to_another_host_lose_the_credentials(server: Server, mode: str) -> None:
    with serving() as other:
        moved = Fault(status=302, headers={"location": f"{other.url}/elsewhere?a=1"})
        server.script.append(moved)
        options = RequestOptions(headers={"x-mine": "private", "cookie": "sid=1"})
        result = call(server.url, "get", mode, options)
        assert not isinstance(result, APIError)
        assert server.seen[0].headers["authorization"] == "Bearer secret-token"
        assert [each.path for each in other.seen] == ["/elsewhere?a=1"]
        sent = other.seen[0].headers
        assert sent.keys() <= {"host", "accept", "accept-encoding", "user-agent", "connection"}


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_redirects_on_the_same_host_keep_them(server: Server, mode: str) -> None:
    server.script.append(Fault(status=307, headers={"location": "/b"}))
    server.script.append(Fault(status=303, headers={"location": "c?d=1"}))
    assert not isinstance(call(server.url, "get", mode), APIError)
    assert [each.path for each in server.seen] == ["/orders/7", "/b", "/c?d=1"]
    assert all(each.headers["authorization"] == "Bearer secret-token" for each in server.seen)


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("method", ["create", "replace", "delete"])
@pytest.mark.parametrize("status", [307, 308])
def test_methods_that_change_something_are_redirected_as_they_are_on_the_same_host(
    server: Server, mode: str, method: str, status: int
) -> None:
    server.script.append(Fault(status=status, headers={"location": "/b"}))
    assert not isinstance(call(server.url, method, mode), APIError)
    first, second = server.seen
    assert second.path == "/b"
    assert (second.method, second.body) == (first.method, first.body)
    kept = ("authorization", "content-type", "content-length")
    assert [second.headers.get(n) for n in kept] == [first.headers.get(n) for n in kept]


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("method", ["create", "replace", "delete"])
@pytest.mark.parametrize(
    ("status", "location"), [(301, "/b"), (303, "/b"), (307, "http://127.0.0.2:9/b"), (304, None)]
)
def test_methods_that_change_something_are_redirected_in_no_other_way(
    server: Server, mode: str, method: str, status: int, location: str | None
) -> None:
    headers = {"location": location} if location else {}
    server.choose = lambda request: Fault(status=status, headers=headers)
    error = call(server.url, method, mode)
    assert isinstance(error, APIStatusError)
    assert error.status_code == status
    assert (f"redirects to {location}" if location else "is still good") in str(error)
    assert len(server.seen) == 1


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_endless_redirects_end(server: Server, mode: str) -> None:
    server.choose = lambda request: Fault(status=302, headers={"location": "/again"})
    error = call(server.url, "get", mode)
    assert "more than 10 redirects" in str(error)
    assert len(server.seen) == 10
    server.choose = lambda request: Fault(status=302, headers={"location": "file:///etc/passwd"})
    assert "not HTTP" in str(call(server.url, "get", mode))


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_no_retries_if_none_are_wanted(server: Server, mode: str) -> None:
    server.choose = lambda request: Fault(status=503)
    call(server.url, "get", mode, RequestOptions(max_retries=0))
    assert len(server.seen) == 1
    call(server.url, "get", mode, max_retries=4)
    assert len(server.seen) == 6


# A client of httpx2 ---------------------------------------------------------------------------------


def call_by_httpx2(url: str, method: str, mode: str, **settings: Any) -> Any:
    """The same as `call`, on a client of httpx2."""
    if mode == "sync":
        with httpx2.Client() as theirs:
            return call(url, method, mode, http_client=theirs, **settings)
    args, kwargs = ARGUMENTS[method]

    async def run() -> Any:
        async with httpx2.AsyncClient() as theirs:
            client = AsyncShop(token="t", base_url=url, http_client=theirs, **settings)
            try:
                return await getattr(client.orders, method)(*args, **kwargs)
            except APIError as error:
                return error

    return asyncio.run(run())


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("method", ["get", "create"])
@pytest.mark.parametrize(("name", "fault", "times", "kind"), TABLE, ids=[row[0] for row in TABLE])
def test_faults_are_the_same_by_httpx2(
    server: Server,
    mode: str,
    method: str,
    name: str,
    fault: Fault,
    times: dict[str, int],
    kind: type[APIError],
) -> None:
    server.choose = lambda request: fault
    error = call_by_httpx2(server.url, method, mode)
    assert type(error) is kind
    assert len(server.seen) == times[method]
    server.choose = None
    assert not isinstance(call_by_httpx2(server.url, method, mode), APIError)


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("kind", ["stall", "trickle"])
def test_the_deadline_ends_it_all_by_httpx2(server: Server, mode: str, kind: str) -> None:
    server.choose = lambda request: Fault(kind, body=b'{"id": 1, "name": "0123456789012345"}')
    started = time.monotonic()
    error = call_by_httpx2(server.url, "get", mode, deadline=0.4, timeout=None)
    assert type(error) is APITimeoutError
    assert time.monotonic() - started < 1.5
    assert "deadline of 0.4 s" in str(error)


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_stalled_replies_time_out_by_httpx2(server: Server, mode: str) -> None:
    server.choose = lambda request: Fault("stall")
    error = call_by_httpx2(server.url, "create", mode, timeout=0.1)
    assert type(error) is APITimeoutError
    assert error.maybe_delivered
    assert "0.1 s" in str(error)
    error = call_by_httpx2(f"http://127.0.0.1:{free_port()}", "create", mode)
    assert type(error) is APIConnectionError
    assert error.attempts == 3
    assert not error.maybe_delivered
