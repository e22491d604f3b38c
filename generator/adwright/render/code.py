"""Python expressions: literals of strings and of data, and types as syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from keyword import iskeyword
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


def quoted(text: str) -> str:
    """A string literal, in double quotes unless that takes more escapes."""
    if text.count('"') > text.count("'"):
        return repr(text)
    return '"' + '\\"'.join(repr(part)[1:-1] for part in text.split('"')) + '"'


def constant(value: object) -> str:
    """A scalar as a literal."""
    return quoted(value) if isinstance(value, str) else repr(value)


def display(value: Json) -> str:
    """A JSON value as an expression, an item a line, as `layout.fitted` takes it."""
    return "\n".join(_lines(value))


def _lines(value: Json, lead: str = "") -> Iterator[str]:
    if isinstance(value, list) and value:
        yield f"{lead}["
        for each in value:
            yield from _lines(each)
        yield "],"
    elif isinstance(value, dict) and value:
        yield f"{lead}{{"
        for key, each in value.items():
            yield from _lines(each, f"{constant(key)}: ")
        yield "},"
    else:
        yield f"{lead}{constant(value)},"


def json_literal(text: str) -> str:
    r"""A JSON text as the literal of a string, on one line.

    Args:
        text: the JSON, ASCII on one line, an apostrophe written as `\u0027`.

    Raises:
        ValueError: the text is not of that form, so that a literal could end early.
    """
    if "'" in text or not text.isascii() or not text.isprintable() or text.endswith("\\"):
        raise ValueError("a JSON text in code is printable ASCII without apostrophes")
    if '"' not in text:
        if "\\" in text:
            raise ValueError("JSON has backslashes only within strings")
        return f'"{text}"'
    return f"r'{text}'" if "\\" in text else f"'{text}'"


def unparsed(node: ast.expr) -> str:
    """The text of an expression, which the call uses up."""
    return ast.unparse(_Quotes().visit(node))


class _Quotes(ast.NodeTransformer):
    """Puts the text of each string in its place: a name is printed as it is."""

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        return ast.Name(quoted(node.value)) if isinstance(node.value, str) else node


def alternatives(node: ast.expr) -> list[ast.expr]:
    """The alternatives of a union as written."""
    parts: list[ast.expr] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        parts.insert(0, node.right)
        node = node.left
    return [node, *parts]


def expression(text: str) -> ast.expr:
    """The syntax tree of an expression, a new one each time: who asks may change it."""
    if text.isidentifier() and not iskeyword(text):
        return ast.Name(text, ast.Load())  # as most are, without the parser
    return ast.parse(text, mode="eval").body
