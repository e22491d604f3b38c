"""The one place where httpx is used, or httpx2: sends requests by them, and turns their errors into ours."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable
from traceback import walk_tb
from typing import Any

import httpx

from ..errors import UnreadableError
from .bounds import Bounded, settle_encoding, unbounded
from .clients import AsyncHttpxClient, HttpxClient, libraries, library_of
from .commands import DeliveryError, Request
from .deadline import OverdueError, guard
from .outgoing import Requests
from .urls import NO_URL

_LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=100)

# The connection was never made, so nothing of the request was sent.
_UNSENT = "ConnectError ConnectTimeout PoolTimeout ProxyError"
_NO_URL = "UnsupportedProtocol InvalidURL"
_FAILURES = f"TransportError DecodingError {_NO_URL}"
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
        guard(self._client)
        library = library_of(self._client, "Client")
        self._requests = Requests(library, self._client, is_own=self._own)

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
            UnreadableError: One came that cannot be read.
        """
        if request.content and isinstance(request.content.data, AsyncIterable):
            raise TypeError("a sync client cannot send an async iterator")
        if self._client.is_closed:
            raise DeliveryError.closed()
        with Translated(request.timeout):
            built = self._requests.build(request, _data(request))
        for hook in hooks:
            hook(built)
        with Sending(request.timeout):
            response: httpx.Response = self._client.send(
                built, stream=True, auth=None, follow_redirects=False
            )
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
            with Translated(request.timeout), Bounded(response, request.expires, request.most):
                response.read()
        except BaseException:
            response.close()
            raise
        settle_encoding(response)
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
        self._requests = Requests(library, self._client, is_own=self._own)

    async def send(
        self, request: Request, *, stream: bool, hooks: list[Callable[[Any], Any]]
    ) -> httpx.Response:
        """Send a request and read its response; for the arguments see `SyncTransport.send`."""
        if self._client.is_closed:
            raise DeliveryError.closed()
        with Translated(request.timeout):
            built = self._requests.build(request, _async_data(request))
        for hook in hooks:
            waiting = hook(built)
            if waiting is not None:
                await waiting
        with Sending(request.timeout):
            response: httpx.Response = await self._client.send(
                built, stream=True, auth=None, follow_redirects=False
            )
        if not stream:
            return await self.read(response, request)
        _opened(response, built)
        return response

    async def read(self, response: httpx.Response, request: Request) -> httpx.Response:
        """Read the whole body of a response; for the arguments see `SyncTransport.read`."""
        try:
            with Translated(request.timeout), Bounded(response, request.expires, request.most):
                await response.aread()
        except BaseException:
            await response.aclose()
            raise
        settle_encoding(response)
        return response

    async def aclose(self) -> None:
        """Close the connections, unless they are the caller's."""
        if self._own:
            await self._client.aclose()


# Requests ----------------------------------------------------------------------------------------


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


# Responses ---------------------------------------------------------------------------------------


def _opened(response: httpx.Response, request: httpx.Request) -> None:
    """Leave a stream all the time that it takes: only each read of it may time out."""
    request.extensions["timeout"].expires = None
    unbounded(response)


class Translated:
    """A context that raises the errors of a library as ours."""

    def __init__(self, timeout: float | None = None) -> None:
        """Begin.

        Args:
            timeout: Seconds that each step may take, for the message of an error.
        """
        self._timeout = timeout

    def __enter__(self) -> None:
        """Nothing is to be done."""

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        """Raise an error as ours.

        Raises:
            DeliveryError: There was one of a library.
        """
        if error is None or not isinstance(error, _failures()):
            return
        is_bare = isinstance(error, _errors("LocalProtocolError"))  # its text may be a secret
        raise _undelivered(error, self._timeout) from (None if is_bare else error)


class Sending(Translated):
    """The same while a request is sent, where a library may also fail to follow what came in place of giving it."""

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        """Raise an error as ours.

        Raises:
            DeliveryError: There was one of a library.
            UnreadableError: The response redirects to what is no URL.
        """
        if isinstance(error, Exception) and _is_of_redirect(error):
            raise UnreadableError(NO_URL) from None
        super().__exit__(kind, error, traceback)


def _is_of_redirect(error: Exception) -> bool:
    """Whether a library raised an error while it made the request of a redirect, and not a hook of the caller."""
    no_url = _errors("InvalidURL")
    if isinstance(error, no_url) or isinstance(error.__context__, no_url):
        return True
    names = {library.__name__ for library in libraries()}
    frames = (frame for frame, _ in walk_tb(error.__traceback__))
    return any(
        "redirect_request" in frame.f_code.co_name
        and str(frame.f_globals.get("__name__")).partition(".")[0] in names
        for frame in frames
    )


def _failures() -> tuple[type[Exception], ...]:
    return (OverdueError, UnicodeError, *_errors(_FAILURES))


def _errors(names: str) -> tuple[type[Exception], ...]:
    """The classes of errors of these names, of each library that is loaded."""
    return tuple(getattr(library, name) for library in libraries() for name in names.split())


def _undelivered(error: Exception, timeout: float | None) -> DeliveryError:
    """One of a library's errors as ours."""
    if isinstance(error, OverdueError):
        return DeliveryError("timed out", sent=error.sent, timed_out=True)
    if isinstance(error, _errors("LocalProtocolError")):
        text = "a header or the body breaks the rules of HTTP"
        return DeliveryError(text, sent=False, final=True)
    # Python tells as a failure to encode that there is no such host as far as names go.
    if isinstance(error, (UnicodeError, *_errors(_NO_URL))):
        return DeliveryError(f"a URL cannot be used: {error}", sent=True, final=True)
    sent = not isinstance(error, _errors(_UNSENT))
    if isinstance(error, _errors("TimeoutException")):
        phase = type(error).__name__.removesuffix("Timeout").lower()
        limit = f" of {timeout:g} s" if timeout is not None else ""
        text = f"timed out after the timeout{limit} for {_PHASES.get(phase, phase)}"
        return DeliveryError(text, sent=sent, timed_out=True)
    what = "the connection broke" if sent else "no connection could be made"
    return DeliveryError(f"{what}: {str(error) or type(error).__name__}", sent=sent)
