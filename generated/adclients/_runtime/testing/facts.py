"""What all the schemas of one place say together, with one alternative picked where there are several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias

from jsonschema_rs import Draft202012Validator

from ..schemas.store import Schema
from ..shapes import is_dict, is_list

Place: TypeAlias = tuple[str | int, ...]
Key: TypeAlias = tuple[Place, object]

TYPES = ("string", "integer", "number", "boolean", "object", "array", "null")
_TELLING: Mapping[str, str] = {
    **dict.fromkeys(
        "properties required additionalProperties patternProperties minProperties maxProperties propertyNames "
        "dependentRequired dependentSchemas unevaluatedProperties x-compare".split(),
        "object",
    ),
    **dict.fromkeys(
        "items prefixItems contains minItems maxItems uniqueItems unevaluatedItems".split(), "array"
    ),
    **dict.fromkeys(
        "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf".split(), "number"
    ),
}
"""The type that a keyword is about, for schemas that name none."""


@dataclass
class Decisions:
    """What was decided so far, and what could be decided otherwise.

    Attributes:
        added: Schemas that a value has to fit besides its own, by place.
        chosen: The number of the alternative, by place and what it is an alternative of.
        offered: How many alternatives there are.
        used: The number of the one that was taken.
    """

    added: dict[Place, list[Schema]] = field(default_factory=dict[Place, list[Schema]])
    chosen: dict[Key, int] = field(default_factory=dict[Key, int])
    offered: dict[Key, int] = field(default_factory=dict[Key, int])
    used: dict[Key, int] = field(default_factory=dict[Key, int])

    def choose(self, key: Key, count: int, usual: int = 0) -> int:
        """The number of the alternative to take.

        Args:
            key: What it is an alternative of.
            count: How many there are.
            usual: The number of the one to take at first.
        """
        self.offered[key] = count
        self.used[key] = self.chosen.get(key, usual) % count
        return self.used[key]


@dataclass
class Facts:
    """The schemas of one place.

    Attributes:
        parts: All of them, those that they refer to and combine among them.
        impossible: Whether no value fits.
    """

    parts: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    impossible: bool = False

    def values(self, keyword: str) -> Iterator[Any]:
        """The values of a keyword."""
        return (part[keyword] for part in self.parts if keyword in part)

    def highest(self, keyword: str, default: int = 0) -> int:
        """The greatest value of a keyword."""
        return int(max(self.values(keyword), default=default))

    def lowest(self, keyword: str) -> int | None:
        """The least value of a keyword, if it stands there."""
        values = [*self.values(keyword)]
        return int(min(values)) if values else None

    @property
    def types(self) -> list[str]:
        """The types that a value may have, in the order of the document; empty if there is none."""
        found: list[str] | None = None
        for named in self.values("type"):
            own = named if is_list(named) else [named]
            found = own if found is None else _common(found, own)
        refused = {each for part in self.values("not") for each in _types_of(part)}
        if found is not None:
            return [each for each in found if each not in refused]
        for usual in (self._told, TYPES):
            if left := [each for each in usual if each not in refused]:
                return left
        return []

    @property
    def _told(self) -> list[str]:
        """The types that other keywords are about."""
        formats = {*self.values("format")} & {"int32", "int64", "float", "double"}
        told = ["number"] if formats else []
        told += [_TELLING[key] for part in self.parts for key in part if key in _TELLING]
        return [*dict.fromkeys(told)]

    @property
    def listed(self) -> list[Any] | None:
        """The values of `enum` and `const`, if there are any of these keywords."""
        found: list[Any] | None = None
        for values in (*self.values("enum"), *([each] for each in self.values("const"))):
            found = values if found is None else [each for each in found if same(each, values)]
        if found is None:
            return None
        return [each for each in found if not same(each, self.refused)] or found

    @property
    def refused(self) -> list[Any]:
        """The values that may not be."""
        parts = [each for each in self.values("not") if is_dict(each)]
        found = [value for part in parts for value in part.get("enum", ())]
        return found + [part["const"] for part in parts if "const" in part]

    # Objects -----------------------------------------------------------------------------------

    @property
    def required(self) -> list[str]:
        """The names of members that must be there."""
        return [*dict.fromkeys(name for names in self.values("required") for name in names)]

    @property
    def names(self) -> list[str]:
        """The names of all members that are described, then of those that must be there besides."""
        described = [name for part in self.values("properties") for name in part]
        return [*dict.fromkeys([*described, *self.required])]

    def member(self, name: str) -> list[Schema]:
        """The schemas of a member."""
        found: list[Schema] = []
        named = False
        for part in self.parts:
            own = _own_schemas(part, name)
            named = named or bool(own)
            if not own and "additionalProperties" in part:
                own = [part["additionalProperties"]]
            found += own
        return found if named else [*found, *self.values("unevaluatedProperties")]

    @property
    def takes_more(self) -> bool:
        """Whether what is described is a map, in which members may have any name."""
        return any(
            part.get("additionalProperties") or part.get("patternProperties") for part in self.parts
        )

    # Lists -------------------------------------------------------------------------------------

    def item(self, index: int) -> list[Schema]:
        """The schemas of an item."""
        found: list[Schema] = []
        for part in self.parts:
            prefix = part.get("prefixItems", ())
            if index < len(prefix):
                found.append(prefix[index])
            elif "items" in part:
                found.append(part["items"])
        return found or [*self.values("unevaluatedItems")]

    @property
    def prefix(self) -> int:
        """How many items are described one by one."""
        return max((len(each) for each in self.values("prefixItems")), default=0)


def _own_schemas(part: Mapping[str, Any], name: str) -> list[Schema]:
    properties = part.get("properties", {})
    found = [properties[name]] if name in properties else []
    return found + [
        schema
        for pattern, schema in part.get("patternProperties", {}).items()
        if matches(pattern, name)
    ]


def _common(one: Iterable[str], other: Iterable[str]) -> list[str]:
    """The types that two lists of them have in common; a whole number is a number."""
    found = [each for each in one if each in other or (each == "integer" and "number" in other)]
    if "integer" in other and "number" in one and "integer" not in found:
        found.append("integer")
    return found


def _types_of(schema: Any) -> list[str]:
    """The types of a schema that names nothing else."""
    if not is_dict(schema) or [*schema] != ["type"]:
        return []
    return schema["type"] if is_list(schema["type"]) else [schema["type"]]


def same(value: Any, values: Iterable[Any]) -> bool:
    """Whether a value is among others, as JSON compares them."""
    return any(type(each) is type(value) and each == value for each in values)


def matches(pattern: str, text: str) -> bool:
    """Whether a text has a part that matches; also true where the validator does not know the pattern."""
    compiled = _compiled(pattern)
    return compiled is None or compiled.is_valid(text)


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> Draft202012Validator | None:
    try:
        return Draft202012Validator({"pattern": pattern})
    except ValueError:
        return None
