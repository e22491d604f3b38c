"""The base classes of clients and of their resources. Importing them loads neither httpx nor pydantic."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, NoReturn, ParamSpec, TypeVar, Unpack

from .errors import Violation
from .http.auth import Authenticator
from .http.commands import Steps
from .http.drivers import AsyncDriver, SyncDriver
from .http.flow import ClientSettings, PreparedCall, prepare
from .http.limits import Limits
from .options import UNSET, ClientOptions, Hooks, RequestOptions
from .requests.build import rules_left_out, violations
from .responses.read import APIResponse, call_steps, recording
from .spec.operation import Operation
from .spec.service import Service

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    import httpx

T = TypeVar("T")
P = ParamSpec("P")


class ClientBase:
    """What sync and async clients share: their settings, and what can be said of a call without making it."""

    def __init__(
        self, service: Service, http_client: object, **options: Unpack[ClientOptions]
    ) -> None:
        """Make a client; nothing is sent, and missing credentials are told at the first call.

        Args:
            service: The service it is for.
            http_client: What it sends with.
            **options: What is chosen of it; see `ClientOptions`.

        Raises:
            ValueError: The service has no such environment, or a variable may not have that value.
        """
        given, environment = options.get("base_url"), options.get("environment")
        variables = options.get("variables") or {}
        limit = None if getattr(http_client, "is_offline", False) else service.rate_limit
        base_url, pinned = service.base_url(given, environment, variables)
        self._settings = ClientSettings(
            service=service,
            auth=Authenticator(service, options.get("credentials") or {}),
            base_url=base_url,
            pinned=pinned,
            variables=variables,
            timeout=options.get("timeout", 60.0),
            max_retries=options.get("max_retries", 2),
            deadline=options.get("deadline", 600.0),
            headers=dict(options.get("headers") or {}),
            limits=Limits(limit, options.get("rate_limit", UNSET)),
            strict=options.get("strict", False),
            check_rules=options.get("check_rules", True),
            hooks=Hooks(),
            owner=self,
        )

    @property
    def base_url(self) -> str | None:
        """Where requests go, without a slash at the end; None if no server is known."""
        return self._settings.base_url

    @property
    def hooks(self) -> Hooks:
        """Functions called around each request; append yours to its lists."""
        return self._settings.hooks

    def prepare(
        self,
        operation: Operation[T],
        params: Mapping[str, object] | None = None,
        body: object = UNSET,
        *,
        options: RequestOptions | None = None,
    ) -> PreparedCall[T]:
        """Judge and write the arguments of a call, and send nothing.

        Args:
            operation: What to call.
            params: Its parameters by Python name; `UNSET` ones are left out.
            body: Its body, or the members of it by Python name.
            options: Changes for this call.

        Raises:
            RequestValidationError: The arguments are wrong.
        """
        return prepare(self._settings, operation, params, body, options)

    def check(
        self, method: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs
    ) -> list[Violation]:
        """Say what is wrong with a call, without making it.

        Args:
            method: A method of this client, e.g. `client.orders.create`. One of an async client is not awaited.
            *args: Its arguments.
            **kwargs: Its keyword arguments.

        Returns:
            All that a call would be refused for, rules included; nothing if it would be sent.

        Raises:
            TypeError: It is no method that makes a request, or does not take these arguments.
        """
        from .methods import arguments_of

        call = arguments_of(self, method, *args, **kwargs)
        left_out = rules_left_out(call.options.check_rules, self._settings.check_rules)
        requests = self._settings.service.requests
        return violations(call.operation, requests, call.params, call.body, call.options, left_out)

    def schema(self, method: Callable[..., object], /) -> dict[str, Any]:
        """The JSON Schema of the arguments of a method, with their names in Python and what is said of them.

        Args:
            method: A method of this client, e.g. `client.orders.create`.

        Raises:
            TypeError: It is no method that makes a request.
        """
        from .methods import arguments_schema, operation_of

        return arguments_schema(operation_of(self, method), self._settings.service.requests)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.base_url}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"{type(self).__name__} holds connections and secrets: not to be pickled")


class APIClient(ClientBase):
    """Base of sync clients. It may be shared by threads, and is a context manager."""

    def __init__(
        self,
        service: Service,
        *,
        http_client: httpx.Client | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        """Make a client; for the other arguments and errors see `ClientBase`.

        Args:
            service: The service it is for.
            http_client: A ready httpx client to send with; it is never closed here.
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
        options: RequestOptions | None = None,
    ) -> T:
        """Call an operation; for the arguments see `prepare`.

        Returns:
            What the operation answers.

        Raises:
            APIError: The call failed; see the tree of errors.
        """
        return self._driver.run(call_steps(self._settings, operation, params, body, options))

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
        http_client: httpx.AsyncClient | None = None,
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
        options: RequestOptions | None = None,
    ) -> T:
        """Call an operation; for arguments, result and errors see `APIClient.call`."""
        return await self._driver.run(call_steps(self._settings, operation, params, body, options))

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
