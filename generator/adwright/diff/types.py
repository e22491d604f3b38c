"""One type against another: what a value may be now that it could not be, and the other way round."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple, TypeAlias

from adwright.diff.verdicts import KINDS, Verdict
from adwright.diff.words import value, values
from adwright.ir.classes import Alias
from adwright.ir.text import Constant, Identifier, Text
from adwright.ir.types import (
    ANY,
    AnyOf,
    Bounds,
    Choice,
    ListOf,
    MapOf,
    Nullable,
    Ref,
    Scalar,
    Type,
    renamed,
)

Way: TypeAlias = Literal["request", "response"]


class Effect(NamedTuple):
    """What a difference means where values of a type are sent, and where they are read."""

    request: Verdict
    response: Verdict


@dataclass(frozen=True, slots=True)
class Step:
    """One difference between two types.

    Attributes:
        effect: what it means.
        message: what changed.
    """

    effect: Effect
    message: str

    def verdict(self, ways: Collection[Way]) -> Verdict:
        """The gravest of what it means for a caller, by the ways that values of the type travel."""
        verdicts: list[Verdict] = [getattr(self.effect, way) for way in sorted(ways)]
        return min(verdicts, key=lambda verdict: KINDS.index(verdict.kind))


_OTHER = Effect(Verdict.REQUEST_TYPE_CHANGED, Verdict.RESPONSE_TYPE_CHANGED)
_NARROWER = Effect(Verdict.REQUEST_TYPE_NARROWED, Verdict.RESPONSE_TYPE_NARROWED)
_WIDER = Effect(Verdict.REQUEST_TYPE_WIDENED, Verdict.RESPONSE_TYPE_WIDENED)
_LISTS = Effect(Verdict.REQUEST_TYPE_WIDENED, Verdict.RESPONSE_CONSTRAINT_CHANGED)
_NO_LISTS = Effect(Verdict.REQUEST_TYPE_NARROWED, Verdict.RESPONSE_CONSTRAINT_CHANGED)
_MOMENT = Effect(Verdict.REQUEST_TYPE_WIDENED, Verdict.RESPONSE_TYPE_CHANGED)
_NO_NULL = Effect(Verdict.REQUEST_NULL_REMOVED, Verdict.RESPONSE_NULL_REMOVED)
_NULL = Effect(Verdict.REQUEST_NULL_ADDED, Verdict.RESPONSE_NULL_ADDED)
_FEWER = Effect(Verdict.REQUEST_ENUM_VALUE_REMOVED, Verdict.RESPONSE_ENUM_VALUE_REMOVED)
_MORE = Effect(Verdict.REQUEST_ENUM_VALUE_ADDED, Verdict.RESPONSE_ENUM_VALUE_ADDED)
_TIGHTER = Effect(Verdict.REQUEST_CONSTRAINT_TIGHTENED, Verdict.RESPONSE_CONSTRAINT_CHANGED)
_LOOSER = Effect(Verdict.REQUEST_CONSTRAINT_LOOSENED, Verdict.RESPONSE_CONSTRAINT_CHANGED)


@dataclass(frozen=True, slots=True)
class Scope:
    """What names in the two types stand for.

    Attributes:
        old: the aliases of the old Api.
        new: those of the new one.
        renamed: classes that only have another name now.
    """

    old: Mapping[Identifier, Alias]
    new: Mapping[Identifier, Alias]
    renamed: Mapping[Identifier, Identifier]

    def steps(self, old: Type, new: Type) -> Iterator[Step]:
        """The differences between two types, each once. What a shared name stands for is not looked
        into: that is compared where it is defined."""
        yield from dict.fromkeys(self._steps(old, new))

    def _steps(self, old: Type, new: Type) -> Iterator[Step]:
        if self._same(old, new):
            return
        old, new = self._expanded(old, self.old), self._expanded(new, self.new)
        if isinstance(old, Nullable) != isinstance(new, Nullable) and ANY not in (old, new):
            if isinstance(new, Nullable):
                yield Step(_NULL, "null is possible")
            else:
                yield Step(_NO_NULL, "null is no longer possible")
        olds, news = _members(old), _members(new)
        left = [member for member in olds if not any(self._same(member, other) for other in news)]
        right = [member for member in news if not any(self._same(other, member) for other in olds)]
        if ANY in left or ANY in right:
            yield Step(_WIDER if ANY in right else _NARROWER, _describe(old, new))
            return
        if len(left) == len(right) == 1:
            yield from self._single(left[0], right[0])
            return
        yield from self._paired(left, right)
        for member in left:
            yield Step(_NARROWER, f"{_name(member)} is no longer possible")
        for member in right:
            yield Step(_WIDER, f"{_name(member)} is possible too")

    def _paired(self, left: list[Type], right: list[Type]) -> Iterator[Step]:
        """Compare the members of two unions that are of one sort, and take them out."""
        for member in [*left]:
            other = next((other for other in right if _sort(other) == _sort(member)), None)
            if other is not None and not isinstance(member, Ref):
                left.remove(member)
                right.remove(other)
                yield from self._single(member, other)

    def _single(self, old: Type, new: Type) -> Iterator[Step]:
        old, new = self._expanded(old, self.old), self._expanded(new, self.new)
        match old, new:
            case Scalar(kind, before), Scalar(other, after) if kind == other:
                yield from _bounds(before, after)
            case Scalar("integer", before), Scalar("number", after):
                yield Step(_WIDER, "any number is possible, not only integers")
                yield from _bounds(before, after)
            case Scalar("number", before), Scalar("integer", after):
                yield Step(_NARROWER, "only integers are possible, not any number")
                yield from _bounds(before, after)
            case Scalar("string", before), Scalar("delimited", after):
                yield Step(_LISTS, "a list may be given too")
                yield from _bounds(before, after)
            case Scalar("delimited", before), Scalar("string", after):
                yield Step(_NO_LISTS, "no list may be given any more")
                yield from _bounds(before, after)
            case Scalar("integer" | "number"), Scalar(
                "epoch-seconds" | "epoch-milliseconds" as kind
            ):
                yield Step(_MOMENT, f"{_KINDS[kind]} instead of {_name(old)}")
            case Choice(before), Choice(after):
                yield from _choices(before, after)
            case Scalar(kind), Choice(after) if _takes(kind, after):
                yield Step(_FEWER, f"only {values(after)} are possible, not any {_KINDS[kind]}")
            case Choice(before), Scalar(kind) if _takes(kind, before):
                words = f"any {_KINDS[kind]} is possible, not only {values(before)}"
                yield Step(_MORE, words)
            case ListOf(item, before), ListOf(other, after):
                yield from _bounds(before, after)
                yield from _inside("items", self._steps(item, other))
            case MapOf(item), MapOf(other):
                yield from _inside("values", self._steps(item, other))
            case _:
                yield Step(_OTHER, _describe(old, new))

    def _same(self, old: Type, new: Type) -> bool:
        """Whether two types are written the same, classes that were renamed apart."""
        return old == new or renamed(old, self.renamed) == new

    @staticmethod
    def _expanded(type_: Type, aliases: Mapping[Identifier, Alias]) -> Type:
        """What an alias stands for; one that contains itself stays a name."""
        nullable = isinstance(type_, Nullable)
        plain = type_.inner if isinstance(type_, Nullable) else type_
        while (
            isinstance(plain, Ref) and plain.name in aliases and not aliases[plain.name].recursive
        ):
            plain = aliases[plain.name].type
            if isinstance(plain, Nullable):
                nullable, plain = True, plain.inner
        return Nullable(plain) if nullable and plain != ANY else plain


_KINDS = {
    "any": "value", "string": "text", "integer": "integer", "number": "number",
    "boolean": "boolean", "null": "null", "date-time": "time", "date": "date", "time": "time of day",
    "epoch-seconds": "time in seconds since 1970", "epoch-milliseconds": "time in milliseconds since 1970",
    "duration": "duration", "uuid": "UUID", "decimal": "decimal", "byte": "bytes", "binary": "bytes", "upload": "file",
    "delimited": "text of several values",
}  # fmt: skip
_BOUNDS = {
    "minimum": "at least {}", "exclusive_minimum": "more than {}", "min_length": "at least {} characters",
    "min_items": "at least {} items", "maximum": "at most {}", "exclusive_maximum": "less than {}",
    "max_length": "at most {} characters", "max_items": "at most {} items", "multiple_of": "a multiple of {}",
    "pattern": "pattern {}",
}  # fmt: skip


def _members(type_: Type) -> list[Type]:
    plain = type_.inner if isinstance(type_, Nullable) else type_
    return [*plain.members] if isinstance(plain, AnyOf) else [plain]


def _sort(type_: Type) -> object:
    """What two members of unions have in common if they are to be compared."""
    return (type(type_), type_.kind) if isinstance(type_, Scalar) else type(type_)


def _takes(kind: str, constants: tuple[Constant, ...]) -> bool:
    """Whether all of some values are of a kind."""
    kinds = {"string": (Text,), "integer": (int,), "number": (int, float), "boolean": (bool,)}
    return all(type(constant) in kinds.get(kind, ()) for constant in constants)


def _choices(old: tuple[Constant, ...], new: tuple[Constant, ...]) -> Iterator[Step]:
    before, after = _told_apart(old), _told_apart(new)
    for key, constant in before.items():
        if key not in after:
            yield Step(_FEWER, f"{value(constant)} is no longer one of the values")
    for key, constant in after.items():
        if key not in before:
            yield Step(_MORE, f"{value(constant)} is one of the values")


def _told_apart(constants: tuple[Constant, ...]) -> dict[object, Constant]:
    """Values by what tells them apart: True is not 1."""
    return {(type(constant), constant): constant for constant in constants}


def _bounds(old: Bounds, new: Bounds) -> Iterator[Step]:
    """What changed of the limits: requests are held to them, responses are not."""
    for key, words in _BOUNDS.items():
        before, after = getattr(old, key), getattr(new, key)
        if before != after:
            now = words.format(value(after)) if after is not None else "no limit"
            was = f", was {words.format(value(before))}" if before is not None else ""
            effect = _TIGHTER if refuses_more(key, before, after) else _LOOSER
            yield Step(effect, f"{now}{was}")


def refuses_more(keyword: str, before: Any, after: Any) -> bool:
    """Whether a constraint that changed refuses values that it took.

    Args:
        keyword: its name.
        before: what it said, None if it was not there.
        after: what it says now.
    """
    if before is None or after is None:
        return before is None
    if "min" in keyword:
        return bool(after > before)
    if "max" in keyword:
        return bool(after < before)
    return keyword != "multiple_of" or before % after != 0


def _inside(what: str, steps: Iterator[Step]) -> Iterator[Step]:
    return (replace(step, message=f"{what}: {step.message}") for step in steps)


def _describe(old: Type, new: Type) -> str:
    return f"{_name(new)} instead of {_name(old)}"


def _name(type_: Type) -> str:
    """A type in a few words."""
    match type_:
        case Scalar(kind):
            return "anything" if kind == "any" else _KINDS[kind]
        case Ref(name):
            return name
        case ListOf(item):
            return f"a list of {_name(item)}"
        case MapOf(inner):
            return f"a mapping to {_name(inner)}"
        case AnyOf(members):
            return " or ".join(map(_name, members[:3])) + (" ..." if len(members) > 3 else "")
        case Choice(constants):
            return f"one of {values(constants[:3])}" + (" ..." if len(constants) > 3 else "")
        case Nullable(inner):
            return f"{_name(inner)} or null"
