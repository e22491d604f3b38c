"""Kills generates: `killing.py FOLDER WAY MOMENTS`. Fails at the first that leaves something half done.

A project goes from one spec to another: files change, files come, files go. The forked process that
writes is killed by SIGKILL, `at a step`: by itself, before one of its operations on the output
folder (opening, renaming, removing); or `after a while`: by its parent, a random time after it
began. Then every file must be the one of before or the one of after; `check` must name a switch
that was decided on and not finished; and the next generate must give what a clean one gives.
"""

from __future__ import annotations

import io
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import Any

from adwright.build import Built
from adwright.commands import report
from adwright.lock import LOCK
from adwright.project import tree
from adwright.project.check import check
from adwright.project.generate import generate
from adwright.project.parts import Part
from adwright.render.reuse import Reuse, afresh

from in_step.conftest import Project, new_project, operation, shop, texts_in

STEPS = {"open", "os.mkdir", "os.remove", "os.rename", "os.rmdir"}
"""Audit events of what changes a folder; an `open` counts unless it is for reading."""


def new_spec() -> dict[str, Any]:
    """The spec after the edit: one resource has gone, some have come, all else says something else."""
    spec = shop()
    paths = spec["openapi.yaml"]["paths"]
    del paths["/items"]
    paths |= {f"/users{n}": {"get": operation(f"users{n}.list")} for n in range(14)}
    paths["/orders"]["get"]["summary"] = "List what was bought"
    spec["schemas.yaml"]["Order"]["properties"]["paid"] = {"type": "boolean"}
    return spec


class Ready:
    """A project whose builds are made beforehand, so that a generate is what it does on disk."""

    def __init__(self, here: Project) -> None:
        self.here = here
        self.built: Mapping[str, Built] = {part.name: part.build(afresh) for part in here.parts()}

    def parts(self) -> list[Part]:
        return [replace(part, build=self._builder(part.name)) for part in self.here.parts()]

    def _builder(self, name: str) -> Callable[[Reuse], Built]:
        return lambda _reuse: self.built[name]

    def generate(self) -> None:
        generate(self.parts(), [*self.built])


def kill_at(step: int, output: Path) -> None:
    """Die before the operation of that number on a folder."""
    seen = 0
    below = f"{output}{os.sep}"

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal seen
        changes = event in STEPS and arguments[1] != "r"
        if changes and any(str(path).startswith(below) for path in arguments[:2]):
            seen += 1
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def run(do: Callable[[], None], delay: float | None = None) -> bool:
    """Do something in a forked process; whether it was killed. With a delay we kill it."""
    child = os.fork()
    if child == 0:
        do()
        os._exit(0)
    if delay is not None:
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def judge(ready: Ready, old: Mapping[str, str], new: Mapping[str, str]) -> str:
    """Check what a kill left behind, and what the next runs make of it."""
    output = ready.here.output
    there = {p: t for p, t in texts_in(output).items() if not p.startswith(tree.STAGE)}
    for path in old.keys() | new.keys():
        assert there.get(path) in (old.get(path), new.get(path)), f"{path} is neither old nor new"
    assert there.keys() <= old.keys() | new.keys(), "files that nobody wrote"
    pending = tree.pending(output)
    said = io.StringIO()
    with redirect_stdout(said):
        checked = check(ready.parts(), [*ready.built])
        code = report.print_checked(output, checked, "text")
    assert ("a write was cut off" in said.getvalue()) == pending, said.getvalue()
    assert {item.state for item in checked.drift} <= {"stale", "missing"}, checked.drift
    done = there == new and not pending
    assert code == (0 if done else 1)
    ready.generate()
    assert texts_in(output) == new, "the next generate gives something else"
    return "pending" if pending else "finished" if there == new else "undone"


def main(folder: Path, way: str, moments: int) -> None:
    here = new_project(folder / "project")
    here.generate()
    old = here.files()
    here.write(new_spec())
    ready, output = Ready(here), here.output
    shutil.copytree(output, folder / "old")
    began = time.perf_counter()
    ready.generate()
    whole = time.perf_counter() - began
    new = here.files()
    assert old.keys() - new.keys(), "files must go"
    assert new.keys() - old.keys(), "files must come"
    assert old[LOCK] != new[LOCK]

    def reset() -> None:
        shutil.rmtree(output)
        shutil.copytree(folder / "old", output)

    chance, counts = random.Random(7), dict.fromkeys(("killed", "undone", "pending", "finished"), 0)
    steps = chance.sample(range(1, steps_of(ready, reset) + 1), moments)
    while counts["killed"] < moments:
        reset()
        if way == "at a step":
            step = steps[counts["killed"]]
            killed = run(lambda step=step: (kill_at(step, output), ready.generate())[0])
        else:
            killed = run(ready.generate, chance.uniform(0, 1.2 * whole))
        outcome = judge(ready, old, new)
        if killed:
            counts["killed"] += 1
            counts[outcome] += 1
    for name, count in counts.items():
        print(f"{name}: {count}")


def steps_of(ready: Ready, reset: Callable[[], None]) -> int:
    """How many operations a whole generate does on the output folder."""
    step = 64
    while True:
        reset()
        if not run(lambda: (kill_at(step, ready.here.output), ready.generate())[0]):  # noqa: B023
            break
        step *= 2
    low = step // 2
    while low + 1 < step:
        middle = (low + step) // 2
        reset()
        if run(lambda: (kill_at(middle, ready.here.output), ready.generate())[0]):  # noqa: B023
            low = middle
        else:
            step = middle
    return low


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
