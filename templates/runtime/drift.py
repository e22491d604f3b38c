"""What of a response is not as described: taken out so that the rest can be read, then put back as it was sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import BaseModel
from pydantic_core import ErrorDetails, from_json, to_json

from .models import attributes
from .shapes import is_dict, is_list

Path: TypeAlias = tuple[int | str, ...]

_DEEPEST = 150
"""How deep lists and objects may be nested for pydantic's parser, which takes 200, to be on the safe side."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A part of an error's location: a step into the data, or the name of a union's member."""

    part: int | str
    leads: bool


@dataclass(frozen=True, slots=True)
class _Fault:
    """An error that pydantic reports, and the way from the root of the data to it."""

    steps: tuple[_Step, ...]
    error: ErrorDetails
    is_other_member: bool = False

    @property
    def path(self) -> Path:
        """The place in the data."""
        return tuple(step.part for step in self.steps if step.leads)

    def is_below(self, depth: int) -> bool:
        """Whether it is inside the value that the first steps lead to, and not that value itself."""
        return any(step.leads for step in self.steps[depth:])

    @property
    def is_tag(self) -> bool:
        """Whether it is a value that is not among those listed."""
        return self.error["type"] == "literal_error"

    @property
    def whole(self) -> int | None:
        """The whole number that was meant by one like 1.0: JSON knows no difference."""
        value = self.error["input"]
        wanted = self.error["type"] == "int_type" and isinstance(value, float)
        return int(value) if wanted and value.is_integer() else None

    @property
    def is_usual(self) -> bool:
        """Whether servers may send this at any time: another value of an enum, another member of a union."""
        value, kind = self.error["input"], self.error["type"]
        if self.is_tag:
            return _is_like(self.error.get("ctx", {}).get("expected", ""), value)
        return self.is_other_member or (kind.startswith("union_tag") and is_dict(value))


@dataclass(frozen=True, slots=True)
class _Taken:
    """A value that was taken out, and whether there is nothing to say about it."""

    path: Path
    value: Any
    is_usual: bool


class Drift:
    """A JSON text without what in it is not as described.

    Attributes:
        raw: What is left of the text.
        is_all: Whether nothing of it can be read.
    """

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.is_all = False
        self._taken: list[_Taken] = []

    def take_out(self, errors: Sequence[ErrorDetails]) -> None:
        """Take out the values that errors are about; what is nested too deep if the text cannot be parsed.

        Args:
            errors: What pydantic reports of the text.
        """
        root = [_parsed(self.raw)]
        usual = dict.fromkeys(_deep(root), True) if is_bad_json(errors) else _usual(root, errors)
        # The last items of a list come first, so that the places of the others stay right.
        for path in sorted(usual, reverse=True):
            if any(path[:length] in usual for length in range(len(path))):
                continue
            if len(path) > 1:
                value = _at(root, path[:-1]).pop(path[-1])
                self._taken.append(_Taken(path[1:], value, usual[path]))
            else:
                self.is_all = True
        # No data is kept: the garbage collector would look through it again and again.
        self.raw = to_json(root[0], inf_nan_mode="constants")

    def put_back(self, value: Any, name: str, note: Callable[[str, Any], None]) -> Any:
        """Put everything in its place again that was taken out.

        Args:
            value: What was read; not used if nothing could be.
            name: What the value is called.
            note: Called with the name of a place and the value that is kept there.
        """
        if self.is_all:
            value = from_json(self.raw)
        for taken in reversed(self._taken):
            place, usual = _put(value, taken, name)
            if not usual and not self.is_all:
                note(place, taken.value)
        if self.is_all:
            note(name, value)
        return value


def is_bad_json(errors: Sequence[ErrorDetails]) -> bool:
    """Whether a text could not be parsed."""
    return len(errors) == 1 and errors[0]["type"] == "json_invalid"


def _parsed(raw: bytes) -> Any:
    try:
        return from_json(raw)
    except ValueError:  # nested deeper than its parser goes
        return json.loads(raw)


def _usual(root: list[Any], errors: Sequence[ErrorDetails]) -> dict[Path, bool]:
    """The places that errors are about, below a list of the data alone, and whether there is nothing to say about them.

    Numbers like 1.0 are made whole at once where a whole number is described, for JSON knows no difference.
    """
    places: dict[Path, list[_Fault]] = {}
    for fault in _blamed([_Fault(_steps(root, each), each) for each in errors]):
        places.setdefault(fault.path, []).append(fault)
    usual: dict[Path, bool] = {}
    for path, faults in places.items():
        whole = next((each.whole for each in faults if each.whole is not None), None)
        if whole is not None:
            _at(root, path[:-1])[path[-1]] = whole
        else:
            usual[path] = any(each.is_usual for each in faults)
    return usual


def _put(value: Any, taken: _Taken, name: str) -> tuple[str, bool]:
    """Put a value back; gives the name of its place, and whether there is nothing to say about it."""
    *above, last = taken.path
    place = name
    for part in above:
        place = _named(place, value, part)
        value = _inside(value, part)
    place, usual = _named(place, value, last), taken.is_usual
    if is_list(value):
        value.insert(int(last), taken.value)
    elif isinstance(value, BaseModel):
        field = _field(value, str(last))
        if field is None:
            _extra(value)[str(last)] = taken.value
            value.model_fields_set.add(str(last))
        else:
            setattr(value, field, taken.value)
            usual = usual or taken.value is None  # absent and null are alike
    else:
        value[last] = taken.value
    return place, usual


def _named(place: str, value: Any, part: int | str) -> str:
    """The name of a place: the class that a value is in and its field, whatever lists are between them."""
    if not isinstance(value, BaseModel):
        return place
    known = _field(value, str(part)) is not None
    return f"{type(value).__name__}.{part if known else '*'}"


def _inside(value: Any, part: int | str) -> Any:
    if not isinstance(value, BaseModel):
        return value[part]
    field = _field(value, str(part))
    return _extra(value)[str(part)] if field is None else getattr(value, field)


def _field(model: BaseModel, part: str) -> str | None:
    """The field of a name in JSON, or of that name in Python, by which fields are read too."""
    if part in _extra(model):
        return None
    return attributes(type(model)).get(part, part if part in type(model).model_fields else None)


def _extra(model: BaseModel) -> dict[str, Any]:
    extra = model.model_extra
    return {} if extra is None else extra


def _at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


def _is_like(listed: str, value: object) -> bool:
    """Whether a value is of the type of those that pydantic lists, such as `'on' or 'off'`."""
    ends = f"{listed[:1]}{listed[-1:]}"
    if isinstance(value, bool):
        return ends in ("Te", "Fe")
    if isinstance(value, int):
        return any(each.isdigit() for each in ends)
    return isinstance(value, str) and any(each in "'\"" for each in ends)


def _deep(data: Any) -> Iterator[Path]:
    """The places of lists and objects that are nested too deep."""
    rest: list[tuple[Path, Any]] = [((), data)]
    while rest:
        path, value = rest.pop()
        if len(path) > _DEEPEST and isinstance(value, (dict, list)):
            yield path
        elif is_dict(value):
            rest += [((*path, name), each) for name, each in value.items()]
        elif is_list(value):
            rest += [((*path, index), each) for index, each in enumerate(value)]


# Where errors are ---------------------------------------------------------------------------------


def _steps(root: list[Any], error: ErrorDetails) -> tuple[_Step, ...]:
    """The location of an error, where names of a union's members stand between steps into the data."""
    location = (0, *error["loc"])
    return _leading_to(error["input"], root, location) or tuple(_leading(root, location))


def _leading_to(wanted: Any, value: Any, location: Path) -> tuple[_Step, ...] | None:
    """The steps that lead to a value like the wanted one: a name may look like a key."""
    if not location:
        return () if _are_alike(value, wanted) else None
    part, rest = location[0], location[1:]
    if _leads(value, part):
        steps = _leading_to(wanted, value[part], rest)
        if steps is not None:
            return (_Step(part, True), *steps)
    steps = _leading_to(wanted, value, rest)
    return None if steps is None else (_Step(part, False), *steps)


def _leading(value: Any, location: Path) -> Iterator[_Step]:
    """As far as a location leads."""
    for part in location:
        leads = _leads(value, part)
        yield _Step(part, leads)
        value = value[part] if leads else value


def _leads(value: Any, part: int | str) -> bool:
    if is_dict(value):
        return part in value
    return is_list(value) and isinstance(part, int) and part < len(value)


def _are_alike(value: Any, other: Any) -> bool:
    """Whether two values may be the same; what is in lists and objects is not looked at."""
    if type(value) is not type(other):
        return False
    if is_dict(value):
        return bool(value.keys() == other.keys())
    if is_list(value):
        return len(value) == len(other)
    return bool(value == other or value != value)  # NaN is not equal to itself


def _blamed(faults: Iterable[_Fault], depth: int = 0) -> Iterator[_Fault]:
    """Of errors below one place those that count: in a union only those of the member that is meant."""
    steps: dict[_Step, list[_Fault]] = {}
    for fault in faults:
        if len(fault.steps) == depth:
            yield fault
        else:
            steps.setdefault(fault.steps[depth], []).append(fault)
    members = [group for step, group in steps.items() if not step.leads]
    for step, group in steps.items():
        if step.leads:
            yield from _blamed(group, depth + 1)
    if members:
        yield from _of_the_meant(members, depth + 1)


def _of_the_meant(members: list[list[_Fault]], depth: int) -> Iterator[_Fault]:
    """The errors of the member of a union that a value is most like, or those of the value as a whole."""
    inside = [group for group in members if all(each.is_below(depth) for each in group)]
    if len(members) == 1:
        inside = members
    if not inside:
        yield from (each for group in members for each in group if not each.is_below(depth))
        return
    best = min(inside, key=lambda group: (sum(each.is_tag for each in group), len(group)))
    if len(inside) > 1 and any(each.is_tag for each in best):
        yield _Fault(best[0].steps[:depth], best[0].error, is_other_member=True)
    else:
        yield from _blamed(best, depth)
