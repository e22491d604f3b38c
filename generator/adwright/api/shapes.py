"""A schema node to its shape: what JSON Schema says in many ways, said in one.

`allOf` is merged, `$ref`s with siblings and `oneOf`/`anyOf` are sorted out, null is set apart. A shape refers to the
nodes below it; it decides no name and no view.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from adwright.api.patterns import python_pattern
from adwright.api.text import Constant, Text
from adwright.api.types import Bounds, Scalar, ScalarKind
from adwright.document.doubts import MOST_COUNT
from adwright.document.node import Node
from adwright.document.source import as_object, is_array, is_object
from adwright.problems import SpecError


@dataclass(frozen=True, slots=True)
class Property:
    """A property of an object: the node that stands under its name, and whether `required` lists it."""

    wire: str
    node: Node
    required: bool


@dataclass(frozen=True, slots=True)
class ObjectShape:
    """An object with known properties. `extra`: the schema of further ones, None when nothing is said of them."""

    properties: tuple[Property, ...]
    extra: Node | None


@dataclass(frozen=True, slots=True)
class MapShape:
    """An object of unknown keys; `values` are the possible schemas of a value, none for anything."""

    values: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ArrayShape:
    """An array; `items` are the possible schemas of an item, none for anything."""

    items: tuple[Node, ...]
    bounds: Bounds


@dataclass(frozen=True, slots=True)
class EnumShape:
    """One of the values listed."""

    values: tuple[Constant, ...]


@dataclass(frozen=True, slots=True)
class UnionShape:
    """One of several schemas; a discriminator names the property that tells which."""

    members: tuple[Node, ...]
    discriminator: Text | None = None


@dataclass(frozen=True, slots=True)
class ScalarsShape:
    """A scalar, or one of several kinds of scalar."""

    scalars: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class RefShape:
    """Another schema, as it is."""

    target: Node


Form: TypeAlias = (
    ObjectShape | MapShape | ArrayShape | EnumShape | UnionShape | ScalarsShape | RefShape
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value looks like, and whether it may be null."""

    form: Form
    nullable: bool = False


ANYTHING = ScalarsShape((Scalar("any"),))

# Keywords that say what a value is. Others (rules, annotations) do not make a schema another one.
_KEYWORDS = frozenset(
    """type properties required items prefixItems enum const additionalProperties patternProperties
    oneOf anyOf format minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength
    maxLength pattern minItems maxItems""".split()
)
_STRUCTURE = _KEYWORDS | {"$ref", "allOf"}
_KINDS: tuple[ScalarKind, ...] = ("string", "integer", "number", "boolean")


_NOT_TYPES = frozenset({"required", "format"})  # alone they say nothing of what a value is


def shape_of(node: Node) -> Shape:
    """The shape of a schema.

    Raises:
        SpecError: `$ref`s or `allOf`s that contain themselves.
    """
    gathered = list(_gather(node))
    if not gathered:
        return Shape(ANYTHING)
    if len(gathered) == 1 and gathered[0].is_ref:
        return Shape(RefShape(gathered[0].node))
    return _merge(_expand(gathered, (node.path,)))


@dataclass(frozen=True, slots=True)
class _Part:
    """One of the nodes whose keywords all hold: another schema referred to, or keywords of its own."""

    node: Node
    is_ref: bool


def _gather(node: Node) -> Iterator[_Part]:
    if isinstance(node.plain("$ref"), str):
        yield _Part(node.resolve(), is_ref=True)
    if "allOf" in node:
        for member in node["allOf"].elements():
            if not is_object(member.plain("x-rule")):  # a rule does not make a type
                yield from _gather(member)
    if _KEYWORDS & as_object(node.value).keys():
        yield _Part(node, is_ref=False)


def _expand(parts: list[_Part], stack: tuple[tuple[str, ...], ...]) -> list[Node]:
    """The parts with every reference followed, base before derived."""
    nodes: list[Node] = []
    for part in parts:
        if not part.is_ref:
            nodes.append(part.node)
            continue
        if part.node.path in stack:
            loop = " -> ".join(
                path[-1] for path in (*stack[stack.index(part.node.path) :], part.node.path)
            )
            raise SpecError([part.node.problem(f"allOf contains itself: {loop}", "break the loop")])
        nodes += _expand(list(_gather(part.node)), (*stack, part.node.path))
    return nodes


def _merge(parts: list[Node]) -> Shape:
    """The shape of a value that all the parts describe; where they disagree the last wins."""
    types, nullable = _types(parts)
    unions = [
        (part, key) for part in parts for key in ("oneOf", "anyOf") if _alternatives(part, key)
    ]
    if unions and not (types and types <= {*_KINDS}):
        return _union(parts, unions, nullable)
    enums = [part for part in parts if "enum" in part or "const" in part]
    if enums:
        return _enum(enums[-1], nullable)
    return Shape(_form(parts, types), nullable)


def _types(parts: list[Node]) -> tuple[set[str], bool]:
    """The JSON types a value may have, null apart."""
    lists = [_as_list(part.value["type"]) for part in parts if "type" in part]
    lists = [[t for t in types if isinstance(t, str)] for types in lists]
    nullable = bool(lists) and all("null" in types for types in lists)
    real = [types for types in lists if set(types) != {"null"}]
    if real and len(real) < len(lists):  # `allOf` of a type and null: "or null" is what was meant
        nullable = True
    return (set(real[-1]) - {"null"} if real else set()), nullable


def _form(parts: list[Node], types: set[str]) -> Form:
    has = {key for part in parts for key in part.value}
    if "object" in types or (
        not types and has & {"properties", "additionalProperties", "patternProperties"}
    ):
        return ANYTHING if types - {"object"} else _object(parts)
    if "array" in types or (not types and has & {"items", "prefixItems"}):
        return ANYTHING if types - {"array"} else _array(parts)
    kinds = [kind for kind in _KINDS if kind in types]
    if not kinds and "null" in {
        t for part in parts for t in _as_list(part.value.get("type")) if isinstance(t, str)
    }:
        return ScalarsShape((Scalar("null"),))
    if not kinds:
        return ANYTHING
    return ScalarsShape(tuple(_scalar(parts, kind) for kind in kinds))


def _object(parts: list[Node]) -> Form:
    properties: dict[str, Node] = {}
    required: set[str] = set()
    for part in parts:
        properties |= dict(part["properties"].items()) if "properties" in part else {}
        required |= {name for name in _as_list(part.value.get("required")) if isinstance(name, str)}
    extra = next(
        (
            part["additionalProperties"]
            for part in reversed(parts)
            if "additionalProperties" in part
        ),
        None,
    )
    if extra is not None and extra.value is False:
        extra = None
    patterns = [
        node
        for part in parts
        if "patternProperties" in part
        for _, node in part["patternProperties"].items()
    ]
    if not properties:
        values = [*patterns, *([extra] if extra is not None else [])]
        return MapShape(tuple(values) if all(_says_something(value) for value in values) else ())
    properties |= _undescribed(parts, required - properties.keys()) if extra is None else {}
    named = tuple(
        Property(wire, node, wire in required)
        for wire, node in properties.items()
        if node.value is not False
    )
    return ObjectShape(named, extra if extra is not None else (patterns[0] if patterns else None))


def _undescribed(parts: list[Node], missing: set[str]) -> dict[str, Node]:
    """Properties that must be there although nothing says what they are: anything."""
    if any(part.plain("additionalProperties") is False for part in parts):
        return {}
    return {
        name: Node(part.document, (*part.path, "required", str(index)), {})
        for part in parts
        for index, name in enumerate(_as_list(part.plain("required")))
        if isinstance(name, str) and name in missing
    }


def _array(parts: list[Node]) -> ArrayShape:
    items = [part["items"] for part in parts if "items" in part][-1:]
    prefix = [
        node for part in parts if "prefixItems" in part for node in part["prefixItems"].elements()
    ]
    nodes = [*prefix, *(node for node in items if node.value is not False)]
    known = tuple(nodes) if all(_says_something(node) for node in nodes) else ()
    return ArrayShape(
        known, Bounds(min_items=_count(parts, "minItems"), max_items=_count(parts, "maxItems"))
    )


def _scalar(parts: list[Node], kind: str) -> Scalar:
    if kind == "string":
        format_ = next((part.value["format"] for part in reversed(parts) if "format" in part), None)
        if format_ in ("date-time", "date", "binary"):
            return Scalar(format_)
        pattern = _last(parts, "pattern", str)
        return Scalar(
            "string",
            Bounds(
                min_length=_count(parts, "minLength"),
                max_length=_count(parts, "maxLength"),
                pattern=_pattern(pattern),
            ),
        )
    if kind in ("integer", "number"):
        multiple = _last(parts, "multipleOf", (int, float))
        return Scalar(
            "integer" if kind == "integer" else "number",
            Bounds(
                minimum=_last(parts, "minimum", (int, float)),
                maximum=_last(parts, "maximum", (int, float)),
                exclusive_minimum=_last(parts, "exclusiveMinimum", (int, float)),
                exclusive_maximum=_last(parts, "exclusiveMaximum", (int, float)),
                multiple_of=multiple if multiple and multiple > 0 else None,
            ),
        )
    return Scalar("boolean")


def _enum(node: Node, nullable: bool) -> Shape:
    values = [node.value["const"]] if "const" in node else _as_list(node.value["enum"])
    if any(isinstance(value, dict | list) for value in values):
        return Shape(ANYTHING)
    if any(isinstance(value, float) for value in values):
        return Shape(_kinds_of(values), nullable or None in values)
    distinct: dict[Any, Any] = {
        (type(value), value): value for value in values if value is not None
    }
    nullable = nullable or None in values
    if not distinct:
        return Shape(ScalarsShape((Scalar("null"),)) if nullable else ANYTHING)
    constants = (Text(value) if isinstance(value, str) else value for value in distinct.values())
    return Shape(EnumShape(tuple(constants)), nullable)


def _kinds_of(values: list[Any]) -> ScalarsShape:
    """The kinds of some values: all that can be said of an enum with a fraction, which Python has no type for."""
    found = {_kind_of(value) for value in values if value is not None}
    return ScalarsShape(tuple(Scalar(kind) for kind in _KINDS if kind in found))


def _kind_of(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "string" if isinstance(value, str) else "number"


def _union(parts: list[Node], unions: list[tuple[Node, str]], nullable: bool) -> Shape:
    if len(unions) > 1:
        return Shape(ANYTHING)
    owner, key = unions[0]
    base = [part for part in parts if part is not owner]
    rest = {
        k: v
        for k, v in owner.value.items()
        if k not in (key, "discriminator", "type", "$ref", "allOf")
    }
    if _STRUCTURE & rest.keys():
        base.append(Node(owner.document, owner.path, rest))
    base = [part for part in base if _STRUCTURE & part.value.keys() - {"type"}]
    members = _alternatives(owner, key)
    real = [member for member in members if not _is_null(member)]
    nullable = nullable or len(real) < len(members)
    enums = [_merge(_expand(list(_gather(member)), ())) for member in real] if not base else []
    if real and enums and all(isinstance(shape.form, EnumShape) for shape in enums):
        values = [
            value
            for shape in enums
            if isinstance(shape.form, EnumShape)
            for value in shape.form.values
        ]
        return Shape(
            EnumShape(tuple(dict.fromkeys(values))),
            nullable or any(shape.nullable for shape in enums),
        )
    if base:
        real = [_with_base(member, base, owner) for member in real]
    name = as_object(owner.plain("discriminator")).get("propertyName")
    return Shape(UnionShape(tuple(real), Text(name) if isinstance(name, str) else None), nullable)


def _with_base(member: Node, base: list[Node], owner: Node) -> Node:
    """A member of a union together with what stands beside the union.

    With what comes from outside the union's own schema it is another schema than the member alone, and has a place
    of its own, below what was added.
    """
    own = [{k: v for k, v in part.value.items() if k not in ("$ref", "allOf")} for part in base]
    outside = [part for part in base if part.path != owner.path]
    path = (*outside[-1].path, *member.path[-2:]) if outside else member.path
    return Node(member.document, path, {"allOf": [*own, member.value]})


def _alternatives(part: Node, key: str) -> list[Node]:
    """The members of a `oneOf` or `anyOf` if they tell types apart; some only list what is required."""
    if key not in part or (key == "anyOf" and _alternatives(part, "oneOf")):
        return []
    members = list(part[key].elements())
    return members if all(_says_something(member) for member in members) else []


def describes_types(part: Node, key: str) -> bool:
    """Whether a `oneOf` or `anyOf` tells types apart, and is no condition on one type."""
    return part.plain("type") not in _KINDS and bool(_alternatives(part, key))


def _says_something(node: Node) -> bool:
    return bool((_STRUCTURE & as_object(node.value).keys()) - _NOT_TYPES)


def _is_null(node: Node) -> bool:
    const_null = "const" in node and node.plain("const") is None
    return node.plain("type") in ("null", ["null"]) or const_null or node.plain("enum") == [None]


def _as_list(value: Any) -> list[Any]:
    return value if is_array(value) else [] if value is None else [value]


def _last(parts: list[Node], key: str, kind: Any) -> Any:
    values = [
        part.value[key] for part in parts if key in part and isinstance(part.value[key], kind)
    ]
    return next((value for value in reversed(values) if not isinstance(value, bool)), None)


def _count(parts: list[Node], key: str) -> int | None:
    value = _last(parts, key, int)
    return value if value is not None and 0 <= value <= MOST_COUNT else None


def _pattern(pattern: str | None) -> Text | None:
    """A pattern, unless it is of a dialect that Python does not read."""
    try:
        return Text(python_pattern(pattern)) if pattern is not None else None
    except re.error:
        return None
