"""Lists that come in pages: one engine for every style, pagers for sync and async over it."""

from __future__ import annotations

import warnings
from collections.abc import AsyncIterator, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload
from urllib.parse import quote, unquote, urljoin

from .building import Draft, Turn
from .errors import ResponseWarning
from .exchange import Core, Exchange, draft_of, turned
from .operation import Operation, Pagination
from .options import RequestOptions
from .paths import pluck
from .replies import bind_to, open_envelope, read_whole, reply_for
from .response import record
from .shapes import is_list, is_sequence
from .wire import Steps

if TYPE_CHECKING:
    import httpx

    from .client import APIClient, AsyncAPIClient

T = TypeVar("T")


class Page(Sequence[T]):
    """One page of a list: a sequence of its items.

    Attributes:
        items: The items.
        data: The whole body they came in.
        http_response: The raw reply.
        number: Number of the page, or offset of its first item, where pages are counted.
    """

    def __init__(
        self, items: list[T], data: object, http_response: httpx.Response, number: int | None
    ) -> None:
        self.items = items
        self.data = data
        self.http_response = http_response
        self.number = number

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> list[T]: ...

    def __getitem__(self, index: int | slice) -> T | list[T]:
        return self.items[index]

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __eq__(self, other: object) -> bool:
        return is_sequence(other) and self.items == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<Page of {len(self.items)} items>"


@dataclass
class _Trail:
    """What one walk over the pages has seen so far, to know where to stop.

    Attributes:
        count: How many items.
        largest: The most items that a page had.
        marks: Cursors and links that were followed.
    """

    count: int = 0
    largest: int = 0
    marks: set[str] = field(default_factory=set[str])


class Walk(Generic[T]):
    """A walk over the pages of one list; decides, like an exchange, and leaves acting to others."""

    def __init__(
        self,
        core: Core,
        operation: Operation[T],
        params: Mapping[str, object] | None,
        body: object,
        options: RequestOptions | None,
    ) -> None:
        """Check the arguments; for what they are see `APIClient.call`.

        Raises:
            RequestValidationError: They are wrong.
        """
        self.core = core
        self.operation = operation
        self.options = options or RequestOptions()
        self.draft = draft_of(core, operation, params, body, self.options)
        self.plan = operation.pagination or Pagination("link")
        self.start = self._asked(self.plan.page or self.plan.offset)
        self.size = self._asked(self.plan.size)

    def _asked(self, name: str | None) -> int | None:
        """A number that the caller gave for a paging parameter."""
        if name is None:
            return None
        if self.plan.location == "body":
            return _whole(pluck(self.draft.content.plain if self.draft.content else None, name))
        wire = quote(name, safe="[]")
        given = [value for key, value in self.draft.query if key in (wire, quote(name, safe=""))]
        return _whole(unquote(given[-1])) if given else None

    @property
    def base(self) -> int:
        """The number of the first page, or the offset of the first item."""
        if self.plan.first is not None:
            return self.plan.first
        return 0 if self.plan.style == "offset" else 1

    # Fetching ----------------------------------------------------------------------------------

    def first(self) -> Steps[Page[T]]:
        """Ask for the first page."""
        number = self.base if self.start is None else self.start
        return (yield from self._fetch(self.draft, number))

    def after(self, page: Page[T], trail: _Trail) -> Steps[Page[T] | None]:
        """Ask for the page after another one; None if that was the last.

        Args:
            page: The page.
            trail: What the walk has seen before that page.
        """
        turn = self.turn(page, trail)
        if turn is None:
            return None
        counted = self.plan.style in ("page", "offset")
        number = self._next_number(page) if counted else None
        following = yield from self._fetch(turned(self.draft, turn), number)
        if counted and following.items == page.items and self._end_by_count(page, trail) is None:
            self._warn("answers the same page again and again")
            return None
        return following

    def _fetch(self, draft: Draft, number: int | None) -> Steps[Page[T]]:
        exchange = Exchange(self.core, self.operation, draft, self.options)
        response = yield from exchange.steps()
        record(response)
        reply = reply_for(self.operation.replies, response)
        whole = read_whole(self.core, self.operation, reply, response)
        if reply and reply.envelope and whole is not None:
            open_envelope(self.core, self.operation, reply.envelope, whole, response)
        items = pluck(whole, self.plan.items)
        members: list[T] = items if is_list(items) else []
        if items is not None and not is_list(items):
            self._warn(f"has no list at {self.plan.items or 'the top'!r}")
        bind_to(self.core, members, response, self.plan.items)
        return Page(members, whole, response, number)

    # Deciding ----------------------------------------------------------------------------------

    def turn(self, page: Page[T], trail: _Trail) -> Turn | None:
        """How to ask for the next page; None if there is none.

        Args:
            page: The page at hand.
            trail: What the walk has seen before; the page is added to it.
        """
        shorter = len(page) < trail.largest
        trail.count += len(page)
        trail.largest = max(trail.largest, len(page))
        if self.plan.style == "cursor":
            return self._by_cursor(page, trail)
        if self.plan.style == "link":
            return self._by_link(page, trail)
        end = self._end_by_count(page, trail)
        if not page.items or end or (end is None and shorter):
            return None
        return self._set((self.plan.page or self.plan.offset or "page"), self._next_number(page))

    def _end_by_count(self, page: Page[T], trail: _Trail) -> bool | None:
        """Whether the page is the last by what the reply counts; None if it counts nothing."""
        if (pages := self._number(page, self.plan.pages)) is not None:
            return self._page_index(page) + 1 >= pages
        total = self._number(page, self.plan.total)
        if total is not None and (seen := self._seen(page, trail)) is not None:
            return seen >= total
        return None

    def _seen(self, page: Page[T], trail: _Trail) -> int | None:
        """How many items there are up to the end of a page."""
        if self.plan.style == "offset":
            return (page.number or 0) - self.base + len(page)
        if self.start is None or self.start == self.base:
            return trail.count
        size = self.size or trail.largest
        return self._page_index(page) * size + len(page) if size else None

    def _page_index(self, page: Page[T]) -> int:
        number = page.number if page.number is not None else self.base
        if self.plan.style == "offset":
            return (number - self.base) // (self.size or max(len(page), 1))
        return number - self.base

    def _next_number(self, page: Page[T]) -> int:
        number = page.number if page.number is not None else self.base
        return number + (len(page) if self.plan.style == "offset" else 1)

    def _by_cursor(self, page: Page[T], trail: _Trail) -> Turn | None:
        cursor = self._value(page, self.plan.next)
        if cursor in (None, "", False) or not self._is_new(str(cursor), trail):
            return None
        return self._set(self.plan.cursor or "cursor", cursor)

    def _by_link(self, page: Page[T], trail: _Trail) -> Turn | None:
        if self.plan.next:
            link = self._value(page, self.plan.next)
        else:
            link = page.http_response.links.get("next", {}).get("url")
        if not isinstance(link, str) or not link:
            return None
        url = urljoin(str(page.http_response.request.url), link)
        return Turn(url=url) if self._is_new(url, trail) else None

    def _is_new(self, mark: str, trail: _Trail) -> bool:
        """Whether a cursor or link was not followed before; else the walk would never end."""
        if mark in trail.marks:
            self._warn("leads back to a page that was read already")
            return False
        trail.marks.add(mark)
        return True

    def _set(self, name: str, value: Any) -> Turn:
        if self.plan.location == "body":
            return Turn(body={name: value})
        return Turn(query={name: str(value)})

    def _value(self, page: Page[T], path: str | None) -> object:
        if not path:
            return None
        if path.startswith("header:"):
            return page.http_response.headers.get(path.removeprefix("header:").strip())
        return pluck(page.data, path)

    def _number(self, page: Page[T], path: str | None) -> int | None:
        return _whole(self._value(page, path))

    def _warn(self, text: str) -> None:
        from .callers import stack_level

        told = f"{self.operation.id} {text}; stopped there"
        warnings.warn(told, ResponseWarning, stacklevel=stack_level())


def _whole(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().isdecimal():
        return int(value)
    return None


class Pager(Generic[T]):
    """The items of a list, page by page as they are needed.

    Iterating gives all items from the first page on; `pages()` gives whole pages. It holds on to
    one page only.

    Attributes:
        page: The first page, or the one that `next_page` gave last.
    """

    def __init__(self, client: APIClient, walk: Walk[T]) -> None:
        self._client = client
        self._walk = walk
        self._trail = _Trail()
        self._first: Page[T] = client.perform(walk.first())
        self.page: Page[T] = self._first

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.items

    def pages(self) -> Iterator[Page[T]]:
        """All pages, from the first one on."""
        trail = _Trail()
        page: Page[T] | None = self._first
        while page is not None:
            yield page
            page = self._client.perform(self._walk.after(page, trail))

    def next_page(self) -> Page[T] | None:
        """Ask for the page after `page` and make it `page`; None if that was the last."""
        following = self._client.perform(self._walk.after(self.page, self._trail))
        if following is not None:
            self.page = following
        return following

    def __repr__(self) -> str:
        return f"<Pager of {self._walk.operation.id}>"


class AsyncPager(Generic[T]):
    """The items of a list, page by page as they are needed.

    `await` gives the first page, `async for` all items, `pages()` whole pages. It holds on to one
    page only.
    """

    def __init__(self, client: AsyncAPIClient, walk: Walk[T]) -> None:
        self._client = client
        self._walk = walk
        self._trail = _Trail()
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
            self._first = await self._client.perform(self._walk.first())
            self._page = self._first
        return self._first

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.items:
                yield item

    async def pages(self) -> AsyncIterator[Page[T]]:
        """All pages, from the first one on."""
        trail = _Trail()
        page: Page[T] | None = await self._first_page()
        while page is not None:
            yield page
            page = await self._client.perform(self._walk.after(page, trail))

    async def next_page(self) -> Page[T] | None:
        """Ask for the page after `page` and make it `page`; None if that was the last."""
        if self._page is None:
            return await self._first_page()
        following = await self._client.perform(self._walk.after(self._page, self._trail))
        if following is not None:
            self._page = following
        return following

    def __repr__(self) -> str:
        return f"<AsyncPager of {self._walk.operation.id}>"
