"""Enums that a server may add values to: what it sends beside the listed ones may be sent back as it came."""

from __future__ import annotations

from collections.abc import Iterator

from adwright.ir.api import Api
from adwright.ir.text import Constant, Text
from adwright.ir.types import AnyOf, Choice, Ref, Scalar, Type, names_in, not_null


class Open:
    """Which values may come beside listed ones.

    Args:
        api: the Api; an enum is open if its values, by whatever name, are in something that comes back.
    """

    def __init__(self, api: Api) -> None:
        read = {name for type_ in _read(api) for name in names_in(type_)}
        self._enums = {alias.name: alias.type for alias in api.aliases_of("enum")}
        listed = (_listed(type_) for name, type_ in self._enums.items() if name in read)
        self._values = {frozenset(map(_plain, values)) for values in listed if values}

    def beside(self, type_: Type) -> list[str]:
        """The types of what else may be there: none where nothing of the kind comes back.

        Args:
            type_: an enum by its name, or a choice.
        """
        values = self.listed(type_)
        if values not in self._values:
            return []
        kinds = set(map(type, values))
        type_ = self._named(type_)
        texts = ["OtherText"] if str in kinds else []
        is_wide = isinstance(type_, AnyOf) and Scalar("number") in type_.members
        return [*texts, "OtherInteger"] if int in kinds and not is_wide else texts

    def listed(self, type_: Type) -> frozenset[object]:
        """The values of an enum by its name, or of a choice; none of any other type."""
        return frozenset(map(_plain, _listed(self._named(type_))))

    def _named(self, type_: Type) -> Type:
        return self._enums.get(type_.name, type_) if isinstance(type_, Ref) else type_


def _read(api: Api) -> Iterator[Type]:
    """The types of what comes back."""
    for model in api.models:
        yield from (not_null(field.type) for field in model.fields)
        if model.extra is not None:
            yield model.extra
    yield from (alias.type for alias in api.aliases_of("model"))
    for operation in api.operations:
        answers = (*operation.responses, *operation.errors)
        contents = (content for answer in answers for content in answer.contents)
        given = (operation.item, operation.result, *(content.type for content in contents))
        yield from (type_ for type_ in given if type_ is not None)


def _listed(type_: Type) -> tuple[Constant, ...]:
    """The values of a choice."""
    choices = type_.members if isinstance(type_, AnyOf) else (type_,)
    return tuple(value for each in choices if isinstance(each, Choice) for value in each.values)


def _plain(value: Constant) -> object:
    return value.raw if isinstance(value, Text) else value
