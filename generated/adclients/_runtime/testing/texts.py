"""What the texts of a parameter may stand for: numbers and text look alike, a list may be one text or several."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_plus

from ..operation import Style
from ..parameters import DELIMITERS
from ..shapes import is_dict, is_list
from .facts import Place

Decode = Callable[[str], str]


@dataclass
class Reading:
    """Texts that may be read in several ways.

    Attributes:
        shapes: What they may be: texts, or lists and objects of them.
    """

    shapes: list[Any]
    _shape: int = 0
    _as_text: set[Place] = field(default_factory=set[Place])

    @property
    def value(self) -> Any:
        """The value by the present reading."""
        return self._read(self.shapes[self._shape], ())

    def _read(self, node: Any, place: Place) -> Any:
        if is_dict(node):
            return {name: self._read(each, (*place, name)) for name, each in node.items()}
        if is_list(node):
            return [self._read(each, (*place, i)) for i, each in enumerate(node)]
        return node if place in self._as_text else parsed(node)

    def other(self, places: Iterable[Place]) -> bool:
        """Read otherwise what is wrong; whether there is another way.

        Args:
            places: Where something is wrong.
        """
        wrong = [*places]
        inmost = [
            each for each in wrong if not any(o != each and o[: len(each)] == each for o in wrong)
        ]
        leaves = self._leaves(self.shapes[self._shape], ())
        fresh = {
            leaf for leaf in leaves for each in inmost if leaf[: len(each)] == each
        } - self._as_text
        if fresh:
            self._as_text |= fresh
            return True
        if not wrong or self._shape + 1 == len(self.shapes):
            return False
        self._shape += 1
        self._as_text.clear()
        return True

    def _leaves(self, node: Any, place: Place) -> Iterable[Place]:
        """The places of texts that could also be something else."""
        inner: Iterable[tuple[str | int, Any]] = ()
        if is_dict(node):
            inner = node.items()
        elif is_list(node):
            inner = enumerate(node)
        elif not isinstance(parsed(node), str):
            yield place
        for step, each in inner:
            yield from self._leaves(each, (*place, step))


def parsed(text: str) -> Any:
    """A text as the JSON value that it is, or as it is."""
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return text


def _refuse(constant: str) -> None:
    raise ValueError(constant)  # NaN and the like, which JSON does not know


def reading(
    texts: Sequence[str],
    decode: Decode,
    *,
    style: Style | None,
    explode: bool | None,
    repeats: bool,
) -> Reading:
    """What the texts of one name may be.

    Args:
        texts: The texts, still escaped.
        decode: Takes the escapes away.
        style: How lists and objects are written.
        explode: Whether each item or member stands alone.
        repeats: Whether it is then the name that is repeated.
    """
    if len(texts) > 1 or (repeats and explode):
        whole = [[decode(each) for each in texts]]
        return Reading([decode(texts[0]), *whole] if len(texts) == 1 else [whole[0]])
    text = texts[0]
    sign = "." if style == "label" and explode else DELIMITERS.get(style, ",")
    parts = _split(text, sign)
    shapes: list[Any] = [decode(text), [decode(each) for each in parts]]
    if explode:
        pairs = [each.partition("=") for each in parts]
        if all(equals for _, equals, _ in pairs):
            shapes.append({decode(name): decode(value) for name, _, value in pairs})
    elif len(parts) % 2 == 0:
        shapes.append({decode(a): decode(b) for a, b in zip(parts[::2], parts[1::2], strict=True)})
    return Reading(shapes)


def _split(text: str, sign: str) -> list[str]:
    escaped = {" ": "%20|\\+| ", "|": "%7C|%7c|\\|"}.get(sign)
    return re.split(escaped or re.escape(sign), text) if text else []


def path_reading(
    name: str, text: str, decode: Decode, style: Style | None, explode: bool | None
) -> Reading:
    """What the text of a path parameter may be; for the arguments see `reading`."""
    if style == "label":
        text = text.removeprefix(".")
    elif style == "matrix":
        parts = text.removeprefix(";").split(";")
        own = [each.removeprefix(f"{name}=") for each in parts if each.startswith(f"{name}=")]
        if not own:  # the members of an object
            text, style = ",".join(parts), None
        elif len(own) > 1 or explode:
            return reading(own, decode, style=None, explode=True, repeats=True)
        else:
            text = own[0]
    return reading([text], decode, style=style, explode=explode, repeats=False)


def query_pairs(query: str) -> list[tuple[str, str]]:
    """The names of a query or form, and the values still escaped."""
    pairs = (each.partition("=") for each in query.split("&") if each)
    return [(unquote_plus(name), value) for name, _, value in pairs]


def nested(name: str, pairs: Sequence[tuple[str, str]]) -> Any:
    """The object that stands in brackets: `filter[a][b]=1`, `filter[ids][]=1`; None if there is none."""
    root: dict[str, Any] = {}
    for key, value in pairs:
        if not key.startswith(f"{name}["):
            continue
        steps = re.findall(r"\[([^\]]*)\]", key[len(name) :])
        node = root
        for step in steps[:-1]:
            node = node.setdefault(step, {})
        node.setdefault(steps[-1], []).append(unquote_plus(value))
    return _joined(root) if root else None


def _joined(node: Any) -> Any:
    """The same with lists as lists, and single texts as such."""
    if is_list(node):
        return node[0] if len(node) == 1 else node
    if [*node] == [""]:
        return node[""]
    if all(each.isdecimal() for each in node):
        return [_joined(node[each]) for each in sorted(node, key=int)]
    return {name: _joined(each) for name, each in node.items()}
