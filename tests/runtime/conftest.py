"""Makes the runtime importable as the package `runtime`, as it stands in `templates/`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(TEMPLATES), str(HERE)]


@pytest.fixture(autouse=True)
def fresh_warnings() -> Iterator[None]:
    """Let each test see the warnings that are given only once."""
    yield
    if "runtime.errors" in sys.modules:
        sys.modules["runtime.errors"].forget_warnings()
