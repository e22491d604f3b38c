"""Runs what calls itself many levels deep, such as the preparation of classes that lead to one another."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_DEEPEST = 20_000  # calls inside of one another; pydantic makes some twenty for each class
_STACK = 128 * 1024 * 1024  # bytes, of which only those are taken that are used
_LOCK = threading.Lock()


def with_room(make: Callable[[], T]) -> T:
    """What a function gives, which is called once more where there is more room if it calls itself too deep.

    Args:
        make: The function; it may be called again after it has failed.
    """
    try:
        return make()
    except RecursionError:
        pass
    made: list[T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            made.append(make())
        except BaseException as error:
            failed.append(error)

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
    if failed:
        raise failed[0]
    return made[0]
