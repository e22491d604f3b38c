"""Every way to page, and where each of them ends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from runtime.client import APIClient, AsyncAPIClient
from runtime.errors import EnvelopeError, ResponseWarning
from runtime.responses.pages import Page
from runtime.responses.pagination import AsyncPager, Pager
from runtime.spec.operation import Body, Envelope, Operation, Pagination, Parameter, ResponseSpec
from runtime.spec.service import Bearer, Service

Handler = Callable[[httpx.Request], httpx.Response]
PARAMETERS = (
    *(Parameter(name, "query") for name in ("page", "size", "offset")),
    Parameter("after", "query"),
)


def operation_of(plan: Pagination, **settings: Any) -> Operation[Any]:
    """A paged operation."""
    settings.setdefault(
        "responses", {"200": ResponseSpec(Any, envelope=settings.pop("envelope", None))}
    )
    method = "POST" if "body" in settings else "GET"
    return Operation("list", method, "/list", PARAMETERS, pagination=plan, **settings)


class Source:
    """A list of numbers that is served in pages, and what was asked for."""

    def __init__(self, count: int, most: int = 100, **extra: Any) -> None:
        self.numbers = list(range(1, count + 1))
        self.most = most
        self.extra = extra
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.query.decode())
        given = dict(request.url.params)
        if request.content:
            given |= json.loads(request.content).get("paging", {})
        size = min(int(given.get("size", 2)), self.most)
        start = int(given.get("offset", (int(given.get("page", 1)) - 1) * size))
        start = int(given.get("after", start))
        items = self.numbers[start : start + size]
        pages = -(-len(self.numbers) // size)
        response = {"items": items}
        for name, value in self.extra.items():
            response[name] = value(self, start + len(items), pages) if callable(value) else value
        headers = {"x-pages": str(pages), "x-total": str(len(self.numbers))}
        return httpx.Response(200, json=response, headers=headers)


def total(source: Source, end: int, pages: int) -> int:
    """The number of all items."""
    return len(source.numbers)


def count_pages(source: Source, end: int, pages: int) -> int:
    """The number of all pages."""
    return pages


def cursor(source: Source, end: int, pages: int) -> str | None:
    """Where to go on."""
    return str(end) if end < len(source.numbers) else None


def walk(
    handler: Handler, operation: Operation[Any], params: Any = None, body: Any = None
) -> list[Any]:
    """All items, after a look at async paging too: it must do the same."""
    given = {} if body is None else {"body": body}
    http_client = httpx.Client(transport=httpx.MockTransport(handler))
    client = APIClient(Service("X"), base_url="http://x", http_client=http_client)
    items = list(Pager(client, operation, params, **given))
    if isinstance(handler, Source):
        asked, handler.asked = handler.asked, []

        async def run() -> list[Any]:
            transport = httpx.MockTransport(handler)
            async_client = httpx.AsyncClient(transport=transport)
            twin = AsyncAPIClient(Service("X"), base_url="http://x", http_client=async_client)
            return [item async for item in AsyncPager(twin, operation, params, **given)]

        assert asyncio.run(run()) == items
        assert handler.asked == asked
    return items


BY_PAGE: list[tuple[str, dict[str, Any], dict[str, Any], int]] = [
    ("total", {"total": "total"}, {"total": total}, 3),
    ("total in a header", {"total": "header:X-Total"}, {}, 3),
    ("pages", {"pages": "pages"}, {"pages": count_pages}, 3),
    ("pages in a header", {"pages": "header:X-Pages"}, {}, 3),
    ("a short page", {}, {}, 3),
    ("a total that is no number", {"total": "total"}, {"total": "many"}, 3),
]


@pytest.mark.parametrize(("name", "plan", "extra", "times"), BY_PAGE, ids=[r[0] for r in BY_PAGE])
def test_pages_by_number(name: str, plan: dict[str, Any], extra: Any, times: int) -> None:
    source = Source(5, **extra)
    operation = operation_of(Pagination("page", page="page", size="size", items="items", **plan))
    assert walk(source, operation, {"size": 2}) == [1, 2, 3, 4, 5]
    assert source.asked == ["size=2", "size=2&page=2", "size=2&page=3"][:times]


def test_without_any_count_an_empty_page_is_the_end() -> None:
    source = Source(4)
    operation = operation_of(Pagination("page", page="page", items="items"))
    assert walk(source, operation) == [1, 2, 3, 4]
    assert source.asked == ["", "page=2", "page=3"]
    assert walk(Source(0), operation) == []


def test_a_size_that_the_server_cuts_loses_nothing() -> None:
    operation = operation_of(Pagination("page", page="page", size="size", items="items"))
    assert walk(Source(5, most=2), operation, {"size": 50}) == [1, 2, 3, 4, 5]
    counted = operation_of(
        Pagination("page", page="page", size="size", items="items", total="total")
    )
    assert walk(Source(5, most=2, total=total), counted, {"size": 50}) == [1, 2, 3, 4, 5]


def test_resuming_at_a_page() -> None:
    source = Source(5, total=total)
    operation = operation_of(
        Pagination("page", page="page", size="size", items="items", total="total")
    )
    assert walk(source, operation, {"size": 2, "page": 2}) == [3, 4, 5]
    assert source.asked == ["page=2&size=2", "size=2&page=3"]


def test_pages_counted_from_zero() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        page = int(request.url.params.get("page", 0))
        return httpx.Response(200, json={"items": [page], "pages": 3})

    operation = operation_of(Pagination("page", page="page", items="items", pages="pages", first=0))
    assert walk(handler, operation) == [0, 1, 2]


@pytest.mark.parametrize("extra", [{"total": total}, {}])
def test_offsets(extra: Any) -> None:
    plan = Pagination("offset", offset="offset", size="size", items="items", total="total")
    source = Source(5, **extra)
    assert walk(source, operation_of(plan), {"size": 2}) == [1, 2, 3, 4, 5]
    assert source.asked == ["size=2", "size=2&offset=2", "size=2&offset=4"]
    assert walk(Source(5, most=1, **extra), operation_of(plan), {"size": 2}) == [1, 2, 3, 4, 5]
    assert walk(Source(5, **extra), operation_of(plan), {"size": 2, "offset": 3}) == [4, 5]


def test_cursors() -> None:
    plan = Pagination("cursor", cursor="after", size="size", items="items", next="meta.next")

    def meta(source: Source, end: int, pages: int) -> dict[str, Any]:
        return {"next": cursor(source, end, pages)}

    source = Source(5, meta=meta)
    assert walk(source, operation_of(plan), {"size": 2}) == [1, 2, 3, 4, 5]
    assert source.asked == ["size=2", "size=2&after=2", "size=2&after=4"]


def test_cursors_that_are_the_last_item() -> None:
    plan = Pagination("cursor", cursor="after", items="items", next="items.-1")
    assert walk(Source(5), operation_of(plan)) == [1, 2, 3, 4, 5]


def test_paging_in_the_body() -> None:
    plan = Pagination(
        "page", "body", page="paging.page", size="paging.size", items="items", total="total"
    )
    operation = operation_of(plan, body=Body())
    source = Source(5, total=total)
    assert walk(source, operation, body={"paging": {"size": 2}, "f": 1}) == [1, 2, 3, 4, 5]
    empty = operation_of(plan, body=Body(required=False))
    assert walk(Source(5, total=total), empty) == [1, 2, 3, 4, 5]


def test_links_in_the_header_and_in_the_body() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        page = int(request.url.params.get("p", 1))
        following = f"/list?p={page + 1}&x=%2F" if page < 3 else None
        headers = {"link": f'<{following}>; rel="next", </list>; rel="first"'} if following else {}
        return httpx.Response(200, json={"items": [page], "next": following}, headers=headers)

    assert walk(handler, operation_of(Pagination("link", items="items"))) == [1, 2, 3]
    assert walk(handler, operation_of(Pagination("link", items="items", next="next"))) == [1, 2, 3]


def test_links_to_another_host_go_without_credentials() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        hop = {"http://x": "http://x/b", "http://x/b": "http://evil/c"}
        following = hop.get(f"http://{request.url.host}{request.url.path.removesuffix('/list')}")
        return httpx.Response(200, json={"items": [1], "next": following})

    http_client = httpx.Client(transport=httpx.MockTransport(handler))
    service = Service("X", schemes={"t": Bearer()}, security=(("t",),))
    client = APIClient(
        service, base_url="http://x", credentials={"token": "secret"}, http_client=http_client
    )
    plan = Pagination("link", items="items", next="next")
    assert list(Pager(client, operation_of(plan))) == [1, 1, 1]
    assert ["authorization" in each.headers for each in seen] == [True, True, False]


LOOPS: list[tuple[str, Pagination, dict[str, Any]]] = [
    ("the same page", Pagination("page", page="page", items="items"), {"items": [1, 2]}),
    ("the same offset", Pagination("offset", offset="offset", items="items"), {"items": [1, 2]}),
    (
        "the same cursor",
        Pagination("cursor", cursor="after", items="items", next="next"),
        {"items": [1], "next": "a"},
    ),
    (
        "the same link",
        Pagination("link", items="items", next="next"),
        {"items": [1], "next": "/list?a=1"},
    ),
]


@pytest.mark.parametrize(("name", "plan", "response"), LOOPS, ids=[row[0] for row in LOOPS])
def test_walks_never_go_on_for_ever(name: str, plan: Pagination, response: dict[str, Any]) -> None:
    times: list[int] = []

    def handler(request: httpx.Request) -> httpx.Response:
        times.append(1)
        return httpx.Response(200, json=response)

    with pytest.warns(ResponseWarning, match="stopped there"):
        walk(handler, operation_of(plan))
    assert len(times) <= 2


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "response", [{}, {"items": None}, {"items": 5}, {"items": {"a": 1}}, [], None]
)
def test_replies_without_a_list_are_empty_pages(response: Any) -> None:
    plan = Pagination("page", page="page", items="items", total="total")
    assert walk(lambda request: httpx.Response(200, json=response), operation_of(plan)) == []


def test_lists_at_the_top_and_in_envelopes() -> None:
    top = operation_of(Pagination("page", page="page"))
    replies = iter([[1, 2], [3], [1, 2], [3]])
    assert walk(lambda request: httpx.Response(200, json=next(replies)), top) == [1, 2, 3]
    wrapped = operation_of(
        Pagination("page", page="page", items="data.rows", total="data.total"),
        envelope=Envelope("data", "success", "errorObjects"),
    )
    fine = {"success": True, "data": {"rows": [1], "total": 1}}
    assert walk(lambda request: httpx.Response(200, json=fine), wrapped) == [1]
    failed = {"success": False, "errorObjects": [{"reason": "no"}]}
    with pytest.raises(EnvelopeError, match="no"):
        walk(lambda request: httpx.Response(200, json=failed), wrapped)


def test_pages_are_sequences_and_pagers_step() -> None:
    source = Source(5, total=total)
    http_client = httpx.Client(transport=httpx.MockTransport(source))
    client = APIClient(Service("X"), base_url="http://x", http_client=http_client)
    plan = Pagination("page", page="page", size="size", items="items", total="total")
    pager = Pager(client, operation_of(plan), {"size": 2})
    page = pager.page
    assert isinstance(page, Page)
    assert (len(page), page[0], page[-1:], page.number) == (2, 1, [2], 1)
    assert page == [1, 2]
    assert page.data == {"items": [1, 2], "total": 5}
    assert page.http_response.status_code == 200
    second = pager.next_page()
    assert second == [3, 4]
    assert pager.page is second
    assert pager.next_page() == [5]
    assert pager.next_page() is None
    assert pager.page == [5]
    assert [list(each) for each in pager.pages()] == [[1, 2], [3, 4], [5]]
    assert len(Pager(client, operation_of(plan)).page) == 2
    response = client.with_response(Pager, client, operation_of(plan))
    assert response.headers["x-total"] == "5"


@pytest.mark.parametrize(
    ("plan", "extra", "told"),
    [
        ({"style": "page", "page": "page", "total": "total"}, {"total": total}, [True, True, False]),
        ({"style": "page", "page": "page", "pages": "header:x-pages"}, {}, [True, True, False]),
        ({"style": "page", "page": "page"}, {}, [True, True, False]),  # a page that is shorter is the last
        ({"style": "cursor", "cursor": "after", "next": "next"}, {"next": cursor}, [True, True, False]),
    ],
)  # fmt: skip
def test_whether_a_list_goes_on_is_told_without_asking(
    plan: dict[str, Any], extra: dict[str, Any], told: list[bool]
) -> None:
    source = Source(5, **extra)
    operation = operation_of(Pagination(**plan, size="size", items="items"))
    http_client = httpx.Client(transport=httpx.MockTransport(source))
    client = APIClient(Service("X"), base_url="http://x", http_client=http_client)
    pager = Pager(client, operation, {"size": 2})
    seen = [pager.goes_on, pager.goes_on][1:]
    while pager.next_page() is not None:
        seen.append(pager.goes_on)
    assert seen == told
    assert len(source.asked) == 3

    async def run() -> list[bool]:
        transport = httpx.MockTransport(source)
        async with httpx.AsyncClient(transport=transport) as async_client:
            twin = AsyncAPIClient(Service("X"), base_url="http://x", http_client=async_client)
            pages = AsyncPager(twin, operation, {"size": 2})
            await pages
            seen = [pages.goes_on]
            while await pages.next_page() is not None:
                seen.append(pages.goes_on)
            return seen

    assert asyncio.run(run()) == told
