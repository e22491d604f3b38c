"""Compares values of a request as JSON does, and dates and times as the instants they are."""

from __future__ import annotations

import datetime
import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from .members import Steps, hint_at, is_absent, item_hint, member, reader
from .shapes import is_list, is_mapping

_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}

_Leaves: TypeAlias = Callable[[Any], list[Any]]


def same(left: Any, right: Any) -> bool:
    """Whether two values are equal in JSON: 1 is 1.0, but true is not 1."""
    if is_list(left) and is_list(right):
        return len(left) == len(right) and all(map(same, left, right))
    if is_mapping(left) and is_mapping(right):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    return isinstance(left, bool) == isinstance(right, bool) and bool(left == right)


def stand(left: Any, relation: str, right: Any) -> bool:
    """Whether two values stand in a relation; values of different kinds are not compared.

    Args:
        left: The one value.
        relation: `<`, `<=`, `==`, `!=`, `>=` or `>`.
        right: The other.
    """
    if isinstance(left, bool) or isinstance(right, bool):
        return True
    if not (isinstance(left, (int, float)) and isinstance(right, (int, float))):
        left, right = _instant(left), _instant(right)
        if type(left) is not type(right):
            return True
    return _OPERATORS[relation](left, right)


def _instant(value: Any) -> Any:
    """A date or a date and time, also as text, as an instant; other values as they are."""
    if isinstance(value, datetime.datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=datetime.UTC)
    if isinstance(value, datetime.date):
        return datetime.datetime(value.year, value.month, value.day, tzinfo=datetime.UTC)
    if isinstance(value, str):
        try:
            return _instant(datetime.datetime.fromisoformat(value))
        except ValueError:
            return value
    return value


def pairs(
    value: Any, left: Steps, relation: str, right: Steps
) -> Iterator[tuple[Steps, Steps, bool]]:
    """All pairs that a comparison is about, with their paths, and whether each holds.

    Args:
        value: An object.
        left: Path of the one side; through a list it means every item.
        relation: How they should stand.
        right: Path of the other side.
    """
    shared = _shared(left, right)
    for base, inner in _leaves(value, left[:shared]):
        for left_path, one in _leaves(inner, left[shared:]):
            for right_path, other in _leaves(inner, right[shared:]):
                yield (*base, *left_path), (*base, *right_path), stand(one, relation, other)


def _shared(left: Steps, right: Steps) -> int:
    """How many steps two paths go together; the last step of each is its own."""
    count = 0
    while count < min(len(left), len(right)) - 1 and left[count] == right[count]:
        count += 1
    return count


def _leaves(value: Any, steps: Steps) -> Iterator[tuple[Steps, Any]]:
    """What stands at the end of a path, every item of the lists on the way; null left out."""
    if is_absent(value) or value is None:
        return
    if is_list(value):
        for i, item in enumerate(value):
            yield from (((i, *path), leaf) for path, leaf in _leaves(item, steps))
    elif not steps:
        yield (), value
    else:
        rest = _leaves(member(value, steps[0]), steps[1:])
        yield from (((steps[0], *path), leaf) for path, leaf in rest)


def compare_holds(hint: object, left: Steps, relation: str, right: Steps) -> Callable[[Any], bool]:
    """Whether a comparison holds in an object, as a function; for the arguments see `pairs`.

    Args:
        hint: The class of the objects, None if unknown.
        left: Path of the one side.
        relation: How they should stand.
        right: Path of the other side.
    """
    shared = _shared(left, right)
    base, inner = _spread(hint, left[:shared])
    ones, _ = _spread(inner, left[shared:])
    others, _ = _spread(inner, right[shared:])

    def holds(value: Any) -> bool:
        for each in base(value):
            rights = others(each)
            if rights and not all(
                stand(one, relation, other) for one in ones(each) for other in rights
            ):
                return False
        return True

    return holds


def _spread(hint: object, steps: Steps) -> tuple[_Leaves, object]:
    """The leaves of a path as a function, and what is known of their type."""
    reads: list[Callable[[Any], Any]] = []
    for step in steps:
        reads.append(reader(hint, (step,)))
        hint = hint_at(hint, (step,))
        hint = item_hint(hint) or hint

    def leaves(value: Any) -> list[Any]:
        found = [value]
        for read in reads:
            inner: list[Any] = []
            for each in found:
                what = read(each)
                if is_list(what):
                    inner += what
                elif what is not None and not is_absent(what):
                    inner.append(what)
            found = inner
        return found

    return leaves, hint
