"""Names that servers give: each charset that Python knows or does not, each way to write an address."""

from __future__ import annotations

import asyncio
import encodings
import encodings.aliases
import pkgutil
from collections.abc import Callable
from functools import partial
from typing import Any

import httpx
import pytest
from hostile_replies import CHARSETS, LOCATIONS
from runtime.errors import APIError, APIStatusError
from runtime.http import retry
from shop import AsyncShop, Shop
from test_invariants import use, use_async

MODULES = {each.name for each in pkgutil.iter_modules(encodings.__path__)}
CODECS = sorted({*encodings.aliases.aliases, *MODULES, *CHARSETS})
BODIES = {
    "nothing": b"",
    "plain": b'{"id": 7}',
    "marked": "\ufeff{}".encode("utf-16"),
    "no text": b"\xff\xfe\x00\xd8+AGE-\x80xn--a\\u12\\N{x}%",
}
ANSWERS = (
    (200, "application/json"), (200, "text/plain"), (200, "text/event-stream"), (200, "application/x-ndjson"),
    (401, "text/html"), (422, "application/json"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No waits before retries."""
    monkeypatch.setattr(retry, "backoff", lambda failures: 0.0)


def outcomes(
    answer: Callable[[], httpx.Response], kinds: tuple[str, ...], **given: Any
) -> list[Any]:
    """The errors of calls, sync and async; anything but ours is raised."""
    ended: list[Any] = []
    transport = httpx.MockTransport(lambda request: answer())
    settings: dict[str, Any] = {"base_url": "http://shop.test", "max_retries": 0, **given}
    with httpx.Client(transport=transport) as theirs:
        for kind in kinds:
            try:
                use(Shop(http_client=theirs, **settings), kind)
            except APIError as error:
                ended.append(str(error))

    async def play() -> None:
        async with httpx.AsyncClient(transport=transport) as theirs:
            for kind in kinds:
                try:
                    await use_async(AsyncShop(http_client=theirs, **settings), kind)
                except APIError as error:
                    ended.append(str(error))

    asyncio.run(play())
    return ended


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize(("status", "media"), ANSWERS)
def test_a_charset_of_any_name(status: int, media: str, body: str) -> None:
    charsets = iter(CODECS)
    kinds = {"text/event-stream": ("events",), "application/x-ndjson": ("lines", "streamed lines")}
    each = kinds.get(media, ("text",) if media == "text/plain" else ("get",))

    def answer() -> httpx.Response:
        named = f"{media}; charset={next(charsets)}".encode("utf-8", "replace")
        return httpx.Response(status, content=BODIES[body], headers=[(b"content-type", named)])

    calls = len(CODECS) // (2 * len(each))
    errors = outcomes(answer, each * calls, token="t")
    assert len(errors) == len(each) * calls * 2 or status == 200


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("status", [200, 401])
def test_a_charset_of_any_name_in_a_login(status: int) -> None:
    charsets = iter(CODECS)

    def answer() -> httpx.Response:
        named = f"application/json; charset={next(charsets, 'x')}".encode("utf-8", "replace")
        return httpx.Response(status, content=b'{"error": "\xe9"}', headers=[(b"content-type", named)])  # fmt: skip

    calls = len(CODECS) // 2
    errors = outcomes(answer, ("get",) * calls, username="u", password="p")
    assert len(errors) == calls * 2


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("status", [201, 300, 301, 302, 307, 308])
def test_a_location_of_any_shape(status: int) -> None:
    for place in LOCATIONS:
        headers = [(b"location", place.encode())]
        answer = partial(httpx.Response, status, headers=headers)
        errors = outcomes(answer, ("get", "create", "chunks"), token="t")
        assert len(errors) == 6 or status == 201, place


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize(
    "form", ['<{}>; rel="next"', "<{}>;rel=next", "{}; rel=next", "<<{}>>; rel=next"]
)
def test_a_link_to_another_page_of_any_shape(form: str) -> None:
    for place in LOCATIONS:
        page = {"items": [{"id": 1}], "next": place}
        headers = [(b"link", form.format(place).encode())]
        answer = partial(httpx.Response, 200, json=page, headers=headers)
        errors = outcomes(answer, ("linked", "next"), token="t")
        assert len(errors) <= 4


def test_an_error_behind_a_charset_is_told_in_its_words() -> None:
    named = {"content-type": "text/plain; charset=undefined"}
    response = httpx.Response(422, text="no stock", headers=named)
    with (
        httpx.Client(transport=httpx.MockTransport(lambda request: response)) as theirs,
        pytest.raises(APIStatusError, match="no stock"),
    ):
        Shop(token="t", base_url="http://shop.test", http_client=theirs).orders.get(7)
