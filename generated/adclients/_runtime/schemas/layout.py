"""What schemas say of a value's names and formats, gathered so that a value can be serialized by them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeAlias

from ..data import attributes, is_dict, is_mapping, is_model, is_sequence
from .keywords import Schema

Definition: TypeAlias = Callable[[str], Schema]

_TELLING = frozenset(
    "x-names x-delimiter properties items prefixItems format contentEncoding additionalProperties patternProperties"
    " oneOf anyOf".split()
)
"""Keywords that matter when a value is serialized."""
_GATHERED = frozenset("oneOf anyOf $ref allOf then else dependentSchemas".split())
"""Keywords whose schemas hold for the same value."""


class Exact(str):
    """The name of a member that is meant as it is in JSON, whatever it is in Python."""

    __slots__ = ()

    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Exact) and str.__eq__(self, other)


class Layout:
    """The schemas that all apply to one value, seen as one.

    Attributes:
        python_names: The names in Python of properties that are called otherwise there.
    """

    def __init__(
        self, schemas: Iterable[Schema], definition: Definition, above: frozenset[int] = frozenset()
    ) -> None:
        """Gather what applies.

        Args:
            schemas: The schemas.
            definition: Gives the schema that a reference leads to.
            above: Schemas that this is an alternative of, which could lead back to themselves.
        """
        self._definition = definition
        self._above = above
        self._parts: list[dict[str, Any]] = []
        self._gather(schemas)
        self._members = {name for each in self._said("properties") for name in each}
        self._json_names = {k: v for each in self._said("x-names") for k, v in each.items()}
        self.python_names: Mapping[str, str] = {v: k for k, v in self._json_names.items()}
        self._layouts: dict[object, Layout] = {}
        self._slots: dict[str, tuple[str, Layout]] = {}

    def _gather(self, schemas: Iterable[Schema]) -> None:
        for schema in schemas:
            seen = id(schema) in self._above or any(schema is part for part in self._parts)
            if not is_dict(schema) or seen:
                continue
            self._parts.append(schema)
            if "$ref" in schema:
                self._gather([self._definition(schema["$ref"])])
            self._gather(schema.get("allOf", ()))
            self._gather(schema[key] for key in ("then", "else") if key in schema)
            self._gather(schema.get("dependentSchemas", {}).values())

    def _said(self, *keywords: str) -> list[Any]:
        return [part[key] for part in self._parts for key in keywords if key in part]

    def _inner(self, key: object, schemas: Iterable[Schema]) -> Layout:
        if key not in self._layouts:
            self._layouts[key] = Layout(schemas, self._definition)
        return self._layouts[key]

    # Objects -----------------------------------------------------------------------------------

    def knows(self, name: str) -> bool:
        """Whether a name is that of a property."""
        return name in self._members

    def requires(self, name: str) -> bool:
        """Whether a property may have to be there."""
        return any(name in each for each in self._said("required"))

    @property
    def names_none(self) -> bool:
        """Whether no property is named, so that there may be any."""
        return not self._members

    def json_name(self, key: str) -> str:
        """The name of a property in JSON: an exact name wins over one in Python."""
        if isinstance(key, Exact):
            return str.__str__(key)
        return key if key in self._members else self._json_names.get(key, key)

    def slot(self, key: str) -> tuple[str, Layout]:
        """The name in JSON and the layout of a member by a name of either kind."""
        slot = self._slots.get(key)
        if slot is None:
            name = self.json_name(key)
            slot = name, self.member(name)
            if name in self._members:  # other names are without number
                self._slots[key] = slot
        return slot

    def member(self, name: str) -> Layout:
        """The layout of the member of that name in JSON."""
        known = self._layouts.get(("member", name))
        if known is not None:
            return known
        schemas = [each for part in self._parts for each in _of_member(part, name)]
        key = name if name in self._members else tuple(map(id, schemas))
        return self._inner(("member", key), schemas)

    @cached_property
    def is_closed(self) -> bool:
        """Whether only named properties may be sent."""
        return False in self._said("additionalProperties", "unevaluatedProperties")

    @cached_property
    def allows_null(self) -> bool:
        """Whether null is a value of its own."""
        if self._said("type"):
            return "null" in self.types
        if self._listings:
            return all(None in each for each in self._listings)
        return all(any(each.allows_null for each in group) for group in self._groups)

    # Lists -------------------------------------------------------------------------------------

    def item(self, index: int) -> Layout:
        """The layout of an item of a list."""
        return self._items[min(index, len(self._items) - 1)]

    @cached_property
    def _items(self) -> list[Layout]:
        """The layouts of the first items, and of all others behind them."""
        count = max(map(len, self._said("prefixItems")), default=0)
        return [
            Layout((s for part in self._parts for s in _of_item(part, index)), self._definition)
            for index in range(count + 1)
        ]

    # Alternatives ------------------------------------------------------------------------------

    @cached_property
    def _groups(self) -> list[list[Layout]]:
        """The alternatives of each `oneOf` and `anyOf`."""
        above = self._above.union(map(id, self._parts))
        groups = self._said("oneOf", "anyOf")
        return [[Layout([each], self._definition, above) for each in group] for group in groups]

    @cached_property
    def _options(self) -> list[Layout]:
        """All alternatives."""
        return [option for group in self._groups for option in group]

    @cached_property
    def _is_open(self) -> bool:
        """Whether a value's names or formats depend on the alternative that it fits."""
        return any(option.says_something for option in self._options)

    @cached_property
    def says_something(self) -> bool:
        """Whether anything below matters when a value is serialized."""
        return any(not part.keys().isdisjoint(_TELLING) for part in self._parts)

    def chosen(self, value: object) -> Layout:
        """The layout with the alternatives that a value is most like."""
        if not self._is_open:
            return self
        best = tuple(self._best(group, value) for group in self._groups)
        options = (group[index] for group, index in zip(self._groups, best, strict=True))
        own = ({k: v for k, v in part.items() if k not in _GATHERED} for part in self._parts)
        schemas = (*own, *(part for option in options for part in option._parts))
        return self._inner(("option", *best), schemas).chosen(value)

    def _best(self, group: Sequence[Layout], value: object) -> int:
        tagged = self._tagged(value)

        def fits(index: int) -> tuple[bool, int, int]:
            is_tagged = any(part.get("$ref") in tagged for part in group[index]._parts[:1])
            return is_tagged, group[index]._score(value), -index

        return max(range(len(group)), key=fits)

    def _tagged(self, value: object) -> set[str]:
        """The references that discriminators have for an object."""
        found: set[str] = set()
        members = as_mapping(value) or {}
        for said in self._said("discriminator"):
            name: str = said["propertyName"]
            python_names = (e.python_names.get(name, name) for e in (self, *self._options))
            tag = next((members[key] for key in (name, *python_names) if key in members), None)
            tag = getattr(tag, "value", tag)
            if isinstance(tag, str):
                found.update(filter(None, [said.get("mapping", {}).get(tag)]))
        return found

    def _score(self, value: object) -> int:
        """How much a value is like what is described: its known names, less those that contradict."""
        if is_sequence(value):
            has_items = bool(self._said("items", "prefixItems"))
            return 1 + self.item(0)._score(value[0]) if has_items and value else int(has_items)
        members = as_mapping(value)
        if members is None:
            return 0
        names = {key: self.json_name(key) for key in members if isinstance(key, str)}
        known = {key: name for key, name in names.items() if name in self._members}
        wrong = sum(not self.member(name).may_be(members[key]) for key, name in known.items())
        inner = max((each._score(value) for each in self._options), default=0)
        return len(known) + inner - 100 * wrong

    def may_be(self, value: object) -> bool:
        """Whether a single value is among those that are listed, if any are."""
        value = getattr(value, "value", value)
        is_single = isinstance(value, (str, int, float, type(None)))
        return not is_single or all(value in each for each in self._listings)

    @cached_property
    def _listings(self) -> list[list[Any]]:
        """The values that each schema lists."""
        return [*self._said("enum"), *([each] for each in self._said("const"))]

    # Formats -----------------------------------------------------------------------------------

    @cached_property
    def formats(self) -> frozenset[str]:
        """The formats and encodings that a value may have."""
        own = frozenset[str](self._said("format", "contentEncoding"))
        return own.union(*(each.formats for each in self._options))

    @cached_property
    def delimiter(self) -> str | None:
        """What stands between the values of a list that is one text; None where lists are lists."""
        if "array" in self.types:
            return None
        others = (each.delimiter for each in self._options)
        return next(filter(None, (*self._said("x-delimiter"), *others)), None)

    @cached_property
    def types(self) -> frozenset[str]:
        """The types that a value may have, none if nothing is said."""
        said = [[each] if isinstance(each, str) else each for each in self._said("type")]
        if said:
            return frozenset[str](said[0]).intersection(*said[1:])
        return frozenset[str]().union(*(each.types for each in self._options))


def as_mapping(value: Any) -> Mapping[Any, Any] | None:
    """The members of an object; of a returned one those that were set, by their names in JSON."""
    if is_mapping(value):
        return value
    if not is_model(value):
        return None
    given: set[str] = value.model_fields_set
    named = attributes(value.__class__).items()
    further: Mapping[str, Any] = value.model_extra or {}
    return {**{key: getattr(value, name) for key, name in named if name in given}, **further}


def _of_member(part: dict[str, Any], name: str) -> Iterable[Schema]:
    """What a schema says of the member of a name."""
    named = part.get("properties", {})
    found = [named[name]] if name in named else []
    patterns = part.get("patternProperties", {}).items()
    if patterns:
        from .patterns import matches

        found += [schema for pattern, schema in patterns if matches(pattern, name)]
    others = ("additionalProperties", "unevaluatedProperties")
    return found or (part[key] for key in others if key in part)


def _of_item(part: dict[str, Any], index: int) -> Iterable[Schema]:
    """What a schema says of an item by its position."""
    found = part.get("prefixItems", [])[index : index + 1]
    return found or (part[key] for key in ("items", "unevaluatedItems") if key in part)
