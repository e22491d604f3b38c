"""Lists of Swagger 2.0: each `collectionFormat` in each place, and lists in lists."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from support import Generate, Package

FORMATS = {"csv": ",", "ssv": " ", "tsv": "\t", "pipes": "|"}
CASES = [
    (place, collection)
    for place in ("path", "query", "header", "formData")
    for collection in (None, *FORMATS, "multi")
    if collection != "multi" or place in ("query", "formData")
]


def _list(collection: str | None, items: dict[str, Any]) -> dict[str, Any]:
    said = {"type": "array", "items": items}
    return said if collection is None else {**said, "collectionFormat": collection}


def _operation(name: str, place: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    parameter = {"name": "list", "in": place, "required": place == "path", **schema}
    return {
        f"/{name}/{{list}}" if place == "path" else f"/{name}": {
            "post": {
                "operationId": name,
                "parameters": [parameter],
                "responses": {"204": {"description": "-"}},
                **more,
            }
        }
    }


def _document() -> dict[str, Any]:
    text, whole = {"type": "string"}, {"type": "integer"}
    paths: dict[str, Any] = {}
    for place, collection in CASES:
        name = f"{place}_{collection or 'usual'}".lower()
        paths |= _operation(name, place, _list(collection, text))
        for inner in (None, *FORMATS):
            if inner != collection:
                nested = _list(collection, _list(inner, whole))
                paths |= _operation(f"{name}_{inner or 'usual'}", place, nested)
        if place == "formData":
            parts = {"consumes": ["multipart/form-data"]}
            paths |= _operation(
                f"parts_{collection or 'usual'}", place, _list(collection, text), **parts
            )
    return {"swagger": "2.0", "paths": paths}


@pytest.fixture
def lists(generate: Generate) -> Package:
    """A client with an operation for each place and format."""
    package = generate(_document())
    assert package.warnings == []
    return package


def received(package: Package, method: str, given: Any) -> list[str]:
    """What a server finds under the name of the list."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        request.read()
        seen.append(request)
        return httpx.Response(204)

    package.server.play(answer)
    getattr(package.client(), method)(list=given)
    request = seen[-1]
    if method.startswith("path"):
        return [request.url.path.rpartition("/")[2]]
    if method.startswith("header"):
        return [request.headers["list"]]
    if method.startswith("parts"):
        parts = request.content.split(b'name="list"\r\n\r\n')[1:]
        return [part.partition(b"\r\n")[0].decode() for part in parts]
    query = request.url.query.decode() if method.startswith("query") else request.content.decode()
    return [value for name, value in parse_qsl(query) if name == "list"]


@pytest.mark.parametrize(("place", "collection"), CASES)
def test_items_are_divided_as_the_format_says(
    lists: Package, place: str, collection: str | None
) -> None:
    name = f"{place}_{collection or 'usual'}".lower()
    sign = FORMATS.get(collection or "csv")
    both = ["a", "b"]
    assert received(lists, name, both) == (both if sign is None else [sign.join(both)])
    if place == "formData":
        name = name.replace("formdata", "parts")
        assert received(lists, name, both) == (both if sign is None else [sign.join(both)])


@pytest.mark.parametrize("inner", [None, *FORMATS])
@pytest.mark.parametrize(("place", "collection"), CASES)
def test_lists_in_lists_have_their_own_format(
    lists: Package, place: str, collection: str | None, inner: str | None
) -> None:
    if inner == collection:
        return  # of which no server could tell the two apart
    sign, own = FORMATS.get(collection or "csv"), FORMATS[inner or "csv"]
    items = [own.join("12"), "3"]
    wanted = items if sign is None else [sign.join(items)]
    name = f"{place}_{collection or 'usual'}_{inner or 'usual'}".lower()
    assert received(lists, name, [[1, 2], [3]]) == wanted
    with pytest.raises(lists.module().RequestValidationError) as caught:
        lists.method(name)(list=[[1], ["x"]])
    assert [v.path for v in caught.value.violations] == ["list[1][0]"]


@pytest.mark.parametrize(("place", "collection"), CASES)
def test_the_offline_double_reads_what_delimiters_divide(
    lists: Package, place: str, collection: str | None
) -> None:
    transport = lists.module("testing").OfflineTransport()
    client = lists.client(http_client=httpx.Client(transport=transport))
    name = f"{place}_{collection or 'usual'}".lower()
    getattr(client, name)(list=["a", "b"])
    for inner in ("pipes", "ssv"):
        if inner != collection:
            getattr(client, f"{name}_{inner}")(list=[[1, 2], [3]])


SHARED = """
swagger: '2.0'
parameters:
  rows: {name: rows, in: formData, type: array, collectionFormat: pipes, items:
    {type: array, items: {type: integer}, collectionFormat: ssv}}
  flag: {name: flag, in: formData, type: boolean, allowEmptyValue: true}
paths:
  /a: {post: {operationId: a, parameters: [{$ref: '#/parameters/rows'}, {$ref: '#/parameters/flag'}], responses:
    {204: {description: '-'}}}}
  /b: {post: {operationId: b, parameters: [{$ref: '#/parameters/rows'}], responses: {204: {description: '-'}}}}
"""


def test_a_shared_parameter_is_the_same_wherever_it_is_used(generate: Generate) -> None:
    sample = generate(SHARED)
    assert sample.warnings == []
    sample.server.play((204, None))
    for name in ("a", "b"):
        assert sample.send(name, rows=[[1, 2], [3]]).body == b"rows=1+2%7C3"
    assert sample.send("a", flag="").body == b"flag="
    assert sample.send("a", flag=False).body == b"flag=false"
    with pytest.raises(ValueError, match="flag"):
        sample.call("a", flag="x")
