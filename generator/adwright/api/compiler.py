"""JSON Schema to conditions: every assertion of draft 2020-12 that can be told of a single value.

The result passes exactly the values that the schema accepts, given what the schema of the place says they look like:
where a value is surely an object, nothing needs to be said of other values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from adwright.api import conditions as c
from adwright.api.patterns import python_pattern
from adwright.api.text import Sample, Text
from adwright.document.node import Node
from adwright.document.source import as_list, as_object, is_object
from adwright.problems import Problem

_OBJECT = frozenset({"object"})
_TEXT = frozenset({"string"})
_OBJECT_KEYWORDS = frozenset({"required", "properties", "dependentRequired", "dependentSchemas"})
_NOT_COMPILED = ("unevaluatedProperties", "unevaluatedItems", "$dynamicRef", "$recursiveRef")


class CannotCompile(Exception):
    """A condition that cannot be checked before sending; says which part, and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class Place(Protocol):
    """What is known of the values that a schema is about."""

    @property
    def kinds(self) -> frozenset[str] | None:
        """The JSON types they may have, None if any."""
        ...

    @property
    def sent(self) -> bool:
        """Whether there can be a value in a request at all."""
        ...

    def member(self, name: str) -> Place:
        """What is known of a property."""
        ...

    def item(self) -> Place:
        """What is known of the items of a list."""
        ...


@dataclass(frozen=True, slots=True)
class Anywhere:
    """A place of which nothing is known."""

    kinds: frozenset[str] | None = None
    sent: bool = True

    def member(self, name: str) -> Place:
        """Nothing is known of it either."""
        return ANYWHERE

    def item(self) -> Place:
        """Nothing is known of it either."""
        return ANYWHERE


ANYWHERE = Anywhere()


def compile_test(schema: Node, place: Place, *, premise: bool = False) -> c.Test:
    """The test that a schema is.

    Args:
        schema: the schema.
        place: what is known of the values.
        premise: whether it says when a rule applies; then a property that is never sent is known to be missing.

    Raises:
        CannotCompile: it says something that is no condition on a single request.
    """
    return _Reader(premise).read(schema, place)


class _Reader:
    def __init__(self, premise: bool) -> None:
        self.premise = premise
        self.references: list[tuple[str, ...]] = []

    def read(self, schema: Node, place: Place) -> c.Test:
        if isinstance(schema.value, bool):
            return c.Always(schema.value)
        if not is_object(schema.value):
            raise CannotCompile(schema.problem("a condition is a schema"))
        for keyword in _NOT_COMPILED:
            if schema.plain(keyword) not in (None, True):
                raise CannotCompile(_problem(schema, keyword))
        tests = [
            *_of_sizes(schema),
            *self._of_objects(schema, place),
            *(read(self, schema, place) for key, read in _KEYWORDS.items() if key in schema),
        ]
        return c.all_of(tests)

    # -- objects ---------------------------------------------------------------------------------------------------

    def _of_objects(self, schema: Node, place: Place) -> Iterator[c.Test]:
        """What the keywords say that are about objects and let everything else pass."""
        if not _OBJECT_KEYWORDS & as_object(schema.value).keys():
            return
        required = [name for name in as_list(schema.plain("required")) if isinstance(name, str)]
        entries: list[tuple[c.Path, c.Test]] = [((Text(name),), c.GIVEN) for name in required]
        for name, inner in _members(schema, "properties"):
            entries.append(((Text(name),), self._property(inner, place.member(name))))
        missing = self.premise and any(not place.member(name).sent for name in required)
        yield _unless_other(c.FALSE if missing else c.fields(entries), place)
        yield from self._dependent(schema, place)

    def _property(self, schema: Node, place: Place) -> c.Test:
        return c.if_given(self.read(schema, place)) if place.sent else c.TRUE

    def _dependent(self, schema: Node, place: Place) -> Iterator[c.Test]:
        for name, names in _members(schema, "dependentRequired"):
            needed = [((Text(each),), c.GIVEN) for each in as_list(names.value)]
            yield c.any_of([c.fields([((Text(name),), c.ABSENT)]), c.fields(needed)])
        for name, inner in _members(schema, "dependentSchemas"):
            yield c.any_of([c.fields([((Text(name),), c.ABSENT)]), self.read(inner, place)])

    # -- lists -----------------------------------------------------------------------------------------------------

    def items(self, schema: Node, place: Place) -> c.Test:
        """`items`, for those after the ones that `prefixItems` is about."""
        if schema.plain("items") is False:
            return c.Sized("Count", 0, len(as_list(schema.plain("prefixItems"))))
        inner = self.read(schema["items"], place.item())
        if inner == c.TRUE:
            return inner
        return c.Each(inner, len(as_list(schema.plain("prefixItems"))))

    def prefix_items(self, schema: Node, place: Place) -> c.Test:
        """`prefixItems`: by position."""
        elements = enumerate(schema["prefixItems"].elements())
        return c.fields(
            ((index,), c.if_given(self.read(element, place.item()))) for index, element in elements
        )

    def contains(self, schema: Node, place: Place) -> c.Test:
        """`contains` with its numbers."""
        inner = self.read(schema["contains"], place.item())
        return c.Contains(inner, _number(schema, "minContains", 1), _limit(schema, "maxContains"))

    # -- objects whose members are not known -----------------------------------------------------------------------

    def property_names(self, schema: Node, place: Place) -> c.Test:
        """`propertyNames`."""
        inner = self.read(schema["propertyNames"], Anywhere(_TEXT))
        return inner if inner == c.TRUE else c.Names(inner)

    def pattern_properties(self, schema: Node, place: Place) -> c.Test:
        """`patternProperties`: the members that each pattern is about."""
        tests = [
            (_regular(schema["patternProperties"], pattern), self.read(inner, place.member("")))
            for pattern, inner in _members(schema, "patternProperties")
        ]
        return c.all_of(c.Members(pattern, t) for pattern, t in tests if t != c.TRUE)

    def other_properties(self, schema: Node, place: Place) -> c.Test:
        """`additionalProperties`, where it says that there are no others."""
        said = schema.plain("additionalProperties")
        if said in (True, {}):
            return c.TRUE
        if said is not False:
            raise CannotCompile(_problem(schema, "additionalProperties"))
        known = [Text(name) for name, _ in _members(schema, "properties")]
        patterns = [
            c.Matches(_regular(schema["patternProperties"], pattern))
            for pattern, _ in _members(schema, "patternProperties")
        ]
        return c.Names(c.any_of([*([c.one_of(known)] if known else []), *patterns]))

    # -- combinations ----------------------------------------------------------------------------------------------

    def all_of(self, schema: Node, place: Place) -> c.Test:
        """`allOf`."""
        return c.all_of(self.read(each, place) for each in schema["allOf"].elements())

    def any_of(self, schema: Node, place: Place) -> c.Test:
        """`anyOf`."""
        return c.any_of([self.read(each, place) for each in schema["anyOf"].elements()])

    def one_of(self, schema: Node, place: Place) -> c.Test:
        """`oneOf`."""
        return c.exactly_one([self.read(each, place) for each in schema["oneOf"].elements()])

    def not_(self, schema: Node, place: Place) -> c.Test:
        """`not`."""
        return c.not_(self.read(schema["not"], place))

    def condition(self, schema: Node, place: Place) -> c.Test:
        """`if` inside of a condition: in both cases what then holds."""
        test = self.read(schema["if"], place)
        then = self.read(schema["then"], place) if "then" in schema else c.TRUE
        otherwise = self.read(schema["else"], place) if "else" in schema else c.TRUE
        return c.all_of([c.any_of([c.not_(test), then]), c.any_of([test, otherwise])])

    def reference(self, schema: Node, place: Place) -> c.Test:
        """`$ref`: the schema that it leads to."""
        target = schema.resolve()
        if target.path in self.references:
            raise CannotCompile(
                schema.problem("a condition that contains itself cannot be checked")
            )
        self.references.append(target.path)
        test = self.read(target, place)
        self.references.pop()
        return test


def _unless_other(test: c.Test, place: Place) -> c.Test:
    """A test of objects that lets other values pass, where there may be others."""
    tells = not isinstance(test, c.Fields) or any(c.needs_value(t) for _, t in test.entries)
    if place.kinds == _OBJECT or test == c.TRUE or not tells:
        return test
    return c.any_of([c.Not(c.IsA(("object",))), test])


def _members(schema: Node, keyword: str) -> Iterator[tuple[str, Node]]:
    node = schema.get(keyword)
    yield from node.items() if node is not None else ()


# -- single values -------------------------------------------------------------------------------------------------


def _type(reader: _Reader, schema: Node, place: Place) -> c.Test:
    given = schema.plain("type")
    kinds = tuple(kind for kind in (as_list(given) or [given]) if isinstance(kind, str))
    accepted = {*kinds, "integer"} if "number" in kinds else {*kinds}
    if place.kinds is not None and place.kinds <= accepted:
        return c.TRUE
    return c.IsA(kinds)


def _const(reader: _Reader, schema: Node, place: Place) -> c.Test:
    return c.one_of([_constant(schema.plain("const"))])


def _enum(reader: _Reader, schema: Node, place: Place) -> c.Test:
    return c.one_of(map(_constant, as_list(schema.plain("enum"))))


def _constant(value: object) -> c.Value:
    if isinstance(value, str):
        return Text(value)
    return value if value is None or isinstance(value, bool | int | float) else Sample(value)


def _pattern(reader: _Reader, schema: Node, place: Place) -> c.Test:
    pattern = schema.plain("pattern")
    return c.Matches(_regular(schema["pattern"], pattern)) if isinstance(pattern, str) else c.TRUE


def _regular(node: Node, pattern: str) -> Text:
    """A pattern in Python's dialect."""
    try:
        return Text(python_pattern(pattern))
    except re.error as error:
        raise CannotCompile(
            node.problem(f"Python cannot read the pattern {pattern}: {error}")
        ) from None


def _between(reader: _Reader, schema: Node, place: Place) -> c.Test:
    limits = [_bound(schema, each) for each in _BOUNDS]
    return c.Between(*limits) if limits != [None] * 4 else c.TRUE


_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


def _bound(schema: Node, keyword: str) -> int | float | None:
    value = schema.plain(keyword)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _multiple(reader: _Reader, schema: Node, place: Place) -> c.Test:
    factor = _bound(schema, "multipleOf")
    return c.MultipleOf(factor) if factor is not None and factor > 0 else c.TRUE


def _distinct(reader: _Reader, schema: Node, place: Place) -> c.Test:
    return c.Distinct() if schema.plain("uniqueItems") is True else c.TRUE


def _of_sizes(schema: Node) -> Iterator[c.Test]:
    """How long, how many, how large."""
    for what, unit in _SIZES:
        low, high = _number(schema, f"min{unit}", 0), _limit(schema, f"max{unit}")
        if low or high is not None:
            yield c.Sized(what, low, high)


_SIZES: tuple[tuple[Literal["Length", "Count", "Size"], str], ...] = (
    ("Length", "Length"),
    ("Count", "Items"),
    ("Size", "Properties"),
)


def _number(schema: Node, keyword: str, otherwise: int) -> int:
    value = _limit(schema, keyword)
    return otherwise if value is None else value


def _limit(schema: Node, keyword: str) -> int | None:
    value = _bound(schema, keyword)
    return int(value) if value is not None and value == int(value) else None


def _problem(schema: Node, keyword: str) -> Problem:
    return schema[keyword].problem(
        f"{keyword} cannot be checked in a condition", "name the properties that it is about"
    )


_Read = Callable[[_Reader, Node, Place], c.Test]
_KEYWORDS: Mapping[str, _Read] = {
    "$ref": _Reader.reference,
    "propertyNames": _Reader.property_names,
    "patternProperties": _Reader.pattern_properties,
    "additionalProperties": _Reader.other_properties,
    "type": _type,
    "const": _const,
    "enum": _enum,
    "minimum": _between,
    "maximum": _between,
    "exclusiveMinimum": _between,
    "exclusiveMaximum": _between,
    "multipleOf": _multiple,
    "pattern": _pattern,
    "uniqueItems": _distinct,
    "items": _Reader.items,
    "prefixItems": _Reader.prefix_items,
    "contains": _Reader.contains,
    "allOf": _Reader.all_of,
    "anyOf": _Reader.any_of,
    "oneOf": _Reader.one_of,
    "not": _Reader.not_,
    "if": _Reader.condition,
}
