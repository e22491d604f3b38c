"""The raw reply behind a result."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    import httpx

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True)
class Response(Generic[T_co]):
    """What a call returned, and the httpx response it came from.

    Attributes:
        data: What the method returned.
        http_response: The raw reply: status, headers, content.
    """

    data: T_co
    http_response: httpx.Response = field(repr=False)

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        return self.http_response.status_code

    @property
    def headers(self) -> httpx.Headers:
        """The reply's headers."""
        return self.http_response.headers


_last: ContextVar[list[httpx.Response] | None] = ContextVar("_last", default=None)


@contextmanager
def recording() -> Generator[list[httpx.Response], None, None]:
    """Collects the final reply of each call made within, in this thread or task."""
    replies: list[httpx.Response] = []
    mark = _last.set(replies)
    try:
        yield replies
    finally:
        _last.reset(mark)


def record(response: httpx.Response) -> None:
    """Hand a call's final reply to whoever is collecting."""
    replies = _last.get()
    if replies is not None:
        replies.append(response)
