"""What rules ask of the arguments of methods: each with the path to what it is about, as a caller writes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from adwright.ir.api import Api
from adwright.ir.facts import Rule
from adwright.ir.operations import Operation
from adwright.ir.text import Identifier
from adwright.ir.types import AnyOf, ListOf, MapOf, Nullable, Ref, Type

_DEEPEST = 8
"""Levels of objects within one another at which no more rules are looked for."""


class Asked:
    """Finds the rules that arguments have to keep, those about what is inside of them too.

    Args:
        api: what may be sent, and its rules.
    """

    def __init__(self, api: Api) -> None:
        self._params = {each.name: each for each in api.params}
        self._aliases = {each.name: each.type for each in api.aliases_of("params")}
        self._ruled = self._classes_with_rules()

    def of(self, operation: Operation) -> dict[str, list[tuple[str, Rule]]]:
        """The rules of a method by the argument that they ask something of, each with the path to that.

        Those that ask something of no single argument stand under an empty name, without a path.
        """
        found: dict[str, dict[tuple[str, Rule], None]] = {"": {}}
        bodies = [each.type for each in operation.bodies if each.fields is not None]
        classes = [self._params[name] for body in bodies for _, name in self._objects(body)]
        for argument in operation.arguments:
            same = (f for each in classes for f in each.fields if f.name == argument.key)
            fields = same if argument.place == "field" else ()
            own = [*argument.doc.rules, *(rule for field in fields for rule in field.doc.rules)]
            inside = self._inside(argument.name, argument.type, ())
            found[argument.name] = dict.fromkeys((*((argument.name, r) for r in own), *inside))
        told = {rule for each in found.values() for _, rule in each}
        whole = (*operation.rules, *(rule for each in classes for rule in each.rules))
        found[""] = dict.fromkeys(("", rule) for rule in whole if rule not in told)
        return {name: [*each] for name, each in found.items()}

    def _inside(
        self, path: str, type_: Type, above: tuple[Identifier, ...]
    ) -> Iterator[tuple[str, Rule]]:
        for steps, name in self._objects(type_):
            if name not in self._ruled or name in above or len(above) == _DEEPEST:
                continue
            params = self._params[name]
            at = f"{path}{steps}"
            for field in params.fields:
                yield from ((f"{at}.{field.name}", rule) for rule in field.doc.rules)
                yield from self._inside(f"{at}.{field.name}", field.type, (*above, name))
            told = {rule for field in params.fields for rule in field.doc.rules}
            yield from ((at, rule) for rule in params.rules if rule not in told)

    def _objects(
        self, type_: Type, steps: str = "", met: tuple[Identifier, ...] = ()
    ) -> Iterator[tuple[str, Identifier]]:
        """The objects in a type, each with the steps that lead to it."""
        match type_:
            case Ref(name) if name in self._params:
                yield steps, name
            case Ref(name) if name in self._aliases and name not in met:
                yield from self._objects(self._aliases[name], steps, (*met, name))
            case ListOf(item, _):
                yield from self._objects(item, f"{steps}[]", met)
            case MapOf(value):
                yield from self._objects(value, f"{steps}.*", met)
            case Nullable(inner):
                yield from self._objects(inner, steps, met)
            case AnyOf(members, _):
                for member in members:
                    yield from self._objects(member, steps, met)
            case _:
                pass

    def _classes_with_rules(self) -> frozenset[Identifier]:
        """The classes that have rules, or hold objects that have."""
        leads: Mapping[Identifier, Sequence[Identifier]] = {
            name: [inner for field in each.fields for _, inner in self._objects(field.type)]
            for name, each in self._params.items()
        }
        found = {
            name
            for name, each in self._params.items()
            if each.rules or any(field.doc.rules for field in each.fields)
        }
        while more := {name for name, inner in leads.items() if found.intersection(inner)} - found:
            found |= more
        return frozenset(found)
