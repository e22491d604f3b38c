"""Waits for runs to end, by waiters that are data."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar, cast

from ..data import value_at
from ..errors import RunFailedError, WaitTimeoutError, telling_text
from ..http.commands import Invoke, Sleep, Steps
from ..http.flow import Flow
from ..options import RequestOptions
from ..spec.operation import Waiter
from .read import successful

if TYPE_CHECKING:
    from ..client import APIClient, AsyncAPIClient, ClientBase

T = TypeVar("T")

_TELLING = ("error", "errorMessage", "error_message", "message", "reason", "detail")


def wait_for_run(
    client: APIClient,
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
        client: The client to ask with.
        waiter: How to ask, and which states mean the end.
        arguments: The parameters of the call that started the run, by Python name.
        started: The response of that call.
        interval: Seconds between two questions, over the waiter's own.
        deadline: Seconds after which to give up.
        on_progress: Called with each response, also the last.
        options: Changes for each question.

    Returns:
        The response that says that the run is done.

    Raises:
        RunFailedError: The run ended in a state that means failure.
        WaitTimeoutError: It was still going on at the deadline.
    """
    params = _arguments(waiter, arguments, started)
    pause = waiter.interval if interval is None else interval
    return client.perform(_steps(client, waiter, params, pause, deadline, on_progress, options))


async def wait_for_run_async(
    client: AsyncAPIClient,
    waiter: Waiter[T],
    arguments: Mapping[str, object],
    started: object = None,
    *,
    interval: float | None = None,
    deadline: float = 3600.0,
    on_progress: Callable[[T], object] | None = None,
    options: RequestOptions | None = None,
) -> T:
    """Ask again and again until a run has ended; see `wait_for_run`. `on_progress` may be a coroutine function."""
    params = _arguments(waiter, arguments, started)
    pause = waiter.interval if interval is None else interval
    steps = _steps(client, waiter, params, pause, deadline, on_progress, options)
    return await client.perform(steps)


def _steps(
    client: ClientBase,
    waiter: Waiter[T],
    params: Mapping[str, object],
    pause: float,
    deadline: float,
    on_progress: Callable[[T], object] | None,
    options: RequestOptions | None,
) -> Steps[T]:
    expires = time.monotonic() + deadline
    while True:
        flow = Flow(client.prepare(waiter.poll, params, options=options))
        answer = cast(T, successful(flow, (yield from flow.send())).value())
        state = value_at(answer, waiter.state)
        if on_progress is not None:
            yield Invoke(on_progress, (answer,))
        if state in waiter.done:
            return answer
        if state in waiter.failed:
            raise _failed(waiter, state, answer)
        left = expires - time.monotonic()
        if left <= 0:
            raise _late(waiter, state, answer, deadline)
        yield Sleep(min(pause, left))


def _arguments(
    waiter: Waiter[T], arguments: Mapping[str, object], started: object
) -> dict[str, object]:
    """The parameters to ask with.

    Args:
        waiter: How to ask.
        arguments: The parameters of the call that started the run.
        started: Its response.
    """
    if not waiter.arguments:
        return dict(arguments)
    return {
        name: value_at(started, source[2:]) if source.startswith("$.") else arguments.get(source)
        for name, source in waiter.arguments.items()
    }


def _failed(waiter: Waiter[T], state: object, answer: T) -> RunFailedError:
    reasons = (telling_text(value_at(answer, name)) for name in _TELLING)
    reason = next(filter(None, reasons), "")
    error = RunFailedError(
        f"the run ended as {state!r}{': ' if reason else ''}{reason}",
        method=waiter.poll.method,
        path=waiter.poll.path,
        operation=waiter.poll.id,
    )
    error.state, error.result = state, answer
    return error


def _late(waiter: Waiter[T], state: object, answer: T, deadline: float) -> WaitTimeoutError:
    error = WaitTimeoutError(
        f"the run was still {state!r} after {deadline:g} s",
        method=waiter.poll.method,
        path=waiter.poll.path,
        operation=waiter.poll.id,
    )
    error.state, error.result = state, answer
    return error
