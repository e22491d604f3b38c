"""Several media types for one body or reply: the one that is sent, and all that may come back."""

from __future__ import annotations

from io import BytesIO

import httpx
from support import Generate

A = "{$ref: '#/components/schemas/A'}"
SPEC = f"""
paths:
  /x:
    post:
      operationId: send
      requestBody:
        required: true
        content:
          application/xml: {{schema: {A}}}
          application/x-www-form-urlencoded: {{schema: {A}}}
          application/json: {{schema: {A}}}
      responses:
        '200':
          description: '-'
          content: {{text/csv: {{schema: {{type: string}}}}, application/json: {{schema: {A}}}}}
        '202': {{description: '-', content: {{application/json: {{schema: {{type: array, items: {A}}}}}}}}}
  /file:
    post:
      operationId: upload
      requestBody:
        required: true
        content:
          application/json: {{schema: {A}}}
          multipart/form-data:
            schema:
              type: object
              required: [file]
              properties:
                file: {{type: string, format: binary}}
                meta: {A}
                tags: {{type: array, items: {{type: string}}}}
      responses: {{'204': {{description: '-'}}}}
  /raw:
    put:
      operationId: put_raw
      requestBody:
        required: true
        content: {{application/octet-stream: {{schema: {{type: string, format: binary}}}}}}
      responses: {{'200': {{description: '-', content: {{application/pdf: {{}}}}}}}}
components:
  schemas:
    A: {{type: object, required: [a], properties: {{a: {{type: integer}}}}}}
"""


def test_json_is_sent_where_there_is_a_choice(generate: Generate) -> None:
    sample = generate(SPEC)
    sample.server.play({"a": 2})
    assert sample.call("send", a=1) == sample.models.A(a=2)
    sent = sample.sent[-1]
    assert (sent.json, sent.headers["content-type"]) == ({"a": 1}, "application/json")
    sample.server.play((202, [{"a": 3}]))
    assert sample.call("send", a=1) == [sample.models.A(a=3)]


def test_files_choose_multipart(generate: Generate) -> None:
    sample = generate(SPEC)
    sample.server.play((204, None))
    client = sample.client()
    for file in (b"hello", BytesIO(b"hello"), ("x.txt", b"hello")):
        client.upload(file, meta={"a": 1}, tags=["p", "q"])
        assert b"hello" in sample.sent[-1].body
    sent = sample.sent[-1]
    assert sent.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert b'filename="x.txt"' in sent.body
    assert b'{"a":1}' in sent.body
    assert sent.body.count(b'name="tags"') == 2


def test_bytes_go_and_come_as_they_are(generate: Generate) -> None:
    sample = generate(SPEC)
    sample.server.play(httpx.Response(200, content=b"%PDF\xff"))
    assert sample.call("put_raw", b"\x00\xff") == b"%PDF\xff"
    assert sample.sent[-1].body == b"\x00\xff"
