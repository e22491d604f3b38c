"""What of a response is not as described: taken out so that the rest can be read, then put back as it was sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import BaseModel
from pydantic_core import ErrorDetails, from_json, to_json

from ..data import attributes, is_dict, is_list

Path: TypeAlias = tuple[int | str, ...]

_DEEPEST = 150
"""How deep lists and objects may be nested for pydantic's parser, which takes 200, to be on the safe side."""


class Drift:
    """A JSON text without what in it is not as described.

    Attributes:
        raw: What is left of the text.
        is_all: Whether nothing of it can be read.
    """

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.is_all = False
        self._is_usual = False
        self._taken: list[tuple[Path, Any, bool]] = []

    def take_out(self, errors: Sequence[ErrorDetails]) -> None:
        """Take out the values that errors are about, or what is nested too deep if the text cannot be parsed.

        Args:
            errors: What pydantic reports of the text.
        """
        root = [_parsed(self.raw)]
        usual = dict.fromkeys(_deep(root), True) if is_bad_json(errors) else _usual(root, errors)
        # The last items of a list come first, so that the places of the others stay right.
        for path in sorted(usual, reverse=True):
            if any(path[:length] in usual for length in range(len(path))):
                continue
            if path == (0,):
                self.is_all, self._is_usual = True, usual[path]
            else:
                value = _at(root, path[:-1]).pop(path[-1])
                self._taken.append((path[1:], value, usual[path]))
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
        for path, taken, usual in reversed(self._taken):
            place = _put(value, path, taken, name)
            if place and not usual and not self.is_all:
                note(place, taken)
        if self.is_all and not self._is_usual:
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


def _deep(data: Any) -> Iterator[Path]:
    """The places of lists and objects that are nested too deep."""
    rest: list[tuple[Path, Any]] = [((), data)]
    while rest:
        path, value = rest.pop()
        if is_dict(value) or is_list(value):
            parts = value.items() if is_dict(value) else enumerate(value)
            if len(path) > _DEEPEST:
                yield path
            else:
                rest += [((*path, part), each) for part, each in parts]


def _at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


# Putting back ------------------------------------------------------------------------------------


def _put(value: Any, path: Path, taken: Any, place: str) -> str:
    """Put a value back; gives the name of its place, none if there is nothing to say about it."""
    *above, last = path
    for part in above:
        place, value = _named(place, value, part), _inside(value, part)
    place = _named(place, value, last)
    if is_list(value):
        value.insert(int(last), taken)
    elif not isinstance(value, BaseModel):
        value[last] = taken
    elif (field := _field(value, last)) is not None:
        setattr(value, field, taken)
        return "" if taken is None else place  # absent and null are alike
    else:
        _further(value)[str(last)] = taken
        value.model_fields_set.add(str(last))
    return place


def _named(place: str, value: Any, part: int | str) -> str:
    """The name of a place: a class and its field, whatever lists are between it and the value."""
    if not isinstance(value, BaseModel):
        return place
    return f"{type(value).__name__}.{'*' if _field(value, part) is None else part}"


def _inside(value: Any, part: int | str) -> Any:
    if not isinstance(value, BaseModel):
        return value[part]
    field = _field(value, part)
    return _further(value)[str(part)] if field is None else getattr(value, field)


def _field(model: BaseModel, part: int | str) -> str | None:
    """The field of a name in JSON, or of that name in Python, by which fields are read too."""
    name = str(part)
    if name in _further(model):
        return None
    return attributes(type(model)).get(name, name if name in type(model).model_fields else None)


def _further(model: BaseModel) -> dict[str, Any]:
    extra = model.model_extra
    return {} if extra is None else extra


# Places of errors --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Fault:
    """An error, and its location as steps: with each part whether it leads into the data or names a union's member."""

    steps: tuple[tuple[int | str, bool], ...]
    error: ErrorDetails

    def path(self, start: int = 0) -> Path:
        """The place in the data, from a step on."""
        return tuple(part for part, leads in self.steps[start:] if leads)

    @property
    def whole(self) -> int | None:
        """The whole number that was meant by one like 1.0."""
        value = self.error["input"]
        is_float = self.error["type"] == "int_type" and isinstance(value, float)
        return int(value) if is_float and value.is_integer() else None

    @property
    def is_usual(self) -> bool:
        """Whether servers may send this at any time: another value of an enum, another member of a union."""
        is_object = is_dict(value := self.error["input"])
        kind = self.error["type"]
        is_value = kind == "literal_error" and not is_object and not is_list(value)
        return is_value or (kind == "union_tag_not_found" and is_object)


def _usual(root: list[Any], errors: Sequence[ErrorDetails]) -> dict[Path, bool]:
    """The places that errors are about, and whether there is nothing to say about them.

    Numbers like 1.0 are made whole at once where a whole number is described, for JSON knows no difference.

    Args:
        root: A list of the data alone, so that each value has a place.
        errors: The errors.
    """
    places: dict[Path, list[_Fault]] = {}
    for fault in _blamed([_Fault(_steps(root, each), each) for each in errors]):
        places.setdefault(fault.path(), []).append(fault)
    usual: dict[Path, bool] = {}
    for path, faults in places.items():
        whole = next((each.whole for each in faults if each.whole is not None), None)
        if whole is None:
            usual[path] = all(each.is_usual for each in faults)
        else:
            _at(root, path[:-1])[path[-1]] = whole
    return usual


def _steps(root: list[Any], error: ErrorDetails) -> tuple[tuple[int | str, bool], ...]:
    location = (0, *error["loc"])
    steps = _leading_to(error["input"], root, location)
    if steps is not None:
        return steps
    value: Any = root
    leads = [_leads(value, part) and (value := value[part], True)[1] for part in location]
    return tuple(zip(location, leads, strict=True))


def _leading_to(
    wanted: Any, value: Any, location: Path
) -> tuple[tuple[int | str, bool], ...] | None:
    """The steps that lead to a value like the wanted one: the name of a union's member may look like a key."""
    if not location:
        return () if _are_alike(value, wanted) else None
    part, rest = location[0], location[1:]
    if _leads(value, part):
        steps = _leading_to(wanted, value[part], rest)
        if steps is not None:
            return ((part, True), *steps)
    steps = _leading_to(wanted, value, rest)
    return None if steps is None else ((part, False), *steps)


def _leads(value: Any, part: int | str) -> bool:
    if is_dict(value):
        return part in value
    return is_list(value) and isinstance(part, int) and part < len(value)


def _are_alike(value: Any, other: Any) -> bool:
    """Whether two values may be the same; what is in lists and objects is not looked at."""
    if type(value) is not type(other):
        return False
    if is_dict(value) or is_list(value):
        return len(value) == len(other)
    return bool(value == other) or value != value  # NaN is not equal to itself


def _blamed(faults: Iterable[_Fault], depth: int = 0) -> Iterator[_Fault]:
    """Of errors below one place those that count: in a union only those of the member that is meant."""
    groups: dict[tuple[int | str, bool], list[_Fault]] = {}
    for fault in faults:
        if len(fault.steps) == depth:
            yield fault
        else:
            groups.setdefault(fault.steps[depth], []).append(fault)
    for (_, leads), group in groups.items():
        if leads:
            yield from _blamed(group, depth + 1)
    members = [group for (_, leads), group in groups.items() if not leads]
    # A member is like the value if all its errors are inside of it; else none of the value can be read.
    alike = [group for group in members if all(each.path(depth) for each in group)]
    if alike or len(members) == 1:
        likest: list[_Fault] = min(alike or members, key=len)
        yield from _blamed(likest, depth + 1)
    else:
        yield from (each for group in members for each in group if not each.path(depth))
