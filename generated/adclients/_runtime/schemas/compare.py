"""The keyword `x-compare`: two values of an object stand in a relation, such as a start before an end."""

from __future__ import annotations

import datetime
import decimal
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ..data import is_dict, is_list, is_mapping
from .paths import Path, found_at

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
        self._shared, self._left, self._right = _steps(value)
        self._stands = _OPERATORS[value["operator"]][0]

    def validate(self, instance: Any) -> None:
        """Refuse an object in which a pair of values does not stand in the relation.

        Raises:
            ValueError: There is such a pair.
        """
        for inner in _values(instance, self._shared):
            others = [_instant(each) for each in _values(inner, self._right)]
            for one in map(_instant, _values(inner, self._left) if others else ()):
                if not all(_stand(one, self._stands, other) for other in others):
                    raise ValueError("x-compare")


def words(relation: str, value: Any) -> str:
    """What an operator asks of a value, as dates and times or as numbers are spoken of."""
    _, of_numbers, of_times = _OPERATORS[relation]
    return of_times if isinstance(value, str) else of_numbers


def broken(comparison: Mapping[str, str], instance: Any) -> list[tuple[Path, Path]]:
    """The paths of all pairs of values that do not stand in the relation.

    A path leads through lists to every item, to the same item where both paths go through the same list. A value that
    is missing or null is not compared, nor are values of different kinds.

    Args:
        comparison: `left` and `right`, dotted paths, and the `operator` between them.
        instance: A JSON value.
    """
    shared, left, right = _steps(comparison)
    stands = _OPERATORS[comparison["operator"]][0]
    return [
        ((*base, *left_path), (*base, *right_path))
        for base, inner in _leaves(instance, shared)
        for left_path, one in _leaves(inner, left)
        for right_path, other in _leaves(inner, right)
        if not _stand(_instant(one), stands, _instant(other))
    ]


def _steps(comparison: Mapping[str, str]) -> tuple[list[str], list[str], list[str]]:
    """What the two paths share, and what is left of each."""
    left, right = comparison["left"].split("."), comparison["right"].split(".")
    count = 0
    while count < min(len(left), len(right)) - 1 and left[count] == right[count]:
        count += 1
    return left[:count], left[count:], right[count:]


def _values(value: Any, steps: Sequence[str]) -> list[Any]:
    """What `_leaves` finds, without the paths."""
    found: list[Any] = [value]
    for step in (*steps, None):
        while any(map(is_list, found)):
            found = [x for each in found for x in (each if is_list(each) else (each,))]
        if step is not None:
            found = [each[step] for each in found if is_dict(each) and step in each]
    return [each for each in found if each is not None]


def _leaves(value: Any, steps: Sequence[str]) -> Iterator[tuple[Path, Any]]:
    """What stands at the end of a path, in every item of the lists on the way and at its end."""
    for path, leaf in found_at(value, steps):
        if is_list(leaf):
            for index, item in enumerate(leaf):
                yield from (((*path, index, *rest), each) for rest, each in _leaves(item, ()))
        elif leaf is not None:
            yield path, leaf


def _stand(left: Any, relation: Callable[[Any, Any], bool], right: Any) -> bool:
    numbers = isinstance(left, _NUMBERS) and isinstance(right, _NUMBERS)
    if isinstance(left, bool) or isinstance(right, bool) or is_mapping(left):
        return True
    return relation(left, right) if numbers or type(left) is type(right) else True


def _instant(value: Any) -> Any:
    """A date or a time as text as the instant it names, in UTC where it has no zone; other values as they are."""
    if not isinstance(value, str):
        return value
    try:
        instant = datetime.datetime.fromisoformat(value)
    except ValueError:
        return value
    return instant if instant.tzinfo else instant.replace(tzinfo=datetime.UTC)
