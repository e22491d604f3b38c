"""Only our files are written, only whole, and only by one at a time."""

from __future__ import annotations

import json
import multiprocessing
import os
import threading
import time
from pathlib import Path

import pytest
from adwright.lock import LOCK, digest, file_hash, read_lock
from adwright.problems import SpecError, UsageError
from adwright.project import tree

from .conftest import CONFIG, Project, new_project, shop


def test_files_of_removed_operations_go_and_strangers_stay(here: Project) -> None:
    here.generate()
    notes = here.output / "shop/resources/notes.txt"
    notes.write_text("mine")
    spec = shop()
    del spec["openapi.yaml"]["paths"]["/items"]
    here.write(spec)
    assert here.check()["shop/resources/items.py"] == "stale"
    assert here.generate()["shop"].removed == ("shop/resources/items.py",)
    assert not (here.output / "shop/resources/items.py").exists()
    assert notes.read_text() == "mine"
    assert here.check() == {"shop/resources/notes.txt": "extra"}


def test_a_client_that_is_no_longer_configured_is_stale_and_goes_with_its_folder(
    here: Project,
) -> None:
    here.generate()
    mine = [path for path in here.files() if path.startswith("shop/")]
    (here.root / "pyproject.toml").write_text(CONFIG.split("[[")[0], "utf-8")
    assert here.check() == dict.fromkeys(mine, "stale")
    assert here.generate()["shop"].removed == tuple(mine)
    assert not (here.output / "shop").exists()


@pytest.mark.parametrize("place", ["shop/client.py", "shop/__init__.py", "shop/resources/items.py"])
def test_a_file_of_somebody_else_in_the_way_stops_everything(here: Project, place: str) -> None:
    stranger = here.output / place
    stranger.parent.mkdir(parents=True)
    stranger.write_text("mine = True\n")
    with pytest.raises(UsageError, match="was not written by adwright"):
        here.generate()
    assert here.files() == {place: "mine = True\n"}


def test_our_files_are_known_without_a_lock(here: Project) -> None:
    here.generate()
    before = here.files()
    (here.output / LOCK).unlink()
    spec = shop()
    spec["openapi.yaml"]["info"]["title"] = "Another"
    here.write(spec)
    assert "shop/__init__.py" in here.generate()["shop"].written
    here.write(shop())
    here.generate()
    assert here.files() == before


def test_nothing_is_written_for_a_broken_spec(here: Project) -> None:
    here.write({"openapi.yaml": {**shop()["openapi.yaml"], "paths": []}})
    with pytest.raises(SpecError):
        here.generate()
    assert not here.output.exists()


@pytest.mark.parametrize("path", ["../stolen.py", "shop/../../stolen.py", "/etc/stolen.py", ""])
@pytest.mark.parametrize("what", ["outputs", "once", "copied"])
def test_a_lock_that_names_files_outside_is_refused(here: Project, what: str, path: str) -> None:
    here.generate()
    lock = json.loads(here.lock())
    lock["packages"]["shop"][what] = {path: "0" * 64}
    (here.output / LOCK).write_text(json.dumps(lock))
    with pytest.raises(UsageError, match="cannot be read"):
        here.generate()


@pytest.mark.parametrize("key", ["replace", "remove"])
def test_a_journal_that_names_files_outside_is_refused(here: Project, key: str) -> None:
    here.generate()
    victim = here.output.parent / "victim.py"
    victim.write_text("mine")
    stage = here.output / tree.STAGE
    (stage / "files").mkdir(parents=True)
    journal = {"replace": {"../victim.py": digest("theirs")}, "remove": ["../victim.py"]}
    (stage / "journal.json").write_text(json.dumps({key: journal[key]}))
    with pytest.raises(UsageError, match="leads out of the output folder"):
        here.generate()
    assert victim.read_text() == "mine"


def test_a_lock_with_conflicts_says_what_to_do(here: Project) -> None:
    here.generate()
    (here.output / LOCK).write_text("<<<<<<< HEAD\n" + here.lock())
    with pytest.raises(UsageError, match="delete it and run `adwright generate`"):
        here.check()


def test_the_lock_holds_what_was_read_not_what_stands_there_afterwards(
    here: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A spec that is saved again while it is generated from is stale afterwards."""
    spec = here.root / "specs/openapi.yaml"
    from adwright import build

    original = build.render_package

    def slow(*arguments: object) -> object:
        spec.write_text(spec.read_text("utf-8").replace("Do it", "Do it now"), "utf-8")
        return original(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(build, "render_package", slow)
    here.generate()
    monkeypatch.undo()
    assert set(here.check().values()) == {"stale"}


@pytest.mark.parametrize("decided", [False, True])
def test_one_that_is_cut_off_while_we_build_is_cleared_away(
    here: Project, monkeypatch: pytest.MonkeyPatch, decided: bool
) -> None:
    from adwright import build

    original, stage = build.render_package, here.output / tree.STAGE

    def cut_off(*arguments: object) -> object:
        (stage / "files/shop").mkdir(parents=True, exist_ok=True)
        (stage / "files/shop/client.py").write_text("# Generated by adwright, by another one\n")
        if decided:
            journal = {"replace": {"shop/client.py": "0" * 64}, "remove": []}
            (stage / "journal.json").write_text(json.dumps(journal))
        return original(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(build, "render_package", cut_off)
    here.generate()
    assert not stage.exists()
    assert here.check() == {}


def test_a_switch_is_over_before_its_stage_goes(
    here: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise the next run would repeat its removals, on files that somebody may have made since."""

    def stopped(*_arguments: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(tree.shutil, "rmtree", stopped)
    with pytest.raises(KeyboardInterrupt):
        here.generate()
    monkeypatch.undo()
    assert tree.unfinished(here.output)
    assert not tree.pending(here.output)
    assert here.check() == {}
    here.generate()
    assert not tree.unfinished(here.output)


# -- one at a time ---------------------------------------------------------------------------------


def test_a_generate_waits_for_one_that_is_writing(here: Project) -> None:
    done = threading.Event()

    def generate() -> None:
        here.generate()
        done.set()

    with tree.alone(here.output):
        other = threading.Thread(target=generate)
        other.start()
        assert not done.wait(1.5)
        assert here.files() == {}
    other.join(60)
    assert done.is_set()
    assert here.check() == {}


def test_patience_ends(here: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "PATIENCE", 0.2)
    with (
        tree.alone(here.output),
        pytest.raises(UsageError, match="another adwright has been writing"),
    ):
        here.generate()


def _generate_over_and_over(root: Path, times: int) -> None:
    here = Project(root)
    for _ in range(times):
        here.generate(cache=False)


def test_generates_at_the_same_time_do_not_mix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two projects that disagree on everything write one output folder, while we look on."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    output = tmp_path / "clients"
    projects: list[Project] = []
    for name in ("Alpha", "Beta"):
        spec = shop()
        spec["openapi.yaml"]["info"]["title"] = name
        spec["openapi.yaml"]["paths"][f"/{name}"] = {
            "get": {"operationId": f"{name.lower()}.get", "tags": [name.lower()], "responses": {}}
        }
        here = new_project(tmp_path / name, spec)
        config = CONFIG.replace("Shop", name).replace(
            "out/clients", os.path.relpath(output, here.root)
        )
        (here.root / "pyproject.toml").write_text(config, "utf-8")
        projects.append(here)
    context = multiprocessing.get_context("spawn")
    writers = [
        context.Process(target=_generate_over_and_over, args=(here.root, 4)) for here in projects
    ]
    for writer in writers:
        writer.start()
    seen: set[str] = set()
    while any(writer.is_alive() for writer in writers):
        seen |= _state(output)
        time.sleep(0.005)
    assert [writer.exitcode for writer in writers] == [0, 0]
    seen |= _state(output)
    assert seen >= {"alpha", "beta"}


def _state(output: Path) -> set[str]:
    """Whose package stands there whole, as one sees it while nobody writes."""
    if not output.is_dir():
        return set()
    with tree.alone(output):
        if tree.unfinished(output):
            return set()
        entry = read_lock(output).entries.get("shop")
        if entry is None:
            return set()
        for path, hash_ in entry.outputs.items():
            assert file_hash(output / path) == hash_, f"{path} is not what the lock says"
        there = {path.stem for path in (output / "shop/resources").glob("*.py")}
    assert len(there & {"alpha", "beta"}) == 1
    return there
