"""The models of a large API in several modules, none so large that editors and type checkers give up on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from adwright.api.names import snake
from adwright.render.models import PrintedModel, PrintedModels

MOST_FIELDS = 8000
"""Fields in one module. pyright calls a module too complex at about three times as many."""

TYPES = "_types"
"""The module that has the aliases, which need every class."""


@dataclass(frozen=True, slots=True)
class Part:
    """A module of models, below `models`.

    Attributes:
        name: the module's name.
        word: what the name of its first class begins with; empty for aliases.
        models: what is in it.
    """

    name: str
    word: str
    models: PrintedModels

    @property
    def names(self) -> Iterator[str]:
        """What it defines for others."""
        for alias in (*self.models.enums, *self.models.aliases):
            yield alias.alias.name
        for model in self.models.models:
            yield model.model.name
            if model.model.actions:
                yield f"Async{model.model.name}"


def parts_of(models: PrintedModels) -> tuple[Part, ...]:
    """The modules to print models in: classes by how their names begin, then all aliases.

    Args:
        models: all models of an API.

    Returns:
        The modules; none if the models fit into one.
    """
    if _size(models.models) <= MOST_FIELDS:
        return ()
    parts: list[Part] = []
    taken = {TYPES.strip("_"): 1}
    for group in _groups(sorted(models.models, key=_words), 1):
        word = _words(group[0])[0]
        taken[word] = taken.get(word, 0) + 1
        name = f"_{word}" if taken[word] == 1 else f"_{word}_{taken[word]}"
        parts.append(Part(name, word, PrintedModels((), tuple(group), ())))
    return (*parts, Part(TYPES, "", PrintedModels(models.enums, (), models.aliases)))


def _groups(models: Sequence[PrintedModel], depth: int) -> list[list[PrintedModel]]:
    """Models in the order of their names, in groups of a bearable size that share as many words as can be."""
    groups: list[list[PrintedModel]] = []
    for _, members in groupby(models, lambda model: _words(model)[:depth]):
        group = list(members)
        can_part = any(len(_words(model)) > depth for model in group)
        if _size(group) > MOST_FIELDS and can_part:
            groups += _groups(group, depth + 1)
        elif groups and _size(groups[-1]) + _size(group) <= MOST_FIELDS:
            groups[-1] += group
        else:
            groups.append(group)
    return groups


def _words(model: PrintedModel) -> list[str]:
    return snake(model.model.name).split("_")


def _size(models: Sequence[PrintedModel]) -> int:
    return sum(len(model.fields) + 2 for model in models)
