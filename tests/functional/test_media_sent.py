"""Bodies that may be sent as several media types, or as any of a range: all can be, and what is given chooses."""

from __future__ import annotations

import asyncio
import base64
import datetime
import enum
import io
import json
from collections.abc import Iterator
from inspect import Parameter, signature
from pathlib import Path
from typing import Any, get_overloads
from urllib.parse import parse_qsl

import httpx
import pytest
from support import Generate, Package, Sent

from functional.form_server import serving

ALL = """
paths:
  /doc:
    post:
      operationId: add
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/Link'}}
          application/vnd.x.v2+json:
            schema: {type: object, required: [target], properties: {target: {type: string}, size: {type: integer}}}
          application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Link'}}
          multipart/form-data:
            schema:
              type: object
              required: [file]
              properties: {file: {type: string, format: binary}, note: {type: string}}
          application/pdf: {schema: {type: string, format: binary}}
          application/octet-stream: {schema: {type: string, format: binary}}
          text/plain: {schema: {type: string, maxLength: 9}}
          application/xml: {schema: {$ref: '#/components/schemas/Link'}}
      responses: {'204': {description: '-'}}
  /sheet:
    post:
      operationId: put_sheet
      requestBody:
        required: true
        content:
          application/json: {schema: {type: array, items: {type: object, properties: {n: {type: integer}}}}}
          text/csv: {schema: {type: string}}
          application/x-ndjson: {schema: {type: object, properties: {n: {type: integer}}}}
      responses: {'204': {description: '-'}}
  /picture:
    put:
      operationId: put_picture
      requestBody:
        required: true
        content:
          image/png: {schema: {type: string, format: binary}}
          image/jpeg: {schema: {type: string, format: binary}}
      responses: {'204': {description: '-'}}
components:
  schemas:
    Link: {type: object, required: [url], properties: {url: {type: string, minLength: 2}}}
"""


def kind(sent: Sent) -> str:
    """The media type of a request, without parameters."""
    return sent.headers["content-type"].partition(";")[0]


@pytest.fixture
def doc(generate: Generate) -> Package:
    package = generate(ALL)
    package.server.play((204, None))
    return package


def test_what_is_given_chooses_the_media_type(doc: Package) -> None:
    assert kind(doc.send("add", url="https://a")) == "application/json"
    assert doc.sent[-1].json == {"url": "https://a"}
    sent = doc.send("add", target="x", size=1)
    assert (kind(sent), sent.json) == ("application/vnd.x.v2+json", {"target": "x", "size": 1})
    sent = doc.send("add", body=b"\xff")
    assert (kind(sent), sent.body) == ("application/octet-stream", b"\xff")
    sent = doc.send("add", body=("a.pdf", b"%PDF"))
    assert (kind(sent), sent.body) == ("application/pdf", b"%PDF")
    sent = doc.send("add", body="hello")
    assert (kind(sent), sent.body) == ("text/plain", b"hello")
    doc.client().add(file=b"\xff", note="n")
    assert kind(doc.sent[-1]) == "multipart/form-data"
    assert b'name="file"' in doc.sent[-1].body


def test_the_caller_may_name_the_media_type(doc: Package) -> None:
    sent = doc.send("add", url="https://a", content_type="application/x-www-form-urlencoded")
    assert (kind(sent), sent.body) == ("application/x-www-form-urlencoded", b"url=https%3A%2F%2Fa")
    sent = doc.send("add", body="<a/>", content_type="application/xml")
    assert (kind(sent), sent.body) == ("application/xml", b"<a/>")
    sent = doc.send("add", body=b"%PDF", content_type="application/pdf")
    assert (kind(sent), sent.body) == ("application/pdf", b"%PDF")
    options = doc.module().RequestOptions(content_type="application/x-www-form-urlencoded")
    assert kind(doc.send("add", url="https://a", options=options)) == options.content_type


def test_each_media_type_is_judged_by_its_own_schema(doc: Package) -> None:
    error = doc.module().RequestValidationError
    for settings in ({}, {"content_type": "application/x-www-form-urlencoded"}):
        with pytest.raises(error, match="url"):
            doc.call("add", url="u", **settings)
    with pytest.raises(error, match="size must be a whole number"):
        doc.call("add", target="x", size="y")
    with pytest.raises(error, match="9"):
        doc.call("add", body="much too long")
    with pytest.raises(error, match="file"):
        doc.call("add", note="n")
    client = doc.client()
    assert [v.path for v in client.check(client.add, target="x", size="y")] == ["size"]
    assert client.check(client.add, body=b"x", content_type="application/pdf") == []


def test_members_choose_by_what_they_are(generate: Generate) -> None:
    sample = generate("""
paths:
  /x:
    post:
      operationId: send
      requestBody:
        content:
          application/json: {schema: {$ref: '#/components/schemas/File'}}
          multipart/form-data: {schema: {$ref: '#/components/schemas/File'}}
          application/x-ndjson: {schema: {type: object, properties: {n: {type: integer}}}}
          text/plain: {schema: {type: string}}
      responses: {'204': {description: '-'}}
components:
  schemas:
    File: {type: object, properties: {file: {type: string, format: binary}, note: {type: string}}}
""")
    sample.server.play((204, None))
    sample.client().send(file=b"x")
    assert kind(sample.sent[-1]) == "multipart/form-data"
    sent = sample.send("send", file="text as it is")
    assert sent.json == {"file": "text as it is"}
    sample.client().send(body=({"n": n} for n in (1, 2)))
    assert sample.sent[-1].body == b'{"n":1}\n{"n":2}\n'
    assert "content-type" not in sample.send("send").headers
    sent = sample.send("send", body={}, content_type="application/json")
    assert sent.body == b"{}"


def test_a_media_type_that_is_not_offered_is_refused(doc: Package) -> None:
    with pytest.raises(doc.module().RequestValidationError) as caught:
        doc.call("add", url="https://a", content_type="image/png")
    (violation,) = caught.value.violations
    assert violation.path == "content_type"
    assert "'application/pdf'" in violation.message
    assert "not 'image/png'" in violation.message


def test_the_body_is_given_whole_or_by_its_members(doc: Package) -> None:
    with pytest.raises(doc.module().RequestValidationError, match="url beside it"):
        doc.call("add", url="https://a", body=b"x")
    with pytest.raises(doc.module().RequestValidationError):
        doc.call("add")
    assert doc.send("add", body={"url": "https://a"}).json == {"url": "https://a"}


def test_bytes_that_could_be_several_things_are_named(doc: Package) -> None:
    error = doc.module().RequestValidationError
    with pytest.raises(error, match="must say which the body is: 'image/png' or 'image/jpeg'"):
        doc.call("put_picture", b"\xff")
    assert kind(doc.send("put_picture", b"\xff", content_type="image/jpeg")) == "image/jpeg"
    assert kind(doc.send("put_picture", ("a.jpg", b"\xff"))) == "image/jpeg"
    assert kind(doc.send("put_picture", (None, b"\xff", "image/png"))) == "image/png"


def test_an_open_file_says_by_its_name_what_it_is(doc: Package, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\xffpng")
    with (tmp_path / "a.png").open("rb") as file:
        doc.client().put_picture(file)
    sent = doc.sent[-1]
    assert (kind(sent), sent.body) == ("image/png", b"\xffpng")


def test_lists_text_and_lines(doc: Package) -> None:
    assert kind(doc.send("put_sheet", [{"n": 1}])) == "application/json"
    assert kind(doc.send("put_sheet", "a,b")) == "text/csv"
    assert kind(doc.send("put_sheet", b"a,b", content_type="text/csv")) == "text/csv"
    sent = doc.send("put_sheet", [{"n": 1}, {"n": 2}], content_type="application/x-ndjson")
    assert sent.body == b'{"n":1}\n{"n":2}\n'
    with pytest.raises(doc.module().RequestValidationError, match="n must be"):
        doc.call("put_sheet", [{"n": "x"}], content_type="application/x-ndjson")


def test_each_way_to_give_a_body_is_a_signature_of_its_own(doc: Package) -> None:
    found = [signature(each).parameters for each in get_overloads(doc.method("add").__func__)]
    ways = [[*each][1:-2] for each in found]  # without self, content_type and options
    assert ways == [["file", "note"], ["url"], ["target", "size"], *[["body"]] * 3]
    assert found[1]["url"].default is Parameter.empty
    assert found[0]["file"].kind is Parameter.POSITIONAL_OR_KEYWORD
    assert found[1]["content_type"].annotation.replace("'", '"') == (
        'Literal["application/json", "application/x-www-form-urlencoded"] | Unset'
    )


def test_the_schema_of_a_method_has_all_ways_to_call_it(doc: Package) -> None:
    client = doc.client()
    schema = client.schema(client.put_sheet)
    ways = {each["properties"]["content_type"]["enum"][0]: each for each in schema["anyOf"]}
    assert [*ways] == ["application/json", "text/csv", "application/x-ndjson"]
    assert ways["text/csv"]["properties"]["body"] == {"type": "string"}
    assert all(each["required"] == ["body"] for each in ways.values())


def test_the_double_takes_each_media_type_and_judges_it(doc: Package) -> None:
    testing = doc.module("testing")
    with testing.OfflineTransport() as transport:
        client = getattr(doc.module(), doc.class_name)(http_client=transport.client())
        client.add(url="https://a")
        client.add(target="x")
        client.add(url="https://a", content_type="application/x-www-form-urlencoded")
        client.add(file=b"x", note="n")
        client.add(body=b"x", content_type="application/pdf")
        client.add(body="hello")
        wrong = {"check": False}
        with pytest.raises(AssertionError, match="url"):
            client.add(url="u", options=doc.module().RequestOptions(**wrong))
        with pytest.raises(AssertionError, match="size"):
            client.add(target="x", size="y", options=doc.module().RequestOptions(**wrong))
    assert [call.body for call in transport.calls][:2] == [{"url": "https://a"}, {"target": "x"}]


def test_a_name_of_the_document_goes_before_ours(generate: Generate) -> None:
    sample = generate("""
paths:
  /x:
    post:
      operationId: send
      parameters: [{name: accept, in: query, schema: {type: string}}]
      requestBody:
        content:
          application/json: {schema: {type: object, properties: {content_type: {type: string}}}}
          text/plain: {schema: {type: string}}
      responses:
        '200': {description: '-', content: {application/json: {schema: {}}, text/csv: {schema: {type: string}}}}
""")
    sample.server.play(httpx.Response(200, text="a,b", headers={"content-type": "text/csv"}))
    sent = sample.send("send", accept="q", content_type="c", accept_="text/csv")
    assert (sent.query, sent.json) == ((("accept", "q"),), {"content_type": "c"})
    assert sent.headers["accept"] == "text/csv"
    sent = sample.send("send", body="t", content_type_="text/plain")
    assert sent.headers["content-type"] == "text/plain"


# Ranges, and what text and bytes are -----------------------------------------------------------


@pytest.mark.parametrize("media", ["*/*", "application/*", "text/*", "image/*"])
@pytest.mark.parametrize("schema", ["{}", "{schema: {type: string, format: binary}}"])
def test_a_range_is_never_sent(generate: Generate, media: str, schema: str) -> None:
    sample = generate(f"""
paths:
  /x:
    put:
      operationId: put
      requestBody: {{required: true, content: {{'{media}': {schema}}}}}
      responses: {{'204': {{description: '-'}}}}
""")
    sent = sample.send("put", b"\xff")
    plain = "text/plain" if media == "text/*" else "application/octet-stream"
    assert (sent.body, sent.headers["content-type"]) == (b"\xff", plain)
    sent = sample.send("put", (None, b"\xff", "image/webp"))
    assert (sent.body, sent.headers["content-type"]) == (b"\xff", "image/webp")
    named = media.replace("*/*", "font/ttf").replace("*", "x")
    sent = sample.send("put", b"\xff", content_type=named)
    assert (sent.body, sent.headers["content-type"]) == (b"\xff", named)
    if media != "image/*":
        sent = sample.send("put", "ü")
        assert (sent.body.decode(), sent.headers["content-type"]) == ("ü", "text/plain")
        with sample.module("testing").OfflineTransport() as transport:
            client = getattr(sample.module(), sample.class_name)(http_client=transport.client())
            client.put("ü")
            client.put(b"\xff", content_type=named)


def test_data_of_any_media_type_is_json(generate: Generate) -> None:
    sample = generate("""
paths:
  /any: {put: {operationId: put, requestBody: {required: true, content: {'*/*': {}}},
    responses: {'204': {description: '-'}}}}
  /object:
    put:
      operationId: put_object
      requestBody: {required: true, content: {'*/*': {schema: {type: object, properties: {a: {type: integer}}}}}}
      responses: {'204': {description: '-'}}
  /suffix:
    put:
      operationId: put_suffix
      requestBody:
        required: true
        content: {'application/*+json': {schema: {type: object, properties: {a: {type: integer}}}}}
      responses: {'204': {description: '-'}}
""")
    for name, given in (
        ("put", {"body": {"a": 1}}),
        ("put_object", {"a": 1}),
        ("put_suffix", {"a": 1}),
    ):
        sent = sample.send(name, **given)
        assert (sent.json, sent.headers["content-type"]) == ({"a": 1}, "application/json")
    sent = sample.send("put_suffix", a=1, content_type="application/merge-patch+json")
    assert sent.headers["content-type"] == "application/merge-patch+json"


class Level(enum.Enum):
    LOW = "low"


def test_text_may_be_given_as_bytes_files_and_values(generate: Generate) -> None:
    sample = generate("""
paths:
  /latin: {put: {operationId: latin, requestBody: {required: true, content: {
    'text/plain; charset=iso-8859-1': {schema: {type: string}}}}, responses: {'204': {description: '-'}}}}
  /text: {put: {operationId: put, requestBody: {required: true, content: {
    text/plain: {schema: {type: string, enum: [low, '2020-01-02']}}}}, responses: {'204': {description: '-'}}}}
""")
    sent = sample.send("latin", "ü")
    assert (sent.body, sent.headers["content-type"]) == (b"\xfc", "text/plain; charset=iso-8859-1")
    with pytest.raises(sample.module().RequestValidationError, match="iso-8859-1"):
        sample.call("latin", "\u20ac")
    for given in (b"low", ("a.txt", "low"), ("a.txt", b"low"), Level.LOW):
        assert sample.send("put", given).body == b"low"
    sample.client().put(io.BytesIO(b"low"))
    assert sample.sent[-1].body == b"low"
    assert sample.send("put", datetime.date(2020, 1, 2)).body == b"2020-01-02"
    with pytest.raises(sample.module().RequestValidationError, match="high"):
        sample.call("put", "high")
    with pytest.raises(sample.module().RequestValidationError, match="required"):
        sample.call("put", sample.module().UNSET)


def test_parameters_of_media_types_are_sent_as_they_are(generate: Generate) -> None:
    sample = generate("""
paths:
  /x:
    put:
      operationId: put
      requestBody:
        required: true
        content:
          application/json; version=1: {schema: {type: object, properties: {a: {type: integer}}}}
          application/json; version=2: {schema: {type: object, properties: {b: {type: integer}}}}
      responses: {'204': {description: '-'}}
""")
    assert sample.send("put", a=1).headers["content-type"] == "application/json; version=1"
    assert sample.send("put", b=1).headers["content-type"] == "application/json; version=2"
    sent = sample.send("put", b=1, content_type="application/json; version=2")
    assert sent.headers["content-type"] == "application/json; version=2"


# Bytes in text ---------------------------------------------------------------------------------


def test_bytes_inside_of_json_are_base64_and_text_is_as_it_is(generate: Generate) -> None:
    sample = generate("""
paths:
  /doc:
    post:
      operationId: add
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              properties:
                data: {type: string, format: binary}
                more: {type: array, items: {type: string, contentEncoding: base64, contentMediaType: image/png}}
                safe: {type: string, contentEncoding: base64url}
                inner: {$ref: '#/components/schemas/Inner'}
      responses:
        '200': {description: '-', content: {application/json: {schema: {$ref: '#/components/schemas/Inner'}}}}
  /raw:
    post:
      operationId: raw
      requestBody: {required: true, content: {application/json: {schema: {type: string, format: binary}}}}
      responses: {'204': {description: '-'}}
  /encoded:
    post:
      operationId: encoded
      requestBody: {required: true, content: {image/png: {schema: {type: string, contentEncoding: base64}}}}
      responses: {'200': {description: '-', content: {image/png: {schema: {type: string, contentEncoding: base64}}}}}
components:
  schemas:
    Inner: {type: object, properties: {data: {type: string, format: binary}}}
""")
    coded = base64.b64encode(b"\xfb\xff").decode()
    sample.server.play({"data": coded})
    given = {
        "data": b"\xfb\xff",
        "more": [b"\xfb\xff"],
        "safe": b"\xfb\xff",
        "inner": {"data": b"\xfb\xff"},
    }
    sent = sample.send("add", **given)
    assert sent.json == {
        "data": coded, "more": [coded], "safe": "-_8=", "inner": {"data": coded},
    }  # fmt: skip
    assert sample.send("add", data="as it is").json == {"data": "as it is"}
    assert sample.call("add").data == coded
    assert sample.method("add").__doc__.count("Bytes are sent as Base64.") == 3
    assert "Bytes are sent as Base64." in sample.text("params.py")
    assert sample.send("raw", b"\xfb\xff").json == coded
    assert sample.send("raw", "text").json == "text"
    sample.server.play(httpx.Response(200, text=coded, headers={"content-type": "image/png"}))
    sent = sample.send("encoded", b"\xfb\xff")
    assert (sent.body.decode(), sent.headers["content-type"]) == (coded, "image/png")
    assert sample.call("encoded", coded) == coded


# Forms and parts, as a library reads them ------------------------------------------------------

PARTS = """
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
              properties:
                icon: {type: string, format: binary}
                image: {type: string, contentMediaType: image/gif}
                files: {type: array, items: {type: string, format: binary}}
                title: {type: string}
                tags: {type: array, items: {type: string}}
                meta: {type: object, properties: {aKey: {type: integer}}}
                name: {type: string}
                ids: {type: array, items: {type: integer}}
                page: {type: string, contentMediaType: text/html}
                ready: {type: string, contentMediaType: application/json}
            encoding:
              icon: {contentType: 'image/png, image/jpeg'}
              name: {contentType: application/json}
              ids: {contentType: application/json}
      responses: {'200': {description: '-', content: {application/json: {schema: {}, example: {}}}}}
  /mixed:
    post:
      operationId: mix
      requestBody:
        required: true
        content:
          multipart/mixed:
            schema: {type: object, properties: {a: {type: string}, file: {type: string, format: binary}}}
      responses: {'200': {description: '-', content: {application/json: {schema: {}}}}}
  /form:
    post:
      operationId: fill
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              properties:
                title: {type: string}
                tags: {type: array, items: {type: string}}
                meta: {type: object, properties: {a: {type: integer}}}
                name: {type: string}
            encoding: {name: {contentType: application/json}}
      responses: {'200': {description: '-', content: {application/json: {schema: {}}}}}
"""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving() as address:
        yield address


def understood(package: Package, url: str, method: str, **given: Any) -> Any:
    """What a real server understands of a call, sync and async alike."""

    async def run() -> Any:
        async with getattr(package.module(), f"Async{package.class_name}")(base_url=url) as client:
            return await getattr(client, method)(**given)

    with getattr(package.module(), package.class_name)(base_url=url) as client:
        told = getattr(client, method)(**given)
    assert asyncio.run(run()) == told
    told["files"] = {
        name: [[file, media, base64.b64decode(content)] for file, media, content in many]
        for name, many in told["files"].items()
    }
    return told


def test_parts_come_as_they_were_meant(generate: Generate, url: str, tmp_path: Path) -> None:
    package = generate(PARTS)
    (tmp_path / "a.jpg").write_bytes(b"jpg")
    told = understood(
        package,
        url,
        "send",
        icon=b"\xff\r\n--x",
        image=b"gif",
        files=[b"1", ("b.txt", "2"), ("c", b"3", "x/y")],
        title="ü\r\n",
        tags=["a", "b,c"],
        meta={"a_key": 1},
        page="<p>",
    )
    assert told["content_type"] == "multipart/form-data"
    assert told["files"] == {
        "icon": [["icon", "image/png", b"\xff\r\n--x"]],
        "image": [["image", "image/gif", b"gif"]],
        "files": [
            ["files", "application/octet-stream", b"1"],
            ["b.txt", "text/plain", b"2"],
            ["c", "x/y", b"3"],
        ],
    }
    assert {name: values for name, values in told["form"].items() if name != "meta"} == {
        "title": ["ü\r\n"], "tags": ["a", "b,c"], "page": ["<p>"],
    }  # fmt: skip
    assert json.loads(told["form"]["meta"][0]) == {"aKey": 1}
    with (tmp_path / "a.jpg").open("rb") as file:  # one of those that are listed
        told = understood(package, url, "send", icon=file)
    assert told["files"] == {"icon": [["a.jpg", "image/jpeg", b"jpg"]]}
    told = understood(package, url, "send", icon=("a.webp", b"w", "image/webp"))
    assert told["files"]["icon"][0][1] == "image/webp"


def test_members_that_are_told_to_be_json_are(generate: Generate, url: str) -> None:
    package = generate(PARTS)
    told = understood(package, url, "send", name="a", ids=[1, 2], ready='{"b": 1}')
    assert told["form"] == {"name": ['"a"'], "ids": ["[1,2]"], "ready": ['{"b": 1}']}
    package.server.play({})
    package.client().send(name="a", ids=[1], ready="{}")
    assert package.sent[-1].body.count(b"Content-Type: application/json\r\n") == 3
    told = understood(package, url, "fill", title="a&b", tags=["x", "y"], meta={"a": 1}, name="n")
    assert told["form"] == {
        "title": ["a&b"], "tags": ["x", "y"], "meta": ['{"a":1}'], "name": ['"n"'],
    }  # fmt: skip


def test_nothing_is_a_body_of_no_parts(generate: Generate, url: str) -> None:
    package = generate(PARTS)
    told = understood(package, url, "send")
    assert (told["content_type"], told["form"], told["files"]) == ("multipart/form-data", {}, {})
    package.server.play({})
    package.client().send()
    sent = package.sent[-1]
    boundary = sent.headers["content-type"].partition("boundary=")[2]
    assert sent.body == f"--{boundary}--\r\n".encode()
    assert understood(package, url, "fill")["content_type"] == "application/x-www-form-urlencoded"


def test_parts_of_another_kind_are_called_so(generate: Generate) -> None:
    package = generate(PARTS)
    package.server.play({})
    package.client().mix(a="x", file=b"\xff")
    sent = package.sent[-1]
    media, _, boundary = sent.headers["content-type"].partition("; boundary=")
    assert media == "multipart/mixed"
    assert sent.body.count(f"--{boundary}".encode()) == 3


def test_the_double_understands_parts_that_are_json(generate: Generate) -> None:
    package = generate(PARTS)
    with package.module("testing").OfflineTransport() as transport:
        client = getattr(package.module(), package.class_name)(http_client=transport.client())
        client.send(name="a", ids=[1, 2], icon=b"x")
        with pytest.raises(AssertionError, match="ids"):
            client.send(ids=["x"], options=package.module().RequestOptions(check=False))


def test_equal_schemas_of_several_media_types_are_one(generate: Generate) -> None:
    schema = (
        "{type: object, properties: {inner: {type: object, properties: {aKey: {type: integer}}}}}"
    )
    sample = generate(f"""
paths:
  /x:
    post:
      operationId: send
      requestBody:
        required: true
        content:
          application/json: {{schema: {schema}}}
          application/x-www-form-urlencoded: {{schema: {schema}, encoding: {{inner: {{style: deepObject}}}}}}
      responses:
        '200':
          description: '-'
          content: {{application/json: {{schema: {schema}}}, text/json: {{schema: {schema}}}}}
""")
    assert get_overloads(sample.method("send").__func__) == []
    assert [n for n in dir(sample.params) if n.startswith("Send")] == [
        "SendBodyInnerParams",
        "SendBodyParams",
    ]
    sample.server.play({"inner": {"aKey": 2}})
    answer = sample.call("send", inner={"a_key": 1}, accept="text/json")
    assert (type(answer).__name__, answer.inner.a_key) == ("SendResponse", 2)
    sent = sample.send("send", inner={"a_key": 1}, content_type="application/x-www-form-urlencoded")
    assert sent.body == b"inner%5BaKey%5D=1"


def test_a_media_type_for_no_body_changes_nothing(generate: Generate) -> None:
    sample = generate(
        "paths: {/x: {get: {operationId: get, responses: {'204': {description: '-'}}}}}"
    )
    sample.server.play((204, None))
    sample.call("get", options=sample.module().RequestOptions(content_type="text/csv"))
    assert "content-type" not in sample.sent[-1].headers


@pytest.mark.parametrize("media", ["text/plain\r\nx: y", "text/\u20ac", " text/plain "])
def test_a_media_type_that_no_header_can_have_is_refused(generate: Generate, media: str) -> None:
    sample = generate("""
paths:
  /x:
    put:
      operationId: put
      requestBody: {required: true, content: {'*/*': {schema: {type: string, format: binary}}}}
      responses: {'200': {description: '-', content: {application/json: {}, text/csv: {}}}}
""")
    error = sample.module().RequestValidationError
    with pytest.raises(error, match="content_type must not"):
        sample.call("put", b"x", content_type=media)
    with pytest.raises(error, match="content_type must not"):
        sample.call("put", (None, b"x", media))
    with pytest.raises(error, match="accept must be"):
        sample.call("put", b"x", options=sample.module().RequestOptions(accept=media))


def test_a_range_beside_json_takes_what_is_no_json(generate: Generate) -> None:
    sample = generate("""
paths:
  /x:
    put:
      operationId: put
      requestBody:
        required: true
        content:
          application/json: {schema: {type: object, required: [a], properties: {a: {type: integer}}}}
          '*/*': {schema: {type: object, properties: {b: {type: integer}}}}
      responses: {'204': {description: '-'}}
""")
    sample.server.play((204, None))
    assert sample.send("put", a=1).json == {"a": 1}
    sent = sample.send("put", body="<a/>", content_type="application/xml")
    assert (sent.body, sent.headers["content-type"]) == (b"<a/>", "application/xml")
    assert sample.send("put", body=b"x").headers["content-type"] == "application/octet-stream"


def test_null_inside_of_json_in_a_form_is_sent(generate: Generate) -> None:
    """Members that are null are left out; what is JSON in a form says it as JSON does."""
    sample = generate("""
paths:
  /parts:
    post:
      operationId: parts
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              properties:
                meta: {$ref: '#/components/schemas/Meta'}
                list: {type: array, items: {anyOf: [{$ref: '#/components/schemas/Meta'}, {type: 'null'}]}}
                coded: {$ref: '#/components/schemas/Words'}
                words: {$ref: '#/components/schemas/Words'}
                file: {type: [string, 'null'], format: binary}
                deep: {$ref: '#/components/schemas/Meta'}
            encoding: {coded: {contentType: application/json}, deep: {style: deepObject, explode: true}}
      responses: {'204': {description: '-'}}
  /form:
    post:
      operationId: form
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              properties:
                meta: {$ref: '#/components/schemas/Meta'}
                coded: {$ref: '#/components/schemas/Words'}
                words: {$ref: '#/components/schemas/Words'}
                none: {type: [string, 'null']}
            encoding: {coded: {contentType: application/json}}
      responses: {'204': {description: '-'}}
components:
  schemas:
    Words: {type: array, items: {type: [string, 'null']}}
    Meta: {type: object, properties: {note: {type: [string, 'null']}, tags: {$ref: '#/components/schemas/Words'}}}
""")
    note = {"note": None, "tags": ["a", None]}
    form = sample.send("form", meta=note, coded=["a", None], words=["a", None], none=None)
    assert dict(parse_qsl(form.body.decode())) == {
        "meta": json.dumps(note, separators=(",", ":")),
        "coded": '["a",null]',
        "words": "a",
    }
    client = sample.client()
    client.parts(
        meta=note, list=[note, None], coded=["a", None], words=["a", None], file=None, deep=note
    )
    body = sample.sent[-1].body.decode()
    parts = [part.split("\r\n\r\n") for part in body.split("--")[1:] if "name=" in part]
    found = [(head.split('name="')[1].split('"')[0], text.strip()) for head, text in parts]
    whole = '{"note":null,"tags":["a",null]}'
    assert found == [
        ("meta", whole),
        ("list", whole),
        ("coded", '["a",null]'),
        ("words", "a"),
        ("deep[tags][]", "a"),
    ]


@pytest.mark.parametrize("media", ["*/*", "application/*"])
@pytest.mark.parametrize(
    "schema",
    [
        "{anyOf: [{type: string, format: binary}, {$ref: '#/components/schemas/Link'}]}",
        "{oneOf: [{$ref: '#/components/schemas/Link'}, {allOf: [{type: string, format: binary}]}]}",
        "{anyOf: [{anyOf: [{$ref: '#/components/schemas/Raw'}]}, {$ref: '#/components/schemas/Link'}, {type: 'null'}]}",
    ],
)
def test_bytes_or_data_of_any_media_type(generate: Generate, media: str, schema: str) -> None:
    """Where a schema is of bytes or an object, what is given decides."""
    sample = generate(f"""
paths:
  /x:
    put:
      operationId: put
      requestBody: {{required: true, content: {{'{media}': {{schema: {schema}}}}}}}
      responses: {{'200': {{description: '-', content: {{'{media}': {{schema: {schema}}}}}}}}}
components:
  schemas:
    Raw: {{type: string, format: binary}}
    Link: {{type: object, required: [url], properties: {{url: {{type: string}}}}}}
""")
    came = [
        ("application/pdf", b"%PDF\xff", b"%PDF\xff"), ("application/pdf", b"%PDF", b"%PDF"), ("", b"\xff", b"\xff"),
        ("text/plain", b"hi", "hi"), ("application/json", b'{"url": "x"}', "Link"),
    ]  # fmt: skip
    for kind, content, value in came:
        headers = {"content-type": kind} if kind else {}
        sample.server.play(httpx.Response(200, content=content, headers=headers))
        sent: list[tuple[Any, str, bytes]] = [
            (b"\xff", "application/octet-stream", b"\xff"), (("a.pdf", b"x"), "application/pdf", b"x"),
            ("x", "text/plain", b"x"), ({"url": "y"}, "application/json", b'{"url":"y"}'),
        ]  # fmt: skip
        for given, type_, body in sent:
            answer = sample.call("put", given)
            assert (sample.sent[-1].headers["content-type"], sample.sent[-1].body) == (type_, body)
            assert value in (answer, type(answer).__name__)
    with pytest.raises(sample.module().RequestValidationError, match="url"):
        sample.call("put", {"urll": "y"})


def test_data_beside_any_media_type_is_judged(generate: Generate) -> None:
    """A misspelt member does not make an object something else than JSON."""
    sample = generate("""
paths:
  /x:
    put:
      operationId: put
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, properties: {url: {type: string}}}}, '*/*': {}}
      responses: {'204': {description: '-'}}
""")
    assert sample.send("put", body={"url": "y"}).headers["content-type"] == "application/json"
    with pytest.raises(sample.module().RequestValidationError, match="urll"):
        sample.call("put", body={"urll": "y"})


@pytest.mark.parametrize(
    "schema",
    ["{description: Whatever.}", "{title: Body, x-own: 1}", "{anyOf: [{}, {type: 'null'}]}"],
)
def test_words_say_no_more_than_nothing(generate: Generate, schema: str) -> None:
    sample = generate(f"""
paths:
  /x:
    put:
      operationId: put
      requestBody: {{required: true, content: {{'*/*': {{schema: {schema}}}}}}}
      responses: {{'204': {{description: '-'}}}}
""")
    for given, media in (
        (b"\xff", "application/octet-stream"),
        ("x", "text/plain"),
        ([1], "application/json"),
    ):
        assert sample.send("put", given).headers["content-type"] == media


def test_the_parts_of_a_form_are_all_that_its_schema_is_made_of(generate: Generate) -> None:
    """Media types of parts and the choice of the form, where files stand in a member of `allOf`."""
    sample = generate("""
paths:
  /x:
    post:
      operationId: add
      requestBody:
        required: true
        content:
          application/json: {schema: {type: object, properties: {name: {type: string}}}}
          multipart/form-data: {schema: {$ref: '#/components/schemas/Form'}}
      responses: {'204': {description: '-'}}
components:
  schemas:
    Png: {allOf: [{type: string, contentMediaType: image/png}]}
    Named: {type: object, properties: {name: {type: string}}}
    Form:
      allOf:
        - $ref: '#/components/schemas/Named'
        - allOf: [{type: object, properties: {pictures: {type: array, items: {$ref: '#/components/schemas/Png'}}}}]
""")
    sample.server.play((204, None))
    sample.client().add(name="a", pictures=[b"1", ("b.png", b"2")])
    body = sample.sent[-1].body.decode()
    assert body.count("Content-Type: image/png") == 2
    sample.client().add(name="a")
    assert sample.sent[-1].headers["content-type"].startswith("multipart/form-data")


@pytest.mark.parametrize("format", ["binary", "byte"])
def test_bytes_in_a_form_without_parts_are_base64(generate: Generate, format: str) -> None:
    sample = generate(f"""
paths:
  /decode:
    post:
      operationId: decode
      requestBody: {{content: {{application/x-www-form-urlencoded: {{schema: {{type: object, required: [image],
        properties: {{image: {{type: string, format: {format}}},
          more: {{type: array, items: {{type: string, format: {format}}}}}}}}}}}}}}}
      responses: {{'204': {{description: '-'}}}}
""")
    assert sample.send("decode", image=b"\xff?").body == b"image=%2Fz8%3D"
    assert sample.send("decode", image="/z8=", more=[b"a", "Yg=="]).body == (
        b"image=%2Fz8%3D&more=YQ%3D%3D&more=Yg%3D%3D"
    )
    with pytest.raises(sample.module().RequestValidationError, match="image"):
        sample.call("decode", image=io.BytesIO(b"x"))


def test_what_is_no_media_type_is_left_out_beside_one(generate: Generate) -> None:
    sample = generate("""
paths:
  /x:
    post:
      operationId: send
      requestBody:
        content:
          '': {schema: {type: object}}
          application/json: {schema: {type: object, required: [firstName], properties: {firstName: {type: string}}}}
      responses: {'204': {description: '-'}}
""")
    assert any("'' is no media type" in each for each in sample.warnings)
    sent = sample.send("send", first_name="x")
    assert (kind(sent), sent.json) == ("application/json", {"firstName": "x"})
