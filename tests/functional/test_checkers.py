"""Generated code under the type checkers, where what is right for Python is not yet right for them."""

from __future__ import annotations

import json
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
