"""How people use the client: what a type checker must accept, and what it must not."""

from __future__ import annotations

import datetime
from typing import Literal, assert_type

from golden.library import AsyncBulk, AsyncLibrary, Bulk, Library, NotFoundError, RequestOptions
from golden.library.enums import State
from golden.library.models import Book, Shelf
from golden.library.params import BookCreate, BookUpdate, ShelfCreate, ShelfUpdate
from golden.library.rules import check


def read(library: Library) -> None:
    """Reading: models with typed fields."""
    book = library.books.get("9780000000001", options=RequestOptions(timeout=5))
    assert_type(book, Book)
    library.books.get("9780000000001", options={"timeout": 5, "headers": {"x-a": None}})
    library.books.get("9780000000001", options={"timeout": "5"})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert_type(library.with_options(timeout=5, headers={"x-a": None}), Library)
    assert_type(library.request("GET", "/books/1", type_=Book), Book)
    assert_type(library.request("GET", "/books/1", type_=Book, stream=False), Book)
    with library.request("GET", "/books.zip", stream=True) as download:
        assert_type(download.save("books.zip"), int)
    for each in library.request("GET", "/books.jsonl", type_=Book, stream=True):
        assert_type(each, Book)
    assert_type(book.title, str)
    assert_type(book.class_, str | None)
    assert_type(book.added_at, datetime.datetime | None)
    if book.shelf is not None:
        assert_type(book.shelf.room, str)
    if book.state == "IN" or book.state == "burnt":
        print(book.state)
    text: str = book.state or ""
    print(text)
    print(book.nothing)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownArgumentType]


def write(library: Library, state: State) -> None:
    """Writing: dicts, checked by type; wrong types and unknown keys are errors."""
    book = library.books.create(
        "9780000000001", "A", shelf={"room": "1"}, state="on hold", class_=None
    )
    assert_type(book, Book)
    library.books.create(
        isbn="9780000000001", title="A", shelf=ShelfCreate(room="1", row=2), state=state
    )
    library.books.update("9780000000001", title="B", shelf=ShelfUpdate(row=2))
    book_in_full: BookCreate = {"isbn": "1", "title": "A", "class_": "B", "shelf": {"room": "1"}}
    library.books.create(**book_in_full)
    library.books.delete("9780000000001")
    library.books.create("9780000000001")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    library.books.create("9780000000001", 5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    library.books.create("1", "A", state="lost")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    library.books.create("1", "A", shelf={"rom": "1"})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    library.books.create("1", "A", shelf={"row": 1})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    BookUpdate(isbn="1")  # type: ignore[typeddict-unknown-key]  # pyright: ignore[reportCallIssue]
    Library(environment="live")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def write_back(library: Library, shelf: Shelf) -> None:
    """What came back is sent: whole, as a dict, or what was changed of it."""
    book = library.books.get("9780000000001")
    assert_type(book.to_create(), BookCreate)
    assert_type(book.to_update(), BookUpdate)
    library.books.create(**book.to_create())
    library.books.update("9780000000001", **book.to_update())
    library.books.update("9780000000001", shelf=shelf)
    assert_type(book.changes(), BookUpdate)
    library.books.update("9780000000001", **book.changes())
    if book.state is not None:
        library.books.create("1", "A", state=book.state)
        library.books.list(state=book.state)
        print(library.books.get("1").state == book.state)


def judge(library: Library) -> None:
    """Judging without sending."""
    for violation in library.check(library.books.create, isbn="1", title="A"):
        assert_type(violation.path, str)
    assert_type(check(BookCreate, {"isbn": "1"})[0].message, str)
    assert_type(check("BookCreate", {"isbn": "1"})[0].rule, str)
    print(library.schema(library.books.create)["properties"])


def walk(library: Library) -> list[str]:
    """Paging: items and pages."""
    pager = library.books.list(per_page=50)
    for page in pager.pages():
        assert_type(page[0], Book)
    environment: Literal["production", "staging"] = "staging"
    with Library(token=lambda: "t", environment=environment) as other:
        try:
            assert_type(other.with_response(other.books.get, "9780000000001").data, Book)
        except NotFoundError as error:
            assert_type(error.status_code, int)
    return [book.title for book in pager]


async def walk_async(library: AsyncLibrary) -> list[str]:
    """The async twin."""
    assert_type(await library.books.get("9780000000001"), Book)
    page = await library.books.list()
    assert_type(page[0], Book)
    return [book.title async for book in library.books.list()]


def many(library: Library) -> None:
    """Many calls: arguments are those of the method, and outcomes are typed by what it returns."""
    bulk = Bulk(library.books.create, at_once=4)
    bulk.add("9780000000001", "A", state="on hold")
    bulk.add("9780000000001", 5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    bulk.add("9780000000001")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    bulk.add("1", "A", shelv={})  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    for outcome in bulk.run(progress=True):
        assert_type(outcome.value, Book | None)
        assert_type(outcome.error, Exception | None)
        assert_type(outcome.result(), Book)


async def many_later(library: AsyncLibrary) -> None:
    """The same in tasks."""
    bulk = AsyncBulk(library.books.get)
    bulk.add("9780000000001")
    bulk.add(7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    for outcome in await bulk.run():
        assert_type(outcome.result(), Book)
