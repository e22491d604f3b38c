"""The distribution: what the wheel carries, and that both ways of installing it work alike.

Nothing here needs a network. Distributions are built with the hatchling that the extra `dev`
installed, and go without their dependencies into a fresh environment that borrows those of the
environment running the tests.
"""

from __future__ import annotations

import configparser
import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
VERSION = "0.1.0"

SPEC = """\
openapi: 3.1.0
info: {title: Pet store, version: '1'}
servers:
  - url: https://pets.example.com
tags:
  - name: pets
paths:
  /pets/{id}:
    get:
      operationId: pets.get
      tags: [pets]
      summary: Get one pet
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
      responses:
        '200':
          description: The pet.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Pet'}
components:
  schemas:
    Pet:
      type: object
      required: [id]
      properties:
        id: {type: integer}
        name: {type: string}
"""

USE_THE_CLIENT = """\
import inspect
from pet_store import AsyncPetStore, PetStore
from pet_store.errors import APIError
from pet_store.models import Pet

with PetStore() as client:
    assert list(inspect.signature(client.pets.get).parameters) == ["id", "options"]
assert issubclass(APIError, Exception)
assert inspect.iscoroutinefunction(AsyncPetStore().pets.get)
assert Pet(id=1, name="Rex").name == "Rex"
"""


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command apart from this process's own import path; returns what it printed."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTHON")
    }
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def only(folder: Path, pattern: str) -> Path:
    """The one file in `folder` that fits `pattern`."""
    (found,) = folder.glob(pattern)
    return found


def source_files(folder: Path) -> dict[str, bytes]:
    """Every file below `folder` that belongs into a distribution, by its relative path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.name != "adwright.lock"
    }


class Environment:
    """A fresh virtual environment with one wheel in it, and this environment's libraries."""

    def __init__(self, path: Path, wheel: Path) -> None:
        venv.create(path, with_pip=False, symlinks=True)
        self.bin = path / "bin"
        self.python = self.bin / "python"
        self.site_packages = only(path, "lib/python*/site-packages")
        options = ("--quiet", "--disable-pip-version-check", "--no-index", "--no-deps")
        pip = (sys.executable, "-m", "pip", "--python", self.python)
        run(*pip, "install", *options, wheel, cwd=path)
        # Only now, or pip would take the adwright in there for the one to replace. Paths named by
        # a .pth file come last, and .pth files found in them (an editable adwright) don't count.
        borrowed = dict.fromkeys(sysconfig.get_path(kind) for kind in ("purelib", "platlib"))
        (self.site_packages / "borrowed.pth").write_text("\n".join(borrowed) + "\n")

    def where(self, package: str, cwd: Path) -> Path:
        """The folder that `package` is imported from."""
        code = f"import {package}; print({package}.__path__[0])"
        return Path(run(self.python, "-c", code, cwd=cwd).strip()).resolve()


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source distribution, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("distributions")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def wheel(distributions: Path) -> Path:
    return only(distributions, "*.whl")


@pytest.fixture(scope="module")
def contents(wheel: Path) -> dict[str, bytes]:
    """The wheel's files, by name."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    return Environment(tmp_path_factory.mktemp("installed") / "venv", wheel)


def test_names_and_version(distributions: Path) -> None:
    assert sorted(path.name for path in distributions.iterdir()) == [
        f"adwright-{VERSION}-py3-none-any.whl",
        f"adwright-{VERSION}.tar.gz",
    ]


def test_wheel_has_two_packages_and_nothing_else(contents: dict[str, bytes]) -> None:
    top = {name.partition("/")[0] for name in contents}
    assert top == {"adwright", "adclients", f"adwright-{VERSION}.dist-info"}
    assert not [name for name in contents if "__pycache__" in name or name.endswith(".lock")]


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("generator/adwright", "adwright"),
        ("generated/adclients", "adclients"),
        ("templates", "adwright/_templates"),
    ],
)
def test_wheel_carries_every_file(contents: dict[str, bytes], source: str, place: str) -> None:
    files = source_files(ROOT / source)
    assert files, f"{source} is empty"
    missing = [path for path, data in files.items() if contents.get(f"{place}/{path}") != data]
    assert not missing


def test_wheel_carries_runtime_and_package_templates(contents: dict[str, bytes]) -> None:
    templates = [name for name in contents if name.startswith("adwright/_templates/")]
    assert any(name.startswith("adwright/_templates/runtime/") for name in templates)
    assert any(name.endswith(".j2") for name in templates)


@pytest.mark.parametrize("package", ["adwright", "adclients"])
def test_wheel_marks_packages_as_typed(contents: dict[str, bytes], package: str) -> None:
    assert f"{package}/py.typed" in contents


def test_wheel_metadata(contents: dict[str, bytes]) -> None:
    entry_points = configparser.ConfigParser()
    entry_points.read_string(contents[f"adwright-{VERSION}.dist-info/entry_points.txt"].decode())
    assert dict(entry_points["console_scripts"]) == {"adwright": "adwright.__main__:main"}
    assert f"adwright-{VERSION}.dist-info/licenses/LICENSE" in contents


def test_source_distribution_carries_the_specs(distributions: Path) -> None:
    with tarfile.open(only(distributions, "*.tar.gz")) as archive:
        names = set(archive.getnames())
    for path in source_files(ROOT / "specs"):
        assert f"adwright-{VERSION}/specs/{path}" in names


def test_wheel_imports(installed: Environment, tmp_path: Path) -> None:
    for package in ("adwright", "adclients"):
        place = installed.where(package, cwd=tmp_path)
        assert place == (installed.site_packages / package).resolve()


def test_wheel_generates_a_client_that_imports(installed: Environment, tmp_path: Path) -> None:
    (tmp_path / "petstore.yaml").write_text(SPEC, encoding="utf-8")
    run(
        installed.bin / "adwright",
        *("generate", "--spec", "petstore.yaml", "--output", "out", "--package", "pet_store"),
        cwd=tmp_path,
    )
    run(installed.python, "-c", USE_THE_CLIENT, cwd=tmp_path / "out")
    assert (tmp_path / "out" / "pet_store" / "py.typed").is_file()


def test_editable_installation_imports(tmp_path: Path) -> None:
    """What `pip install -e .` installs is hatchling's editable wheel, so that one is installed."""
    build = (sys.executable, "-m", "hatchling", "build", "--target", "wheel:editable")
    run(*build, "--directory", tmp_path / "dist", cwd=ROOT)
    editable = Environment(tmp_path / "venv", only(tmp_path / "dist", "*.whl"))

    assert editable.where("adwright", cwd=tmp_path) == ROOT / "generator" / "adwright"
    assert editable.where("adclients", cwd=tmp_path) == ROOT / "generated" / "adclients"
    # No copies besides: an edit to a template or a client counts at once.
    for package in ("adwright", "adclients"):
        assert not (editable.site_packages / package).exists()
