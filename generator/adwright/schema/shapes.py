"""A schema node to its shape: what JSON Schema says in many ways, said in one.

`allOf` is merged, `$ref`s with siblings and `oneOf`/`anyOf` are sorted out, null is set apart. A shape refers to the
nodes below it; it decides no name and no view.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, TypeAlias

from adwright.document.node import Node
from adwright.document.source import as_object, is_array, is_object
from adwright.ir.text import Constant, Text
from adwright.ir.types import Bounds, Scalar, ScalarKind
from adwright.problems import Problem, SpecError
from adwright.schema.combined import WORDS, combined
from adwright.schema.declared import declared
from adwright.schema.scalars import count, scalar


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
    """One of the values listed, or a fraction that is: Python has no type for one fraction."""

    values: tuple[Constant, ...]
    fractions: bool = False


@dataclass(frozen=True, slots=True)
class UnionShape:
    """One of several schemas; a discriminator names the property that tells which, `tags` its value for each."""

    members: tuple[Node, ...]
    discriminator: Text | None = None
    tags: tuple[tuple[Text, int], ...] = ()


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
    """What a value looks like, and whether it may be null; `doubt` says what could not be told of it."""

    form: Form
    nullable: bool = False
    doubt: Problem | None = None


MOST_COMBINATIONS = 64
"""Combinations of the members of several unions that one value may be of."""

ANYTHING = ScalarsShape((Scalar("any"),))

# Keywords that say what a value is. Others (rules, annotations) do not make a schema another one.
_KEYWORDS = frozenset(
    """type properties required items prefixItems enum const additionalProperties patternProperties
    oneOf anyOf format minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength
    maxLength pattern minItems maxItems""".split()
)
_STRUCTURE = _KEYWORDS | {"$ref", "allOf"}
_KINDS: tuple[ScalarKind, ...] = ("string", "integer", "number", "boolean")


_OF_OBJECTS = {"properties", "additionalProperties", "patternProperties"}
_APPLIED = ("anyOf", "then", "else", "dependentSchemas")
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
    return _merge(_expand(gathered, (node.path,), {node.path}), node)


@dataclass(frozen=True, slots=True)
class _Part:
    """One of the nodes whose keywords all hold: another schema referred to, or keywords of its own."""

    node: Node
    is_ref: bool


def _gather(node: Node) -> Iterator[_Part]:
    if node.is_reference:
        yield _Part(node.resolve(), is_ref=True)
    if "allOf" in node:
        for member in node["allOf"].elements():
            if not is_object(member.plain("x-rule")):  # a rule does not make a type
                yield from _gather(member)
    if _KEYWORDS & as_object(node.value).keys() or _later(node):
        yield _Part(node, is_ref=False)


def _expand(
    parts: list[_Part], stack: tuple[tuple[str, ...], ...], seen: set[tuple[str, ...]]
) -> list[Node]:
    """The parts with every reference followed, base before derived; a schema that is named twice stands once.

    Args:
        parts: the parts.
        stack: the schemas whose parts they are, one within the other.
        seen: all schemas that were read so far.
    """
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
        if part.node.path not in seen:
            seen.add(part.node.path)
            nodes += _expand(list(_gather(part.node)), (*stack, part.node.path), seen)
    return nodes


def _merge(parts: list[Node], whole: Node) -> Shape:
    """The shape of a value that all the parts of a schema describe; where they disagree the last wins."""
    types, nullable = _types(parts)
    unions = [
        (part, key)
        for part in parts
        for key in ("oneOf", "anyOf")
        if _alternatives(part, key) and not _adds_fields(parts, part, key)
    ]
    if unions and not (types and types <= {*_KINDS}):
        return _union(parts, unions, nullable, whole)
    enums = [part for part in parts if "enum" in part or "const" in part]
    if enums:
        return _enum(enums, nullable)
    return Shape(_form(parts, types, whole), nullable)


def _types(parts: list[Node]) -> tuple[set[str], bool]:
    """The JSON types a value may have, null apart."""
    lists = [_as_list(part.value["type"]) for part in parts if "type" in part]
    lists = [[t for t in types if isinstance(t, str)] for types in lists]
    nullable = bool(lists) and all("null" in types for types in lists)
    real = [types for types in lists if set(types) != {"null"}]
    if real and len(real) < len(lists):  # `allOf` of a type and null: "or null" is what was meant
        nullable = True
    found: set[str] = set()
    for types in real:
        both = _of_both(found, set(types) - {"null"})
        found = both or set(types) - {"null"}  # where they contradict each other the last wins
    return found, nullable


def _of_both(some: set[str], others: set[str]) -> set[str]:
    """The types that two schemas allow together; a whole number is a number."""
    both = some & others
    return both | {"integer"} if "integer" in some ^ others and "number" in some ^ others else both


def _form(parts: list[Node], types: set[str], whole: Node) -> Form:
    has = {key for part in parts for key in part.value}
    if types & {"object", "array"} and len(types) > 1:
        return UnionShape(tuple(_of_one_type(parts, types)))
    if "object" in types or (not types and (has & _OF_OBJECTS or any(map(_later, parts)))):
        return _object(parts, whole)
    if "array" in types or (not types and has & {"items", "prefixItems"}):
        return _array(parts, whole)
    kinds = [kind for kind in _KINDS if kind in types]
    if not kinds and "null" in {
        t for part in parts for t in _as_list(part.value.get("type")) if isinstance(t, str)
    }:
        return ScalarsShape((Scalar("null"),))
    if not kinds:
        return ANYTHING
    return ScalarsShape(tuple(scalar(parts, kind) for kind in kinds))


def _of_one_type(parts: list[Node], types: set[str]) -> Iterator[Node]:
    """A schema for each of several types, with all that is said beside them."""
    last = parts[-1]
    for kind in [each for each in (*_KINDS, "array", "object") if each in types]:
        own = [{**part.value, "type": kind} for part in parts]
        yield Node(last.document, (*last.path, kind), own[0] if len(own) == 1 else {"allOf": own})


def _object(parts: list[Node], whole: Node) -> Form:
    described: dict[str, list[Node]] = {}
    required: set[str] = set()
    for part in parts:
        for name, node in part["properties"].items() if "properties" in part else ():
            described.setdefault(name, []).append(node)
        required |= {name for name in _as_list(part.value.get("required")) if isinstance(name, str)}
    properties = {
        name: combined(nodes, (*whole.path, "properties", name, "allOf", ""))
        for name, nodes in described.items()
    }
    for part in parts:
        properties |= {k: v for k, v in _later(part, parts).items() if k not in properties}
    extra = _extra(parts)
    closed = extra is not None and extra.value is False
    if closed:
        extra = None
    patterns = [
        node
        for part in parts
        if "patternProperties" in part
        for _, node in part["patternProperties"].items()
    ]
    values = [*patterns, *([extra] if extra is not None else [])]
    if not properties and (values or not closed):
        return MapShape(tuple(values) if all(_says_something(value) for value in values) else ())
    properties |= _undescribed(parts, required - properties.keys()) if extra is None else {}
    named = tuple(
        Property(wire, node, wire in required)
        for wire, node in properties.items()
        if node.value is not False
    )
    if len(values) > 1:  # which is for a member, its name tells
        either = {"anyOf": [value.value for value in values]}
        known = all(_says_something(value) for value in values)
        path = (*parts[-1].path, "values")
        values = [Node(parts[-1].document, path, either if known else True)]
    return ObjectShape(named, values[0] if values else None)


def _extra(parts: list[Node]) -> Node | None:
    """What is said of members that no property names."""
    keys = ("additionalProperties", "unevaluatedProperties")
    said = (part[key] for key in keys for part in reversed(parts) if key in part)
    return next(said, None)


def _later(part: Node, beside: Sequence[Node] = ()) -> dict[str, Node]:
    """The properties that a schema declares only for some objects: in `then`, `else` and the like."""
    found: dict[str, list[Node]] = {}
    for key in _APPLIED:
        if key not in part or (key == "anyOf" and not _adds_fields([part, *beside], part, key)):
            continue
        branch = Node(part.document, part.path, {key: part.value[key]})
        for name, nodes in declared(branch).items():
            found.setdefault(name, []).extend(nodes)
    return {name: _either(name, nodes) for name, nodes in found.items()}


def _either(name: str, nodes: list[Node]) -> Node:
    """A property that several schemas describe, each for some objects."""
    first = nodes[0]
    values: list[Any] = []
    values += [node.value for node in nodes if node.value not in values]
    if len(values) == 1:
        return first
    known = all(_says_something(node) for node in nodes)
    return Node(first.document, (*first.path, name), {"anyOf": values} if known else True)


def _adds_fields(parts: list[Node], owner: Node, key: str) -> bool:
    """Whether the members of an `anyOf` add properties to an object that has some, instead of being types."""
    if key != "anyOf" or "discriminator" in owner:
        return False
    members = [member.resolve() for member in owner["anyOf"].elements()]
    if not all(_describes_object(member) for member in members):
        return False
    return any(part.plain("properties") for part in parts) or not _alternatives(owner, key)


def _describes_object(node: Node) -> bool:
    others = {"oneOf", "enum", "const"} & as_object(node.value).keys()
    return node.plain("type") in (None, "object") and not others


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


def _array(parts: list[Node], whole: Node) -> ArrayShape:
    said = [part["items"] for part in parts if "items" in part]
    items = [combined(said, (*whole.path, "items", "allOf", ""))] if said else []
    prefix = [
        node for part in parts if "prefixItems" in part for node in part["prefixItems"].elements()
    ]
    nodes = [*prefix, *(node for node in items if node.value is not False)]
    is_open = bool(prefix) and not items  # anything may follow
    known = () if is_open or not all(map(_says_something, nodes)) else tuple(nodes)
    return ArrayShape(
        known,
        Bounds(min_items=count(parts, "minItems", max), max_items=count(parts, "maxItems", min)),
    )


def _enum(nodes: list[Node], nullable: bool) -> Shape:
    lists = [_values(node, "const" if "const" in node else "enum") for node in nodes]
    values = [value for value in lists[-1] if all(value in each for each in lists)] or lists[-1]
    if any(isinstance(value, dict | list) for value in values):
        return Shape(ANYTHING)
    nullable = nullable or None in values
    fractions = any(isinstance(value, float) for value in values)
    distinct: dict[Any, Any] = {
        (type(value), value): value
        for value in values
        if value is not None and not isinstance(value, float)
    }
    if not distinct:
        kind: ScalarKind | None = "number" if fractions else "null" if nullable else None
        return (
            Shape(ScalarsShape((Scalar(kind),)), nullable) if kind is not None else Shape(ANYTHING)
        )
    constants = (Text(value) if isinstance(value, str) else value for value in distinct.values())
    return Shape(EnumShape(tuple(constants), fractions), nullable)


def _values(node: Node, key: str) -> list[Any]:
    return [node.value[key]] if key == "const" else _as_list(node.value[key])


def _union(parts: list[Node], unions: list[tuple[Node, str]], nullable: bool, whole: Node) -> Shape:
    """The shape of one of several; each is what a member says together with what stands beside the union.

    That may be another union: then there is a member for each combination.
    """
    if prod(len(_alternatives(*union)) for union in unions) > MOST_COMBINATIONS:
        words = f"more than {MOST_COMBINATIONS} combinations of alternatives are typed as anything"
        return Shape(ANYTHING, doubt=whole.problem(words))
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
    if not any(_adds(part, members) for part in base):
        base = []
    real = [member for member in members if not _is_null(member)]
    nullable = nullable or len(real) < len(members)
    enums = (
        [_merge(_expand([*_gather(each)], (), set()), each) for each in real] if not base else []
    )
    choices = [shape.form for shape in enums if isinstance(shape.form, EnumShape)]
    if choices and len(choices) == len(real):
        distinct = {(type(value), value): value for each in choices for value in each.values}
        choice = EnumShape((*distinct.values(),), any(each.fractions for each in choices))
        return Shape(choice, nullable or any(shape.nullable for shape in enums))
    if base:
        apart = any(part.path != owner.path for part in base)
        real = [_with_base(member, base, whole.path if apart else owner.path) for member in real]
    if len(real) == 1:
        return Shape(RefShape(real[0]), nullable)
    said = as_object(owner.plain("discriminator"))
    if not isinstance(name := said.get("propertyName"), str):
        return Shape(UnionShape(tuple(real)), nullable)
    names = [_last_step(member.plain("$ref")) for member in members if not _is_null(member)]
    tags = _tags(names, as_object(said.get("mapping")))
    return Shape(UnionShape(tuple(real), Text(name), tuple(tags)), nullable)


def _tags(names: list[str], mapping: Mapping[str, object]) -> Iterator[tuple[Text, int]]:
    """The values of a discriminator that mean a member of a union, by its position; unsaid ones are the names."""
    told = {tag: _last_step(target) for tag, target in mapping.items()}
    for index, name in enumerate(names):
        if name:
            tags = [tag for tag, target in told.items() if target == name]
            yield from ((Text(tag), index) for tag in tags or [name])


def _last_step(reference: object) -> str:
    """The name at the end of a reference."""
    return reference.rsplit("/", 1)[-1].rsplit("#", 1)[-1] if isinstance(reference, str) else ""


def _adds(part: Node, members: list[Node]) -> bool:
    """Whether a schema beside a union says anything that a member of it does not say itself."""
    if part.value.keys() - WORDS - {"type", "properties", "required"}:
        return True
    own, needed = as_object(part.plain("properties")), {*map(str, _as_list(part.plain("required")))}
    for target in (member.resolve() for member in members):
        said = as_object(target.plain("properties"))
        if any(said.get(name) != value for name, value in own.items()):
            return True
        if needed - {*map(str, _as_list(target.plain("required")))}:
            return True
    return False


def _with_base(member: Node, base: list[Node], place: tuple[str, ...]) -> Node:
    """A member of a union together with what stands beside the union, as a schema below a place."""
    own = [{k: v for k, v in part.value.items() if k not in ("$ref", "allOf")} for part in base]
    return Node(member.document, (*place, *member.path[-2:]), {"allOf": [*own, member.value]})


def _alternatives(part: Node, key: str) -> list[Node]:
    """The members of a `oneOf` or `anyOf` if they tell types apart; some only list what is required."""
    if key not in part or (key == "anyOf" and _alternatives(part, "oneOf")):
        return []
    members = list(part[key].elements())
    return members if all(_says_something(member) for member in members) else []


def _says_something(node: Node) -> bool:
    return bool((_STRUCTURE & as_object(node.value).keys()) - _NOT_TYPES)


def _is_null(node: Node) -> bool:
    const_null = "const" in node and node.plain("const") is None
    return node.plain("type") in ("null", ["null"]) or const_null or node.plain("enum") == [None]


def _as_list(value: Any) -> list[Any]:
    return value if is_array(value) else [] if value is None else [value]
