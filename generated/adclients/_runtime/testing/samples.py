"""Makes a sample of a JSON Schema: a value that fits it, the same each time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from jsonschema_rs import ValidationError

from ..schemas.judge import Judge
from ..schemas.store import Schema
from ..schemas.tracing import Path, trace
from ..schemas.variants import with_warnings
from ..shapes import is_dict
from .maker import Key, Maker

_ROUNDS = 100


def sample(schema: Schema) -> Any:
    """A value that fits a schema, for a response as for a request.

    It is made of what the schema says, judged, and made anew with what was wrong in mind. Members that may be left out
    are there down to a depth at which the whole stays small, none of a kind that it is itself within. Where no value is
    found that fits, it is the one with the fewest faults; None where the validator refuses the schema itself.

    Args:
        schema: A schema of draft 2020-12 with all that it refers to below `$defs`.
    """
    strict = with_warnings(schema)
    whole = strict if is_dict(strict) else {"allOf": [strict]}
    judge, maker = Judge(whole), Maker(whole)
    repair = _Repair(whole, maker)
    best: tuple[int, Any] | None = None
    for _ in range(_ROUNDS):
        try:
            value = maker.make()
            errors, _ = judge.errors(value)
        except ValueError:
            return None
        if best is None or len(errors) < best[0]:
            best = len(errors), value
        if not errors or maker.is_full or not repair.learn(errors):
            break
    return best and best[1]


class _Repair:
    """Tells a maker what was wrong with the last value."""

    def __init__(self, root: Schema, maker: Maker) -> None:
        self._root = root
        self._maker = maker

    def learn(self, errors: Iterable[ValidationError]) -> bool:
        """Take errors into account; whether there is anything left to try."""
        found = [*errors]
        learnt = [self._learn(each) for each in found]
        return any(learnt) or any(self._step_back((*each.instance_path,)) for each in found)

    def _learn(self, error: ValidationError) -> bool:
        kind: Any = error.kind
        place = (*error.instance_path,)
        if kind.name in ("anyOf", "oneOf"):
            return self._choose(error, place)
        if kind.name == "not":
            return self._refuse(place, kind.value)
        if kind.name == "x-compare":
            return self._compare(place, self._holder(error)["x-compare"])
        if kind.name == "required":
            return self._add(place, {"required": [kind.property]})
        if kind.name in ("additionalProperties", "unevaluatedProperties"):
            return self._leave_out(place, kind.unexpected)
        if kind.name == "propertyNames":
            return self._leave_out(place, [kind.error.instance])
        if kind.name == "falseSchema" and place:
            *above, last = place
            is_item = isinstance(last, int)
            less = {"maxItems": last} if is_item else {"properties": {last: False}}
            return self._add((*above,), less)
        return self._add(place, {kind.name: True if kind.value is None else kind.value})

    def _holder(self, error: ValidationError) -> Any:
        """The schema with the keyword that refuses a value."""
        way = error.evaluation_path[:-1]
        return trace(self._root, way, len(error.instance_path))[-1].schema

    def _add(self, place: Path, schema: dict[str, Any]) -> bool:
        """Have a value fit a schema as well; whether that is new."""
        added = self._maker.added.setdefault(place, [])
        is_new = schema not in added
        added += [schema] if is_new else []
        return is_new

    def _leave_out(self, place: Path, names: Iterable[str]) -> bool:
        added = [self._add(place, {"properties": {name: False}}) for name in names]
        return any(added)

    def _compare(self, place: Path, comparison: Mapping[str, str]) -> bool:
        """Have the later one of two values be later, or not be there."""
        side = "left" if ">" in comparison["operator"] else "right"
        names = [*_names(place), *comparison[side].split(".")]
        keys = [key for key in self._maker.offered if _names(key[0]) == names]
        moved = [self._next(key) for key in keys if key[1] == "value"]
        return any(moved) or any(self._leave_out(key[0][:-1], names[-1:]) for key in keys)

    def _choose(self, error: ValidationError, place: Path) -> bool:
        """Fit the alternative that was taken, none of the others if one only may fit, or else the next one."""
        kind: Any = error.kind
        try:
            group = self._holder(error)[kind.name]
        except LookupError:
            return False
        key = place, id(group)
        if (used := self._maker.used.get(key)) is None:
            return self._add(place, {kind.name: group})
        if kind.context[used]:
            learnt = [self._learn(each) for each in kind.context[used]]
        else:
            fitting = [group[i] for i, wrong in enumerate(kind.context) if not wrong and i != used]
            learnt = [self._refuse(place, each) for each in fitting]
        return any(learnt) or self._next(key)

    def _refuse(self, place: Path, schema: Schema) -> bool:
        """Keep a value from fitting a schema: by what it leaves out, or by another value."""
        parts = self._maker.flat([schema])
        needed = self._maker.required.get(place, ())
        names = [name for part in parts for name in part.get("required", ()) if name not in needed]
        if any(self._leave_out(place, [name]) for name in reversed(names)):
            return True
        places = [*((*place, name) for part in parts for name in part.get("properties", ())), place]
        return any(self._next((each, what)) for each in places for what in ("value", "type"))

    def _next(self, key: Key) -> bool:
        """Take the next alternative, and forget what followed from the one before."""
        maker, place = self._maker, key[0]
        count, size = maker.chosen.get(key, 0) + 1, len(place)
        if count >= maker.offered.get(key, 0):
            return False
        maker.added = {at: each for at, each in maker.added.items() if at[:size] != place}
        for each in [k for k in maker.chosen if k[0][:size] == place and len(k[0]) > size]:
            del maker.chosen[each]
        maker.chosen[key] = count
        return True

    def _step_back(self, place: Path) -> bool:
        """Decide otherwise at a place, at the nearest one above it that leaves a choice, or else within it."""
        size = len(place)
        near = [k for k in self._maker.offered if k[0][:size] == place[: len(k[0])]]
        near.sort(key=lambda k: (len(k[0]) > size, abs(len(k[0]) - size)))
        if not any(map(self._next, near)):
            return False
        self._maker.added.pop(place, None)  # what followed from the choice before
        return True


def _names(place: Path) -> list[str]:
    return [step for step in place if isinstance(step, str)]
