"""Makes a value of a schema, with the decisions that were taken so far."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..schemas.store import Schema
from .facts import Decisions, Facts, Place, matches
from .reader import Reader
from .values import is_within, number_of, text_of

MOST = 2_000
"""A sample has at most so many values."""
_NESTED = 40  # levels at which also what is required is given up
ABSENT: Any = object()
"""In place of a value that is better left out."""


class TooLargeError(Exception):
    """A value that would have too many values within it."""


class Maker:
    """Makes one value."""

    def __init__(self, reader: Reader, made: Decisions, depth: int, *, short: bool = False) -> None:
        """Prepare to make a value.

        Args:
            reader: Reads the schemas.
            made: The decisions.
            depth: How deep members are filled in that may be left out.
            short: Whether a value that is too large is cut short.
        """
        self._reader = reader
        self._made = made
        self._depth = depth
        self._short = short
        self._count = 0
        self._open: list[Schema] = []

    def value(
        self, schemas: Iterable[Schema], place: Place = (), number: int = 0, *, needed: bool = True
    ) -> Any:
        """A value that fits some schemas, as far as can be seen.

        Args:
            schemas: The schemas.
            place: Where the value is.
            number: Other numbers give other values where that is possible.
            needed: Whether it may not be left out.

        Raises:
            TooLargeError: It has too many values.
        """
        self._count += 1
        if self._count > MOST or len(place) > _NESTED:
            if not self._short and len(place) <= _NESTED:
                raise TooLargeError
            return None if needed else ABSENT
        deep = len(place) > self._depth
        facts = self._reader.facts(schemas, place, self._made, brief=deep)
        named = [part for part in facts.parts if "$ref" in part]
        targets = [self._reader.resolved(part["$ref"]) for part in named]
        if not needed and (
            facts.impossible or any(each is other for each in targets for other in self._open)
        ):
            return ABSENT
        self._open += targets
        made = self._of(facts, place, number, deep=deep)
        del self._open[len(self._open) - len(targets) :]
        return made

    def _of(self, facts: Facts, place: Place, number: int, *, deep: bool) -> Any:
        types, listed = facts.types or ["string"], facts.listed
        if listed:
            fitting = [each for each in listed if is_within(each, types)] or listed
            fitting.sort(key=lambda each: (each is None) != deep)
            return fitting[
                (self._made.choose((place, "value"), len(fitting)) + number) % len(fitting)
            ]
        types = sorted(types, key=lambda each: (each == "null") != deep)
        if len(types) > 1 and self._depth < len(place) and "null" not in types:
            types.sort(key=lambda each: each in ("object", "array"))
        kind = types[self._made.choose((place, "type"), len(types))]
        if kind == "object":
            return self._object(facts, place, number)
        if kind == "array":
            return self._array(facts, place, number)
        if kind in ("integer", "number"):
            return number_of(facts, whole=kind == "integer", number=number)
        if kind == "boolean":
            return not (self._made.choose((place, "value"), 2) + number) % 2
        return text_of(facts, number) if kind == "string" else None

    # Objects -----------------------------------------------------------------------------------

    def _object(self, facts: Facts, place: Place, number: int) -> dict[str, Any]:
        members: dict[str, Any] = {}
        required, most = facts.required, facts.lowest("maxProperties")
        filled = len(place) < self._depth
        named = [name for name in facts.names if name in required or filled]
        if most is not None and len(named) > most:
            others = [name for name in named if name not in required][
                : max(0, most - len(required))
            ]
            named = [name for name in named if name in required or name in others]
        for name in named:
            self._add(members, facts, name, place, number, needed=name in required)
        least = facts.highest("minProperties")
        open_ = facts.takes_more and not facts.names and filled and most != 0
        wanted = max(min(least, MOST), 1 if open_ else 0)
        names = (
            []
            if len(members) >= wanted
            else self._more_names(facts, place, wanted + len(members) + 3)
        )
        for name in names:
            if len(members) < wanted:
                self._add(members, facts, name, place, number, needed=len(members) < least)
        return members

    def _add(
        self,
        members: dict[str, Any],
        facts: Facts,
        name: str,
        place: Place,
        number: int,
        *,
        needed: bool,
    ) -> None:
        schemas = facts.member(name)
        if name in members or any(each is False for each in schemas):
            return
        made = self.value(schemas, (*place, name), number, needed=needed)
        if made is not ABSENT:
            members[name] = made

    def _more_names(self, facts: Facts, place: Place, count: int) -> list[str]:
        """Names for members that a document does not name."""
        rules: list[Schema] = [*facts.values("propertyNames")]
        patterns = [each for group in facts.values("patternProperties") for each in group]
        closed = any(each is False for each in facts.values("additionalProperties"))
        names = [name for name in facts.names if name not in facts.required]
        for index in range(min(count, MOST)):
            for pattern in patterns:
                own = Decisions()
                joint = self._reader.facts(
                    [*rules, {"type": "string", "pattern": pattern}], (), own
                )
                names.append(
                    str(
                        joint.listed[index % len(joint.listed)]
                        if joint.listed
                        else text_of(joint, index)
                    )
                )
            if not closed:
                joint = self._reader.facts([*rules, {"type": "string"}], (), Decisions())
                if joint.listed:
                    names.append(str(joint.listed[index % len(joint.listed)]))
                else:
                    plain = f"key{index + 1 if index else ''}"
                    made = text_of(joint, index)
                    names.append(made if rules and not _is_name(joint, plain) else plain)
        return [*dict.fromkeys(names)]

    # Lists -------------------------------------------------------------------------------------

    def _array(self, facts: Facts, place: Place, number: int) -> list[Any]:
        least, most = facts.highest("minItems"), facts.lowest("maxItems")
        held = self._held(facts)
        count = max(least, len(held))
        if len(place) < self._depth:
            count = max(count, facts.prefix, 1)
        if most is not None:
            count = min(count, most)
        unique = any(facts.values("uniqueItems"))
        start = min(facts.prefix, max(0, count - len(held)))
        items: list[Any] = []
        for index in range(count):
            schemas = facts.item(index)
            if start <= index < start + len(held):
                schemas = [*schemas, held[index - start]]
            elif any(each is False for each in schemas):
                break
            other = number + index if unique else number
            made = self.value(
                schemas, (*place, index), other, needed=index < least or index < start + len(held)
            )
            if made is ABSENT:
                break
            items.append(made)
            if self._short and self._count > MOST:
                break
        return items

    @staticmethod
    def _held(facts: Facts) -> list[Schema]:
        """Schemas of items that must be there somewhere."""
        held: list[Schema] = []
        for part in facts.parts:
            if "contains" in part:
                held += [part["contains"]] * min(int(part.get("minContains", 1)), MOST)
        return held


def _is_name(facts: Facts, name: str) -> bool:
    least, most = facts.highest("minLength"), facts.lowest("maxLength")
    fits = least <= len(name) and (most is None or len(name) <= most)
    return fits and all(matches(each, name) for each in facts.values("pattern"))
