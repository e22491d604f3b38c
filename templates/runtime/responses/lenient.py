"""Types that refuse nothing: what is not as described is kept as it was sent, and all else is typed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from inspect import get_annotations
from types import NoneType, SimpleNamespace
from typing import Annotated, Any, Literal, TypeAlias, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, TypeAdapter
from pydantic_core import CoreSchema, core_schema
from typing_extensions import TypeAliasType

from ..data import attributes, is_dict, is_list
from ..errors import warn_once
from ..schemas.sentences import show
from .annotations import bare, is_class, is_union, union_of
from .decimals import integer
from .later import arrived, is_waiting

_CONFIG = ConfigDict(strict=True, validate_by_name=True, validate_by_alias=True)

_MOST_CLASSES = 10
"""How many classes an adapter reads itself. The classes of a large API refer to each other, and all of them can take
seconds to prepare."""


ReadLater: TypeAlias = Callable[[type[BaseModel]], Callable[[Any], Any]]
"""Gives what reads plain data as a class, for classes beyond that number."""


def lenient_adapter(type_: Any, read_later: ReadLater) -> TypeAdapter[Any]:
    """What reads a type, and keeps what differs from it with one warning for each field where something does."""
    types = _LenientTypes(read_later)
    lenient: Any = types.kept(type_, _called(type_))
    if get_origin(type_) is list and is_class(inner := get_args(type_)[0]):
        item: Any = types.kept(inner, _called(inner), is_item=True)
        lenient = Annotated[Any, _Kept(type_, _called(type_), [list[item]])]
    return TypeAdapter(lenient, config=_CONFIG)


def _called(type_: Any) -> str:
    """What to call a value of a type in a warning."""
    if is_class(type_):
        return type_.__name__
    return f"a response of type {getattr(bare(type_), '__name__', 'union')}"


def note(label: str, value: Any) -> None:
    """Warn once for each field in which responses differ from their description.

    Args:
        label: A class and its field, or whatever else has that value.
        value: What came.
    """
    text = "{} came as {}, which is not its described type; kept as sent"
    warn_once(label, lambda: text.format(label, show(value)))


class _LenientTypes:
    """Makes the types of one adapter."""

    def __init__(self, read_later: ReadLater) -> None:
        self._read_later = read_later
        self._models: dict[type[BaseModel], _LenientModel] = {}
        self._aliases: dict[tuple[Any, str], _LenientAlias] = {}

    def kept(self, type_: Any, label: str, *, is_item: bool = False, is_field: bool = False) -> Any:
        """A type, or whatever was sent instead.

        Args:
            type_: The type.
            label: What to call a value there in a warning.
            is_item: Whether it is the type of items, of which most are as described.
            is_field: Whether it is a field's type, where null is as good as nothing.
        """
        type_ = arrived(type_)
        members = get_args(type_) if is_union(type_) else ()
        if NoneType in members:
            type_ = union_of([each for each in members if each is not NoneType])
            return self.kept(type_, label, is_item=is_item, is_field=is_field) | None
        if isinstance(type_, TypeAliasType):
            return self._alias(type_, label)
        lenient = self._lenient(type_, label)
        if lenient is Any:
            return Any
        # The ordinary type is faster, and among the members of a union it finds the one that is meant.
        has_ordinary = lenient is not type_ and (is_item or is_union(bare(type_)))
        choices = [type_, lenient] if has_ordinary else [lenient]
        return Annotated[Any, _Kept(type_, label, choices, is_field=is_field)]

    def _lenient(self, type_: Any, label: str) -> Any:
        """A type with leniency inside: a list or an object of it may hold anything."""
        type_ = arrived(type_)
        origin, inner = get_origin(type_), get_args(type_)
        if origin in (list, dict):
            item: Any = self.kept(inner[-1], label, is_item=True)
            return list[item] if origin is list else dict[str, item]
        if origin is Annotated:
            made = self._lenient(inner[0], label)
            return type_ if made is inner[0] else Annotated[made, *inner[1:]]
        if is_union(type_):
            made = [self._lenient(each, label) for each in inner]
            same = all(new is old for new, old in zip(made, inner, strict=True))
            return type_ if same else union_of(made)
        return self._model(type_) if is_class(type_) else type_

    def _model(self, model: type[BaseModel]) -> Any:
        if model not in self._models:
            if len(self._models) == _MOST_CLASSES:
                return Annotated[model, _ReadLater(model, self._read_later)]
            self._models[model] = _LenientModel(model, self)
        return Annotated[model, self._models[model]]

    def _alias(self, alias: TypeAliasType, label: str) -> Any:
        if (alias, label) not in self._aliases:
            self._aliases[alias, label] = _LenientAlias(alias, label, self)
        return Annotated[Any, self._aliases[alias, label]]


class _Kept:
    """Lets any value also be of a type, and warns of those that are not."""

    def __init__(
        self, type_: Any, label: str, choices: list[Any], *, is_field: bool = False
    ) -> None:
        """Look at the type.

        Args:
            type_: The type, as it is described.
            label: What to call a value there in a warning.
            choices: The types to read a value as; the first that takes it does.
            is_field: Whether null is as good as nothing.
        """
        described = bare(type_)
        members = get_args(described) if is_union(described) else (described,)
        self._label = label
        self._choices = choices
        self._is_field = is_field
        self._has_int = int in members
        self._has_only_values = all(get_origin(bare(each)) is Literal for each in members)
        self._is_choice = len(members) > 1 and described is not type_

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        choices = [handler.generate_schema(each) for each in self._choices]
        kept = core_schema.no_info_after_validator_function(self._keep, handler(source))
        return core_schema.union_schema([*choices, kept], mode="left_to_right")

    def _keep(self, value: Any) -> Any:
        if value is None and self._is_field:
            return None
        if self._has_int and (whole := integer(value)) is not None:
            return whole
        if not self._is_usual(value) and not is_waiting():
            note(self._label, value)
        return value

    def _is_usual(self, value: Any) -> bool:
        """Whether servers may send this at any time: another value of an enum, another member of a union."""
        if is_dict(value):
            return self._is_choice
        return self._has_only_values and not is_list(value)


class _ReadLater:
    """Lets what is not of a class be read leniently by a reader of its own, which is made when such a value comes."""

    def __init__(self, model: type[BaseModel], read_later: ReadLater) -> None:
        self._model = model
        self._read_later = read_later

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        read = self._read_later(self._model)
        later = core_schema.no_info_after_validator_function(read, core_schema.any_schema())
        return core_schema.union_schema([handler(source), later], mode="left_to_right")


class _Named:
    """A type that may contain itself: its schema is made once and then referred to."""

    def __init__(self, type_: Any) -> None:
        self._ref = f"lenient:{type_.__module__}.{type_.__name__}:{id(self)}"
        self._is_known = False

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        if id(source) != id(self):
            return handler.generate_schema(self)  # only a type can be referred to
        if self._is_known:
            return core_schema.definition_reference_schema(self._ref)
        self._is_known = True
        return self._schema(handler, self._ref)

    def _schema(self, handler: GetCoreSchemaHandler, ref: str) -> CoreSchema:
        raise NotImplementedError


class _LenientAlias(_Named):
    """What `kept` gives for an alias."""

    def __init__(self, alias: TypeAliasType, label: str, types: _LenientTypes) -> None:
        super().__init__(alias)
        self._alias = alias
        self._label = label
        self._types = types

    def _schema(self, handler: GetCoreSchemaHandler, ref: str) -> CoreSchema:
        # An alias that contains itself is written as text.
        stated = SimpleNamespace(__annotations__={"value": self._alias.__value__})
        names = vars(sys.modules[self._alias.__module__ or ""])
        value = get_type_hints(stated, names, include_extras=True)["value"]
        kept = self._types.kept(value, self._label)
        return core_schema.chain_schema([handler.generate_schema(kept)], ref=ref)


class _LenientModel(_Named):
    """A class whose fields may be anything."""

    def __init__(self, model: type[BaseModel], types: _LenientTypes) -> None:
        super().__init__(model)
        self._model = model
        self._types = types

    def _schema(self, handler: GetCoreSchemaHandler, ref: str) -> CoreSchema:
        model, types, fields = self._model, self._types, dict[str, core_schema.ModelField]()
        for alias, name in attributes(model).items():
            field = model.model_fields[name]
            type_: Any = field.annotation
            described = Annotated[type_, *field.metadata] if field.metadata else type_
            kept = types.kept(described, f"{model.__name__}.{alias}", is_field=True)
            schema = handler.generate_schema(kept)
            if not field.is_required():
                schema = core_schema.with_default_schema(schema, default=field.default)
            fields[name] = core_schema.model_field(schema, validation_alias=field.alias)
        further = types.kept(_further(model), f"{model.__name__}.*")
        parts = core_schema.model_fields_schema(
            fields,
            model_name=model.__name__,
            extra_behavior="allow",
            extras_schema=None if further is Any else handler.generate_schema(further),
        )
        # Where a schema says "an object of this class", pydantic takes the validator that the class has already.
        return core_schema.no_info_after_validator_function(self._made, parts, ref=ref)

    def _made(self, parts: tuple[dict[str, Any], dict[str, Any] | None, set[str]]) -> BaseModel:
        """An object, from its fields, its further members, and the names of what was given."""
        fields, further, given = parts
        late = {name: fields.pop(name) for name in _ARGUMENTS & fields.keys()}
        made = self._model.model_construct(given, **fields)
        vars(made).update(late)
        if further and made.model_extra is not None:
            made.model_extra.update(further)
        return made


_ARGUMENTS = frozenset({"cls"})
"""Names that `model_construct` has for something else."""


def _further(model: type[BaseModel]) -> Any:
    """The type of the members of an object that its class does not name."""
    for each in model.__mro__[: model.__mro__.index(BaseModel)]:
        if "__pydantic_extra__" in get_annotations(each):
            return get_args(get_annotations(each, eval_str=True)["__pydantic_extra__"])[1]
    return Any
