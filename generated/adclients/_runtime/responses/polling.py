"""Waits for runs to end, by waiters that are data."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from ..data import is_mapping, is_model, value_at
from ..errors import APIError, RunFailedError, WaitTimeoutError
from ..http.calls import PreparedCall
from ..http.commands import Invoke, Sleep, Steps
from ..http.flow import Flow
from ..options import CallOptions
from ..spec.operation import Waiter
from ..telling import telling_text
from .read import successful

if TYPE_CHECKING:
    from ..base import ClientBase
    from ..client import APIClient, AsyncAPIClient

T = TypeVar("T")

_TELLING = ("error", "errorMessage", "error_message", "message", "reason", "detail")


def wait_for_run(
    client: APIClient,
    waiter: Waiter[T],
    arguments: Mapping[str, object],
    *,
    interval: float | None = None,
    deadline: float = 3600.0,
    on_progress: Callable[[T], object] | None = None,
    options: CallOptions | None = None,
) -> T:
    """Ask again and again until a run has ended.

    Args:
        client: The client to ask with.
        waiter: How to ask, and which states mean the end.
        arguments: The parameters to ask with, by Python name; for those that the waiter knows a path of, the
            response that started the run may stand.
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
    asked = _asked(waiter, arguments)
    return client.perform(_steps(client, waiter, asked, interval, deadline, on_progress, options))


async def wait_for_run_async(
    client: AsyncAPIClient,
    waiter: Waiter[T],
    arguments: Mapping[str, object],
    *,
    interval: float | None = None,
    deadline: float = 3600.0,
    on_progress: Callable[[T], object] | None = None,
    options: CallOptions | None = None,
) -> T:
    """Ask again and again until a run has ended; see `wait_for_run`. `on_progress` may be a coroutine function."""
    asked = _asked(waiter, arguments)
    steps = _steps(client, waiter, asked, interval, deadline, on_progress, options)
    return await client.perform(steps)


def _steps(
    client: ClientBase,
    waiter: Waiter[T],
    params: Mapping[str, object],
    interval: float | None,
    deadline: float,
    on_progress: Callable[[T], object] | None,
    options: CallOptions | None,
) -> Steps[T]:
    expires = time.monotonic() + deadline
    pause = waiter.interval if interval is None else interval
    while True:
        flow = Flow(client.prepare(waiter.poll, params, options=options))
        result = cast(T, successful(flow, (yield from flow.send())).value())
        state = value_at(result, waiter.state)
        if on_progress is not None:
            yield Invoke(on_progress, (result,))
        if state in waiter.done:
            return result
        if state in waiter.failed:
            reasons = (telling_text(value_at(result, name)) for name in _TELLING)
            reason = next((f": {each}" for each in reasons if each), "")
            raise _error(
                RunFailedError, f"the run ended as {state!r}{reason}", waiter, flow.call, result
            )
        left = expires - time.monotonic()
        if left <= 0:
            text = f"the run was still {state!r} after {deadline:g} s"
            raise _error(WaitTimeoutError, text, waiter, flow.call, result)
        yield Sleep(min(pause, left))


def _asked(waiter: Waiter[Any], arguments: Mapping[str, object]) -> dict[str, object]:
    """The parameters to ask with: from a response that stands for one, its value is taken."""
    asked = dict(arguments)
    for name, path in waiter.arguments.items():
        value = asked.get(name)
        if is_model(value) or is_mapping(value):
            asked[name] = value_at(value, path)
    return asked


def _error(
    kind: type[RunFailedError | WaitTimeoutError],
    text: str,
    waiter: Waiter[Any],
    call: PreparedCall[Any],
    result: object,
) -> APIError:
    error = kind(text, **call.place)
    error.state, error.result = value_at(result, waiter.state), result
    return error
