"""The two Apis of a comparison, and what both are asked for again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from adwright.diff.changes import Change, weight
from adwright.diff.renames import probable_renames
from adwright.diff.types import Scope, Way
from adwright.diff.verdicts import Verdict
from adwright.diff.words import Words, said, value
from adwright.ir.api import Api
from adwright.ir.classes import Alias, Model, Params
from adwright.ir.facts import Doc
from adwright.ir.text import Identifier
from adwright.ir.types import Type, names_in
from adwright.render.annotations import Annotations

K = TypeVar("K", bound=str)
T = TypeVar("T")
Declared: TypeAlias = Model | Params
"""A class: of what comes back, or of what is sent."""


@dataclass(frozen=True, slots=True)
class ApiIndex:
    """One of the Apis.

    Attributes:
        api: the Api.
        classes: its classes by name.
        aliases: its aliases by name.
        alias_ways: the ways that values of each alias travel.
        words: how it writes types.
    """

    api: Api
    classes: Mapping[Identifier, Declared]
    aliases: Mapping[Identifier, Alias]
    alias_ways: Mapping[Identifier, frozenset[Way]]
    words: Words

    @classmethod
    def of(cls, api: Api) -> ApiIndex:
        """An Api, ready to be compared."""
        return cls(
            api,
            {each.name: each for each in _declared(api)},
            {alias.name: alias for alias in api.aliases},
            _alias_ways(api),
            Words(Annotations(api)),
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two Apis, what is found between them, and the name of the client."""

    client: str
    old: ApiIndex
    new: ApiIndex
    scope: Scope
    _changes: dict[Change, None]

    @classmethod
    def of(cls, old: Api, new: Api, client: str) -> Comparison:
        """A comparison that has not begun."""
        before, after = ApiIndex.of(old), ApiIndex.of(new)
        scope = Scope(before.aliases, after.aliases, renamed_models(before, after))
        return cls(client, before, after, scope, {})

    def changes(self) -> tuple[Change, ...]:
        """What was found, the gravest first, then by symbol."""
        return tuple(sorted(self._changes, key=weight))

    def add(self, verdict: Verdict, symbol: str, message: str = "") -> None:
        """Note a change.

        Args:
            verdict: what it is.
            symbol: what changed.
            message: what is to be said of it; left out where that is the action alone.
        """
        self._changes.setdefault(Change(verdict, symbol, message or verdict.action))

    def kept(
        self, symbol: str, old: Mapping[K, T], new: Mapping[K, T], removed: Verdict, added: Verdict
    ) -> Iterator[tuple[str, T, T]]:
        """Note which names are gone or new.

        Args:
            symbol: what a caller writes, with {} for the name.
            old: things by name.
            new: those of now.
            removed: the verdict on one that is gone.
            added: the verdict on a new one.

        Returns:
            What is in both: its symbol, the thing as it was and as it is.
        """
        for name in old.keys() - new.keys():
            self.add(removed, symbol.format(name))
        for name in new.keys() - old.keys():
            self.add(added, symbol.format(name))
        return ((symbol.format(name), old[name], new[name]) for name in old if name in new)

    def matched(
        self,
        symbol: str,
        old: Mapping[K, object],
        new: Mapping[K, object],
        removed: Verdict,
        renamed: Verdict,
        could_be: Callable[[K, K], bool],
    ) -> dict[K, K]:
        """Note which names are gone or other ones, where what they stand for has a name of its own on the wire.

        What has another name there too is told as renamed if the names are alike.

        Args:
            symbol: what a caller writes, with {} for the name.
            old: names, and what they are on the wire.
            new: those of now.
            removed: the verdict on one that is gone.
            renamed: the verdict on one that is called otherwise.
            could_be: whether an old name could stand for what a new one stands for, by all but the names.

        Returns:
            Old names to new ones: of the same thing on the wire, or else the same name, or else one like it.
        """
        free = {wire: name for name, wire in new.items()}
        found = {name: free[wire] for name, wire in old.items() if wire in free}
        kept = {name for name in new if name not in found.values()}
        found |= {name: name for name in old if name not in found and name in kept}
        gone = [name for name in old if name not in found]
        come = [name for name in new if name not in found.values()]
        found |= probable_renames(gone, come, could_be)
        for name in old:
            if name not in found:
                self.add(removed, symbol.format(name))
            elif found[name] != name:
                self.add(renamed, symbol.format(name), f"renamed to {found[name]}")
        return found

    def types(self, symbol: str, old: Type, new: Type, *ways: Way, lead: str = "") -> None:
        """Note how a type changed.

        Args:
            symbol: what has the type.
            old: the type.
            new: the type now.
            ways: the ways its values travel.
            lead: what the message starts with.
        """
        for step in self.scope.steps(old, new):
            self.add(step.verdict(ways), symbol, lead + step.message)

    def docs(self, symbol: str, old: Doc, new: Doc) -> None:
        """Note how what is said of a symbol changed."""
        if new.deprecated and not old.deprecated:
            self.add(Verdict.DEPRECATED, symbol, "deprecated by the vendor")
        elif old.deprecated and not new.deprecated:
            self.add(Verdict.UNDEPRECATED, symbol, "no longer deprecated")
        if (old.summary, old.description) != (new.summary, new.description):
            self.add(Verdict.DESCRIPTION_CHANGED, symbol, "described in other words")
        if old.default != new.default:
            words = f"default {value(new.default)}, was {value(old.default)}"
            self.add(Verdict.DEFAULT_CHANGED, symbol, words)
        parts: list[str] = []
        if old.origin.status != new.origin.status:
            parts.append(f"{new.origin.status}, was {old.origin.status}")
        if old.origin.source != new.origin.source:
            parts.append(f"source {said(new.origin.source) or 'left out'}")
        if old.origin.note != new.origin.note:
            parts.append("another note")
        if parts:
            self.add(Verdict.SOURCE_CHANGED, symbol, "; ".join(parts))


def _declared(api: Api) -> tuple[Declared, ...]:
    return (*api.models, *api.params)


def way_of(declared: Declared) -> Way:
    """The way that objects of a class travel."""
    return "response" if isinstance(declared, Model) else "request"


def _alias_ways(api: Api) -> dict[Identifier, frozenset[Way]]:
    """The ways of each alias, from where it is used; one that is used nowhere is read."""
    aliases = {alias.name: alias for alias in api.aliases}
    found: dict[Identifier, set[Way]] = {name: set() for name in aliases}
    todo = [*_uses(api)]
    while todo:
        type_, way = todo.pop()
        for name in names_in(type_):
            if name in aliases and way not in found[name]:
                found[name].add(way)
                todo.append((aliases[name].type, way))
    return {name: frozenset(ways or {"response"}) for name, ways in found.items()}


def _uses(api: Api) -> Iterator[tuple[Type, Way]]:
    for declared in _declared(api):
        types = [item.type for item in declared.fields]
        for type_ in types if declared.extra is None else [*types, declared.extra]:
            yield type_, way_of(declared)
    for event in api.events:
        yield event.type, "response"
    for operation in api.operations:
        for argument in operation.arguments:
            yield argument.type, "request"
        responses = (*operation.responses, *operation.errors)
        read = [content.type for each in responses for content in each.contents]
        for result in (*(each.type for each in operation.results), *read):
            if result is not None:
                yield result, "response"


def renamed_models(old: ApiIndex, new: ApiIndex) -> dict[Identifier, Identifier]:
    """Classes that are gone while one new class is the same but for its name."""
    gone, come = _only_in(old, new), _only_in(new, old)
    return {
        names[0]: come[outline][0]
        for outline, names in gone.items()
        if len(names) == 1 and len(come.get(outline, ())) == 1
    }


def _only_in(side: ApiIndex, other: ApiIndex) -> dict[object, list[Identifier]]:
    """The names of classes that one side has and the other has not, by what the classes look like."""
    found: dict[object, list[Identifier]] = {}
    for name, declared in side.classes.items():
        if name not in other.classes and declared.fields:
            found.setdefault(_outline(declared), []).append(name)
    return found


def _outline(declared: Declared) -> object:
    """A class without its name and without words."""
    return (
        declared.view if isinstance(declared, Params) else "response",
        tuple((item.name, item.wire, item.required, item.type) for item in declared.fields),
        declared.extra,
    )
