"""The two drivers that carry out commands, one for threads and one for async.

Nothing is decided here, so that no behaviour can differ between the two.
"""

from __future__ import annotations

import inspect
import os
import threading
import time
from collections.abc import Awaitable
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary, WeakSet

from ..errors import APIError
from ..options import Hooks
from .clients import AsyncHttpxClient, HttpxClient, library_of
from .commands import (
    Close,
    Command,
    DeliveryError,
    Exclusive,
    Invoke,
    Read,
    Send,
    Sleep,
    Steps,
    Until,
)

if TYPE_CHECKING:
    import anyio
    import httpx

    from .transport import AsyncTransport, SyncTransport

T = TypeVar("T")

_GRACE = 0.05  # seconds


@dataclass(eq=False, repr=False)
class _Run:
    """A call that is under way.

    Attributes:
        expires: Moment on the monotonic clock beyond which nothing may last; None if there is none.
        opened: The streamed responses that came.
    """

    expires: float | None = None
    opened: list[httpx.Response] = field(default_factory=list["httpx.Response"])

    def left(self, otherwise: float) -> float:
        """The seconds that are left, or another number if that is not bounded."""
        if self.expires is None:
            return otherwise
        return max(0.0, self.expires - time.monotonic())


@dataclass(eq=False, repr=False)
class _Home:
    """What an async client has for one event loop: no connection or lock can be used in another one.

    Attributes:
        transport: Sends requests.
        exclusive: Held by who carries out steps alone.
    """

    transport: AsyncTransport
    exclusive: anyio.Lock


def _running_loop() -> object:
    """The running event loop, of asyncio or trio."""
    import asyncio

    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        trio: Any = import_module("trio.lowlevel")  # which a type checker may not find
        token: object = trio.current_trio_token()
        return token


class SyncDriver:
    """Carries out steps in the calling thread; may be used by many threads."""

    def __init__(self, http_client: HttpxClient | None, hooks: Hooks) -> None:
        if http_client is not None:
            library_of(http_client, "Client")
        self._http_client = http_client
        self._hooks = hooks
        self._is_closed = False
        self.start_over()
        _drivers.add(self)

    def start_over(self) -> None:
        """Forget the connections, which are another process's after a fork, and what its threads hold."""
        self._transport: SyncTransport | None = None
        self._making = threading.Lock()
        self._counting = threading.Lock()
        self._under_way = 0  # uses of connections, in all threads
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
        under_way = _Run()
        try:
            return self._run(steps, under_way)
        except BaseException as error:
            for response in under_way.opened:
                response.close()
            if isinstance(error, APIError):
                for hook in self._hooks.error:
                    self._act(Invoke(hook, (error,)), under_way)
            raise

    def _run(self, steps: Steps[T], under_way: _Run) -> T:
        """Carry out steps.

        Args:
            steps: The steps.
            under_way: The call that they are a part of.
        """
        result: Any = None
        failed: Exception | None = None
        try:
            while True:
                command = steps.throw(failed) if failed else steps.send(result)
                result = failed = None
                try:
                    result = self._act(command, under_way)
                except Exception as error:
                    failed = error
        except StopIteration as end:
            value: T = end.value
            return value
        finally:
            steps.close()

    def _act(self, command: Command, under_way: _Run) -> Any:
        match command:
            case Send(request, stream):
                self._begin()
                try:
                    hooks = self._hooks.request
                    response = self.transport.send(request, stream=stream, hooks=hooks)
                finally:
                    self._end()
                if stream:
                    under_way.opened.append(response)
                for hook in self._hooks.response:
                    hook(response)
                return response
            case Until(moment):
                under_way.expires = moment
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
                if not self._exclusive.acquire(timeout=under_way.left(-1)):
                    raise _overdue()
                try:
                    return self._run(steps, under_way)
                finally:
                    self._exclusive.release()
            case Read(response, request):
                self._begin()
                try:
                    return self.transport.read(response, request)
                finally:
                    self._end()
            case Close(response):
                response.close()
        return None

    def _begin(self) -> None:
        """Use connections, which stay open until `_end`.

        Raises:
            DeliveryError: The client is closed.
        """
        with self._counting:
            if self._is_closed:
                raise DeliveryError.closed()
            self._under_way += 1

    def _end(self) -> None:
        with self._counting:
            self._under_way -= 1
        self._close_if_idle()

    def close(self) -> None:
        """Close the connections, unless they are the caller's; nothing is sent any more.

        What other threads are sending is carried out, and the last of them closes the connections: one that is closed
        while a thread waits for it would let that thread wait, or read what belongs to a newer one of the same number.
        """
        self._is_closed = True
        self._close_if_idle()

    def _close_if_idle(self) -> None:
        with self._counting:
            is_over = self._is_closed and not self._under_way
        if is_over and self._transport is not None:
            self._transport.close()


class AsyncDriver:
    """Carries out steps in the running event loop, for any number of tasks."""

    def __init__(self, http_client: AsyncHttpxClient | None, hooks: Hooks) -> None:
        if http_client is not None:
            library_of(http_client, "AsyncClient")
        self._http_client = http_client
        self._hooks = hooks
        self._is_closed = False
        self._homes = WeakKeyDictionary[Any, _Home]()

    @property
    def _home(self) -> _Home:
        """What belongs to the running event loop, made when it is first needed."""
        loop = _running_loop()
        home = self._homes.get(loop)
        if home is None:
            import anyio

            from .transport import AsyncTransport

            for other in [*self._homes]:  # connections keep the loops alive that they were made in
                if getattr(other, "is_closed", bool)():
                    del self._homes[other]
            home = self._homes[loop] = _Home(AsyncTransport(self._http_client), anyio.Lock())
        return home

    @property
    def transport(self) -> AsyncTransport:
        """The transport of the running event loop."""
        return self._home.transport

    async def run(self, steps: Steps[T]) -> T:
        """Carry out all steps and give their result; the caller's error hooks are told of an error first."""
        under_way = _Run()
        try:
            return await self._run(steps, under_way)
        except BaseException as error:
            if under_way.opened:
                import anyio

                with anyio.CancelScope(shield=True):
                    for response in under_way.opened:
                        await response.aclose()
            if isinstance(error, APIError):
                for hook in self._hooks.error:
                    await self._act(Invoke(hook, (error,)), under_way)
            raise

    async def _run(self, steps: Steps[T], under_way: _Run) -> T:
        """Carry out steps; for the arguments see `SyncDriver`."""
        result: Any = None
        failed: Exception | None = None
        try:
            while True:
                command = steps.throw(failed) if failed else steps.send(result)
                result = failed = None
                try:
                    if isinstance(command, Exclusive):
                        result = await self._alone(command.steps, under_way)
                    else:
                        result = await self._in_time(self._act(command, under_way), under_way)
                except Exception as error:
                    failed = error
        except StopIteration as end:
            value: T = end.value
            return value
        finally:
            steps.close()

    async def _in_time(self, acting: Awaitable[T], under_way: _Run) -> T:
        """What is awaited, unless the time is over before."""
        if under_way.expires is None:
            return await acting
        import anyio

        # A little later than the timeouts of the connection, which know better what was under way.
        with anyio.move_on_after(under_way.left(0) + _GRACE):
            return await acting
        raise _overdue()

    async def _act(self, command: Command, under_way: _Run) -> Any:
        match command:
            case Send() if self._is_closed:
                raise DeliveryError.closed()
            case Send(request, stream):
                response = await self.transport.send(
                    request, stream=stream, hooks=self._hooks.request
                )
                if stream:
                    under_way.opened.append(response)
                for hook in self._hooks.response:
                    await _settled(hook(response))
                return response
            case Until(moment):
                under_way.expires = moment
            case Sleep(seconds):
                from anyio import sleep

                await sleep(seconds)
            case Invoke(function, arguments):
                return await _settled(function(*arguments))
            case Read(response, request):
                return await self.transport.read(response, request)
            case Close(response):
                await response.aclose()
            case _:
                raise AssertionError(command)
        return None

    async def _alone(self, steps: Steps[T], under_way: _Run) -> T:
        """Carry out steps while no other call does the same."""
        lock = self._home.exclusive
        await self._in_time(lock.acquire(), under_way)
        try:
            return await self._run(steps, under_way)
        finally:
            lock.release()

    async def aclose(self) -> None:
        """Close the connections, unless they are the caller's; nothing is sent any more."""
        self._is_closed = True
        home = self._homes.pop(_running_loop(), None)
        if home is not None:
            await home.transport.aclose()


async def _settled(value: Any) -> Any:
    return await value if inspect.isawaitable(value) else value


_drivers = WeakSet[SyncDriver]()


def _after_fork() -> None:
    for each in [*_drivers]:
        each.start_over()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def _overdue() -> DeliveryError:
    return DeliveryError("timed out", sent=True, timed_out=True)
