"""A project of its own for each test, and the command line run in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from adwright.cli import app
from typer.testing import CliRunner

PETS = """\
openapi: 3.1.0
info: {title: Pets, version: '1'}
servers: [{url: 'https://pets.example.com'}]
paths:
  /pets/{id}:
    get:
      operationId: pets.get
      tags: [pets]
      summary: Get one pet
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
  /shops:
    get:
      operationId: shops.list
      tags: [shops]
      summary: List shops
      responses: {'204': {description: Nothing.}}
components:
  schemas:
    Pet: {type: object, properties: {name: {type: string, description: What it is called.}}}
"""
CARS = PETS.replace("Pets", "Cars").replace("pet", "car").replace("Pet", "Car")
CONFIG = """\
[tool.adwright]
output = "out/clients"

[[tool.adwright.clients]]
name = "pets"
class = "Pets"
spec = "specs/pets.yaml"

[[tool.adwright.clients]]
name = "cars"
class = "CarShop"
spec = "specs/cars.yaml"
"""


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        """Its result as JSON."""
        return json.loads(self.stdout)

    @property
    def errors(self) -> Any:
        """Its errors as JSON."""
        return json.loads(self.stderr)["errors"]


def adwright(*arguments: str | Path) -> Ran:
    """Run a command in the current folder; anything but an orderly end fails the test."""
    result = CliRunner().invoke(app, [*map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout, result.stderr)


@dataclass(frozen=True)
class Project:
    """A project folder."""

    root: Path

    @property
    def output(self) -> Path:
        """The generated package."""
        return self.root / "out" / "clients"

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace text in a file of the project."""
        path = self.root / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    def files(self) -> dict[str, bytes]:
        """Every file below the output folder."""
        paths = (
            path
            for path in self.output.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        )
        return {path.relative_to(self.output).as_posix(): path.read_bytes() for path in paths}

    def states(self, *names: str) -> dict[str, str]:
        """What `adwright check` says of each file that differs; its exit code must agree."""
        ran = adwright("check", *names, "--format", "json")
        files = {
            Path(item["path"]).relative_to("out/clients").as_posix(): item["state"]
            for item in ran.json["files"]
        }
        assert ran.code == (1 if files else 0)
        return files


@pytest.fixture(autouse=True)
def _one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Starting another process takes longer than these builds; what several do has tests of its own."""
    monkeypatch.setattr("adwright.project.builds._cores", lambda: 1)


@pytest.fixture
def fresh_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project with two clients, nothing generated; the current folder."""
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "pets.yaml").write_text(PETS)
    (tmp_path / "specs" / "cars.yaml").write_text(CARS)
    (tmp_path / "pyproject.toml").write_text(CONFIG)
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path)


@pytest.fixture
def project(fresh_project: Project) -> Project:
    """The same, generated."""
    ran = adwright("generate")
    assert (ran.code, ran.stderr) == (0, "")
    return fresh_project


Files = Callable[[], dict[str, bytes]]
