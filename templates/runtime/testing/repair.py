"""Learns from what a validator says of a value how the next one must be."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from jsonschema_rs import ValidationError

from ..schemas.compare import broken
from ..shapes import is_dict, is_list
from .facts import Decisions, Key, Place
from .reader import Reader

_MARK = "x-compared"


class Repair:
    """Changes the decisions until a value fits."""

    def __init__(self, reader: Reader, made: Decisions) -> None:
        self._reader = reader
        self._made = made
        self._tried: dict[Key, int] = {}

    def learn(self, errors: Iterable[ValidationError], value: Any) -> bool:
        """Decide otherwise after errors; whether there was anything left to decide.

        Args:
            errors: What is wrong.
            value: The value they are about.
        """
        found = [*errors]
        learnt = [self._learn(each, value) for each in found]
        if any(learnt):
            return True
        return any(self._step_back(tuple(each.instance_path)) for each in found)

    def _learn(self, error: ValidationError, value: Any) -> bool:
        kind: Any = error.kind
        place, path, name = tuple(error.instance_path), error.evaluation_path, kind.name
        if name in ("anyOf", "oneOf"):
            return self._alternatives(kind, place, self._reader.at(path), value)
        if name == "not":
            return self._other((place, id(self._reader.at(path)))) or self._pass(place)
        if name == "required":
            return self._add(place, {"required": [kind.property]})
        if name in ("additionalProperties", "unevaluatedProperties"):
            return self._leave_out(place, kind.unexpected)
        if name == "unevaluatedItems":
            return self._add(place, {"maxItems": _first_index(value, place, kind.unexpected)})
        if name == "propertyNames":
            return self._leave_out(place, [kind.error.instance])
        if name == "falseSchema":
            return self._forbid(place)
        if name == "x-compare":
            return self._compare(place, self._reader.at(path), value)
        schema = self._reader.at(path[:-1])
        return self._add(place, schema) if isinstance(schema, (dict, bool)) else False

    def _add(self, place: Place, schema: Any) -> bool:
        added = self._made.added.setdefault(place, [])
        if any(schema is each or schema == each for each in added):
            return False
        added.append(schema)
        return True

    def _leave_out(self, place: Place, names: Iterable[str]) -> bool:
        added = [self._add(place, {"properties": {name: False}}) for name in names]
        return any(added)

    def _pass(self, place: Place) -> bool:
        """Try another value of the same place."""
        return self._other((place, "value")) or self._other((place, "type"))

    def _forbid(self, place: Place) -> bool:
        if not place:
            return False
        *above, last = place
        less: Any = {"properties": {last: False}} if isinstance(last, str) else {"maxItems": last}
        return self._add(tuple(above), less)

    # Alternatives ------------------------------------------------------------------------------

    def _alternatives(self, kind: Any, place: Place, group: Any, value: Any) -> bool:
        key = (place, id(group))
        used = self._made.used.get(key)
        if used is None:
            return False
        context: list[list[ValidationError]] = kind.context
        if used < len(context) and context[used]:
            learnt = [self._learn(each, value) for each in context[used]]
            return any(learnt) or self._other(key)
        fitting = [i for i, errors in enumerate(context) if not errors and i != used]
        learnt = [self._refuse(place, group[i]) for i in fitting]
        return any(learnt) or self._other(key)

    def _refuse(self, place: Place, schema: Any) -> bool:
        """Keep a value from fitting an alternative that is not meant."""
        added = self._made.added.setdefault(place, [])
        if any(is_dict(each) and each.get("not") is schema for each in added):
            return False
        added.append({"not": schema})
        return True

    def _other(self, key: Key) -> bool:
        """Take the next alternative, and forget what was learnt of the one before."""
        count = self._made.offered.get(key, 0)
        if self._tried.get(key, 0) >= count - 1:
            return False
        self._tried[key] = self._tried.get(key, 0) + 1
        self._made.chosen[key] = (self._made.used[key] + 1) % count
        place = key[0]
        size = len(place)
        for other in [each for each in self._made.added if each[:size] == place]:
            del self._made.added[other]
        for one in [k for k in self._made.chosen if k[0][:size] == place and len(k[0]) > size]:
            del self._made.chosen[one]
            self._tried.pop(one, None)
        return True

    def _step_back(self, place: Place) -> bool:
        """Decide otherwise at a place, at the nearest one above it that leaves a choice, or else within it."""
        size = len(place)
        above = [key for key in self._made.offered if place[: len(key[0])] == key[0]]
        within = [
            key for key in self._made.offered if key[0][:size] == place and len(key[0]) > size
        ]
        if any(self._other(key) for key in sorted(above, key=lambda key: -len(key[0]))):
            return True
        if not any(self._other(key) for key in sorted(within, key=lambda key: len(key[0]))):
            return False
        self._made.added.pop(place, None)  # what followed from the choice before
        return True

    # Comparisons -------------------------------------------------------------------------------

    def _compare(self, place: Place, comparison: Any, value: Any) -> bool:
        for step in place:
            value = value[step]
        right = self._made.choose((place, id(comparison)), 2) == 0
        learnt = False
        for one, other in broken(comparison, value):
            left, base = (one, other) if right else (other, one)
            sign = {"<": 1, ">": -1, "!=": 1}.get(comparison["operator"], 0) * (1 if right else -1)
            new = _moved(_at(value, left), _at(value, base), sign)
            learnt = self._set((*place, *base), new) or learnt
        return learnt

    def _set(self, place: Place, value: Any) -> bool:
        added = self._made.added.setdefault(place, [])
        if any(is_dict(each) and each.get("const") == value for each in added):
            return False
        added[:] = [each for each in added if not (is_dict(each) and _MARK in each)]
        added.append({"const": value, _MARK: True})
        return True


def _at(value: Any, path: Place) -> Any:
    for step in path:
        value = value[step]
    return value


def _moved(value: Any, like: Any, sign: int) -> Any:
    """A value a little before or behind another, or the same one, in the form of a third."""
    if not isinstance(value, str) or not isinstance(like, str):
        return value + sign if isinstance(value, (int, float)) else value
    try:
        moment = datetime.datetime.fromisoformat(value) + datetime.timedelta(days=sign)
    except ValueError:
        return value
    if "T" not in like:
        return moment.date().isoformat()
    return moment.replace(tzinfo=None).isoformat() + ("Z" if like.endswith("Z") else "")


def _first_index(value: Any, place: Place, unexpected: Any) -> int:
    """The index of the first item that may not be there; they are told by their texts."""
    items = _at(value, place)
    indices = [int(each) for each in unexpected if str(each).isdecimal()]
    return min(indices, default=len(items) - 1 if is_list(items) else 0)
