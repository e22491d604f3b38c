"""Keeps to rate limits: each request reserves the moment at which it may be sent, and waits for it."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import Any

from ..options import Unset
from ..spec.operation import Operation

_APART = 0.05  # seconds that requests are kept apart at most, so that none overtakes another much
_MARGIN = 0.05  # seconds by which one request may be longer on its way than another


class Limiter:
    """Hands out moments so that no more than so many fall into any time of so many seconds.

    It is asked under a lock and waited for outside of it, so threads and tasks of any event loop may share it. Who has
    waited asks once more before sending: where earlier requests went out later than planned, those behind have to wait
    on, or the service would see too many at a time.

    Attributes:
        window: The seconds.
    """

    def __init__(self, requests: int, seconds: float) -> None:
        self.window = seconds
        self._apart = min(seconds / requests, _APART)
        self._planned = deque[float](maxlen=requests)
        self._sent = deque[float](maxlen=requests)
        self._lock = threading.Lock()

    def reserve(self, expires: float) -> float | None:
        """Reserve the next moment that is free.

        Args:
            expires: Moment on the monotonic clock by which it must be.

        Returns:
            Seconds to wait for it before asking `admit`; nothing if the request may be sent now; None if it would be
            too late, and then nothing is reserved.
        """
        with self._lock:
            now = time.monotonic()
            moment = max(now, self._after(self._planned), self._after(self._sent))
            if self._planned:
                moment = max(moment, self._planned[-1] + self._apart)
            if moment >= expires:
                return None
            self._planned.append(moment)
            if moment <= now:
                self._sent.append(now)
            return moment - now

    def admit(self, expires: float) -> float | None:
        """Ask whether a request that has waited for its moment may be sent; for argument and result see `reserve`."""
        with self._lock:
            now = time.monotonic()
            moment = self._after(self._sent)
            if moment <= now:
                self._sent.append(now)
                return 0.0
            return moment - now if moment < expires else None

    def give_up(self) -> None:
        """Free a place among those who wait: who comes next need not wait behind one that waits no longer."""
        with self._lock:
            if self._planned:
                self._planned.pop()

    def _after(self, moments: deque[float]) -> float:
        """The first moment at which there may be one more."""
        is_full = len(moments) == moments.maxlen
        return moments[0] + self.window + _MARGIN if is_full else 0.0

    def __str__(self) -> str:
        return f"the rate limit of {self._planned.maxlen} requests in {self.window:g} s"


class Limits:
    """The limiters of a client: one for the service, and one for each operation with a limit of its own.

    Attributes:
        whole: The one for the service.
    """

    def __init__(
        self, said: tuple[int, float] | None, given: tuple[int, float] | Unset | None
    ) -> None:
        """Make them.

        Args:
            said: What the service takes: requests, and seconds.
            given: What the caller wants instead; None for no limits at all.

        Raises:
            ValueError: What the caller wants is no such limit.
        """
        self._are_kept = given is not None
        limit = said if isinstance(given, Unset) else given
        self.whole = Limiter(*_checked(limit)) if limit is not None else None
        self._own: dict[str, Limiter] = {}

    def of(self, operation: Operation[Any]) -> Limiter | None:
        """What the requests of an operation have to wait for, if they have to."""
        if operation.rate_limit is None or not self._are_kept:
            return self.whole
        # Two threads may each make one, and then both get the one that came first.
        found = self._own.get(operation.id)
        return found or self._own.setdefault(operation.id, Limiter(*operation.rate_limit))


def _checked(limit: Any) -> tuple[int, float]:
    match limit:
        case (int(requests), int() | float() as seconds) if requests >= 1 and 0 < seconds < float(
            "inf"
        ):
            return requests, float(seconds)
        case _:
            raise ValueError(
                f"rate_limit must be requests and seconds, such as (20, 1), or None; not {limit!r}"
            )
