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


EVENTS = "".join(
    f"  happens{number}: {{post: {{requestBody: {{content: {{application/json: {{schema:"
    f" {{$ref: '#/components/schemas/Event{number}'}}}}}}}}, responses: {{}}}}}}\n"
    for number in range(270)
)
CLASSES = "".join(
    f"    Event{number}: {{type: object, properties: {{a: {{type: string}}}}}}\n"
    for number in range(270)
)
"""So many that a checker would give up on a chain of all of them."""


def test_nothing_is_unknown_to_pyright(tmp_path: Path) -> None:
    document = f"{DOCUMENT}{CLASSES}webhooks:\n{EVENTS}"
    write_files(tmp_path, build_spec(write_spec(tmp_path, document)).files)
    check_with_pyright(tmp_path, "sample")


def check_with_pyright(folder: Path, *names: str) -> None:
    """See to it that pyright has nothing to say of packages and modules."""
    settings = {"include": [*names], "exclude": ["sample/_runtime"], "typeCheckingMode": "strict"}
    (folder / "pyrightconfig.json").write_text(json.dumps({**settings, "pythonVersion": "3.11"}))
    run_checker(folder, "pyright", "--pythonpath", sys.executable)


def run_checker(folder: Path, *command: str) -> None:
    """See to it that a type checker has nothing to say."""
    whole = [sys.executable, "-m", *command]
    done = subprocess.run(whole, capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode == 0, done.stdout


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
  /blocks:
    post:
      operationId: add_block
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Block3'}}}}
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
BLOCKS = "".join(
    f"    Block{number}: {{type: object, required: [type], properties: {{type: {{type: string, enum: [b{number}]}},"
    f" nodes: {{type: array, items: {{oneOf: [{', '.join(references)}]}}}}}}}}\n"
    for references in [[f"{{$ref: '#/components/schemas/Block{number}'}}" for number in range(20)]]
    for number in range(20)
)
"""Each of which contains any of the others, by a union without a name."""
USES = """
from sample import Sample

with Sample() as client:
    client.add_pets([{"kind": "Cat", "lives": 9}, {"kind": "dog", "pack": 1}, {"kind": "Pet", "name": "x"}])
    client.add_pets(client.list_pets())
    client.add_home(pet={"kind": "Cat", "lives": 9}, named={"a": {"kind": "dog", "pack": 2}})
    client.add_block("b3", nodes=[{"type": "b1", "nodes": [{"type": "b2"}]}])
"""
MISUSES = """
    client.add_pets([{"kind": "dog", "lives": 9}])
    client.add_pets([{"kind": "Cat", "pack": 9}])
    client.add_home(pet={"kind": "dog"})
    client.add_home(pet={"kind": "bird"})
    client.add_block("b3", nodes=[{"type": "b1", "nodes": [{"type": "b99"}]}])
"""


def test_the_tags_of_a_family_tell_its_members_apart(tmp_path: Path) -> None:
    """What is written down is accepted as the member that it is, and nothing else is."""
    write_files(tmp_path, build_spec(write_spec(tmp_path, FAMILY + BLOCKS)).files)
    (tmp_path / "uses.py").write_text(USES + MISUSES.lstrip("\n"))
    wrong = {str(len(USES.splitlines()) + number) for number in range(1, 6)}
    for command in (["mypy", "--strict"], ["pyright", "--pythonpath", sys.executable]):
        line = [sys.executable, "-m", *command, "uses.py"]
        done = subprocess.run(
            line, capture_output=True, text=True, check=False, cwd=tmp_path, timeout=240
        )
        told = re.findall(r"uses\.py:(\d+)(?::\d+)?(?:: | - )error", done.stdout)
        assert {*told} == wrong, done.stdout


CHOICES = """
paths:
  /chat:
    post:
      operationId: chat
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [prompt], properties: {prompt: {type: string}, stream: {type: boolean}}}
      responses:
        '200':
          description: '-'
          content:
            application/json: {schema: {$ref: '#/components/schemas/Answer'}}
            text/event-stream: {schema: {$ref: '#/components/schemas/Piece'}}
            text/plain: {schema: {type: string}}
  /report:
    get:
      operationId: report
      deprecated: true
      responses:
        '200':
          description: '-'
          content: {text/csv: {schema: {type: string}}, application/pdf: {schema: {type: string, format: binary}}}
  /list:
    get:
      operationId: list
      x-pagination: {style: page, page: page, iterator: all_pages}
      parameters: [{name: page, in: query, schema: {type: integer}}]
      responses:
        '200':
          description: '-'
          content:
            application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Piece'}}}
            text/csv: {schema: {type: string}}
            application/x-ndjson: {schema: {$ref: '#/components/schemas/Piece'}}
  /doc/{id}:
    post:
      operationId: add
      tags: [docs]
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      requestBody:
        required: true
        content:
          application/json: {schema: {type: object, required: [url], properties: {url: {type: string}}}}
          application/vnd.x+json:
            schema: {type: object, required: [url, size], properties: {url: {type: string}, size: {type: integer}}}
          application/pdf: {schema: {type: string, format: binary}}
          text/*: {schema: {type: string}}
      responses:
        '201': {description: '-', content: {application/json: {schema: {$ref: '#/components/schemas/Answer'}},
          application/xml: {schema: {$ref: '#/components/schemas/Answer'}}}}
  /moved: {post: {operationId: move, responses: {'303': {description: '-'}}}}
components:
  schemas:
    Answer: {type: object, required: [text], properties: {text: {type: string}}}
    Piece: {type: object, required: [delta], properties: {delta: {type: string}}}
"""

CHOOSING = """
from typing import assert_type

from sample import AsyncSample, Sample
from sample._runtime.responses.pages import Page
from sample._runtime.responses.pagination import Pager
from sample._runtime.responses.streaming import AsyncStream, Stream
from sample.models import Answer, Piece


def use(client: Sample) -> None:
    assert_type(client.chat("x"), Answer)
    assert_type(client.chat("x", accept="application/json"), Answer)
    assert_type(client.chat("x", accept="text/event-stream"), Stream[Piece])
    assert_type(client.chat("x", stream=True), Stream[Piece])
    assert_type(client.chat("x", stream=False), Answer)
    assert_type(client.chat(prompt="x", accept="text/plain"), str)
    client.chat("x", accept="image/png")  # type: ignore[call-overload]  # pyright: ignore
    assert_type(client.list(), Page[Piece])
    assert_type(client.list(all_pages=True, accept="application/json"), Pager[Piece])
    assert_type(client.list(page=1, accept="text/csv"), str)
    assert_type(client.list(accept="application/x-ndjson"), Stream[Piece])
    assert_type(client.docs.add(1, "x"), Answer)
    assert_type(client.docs.add(1, "x", size=1, content_type="application/vnd.x+json"), Answer)
    assert_type(client.docs.add(1, body=b"x", accept="application/xml"), str)
    client.docs.add(1, body="x", content_type="text/css")
    client.docs.add(1)  # type: ignore[call-overload]  # pyright: ignore
    client.docs.add(1, "x", body=b"x")  # type: ignore[call-overload]  # pyright: ignore
    assert_type(client.move(), str)


async def use_async(client: AsyncSample) -> None:
    assert_type(await client.chat("x"), Answer)
    assert_type(client.chat("x", accept="text/event-stream"), AsyncStream[Piece])
    assert_type(client.chat("x", stream=True), AsyncStream[Piece])
    async for piece in client.chat("x", accept="text/event-stream"):
        assert_type(piece, Piece)
    assert_type(await client.chat("x", accept="text/plain"), str)
    assert_type(await client.docs.add(1, body=b"x", accept="application/xml"), str)
    assert_type(await client.list(), Page[Piece])
    assert_type(await client.list(accept="text/csv"), str)
"""


def test_the_types_of_each_choice_of_media_types_to_mypy_and_pyright(tmp_path: Path) -> None:
    write_files(tmp_path, build_spec(write_spec(tmp_path, CHOICES)).files)
    (tmp_path / "uses.py").write_text(CHOOSING)
    run_checker(tmp_path, "mypy", "--strict", "sample", "uses.py")
    check_with_pyright(tmp_path, "sample", "uses.py")
