"""One type against another: what a value may be now that it could not be, and the other way round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from adwright.diff.changes import Kind
from adwright.diff.words import value, values
from adwright.ir.model import Alias
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

Effect: TypeAlias = Literal["wider", "narrower", "other"]
"""More values are possible, fewer are, or different ones."""
Way: TypeAlias = Literal["request", "response"]


@dataclass(frozen=True, slots=True)
class Step:
    """One difference between two types.

    Attributes:
        effect: what it does to the values that are possible.
        message: what changed.
        open: whether reading does not mind: a server may send other values, lengths and numbers
            than are listed at any time, and they are read as they are.
    """

    effect: Effect
    message: str
    open: bool = False

    def kind(self, ways: frozenset[Way]) -> Kind:
        """What it means for a caller, by the ways that values of the type travel."""
        if "request" in ways and self.effect != "wider":
            return "breaking"
        if "response" in ways and self.effect != "narrower" and not self.open:
            return "breaking"
        return "compatible"


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
            allowed = isinstance(new, Nullable)
            yield Step("wider" if allowed else "narrower", _NULL[allowed])
        olds, news = _members(old), _members(new)
        left = [member for member in olds if not any(self._same(member, other) for other in news)]
        right = [member for member in news if not any(self._same(other, member) for other in olds)]
        if ANY in left or ANY in right:
            yield Step("wider" if ANY in right else "narrower", _describe(old, new))
            return
        if len(left) == len(right) == 1:
            yield from self._single(left[0], right[0])
            return
        yield from self._paired(left, right)
        for member in left:
            yield Step("narrower", f"{_name(member)} is no longer possible")
        for member in right:
            yield Step("wider", f"{_name(member)} is possible too")

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
                yield Step("wider", "any number is possible, not only integers")
                yield from _bounds(before, after)
            case Scalar("number", before), Scalar("integer", after):
                yield Step("narrower", "only integers are possible, not any number")
                yield from _bounds(before, after)
            case Choice(before), Choice(after):
                yield from _choices(before, after)
            case Scalar(kind), Choice(after) if _takes(kind, after):
                yield Step("narrower", f"only {values(after)} are possible, not any {_KINDS[kind]}")
            case Choice(before), Scalar(kind) if _takes(kind, before):
                words = f"any {_KINDS[kind]} is possible, not only {values(before)}"
                yield Step("wider", words, open=True)
            case ListOf(item, before), ListOf(other, after):
                yield from _bounds(before, after)
                yield from _inside("items", self._steps(item, other))
            case MapOf(item), MapOf(other):
                yield from _inside("values", self._steps(item, other))
            case _:
                yield Step("other", _describe(old, new))

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


_NULL = {True: "null is possible", False: "null is no longer possible"}
_KINDS = {
    "any": "value", "string": "text", "integer": "integer", "number": "number",
    "boolean": "boolean", "null": "null", "date-time": "time", "date": "date", "time": "time of day",
    "duration": "duration", "uuid": "UUID", "byte": "bytes", "binary": "bytes", "upload": "file",
}  # fmt: skip
_BOUNDS = {
    "minimum": "at least {}", "exclusive_minimum": "more than {}", "min_length": "at least {} characters",
    "min_items": "at least {} items", "maximum": "at most {}", "exclusive_maximum": "less than {}",
    "max_length": "at most {} characters", "max_items": "at most {} items",
}  # fmt: skip
_LOWER = ("minimum", "exclusive_minimum", "min_length", "min_items")


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
            yield Step("narrower", f"{value(constant)} is no longer one of the values")
    for key, constant in after.items():
        if key not in before:
            yield Step("wider", f"{value(constant)} is one of the values", open=True)


def _told_apart(constants: tuple[Constant, ...]) -> dict[object, Constant]:
    """Values by what tells them apart: True is not 1."""
    return {(type(constant), constant): constant for constant in constants}


def _bounds(old: Bounds, new: Bounds) -> Iterator[Step]:
    """What changed of the limits: requests are held to them, responses are not."""
    for key, words in _BOUNDS.items():
        before, after = getattr(old, key), getattr(new, key)
        if before == after:
            continue
        tighter = before is None or (
            after is not None and (after > before if key in _LOWER else after < before)
        )
        now = words.format(after) if after is not None else "no limit"
        was = f", was {words.format(before)}" if before is not None else ""
        yield Step("narrower" if tighter else "wider", f"{now}{was}", open=True)
    before, after = old.multiple_of, new.multiple_of
    if before != after:
        fewer = not (after is None or (before is not None and before % after == 0))
        now = f"a multiple of {after}" if after is not None else "any multiple"
        was = f", was a multiple of {before}" if before is not None else ""
        yield Step("narrower" if fewer else "wider", f"{now}{was}", open=True)
    if old.pattern != new.pattern:
        now = f"pattern {value(new.pattern)}" if new.pattern is not None else "no pattern"
        was = f", was {value(old.pattern)}" if old.pattern is not None else ""
        looser: Effect = "wider" if new.pattern is None else "other"
        yield Step("narrower" if old.pattern is None else looser, f"{now}{was}", open=True)


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
