"""Finds operations by words: those of their names, summaries, paths, descriptions and arguments."""

from __future__ import annotations

import inspect
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .tools import Tool

_IDLE = frozenset(
    "a am an and any are as at be by do for from how in is it its of on or please s that the their there this to was"
    " what which who with".split()
)
"""Words that tell no operation from another."""
_HEAD, _PATH, _SAID, _ARGUMENTS = 3.0, 1.0, 1.0, 0.3
"""How much a word tells by where it stands: name and summary, path, description, what is said of arguments."""
_SHARE = 0.8
"""How much it counts that an operation is about nothing else than what was asked for."""
_ALIKE = (
    "create add new make post open start register",
    "delete remove destroy drop clear",
    "update edit change modify patch set replace rename",
    "get read fetch view retrieve download show",
    "list all every",
    "search find query",
    "authenticated current my me i mine own",
    "repository repo",
    "organization org",
)
"""Words that may stand for each other, and how well they do."""
_AS_WELL = 0.5


@dataclass(frozen=True)
class _Entry:
    """An operation.

    Attributes:
        tool: The operation.
        weights: Its words, each with how much it tells.
        head: Those of its name and summary, which say what it is about.
    """

    tool: Tool
    weights: Mapping[str, float]
    head: frozenset[str]


class Index:
    """The words of operations."""

    def __init__(self, tools: Sequence[Tool]) -> None:
        self._entries = [_entry(each) for each in tools]
        counts = Counter(word for each in self._entries for word in each.weights)
        self._rarity = {
            word: math.log(1 + len(tools) / (1 + count)) for word, count in counts.items()
        }

    def search(self, query: str) -> list[Tool]:
        """The operations that have words of a query, the likeliest first.

        Args:
            query: The words.
        """
        asked = [*_asked(query)]
        scored = ((self._score(each, asked), each.tool) for each in self._entries)
        found = [(score, tool) for score, tool in scored if score > 0]
        return [tool for _, tool in sorted(found, key=lambda each: (-each[0], each[1].name))]

    def _score(self, entry: _Entry, asked: Sequence[Mapping[str, float]]) -> float:
        """How well an operation fits: by words that are rare and stand where they tell most, if it has little else."""
        found = [
            max(weight * self._worth(entry, word) for word, weight in ways.items())
            for ways in asked
        ]
        if not any(found):
            return 0.0
        meant = entry.head & {word for ways in asked for word in ways}
        share = self._mass(meant) / (self._mass(entry.head) or 1.0)
        return sum(found) * sum(map(bool, found)) / len(found) * (1 - _SHARE + _SHARE * share)

    def _worth(self, entry: _Entry, word: str) -> float:
        return entry.weights.get(word, 0.0) * self._rarity.get(word, 0.0)

    def _mass(self, words: Iterable[str]) -> float:
        return sum(self._rarity[each] for each in words)


def _entry(tool: Tool) -> _Entry:
    head = frozenset((*_words(tool.name), *_words(tool.title)))
    path = tool.operation.path if tool.operation else ""
    weights = dict.fromkeys(_words(inspect.getdoc(tool.function) or ""), _ARGUMENTS)
    weights |= dict.fromkeys(_words(tool.description), _SAID)
    weights |= dict.fromkeys(_words(path), _PATH)
    weights |= dict.fromkeys(head, _HEAD)
    return _Entry(tool, weights, head)


def _asked(query: str) -> Iterator[dict[str, float]]:
    """The words of a query, each with those that may stand for it; of several that mean one thing the first."""
    seen = set[str]()
    for word in _words(query):
        if word not in seen:
            ways = {**dict.fromkeys(_OTHERS.get(word, ()), _AS_WELL), word: 1.0}
            seen |= ways.keys()
            yield ways


def _words(text: str) -> Iterator[str]:
    """The words of a text that tell something, each in its plainest form."""
    text = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", text)
    for word in re.findall(r"[^\W_]+", text.lower()):
        if word not in _IDLE:
            yield _stem(word)


@lru_cache(10_000)
def _stem(word: str) -> str:
    """A word without its ending, so that `labels`, `labeled` and `labeling` are one."""
    for endings in ("ies|(?<=[sxh])es|(?<![su])s", "ing|ion|ed|e[re]|e|y"):
        found = re.fullmatch(rf"(.{{3,}}?)(?:{endings})?", word)
        word = found[1] if found else word
    return re.sub(r"([^aeiou])\1$", r"\1", word)


_OTHERS = {
    word: group
    for group in (frozenset(map(_stem, each.split())) for each in _ALIKE)
    for word in group
}
