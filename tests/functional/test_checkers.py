"""Generated code under the type checkers, where what is right for Python is not yet right for them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from support import build_spec, write_files, write_spec

DOCUMENT = """
paths:
  /a:
    post:
      operationId: make
      parameters:
        - {name: code, in: query, schema: {type: [string, 'null'], pattern: '^[a-z]+$'}}
        - name: size
          in: query
          schema: {anyOf: [{type: integer, minimum: 1}, {type: string, maxLength: 3}, {type: 'null'}]}
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Holder'}}}
      responses:
        '200':
          description: '-'
          content:
            application/json:
              schema: {}
              example: {a: [{b: {c: [{d: {e: [{f: {g: [{h: {i: []}}]}}]}}]}}]}
components:
  schemas:
    Holder:
      type: object
      properties: {value: {$ref: '#/components/schemas/Value'}, node: {$ref: '#/components/schemas/Outer'}}
    Value:
      oneOf:
        - {type: object, additionalProperties: {$ref: '#/components/schemas/Value'}}
        - {type: string}
        - type: array
          items: {oneOf: [{type: string}, {type: object, additionalProperties: {$ref: '#/components/schemas/Value'}}]}
    Outer: {oneOf: [{type: string}, {type: array, items: {$ref: '#/components/schemas/Inner'}}]}
    Inner:
      oneOf:
        - {type: integer}
        - {type: object, additionalProperties: {$ref: '#/components/schemas/Outer'}}
        - {type: array, items: {$ref: '#/components/schemas/Inner'}}
"""


def test_nothing_is_unknown_to_pyright(tmp_path: Path) -> None:
    write_files(tmp_path, build_spec(write_spec(tmp_path, DOCUMENT)).files)
    settings = {"include": ["sample"], "exclude": ["sample/_runtime"], "typeCheckingMode": "strict"}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps({**settings, "pythonVersion": "3.11"}))
    command = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "0 errors" in done.stdout


FAMILY = """
paths:
  /pets:
    get:
      operationId: list_pets
      responses: {'200': {description: '-', content: {application/json: {schema: {type: array, items:
        {$ref: '#/components/schemas/Pet'}}}}}}
    post:
      operationId: add_pets
      requestBody: {required: true, content: {application/json: {schema: {type: array, items:
        {$ref: '#/components/schemas/Pet'}}}}}
      responses: {'204': {description: '-'}}
  /home:
    post:
      operationId: add_home
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties:
        {pet: {$ref: '#/components/schemas/Pet'}, named: {type: object, additionalProperties:
        {$ref: '#/components/schemas/Pet'}}}}}}}
      responses: {'204': {description: '-'}}
components:
  schemas:
    Pet:
      type: object
      required: [kind]
      properties: {kind: {type: string}, name: {type: string}}
      discriminator: {propertyName: kind, mapping: {dog: '#/components/schemas/Dog'}}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {lives: {type: integer}}}]}
    Dog:
      allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, required: [pack], properties: {pack: {type: integer}}}]
"""
USES = """
from sample import Sample

with Sample() as client:
    client.add_pets([{"kind": "Cat", "lives": 9}, {"kind": "dog", "pack": 1}, {"kind": "Pet", "name": "x"}])
    client.add_pets(client.list_pets())
    client.add_home(pet={"kind": "Cat", "lives": 9}, named={"a": {"kind": "dog", "pack": 2}})
"""
MISUSES = """
    client.add_pets([{"kind": "dog", "lives": 9}])
    client.add_pets([{"kind": "Cat", "pack": 9}])
    client.add_home(pet={"kind": "dog"})
    client.add_home(pet={"kind": "bird"})
"""


def test_the_tags_of_a_family_tell_its_members_apart(tmp_path: Path) -> None:
    """What is written down is accepted as the member that it is, and nothing else is."""
    write_files(tmp_path, build_spec(write_spec(tmp_path, FAMILY)).files)
    (tmp_path / "uses.py").write_text(USES + MISUSES.lstrip("\n"))
    wrong = {str(len(USES.splitlines()) + number) for number in range(1, 5)}
    for command in (["mypy", "--strict"], ["pyright", "--pythonpath", sys.executable]):
        line = [sys.executable, "-m", *command, "uses.py"]
        done = subprocess.run(line, capture_output=True, text=True, check=False, cwd=tmp_path)
        told = re.findall(r"uses\.py:(\d+)(?::\d+)?(?:: | - )error", done.stdout)
        assert {*told} == wrong, done.stdout
