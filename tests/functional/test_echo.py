"""What a server understands that others wrote: every style, body and media type, with texts that could be misread."""

from __future__ import annotations

import asyncio
import base64
import json
import threading
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from support import Generate, Package
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

TEXTS = [
    "plain", "a b", " a ", "a+b", "a%2Fb", "100%", "ü€\U0001f600", "a&b=c", "a;b", 'quo"te', "it's", "back\\slash",
    "a/b", "#frag?q", "[x]", "{y}", "a,b", "a|b", "<>", "new\nline", "tab\there", "~!@$^*()_-.", "0", "true", "null",
]  # fmt: skip
ANSWER = """
      responses:
        '200':
          description: What was understood.
          content: {application/json: {schema: {type: object, additionalProperties: true}}}
"""
TEXT_LIST = "{type: array, items: {type: string}}"
MAP = "{type: object, additionalProperties: {type: string}}"
SPEC = f"""
openapi: 3.2.0
paths:
  /simple/{{text}}/{{list}}/{{map}}/{{members}}:
    get:
      operationId: simple
      parameters:
        - {{name: text, in: path, required: true, schema: {{type: string}}}}
        - {{name: list, in: path, required: true, schema: {TEXT_LIST}}}
        - {{name: map, in: path, required: true, schema: {MAP}}}
        - {{name: members, in: path, required: true, explode: true, schema: {MAP}}}
{ANSWER}
  /label/{{text}}/{{list}}/{{many}}:
    get:
      operationId: label
      parameters:
        - {{name: text, in: path, required: true, style: label, schema: {{type: string}}}}
        - {{name: list, in: path, required: true, style: label, schema: {TEXT_LIST}}}
        - {{name: many, in: path, required: true, style: label, explode: true, schema: {MAP}}}
{ANSWER}
  /matrix/{{text}}/{{list}}/{{many}}/{{members}}:
    get:
      operationId: matrix
      parameters:
        - {{name: text, in: path, required: true, style: matrix, schema: {{type: string}}}}
        - {{name: list, in: path, required: true, style: matrix, schema: {TEXT_LIST}}}
        - {{name: many, in: path, required: true, style: matrix, explode: true, schema: {TEXT_LIST}}}
        - {{name: members, in: path, required: true, style: matrix, explode: true, schema: {MAP}}}
{ANSWER}
  /query:
    get:
      operationId: query
      parameters:
        - {{name: text, in: query, schema: {{type: string}}}}
        - {{name: many, in: query, schema: {TEXT_LIST}}}
        - {{name: comma, in: query, explode: false, schema: {TEXT_LIST}}}
        - {{name: space, in: query, style: spaceDelimited, explode: false, schema: {TEXT_LIST}}}
        - {{name: pipe, in: query, style: pipeDelimited, explode: false, schema: {TEXT_LIST}}}
        - {{name: deep, in: query, style: deepObject, schema: {{type: object}}}}
        - {{name: members, in: query, schema: {MAP}}}
        - {{name: json, in: query, content: {{application/json: {{schema: {{}}}}}}}}
        - {{name: plain, in: query, content: {{text/plain: {{schema: {{type: string}}}}}}}}
        - {{name: form, in: query, content: {{application/x-www-form-urlencoded: {{schema: {MAP}}}}}}}
        - {{name: free, in: query, allowReserved: true, schema: {{type: string}}}}
        - {{name: 'odd name&=[]', in: query, schema: {{type: string}}}}
{ANSWER}
  /whole:
    get:
      operationId: whole
      parameters:
        - {{name: q, in: querystring, content: {{application/x-www-form-urlencoded: {{schema: {MAP}}}}}}}
{ANSWER}
  /text-query:
    get:
      operationId: text_query
      parameters: [{{name: q, in: querystring, required: true, content: {{text/plain: {{schema: {{type: string}}}}}}}}]
{ANSWER}
  /headers:
    get:
      operationId: headers
      parameters:
        - {{name: X-Text, in: header, schema: {{type: string}}}}
        - {{name: X-List, in: header, schema: {TEXT_LIST}}}
        - {{name: X-Map, in: header, schema: {MAP}}}
        - {{name: X-Members, in: header, explode: true, schema: {MAP}}}
        - {{name: X-Json, in: header, content: {{application/json: {{schema: {{}}}}}}}}
{ANSWER}
  /cookies:
    get:
      operationId: cookies
      parameters:
        - {{name: text, in: cookie, schema: {{type: string}}}}
        - {{name: many, in: cookie, schema: {TEXT_LIST}}}
        - {{name: comma, in: cookie, explode: false, schema: {TEXT_LIST}}}
        - {{name: members, in: cookie, schema: {MAP}}}
        - {{name: json, in: cookie, content: {{application/json: {{schema: {{}}}}}}}}
        - {{name: plain, in: cookie, style: cookie, schema: {{type: string}}}}
{ANSWER}
  /form:
    post:
      operationId: form
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              properties:
                text: {{type: string}}
                many: {TEXT_LIST}
                comma: {TEXT_LIST}
                space: {TEXT_LIST}
                pipe: {TEXT_LIST}
                deep: {{type: object}}
                members: {MAP}
                object: {{type: object}}
                objects: {{type: array, items: {{type: object}}}}
                data: {{type: array, items: {{}}}}
                free: {{type: string}}
                flag: {{type: boolean}}
                count: {{type: integer}}
                'odd name&=[]': {{type: string}}
            encoding:
              comma: {{explode: false}}
              space: {{style: spaceDelimited, explode: false}}
              pipe: {{style: pipeDelimited, explode: false}}
              deep: {{style: deepObject}}
              members: {{style: form}}
              data: {{contentType: application/json}}
              free: {{allowReserved: true}}
{ANSWER}
  /parts:
    post:
      operationId: parts
      requestBody:
        content:
          multipart/form-data:
            schema:
              type: object
              properties:
                text: {{type: string}}
                many: {TEXT_LIST}
                comma: {TEXT_LIST}
                pipe: {TEXT_LIST}
                deep: {{type: object}}
                members: {MAP}
                object: {{type: object}}
                objects: {{type: array, items: {{type: object}}}}
                flag: {{type: boolean}}
                count: {{type: integer}}
                csv: {{type: string}}
                file: {{type: string, format: binary}}
                files: {{type: array, items: {{type: string, format: binary}}}}
                'odd name&=[]': {{type: string}}
            encoding:
              comma: {{explode: false}}
              pipe: {{style: pipeDelimited, explode: false}}
              deep: {{style: deepObject}}
              members: {{style: form}}
              csv: {{contentType: text/csv}}
              files: {{contentType: 'image/png, image/jpeg'}}
{ANSWER}
  /json:
    post:
      operationId: json
      requestBody: {{required: true, content: {{application/json: {{}}}}}}
{ANSWER}
  /vendor:
    post:
      operationId: vendor
      requestBody: {{required: true, content: {{application/vnd.thing+json; version=2: {{schema: {{type: object}}}}}}}}
{ANSWER}
  /lines:
    post:
      operationId: lines
      requestBody: {{required: true, content: {{application/x-ndjson: {{itemSchema: {{}}}}}}}}
{ANSWER}
  /plain:
    post:
      operationId: plain
      requestBody: {{required: true, content: {{text/plain: {{schema: {{type: string}}}}}}}}
{ANSWER}
  /xml:
    post:
      operationId: xml
      requestBody: {{required: true, content: {{application/xml: {{schema: {{type: object}}}}}}}}
{ANSWER}
  /bytes:
    post:
      operationId: bytes
      requestBody: {{required: true, content: {{image/png: {{}}}}}}
{ANSWER}
"""


@Request.application
def _echo(request: Request) -> Response:
    """What werkzeug understands of a request, as JSON."""
    head = request.content_type or ""
    files = [
        (name, file.filename, file.content_type, base64.b64encode(file.read()).decode())
        for name, file in request.files.items(multi=True)
    ]
    understood = {
        "path": request.environ["REQUEST_URI"].partition("?")[0].split("/")[2:],
        "args": [*request.args.items(multi=True)],
        "query": request.query_string.decode(),
        "cookies": [*request.cookies.items(multi=True)],
        "headers": dict(request.headers),
        "form": [*request.form.items(multi=True)],
        "files": files,
        "type": head,
        "data": base64.b64encode(request.get_data()).decode(),
    }
    return Response(json.dumps(understood), content_type="application/json")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A running server."""
    server = make_server("127.0.0.1", 0, _echo, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join(10)
    server.server_close()


class Echo:
    """Calls a client sync and async; both must be understood alike."""

    def __init__(self, package: Package, url: str) -> None:
        self._module = package.module()
        self._url = url

    def __call__(self, method: str, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the server understood."""
        with httpx.Client(verify=False) as http_client:
            client = self._module.Sample(base_url=self._url, http_client=http_client)
            first = getattr(client, method)(*args, **kwargs)

        async def run() -> Any:
            async with httpx.AsyncClient(verify=False) as http_client:
                client = self._module.AsyncSample(base_url=self._url, http_client=http_client)
                return await getattr(client, method)(*args, **kwargs)

        second = asyncio.run(run())
        same = ("path", "args", "cookies", "form", "files")
        assert [first[key] for key in same] == [second[key] for key in same]
        return {**first, "data": base64.b64decode(first["data"])}


@pytest.fixture
def echo(generate: Generate, url: str) -> Echo:
    """The client of the document above."""
    package = generate(SPEC)
    assert package.warnings == []
    return Echo(package, url)


def _named(pairs: list[list[str]], name: str) -> list[str]:
    return [value for key, value in pairs if key == name]


@pytest.mark.parametrize("text", TEXTS)
def test_paths(echo: Echo, text: str) -> None:
    both, members = [text, "z"], {"k": text, text: "v"}
    path = echo("simple", text, both, {"k": text}, members)["path"]
    assert unquote(path[0]) == text
    assert [unquote(each) for each in path[1].split(",")] == both
    assert [unquote(each) for each in path[2].split(",")] == ["k", text]
    pairs = [each.split("=") for each in path[3].split(",")]
    assert {unquote(key): unquote(value) for key, value in pairs} == members
    path = echo("matrix", text, both, both, members)["path"]
    assert unquote(path[0].removeprefix(";text=")) == text
    assert [unquote(each) for each in path[1].removeprefix(";list=").split(",")] == both
    assert [unquote(each.partition("=")[2]) for each in path[2].split(";")[1:]] == both
    pairs = [each.split("=") for each in path[3].split(";")[1:]]
    assert {unquote(key): unquote(value) for key, value in pairs} == members
    if "." not in text:  # which divides labels and is never escaped
        path = echo("label", text, both, members)["path"]
        assert unquote(path[0][1:]) == text
        assert [unquote(each) for each in path[1][1:].split(",")] == both
        pairs = [each.split("=") for each in path[2].split(".")[1:]]
        assert {unquote(key): unquote(value) for key, value in pairs} == members


@pytest.mark.parametrize("text", TEXTS)
def test_queries(echo: Echo, text: str) -> None:
    sent = {"many": [text, "", text], "deep": {"a": {"b": [text, "y"]}, text.strip("[]"): "v"}}
    sent |= {"members": {"k": text, "m" + text: "v"}, "json": {text: [text, None]}}
    sent |= {"text": text, "plain": text, "form": {text: text}, "odd_name": text}
    args = echo("query", **sent)["args"]
    for name in ("text", "plain", "odd name&=[]"):
        assert _named(args, name) == [text]
    assert _named(args, "many") == [text, "", text]
    assert _named(args, "deep[a][b][]") == [text, "y"]
    assert _named(args, f"deep[{text.strip('[]')}]") == ["v"]
    assert (_named(args, "k"), _named(args, "m" + text)) == ([text], ["v"])
    assert json.loads(_named(args, "json")[0]) == {text: [text, None]}
    ((name, _, value),) = [each.partition("=") for each in _named(args, "form")]
    assert (unquote(name), unquote(value)) == (text, text)


@pytest.mark.parametrize("text", TEXTS)
def test_delimited_queries(echo: Echo, text: str) -> None:
    both = [text, "z"]
    for name, sign in {"comma": ",", "space": " ", "pipe": "|"}.items():
        if sign not in text:  # what holds its own delimiter has no way to be told
            args = echo("query", **{name: both})["args"]
            assert _named(args, name) == [sign.join(both)]


@pytest.mark.parametrize("text", [text for text in TEXTS if not set("&+#[]%") & set(text)])
def test_queries_with_reserved_characters(echo: Echo, text: str) -> None:
    assert _named(echo("query", free=text)["args"], "free") == [text]


@pytest.mark.parametrize("text", TEXTS)
def test_whole_queries(echo: Echo, text: str) -> None:
    assert echo("whole", q={text: text, "b": text})["args"] == [[text, text], ["b", text]]
    assert unquote(echo("text_query", text)["query"]) == text


LATIN = [text for text in TEXTS if text == text.strip() and "\n" not in text and "€" not in text]


@pytest.mark.parametrize("text", [*LATIN, "é ü"])
def test_headers(echo: Echo, text: str) -> None:
    given = {"x_text": text, "x_json": {text: text}}
    if not set(",=") & set(text):
        given |= {"x_list": [text, "z"], "x_map": {"k": text}, "x_members": {"k": text, "l": "m"}}
    headers = echo("headers", **given)["headers"]
    assert headers["X-Text"] == text
    assert json.loads(headers["X-Json"]) == {text: text}
    if "x_list" in given:
        assert headers["X-List"] == f"{text},z"
        assert headers["X-Map"] == f"k,{text}"
        assert headers["X-Members"] == f"k={text},l=m"


@pytest.mark.parametrize("text", TEXTS)
def test_cookies(echo: Echo, text: str) -> None:
    given = {"text": text, "many": [text, "z"], "members": {"k": text}, "json": [text]}
    given |= {"comma": [text, "z"]} if "," not in text else {}
    cookies = echo("cookies", **given)["cookies"]
    for name, value in (("text", text), ("k", text)):
        assert [unquote(each) for each in _named(cookies, name)] == [value]
    assert [unquote(each) for each in _named(cookies, "many")] == [text, "z"]
    assert json.loads(unquote(_named(cookies, "json")[0])) == [text]
    if "comma" in given:
        assert [unquote(each) for each in _named(cookies, "comma")[0].split(",")] == [text, "z"]


@pytest.mark.parametrize(
    "text", ["plain", "a%20b", "a/b", "it's", "[x]", "a,b", "0", "~!@$^*()_-."]
)
def test_plain_cookies(echo: Echo, text: str) -> None:
    assert _named(echo("cookies", plain=text)["cookies"], "plain") == [text]


MEMBERS: dict[str, Any] = {"object": {"a": [1, None], "b": "ü"}, "objects": [{"a": 1}, {"b": "ü"}]}


@pytest.mark.parametrize("text", TEXTS)
def test_forms(echo: Echo, text: str) -> None:
    given = {
        "text": text,
        "many": [text, ""],
        "deep": {"a": {"b": [text, "y"]}},
        "members": {"k": text},
    }
    given |= {"data": [text, 1, None], "flag": False, "count": 0, "odd_name": text, **MEMBERS}
    understood = echo("form", **given)
    form = understood["form"]
    assert understood["type"] == "application/x-www-form-urlencoded"
    assert (_named(form, "text"), _named(form, "many")) == ([text], [text, ""])
    assert (_named(form, "deep[a][b][]"), _named(form, "k")) == ([text, "y"], [text])
    assert (_named(form, "flag"), _named(form, "count")) == (["false"], ["0"])
    assert json.loads(_named(form, "object")[0]) == {"a": [1, None], "b": "ü"}
    assert [json.loads(each) for each in _named(form, "objects")] == MEMBERS["objects"]
    assert json.loads(_named(form, "data")[0]) == [text, 1, None]
    assert _named(form, "odd name&=[]") == [text]
    for name, sign in {"comma": ",", "space": " ", "pipe": "|"}.items():
        if sign not in text:
            assert _named(echo("form", **{name: [text, "z"]})["form"], name) == [f"{text}{sign}z"]
    if not set("&+#[]%") & set(text):
        assert _named(echo("form", free=text)["form"], "free") == [text]


@pytest.mark.parametrize("text", TEXTS)
def test_parts(echo: Echo, text: str) -> None:
    given = {
        "text": text,
        "many": [text, ""],
        "deep": {"a": {"b": [text, "y"]}},
        "members": {"k": text},
    }
    given |= {"flag": True, "count": 0, "csv": text, "odd_name": text, **MEMBERS}
    understood = echo("parts", **given)
    form = understood["form"]
    assert understood["type"].startswith("multipart/form-data; boundary=")
    assert (_named(form, "text"), _named(form, "many")) == ([text], [text, ""])
    assert (_named(form, "deep[a][b][]"), _named(form, "k")) == ([text, "y"], [text])
    assert (_named(form, "flag"), _named(form, "count")) == (["true"], ["0"])
    assert json.loads(_named(form, "object")[0]) == {"a": [1, None], "b": "ü"}
    assert [json.loads(each) for each in _named(form, "objects")] == MEMBERS["objects"]
    assert (_named(form, "csv"), _named(form, "odd name&=[]")) == ([text], [text])
    for name, sign in {"comma": ",", "pipe": "|"}.items():
        if sign not in text:
            assert _named(echo("parts", **{name: [text, "z"]})["form"], name) == [f"{text}{sign}z"]


CONTENT = b"\x00\xff\r\n--boundary\r\n\r\n"


@pytest.mark.parametrize(
    ("file", "name", "media"),
    [
        (CONTENT, "file", "application/octet-stream"),
        (bytearray(CONTENT), "file", "application/octet-stream"),
        (BytesIO(CONTENT), "file", "application/octet-stream"),
        (("a b.txt", CONTENT), "a b.txt", "text/plain"),
        (("ü€.png", CONTENT, "image/png"), "ü€.png", "image/png"),
        (
            ("noending", BytesIO(CONTENT), "text/csv; charset=utf-8"),
            "noending",
            "text/csv; charset=utf-8",
        ),
    ],
)
def test_files(echo: Echo, file: Any, name: str, media: str) -> None:
    (understood,) = echo("parts", file=file)["files"]
    assert understood[:3] == ["file", name, media]
    assert base64.b64decode(understood[3]) == CONTENT
    understood = echo("parts", files=[file, ("second.bin", b"two")], text="x")
    assert [each[:2] for each in understood["files"]] == [["files", name if name != "file" else "files"],
                                                          ["files", "second.bin"]]  # fmt: skip
    assert [base64.b64decode(each[3]) for each in understood["files"]] == [CONTENT, b"two"]
    assert understood["form"] == [["text", "x"]]


def test_bodies_of_other_media_types(echo: Echo) -> None:
    for text in TEXTS:
        for value in (text, [text], {text: text}):
            understood = echo("json", value)
            assert (understood["type"], json.loads(understood["data"])) == (
                "application/json",
                value,
            )
        assert echo("plain", text)["data"].decode() == text
    for value in (None, True, 0, 1.5, 10**30):
        assert json.loads(echo("json", value)["data"]) == value
    understood = echo("vendor", {"a": 1})
    assert understood["type"] == "application/vnd.thing+json; version=2"
    assert json.loads(understood["data"]) == {"a": 1}
    understood = echo("lines", [{"a": "x\ny"}, "ü", None])
    assert understood["type"] == "application/x-ndjson"
    assert [json.loads(line) for line in understood["data"].splitlines()] == [
        {"a": "x\ny"},
        "ü",
        None,
    ]
    assert (understood := echo("plain", "a"))["type"].partition(";")[0] == "text/plain"
    assert echo("xml", "<a>ü</a>")["data"].decode() == "<a>ü</a>"
    for content in (
        CONTENT,
        bytearray(CONTENT),
        BytesIO(CONTENT),
        iter([CONTENT[:3], CONTENT[3:]]),
    ):
        if isinstance(content, Iterator):
            continue  # which only one of the two clients could send
        understood = echo("bytes", content)
        assert (understood["type"], understood["data"]) == ("image/png", CONTENT)
