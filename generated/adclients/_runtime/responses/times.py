"""Times that Python's own class cannot hold."""

from __future__ import annotations

import datetime
import re
from typing import Any

_PARTS = re.compile(
    r"(?P<start>\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d):(?P<seconds>\d\d)(?:[.,](?P<fraction>\d+))?"
    r"(?P<zone>[Zz]|[+-]\d\d:?\d\d)?"
)


class ExactDateTime(datetime.datetime):
    """A time of a response with nanoseconds, or in a leap second.

    It compares and counts as the last moment before it that Python can hold; `isoformat()` gives it as it was sent, and
    so it is sent back.
    """

    text = ""
    """What was sent; empty for a time that was computed from one."""

    def isoformat(self, sep: str = "T", timespec: str = "auto") -> str:
        """The text that was sent, unless another form is asked for."""
        is_asked = sep == "T" and timespec == "auto"
        return self.text if self.text and is_asked else super().isoformat(sep, timespec)

    def __reduce_ex__(self, protocol: Any) -> Any:
        return (exact_time, (self.text,)) if self.text else super().__reduce_ex__(protocol)


def exact_time(text: str) -> datetime.datetime:
    """A time from its text.

    Args:
        text: A date and a time as RFC 3339 has them.

    Raises:
        ValueError: It is none.
    """
    parts = _PARTS.fullmatch(text)
    if parts is None:
        raise ValueError("no date with a time")
    start, seconds, fraction, zone = parts.group("start", "seconds", "fraction", "zone")
    is_leap = seconds == "60" and start.endswith(":59")
    held = "59.999999" if is_leap else f"{seconds}.{(fraction or '')[:6]:0<6}"
    read = ExactDateTime.fromisoformat(f"{start}:{held}{zone or ''}".upper())
    if is_leap or (fraction or "")[6:].strip("0"):
        read.text = text
        return read
    return datetime.datetime.fromisoformat(read.isoformat())
