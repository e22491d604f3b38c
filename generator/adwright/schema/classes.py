"""What every class and alias is called, in which views there is one, and which views are the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal, TypeAlias

from adwright.document.references import Path
from adwright.ir import names
from adwright.ir.text import Identifier
from adwright.ir.types import Type, renamed
from adwright.schema.access import Direction
from adwright.schema.base_names import base_name, component, home_name
from adwright.schema.shapes import EnumShape
from adwright.schema.uses import Use, Uses

Key: TypeAlias = Literal["create", "enum", "params", "response", "update"]
"""One of the names of a schema: what comes back, what is sent in one view or in all, or an enum both ways."""

Outline: TypeAlias = Sequence[tuple[object, Type]]
"""A class without its name and without words."""

_SUFFIX: Mapping[Key, str] = {"create": "Create", "update": "Update", "params": "Params"}


class Classes:
    """The names of one document's classes and aliases.

    Attributes:
        names: the name of each, by the place of its schema and which of them it is.
        homes: the module of each schema's classes, by its place.
        same: the schemas whose two views are the same.
    """

    def __init__(
        self,
        uses: Uses,
        prefixes: Mapping[Path, str],
        wishes: Mapping[Path, str],
        pairs: Mapping[Path, Path],
    ) -> None:
        self._uses = uses
        self._pairs = pairs
        wanted: dict[tuple[str, ...], str] = {}
        for path, use in uses.by_path.items():
            base = base_name(path, prefixes)
            wanted |= {(*path, key): _wish(base, key) for key in keys_of(use)}
        exact = {key for key, name in wanted.items() if wishes.get(key[:-1], key[-2]) == name}
        given = {key for key in wanted if key[:-1] in wishes or component(key[:-1]) is not None}
        final = names.distinct(wanted, exact=exact, given=given, ignore_case=True, separator="")
        self.names: dict[tuple[Path, Key], Identifier] = {
            (path, key): final[*path, key]
            for path, use in uses.by_path.items()
            for key in keys_of(use)
        }
        self.homes = {path: home_name(path, prefixes) for path in uses.by_path}
        self.same: set[Path] = set()

    def find_equal_views(self, outline: Callable[[Use, Direction], Outline]) -> None:
        """Find the schemas whose two views are the same: at first all, then without those that are seen to differ.

        Args:
            outline: tells what a view says.
        """
        views = {
            path: (outline(use, "create"), outline(use, "update"))
            for path, use in self._uses.by_path.items()
            if use.has_views and {"create", "update"} <= use.directions
        }
        self.same = {*views}
        alike = {self.names[path, "update"]: self.names[path, "create"] for path in views}
        leading = self._uses.leading()
        todo = dict.fromkeys(views)
        while todo:
            path, _ = todo.popitem()
            create, update = views[path]
            if path in self.same and create != [(k, renamed(t, alike)) for k, t in update]:
                self.same.remove(path)
                del alike[self.names[path, "update"]]
                todo |= dict.fromkeys(each for each in leading.get(path, ()) if each in views)

    def of_pair(self, use: Use) -> Iterator[tuple[Key, Identifier]]:
        """The classes of a schema, and of the other one where a framework made two of it."""
        for path in (use.node.path, self._pairs.get(use.node.path)):
            if path is not None and (known := self._uses.by_path.get(path)) is not None:
                for key in keys_of(known):
                    yield key, self.names[path, key]

    def each(self) -> Iterator[tuple[Use, Key, Identifier]]:
        """Every class and alias: its schema, which of the schema's it is, and its name."""
        for (path, key), name in self.names.items():
            yield self._uses.by_path[path], key, name


def keys_of(use: Use) -> list[Key]:
    """The classes that a schema has."""
    return sorted({key_of(use, direction) for direction in use.directions})


def key_of(use: Use, direction: Direction) -> Key:
    """Which of the classes of a schema is meant in a direction."""
    if isinstance(use.shape.form, EnumShape):
        return "enum"
    return direction if use.has_views or direction == "response" else "params"


def direction_of(use: Use, key: Key) -> Direction:
    """A direction in which a class is meant."""
    order: tuple[Direction, ...] = ("create", "update", "response")
    return next(d for d in order if d in use.directions and key_of(use, d) == key)


def _wish(base: str, key: Key) -> str:
    """The name that a class asks for. `OrderParams` is not called `OrderParamsParams`."""
    suffix = _SUFFIX.get(key, "")
    is_doubled = key == "params" and names.pascal(base).endswith(suffix)
    return names.class_name(base if is_doubled else base + suffix)
