"""Makes a sample of a JSON Schema: a value that fits it, the same each time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jsonschema_rs import ValidationError

from ..schemas.judge import Judge
from ..schemas.store import DATA, MAPS
from ..shapes import is_dict, is_list
from .facts import Decisions, Place
from .maker import Maker, TooLargeError
from .reader import Reader
from .repair import Repair

_DEEPEST = 6  # members of members; deeper ones are left out where they may be
_ROUNDS = 120
_POOL: tuple[Any, ...] = (
    "text", 1, 0, -1, 0.5, True, False, None, "", {}, [], 2, 10, 100, "a", "1", [1], {"key": 1}
)  # fmt: skip


def sample(schema: dict[str, Any] | bool) -> Any:
    """A value that fits a schema, for a response as for a request.

    Members that may be left out are there down to a depth at which the whole stays small, none of a kind that it is
    itself within. It has at most about 2,000 values, and no text of more than 100,000 characters. Where no value can
    be found that fits, it is the one with the fewest faults; None where the validator refuses the schema itself.

    Args:
        schema: A schema of draft 2020-12 with all that it refers to.
    """
    ready = _with_warnings(schema)
    judge = _judge(ready)
    if judge is None:
        return None
    best: tuple[int, Any] | None = None
    depth = _DEEPEST
    while best is None or best[0]:
        try:
            found = _attempt(ready, judge, depth)
        except TooLargeError:
            if depth == 0:
                break
            depth -= 1
            continue
        best = found if best is None else min(best, found, key=lambda each: each[0])
        if depth == 0:
            break
        depth = 0
    if best is None:
        return Maker(Reader(ready), Decisions(), 0, short=True).value([ready])
    return best[1]


def _attempt(schema: Any, judge: Judge, depth: int) -> tuple[int, Any]:
    """The number of faults and the value."""
    reader, made = Reader(schema), Decisions()
    repair = Repair(reader, made)
    best: tuple[int, Any] | None = None
    for _ in range(_ROUNDS):
        made.offered.clear()
        made.used.clear()
        value = Maker(reader, made, depth).value([schema])
        errors = _errors(judge, value)
        if best is None or len(errors) < best[0]:
            best = (len(errors), value)
        if not errors or not repair.learn(errors, value):
            break
    assert best is not None
    return _tried_out(judge, best)


def _tried_out(judge: Judge, best: tuple[int, Any]) -> tuple[int, Any]:
    """The value with other ones in the places that are still wrong, where that makes it better."""
    for _ in range(8):
        count, value = best
        places = {tuple(each.instance_path) for each in _errors(judge, value)}
        others = [
            _with(value, place, new) for place in sorted(places, key=len)[-4:] for new in _POOL
        ]
        counted = [(len(_errors(judge, each)), each) for each in others]
        better = min(counted, key=lambda each: each[0], default=best)
        if better[0] >= count:
            break
        best = better
    return best


def _with(value: Any, place: Place, new: Any) -> Any:
    if not place:
        return new
    step, *rest = place
    inner = _with(value[step], tuple(rest), new)
    if is_list(value):
        return [inner if i == step else each for i, each in enumerate(value)]
    return {**value, step: inner}


def _errors(judge: Judge, value: Any) -> list[ValidationError]:
    return judge.errors(value)[0]


def _judge(schema: Any) -> Judge | None:
    """What judges values; None if the schema is beyond it."""
    for each in (schema, _without_patterns(schema)):
        judge = Judge(each if is_dict(each) else {"allOf": [each]})
        try:
            judge.errors(None)
        except ValueError:
            continue
        return judge
    return None


def _with_warnings(schema: Any) -> Any:
    """The schema with what only warns as what must be, since a sample should give no warning."""
    if is_list(schema):
        return [_with_warnings(each) for each in schema]
    if not is_dict(schema):
        return schema
    made = {keyword: _inner(keyword, value, _with_warnings) for keyword, value in schema.items()}
    warned = made.pop("x-warn", [])
    return {**made, "allOf": [*made.get("allOf", ()), *warned]} if warned else made


def _without_patterns(schema: Any) -> Any:
    """The schema without regular expressions, one of which may be beyond the validator."""
    if is_list(schema):
        return [_without_patterns(each) for each in schema]
    if not is_dict(schema):
        return schema
    return {
        keyword: _inner(keyword, value, _without_patterns)
        for keyword, value in schema.items()
        if keyword not in ("pattern", "patternProperties")
    }


def _inner(keyword: str, value: Any, change: Callable[[Any], Any]) -> Any:
    """The value of a keyword with the schemas in it changed."""
    if keyword in DATA:
        return value
    return (
        {name: change(each) for name, each in value.items()} if keyword in MAPS else change(value)
    )
