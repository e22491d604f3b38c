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
from ..http.calls import PreparedCall
from ..http.commands import Close, DeliveryError, Steps
from ..http.flow import Flow
from ..options import UNSET, CallOptions
from ..spec.media import EVENTS, is_lines, is_stream, kind_of
from ..spec.operation import Operation, ResponseSpec
from .read import Received, successful
from .records import END, Splitter

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    import httpx
    from httpx_sse import ServerSentEvent

    from ..client import APIClient, AsyncAPIClient


T = TypeVar("T")

_BYTES = ResponseSpec(bytes)


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
    """How one streamed operation is opened and its pieces are read.

    Attributes:
        received: The response, once the source is open.
    """

    received: Received

    def __init__(self, call: PreparedCall[T]) -> None:
        self._call = call

    def open(self) -> Steps[httpx.Response]:
        """Send the request and read the head of its response."""
        flow = Flow(self._call, stream=True)
        self.received = received = successful(flow, (yield from flow.send()))
        if self._is_unexpected:
            yield Close(received.response)
            came = received.media or "of no media type"
            text = f"the response is not a stream but {came}"
            raise received.error(ResponseValidationError, text)
        self._splitter = Splitter(received.media or kind_of(self._spec.media))
        if self.is_events:  # they are UTF-8, whatever is said, and may begin with a mark
            received.response.encoding = "utf-8-sig"
            received.response.headers["content-type"] = EVENTS
        return received.response

    @property
    def _is_unexpected(self) -> bool:
        """Whether what came is not streamed, where what is described is."""
        if kind_of(self._spec.media) == EVENTS:
            return self.received.media != EVENTS
        return self.received.streams and not is_stream(self._spec.media)

    @property
    def _spec(self) -> ResponseSpec:
        return self.received.spec or _BYTES

    @property
    def is_events(self) -> bool:
        """Whether server-sent events came."""
        return self.received.media == EVENTS

    @property
    def is_lines(self) -> bool:
        """Whether JSON values came line by line."""
        return is_lines(self.received.media) or is_lines(self._spec.media)

    def events(self, sent: ServerSentEvent) -> Iterator[Event[T]]:
        """An event in the described type, or none if it has nothing to say."""
        if sent.data or self._spec.type is str:
            yield Event(self._piece(sent.data.encode()), sent.event, sent.id, sent.retry)

    def values(self, chunk: bytes) -> Iterator[T]:
        """The values that a chunk completes."""
        return map(self._piece, self._splitter.values(chunk))

    def last(self) -> Iterator[T]:
        """The value that no end came for."""
        return map(self._piece, self._splitter.last())

    def _piece(self, raw: bytes) -> T:
        """One line or one event's data in the described type.

        Raises:
            ResponseValidationError: It is not JSON, or differs from its description under `strict`.
        """
        from .parse import parsed, reader_of

        spec = self._spec
        try:
            strict = self._call.settings.strict and spec.type is not str
            problem = "; ".join(self.received.differences(parsed(raw))) if strict else ""
            if not problem:
                return cast(T, reader_of(spec.type).read_piece(raw))
        except UnreadableError as error:
            problem = str(error)
        text = f"a piece of the stream cannot be read: {problem}"
        raise ResponseValidationError(text, operation=self._call.operation.id)

    @contextmanager
    def reading(self) -> Generator[None, None, None]:
        """Raises our errors for a stream that breaks off."""
        from ..http.transport import Translated

        try:
            with Translated():
                yield
        except UnreadableError as unread:
            raise self.received.error(ResponseValidationError, f"the stream {unread}") from None
        except DeliveryError as failed:
            kind = APITimeoutError if failed.timed_out else APIConnectionError
            error = self.received.error(kind, f"the stream broke off: {failed}")
            error.maybe_delivered = True
            raise error from failed.__cause__


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
        options: CallOptions | None = None,
    ) -> None:
        """Call an operation; for arguments and errors see `APIClient.call`."""
        self._source = _Source(client.prepare(operation, params, body, options=options))
        self.http_response: httpx.Response = client.perform(self._source.open())

    def __iter__(self) -> Iterator[T]:
        if self._source.is_events:
            for event in self.events():
                yield event.data
        elif self._source.is_lines:
            for chunk in self.chunks():
                yield from self._source.values(chunk)
            yield from self._source.last()
        else:
            yield from cast("Iterator[T]", self.chunks())

    def events(self) -> Iterator[Event[T]]:
        """The events whole, with names and ids."""
        from httpx_sse import EventSource

        with self, self._source.reading():
            for sent in EventSource(self.http_response).iter_sse():
                if sent.data == END:
                    return
                yield from self._source.events(sent)

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
        options: CallOptions | None = None,
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
            async for chunk in self.chunks():
                for value in self._source.values(chunk):
                    yield value
            for value in self._source.last():
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
                    if sent.data == END:
                        return
                    for event in self._source.events(sent):
                        yield event

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
