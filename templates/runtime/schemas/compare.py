"""The keyword `x-compare`: two values of an object stand in a relation, such as a start before an end."""

from __future__ import annotations

import datetime
import decimal
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ..data import is_dict, is_list
from .paths import Path

_NUMBERS = (int, float, decimal.Decimal)

_OPERATORS: Mapping[str, tuple[Callable[[Any, Any], bool], str, str]] = {
    "<": (operator.lt, "less than", "before"),
    "<=": (operator.le, "at most", "at or before"),
    "==": (operator.eq, "the same as", "the same as"),
    "!=": (operator.ne, "other than", "other than"),
    ">=": (operator.ge, "at least", "at or after"),
    ">": (operator.gt, "greater than", "after"),
}


class Compare:
    """The keyword as the validator calls it."""

    def __init__(
        self, parent_schema: dict[str, Any], value: Any, schema_path: list[str | int]
    ) -> None:
        """Take apart `left` and `right`, dotted paths; `operator` stands between them."""
        left, right = value["left"].split("."), value["right"].split(".")
        count = 0
        while count < min(len(left), len(right)) - 1 and left[count] == right[count]:
            count += 1
        self._shared, self._left, self._right = left[:count], left[count:], right[count:]
        self._stand = _OPERATORS[value["operator"]][0]

    def validate(self, instance: Any) -> None:
        """Refuse an object in which a pair of values does not stand in the relation.

        Raises:
            ValueError: There is such a pair.
        """
        if next(self.broken(instance), None):
            raise ValueError("x-compare")

    def broken(self, instance: Any) -> Iterator[tuple[Path, Path]]:
        """The paths of all pairs of values that do not stand in the relation.

        A path leads through lists to every item, to the same item where both paths go through the same list. A value
        that is missing or null is not compared, nor are values of different kinds.
        """
        for base, owner in _leaves(instance, self._shared, ()):
            others = [(path, _kind(each)) for path, each in _leaves(owner, self._right, base)]
            for left, one in _leaves(owner, self._left, base) if others else ():
                kind = _kind(one)
                for right, other in others:
                    if kind[0] is other[0] and kind[0] and not self._stand(kind[1], other[1]):
                        yield left, right


def words(relation: str, value: Any) -> str:
    """What an operator asks of a value, as dates and times or as numbers are spoken of."""
    _, of_numbers, of_times = _OPERATORS[relation]
    return of_times if isinstance(value, str) else of_numbers


def _leaves(value: Any, steps: Sequence[str], path: Path) -> list[tuple[Path, Any]]:
    """What stands at the end of a path, in every item of the lists on the way and at its end."""
    if is_list(value):
        items = enumerate(value)
        return [found for i, item in items for found in _leaves(item, steps, (*path, i))]
    if not steps:
        return [] if value is None else [(path, value)]
    first, *rest = steps
    return _leaves(value.get(first), rest, (*path, first)) if is_dict(value) else []


def _kind(value: Any) -> tuple[type | None, Any]:
    """A value with what it may be compared to; text that is a date or a time as the instant, in UTC without a zone."""
    if isinstance(value, str):
        try:
            value = datetime.datetime.fromisoformat(value)
        except ValueError:
            return str, value
        return datetime.datetime, value if value.tzinfo else value.replace(tzinfo=datetime.UTC)
    if isinstance(value, bool):
        return None, value
    return (float if isinstance(value, _NUMBERS) else None), value
