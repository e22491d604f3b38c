"""A generate that is killed, at any step it takes on disk and at moments between."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

MOMENTS = 50


@pytest.mark.parametrize("way", ["at a step", "after a while"])
def test_a_killed_generate_leaves_every_file_whole(way: str, tmp_path: Path) -> None:
    # In a process of its own, which has no threads: each generate is a fork of it.
    script = Path(__file__).parent / "killing.py"
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path), way, str(MOMENTS)],
        cwd=Path(__file__).parents[1],
        env=_environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    counts = dict(line.split(": ") for line in done.stdout.splitlines())
    assert int(counts["killed"]) == MOMENTS
    # The moments are of all three sorts: before the decision, in the switch, and after it.
    if way == "at a step":
        assert int(counts["undone"]) and int(counts["pending"]) and int(counts["finished"]), counts


def _environment(tmp_path: Path) -> dict[str, str]:
    import os

    return {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
