"""Several media types for one body or reply: the one that is sent, and all that may come back."""

from __future__ import annotations

from inspect import signature
from io import BytesIO

import httpx
import pytest
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


@pytest.mark.parametrize("type_", ["5", "[5]", "{}", "strings"])
def test_a_type_that_is_none_is_no_text_for_its_media_type(generate: Generate, type_: str) -> None:
    sample = generate(f"""
paths:
  /things:
    put:
      operationId: put
      requestBody:
        content:
          application/json:
            schema: {{properties: {{odd: {{type: {type_}, contentMediaType: image/png}}}}}}
      responses: {{'204': {{description: '-'}}}}
""")
    assert "Upload" not in str(signature(sample.method("put")).parameters["odd"].annotation)
    assert any("type" in warning for warning in sample.warnings)


def test_bytes_may_be_told_by_their_media_type_alone(generate: Generate) -> None:
    file = "{type: string, contentMediaType: application/octet-stream}"
    sample = generate(f"""
paths:
  /parts:
    post:
      operationId: send
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file, icon]
              properties:
                file: {file}
                icon: {{contentMediaType: image/png}}
                more: {{type: array, items: {{type: string, contentMediaType: image/gif}}}}
                maybe: {{anyOf: [{{type: string, contentMediaType: application/pdf}}, {{type: 'null'}}]}}
                page: {{type: string, contentMediaType: text/html}}
                hidden: {{type: string, contentMediaType: image/png, contentEncoding: base64}}
      responses: {{'204': {{description: '-'}}}}
  /whole:
    put:
      operationId: put
      requestBody: {{required: true, content: {{application/octet-stream: {{schema: {file}}}}}}}
      responses: {{'200': {{description: '-', content: {{application/octet-stream: {{schema: {file}}}}}}}}}
""")
    types = {n: str(p.annotation) for n, p in signature(sample.method("send")).parameters.items()}
    assert (types["file"], types["icon"]) == ("Upload", "Upload")
    assert types["more"] == "Sequence[Upload] | Unset"
    assert types["maybe"] == "Upload | None | Unset"
    assert types["page"] == "str | Unset"
    assert signature(sample.method("put")).parameters["body"].annotation == "Upload"
    parts = {
        "file": b"\xff1",
        "icon": b"\xff2",
        "more": [b"\xff3"],
        "maybe": b"\xff4",
        "page": "<p>",
    }
    sample.server.play((204, None))
    sample.client().send(**parts)
    sent = sample.sent[-1].body
    media = ("application/octet-stream", "image/png", "image/gif", "application/pdf", "text/html")
    for content, kind in zip((b"\xff1", b"\xff2", b"\xff3", b"\xff4", b"<p>"), media, strict=True):
        assert f"Content-Type: {kind}\r\n\r\n".encode() + content in sent
    sample.server.play(httpx.Response(200, content=b"\xff"))
    assert sample.call("put", b"\xfe") == b"\xff"
    assert sample.sent[-1].body == b"\xfe"


@pytest.mark.parametrize("media", ["*/*", "application/*", "image/*"])
def test_bytes_of_a_range_of_media_types_go_as_they_are(generate: Generate, media: str) -> None:
    sample = generate(f"""
paths:
  /x:
    put:
      operationId: put
      requestBody: {{required: true, content: {{'{media}': {{schema: {{type: string, format: binary}}}}}}}}
      responses: {{'204': {{description: '-'}}}}
""")
    sent = sample.send("put", b"\xff")
    assert (sent.body, sent.headers["content-type"]) == (b"\xff", "application/octet-stream")
    sent = sample.send("put", ("a.png", b"\xff", "image/png"))
    assert (sent.body, sent.headers["content-type"]) == (b"\xff", "image/png")


def test_text_of_a_range_of_media_types_is_plain(generate: Generate) -> None:
    sample = generate("""
paths:
  /x:
    put:
      operationId: put
      requestBody: {required: true, content: {'text/*': {schema: {type: string, minLength: 2}}}}
      responses: {'204': {description: '-'}}
""")
    sent = sample.send("put", "hi")
    assert (sent.body, sent.headers["content-type"]) == (b"hi", "text/plain")
