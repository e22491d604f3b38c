"""black over generated text: over those statements that do not have its shape yet.

Templates print most statements as black would, and black takes long. So each file is taken apart
into statements, and those that may need it are formatted one by one.
"""

from __future__ import annotations

import ast
import re

from adwright.render.layout import LINE_LENGTH, width

_DOUBLE, _SINGLE = r'"[^"\\]*(?:\\.[^"\\]*)*"', r"r?'[^'\\]*(?:\\.[^'\\]*)*'"
_WHOLE = re.compile(
    rf"(?:{_DOUBLE}: |\w+=)?(?:{_DOUBLE}|{_SINGLE}|(?:lambda: )?[\w.-]+|\w+ as \w+),?|from [\w.]+ import \("
)
"""A line that no line break can make shorter."""


def format_text(text: str) -> str:
    """A module in black's style."""
    return formatted(text, ast.parse(text)) + "\n"


def formatted(text: str, tree: ast.Module) -> str:
    """A module, or the body of one, in black's style, without a line break at its end.

    Args:
        text: the unformatted text.
        tree: its syntax tree.
    """
    module = _Lines(text.splitlines())
    module.put(tree.body, 0)
    return "\n".join([*module.out, *module.lines[module.done :]]).rstrip()


def blanks_above(tree: ast.Module) -> int:
    """How many more blank lines than one stand between imports and what is below them."""
    return int(bool(tree.body) and isinstance(tree.body[0], _DEFINITIONS))


class _Lines:
    """The lines of a module, taken over statement by statement."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.out: list[str] = []
        self.done = 0

    def put(self, body: list[ast.stmt], depth: int) -> None:
        """Take over the statements of a block."""
        for before, node in zip([None, *body], body, strict=False):
            start = _start(node)
            self.gap(start, None if before is None else _blanks(before, node, depth))
            inner = _inner(node)
            end = _start(inner[0]) if inner else node.end_lineno or node.lineno
            self.statement(node, start, end, depth)
            self.put(inner, depth + 1)

    def gap(self, start: int, blanks: range | None) -> None:
        """Take over what stands between two statements: blank lines, as many as may be, or a comment."""
        between = self.lines[self.done : start]
        count = len(between)
        if blanks is not None and not any(line.strip() for line in between):
            between = [""] * max(blanks.start, min(count, blanks.stop - 1))
        self.out += between
        self.done = start

    def statement(self, node: ast.stmt, start: int, end: int, depth: int) -> None:
        """Take over a statement, or the head of one."""
        lines = self.lines[start:end]
        is_shaped = _is_docstring(node) or not any(map(_is_wide, lines))
        self.out += lines if is_shaped else _black(lines, depth)
        self.done = end


_INDENT = 4
_DEFINITIONS = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def _inner(node: ast.stmt) -> list[ast.stmt]:
    """The statements inside a statement, if they have lines of their own."""
    inner: list[ast.stmt] = [*getattr(node, "body", ()), *getattr(node, "orelse", ())]
    return inner if inner and inner[0].col_offset == node.col_offset + _INDENT else []


def _start(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(each.lineno for each in decorators)]) - 1


def _blanks(before: ast.stmt, node: ast.stmt, depth: int) -> range:
    """How many blank lines may stand between two statements."""
    most = 1 if depth else 2
    if isinstance(before, _DEFINITIONS) or isinstance(node, _DEFINITIONS):
        return range(most, most + 1)
    return range(2 if isinstance(before, ast.Import | ast.ImportFrom) else most + 1)


def _is_docstring(node: ast.stmt) -> bool:
    """Whether a statement is a text alone."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_wide(line: str) -> bool:
    """Whether black would take a line apart: templates see to the shape of all that are not too long."""
    may_be = 2 * len(line) > LINE_LENGTH  # no character takes more than two columns
    return may_be and width(line) > LINE_LENGTH and not _WHOLE.fullmatch(line.strip())


def _black(lines: list[str], depth: int) -> list[str]:
    """Lines as black would have them, that deep in a file. The head of a class or function may stand alone."""
    from black import format_str
    from black.mode import Mode, TargetVersion

    above = ["    " * level + "class _:" for level in range(depth)]
    alone = lines[-1].endswith(":")
    below = ["    " * (depth + 1) + "pass"] if alone else []
    mode = Mode(line_length=LINE_LENGTH, target_versions={TargetVersion.PY311})
    text = format_str("\n".join([*above, *lines, *below]) + "\n", mode=mode)
    return text.splitlines()[depth : -1 if alone else None]
