"""The keywords of JSON Schema that judge a value, and whether what a document gives them can be used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from adwright.bundle.bounds import Bounds
from adwright.document.node import Node
from adwright.document.text.source import describe, is_array, is_object
from adwright.extensions.rules import COMPARE
from adwright.problems import Id, Problem

TYPES = ("string", "integer", "number", "boolean", "array", "object", "null")

# Those that hold schemas: one, a list or a map of them.
ONE = frozenset(
    """items additionalProperties unevaluatedProperties unevaluatedItems propertyNames contains not
    if then else""".split()
)
LISTS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
MAPS = frozenset({"properties", "patternProperties", "dependentSchemas"})


_REQUIRED = "required is a list of names, on the object that has the properties"


def plain_keyword(key: str, node: Node, problems: list[Problem], bounds: Bounds) -> dict[str, Any]:
    """A keyword that holds no schema, as the engine takes it.

    Args:
        key: the keyword.
        node: what it is given.
        problems: where it is noted that a keyword cannot be judged by.
        bounds: what room is left for patterns.

    Returns:
        The keyword; nothing where it says nothing or cannot be used.
    """
    if key == "pattern":
        return _pattern(node, problems, bounds)
    check = _CHECKS.get(key)
    if check is None:
        return {}
    if node.value is None and key != "const":
        return {}  # many documents write null for nothing
    value = check(node.value)
    if value is _WRONG:
        what = f"{key} is {describe(node.value)} that cannot be used"
        hint = _REQUIRED if key == "required" else ""
        problems.append(node.problem(Id.KEYWORD_UNUSABLE, f"not judged: {what}", hint))
        return {}
    return {key: value}


def pattern_names(node: Node, problems: list[Problem], bounds: Bounds) -> dict[str, Node]:
    """The members of `patternProperties` whose patterns the engine knows."""
    result: dict[str, Node] = {}
    for name, member in node.items():
        known = _pattern(Node(node.document, member.path, name), problems, bounds)
        if known:
            result[known["pattern"]] = member
    return result


def _pattern(node: Node, problems: list[Problem], bounds: Bounds) -> dict[str, Any]:
    known = bounds.pattern(node.value) if isinstance(node.value, str) else None
    if known is not None:
        return {"pattern": known}
    shown = node.value[:80] if isinstance(node.value, str) else describe(node.value)
    message = f"not judged: the pattern {shown!r} is not one that can be checked"
    if bounds.is_full:
        message += ", or one too many with large counts"
    hint = "write it as JavaScript reads it, with small counts"
    problems.append(node.problem(Id.PATTERN_NOT_SUPPORTED, message, hint))
    return {}


_WRONG = object()


def _number(value: Any) -> Any:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else _WRONG


def _divisor(value: Any) -> Any:
    return value if _number(value) is not _WRONG and value > 0 else _WRONG


def _count(value: Any) -> Any:
    whole = _number(value) is not _WRONG and value >= 0 and value == int(value)
    return int(value) if whole else _WRONG


def _names(value: Any) -> Any:
    if not is_array(value):
        return _WRONG
    return [*dict.fromkeys(name for name in value if isinstance(name, str))]


def _dependent(value: Any) -> Any:
    if not is_object(value):
        return _WRONG
    return {key: _names(names) for key, names in value.items() if is_array(names)}


def _type(value: Any) -> Any:
    if isinstance(value, str):
        return value if value in TYPES else _WRONG
    known = [kind for kind in TYPES if is_array(value) and kind in value]
    return known if known and len(known) >= len(set(map(str, value))) else _WRONG


def _instance(kind: type) -> Callable[[Any], Any]:
    return lambda value: value if isinstance(value, kind) else _WRONG


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "type": _type,
    "const": lambda value: value,
    "enum": _instance(list),
    "multipleOf": _divisor,
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), _number),
    **dict.fromkeys(
        """minLength maxLength minItems maxItems minContains maxContains minProperties
        maxProperties""".split(),
        _count,
    ),
    "uniqueItems": _instance(bool),
    "required": _names,
    "dependentRequired": _dependent,
    COMPARE.name: lambda value: value if COMPARE.fits(value) else _WRONG,
    **dict.fromkeys(("format", "contentMediaType", "contentEncoding"), _instance(str)),
}
"""Keyword to what makes a value of it one that the engine takes, or marks it as wrong."""
