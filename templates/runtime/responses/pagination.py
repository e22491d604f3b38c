"""Pagers: the items of a list, page by page as they are needed, for sync and async."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ..options import UNSET, CallOptions
from ..spec.operation import Operation
from .pages import Page, Pages, Progress
from .tables import of_rows

if TYPE_CHECKING:
    from ..client import APIClient, AsyncAPIClient

T = TypeVar("T")


def _refuse_negative(limit: int | None) -> None:
    if limit is not None and limit < 0:
        raise ValueError(f"limit must be 0 or more, not {limit}")


class Pager(Generic[T]):
    """The items of a list, page by page as they are needed.

    Iterating gives all items from the first page on; `pages()` gives whole pages. It holds on to
    one page only.

    Attributes:
        page: The first page, or the one that `next_page` gave last.
    """

    def __init__(
        self,
        client: APIClient,
        operation: Operation[T],
        params: Mapping[str, object] | None = None,
        body: object = UNSET,
        *,
        options: CallOptions | None = None,
    ) -> None:
        """Call an operation for the first page; for arguments and errors see `APIClient.call`."""
        self._client = client
        self._pages = Pages(client.prepare(operation, params, body, options=options))
        self._progress = Progress()
        self._first: Page[T] = client.perform(self._pages.first())
        self.page: Page[T] = self._first

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.items

    def pages(self) -> Iterator[Page[T]]:
        """All pages, from the first one on."""
        progress = Progress()
        page: Page[T] | None = self._first
        while page is not None:
            yield page
            page = self._client.perform(self._pages.after(page, progress))

    @property
    def total(self) -> int | None:
        """How many items there are on all pages, where the first response tells."""
        return self._first.total

    def first(self) -> T | None:
        """The first item; None if there is none."""
        return next(iter(self), None)

    def to_list(self, limit: int | None = None) -> list[T]:
        """The items in a list, from the first page on.

        Args:
            limit: How many items at most; no more pages are asked for than that takes.

        Raises:
            ValueError: The limit is less than nothing.
        """
        _refuse_negative(limit)
        return [*islice(self, limit)]

    def next_page(self) -> Page[T] | None:
        """Ask for the page after `page` and make it `page`; None if that was the last."""
        following = self._client.perform(self._pages.after(self.page, self._progress))
        if following is not None:
            self.page = following
        return following

    @property
    def goes_on(self) -> bool:
        """Whether there may be a page after `page`, by what came so far; nothing is sent to find out."""
        return self._pages.goes_on(self.page, self._progress)

    def __repr__(self) -> str:
        return f"<Pager of {self._pages.operation.id}>"

    def _repr_html_(self) -> str:
        return of_rows(self.page.items, f"{self._pages.operation.id}: {self.page!r}")


class AsyncPager(Generic[T]):
    """The items of a list, page by page as they are needed.

    `await` gives the first page, `async for` all items, `pages()` whole pages. It holds on to one
    page only.
    """

    def __init__(
        self,
        client: AsyncAPIClient,
        operation: Operation[T],
        params: Mapping[str, object] | None = None,
        body: object = UNSET,
        *,
        options: CallOptions | None = None,
    ) -> None:
        """Check the arguments; for them and for errors see `APIClient.call`."""
        self._client = client
        self._pages = Pages(client.prepare(operation, params, body, options=options))
        self._progress = Progress()
        self._first: Page[T] | None = None
        self._page: Page[T] | None = None

    @property
    def page(self) -> Page[T]:
        """The first page, or the one that `next_page` gave last.

        Raises:
            RuntimeError: The pager was not awaited yet.
        """
        if self._page is None:
            raise RuntimeError("await the pager first: page = await pager")
        return self._page

    def __await__(self) -> Generator[Any, Any, Page[T]]:
        return self._first_page().__await__()

    async def _first_page(self) -> Page[T]:
        if self._first is None:
            self._first = await self._client.perform(self._pages.first())
            self._page = self._first
        return self._first

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.items:
                yield item

    async def pages(self) -> AsyncIterator[Page[T]]:
        """All pages, from the first one on."""
        progress = Progress()
        page: Page[T] | None = await self._first_page()
        while page is not None:
            yield page
            page = await self._client.perform(self._pages.after(page, progress))

    @property
    def total(self) -> int | None:
        """How many items there are on all pages, where the first response tells.

        Raises:
            RuntimeError: The pager was not awaited yet.
        """
        return self.page.total if self._first is None else self._first.total

    async def first(self) -> T | None:
        """The first item; None if there is none."""
        items = await self.to_list(1)
        return items[0] if items else None

    async def to_list(self, limit: int | None = None) -> list[T]:
        """The items in a list; for the argument see `Pager.to_list`."""
        _refuse_negative(limit)
        found: list[T] = []
        async for page in self.pages():
            found += page.items
            if limit is not None and len(found) >= limit:
                break
        return found[:limit]

    async def next_page(self) -> Page[T] | None:
        """Ask for the page after `page` and make it `page`; None if that was the last."""
        if self._page is None:
            return await self._first_page()
        following = await self._client.perform(self._pages.after(self._page, self._progress))
        if following is not None:
            self._page = following
        return following

    @property
    def goes_on(self) -> bool:
        """Whether there may be a page after `page`, by what came so far; nothing is sent to find out."""
        return self._pages.goes_on(self.page, self._progress)

    def __repr__(self) -> str:
        return f"<AsyncPager of {self._pages.operation.id}>"

    def _repr_html_(self) -> str:
        items = self._page.items if self._page is not None else []
        return of_rows(items, f"{self._pages.operation.id}: {self._page or 'not awaited yet'!r}")


class AsyncPage(Generic[T]):
    """One page of a list: `await` gives it, `async for` its items."""

    def __init__(self, pager: AsyncPager[T]) -> None:
        """Ask for nothing yet: the page is the first one of a pager."""
        self._pager = pager

    def __await__(self) -> Generator[Any, Any, Page[T]]:
        return self._pager.__await__()

    async def __aiter__(self) -> AsyncIterator[T]:
        for item in await self._pager:
            yield item

    def __repr__(self) -> str:
        return f"<AsyncPage of {self._pager!r}>"
