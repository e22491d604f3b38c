"""What rules ask of values: of single ones, of lists, of objects whose members are not known.

Of values of another kind a test says nothing, as in JSON Schema: a text passes every `Between`.
Types are the model's business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from .comparing import same
from .conditions import Condition, Holds, Test, as_test
from .members import Steps, is_model, item_hint, members_of, wire
from .shapes import is_mapping, is_sequence

Kind: TypeAlias = Literal["string", "integer", "number", "boolean", "null", "array", "object"]

# Single values -----------------------------------------------------------------------------------


class Equals(Test):
    """The value is this one, as JSON compares: 1 is 1.0, but not true."""

    def __init__(self, constant: object) -> None:
        self.constants: tuple[object, ...] = (constant,)

    def bind(self, hint: object) -> Holds:
        (constant,) = self.constants
        kind: type[object] = type(constant)
        if kind is str or kind is int:
            return lambda value: (
                value == constant if type(value) is kind else same(wire(value), constant)
            )
        return lambda value: same(wire(value), constant)


class OneOf(Test):
    """The value is one of these."""

    def __init__(self, *constants: object) -> None:
        self.constants = constants

    def bind(self, hint: object) -> Holds:
        texts = frozenset(each for each in self.constants if isinstance(each, str))

        def holds(value: Any) -> bool:
            if type(value) is str:
                return value in texts
            shown = wire(value)
            return any(same(shown, constant) for constant in self.constants)

        return holds


@dataclass(frozen=True)
class Between(Test):
    """A number is not below the one and not above the other; the limits are included.

    Attributes:
        low: The least allowed.
        high: The most allowed.
        above: What it must be greater than.
        below: What it must be less than.
    """

    low: float | None = None
    high: float | None = None
    above: float | None = None
    below: float | None = None

    def bind(self, hint: object) -> Holds:
        low, high, above, below = self.low, self.high, self.above, self.below

        def holds(value: Any) -> bool:
            if not _is_number(value):
                return True
            return (
                (low is None or value >= low)
                and (high is None or value <= high)
                and (above is None or value > above)
                and (below is None or value < below)
            )

        return holds


@dataclass(frozen=True)
class MultipleOf(Test):
    """A number is a multiple of this one."""

    factor: float

    def bind(self, hint: object) -> Holds:
        def holds(value: Any) -> bool:
            if not _is_number(value):
                return True
            if isinstance(value, int) and isinstance(self.factor, int):
                return value % self.factor == 0
            return float(value / self.factor).is_integer()

        return holds


@dataclass(frozen=True)
class Length(Test):
    """A text has that many characters."""

    at_least: int = 0
    at_most: int | None = None

    def bind(self, hint: object) -> Holds:
        def holds(value: Any) -> bool:
            text = wire(value)
            return not isinstance(text, str) or _within(len(text), self.at_least, self.at_most)

        return holds


class Matches(Test):
    """A text has a part that fits the regular expression."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def bind(self, hint: object) -> Holds:
        search = re.compile(self.pattern).search

        def holds(value: Any) -> bool:
            text = wire(value)
            return not isinstance(text, str) or search(text) is not None

        return holds


class IsA(Test):
    """The value is of one of these kinds of JSON."""

    def __init__(self, *kinds: Kind) -> None:
        self.kinds = kinds

    def bind(self, hint: object) -> Holds:
        checks = [_KINDS[kind] for kind in self.kinds]
        return lambda value: any(check(wire(value)) for check in checks)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_whole(value: Any) -> bool:
    return _is_number(value) and (isinstance(value, int) or value.is_integer())


_KINDS: Mapping[Kind, Holds] = {
    "string": lambda value: isinstance(value, str),
    "integer": _is_whole,
    "number": _is_number,
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "array": is_sequence,
    "object": lambda value: is_model(value) or is_mapping(value),
}


def _within(number: int, at_least: int, at_most: int | None) -> bool:
    return at_least <= number and (at_most is None or number <= at_most)


# Lists and objects -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Count(Test):
    """A list has that many items."""

    at_least: int = 0
    at_most: int | None = None

    def bind(self, hint: object) -> Holds:
        low, high = self.at_least, self.at_most
        return lambda value: not is_sequence(value) or _within(len(value), low, high)


@dataclass(frozen=True)
class Size(Test):
    """An object has that many members."""

    at_least: int = 0
    at_most: int | None = None

    def bind(self, hint: object) -> Holds:
        low, high = self.at_least, self.at_most

        def holds(value: Any) -> bool:
            members = members_of(value)
            return members is None or _within(len(members), low, high)

        return holds


class Names(Test):
    """The names of all members of an object pass."""

    def __init__(self, condition: Condition) -> None:
        self.inner = as_test(condition)

    def bind(self, hint: object) -> Holds:
        holds = self.inner.bind(str)
        return lambda value: all(map(holds, members_of(value) or ()))

    def faults(self, value: Any) -> Iterator[Steps]:
        holds = self.inner.bind(str)
        yield from ((name,) for name in members_of(value) or () if not holds(name))


class Members(Test):
    """The members of an object whose names have a part that fits the pattern pass."""

    def __init__(self, pattern: str, condition: Condition) -> None:
        self.pattern = pattern
        self.inner = as_test(condition)

    def bind(self, hint: object) -> Holds:
        search, holds = re.compile(self.pattern).search, self.inner.bind(None)

        def all_hold(value: Any) -> bool:
            members = members_of(value) or {}
            return all(holds(each) for name, each in members.items() if search(name))

        return all_hold

    def faults(self, value: Any) -> Iterator[Steps]:
        for name, each in (members_of(value) or {}).items():
            if re.search(self.pattern, name) and not self.inner.holds(each):
                yield from ((name, *inner) for inner in self.inner.faults(each))


class Distinct(Test):
    """No two items of a list are equal."""

    def bind(self, hint: object) -> Holds:
        return lambda value: not any(True for _ in self.faults(value))

    def faults(self, value: Any) -> Iterator[Steps]:
        items = [wire(each) for each in value] if is_sequence(value) else []
        for i, item in enumerate(items):
            if any(same(item, other) for other in items[:i]):
                yield (i,)


class Each(Test):
    """Every item of a list passes; `after` leaves out the first ones."""

    def __init__(self, condition: Condition, *, after: int = 0) -> None:
        self.inner = as_test(condition)
        self.after = after

    def bind(self, hint: object) -> Holds:
        holds, after = self.inner.bind(item_hint(hint)), self.after

        def each(value: Any) -> bool:
            if not is_sequence(value):
                return True
            return all(holds(item) for item in (value[after:] if after else value))

        return each

    def faults(self, value: Any) -> Iterator[Steps]:
        for i, item in enumerate(value):
            if i >= self.after and not self.inner.holds(item):
                yield from ((i, *inner) for inner in self.inner.faults(item))


class Contains(Test):
    """That many items of a list pass."""

    def __init__(
        self, condition: Condition, *, at_least: int = 1, at_most: int | None = None
    ) -> None:
        self.inner = as_test(condition)
        self.at_least = at_least
        self.at_most = at_most

    def bind(self, hint: object) -> Holds:
        holds = self.inner.bind(item_hint(hint))

        def contains(value: Any) -> bool:
            if not is_sequence(value):
                return True
            return _within(sum(map(holds, value)), self.at_least, self.at_most)

        return contains
