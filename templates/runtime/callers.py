"""Finds the code that called a client, which is where a warning belongs."""

from __future__ import annotations

import sys


def stack_level() -> int:
    """How far up the stack the first frame outside the client's package is."""
    package = f"{__name__.split('.')[0]}."
    frame, level = sys._getframe(1), 1  # pyright: ignore[reportPrivateUsage]
    while frame.f_back and f"{frame.f_globals.get('__name__', '')}.".startswith(package):
        frame, level = frame.f_back, level + 1
    return level
