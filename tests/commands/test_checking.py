"""`adwright check`: what differs from what the specs ask for, file by file, and why."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

import pytest
from adwright import lock
from support import ROOT

from .conftest import PETS, Project, adwright

DESCRIBING = ("pets/models.py", "pets/schemas/prose.py", "pets/reference.md")
"""The files that have what the document describes."""


def test_nothing_differs_after_generate(project: Project) -> None:
    ran = adwright("check")
    assert (ran.code, ran.stderr) == (0, "")
    assert "in step" in ran.stdout
    assert adwright("check", "--format", "json").json == {"files": []}


def test_everything_is_missing_before(fresh_project: Project) -> None:
    states = fresh_project.states()
    assert {*states.values()} == {"missing"}
    assert {
        "__init__.py",
        "errors.py",
        "_runtime/client.py",
        "pets/client.py",
        "cars/models.py",
    } <= states.keys()


def test_check_writes_nothing(project: Project) -> None:
    project.edit("specs/pets.yaml", "What it is called.", "Its name.")
    before = project.files()
    project.states()
    adwright("check", "--diff")
    assert project.files() == before


def test_stale_after_a_change_of_a_description(project: Project) -> None:
    project.edit("specs/pets.yaml", "What it is called.", "Its name.")
    assert project.states() == dict.fromkeys(DESCRIBING, "stale")
    assert project.states("pets") == dict.fromkeys(DESCRIBING, "stale")
    assert project.states("cars") == {}
    ran = adwright("check")
    assert "stale" in ran.stdout
    assert "out/clients/pets/models.py" in ran.stdout
    assert "adwright generate" in ran.stdout
    assert adwright("generate").code == 0
    assert project.states() == {}


def test_stale_after_a_change_of_the_configuration(project: Project) -> None:
    project.edit("pyproject.toml", '"CarShop"', '"Garage"')
    states = project.states()
    assert states["cars/client.py"] == "stale"
    assert {path.split("/")[0] for path in states} == {"cars"}


def test_stale_after_an_operation_is_gone(project: Project) -> None:
    start = PETS.index("  /shops:")
    project.edit("specs/pets.yaml", PETS[start : PETS.index("components:")], "")
    modules = ("client", "resources/shops", "schemas/requests", "testing")
    gone = ("pets/reference.md", *(f"pets/{name}.py" for name in modules))
    assert project.states() == dict.fromkeys(gone, "stale")


def test_missing_for_a_file_of_a_new_operation(project: Project) -> None:
    project.edit("specs/pets.yaml", "shops", "stores")
    states = project.states()
    assert states["pets/resources/stores.py"] == "missing"
    assert states["pets/resources/shops.py"] == "stale"


def test_missing_after_a_file_was_deleted(project: Project) -> None:
    for path in ("pets/models.py", "_runtime/options.py", "errors.py", "py.typed"):
        (project.output / path).unlink()
    assert project.states() == dict.fromkeys(
        ("pets/models.py", "_runtime/options.py", "errors.py", "py.typed"), "missing"
    )


def test_edited_after_a_change_by_hand(project: Project) -> None:
    for path in ("pets/models.py", "_runtime/options.py", "errors.py"):
        (project.output / path).write_text((project.output / path).read_text() + "# mine\n")
    assert project.states() == dict.fromkeys(
        ("pets/models.py", "_runtime/options.py", "errors.py"), "edited"
    )


def test_edited_wins_over_stale(project: Project) -> None:
    project.edit("specs/pets.yaml", "What it is called.", "Its name.")
    (project.output / "pets/models.py").write_text("# mine\n")
    assert project.states() == {**dict.fromkeys(DESCRIBING, "stale"), "pets/models.py": "edited"}


@pytest.mark.parametrize("more", [(), ("--no-cache",)])
def test_a_checkout_with_other_ends_of_lines_is_in_step(
    project: Project, more: tuple[str, ...]
) -> None:
    for path in project.root.rglob("*"):
        if path.is_file() and ".git" not in path.parts:
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert adwright("check", *more).code == 0
    before = project.files()
    assert adwright("generate", *more).code == 0
    assert project.files() == before


def test_extra_for_a_file_that_is_not_ours(project: Project) -> None:
    (project.output / "pets" / "own.py").write_text("")
    (project.output / "pets" / "more").mkdir()
    (project.output / "pets" / "more" / "data.json").write_text("{}")
    (project.output / "_runtime" / "own.py").write_text("")
    assert project.states() == dict.fromkeys(
        ("pets/own.py", "pets/more/data.json", "_runtime/own.py"), "extra"
    )
    assert "own.py" in adwright("check").stdout
    assert "move it" in adwright("check").stdout


def test_caches_are_not_extra(project: Project) -> None:
    (project.output / "pets" / "__pycache__").mkdir()
    (project.output / "pets" / "__pycache__" / "x.pyc").write_bytes(b"")
    assert project.states() == {}


def test_made_by_another_generator(fresh_project: Project, tmp_path: Path) -> None:
    older = tmp_path / "older"
    shutil.copytree(
        ROOT / "generator", older / "generator", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copytree(
        ROOT / "templates", older / "templates", ignore=shutil.ignore_patterns("__pycache__")
    )
    template = older / "templates/package/errors.py.j2"
    template.write_text(template.read_text() + "# as an older generator wrote it\n")
    environment = {**os.environ, "PYTHONPATH": str(older / "generator")}
    subprocess.run(
        [sys.executable, "-m", "adwright", "generate"],
        env=environment,
        check=True,
        capture_output=True,
    )
    assert fresh_project.states() == {"errors.py": "generator"}
    assert "another version of the generator" in adwright("check").stdout
    assert adwright("generate").code == 0
    assert fresh_project.states() == {}


def test_each_state_at_once(project: Project) -> None:
    project.edit("specs/pets.yaml", "Get one pet", "Fetch one pet")
    (project.output / "cars/models.py").unlink()
    (project.output / "cars/own.py").write_text("")
    (project.output / "cars/client.py").write_text("# mine\n")
    assert project.states() == {
        "pets/resources/pets.py": "stale",
        "pets/reference.md": "stale",
        "cars/models.py": "missing",
        "cars/own.py": "extra",
        "cars/client.py": "edited",
    }


def test_diff_shows_what_would_change(project: Project) -> None:
    project.edit("specs/pets.yaml", "What it is called.", "Its name.")
    (project.output / "cars/py.typed").write_text("mine\n")
    plain, shown = adwright("check").stdout, adwright("check", "--diff").stdout
    assert "+" not in plain
    assert '-    """What it is called."""' in shown
    assert '+    """Its name."""' in shown
    assert "--- out/clients/pets/models.py (there)" in shown
    assert "-mine" in shown


def test_without_a_lock_everything_is_compared(project: Project) -> None:
    (project.output / "adwright.lock").unlink()
    assert project.states() == {}
    project.edit("specs/pets.yaml", "What it is called.", "Its name.")
    assert project.states() == dict.fromkeys(DESCRIBING, "stale")


def test_a_broken_lock_is_told(project: Project) -> None:
    (project.output / "adwright.lock").write_text("<<<<<<< ours\n")
    ran = adwright("check")
    assert ran.code == 2
    assert "adwright.lock cannot be read" in ran.stderr


@pytest.mark.parametrize("name", ["generate", "check"])
def test_a_broken_spec_exits_3_and_writes_nothing(project: Project, name: str) -> None:
    project.edit(
        "specs/pets.yaml", "$ref: '#/components/schemas/Pet'", "$ref: '#/components/schemas/Pot'"
    )
    before = project.files()
    ran = adwright(name)
    assert ran.code == 3
    assert ran.stdout == ""
    assert project.files() == before
    line = next(
        i
        for i, text in enumerate((project.root / "specs/pets.yaml").read_text().splitlines(), 1)
        if "Pot" in text
    )
    assert ran.stderr.startswith(
        f"{Path('specs/pets.yaml').resolve()}:{line}:"
    ) or ran.stderr.startswith(f"specs/pets.yaml:{line}:")


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Makes the generator believe that other versions of libraries are installed."""
    folder = tmp_path / "site-packages"
    monkeypatch.syspath_prepend(folder)

    def installed(**versions: str) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        for name, version in versions.items():
            (folder / f"{name}-{version}.dist-info").mkdir(parents=True)
        lock.code_hash.cache_clear()
        lock.release.cache_clear()

    yield installed
    monkeypatch.undo()
    lock.code_hash.cache_clear()
    lock.release.cache_clear()


@pytest.mark.parametrize("name", ["black", "datamodel-code-generator"])
def test_a_version_is_that_of_the_installed_library(name: str) -> None:
    assert lock._version(name) == metadata.version(name)
    with pytest.raises(metadata.PackageNotFoundError):
        lock._version(f"no-{name}")


def test_a_patch_release_of_a_library_changes_nothing(
    fresh_project: Project, install: Callable[..., None]
) -> None:
    """Colleagues with other patch releases commit the same bytes, the lock among them; nothing is made again."""
    install(black="26.1.0", datamodel_code_generator="0.89.0")
    assert adwright("generate").code == 0
    before = fresh_project.files()
    install(black="26.5.1", datamodel_code_generator="0.89.7")
    assert fresh_project.states() == {}
    told = adwright("generate").stdout.splitlines()
    assert [line for line in told if "   0 written" not in line] == []
    assert fresh_project.files() == before
    assert adwright("generate", "--no-cache").code == 0
    assert fresh_project.files() == before
    install(black="27.1.0", datamodel_code_generator="0.89.7")
    (fresh_project.output / "pets/models.py").write_text("old = 1\n# Generated by adwright\n")
    assert {*fresh_project.states().values()} == {"edited"}
    assert adwright("generate").code == 0
    assert fresh_project.files().keys() == before.keys()
    assert fresh_project.files()["adwright.lock"] != before["adwright.lock"]
