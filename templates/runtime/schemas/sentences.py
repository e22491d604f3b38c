"""What a value should be, in words, for each keyword of JSON Schema that may refuse it."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ..shapes import is_dict, is_list

_SECRET = re.compile(r"passw|secret|token|api_?key|credential", re.IGNORECASE)
_MOST = 12  # values that a sentence lists

_TYPES = {
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "string": "text",
    "array": "a list",
    "object": "an object",
    "null": "null",
}
_FORMATS = {
    "date-time": "a date and time with its zone, such as 2027-03-01T09:30:00Z",
    "date-time-zone-optional": "a date and time, such as 2027-03-01T09:30:00",
    "date": "a date, such as 2027-03-01",
    "time": "a time of day with its zone, such as 09:30:00Z",
    "duration": "a duration, such as P1DT12H",
    "uuid": "a UUID",
    "email": "an e-mail address",
    "ipv4": "an IPv4 address",
    "ipv6": "an IPv6 address",
    "byte": "text in base 64",
    "uri": "a URI",
    "hostname": "a host name",
}


def phrase(kind: Any, value: Any, schema: Mapping[str, Any]) -> str:
    """What a value must be or have, and what it is instead.

    Args:
        kind: The kind of the validator's error.
        value: The value.
        schema: The schema that refuses it.
    """
    name = kind.name
    if name == "type":
        return f"must be {types(kind.types)}, not {show(value)}"
    if name == "format":
        return f"must be {_FORMATS.get(kind.format, f'of the format {kind.format}')}, not {show(value)}"
    if name == "enum":
        return f"must be {listed(kind.options)}, not {show(value)}{_meant(value, kind.options)}"
    if name == "not":
        return f"must not be {_refused(schema.get('not'), value)}"
    if name == "contains":
        return _contains(schema)
    if name in _LIMITS:
        return f"{_LIMITS[name](schema.get(name))}, not {_measured(name, value)}"
    return _FIXED.get(name, "is not as described")


def types(names: Iterable[str]) -> str:
    """Types in words."""
    named = [*names]
    if "number" in named and "integer" in named:
        named.remove("integer")
    return " or ".join(_TYPES.get(each, each) for each in named)


def listed(values: Sequence[Any]) -> str:
    """Values to choose from."""
    shown = [show(each) for each in values[:_MOST]]
    if len(values) == 1:
        return shown[0]
    if len(values) > _MOST:
        return f"one of {', '.join(shown)} and {len(values) - _MOST} more"
    return f"{', '.join(shown[:-1])} or {shown[-1]}"


def show(value: Any) -> str:
    """A value as a sentence shows it: short, and nothing of what is inside of it."""
    if is_dict(value):
        return "an object"
    if is_list(value):
        return "a list" if value else "an empty list"
    text = repr(value) if isinstance(value, (str, bool, int, float, type(None))) else str(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def similar(name: str, known: Iterable[str]) -> str:
    """A question whether another name was meant, if one is like it."""
    close = difflib.get_close_matches(name, [*known], 1)
    return f"; did you mean {close[0]}?" if close else ""


def is_secret(path: str) -> bool:
    """Whether the name of a place says that values there are not to be shown."""
    return _SECRET.search(path) is not None


def _meant(value: Any, options: Sequence[Any]) -> str:
    texts = [each for each in options if isinstance(each, str)]
    close = difflib.get_close_matches(value, texts, 1) if isinstance(value, str) else []
    return f"; did you mean {close[0]!r}?" if close else ""


def _count(number: Any, what: str) -> str:
    return f"{number} {what}" if number != 1 else f"1 {what[:-1]}"


_LIMITS: Mapping[str, Callable[[Any], str]] = {
    "const": lambda n: f"must be {show(n)}",
    "minimum": lambda n: f"must be at least {n}",
    "maximum": lambda n: f"must be at most {n}",
    "exclusiveMinimum": lambda n: f"must be greater than {n}",
    "exclusiveMaximum": lambda n: f"must be less than {n}",
    "multipleOf": lambda n: f"must be a multiple of {n}",
    "pattern": lambda n: f"must match the pattern {n}",
    "minLength": lambda n: f"must have at least {_count(n, 'characters')}",
    "maxLength": lambda n: f"must have at most {_count(n, 'characters')}",
    "minItems": lambda n: f"must have at least {_count(n, 'items')}",
    "maxItems": lambda n: f"must have at most {_count(n, 'items')}",
    "minProperties": lambda n: f"must have at least {_count(n, 'members')}",
    "maxProperties": lambda n: f"must have at most {_count(n, 'members')}",
}
_FIXED = {
    "falseSchema": "cannot be sent",
    "uniqueItems": "must not hold the same item twice",
    "unevaluatedItems": "must not have more items than are described",
    "additionalItems": "must not have more items than are described",
    "contentEncoding": "must be text in base 64",
}


def _measured(name: str, value: Any) -> str:
    """A value, or how much of it there is where that is what is limited."""
    if name.endswith(("Length", "Items", "Properties")):
        return str(len(value))
    return show(value)


def _refused(schema: Any, value: Any) -> str:
    """What is refused, where that can be said briefly."""
    if is_dict(schema) and is_list(schema.get("required")) and len(schema) == 1:
        return f"given {' and '.join(schema['required'])} together"
    if is_dict(schema) and is_list(schema.get("enum")):
        return listed(schema["enum"])
    return show(value)


def _contains(schema: Mapping[str, Any]) -> str:
    low, high = schema.get("minContains", 1), schema.get("maxContains")
    limits = [f"at least {low}"] if high is None or low else []
    limits += [f"at most {high}"] if high is not None else []
    wanted = schema["contains"]
    said = f" that are {show(wanted['const'])}" if is_dict(wanted) and "const" in wanted else ""
    like = said or f" such as {json.dumps(wanted)}"
    return f"must have {' and '.join(limits)} items{like}"
