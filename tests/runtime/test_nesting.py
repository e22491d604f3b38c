"""JSON that is nested deep: read up to a limit, and beyond it an error of ours, whatever looks through it."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx
import pytest
from runtime.client import APIClient
from runtime.errors import APIError, AuthenticationError, ResponseValidationError
from runtime.http import retry
from runtime.responses.webhooks import EventParser
from shop import GET, RESPONSES, SERVICE, AsyncShop, Order, Shop
from test_invariants import use, use_async

DEPTHS = (260, 390, 410, 700, *range(900, 980, 24))
"""Around the limits of the validator, of pydantic, of ours and of Python, which depends on where it stands."""
KINDS = ("get", "wrapped", "list", "next", "events", "lines", "any")


def bodies(depth: int) -> Iterator[bytes]:
    """JSON texts so many levels deep."""
    lists, objects = b"[" * depth + b"]" * depth, b'{"error":' * depth + b"1" + b"}" * depth
    yield lists
    yield objects
    yield b'{"id": 7, "more": %b, "status": %b}' % (lists, lists)
    yield b'{"items": [{"id": 1, "name": %b}], "next": %b}' % (objects, lists)
    yield b'{"success": false, "errorObjects": %b}' % lists


def transport(body: bytes, status: int) -> httpx.MockTransport:
    """Answers all requests with a body."""
    headers = {"content-type": "application/json"}
    return httpx.MockTransport(
        lambda request: httpx.Response(status, content=body, headers=headers)
    )


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No waits before retries."""
    monkeypatch.setattr(retry, "backoff", lambda failures: 0.0)


def told(error: APIError) -> None:
    """All that is done with an error."""
    assert str(error)
    assert repr(error)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize(
    ("status", "strict"), [(200, False), (200, True), (422, False), (401, False)]
)
def test_a_call_gives_it_or_raises_an_error_of_ours(status: int, strict: bool) -> None:
    refused = 0
    for depth in DEPTHS:
        for body in bodies(depth):
            with httpx.Client(transport=transport(body, status)) as theirs:
                settings: dict[str, Any] = {"base_url": "http://x", "http_client": theirs}
                shop = Shop(token="t", strict=strict, max_retries=0, **settings)
                for kind in KINDS:
                    try:
                        use(shop, kind)
                    except APIError as error:
                        told(error)
                        refused += 1
                seen: list[Any] = []
                watched = APIClient(
                    SERVICE, credentials={"token": "t"}, on_drift=seen.append, **settings
                )
                with suppress(APIError):
                    assert repr(watched.call(GET, {"id": 7}))
    assert refused > 50


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("mode", ["asyncio", "trio"])
def test_and_so_does_an_async_call(mode: str) -> None:
    from raw import run_async

    async def play() -> None:
        for depth in DEPTHS:
            for status in (200, 422):
                for body in bodies(depth):
                    async with httpx.AsyncClient(transport=transport(body, status)) as theirs:
                        shop = AsyncShop(token="t", base_url="http://x", http_client=theirs)
                        for kind in ("get", "wrapped"):
                            with suppress(APIError):
                                await use_async(shop, kind)

    run_async(mode, play)


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("status", [200, 401])
def test_a_login(depth: int, status: int) -> None:
    lists = b"[" * depth + b"]" * depth
    body = b'{"access_token": %b, "error": %b}' % (lists, lists)
    with httpx.Client(transport=transport(body, status)) as theirs:
        shop = Shop(username="u", password="p", base_url="http://x", http_client=theirs)
        with pytest.raises(APIError) as caught:
            shop.orders.get(7)
        told(caught.value)
        assert isinstance(caught.value, AuthenticationError) is (status == 401)


def test_what_is_read_can_be_used() -> None:
    body = b'{"id": 7, "name": "A", "more": %b}' % (b"[" * 390 + b"]" * 390)
    with httpx.Client(transport=transport(body, 200)) as theirs:
        order = Shop(token="t", base_url="http://x", http_client=theirs).orders.get(7)
    assert order.changes() == {}
    assert order.to_create() == {"name": "A"}
    assert order.to_dict()["id"] == 7
    assert "id=7" in repr(order)


def test_what_is_too_deep_is_said() -> None:
    with (
        httpx.Client(transport=transport(b"[" * 600 + b"]" * 600, 200)) as theirs,
        pytest.raises(ResponseValidationError, match="nested deeper than 400 levels"),
    ):
        Shop(token="t", base_url="http://x", http_client=theirs).orders.get(7)


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("strict", [False, True])
def test_a_body_of_a_webhook(depth: int, strict: bool) -> None:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    parse = EventParser(RESPONSES)
    for body in (b'{"id": 7, "more": %b}' % (b"[" * depth + b"]" * depth), {"id": 7, "more": value}):  # fmt: skip
        try:
            assert parse(Order, body, strict=strict).id == 7
        except APIError as error:
            told(error)
