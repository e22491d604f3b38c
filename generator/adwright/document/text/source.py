"""One file of text, parsed to plain data, and the line and column of any node in it.

JSON is read by the standard library, YAML by PyYAML's C parser under the YAML 1.2 core rules.
"""

from __future__ import annotations

import json
import re
import sys
from abc import ABC, abstractmethod
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from json import decoder
from typing import Any, NoReturn, TypeGuard

from adwright.document.text.syntax import json_mistake
from adwright.problems import Id, Location, Problem, SpecError

MAX_DEPTH = 300
_SHOWN = 7  # levels of a way that is too long to be shown
MAX_NUMBER_DIGITS = 400


def pointer_of(path: Sequence[str]) -> str:
    """The JSON pointer of a path of keys."""
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in path)


def describe(value: object) -> str:
    """The JSON type of a value with its article, for messages."""
    if value is None:
        return "null"
    names = (("an object", dict), ("an array", list), ("a string", str), ("a boolean", bool))
    return next((name for name, kind in names if isinstance(value, kind)), "a number")


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether a plain value is an object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Whether a plain value is an array."""
    return isinstance(value, list)


HOLDERS = frozenset((dict, list))
"""The types of plain values that have others in them."""


def as_object(value: object) -> dict[str, Any]:
    """The members of an object; none if it is something else."""
    return value if is_object(value) else {}


def as_list(value: object) -> list[Any]:
    """The items of an array; none if it is something else."""
    return value if is_array(value) else []


class Source(ABC):
    """One parsed file.

    Attributes:
        name: the file as messages name it.
        data: what it says: dicts, lists, strings, numbers, booleans, None.
        warnings: what was read but is doubtful.
    """

    data: Any

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.warnings: list[Problem] = []

    @abstractmethod
    def position(self, path: Sequence[str]) -> tuple[int, int]:
        """Line and column (from 1) of the node at `path`, or of its nearest ancestor that exists."""

    def locate(self, path: Sequence[str]) -> Location:
        """The node at `path` as a location."""
        line, column = self.position(path)
        return Location(self.name, line, column, pointer_of(path))

    def refuse(self, id: Id, line: int, column: int, message: str, hint: str = "") -> NoReturn:
        """Stop reading: the text itself is wrong."""
        raise SpecError([Problem(id, Location(self.name, line, column), message, hint)])


class TextSource(Source):
    """A file that is one text."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(name, text)
        self.data = text

    def position(self, path: Sequence[str]) -> tuple[int, int]:
        return 1, 1


class JsonSource(Source):
    """A JSON file.

    Positions are found by walking the text again, only when a message needs one. Where the members of an object or
    array stand is kept once it was walked: a message for each of ten thousand nodes must not walk it as often.
    """

    def __init__(self, name: str, text: str) -> None:
        super().__init__(name, text)
        self._places: dict[int, dict[str, int]] = {}
        if not text.strip():
            self.data = None
            return
        self._bad_numbers: list[str] = []
        self._repeated: list[str] = []
        parser = json.JSONDecoder(
            object_pairs_hook=self._object,
            parse_constant=self._constant,
            parse_int=self._integer,
            parse_float=self._float,
        )
        try:
            self.data = parser.decode(text)
        except json.JSONDecodeError as error:
            wrong = json_mistake(text, error)
            self.refuse(
                Id.JSON_SYNTAX, wrong.line, wrong.column, f"not JSON: {wrong.message}", wrong.hint
            )
        except RecursionError:
            way, offset = _deep(text)
            at = Location(name, *self._line_and_column(offset), pointer_of(way))
            message = f"the document is nested deeper than {MAX_DEPTH} levels"
            raise SpecError([Problem(Id.NESTED_TOO_DEEP, at, message, "use $ref")]) from None
        if self._bad_numbers:
            self._refuse_numbers()
        if self._repeated:
            self._refuse_repeated()

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        if len(result) < len(pairs):
            seen: set[str] = set()
            for key, _ in pairs:
                if key in seen:
                    self._repeated.append(key)
                seen.add(key)
        return result

    def _constant(self, token: str) -> float:
        self._bad_numbers.append(token)
        return 0.0

    def _integer(self, token: str) -> int:
        if len(token) > MAX_NUMBER_DIGITS:
            self._bad_numbers.append(token)
            return 0
        return int(token)

    def _float(self, token: str) -> float:
        value = float(token)
        if value in (float("inf"), float("-inf")):
            self._bad_numbers.append(token)
        return value

    def _refuse_numbers(self) -> NoReturn:
        problems: list[Problem] = []
        start = 0
        for token in self._bad_numbers:
            start = self.text.index(token, start)
            line, column = self._line_and_column(start)
            if token.strip("-").isalpha():
                id, message = Id.JSON_SYNTAX, f"{token} is not JSON"
                hint = "leave the value out, or use null"
            else:
                shown = token if len(token) < 24 else f"{token[:12]}... ({len(token)} characters)"
                id, message = Id.NUMBER_TOO_LARGE, f"the number {shown} is too large"
                hint = "use a string"
            problems.append(Problem(id, Location(self.name, line, column), message, hint))
            start += len(token)
        raise SpecError(problems)

    def _refuse_repeated(self) -> NoReturn:
        problems = [
            Problem(
                Id.DUPLICATE_KEY,
                Location(self.name, *self._line_and_column(second), pointer_of((*path, key))),
                f"the key {key!r} is given twice; the first is on line {self._line_and_column(first)[0]}",
                "remove one of them",
            )
            for path, key, first, second in _repeated_keys(self.text)
        ]
        raise SpecError(problems)

    def position(self, path: Sequence[str]) -> tuple[int, int]:
        return self._line_and_column(self._offset(path))

    def _line_and_column(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    @cached_property
    def _line_starts(self) -> array[int]:
        return array("Q", [0, *(match.end() for match in re.finditer("\n", self.text))])

    def _offset(self, path: Sequence[str]) -> int:
        """Where the node at `path` starts: an object's member at its key, an array's item at its value."""
        text = self.text
        at = found = _blank(text, 0)
        for wanted in path:
            if text[at] not in "{[":
                return found
            places = self._places.get(at)
            if places is None:
                members = _members(text, at)
                places = self._places[at] = {sys.intern(key): start for key, start, _ in members}
            if wanted not in places:
                return found
            is_object = text[at] == "{"
            found = at = places[wanted]
            if is_object:  # from the key on to the value
                at = _blank(text, _blank(text, _string(text, at + 1)[1]) + 1)
        return found


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},]')


def _deep(text: str) -> tuple[list[str], int]:
    """The start of the way down to what is nested too deep, and the offset of the last step of it."""
    way: list[str] = []
    offsets: list[int] = []
    key = ""
    for token in _TOKEN.finditer(text):
        match token[0]:
            case "{" | "[":
                way.append(key if way else "")
                offsets.append(token.start())
                key = "0"
            case "}" | "]":
                key = way.pop()
                offsets.pop()
            case ",":
                key = str(int(key) + 1) if key.isdecimal() and len(key) < 9 else key
            case string:
                key = string[1:-1]
        if len(way) > MAX_DEPTH:
            break
    return way[1:_SHOWN], offsets[min(_SHOWN, len(offsets)) - 1] if offsets else 0


_string: Callable[[str, int], tuple[str, int]] = decoder.scanstring  # type: ignore[attr-defined]  # as json.load
_skip = json.JSONDecoder(parse_int=str, parse_float=str).raw_decode


def _blank(text: str, at: int) -> int:
    while text[at] in " \t\r\n":
        at += 1
    return at


def _members(text: str, at: int) -> Iterator[tuple[str, int, int]]:
    """The members of the object or array whose bracket is at `at`: (key, key offset, value offset)."""
    closing = "}" if text[at] == "{" else "]"
    index, at = 0, _blank(text, at + 1)
    while text[at] != closing:
        key, key_at = str(index), at
        if closing == "}":
            key, at = _string(text, at + 1)
            at = _blank(text, _blank(text, at) + 1)
        yield key, key_at, at
        at = _blank(text, _skip(text, at)[1])
        if text[at] == ",":
            at = _blank(text, at + 1)
        index += 1


def _repeated_keys(text: str) -> Iterator[tuple[tuple[str, ...], str, int, int]]:
    """Each repeated key: (path of its object, key, offset of the first, offset of the second)."""
    todo: list[tuple[tuple[str, ...], int]] = [((), _blank(text, 0))]
    while todo:
        path, at = todo.pop()
        seen: dict[str, int] = {}
        for key, key_at, value_at in _members(text, at):
            if text[at] == "{" and key in seen:
                yield path, key, seen[key], key_at
            seen.setdefault(key, key_at)
            if text[value_at] in "{[":
                todo.append(((*path, key), value_at))
