"""The classes of a large API in several modules, none so large that editors and type checkers give up on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from adwright.ir.names import snake
from adwright.render.classes import PrintedClass, PrintedClasses

MOST_FIELDS = 8000
"""Fields in one module. pyright calls a module too complex at about three times as many."""

TYPES = "_types"
"""The module that has the aliases, which need every class."""


@dataclass(frozen=True, slots=True)
class Part:
    """A module of classes, in a package of them.

    Attributes:
        name: the module's name.
        word: what the name of its first class begins with; empty for aliases.
        classes: what is in it.
    """

    name: str
    word: str
    classes: PrintedClasses

    @property
    def names(self) -> Iterator[str]:
        """What it defines for others."""
        yield from self.classes.names


def parts_of(printed: PrintedClasses) -> tuple[Part, ...]:
    """The modules to print classes in: by how their names begin, then all aliases.

    Args:
        printed: all classes of one kind of an API.

    Returns:
        The modules; none if the classes fit into one.
    """
    if _size(printed.classes) <= MOST_FIELDS:
        return ()
    parts: list[Part] = []
    taken = {TYPES.strip("_"): 1}
    for group in _groups(sorted(printed.classes, key=_words), 1):
        word = _words(group[0])[0]
        taken[word] = taken.get(word, 0) + 1
        name = f"_{word}" if taken[word] == 1 else f"_{word}_{taken[word]}"
        parts.append(Part(name, word, PrintedClasses(tuple(group), ())))
    return (*parts, Part(TYPES, "", PrintedClasses((), printed.aliases)))


def _groups(classes: Sequence[PrintedClass], depth: int) -> list[list[PrintedClass]]:
    """Classes in the order of their names, in groups of a bearable size that share as many words as can be."""
    groups: list[list[PrintedClass]] = []
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


def _words(printed: PrintedClass) -> list[str]:
    return snake(printed.item.name).split("_")


def _size(classes: Sequence[PrintedClass]) -> int:
    return sum(len(each.fields) + 2 for each in classes)
