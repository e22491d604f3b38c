"""What the validator refuses: each error with the schemas that it passed, and which member of a union is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from ..data import is_dict, is_list
from .compare import Compare
from .keywords import DATA, MAPS, Schema
from .paths import Path, Step, inside

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

CLOSING = frozenset({"additionalProperties", "unevaluatedProperties"})
"""Keywords that refuse members by their names."""


_DEEPER = frozenset({
    "properties", "patternProperties", "prefixItems", "items", "additionalProperties", "unevaluatedProperties",
    "unevaluatedItems", "contains",
})  # fmt: skip
"""Keywords whose schemas judge something inside the value."""


class Stop(NamedTuple):
    """A schema on the way to an error.

    Attributes:
        schema: The schema.
        keyword: The keyword that led to it; empty for the first.
        name: The name or position that stood after the keyword, if any.
        depth: How many steps of the error's path lead to the value that it judges.
        length: How many steps of the evaluation path lead to the schema.
    """

    schema: Schema
    keyword: str = ""
    name: Step | None = None
    depth: int = 0
    length: int = 0


class Refusal:
    """One error of the validator.

    Attributes:
        kind: What the validator says of it.
        name: The name of the keyword, as the validator has it.
        path: Where the value is that is refused.
        value: That value.
        fits_several: Whether several members of a union fit, where only one may.
    """

    def __init__(self, root: Schema, error: ValidationError) -> None:
        """Take an error, and the schema that the value was judged by."""
        self.kind: Any = error.kind
        self.name: str = self.kind.name
        self.path: Path = (*error.instance_path,)
        self.value: Any = error.instance
        self.fits_several = type(error.kind).__name__ == "OneOfMultipleValid"
        self._root = root
        self._error = error

    @cached_property
    def stops(self) -> list[Stop]:
        """The schemas that it passed, from the outermost."""
        stops, way = [Stop(self._root)], self._error.evaluation_path
        while stops[-1].length < len(way):
            schema, _, _, depth, length = stops[-1]
            keyword, name, length = str(way[length]), None, length + 1
            inner: Any = schema.get(keyword) if is_dict(schema) else None
            if keyword == "$ref" and is_dict(self._root):
                inner = self._root["$defs"][inner.rpartition("/")[2]]
            elif (keyword in MAPS or is_list(inner)) and length < len(way):
                name, length = way[length], length + 1
                inner = inside(inner, name)
            if keyword in DATA or not (is_dict(inner) or isinstance(inner, bool)):
                break
            stops.append(Stop(inner, keyword, name, depth + (keyword in _DEEPER), length))
        if way[:1] != ["$defs"]:
            return stops
        # Of a keyword of ours the validator tells the definition alone, not the references that led there.
        above = len(self.path) - stops[-1].depth
        return [stops[0], *(each._replace(depth=each.depth + above) for each in stops[1:])]

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The schema with the keyword that refuses."""
        length = len(self._error.evaluation_path)
        above = [each.schema for each in self.stops if each.length < length] or [{}]
        return above[-1] if is_dict(above[-1]) else {}

    @property
    def keyword(self) -> str:
        """The keyword that refuses, as documents have it."""
        last = self._error.evaluation_path[-1]
        if last in ("dependentRequired", "minContains", "maxContains", "items"):
            return str(last)
        return "not" if self.name == "falseSchema" else self.name

    @cached_property
    def members(self) -> list[list[Refusal]]:
        """What each member of a union refuses."""
        context: list[list[ValidationError]] = getattr(self.kind, "context", [])
        return [[Refusal(self._root, each) for each in errors] for errors in context]

    @cached_property
    def compared(self) -> tuple[Path, Path]:
        """The first pair of paths whose values do not stand in the relation that they should."""
        pairs = Compare({}, self.schema["x-compare"], []).broken(self.value)
        left, right = next(pairs, ((), ()))
        return (*self.path, *left), (*self.path, *right)

    @cached_property
    def about(self) -> Path:
        """The path that it is about: of a missing member, where it should be."""
        if self.name == "required":
            return (*self.path, self.kind.property)
        if self.name in CLOSING:
            return (*self.path, self.kind.unexpected[0])
        return self.compared[0] if self.name == "x-compare" else self.path

    @property
    def listed(self) -> list[Any]:
        """The values that an `enum` or a `const` lists."""
        return self.kind.options if self.name == "enum" else [self.kind.expected_value]

    @cached_property
    def meant(self) -> list[int]:
        """Which members of a union the value means most likely: those that it contradicts least."""
        ranks = [self._contradictions(errors) for errors in self.members]
        best = min(ranks, default=None)
        return [index for index, rank in enumerate(ranks) if rank == best]

    def _contradictions(self, errors: Sequence[Refusal]) -> tuple[int, int, int, int]:
        ways = [(each.name, len(each.path) - len(self.path)) for each in errors]
        kinds = sum(name == "type" and depth == 0 for name, depth in ways)
        tags = sum(name in ("const", "enum") and depth <= 1 for name, depth in ways)
        names = sum(name in CLOSING for name, _ in ways)
        return kinds, tags, names, len(ways)

    @property
    def tag(self) -> tuple[Step, list[Any]] | None:
        """The property by which all members of a union refuse the value, and what it may be."""
        found: dict[Step, list[list[Any]]] = {}
        for each in (each for errors in self.members for each in errors):
            if each.name in ("const", "enum") and len(each.path) == len(self.path) + 1:
                found.setdefault(each.path[-1], []).append(each.listed)
        for name, values in found.items():
            if len(values) == len(self.members) > 1:
                return name, [value for each in values for value in each]
        return None


def schema_name(schema: Schema) -> str:
    """The name of the schema that a schema refers to; empty if it does not."""
    name = schema.get("$ref", "").rpartition("/")[2] if is_dict(schema) else ""
    return re.sub(r"\.(part|any|together)\w*$", "", name)
