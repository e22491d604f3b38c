"""Makes single values, numbers and texts, that fit what is said of them."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from .facts import Facts, matches, same
from .patterns import matching

LONGEST = 100_000
"""Texts are not made longer, whatever a schema asks for."""


# Numbers ---------------------------------------------------------------------------------------


def number_of(facts: Facts, *, whole: bool, number: int = 0) -> int | float:
    """A number, 1 if that fits.

    Args:
        facts: What is said of it.
        whole: Whether it is a whole number.
        number: Other numbers give other values where that is possible.
    """
    low, high = (
        _bounds(facts, "minimum", "exclusiveMinimum", max),
        _bounds(facts, "maximum", "exclusiveMaximum", min),
    )
    steps = [_exact(each) for each in facts.values("multipleOf")]
    if whole:
        steps.append(Fraction(1))
    step = _common_multiple(steps)
    for value in _candidates(low, high, step, number):
        if _within(value, low, high) and not same(_plain(value), facts.refused):
            return _plain(value)
    return _plain(low[0] if low else high[0] if high else Fraction(1))


def _exact(value: float) -> Fraction:
    return Fraction(repr(value))


def _plain(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)


def _bounds(
    facts: Facts, closed: str, opened: str, pick: Callable[[list[Fraction]], Fraction]
) -> tuple[Fraction, bool] | None:
    """The bound that counts, and whether it may not be reached itself."""
    inside = [_exact(each) for each in facts.values(closed)]
    outside = [_exact(each) for each in facts.values(opened) if not isinstance(each, bool)]
    if not inside and not outside:
        return None
    bound = pick([*inside, *outside])
    return bound, bound in outside


def _common_multiple(steps: list[Fraction]) -> Fraction | None:
    if not steps:
        return None
    top, bottom = steps[0].numerator, steps[0].denominator
    for each in steps[1:]:
        top, bottom = math.lcm(top, each.numerator), math.gcd(bottom, each.denominator)
    return abs(Fraction(top, bottom)) or None


def _candidates(
    low: tuple[Fraction, bool] | None,
    high: tuple[Fraction, bool] | None,
    step: Fraction | None,
    number: int,
) -> Iterator[Fraction]:
    width = step or Fraction(1)
    first = math.ceil(max(low[0], Fraction(1)) / width) if low else math.ceil(1 / width)
    for start in (
        first,
        math.ceil(low[0] / width) if low else 0,
        math.floor(high[0] / width) if high else 0,
    ):
        for distance in (number, number + 1, -number, -number - 1, 0, 1, -1):
            yield (start + distance) * width
    if step is None and low and high:
        yield from (low[0] + (high[0] - low[0]) / part for part in (number + 2, 2, 3, 5))


def _within(
    value: Fraction, low: tuple[Fraction, bool] | None, high: tuple[Fraction, bool] | None
) -> bool:
    above = low is None or value > low[0] or (value == low[0] and not low[1])
    return above and (high is None or value < high[0] or (value == high[0] and not high[1]))


# Texts -----------------------------------------------------------------------------------------


def text_of(facts: Facts, number: int = 0) -> str:
    """A text, `text` if that fits.

    Args:
        facts: What is said of it.
        number: Other numbers give other texts where that is possible.
    """
    least, most = min(facts.highest("minLength"), LONGEST), facts.lowest("maxLength")
    patterns: list[str] = [*facts.values("pattern")]
    formats: list[str] = [*facts.values("format"), *facts.values("contentEncoding")]
    closest: str | None = None
    for text in _texts(patterns, formats, least, most, number):
        fits = least <= len(text) and (most is None or len(text) <= most)
        fits = fits and text not in facts.refused
        if fits and all(matches(each, text) for each in patterns):
            return text
        closest = text if closest is None else closest
    return "text" if closest is None else closest


def _texts(
    patterns: list[str], formats: list[str], least: int, most: int | None, number: int
) -> Iterator[str]:
    for form in formats:
        if form in _FORMATS:
            yield _FORMATS[form](number)
            yield _FORMATS[form](0)
            if form in _LONGER:
                yield _LONGER[form](least)
    end = str(number or "")
    whole = (
        "text"[: max(0, most - len(end)) if most is not None else None].ljust(least - len(end), "x")
        + end
    )
    if not patterns:
        yield whole
        yield str(number).rjust(least, "x")[-most if most else None :]
    for pattern in patterns:
        made = [*matching(pattern, number)]
        fitting = [each for each in made if matches(pattern, each)]
        yield from (each for each in fitting if len(each) >= max(least, 1))
        for each in fitting:
            yield each.ljust(least, "x")
            yield each.ljust(least, "0")
            yield each.rjust(least, "x")
    yield whole


def _moment(number: int) -> datetime.datetime:
    return datetime.datetime(2024, 1, 1, 12) + datetime.timedelta(days=number)


def _date_time(number: int) -> str:
    return f"{_moment(number).isoformat()}Z"


_FORMATS: dict[str, Callable[[int], str]] = {
    "date-time": _date_time,
    "date-time-zone-optional": _date_time,
    "date": lambda number: _moment(number).date().isoformat(),
    "time": lambda number: f"12:{number % 60:02}:{number // 60 % 60:02}Z",
    "duration": lambda number: f"PT{number + 1}H",
    "uuid": lambda number: f"00000000-0000-4000-8000-{number:012}",
    "email": lambda number: f"someone{number or ''}@example.com",
    "idn-email": lambda number: f"someone{number or ''}@example.com",
    "hostname": lambda number: f"host{number or ''}.example.com",
    "idn-hostname": lambda number: f"host{number or ''}.example.com",
    "ipv4": lambda number: f"192.0.{number // 250 % 250}.{number % 250 + 1}",
    "ipv6": lambda number: f"2001:db8::{number + 1:x}" if number < 0xFFFF else "2001:db8::1",
    "uri": lambda number: f"https://example.com/{number or ''}",
    "uri-reference": lambda number: f"https://example.com/{number or ''}",
    "iri": lambda number: f"https://example.com/{number or ''}",
    "iri-reference": lambda number: f"https://example.com/{number or ''}",
    "uri-template": lambda number: f"https://example.com/{number or ''}",
    "json-pointer": lambda number: f"/{number}",
    "relative-json-pointer": lambda number: f"{number}",
    "regex": lambda number: f"text{number or ''}",
    "byte": lambda number: f"dGV4{number:04}",
    "base64": lambda number: f"dGV4{number:04}",
    "base64url": lambda number: f"dGV4{number:04}",
    "binary": lambda number: f"text{number or ''}",
}
_LONGER: dict[str, Callable[[int], str]] = {
    "byte": lambda least: "dGV4" * -(-least // 4),
    "uri": lambda least: "https://example.com/".ljust(least, "x"),
    "email": lambda least: f"{'x' * max(1, least - 12)}@example.com",
    "hostname": lambda least: ".".join(["host"] * (least // 5 + 1)),
}
"""Texts of a format that are at least so long."""


def is_within(value: Any, types: list[str]) -> bool:
    """Whether a JSON value is of one of some types."""
    return any(_IS[each](value) for each in types if each in _IS)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


_IS: dict[str, Callable[[Any], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: _is_number(value) and value == int(value),
    "number": _is_number,
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}
