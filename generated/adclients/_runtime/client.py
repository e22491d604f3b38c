"""The base classes of clients. Importing them loads neither httpx nor pydantic."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from .base import ClientBase
from .driver import AsyncDriver, SyncDriver
from .exchange import call_steps, guarded
from .operation import Operation, Waiter
from .options import RequestOptions
from .response import Response, recording
from .service import Service
from .unset import UNSET
from .wire import Steps

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    import httpx

    from .paging import AsyncPager, Page, Pager
    from .streaming import AsyncStream, Stream

T = TypeVar("T")
P = ParamSpec("P")


class APIClient(ClientBase):
    """Base of sync clients. It may be shared by threads, and is a context manager."""

    def __init__(
        self,
        service: Service,
        *,
        credentials: Mapping[str, object] | None = None,
        base_url: str | None = None,
        environment: str | None = None,
        variables: Mapping[str, str | None] | None = None,
        timeout: float | None = 60.0,
        max_retries: int = 2,
        deadline: float = 600.0,
        headers: Mapping[str, str] | None = None,
        http_client: httpx.Client | None = None,
        strict: bool = False,
        check_rules: bool | Collection[str] = True,
    ) -> None:
        """Make a client; nothing is sent, and missing credentials are told at the first call.

        Args:
            service: The service it is for.
            credentials: Credentials by keyword; None ones come from the environment.
            base_url: Where requests go, over the service's servers.
            environment: The service's server to use, by name.
            variables: Values of variables in the servers' URLs, by the names there; None for the default.
            timeout: Seconds that connecting, sending and each read may take; None for ever.
            max_retries: How often a failed attempt may be repeated.
            deadline: Seconds that all attempts of a call may take together.
            headers: Headers to send with every request.
            http_client: A ready httpx client to send with; it is never closed here.
            strict: Whether a reply that differs from its description is an error.
            check_rules: False to check no business rules, or the ids of rules to leave out.

        Raises:
            ValueError: The service has no such environment, or a variable may not have that value.
        """
        super().__init__(
            service,
            credentials=credentials,
            base_url=base_url,
            environment=environment,
            variables=variables,
            timeout=timeout,
            max_retries=max_retries,
            deadline=deadline,
            headers=headers,
            strict=strict,
            check_rules=check_rules,
        )
        self._driver = SyncDriver(http_client, self._core.hooks)

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
        options: RequestOptions | None = None,
    ) -> T:
        """Call an operation.

        Args:
            operation: What to call.
            params: Its parameters by Python name; `UNSET` ones are left out.
            body: Its body, or the members of it by Python name.
            options: Changes for this call.

        Returns:
            What the operation answers.

        Raises:
            APIError: The call failed; see the tree of errors.
        """
        return self.perform(call_steps(self._core, operation, params, body, options))

    def perform(self, steps: Steps[T]) -> T:
        """Carry out the steps of an engine: a call, the next page, a wait."""
        return self._driver.run(guarded(self._core, steps))

    def paginate(
        self,
        operation: Operation[T],
        params: Mapping[str, object] | None = None,
        body: object = UNSET,
        *,
        options: RequestOptions | None = None,
    ) -> Pager[T]:
        """Call a paged operation; the first page is asked for now, the rest when needed.

        For the arguments see `call`.

        Returns:
            A pager over the items of all pages.
        """
        from .paging import Pager, Walk

        return Pager(self, Walk(self._core, operation, params, body, options))

    def first_page(
        self,
        operation: Operation[T],
        params: Mapping[str, object] | None = None,
        body: object = UNSET,
        *,
        options: RequestOptions | None = None,
    ) -> Page[T]:
        """Call a paged operation for one page; for the arguments see `call`."""
        return self.paginate(operation, params, body, options=options).page

    def stream(
        self,
        operation: Operation[T],
        params: Mapping[str, object] | None = None,
        body: object = UNSET,
        *,
        options: RequestOptions | None = None,
    ) -> Stream[T]:
        """Call an operation and read its reply while it arrives.

        For the arguments see `call`.

        Returns:
            A stream of events, of values line by line, or of chunks of bytes.
        """
        from .streaming import Source, Stream

        return Stream(self, Source(self._core, operation, params, body, options))

    def wait(
        self,
        waiter: Waiter[T],
        arguments: Mapping[str, object],
        started: object = None,
        *,
        interval: float | None = None,
        deadline: float = 3600.0,
        on_progress: Callable[[T], object] | None = None,
        options: RequestOptions | None = None,
    ) -> T:
        """Ask again and again until a run has ended.

        Args:
            waiter: How to ask, and which states mean the end.
            arguments: The parameters of the call that started the run, by Python name.
            started: The reply of that call.
            interval: Seconds between two questions, over the waiter's own.
            deadline: Seconds after which to give up.
            on_progress: Called with each reply, also the last.
            options: Changes for each question.

        Returns:
            The reply that says that the run is done.

        Raises:
            RunFailedError: The run ended in a state that means failure.
            WaitTimeoutError: It was still going on at the deadline.
        """
        from .waiting import wait_steps

        given = (arguments, started, interval, deadline, on_progress, options)
        return self.perform(wait_steps(self._core, waiter, *given))

    def with_response(
        self, method: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> Response[T]:
        """Call any method of this client and also give the raw reply.

        Args:
            method: The method, e.g. `client.orders.get`.
            *args: Its arguments.
            **kwargs: Its keyword arguments.

        Returns:
            What the method returned, and the httpx response.
        """
        with recording() as replies:
            data = method(*args, **kwargs)
        return Response(data, _only(replies))

    def close(self) -> None:
        """Close the connections; an httpx client that was given stays open."""
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
        credentials: Mapping[str, object] | None = None,
        base_url: str | None = None,
        environment: str | None = None,
        variables: Mapping[str, str | None] | None = None,
        timeout: float | None = 60.0,
        max_retries: int = 2,
        deadline: float = 600.0,
        headers: Mapping[str, str] | None = None,
        http_client: httpx.AsyncClient | None = None,
        strict: bool = False,
        check_rules: bool | Collection[str] = True,
    ) -> None:
        """Make a client; for the arguments see `APIClient`."""
        super().__init__(
            service,
            credentials=credentials,
            base_url=base_url,
            environment=environment,
            variables=variables,
            timeout=timeout,
            max_retries=max_retries,
            deadline=deadline,
            headers=headers,
            strict=strict,
            check_rules=check_rules,
        )
        self._driver = AsyncDriver(http_client, self._core.hooks)

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
        options: RequestOptions | None = None,
    ) -> T:
        """Call an operation; for arguments, result and errors see `APIClient.call`."""
        return await self.perform(call_steps(self._core, operation, params, body, options))

    async def perform(self, steps: Steps[T]) -> T:
        """Carry out the steps of an engine: a call, the next page, a wait."""
        return await self._driver.run(guarded(self._core, steps))

    def paginate(
        self,
        operation: Operation[T],
        params: Mapping[str, object] | None = None,
        body: object = UNSET,
        *,
        options: RequestOptions | None = None,
    ) -> AsyncPager[T]:
        """Call a paged operation, when the result is awaited or iterated over.

        For the arguments see `APIClient.call`.

        Returns:
            A pager: `await` gives the first page, `async for` the items of all pages.
        """
        from .paging import AsyncPager, Walk

        return AsyncPager(self, Walk(self._core, operation, params, body, options))

    async def first_page(
        self,
        operation: Operation[T],
        params: Mapping[str, object] | None = None,
        body: object = UNSET,
        *,
        options: RequestOptions | None = None,
    ) -> Page[T]:
        """Call a paged operation for one page; for the arguments see `APIClient.call`."""
        return await self.paginate(operation, params, body, options=options)

    def stream(
        self,
        operation: Operation[T],
        params: Mapping[str, object] | None = None,
        body: object = UNSET,
        *,
        options: RequestOptions | None = None,
    ) -> AsyncStream[T]:
        """Call an operation, when the result is first used; see `APIClient.stream`."""
        from .streaming import AsyncStream, Source

        return AsyncStream(self, Source(self._core, operation, params, body, options))

    async def wait(
        self,
        waiter: Waiter[T],
        arguments: Mapping[str, object],
        started: object = None,
        *,
        interval: float | None = None,
        deadline: float = 3600.0,
        on_progress: Callable[[T], object] | None = None,
        options: RequestOptions | None = None,
    ) -> T:
        """Ask again and again until a run has ended; see `APIClient.wait`.

        `on_progress` may be a coroutine function.
        """
        from .waiting import wait_steps

        given = (arguments, started, interval, deadline, on_progress, options)
        return await self.perform(wait_steps(self._core, waiter, *given))

    async def with_response(
        self, method: Callable[P, Awaitable[T]], /, *args: P.args, **kwargs: P.kwargs
    ) -> Response[T]:
        """Call any method of this client and also give the raw reply; see `APIClient`."""
        with recording() as replies:
            data = await method(*args, **kwargs)
        return Response(data, _only(replies))

    async def aclose(self) -> None:
        """Close the connections; an httpx client that was given stays open."""
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


def _only(replies: list[Any]) -> Any:
    if not replies:
        raise TypeError("with_response() takes a method of a client that makes a request")
    return replies[-1]
