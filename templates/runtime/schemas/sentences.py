"""What a value should be, in words, for each keyword of JSON Schema that may refuse it."""

from __future__ import annotations

import decimal
import difflib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ..data import is_dict, is_list
from .keywords import Schema

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
    "time": "a time of day, such as 09:30:00",
    "duration": "a duration, such as P1DT12H",
    "uuid": "a UUID",
    "email": "an e-mail address",
    "ipv4": "an IPv4 address",
    "ipv6": "an IPv6 address",
    "byte": "text in base 64",
    "uri": "a URI",
    "hostname": "a host name",
}
_LIMITS = {
    **dict.fromkeys(("type", "format", "enum", "const"), "be {}"),
    "minimum": "be at least {}",
    "maximum": "be at most {}",
    "exclusiveMinimum": "be greater than {}",
    "exclusiveMaximum": "be less than {}",
    "multipleOf": "be a multiple of {}",
    "pattern": "match the pattern {}",
    "minLength": "have at least {} characters",
    "maxLength": "have at most {} characters",
    "minItems": "have at least {} items",
    "maxItems": "have at most {} items",
    "minProperties": "have at least {} members",
    "maxProperties": "have at most {} members",
}
_FIXED = {
    "falseSchema": "cannot be sent",
    "uniqueItems": "must not hold the same item twice",
    "unevaluatedItems": "must not have more items than are described",
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
    if keyword == "pattern" and hasattr(kind, "error"):
        return f"cannot be compared with its pattern in reasonable time{why}"
    if keyword == "not":
        return f"must not {_refused(wanted, name)}{why}"
    if keyword == "contains":
        return f"{_contains(holder if is_dict(holder) else {})}{why}"
    if keyword not in _LIMITS:
        return f"{_FIXED.get(keyword, 'is not as described')}{why}"
    text = f"must {_LIMITS[keyword].format(_WORDS.get(keyword, str)(wanted))}"
    if keyword.endswith(("Length", "Items", "Properties")):
        return f"{text.removesuffix('s') if wanted == 1 else text}{why}, not {len(value)}"
    texts = [each for each in wanted if isinstance(each, str)] if keyword == "enum" else []
    hint = similar(value, texts, repr) if isinstance(value, str) else ""
    return f"{text}{why}" if hidden else f"{text}{why}, not {show(value)}{hint}"


def types(names: str | Iterable[str]) -> str:
    """Types in words."""
    names = [names] if isinstance(names, str) else names
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
    return _short(str(value) if isinstance(value, decimal.Decimal) else repr(value))


def _short(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[: _LONG - 3]}..."


def similar(name: str, known: Iterable[str], shown: Callable[[str], str] = str) -> str:
    """A question whether another name was meant, if one is like it."""
    folded = {each.casefold(): each for each in known}
    close = difflib.get_close_matches(name.casefold(), folded, 1)
    return f"; did you mean {shown(folded[close[0]])}?" if close else ""


def is_secret(path: str) -> bool:
    """Whether a path has a name by which its value is not to be shown."""
    return _SECRET.search(path) is not None


def _brief(value: Any) -> str:
    """A value as JSON where it is an object or a list, shortened."""
    is_whole = isinstance(value, (dict, list))
    return _short(json.dumps(value, default=str)) if is_whole else show(value)


_WORDS: Mapping[str, Callable[[Any], str]] = {
    "const": _brief,
    "enum": listed,
    "type": types,
    "format": lambda name: _FORMATS.get(name, f"of the format {name}"),
}


def _like(schema: Any, name: Callable[[str], str] = str) -> str:
    """What fits a schema, where that can be said briefly; else empty."""
    if not is_dict(schema):
        return ""
    for keyword in ("const", "enum", "type"):
        if [*schema] == [keyword]:
            return _WORDS[keyword](schema[keyword])
    inner: dict[str, Any] = schema.get("properties", {})
    told = all(is_dict(each) and {*each} <= {"const", "enum"} for each in inner.values())
    if not inner or not told or not {*schema} <= {"type", "properties", "required"}:
        return ""
    members = (f"{name(key)} {_like(each)}" for key, each in inner.items())
    return f"an object with {' and '.join(members)}"


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
