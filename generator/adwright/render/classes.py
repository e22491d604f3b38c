"""The classes and aliases of an Api by module: one for each direction, or several that editors do not give up on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from adwright.ir.api import Api
from adwright.ir.classes import Alias, Model, Params
from adwright.ir.text import Identifier
from adwright.ir.types import names_in

MOST_CLASSES = 60
"""Classes of what comes back in one module. Loading it prepares all of them, at about half a millisecond each."""

MOST_ALIASES = 200
"""Enums in one module."""

MOST_FIELDS = 8000
"""Fields of what may be sent in one module. pyright calls a module too complex at about three times as many."""

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


def enums_of(api: Api) -> Part:
    """The values that fields and arguments may have."""
    return Part(
        "", "The values that fields and arguments may have.", (), api.aliases_of("enum"), {}
    )


def params_of(api: Api) -> Part:
    """What may be sent."""
    about = (
        "What may be sent: dicts with the keys that they may have, for type checkers and editors."
    )
    also = {each.same_as: (each.name,) for each in api.params if each.same_as is not None}
    classes = (each for each in api.params if each.same_as is None)
    return Part("", about, (*classes,), _in_order(api.aliases_of("params")), also)


def model_parts(whole: Part) -> tuple[Part, ...]:
    """The modules that many classes of what comes back stand in: each with those inside of it.

    Returns:
        The modules; none if the classes fit into one.
    """
    if len(whole.classes) <= MOST_CLASSES:
        return ()
    homes = {
        each.name: each.home
        for each in (*whole.classes, *whole.aliases)
        if not isinstance(each, Params)
    }
    return (*_parts(whole, homes, "{}"),)


def resource_parts(whole: Part, resources: Mapping[Identifier, str]) -> tuple[Part, ...]:
    """The modules of many enums, or of many classes of what may be sent: by the resource that needs them.

    Args:
        whole: all of one kind.
        resources: the resource of each by its name, as `homes.resources_of` has it.

    Returns:
        The modules; none if they fit into one.
    """
    if (
        len(whole.aliases) <= MOST_ALIASES
        and sum(len(e.fields) + 2 for e in whole.classes) <= MOST_FIELDS
    ):
        return ()
    return (*_parts(whole, resources, "Of {}."),)


def _parts(whole: Part, homes: Mapping[Identifier, str], about: str) -> Iterator[Part]:
    """The modules of classes and aliases, by the home of each."""
    classes, aliases = defaultdict[str, list[Class]](list), defaultdict[str, list[Alias]](list)
    for each in whole.classes:
        classes[homes[each.name]].append(each)
    for alias in whole.aliases:
        aliases[homes[alias.name]].append(alias)
    for home in sorted({*classes, *aliases}):
        yield Part(
            f"_{home}",
            about.format(home),
            (*classes[home],),
            _in_order(aliases[home]),
            whole.also,
        )


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
