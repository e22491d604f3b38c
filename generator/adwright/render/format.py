"""black over generated text, file by file."""

from __future__ import annotations

from importlib.metadata import version

from adwright.lock import digest
from adwright.render.package import FileTree
from adwright.reuse import AFRESH, Reuse

LINE_LENGTH = 100


def format_files(files: FileTree, reuse: Reuse = AFRESH) -> FileTree:
    """The files in black's style. Templates print text that needs little of it.

    Args:
        files: unformatted text by path.
        reuse: knows formatted texts of an earlier build.
    """

    def formatted(path: str, text: str) -> str:
        if not path.endswith(".py"):
            return text
        known = reuse.formatted(path, mark(text))
        return _format(text) if known is None else known

    return {path: formatted(path, text) for path, text in files.items()}


def mark(text: str) -> str:
    """What an unformatted text is known by: its hash, together with the style it is formatted to."""
    return digest(f"black {version('black')}, {LINE_LENGTH}, py311\n{text}")


def _format(text: str) -> str:
    from black import format_str
    from black.mode import Mode, TargetVersion

    return format_str(
        text, mode=Mode(line_length=LINE_LENGTH, target_versions={TargetVersion.PY311})
    )
