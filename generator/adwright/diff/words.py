"""Words of a message: types, values and lists, safe to print on a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from adwright.ir.text import Constant, Text
from adwright.ir.types import Type
from adwright.render.annotations import Annotations
from adwright.render.filters import comment, shown

LONGEST = 60


class Words:
    """How one Api writes its types.

    Args:
        annotations: its annotations.
    """

    def __init__(self, annotations: Annotations) -> None:
        self._annotations = annotations

    def taken(self, type_: Type) -> str:
        """What an argument or a field takes."""
        return shortened(self._annotations.argument(type_))

    def given(self, type_: Type | None) -> str:
        """What a call or an attribute gives."""
        return shortened(self._annotations.result(type_)) if type_ is not None else "None"


def value(constant: Constant) -> str:
    """A value in quotes if it is text."""
    return f"'{shortened(comment(constant))}'" if isinstance(constant, Text) else shown(constant)


def values(constants: Iterable[Constant]) -> str:
    """Some values, in their order."""
    return ", ".join(map(value, constants))


def said(text: Text | None) -> str:
    """A text of a document in one line."""
    return comment(text) if text is not None else ""


def several(names: Iterable[str], most: int = 5) -> str:
    """Some names, not all if there are many."""
    known = [*names]
    more = f" and {len(known) - most} more" if len(known) > most else ""
    return ", ".join(known[:most]) + more


def shortened(text: str) -> str:
    """A text, cut off if it is long."""
    return text if len(text) <= LONGEST else text[: LONGEST - 4] + " ..."
