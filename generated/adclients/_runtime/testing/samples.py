"""Makes a value of a schema from what all parts of it say together."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias

from jsonschema_rs import ValidationError

from ..data import is_dict, is_list
from ..schemas.paths import Path
from ..schemas.refusals import Refusal
from ..schemas.store import Schema, with_warnings
from ..schemas.validate import Validator
from .patterns import LONGEST, matches, text_matching

Said: TypeAlias = dict[str, Any]
Key: TypeAlias = tuple[Path, object]

MOST = 2_000
"""A sample has about so many values at most."""
_DEEPEST = 6  # members of members; deeper ones are left out where they may be
_NESTED = 40  # levels at which also what is required is given up
_ABSENT: Any = object()  # in place of a value that is better left out
_NOTHING: Said = {"enum": []}

_TOLD: Mapping[str, str] = {
    "object": "properties required additionalProperties patternProperties minProperties propertyNames",
    "array": "items prefixItems contains minItems maxItems uniqueItems",
    "number": "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf",
}
"""The keywords that tell the type where none is named."""
_FORMATS: Mapping[str, str] = {
    "date-time": "2024-01-{:02}T00:00:00Z",
    "date-time-zone-optional": "2024-01-{:02}T00:00:00Z",
    "date": "2024-01-{:02}",
    "time": "12:{:02}:00Z",
    "duration": "PT{}H",
    "uuid": "00000000-0000-4000-8000-0000000000{:02}",
    "ipv4": "192.0.2.{}",
    "ipv6": "2001:db8::{}",
    "json-pointer": "/{}",
    "relative-json-pointer": "{}",
    **dict.fromkeys(("byte", "base64", "base64url"), "dGV4"),
    **dict.fromkeys(("email", "idn-email"), "someone@example.com"),
    **dict.fromkeys(("hostname", "idn-hostname"), "host.example.com"),
    **dict.fromkeys(
        "uri uri-reference iri iri-reference uri-template".split(), "https://example.com/"
    ),
}
"""Texts of formats, some with a place for a number."""


class _Spot(NamedTuple):
    """Where a value is, what it is within, and which one it is of several that differ."""

    place: Path = ()
    above: frozenset[str] = frozenset()
    number: int = 0

    def inner(self, step: str | int, number: int = 0) -> _Spot:
        """The spot of something inside."""
        return _Spot((*self.place, step), self.above, self.number + number)


class Maker:
    """Makes values of one schema; what was learnt about the last one is kept for the next.

    Attributes:
        added: Schemas that a value has to fit besides its own, by place.
        chosen: How many alternatives are passed over, by place and what they are alternatives of.
        offered: How many there are.
        used: The position of the one that was taken.
        required: The names of members that have to be there, by place.
    """

    def __init__(self, root: dict[str, Any]) -> None:
        """Keep the schema.

        Args:
            root: A schema with all that it refers to below `$defs`.
        """
        self._root = root
        self._depth = _DEEPEST
        self._count = 0
        self.added: dict[Path, list[Schema]] = {}
        self.chosen: dict[Key, int] = {}
        self.offered: dict[Key, int] = {}
        self.used: dict[Key, int] = {}
        self.required: dict[Path, list[str]] = {}

    def make(self) -> Any:
        """A value; of what may be left out only so much is there that it stays small."""
        while True:
            self._count = 0
            self.offered.clear()
            self.used.clear()
            value = self._value([self._root], _Spot())
            if not self.is_full or self._depth == 0:
                return value
            self._depth -= 1

    @property
    def is_full(self) -> bool:
        """Whether the last value was cut short."""
        return self._count > MOST

    # What is said ------------------------------------------------------------------------------

    def flat(self, schemas: Iterable[Schema]) -> list[Said]:
        """Schemas with those that hold wherever they do."""
        todo, parts = [*schemas], list[Said]()
        for schema in todo:  # which become more
            part = _NOTHING if schema is False else schema
            if is_dict(part) and not any(part is each for each in parts):
                parts.append(part)
                todo += part.get("allOf", ())
                todo += [self._referred(part["$ref"])] if "$ref" in part else []
        return parts

    def _referred(self, reference: str) -> Schema:
        node: Any = self._root
        for step in reference.split("/")[1:]:
            node = node.get(step) if is_dict(node) else None
        return node if is_dict(node) or node is False else True

    def _parts(self, schemas: Iterable[Schema], place: Path) -> list[Said]:
        """All schemas of a place, with one alternative where there are several."""
        parts = self.flat([*schemas, *self.added.get(place, ())])
        for part in parts:  # which become more
            for group in (part.get("oneOf"), part.get("anyOf")):
                if group and (place, id(group)) not in self.used:
                    member = self._pick(parts, place, group)
                    parts += self.flat([member, *_tags(part, member)])
        return parts

    def _pick(self, parts: Sequence[Said], place: Path, group: Sequence[Schema]) -> Schema:
        """The next alternative: those first that go with the rest, and are not null or, deep inside, end soon."""
        deep = len(place) > self._depth

        def rank(index: int) -> tuple[bool, bool]:
            said = joined([*parts, *self.flat([group[index]])])
            ends = not {*said["type"]} & {"object", "array"}
            return _is_impossible(said), not ends if deep else said["type"] == ["null"]

        order = sorted(range(len(group)), key=rank)
        index = order[self._choose((place, id(group)), len(group))]
        self.used[place, id(group)] = index
        return group[index]

    def _choose(self, key: Key, count: int) -> int:
        self.offered[key] = count
        return self.chosen.get(key, 0) % count

    # Values ------------------------------------------------------------------------------------

    def _value(self, schemas: Iterable[Schema], spot: _Spot, *, needed: bool = True) -> Any:
        """A value that fits schemas as far as can be seen; absent if it cannot, and need not be there."""
        place = spot.place
        self._count += 1
        if self._count > MOST or len(place) > _NESTED:
            return None if needed else _ABSENT
        parts = self._parts(schemas, place)
        said = joined(parts)
        own = {part["$ref"] for part in parts if "$ref" in part}
        if not needed and (_is_impossible(said) or own & spot.above):
            return _ABSENT
        deep = len(place) > self._depth
        if values := sorted(said.get("enum", ()), key=lambda each: (each is None) != deep):
            number = spot.number + self._choose((place, "value"), len(values))
            return values[number % len(values)]
        kinds = sorted(said["type"], key=lambda each: (each == "null") != deep) or ["string"]
        kind = kinds[self._choose((place, "type"), len(kinds))]
        if kind in ("object", "array"):
            make = self._object if kind == "object" else self._array
            return make(said, parts, _Spot(place, spot.above | own, spot.number))
        made = _single(kind, said, spot.number + self._choose((place, "value"), 3))
        return made if made is not _ABSENT or not needed else "text"

    def _object(self, said: Said, parts: list[Said], spot: _Spot) -> dict[str, Any]:
        required = self.required[spot.place] = said.get("required", [])
        filled = len(spot.place) < self._depth
        least, most = min(said.get("minProperties", 0), MOST), said.get("maxProperties", MOST)
        described = [*dict.fromkeys(name for part in parts for name in part.get("properties", ()))]
        others = [name for name in described if name not in required]
        others = others[: max(0, (most if filled else least) - len(required))]
        is_map = said.get("additionalProperties") or said.get("patternProperties")
        wanted = max(least, bool(is_map and filled and not described and most))
        names = [name for name in described if name in others or name in required]
        names = [*dict.fromkeys([*names, *required])]
        made: dict[str, Any] = {}
        for name in (*names, *self._names(parts, spot, wanted - len(names))):
            needed = name in required or len(made) < least
            value = self._value(_of_member(parts, name), spot.inner(name), needed=needed)
            if value is not _ABSENT:
                made[name] = value
        return made

    def _names(self, parts: Sequence[Said], spot: _Spot, count: int) -> Iterator[str]:
        """Names for members that have none in the document."""
        rules: list[Schema] = [part["propertyNames"] for part in parts if "propertyNames" in part]
        rules += [
            {"pattern": each} for part in parts for each in part.get("patternProperties", ())
        ][:1]
        for index in range(count):
            text = (
                self._value([{"type": "string"}, *rules], spot.inner(-1, index)) if rules else "key"
            )
            yield str(text) if rules or not index else f"key{index + 1}"

    def _array(self, said: Said, parts: list[Said], spot: _Spot) -> list[Any]:
        least, most = said.get("minItems", 0), said.get("maxItems", MOST)
        held: list[Schema] = []  # of items that must be there somewhere
        for part in parts:
            times = min(MOST, int(part.get("minContains", 1)))
            held += [part["contains"]] * times if "contains" in part else []
        usual = max([1, *(len(part.get("prefixItems", ())) for part in parts)])
        usual = usual if len(spot.place) < self._depth else 0
        count = min(max(least, len(held), usual), most)
        made: list[Any] = []
        for index in range(min(count, MOST)):
            schemas = [each for part in parts for each in _of_item(part, index)]
            schemas += held[-1:] if index >= count - len(held) else []
            inner = spot.inner(index, index if said.get("uniqueItems") else 0)
            value = self._value(schemas, inner, needed=index < max(least, len(held)))
            if value is _ABSENT or self.is_full:
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
            elif keyword == "type":
                value = value if is_list(value) else [value]
                value = [*value, "integer"] if "number" in value else value
            elif keyword.endswith(("Length", "Items", "Properties")) and isinstance(value, float):
                value = int(value)
            join = _JOINS.get(keyword)
            said[keyword] = join(said[keyword], value) if join and keyword in said else value
    told = (kind for kind, words in _TOLD.items() if {*words.split()} & {*said})
    return said if "type" in said else {**said, "type": [next(told, "string")]}


def _in_common(one: list[Any], other: list[Any]) -> list[Any]:
    return [each for each in one if each in other]


_JOINS: Mapping[str, Callable[[Any, Any], Any]] = {
    "type": _in_common,
    "enum": _in_common,
    "required": lambda one, other: [*dict.fromkeys([*one, *other])],
    **dict.fromkeys(["minLength", "minItems", "minProperties", "minimum", "exclusiveMinimum"], max),
    **dict.fromkeys(["maxLength", "maxItems", "maxProperties", "maximum", "exclusiveMaximum"], min),
}
"""How two values of a keyword become one; of others the later one counts."""


def _is_impossible(said: Said) -> bool:
    members: Mapping[str, Schema] = said.get("properties", {})
    lacks = any(members.get(name) is False for name in said.get("required", ()))
    return said.get("enum") == [] or not said["type"] or lacks


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
        own = [part["properties"][name]] if name in part.get("properties", ()) else []
        patterns: Mapping[str, Schema] = part.get("patternProperties", {})
        own += [schema for pattern, schema in patterns.items() if matches(pattern, name)]
        found += own or [part.get("additionalProperties", True)]
    return found


def _of_item(part: Said, index: int) -> Iterable[Schema]:
    prefix = part.get("prefixItems", ())
    return [prefix[index] if index < len(prefix) else part.get("items", True)]


# Single values ---------------------------------------------------------------------------------

_BOUNDS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "minimum": operator.ge,
    "exclusiveMinimum": operator.gt,
    "maximum": operator.le,
    "exclusiveMaximum": operator.lt,
}


def _single(kind: str, said: Said, number: int) -> Any:
    if kind == "string":
        return _text(said, number)
    if kind == "boolean":
        return number % 2 == 0
    return None if kind == "null" else _number(said, number, whole=kind == "integer")


def _number(said: Said, number: int, *, whole: bool) -> int | float:
    """A number, 1 if that fits."""
    bounds = {key: Fraction(repr(said[key])) for key in _BOUNDS if key in said}
    step = Fraction(repr(said.get("multipleOf") or 1))
    step = step * step.denominator if whole else step
    aways = (number, number + 1, -number, -number - 1)
    starts = [start // step for start in (Fraction(1), *bounds.values())]
    middle = sum(bounds.values(), Fraction(0)) / (len(bounds) or 1)
    made = middle
    for made in (*((start + away) * step for start in starts for away in aways), middle):
        if all(_BOUNDS[key](made, bound) for key, bound in bounds.items()):
            break
    return int(made) if whole or made.denominator == 1 else float(made)


def _text(said: Said, number: int) -> Any:
    """A text, `text` if that fits; absent if none is found."""
    least, most = min(said.get("minLength", 0), LONGEST), said.get("maxLength", LONGEST)
    if "pattern" in said:
        text = text_matching(said["pattern"], least, most, number)
        return _ABSENT if text is None else text
    if form := _FORMATS.get(said.get("format") or said.get("contentEncoding") or ""):
        text = form.format(number % 28 + 1)
        return text * -(-least // 4) if text == "dGV4" and least else text.ljust(least, "x")
    end = str(number or "")
    return ("text"[: max(0, most - len(end))].ljust(least - len(end), "x") + end)[:most]


_ROUNDS = 100


def sample(schema: Schema) -> Any:
    """A value that fits a schema, for a response as for a request.

    It is made of what the schema says, judged, and made anew with what was wrong in mind. Members that may be left out
    are there down to a depth at which the whole stays small, none of a kind that it is itself within. Where no value is
    found that fits, it is the one with the fewest faults; None where the validator refuses the schema itself.

    Args:
        schema: A schema of draft 2020-12 with all that it refers to below `$defs`.
    """
    strict = with_warnings(schema)
    whole = strict if is_dict(strict) else {"allOf": [strict]}
    validator, maker = Validator(whole), Maker(whole)
    repair = _Repair(whole, maker)
    best: tuple[int, Any] | None = None
    for _ in range(_ROUNDS):
        try:
            value = maker.make()
            errors, _ = validator.errors(value)
        except ValueError:
            return None
        if best is None or len(errors) < best[0]:
            best = len(errors), value
        if not errors or maker.is_full or not repair.learn(errors):
            break
    return best and best[1]


class _Repair:
    """Tells a maker what was wrong with the last value."""

    def __init__(self, root: Schema, maker: Maker) -> None:
        self._root = root
        self._maker = maker

    def learn(self, errors: Iterable[ValidationError]) -> bool:
        """Take errors into account; whether there is anything left to try."""
        found = [*errors]
        learnt = [self._learn(each) for each in found]
        return any(learnt) or any(self._step_back((*each.instance_path,)) for each in found)

    def _learn(self, error: ValidationError) -> bool:
        kind: Any = error.kind
        place = (*error.instance_path,)
        if kind.name in ("anyOf", "oneOf"):
            return self._choose(error, place)
        if kind.name == "not":
            return self._refuse(place, kind.value)
        if kind.name == "x-compare":
            return self._compare(place, self._holder(error)["x-compare"])
        if kind.name == "required":
            return self._add(place, {"required": [kind.property]})
        if kind.name in ("additionalProperties", "unevaluatedProperties"):
            return self._leave_out(place, kind.unexpected)
        if kind.name == "propertyNames":
            return self._leave_out(place, [kind.error.instance])
        if kind.name == "falseSchema" and place:
            *above, last = place
            is_item = isinstance(last, int)
            less = {"maxItems": last} if is_item else {"properties": {last: False}}
            return self._add((*above,), less)
        return self._add(place, {kind.name: True if kind.value is None else kind.value})

    def _holder(self, error: ValidationError) -> Any:
        """The schema with the keyword that refuses a value."""
        return Refusal(self._root, error).schema

    def _add(self, place: Path, schema: dict[str, Any]) -> bool:
        """Have a value fit a schema as well; whether that is new."""
        added = self._maker.added.setdefault(place, [])
        is_new = schema not in added
        added += [schema] if is_new else []
        return is_new

    def _leave_out(self, place: Path, names: Iterable[str]) -> bool:
        added = [self._add(place, {"properties": {name: False}}) for name in names]
        return any(added)

    def _compare(self, place: Path, comparison: Mapping[str, str]) -> bool:
        """Have the later one of two values be later, or not be there."""
        side = "left" if ">" in comparison["operator"] else "right"
        names = [*_names(place), *comparison[side].split(".")]
        keys = [key for key in self._maker.offered if _names(key[0]) == names]
        moved = [self._next(key) for key in keys if key[1] == "value"]
        return any(moved) or any(self._leave_out(key[0][:-1], names[-1:]) for key in keys)

    def _choose(self, error: ValidationError, place: Path) -> bool:
        """Fit the alternative that was taken, none of the others if one only may fit, or else the next one."""
        kind: Any = error.kind
        try:
            group = self._holder(error)[kind.name]
        except LookupError:
            return False
        key = place, id(group)
        if (used := self._maker.used.get(key)) is None:
            return self._add(place, {kind.name: group})
        if kind.context[used]:
            learnt = [self._learn(each) for each in kind.context[used]]
        else:
            fitting = [group[i] for i, wrong in enumerate(kind.context) if not wrong and i != used]
            learnt = [self._refuse(place, each) for each in fitting]
        return any(learnt) or self._next(key)

    def _refuse(self, place: Path, schema: Schema) -> bool:
        """Keep a value from fitting a schema: by what it leaves out, or by another value."""
        parts = self._maker.flat([schema])
        needed = self._maker.required.get(place, ())
        names = [name for part in parts for name in part.get("required", ()) if name not in needed]
        if any(self._leave_out(place, [name]) for name in reversed(names)):
            return True
        places = [*((*place, name) for part in parts for name in part.get("properties", ())), place]
        return any(self._next((each, what)) for each in places for what in ("value", "type"))

    def _next(self, key: Key) -> bool:
        """Take the next alternative, and forget what followed from the one before."""
        maker, place = self._maker, key[0]
        count, size = maker.chosen.get(key, 0) + 1, len(place)
        if count >= maker.offered.get(key, 0):
            return False
        maker.added = {at: each for at, each in maker.added.items() if at[:size] != place}
        for each in [k for k in maker.chosen if k[0][:size] == place and len(k[0]) > size]:
            del maker.chosen[each]
        maker.chosen[key] = count
        return True

    def _step_back(self, place: Path) -> bool:
        """Decide otherwise at a place, at the nearest one above it that leaves a choice, or else within it."""
        size = len(place)
        near = [k for k in self._maker.offered if k[0][:size] == place[: len(k[0])]]
        near.sort(key=lambda k: (len(k[0]) > size, abs(len(k[0]) - size)))
        if not any(map(self._next, near)):
            return False
        self._maker.added.pop(place, None)  # what followed from the choice before
        return True


def _names(place: Path) -> list[str]:
    return [step for step in place if isinstance(step, str)]
