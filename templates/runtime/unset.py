"""The mark of an argument that was left out, which is neither `None` nor a value."""

from __future__ import annotations

import enum
from typing import Final, Literal


class Unset(enum.Enum):
    """The type of `UNSET`; an enum of one member, so that type checkers narrow `x is UNSET`."""

    UNSET = "UNSET"

    def __repr__(self) -> str:
        return "UNSET"

    def __bool__(self) -> Literal[False]:
        return False


UNSET: Final = Unset.UNSET
"""An argument that was left out: nothing is sent for it."""
