"""Calls a method with many sets of arguments, several at a time, and tells what became of each."""

from __future__ import annotations

import inspect
from collections import deque
from collections.abc import Awaitable, Callable, Generator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, Generic, ParamSpec, TypeAlias, TypeVar, cast

from .errors import APIConnectionError

T = TypeVar("T")
P = ParamSpec("P")

Call: TypeAlias = tuple[tuple[Any, ...], dict[str, Any]]
"""The arguments of a call: those by position, and those by name."""


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """What became of one call.

    Attributes:
        args: Its arguments by position.
        kwargs: Its arguments by name.
        value: What it returned; None if it failed.
        error: What it raised; None if it went well.
    """

    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    value: T | None = None
    error: Exception | None = None

    def result(self) -> T:
        """What the call returned; raises what it raised."""
        if self.error is not None:
            raise self.error
        return cast(T, self.value)


class _Calls(Generic[P, T]):
    """The calls to make: which have ended, and which are left."""

    def __init__(self, method: Callable[P, object], at_once: int) -> None:
        if at_once < 1:
            raise ValueError(f"at_once must be 1 or more, not {at_once!r}")
        self._method = method
        self._at_once = at_once
        self._calls: list[Call] = []
        self._waiting: deque[int] = deque()
        self._ended: dict[int, Outcome[T]] = {}
        self._is_stopped = False
        self._is_running = False

    def add(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Add a call with these arguments, which are those of the method."""
        self._waiting.append(len(self._calls))
        self._calls.append((args, kwargs))

    def stop(self) -> None:
        """Begin no more calls: `run` returns when those under way have ended, and goes on when it is called again.

        It may be called from `on_outcome`, and from any thread.
        """
        self._is_stopped = True

    @property
    def outcomes(self) -> list[Outcome[T]]:
        """What became of the calls that have ended, in the order in which they were added."""
        return [self._ended[number] for number in sorted(self._ended)]

    @property
    def left(self) -> list[Call]:
        """The arguments of the calls that have not ended, each as `(args, kwargs)`."""
        return [call for number, call in enumerate(self._calls) if number not in self._ended]

    def __len__(self) -> int:
        return len(self._calls)

    def __repr__(self) -> str:
        name = getattr(self._method, "__qualname__", repr(self._method))
        return f"<{type(self).__name__} of {name}: {len(self._ended)} of {len(self)} ended>"

    @property
    def _wanted(self) -> int:
        """How many threads or tasks there is work for."""
        return 0 if self._is_stopped else min(self._at_once, len(self._waiting))

    def _next(self) -> tuple[int, Call] | None:
        """The next call to make, if there is one; two threads never get the same."""
        if self._is_stopped:
            return None
        try:
            number = self._waiting.popleft()
        except IndexError:
            return None
        return number, self._calls[number]

    def _end(
        self, number: int, value: T | None = None, error: Exception | None = None
    ) -> Outcome[T]:
        args, kwargs = self._calls[number]
        self._ended[number] = outcome = Outcome(args, kwargs, value, error)
        return outcome

    @contextmanager
    def _running(self, progress: bool) -> Generator[Callable[[Outcome[T]], None], None, None]:
        """What is told of each outcome while calls are made."""
        if self._is_running:
            raise RuntimeError(f"{self!r} is running already")
        self._is_stopped, self._is_running = False, True
        self._waiting = deque(n for n in range(len(self)) if n not in self._ended)
        try:
            if progress:
                with self._bar() as advance:
                    yield advance
            else:
                yield _nothing
        finally:
            self._is_running = False

    @contextmanager
    def _bar(self) -> Generator[Callable[[Outcome[T]], None], None, None]:
        try:
            from rich.progress import (
                BarColumn,
                MofNCompleteColumn,
                Progress,
                TextColumn,
                TimeRemainingColumn,
            )
        except ImportError:
            raise ImportError("progress=True needs rich: pip install rich") from None
        failed = sum(each.error is not None for each in self._ended.values())
        words = TextColumn("{task.description}"), TextColumn("{task.fields[failed]} failed")
        columns = (words[0], BarColumn(), MofNCompleteColumn(), words[1], TimeRemainingColumn())
        with Progress(*columns) as bar:
            name = getattr(self._method, "__qualname__", "calls")
            task = bar.add_task(name, total=len(self), completed=len(self._ended), failed=failed)

            def advance(outcome: Outcome[T]) -> None:
                nonlocal failed
                failed += outcome.error is not None
                bar.update(task, completed=len(self._ended), total=len(self), failed=failed)

            yield advance


class Bulk(_Calls[P, T]):
    """Calls a method of a sync client many times, in several threads.

        bulk = Bulk(client.orders.create)
        for name in names:
            bulk.add(name=name)
        for outcome in bulk.run():
            print(outcome.kwargs["name"], outcome.error or outcome.value)

    A call that fails does not keep the others from being made.
    """

    def __init__(self, method: Callable[P, T], *, at_once: int = 16) -> None:
        """Note what to call.

        Args:
            method: The method. How often it is called in a second is up to the rate limit of its client.
            at_once: How many calls may be under way at a time.

        Raises:
            ValueError: `at_once` is less than 1.
            TypeError: The method is async.
        """
        super().__init__(method, at_once)
        if inspect.iscoroutinefunction(method):
            raise TypeError(f"{method!r} is async: use AsyncBulk")
        self._make = method

    def run(
        self,
        *,
        progress: bool = False,
        on_outcome: Callable[[Outcome[T]], object] | None = None,
    ) -> list[Outcome[T]]:
        """Make the calls that are left.

        When it is interrupted (Ctrl-C) the calls under way are waited for. What became of them stands in `outcomes`;
        `run` again makes the others.

        Args:
            progress: Whether to show a progress bar, for which rich must be installed.
            on_outcome: Called in this thread with each outcome as it comes.

        Returns:
            What became of each call that has ended, earlier runs included, in the order in which they were added.

        Raises:
            RuntimeError: It is running already.
            ImportError: A progress bar is wanted, and rich is not there.
        """
        with self._running(progress) as advance, ThreadPoolExecutor(self._at_once) as pool:
            try:
                for outcome in self._made(pool):
                    advance(outcome)
                    if on_outcome is not None:
                        on_outcome(outcome)
            except BaseException:
                self.stop()
                raise
        return self.outcomes

    def _made(self, pool: ThreadPoolExecutor) -> Iterator[Outcome[T]]:
        """The outcomes of the calls that are left, as they come."""
        come: SimpleQueue[Outcome[T] | None] = SimpleQueue()
        while workers := self._wanted:
            for _ in range(workers):
                pool.submit(copy_context().run, self._work, come)
            while workers:
                if (outcome := come.get()) is not None:
                    yield outcome
                else:
                    workers -= 1

    def _work(self, come: SimpleQueue[Outcome[T] | None]) -> None:
        """Make calls until none is left; None tells the end."""
        try:
            while (found := self._next()) is not None:
                number, (args, kwargs) = found
                try:
                    outcome = self._end(number, self._make(*args, **kwargs))
                except Exception as error:
                    outcome = self._end(number, error=error)
                come.put(outcome)
        finally:
            come.put(None)


class AsyncBulk(_Calls[P, T]):
    """Calls a method of an async client many times, in several tasks; see `Bulk`.

    bulk = AsyncBulk(client.orders.create)
    for name in names:
        bulk.add(name=name)
    for outcome in await bulk.run():
        print(outcome.kwargs["name"], outcome.error or outcome.value)
    """

    def __init__(self, method: Callable[P, Awaitable[T]], *, at_once: int = 16) -> None:
        """Note what to call.

        Args:
            method: The method. How often it is called in a second is up to the rate limit of its client.
            at_once: How many calls may be under way at a time.

        Raises:
            ValueError: `at_once` is less than 1.
            TypeError: The method is one of a sync client.
        """
        super().__init__(method, at_once)
        owner: Any = getattr(method, "__self__", None)
        client: Any = getattr(owner, "_client", None)
        if client is not None and not hasattr(client, "aclose"):
            raise TypeError(f"{method!r} is not async: use Bulk")
        self._make = method

    async def run(
        self,
        *,
        progress: bool = False,
        on_outcome: Callable[[Outcome[T]], Awaitable[object] | object] | None = None,
    ) -> list[Outcome[T]]:
        """Make the calls that are left.

        When it is cancelled, so are the calls under way, and the error of each says so; `run` again makes the others.

        Args:
            progress: Whether to show a progress bar, for which rich must be installed.
            on_outcome: Called with each outcome as it comes; may be a coroutine function.

        Returns:
            What became of each call that has ended, earlier runs included, in the order in which they were added.

        Raises:
            RuntimeError: It is running already.
            ImportError: A progress bar is wanted, and rich is not there.
        """
        from anyio import create_task_group

        broken: list[Exception] = []

        async def work() -> None:
            while (found := self._next()) is not None:
                outcome = await self._one(*found)
                try:
                    advance(outcome)
                    told = on_outcome(outcome) if on_outcome is not None else None
                    if inspect.isawaitable(told):
                        await told
                except Exception as error:
                    broken.append(error)
                    self.stop()

        with self._running(progress) as advance:
            while workers := self._wanted:
                async with create_task_group() as group:
                    for _ in range(workers):
                        group.start_soon(work)
        if broken:
            raise broken[0]
        return self.outcomes

    async def _one(self, number: int, call: Call) -> Outcome[T]:
        args, kwargs = call
        try:
            return self._end(number, await self._make(*args, **kwargs))
        except Exception as error:
            return self._end(number, error=error)
        except BaseException:
            cancelled = APIConnectionError("cancelled while it was under way")
            cancelled.maybe_delivered = True
            self._end(number, error=cancelled)
            raise


def _nothing(outcome: Outcome[Any]) -> None:
    """Tell nobody."""
