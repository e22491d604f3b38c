"""The one place where httpx is used: turns requests into httpx's, and its errors into ours."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Callable, Generator, Iterable
from contextlib import contextmanager
from typing import Any, cast

import httpx

from .bounds import bounded, settle_encoding, unbounded
from .commands import DeliveryError, Request
from .deadline import OverdueError, Timeouts, guard
from .logs import safe_url

_LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=100)

# The connection was never made, so nothing of the request was sent.
_UNSENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
)
# There is no such host as far as names go, which Python tells as a failure to encode.
_NO_URL = (httpx.UnsupportedProtocol, httpx.InvalidURL, UnicodeError)
_FAILURES = (httpx.TransportError, httpx.DecodingError, OverdueError, *_NO_URL)
_PHASES = {
    "connect": "connecting",
    "read": "a response",
    "write": "sending",
    "pool": "a free connection",
}


class SyncTransport:
    """Sends requests for a sync client, over its own httpx client or the caller's."""

    def __init__(self, http_client: httpx.Client | None) -> None:
        _refuse_other(http_client, httpx.Client)
        self._own = http_client is None
        self._client = http_client or httpx.Client(limits=_LIMITS, timeout=None)
        guard(self._client)
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
        if request.content and isinstance(request.content.data, AsyncIterable):
            raise TypeError("a sync client cannot send an async iterator")
        if self._client.is_closed:
            raise DeliveryError.closed()
        built = _build(request, _data(request), self._defaults)
        for hook in hooks:
            hook(built)
        try:
            response = self._client.send(built, stream=True, auth=None, follow_redirects=False)
        except _FAILURES as error:
            raise _undelivered(error, request.timeout) from _cause(error)
        if not stream:
            return self.read(response, request)
        _opened(response, built)
        return response

    def read(self, response: httpx.Response, request: Request) -> httpx.Response:
        """Read the whole body of a response.

        Args:
            response: The response.
            request: What it answers.

        Raises:
            DeliveryError: The body broke off.
            UnreadableError: It is larger than it may be.
        """
        try:
            with bounded(response, request.expires, request.most):
                response.read()
        except BaseException as error:
            response.close()
            if isinstance(error, _FAILURES):
                raise _undelivered(error, request.timeout) from _cause(error)
            raise
        settle_encoding(response)
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
        if self._client.is_closed:
            raise DeliveryError.closed()
        built = _build(request, _async_data(request), self._defaults)
        for hook in hooks:
            waiting = hook(built)
            if waiting is not None:
                await waiting
        try:
            response = await self._client.send(
                built, stream=True, auth=None, follow_redirects=False
            )
        except _FAILURES as error:
            raise _undelivered(error, request.timeout) from _cause(error)
        if not stream:
            return await self.read(response, request)
        _opened(response, built)
        return response

    async def read(self, response: httpx.Response, request: Request) -> httpx.Response:
        """Read the whole body of a response; for the arguments see `SyncTransport.read`."""
        try:
            with bounded(response, request.expires, request.most):
                await response.aread()
        except BaseException as error:
            await response.aclose()
            if isinstance(error, _FAILURES):
                raise _undelivered(error, request.timeout) from _cause(error)
            raise
        settle_encoding(response)
        return response

    async def aclose(self) -> None:
        """Close the connections, unless they are the caller's."""
        if self._own:
            await self._client.aclose()


def _refuse_other(given: object, kind: type[Any]) -> None:
    if given is not None and not isinstance(given, kind):
        raise TypeError(f"http_client must be an httpx.{kind.__name__}, not {given!r}")


def _defaults(client: httpx.Client | httpx.AsyncClient) -> dict[str, str]:
    """The headers that are best left to the httpx client, unless the caller sets them."""
    names = ("accept-encoding", "user-agent")
    return {name: client.headers[name] for name in names if name in client.headers}


# Requests ----------------------------------------------------------------------------------------


def _build(request: Request, data: Any, defaults: dict[str, str]) -> httpx.Request:
    """A request as httpx has it.

    Args:
        request: What to send.
        data: Its body, unless it is made of parts.
        defaults: Headers that are sent if the request has none of the name.
    """
    parts = request.content.parts if request.content else None
    given = {**defaults, **request.headers}
    try:
        built = httpx.Request(
            request.method,
            request.url,
            headers=[(name.encode(), _latin(value)) for name, value in given.items()],
            content=data,
            files=cast(Any, list(parts)) if parts is not None else None,
            extensions={"timeout": Timeouts(request.timeout, request.expires)},
        )
    except _FAILURES as error:
        raise _undelivered(error, request.timeout) from _cause(error)
    if request.secret_query:
        guarded = _GuardedURL(built.url)
        guarded.secret = request.secret_query
        built.url = guarded
    return built


def _data(request: Request) -> Any:
    """The body as bytes, or as something that gives it in chunks; None if there is none, or it is made of parts."""
    content = request.content
    return content.data or None if content and content.parts is None else None


def _async_data(request: Request) -> Any:
    """The same for an async client."""
    data = _data(request)
    if data is None or isinstance(data, bytes) or hasattr(data, "__aiter__"):
        return data
    return _to_async(data)


async def _to_async(chunks: Iterable[bytes]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


def _latin(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode()


class _GuardedURL(httpx.URL):
    """A URL that shows no secrets when it is printed, as httpx's own log does."""

    secret: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return safe_url(super().__str__(), self.secret)

    def __repr__(self) -> str:
        return f"URL({str(self)!r})"


# Responses ---------------------------------------------------------------------------------------


def _opened(response: httpx.Response, request: httpx.Request) -> None:
    """Leave a stream all the time that it takes: only each read of it may time out."""
    request.extensions["timeout"].expires = None
    unbounded(response)


@contextmanager
def translated() -> Generator[None, None, None]:
    """Raises httpx's errors as ours, where the chunks of a response are read one by one."""
    try:
        yield
    except _FAILURES as error:
        raise _undelivered(error, None) from error


def _cause(error: Exception) -> Exception | None:
    """What may be shown as the cause of an error."""
    return None if isinstance(error, httpx.LocalProtocolError) else error


def _undelivered(error: Exception, timeout: float | None) -> DeliveryError:
    """One of httpx's errors as ours."""
    if isinstance(error, OverdueError):
        return DeliveryError("timed out", sent=error.sent, timed_out=True)
    if isinstance(
        error, httpx.LocalProtocolError
    ):  # its text has the header, and that may be a secret
        text = "a header or the body breaks the rules of HTTP"
        return DeliveryError(text, sent=False, final=True)
    if isinstance(error, _NO_URL):
        return DeliveryError(f"a URL cannot be used: {error}", sent=True, final=True)
    sent = not isinstance(error, _UNSENT)
    if isinstance(error, httpx.TimeoutException):
        phase = type(error).__name__.removesuffix("Timeout").lower()
        limit = f" of {timeout:g} s" if timeout is not None else ""
        text = f"timed out after the timeout{limit} for {_PHASES.get(phase, phase)}"
        return DeliveryError(text, sent=sent, timed_out=True)
    what = "the connection broke" if sent else "no connection could be made"
    return DeliveryError(f"{what}: {str(error) or type(error).__name__}", sent=sent)
