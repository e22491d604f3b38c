"""Prepares adapters of pydantic, also where classes lead to one another many levels deep."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")

_DEEPEST = 20_000  # calls inside of one another: some twenty for each class
_STACK = 128 * 1024 * 1024  # bytes, of which only those are taken that are used
_LOCK = threading.Lock()


def prepared(make: Callable[[], TypeAdapter[T]]) -> TypeAdapter[T]:
    """An adapter that is ready to read.

    Args:
        make: Makes it.
    """
    try:
        return _ready(make)
    except RecursionError:
        pass
    found: list[TypeAdapter[T] | BaseException] = []

    def run() -> None:
        try:
            found.append(_ready(make))
        except BaseException as error:
            found.append(error)

    with _LOCK:
        limit, size = sys.getrecursionlimit(), threading.stack_size(_STACK)
        sys.setrecursionlimit(max(limit, _DEEPEST))
        try:
            thread = threading.Thread(target=run)
            thread.start()
            thread.join()
        finally:
            threading.stack_size(size)
            sys.setrecursionlimit(limit)
    if isinstance(found[0], BaseException):
        raise found[0]
    return found[0]


def _ready(make: Callable[[], TypeAdapter[Any]]) -> TypeAdapter[Any]:
    adapter = make()
    adapter.rebuild()
    return adapter
