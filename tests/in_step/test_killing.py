"""A generate that is killed, at any step it takes on disk and at moments between."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

MOMENTS = 50
TESTS = Path(__file__).parents[1]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the generates that are killed are forks")
@pytest.mark.parametrize("way", ["at a step", "after a while"])
def test_a_killed_generate_leaves_every_file_whole(way: str, tmp_path: Path) -> None:
    # In a process of its own, which has no threads: each generate is a fork of it.
    path = os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "in_step/killing.py", str(tmp_path), way, str(MOMENTS)],
        cwd=TESTS,
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    counts = dict(line.split(": ") for line in done.stdout.splitlines())
    assert int(counts["killed"]) == MOMENTS
    if way == "at a step":  # before the decision, and in the switch
        assert int(counts["undone"]) > 0
        assert int(counts["pending"]) > 0
