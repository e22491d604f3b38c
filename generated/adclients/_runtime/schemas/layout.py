"""What schemas say of a value's names and formats, gathered so that a value can be written as JSON by them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from ..data import attributes, is_dict, is_list, is_mapping, is_model, is_sequence
from .store import Schema

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator


Definition: TypeAlias = Callable[[str], Schema]

_ONE = ("then", "else")
_BASE64 = frozenset({"byte", "binary", "base64"})


class Layout:
    """The schemas that all apply to one value, seen as one."""

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
        self.parts: list[dict[str, Any]] = []
        for schema in schemas:
            self._gather(schema)
        self.names: dict[str, str] = {}
        self._members: set[str] = set()
        for part in self.parts:
            self.names.update(part.get("x-names", {}))
            self._members.update(part.get("properties", ()))
        self._layouts: dict[object, Layout] = {}
        self.slots: dict[str, tuple[str, Layout]] = {}

    def _gather(self, schema: Schema) -> None:
        seen = id(schema) in self._above or any(schema is part for part in self.parts)
        if not is_dict(schema) or seen:
            return
        self.parts.append(schema)
        if "$ref" in schema:
            self._gather(self._definition(schema["$ref"]))
        for each in schema.get("allOf", ()):
            self._gather(each)
        for keyword in _ONE:
            if keyword in schema:
                self._gather(schema[keyword])
        for each in schema.get("dependentSchemas", {}).values():
            self._gather(each)

    def _of(self, key: object, schemas: Iterable[Schema]) -> Layout:
        if key not in self._layouts:
            self._layouts[key] = Layout(schemas, self._definition)
        return self._layouts[key]

    def _values(self, *keywords: str) -> Iterator[Any]:
        return (part[key] for part in self.parts for key in keywords if key in part)

    # Objects -----------------------------------------------------------------------------------

    def knows(self, name: str) -> bool:
        """Whether a name is that of a property."""
        return name in self._members

    @cached_property
    def python_names(self) -> Mapping[str, str]:
        """The names in Python of properties that are called otherwise there."""
        return {wire: name for name, wire in self.names.items()}

    def json_name(self, key: str) -> str:
        """The name of a property in JSON: an exact name wins over one in Python."""
        return key if key in self._members else self.names.get(key, key)

    def slot(self, key: str) -> tuple[str, Layout]:
        """The name in JSON and the layout of a member by a name of either kind; kept in `slots` where it is known."""
        name = self.json_name(key)
        slot = name, self.member(name)
        if name in self._members:
            self.slots[key] = slot
        return slot

    def member(self, name: str) -> Layout:
        """The layout of the member of that name in JSON."""
        known = self._layouts.get(("member", name))
        if known is not None:
            return known
        schemas = [each for part in self.parts for each in _of_member(part, name)]
        # Names that are not described are without number: only their kinds are kept.
        key = name if name in self._members else tuple(map(id, schemas))
        return self._of(("member", key), schemas)

    @cached_property
    def is_closed(self) -> bool:
        """Whether only named properties may be sent."""
        closing = self._values("additionalProperties", "unevaluatedProperties")
        return any(each is False for each in closing)

    @cached_property
    def allows_null(self) -> bool:
        """Whether null is a value of its own."""
        kinds = [*self._values("type")]
        if kinds:
            return all("null" in _listed(kind) for kind in kinds)
        if values := [*self._values("enum")]:
            return all(None in each for each in values)
        if values := [*self._values("const")]:
            return None in values
        return all(any(each.allows_null for each in group) for group in self.options)

    # Lists -------------------------------------------------------------------------------------

    def item(self, index: int) -> Layout:
        """The layout of an item of a list."""
        items = self._items
        return items[index if index < len(items) else -1]

    @cached_property
    def _items(self) -> list[Layout]:
        """The layouts of the first items, and of all others behind them."""
        count = max(map(len, self._values("prefixItems")), default=0)
        return [
            self._of(index, [each for part in self.parts for each in _of_item(part, index)])
            for index in range(count + 1)
        ]

    # Alternatives ------------------------------------------------------------------------------

    @cached_property
    def options(self) -> list[list[Layout]]:
        """The alternatives of each `oneOf` and `anyOf`."""
        above = self._above.union(map(id, self.parts))
        groups = [*self._values("oneOf", "anyOf")]
        return [[Layout([each], self._definition, above) for each in group] for group in groups]

    @cached_property
    def has_options(self) -> bool:
        """Whether a value's names or formats depend on the alternative that it fits."""
        return any(option.says_something for group in self.options for option in group)

    @cached_property
    def says_something(self) -> bool:
        """Whether anything below matters when a value is written."""
        telling = ("x-names", "properties", "items", "prefixItems", "format", "contentEncoding")
        more = ("additionalProperties", "patternProperties", "oneOf", "anyOf")
        return any(True for _ in self._values(*telling, *more))

    def chosen(self, value: object) -> Layout:
        """The layout with the alternatives that a value is most like."""
        if not self.has_options:
            return self
        best = tuple(self._best(group, value) for group in self.options)
        parts = [group[index] for group, index in zip(self.options, best, strict=True)]
        own: list[Schema] = [*self.parts]
        chosen = self._of(
            ("option", *best), [*map(_without_options, own), *(s for p in parts for s in p.parts)]
        )
        return chosen.chosen(value) if chosen is not self else self

    def _best(self, group: Sequence[Layout], value: object) -> int:
        mapped = self._mapped(value)
        scores = [
            (option.parts[0] is mapped if option.parts else False, option.likeness(value))
            for option in group
        ]
        return max(range(len(group)), key=lambda index: (scores[index], -index))

    def _mapped(self, value: object) -> object:
        """The schema that a discriminator names for an object."""
        for said in self._values("discriminator"):
            tag = self._given(value, said["propertyName"])
            tag = getattr(tag, "value", tag)
            pointer = said.get("mapping", {}).get(tag) if isinstance(tag, str) else None
            for group in self._values("oneOf", "anyOf"):
                for each in group:
                    if is_dict(each) and each.get("$ref") == pointer:
                        return each
        return None

    def _given(self, value: object, name: str) -> object:
        keys = (name, self.python_names.get(name, name), *self._spellings(name))
        members = as_mapping(value) or {}
        return next((members[key] for key in keys if key in members), None)

    def _spellings(self, name: str) -> Iterator[str]:
        return (o.python_names.get(name, name) for group in self.options for o in group)

    def likeness(self, value: object) -> int:
        """How much a value is like what is described: its known names, less those that contradict."""
        if is_sequence(value):
            has_items = any(True for _ in self._values("items", "prefixItems"))
            return 1 + self.item(0).likeness(value[0]) if has_items and value else int(has_items)
        members = as_mapping(value)
        if members is None:
            return 0
        known = {key: self.json_name(key) for key in members if isinstance(key, str)}
        score = sum(1 for name in known.values() if name in self._members)
        score += max((o.likeness(value) for group in self.options for o in group), default=0)
        wrong = sum(
            name in self._members and not self.member(name).may_be(members[key])
            for key, name in known.items()
        )
        return score - 100 * wrong

    def may_be(self, value: object) -> bool:
        """Whether a single value is among those that are listed, if any are."""
        value = getattr(value, "value", value)
        if not isinstance(value, (str, int, float, type(None))):
            return True
        listed = [*self._values("enum"), *([each] for each in self._values("const"))]
        return all(value in each for each in listed)

    # Formats -----------------------------------------------------------------------------------

    @cached_property
    def formats(self) -> frozenset[str]:
        """The formats and encodings that a value may be written in."""
        own = {str(each) for each in self._values("format", "contentEncoding")}
        return frozenset(own).union(*(o.formats for group in self.options for o in group))

    @cached_property
    def types(self) -> frozenset[str]:
        """The types that a value may have, none if nothing is said."""
        own: list[frozenset[str]] = [frozenset(_listed(each)) for each in self._values("type")]
        if own:
            return own[0].intersection(*own[1:])
        options = (option.types for group in self.options for option in group)
        return frozenset[str]().union(*options)

    @property
    def takes_bytes(self) -> bool:
        """Whether bytes may be sent, as text in base 64."""
        return bool(self.formats & (_BASE64 | {"base64url"})) or not self.types


def as_mapping(value: Any) -> Mapping[Any, Any] | None:
    """The members of an object; of a returned one those that were set, by their names in JSON."""
    if is_mapping(value):
        return value
    kind: Any = value.__class__
    if not is_model(value):
        return None
    given: set[str] = value.model_fields_set
    named = attributes(kind).items()
    own: dict[str, Any] = {wire: getattr(value, name) for wire, name in named if name in given}
    further: Mapping[str, Any] = value.model_extra or {}
    return {**own, **further}


def _of_member(part: dict[str, Any], name: str) -> Iterator[Schema]:
    """What a schema says of the member of a name."""
    named = part.get("properties", {})
    found = [named[name]] if name in named else []
    for pattern, schema in part.get("patternProperties", {}).items():
        found += [schema] if _matches(pattern, name) else []
    others = ("additionalProperties", "unevaluatedProperties")
    yield from found or (part[key] for key in others if key in part)


def _of_item(part: dict[str, Any], index: int) -> Iterator[Schema]:
    """What a schema says of an item by its position."""
    prefix = part.get("prefixItems", ())
    if index < len(prefix):
        yield prefix[index]
    else:
        yield from (part[key] for key in ("items", "unevaluatedItems") if key in part)


def _without_options(schema: Schema) -> Schema:
    if not is_dict(schema):
        return schema
    inner = ("oneOf", "anyOf", "$ref", "allOf", "then", "else", "dependentSchemas")
    return {key: value for key, value in schema.items() if key not in inner}


def _listed(value: Any) -> list[Any]:
    return value if is_list(value) else [value]


@lru_cache(1024)
def _pattern(pattern: str) -> Draft202012Validator:
    from jsonschema_rs import Draft202012Validator

    return Draft202012Validator({"pattern": pattern})


def _matches(pattern: str, name: str) -> bool:
    try:
        return _pattern(pattern).is_valid(name)
    except UnicodeEncodeError:
        return False
