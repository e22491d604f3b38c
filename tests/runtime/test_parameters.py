"""Every style of parameter in every place."""

from __future__ import annotations

import datetime
import decimal
import uuid
from typing import Any
from urllib.parse import unquote_to_bytes

import httpx
import pytest
from runtime.client import APIClient
from runtime.errors import RequestValidationError
from runtime.options import UNSET, RequestOptions
from runtime.spec.operation import Body, Location, Operation, Parameter, ResponseSpec
from runtime.spec.service import Service
from schemas_as_data import TEXT, WHOLE, arguments, closed, kept

VALUES: dict[str, Any] = {
    "empty": "",
    "text": "blue",
    "list": ["blue", "black"],
    "map": {"R": 100, "G": 200},
}
TEXTS = {"type": "array", "items": TEXT}
WHOLES = {"type": "array", "items": WHOLE}
COUNTS = {"type": "object", "additionalProperties": WHOLE}
NUMBER = {"type": "number"}
SCHEMAS: dict[str, Any] = {"empty": TEXT, "text": TEXT, "list": TEXTS, "map": COUNTS}
DAY = {"type": "string", "format": "date"}
MOMENT = {"type": "string", "format": "date-time"}
UUID = {"type": "string", "format": "uuid"}


def sent(location: Location, path: str, schema: Any, value: Any, **settings: Any) -> httpx.Request:
    """The request for one parameter named `color`, with a schema."""
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={})

    http_client = httpx.Client(transport=httpx.MockTransport(handler))
    needed = ["color"] if location == "path" or settings.get("required") else []
    requests = kept({"operations/o": arguments({"color": schema}, needed)})
    service = Service("X", requests=requests)
    client = APIClient(service, base_url="http://x", http_client=http_client)
    parameter = Parameter("color_", location, alias="color", **settings)
    operation: Operation[Any] = Operation(
        "o", "GET", path, (parameter,), responses={"200": ResponseSpec(Any)}
    )
    client.call(operation, {"color_": value})
    return seen[0]


# The table of the OpenAPI specification, `style` examples.
PATHS = [
    ("simple", False, "text", "blue"),
    ("simple", False, "list", "blue,black"),
    ("simple", False, "map", "R,100,G,200"),
    ("simple", True, "map", "R=100,G=200"),
    ("label", False, "text", ".blue"),
    ("label", False, "list", ".blue,black"),
    ("label", True, "list", ".blue.black"),
    ("label", False, "map", ".R,100,G,200"),
    ("label", True, "map", ".R=100.G=200"),
    ("matrix", False, "text", ";color=blue"),
    ("matrix", False, "list", ";color=blue,black"),
    ("matrix", True, "list", ";color=blue;color=black"),
    ("matrix", False, "map", ";color=R,100,G,200"),
    ("matrix", True, "map", ";R=100;G=200"),
]


@pytest.mark.parametrize(("style", "explode", "kind", "text"), PATHS)
def test_path_styles(style: Any, explode: bool, kind: str, text: str) -> None:
    request = sent(
        "path", "/a/{color}/b", SCHEMAS[kind], VALUES[kind], style=style, explode=explode
    )
    assert request.url.raw_path.decode() == f"/a/{text}/b"


QUERIES = [
    ("form", None, "empty", "color="),
    ("form", None, "text", "color=blue"),
    ("form", None, "list", "color=blue&color=black"),
    ("form", False, "list", "color=blue,black"),
    ("form", None, "map", "R=100&G=200"),
    ("form", False, "map", "color=R,100,G,200"),
    ("spaceDelimited", False, "list", "color=blue%20black"),
    ("spaceDelimited", False, "map", "color=R%20100%20G%20200"),
    ("spaceDelimited", True, "list", "color=blue&color=black"),
    ("pipeDelimited", False, "list", "color=blue%7Cblack"),
    ("pipeDelimited", False, "map", "color=R%7C100%7CG%7C200"),
    ("deepObject", True, "map", "color%5BR%5D=100&color%5BG%5D=200"),
    ("deepObject", True, "list", "color%5B%5D=blue&color%5B%5D=black"),
]


@pytest.mark.parametrize(("style", "explode", "kind", "text"), QUERIES)
def test_query_styles(style: Any, explode: bool | None, kind: str, text: str) -> None:
    request = sent("query", "/q", SCHEMAS[kind], VALUES[kind], style=style, explode=explode)
    assert request.url.query.decode() == text


def test_deep_objects_nest() -> None:
    value = {"a": {"b": [1, 2]}, "c": [{"d": "x y"}]}
    request = sent("query", "/q", {"type": "object"}, value, style="deepObject")
    assert (
        request.url.query.decode()
        == "color%5Ba%5D%5Bb%5D%5B%5D=1&color%5Ba%5D%5Bb%5D%5B%5D=2&color%5Bc%5D%5B0%5D%5Bd%5D=x%20y"
    )


def test_names_that_need_escaping_and_brackets() -> None:
    seen: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.query.decode())
        return httpx.Response(200, json={})

    http_client = httpx.Client(transport=httpx.MockTransport(handler))
    client = APIClient(Service("X"), base_url="http://x", http_client=http_client)
    parameter = Parameter("ids", "query", alias="ids[]")
    client.call(Operation("o", "GET", "/", (parameter,)), {"ids": [1, 2]})
    assert seen == ["ids%5B%5D=1&ids%5B%5D=2"]


HEADERS = [
    (False, "text", "blue"),
    (False, "list", "blue,black"),
    (False, "map", "R,100,G,200"),
    (True, "map", "R=100,G=200"),
]


@pytest.mark.parametrize(("explode", "kind", "text"), HEADERS)
def test_header_styles(explode: bool, kind: str, text: str) -> None:
    request = sent("header", "/", SCHEMAS[kind], VALUES[kind], explode=explode)
    assert request.headers["color"] == text


def test_cookies() -> None:
    assert sent("cookie", "/", TEXT, "a b;c=d").headers["cookie"] == "color=a%20b%3Bc=d"
    assert sent("cookie", "/", WHOLES, [1, 2], explode=False).headers["cookie"] == "color=1,2"


def test_content_parameters_are_json() -> None:
    request = sent("query", "/", COUNTS, {"a": 1}, media="application/json")
    assert dict(request.url.params) == {"color": '{"a":1}'}
    for value, text in ({"a": 1}, "{%22a%22:1}"), ("blue", "%22blue%22"), ([1, 2], "[1%2C2]"):
        cookie = sent("cookie", "/", {}, value, media="application/json").headers["cookie"]
        assert cookie == f"color={text}"


@pytest.mark.parametrize(
    ("value", "text"),
    [("a/b?c=d&e+f#g", "color=a/b?c=d%26e%2Bf%23g"), ("%41%zz", "color=%41%25zz")],
)
def test_reserved_characters_stay_where_allowed(value: str, text: str) -> None:
    assert sent("query", "/", TEXT, value, allow_reserved=True).url.query.decode() == text


@pytest.mark.parametrize(
    ("schema", "value", "text"),
    [
        ({"type": "boolean"}, True, "true"),
        (NUMBER, 2, "2"),
        (NUMBER, 2.0, "2"),
        (WHOLE, 2.0, "2"),
        (NUMBER, 0.1, "0.1"),
        (NUMBER, decimal.Decimal("1.10"), "1.10"),
        (WHOLE, 10**20, "1" + "0" * 20),
        ({"enum": ["a", 1]}, 1, "1"),
        (DAY, datetime.date(2024, 5, 1), "2024-05-01"),
        (DAY, "2024-05-01", "2024-05-01"),
        (MOMENT, datetime.datetime(2024, 5, 1, tzinfo=datetime.UTC), "2024-05-01T00%3A00%3A00Z"),
        (UUID, "12345678-1234-5678-1234-567812345678", "12345678-1234-5678-1234-567812345678"),
        (UUID, uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (TEXT, "ü&=", "%C3%BC%26%3D"),
    ],
)
def test_values_as_text(schema: Any, value: Any, text: str) -> None:
    assert sent("query", "/", schema, value).url.query.decode() == f"color={text}"


@pytest.mark.parametrize(
    ("schema", "value", "rule"),
    [
        (WHOLE, "5", "type"),
        (WHOLE, True, "type"),
        (WHOLE, 1.5, "type"),
        (NUMBER, False, "type"),
        (NUMBER, float("nan"), "type"),
        (TEXT, 5, "type"),
        (DAY, 5, "type"),
        (DAY, "today", "format"),
        (DAY, "1700000000", "format"),
        (MOMENT, "2024-13-01T00:00:00Z", "format"),
        (UUID, "x", "format"),
        ({"enum": ["a", "b"]}, "c", "enum"),
        (WHOLES, [1, "2"], "type"),
    ],
)
def test_wrong_values_are_refused(schema: Any, value: Any, rule: str) -> None:
    with pytest.raises(RequestValidationError) as caught:
        sent("query", "/", schema, value)
    (found,) = caught.value.violations
    in_list = isinstance(value, list)
    assert found.rule == rule
    assert found.path == ("color_[1]" if in_list else "color_")
    assert found.pointer == ("/color/1" if in_list else "/color")


@pytest.mark.parametrize("value", ["a\r\nx: y", "a\nb", "a\x00"])
def test_headers_cannot_be_split(value: str) -> None:
    with pytest.raises(RequestValidationError, match="line breaks"):
        sent("header", "/", TEXT, value)


def test_headers_are_written_in_latin_1_or_refused() -> None:
    assert (b"color", b"\xe9") in sent("header", "/", TEXT, "é").headers.raw
    with pytest.raises(RequestValidationError, match="beyond Latin-1"):
        sent("header", "/", TEXT, "€")


@pytest.mark.parametrize("value", [" a", "a ", "\ta", " ", "a\t"])
def test_headers_have_no_blanks_at_their_ends(value: str) -> None:
    with pytest.raises(RequestValidationError, match="begin or end with blanks"):
        sent("header", "/", TEXT, value)
    assert sent("header", "/", TEXT, "a \tb").headers["color"] == "a \tb"


def test_an_empty_list_leaves_no_trace_in_the_query() -> None:
    assert str(sent("query", "/q", TEXTS, []).url) == "http://x/q"


STYLES = [
    ("simple", False),
    ("simple", True),
    ("label", False),
    ("matrix", False),
    ("matrix", True),
]


@pytest.mark.parametrize(("style", "explode"), STYLES)
@pytest.mark.parametrize("value", [[], {}, "", [""], {"a": ""}, {"": "a"}])
def test_nothing_empty_stands_in_a_path(style: Any, explode: bool, value: Any) -> None:
    if (style, value) == ("matrix", ""):  # which leaves the name
        request = sent("path", "/{color}", True, value, style=style, explode=explode)
        assert request.url.raw_path == b"/;color"
        return
    with pytest.raises(RequestValidationError, match="color_ must not be empty"):
        sent("path", "/{color}", True, value, style=style, explode=explode)


def refused(operation: Operation[Any], schema: Any, params: Any, body: Any = UNSET) -> list[Any]:
    """Rule, path and sentence of all that is wrong with a call."""
    requests = kept({"operations/o": schema})
    client = APIClient(Service("X", requests=requests), base_url="http://x")
    with pytest.raises(RequestValidationError) as caught:
        client.call(operation, params, body)
    return [(each.rule, each.path, each.message) for each in caught.value.violations]


def test_required_parameters_are_missed() -> None:
    parameters = (Parameter("a", "query", required=True), Parameter("b", "path", required=True))
    operation: Operation[Any] = Operation("o", "GET", "/{b}", parameters)
    schema = arguments({"a": WHOLE, "b": WHOLE}, ["a", "b"])
    missed = [("required", "a", "a is required"), ("required", "b", "b is required")]
    assert sorted(refused(operation, schema, {})) == missed
    assert sorted(refused(operation, schema, {"a": None, "b": UNSET})) == missed


def test_parameters_of_a_path_are_missed_without_schemas() -> None:
    operation: Operation[Any] = Operation("o", "GET", "/{b}", (Parameter("b", "path"),))
    client = APIClient(Service("X"), base_url="http://x")
    for value in (UNSET, None):
        for options in (RequestOptions(), RequestOptions(check=False)):
            with pytest.raises(RequestValidationError) as caught:
                client.call(operation, {"b": value}, options=options)
            assert [each.path for each in caught.value.violations] == ["b"]


def test_none_cannot_stand_in_a_path() -> None:
    for schema in (TEXT, WHOLE, {"type": ["string", "null"]}, True):
        with pytest.raises(RequestValidationError) as caught:
            sent("path", "/{color}", schema, None)
        (found,) = caught.value.violations
        assert found.path == "color_"


@pytest.mark.parametrize("location", ["query", "header", "cookie"])
@pytest.mark.parametrize("schema", [TEXT, {"type": ["string", "null"]}, True])
def test_none_is_left_out(location: Location, schema: Any) -> None:
    request = sent(location, "/q", schema, None)
    assert str(request.url) == "http://x/q"
    assert "color" not in request.headers
    assert "cookie" not in request.headers
    with pytest.raises(RequestValidationError, match="color_ is required"):
        sent(location, "/q", schema, None, required=True)


def test_none_inside_of_a_parameter_is_left_out() -> None:
    request = sent("query", "/q", {"type": "object"}, {"a": None, "b": {"c": None, "d": 1}},
                   style="deepObject")  # fmt: skip
    assert request.url.query == b"color%5Bb%5D%5Bd%5D=1"
    assert sent("query", "/q", TEXTS, ["a", None]).url.query == b"color=a"
    needs = closed({"a": WHOLE}, ["a"])
    with pytest.raises(RequestValidationError, match=r"color_\.a is required"):
        sent("query", "/q", needs, {"a": None}, style="deepObject")


def test_null_stays_where_a_parameter_is_json() -> None:
    request = sent("query", "/q", {"type": "object"}, {"a": None}, media="application/json")
    assert dict(request.url.params) == {"color": '{"a":null}'}


@pytest.mark.parametrize("media", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_none_is_left_out_of_forms(media: str) -> None:
    operation: Operation[Any] = Operation("o", "POST", "/", body=Body(media, fields=True))
    inner = closed({"c": TEXT, "d": TEXT}, ["c"])
    schema = arguments(body=closed({"a": TEXT, "b": inner}, ["a"]))
    assert sorted(refused(operation, schema, {}, {"a": None, "b": {"c": None}})) == [
        ("required", "a", "a is required"),
        ("type", "b.c", "b.c must be text, not None"),  # in a member that is JSON, null is a value
    ]
    seen: list[bytes] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.read())
        return httpx.Response(200)

    http_client = httpx.Client(transport=httpx.MockTransport(handler))
    service = Service("X", requests=kept({"operations/o": schema}))
    client = APIClient(service, base_url="http://x", http_client=http_client)
    client.call(operation, body={"a": "1", "b": {"c": "2"}})
    nested = unquote_to_bytes(seen[0])
    assert b'{"c":"2"}' in nested
    assert b"null" not in seen[0]


def test_parameters_of_one_name_in_two_places() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200)

    http_client = httpx.Client(transport=httpx.MockTransport(handler))
    parameters = (
        Parameter("id", "path", required=True), Parameter("query_id", "query", alias="id"),
    )  # fmt: skip
    operation: Operation[Any] = Operation("o", "GET", "/{id}", parameters)
    schema = arguments({"id": WHOLE, "id (query)": WHOLE}, ["id"])
    service = Service("X", requests=kept({"operations/o": schema}))
    client = APIClient(service, base_url="http://x", http_client=http_client)
    client.call(operation, {"id": 1, "query_id": 2})
    assert str(seen[0].url) == "http://x/1?id=2"
    wrong = [("type", "query_id", "query_id must be a whole number, not 'x'")]
    assert refused(operation, schema, {"id": 1, "query_id": "x"}) == wrong
