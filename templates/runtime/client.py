"""The base classes of clients and of their resources. Importing them loads neither httpx nor pydantic."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypeVar, Unpack, overload

from .base import ClientBase
from .http.commands import Steps
from .http.drivers import AsyncDriver, SyncDriver
from .options import UNSET, CallOptions, ClientOptions
from .requests.undescribed import undescribed
from .responses.raw import APIResponse, recording
from .responses.read import call_steps
from .spec.operation import Operation
from .spec.service import Service

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from .http.clients import AsyncHttpxClient, HttpxClient
    from .responses.streaming import AsyncStream, Stream

T = TypeVar("T")
P = ParamSpec("P")


class APIClient(ClientBase):
    """Base of sync clients. It may be shared by threads, and is a context manager."""

    def __init__(
        self,
        service: Service,
        *,
        http_client: HttpxClient | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        """Make a client; for the other arguments and errors see `ClientBase`.

        Args:
            service: The service it is for.
            http_client: A ready client of httpx or httpx2 to send with; it is never closed here. What it sends by
                itself (headers, cookies, query parameters) is kept where this one does not send the same.
            **options: What is chosen of it.
        """
        super().__init__(service, http_client, **options)
        self._driver = SyncDriver(http_client, self.hooks)

    @property
    def _client(self) -> APIClient:
        """Itself, so that a client may carry operations as resources do."""
        return self

    def call(
        self,
        operation: Operation[T],
        params: Mapping[str, object] | None = None,
        body: object = UNSET,
        *,
        options: CallOptions | None = None,
    ) -> T:
        """Call an operation; for the arguments see `prepare`.

        Returns:
            What the operation answers.

        Raises:
            APIError: The call failed; see the tree of errors.
        """
        return self._driver.run(call_steps(self._settings, operation, params, body, options))

    @overload
    def request(
        self,
        method: str,
        path: str,
        *,
        type_: type[T],
        query: Mapping[str, object] | None = None,
        body: object = UNSET,
        stream: Literal[False] = False,
        options: CallOptions | None = None,
    ) -> T: ...
    @overload
    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        body: object = UNSET,
        stream: Literal[False] = False,
        options: CallOptions | None = None,
    ) -> Any: ...
    @overload
    def request(
        self,
        method: str,
        path: str,
        *,
        type_: type[T],
        query: Mapping[str, object] | None = None,
        body: object = UNSET,
        stream: Literal[True],
        options: CallOptions | None = None,
    ) -> Stream[T]: ...
    @overload
    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        body: object = UNSET,
        stream: Literal[True],
        options: CallOptions | None = None,
    ) -> Stream[Any]: ...
    def request(
        self,
        method: str,
        path: str,
        *,
        type_: Any = Any,
        query: Mapping[str, object] | None = None,
        body: object = UNSET,
        stream: bool = False,
        options: CallOptions | None = None,
    ) -> Any:
        """Send a request that the specification does not have, with the credentials and retries of this client.

        Args:
            method: HTTP method.
            path: Path below the base URL, escaped as far as it has to be: `/orders/7/notes`.
            type_: A model, or another type, to read the response as.
            query: Query parameters.
            body: The body: what JSON can say, sent as JSON; or text, bytes, a file. Other media types are told in
                `options={"content_type": ...}`.
            stream: Whether the body is left to be read while it arrives, as of a download.
            options: Changes for this call.

        Returns:
            The body of the response: of the type that was given; else JSON as plain data, text, or bytes, by the media
            type that came. None if there is none. With `stream` a stream, to iterate over or to `save`: it gives
            events and lines of JSON one by one, and any other body in chunks of bytes.

        Raises:
            APIError: The call failed; see the tree of errors.
        """
        operation, chosen = undescribed(method, path, query, body, type_, options, is_stream=stream)
        if stream:
            from .responses.streaming import Stream

            return Stream(self, operation, body=body, options=chosen)
        return self.call(operation, body=body, options=chosen)

    def perform(self, steps: Steps[T]) -> T:
        """Carry out steps: the next page, the opening of a stream, a wait."""
        return self._driver.run(steps)

    def with_response(
        self, method: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> APIResponse[T]:
        """Call any method of this client and also give the raw response.

        Args:
            method: The method, e.g. `client.orders.get`.
            *args: Its arguments.
            **kwargs: Its keyword arguments.

        Returns:
            What the method returned, and the httpx response.
        """
        with recording() as record:
            data = method(*args, **kwargs)
        return APIResponse(data, record.last)

    def close(self) -> None:
        """Close the connections; an httpx client that was given, or a client that this one was made of, stays open."""
        if self._is_first:
            self._driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class AsyncAPIClient(ClientBase):
    """Base of async clients. It may be shared by tasks, and is an async context manager."""

    def __init__(
        self,
        service: Service,
        *,
        http_client: AsyncHttpxClient | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        """Make a client; for the arguments see `APIClient`."""
        super().__init__(service, http_client, **options)
        self._driver = AsyncDriver(http_client, self.hooks)

    @property
    def _client(self) -> AsyncAPIClient:
        """Itself, so that a client may carry operations as resources do."""
        return self

    async def call(
        self,
        operation: Operation[T],
        params: Mapping[str, object] | None = None,
        body: object = UNSET,
        *,
        options: CallOptions | None = None,
    ) -> T:
        """Call an operation; for arguments, result and errors see `APIClient.call`."""
        return await self._driver.run(call_steps(self._settings, operation, params, body, options))

    @overload
    async def request(
        self,
        method: str,
        path: str,
        *,
        type_: type[T],
        query: Mapping[str, object] | None = None,
        body: object = UNSET,
        stream: Literal[False] = False,
        options: CallOptions | None = None,
    ) -> T: ...
    @overload
    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        body: object = UNSET,
        stream: Literal[False] = False,
        options: CallOptions | None = None,
    ) -> Any: ...
    @overload
    async def request(
        self,
        method: str,
        path: str,
        *,
        type_: type[T],
        query: Mapping[str, object] | None = None,
        body: object = UNSET,
        stream: Literal[True],
        options: CallOptions | None = None,
    ) -> AsyncStream[T]: ...
    @overload
    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        body: object = UNSET,
        stream: Literal[True],
        options: CallOptions | None = None,
    ) -> AsyncStream[Any]: ...
    async def request(
        self,
        method: str,
        path: str,
        *,
        type_: Any = Any,
        query: Mapping[str, object] | None = None,
        body: object = UNSET,
        stream: bool = False,
        options: CallOptions | None = None,
    ) -> Any:
        """Send a request that the specification does not have; see `APIClient.request`."""
        operation, chosen = undescribed(method, path, query, body, type_, options, is_stream=stream)
        if stream:
            from .responses.streaming import AsyncStream

            return await AsyncStream(self, operation, body=body, options=chosen)
        return await self.call(operation, body=body, options=chosen)

    async def perform(self, steps: Steps[T]) -> T:
        """Carry out steps: the next page, the opening of a stream, a wait."""
        return await self._driver.run(steps)

    async def with_response(
        self, method: Callable[P, Awaitable[T]], /, *args: P.args, **kwargs: P.kwargs
    ) -> APIResponse[T]:
        """Call any method of this client and also give the raw response; see `APIClient`."""
        with recording() as record:
            data = await method(*args, **kwargs)
        return APIResponse(data, record.last)

    async def aclose(self) -> None:
        """Close the connections; an httpx client that was given, or a client that this one was made of, stays open."""
        if self._is_first:
            await self._driver.aclose()

    async def close(self) -> None:
        """The same as `aclose`."""
        await self.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()


class Resource:
    """A group of operations of a sync client."""

    def __init__(self, client: APIClient) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._client!r}>"


class AsyncResource:
    """A group of operations of an async client."""

    def __init__(self, client: AsyncAPIClient) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._client!r}>"
