"""The one place where httpx is used: turns requests into httpx's, and its errors into ours."""

from __future__ import annotations

import time
from collections.abc import AsyncIterable, AsyncIterator, Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import httpx

from .commands import DeliveryError, Request
from .logs import safe_url

_LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=100)
_LEAST = 0.001  # seconds; a timeout of nothing would mean something else to a socket

# The connection was never made, so nothing of the request was sent.
_UNSENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)


class _Timeouts(dict[str, "float | None"]):
    """Timeouts that shrink as the deadline of the call draws near.

    The connection asks for each when it begins to connect, to send and to read, so that together
    they cannot outlast the deadline.
    """

    def __init__(self, seconds: float | None, expires: float | None) -> None:
        super().__init__(connect=seconds, read=seconds, write=seconds, pool=seconds)
        self._expires = expires

    def get(self, key: str, default: Any = None) -> Any:
        """The seconds left for a phase."""
        seconds = super().get(key, default)
        if self._expires is None:
            return seconds
        left = max(self._expires - time.monotonic(), _LEAST)
        return left if seconds is None else min(seconds, left)


class _GuardedURL(httpx.URL):
    """A URL that shows no secrets when it is printed, as httpx's own log does."""

    secret: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return safe_url(super().__str__(), self.secret)

    def __repr__(self) -> str:
        return f"URL({str(self)!r})"


def _defaults(client: httpx.Client | httpx.AsyncClient) -> dict[str, str]:
    """The headers that are best left to the httpx client, unless the caller sets them."""
    names = ("accept-encoding", "user-agent")
    return {name: client.headers[name] for name in names if name in client.headers}


def _build(request: Request, content: Any, defaults: dict[str, str]) -> httpx.Request:
    given = {**defaults, **request.headers}
    headers = [(name.encode(), _latin(value)) for name, value in given.items()]
    body = request.content
    files: Any = list(body.parts) if body and body.parts is not None else None
    built = httpx.Request(
        request.method,
        request.url,
        headers=headers,
        content=content,
        files=files,
        extensions={"timeout": _Timeouts(request.timeout, request.expires)},
    )
    if request.secret_query:
        guarded = _GuardedURL(built.url)
        guarded.secret = request.secret_query
        built.url = guarded
    return built


def _latin(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode()


@contextmanager
def translated(request: Request) -> Generator[None, None, None]:
    """Raises httpx's errors as ours."""
    try:
        yield
    except httpx.TimeoutException as error:
        sent = not isinstance(error, _UNSENT)
        phase = type(error).__name__.removesuffix("Timeout").lower()
        limit = f" of {request.timeout:g} s" if request.timeout is not None else ""
        text = f"timed out after the timeout{limit} for {_PHASES.get(phase, phase)}"
        raise DeliveryError(text, sent=sent, timed_out=True) from error
    except (httpx.TransportError, httpx.DecodingError, httpx.InvalidURL) as error:
        sent = not isinstance(error, (*_UNSENT, httpx.InvalidURL))
        what = "the connection broke" if sent else "no connection could be made"
        text = f"{what}: {str(error) or type(error).__name__}"
        raise DeliveryError(text, sent=sent) from error


_PHASES = {
    "connect": "connecting",
    "read": "a response",
    "write": "sending",
    "pool": "a free connection",
}


def _refuse_other(given: object, kind: type[Any]) -> None:
    if given is not None and not isinstance(given, kind):
        raise TypeError(f"http_client must be an httpx.{kind.__name__}, not {given!r}")


class SyncTransport:
    """Sends requests for a sync client, over its own httpx client or the caller's."""

    def __init__(self, http_client: httpx.Client | None) -> None:
        _refuse_other(http_client, httpx.Client)
        self._own = http_client is None
        self._client = http_client or httpx.Client(limits=_LIMITS, timeout=None)
        self._defaults = _defaults(self._client)

    def send(
        self, request: Request, *, stream: bool, hooks: list[Callable[[Any], Any]]
    ) -> httpx.Response:
        """Send a request and read its response, or with `stream` only the head of it.

        Args:
            request: What to send.
            stream: Whether the body is left to be read.
            hooks: Functions to call with the httpx request first.

        Raises:
            DeliveryError: No response came.
        """
        with translated(request):
            built = _build(request, _chunks(request), self._defaults)
        for hook in hooks:
            hook(built)
        with translated(request):
            response = self._client.send(built, stream=True, auth=None, follow_redirects=False)
            if stream:
                return response
            return self.read(response, request)

    def read(self, response: httpx.Response, request: Request | None = None) -> httpx.Response:
        """Read the whole body of a response.

        Args:
            response: The response.
            request: The request, whose deadline then holds for the body too.

        Raises:
            DeliveryError: The body broke off.
        """
        if request and request.expires is not None and not response.is_closed:
            stream = cast("Iterable[bytes]", response.stream)
            response.stream = _Punctual(stream, request.expires)
        with translated(request or Request("", "", {})):
            try:
                response.read()
            except BaseException:
                response.close()
                raise
        return response

    def close(self) -> None:
        """Close the connections, unless they are the caller's."""
        if self._own:
            self._client.close()


class AsyncTransport:
    """Sends requests for an async client, over its own httpx client or the caller's."""

    def __init__(self, http_client: httpx.AsyncClient | None) -> None:
        _refuse_other(http_client, httpx.AsyncClient)
        self._own = http_client is None
        self._client = http_client or httpx.AsyncClient(limits=_LIMITS, timeout=None)
        self._defaults = _defaults(self._client)

    async def send(
        self, request: Request, *, stream: bool, hooks: list[Callable[[Any], Any]]
    ) -> httpx.Response:
        """Send a request and read its response; for the arguments see `SyncTransport.send`."""
        with translated(request):
            built = _build(request, _async_chunks(request), self._defaults)
        for hook in hooks:
            waiting = hook(built)
            if waiting is not None:
                await waiting
        with translated(request):
            response = await self._client.send(
                built, stream=True, auth=None, follow_redirects=False
            )
            if stream:
                return response
            return await self.read(response, request)

    async def read(
        self, response: httpx.Response, request: Request | None = None
    ) -> httpx.Response:
        """Read the whole body of a response; for the arguments see `SyncTransport.read`."""
        if request and request.expires is not None and not response.is_closed:
            stream = cast("AsyncIterable[bytes]", response.stream)
            response.stream = _AsyncPunctual(stream, request.expires)
        with translated(request or Request("", "", {})):
            try:
                await response.aread()
            except BaseException:
                await response.aclose()
                raise
        return response

    async def aclose(self) -> None:
        """Close the connections, unless they are the caller's."""
        if self._own:
            await self._client.aclose()


class _Punctual(httpx.SyncByteStream):
    """A body that must be there in time, even if it trickles in byte by byte."""

    def __init__(self, stream: Iterable[bytes], expires: float) -> None:
        self._stream = stream
        self._expires = expires

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._stream:
            _check(self._expires)
            yield chunk

    def close(self) -> None:
        cast("httpx.SyncByteStream", self._stream).close()


class _AsyncPunctual(httpx.AsyncByteStream):
    """The same for async clients."""

    def __init__(self, stream: AsyncIterable[bytes], expires: float) -> None:
        self._stream = stream
        self._expires = expires

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            _check(self._expires)
            yield chunk

    async def aclose(self) -> None:
        await cast("httpx.AsyncByteStream", self._stream).aclose()


def _check(expires: float) -> None:
    if time.monotonic() > expires:
        raise httpx.ReadTimeout("the response was not complete in time")


def _chunks(request: Request) -> Any:
    """The body as httpx takes it from a sync client."""
    data: Any = request.content.data if request.content else None
    if request.content is None or request.content.parts is not None or isinstance(data, bytes):
        return data or None
    if isinstance(data, AsyncIterable):
        raise TypeError("a sync client cannot send an async iterator")
    return data


def _async_chunks(request: Request) -> Any:
    """The body as httpx takes it from an async client."""
    data: Any = request.content.data if request.content else None
    if request.content is None or request.content.parts is not None or isinstance(data, bytes):
        return data or None
    if isinstance(data, AsyncIterable):
        return cast("AsyncIterable[bytes]", data)
    return _to_async(data)


async def _to_async(chunks: Iterable[bytes]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk
