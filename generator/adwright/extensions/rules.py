"""Extensions that name conditions: business rules, and what JSON Schema has nothing for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

from adwright.document.node import Node
from adwright.extensions.extension import Extension
from adwright.extensions.shape import Also, Path, Words


@dataclass(frozen=True, slots=True)
class RuleName:
    """What a rule is called, and a sentence that says it."""

    id: Words | None = None
    says: Words | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A relation of two values: dotted paths, through lists to each item."""

    left: Path
    operator: Literal["<", "<=", ">", ">=", "==", "!="]
    right: Path


RULE = Extension[RuleName](
    "x-rule",
    ("rule",),
    RuleName,
    "Makes a condition a business rule: its id, and one sentence that says it.",
    "{id: pet-leash-required, says: leash is required when kind is dog.}",
)

_Conditions: TypeAlias = Annotated[
    tuple[Annotated[Node, Also(type="object", required=[RULE.name])], ...], Also(minItems=1)
]

WARN = Extension[tuple[Node, ...]](
    "x-warn",
    ("schema", "property"),
    _Conditions,
    "Rules that only warn: what the server merely ignores.",
    "[{x-rule: {id: pet-leash-unused, says: leash is ignored.}, properties: {leash: false}}]",
)
RULES = Extension[tuple[Node, ...]](
    "x-rules",
    ("operation",),
    _Conditions,
    "Rules over the parameters, by their names on the wire.",
    "[{x-rule: {id: pets-page-offset, says: page excludes offset.}, not: {required: [page, offset]}}]",
)
COMPARE = Extension[Comparison](
    "x-compare",
    ("rule",),
    Comparison,
    "A relation of two values of the object: dotted paths and an operator.",
    "{left: start, operator: '<=', right: end}",
)
