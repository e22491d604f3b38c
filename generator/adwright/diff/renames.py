"""What is probably the same under another name: renamed by the vendor, in Python and on the wire."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import SequenceMatcher
from typing import TypeVar

K = TypeVar("K", bound=str)

_ALIKE = 0.6
"""How like each other two names must be, from 0 to 1."""


def probable_renames(
    gone: Iterable[K], come: Iterable[K], could_be: Callable[[K, K], bool]
) -> dict[K, K]:
    """Names that are gone, each with the new one that it probably is now.

    A name is the likest of all to the other, both ways; where two are equally alike, nothing is said.

    Args:
        gone: the names that are gone.
        come: the new names.
        could_be: whether what a name stood for is what another stands for.
    """
    scores = {
        (old, new): score
        for old in gone
        for new in come
        if (score := _likeness(old, new)) >= _ALIKE and could_be(old, new)
    }

    def is_best(pair: tuple[K, K]) -> bool:
        rivals = [score for other, score in scores.items() if other != pair and {*other} & {*pair}]
        return all(score < scores[pair] for score in rivals)

    return dict(pair for pair in scores if is_best(pair))


def _likeness(old: str, new: str) -> float:
    """How like each other two names are: by their letters, or as one's words are among the other's."""
    words, others = {*old.split("_")}, {*new.split("_")}
    if words < others or others < words:
        return 1.0
    return SequenceMatcher(None, old, new).ratio()
