"""Conditions of business rules as trees: what JSON Schema says in many ways, said in one.

A test is about a value that is there. `Fields` is a test of an object: each of its paths leads to a value that passes,
or, for `Absent` and `IfGiven`, may lead nowhere. The functions below build trees and keep them short: what is always
true falls away, nested fields become paths.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from adwright.api.text import Constant, Sample, Text

Step: TypeAlias = Text | int
"""A property, or the position of an item."""

Value: TypeAlias = Constant | Sample
"""What a value may be compared with: a scalar, a list or an object."""

Path: TypeAlias = tuple[Step, ...]
Operator: TypeAlias = Literal["<", "<=", "==", "!=", ">=", ">"]
OPERATORS: tuple[Operator, ...] = ("<", "<=", "==", "!=", ">=", ">")


@dataclass(frozen=True, slots=True)
class Always:
    """Every value passes, or none."""

    passes: bool


@dataclass(frozen=True, slots=True)
class Given:
    """There is a value, be it null. Only in `Fields`."""


@dataclass(frozen=True, slots=True)
class Absent:
    """There is no value. Only in `Fields`."""


@dataclass(frozen=True, slots=True)
class IfGiven:
    """There is no value, or it passes. Only in `Fields`."""

    inner: Test


@dataclass(frozen=True, slots=True)
class Fields:
    """Each path leads to what passes its test."""

    entries: tuple[tuple[Path, Test], ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """The value is one of these."""

    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """A number within limits."""

    low: int | float | None = None
    high: int | float | None = None
    above: int | float | None = None
    below: int | float | None = None


@dataclass(frozen=True, slots=True)
class MultipleOf:
    """A number that is a multiple of another."""

    factor: int | float


@dataclass(frozen=True, slots=True)
class Sized:
    """How many characters a text (`Length`), items a list (`Count`) or members an object (`Size`) has."""

    what: Literal["Length", "Count", "Size"]
    at_least: int
    at_most: int | None


@dataclass(frozen=True, slots=True)
class Matches:
    """A text in which a regular expression is found."""

    pattern: Text


@dataclass(frozen=True, slots=True)
class IsA:
    """A value of one of these JSON types."""

    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Distinct:
    """A list of different items."""


@dataclass(frozen=True, slots=True)
class Each:
    """A list whose items pass, those after the first ones."""

    inner: Test
    after: int = 0


@dataclass(frozen=True, slots=True)
class Contains:
    """A list of which so many items pass."""

    inner: Test
    at_least: int
    at_most: int | None


@dataclass(frozen=True, slots=True)
class Names:
    """An object whose members' names pass."""

    inner: Test


@dataclass(frozen=True, slots=True)
class Members:
    """An object of which the members pass whose names have a part that fits a regular expression."""

    pattern: Text
    inner: Test


@dataclass(frozen=True, slots=True)
class Not:
    """The inner test fails."""

    inner: Test


@dataclass(frozen=True, slots=True)
class AllOf:
    """All members pass."""

    members: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one member passes."""

    members: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class ExactlyOne:
    """One member passes."""

    members: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """Two members of an object stand in a relation."""

    left: Path
    operator: Operator
    right: Path


Test: TypeAlias = (
    Always | Given | Absent | IfGiven | Fields | OneOf | Between | MultipleOf | Sized | Matches
    | IsA | Distinct | Each | Contains | Names | Members | Not | AllOf | AnyOf | ExactlyOne | Compare
)  # fmt: skip

TRUE: Test = Always(True)
FALSE: Test = Always(False)
GIVEN: Test = Given()
ABSENT: Test = Absent()


def needs_value(test: Test) -> bool:
    """Whether a test in `Fields` fails where there is no value."""
    return not isinstance(test, Absent | IfGiven)


def fields(entries: Iterable[tuple[Path, Test]]) -> Test:
    """A test of an object from tests of what its paths lead to."""
    merged: dict[Path, Test] = {}
    for path, test in _flat(entries):
        merged[path] = _both(merged[path], test) if path in merged else test
    if any(isinstance(test, Fields) for test in merged.values()):
        return fields(merged.items())
    if FALSE in merged.values():
        return FALSE
    kept = tuple(merged.items())
    deeper = [p for p, t in kept if needs_value(t)]
    # What lies inside of something is only there if that something is.
    implied = {path[:n] for path in deeper for n in range(1, len(path))}
    kept = tuple((path, t) for path, t in kept if not (t == GIVEN and path in implied))
    return Fields(kept) if kept else TRUE


def _flat(entries: Iterable[tuple[Path, Test]]) -> Iterator[tuple[Path, Test]]:
    for path, test in entries:
        match test:
            case Always(True):
                pass  # it asks for nothing, not even that there is a value
            case Fields(inner):
                yield path, GIVEN
                yield from (((*path, *below), t) for below, t in inner)
            case IfGiven(Fields(inner)) if not any(needs_value(t) for _, t in inner):
                yield from (((*path, *below), t) for below, t in inner)
            case _:
                yield path, test


def _both(one: Test, other: Test) -> Test:
    """Two tests of the same place as one."""
    if isinstance(one, Given | IfGiven) and not isinstance(other, Given | IfGiven):
        one, other = other, one
    match one, other:
        case Absent(), Absent() | IfGiven():
            return ABSENT
        case Absent(), _:
            return FALSE
        case _, Absent():
            return FALSE
        case IfGiven(a), IfGiven(b):
            return if_given(all_of([a, b]))
        case Given(), IfGiven(b):
            return given_and(b)
        case IfGiven(a), Given():
            return given_and(a)
        case _, IfGiven(b):
            return all_of([one, b])
        case _, Given():
            return one
        case _:
            return all_of([one, other])


def if_given(test: Test) -> Test:
    """What is asked of a place where a value may be missing but must pass."""
    return TRUE if test == TRUE else ABSENT if test == FALSE else IfGiven(test)


def given_and(test: Test) -> Test:
    """What is asked of a place where there must be a value that passes."""
    return GIVEN if test == TRUE else test


def all_of(tests: Iterable[Test]) -> Test:
    """All of these."""
    members: list[Test] = []
    for test in tests:
        for each in test.members if isinstance(test, AllOf) else (test,):
            if each != TRUE and each not in members:
                members.append(each)
    if FALSE in members:
        return FALSE
    objects = [each for each in members if isinstance(each, Fields)]
    if len(objects) > 1:
        joined = fields(entry for each in objects for entry in each.entries)
        first = members.index(objects[0])
        members = [m for m in members if not isinstance(m, Fields)]
        return all_of([*members[:first], joined, *members[first:]])
    return members[0] if len(members) == 1 else AllOf(tuple(members)) if members else TRUE


def any_of(tests: Iterable[Test]) -> Test:
    """At least one of these."""
    members: list[Test] = []
    for test in tests:
        for each in test.members if isinstance(test, AnyOf) else (test,):
            if each != FALSE and each not in members:
                members.append(each)
    if TRUE in members:
        return TRUE
    if members and all(isinstance(each, OneOf) for each in members):
        return one_of(v for each in members if isinstance(each, OneOf) for v in each.values)
    return members[0] if len(members) == 1 else AnyOf(tuple(members)) if members else FALSE


def exactly_one(tests: Iterable[Test]) -> Test:
    """One of these, and no more. What stands there twice is meant once: else it could never be so."""
    members = [test for test in {repr(test): test for test in tests}.values() if test != FALSE]
    if not members:
        return FALSE
    return members[0] if len(members) == 1 else ExactlyOne(tuple(members))


def one_of(values: Iterable[Value]) -> Test:
    """One of these values, each said once; 1 and true are two."""
    return OneOf(tuple({(type(value), value): value for value in values}.values()))


def not_(test: Test) -> Test:
    """The opposite."""
    match test:
        case Always(passes):
            return Always(not passes)
        case Not(inner):
            return inner
        case Fields(((path, inner),)):
            return fields([(path, _opposite(inner))])
        case _:
            return Not(test)


def _opposite(test: Test) -> Test:
    match test:
        case Given():
            return ABSENT
        case Absent():
            return GIVEN
        case IfGiven(inner):
            return given_and(not_(inner))
        case _:
            return if_given(not_(test))


def assuming(premise: Test, test: Test) -> Test:
    """What is left to ask of an object that is known to pass a premise: what is given need not be said to be so."""
    if not isinstance(premise, Fields) or not isinstance(test, Fields):
        return test
    given = {p[:n] for p, t in premise.entries if needs_value(t) for n in range(1, len(p) + 1)}
    return fields(
        (path, given_and(t.inner)) if isinstance(t, IfGiven) and path in given else (path, t)
        for path, t in test.entries
    )


def paths(test: Test) -> Iterator[Path]:
    """The paths that a test of an object speaks of, in order, as far as they lead without entering lists."""
    match test:
        case Fields(entries):
            for path, inner in entries:
                below = [*paths(inner)]
                yield from ((*path, *each) for each in below) if below else (path,)
        case IfGiven(inner) | Not(inner):
            yield from paths(inner)
        case AllOf(members) | AnyOf(members) | ExactlyOne(members):
            for each in members:
                yield from paths(each)
        case Compare(left, _, right):
            yield from (left, right)
        case _:
            pass
