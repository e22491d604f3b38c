"""Makes texts that match a regular expression."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

_POOL = (
    string.ascii_lowercase + string.digits + string.ascii_uppercase + "-_. /:@" + string.punctuation
)
_WORD = string.ascii_letters + string.digits + "_"
_MOST = 64  # repetitions of one part
_LONGEST = 20_000  # parts of one text


@dataclass(frozen=True)
class _Chars:
    """One of some characters."""

    chars: str


@dataclass(frozen=True)
class _Sequence:
    """Parts one after another."""

    parts: tuple[_Node, ...]


@dataclass(frozen=True)
class _Choice:
    """One of several parts."""

    parts: tuple[_Node, ...]


@dataclass(frozen=True)
class _Repeat:
    """A part some times."""

    part: _Node
    least: int
    most: int


_Node: TypeAlias = _Chars | _Sequence | _Choice | _Repeat
_EMPTY = _Sequence(())


class UnknownPatternError(ValueError):
    """A regular expression of which no text can be made."""


def matching(pattern: str, number: int = 0) -> Iterator[str]:
    """Texts that should match a pattern, short ones first.

    Look-around is left out of account, so the texts must be tried.

    Args:
        pattern: A regular expression as JSON Schema has them.
        number: Other numbers give other texts where that is possible.
    """
    try:
        node = _Parser(pattern).whole()
    except (UnknownPatternError, IndexError):
        return
    for extra in (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, _MOST):
        try:
            yield _Writer(extra, number).text(node)
        except UnknownPatternError:
            return


class _Writer:
    """Writes one text, with as many repetitions as are asked for."""

    def __init__(self, extra: int, number: int) -> None:
        self._extra = extra
        self._number = number
        self._size = 0

    def _pick(self, count: int) -> int:
        self._number, index = divmod(self._number, count)
        return index

    def text(self, node: _Node) -> str:
        """A text that matches a node."""
        self._size += 1
        if self._size > _LONGEST:
            raise UnknownPatternError
        if isinstance(node, _Chars):
            return node.chars[self._pick(len(node.chars))]
        if isinstance(node, _Sequence):
            return "".join(map(self.text, node.parts))
        if isinstance(node, _Choice):
            return self.text(node.parts[self._pick(len(node.parts))])
        times = min(node.most, max(node.least, self._extra))
        return "".join(self.text(node.part) for _ in range(times))


class _Parser:
    """Reads a pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self._text = pattern
        self._at = 0

    def whole(self) -> _Node:
        """All of the pattern."""
        node = self._choice()
        if self._at < len(self._text):
            raise UnknownPatternError(self._text)
        return node

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _take(self, text: str) -> bool:
        if self._text.startswith(text, self._at):
            self._at += len(text)
            return True
        return False

    def _next(self) -> str:
        self._at += 1
        return self._text[self._at - 1]

    def _choice(self) -> _Node:
        parts = [self._sequence()]
        while self._take("|"):
            parts.append(self._sequence())
        return parts[0] if len(parts) == 1 else _Choice(tuple(parts))

    def _sequence(self) -> _Node:
        parts: list[_Node] = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._repeated(self._single()))
        return _Sequence(tuple(parts))

    def _repeated(self, node: _Node) -> _Node:
        while True:
            least, most = {"*": (0, _MOST), "+": (1, _MOST), "?": (0, 1)}.get(self._peek(), (-1, 0))
            if least >= 0:
                self._at += 1
            elif (braces := self._braces()) is not None:
                least, most = braces
            else:
                return node
            self._take("?")  # lazy, which makes no difference
            node = _Repeat(node, least, most)

    def _braces(self) -> tuple[int, int] | None:
        end = self._text.find("}", self._at)
        if self._peek() != "{" or end < 0:
            return None
        low, comma, high = self._text[self._at + 1 : end].partition(",")
        if not low.isdecimal() or (high and not high.isdecimal()):
            return None
        self._at = end + 1
        least = int(low)
        return least, int(high) if high else max(least, _MOST) if comma else least

    def _single(self) -> _Node:
        char = self._next()
        if char in "^$":
            return _EMPTY
        if char == ".":
            return _Chars(_POOL)
        if char == "(":
            return self._group()
        if char == "[":
            return _Chars(self._class())
        if char != "\\":
            return _Chars(char)
        return (
            _EMPTY
            if self._peek() in ("b", "B", "A", "z", "Z") and self._next()
            else _Chars(self._escape())
        )

    def _group(self) -> _Node:
        skipped = False
        if self._take("?"):
            if any(map(self._take, ("=", "!", "<=", "<!"))):
                skipped = True
            elif self._take("<") or self._take("P<"):
                self._at = self._text.index(">", self._at) + 1
            elif not self._take(":"):
                raise UnknownPatternError(self._text)
        node = self._choice()
        if not self._take(")"):
            raise UnknownPatternError(self._text)
        return _EMPTY if skipped else node

    def _class(self) -> str:
        negated = self._take("^")
        chars = ""
        while not self._take("]"):
            first = self._member()
            if len(first) == 1 and self._peek() == "-" and self._text[self._at + 1] != "]":
                self._at += 1
                last = self._member()
                chars += "".join(map(chr, range(ord(first), min(ord(last), ord(first) + 200) + 1)))
            else:
                chars += first
        if negated:
            chars = _among(lambda char: char not in chars)
        if not chars:
            raise UnknownPatternError(self._text)
        usual = "".join(char for char in _POOL if char in chars)
        return usual or chars

    def _member(self) -> str:
        char = self._next()
        return self._escape() if char == "\\" else char

    def _escape(self) -> str:
        char = self._next()
        if char in "uxc":
            return self._code(char)
        if char in "pP":
            return self._property(negated=char == "P")
        known = {
            "d": string.digits,
            "w": _WORD,
            "s": " \t",
            "t": "\t",
            "n": "\n",
            "r": "\r",
            "f": "\f",
            "v": "\v",
        }
        if char.lower() in "dws" and char.isupper():
            return _among(lambda each: each not in known[char.lower()])
        if (char.isdigit() and char != "0") or char == "k":
            raise UnknownPatternError(self._text)  # refers back to a group
        return known.get(char, "\0" if char == "0" else char)

    def _code(self, kind: str) -> str:
        if kind == "c":
            return chr(ord(self._next()) % 32)
        if kind == "u" and self._take("{"):
            end = self._text.index("}", self._at)
            digits, self._at = self._text[self._at : end], end + 1
        else:
            size = 4 if kind == "u" else 2
            digits, self._at = self._text[self._at : self._at + size], self._at + size
        return chr(int(digits, 16))

    def _property(self, *, negated: bool) -> str:
        name = self._next()
        if name == "{":
            end = self._text.index("}", self._at)
            name, self._at = self._text[self._at : end], end + 1
        name = name.rpartition("=")[2]
        tests: dict[str, Callable[[str], bool]] = {
            "Lu": str.isupper, "Uppercase_Letter": str.isupper, "Ll": str.islower, "Lowercase_Letter": str.islower,
            "N": str.isdigit, "Nd": str.isdigit, "digit": str.isdigit, "P": lambda char: char in string.punctuation,
        }  # fmt: skip
        test = tests.get(name, str.isalpha)
        return _among(lambda char: test(char) != negated)


def _among(test: Callable[[str], bool]) -> str:
    return "".join(filter(test, _POOL))
