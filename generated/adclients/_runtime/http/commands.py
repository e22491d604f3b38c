"""What the flow of a call asks for, and the two drivers that carry it out, for threads and for async."""

from __future__ import annotations

import inspect
import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from ..errors import APIError
from ..options import Hooks
from ..requests.bodies import Content

if TYPE_CHECKING:
    import anyio
    import httpx

    from .transport import AsyncTransport, SyncTransport


T = TypeVar("T")


@dataclass
class Request:
    """A request as it is sent.

    Attributes:
        method: HTTP method.
        url: The whole URL, escaped.
        headers: Headers by lower-case name.
        content: The body.
        timeout: Seconds that connecting, sending and each read may take.
        expires: Moment on the monotonic clock at which the whole call is over.
        secret_query: Names of query parameters whose values are never shown.
    """

    method: str
    url: str
    headers: dict[str, str]
    content: Content | None = None
    timeout: float | None = None
    expires: float | None = None
    secret_query: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Send:
    """Send a request and read the response; with `stream` only its head. Gives the response.

    The driver raises `DeliveryError` into the steps when no response comes.
    """

    request: Request = field(repr=False)
    stream: bool = False


@dataclass(frozen=True)
class Read:
    """Read the rest of a streamed response. Gives the response."""

    response: httpx.Response


@dataclass(frozen=True)
class Close:
    """Let go of a streamed response that is not wanted."""

    response: httpx.Response


@dataclass(frozen=True)
class Sleep:
    """Wait for a number of seconds."""

    seconds: float


@dataclass(frozen=True)
class Invoke:
    """Call a function of the caller's, awaiting what it gives if need be. Gives its result."""

    function: Callable[..., Any] = field(repr=False)
    arguments: tuple[Any, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Exclusive:
    """Carry out steps while no other call of this client does the same. Gives their result."""

    steps: Steps[Any] = field(repr=False)


Command: TypeAlias = Send | Read | Close | Sleep | Invoke | Exclusive
Steps: TypeAlias = Generator[Command, Any, T]
"""A conversation that gives commands, is told their results, and ends with a `T`."""


class DeliveryError(Exception):
    """No response came.

    Attributes:
        sent: Whether the request, or part of it, may have reached the server.
        timed_out: Whether that is for lack of time.
    """

    def __init__(self, text: str, *, sent: bool, timed_out: bool = False) -> None:
        super().__init__(text)
        self.sent = sent
        self.timed_out = timed_out


class SyncDriver:
    """Carries out steps in the calling thread; may be used by many threads."""

    def __init__(self, http_client: httpx.Client | None, hooks: Hooks) -> None:
        self._http_client = http_client
        self._hooks = hooks
        self._transport: SyncTransport | None = None
        self._making = threading.Lock()
        self._exclusive = threading.Lock()

    @property
    def transport(self) -> SyncTransport:
        """The transport, made when it is first needed."""
        if self._transport is None:
            with self._making:
                if self._transport is None:
                    from .transport import SyncTransport

                    self._transport = SyncTransport(self._http_client)
        return self._transport

    def run(self, steps: Steps[T]) -> T:
        """Carry out all steps and give their result; the caller's error hooks are told of an error first."""
        try:
            return self._run(steps)
        except APIError as error:
            for hook in self._hooks.error:
                self._act(Invoke(hook, (error,)))
            raise

    def _run(self, steps: Steps[T]) -> T:
        result: Any = None
        failed: Exception | None = None
        try:
            while True:
                command = steps.throw(failed) if failed else steps.send(result)
                result = failed = None
                try:
                    result = self._act(command)
                except Exception as error:
                    failed = error
        except StopIteration as end:
            value: T = end.value
            return value
        finally:
            steps.close()

    def _act(self, command: Command) -> Any:
        match command:
            case Send(request, stream):
                response = self.transport.send(request, stream=stream, hooks=self._hooks.request)
                for hook in self._hooks.response:
                    hook(response)
                return response
            case Sleep(seconds):
                time.sleep(seconds)
            case Invoke(function, arguments):
                result = function(*arguments)
                if inspect.isawaitable(result):
                    if inspect.iscoroutine(result):
                        result.close()
                    raise TypeError(f"{function!r} is async; use it with the async client")
                return result
            case Exclusive(steps):
                with self._exclusive:
                    return self._run(steps)
            case Read(response):
                return self.transport.read(response)
            case Close(response):
                response.close()
        return None

    def close(self) -> None:
        """Close the connections, unless they are the caller's."""
        if self._transport is not None:
            self._transport.close()


class AsyncDriver:
    """Carries out steps in the running event loop, for any number of tasks."""

    def __init__(self, http_client: httpx.AsyncClient | None, hooks: Hooks) -> None:
        self._http_client = http_client
        self._hooks = hooks
        self._transport: AsyncTransport | None = None
        self._exclusive: anyio.Lock | None = None

    @property
    def transport(self) -> AsyncTransport:
        """The transport, made when it is first needed."""
        if self._transport is None:
            from .transport import AsyncTransport

            self._transport = AsyncTransport(self._http_client)
        return self._transport

    async def run(self, steps: Steps[T]) -> T:
        """Carry out all steps and give their result; the caller's error hooks are told of an error first."""
        try:
            return await self._run(steps)
        except APIError as error:
            for hook in self._hooks.error:
                await self._act(Invoke(hook, (error,)))
            raise

    async def _run(self, steps: Steps[T]) -> T:
        result: Any = None
        failed: Exception | None = None
        try:
            while True:
                command = steps.throw(failed) if failed else steps.send(result)
                result = failed = None
                try:
                    result = await self._act(command)
                except Exception as error:
                    failed = error
        except StopIteration as end:
            value: T = end.value
            return value
        finally:
            steps.close()

    async def _act(self, command: Command) -> Any:
        match command:
            case Send(request, stream):
                response = await self.transport.send(
                    request, stream=stream, hooks=self._hooks.request
                )
                for hook in self._hooks.response:
                    await _settled(hook(response))
                return response
            case Sleep(seconds):
                from anyio import sleep

                await sleep(seconds)
            case Invoke(function, arguments):
                return await _settled(function(*arguments))
            case Exclusive(steps):
                async with self._lock():
                    return await self._run(steps)
            case Read(response):
                return await self.transport.read(response)
            case Close(response):
                await response.aclose()
        return None

    def _lock(self) -> anyio.Lock:
        if self._exclusive is None:
            import anyio

            self._exclusive = anyio.Lock()
        return self._exclusive

    async def aclose(self) -> None:
        """Close the connections, unless they are the caller's."""
        if self._transport is not None:
            await self._transport.aclose()


async def _settled(value: Any) -> Any:
    return await value if inspect.isawaitable(value) else value
