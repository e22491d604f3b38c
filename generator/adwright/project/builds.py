"""Several builds: in two processes where there are two cores, each with the next build that waits."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING

from adwright.problems import Problem, SpecError

if TYPE_CHECKING:
    from adwright.build import Built

PROCESSES = 2


def build_all(builds: Mapping[str, Callable[[], Built]], quick: Iterable[str]) -> dict[str, Built]:
    """What some builds give.

    Args:
        builds: the builds by name; of several, each can be pickled.
        quick: those that take less than another process does to start.

    Raises:
        UsageError: a build cannot be done at all; that of the first such build.
        SpecError: specs cannot be generated from; the problems of all of them, whichever process was first.
    """
    found = {name: builds[name]() for name in quick if name in builds}
    names = [name for name in builds if name not in found]
    problems: list[Problem] = []
    for name, outcome in zip(names, _outcomes([builds[name] for name in names]), strict=True):
        if isinstance(outcome, list):
            problems += outcome
        else:
            found[name] = outcome
    if problems:
        raise SpecError(problems)
    return found


def _outcomes(builds: list[Callable[[], Built]]) -> list[Built | list[Problem]]:
    """What each build gives, or why its spec cannot be generated from."""
    if len(builds) < 2 or _cores() < 2:
        return [_outcome(build) for build in builds]
    # Ctrl-C reaches every process: the others end by it without a word, and this one tells.
    with ProcessPoolExecutor(
        PROCESSES, get_context("spawn"), signal.signal, (signal.SIGINT, signal.SIG_DFL)
    ) as pool:
        return [*pool.map(_outcome, builds)]


def _outcome(build: Callable[[], Built]) -> Built | list[Problem]:
    try:
        return build()
    except SpecError as error:
        return error.problems


def _cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
