"""Replies that are read while they arrive: events, lines of JSON, and downloads."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from .errors import APIConnectionError, APITimeoutError, ResponseValidationError
from .exchange import Core, Exchange, draft_of
from .media import is_lines
from .operation import Operation, Reply
from .options import RequestOptions
from .redact import safe_url
from .replies import media_of, reply_for, schema_key
from .response import record
from .schemas.differences import differences
from .wire import Close, DeliveryError, Steps

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    import httpx
    from httpx_sse import ServerSentEvent

    from .client import APIClient, AsyncAPIClient

T = TypeVar("T")

EVENTS = "text/event-stream"
_END = "[DONE]"  # what many services send as the data of their last event


@dataclass(frozen=True)
class Event(Generic[T]):
    """One server-sent event.

    Attributes:
        data: Its data, in the described type.
        event: Its name; `message` unless the server says otherwise.
        id: Its id, empty if it has none.
        retry: Milliseconds the server asks to wait before connecting anew.
    """

    data: T
    event: str = "message"
    id: str = ""
    retry: int | None = None


class Source(Generic[T]):
    """How one streamed operation is opened and its pieces are read."""

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
        self.reply = Reply(bytes)

    def open(self) -> Steps[httpx.Response]:
        """Send the request and read the head of its reply."""
        exchange = Exchange(self.core, self.operation, self.draft, self.options, stream=True)
        response = yield from exchange.steps()
        record(response)
        self.reply = reply_for(self.operation.replies, response) or self.reply
        came, wanted = media_of(response), self.reply.media
        if wanted == EVENTS and came != EVENTS:
            yield Close(response)
            raise ResponseValidationError(
                f"the reply is not a stream of events but {came or 'of no media type'}",
                method=response.request.method,
                path=self.operation.path,
                operation=self.operation.id,
                response=response,
            )
        return response

    def piece(self, raw: bytes) -> T:
        """One line or one event's data in the described type.

        Raises:
            ResponseValidationError: It is not JSON, or differs from its description under `strict`.
        """
        if self.reply.type is str:
            return cast(T, raw.decode("utf-8", "replace"))
        from .reading import UnreadableError, parsed

        try:
            if self.core.strict:
                key = schema_key(self.operation, self.reply)
                if found := differences(self.core.service.responses, key, parsed(raw)):
                    raise self._unreadable("; ".join(found))
            return cast(T, self.reply.reader.read(raw))
        except UnreadableError as error:
            raise self._unreadable(str(error)) from None

    def _unreadable(self, text: str) -> ResponseValidationError:
        return ResponseValidationError(
            f"a piece of the stream cannot be read: {text}", operation=self.operation.id
        )

    def event(self, sent: ServerSentEvent) -> Event[T] | None:
        """An event in the described type; None if it has nothing to say."""
        if not sent.data and self.reply.type is not str:
            return None
        return Event(self.piece(sent.data.encode()), sent.event, sent.id, sent.retry)

    @contextmanager
    def reading(self, response: httpx.Response) -> Generator[None, None, None]:
        """Raises our errors for a stream that breaks off."""
        from .transport import translated
        from .wire import Request

        try:
            with translated(Request("", "", {})):
                yield
        except DeliveryError as failed:
            kind = APITimeoutError if failed.timed_out else APIConnectionError
            error = kind(
                f"the stream broke off: {failed}",
                method=response.request.method,
                url=safe_url(str(response.request.url), self.core.auth.secret_query),
                path=self.operation.path,
                operation=self.operation.id,
                response=response,
            )
            error.maybe_delivered = True
            raise error from failed.__cause__


class _Lines:
    """Cuts chunks of bytes into lines."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, chunk: bytes) -> list[bytes]:
        """The lines that a chunk completes, without empty ones."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        return [line for line in lines if line.strip()]

    def end(self) -> list[bytes]:
        """What is left when no chunk follows."""
        return [self._rest] if self._rest.strip() else []


class Stream(Generic[T]):
    """A reply that is read while it arrives; iterate over it, and close it or use `with`.

    What it gives are the events' data, the lines' values, or for any other media type chunks of
    bytes.

    Attributes:
        http_response: The raw reply.
    """

    def __init__(self, client: APIClient, source: Source[T]) -> None:
        self._source = source
        self.http_response: httpx.Response = client.perform(source.open())

    def __iter__(self) -> Iterator[T]:
        media = media_of(self.http_response)
        if media == EVENTS:
            for event in self.events():
                yield event.data
        elif is_lines(media) or is_lines(self._source.reply.media):
            yield from self._values()
        else:
            yield from cast("Iterator[T]", self.chunks())

    def events(self) -> Iterator[Event[T]]:
        """The events whole, with names and ids."""
        from httpx_sse import EventSource

        with self, self._source.reading(self.http_response):
            for sent in EventSource(self.http_response).iter_sse():
                if sent.data == _END:
                    return
                event = self._source.event(sent)
                if event is not None:
                    yield event

    def _values(self) -> Iterator[T]:
        lines = _Lines()
        for chunk in self.chunks():
            yield from map(self._source.piece, lines.feed(chunk))
        yield from map(self._source.piece, lines.end())

    def chunks(self) -> Iterator[bytes]:
        """The body as it arrives, decompressed."""
        with self, self._source.reading(self.http_response):
            yield from self.http_response.iter_bytes()

    def read(self) -> bytes:
        """The whole rest of the body."""
        return b"".join(self.chunks())

    def save(self, path: str | os.PathLike[str]) -> int:
        """Write the body to a file.

        Args:
            path: The file, which is written anew.

        Returns:
            How many bytes it has.
        """
        with open(path, "wb") as file:
            return sum(file.write(chunk) for chunk in self.chunks())

    def close(self) -> None:
        """Let go of the connection."""
        self.http_response.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class AsyncStream(Generic[T]):
    """A reply that is read while it arrives; `async for` over it, or use `async with`.

    The request is sent when it is first used; `await` sends it too.
    """

    def __init__(self, client: AsyncAPIClient, source: Source[T]) -> None:
        self._client = client
        self._source = source
        self._response: httpx.Response | None = None

    @property
    def http_response(self) -> httpx.Response:
        """The raw reply.

        Raises:
            RuntimeError: The stream was not awaited yet.
        """
        if self._response is None:
            raise RuntimeError("await the stream first, or use it in `async with`")
        return self._response

    def __await__(self) -> Generator[Any, Any, Self]:
        return self._opened().__await__()

    async def _opened(self) -> Self:
        if self._response is None:
            self._response = await self._client.perform(self._source.open())
        return self

    async def __aiter__(self) -> AsyncIterator[T]:
        await self._opened()
        media = media_of(self.http_response)
        if media == EVENTS:
            async for event in self.events():
                yield event.data
        elif is_lines(media) or is_lines(self._source.reply.media):
            async for value in self._values():
                yield value
        else:
            async for chunk in self.chunks():
                yield cast(T, chunk)

    async def events(self) -> AsyncGenerator[Event[T], None]:
        """The events whole, with names and ids."""
        from httpx_sse import EventSource

        async with self:
            with self._source.reading(self.http_response):
                async for sent in EventSource(self.http_response).aiter_sse():
                    if sent.data == _END:
                        return
                    event = self._source.event(sent)
                    if event is not None:
                        yield event

    async def _values(self) -> AsyncGenerator[T, None]:
        lines = _Lines()
        async for chunk in self.chunks():
            for line in lines.feed(chunk):
                yield self._source.piece(line)
        for line in lines.end():
            yield self._source.piece(line)

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """The body as it arrives, decompressed."""
        async with self:
            with self._source.reading(self.http_response):
                async for chunk in self.http_response.aiter_bytes():
                    yield chunk

    async def read(self) -> bytes:
        """The whole rest of the body."""
        return b"".join([chunk async for chunk in self.chunks()])

    async def save(self, path: str | os.PathLike[str]) -> int:
        """Write the body to a file; for the arguments see `Stream.save`."""
        written = 0
        with open(path, "wb") as file:
            async for chunk in self.chunks():
                written += file.write(chunk)
        return written

    async def aclose(self) -> None:
        """Let go of the connection."""
        if self._response is not None:
            await self._response.aclose()

    async def __aenter__(self) -> Self:
        return await self._opened()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()
