"""The classes and aliases of an Api by module: one for each direction, or several that editors do not give up on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from adwright.ir.api import Api
from adwright.ir.classes import Alias, Model, Params
from adwright.ir.names import snake
from adwright.ir.text import Identifier
from adwright.ir.types import names_in

MOST_FIELDS = 8000
"""Fields in one module. pyright calls a module too complex at about three times as many."""

Class: TypeAlias = Model | Params


@dataclass(frozen=True, slots=True)
class Part:
    """A module of classes and aliases.

    Attributes:
        name: what it is called, in a package of such; empty if it is the only one.
        about: what is in it, in words.
        classes: its classes.
        aliases: its aliases, each after those that it mentions.
        also: other names of its classes.
    """

    name: str
    about: str
    classes: tuple[Class, ...]
    aliases: tuple[Alias, ...]
    also: Mapping[Identifier, tuple[Identifier, ...]]

    @property
    def names(self) -> tuple[Identifier, ...]:
        """Everything that others may import."""
        found = [each.name for each in self.aliases]
        for each in self.classes:
            found += (each.name, *self.also.get(each.name, ()))
            if isinstance(each, Model) and each.actions:
                found.append(Identifier(f"Async{each.name}"))
        return (*found,)


def models_of(api: Api) -> Part:
    """What comes back."""
    aliases = _in_order(api.aliases_of("model"))
    return Part("", "The models: what comes back.", api.models, aliases, {})


def params_of(api: Api) -> Part:
    """What may be sent."""
    about = (
        "What may be sent: dicts with the keys that they may have, for type checkers and editors."
    )
    also = {each.same_as: (each.name,) for each in api.params if each.same_as is not None}
    classes = (each for each in api.params if each.same_as is None)
    return Part("", about, (*classes,), _in_order(api.aliases_of("params")), also)


def parts_of(whole: Part) -> tuple[Part, ...]:
    """The modules that many classes stand in: by how their names begin, then all aliases, which need every class.

    Args:
        whole: all classes of one direction.

    Returns:
        The modules; none if the classes fit into one.
    """
    if _size(whole.classes) <= MOST_FIELDS:
        return ()
    parts: list[Part] = []
    taken = {"types": 1}
    for group in _groups(sorted(whole.classes, key=_words), 1):
        word = _words(group[0])[0]
        taken[word] = taken.get(word, 0) + 1
        name = f"_{word}" if taken[word] == 1 else f"_{word}_{taken[word]}"
        about = f"Classes whose names begin with {word}, and those after it."
        parts.append(Part(name, about, tuple(group), (), whole.also))
    return (*parts, Part("_types", "Aliases of the classes.", (), whole.aliases, {}))


def _groups(classes: Sequence[Class], depth: int) -> list[list[Class]]:
    """Classes in the order of their names, in groups of a bearable size that share as many words as can be."""
    groups: list[list[Class]] = []
    for _, members in groupby(classes, lambda each: _words(each)[:depth]):
        group = list(members)
        can_part = any(len(_words(each)) > depth for each in group)
        if _size(group) > MOST_FIELDS and can_part:
            groups += _groups(group, depth + 1)
        elif groups and _size(groups[-1]) + _size(group) <= MOST_FIELDS:
            groups[-1] += group
        else:
            groups.append(group)
    return groups


def _words(item: Class) -> list[str]:
    return snake(item.name).split("_")


def _size(classes: Sequence[Class]) -> int:
    return sum(len(each.fields) + 2 for each in classes)


def _in_order(aliases: Iterable[Alias]) -> tuple[Alias, ...]:
    """Aliases after the aliases they mention; those that contain themselves need no order."""
    known = {alias.name: alias for alias in aliases}
    done: dict[Identifier, Alias] = {}

    def place(alias: Alias, above: tuple[Identifier, ...]) -> None:
        for name in names_in(alias.type):
            if name in known and name not in done and name not in above:
                place(known[name], (*above, alias.name))
        done[alias.name] = alias

    for alias in known.values():
        if alias.name not in done:
            place(alias, (alias.name,))
    return (*done.values(),)
