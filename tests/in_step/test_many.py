"""Several clients are built at once, and nobody can tell by what comes of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from adwright.problems import SpecError, UsageError

from .conftest import CONFIG, Project, new_project, shop

_OTHER = """
[[tool.adwright.clients]]
name = "{0}"
class = "{1}"
spec = "{0}/openapi.yaml"
"""


def project_of_three(root: Path) -> Project:
    """A project with three clients, of which nothing is generated yet."""
    made = new_project(root)
    for name in ("mart", "depot"):
        made.write({f"../{name}/{file}": data for file, data in shop().items()})
    others = "".join(_OTHER.format(name, name.capitalize()) for name in ("mart", "depot"))
    (root / "pyproject.toml").write_text(CONFIG + others, "utf-8")
    return made


def cores(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr("adwright.project.builds._cores", lambda: count)


def test_two_processes_make_what_one_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[list[str], dict[str, str]]] = []
    for count in (1, 2):
        cores(monkeypatch, count)
        here = project_of_three(tmp_path / str(count))
        made.append(([*here.generate()], here.files()))
    assert made[0] == made[1]
    assert made[0][0] == [".", "shop", "mart", "depot"]
    assert {"shop/client.py", "mart/client.py", "depot/client.py"} <= made[0][1].keys()


def test_problems_of_all_are_told_in_the_same_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[list[str]] = []
    for count in (1, 2):
        cores(monkeypatch, count)
        here = project_of_three(tmp_path / str(count))
        for file in ("specs/openapi.yaml", "depot/openapi.yaml"):
            (here.root / file).write_text("openapi: 3.1.0\npaths: []\n", "utf-8")
        with pytest.raises(SpecError) as refused:
            here.generate()
        told.append([each.message for each in refused.value.problems])
        assert here.files() == {}
    assert told[0] == told[1]
    assert len(told[0]) > 1


def test_a_spec_that_is_not_there_is_told_as_by_one_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cores(monkeypatch, 2)
    here = project_of_three(tmp_path)
    (here.root / "depot/openapi.yaml").unlink()
    with pytest.raises(UsageError, match=r"depot/openapi\.yaml: no such file"):
        here.generate()
    assert here.files() == {}


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells which processes are at work")
def test_ctrl_c_ends_every_process_without_a_trace(tmp_path: Path) -> None:
    if len(os.sched_getaffinity(0)) < 2:
        pytest.skip("there is one core")
    here = project_of_three(tmp_path)
    templates = here.root / "own"
    templates.mkdir()
    loop = "{% for each in range(1000000000000) %}{% endfor %}"
    (templates / "rules.py.j2").write_text(loop, "utf-8")
    config = (here.root / "pyproject.toml").read_text("utf-8")
    own = config.replace("[[tool", 'templates = "own"\n\n[[tool', 1)
    (here.root / "pyproject.toml").write_text(own, "utf-8")
    running = subprocess.Popen(
        [sys.executable, "-m", "adwright", "generate"],
        cwd=here.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        at_work: list[int] = []
        for _ in range(600):  # until both are past their imports, in templates that never end
            at_work = [pid for pid in _children(running.pid) if _cpu(pid) > 2]
            if len(at_work) == 2 or running.poll() is not None:
                break
            time.sleep(0.2)
        os.killpg(running.pid, signal.SIGINT)
        _, said = running.communicate(timeout=60)
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
            running.communicate()
    assert len(at_work) == 2, said
    assert running.returncode != 0
    assert "Traceback" not in said
    assert not [pid for pid in at_work if Path(f"/proc/{pid}").exists()]
    assert here.files() == {}


def _children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8")
    except OSError:
        return []
    return [int(each) for each in text.split()]


def _cpu(pid: int) -> float:
    """The CPU seconds that a process has used."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return 0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
