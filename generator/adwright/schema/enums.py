"""Values that are listed: `enum` and `const`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from adwright.document.node import Node
from adwright.document.text.source import as_list
from adwright.ir.text import Constant, Text
from adwright.ir.types import Scalar, ScalarKind
from adwright.problems import Id, Problem
from adwright.schema.kinds import Kinds, kind_of, with_whole_numbers
from adwright.schema.shapes import ANYTHING, EnumShape, ScalarsShape, Shape


def is_listed(node: Node) -> bool:
    """Whether a schema lists its values."""
    return "enum" in node or "const" in node


def kinds_listed(parts: Sequence[Node]) -> Kinds:
    """The types of the values that some schemas list, where each is an object or an array; none if any is a scalar."""
    kinds = {kind_of(value) for part in parts for value in values_of(part)} - {"null"}
    return frozenset(kinds) if kinds <= {"object", "array"} else frozenset()


def enum_shape(parts: Sequence[Node], types: Kinds, nullable: bool) -> Shape:
    """One of the values that all of some schemas list; where no value is in all lists, any of them.

    Args:
        parts: the schemas.
        types: the types that they allow; none for any.
        nullable: whether they allow null.
    """
    lists = [{_key(value): value for value in values_of(part)} for part in parts]
    both = {k: v for k, v in lists[-1].items() if all(k in each for each in lists)}
    warnings: tuple[Problem, ...] = ()
    if not both:
        words = "no value is in all the lists of values that hold here; it is typed as any of them"
        warnings = (parts[-1].problem(Id.SCHEMA_CONTRADICTION, words, "let them agree"),)
        both = {k: v for each in lists for k, v in each.items()}
    shape = _of_values(_of_types(both.values(), types), nullable)
    return Shape(shape.form, shape.nullable, warnings)


def values_of(node: Node) -> list[Any]:
    """The values that a schema lists; `const` is the narrower one."""
    return [node.value["const"]] if "const" in node else as_list(node.value["enum"])


def _of_types(values: Iterable[Any], types: Kinds) -> list[Any]:
    """The values that are of some types, null apart; all, where none is."""
    allowed = with_whole_numbers(types) | {"null"}
    found = [value for value in values if not types or kind_of(value) in allowed]
    return found if any(value is not None for value in found) else [*values]


def _of_values(values: list[Any], nullable: bool) -> Shape:
    if any(isinstance(value, dict | list) for value in values):
        return Shape(ANYTHING)
    nullable = nullable or None in values
    fractions = any(isinstance(value, float) for value in values)
    told: dict[Any, Constant] = {
        (type(value), value): Text(value) if isinstance(value, str) else value
        for value in values
        if value is not None and not isinstance(value, float)
    }
    if told:
        return Shape(EnumShape((*told.values(),), fractions), nullable)
    kind: ScalarKind | None = "number" if fractions else "null" if nullable else None
    return Shape(ScalarsShape((Scalar(kind),)), nullable) if kind is not None else Shape(ANYTHING)


def _key(value: Any) -> tuple[str, Any]:
    """What is the same for values that are equal in JSON: 1 and 1.0 are, 1 and true are not."""
    if isinstance(value, dict | list):
        return "json", json.dumps(value, sort_keys=True)
    return "boolean" if isinstance(value, bool) else "", value
