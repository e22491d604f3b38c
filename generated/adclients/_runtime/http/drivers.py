"""The two drivers that carry out commands, one for threads and one for async.

Nothing is decided here, so that no behaviour can differ between the two.
"""

from __future__ import annotations

import inspect
import threading
import time
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import APIError
from ..options import Hooks
from .commands import Close, Command, DeliveryError, Exclusive, Invoke, Read, Send, Sleep, Steps

if TYPE_CHECKING:
    import anyio
    import httpx

    from .transport import AsyncTransport, SyncTransport

T = TypeVar("T")


class SyncDriver:
    """Carries out steps in the calling thread; may be used by many threads."""

    def __init__(self, http_client: httpx.Client | None, hooks: Hooks) -> None:
        self._http_client = http_client
        self._hooks = hooks
        self._transport: SyncTransport | None = None
        self._is_closed = False
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
            case Send() if self._is_closed:
                raise DeliveryError.closed()
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
        """Close the connections, unless they are the caller's; nothing is sent any more."""
        self._is_closed = True
        if self._transport is not None:
            self._transport.close()


class AsyncDriver:
    """Carries out steps in the running event loop, for any number of tasks."""

    def __init__(self, http_client: httpx.AsyncClient | None, hooks: Hooks) -> None:
        self._http_client = http_client
        self._hooks = hooks
        self._transport: AsyncTransport | None = None
        self._is_closed = False
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
            case Send() if self._is_closed:
                raise DeliveryError.closed()
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
        """Close the connections, unless they are the caller's; nothing is sent any more."""
        self._is_closed = True
        if self._transport is not None:
            await self._transport.aclose()


async def _settled(value: Any) -> Any:
    return await value if inspect.isawaitable(value) else value
