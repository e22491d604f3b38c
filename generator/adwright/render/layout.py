"""Brackets as black lays them out, so that it has little left to do.

Templates write a bracket with an item a line. What is here joins the lines that fit into one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

LINE_LENGTH = 100


@dataclass(slots=True)
class _Bracket:
    """A bracket: what opens it, with all that stands before it, its items, and what closes it."""

    opening: str
    items: list[_Item] = field(default_factory=list["_Item"])
    closing: str = ""

    @property
    def is_call(self) -> bool:
        """Whether it belongs to a name, so that its items may stand together in a line of their own."""
        before = self.opening[-2:-1]
        return self.opening[-1] == "(" and (before.isalnum() or before in ("_", "]"))


_Item: TypeAlias = str | _Bracket


def fitted(text: str, indent: int = 0, after: int = 0, *, hug: bool = True) -> str:
    """Code in as few lines as black would take.

    A bracket stands in one line; else the arguments of a call in one line of their own; else each
    item in a line, which may be a bracket itself.

    Args:
        text: an expression or a statement: each bracket that may be taken apart with an item a
            line, each item with a comma behind it. Blank lines and indentation do not matter.
        indent: how deep its first line will stand.
        after: how much follows its last bracket on that line.
        hug: whether the outermost bracket may stand in one line.

    Returns:
        The text without a line break at its end; all lines but the first are indented.
    """
    return "\n".join(_laid_out(_read(text), indent, after, hug))


def _read(text: str) -> _Item:
    """Code as a tree of its brackets."""
    top = _Bracket("")
    open_ = [top]
    for line in filter(None, map(str.strip, text.splitlines())):
        if line[0] in ")]}":
            open_.pop().closing = line.removesuffix(",")
        elif line[-1] in "([{":
            inner = _Bracket(line)
            open_[-1].items.append(inner)
            open_.append(inner)
        else:
            open_[-1].items.append(line.removesuffix(","))
    (item,) = top.items
    return item


def _laid_out(item: _Item, indent: int, after: int, hug: bool = True) -> Sequence[str]:
    if isinstance(item, str):
        return [item]
    pad = " " * indent
    if hug:
        line = _flat(item)
        if indent + width(line) + after <= LINE_LENGTH:
            return [line]
        inner = ", ".join(map(_flat, item.items))
        if item.is_call and indent + 4 + width(inner) <= LINE_LENGTH:
            return [item.opening, f"{pad}    {inner}", f"{pad}{item.closing}"]
    lines = [item.opening]
    for each in item.items:
        first, *others = _laid_out(each, indent + 4, 1)
        lines += [f"{pad}    {first}", *others]
        lines[-1] += ","
    return [*lines, f"{pad}{item.closing}"]


def _flat(item: _Item) -> str:
    """An item in one line."""
    if isinstance(item, str):
        return item
    is_one_tuple = len(item.items) == 1 and item.opening[-1] == "(" and not item.is_call
    inner = ", ".join(map(_flat, item.items))
    return f"{item.opening}{inner}{',' if is_one_tuple else ''}{item.closing}"


def width(text: str) -> int:
    """How wide a text may be: what is not ASCII may take two columns."""
    return len(text) if text.isascii() else 2 * len(text)
