"""When to try again, and after how long.

The waits are not left to a retry library: whether to repeat depends on the method, on how far the
request got, on the response's `Retry-After` and on the caller's deadline together, and what is left
then is one line, exponential backoff with full jitter.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .commands import DeliveryError

if TYPE_CHECKING:
    import httpx


SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
READING_METHODS = SAFE_METHODS | {"QUERY", "TRACE"}
"""The methods that change nothing; those above may also go wherever a redirect leads."""
REPEATABLE_METHODS = READING_METHODS | {"PUT", "DELETE"}
TOO_MANY = 429
PASSING_STATUSES = frozenset({408, TOO_MANY, 502, 503, 504})

_FIRST_WAIT = 0.5
_LONGEST_WAIT = 8.0


@dataclass(eq=False, repr=False)
class RetryPolicy:
    """What may be done with one call.

    Attributes:
        repeatable: Whether it may be carried out twice without harm.
        replayable: Whether its body can be sent again.
        retries: How many more tries are allowed.
        expires: Moment on the monotonic clock at which the call is over.
        window: Seconds in which the service counts requests, where that is known.
    """

    repeatable: bool
    replayable: bool
    retries: int
    expires: float
    window: float | None = None
    _failures: int = 0

    def after_failure(self, error: DeliveryError) -> float | None:
        """Seconds to wait before trying again when no response came; None to give up."""
        if error.final or (error.sent and not (self.repeatable and self.replayable)):
            return None
        return self._next(None)

    def after_response(self, response: httpx.Response) -> float | None:
        """Seconds to wait before trying again after a response; None to take the response."""
        status = response.status_code
        if status not in PASSING_STATUSES or not self.replayable:
            return None
        if not self.repeatable and status != TOO_MANY:  # which was refused before it had an effect
            return None
        asked = retry_after(response.headers)
        if asked is None and status == TOO_MANY and self.window:
            asked = random.uniform(self.window / 2, self.window)
        return self._next(asked)

    def _next(self, asked: float | None) -> float | None:
        if self._failures >= self.retries:
            return None
        wait = asked if asked is not None else backoff(self._failures)
        if time.monotonic() + wait >= self.expires:
            return None
        self._failures += 1
        return wait


def backoff(failures: int) -> float:
    """A wait in seconds: exponential, at most 8, and anywhere between nothing and that."""
    return random.uniform(0, min(_LONGEST_WAIT, _FIRST_WAIT * 2.0**failures))


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The wait that a response asks for, in seconds; None if it asks for none.

    Args:
        headers: The response's headers: `Retry-After-Ms`, or `Retry-After` in seconds or as a date.
    """
    if (milliseconds := _number(headers.get("retry-after-ms"))) is not None:
        return milliseconds / 1000
    text = headers.get("retry-after")
    if text is None:
        return None
    if (seconds := _number(text)) is not None:
        return seconds
    if (moment := _timestamp(text)) is None:
        return None
    # By the server's own clock where it tells it, since ours may differ.
    now = _timestamp(headers.get("date", "")) or time.time()
    return max(0.0, moment - now)


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if 0 <= number < float("inf") else None


def _timestamp(text: str) -> float | None:
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(text).timestamp()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
