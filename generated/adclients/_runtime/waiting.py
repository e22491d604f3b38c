"""Waits for runs to end: one engine over waiters that are data."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TypeVar

from .errors import RunFailedError, WaitTimeoutError, telling_text
from .exchange import Core, call_steps
from .operation import Waiter
from .options import RequestOptions
from .paths import pluck
from .unset import UNSET
from .wire import Invoke, Sleep, Steps

T = TypeVar("T")

_TELLING = ("error", "errorMessage", "error_message", "message", "reason", "detail")


def wait_steps(
    core: Core,
    waiter: Waiter[T],
    arguments: Mapping[str, object],
    started: object,
    interval: float | None,
    deadline: float,
    on_progress: Callable[[T], object] | None,
    options: RequestOptions | None,
) -> Steps[T]:
    """The steps of waiting for a run; for arguments, result and errors see `APIClient.wait`."""
    params = arguments_of(waiter, arguments, started)
    pause = waiter.interval if interval is None else interval
    expires = time.monotonic() + deadline
    while True:
        reply = yield from call_steps(core, waiter.poll, params, UNSET, options)
        state = pluck(reply, waiter.state)
        if on_progress is not None:
            yield Invoke(on_progress, (reply,))
        if state in waiter.done:
            return reply
        if state in waiter.failed:
            raise _failed(waiter, state, reply)
        left = expires - time.monotonic()
        if left <= 0:
            raise _late(waiter, state, reply, deadline)
        yield Sleep(min(pause, left))


def arguments_of(
    waiter: Waiter[T], arguments: Mapping[str, object], started: object
) -> dict[str, object]:
    """The parameters to ask with.

    Args:
        waiter: How to ask.
        arguments: The parameters of the call that started the run.
        started: Its reply.
    """
    if not waiter.arguments:
        return dict(arguments)
    return {
        name: pluck(started, source[2:]) if source.startswith("$.") else arguments.get(source)
        for name, source in waiter.arguments.items()
    }


def _failed(waiter: Waiter[T], state: object, reply: T) -> RunFailedError:
    reasons = (telling_text(pluck(reply, name)) for name in _TELLING)
    reason = next(filter(None, reasons), "")
    error = RunFailedError(
        f"the run ended as {state!r}{': ' if reason else ''}{reason}",
        method=waiter.poll.method,
        path=waiter.poll.path,
        operation=waiter.poll.id,
    )
    error.state, error.result = state, reply
    return error


def _late(waiter: Waiter[T], state: object, reply: T, deadline: float) -> WaitTimeoutError:
    error = WaitTimeoutError(
        f"the run was still {state!r} after {deadline:g} s",
        method=waiter.poll.method,
        path=waiter.poll.path,
        operation=waiter.poll.id,
    )
    error.state, error.result = state, reply
    return error
