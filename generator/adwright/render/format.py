"""black over generated text, file by file."""

from __future__ import annotations

from adwright.render.package import FileTree

LINE_LENGTH = 100


def format_files(files: FileTree) -> FileTree:
    """The files in black's style. Templates print text that needs little of it."""
    return {path: _format(text) if path.endswith(".py") else text for path, text in files.items()}


def _format(text: str) -> str:
    from black import format_str
    from black.mode import Mode, TargetVersion

    return format_str(
        text, mode=Mode(line_length=LINE_LENGTH, target_versions={TargetVersion.PY311})
    )
