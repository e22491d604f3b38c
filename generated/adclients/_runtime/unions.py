"""Unions of classes: which class an object of a response is read as."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from types import GenericAlias, NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin

from pydantic import BaseModel, Discriminator, GetCoreSchemaHandler, Tag
from pydantic_core import CoreSchema

from .models import attributes
from .shapes import is_dict

T = TypeVar("T")

_OTHERS, _ALL = "others", "all"


class Choose:
    """Chooses the class of a union that an object is read as.

    A property tells it, if one is said to. Else it is the class whose fields are most like those that came. An object
    that is of another kind than all of them is kept as it was sent.
    """

    def __init__(self, name: str | None = None, classes: Mapping[str, str] | None = None) -> None:
        """Keep what is asked of an object.

        Args:
            name: The property in JSON that tells the class.
            classes: The names of classes by its values.
        """
        self.name = name
        self.classes = classes or {}

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        members = [each for each in get_args(source) if each is not NoneType]
        classes = {f"member {index}": each for index, each in enumerate(members)}
        candidates = {tag: _Candidate(each) for tag, each in classes.items() if _has_models(each)}
        if len(candidates) < 2:
            return handler(source)
        others = [each for tag, each in classes.items() if tag not in candidates]
        choices = {**{tag: classes[tag] for tag in candidates}, _ALL: _union(members)}
        if others:
            choices[_OTHERS] = _union(others)
        tagged = [cast(Any, Annotated[type_, Tag(tag)]) for tag, type_ in choices.items()]
        chooser = _Chooser(self.name, self.classes, candidates, others)
        union: Any = Annotated[_union(tagged), Discriminator(chooser.tag_of)]
        return handler.generate_schema(union | None if NoneType in get_args(source) else union)


OneOf = Annotated[T, Choose()]
"""A union of classes; an object is read as the one whose fields are most like those that came."""


class _Candidate:
    """A member of a union that is a class, or a union of classes."""

    def __init__(self, type_: Any) -> None:
        self.classes = [*_models_in(type_)]

    @cached_property
    def _facts(self) -> list[tuple[frozenset[str], dict[str, list[Any]]]]:
        """The names of each class's fields in JSON, and the values of those that have listed ones."""
        return [(frozenset(attributes(each)), _listed(each)) for each in self.classes]

    def likeness(self, value: dict[str, Any]) -> int:
        """How much an object is like it: the known names, less those whose values contradict."""
        return max(
            len(names & value.keys())
            - 100 * sum(name in value and value[name] not in each for name, each in listed.items())
            for names, listed in self._facts
        )

    @cached_property
    def listed(self) -> dict[str, list[Any]]:
        """The values of properties that all its classes list."""
        first, *rest = (listed for _, listed in self._facts)
        shared = [name for name in first if all(name in each for each in rest)]
        return {name: [*first[name], *(v for each in rest for v in each[name])] for name in shared}


class _Chooser:
    """Gives the tag of the member of a union that a value is read as."""

    def __init__(
        self,
        name: str | None,
        classes: Mapping[str, str],
        candidates: Mapping[str, _Candidate],
        others: list[Any],
    ) -> None:
        self.name = name
        self.candidates = candidates
        self.others = _OTHERS if others else None
        self.has_maps = any(get_origin(each) is dict for each in others)
        tags = {cls.__name__: tag for tag, each in candidates.items() for cls in each.classes}
        self.mapped = {value: tags[name] for value, name in classes.items() if name in tags}

    def tag_of(self, value: Any) -> str | None:
        """The tag of a value; None if it is of another kind than all members."""
        if is_dict(value):
            said = value.get(self.name) if self.name is not None else None
            tag = self.mapped.get(said) if isinstance(said, str) else None
            return self._fitting(value) if tag is None else tag
        for tag, candidate in self.candidates.items():
            if isinstance(value, tuple(candidate.classes)):
                return tag
        return self.others

    def _fitting(self, value: dict[str, Any]) -> str | None:
        if any(name in value and value[name] not in known for name, known in self._tags.items()):
            return None
        likeness = {tag: each.likeness(value) for tag, each in self.candidates.items()}
        best = max(likeness.values())
        if best == 0 and self.has_maps:
            return self.others
        tags = [tag for tag, each in likeness.items() if each == best]
        return tags[0] if len(tags) == 1 else _ALL

    @cached_property
    def _tags(self) -> dict[str, list[Any]]:
        """The values of properties for which each member lists other values than the rest."""
        first, *rest = (each.listed for each in self.candidates.values())
        found: dict[str, list[Any]] = {}
        for name in first:
            values = [value for each in (first, *rest) for value in each.get(name, ())]
            if all(name in each for each in rest) and all(values.count(v) == 1 for v in values):
                found[name] = values
        return found


def choosing(type_: Any) -> Any:
    """A type made of models, with the choice among its unions as `OneOf` has it."""
    origin: Any = get_origin(type_)
    inner = get_args(type_)
    if origin is Union or origin is UnionType:
        union = _union([choosing(each) for each in inner])
        return cast(Any, Annotated[union, Choose()])
    if origin is list or origin is dict:
        return GenericAlias(origin, tuple(map(choosing, inner)))
    return type_


def _union(members: list[Any]) -> Any:
    return Union[tuple(members)]  # noqa: UP007  the members are known at run time only


def _models_in(type_: Any) -> Iterator[type[BaseModel]]:
    """The classes that objects of a type may be of."""
    if isinstance(type_, type) and issubclass(type_, BaseModel):
        yield type_
    elif get_origin(type_) in (Annotated, Union, UnionType):
        for each in get_args(type_):
            yield from _models_in(each)


def _has_models(type_: Any) -> bool:
    return any(True for _ in _models_in(type_))


def _listed(model: type[BaseModel]) -> dict[str, list[Any]]:
    """The values of fields that have listed ones, by names in JSON."""
    found: dict[str, list[Any]] = {}
    for name, field in attributes(model).items():
        annotation = model.model_fields[field].annotation
        kinds = (
            get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
        )
        literals = [each for each in kinds if get_origin(each) is Literal]
        if literals and float not in kinds:
            found[name] = [value for each in literals for value in get_args(each)]
    return found
