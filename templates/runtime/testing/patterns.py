"""Makes texts that match a regular expression of the usual kind."""

from __future__ import annotations

import re
import string
from functools import lru_cache

from jsonschema_rs import Draft202012Validator

LONGEST = 100_000
"""Texts are not made longer, whatever is asked for."""
_CHARS = (
    string.ascii_lowercase + string.digits + string.ascii_uppercase + "-_ " + string.punctuation
)
_GROUP = r"\((?:\?(?:[:=!]|<[=!]|P?<\w+>))?"
_CHAR = r"\[\^?(?:\\.|[^\]\\])+\]|\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)|[^)|]"
_TOKEN = re.compile(f"{_GROUP}|{_CHAR}", re.DOTALL)
_TIMES = re.compile(r"(?:([*+?])|\{(\d+)(,?)(\d*)\})\??")


def matches(pattern: str, text: str) -> bool:
    """Whether a text has a part that matches a pattern, as the validator reads it."""
    return _compiled(pattern).is_valid(text)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Draft202012Validator:
    return Draft202012Validator({"pattern": pattern})


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
            made = _Writer(pattern, times, number).text()
        except (ValueError, re.error):
            return None
        for text in (made, made.ljust(least, "x"), made.rjust(least, "x")):
            if least <= len(text) <= most and matches(pattern, text):
                return text
    return None


class _Writer:
    """Reads a pattern from left to right, and writes the first text that it speaks of."""

    def __init__(self, pattern: str, times: int, number: int) -> None:
        self._pattern = pattern
        self._times = times  # how often parts stand that may stand as often as one likes
        self._number = number
        self._at = 0

    def text(self) -> str:
        """A text for the pattern, or for the group that was opened last."""
        texts = [""]
        while self._at < len(self._pattern) and self._pattern[self._at] != ")":
            if self._pattern[self._at] == "|":
                self._at += 1
                texts.append("")
            else:
                texts[-1] += self._part()
        return texts[self._number % len(texts)]

    def _part(self) -> str:
        token = self._take(_TOKEN)
        if token is None:
            raise ValueError(self._pattern)
        part = self._one(token[0])
        times = self._take(_TIMES)
        if times is None:
            return part
        sign, low, comma, high = times.groups()
        least = int(low) if low else int(sign == "+")
        most = 1 if sign == "?" else int(high) if high else least if low and not comma else LONGEST
        return part * min(max(least, self._times), most, LONGEST // (len(part) or 1))

    def _take(self, what: re.Pattern[str]) -> re.Match[str] | None:
        found = what.match(self._pattern, self._at)
        self._at = found.end() if found else self._at
        return found

    def _one(self, token: str) -> str:
        if token[0] == "(":
            inner = self.text()
            self._at += 1  # what closes it
            return inner if token[-1] not in "=!" else ""
        if token in ("^", "$", r"\b", r"\B"):
            return ""
        fitting = [each for each in _CHARS + token[-2:] if re.fullmatch(token, each)]
        if not fitting:
            raise ValueError(token)
        return fitting[self._number % len(fitting)]
