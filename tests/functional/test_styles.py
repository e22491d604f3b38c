"""The tables of styles in the OpenAPI specification, cell by cell, and what stands beside them in its text."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from support import Generate, Package

VALUES: dict[str, Any] = {
    "empty": "",
    "string": "blue",
    "array": ["blue", "black", "brown"],
    "object": {"R": 100, "G": 200, "B": 150},
}
SCHEMAS: dict[str, Any] = {
    "empty": {"type": "string"},
    "string": {"type": "string"},
    "array": {"type": "array", "items": {"type": "string"}},
    "object": {"type": "object", "additionalProperties": {"type": "integer"}},
}

# place | style | explode | empty | string | array | object; `-` where the table has no way to write it.
TABLE = """
path   | matrix         | false | ;color | ;color=blue | ;color=blue,black,brown             | ;color=R,100,G,200,B,150
path   | matrix         | true  | ;color | ;color=blue | ;color=blue;color=black;color=brown | ;R=100;G=200;B=150
path   | label          | false | -      | .blue       | .blue,black,brown                   | .R,100,G,200,B,150
path   | label          | true  | -      | .blue       | .blue.black.brown                   | .R=100.G=200.B=150
path   | simple         | false | -      | blue        | blue,black,brown                    | R,100,G,200,B,150
path   | simple         | true  | -      | blue        | blue,black,brown                    | R=100,G=200,B=150
header | simple         | false |        | blue        | blue,black,brown                    | R,100,G,200,B,150
header | simple         | true  |        | blue        | blue,black,brown                    | R=100,G=200,B=150
query  | form           | false | color= | color=blue  | color=blue,black,brown              | color=R,100,G,200,B,150
query  | form           | true  | color= | color=blue  | color=blue&color=black&color=brown  | R=100&G=200&B=150
query  | spaceDelimited | false | -      | -           | color=blue%20black%20brown          | color=R%20100%20G%20200%20B%20150
query  | pipeDelimited  | false | -      | -           | color=blue%7Cblack%7Cbrown          | color=R%7C100%7CG%7C200%7CB%7C150
query  | deepObject     | true  | -      | -           | -                                   | color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150
cookie | form           | false | color= | color=blue  | color=blue,black,brown              | color=R,100,G,200,B,150
cookie | form           | true  | color= | color=blue  | color=blue; color=black; color=brown | R=100; G=200; B=150
cookie | cookie         | false | color= | color=blue  | color=blue,black,brown              | color=R,100,G,200,B,150
cookie | cookie         | true  | color= | color=blue  | color=blue; color=black; color=brown | R=100; G=200; B=150
"""  # noqa: E501
CELLS = [
    (*(each.strip() for each in row.split("|")[:3]), kind, text.strip())
    for row in TABLE.strip().splitlines()
    for kind, text in zip(VALUES, row.split("|")[3:], strict=True)
    if text.strip() != "-"
]


def _operation(place: str, style: str, explode: str, kind: str) -> tuple[str, dict[str, Any]]:
    """An operation with a parameter of one cell, and its path."""
    parameter = {"name": "color", "in": place, "style": style, "explode": explode == "true"}
    parameter |= {"schema": SCHEMAS[kind], "required": True}
    name = f"{place}_{style}_{explode}_{kind}".lower()
    path = f"/{name}/{{color}}" if place == "path" else f"/{name}"
    responses = {"204": {"description": "-"}}
    return path, {"get": {"operationId": name, "parameters": [parameter], "responses": responses}}


VERSIONS = ("3.0.3", "3.1.0", "3.2.0")
CASES = [
    pytest.param(version, cell, id="-".join((version, *cell[:4])))
    for version in VERSIONS
    for cell in CELLS
    if cell[1] != "cookie" or version == "3.2.0"
]


def cells(generate: Generate, version: str) -> Package:
    """A client with an operation for each cell of a version."""
    paths = dict(_operation(*case.values[1][:4]) for case in CASES if case.values[0] == version)
    package = generate({"openapi": version, "paths": paths})
    assert package.warnings == []
    return package


def raw(package: Package, method: str, *args: Any, **kwargs: Any) -> httpx.Request:
    """The request that a call sends, as httpx has it."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(204)

    package.server.play(answer)
    package.call(method, *args, **kwargs)
    return seen[-1]


@pytest.mark.parametrize(("version", "cell"), CASES)
def test_each_cell_is_written_as_the_table_says(
    generate: Generate, version: str, cell: tuple[str, ...]
) -> None:
    place, style, explode, kind, text = cell
    name = f"{place}_{style}_{explode}_{kind}".lower()
    request = raw(cells(generate, version), name, VALUES[kind])
    shown = {
        "query": request.url.query.decode(),
        "header": request.headers.get("color", ""),
        "cookie": request.headers.get("cookie", ""),
    }
    if place == "path":
        assert request.url.raw_path.decode() == f"/{name}/{text}"
    assert shown == {**dict.fromkeys(shown, ""), **({place: text} if place in shown else {})}


@pytest.mark.parametrize(("version", "cell"), CASES)
def test_the_offline_double_reads_each_cell(
    generate: Generate, version: str, cell: tuple[str, ...]
) -> None:
    sample = cells(generate, version)
    transport = sample.module("testing").OfflineTransport()
    client = sample.client(http_client=httpx.Client(transport=transport))
    getattr(client, "_".join(cell[:4]).lower())(VALUES[cell[3]])


PLACES = """
paths:
  /q:
    get:
      operationId: query
      parameters:
        - {name: list, in: query, schema: {type: array, items: {type: string}}}
        - {name: comma, in: query, explode: false, schema: {type: array, items: {type: string}}}
        - {name: pipes, in: query, explode: false, style: pipeDelimited, schema: {type: array, items: {type: string}}}
        - {name: map, in: query, explode: false, schema: {type: object, additionalProperties: {type: string}}}
        - {name: members, in: query, schema: {type: object, additionalProperties: {type: string}}}
        - {name: deep, in: query, style: deepObject, schema: {type: object, additionalProperties: {type: string}}}
        - {name: X-List, in: header, schema: {type: array, items: {type: string}}}
        - {name: X-Map, in: header, schema: {type: object, additionalProperties: {type: string}}}
        - {name: biscuits, in: cookie, schema: {type: array, items: {type: string}}}
        - {name: crumbs, in: cookie, explode: false, schema: {type: array, items: {type: string}}}
        - {name: listE, in: query, allowEmptyValue: true, schema: {type: array, items: {type: string}}}
        - {name: commaE, in: query, allowEmptyValue: true, explode: false, schema: {type: array, items: {type: string}}}
        - {name: mapE, in: query, allowEmptyValue: true, explode: false, schema: {type: object}}
        - {name: flagE, in: query, allowEmptyValue: true, schema: {type: boolean}}
        - {name: sizeE, in: query, allowEmptyValue: true, schema: {type: integer, minimum: 1}}
        - {name: kindE, in: query, allowEmptyValue: true, schema: {enum: [a, b]}}
        - {name: textE, in: query, allowEmptyValue: true, schema: {type: string}}
      responses: {'204': {description: '-'}}
"""


def test_empty_lists_and_objects_leave_no_trace(generate: Generate) -> None:
    sample = generate(PLACES)
    lists = "list comma pipes x_list biscuits crumbs".split()
    maps = "map members deep x_map".split()
    empty: dict[str, Any] = {name: [] for name in lists} | {name: {} for name in maps}
    request = raw(sample, "query", **empty)
    assert request.url.query == b""
    assert not {"x-list", "x-map", "cookie"} & {*request.headers}


def test_an_empty_value_is_sent_where_the_document_allows_it(generate: Generate) -> None:
    sample = generate(PLACES)
    request = raw(sample, "query", list_e=[], comma_e=[], map_e={})
    assert request.url.query == b"listE=&commaE=&mapE="
    request = raw(sample, "query", flag_e="", size_e="", kind_e="", text_e="")
    assert request.url.query == b"flagE=&sizeE=&kindE=&textE="
    request = raw(sample, "query", flag_e=True, size_e=5, kind_e="a", text_e="b")
    assert request.url.query == b"flagE=true&sizeE=5&kindE=a&textE=b"
    with pytest.raises(ValueError, match="size_e must be at least 1") as caught:
        sample.call("query", size_e=0)
    assert [v.path for v in caught.value.violations] == ["size_e"]  # type: ignore[attr-defined]
    text = sample.text("client.py").replace("'", '"')
    assert 'flag_e: bool | Literal[""] | Unset' in text
    assert 'size_e: int | Literal[""] | Unset' in text


def test_empty_texts_in_lists_are_items(generate: Generate) -> None:
    sample = generate(PLACES)
    request = raw(sample, "query", list=[""], comma=["", ""], x_list=["", "a"])
    assert request.url.query == b"list=&comma=,"
    assert request.headers["x-list"] == ",a"


RESERVED = """
openapi: 3.2.0
paths:
  /p/{all}/{plain}:
    get:
      operationId: reserved
      parameters:
        - {name: all, in: path, required: true, allowReserved: true, schema: {type: string}}
        - {name: plain, in: path, required: true, schema: {type: string}}
        - {name: q, in: query, allowReserved: true, schema: {type: string}}
        - {name: plain, in: query, schema: {type: string}}
      responses: {'204': {description: '-'}}
    post:
      operationId: form
      parameters:
        - {name: all, in: path, required: true, schema: {type: string}}
        - {name: plain, in: path, required: true, schema: {type: string}}
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: {type: object, properties: {free: {type: string}, bound: {type: string}}}
            encoding: {free: {allowReserved: true}}
      responses: {'204': {description: '-'}}
"""


def test_reserved_characters_stay_where_they_may(generate: Generate) -> None:
    sample = generate(RESERVED)
    text = "a:b@c!$'()*,;=/?#[]&+%41"
    request = raw(sample, "reserved", text, text, q=text, plain_query=text)
    free, bound = request.url.raw_path.partition(b"?")[0].decode().split("/")[2:]
    assert free == "a:b@c!$'()*,;=%2F%3F%23%5B%5D&+%41"
    assert bound == "a%3Ab%40c%21%24%27%28%29%2A%2C%3B%3D%2F%3F%23%5B%5D%26%2B%2541"
    q, plain = request.url.query.decode().split("&")
    assert q == "q=a:b@c!$'()*,;=/?%23%5B%5D%26%2B%41"
    assert plain == f"plain={bound}"
    request = raw(sample, "form", "a", "b", free="a/b?c=d&e", bound="a/b?c=d&e")
    assert request.content == b"free=a/b?c=d%26e&bound=a%2Fb%3Fc%3Dd%26e"


COOKIES = """
openapi: 3.2.0
paths:
  /c:
    get:
      operationId: cookies
      parameters:
        - {name: form, in: cookie, schema: {type: string}}
        - {name: plain, in: cookie, style: cookie, schema: {type: string}}
        - {name: text, in: cookie, content: {text/plain: {schema: {type: string}}}}
        - {name: data, in: cookie, content: {application/json: {schema: {type: object}}}}
      responses: {'204': {description: '-'}}
"""


def test_cookies_are_escaped_unless_they_are_to_go_as_they_are(generate: Generate) -> None:
    sample = generate(COOKIES)
    given = {"form": "a b%2F", "plain": "a%20b%2F,c", "text": '"x=y"', "data": {"a": "é;"}}
    assert raw(sample, "cookies", **given).headers["cookie"] == (
        'form=a%20b%252F; plain=a%20b%2F,c; text="x=y"; data={%22a%22:%22%C3%A9%3B%22}'
    )


@pytest.mark.parametrize("value", ["a b", "a;b", 'a"b', "a\\b", "é", "a\nb", " a", "\ud800"])
@pytest.mark.parametrize("name", ["plain", "text"])
def test_what_no_cookie_can_have_is_refused(generate: Generate, name: str, value: str) -> None:
    sample = generate(COOKIES)
    with pytest.raises(sample.module().RequestValidationError) as caught:
        sample.call("cookies", **{name: value})
    assert [v.path for v in caught.value.violations] == [name]


QUERYSTRING = """
openapi: 3.2.0
paths:
  /form:
    get:
      operationId: form
      parameters:
        - name: whole
          in: querystring
          content:
            application/x-www-form-urlencoded:
              schema:
                type: object
                required: [name]
                properties:
                  name: {type: string}
                  tags: {type: array, items: {type: string}}
                  ids: {type: array, items: {type: integer}}
                  where: {type: object, properties: {city: {type: string}}}
                  point: {type: object, additionalProperties: {type: number}}
              encoding:
                ids: {style: pipeDelimited, explode: false}
                point: {style: deepObject}
      responses: {'204': {description: '-'}}
  /json:
    get:
      operationId: json
      parameters:
        - {name: whole, in: querystring, required: true, content: {application/json: {schema: {type: object, properties:
            {numbers: {type: array, items: {type: integer}}, flag: {type: [string, 'null']}}}}}}
      responses: {'204': {description: '-'}}
  /text:
    get:
      operationId: text
      parameters:
        - {name: selector, in: querystring, content: {application/jsonpath: {schema: {type: string}}}}
      responses: {'204': {description: '-'}}
components: {securitySchemes: {key: {type: apiKey, in: query, name: key}}}
security: [{key: []}]
"""


def test_a_parameter_may_be_the_whole_query(generate: Generate) -> None:
    sample = generate(QUERYSTRING)
    assert sample.warnings == []
    settings = {"api_key": "k"}
    whole = {
        "name": "a b&c",
        "tags": ["x", "y"],
        "ids": [1, 2],
        "where": {"city": "Rome"},
        "point": {"x": 1.5},
    }
    request = raw(sample, "form", whole=whole, settings=settings)
    assert request.url.query.decode() == (
        "name=a%20b%26c&tags=x&tags=y&ids=1%7C2&where=%7B%22city%22%3A%22Rome%22%7D&point%5Bx%5D=1.5&key=k"
    )
    request = raw(sample, "json", {"numbers": [1, 2], "flag": None}, settings=settings)
    assert request.url.query == b"%7B%22numbers%22%3A%5B1%2C2%5D%2C%22flag%22%3Anull%7D&key=k"
    request = raw(sample, "text", selector="$.a.b[1:1]", settings=settings)
    assert request.url.query == b"%24.a.b%5B1%3A1%5D&key=k"
    assert raw(sample, "text", settings=settings).url.query == b"key=k"
    with pytest.raises(ValueError, match=r"whole\.name is required"):
        sample.call("form", whole={"tags": []}, settings=settings)


def test_the_offline_double_reads_a_whole_query(generate: Generate) -> None:
    sample = generate(QUERYSTRING)
    transport = sample.module("testing").OfflineTransport()
    client = sample.client(http_client=httpx.Client(transport=transport), api_key="k")
    client.form(whole={"name": "a", "ids": [1, 2], "point": {"x": 1}, "where": {"city": "R"}})
    client.json({"numbers": [1], "flag": None})
    client.text(selector="$.a")


CONTENT = """
paths:
  /c/{json}/{text}:
    get:
      operationId: content
      parameters:
        - {name: json, in: path, required: true, content: {application/json: {schema:
            {type: array, items: {type: integer}}}}}
        - {name: text, in: path, required: true, content: {text/plain: {schema: {type: string}}}}
        - {name: text, in: query, content: {text/plain: {schema: {type: string}}}}
        - {name: count, in: query, content: {text/plain: {schema: {type: integer, minimum: 1}}}}
        - {name: day, in: query, content: {text/plain: {schema: {type: string, format: date}}}}
        - {name: vendor, in: query, content: {application/vnd.a+json: {schema: {type: string}}}}
        - {name: range, in: query, content: {application/json; charset=utf-8: {schema: {type: string}}}}
        - {name: form, in: query, content: {application/x-www-form-urlencoded: {schema:
            {type: object, properties: {a: {type: string}, b: {type: array, items: {type: integer}}}}}}}
        - {name: xml, in: query, content: {application/xml: {schema: {type: object, properties: {a: {type: string}}}}}}
        - {name: lines, in: query, content: {application/x-ndjson: {schema: {type: array, items: {type: integer}}}}}
        - {name: bare, in: query, content: {text/csv: {}}}
        - {name: X-Text, in: header, content: {text/plain: {schema: {type: string}}}}
        - {name: X-Json, in: header, content: {application/json: {schema: {type: object}}}}
      responses: {'204': {description: '-'}}
"""


def test_content_is_written_as_its_media_type_says(generate: Generate) -> None:
    from datetime import date

    sample = generate(CONTENT)
    request = raw(
        sample,
        "content",
        [1, 2],
        "a/b",
        text_query="a b",
        count=5,
        day=date(2026, 3, 1),
        vendor="x",
        range="y",
        form={"a": "x&y", "b": [1, 2]},
        xml="<a/>",
        lines=[1, 2],
        bare="a,b",
        x_text="a b, c",
        x_json={"é": [1]},
    )
    assert request.url.raw_path.partition(b"?")[0] == b"/c/%5B1%2C2%5D/a%2Fb"
    assert dict(request.url.params) == {
        "text": "a b",
        "count": "5",
        "day": "2026-03-01",
        "vendor": '"x"',
        "range": '"y"',
        "form": "a=x%26y&b=1&b=2",
        "xml": "<a/>",
        "lines": "1\n2\n",
        "bare": "a,b",
    }
    assert request.headers["x-text"] == "a b, c"
    assert request.headers["x-json"] == '{"\\u00e9":[1]}'
    text = sample.text("client.py")
    assert "xml: str | Unset" in text
    assert "count: int | Unset" in text
    for wrong in ({"count": 0}, {"xml": {"a": "b"}}, {"day": "x"}, {"lines": ["a"]}):
        with pytest.raises(sample.module().RequestValidationError) as caught:
            sample.call("content", [1], "a", **wrong)
        assert caught.value.violations[0].path.partition("[")[0] in wrong


def test_the_offline_double_reads_content(generate: Generate) -> None:
    sample = generate(CONTENT)
    transport = sample.module("testing").OfflineTransport()
    client = sample.client(http_client=httpx.Client(transport=transport))
    client.content(
        [1, 2], "a/b", text_query="5", count=5, vendor="x", xml="<a/>", bare="1", x_text="5"
    )


ODD = """
paths:
  /o/{a}:
    post:
      operationId: odd
      parameters:
        - {name: a, in: path, required: true, style: form, schema: {type: array, items: {type: string}}}
        - {name: b, in: query, style: simple, schema: {type: array, items: {type: string}}}
        - {name: c, in: header, style: deepObject, schema: {type: object, additionalProperties: {type: string}}}
        - {name: d, in: cookie, style: matrix, schema: {type: array, items: {type: string}}}
        - {name: e, in: query, style: spacedelimited, explode: false, schema: {type: array, items: {type: string}}}
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: {type: object, properties: {f: {type: array, items: {type: string}}}}
            encoding: {f: {style: simple, explode: false}}
      responses: {'204': {description: '-'}}
"""


def test_a_style_that_there_is_not_is_told_and_the_usual_one_taken(generate: Generate) -> None:
    sample = generate(ODD)
    told = [each for each in sample.warnings if "style-unknown" in each]
    assert len(told) == len(sample.warnings) == 6
    assert any("use simple or label or matrix" in each for each in told)
    both = ["x", "y"]
    request = raw(sample, "odd", both, b=both, c={"k": "v"}, d=both, e=both, f=both)
    assert request.url.raw_path == b"/o/x,y?b=x&b=y&e=x,y"
    assert (request.headers["c"], request.headers["cookie"]) == ("k,v", "d=x; d=y")
    assert request.content == b"f=x,y"
