"""Lists in pages: `x-pagination` makes a method give a pager."""

from __future__ import annotations

import httpx
import pytest
from support import Generate, Package, run

BOOKS = """
paths:
  /books:
    get:
      operationId: books.list
      tags: [books]
      x-pagination: {style: page, in: query, page: page, size: per_page, items: data.books, total: data.total, first: 1}
      parameters:
        - {name: page, in: query, schema: {type: integer, minimum: 1}}
        - {name: per_page, in: query, schema: {type: integer, minimum: 1, maximum: 50, default: 2}}
        - {name: author, in: query, schema: {type: string}}
      responses: {'200': {description: Books., content: {application/json: {schema:
          {$ref: '#/components/schemas/BookPage'}}}}}
  /feed:
    get:
      operationId: books.feed
      tags: [books]
      x-pagination: {style: cursor, cursor: after, next: next, items: items}
      parameters: [{name: after, in: query, schema: {type: string}}]
      responses: {'200': {description: Books., content: {application/json: {schema: {type: object, properties: {
        items: {type: array, items: {$ref: '#/components/schemas/Book'}}, next: {type: [string, 'null']}}}}}}}
  /window:
    get:
      operationId: books.window
      tags: [books]
      x-pagination: {style: offset, offset: start, size: count}
      parameters:
        - {name: start, in: query, schema: {type: integer}}
        - {name: count, in: query, schema: {type: integer}}
      responses: {'200': {description: Books., content: {application/json: {schema: {type: array,
          items: {$ref: '#/components/schemas/Book'}}}}}}
  /linked:
    get:
      operationId: books.linked
      tags: [books]
      x-pagination: {style: link}
      responses: {'200': {description: Books., content: {application/json: {schema: {type: array,
          items: {$ref: '#/components/schemas/Book'}}}}}}
  /search:
    post:
      operationId: books.search
      tags: [books]
      x-pagination: {style: page, in: body, page: page, items: items}
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [term],
        properties: {term: {type: string}, page: {type: integer}}}}}}
      responses: {'200': {description: Books., content: {application/json: {schema: {type: object, properties: {
        items: {type: array, items: {$ref: '#/components/schemas/Book'}}}}}}}}
components:
  schemas:
    BookPage: {type: object, properties: {data: {type: object, properties: {total: {type: integer},
      books: {type: array, items: {$ref: '#/components/schemas/Book'}}}}}}
    Book: {type: object, required: [title], properties: {title: {type: string}}}
"""
TITLES = ["A", "B", "C", "D", "E"]


def shelf(request: httpx.Request) -> httpx.Response:
    """A server with five books, two on a page."""
    size = int(request.url.params.get("per_page", "2"))
    start = (int(request.url.params.get("page", "1")) - 1) * size
    books = [{"title": title} for title in TITLES[start : start + size]]
    return httpx.Response(200, json={"data": {"books": books, "total": len(TITLES)}})


@pytest.fixture
def books(generate: Generate) -> Package:
    sample = generate(BOOKS)
    sample.server.play(shelf)
    return sample


def pages_asked(books: Package) -> list[str]:
    """The page numbers of the requests so far; a first page need not be named."""
    return [dict(sent.query).get("page", "1") for sent in books.sent]


def test_iterating_gives_the_items_of_all_pages(books: Package) -> None:
    items = books.call("books.list", author="X")
    assert [book.title for book in items] == TITLES
    assert {type(book) for book in items} == {books.models.Book}
    assert pages_asked(books) == ["1", "2", "3"] * 2
    assert all(("author", "X") in sent.query for sent in books.sent)


def test_sync_sends_the_first_request_at_the_call(books: Package) -> None:
    pager = books.method("books.list")()
    assert pages_asked(books) == ["1"]
    assert [book.title for book in pager.page] == ["A", "B"]
    iterator = iter(pager)
    assert [next(iterator).title, next(iterator).title] == ["A", "B"]
    assert pages_asked(books) == ["1"]
    assert next(iterator).title == "C"
    assert pages_asked(books) == ["1", "2"]


def test_async_call_is_plain_and_sends_nothing_until_it_is_awaited(books: Package) -> None:
    async def play() -> None:
        pager = books.method("books.list", books.async_client())()
        assert books.sent == []
        page = await pager
        assert [book.title for book in page] == ["A", "B"]
        assert [book.title for book in pager.page] == ["A", "B"]
        assert pages_asked(books) == ["1"]
        assert [book.title async for book in pager] == TITLES
        assert pages_asked(books) == ["1", "2", "3"]

    run(play())


def test_pages_come_whole(books: Package) -> None:
    pager = books.method("books.list")()
    assert [[book.title for book in page] for page in pager.pages()] == [
        ["A", "B"],
        ["C", "D"],
        ["E"],
    ]
    assert pager.page.data.data.total == 5

    async def play() -> list[list[str]]:
        pager = books.method("books.list", books.async_client())()
        return [[book.title for book in page] async for page in pager.pages()]

    assert run(play()) == [["A", "B"], ["C", "D"], ["E"]]


def test_next_page_goes_on_by_hand(books: Package) -> None:
    pager = books.method("books.list")(per_page=3)
    assert [book.title for book in pager.next_page()] == ["D", "E"]
    assert [book.title for book in pager.page] == ["D", "E"]
    assert pager.next_page() is None

    async def play() -> None:
        pager = books.method("books.list", books.async_client())(per_page=3)
        await pager
        assert [book.title for book in await pager.next_page()] == ["D", "E"]
        assert await pager.next_page() is None

    run(play())


def test_a_walk_may_start_anywhere(books: Package) -> None:
    assert [book.title for book in books.call("books.list", page=2)] == ["C", "D", "E"]
    assert pages_asked(books) == ["2", "3"] * 2


def test_wrong_arguments_are_refused_at_the_call(books: Package) -> None:
    with pytest.raises(books.module().RequestValidationError):
        books.method("books.list")(page=0)
    assert books.sent == []


def test_cursors_are_followed(books: Package) -> None:
    books.server.play(
        {"items": [{"title": "A"}], "next": "x="}, {"items": [{"title": "B"}], "next": None}
    )
    assert [book.title for book in books.call("books.feed")] == ["A", "B"]
    assert [sent.query for sent in books.sent[:2]] == [(), (("after", "x="),)]


def test_offsets_move_by_what_came_and_the_body_itself_may_be_the_list(books: Package) -> None:
    books.server.play([{"title": "A"}, {"title": "B"}], [{"title": "C"}])
    assert [book.title for book in books.call("books.window", count=2)] == ["A", "B", "C"]
    assert [dict(sent.query).get("start", "0") for sent in books.sent[:2]] == ["0", "2"]


def test_links_are_followed(books: Package) -> None:
    books.server.play(
        httpx.Response(200, json=[{"title": "A"}], headers={"link": '</linked?p=2>; rel="next"'}),
        httpx.Response(200, json=[{"title": "B"}]),
    )
    assert [book.title for book in books.call("books.linked")] == ["A", "B"]
    assert books.sent[1].query == (("p", "2"),)


def test_the_page_number_may_stand_in_the_body(books: Package) -> None:
    books.server.play({"items": [{"title": "A"}]}, {"items": [{"title": "B"}]}, {"items": []})
    assert [book.title for book in books.call("books.search", "x")] == ["A", "B"]
    assert [sent.json.get("page", 1) for sent in books.sent[:3]] == [1, 2, 3]
    assert {sent.json["term"] for sent in books.sent} == {"x"}


def test_without_its_iterator_a_list_gives_one_page_async_as_sync() -> None:
    from adclients.civis import AsyncCivis, Civis

    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        number = request.url.params.get("page_num", "1")
        asked.append(number)
        headers = {"x-pagination-current-page": number, "x-pagination-total-pages": "3"}
        return httpx.Response(200, json=[{"id": int(number)}], headers=headers)

    transport = httpx.MockTransport(answer)
    civis = Civis(api_key="k", http_client=httpx.Client(transport=transport))
    assert [each.id for each in civis.media.list_optimizations(page_num=2)] == [2]
    assert [each.id for each in civis.media.list_optimizations(iterator=True)] == [1, 2, 3]

    async def play() -> None:
        civis = AsyncCivis(api_key="k", http_client=httpx.AsyncClient(transport=transport))
        one = civis.media.list_optimizations(page_num=2)
        assert [each.id async for each in one] == [2]
        assert [each.id for each in await civis.media.list_optimizations()] == [1]
        assert [x.id async for x in civis.media.list_optimizations(iterator=True)] == [1, 2, 3]

    del asked[:]
    run(play())
    assert asked == ["2", "1", "1", "2", "3"]
