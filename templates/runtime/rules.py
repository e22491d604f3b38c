"""Business rules as data: what must hold in a request when something else does.

Generated packages write their rules with these words. A condition on an object is a mapping of
paths to tests: `{"budget_model": Equals("SOV"), "share_percentage": GIVEN}`. Paths are wire names
(`budget.currency`, `sets[3].name`), a member that is not sent is absent, and null is a value. A
test asks for something that is there, unless it is `ABSENT` or `IfGiven`. Of values of another
kind tests say nothing, as in JSON Schema: a text passes every `Between`. Types are the model's
business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Literal, TypeAlias, cast

from .comparing import compare_holds, pairs, same
from .members import Steps, at, hint_at, is_absent, is_model, item_hint, reader, wire
from .models import MISSING
from .shapes import is_dict, is_mapping, is_sequence

Holds: TypeAlias = Callable[[Any], bool]
Condition: TypeAlias = "Test | Mapping[str | Steps, Condition]"
Kind: TypeAlias = Literal["string", "integer", "number", "boolean", "null", "array", "object"]

_PATH = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


class Test:
    """Something that a value passes or fails."""

    where_absent: ClassVar[bool] = False
    """Whether it passes where there is no value."""

    def bind(self, hint: object) -> Holds:
        """The test as a function of a value that is there.

        Args:
            hint: The model class or the type of the values, None if unknown; only for speed.
        """
        raise NotImplementedError

    def holds(self, value: Any) -> bool:
        """Whether a value that is there passes."""
        return self.bind(None)(value)

    def faults(self, value: Any) -> Iterator[Steps]:
        """Where a value that fails does so, as paths inside it."""
        yield ()

    def involved(self, value: Any) -> Iterator[Steps]:
        """Everything that has to do with a fault, as paths inside the value."""
        return self.faults(value)

    def reads(self) -> Iterator[Steps]:
        """The paths that it looks at, as far as they are known without a value."""
        yield ()


def as_test(condition: Condition) -> Test:
    """A condition as a test: mappings are tests of objects."""
    return condition if isinstance(condition, Test) else Fields(condition)


def steps_of(path: str | Steps) -> Steps:
    """The steps of a path; a path with odd names in it is written as a tuple of steps already."""
    if isinstance(path, tuple):
        return path
    return tuple(name or int(index) for name, index in _PATH.findall(path))


# Presence ----------------------------------------------------------------------------------------


class _Given(Test):
    def bind(self, hint: object) -> Holds:
        return lambda value: True

    def __repr__(self) -> str:
        return "GIVEN"


class _Absent(Test):
    where_absent = True

    def bind(self, hint: object) -> Holds:
        return lambda value: False

    def __repr__(self) -> str:
        return "ABSENT"


GIVEN = _Given()
"""The member is there, be it null."""

ABSENT = _Absent()
"""The member is not there."""


class IfGiven(Test):
    """What is absent passes; what is there must pass the inner test."""

    where_absent = True

    def __init__(self, condition: Condition) -> None:
        self.inner = as_test(condition)

    def bind(self, hint: object) -> Holds:
        return self.inner.bind(hint)

    def faults(self, value: Any) -> Iterator[Steps]:
        return self.inner.faults(value)

    def reads(self) -> Iterator[Steps]:
        return self.inner.reads()


class Fields(Test):
    """What mappings of paths to tests stand for: each path leads to what passes its test."""

    def __init__(self, conditions: Mapping[str | Steps, Condition]) -> None:
        self.entries = tuple((steps_of(path), as_test(c)) for path, c in conditions.items())

    def bind(self, hint: object) -> Holds:
        bound = tuple(
            (reader(hint, steps), test.where_absent, test.bind(hint_at(hint, steps)))
            for steps, test in self.entries
        )

        def holds(value: Any) -> bool:
            for read, where_absent, test in bound:
                found = read(value)
                if not (where_absent if found is MISSING else test(found)):
                    return False
            return True

        def holds_one(value: Any) -> bool:
            found = first(value)
            return absent if found is MISSING else passes(found)

        if len(bound) != 1:
            return holds
        first, absent, passes = bound[0]
        return holds_one

    def faults(self, value: Any) -> Iterator[Steps]:
        for steps, test in self.entries:
            found = at(value, steps)
            if is_absent(found):
                if not test.where_absent:
                    yield steps
            elif not test.holds(found):
                yield from ((*steps, *inner) for inner in test.faults(found))

    def reads(self) -> Iterator[Steps]:
        for steps, test in self.entries:
            yield from ((*steps, *inner) for inner in test.reads())


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
            if is_dict(value):
                return _within(len(value), low, high)
            if not is_model(value):
                return True
            given = [x for x in value.model_fields_set if not is_absent(getattr(value, x))]
            return _within(len(given), low, high)

        return holds


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


# Combinations ------------------------------------------------------------------------------------


class Not(Test):
    """The inner test fails."""

    def __init__(self, condition: Condition) -> None:
        self.inner = as_test(condition)

    def bind(self, hint: object) -> Holds:
        holds = self.inner.bind(hint)
        return lambda value: not holds(value)

    def faults(self, value: Any) -> Iterator[Steps]:
        return self.inner.reads()

    def reads(self) -> Iterator[Steps]:
        return self.inner.reads()


class _Several(Test):
    def __init__(self, *conditions: Condition) -> None:
        self.members = tuple(map(as_test, conditions))

    def reads(self) -> Iterator[Steps]:
        for each in self.members:
            yield from each.reads()

    def involved(self, value: Any) -> Iterator[Steps]:
        for each in self.members:
            if not each.holds(value):
                yield from each.involved(value)

    def faults(self, value: Any) -> Iterator[Steps]:
        for each in self.members:
            if not each.holds(value):
                yield from each.faults(value)


class AllOf(_Several):
    """All of these pass."""

    def bind(self, hint: object) -> Holds:
        bound = [each.bind(hint) for each in self.members]
        return lambda value: all(holds(value) for holds in bound)


class AnyOf(_Several):
    """At least one of these passes."""

    def bind(self, hint: object) -> Holds:
        bound = [each.bind(hint) for each in self.members]
        return lambda value: any(holds(value) for holds in bound)

    def faults(self, value: Any) -> Iterator[Steps]:
        # What was sent is seldom the fault: what should come with it is.
        for each in sorted(self.members, key=_forbids):
            yield from each.faults(value)


def _forbids(test: Test) -> bool:
    return isinstance(test, Fields) and all(each is ABSENT for _, each in test.entries)


class ExactlyOne(_Several):
    """One of these passes, and no more."""

    def bind(self, hint: object) -> Holds:
        bound = [each.bind(hint) for each in self.members]
        return lambda value: sum(holds(value) for holds in bound) == 1

    def faults(self, value: Any) -> Iterator[Steps]:
        passing = [each for each in self.members if each.holds(value)]
        if not passing:
            yield from super().faults(value)
        for each in passing[1:]:
            yield from each.reads()


class Compare(Test):
    """Two members of an object stand in a relation.

    A path through a list means every item, and the same item where both paths go through the
    same list. Where one side is absent or null nothing is compared. Dates and times compare as
    instants, those without a zone as UTC.
    """

    def __init__(
        self,
        left: str | Steps,
        operator: Literal["<", "<=", "==", "!=", ">=", ">"],
        right: str | Steps,
    ) -> None:
        self.left = steps_of(left)
        self.right = steps_of(right)
        self.operator = operator

    def bind(self, hint: object) -> Holds:
        return compare_holds(hint, self.left, self.operator, self.right)

    def faults(self, value: Any) -> Iterator[Steps]:
        for left, _, holds in pairs(value, self.left, self.operator, self.right):
            if not holds:
                yield left

    def involved(self, value: Any) -> Iterator[Steps]:
        for left, right, holds in pairs(value, self.left, self.operator, self.right):
            if not holds:
                yield from (left, right)

    def reads(self) -> Iterator[Steps]:
        yield from (self.left, self.right)


@dataclass(frozen=True, eq=False)
class Rule:
    """A business rule over an object.

    Attributes:
        id: Its id, by which it can be left out.
        says: What it asks for, in a sentence.
        when: What makes it apply; without it, it always does.
        then: What must hold when it applies.
        otherwise: What must hold when it does not.
        warns: Whether breaking it only warns.
        source: Heading of the vendor's document that states it.
    """

    id: str
    says: str
    when: Condition | None = None
    then: Condition | None = None
    otherwise: Condition | None = None
    warns: bool = False
    source: str | None = None

    @cached_property
    def premise(self) -> Test:
        """What makes it apply, as a test."""
        return as_test(self.when or {})

    @cached_property
    def conclusion(self) -> Test:
        """What must hold when it applies, as a test."""
        return as_test(self.then or {})

    @cached_property
    def alternative(self) -> Test | None:
        """What must hold when it does not apply, as a test."""
        return None if self.otherwise is None else as_test(self.otherwise)

    def tests(self) -> tuple[Test, ...]:
        """All of its tests."""
        first = self.premise, self.conclusion
        return first if self.alternative is None else (*first, self.alternative)

    def bind(self, hint: object) -> Holds:
        """Whether an object keeps the rule, as a function.

        Args:
            hint: The class of the objects, None if unknown.
        """
        when, then = self.premise.bind(hint), self.conclusion.bind(hint)
        if self.alternative is None:
            return lambda value: not when(value) or then(value)
        otherwise = self.alternative.bind(hint)
        return lambda value: then(value) if when(value) else otherwise(value)

    def faults(self, value: Any) -> list[Steps]:
        """Where an object breaks the rule: paths inside it."""
        return list(self._broken(value).faults(value))

    def involved(self, value: Any) -> list[Steps]:
        """What the rule looked at in an object that breaks it."""
        found = [*self._broken(value).involved(value), *self.premise.reads()]
        return list(dict.fromkeys(found))

    def _broken(self, value: Any) -> Test:
        """The test that an object should pass and does not."""
        applies = self.alternative is None or self.premise.holds(value)
        return self.conclusion if applies else self.alternative or self.conclusion


def rules_of(cls: type[Any]) -> tuple[Rule, ...]:
    """The rules of a model class."""
    return cast("tuple[Rule, ...]", getattr(cls, "__rules__", ()))
