"""What a program is called, and where its warnings go."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import Any


def program(package: str) -> str:
    """What a program was started as.

    Args:
        package: The package that it is the program of, with dots.
    """
    name = Path(sys.argv[0]).name
    return f"python -m {package}" if name.endswith(".py") else name


def print_warnings() -> None:
    """Have warnings printed as sentences, beside the output."""
    warnings.showwarning = _print


def _print(message: Warning | str, *_: Any, **__: Any) -> None:
    print(f"warning: {message}", file=sys.stderr)
