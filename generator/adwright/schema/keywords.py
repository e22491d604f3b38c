"""Which keywords of a schema say what a value is; the others, rules and annotations, make no type."""

from __future__ import annotations

from adwright.document.node import Node
from adwright.document.text.source import as_list, as_object

KEYWORDS = frozenset(
    """type properties required items prefixItems enum const additionalProperties patternProperties
    oneOf anyOf format minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength
    maxLength pattern minItems maxItems unevaluatedItems""".split()
)
"""What a schema says of a value by itself."""

STRUCTURE = KEYWORDS | {"$ref", "allOf"}

_NOT_TYPES = frozenset({"required", "format"})  # alone they say nothing of what a value is


def says_something(node: Node) -> bool:
    """Whether a schema says what a value is."""
    return bool((STRUCTURE & as_object(node.value).keys()) - _NOT_TYPES)


def strings(node: Node, key: str) -> list[str]:
    """The strings of a keyword that takes one or a list of them, such as `type` and `required`."""
    value = node.plain(key)
    return [
        v for v in ([value] if isinstance(value, str) else as_list(value)) if isinstance(v, str)
    ]
