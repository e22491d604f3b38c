"""Calls a method of a client without sending anything, to see what it would send."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from .operation import Operation
from .options import RequestOptions
from .resource import AsyncResource, Resource
from .unset import UNSET


@dataclass(frozen=True)
class DryCall:
    """What a method hands to its client.

    Attributes:
        operation: What it calls.
        params: Its parameters by Python name.
        body: Its body, or the members of it by Python name.
        options: What the caller changes.
    """

    operation: Operation[Any]
    params: Mapping[str, object]
    body: object
    options: RequestOptions


def dry_run(
    client: object, method: Callable[..., object], *args: object, **kwargs: object
) -> DryCall:
    """What a method of a client would send.

    Args:
        client: The client.
        method: A method of it or of one of its resources, sync or async.
        *args: Arguments of the method.
        **kwargs: Keyword arguments of the method.

    Raises:
        TypeError: It is no such method, or does not take these arguments.
    """
    owner: Any = getattr(method, "__self__", None)
    function: Any = getattr(method, "__func__", None)
    recorder: Any = _Recorder()
    if isinstance(owner, (Resource, AsyncResource)) and vars(owner)["_client"] is client:
        recorder = type(owner)(recorder)
    elif owner is client:
        function = getattr(_Recorder, function.__name__, function)  # such as `call` itself
    else:
        raise TypeError("this takes a method of the client that makes a request")
    try:
        result = function(recorder, *args, **kwargs)
        if inspect.iscoroutine(result):
            result.send(None)
    except _Recorded as recorded:
        return recorded.call
    except AttributeError as error:
        if not isinstance(error.obj, _Recorder):
            raise
    raise TypeError("this takes a method of the client that makes a request")


def operation_of(client: object, method: Callable[..., object]) -> Operation[Any]:
    """The operation that a method of a client calls; for arguments and errors see `dry_run`."""
    required = [
        each.name
        for each in inspect.signature(method).parameters.values()
        if each.default is each.empty
        and each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)
    ]
    return dry_run(client, method, **dict.fromkeys(required, UNSET)).operation


class _Recorded(BaseException):
    """Ends a method at the moment at which it would send something."""

    def __init__(self, call: DryCall) -> None:
        super().__init__()
        self.call = call


class _Recorder:
    """Stands in for a client."""

    def call(
        self,
        operation: Operation[Any],
        params: Mapping[str, object] | None = None,
        body: object = UNSET,
        *,
        options: RequestOptions | None = None,
    ) -> NoReturn:
        """Tell what would be sent."""
        raise _Recorded(DryCall(operation, params or {}, body, options or RequestOptions()))

    paginate = stream = first_page = call

    @property
    def _client(self) -> _Recorder:
        return self
