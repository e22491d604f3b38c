"""Makes a value of a schema from what all parts of it say together."""

from __future__ import annotations

import datetime
import math
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

from ..schemas.compare import broken
from ..schemas.store import Schema
from ..schemas.tracing import Path
from ..shapes import is_dict, is_list
from .patterns import LONGEST, matches, text_matching

Said: TypeAlias = dict[str, Any]
Key: TypeAlias = tuple[Path, object]

MOST = 2_000
"""A sample has about so many values at most."""
_DEEPEST = 6  # members of members; deeper ones are left out where they may be
_NESTED = 40  # levels at which also what is required is given up
_ABSENT: Any = object()  # in place of a value that is better left out
_NOTHING = {"enum": list[Any]()}

_KINDS: Mapping[str, str] = {
    "object": "properties required additionalProperties patternProperties minProperties propertyNames",
    "array": "items prefixItems contains minItems maxItems uniqueItems",
    "number": "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf",
    "string": "",
}
"""The keywords that tell the type where none is named."""
_FORMATS: Mapping[str, str] = {
    "date-time": "2024-01-01T12:00:00Z",
    "date-time-zone-optional": "2024-01-01T12:00:00Z",
    "date": "2024-01-01",
    "time": "12:00:00Z",
    "duration": "PT1H",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "json-pointer": "/0",
    "relative-json-pointer": "0",
    **dict.fromkeys(("byte", "base64", "base64url"), "dGV4"),
    **dict.fromkeys(("email", "idn-email"), "someone@example.com"),
    **dict.fromkeys(("hostname", "idn-hostname"), "host.example.com"),
    **dict.fromkeys(
        ("uri", "uri-reference", "iri", "iri-reference", "uri-template"), "https://example.com/"
    ),
}


class Maker:
    """Makes values of one schema; what was learnt about the last one is kept for the next.

    Attributes:
        added: Schemas that a value has to fit besides its own, by place.
        chosen: How many alternatives are passed over, by place and what they are alternatives of.
        offered: How many there are.
        used: The position of the one that was taken.
    """

    def __init__(self, root: dict[str, Any]) -> None:
        """Keep the schema.

        Args:
            root: A schema with all that it refers to below `$defs`.
        """
        self._root = root
        self.depth = _DEEPEST
        self.added: dict[Path, list[Schema]] = {}
        self.chosen: dict[Key, int] = {}
        self.offered: dict[Key, int] = {}
        self.used: dict[Key, int] = {}
        self._count = 0

    def make(self) -> Any:
        """A value; of what may be left out only so much is there that it stays small."""
        while True:
            self._count = 0
            self.offered.clear()
            self.used.clear()
            value = self._value([self._root], (), 0, frozenset(), needed=True)
            if self._count <= MOST or self.depth == 0:
                return value
            self.depth -= 1

    # What is said ------------------------------------------------------------------------------

    def flat(self, schemas: Iterable[Schema]) -> list[Said]:
        """Schemas with those that hold wherever they do."""
        todo, parts = [*schemas], list[Said]()
        while todo:
            schema = _NOTHING if (first := todo.pop(0)) is False else first
            if not is_dict(schema) or any(schema is each for each in parts):
                continue
            parts.append(schema)
            todo += schema.get("allOf", ())
            if "$ref" in schema:
                todo.append(self._referred(schema["$ref"]))
        return parts

    def _referred(self, reference: str) -> Schema:
        node: Any = self._root
        for step in reference.split("/")[1:]:
            node = node.get(step) if is_dict(node) else None
        return node if is_dict(node) or isinstance(node, bool) else True

    def _parts(self, schemas: Iterable[Schema], place: Path) -> list[Said]:
        """All schemas of a place, with one alternative where there are several."""
        parts = self.flat([*schemas, *self.added.get(place, ())])
        for part in parts:  # which become more
            for group in (part.get("oneOf"), part.get("anyOf")):
                if group and (place, id(group)) not in self.used:
                    member = self._pick(parts, place, group)
                    found = self.flat([member, *_tags(part, member)])
                    parts += [each for each in found if not any(each is p for p in parts)]
        return parts

    def _pick(self, parts: Sequence[Said], place: Path, group: Sequence[Schema]) -> Schema:
        """The next alternative: those first that go with the rest, and are not null or, deep inside, end soon."""

        def rank(index: int) -> tuple[bool, bool]:
            said = joined([*parts, *self.flat([group[index]])])
            kinds = {*said["type"]}
            deep = len(place) > self.depth
            return _is_impossible(said), bool(kinds & {"object", "array"}) if deep else kinds == {
                "null"
            }

        order = sorted(range(len(group)), key=rank)
        index = order[self._choose((place, id(group)), len(group))]
        self.used[place, id(group)] = index
        return group[index]

    def _choose(self, key: Key, count: int) -> int:
        self.offered[key] = count
        return self.chosen.get(key, 0) % count

    # Values ------------------------------------------------------------------------------------

    def _value(
        self,
        schemas: Iterable[Schema],
        place: Path,
        number: int,
        above: frozenset[str],
        *,
        needed: bool,
    ) -> Any:
        """A value that fits schemas as far as can be seen.

        Args:
            schemas: The schemas.
            place: Where it is.
            number: Other numbers give other values where that is possible.
            above: What the values that it is within are called.
            needed: Whether it may not be left out.
        """
        self._count += 1
        if self._count > MOST or len(place) > _NESTED:
            return None if needed else _ABSENT
        parts = self._parts(schemas, place)
        said = joined(parts)
        own = {part["$ref"] for part in parts if "$ref" in part}
        if not needed and (_is_impossible(said) or own & above):
            return _ABSENT
        deep = len(place) > self.depth
        values = [each for each in said.get("enum", ()) if _is_of(each, said["type"])]
        if values := values or said.get("enum", []):
            values = sorted(values, key=lambda each: (each is None) != deep)
            return values[(number + self._choose((place, "value"), len(values))) % len(values)]
        kinds = sorted(said["type"] or ["string"], key=lambda each: (each == "null") != deep)
        kind = kinds[self._choose((place, "type"), len(kinds))]
        if kind == "object":
            return self._object(said, parts, place, number, above | own)
        if kind == "array":
            return self._array(said, parts, place, number, above | own)
        number += self._choose((place, "value"), 3)
        if kind == "string":
            text = text_of(said, number)
            return text if text is not None else "text" if needed else _ABSENT
        if kind == "boolean":
            return number % 2 == 0
        return None if kind == "null" else number_of(said, number, whole=kind == "integer")

    def _object(
        self, said: Said, parts: list[Said], place: Path, number: int, above: frozenset[str]
    ) -> dict[str, Any]:
        required: list[str] = said.get("required", [])
        filled = len(place) < self.depth
        least, most = said.get("minProperties", 0), said.get("maxProperties", MOST)
        described = [*dict.fromkeys(name for part in parts for name in part.get("properties", ()))]
        others = [name for name in described if name not in required]
        others = others[: max(0, most - len(required))] if filled or least else []
        made: dict[str, Any] = {}

        def add(name: str, *, needed: bool) -> None:
            value = self._value(
                _of_member(parts, name), (*place, name), number, above, needed=needed
            )
            if value is not _ABSENT:
                made[name] = value

        for name in dict.fromkeys([*described, *required]):
            if name in required or (name in others and (filled or len(made) < least)):
                add(name, needed=name in required)
        open_ = any(
            part.get("additionalProperties") or part.get("patternProperties") for part in parts
        )
        wanted = max(min(least, MOST), open_ and filled and not described and most > 0)
        for index in range(2 * wanted):
            if len(made) < wanted:
                add(self._name(parts, place, index), needed=len(made) < least)
        for each in [part["x-compare"] for part in parts if "x-compare" in part]:
            made = _compared(each, made)
        return made

    def _name(self, parts: Sequence[Said], place: Path, index: int) -> str:
        """A name for a member that has none in the document."""
        rules: list[Schema] = [part["propertyNames"] for part in parts if "propertyNames" in part]
        patterns = [each for part in parts for each in part.get("patternProperties", ())]
        if patterns:
            rules.append({"pattern": patterns[index % len(patterns)]})
        if not rules:
            return f"key{index + 1 if index else ''}"
        text = [{"type": "string"}, *rules]
        return str(self._value(text, (*place, -1), index, frozenset(), needed=True))

    def _array(
        self, said: Said, parts: list[Said], place: Path, number: int, above: frozenset[str]
    ) -> list[Any]:
        least, most = said.get("minItems", 0), said.get("maxItems", MOST)
        held: list[Schema] = []  # of items that must be there somewhere
        for part in parts:
            times = min(MOST, int(part.get("minContains", 1)))
            held += [part["contains"]] * times if "contains" in part else []
        usual = max([1, *(len(part.get("prefixItems", ())) for part in parts)])
        count = min(max(least, len(held), usual if len(place) < self.depth else 0), most)
        made: list[Any] = []
        for index in range(min(count, MOST)):
            schemas = [each for part in parts for each in _of_item(part, index)]
            from_end = count - index
            schemas += [held[-from_end]] if from_end <= len(held) else []
            needed = index < least or from_end <= len(held)
            other = number + index if said.get("uniqueItems") else number
            value = self._value(schemas, (*place, index), other, above, needed=needed)
            if value is _ABSENT:
                break
            made.append(value)
        return made


# Schemas ---------------------------------------------------------------------------------------


def joined(parts: Iterable[Said]) -> Said:
    """What several schemas say together of a value alone; always with a list of types."""
    said: Said = {}
    for part in parts:
        for keyword, value in part.items():
            if keyword == "const":
                keyword, value = "enum", [value]
            elif keyword == "type" and not is_list(value):
                value = [value]
            elif keyword.endswith(("Length", "Items", "Properties")) and isinstance(value, float):
                value = int(value)
            join = _JOINS.get(keyword)
            said[keyword] = join(said[keyword], value) if join and keyword in said else value
    told = (kind for kind, words in _KINDS.items() if {*words.split()} & {*said})
    return {**said, "type": said.get("type") or ([] if "type" in said else [next(told, "string")])}


def _types_in_common(one: list[str], other: list[str]) -> list[str]:
    wide = [each for each in one if each in other or (each == "integer" and "number" in other)]
    narrow = "integer" in other and "number" in one and "integer" not in wide
    return [*wide, "integer"] if narrow else wide


_JOINS: Mapping[str, Callable[[Any, Any], Any]] = {
    "type": _types_in_common,
    "enum": lambda one, other: [each for each in one if each in other],
    "required": lambda one, other: [*dict.fromkeys([*one, *other])],
    "multipleOf": lambda one, other: math.lcm(one, other) if one % 1 == other % 1 == 0 else other,
    "uniqueItems": operator.or_,
    **dict.fromkeys(["minLength", "minItems", "minProperties", "minimum", "exclusiveMinimum"], max),
    **dict.fromkeys(["maxLength", "maxItems", "maxProperties", "maximum", "exclusiveMaximum"], min),
}
"""How two values of a keyword become one; of others the later one counts."""


def _is_impossible(said: Said) -> bool:
    forbidden = any(
        said.get("properties", {}).get(name) is False for name in said.get("required", ())
    )
    return said.get("enum") == [] or not said["type"] or forbidden


def _is_of(value: Any, kinds: Sequence[str]) -> bool:
    """Whether a listed value is of one of some types; without doubt where it is a list or an object."""
    plain: Mapping[type, Iterable[str]] = {
        str: ["string"], bool: ["boolean"], int: ["integer", "number"], float: ["number"], type(None): ["null"]
    }  # fmt: skip
    return bool({*plain.get(type(value), kinds)} & {*kinds})


def _tags(schema: Said, member: Schema) -> list[Schema]:
    """What a discriminator says of the tag of an alternative."""
    told = schema.get("discriminator", {})
    target = member.get("$ref") if is_dict(member) else None
    tags = [tag for tag, pointer in told.get("mapping", {}).items() if pointer == target]
    name = told.get("propertyName")
    return [{"required": [name], "properties": {name: {"enum": tags}}}] if tags else []


def _of_member(parts: Sequence[Said], name: str) -> list[Schema]:
    """The schemas of a member."""
    found: list[Schema] = []
    for part in parts:
        named = part.get("properties", {})
        own = [named[name]] if name in named else []
        patterns: Mapping[str, Schema] = part.get("patternProperties", {})
        own += [schema for pattern, schema in patterns.items() if matches(pattern, name)]
        found += own or [part[key] for key in ("additionalProperties",) if key in part]
    return found or [part[k] for part in parts for k in ("unevaluatedProperties",) if k in part]


def _of_item(part: Said, index: int) -> Iterator[Schema]:
    prefix = part.get("prefixItems", ())
    if index < len(prefix):
        yield prefix[index]
    elif "items" in part:
        yield part["items"]


# Single values ---------------------------------------------------------------------------------

_BOUNDS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "minimum": operator.ge,
    "exclusiveMinimum": operator.gt,
    "maximum": operator.le,
    "exclusiveMaximum": operator.lt,
}


def number_of(said: Said, number: int, *, whole: bool) -> int | float:
    """A number, 1 if that fits."""
    bounds = {key: Fraction(repr(said[key])) for key in _BOUNDS if key in said}
    step = Fraction(repr(said.get("multipleOf", 1)))
    step = step * step.denominator if whole else step
    found = [
        (start // step + away) * step
        for start in (Fraction(1), *bounds.values())
        for away in (number, number + 1, -number, -number - 1)
    ]
    middle = sum(bounds.values(), Fraction(0)) / (len(bounds) or 1)
    for each in (*found, middle):
        if all(_BOUNDS[key](each, bound) for key, bound in bounds.items()):
            break
    else:
        each = middle
    return int(each) if whole or each.denominator == 1 else float(each)


def text_of(said: Said, number: int) -> str | None:
    """A text, `text` if that fits; None if none is found."""
    least, most = min(said.get("minLength", 0), LONGEST), said.get("maxLength", LONGEST)
    if "pattern" in said:
        return text_matching(said["pattern"], least, most, number)
    form = said.get("format", said.get("contentEncoding"))
    if form in _FORMATS:
        text = _FORMATS[form]
        return text * -(-least // 4) if text == "dGV4" and least else text.ljust(least, "x")
    end = str(number or "")
    return ("text"[: max(0, most - len(end))].ljust(least - len(end), "x") + end)[:most]


# Comparisons -----------------------------------------------------------------------------------


def _compared(comparison: Mapping[str, str], value: Any) -> Any:
    """A value in which pairs stand in the relation that they should."""
    away = {"<": 1, ">": -1, "!=": 1}.get(comparison["operator"], 0)
    for left, right in broken(comparison, value):
        value = with_value(value, right, _moved(_at(value, left), _at(value, right), away))
    return value


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def _moved(value: Any, like: Any, away: int) -> Any:
    """A value a little before or behind another, or the same one, in the form of a third."""
    if not isinstance(value, str):
        return value + away
    moment = datetime.datetime.fromisoformat(value) + datetime.timedelta(days=away)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ" if "T" in like else "%Y-%m-%d")


def with_value(value: Any, path: Sequence[str | int], new: Any) -> Any:
    """A JSON value with another one at a path; members on the way are made where there are none.

    Args:
        value: The value.
        path: Names of members, and positions in lists.
        new: What comes there.
    """
    if not path:
        return new
    step, rest = path[0], path[1:]
    if is_list(value):
        changed = enumerate(value)
        return [with_value(each, rest, new) if i == int(step) else each for i, each in changed]
    members = value if is_dict(value) else {}
    return {**members, str(step): with_value(members.get(str(step)), rest, new)}
