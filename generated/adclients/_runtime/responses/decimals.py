"""Numbers that a float cannot hold."""

from __future__ import annotations

import decimal
import json
import re
from collections.abc import Callable
from contextlib import suppress
from math import isinf
from typing import Any, cast
from uuid import uuid4

from ..data import is_dict, is_list, is_model
from ..schemas.values import digits

_MOST_DIGITS = 800  # no float has more that are not 0
_LONGEST_INTEGER = 4300  # digits, as Python has it for texts
# A float may lose what has at least sixteen digits, or an exponent of three. What follows is quick, and finds more than
# that. To look for a text is quicker than to look for a pattern, so all digits are made one, and most letters left out.
_ONE_DIGIT = bytes.maketrans(b"123456789E", b"000000000e")
_OTHERS = bytes({*range(256)} - {*b"0123456789.eE+-,: "})
_LONG_HINTS = (b".00000000", b"000000000.0")
_EXPONENT_HINT = re.compile(rb"e[-+\d](?:(?<=[-+])\d{3}|(?<=\d)\d\d|(?<=\d{15}e.))")
_CAPITAL_HINT = re.compile(rb"E[-+\d](?:(?<=[-+])\d{3}|(?<=\d)\d\d|(?<=\d{15}E.))")
_LONG = re.compile(rb"[-+\d.eE]{17,}")
_WITH_EXPONENT = re.compile(rb"""(?<![\w"+.-])-?\d+(?:\.\d+)?[eE][-+]?\d+(?![\w"+.-])""")


def _with_floats(name: str) -> Callable[[ExactNumber, Any], Any]:
    """An operation of decimal numbers that also takes floats."""
    exactly: Any = getattr(decimal.Decimal, name)
    roughly: Any = getattr(float, name)

    def operation(self: ExactNumber, other: Any) -> Any:
        return roughly(float(self), other) if isinstance(other, float) else exactly(self, other)

    return operation


class ExactNumber(decimal.Decimal):
    """A number of a response with more digits than a float has, or beyond all floats.

    It has all that was sent, and is sent back so; together with a float it counts as one.
    """

    __slots__ = ()


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow"):
    for _each in (f"__{_name}__", f"__r{_name}__"):
        setattr(ExactNumber, _each, _with_floats(_each))


def may_have_exact(raw: bytes) -> bool:
    """Whether a number of a JSON text is one that a float cannot hold; so it may seem of what stands in a text."""
    numbers = raw.translate(_ONE_DIGIT, _OTHERS)
    found = _LONG.findall(raw) if any(hint in numbers for hint in _LONG_HINTS) else []
    if b"0e" in numbers and (_EXPONENT_HINT.search(raw) or _CAPITAL_HINT.search(raw)):
        found += _WITH_EXPONENT.findall(raw)
    if not found:
        return False
    texts = [*map(bytes.decode, found)]
    with suppress(ValueError):  # digits and points, but no number
        if [*map(repr, map(float, texts))] == texts:  # as most services print them
            return False
    return any(map(_is_lost, texts))


def _is_lost(text: str) -> bool:
    try:
        return not text.isdecimal() and not isinstance(exact(text), float)
    except ValueError:
        return False


def exact(text: str, kind: type[decimal.Decimal] = ExactNumber) -> float | decimal.Decimal | str:
    """A number with a fraction or an exponent: a float where that has all of it, however it was printed.

    Args:
        text: The number in JSON.
        kind: What it is where a float would lose something. What not even that can hold is kept as text.
    """
    read = float(text)
    if repr(read) == text:
        return read
    try:
        whole = kind(text)
    except decimal.InvalidOperation:
        return text
    if not isinf(read):
        places = min(len(whole.as_tuple().digits), _MOST_DIGITS) - 1
        if whole in (decimal.Decimal(repr(read)), decimal.Decimal(f"{read:.{places}e}")):
            return read
    return whole


def integer(value: object) -> int | None:
    """A whole number that was written with a fraction or an exponent; None if it is none, or absurdly long.

    JSON knows no difference between 1 and 1.0.
    """
    if isinstance(value, float) and value.is_integer():
        return int(decimal.Decimal(repr(value)))
    if not isinstance(value, decimal.Decimal) or value.adjusted() > _LONGEST_INTEGER:
        return None
    return int(value) if value == value.to_integral_value() else None


def has_decimal(value: Any) -> bool:
    """Whether a decimal number is in what was read. Found without recursion, however deep it is."""
    left = [value]
    while left:
        each = left.pop()
        if is_model(each):
            left += cast("dict[str, Any]", vars(each)).values()
            left.append(each.model_extra)
        elif is_dict(each):
            left += each.values()
        elif is_list(each):
            left += each
        elif isinstance(each, decimal.Decimal):
            return True
    return False


def with_decimals(plain: Any, value: Any, number: Callable[[decimal.Decimal], Any]) -> Any:
    """JSON-like data in which pydantic wrote decimal numbers as texts, with numbers in their places.

    Args:
        plain: The data.
        value: The same with values of Python.
        number: Gives what stands for a decimal number.
    """
    if is_dict(value):
        pairs = zip(plain.items(), value.values(), strict=True)
        return {name: with_decimals(each, own, number) for (name, each), own in pairs}
    if is_list(value):
        pairs = zip(plain, value, strict=True)
        return [with_decimals(each, own, number) for each, own in pairs]
    return number(value) if isinstance(value, decimal.Decimal) else plain


def nearest(value: decimal.Decimal) -> int | float:
    """The whole number that a decimal one is, or the nearest float."""
    whole = integer(value)
    return float(value) if whole is None else whole


def json_text(plain: Any, value: Any, indent: int | None) -> str:
    """Such data as JSON text, where decimal numbers have all their digits; for the arguments see `with_decimals`."""
    mark = uuid4().hex
    marked = with_decimals(plain, value, lambda each: f"{mark}{digits(each)}")
    separators = (",", ":") if indent is None else None
    text = json.dumps(marked, ensure_ascii=False, indent=indent, separators=separators)
    return re.sub(f'"{mark}([^"]*)"', r"\1", text)
