"""Finds operations by words: those of their names, summaries, paths and descriptions."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from .tools import Tool

_IDLE = frozenset(
    "a all an and any are as at be by do for from get how i in is it me my of on or show the their this to what which"
    " with".split()
)
"""Words that tell no operation from another."""
_NAME, _SUMMARY, _PATH, _MORE = 3.0, 3.0, 2.0, 1.0
_SURPLUS = (
    0.04  # by how much each further word of a name or a summary makes an operation less likely
)
_MEANT = {
    "add": "create", "new": "create", "make": "create", "post": "create", "remove": "delete", "find": "search",
    "change": "update", "edit": "update", "modify": "update", "patch": "update",
}  # fmt: skip
"""Verbs that stand for others."""


class Index:
    """The words of operations."""

    def __init__(self, tools: Sequence[Tool]) -> None:
        self._tools = [(each, _weights(each)) for each in tools]
        self._counts = Counter(word for _, weights in self._tools for word in weights)

    def search(self, query: str) -> list[Tool]:
        """The operations that have words of a query, the likeliest first.

        Args:
            query: The words.
        """
        words = dict.fromkeys(_words(query))
        asked = [each for each in words if each not in _IDLE] or [*words]
        scored = ((self._score(weights, asked), tool) for tool, weights in self._tools)
        found = [(score, tool) for score, tool in scored if score > 0]
        return [tool for _, tool in sorted(found, key=lambda each: (-each[0], each[1].name))]

    def _score(self, weights: dict[str, float], asked: Sequence[str]) -> float:
        """How well an operation fits: by words that are rare and stand where they tell most, if it has little else."""
        total = sum(weights.get(word, 0) * self._rarity(word) for word in asked)
        has = sum(word in weights for word in asked)
        surplus = sum(weight >= _NAME and word not in asked for word, weight in weights.items())
        return total * has / len(asked) / (1 + _SURPLUS * surplus) if asked else 0.0

    def _rarity(self, word: str) -> float:
        return math.log(1 + len(self._tools) / (1 + self._counts[word]))


def _weights(tool: Tool) -> dict[str, float]:
    """The words of an operation, each with how much it tells."""
    weights = dict[str, float]()
    path = tool.operation.path if tool.operation else ""
    for weight, text in (
        (_MORE, tool.description),
        (_PATH, path),
        (_SUMMARY, tool.title),
        (_NAME, tool.name),
    ):
        weights.update(dict.fromkeys(_words(text), weight))
    return weights


def _words(text: str) -> Iterator[str]:
    """The words of a text, each in its plainest form."""
    text = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", text)
    for word in re.findall(r"[^\W_]+", text.lower()):
        yield _MEANT.get(word) or _singular(word)


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return (
        word[:-1]
        if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us"))
        else word
    )
