"""The JSON types that a value may have: the keyword `type`, and what follows from a shape."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from adwright.document.node import Node
from adwright.ir.text import Text
from adwright.ir.types import ScalarKind
from adwright.problems import Id, Problem
from adwright.schema.keywords import strings
from adwright.schema.shapes import ArrayShape, EnumShape, Form, MapShape, ObjectShape, ScalarsShape

Kinds: TypeAlias = frozenset[str]
"""Names of JSON types; with `number` also `integer`, for a whole number is one."""

SCALARS: tuple[ScalarKind, ...] = ("string", "integer", "number", "boolean")
EVERY: Kinds = frozenset((*SCALARS, "object", "array", "null"))


@dataclass(frozen=True, slots=True)
class Said:
    """What all parts of a schema say with `type`.

    Attributes:
        types: the types they allow together, null apart; none if they say nothing.
        nullable: whether they allow null, and say so.
        only_null: whether they allow nothing else.
        warnings: that they contradict each other.
    """

    types: Kinds
    nullable: bool
    only_null: bool
    warnings: tuple[Problem, ...] = ()


def said_types(parts: Sequence[Node]) -> Said:
    """The types that all parts of a schema allow; where no value is of all of them, any of them."""
    said = [(part, types) for part in parts if (types := strings(part, "type"))]
    nullable = bool(said) and all("null" in types for _, types in said)
    real = [(part, types) for part, types in said if {*types} != {"null"}]
    if real and len(real) < len(said):  # `allOf` of a type and null: "or null" is what was meant
        nullable = True
    found: Kinds = frozenset()
    warnings: list[Problem] = []
    for part, types in real:
        own = frozenset(types) - {"null"}
        both = with_whole_numbers(found) & with_whole_numbers(own) if found else own
        if not both and own:
            shown = ", ".join(sorted(found | own))
            words = f"no value is of all these types: {shown}; it is typed as any of them"
            warnings.append(part["type"].problem(Id.SCHEMA_CONTRADICTION, words, "let them agree"))
        found = (_plain(both) if both else found | own) if found else own
    return Said(found, nullable, bool(said) and not real, tuple(warnings))


def with_whole_numbers(kinds: Iterable[str]) -> Kinds:
    """Some types, whole numbers among numbers."""
    found = frozenset(kinds)
    return found | {"integer"} if "number" in found else found


def _plain(kinds: Kinds) -> Kinds:
    """Some types without the one that another of them contains."""
    return kinds - {"integer"} if "number" in kinds else kinds


def kinds_of(form: Form) -> Kinds | None:
    """The types that the values of a shape have; None for a union or a reference, whose members tell."""
    match form:
        case ObjectShape() | MapShape():
            return frozenset({"object"})
        case ArrayShape():
            return frozenset({"array"})
        case EnumShape(values, fractions):
            return frozenset([*map(kind_of, values), *(["number"] if fractions else [])])
        case ScalarsShape(scalars):
            return with_whole_numbers(
                kind for scalar in scalars for kind in _KINDS.get(scalar.kind, ("string",))
            )
        case _:
            return None


_KINDS: dict[ScalarKind, Iterable[str]] = {
    "any": EVERY, "null": ("null",), "integer": ("integer",), "number": ("number",), "boolean": ("boolean",),
    "epoch-seconds": ("integer",), "epoch-milliseconds": ("integer",),
}  # fmt: skip


def kind_of(value: object) -> str:
    """The type of a value."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "integer" if value.is_integer() else "number"
        case str() | Text():
            return "string"
        case list():
            return "array"
        case _:
            return "object"
