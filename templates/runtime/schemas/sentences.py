"""What a value should be, in words, for each keyword of JSON Schema that may refuse it."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ..data import is_dict, is_list
from .store import Schema

_SECRET = re.compile(
    r"passw|passphrase|secret|token|(api|private)[-_]?key|credential|authorization", re.IGNORECASE
)
_MOST = 12  # values that a sentence lists
_LONG = 80  # characters of a value that it shows

_TYPES = {
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "string": "text",
    "array": "a list",
    "object": "an object",
    "null": "None",
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


def phrase(
    kind: Any, value: Any, holder: Schema, name: Callable[[str], str], *, why: str, hidden: bool
) -> str:
    """What a value must be or have, and what it is instead.

    Args:
        kind: The kind of the validator's error.
        value: The value.
        holder: The schema with the keyword that refuses it.
        name: Gives a member's name in Python.
        why: What makes that so, if it is a condition.
        hidden: Whether the value is not to be shown.
    """
    keyword, wanted = kind.name, kind.value
    if keyword == "not":
        return f"must not {_refused(wanted, name)}{why}"
    if keyword == "contains":
        return f"{_contains(holder if is_dict(holder) else {})}{why}"
    if keyword not in _LIMITS:
        return f"{_FIXED.get(keyword, 'is not as described')}{why}"
    text = f"{_LIMITS[keyword](wanted)}{why}"
    if keyword.endswith(("Length", "Items", "Properties")):
        return f"{text}, not {len(value)}"
    hint = _meant(value, wanted) if keyword == "enum" else ""
    return text if hidden else f"{text}, not {show(value)}{hint}"


def types(names: Iterable[str]) -> str:
    """Types in words."""
    named = sorted(names, key=lambda each: each == "null")
    if "number" in named and "integer" in named:
        named.remove("integer")
    return either([_TYPES.get(each, each) for each in named])


def listed(values: Sequence[Any]) -> str:
    """Values to choose from."""
    shown = [show(each) for each in values[:_MOST]]
    if len(values) > _MOST:
        return f"one of {', '.join(shown)} and {len(values) - _MOST} more"
    return either(shown)


def either(words: Sequence[str]) -> str:
    """Words to choose from."""
    return " or ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)


def show(value: Any) -> str:
    """A value as a sentence shows it: short, and nothing of what is inside of it."""
    if is_dict(value):
        return "an object"
    if is_list(value):
        return "a list" if value else "an empty list"
    text = repr(value) if isinstance(value, (str, bool, int, float, type(None))) else str(value)
    return text if len(text) <= _LONG else f"{text[: _LONG - 3]}..."


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
    "type": lambda wanted: f"must be {types(wanted)}",
    "format": lambda wanted: f"must be {_FORMATS.get(wanted, f'of the format {wanted}')}",
    "enum": lambda wanted: f"must be {listed(wanted)}",
    "const": lambda wanted: f"must be {_brief(wanted)}",
    "minimum": lambda wanted: f"must be at least {wanted}",
    "maximum": lambda wanted: f"must be at most {wanted}",
    "exclusiveMinimum": lambda wanted: f"must be greater than {wanted}",
    "exclusiveMaximum": lambda wanted: f"must be less than {wanted}",
    "multipleOf": lambda wanted: f"must be a multiple of {wanted}",
    "pattern": lambda wanted: f"must match the pattern {wanted}",
    "minLength": lambda wanted: f"must have at least {_count(wanted, 'characters')}",
    "maxLength": lambda wanted: f"must have at most {_count(wanted, 'characters')}",
    "minItems": lambda wanted: f"must have at least {_count(wanted, 'items')}",
    "maxItems": lambda wanted: f"must have at most {_count(wanted, 'items')}",
    "minProperties": lambda wanted: f"must have at least {_count(wanted, 'members')}",
    "maxProperties": lambda wanted: f"must have at most {_count(wanted, 'members')}",
}
_FIXED = {
    "falseSchema": "cannot be sent",
    "uniqueItems": "must not hold the same item twice",
    "unevaluatedItems": "must not have more items than are described",
}


def _brief(value: Any) -> str:
    """A value as JSON where it is an object or a list, shortened."""
    if not isinstance(value, (dict, list)):
        return show(value)
    text = json.dumps(value, default=str)
    return text if len(text) <= _LONG else f"{text[: _LONG - 3]}..."


def _like(schema: Any, name: Callable[[str], str] = str) -> str:
    """What fits a schema, where that can be said briefly; else empty."""
    if not is_dict(schema):
        return ""
    for keyword, words in _BRIEFLY.items():
        if [*schema] == [keyword]:
            return words(schema[keyword])
    inner: dict[str, Any] = schema.get("properties", {})
    told = all(is_dict(each) and {*each} <= {"const", "enum"} for each in inner.values())
    if not inner or not told or not {*schema} <= {"type", "properties", "required"}:
        return ""
    members = (f"{name(key)} {_like(each)}" for key, each in inner.items())
    return f"an object with {' and '.join(members)}"


_BRIEFLY: Mapping[str, Callable[[Any], str]] = {
    "const": _brief,
    "enum": listed,
    "type": lambda wanted: types(wanted if is_list(wanted) else [wanted]),
}


def _refused(schema: Any, name: Callable[[str], str]) -> str:
    if is_dict(schema) and schema.get("required") and {*schema} <= {"type", "required"}:
        return have([name(each) for each in schema["required"]])
    if is_dict(schema) and [*schema] == ["pattern"]:
        return f"match the pattern {schema['pattern']}"
    like = _like(schema, name)
    return f"be {like}" if like else f"fit {_brief(schema)}" if schema else "be given"


def have(names: Sequence[str]) -> str:
    """Members that an object must not have at once."""
    return f"have {' and '.join(names)} together" if names[1:] else f"have {names[0]}"


def _contains(holder: Mapping[str, Any]) -> str:
    low, high = holder.get("minContains", 1), holder.get("maxContains")
    limits = [f"at least {low}"] if low or high is None else []
    limits += [f"at most {high}"] if high is not None else []
    one = (low if high is None else high) == 1
    like = _like(wanted := holder.get("contains"))
    verb = "is" if one else "are"
    clause = f"{verb} {like}" if like else f"{'fits' if one else 'fit'} {_brief(wanted)}"
    return f"must have {' and '.join(limits)} {'item' if one else 'items'} that {clause}"
