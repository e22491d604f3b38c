"""Servers that answer otherwise than they are described to: envelopes that are not there, pages without end."""

from __future__ import annotations

import asyncio
import json
import warnings
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from runtime.client import APIClient, AsyncAPIClient
from runtime.errors import EnvelopeError, ResponseValidationError, ResponseWarning
from runtime.responses.pagination import AsyncPager, Pager
from runtime.spec.operation import Envelope, Operation, Pagination, Parameter, ResponseSpec
from runtime.spec.service import Service
from shop import Wrapped

Handler = Callable[[httpx.Request], httpx.Response]
FLAGGED = Envelope("data", "success", "errorObjects")
CODED = Envelope("responseObject", "statusCode", "errorObjects")
BARE = Envelope("data")


def ask(envelope: Envelope, content: Any, *, type_: Any = Any, status: int = 200) -> Any:
    """What a call gives, the same sync and async."""
    spec = ResponseSpec(type_, envelope=envelope)
    operation: Operation[Any] = Operation("o", "GET", "/", responses={"2XX": spec})
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()

    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, content=raw, headers={"content-type": "application/json"})

    transport = httpx.MockTransport(handler)
    client = APIClient(
        Service("X"), base_url="http://x", http_client=httpx.Client(transport=transport)
    )
    return client.call(operation)


@pytest.mark.filterwarnings("ignore::runtime.errors.ResponseWarning")
@pytest.mark.parametrize("type_", [Any, Wrapped])
@pytest.mark.parametrize("envelope", [FLAGGED, BARE])
@pytest.mark.parametrize("content", [{"id": 7}, {}, [], [1], None, "done", 5, b""])
def test_an_envelope_that_is_not_there_is_an_error(
    content: Any, envelope: Envelope, type_: Any
) -> None:
    with pytest.raises(ResponseValidationError, match=r"has nothing at 'data'|has no body"):
        ask(envelope, content, type_=type_)


@pytest.mark.parametrize(
    ("envelope", "content", "said"),
    [
        (
            CODED,
            {"success": False, "errorObjects": [{"field": "id", "error": "unknown"}]},
            "id: unknown",
        ),
        (CODED, {"statusCode": 200, "responseObject": None, "success": False}, "success is False"),
        (CODED, {"responseObject": {"id": 1}, "success": False, "message": "no"}, "no"),
        (FLAGGED, {"statusCode": 404, "message": "not here"}, "not here"),
        (FLAGGED, {"status": "ERROR", "reason": "late"}, "late"),
        (FLAGGED, {"success": True, "data": None, "errors": ["one", "two"]}, "one; two"),
        (BARE, {"error": {"message": "gone"}}, "gone"),
        (BARE, {"data": None, "error": "gone"}, "gone"),
        (FLAGGED, {"success": False}, "success is False"),
    ],
)
def test_a_failure_in_another_form_is_an_error(envelope: Envelope, content: Any, said: str) -> None:
    with pytest.raises(EnvelopeError) as caught:
        ask(envelope, content)
    assert str(caught.value) == f"GET / (o): {said}"
    assert caught.value.body == content


@pytest.mark.parametrize(
    ("envelope", "content", "value"),
    [
        (FLAGGED, {"success": True, "data": {"id": 7}}, {"id": 7}),
        (FLAGGED, {"success": True, "data": None}, None),
        (FLAGGED, {"success": True}, None),
        (FLAGGED, {"success": True, "data": [], "errors": []}, []),
        (
            FLAGGED,
            {"success": True, "data": {"error": "of a row"}, "error": "none"},
            {"error": "of a row"},
        ),
        (FLAGGED, {"data": {"id": 7}}, {"id": 7}),
        (FLAGGED, {"data": {"id": 7}, "status": "running"}, {"id": 7}),
        (BARE, {"data": None}, None),
        (BARE, {"data": 0}, 0),
        (BARE, {"data": {"success": False}}, {"success": False}),
    ],
)
def test_what_is_wrapped_is_given(envelope: Envelope, content: Any, value: Any) -> None:
    assert ask(envelope, content) == value


def test_no_content_needs_no_envelope() -> None:
    assert ask(FLAGGED, b"", status=204) is None


def paged(plan: Pagination, handler: Handler, params: Any = None) -> list[list[Any]]:
    """All pages, the same sync and async, at most twelve."""
    names = {plan.page, plan.offset, plan.cursor, plan.size} - {None}
    operation: Operation[Any] = Operation(
        "o", "GET", "/rows", tuple(Parameter(str(name), "query") for name in sorted(map(str, names))),
        responses={"200": ResponseSpec(Any)}, pagination=plan,
    )  # fmt: skip

    def walk() -> list[list[Any]]:
        http_client = httpx.Client(transport=httpx.MockTransport(handler))
        client = APIClient(Service("X"), base_url="http://x", http_client=http_client)
        found: list[list[Any]] = []
        for page in Pager(client, operation, params).pages():
            found.append([*page])
            assert len(found) <= 12
        return found

    async def walk_async() -> list[list[Any]]:
        http_client = httpx.AsyncClient(transport=httpx.MockTransport(handler))
        client = AsyncAPIClient(Service("X"), base_url="http://x", http_client=http_client)
        found: list[list[Any]] = []
        async for page in AsyncPager(client, operation, params).pages():
            found.append([*page])
            assert len(found) <= 12
        return found

    pages = walk()
    assert asyncio.run(walk_async()) == pages
    return pages


COUNTED = [
    Pagination("page", page="page", items="items"),
    Pagination("page", page="page", items="items", total="total"),
    Pagination("page", page="page", items="items", pages="pages"),
    Pagination("offset", offset="offset", items="items", total="total"),
    Pagination("cursor", cursor="after", items="items", next="next"),
]


@pytest.mark.parametrize("plan", COUNTED, ids=lambda plan: plan.style)
def test_the_same_page_again_and_again_ends_with_a_warning(plan: Pagination) -> None:
    cursors = iter(range(1000))  # one that is new each time

    def handler(request: httpx.Request) -> httpx.Response:
        body = {
            "items": [1, 2],
            "total": 1_000_000,
            "pages": 1_000_000,
            "next": f"c{next(cursors)}",
        }
        return httpx.Response(200, json=body)

    times = (
        6 if plan.style == "cursor" else 1
    )  # rows may be alike, and a cursor says that there are more
    said = "answers the same page again and again; stopped there"
    with pytest.warns(ResponseWarning, match=said):
        assert paged(plan, handler) == [[1, 2]] * times


def test_two_pages_of_the_same_items_may_follow_one_another_by_a_cursor() -> None:
    rows = {"": ([0, 0], "a"), "a": ([0, 0], "b"), "b": ([5], None)}

    def handler(request: httpx.Request) -> httpx.Response:
        items, cursor = rows[request.url.params.get("after", "")]
        return httpx.Response(200, json={"items": items, "next": cursor})

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert paged(COUNTED[4], handler) == [[0, 0], [0, 0], [5]]


@pytest.mark.parametrize("in_header", [True, False])
@pytest.mark.parametrize("link", ["http://x/rows", "/rows", "?", "http://x/rows#top"])
def test_a_next_link_to_itself_gives_a_page_once(link: str, in_header: bool) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        headers = {"link": f'<{link}>; rel="next"'} if in_header else {}
        return httpx.Response(200, json={"items": [1], "next": link}, headers=headers)

    plan = Pagination("link", items="items", next=None if in_header else "next")
    with pytest.warns(ResponseWarning, match="leads back to a page that was read already"):
        assert paged(plan, handler) == [[1]]


def test_a_cursor_to_itself_gives_a_page_once() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"items": [1], "next": "here"})

    with pytest.warns(ResponseWarning, match="leads back"):
        assert paged(COUNTED[4], handler, {"after": "here"}) == [[1]]
