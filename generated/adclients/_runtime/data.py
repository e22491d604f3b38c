"""Looks into JSON-like data and returned models, in a way that type checkers follow."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, TypeGuard

from .recursion import with_room

_TEXTS = (str, bytes, bytearray, memoryview)
_DEEPEST = 400  # levels below the outermost; to be copied or pickled each takes two of Python's thousand calls
TOO_DEEP = f"it is nested deeper than {_DEEPEST} levels"


def is_mapping(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Whether a value is an object in the sense of JSON."""
    return isinstance(value, Mapping)


def is_dict(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether a value is a dict."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether a value is a list."""
    return isinstance(value, list)


def is_sequence(value: object) -> TypeGuard[Sequence[Any]]:
    """Whether a value is an array in the sense of JSON: a list, a tuple, a page."""
    return isinstance(value, Sequence) and not isinstance(value, _TEXTS)


def is_tuple(value: object) -> TypeGuard[tuple[Any, ...]]:
    """Whether a value is a tuple."""
    return isinstance(value, tuple)


def is_model(value: object) -> bool:
    """Whether a value is a pydantic model; pydantic need not be loaded to tell."""
    return hasattr(value.__class__, "__pydantic_fields_set__")  # `model_fields` takes long to say


def as_members(value: Any) -> dict[str, Any]:
    """What is set on an object, by its names in Python; what is None is as good as not there."""
    if is_mapping(value):
        return dict(value)
    given: set[str] = value.model_fields_set
    kind: Any = value.__class__
    members = {name: getattr(value, name) for name in kind.model_fields if name in given}
    members |= value.model_extra or {}
    return {name: each for name, each in members.items() if each is not None}


@cache
def attributes(model: Any) -> Mapping[str, str]:
    """The attributes of a class of models by their names in JSON."""
    if (
        not model.__pydantic_fields_complete__
    ):  # aliases are known once all names in annotations are
        with_room(model.model_rebuild)
    return {field.alias or name: name for name, field in model.model_fields.items()}


def load_json(text: str, number: Callable[[str], Any] | None = None) -> Any:
    """JSON text as data, unless it is nested so deep that what looks through it later would fail.

    Args:
        text: The text.
        number: Gives the value of a number that has a fraction or an exponent.

    Raises:
        ValueError: It is no JSON, or nested too deep.
    """
    try:
        value = json.loads(text, parse_float=number)
    except RecursionError:
        raise ValueError(TOO_DEEP) from None
    if text.count("[") + text.count("{") > _DEEPEST and _is_deep(value):
        raise ValueError(TOO_DEEP)
    return value


def _is_deep(value: Any) -> bool:
    level = [value]
    for _ in range(_DEEPEST + 1):
        inner = (each.values() if is_dict(each) else each for each in level)
        level = [each for some in inner for each in some if is_dict(each) or is_list(each)]
        if not level:
            return False
    return True


def value_at(value: object, path: str) -> object:
    """What stands at a dotted path of names in JSON; None if nothing does.

    Args:
        value: A model, or JSON-like data.
        path: The path; the empty path is the value itself. A number picks from a list, `-1` its last member.
    """
    for step in path.split(".") if path else ():
        value = _member(value, step)
        if value is None:
            return None
    return value


def _member(value: Any, step: str) -> object:
    if is_mapping(value):
        return value.get(step)
    if is_sequence(value):
        try:
            return value[int(step)]
        except (ValueError, IndexError):
            return None
    if not is_model(value):
        return None
    name = attributes(value.__class__).get(step)
    if name is not None:
        return getattr(value, name, None)
    further: Mapping[str, object] = value.model_extra or {}
    return further.get(step)
