"""`adwright generate`: a project's clients, or any spec to a package of its own."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from adwright import __version__
from support import python

from .conftest import PETS, Project, adwright


def test_generate_writes_every_client_and_what_they_share(fresh_project: Project) -> None:
    ran = adwright("generate")
    assert ran.code == 0
    files = fresh_project.files()
    assert {
        "__init__.py",
        "py.typed",
        "errors.py",
        "adwright.lock",
        "_runtime/client.py",
        "pets/__init__.py",
        "pets/client.py",
        "pets/models.py",
        "pets/py.typed",
        "pets/resources/pets.py",
        "pets/resources/shops.py",
        "cars/client.py",
        "cars/resources/cars.py",
    } <= files.keys()
    written = sum(path.startswith("pets/") for path in files)
    assert f"pets      {written:4} written     0 removed     0 unchanged\n" in ran.stdout
    code = """
from clients.pets import Pets
from clients.cars import AsyncCarShop
from clients.errors import APIError
print(Pets())
"""
    assert [*python(code, fresh_project.output.parent)] == ["<Pets https://pets.example.com>"]


def test_generating_again_writes_nothing(project: Project) -> None:
    before = {path: path.stat().st_mtime_ns for path in project.output.rglob("*.py")}
    ran = adwright("generate")
    assert ran.code == 0
    assert "wrote" not in ran.stdout
    assert {path: path.stat().st_mtime_ns for path in project.output.rglob("*.py")} == before


def test_only_what_changed_is_written(project: Project) -> None:
    before = project.files()
    project.edit("specs/pets.yaml", "What it is called.", "Its name.")
    ran = adwright("generate", "--format", "json")
    written = {Path(item["path"]).as_posix() for item in ran.json["files"]}
    changed = {"pets/models.py", "pets/schemas/prose.py", "pets/reference.md"}
    assert written == {f"out/clients/{path}" for path in changed}
    after = project.files()
    different = {name for name in after if after[name] != before.get(name)}
    assert different == {"adwright.lock", *changed}
    assert b"Its name." in after["pets/models.py"]


def test_one_client_by_name(project: Project) -> None:
    project.edit("specs/pets.yaml", "What it is called.", "Its name.")
    project.edit("specs/cars.yaml", "What it is called.", "Its name.")
    assert adwright("generate", "cars").code == 0
    assert b"Its name." in project.files()["cars/models.py"]
    assert b"Its name." not in project.files()["pets/models.py"]


def test_files_of_what_is_gone_are_removed(project: Project) -> None:
    start = PETS.index("  /shops:")
    project.edit("specs/pets.yaml", PETS[start : PETS.index("components:")], "")
    ran = adwright("generate", "--format", "json")
    assert {"path": "out/clients/pets/resources/shops.py", "state": "removed"} in ran.json["files"]
    assert "pets/resources/shops.py" not in project.files()
    assert "pets/resources/pets.py" in project.files()
    assert project.states() == {}


def test_programs_are_there_as_long_as_a_client_has_them(project: Project) -> None:
    rooms = ("cli", "mcp", "programs")

    def there() -> set[str]:
        parts = {tuple(name.split("/")[:2]) for name in project.files()}
        return {room for room in rooms if ("_runtime", room) in parts}

    assert there() == set()
    config = (project.root / "pyproject.toml").read_text()
    for setting, found in (("mcp", {"mcp", "programs"}), ("cli", {"cli", "programs"})):
        (project.root / "pyproject.toml").write_text(f"{config}{setting} = true\n")
        assert adwright("generate").code == 0
        assert there() == found
        assert "cars/__main__.py" in project.files()
        assert "pets/__main__.py" not in project.files()
    (project.root / "pyproject.toml").write_text(config)
    assert adwright("generate").code == 0
    assert there() == set()
    (project.root / "pyproject.toml").write_text(f"{config}mcp = 1\n")
    ran = adwright("generate")
    assert ran.code == 2
    assert "mcp must be true or false" in ran.stderr


def test_a_client_that_is_no_longer_configured_is_removed(project: Project) -> None:
    config = (project.root / "pyproject.toml").read_text()
    (project.root / "pyproject.toml").write_text(config[: config.rindex("[[tool")])
    assert adwright("generate").code == 0
    assert not any(name.startswith("cars/") for name in project.files())
    assert "pets/client.py" in project.files()


def test_edited_and_missing_files_are_made_right(project: Project) -> None:
    before = project.files()
    (project.output / "pets/models.py").write_text("# mine\n")
    (project.output / "pets/client.py").unlink()
    assert adwright("generate").code == 0
    assert project.files() == before


LOST = "what was changed in it by hand is gone (change the spec or a template instead)"


def test_an_edit_by_hand_that_is_thrown_away_is_said(project: Project) -> None:
    """Beside what the spec changed, which is no edit; once."""
    for path in ("pets/models.py", "_runtime/options.py"):
        file = project.output / path
        file.write_text(file.read_text() + "# mine\n")
    project.edit("specs/pets.yaml", "Get one pet", "Get a pet")
    said = adwright("generate").stdout.splitlines()
    assert f"wrote    out/clients/pets/models.py: {LOST}" in said
    assert f"wrote    out/clients/_runtime/options.py: {LOST}" in said
    assert "wrote    out/clients/pets/resources/pets.py" in said
    assert sum(LOST in line for line in said) == 2
    assert LOST not in adwright("generate").stdout


def test_an_edit_by_hand_is_marked_in_json(project: Project) -> None:
    (project.output / "pets/models.py").write_text("# mine\n")
    (project.output / "pets/rules.py").unlink()
    files = adwright("generate", "--format", "json").json["files"]
    assert [(Path(each["path"]).name, each.get("edited")) for each in files] == [
        ("models.py", True),
        ("rules.py", None),
    ]


def test_files_that_are_not_ours_are_never_touched(project: Project) -> None:
    own = project.output / "pets" / "own.py"
    own.write_text("mine = True\n")
    project.edit("specs/pets.yaml", "What it is called.", "Its name.")
    assert adwright("generate").code == 0
    assert own.read_text() == "mine = True\n"


def test_a_file_in_the_way_is_refused_and_kept(fresh_project: Project) -> None:
    there = fresh_project.output / "pets" / "models.py"
    there.parent.mkdir(parents=True)
    there.write_text("# somebody's own models\n")
    ran = adwright("generate")
    assert ran.code == 2
    assert "models.py was not written by adwright" in ran.stderr
    assert fresh_project.files() == {"pets/models.py": b"# somebody's own models\n"}


def test_the_project_is_found_from_below(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project.output)
    project.edit("specs/pets.yaml", "What it is called.", "Its name.")
    assert adwright("generate").code == 0
    monkeypatch.chdir(project.root)
    assert project.states() == {}


# --- one spec without a project ----------------------------------------------------------------


def test_any_spec_becomes_a_package_that_needs_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "api.yaml").write_text(PETS)
    ran = adwright("generate", "--spec", "api.yaml", "--output", "made", "--package", "pet_shop")
    assert (ran.code, ran.stderr) == (0, "")
    assert ran.stdout.startswith("pet_shop ")
    assert (tmp_path / "made/pet_shop/_runtime/client.py").is_file()
    code = """
from pet_shop import PetShop, AsyncPetShop
import pet_shop.errors, pet_shop.models
print(PetShop(), pet_shop.models.Pet(name='x').name)
"""
    assert [*python(code, tmp_path / "made")] == ["<PetShop https://pets.example.com> x"]
    monkeypatch.syspath_prepend(tmp_path / "made")
    assert importlib.import_module("pet_shop").PetShop.__module__ == "pet_shop.client"


def test_the_class_may_be_named(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text(PETS)
    ran = adwright(
        "generate",
        "--spec",
        tmp_path / "api.yaml",
        "--output",
        tmp_path,
        "--package",
        "a",
        "--class",
        "API",
    )
    assert ran.code == 0
    assert "class AsyncAPI(" in (tmp_path / "a/client.py").read_text()


def test_a_package_may_be_made_again_over_itself(tmp_path: Path) -> None:
    spec = tmp_path / "api.yaml"
    arguments = ["generate", "--spec", spec, "--output", tmp_path / "out", "--package", "a"]
    spec.write_text(PETS)
    assert adwright(*arguments).code == 0
    spec.write_text(
        PETS.replace("shops.list", "shops.all").replace("What it is called.", "Its name.")
    )
    assert adwright(*arguments).code == 0
    assert "def all(" in (tmp_path / "out/a/resources/shops.py").read_text()


# --- usage --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["generate", "dogs"], "unknown client 'dogs'; configured: pets, cars"),
        (["generate", "pets", "dogs"], "unknown client 'dogs'"),
        (["check", "dogs"], "unknown client 'dogs'"),
        (["generate", "--spec", "specs/pets.yaml"], "--output"),
        (["generate", "--spec", "specs/pets.yaml", "--output", "x"], "--package"),
        (
            ["generate", "--spec", "specs/pets.yaml", "--output", "x", "--package", "p", "pets"],
            "no NAME",
        ),
        (
            ["generate", "--spec", "nowhere.yaml", "--output", "x", "--package", "p"],
            "nowhere.yaml: no such file",
        ),
        (
            ["generate", "--spec", "specs", "--output", "x", "--package", "p"],
            "specs is a folder: give the file in it",
        ),
        (
            ["lint", "--spec", "https://a.example/b.yaml"],
            "https://a.example/b.yaml is a URL: download it",
        ),
        (
            ["generate", "--spec", "ftp://a.example/b.yaml", "--output", "x", "--package", "p"],
            "ftp://a.example/b.yaml is a URL: download it",
        ),
        (["init", "--spec", "specs"], "specs is a folder: give the file in it"),
        (
            [
                "generate",
                "--spec",
                "specs/pets.yaml",
                "--output",
                "pyproject.toml/x",
                "--package",
                "p",
            ],
            "pyproject.toml/x: a file stands there; give a folder",
        ),
        (
            ["generate", "--spec", "specs/pets.yaml", "--output", "x", "--package", "not-a-name"],
            "'not-a-name' is not",
        ),
        (
            ["generate", "--spec", "specs/pets.yaml", "--output", "x", "--package", "class"],
            "'class' is not",
        ),
        (
            ["generate", "--spec", "specs/pets.yaml", "--output", "x", "--package", "../p"],
            "'../p' is not",
        ),
        (
            [
                "generate",
                "--spec",
                "specs/pets.yaml",
                "--output",
                "x",
                "--package",
                "p",
                "--class",
                "1A",
            ],
            "'1A' is not",
        ),
        (["generate", "--colour"], "--colour"),
        (["generate", "--format", "xml"], "xml"),
        (["paint"], "paint"),
    ],
)
def test_a_wrong_command_exits_2_and_says_why(
    fresh_project: Project, arguments: list[str], message: str
) -> None:
    before = sorted(fresh_project.root.rglob("*"))
    ran = adwright(*arguments)
    assert ran.code == 2
    assert message in ran.stderr
    assert ran.stdout == ""
    assert sorted(fresh_project.root.rglob("*")) == before


def test_usage_errors_as_json(fresh_project: Project) -> None:
    ran = adwright("generate", "dogs", "--format", "json")
    assert ran.code == 2
    assert "unknown client 'dogs'" in ran.errors[0]["message"]


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (None, "no pyproject.toml"),
        ("[tool.other]\n", "no pyproject.toml with [tool.adwright]"),
        ("[tool.adwright\n", "pyproject.toml"),
        ("[tool.adwright]\n", "output must be given"),
        ("[tool.adwright]\noutput = 5\n", "output must be given, a string"),
        (
            "[tool.adwright]\noutput = 'o'\n[[tool.adwright.clients]]\nname = 'a'\nclass = 'A'\nspec = 'a'\n"
            "methods = 'soap'\n",
            "methods must be one of ids, rest, not 'soap'",
        ),
        ("[tool.adwright]\noutput = 'o'\ncolour = 'red'\n", "no setting 'colour'"),
        (
            "[tool.adwright]\noutput = 'o'\n[[tool.adwright.clients]]\nname = 'a'\nclass = 'A'\n",
            "spec must be given",
        ),
        (
            "[tool.adwright]\noutput = 'o'\n[[tool.adwright.clients]]\nname = 'a-b'\nclass = 'A'\nspec = 's'\n",
            "'a-b'",
        ),
        (
            "[tool.adwright]\noutput = 'o'\n[[tool.adwright.clients]]\nname = '_runtime'\nclass = 'A'\nspec = 's'\n",
            "taken",
        ),
        (
            "[tool.adwright]\noutput = 'o'\n"
            + 2 * "[[tool.adwright.clients]]\nname = 'a'\nclass = 'A'\nspec = 's'\n",
            "taken",
        ),
        (
            "[tool.adwright]\noutput = 'o'\n[[tool.adwright.clients]]\nname = 'a'\nclass = 'A'\nspec = 's'\n",
            "s: no such file",
        ),
        ("[tool.adwright]\noutput = 'o'\nclients = 'all'\n", "clients"),
        ("[tool]\nadwright = 'on'\n", "adwright"),
    ],
)
def test_a_wrong_configuration_exits_2_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, config: str | None, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    if config is not None:
        (tmp_path / "pyproject.toml").write_text(config)
    for command in ("generate", "check"):
        ran = adwright(command)
        assert ran.code == 2
        assert message in ran.stderr
    assert [path.name for path in tmp_path.iterdir()] == (
        [] if config is None else ["pyproject.toml"]
    )


def test_version_and_help() -> None:
    assert adwright("--version").stdout.strip() == __version__
    for command in ("generate", "check"):
        assert adwright(command, "--help").code == 0
    assert "generate" in adwright("--help").stdout


def test_python_m_adwright_is_the_same_command(fresh_project: Project) -> None:
    environment = {**os.environ, "PYTHONWARNINGS": "error"}
    command = [sys.executable, "-m", "adwright", "generate", "dogs"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("adwright: unknown client 'dogs'")
