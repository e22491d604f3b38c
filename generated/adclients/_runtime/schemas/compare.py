"""The keyword `x-compare`: two values of an object stand in a relation, such as a start before an end."""

from __future__ import annotations

import datetime
import decimal
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from ..shapes import is_dict, is_list, is_mapping
from .store import Schema, referred, subschemas
from .tracing import Path, found_at

Comparison: TypeAlias = Mapping[str, str]
Names: TypeAlias = tuple[str, ...]

_NUMBERS = (int, float, decimal.Decimal)

_OPERATORS: Mapping[str, tuple[Callable[[Any, Any], bool], str, str]] = {
    "<": (operator.lt, "less than", "before"),
    "<=": (operator.le, "at most", "at or before"),
    "==": (operator.eq, "the same as", "the same as"),
    "!=": (operator.ne, "other than", "other than"),
    ">=": (operator.ge, "at least", "at or after"),
    ">": (operator.gt, "greater than", "after"),
}


class Compare:
    """The keyword as the validator calls it."""

    def __init__(
        self, parent_schema: dict[str, Any], value: Any, schema_path: list[str | int]
    ) -> None:
        self._comparison: Mapping[str, str] = value

    def validate(self, instance: Any) -> None:
        """Refuse an object in which a pair of values does not stand in the relation.

        Raises:
            ValueError: There is such a pair.
        """
        if broken(self._comparison, instance):
            raise ValueError("x-compare")


def words(relation: str, value: Any) -> str:
    """What an operator asks of a value, as dates and times or as numbers are spoken of."""
    _, of_numbers, of_times = _OPERATORS[relation]
    return of_times if isinstance(value, str) else of_numbers


def broken(comparison: Mapping[str, str], instance: Any) -> list[tuple[Path, Path]]:
    """The paths of all pairs of values that do not stand in the relation.

    A path leads through lists to every item, to the same item where both paths go through the same list. A value that
    is missing or null is not compared, nor are values of different kinds.

    Args:
        comparison: `left` and `right`, dotted paths, and the `operator` between them.
        instance: A JSON value.
    """
    left, right = comparison["left"].split("."), comparison["right"].split(".")
    stands = _OPERATORS[comparison["operator"]][0]
    shared = 0
    while shared < min(len(left), len(right)) - 1 and left[shared] == right[shared]:
        shared += 1
    return [
        ((*base, *left_path), (*base, *right_path))
        for base, inner in _leaves(instance, left[:shared])
        for left_path, one in _leaves(inner, left[shared:])
        for right_path, other in _leaves(inner, right[shared:])
        if not _stand(one, stands, other)
    ]


def placed(schema: Schema, definitions: Mapping[str, Schema]) -> Iterator[tuple[Names, Comparison]]:
    """The comparisons of a schema that hold in any case, with the names that lead to the objects that they are about.

    Args:
        schema: The schema.
        definitions: What it refers to, by name.

    Raises:
        LookupError: Some hold only under a condition, or at any depth.
    """
    todo: list[tuple[Schema, Names, tuple[str, ...]]] = [(schema, (), ())]
    while todo:
        each, names, above = todo.pop()
        if not is_dict(each):
            continue
        if "x-compare" in each:
            yield names, each["x-compare"]
        for keyword, value in each.items():
            if keyword == "properties":
                todo += [(inner, (*names, name), above) for name, inner in value.items()]
            elif keyword == "$ref":
                name = value.rpartition("/")[2]
                if name in above and _compares(definitions[name], definitions):
                    raise LookupError(name)
                todo += [] if name in above else [(definitions[name], names, (*above, name))]
            elif keyword == "items":
                todo.append((value, names, above))
            elif keyword == "allOf":
                todo += [(inner, names, above) for inner in value]
            elif keyword != "$defs" and _any_compares({keyword: value}, definitions):
                raise LookupError(keyword)


def _any_compares(part: dict[str, Any], definitions: Mapping[str, Schema]) -> bool:
    return any(_compares(inner, definitions) for inner in subschemas(part))


def _compares(schema: Schema, definitions: Mapping[str, Schema]) -> bool:
    """Whether a schema compares anything, also in what it refers to."""
    seen: set[str] = set()
    todo = [schema]
    while todo:
        each = todo.pop()
        if is_dict(each) and "x-compare" in each:
            return True
        new = {*referred(each)} - seen
        seen |= new
        todo += [*subschemas(each), *(definitions[name] for name in new)]
    return False


def _leaves(value: Any, steps: Sequence[str]) -> Iterator[tuple[Path, Any]]:
    """What stands at the end of a path, in every item of the lists on the way and at its end."""
    for path, leaf in found_at(value, steps):
        if is_list(leaf):
            for index, item in enumerate(leaf):
                yield from (((*path, index, *rest), each) for rest, each in _leaves(item, ()))
        elif leaf is not None:
            yield path, leaf


def _stand(left: Any, relation: Callable[[Any, Any], bool], right: Any) -> bool:
    left, right = _instant(left), _instant(right)
    numbers = isinstance(left, _NUMBERS) and isinstance(right, _NUMBERS)
    if isinstance(left, bool) or isinstance(right, bool) or is_mapping(left):
        return True
    return relation(left, right) if numbers or type(left) is type(right) else True


def _instant(value: Any) -> Any:
    """A date or a time as text as the instant it names, in UTC where it has no zone; other values as they are."""
    if not isinstance(value, str):
        return value
    try:
        instant = datetime.datetime.fromisoformat(value)
    except ValueError:
        return value
    return instant if instant.tzinfo else instant.replace(tzinfo=datetime.UTC)
