"""Half of a pair of surrogates, which no encoding can write: refused at the call, wherever it stands."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from support import Generate, Package

HALF = "a\ud800b"
SPEC = """
openapi: 3.2.0
paths:
  /p/{id}:
    post:
      operationId: send
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: text, in: query, schema: {type: string}}
        - {name: list, in: query, schema: {type: array, items: {type: string}}}
        - {name: map, in: query, schema: {type: object, additionalProperties: {type: string}}}
        - {name: deep, in: query, style: deepObject, schema: {type: object, additionalProperties: {type: string}}}
        - {name: json, in: query, content: {application/json: {schema: {}}}}
        - {name: X-Text, in: header, schema: {type: string}}
        - {name: X-Json, in: header, content: {application/json: {schema: {}}}}
        - {name: biscuit, in: cookie, schema: {type: string}}
        - {name: plain, in: cookie, style: cookie, schema: {type: string}}
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                name: {type: string}
                kind: {enum: [a, b]}
                day: {type: string, format: date}
                labels: {type: object, additionalProperties: {type: string}}
                rows: {type: array, items: {type: object, properties: {cell: {type: string}}}}
              additionalProperties: {type: string}
      responses: {'204': {description: '-'}}
  /whole:
    post:
      operationId: whole
      parameters: [{name: q, in: querystring, content: {application/x-www-form-urlencoded: {schema: {type: object}}}}]
      responses: {'204': {description: '-'}}
  /form:
    post:
      operationId: form
      requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object, properties:
        {text: {type: string}, list: {type: array, items: {type: string}}, map: {type: object}},
        additionalProperties: {type: string}}}}}
      responses: {'204': {description: '-'}}
  /parts:
    post:
      operationId: parts
      requestBody: {content: {multipart/form-data: {schema: {type: object, properties:
        {text: {type: string}, list: {type: array, items: {type: string}}, map: {type: object},
        file: {type: string, format: binary}, files: {type: array, items: {type: string, format: binary}}},
        additionalProperties: {type: string}}}}}
      responses: {'204': {description: '-'}}
  /text:
    post:
      operationId: text
      requestBody: {content: {text/plain: {schema: {type: string}}}}
      responses: {'204': {description: '-'}}
  /raw:
    post:
      operationId: upload
      requestBody: {content: {application/octet-stream: {schema: {type: string, format: binary}}}}
      responses: {'204': {description: '-'}}
  /any:
    post:
      operationId: anything
      requestBody: {content: {application/json: {}}}
      responses: {'204': {description: '-'}}
  /lines:
    post:
      operationId: lines
      requestBody: {content: {application/jsonl: {itemSchema: {}}}}
      responses: {'204': {description: '-'}}
"""

CALLS: list[tuple[str, dict[str, Any]]] = [
    ("send", {"id": HALF}),
    ("send", {"id": "a", "text": HALF}),
    ("send", {"id": "a", "list": ["a", HALF]}),
    ("send", {"id": "a", "map": {"a": HALF}}),
    ("send", {"id": "a", "map": {HALF: "a"}}),
    ("send", {"id": "a", "deep": {HALF: "a"}}),
    ("send", {"id": "a", "json": {HALF: "a"}}),
    ("send", {"id": "a", "json": [HALF]}),
    ("send", {"id": "a", "x_text": HALF}),
    ("send", {"id": "a", "x_json": HALF}),
    ("send", {"id": "a", "biscuit": HALF}),
    ("send", {"id": "a", "plain": HALF}),
    ("send", {"id": "a", "name": HALF}),
    ("send", {"id": "a", "kind": HALF}),
    ("send", {"id": "a", "day": HALF}),
    ("send", {"id": "a", "labels": {"a": HALF}}),
    ("send", {"id": "a", "labels": {HALF: "a"}}),
    ("send", {"id": "a", "rows": [{"cell": "a"}, {"cell": HALF}]}),
    ("send", {"id": "a", "rows": [{HALF: "a"}]}),
    ("send", {"id": "a", "additional_properties": {HALF: "a"}}),
    ("send", {"id": "a", "additional_properties": {"z": HALF}}),
    ("whole", {"q": {"a": HALF}}),
    ("whole", {"q": {HALF: "a"}}),
    ("form", {"text": HALF}),
    ("form", {"list": [HALF]}),
    ("form", {"map": {"a": HALF}}),
    ("form", {"map": {HALF: "a"}}),
    ("form", {"additional_properties": {HALF: "a"}}),
    ("parts", {"text": HALF}),
    ("parts", {"list": ["a", HALF]}),
    ("parts", {"map": {HALF: "a"}}),
    ("parts", {"additional_properties": {HALF: "a"}}),
    ("parts", {"additional_properties": {"a": HALF}}),
    ("parts", {"file": (HALF, b"x")}),
    ("parts", {"file": ("a", HALF)}),
    ("parts", {"file": ("a", b"x", HALF)}),
    ("parts", {"files": [b"a", (HALF, io.BytesIO(b"x"))]}),
    ("text", {"body": HALF}),
    ("upload", {"body": HALF}),
    ("upload", {"body": ("a", HALF)}),
    ("upload", {"body": ("a", b"x", HALF)}),
    ("anything", {"body": HALF}),
    ("anything", {"body": [{"a": HALF}]}),
    ("anything", {"body": {HALF: 1}}),
    ("lines", {"body": ["a", HALF]}),
    ("lines", {"body": [{HALF: 1}]}),
    ("text", {"body": "a", "options": {"query": {"a": HALF}}}),
    ("text", {"body": "a", "options": {"query": {HALF: "a"}}}),
    ("text", {"body": "a", "options": {"headers": {"a": HALF}}}),
    ("text", {"body": "a", "options": {"headers": {HALF: "a"}}}),
    ("form", {"options": {"body": {"a": HALF}}}),
    ("anything", {"options": {"body": {"a": HALF}}}),
    ("anything", {"body": {}, "options": {"body": {HALF: "a"}}}),
    ("parts", {"options": {"body": {HALF: "a"}}}),
]
NAMES = [
    f"{number}-{method}" for number, (method, _) in enumerate(CALLS)
]  # files have no names that stay


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize(("method", "arguments"), CALLS, ids=NAMES)
def test_they_are_refused_at_the_call(
    generate: Generate, method: str, arguments: dict[str, Any], check: bool
) -> None:
    sample = generate(SPEC)
    options = sample.module().RequestOptions(**arguments.get("options", {}), check=check)
    with pytest.raises(sample.module().RequestValidationError) as caught:
        sample.call(method, **{**arguments, "options": options})
    str(caught.value).encode()
    assert caught.value.violations
    assert sample.sent == []


@pytest.mark.parametrize(("method", "arguments"), CALLS, ids=NAMES)
def test_the_argument_is_named(generate: Generate, method: str, arguments: dict[str, Any]) -> None:
    if {"options", "additional_properties"} & arguments.keys():
        return  # whose members have names of their own
    sample = generate(SPEC)
    *_, given = arguments
    with pytest.raises(sample.module().RequestValidationError) as caught:
        sample.call(method, **arguments)
    named = {re.split(r"[.[]", each.path)[0] for each in caught.value.violations}
    assert named <= {given, "body", "content_type", ""}


def test_they_are_found_without_sending(generate: Generate) -> None:
    sample = generate(SPEC)
    client = sample.client()
    assert [v.path for v in client.check(client.send, "a", name=HALF)] == ["name"]
    assert client.check(client.parts, file=(HALF, b"x"))


def test_the_client_refuses_them_in_its_own_headers(generate: Generate) -> None:
    sample: Package = generate(SPEC)
    with pytest.raises(ValueError, match="headers: a must not have half a character"):
        sample.client(headers={"a": HALF})
    assert sample.sent == []
