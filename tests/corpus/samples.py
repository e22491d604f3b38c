"""Values that fit a schema, made the same way every time, from the document alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

import hypothesis.strategies as st
from adwright.document.references import find as node_at
from adwright.document.references import path_of
from hypothesis import HealthCheck, Phase, find, settings

Direction = Literal["request", "reply"]

_FORMATS = {
    "date-time": "2027-03-01T12:00:00Z",
    "date": "2027-03-01",
    "time": "12:00:00Z",
    "duration": "P1D",
    "uuid": "8f14e45f-ceea-467f-a8c5-0b9a4f4b1a2e",
    "uri": "https://example.com/a",
    "email": "someone@example.com",
    "ipv4": "192.0.2.1",
}
_FULL_DEPTH = 3
_DEEPEST = 30
_LIST_SIZE = 2
_SAYS_NO_TYPE = {"required", "title", "description"}


class NoSampleError(Exception):
    """No finite value fits, or none that these means can find."""


class Sampler:
    """Makes values for the schemas of one upgraded document."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        self.root = root

    def sample(self, schema: Any, direction: Direction, *, full: bool, depth: int = 0) -> Any:
        """A value of a schema.

        Args:
            schema: the schema, its references leading into the document.
            direction: requests have no read-only properties, replies no write-only ones.
            full: with what may be there, down to some depth, or only with what must be.
            depth: how far inside another value this one is.

        Raises:
            NoSampleError: the schema asks for an infinite value.
        """
        if depth > _DEEPEST:
            raise NoSampleError("a required property leads to an infinite value")
        flat = self.flat(schema)
        given = _given(flat)
        if given is not _NOTHING:
            return given
        for key in ("oneOf", "anyOf"):
            members = [m for m in flat.get(key, ()) if not _is_null(self.flat(m))]
            if members and any(self.flat(m).keys() - _SAYS_NO_TYPE for m in members):
                return self._member(flat, key, members[0], direction, full, depth)
        return self._of_kind(_kind(flat), flat, direction, full, depth)

    def flat(self, schema: Any) -> dict[str, Any]:
        """A schema with references followed and `allOf` merged."""
        if not isinstance(schema, dict):
            return {}
        parts = [self._referred(schema["$ref"])] if "$ref" in schema else []
        parts += [self.flat(part) for part in schema.get("allOf", ())]
        result: dict[str, Any] = {}
        for part in (*parts, {k: v for k, v in schema.items() if k not in ("$ref", "allOf")}):
            for key, value in part.items():
                if key == "properties":
                    value = {**result.get(key, {}), **value}
                elif key == "required" and isinstance(value, list):
                    value = [*result.get(key, ()), *value]
                result[key] = value
        return result

    def _referred(self, ref: str) -> dict[str, Any]:
        """A named schema, with the tag that an object of it has if it is told from others by one."""
        flat = self.flat(self._target(ref))
        said = flat.get("discriminator")
        if isinstance(said, dict) and "oneOf" not in flat and "anyOf" not in flat:
            return {**flat, "x-corpus-tag": _tag(said, ref)}
        return flat

    def _contradicts(self, schema: Any) -> bool:
        """Whether an `allOf` asks for a type and for null at once, which no value is."""
        parts = schema.get("allOf", ()) if isinstance(schema, dict) else ()
        null = [_is_null(self.flat(part)) for part in parts]
        return any(null) and not all(null)

    def _target(self, ref: str) -> Any:
        return node_at(self.root, path_of(ref) or ())

    def _member(
        self,
        flat: dict[str, Any],
        key: str,
        member: Any,
        direction: Direction,
        full: bool,
        depth: int,
    ) -> Any:
        rest = {k: v for k, v in flat.items() if k not in ("oneOf", "anyOf", "discriminator")}
        if not _types(self.flat(member)) & _types(rest):
            rest.pop(
                "type", None
            )  # beside members of another type no value fits; the members say more
        value = self.sample({**rest, "allOf": [member]}, direction, full=full, depth=depth + 1)
        discriminator = flat.get("discriminator")
        if isinstance(discriminator, dict) and isinstance(value, dict) and "$ref" in member:
            name = discriminator.get("propertyName")
            described = self.flat(member).get("properties", {})
            own = self.flat(described.get(name))
            if name in described and "const" not in own and "enum" not in own:
                value = {**value, name: _tag(discriminator, member["$ref"])}
        return value

    def _of_kind(
        self, kind: str, flat: dict[str, Any], direction: Direction, full: bool, depth: int
    ) -> Any:
        if kind == "object":
            return self._object(flat, direction, full, depth)
        if kind == "array":
            return self._array(flat, direction, full, depth)
        if kind == "string":
            return _string(flat)
        if kind in ("integer", "number"):
            return _number(flat, whole=kind == "integer")
        return {"boolean": True, "null": None}.get(kind, "anything")

    def _object(self, flat: dict[str, Any], direction: Direction, full: bool, depth: int) -> Any:
        required = {name for name in flat.get("required", ()) if isinstance(name, str)}
        chosen, others = _alternatives(flat)
        required |= chosen
        wanted = full and depth < _FULL_DEPTH
        unwanted = "readOnly" if direction == "request" else "writeOnly"
        made = {
            name: self.sample(child, direction, full=full, depth=depth + 1)
            for name, child in flat.get("properties", {}).items()
            if (wanted or name in required)
            and child is not False
            and not self.flat(child).get(unwanted)
            if name not in others and (name in required or not self._contradicts(child))
        }
        extra = flat.get("additionalProperties")
        missing = required - made.keys() - flat.get("properties", {}).keys()
        for name in sorted(missing):
            made[name] = self.sample(extra, direction, full=full, depth=depth + 1)
        tag = flat.get("discriminator", {}).get("propertyName") if "x-corpus-tag" in flat else None
        if tag in made and not {"enum", "const"} & self.flat(flat["properties"][tag]).keys():
            made[tag] = flat["x-corpus-tag"]
        optional = [name for name in flat.get("properties", {}) if name not in made]
        for name in optional[: max(0, flat.get("minProperties", 0) - len(made))]:
            child = flat["properties"][name]
            made[name] = self.sample(child, direction, full=full, depth=depth + 1)
        if wanted and not made and isinstance(extra, dict):
            names = flat.get("propertyNames")
            key = self.sample(names, direction, full=False) if isinstance(names, dict) else "key"
            made[str(key)] = self.sample(extra, direction, full=full, depth=depth + 1)
        return made

    def _array(self, flat: dict[str, Any], direction: Direction, full: bool, depth: int) -> Any:
        prefix = flat.get("prefixItems", [])
        items = flat.get("items", {})
        least = flat.get("minItems", 0)
        count = max(least, _LIST_SIZE if full and depth < _FULL_DEPTH else 0)
        count = min(count, flat.get("maxItems", count))
        if flat.get("uniqueItems"):
            count = max(least, min(count, 1))
        if items is False:
            count = min(count, len(prefix))
        schemas = [*prefix, *([items] * count)][:count]
        return [self.sample(s, direction, full=full, depth=depth + 1) for s in schemas]


_NOTHING = object()


def _given(flat: Mapping[str, Any]) -> Any:
    """The value that a schema itself lists."""
    if "const" in flat:
        return flat["const"]
    kinds = {"string": str, "integer": int, "number": (int, float), "boolean": bool}
    wanted = kinds.get(str(flat.get("type")), object)
    for value in flat["enum"] if isinstance(flat.get("enum"), list) else ():
        if value is not None and isinstance(value, wanted):
            return value
    values = flat["enum"] if isinstance(flat.get("enum"), list) else ()
    return next(iter(values), _NOTHING)  # none is of the type that is said beside them


def _alternatives(flat: Mapping[str, Any]) -> tuple[set[str], set[str]]:
    """Of alternatives that only say what must be there: what the first one says, and what then must not be."""
    for key in ("oneOf", "anyOf"):
        members = [m for m in flat.get(key, ()) if isinstance(m, dict)]
        said = [{*m.get("required", ())} for m in members if m.keys() <= _SAYS_NO_TYPE]
        if said and len(said) == len(flat[key]):
            others = set[str]().union(*said[1:]) - said[0]
            return said[0], others if key == "oneOf" else set[str]()
    return set[str](), set[str]()


def _tag(discriminator: Mapping[str, Any], ref: str) -> str:
    name = ref.rpartition("/")[2]
    for tag, target in (discriminator.get("mapping") or {}).items():
        if target == ref or target.rpartition("/")[2] == name:
            return str(tag)
    return name


def _kind(flat: Mapping[str, Any]) -> str:
    kinds = flat.get("type")
    if kinds is None and ("properties" in flat or "additionalProperties" in flat):
        return "object"
    if kinds is None and ("items" in flat or "prefixItems" in flat):
        return "array"
    if isinstance(kinds, list):
        return next((kind for kind in kinds if kind != "null"), "null")
    return str(kinds)


_TYPES = {"string", "number", "integer", "boolean", "object", "array", "null"}


def _types(flat: Mapping[str, Any]) -> set[str]:
    """The types a schema admits."""
    said = flat.get("type")
    kinds = {each for each in (said if isinstance(said, list) else [said]) if isinstance(each, str)}
    return kinds | ({"integer"} if "number" in kinds else set[str]()) or _TYPES


def _is_null(flat: Mapping[str, Any]) -> bool:
    return flat.get("type") in ("null", ["null"]) or flat.get("enum") == [None]


def _string(flat: Mapping[str, Any]) -> Any:
    if flat.get("format") == "binary":
        return b"bytes"
    if flat.get("format") in _FORMATS and flat["format"] in ("date-time", "date"):
        return _FORMATS[flat["format"]]
    least, most = flat.get("minLength", 0), flat.get("maxLength", 1000)
    usual = _FORMATS.get(str(flat.get("format")), "")
    if isinstance(flat.get("pattern"), str) and not (usual and re.search(flat["pattern"], usual)):
        return _matching(flat["pattern"], least, most)
    if flat.get("format") in _FORMATS and least <= len(_FORMATS[flat["format"]]) <= most:
        return _FORMATS[flat["format"]]
    return "text"[:most].ljust(least, "x")


@cache
def _matching(pattern: str, least: int, most: int) -> str:
    """The simplest text that matches a pattern."""
    quiet = settings(
        derandomize=True,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=[*HealthCheck],
        max_examples=300,
    )
    try:
        compiled = re.compile(pattern, re.ASCII)  # as the patterns of JSON Schema are
        texts = st.from_regex(compiled).map(lambda text: text.rstrip("\n"))
        good = texts.filter(
            lambda t: least <= len(t) <= most and t.isprintable() and compiled.search(t)
        )
        return str(find(good, lambda text: text not in ("", ".", ".."), settings=quiet))
    except Exception as error:  # a pattern of another dialect, or one that only long texts match
        raise NoSampleError(f"no text found for the pattern {pattern!r}") from error


def _number(flat: Mapping[str, Any], *, whole: bool) -> int | float:
    step = flat.get("multipleOf") or 1
    value = 1 if step == 1 else step
    for key, sign in (("minimum", 0), ("exclusiveMinimum", step)):
        if isinstance(flat.get(key), int | float) and not isinstance(flat[key], bool):
            value = max(value, flat[key] + sign)
    for key, sign in (("maximum", 0), ("exclusiveMaximum", step)):
        if isinstance(flat.get(key), int | float) and not isinstance(flat[key], bool):
            value = min(value, flat[key] - sign)
    return int(value) if whole or float(value).is_integer() else value
