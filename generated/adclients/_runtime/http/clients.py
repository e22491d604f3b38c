"""The HTTP clients that a caller may give: of httpx, or of httpx2, which has the same names.

They are described by what is used of them, so that a type checker needs neither library.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any, Literal, Protocol


class HttpxClient(Protocol):
    """An `httpx.Client` or an `httpx2.Client`."""

    @property
    def headers(self) -> Any:
        """What is sent with every request."""
        ...

    @property
    def cookies(self) -> Any:
        """The cookies that it keeps."""
        ...

    @property
    def params(self) -> Any:
        """What is added to the query of every request."""
        ...

    @property
    def is_closed(self) -> bool:
        """Whether it can send no more."""
        ...

    def send(
        self,
        request: Any,
        *,
        stream: bool = ...,
        auth: Any = ...,
        follow_redirects: Any = ...,
    ) -> Any:
        """Send a request."""
        ...

    def close(self) -> None:
        """Close its connections."""
        ...


class AsyncHttpxClient(Protocol):
    """An `httpx.AsyncClient` or an `httpx2.AsyncClient`."""

    @property
    def headers(self) -> Any:
        """What is sent with every request."""
        ...

    @property
    def cookies(self) -> Any:
        """The cookies that it keeps."""
        ...

    @property
    def params(self) -> Any:
        """What is added to the query of every request."""
        ...

    @property
    def is_closed(self) -> bool:
        """Whether it can send no more."""
        ...

    async def send(
        self,
        request: Any,
        *,
        stream: bool = ...,
        auth: Any = ...,
        follow_redirects: Any = ...,
    ) -> Any:
        """Send a request."""
        ...

    async def aclose(self) -> None:
        """Close its connections."""
        ...


def libraries() -> list[ModuleType]:
    """Those of the two libraries that are loaded."""
    return [sys.modules[name] for name in ("httpx", "httpx2") if name in sys.modules]


def library_of(client: object, kind: Literal["Client", "AsyncClient"]) -> ModuleType:
    """The library that a client is of.

    Args:
        client: The client.
        kind: What it must be.

    Raises:
        TypeError: It is no such client of either library.
    """
    for library in libraries():
        if isinstance(client, getattr(library, kind)):
            return library
    raise TypeError(f"http_client must be an httpx.{kind} or an httpx2.{kind}, not {client!r}")


def fields_of(client: HttpxClient | AsyncHttpxClient) -> set[tuple[str, str]]:
    """What a client adds to requests by itself: `header`, `query` or `cookie`, and a name; headers in lower case."""
    headers = {("header", str(name).lower()) for name in client.headers}
    query = {("query", str(name)) for name in client.params}
    return headers | query | {("cookie", str(name)) for name in client.cookies}
