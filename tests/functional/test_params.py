"""What may be sent, to type checkers and editors: classes by view, keys with their docs, a typo an error."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from support import build_spec, write_files, write_spec

from .language_server import editor

DOCUMENT = """
paths:
  /campaigns:
    post:
      operationId: create
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Campaign'}}}}
      responses: {'200': {description: It., content: {application/json: {schema:
        {$ref: '#/components/schemas/Campaign'}}}}}
  /campaigns/{id}:
    put:
      operationId: update
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Campaign'}}}}
      responses: {'200': {description: It., content: {application/json: {schema:
        {$ref: '#/components/schemas/Campaign'}}}}}
  /shapes:
    post:
      operationId: add_shape
      parameters:
        - {name: since, in: query, schema: {type: string, format: date-time}}
        - {name: kinds, in: query, schema: {type: array, items: {$ref: '#/components/schemas/Kind'}}}
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Shape'}}}}
      responses: {'200': {description: It., content: {application/json: {schema:
        {$ref: '#/components/schemas/Shape'}}}}}
  /notes:
    post:
      operationId: add_note
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}
      responses: {'204': {description: Done.}}
  /files:
    post:
      operationId: add_file
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file]
              properties:
                file: {type: string, format: binary}
                note: {$ref: '#/components/schemas/Note'}
      responses: {'204': {description: Done.}}
components:
  schemas:
    Campaign:
      type: object
      required: [name]
      properties:
        id: {type: integer, readOnly: true}
        name: {type: string, x-access: {create: required, update: never}}
        budget: {$ref: '#/components/schemas/Budget'}
        schedule: {$ref: '#/components/schemas/Schedule'}
    Budget:
      type: object
      description: What may be spent.
      properties:
        amount: {type: number, description: In the currency of the account., x-access: {create: required}}
        maxBid: {type: string, description: The most for one.}
        spent: {type: number, readOnly: true}
    Schedule:
      type: object
      required: [start]
      properties:
        start: {type: string, format: date, x-access: {create: optional, update: optional}}
        datetime: {type: string, format: date-time}
        int: {type: integer}
        list: {type: array, items: {type: integer}}
    Kind: {type: string, enum: [circle, square]}
    Shape:
      oneOf:
        - {$ref: '#/components/schemas/Circle'}
        - {$ref: '#/components/schemas/Square'}
    Circle: {type: object, required: [kind], properties: {kind: {const: circle}, radius: {type: number}}}
    Square:
      type: object
      required: [kind]
      properties: {kind: {const: square}, inner: {$ref: '#/components/schemas/Shape'}}
    Note:
      type: object
      required: [text]
      properties: {text: {type: string}, secret: {type: string, writeOnly: true}, id: {type: integer, readOnly: true}}
      additionalProperties: {type: integer}
      if: {properties: {text: {const: urgent}}}
      then: {properties: {until: {type: string, format: date-time}}}
"""
USE = """
import datetime
import sample
from sample import Sample
from sample.params import CampaignCreate, NoteParams

client = Sample()
made = client.create("A", budget={"amount": 5, "max_bid": "1"}, schedule={"start": datetime.date(2026, 1, 2)})
client.update(1, budget=made.budget or {"max_bid": "2"})
whole: CampaignCreate = {"name": "B"}
note: NoteParams = {"text": "urgent", "until": datetime.datetime.now(datetime.UTC)}
client.add_note("urgent", until="2026-01-02T00:00:00Z", additional_properties={"size": 3})
client.add_shape({"kind": "square", "inner": {"kind": "circle", "radius": 2}}, kinds=["circle"])
client.add_shape(client.add_shape({"kind": "circle"}))
client.add_file(b"abc", note={"text": "urgent"})
client.add_file(("name.txt", b"abc"))
print(sample.models.Budget, sample.rules.RULES, made.to_create(), made.changes(), whole, note)
"""
WRONG = (
    'client.create("A", budget={"amuont": 5})',
    'client.create("A", budget={"amount": 5, "spent": 3})',
    'client.create("A", budget={"max_bid": "1"})',
    'client.create("A", budget={"amount": "5"})',
    "client.update(1, name='B')",
    'client.add_note("urgent", additional_properties={"size": "x"})',
    "client.add_shape({'kind': 'triangle'})",
    "client.add_shape({'kind': 'circle'}, kinds=['triangle'])",
    "client.add_file({'a': 1})",
    "sample.modles",
    "whole['nmae']",
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a package."""
    folder = tmp_path_factory.mktemp("project")
    write_files(folder, build_spec(write_spec(folder, DOCUMENT)).files)
    settings = {"exclude": ["sample/_runtime"], "typeCheckingMode": "strict"}
    (folder / "pyrightconfig.json").write_text(json.dumps({**settings, "pythonVersion": "3.11"}))
    return folder


def errors(project: Path, *command: str) -> list[str]:
    """The errors that a checker finds in a file that uses the package rightly, then wrongly."""
    (project / "use.py").write_text("\n".join([USE, *WRONG]))
    done = subprocess.run(
        [sys.executable, "-m", *command], capture_output=True, text=True, check=False, cwd=project
    )
    return [line for line in done.stdout.splitlines() if "error" in line and ".py:" in line]


def lines(found: list[str]) -> set[int]:
    """The lines of the file that errors are in."""
    assert all("use.py:" in each for each in found), found
    return {int(each.split("use.py:")[1].split(":")[0]) for each in found}


FIRST = USE.count("\n") + 2


def test_a_typo_is_an_error_to_mypy(project: Path) -> None:
    command = ("mypy", "--strict", "--follow-imports=silent", "use.py", "sample/params.py")
    assert lines(errors(project, *command)) == {FIRST + i for i in range(len(WRONG))}


def test_a_typo_is_an_error_to_pyright(project: Path) -> None:
    found = errors(project, "pyright", "--pythonpath", sys.executable)
    assert lines(found) == {FIRST + i for i in range(len(WRONG))}


def test_an_editor_shows_the_keys_and_what_is_said_of_them(project: Path) -> None:
    with editor(project) as opened:
        opened.show(USE + 'client.create("A", budget={"amount": 5, "|": 1})\n')
        assert "In the currency of the account." in opened.hover('"amount"')
        assert "The most for one." in opened.hover('"max_bid"')
        assert {"max_bid"} <= opened.completions("|").keys()


def test_views_that_are_the_same_are_one_class(project: Path) -> None:
    text = (project / "sample/params.py").read_text()
    assert "ScheduleUpdate: TypeAlias = ScheduleCreate" in text
    assert "class BudgetUpdate" in text
    assert "class ScheduleUpdate" not in text
