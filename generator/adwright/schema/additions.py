"""Whether what stands beside a schema adds anything to it: keywords that add nothing make no class."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from adwright.document.node import Node
from adwright.document.text.source import as_object
from adwright.schema.conditions import fields_under_conditions
from adwright.schema.keywords import STRUCTURE, strings
from adwright.schema.kinds import with_whole_numbers
from adwright.schema.shapes import ObjectShape, Shape

if TYPE_CHECKING:
    from adwright.schema.reading import ShapeReader

_COMPARED = frozenset({"type", "properties", "required", "$ref", "allOf"})


def adds_to(part: Node, others: Iterable[Node], reader: ShapeReader) -> bool:
    """Whether a schema says more of an object than each of some others does itself; types apart."""
    if STRUCTURE & part.value.keys() - _COMPARED or fields_under_conditions(part, ()):
        return True
    return any(_says_more(part, reader.follow(other)[1]) for other in others)


def narrows(part: Node, other: Node, reader: ShapeReader) -> bool:
    """Whether a schema allows fewer types than another one."""
    allowed = with_whole_numbers(strings(part, "type"))
    return bool(allowed) and not reader.kinds(other) <= allowed


def _says_more(part: Node, shape: Shape) -> bool:
    properties = as_object(part.plain("properties"))
    required = strings(part, "required")
    if not isinstance(shape.form, ObjectShape):
        return bool(properties or required)
    known = {prop.wire: prop for prop in shape.form.properties}
    return any(
        name not in known or known[name].node.value != v for name, v in properties.items()
    ) or any(name not in known or not known[name].required for name in required)
