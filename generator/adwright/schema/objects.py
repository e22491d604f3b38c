"""Objects: `properties`, `required`, `additionalProperties`, `unevaluatedProperties`, `patternProperties`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adwright.document.node import Node
from adwright.document.text.source import is_object
from adwright.schema.combined import Together
from adwright.schema.conditions import fields_under_conditions
from adwright.schema.keywords import says_something, strings
from adwright.schema.shapes import MapShape, ObjectShape, Property

OF_OBJECTS = frozenset({"properties", "additionalProperties", "patternProperties"})


def object_shape(parts: Sequence[Node], whole: Node, together: Together) -> ObjectShape | MapShape:
    """The object that some schemas describe together.

    Args:
        parts: the schemas, base before derived.
        whole: the schema whose parts they are, below which stands what they say together.
        together: makes one schema of several.
    """
    required = {name for part in parts for name in strings(part, "required")}
    properties = _properties(parts, whole, together)
    further, is_closed = _further(parts, whole, together)
    patterns = _patterns(parts, whole, together)
    values = [*patterns, *([further] if further is not None else [])]
    if not properties and (values or not is_closed):
        return MapShape((*values,) if all(map(says_something, values)) else ())
    if further is None and not is_closed:
        properties |= _undescribed(parts, required - properties.keys())
    named = (
        Property(wire, node, wire in required)
        for wire, node in properties.items()
        if node.value is not False
    )
    return ObjectShape((*named,), _either(values, parts))


def _properties(parts: Sequence[Node], whole: Node, together: Together) -> dict[str, Node]:
    """The schema of each property, those that are named under a condition last."""
    described: dict[str, list[Node]] = {}
    for part in parts:
        for name, node in part["properties"].items() if is_object(part.plain("properties")) else ():
            described.setdefault(name, []).append(node)
    found = {
        name: together.schema(nodes, (*whole.path, "properties", name))
        for name, nodes in described.items()
    }
    for part in parts:
        later = fields_under_conditions(part, parts)
        found |= {name: node for name, node in later.items() if name not in found}
    return found


def _further(parts: Sequence[Node], whole: Node, together: Together) -> tuple[Node | None, bool]:
    """What is said of members that no property names, and whether there are none."""
    keys = ("additionalProperties", "unevaluatedProperties")
    said = [part[key] for key in keys for part in parts if key in part]
    if any(node.value is False for node in said):
        return None, True
    telling = [node for node in said if node.value is not True] or said
    path = (*whole.path, "additionalProperties")
    return (together.schema(telling, path) if telling else None), False


def _patterns(parts: Sequence[Node], whole: Node, together: Together) -> Iterator[Node]:
    """The schemas of members whose names have a pattern, all that is said of one pattern together."""
    said: dict[str, list[Node]] = {}
    for part in parts:
        for pattern, node in _members(part, "patternProperties"):
            said.setdefault(pattern, []).append(node)
    for pattern, nodes in said.items():
        yield together.schema(nodes, (*whole.path, "patternProperties", pattern))


def _members(part: Node, key: str) -> Iterator[tuple[str, Node]]:
    return part[key].items() if is_object(part.plain(key)) else iter(())


def _either(values: list[Node], parts: Sequence[Node]) -> Node | None:
    """One schema for members under other names; which of several is for a member, its name tells."""
    if len(values) < 2:
        return values[0] if values else None
    is_known = all(map(says_something, values))
    path = (*parts[-1].path, "values")
    either = {"anyOf": [value.value for value in values]}
    return Node(parts[-1].document, path, either if is_known else True)


def _undescribed(parts: Sequence[Node], missing: set[str]) -> dict[str, Node]:
    """Properties that must be there although nothing says what they are: anything."""
    return {
        name: Node(part.document, (*part.path, "required", str(index)), {})
        for part in parts
        for index, name in enumerate(strings(part, "required"))
        if name in missing
    }
