"""Where the generator's own files are."""

from __future__ import annotations

from pathlib import Path


def templates_folder() -> Path:
    """The templates: inside an installed package, or in the repository."""
    installed = Path(__file__).parent / "_templates"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "templates"
