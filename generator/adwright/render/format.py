"""black over generated text: over those statements that do not have its shape yet.

Templates print most statements as black would, and black takes long. So each file is taken apart
into statements, and those that may need it are formatted one by one.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_left

from adwright.lock import digest, release
from adwright.render.files import FileTree
from adwright.render.layout import LINE_LENGTH, width
from adwright.reuse import AFRESH, Reuse

_WHOLE = re.compile(
    r"""(?:"(?:[^"\\]|\\.)*": |\w+=)?(?:"(?:[^"\\]|\\.)*"|r?'(?:[^'\\]|\\.)*'|[\w.-]+|\w+ as \w+),?"""
)
"""An item that no line break can make shorter."""


def format_files(files: FileTree, reuse: Reuse = AFRESH) -> FileTree:
    """The files in black's style.

    Args:
        files: unformatted text by path.
        reuse: knows formatted texts of an earlier build.
    """

    def formatted(path: str, text: str) -> str:
        if not path.endswith(".py"):
            return text
        known = reuse.formatted(path, mark(text))
        return format_text(text) if known is None else known

    return {path: formatted(path, text) for path, text in files.items()}


def mark(text: str) -> str:
    """What an unformatted text is known by: its hash, together with the style it is formatted to."""
    return digest(f"{release('black')}, {LINE_LENGTH}, py311\n{text}")


def format_text(text: str) -> str:
    """A module in black's style."""
    module = _Module(text.splitlines())
    module.put(ast.parse(text).body, 0)
    return "\n".join([*module.out, *module.lines[module.done :]]).rstrip() + "\n"


class _Module:
    """The lines of a module, taken over statement by statement."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.wide = [index for index, line in enumerate(lines) if _is_wide(line)]
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
        is_shaped = bisect_left(self.wide, start) == bisect_left(self.wide, end)
        self.out += lines if is_shaped or _is_docstring(node) else _black(lines, depth)
        self.done = end


_INDENT = 4


def _inner(node: ast.stmt) -> list[ast.stmt]:
    """The statements inside a statement, if they have lines of their own."""
    inner: list[ast.stmt] = [*getattr(node, "body", ()), *getattr(node, "orelse", ())]
    return inner if inner and inner[0].col_offset == node.col_offset + _INDENT else []


def _start(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(each.lineno for each in decorators)]) - 1


def _blanks(before: ast.stmt, node: ast.stmt, depth: int) -> range:
    """How many blank lines may stand between two statements."""
    definitions = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    most = 1 if depth else 2
    if isinstance(before, definitions) or isinstance(node, definitions):
        return range(most, most + 1)
    return range(2 if isinstance(before, ast.Import | ast.ImportFrom) else most + 1)


def _is_docstring(node: ast.stmt) -> bool:
    """Whether a statement is a text alone."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_wide(line: str) -> bool:
    """Whether black would take a line apart: templates see to the shape of all that are not too long."""
    return width(line) > LINE_LENGTH and not _WHOLE.fullmatch(line.strip())


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
