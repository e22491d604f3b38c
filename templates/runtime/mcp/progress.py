"""How far a call is, for agents that ask to be told."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

_PAUSE = 1.0  # seconds between two notes at least


class Progress:
    """Tells how far one call is; hosts that hear nothing may give up on it."""

    def __init__(self, send: Callable[[float, float | None, str | None], Awaitable[None]]) -> None:
        """Note how to tell.

        Args:
            send: Takes how much is done, how much there is to do if that is known, and words.
        """
        self._send = send
        self._next = 0.0

    async def tell(self, done: int, goal: int | None, words: str) -> None:
        """Tell it, unless that was done a moment ago.

        Args:
            done: How much is done, more with each call.
            goal: How much there is to do, if that is known.
            words: What it is that is done.
        """
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _PAUSE
            await self._send(done, goal, words)
