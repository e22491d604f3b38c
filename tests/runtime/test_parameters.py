"""Every style of parameter in every place."""

from __future__ import annotations

import datetime
from typing import Any, Literal

import httpx
import pytest
from runtime.client import APIClient
from runtime.errors import RequestInvalidError
from runtime.models import Date, DateTime, Uuid
from runtime.operation import Location, Operation, Parameter, Reply
from runtime.service import Service

VALUES: dict[str, Any] = {
    "empty": "",
    "text": "blue",
    "list": ["blue", "black"],
    "map": {"R": 100, "G": 200},
}
TYPES: dict[str, Any] = {"empty": str, "text": str, "list": list[str], "map": dict[str, int]}


def sent(location: Location, path: str, type_: Any, value: Any, **settings: Any) -> httpx.Request:
    """The request for one parameter named `color`."""
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={})

    http_client = httpx.Client(transport=httpx.MockTransport(handler))
    client = APIClient(Service("X"), base_url="http://x", http_client=http_client)
    parameter = Parameter("color_", location, type_, wire="color", **settings)
    operation: Operation[Any] = Operation(
        "o", "GET", path, (parameter,), replies={"200": Reply(Any)}
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
    request = sent("path", "/a/{color}/b", TYPES[kind], VALUES[kind], style=style, explode=explode)
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
    ("deepObject", True, "map", "color[R]=100&color[G]=200"),
    ("deepObject", True, "list", "color[]=blue&color[]=black"),
]


@pytest.mark.parametrize(("style", "explode", "kind", "text"), QUERIES)
def test_query_styles(style: Any, explode: bool | None, kind: str, text: str) -> None:
    request = sent("query", "/q", TYPES[kind], VALUES[kind], style=style, explode=explode)
    assert request.url.query.decode() == text


def test_deep_objects_nest() -> None:
    value = {"a": {"b": [1, 2]}, "c": [{"d": "x y"}]}
    request = sent("query", "/q", dict[str, Any], value, style="deepObject")
    assert request.url.query.decode() == "color[a][b][]=1&color[a][b][]=2&color[c][0][d]=x%20y"


def test_names_that_need_escaping_and_brackets() -> None:
    seen: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.query.decode())
        return httpx.Response(200, json={})

    http_client = httpx.Client(transport=httpx.MockTransport(handler))
    client = APIClient(Service("X"), base_url="http://x", http_client=http_client)
    parameter = Parameter("ids", "query", list[int], wire="ids[]")
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
    request = sent("header", "/", TYPES[kind], VALUES[kind], explode=explode)
    assert request.headers["color"] == text


def test_cookies() -> None:
    assert sent("cookie", "/", str, "a b;c=d").headers["cookie"] == "color=a%20b%3Bc=d"
    assert sent("cookie", "/", list[int], [1, 2], explode=False).headers["cookie"] == "color=1,2"


def test_content_parameters_are_json() -> None:
    request = sent("query", "/", dict[str, int], {"a": 1}, media="application/json")
    assert dict(request.url.params) == {"color": '{"a":1}'}


@pytest.mark.parametrize(
    ("value", "text"),
    [("a/b?c=d&e+f#g", "color=a/b?c=d%26e%2Bf%23g"), ("%41%zz", "color=%41%25zz")],
)
def test_reserved_characters_stay_where_allowed(value: str, text: str) -> None:
    assert sent("query", "/", str, value, allow_reserved=True).url.query.decode() == text


@pytest.mark.parametrize(
    ("type_", "value", "text"),
    [
        (bool, True, "true"),
        (float, 2, "2"),
        (float, 0.1, "0.1"),
        (int, 10**20, "1" + "0" * 20),
        (str | None, None, "null"),
        (Literal["a", 1], 1, "1"),
        (Date, datetime.date(2024, 5, 1), "2024-05-01"),
        (Date, "2024-05-01", "2024-05-01"),
        (DateTime, datetime.datetime(2024, 5, 1, tzinfo=datetime.UTC), "2024-05-01T00%3A00%3A00Z"),
        (Uuid, "12345678-1234-5678-1234-567812345678", "12345678-1234-5678-1234-567812345678"),
        (str, "ü&=", "%C3%BC%26%3D"),
    ],
)
def test_values_as_text(type_: Any, value: Any, text: str) -> None:
    assert sent("query", "/", type_, value).url.query.decode() == f"color={text}"


@pytest.mark.parametrize(
    ("type_", "value", "rule"),
    [
        (int, "5", "type"),
        (int, True, "type"),
        (int, 1.0, "type"),
        (float, False, "type"),
        (float, float("nan"), "type"),
        (str, 5, "type"),
        (Date, 5, "type"),
        (Date, "today", "format"),
        (Date, "1700000000", "format"),
        (DateTime, "2024-13-01T00:00:00Z", "format"),
        (Uuid, "x", "format"),
        (Literal["a", "b"], "c", "enum"),
        (list[int], [1, "2"], "type"),
    ],
)
def test_wrong_values_are_refused(type_: Any, value: Any, rule: str) -> None:
    with pytest.raises(RequestInvalidError) as caught:
        sent("query", "/", type_, value)
    (found,) = caught.value.violations
    assert found.rule == rule
    assert found.path == ("color[1]" if isinstance(value, list) else "color")


@pytest.mark.parametrize("value", ["a\r\nx: y", "a\nb", "a\x00"])
def test_headers_cannot_be_split(value: str) -> None:
    with pytest.raises(RequestInvalidError, match="line breaks"):
        sent("header", "/", str, value)


def test_header_text_beyond_ascii() -> None:
    assert (b"color", b"\xe9") in sent("header", "/", str, "é").headers.raw
    assert (b"color", "€".encode()) in sent("header", "/", str, "€").headers.raw


def test_an_empty_list_leaves_no_trace_in_the_query() -> None:
    assert str(sent("query", "/q", list[str], []).url) == "http://x/q"
    with pytest.raises(RequestInvalidError):
        sent("path", "/{color}", list[str], [])


def test_required_parameters_are_missed() -> None:
    client = APIClient(Service("X"), base_url="http://x")
    parameters = (Parameter("a", "query", int, required=True), Parameter("b", "path", int))
    with pytest.raises(RequestInvalidError) as caught:
        client.call(Operation("o", "GET", "/{b}", parameters))
    assert [(each.rule, each.path) for each in caught.value.violations] == [
        ("required", "a"),
        ("required", "b"),
    ]
