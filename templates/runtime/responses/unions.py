"""Unions of classes: which class an object of a response is read as."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, partial
from types import NoneType
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel, Discriminator, GetCoreSchemaHandler, GetJsonSchemaHandler, Tag
from pydantic_core import CoreSchema, core_schema

from ..data import attributes, is_dict
from .annotations import bare, is_class, is_union, union_of
from .later import adapter_of, loaded, meet, real, waiting_in

T = TypeVar("T")

_OTHERS, _ALL = "others", "all"


class Choose:
    """Chooses the class of a union that an object is read as.

    A property tells it, if one is said to. Else it is the class that is said to be meant then, or the one whose fields
    are most like those that came. An object that is of another kind than all of them is kept as it was sent.
    """

    def __init__(
        self, name: str = "", classes: Mapping[str, str] | None = None, default: str = ""
    ) -> None:
        """Keep what is asked of an object.

        Args:
            name: The property in JSON that tells the class.
            classes: The names of classes by its values.
            default: The name of the class of objects for which it has no known value.
        """
        self.name = name
        self.classes = classes or {}
        self.default = default

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        if waiting := waiting_in(source):
            behind = cache(lambda: adapter_of(Annotated[loaded(source), self]))
            objects = core_schema.no_info_plain_validator_function(partial(meet, waiting, behind))
            return core_schema.union_schema([objects, handler(source)], mode="left_to_right")
        union = loaded(source)
        members = [each for each in get_args(union) if each is not NoneType]
        choices = {f"member {index}": each for index, each in enumerate(members)}
        known = {tag: classes for tag, each in choices.items() if (classes := [*_classes_in(each)])}
        if len(known) < 2:
            return handler(source)
        others = [each for tag, each in choices.items() if tag not in known]
        choices = {tag: choices[tag] for tag in known} | {_ALL: union_of(members)}
        choices |= {_OTHERS: union_of(others)} if others else {}
        chooser = _Chooser(self, known, others)
        tagged = union_of([Annotated[each, Tag(tag)] for tag, each in choices.items()])
        chosen: Any = Annotated[tagged, Discriminator(chooser.tag_of)]
        return handler.generate_schema(chosen | None if NoneType in get_args(union) else chosen)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        if schema["type"] == "union" and schema.get("mode") == "left_to_right":
            _, *others = schema["choices"]  # without what waits for objects
            schema = core_schema.union_schema(others)
        return handler(schema)


OneOf = Annotated[T, Choose()]
"""A union of classes; an object is read as the one whose fields are most like those that came."""


class _Chooser:
    """Gives the tag of the member of a union that a value is read as."""

    def __init__(
        self, said: Choose, known: Mapping[str, list[type[BaseModel]]], others: list[Any]
    ) -> None:
        """Keep what members there are.

        Args:
            said: What is said of the union.
            known: The classes of each member that has some.
            others: The types of all other members.
        """
        self.name = said.name
        self.known = known
        self.others = _OTHERS if others else None
        self.has_maps = any(get_origin(each) is dict for each in others)
        tags = {cls.__name__: tag for tag, classes in known.items() for cls in classes}
        self.tags = {value: tags[name] for value, name in said.classes.items() if name in tags}
        self.default = tags.get(said.default)

    def tag_of(self, value: Any) -> str | None:
        """The tag of a value; None if it is of another kind than all members."""
        if not is_dict(value):
            found = (tag for tag, each in self.known.items() if isinstance(value, tuple(each)))
            return next(found, self.others)
        tag = value.get(self.name)
        if isinstance(tag, str) and tag in self.tags:
            return self.tags[tag]
        if self.default is not None:
            return self.default
        likeness = {tag: _likeness(each, value) for tag, each in self.known.items()}
        best = max(likeness.values())
        if best < 0 and self._is_another(value):
            return None
        if best == 0 and self.has_maps:
            return self.others
        tags = [tag for tag, each in likeness.items() if each == best]
        return tags[0] if len(tags) == 1 else _ALL

    def _is_another(self, value: dict[str, Any]) -> bool:
        """Whether a property for which all classes list other values has a value that is none of theirs."""
        listed = [_facts(cls)[1] for each in self.known.values() for cls in each]
        shared = [
            name for name in listed[0] if name in value and all(name in each for each in listed)
        ]
        return any(
            all(value[name] not in each[name] for each in listed)
            and all(each[name] != listed[0][name] for each in listed[1:])
            for name in shared
        )


def _likeness(classes: list[type[BaseModel]], value: dict[str, Any]) -> int:
    """How much an object is like one of some classes: the known names, less those whose values contradict."""
    return max(
        len(names & value.keys())
        - 100 * sum(name in value and value[name] not in each for name, each in listed.items())
        for names, listed in map(_facts, classes)
    )


@cache
def _facts(model: type[BaseModel]) -> tuple[frozenset[str], dict[str, list[Any]]]:
    """The names of a class's fields in JSON, and the values of those that have listed ones."""
    fields = attributes(model)
    listed: dict[str, list[Any]] = {}
    for name, field in fields.items():
        annotation = model.model_fields[field].annotation
        members = get_args(annotation) if is_union(annotation) else (annotation,)
        kinds = [bare(real(each)) for each in members]
        literals = [each for each in kinds if get_origin(each) is Literal]
        if literals and float not in kinds:
            listed[name] = [value for each in literals for value in get_args(each)]
    return frozenset(fields), listed


def choosing(type_: Any) -> Any:
    """A type made of models, with the choice among its unions as `OneOf` has it."""
    inner: Any = [choosing(each) for each in get_args(type_)]
    if is_union(type_):
        return Annotated[union_of(inner), Choose()]
    if get_origin(type_) is list:
        return list[inner[0]]
    return dict[inner[0], inner[1]] if get_origin(type_) is dict else type_


def _classes_in(type_: Any) -> Iterator[type[BaseModel]]:
    """The classes that objects of a type may be of."""
    if is_class(type_):
        yield type_
    elif get_origin(type_) is Annotated or is_union(type_):
        for each in get_args(type_):
            yield from _classes_in(each)
