"""The raw responses of calls, for those who ask for them."""

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
class APIResponse(Generic[T_co]):
    """What a call returned, and the httpx response it came from.

    Attributes:
        data: What the method returned.
        http_response: The raw response: status, headers, content.
    """

    data: T_co
    http_response: httpx.Response = field(repr=False)

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        return self.http_response.status_code

    @property
    def headers(self) -> httpx.Headers:
        """The response's headers."""
        return self.http_response.headers


class Record:
    """The responses of successful calls, in order."""

    def __init__(self) -> None:
        self.responses: list[httpx.Response] = []

    @property
    def last(self) -> httpx.Response:
        """The response that came last.

        Raises:
            TypeError: None came.
        """
        if not self.responses:
            raise TypeError("with_response() takes a method of a client that makes a request")
        return self.responses[-1]


def record(response: httpx.Response) -> None:
    """Record the response of a successful call, if that is asked for."""
    if (asked := _record.get()) is not None:
        asked.responses.append(response)


_record: ContextVar[Record | None] = ContextVar("_record", default=None)


@contextmanager
def recording() -> Generator[Record, None, None]:
    """Records the response of each successful call made within, in this thread or task."""
    made = Record()
    before = _record.set(made)
    try:
        yield made
    finally:
        _record.reset(before)
