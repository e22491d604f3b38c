"""The one place where httpx is used, or httpx2: turns requests into theirs, and their errors into ours."""

from __future__ import annotations

import time
from collections.abc import AsyncIterable, AsyncIterator, Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

import httpx

from .clients import AsyncHttpxClient, HttpxClient, libraries, library_of
from .commands import DeliveryError, Request
from .logs import safe_url

_LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=100)
_LEAST = 0.001  # seconds; a timeout of nothing would mean something else to a socket

# The connection was never made, so nothing of the request was sent.
_UNSENT = """ConnectError ConnectTimeout PoolTimeout ProxyError UnsupportedProtocol LocalProtocolError
    InvalidURL"""
_FAILURES = "TransportError DecodingError InvalidURL"
_OWN = frozenset({"accept-encoding", "user-agent"})  # headers that are best left to the library
_KEEP_ALIVE = ("connection", "keep-alive")  # which goes without saying
_PHASES = {
    "connect": "connecting",
    "read": "a response",
    "write": "sending",
    "pool": "a free connection",
}


class SyncTransport:
    """Sends requests for a sync client, over its own httpx client or the caller's."""

    def __init__(self, http_client: HttpxClient | None) -> None:
        self._own = http_client is None
        self._client = http_client or httpx.Client(limits=_LIMITS, timeout=None)
        library = library_of(self._client, "Client")
        self._requests = _Requests(library, self._client, is_own=self._own)

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
        built = self._requests.build(request, _data(request))
        for hook in hooks:
            hook(built)
        try:
            response = self._client.send(built, stream=True, auth=None, follow_redirects=False)
        except _errors(_FAILURES) as error:
            raise _undelivered(error, request.timeout) from error
        return response if stream else self.read(response, request.timeout, request.expires)

    def read(
        self, response: httpx.Response, timeout: float | None = None, expires: float | None = None
    ) -> httpx.Response:
        """Read the whole body of a response.

        Args:
            response: The response.
            timeout: Seconds that each read may take, for the message of an error.
            expires: Moment on the monotonic clock by which the body has to be there.

        Raises:
            DeliveryError: The body broke off.
        """
        if expires is not None and not response.is_closed:
            response.stream = self._requests.in_time(response.stream, expires)
        try:
            response.read()
        except BaseException as error:
            response.close()
            if isinstance(error, _errors(_FAILURES)):
                raise _undelivered(error, timeout) from error
            raise
        return response

    def close(self) -> None:
        """Close the connections, unless they are the caller's."""
        if self._own:
            self._client.close()


class AsyncTransport:
    """Sends requests for an async client, over its own httpx client or the caller's."""

    def __init__(self, http_client: AsyncHttpxClient | None) -> None:
        self._own = http_client is None
        self._client = http_client or httpx.AsyncClient(limits=_LIMITS, timeout=None)
        library = library_of(self._client, "AsyncClient")
        self._requests = _Requests(library, self._client, is_own=self._own)

    async def send(
        self, request: Request, *, stream: bool, hooks: list[Callable[[Any], Any]]
    ) -> httpx.Response:
        """Send a request and read its response; for the arguments see `SyncTransport.send`."""
        if self._client.is_closed:
            raise DeliveryError.closed()
        data = _data(request)
        if data is not None and not isinstance(data, (bytes, AsyncIterable)):
            data = _to_async(data)
        built = self._requests.build(request, data)
        for hook in hooks:
            waiting = hook(built)
            if waiting is not None:
                await waiting
        try:
            response = await self._client.send(
                built, stream=True, auth=None, follow_redirects=False
            )
        except _errors(_FAILURES) as error:
            raise _undelivered(error, request.timeout) from error
        return response if stream else await self.read(response, request.timeout, request.expires)

    async def read(
        self, response: httpx.Response, timeout: float | None = None, expires: float | None = None
    ) -> httpx.Response:
        """Read the whole body of a response; for the arguments see `SyncTransport.read`."""
        if expires is not None and not response.is_closed:
            response.stream = self._requests.in_time(response.stream, expires)
        try:
            await response.aread()
        except BaseException as error:
            await response.aclose()
            if isinstance(error, _errors(_FAILURES)):
                raise _undelivered(error, timeout) from error
            raise
        return response

    async def aclose(self) -> None:
        """Close the connections, unless they are the caller's."""
        if self._own:
            await self._client.aclose()


# Requests ----------------------------------------------------------------------------------------


class _Requests:
    """Makes requests as the library of an HTTP client has them, with what that client sends by itself."""

    def __init__(
        self, library: Any, client: HttpxClient | AsyncHttpxClient, *, is_own: bool
    ) -> None:
        """Note whose requests they are.

        Args:
            library: httpx, or httpx2.
            client: The client that they are sent with.
            is_own: Whether it was made here, so that nothing of it is the caller's.
        """
        self._library = library
        self._client = client
        self._is_own = is_own
        self._theirs = self._harmless() if is_own else None
        self._guarded: Any = type("GuardedURL", (_GuardedURL, library.URL), {})
        streams = (library.SyncByteStream, library.AsyncByteStream)
        self.in_time: Any = type("InTime", (_InTime, *streams), {})

    def build(self, request: Request, data: Any) -> httpx.Request:
        """A request as the library has it.

        Args:
            request: What to send.
            data: Its body, unless it is made of parts.
        """
        parts = request.content.parts if request.content else None
        keeps = not self._is_own and not request.is_foreign
        try:
            built: httpx.Request = self._library.Request(
                request.method,
                request.url + (self._query(request) if keeps else ""),
                headers=[(name.encode(), _latin(value)) for name, value in self._headers(request)],
                content=data,
                files=cast(Any, list(parts)) if parts is not None else None,
                extensions={"timeout": _Timeouts(request.timeout, request.expires)},
            )
        except _errors(_FAILURES) as error:
            raise _undelivered(error, request.timeout) from error
        if keeps and self._client.cookies:
            self._add_cookies(built)
        if request.secret_query:
            guarded = self._guarded(built.url)
            guarded.secret = request.secret_query
            built.url = guarded
        return built

    def _headers(self, request: Request) -> list[tuple[str, str]]:
        """Our headers, behind those of the client that have other names; to another origin only what tells nothing."""
        theirs = self._theirs
        if theirs is None:
            theirs = self._harmless() if request.is_foreign else self._all_headers()
        kept = [each for each in theirs if each[0] not in request.headers]
        return [*kept, *request.headers.items()]

    def _all_headers(self) -> list[tuple[str, str]]:
        """What the client sends by itself, but for what goes without saying."""
        theirs: list[tuple[str, str]] = self._client.headers.multi_items()
        named = ((name.lower(), value) for name, value in theirs)
        return [each for each in named if each != _KEEP_ALIVE]

    def _harmless(self) -> list[tuple[str, str]]:
        """Of that, what is best left to the library."""
        return [each for each in self._all_headers() if each[0] in _OWN]

    def _query(self, request: Request) -> str:
        """What the client adds to the query, but for names that we send ourselves."""
        theirs: list[tuple[str, str]] = self._client.params.multi_items()
        if not theirs:
            return ""
        ours = {name for name, _ in parse_qsl(urlsplit(request.url).query, keep_blank_values=True)}
        more = str(self._library.QueryParams([each for each in theirs if each[0] not in ours]))
        return f"{'&' if '?' in request.url else '?'}{more}" if more else ""

    def _add_cookies(self, built: httpx.Request) -> None:
        """Add the cookies that the client has for a URL, but for names that we send ourselves."""
        probe = self._library.Request(built.method, built.url)
        self._client.cookies.set_cookie_header(probe)
        ours = built.headers.get("cookie", "").split("; ")
        names = {each.partition("=")[0] for each in ours}
        theirs: list[str] = probe.headers.get("cookie", "").split("; ")
        more = [each for each in theirs if each.partition("=")[0] not in names]
        if together := "; ".join(filter(None, [*ours, *more])):
            built.headers["cookie"] = together


def _data(request: Request) -> Any:
    """The body as bytes, or as something that gives it in chunks; None if there is none, or it is made of parts."""
    content = request.content
    return content.data or None if content and content.parts is None else None


async def _to_async(chunks: Iterable[bytes]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


def _latin(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode()


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


class _GuardedURL:
    """A URL that shows no secrets when it is printed, as the library's own log does; mixed into its class of URLs."""

    secret: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return safe_url(super().__str__(), self.secret)

    def __repr__(self) -> str:
        return f"URL({str(self)!r})"


# Responses ---------------------------------------------------------------------------------------


class _InTime:
    """A body that must be there in time, even if it trickles in byte by byte."""

    def __init__(self, stream: Any, expires: float) -> None:
        self._stream = stream
        self._expires = expires

    def _check(self) -> None:
        if time.monotonic() > self._expires:
            raise httpx.ReadTimeout("the response was not complete in time")

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._stream:
            self._check()
            yield chunk

    def close(self) -> None:
        self._stream.close()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            self._check()
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


@contextmanager
def translated() -> Generator[None, None, None]:
    """Raises a library's errors as ours, where the chunks of a response are read one by one."""
    try:
        yield
    except _errors(_FAILURES) as error:
        raise _undelivered(error, None) from error


def _errors(names: str) -> tuple[type[Exception], ...]:
    """The classes of errors of these names, of each library that is loaded."""
    return tuple(getattr(library, name) for library in libraries() for name in names.split())


def _undelivered(error: Exception, timeout: float | None) -> DeliveryError:
    """One of a library's errors as ours."""
    sent = not isinstance(error, _errors(_UNSENT))
    if isinstance(error, _errors("TimeoutException")):
        phase = type(error).__name__.removesuffix("Timeout").lower()
        limit = f" of {timeout:g} s" if timeout is not None else ""
        text = f"timed out after the timeout{limit} for {_PHASES.get(phase, phase)}"
        return DeliveryError(text, sent=sent, timed_out=True)
    what = "the connection broke" if sent else "no connection could be made"
    return DeliveryError(f"{what}: {str(error) or type(error).__name__}", sent=sent)
