"""The rooms of the runtime and of the generator stand in layers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from support import ROOT


def test_layers_are_kept() -> None:
    command = [
        str(Path(sys.executable).parent / "lint-imports"),
        "--no-cache",
        str(ROOT / "pyproject.toml"),
    ]
    ran = subprocess.run(
        command, cwd=ROOT / "generated", capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
