"""Python text in black's own shape, so that black has little to do."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from typing import TypeAlias

LINE_LENGTH = 100

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


def quoted(text: str) -> str:
    """A string literal, in double quotes unless that takes more escapes."""
    if text.count('"') > text.count("'"):
        return repr(text)
    return '"' + '\\"'.join(repr(part)[1:-1] for part in text.split('"')) + '"'


def constant(value: object) -> str:
    """A scalar as a literal."""
    return quoted(value) if isinstance(value, str) else repr(value)


def unparsed(node: ast.expr) -> str:
    """The text of an expression, which the call uses up."""
    return ast.unparse(_Quotes().visit(node))


class _Quotes(ast.NodeTransformer):
    """Puts the text of each string in its place: a name is printed as it is."""

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        return ast.Name(quoted(node.value)) if isinstance(node.value, str) else node


def display(value: Json, indent: int, lead: str = "") -> str:
    """A JSON value as an expression, in lines if one is too short.

    Args:
        value: the value.
        indent: how deep the line stands that it begins on.
        lead: what stands before it on that line, for its length.
    """
    line = flat(value)
    if not isinstance(value, list | dict) or not value or fits(line, indent, lead):
        return line
    deeper = indent + 4
    if isinstance(value, list):
        return exploded("[", [display(each, deeper) for each in value], "]", indent)
    keys = [(f"{constant(key)}: ", each) for key, each in value.items()]
    return exploded("{", [key + display(each, deeper, key) for key, each in keys], "}", indent)


def flat(value: Json) -> str:
    """A JSON value as an expression in one line."""
    if isinstance(value, list):
        return f"[{', '.join(map(flat, value))}]"
    if isinstance(value, dict):
        entries = (f"{constant(key)}: {flat(each)}" for key, each in value.items())
        return f"{{{', '.join(entries)}}}"
    return constant(value)


def tuple_of(parts: Sequence[str]) -> str:
    """A tuple of expressions."""
    return f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"


def call(opening: str, parts: Sequence[str], closing: str, indent: int, after: int = 0) -> str:
    """Arguments in their brackets: in one line, else in one line of their own, else in a line each.

    Args:
        opening: what stands before the arguments, with the bracket.
        parts: the arguments; the last may be empty, which asks for a line each.
        closing: what stands after them, with the bracket.
        indent: how deep the first line stands.
        after: how much follows the bracket on its line.
    """
    given = [part for part in parts if part]
    inner = ", ".join(given)
    if len(given) == len(parts) and "\n" not in inner:
        line = f"{opening}{inner}{closing}"
        if indent + width(line) + after <= LINE_LENGTH:
            return line
        if indent + 4 + width(inner) <= LINE_LENGTH:
            pad = " " * indent
            return f"{opening}\n{pad}    {inner}\n{pad}{closing}"
    return exploded(opening, given, closing, indent)


def collection(opening: str, entries: Sequence[str], closing: str, indent: int, lead: str) -> str:
    """The entries of a tuple, list or dict: in one line, or in a line each.

    Args:
        opening: the bracket.
        entries: what is in it.
        closing: the other bracket.
        indent: how deep the line stands that it begins on.
        lead: what stands before it on that line, for its length.
    """
    line = tuple_of(entries) if opening == "(" else f"{opening}{', '.join(entries)}{closing}"
    in_line = "\n" not in line and fits(line, indent, lead)
    return line if in_line else exploded(opening, entries, closing, indent)


def exploded(opening: str, parts: Iterable[str], closing: str, indent: int) -> str:
    """A bracket with a line for each part of it, which may be several lines itself."""
    pad = " " * indent
    inner = "".join(f"{pad}    {part},\n" for part in parts)
    return f"{opening}\n{inner}{pad}{closing}"


def fits(line: str, indent: int, lead: str = "") -> bool:
    """Whether an item of a bracket fits on the line that it begins on."""
    return indent + width(lead) + width(line) + 1 <= LINE_LENGTH  # a comma follows


def width(text: str) -> int:
    """How wide a text may be: what is not ASCII may take two columns."""
    return len(text) if text.isascii() else 2 * len(text)
