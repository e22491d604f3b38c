"""Pages of lists: one reader for every style, which decides how a list goes on and where it ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

from ..data import is_dict, is_list, is_sequence, value_at
from ..errors import ResponseWarning, warn
from ..http.calls import PreparedCall
from ..http.commands import Steps
from ..http.flow import Flow
from ..requests.bodies import json_content
from ..requests.build import Draft
from ..spec.operation import Pagination
from .read import successful
from .tables import of_rows

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")

_REPEATS = 5  # how often a page may come again where a cursor or a link tells what follows: rows may be alike


class Page(Sequence[T]):
    """One page of a list: a sequence of its items.

    Attributes:
        items: The items.
        data: The whole body they came in.
        http_response: The raw response.
        number: Number of the page, or offset of its first item, where pages are counted.
        total: How many items there are on all pages, where the response tells.
    """

    def __init__(
        self,
        items: list[T],
        data: object,
        http_response: httpx.Response,
        number: int | None,
        total: int | None = None,
    ) -> None:
        self.items = items
        self.data = data
        self.http_response = http_response
        self.number = number
        self.total = total

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
        total = f", {self.total} in all" if self.total is not None else ""
        return f"<Page of {len(self.items)} items{total}>"

    def _repr_html_(self) -> str:
        return of_rows(self.items, repr(self).strip("<>"))


@dataclass
class Progress:
    """What was seen of a list so far, to know where to stop.

    Attributes:
        count: How many items.
        largest: The most items that a page had.
        marks: Cursors and links that were followed.
        repeats: How often the page before came again.
    """

    count: int = 0
    largest: int = 0
    marks: set[str] = field(default_factory=set[str])
    repeats: int = 0


class Pages(Generic[T]):
    """The pages of one list; decides, like a flow, and leaves acting to others."""

    def __init__(self, call: PreparedCall[T]) -> None:
        self.operation = call.operation
        self._call = call
        self._plan = call.operation.pagination or Pagination("link")
        self._start = _whole(self._asked(self._plan.page or self._plan.offset))
        self._size = _whole(self._asked(self._plan.size))

    def _asked(self, name: str | None) -> object:
        """What the caller gave for a paging parameter."""
        draft = self._call.draft
        if name is None:
            return None
        if self._plan.location == "body":
            return value_at(draft.content.plain if draft.content else None, name)
        names = _escaped(name)
        given = [value for key, value in draft.query if key in names]
        return unquote(given[-1]) if given else None

    @property
    def _base(self) -> int:
        """The number of the first page, or the offset of the first item."""
        if self._plan.first is not None:
            return self._plan.first
        return 0 if self._plan.style == "offset" else 1

    # Fetching ----------------------------------------------------------------------------------

    def first(self) -> Steps[Page[T]]:
        """Ask for the first page."""
        number = self._base if self._start is None else self._start
        return (yield from self._fetch(self._call.draft, number))

    def after(self, page: Page[T], progress: Progress) -> Steps[Page[T] | None]:
        """Ask for the page after another one; None if that was the last.

        Args:
            page: The page.
            progress: What was seen before that page; the page is added to it.
        """
        draft = self._next_draft(page, progress)
        if draft is None:
            return None
        counted = self._plan.style in ("page", "offset")
        number = self._next_number(page) if counted else None
        following = yield from self._fetch(draft, number)
        is_same = bool(page.items) and following.items == page.items
        progress.repeats = progress.repeats + 1 if is_same else 0
        if progress.repeats > (0 if counted else _REPEATS):
            self._warn("answers the same page again and again")
            return None
        return following

    def goes_on(self, page: Page[T], progress: Progress) -> bool:
        """Whether there may be a page after another one; nothing is sent or noted. See `after`."""
        return self._next_draft(page, replace(progress, marks={*progress.marks})) is not None

    def _fetch(self, draft: Draft, number: int | None) -> Steps[Page[T]]:
        flow = Flow(replace(self._call, draft=draft))
        received = successful(flow, (yield from flow.send()))
        whole = received.body()
        items = value_at(whole, self._plan.items)
        members: list[T] = items if is_list(items) else []
        if items is not None and not is_list(items):
            self._warn(f"has no list at {self._plan.items or 'the top'!r}")
        received.bind(members, self._plan.items)
        page = Page(members, whole, received.response, number)
        page.total = self._number(page, self._plan.total)
        return page

    # Deciding ----------------------------------------------------------------------------------

    def _next_draft(self, page: Page[T], progress: Progress) -> Draft | None:
        """The request for the page after another one; None if that was the last; see `after`."""
        shorter = len(page) < progress.largest
        progress.count += len(page)
        progress.largest = max(progress.largest, len(page))
        if self._plan.style == "cursor":
            return self._by_cursor(page, progress)
        if self._plan.style == "link":
            return self._by_link(page, progress)
        end = self._is_end(page, progress)
        if not page.items or end or (end is None and shorter):
            return None
        return self._set((self._plan.page or self._plan.offset or "page"), self._next_number(page))

    def _is_end(self, page: Page[T], progress: Progress) -> bool | None:
        """Whether the page is the last by what the response counts; None if it counts nothing."""
        if (pages := self._number(page, self._plan.pages)) is not None:
            return self._page_index(page) + 1 >= pages
        total = self._number(page, self._plan.total)
        if total is not None and (seen := self._seen(page, progress)) is not None:
            return seen >= total
        return None

    def _seen(self, page: Page[T], progress: Progress) -> int | None:
        """How many items there are up to the end of a page."""
        if self._plan.style == "offset":
            return (page.number or 0) - self._base + len(page)
        if self._start is None or self._start == self._base:
            return progress.count
        size = self._size or progress.largest
        return self._page_index(page) * size + len(page) if size else None

    def _page_index(self, page: Page[T]) -> int:
        number = page.number if page.number is not None else self._base
        if self._plan.style == "offset":
            return (number - self._base) // (self._size or max(len(page), 1))
        return number - self._base

    def _next_number(self, page: Page[T]) -> int:
        number = page.number if page.number is not None else self._base
        return number + (len(page) if self._plan.style == "offset" else 1)

    def _by_cursor(self, page: Page[T], progress: Progress) -> Draft | None:
        if not progress.marks and (asked := self._asked(self._plan.cursor)) is not None:
            progress.marks.add(str(asked))
        cursor = self._value(page, self._plan.next)
        if cursor in (None, "", False) or not self._is_new(str(cursor), progress):
            return None
        return self._set(self._plan.cursor or "cursor", cursor)

    def _by_link(self, page: Page[T], progress: Progress) -> Draft | None:
        if self._plan.next:
            link = self._value(page, self._plan.next)
        else:
            link = page.http_response.links.get("next", {}).get("url")
        if not isinstance(link, str) or not link:
            return None
        here = str(page.http_response.request.url)
        progress.marks.add(self._without_secrets(here))
        try:
            url = urljoin(here, link)
            is_new = self._is_new(self._without_secrets(url), progress)
        except ValueError:  # it is no URL, which is told by who should send a request there
            url, is_new = link, True
        return replace(self._call.draft, url=url) if is_new else None

    def _without_secrets(self, url: str) -> str:
        """A URL by which a page is known: without a fragment, and without a key that is a query parameter."""
        scheme, host, path, query, _ = urlsplit(url)
        secret = self._call.settings.auth.secret_query
        pairs = [p for p in parse_qsl(query, keep_blank_values=True) if p[0] not in secret]
        return urlunsplit((scheme, host, path, urlencode(pairs), ""))

    def _is_new(self, mark: str, progress: Progress) -> bool:
        """Whether a cursor or link was not followed before; else reading would never end."""
        if mark in progress.marks:
            self._warn("leads back to a page that was read already")
            return False
        progress.marks.add(mark)
        return True

    def _set(self, name: str, value: Any) -> Draft:
        """The request with another value of a paging parameter."""
        draft, content = self._call.draft, self._call.draft.content
        if self._plan.location == "body":
            plain = _with(content.plain if content else {}, name.split("."), value)
            media = content.media if content else "application/json"
            return replace(draft, content=json_content(plain, media))
        names = _escaped(name)
        query = [pair for pair in draft.query if pair[0] not in names]
        return replace(draft, query=[*query, (names[0], quote(str(value), safe=""))])

    def _value(self, page: Page[T], path: str | None) -> object:
        if not path:
            return None
        if path.startswith("header:"):
            return page.http_response.headers.get(path.removeprefix("header:").strip())
        return value_at(page.data, path)

    def _number(self, page: Page[T], path: str | None) -> int | None:
        return _whole(self._value(page, path))

    def _warn(self, text: str) -> None:
        warn(f"{self.operation.id} {text}; stopped there", ResponseWarning)


def _escaped(name: str) -> tuple[str, str]:
    """The two ways in which the name of a query parameter may be escaped: with brackets left alone, and without."""
    return quote(name, safe="[]"), quote(name, safe="")


def _whole(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().isdecimal():
        return int(value)
    return None


def _with(value: Any, path: list[str], new: Any) -> Any:
    """A JSON object with another value at a path."""
    members: dict[str, Any] = value if is_dict(value) else {}
    inner = new if len(path) == 1 else _with(members.get(path[0]), path[1:], new)
    return {**members, path[0]: inner}
