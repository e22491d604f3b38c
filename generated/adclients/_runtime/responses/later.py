"""Classes that stand in other modules than the annotations that name them.

The models of a large API refer to each other, and preparing all of them for one response takes seconds. So an
annotation names a stand-in, and the class is loaded when data for it first arrives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from functools import cache
from importlib import import_module
from typing import Annotated, Any, get_args, get_origin

from pydantic import ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler, TypeAdapter
from pydantic_core import CoreSchema, core_schema

from ..data import is_mapping, is_model
from .annotations import bare, is_class, is_union, union_of

_met: ContextVar[set[Later] | None] = ContextVar("met", default=None)


class Later(type):
    """A stand-in for a class, or for an alias of types.

    Attributes:
        package: The package that has it.
        is_class: Whether it stands for a class, of which only objects can be.
        has_come: Whether there was data for it.
    """

    package: str
    is_class: bool
    has_come: bool

    def load(cls) -> Any:
        """What it stands for."""
        return getattr(import_module(cls.package), cls.__name__)

    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        if cls.has_come:
            return handler.generate_schema(cls.load())
        return core_schema.no_info_plain_validator_function(cls._meet)

    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"title": cls.__name__}

    def _meet(cls, value: object) -> Any:
        """Data for it: a reader notes that, loads the class, and reads all again; for others it is read here."""
        if cls.is_class and not is_mapping(value) and not is_model(value):
            raise ValueError(f"no {cls.__name__}")
        met = _met.get()
        if met is None or cls.has_come:
            return _adapter_behind(cls).validate_python(value)
        met.add(cls)
        raise ValueError(f"{cls.__name__} is not loaded yet")


@cache
def _adapter_behind(stand_in: Later) -> TypeAdapter[Any]:
    return adapter_of(stand_in.load())


def adapter_of(type_: Any) -> TypeAdapter[Any]:
    """What reads a type that must be as described; it is made anew each time."""
    return TypeAdapter(type_, config=None if is_class(type_) else ConfigDict(strict=True))


def meet(waiting: Iterable[Later], behind: Callable[[], TypeAdapter[Any]], value: object) -> Any:
    """An object for one of several stand-ins: a reader notes that, loads all of them, and reads all again.

    Args:
        waiting: The stand-ins.
        behind: Gives what reads it for others than a reader.
        value: The value.

    Raises:
        ValueError: It is no object, or they are to be loaded.
    """
    if not is_mapping(value) and not is_model(value):
        raise ValueError("no object")
    missing = [each for each in waiting if not each.has_come]
    met = _met.get()
    if met is None or not missing:
        return behind().validate_python(value)
    met.update(missing)
    raise ValueError(f"{missing[0].__name__} is not loaded yet")


class Meeting:
    """A context that collects the stand-ins that data arrives for."""

    def __enter__(self) -> set[Later]:
        """Begin; what is collected is in the set."""
        met = set[Later]()
        self._token = _met.set(met)
        return met

    def __exit__(self, *_: object) -> None:
        """End."""
        _met.reset(self._token)


def is_waiting() -> bool:
    """Whether what is being read will be read again, with classes that were not loaded."""
    return bool(_met.get())


@cache
def _stand_in(package: str, name: str, is_class: bool) -> Later:
    return Later(name, (), {"package": package, "is_class": is_class, "has_come": False})


def later(package: str, name: str) -> Any:
    """The stand-in for a class.

    Args:
        package: The package that has it as an attribute.
        name: Its name.
    """
    return _stand_in(package, name, True)


def later_alias(package: str, name: str) -> Any:
    """The stand-in for an alias of types; for the arguments see `later`."""
    return _stand_in(package, name, False)


def real(type_: Any) -> Any:
    """What a type stands for: itself, if it is no stand-in."""
    return type_.load() if isinstance(type_, Later) else type_


def come(type_: Any) -> Any:
    """The same if there was data for it; else the stand-in."""
    return type_.load() if isinstance(type_, Later) and type_.has_come else type_


def arrived(type_: Any) -> Any:
    """What stands for a type that data came for; of a choice of classes all of them are loaded."""
    type_ = come(type_)
    is_choice = get_origin(type_) is Annotated and not waiting_in(bare(type_))
    return loaded(type_) if is_choice else type_


def waiting_in(type_: Any) -> list[Later]:
    """The members of a union that no data came for yet."""
    members = get_args(type_) if is_union(type_) else (type_,)
    return [each for each in members if isinstance(each, Later) and not each.has_come]


def loaded(type_: Any) -> Any:
    """A union with all members loaded, since what an object is read as can be told only then."""
    type_ = real(type_)
    if is_union(type_):
        members = get_args(type_)
        made = [*map(loaded, members)]
        same = all(new is old for new, old in zip(made, members, strict=True))
        return type_ if same else union_of(made)
    if get_origin(type_) is Annotated:
        inner, *said = get_args(type_)
        whole = loaded(inner)
        return type_ if whole is inner else Annotated[whole, *said]
    return type_
