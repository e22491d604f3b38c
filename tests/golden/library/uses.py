"""How people use the client: what a type checker must accept, and what it must not."""

from __future__ import annotations

import datetime
from typing import Literal, assert_type

from golden.library import AsyncLibrary, Library, NotFoundError, RequestOptions
from golden.library.models import Book, BookCreate, ShelfCreate, ShelfUpdate, State


def read(library: Library) -> None:
    """Reading: models with typed fields."""
    book = library.books.get("9780000000001", options=RequestOptions(timeout=5))
    assert_type(book, Book)
    assert_type(book.title, str)
    assert_type(book.class_, str | None)
    assert_type(book.added_at, datetime.datetime | None)
    if book.shelf is not None:
        assert_type(book.shelf.room, str)
    if book.state == "IN":
        print(book.state)
    print(book.nothing)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownArgumentType]


def write(library: Library, state: State) -> None:
    """Writing: models, dicts, dates; wrong types are errors."""
    book = library.books.create(
        "9780000000001", "A", shelf={"room": "1"}, state="on hold", class_=None
    )
    assert_type(book, Book)
    library.books.create(
        isbn="9780000000001", title="A", shelf=ShelfCreate(room="1", row=2), state=state
    )
    library.books.update("9780000000001", title="B", shelf=ShelfUpdate(row=2))
    BookCreate(isbn="9780000000001", title="A", class_="B", shelf=ShelfCreate(room="1"))
    library.books.delete("9780000000001")
    library.books.create("9780000000001")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    library.books.create("9780000000001", 5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    library.books.create("1", "A", state="lost")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    library.books.update("1", shelf=ShelfCreate(room="1"))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Library(environment="live")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


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
