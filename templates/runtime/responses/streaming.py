"""Responses that are read while they arrive: events, lines of JSON, and downloads."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from ..errors import (
    APIConnectionError,
    APITimeoutError,
    ResponseValidationError,
    UnreadableError,
)
from ..http.commands import Close, DeliveryError, Steps
from ..http.flow import Flow, PreparedCall
from ..options import UNSET, RequestOptions
from ..spec.operation import Operation, ResponseSpec, is_lines
from .read import Received, reader_for, successful

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    import httpx
    from httpx_sse import ServerSentEvent

    from ..client import APIClient, AsyncAPIClient


T = TypeVar("T")

EVENTS = "text/event-stream"
_BYTES = ResponseSpec(bytes)
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


class _Source(Generic[T]):
    """How one streamed operation is opened and its pieces are read."""

    def __init__(self, call: PreparedCall[T]) -> None:
        self.operation = call.operation
        self._call = call
        self._received: Received | None = None

    def open(self) -> Steps[httpx.Response]:
        """Send the request and read the head of its response."""
        flow = Flow(self._call, stream=True)
        self._received = received = successful(flow, (yield from flow.send()))
        if self.spec.media == EVENTS and received.media != EVENTS:
            yield Close(received.response)
            came = received.media or "of no media type"
            text = f"the response is not a stream of events but {came}"
            raise received.error(ResponseValidationError, text)
        return received.response

    @property
    def spec(self) -> ResponseSpec:
        """The description of the response."""
        return (self._received and self._received.spec) or _BYTES

    @property
    def is_events(self) -> bool:
        """Whether server-sent events came."""
        return self._received is not None and self._received.media == EVENTS

    @property
    def is_lines(self) -> bool:
        """Whether JSON values came line by line."""
        came = self._received.media if self._received else ""
        return is_lines(came) or is_lines(self.spec.media)

    def piece(self, raw: bytes) -> T:
        """One line or one event's data in the described type.

        Raises:
            ResponseValidationError: It is not JSON, or differs from its description under `strict`.
        """
        if self.spec.type is str:
            return cast(T, raw.decode("utf-8", "replace"))
        try:
            if self._call.settings.strict and self._received:
                from .parse import parsed

                if found := self._received.differences(parsed(raw)):
                    raise self._unreadable("; ".join(found))
            return cast(T, reader_for(self.spec).read(raw))
        except UnreadableError as error:
            raise self._unreadable(str(error)) from None

    def _unreadable(self, text: str) -> ResponseValidationError:
        return ResponseValidationError(
            f"a piece of the stream cannot be read: {text}", operation=self.operation.id
        )

    def event(self, sent: ServerSentEvent) -> Event[T] | None:
        """An event in the described type; None if it has nothing to say."""
        if not sent.data and self.spec.type is not str:
            return None
        return Event(self.piece(sent.data.encode()), sent.event, sent.id, sent.retry)

    @contextmanager
    def reading(self) -> Generator[None, None, None]:
        """Raises our errors for a stream that breaks off."""
        from ..http.transport import translated

        try:
            with translated():
                yield
        except DeliveryError as failed:
            kind = APITimeoutError if failed.timed_out else APIConnectionError
            text = f"the stream broke off: {failed}"
            error = self._received.error(kind, text) if self._received else kind(text)
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
    """A response that is read while it arrives; iterate over it, and close it or use `with`.

    What it gives are the events' data, the lines' values, or for any other media type chunks of
    bytes.

    Attributes:
        http_response: The raw response.
    """

    def __init__(
        self,
        client: APIClient,
        operation: Operation[T],
        params: Mapping[str, object] | None = None,
        body: object = UNSET,
        *,
        options: RequestOptions | None = None,
    ) -> None:
        """Call an operation; for arguments and errors see `APIClient.call`."""
        self._source = _Source(client.prepare(operation, params, body, options=options))
        self.http_response: httpx.Response = client.perform(self._source.open())

    def __iter__(self) -> Iterator[T]:
        if self._source.is_events:
            for event in self.events():
                yield event.data
        elif self._source.is_lines:
            yield from self._values()
        else:
            yield from cast("Iterator[T]", self.chunks())

    def events(self) -> Iterator[Event[T]]:
        """The events whole, with names and ids."""
        from httpx_sse import EventSource

        with self, self._source.reading():
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
        with self, self._source.reading():
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
    """A response that is read while it arrives; `async for` over it, or use `async with`.

    The request is sent when it is first used; `await` sends it too.
    """

    def __init__(
        self,
        client: AsyncAPIClient,
        operation: Operation[T],
        params: Mapping[str, object] | None = None,
        body: object = UNSET,
        *,
        options: RequestOptions | None = None,
    ) -> None:
        """Check the arguments; for them and for errors see `APIClient.call`."""
        self._client = client
        self._source = _Source(client.prepare(operation, params, body, options=options))
        self._response: httpx.Response | None = None

    @property
    def http_response(self) -> httpx.Response:
        """The raw response.

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
        if self._source.is_events:
            async for event in self.events():
                yield event.data
        elif self._source.is_lines:
            async for value in self._values():
                yield value
        else:
            async for chunk in self.chunks():
                yield cast(T, chunk)

    async def events(self) -> AsyncGenerator[Event[T], None]:
        """The events whole, with names and ids."""
        from httpx_sse import EventSource

        async with self:
            with self._source.reading():
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
            with self._source.reading():
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
