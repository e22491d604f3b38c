"""Compares values of a request as JSON does, and dates and times as the instants they are."""

from __future__ import annotations

import datetime
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from .members import Steps, hint_at, is_absent, item_hint, member, model_class, reader
from .models import MISSING
from .shapes import is_list, is_mapping

_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}

_Leaves: TypeAlias = Callable[[Any], Sequence[Any]]


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
        return all(
            stand(one, relation, other)
            for each in base(value)
            for other in others(each)
            for one in ones(each)
        )

    return holds


_FAR = 3
"""Days after which the dates alone tell which of two times is later, whatever their zones."""


def times_stand(relation: str, attribute: str | None) -> Callable[[Any, Any], bool]:
    """Whether times stand in a relation to another one, as a quick function.

    Args:
        relation: How they should stand.
        attribute: Attribute of the items of a list that hold the times; None for a single time.

    Returns:
        A function of the list or the time, and of the other time; neither is null.
    """
    later, earlier = relation in (">", ">=", "!="), relation in ("<", "<=", "!=")
    is_so = _OPERATORS[relation]

    def one_stands(one: Any, other: Any) -> bool:
        apart = one.toordinal() - other.toordinal()
        if -_FAR < apart < _FAR:
            return is_so(_instant(one), _instant(other))
        return later if apart > 0 else earlier

    def all_stand(items: Any, other: Any) -> bool:
        day, other = other.toordinal(), _instant(other)
        for item in items:
            one = item.__dict__[attribute]
            if one is MISSING or one is None:
                continue
            apart = one.toordinal() - day
            if -_FAR < apart < _FAR:
                if not is_so(_instant(one), other):
                    return False
            elif not (later if apart > 0 else earlier):
                return False
        return True

    return one_stands if attribute is None else all_stand


def _spread(hint: object, steps: Steps) -> tuple[_Leaves, object]:
    """The leaves of a path as a function, and what is known of their type."""
    if not steps:
        return lambda value: (value,), hint
    count = 1  # up to here the path leads through no list, as far as is known
    while count < len(steps) and model_class(hint_at(hint, steps[:count])) is not None:
        count += 1
    read = reader(hint, steps[:count])
    hint = hint_at(hint, steps[:count])
    rest, hint = _spread(item_hint(hint) or hint, steps[count:])
    last = count == len(steps)

    def leaves(value: Any) -> Sequence[Any]:
        found = read(value)
        if found is MISSING or found is None:
            return ()
        if found.__class__ is list:
            return _flat(found) if last else [x for each in found for x in rest(each)]
        return (found,) if last else rest(found)

    return leaves, hint


def _flat(items: list[Any]) -> list[Any]:
    """The items of a list and of lists in it, without null."""
    flat: list[Any] = []
    for each in items:
        if is_list(each):
            flat += _flat(each)
        elif each is not None:
            flat.append(each)
    return flat
