"""Reads members of objects by their wire names: of model instances as of plain JSON.

The rule engine judges a request as it will be sent, but without writing it out first. A model may
be known beforehand (from the annotation that leads to it); reading is then a lookup in its dict.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeAlias, TypeGuard, cast

from pydantic import BaseModel
from pydantic_core import to_jsonable_python
from typing_extensions import TypeAliasType

from .models import MISSING, RequestModel
from .shapes import is_list, is_mapping, is_sequence

Step: TypeAlias = str | int
"""A member by wire name, or an item by position."""

Steps: TypeAlias = tuple[Step, ...]
Read: TypeAlias = Callable[[Any], Any]

_JSON = frozenset({str, int, float, bool, type(None), list, dict})
_PLAIN_MODULES = frozenset({"builtins", "datetime", "uuid"})


def is_absent(value: object) -> bool:
    """Whether a value is the mark of a member that is not there; null is there."""
    return value is MISSING


def is_model(value: object) -> TypeGuard[BaseModel]:
    """Whether a value is an instance of a model."""
    return isinstance(value, BaseModel)


def model_class(hint: object) -> type[BaseModel] | None:
    """The hint as a class of models, None if it is something else."""
    return hint if isinstance(hint, type) and issubclass(hint, BaseModel) else None


@cache
def attributes(cls: type[BaseModel]) -> Mapping[str, str]:
    """The attributes of a class by wire name."""
    return {field.alias or name: name for name, field in _complete(cls).model_fields.items()}


def member(value: Any, step: Step) -> Any:
    """The member of an object or the item of a list; `MISSING` if there is none."""
    if is_model(value):
        return _of_model(value, step)
    if is_mapping(value):
        return cast("Any", value).get(step, MISSING)
    if isinstance(step, int) and is_sequence(value) and step < len(value):
        return value[step]
    return MISSING


def _of_model(model: BaseModel, step: Step) -> Any:
    attribute = attributes(type(model)).get(cast(str, step))
    if attribute is None:
        return (model.__pydantic_extra__ or {}).get(cast(str, step), MISSING)
    if attribute not in model.__pydantic_fields_set__:
        return MISSING
    return model.__dict__.get(attribute, MISSING)


def members_of(value: Any) -> Mapping[str, Any] | None:
    """The members of an object that are there, by wire name; None if it is no object."""
    if is_mapping(value):
        found: Mapping[str, Any] = value
    elif is_model(value):
        names = (*attributes(type(value)), *(value.__pydantic_extra__ or ()))
        found = {name: _of_model(value, name) for name in names}
    else:
        return None
    return {name: each for name, each in found.items() if not is_absent(each)}


def at(value: Any, steps: Steps) -> Any:
    """What stands at the end of a path; `MISSING` if there is nothing."""
    for step in steps:
        value = member(value, step)
    return value


def reader(hint: object, steps: Steps) -> Read:
    """A function that reads what stands at the end of a path, fast where the classes are known.

    Args:
        hint: What the path starts from: a model class, another type, None if unknown.
        steps: The path.
    """
    reads: list[Read] = []
    for step in steps:
        reads.append(_step_reader(hint, step))
        hint = hint_at(hint, (step,))
    if len(reads) == 1:
        return reads[0]
    if len(reads) == 2:
        first, second = reads

        def read(value: Any) -> Any:
            found = first(value)
            return found if found is MISSING else second(found)

        return read
    return lambda value: at(value, steps)


def _step_reader(hint: object, step: Step) -> Read:
    cls = model_class(hint)
    attribute = attributes(cls).get(str(step)) if cls is not None else None
    if cls is None or attribute is None or not issubclass(cls, RequestModel):
        return lambda value: member(value, step)

    def read(value: Any) -> Any:
        try:
            return value.__dict__[attribute]  # an unset field of a request holds MISSING
        except (AttributeError, KeyError):
            return member(value, step)

    return read


def wire(value: Any) -> Any:
    """A single value as JSON has it: a date and time as its text."""
    if type(value) in _JSON:
        return value
    try:
        return to_jsonable_python(value, by_alias=True)
    except ValueError:  # a file is nothing that rules speak of
        return value


def plain(value: Any) -> Any:
    """A value with all that is in it as JSON has it, in wire names."""
    if is_model(value):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True, warnings=False)
    if is_list(value):
        return [plain(each) for each in value]
    return wire(value)


# Types -------------------------------------------------------------------------------------------


def hint_at(hint: object, steps: Steps) -> object:
    """What is known of the type at the end of a path: None if nothing or too much."""
    for step in steps:
        hint = item_hint(hint) if isinstance(step, int) else _field_hint(hint, step)
    return hint


def item_hint(hint: object) -> object:
    """What is known of the items of a list."""
    inner = typing.get_args(hint)
    return only(inner[0]) if typing.get_origin(hint) is list and inner else None


def value_hint(hint: object) -> object:
    """What is known of the values of a mapping."""
    inner = typing.get_args(hint)
    return only(inner[1]) if typing.get_origin(hint) is dict and len(inner) == 2 else None


def _field_hint(hint: object, wire_name: str) -> object:
    cls = model_class(hint)
    attribute = attributes(cls).get(wire_name) if cls is not None else None
    return only(annotation_of(cls, attribute)) if cls is not None and attribute else None


def annotation_of(cls: type[BaseModel], attribute: str) -> Any:
    """The type of a field."""
    return _complete(cls).model_fields[attribute].annotation


def _complete(cls: type[BaseModel]) -> type[BaseModel]:
    """The class, with every name in its annotations resolved."""
    if not cls.__pydantic_complete__:
        cls.model_rebuild()
    return cls


def only(annotation: Any) -> object:
    """The one type that an annotation comes down to, apart from null and the unset mark."""
    members = [each for each in _members(annotation) if each not in (None, type(None), MISSING)]
    return members[0] if len(members) == 1 else None


def _members(annotation: Any) -> list[Any]:
    if isinstance(annotation, TypeAliasType):
        return _members(annotation.__value__)
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _members(typing.get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType):
        return [x for each in typing.get_args(annotation) for x in _members(each)]
    return [annotation]


def classes_in(annotation: Any) -> frozenset[Any]:
    """The classes that values of a type may belong to, at any depth; those of JSON left out."""
    found: set[Any] = set()
    todo: list[Any] = [annotation]
    while todo:
        for each in _members(todo.pop()):
            origin = typing.get_origin(each)
            if origin in (list, dict, tuple):
                todo += typing.get_args(each)
            elif origin is not typing.Literal and each not in (None, MISSING, Any, ...):
                found.add(each)
    return frozenset(x for x in found if getattr(x, "__module__", "") not in _PLAIN_MODULES)


@cache
def leading(cls: type[BaseModel]) -> tuple[str, ...]:
    """The fields of a class, by wire name, that may lead to objects with rules."""
    named = attributes(cls).items()
    return tuple(name for name, attribute in named if may_lead(annotation_of(cls, attribute)))


def may_lead(annotation: Any) -> bool:
    """Whether values of a type may hold objects with rules. A class not known yet may."""
    seen: set[Any] = set()
    todo = set(classes_in(annotation))
    while todo:
        each = todo.pop()
        seen.add(each)
        cls = model_class(each)
        if cls is None or vars(cls).get("__rules__"):
            return True
        for attribute in attributes(cls).values():
            todo |= classes_in(annotation_of(cls, attribute)) - seen
    return False
