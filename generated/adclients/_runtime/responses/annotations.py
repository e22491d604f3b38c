"""What annotations of responses are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import UnionType
from typing import Annotated, Any, TypeGuard, Union, cast, get_args, get_origin

from pydantic import BaseModel


def is_class(type_: Any) -> TypeGuard[type[BaseModel]]:
    """Whether a type is a class of models."""
    return isinstance(type_, type) and issubclass(type_, BaseModel)


def is_union(type_: Any) -> bool:
    """Whether a type is a union that nothing else is said of."""
    return get_origin(type_) in (Union, UnionType)


def members_of(type_: Any) -> Iterator[Any]:
    """The types that a union is made of, at any depth; what is no union has none."""
    type_ = getattr(type_, "__value__", type_)  # of an alias
    if get_origin(type_) is Annotated:
        type_ = get_args(type_)[0]
    for each in get_args(type_) if is_union(type_) else ():
        yield each
        yield from members_of(each)


def union_of(members: Sequence[Any]) -> Any:
    """The union of some types."""
    return cast(Any, Union)[tuple(members)]


def bare(type_: Any) -> Any:
    """A type without what is said of it beside."""
    return get_args(type_)[0] if get_origin(type_) is Annotated else type_
