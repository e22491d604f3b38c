"""Specs as the schemas that a package carries, and verdicts by them alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import jsonschema_rs
from adwright.bundle.data import SchemaData, schema_data
from adwright.document.load import load
from adwright.document.versions.upgrade import upgrade
from adwright.reader.operations import OperationReader
from adwright.reader.routing import find_operations
from adwright.schema.schemas import Schemas


def read_data(file: Path) -> SchemaData:
    """The schemas of a spec."""
    document = upgrade(load(file))
    schemas = Schemas(document)
    reader = OperationReader(document, schemas)
    for found in find_operations(document):
        reader.use(found)
    schemas.settle()
    return schema_data(document, schemas, reader)


class Judge:
    """Judges values by the schemas of a spec, as they are."""

    def __init__(self, data: SchemaData) -> None:
        self.data = data
        self.requests = {key: json.loads(text) for key, text in data.requests.items()}
        self.responses = {key: json.loads(text) for key, text in data.responses.items()}
        self._known: dict[tuple[str, bool], jsonschema_rs.Draft202012Validator] = {}

    def takes(self, key: str, value: Any, *, replies: bool = False) -> bool:
        """Whether the schema with a key takes a value."""
        if (key, replies) not in self._known:
            entries = self.responses if replies else self.requests
            definitions = {k[6:]: v for k, v in entries.items() if k.startswith("$defs/")}
            schema = {**entries[key], "$defs": definitions}
            self._known[key, replies] = jsonschema_rs.Draft202012Validator(
                schema, validate_formats=True
            )
        return self._known[key, replies].is_valid(value)

    def sends(self, body: Any, operation: str = "send") -> bool:
        """Whether an operation without parameters takes a body."""
        return self.takes(f"operations/{operation}", {"parameters": {}, "body": body})

    def reads(self, body: Any, operation: str = "send", status: str = "200") -> bool:
        """Whether what comes back is as described."""
        return self.takes(f"operations/{operation}/{status}", body, replies=True)

    def named(self, name: str) -> Any:
        """A definition of what is sent."""
        return self.requests[f"$defs/{name}"]


def judge(folder: Path, text: str, files: Mapping[str, str] | None = None) -> Judge:
    """The judge of a spec; what every document has may be left out."""
    for name, content in (files or {}).items():
        (folder / name).write_text(dedent(content), "utf-8")
    spec = dedent(text)
    head = "" if "openapi:" in spec or "swagger:" in spec else "openapi: 3.1.0\n"
    file = folder / "openapi.yaml"
    file.write_text(head + "info: {title: T, version: '1'}\n" + spec, "utf-8")
    return Judge(read_data(file))


SEND = """
paths:
  /things:
    {method}:
      operationId: send
      requestBody:
        required: true
        content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing'}}}}}}
      responses:
        '200':
          description: Done.
          content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing'}}}}}}
components:
  schemas:
"""


def judge_schemas(folder: Path, schemas: str, method: str = "post") -> Judge:
    """The judge of schemas, of which `Thing` is sent and comes back."""
    inner = "".join(f"    {line}\n" for line in dedent(schemas).strip().splitlines())
    return judge(folder, SEND.format(method=method) + inner)
