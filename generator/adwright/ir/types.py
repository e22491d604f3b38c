"""Types as trees: what a value may be, apart from how any file writes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from adwright.ir.text import Constant, Identifier, Text

ScalarKind: TypeAlias = Literal[
    "any", "string", "integer", "number", "boolean", "null", "date-time", "date", "time", "duration",
    "epoch-seconds", "epoch-milliseconds", "uuid", "decimal", "byte", "binary", "upload", "delimited",
]  # fmt: skip
"""What a value is. `byte`: bytes as text; `binary`: bytes; `upload`: a file beside JSON, or instead of it;
`epoch-seconds` and `epoch-milliseconds`: a moment as a number; `delimited`: several values in one text."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Constraints on a value, named as in JSON Schema; None where there is none."""

    minimum: float | int | None = None
    exclusive_minimum: float | int | None = None
    maximum: float | int | None = None
    exclusive_maximum: float | int | None = None
    multiple_of: float | int | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: Text | None = None
    min_items: int | None = None
    max_items: int | None = None

    def __bool__(self) -> bool:
        return self != _NO_BOUNDS


_NO_BOUNDS = Bounds()


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value of one kind."""

    kind: ScalarKind
    bounds: Bounds = field(default=_NO_BOUNDS)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values listed. Named ones are aliases (`Ref`); this is what the alias stands for."""

    values: tuple[Constant, ...]


@dataclass(frozen=True, slots=True)
class Ref:
    """A class or an alias: of what comes back, of what is sent, or an enum."""

    name: Identifier


@dataclass(frozen=True, slots=True)
class ListOf:
    """An array."""

    item: Type
    bounds: Bounds = field(default=_NO_BOUNDS)


@dataclass(frozen=True, slots=True)
class MapOf:
    """An object whose keys are not known beforehand."""

    value: Type


@dataclass(frozen=True, slots=True)
class Discriminator:
    """The property of objects that tells their class, the classes by its value, and that of all other objects."""

    wire: Text
    classes: tuple[tuple[Text, Identifier], ...]
    default: Identifier | None = None


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of several types."""

    members: tuple[Type, ...]
    discriminator: Discriminator | None = None


@dataclass(frozen=True, slots=True)
class Nullable:
    """The type, or null."""

    inner: Type


Type: TypeAlias = Scalar | Choice | Ref | ListOf | MapOf | AnyOf | Nullable

ANY = Scalar("any")


def not_null(type_: Type) -> Type:
    """A type without null."""
    return type_.inner if isinstance(type_, Nullable) else type_


def bounds_of(type_: Type) -> Bounds:
    """The limits of a value."""
    inner = not_null(type_)
    return inner.bounds if isinstance(inner, Scalar | ListOf) else _NO_BOUNDS


def is_encoded(type_: Type, aliases: Mapping[Identifier, Type]) -> bool:
    """Whether bytes of a type are written as text where they are sent; an alias counts once, since it may lead back."""
    met = set[Identifier]()
    todo = [type_]
    while todo:
        match todo.pop():
            case Scalar("byte" | "binary"):
                return True
            case ListOf(inner, _) | MapOf(inner) | Nullable(inner):
                todo.append(inner)
            case AnyOf(members, _):
                todo += members
            case Ref(name) if name in aliases and name not in met:
                met.add(name)
                todo.append(aliases[name])
            case _:
                pass
    return False


def names_in(type_: Type) -> Iterator[Identifier]:
    """The classes and aliases a type mentions, in order."""
    match type_:
        case Ref(name):
            yield name
        case ListOf(inner, _) | MapOf(inner) | Nullable(inner):
            yield from names_in(inner)
        case AnyOf(members, _):
            for member in members:
                yield from names_in(member)
        case _:
            pass


def objects_in(type_: Type | None) -> Iterator[Identifier]:
    """The classes that a value of a type may be of, or the items of it if it is a list."""
    match type_:
        case Ref(name):
            yield name
        case ListOf(inner, _) | Nullable(inner):
            yield from objects_in(inner)
        case AnyOf(members, _):
            for member in members:
                yield from objects_in(member)
        case _:
            pass


def union(members: list[Type], discriminator: Discriminator | None = None) -> Type:
    """The union of some types: flat, without repetitions, null outermost; anything swallows the rest."""
    flat: list[Type] = []
    nullable = False
    for member in members:
        if isinstance(member, Nullable):
            nullable, member = True, member.inner
        if member == Scalar("null"):
            nullable = True
            continue
        parts = (
            member.members if isinstance(member, AnyOf) and not member.discriminator else (member,)
        )
        flat += [part for part in parts if part not in flat]
    if ANY in flat:
        return ANY
    if not flat:
        return Scalar("null")
    result = flat[0] if len(flat) == 1 else AnyOf(tuple(flat), discriminator)
    return Nullable(result) if nullable else result


def with_uploads(type_: Type) -> Type:
    """The type of a member that travels apart from JSON, where bytes are a file."""
    match type_:
        case Scalar("binary"):
            return Scalar("upload")
        case ListOf(item, bounds):
            return ListOf(with_uploads(item), bounds)
        case Nullable(inner):
            return Nullable(with_uploads(inner))
        case AnyOf(members, discriminator):
            return AnyOf(tuple(map(with_uploads, members)), discriminator)
        case _:
            return type_


def renamed(type_: Type, names: Mapping[Identifier, Identifier]) -> Type:
    """A type with new names for classes that have other ones."""
    match type_:
        case Ref(name):
            return Ref(names.get(name, name))
        case ListOf(item, bounds):
            return ListOf(renamed(item, names), bounds)
        case MapOf(value):
            return MapOf(renamed(value, names))
        case AnyOf(members, discriminator):
            if discriminator is not None:
                classes = ((tag, names.get(name, name)) for tag, name in discriminator.classes)
                discriminator = replace(discriminator, classes=tuple(classes))
            return AnyOf(tuple(renamed(member, names) for member in members), discriminator)
        case Nullable(inner):
            return Nullable(renamed(inner, names))
        case _:
            return type_
