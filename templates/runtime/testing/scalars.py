"""Makes single values: numbers within bounds, and texts by pattern, format and length."""

from __future__ import annotations

import operator
import re
import string
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, TypeAlias

from ..schemas.patterns import matches

Said: TypeAlias = dict[str, list[Any]]
"""All that schemas say of a value, by keyword; what they do not say is empty."""

LONGEST = 100_000
"""Texts are not made longer, whatever is asked for."""
_CHARS = f"{string.ascii_lowercase}{string.digits}{string.ascii_uppercase}-_ {string.punctuation}"
_TOKEN = re.compile(
    r"(?P<open>\((?:\?(?:[:=!]|<[=!]|P?<\w+>))?)|(?P<times>([*+?]|\{\d+,?\d*\})\??)|(?P<nothing>[$^]|\\[bB])"
    r"|(?P<char>\[\^?(?:\\.|[^\]\\])+\]|\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)|[^)|])|(?P<end>[)|])",
    re.DOTALL,
)
_FORMATS: Mapping[str, str] = {
    "date-time date-time-zone-optional": "2024-01-{:02}T00:00:00Z",
    "date": "2024-01-{:02}",
    "time": "12:{:02}:00Z",
    "duration": "PT{}H",
    "uuid": "00000000-0000-4000-8000-0000000000{:02}",
    "ipv4": "192.0.2.{}",
    "ipv6": "2001:db8::{}",
    "json-pointer": "/{}",
    "relative-json-pointer": "{}",
    "byte base64 base64url": "dGV4",
    "email idn-email": "someone@example.com",
    "hostname idn-hostname": "host.example.com",
    "uri uri-reference iri iri-reference uri-template": "https://example.com/",
}
"""Texts of formats, some with a place for a number."""
_BOUNDS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "minimum": operator.ge,
    "exclusiveMinimum": operator.gt,
    "maximum": operator.le,
    "exclusiveMaximum": operator.lt,
}


def limits(said: Said, what: str, most: int) -> tuple[int, int]:
    """The least and the greatest length or count that is asked for, neither above a limit.

    Args:
        said: What is said.
        what: `Length`, `Items` or `Properties`.
        most: The limit.
    """
    least = max(said[f"min{what}"], default=0)
    return int(min(least, most)), int(min([most, *said[f"max{what}"]]))


def number_for(said: Said, number: int, *, whole: bool) -> int | float:
    """A number, 1 if that fits.

    Args:
        said: What is said of it.
        number: Others give other numbers where that is possible.
        whole: Whether it is an integer.
    """
    bounds = [(holds, Fraction(repr(each))) for key, holds in _BOUNDS.items() for each in said[key]]
    step = Fraction(repr([1, *said["multipleOf"]][-1])) or Fraction(1)
    step = step * step.denominator if whole else step
    starts = [start // step for start in (Fraction(1), *(bound for _, bound in bounds))]
    aways = (number, number + 1, -number, -number - 1, 0, 1, -1)
    tried = [(start + away) * step for away in aways for start in starts]
    middle = sum((bound for _, bound in bounds), Fraction(0)) / (len(bounds) or 1)
    made = next((x for x in tried if all(holds(x, each) for holds, each in bounds)), middle)
    return int(made) if whole or made.denominator == 1 else float(made)


def text_for(said: Said, number: int) -> str | None:
    """A text, `text` if that fits; None if none is found. For the arguments see `number_for`."""
    least, most = limits(said, "Length", LONGEST)
    if said["pattern"]:
        return text_matching(said["pattern"][-1], least, most, number)
    asked = {*said["format"], *said["contentEncoding"]}
    for form in (form for names, form in _FORMATS.items() if asked & {*names.split()}):
        text = form.format(number % 28 + 1)
        return text * -(-least // 4) if text == "dGV4" and least else text.ljust(least, "x")
    end = str(number or "")
    return ("text"[: max(0, most - len(end))].ljust(least - len(end), "x") + end)[:most]


# Patterns --------------------------------------------------------------------------------------


def text_matching(pattern: str, least: int = 0, most: int = LONGEST, number: int = 0) -> str | None:
    """A text that matches a pattern; None if none is found.

    Args:
        pattern: A regular expression as JSON Schema has them.
        least: How long it is at least.
        most: How long it is at most.
        number: Other numbers give other texts where that is possible.
    """
    for times in (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, least, 0):
        try:
            made = _written(_TOKEN.finditer(pattern), times, number)
        except (ValueError, RecursionError, re.error):
            return None
        for text in (made, made.ljust(least, "x"), made.rjust(least, "x")):
            if least <= len(text) <= most and matches(pattern, text):
                return text
    return text_matching(pattern, least, most) if number else None


def _written(tokens: Iterator[re.Match[str]], times: int, number: int) -> str:
    """A text for what is left of a pattern up to the end of a group; repeated parts stand so many times."""
    texts: list[list[str]] = [[]]
    for token in tokens:
        parts, text = texts[-1], token[0]
        if text == ")":
            break
        if text == "|":
            texts.append([])
        elif token["open"]:
            inner = _written(tokens, times, number)
            parts.append("" if text[-1] in "=!" else inner)
        elif token["times"]:
            parts.append(_repeated(parts.pop(), text, times))
        else:
            parts.append("" if token["nothing"] else _char(text, number))
    return "".join(texts[number % len(texts)])


def _repeated(part: str, sign: str, times: int) -> str:
    counts = re.findall(r"\d+", sign)
    least = int(counts[0]) if counts else int(sign[0] == "+")
    most = 1 if sign[0] == "?" else LONGEST if not counts or ",}" in sign else int(counts[-1])
    return part * min(max(least, times), most, LONGEST // (len(part) or 1))


def _char(token: str, number: int) -> str:
    fitting = [each for each in _CHARS + token[-2:] if re.fullmatch(token, each)]
    if not fitting:
        raise ValueError(token)
    return fitting[number % len(fitting)]
