"""Code in as few lines as black takes for it, so that black has nothing left to do.

Templates write a bracket with an item a line. What is here joins the lines that fit into one, and takes types apart
that do not.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from adwright.render.code import alternatives, expression, unparsed

LINE_LENGTH = 100


@dataclass(slots=True)
class _Bracket:
    """A bracket.

    Attributes:
        opening: the bracket, with all that stands before it.
        items: what is in it.
        closing: the other bracket, with what stands behind it.
        is_single: whether it can hold one item only, which no comma follows.
    """

    opening: str
    items: list[_Item] = field(default_factory=list["_Item"])
    closing: str = ""
    is_single: bool = False

    @property
    def is_display(self) -> bool:
        """Whether it is a tuple, a list or a dict: what is in it never stands together in a line of its own."""
        before = self.opening[-2:-1]
        return not (self.is_single or before.isalnum() or before in ("_", "]"))

    @property
    def is_definition_of_one(self) -> bool:
        """Whether it is the head of a function with a single argument, which black gives a comma."""
        return len(self.items) == 1 and self.opening.startswith(("def ", "async def "))


@dataclass(slots=True)
class _Union:
    """Alternatives of a type."""

    items: list[_Item]


_Item: TypeAlias = str | _Bracket | _Union


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
    if "\n" not in text:  # a line without brackets to join, as most are
        line = text.strip().removesuffix(",")
        if indent + width(line) + after <= LINE_LENGTH:
            return line
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


def _laid_out(
    item: _Item, indent: int, after: int, hug: bool = True, inside: bool = False
) -> Sequence[str]:
    line = _flat(item)
    if hug and indent + width(line) + after <= LINE_LENGTH:
        return [line]
    if isinstance(item, str):
        item = _declared(item, indent, inside)
        if isinstance(item, str):
            return [item]
    pad = " " * indent
    if isinstance(item, _Union):
        first, *others = item.items
        lines = [*_laid_out(first, indent, 0)]
        for each in others:
            start, *rest = _laid_out(each, indent, 2)
            lines += [f"{pad}| {start}", *rest]
        return lines
    if (parted := _parted(item, indent, hug)) is not None:
        return parted
    if hug and not item.is_display:
        inner = ", ".join(map(_flat, item.items)) + ("," if item.is_definition_of_one else "")
        if indent + 4 + width(inner) <= LINE_LENGTH:
            return [item.opening, f"{pad}    {inner}", f"{pad}{item.closing}"]
    lines = [item.opening]
    for each in item.items:
        first, *rest = _laid_out(each, indent + 4, 0 if item.is_single else 1, inside=True)
        lines += [f"{pad}    {first}", *rest]
        lines[-1] += "" if item.is_single else ","
    return [*lines, f"{pad}{item.closing}"]


def _parted(item: _Bracket, indent: int, hug: bool) -> Sequence[str] | None:
    """A declaration whose value is a call, where the line up to that is too long; None for what is none."""
    parts = _TYPED.fullmatch(item.opening)
    if parts is None or indent + width(item.opening) <= LINE_LENGTH:
        return None
    whole, start, type_, call = parts.groups()
    pad = " " * indent
    if indent + width(f"{whole} = (") <= LINE_LENGTH:
        value = _laid_out(_Bracket(call, item.items, item.closing), indent + 4, 0, hug)
        return [f"{whole} = (", f"{pad}    {value[0]}", *value[1:], f"{pad})"]
    if type_ is None:
        return None
    inner = _laid_out(_tree(expression(type_)), indent + 4, 0)
    value = _laid_out(_Bracket(f"] = {call}", item.items, item.closing), indent, 0, hug)
    return [start, f"{pad}    {inner[0]}", *inner[1:], f"{pad}{value[0]}", *value[1:]]


_TYPED = re.compile(r"((\w+: \w+\[)(.+)\]|\w+: \w+) = ([\w.]+\()")
"""The start of a declaration whose value is a call."""


def _flat(item: _Item) -> str:
    """An item in one line."""
    if isinstance(item, str):
        return item
    if isinstance(item, _Union):
        return " | ".join(map(_flat, item.items))
    is_tuple = len(item.items) == 1 and item.opening[-1] == "(" and item.is_display
    inner = ", ".join(map(_flat, item.items))
    return f"{item.opening}{inner}{',' if is_tuple else ''}{item.closing}"


def _declared(text: str, indent: int, inside: bool) -> _Item:
    """A declaration that is too long for a line, `name: type = value`, or a union, as a tree; else as it stands.

    Args:
        text: the declaration.
        indent: how deep it stands.
        inside: whether it stands in a bracket, as a parameter.
    """
    try:
        (statement,) = ast.parse(text).body
    except (SyntaxError, ValueError):
        return text
    if inside and isinstance(statement, ast.Expr):
        return _argument(statement.value) or text
    if not isinstance(statement, ast.AnnAssign):
        return text
    line = text.encode()
    name, type_, value = (
        line[node.col_offset : node.end_col_offset].decode() if node is not None else None
        for node in (statement.target, statement.annotation, statement.value)
    )
    is_alias = type_ == "TypeAlias" and value is not None
    lead = f"{name}: TypeAlias = " if is_alias else f"{name}: "
    tail = f" = {value}" if value is not None and not is_alias else ""
    node = statement.value if is_alias and statement.value is not None else statement.annotation
    tree = _tree(node)
    start = f"{lead}{_flat(tree)} = ("
    if value is not None and tail and not inside and indent + width(start) <= LINE_LENGTH:
        return _Bracket(start, [value], ")", is_single=True)
    if isinstance(tree, _Bracket) and indent + width(lead + tree.opening) <= LINE_LENGTH:
        tree.opening, tree.closing = lead + tree.opening, tree.closing + tail
        return tree
    if isinstance(tree, str) and tree[-1] != '"' and indent + 4 + width(tree) > LINE_LENGTH:
        return text  # no line break helps; black takes texts apart from their names all the same
    return _Bracket(f"{lead}(", [tree], f"){tail}", is_single=True)


def _argument(node: ast.expr) -> _Item | None:
    """A type as an argument of a call, or what gives one; None for what is neither."""
    if isinstance(node, ast.BinOp | ast.Subscript):
        return _tree(node)
    if not isinstance(node, ast.Lambda) or not isinstance(node.body, ast.Subscript):
        return None
    tree = _tree(node.body)
    return replace(tree, opening=f"lambda: {tree.opening}") if isinstance(tree, _Bracket) else None


def _tree(node: ast.expr) -> _Item:
    """A type as a tree of its brackets and unions."""
    match node:
        case ast.BinOp():
            return _Union([_tree(each) for each in alternatives(node)])
        case ast.Subscript(value, ast.Tuple(items)):
            return _Bracket(f"{_text(value)}[", [_tree(each) for each in items], "]")
        case ast.Subscript(value, item):
            return _Bracket(f"{_text(value)}[", [_tree(item)], "]", is_single=True)
        case ast.Call(function, arguments, keywords):
            given = [*map(_tree, arguments), *(f"{k.arg}={_text(k.value)}" for k in keywords)]
            return _Bracket(f"{_text(function)}(", given, ")")
        case ast.Dict(keys, values):
            return _Bracket("{", [*_entries(keys, values)], "}")
        case _:
            return _text(node)


def _entries(keys: Sequence[ast.expr | None], values: Sequence[ast.expr]) -> Iterator[str]:
    for key, value in zip(keys, values, strict=True):
        yield f"{_text(key)}: {_text(value)}" if key is not None else f"**{_text(value)}"


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return unparsed(expression(ast.unparse(node)))


def width(text: str) -> int:
    """How wide a text is, in columns as black counts them."""
    if text.isascii() or _NARROW.fullmatch(text):
        return len(text)
    from black.strings import str_width

    return str_width(text)


_NARROW = re.compile("[ -~\u00a0-\u02ff\u2010-\u2027]*")
"""A text of letters and marks that all take one column, as of most languages of Europe: black need not be loaded."""
