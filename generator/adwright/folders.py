"""Where the generator's own files are."""

from __future__ import annotations

import os
from pathlib import Path


def templates_folder() -> Path:
    """The templates: inside an installed package, or in the repository."""
    installed = Path(__file__).parent / "_templates"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "templates"


def way_to(path: Path, start: Path | None = None) -> str:
    """A path as seen from a folder, written with `/` on every system.

    Args:
        path: the path.
        start: the folder, the current one by default.

    Returns:
        The whole path where none leads there, as from one drive of Windows to another.
    """
    try:
        return Path(os.path.relpath(path, start)).as_posix()
    except ValueError:
        return path.absolute().as_posix()
