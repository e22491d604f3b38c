"""Conditions of business rules: what members of an object should be, and how conditions combine.

A condition on an object is a mapping of paths to tests:
`{"budget_model": Equals("SOV"), "share_percentage": GIVEN}`. Paths are wire names
(`budget.currency`, `sets[3].name`), a member that is not sent is absent, and null is a value. A
test asks for something that is there, unless it is `ABSENT` or `IfGiven`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, Literal, TypeAlias

from .comparing import compare_holds, pairs
from .members import Steps, at, hint_at, is_absent, reader
from .models import MISSING

Holds: TypeAlias = Callable[[Any], bool]
Condition: TypeAlias = "Test | Mapping[str | Steps, Condition]"

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
