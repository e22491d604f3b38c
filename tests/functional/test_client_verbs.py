"""What every client can do beside its API: other settings, requests of one's own, what it shows of itself."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from support import Generate, Package

SPEC = """
info: {title: Sample, version: "4.1 beta/2"}
paths:
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: things.get
      tags: [things]
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
  /requests:
    get: {operationId: request, responses: {'204': {description: Done.}}}
  /options:
    get: {operationId: withOptions, responses: {'204': {description: Done.}}}
components:
  schemas:
    Thing: {type: object, properties: {id: {type: integer}, fullName: {type: string}}}
  securitySchemes: {token: {type: http, scheme: bearer}}
security: [{token: []}]
"""


@pytest.fixture
def things(generate: Generate) -> Package:
    return generate(SPEC)


def test_a_second_client_has_other_settings_and_the_same_connections(things: Package) -> None:
    things.server.play({"id": 1})
    first = things.client(token="t", headers={"X-A": "1", "X-B": "1"}, http_client=None)
    first._driver._http_client = httpx.Client(transport=httpx.MockTransport(things.server))
    assert first.things.get(1).id == 1
    second = first.with_options(
        timeout=5, max_retries=0, deadline=7, headers={"x-a": "2", "X-B": None}, strict=True
    )
    assert type(second) is type(first)
    things.server.play({"id": "1"})
    with pytest.raises(things.module().ResponseValidationError):
        second.things.get(1)
    sent = things.sent[-1].headers
    assert (sent["x-a"], "x-b" in sent, sent["authorization"]) == ("2", False, "Bearer t")
    with pytest.warns(things.module().ResponseWarning):
        first.things.get(1)
    sent = things.sent[-1].headers
    assert (sent["x-a"], sent["x-b"]) == ("1", "1")
    assert first.hooks is second.hooks
    third = second.with_options(headers={"x-c": "3"})
    things.server.play({"id": 1})
    third.things.get(1)
    assert {"x-a": "2", "x-c": "3"}.items() <= {**things.sent[-1].headers}.items()
    with third:
        pass
    second.close()
    assert first.things.get(1).id == 1
    first.close()
    for each in (first, second, third):
        with pytest.raises(things.module().APIConnectionError, match="closed"):
            each.things.get(1)


def test_a_second_async_client_leaves_the_first_open(things: Package) -> None:
    async def run() -> None:
        things.server.play({"id": 1})
        first = things.async_client(token="t")
        async with first.with_options(timeout=5) as second:
            assert (await second.things.get(1)).id == 1
        assert (await first.things.get(1)).id == 1
        await first.aclose()
        with pytest.raises(things.module().APIConnectionError, match="closed"):
            await second.things.get(1)

    asyncio.run(run())


def test_settings_of_a_second_client_reach_its_calls(things: Package) -> None:
    seen: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.extensions["timeout"].get("read"))
        return httpx.Response(503)

    things.server.play(answer)
    client = things.client(token="t", timeout=20).with_options(timeout=3, max_retries=1)
    with pytest.raises(things.module().ServerError, match="2 attempts"):
        client.things.get(1)
    assert seen == [pytest.approx(3), pytest.approx(3)]


def test_requests_that_the_specification_lacks(things: Package) -> None:
    things.server.play({"id": 3, "fullName": "A"})
    call = {"settings": {"token": "t", "headers": {"X-A": "1"}}}
    found = things.call("request", "get", "/things/3/notes", query={"q": ["a b", "c"]}, **call)
    assert found == {"id": 3, "fullName": "A"}
    sent = things.sent[-1]
    assert (sent.method, sent.path, sent.query) == (
        "GET", "/things/3/notes", (("q", "a b"), ("q", "c")),
    )  # fmt: skip
    assert (sent.headers["authorization"], sent.headers["x-a"]) == ("Bearer t", "1")
    thing = things.call("request", "GET", "/x", type_=things.models.Thing, **call)
    assert (type(thing), thing.full_name) == (things.models.Thing, "A")
    thing.full_name = "B"
    sent = things.send("request", "PUT", "/x", body={"thing": thing, "n": 1}, **call)
    assert sent.json == {"thing": {"id": 3, "fullName": "B"}, "n": 1}
    assert sent.headers["content-type"] == "application/json"
    sent = things.send("request", "POST", "/x", body=b"\x00", **call)
    assert (sent.body, sent.headers["content-type"]) == (b"\x00", "application/octet-stream")
    options = {"headers": {"content-type": "text/csv"}, "query": {"a": 1}}
    sent = things.send("request", "POST", "/ü {x}?b=2", body="a;b", options=options, **call)
    assert (sent.body, sent.headers["content-type"]) == (b"a;b", "text/csv")
    assert (sent.path, sent.query) == ("/%C3%BC%20%7Bx%7D", (("b", "2"), ("a", "1")))


def test_responses_to_requests_of_ones_own_are_read_by_their_media_type(things: Package) -> None:
    def ask(*answers: Any) -> Any:
        things.server.play(*answers)
        return things.call("request", "GET", "/x", settings={"token": "t", "strict": True})

    text = {"content-type": "text/plain"}
    assert ask(httpx.Response(200, text="hi", headers=text)) == "hi"
    assert (
        ask(httpx.Response(200, content=b"\x01", headers={"content-type": "image/png"})) == b"\x01"
    )
    assert ask(httpx.Response(204)) is None
    assert ask([1]) == [1]
    with pytest.raises(things.module().NotFoundError, match=r"^404 Not Found for GET /x: no$"):
        ask((404, {"error": "no"}))


@pytest.mark.parametrize(
    ("method", "path", "said"),
    [
        ("GET", "https://other.example/x", "no whole URL"),
        ("GET", "//other.example/x", "no whole URL"),
        ("GET /", "/x", "method must be letters"),
        ("GET", "/\ud800", "half of a character"),
    ],
)
def test_requests_that_cannot_be_sent(things: Package, method: str, path: str, said: str) -> None:
    with pytest.raises(things.module().RequestValidationError, match=said):
        things.call("request", method, path, settings={"token": "t"})


def test_retries_and_raw_responses_of_requests_of_ones_own(things: Package) -> None:
    things.server.play((503, {}), {"a": 1})
    client = things.client(token="t")
    options = {"max_retries": 1}
    response = client.with_response(client.request, "GET", "/x", options=options)
    assert (response.data, response.status_code) == ({"a": 1}, 200)
    things.server.play((503, {}))
    before = len(things.sent)
    with pytest.raises(things.module().ServerError):
        client.request("POST", "/x", body={})
    assert len(things.sent) == before + 1


def streamed(body: bytes, media: str) -> Any:
    """An answer whose body arrives in pieces."""

    def pieces() -> Iterator[bytes]:
        yield from (body[i : i + 4] for i in range(0, len(body), 4))

    return lambda request: httpx.Response(200, content=pieces(), headers={"content-type": media})


CONTENT = b"0123456789" * 5


def test_a_download_that_the_specification_lacks_is_streamed(
    things: Package, tmp_path: Path
) -> None:
    things.server.play(streamed(CONTENT, "application/zip"))
    client = things.client(token="t", max_response_size=40)
    with pytest.raises(things.module().ResponseValidationError, match="more than 40 bytes"):
        client.request("GET", "/all.zip")
    with client.request("GET", "/all.zip", query={"day": 1}, stream=True) as download:
        assert download.http_response.headers["content-type"] == "application/zip"
        assert download.save(tmp_path / "all.zip") == 50
    assert (tmp_path / "all.zip").read_bytes() == CONTENT
    sent = things.sent[-1]
    assert (sent.query, sent.headers["authorization"]) == ((("day", "1"),), "Bearer t")
    assert sent.headers["accept"] == "*/*"
    things.server.play((503, {}), streamed(CONTENT, "application/zip"))
    assert b"".join(client.request("GET", "/all.zip", stream=True)) == CONTENT
    things.server.play((404, {"error": "no such day"}))
    with pytest.raises(things.module().NotFoundError, match="no such day"):
        client.request("GET", "/all.zip", stream=True)


def test_lines_and_events_that_the_specification_lacks(things: Package) -> None:
    things.server.play(streamed(b'{"id": 1, "fullName": "A"}\n{"id": 2}\n', "application/x-ndjson"))
    client = things.client(token="t")
    assert [*client.request("GET", "/x", stream=True)] == [{"id": 1, "fullName": "A"}, {"id": 2}]
    thing = things.models.Thing
    found = [*client.request("GET", "/x", type_=thing, stream=True)]
    assert [(type(each), each.id, each.full_name) for each in found] == [
        (thing, 1, "A"), (thing, 2, None),
    ]  # fmt: skip
    things.server.play(streamed(b'event: new\ndata: {"id": 3}\n\n', "text/event-stream"))
    [event] = client.request("GET", "/x", type_=thing, stream=True).events()
    assert (event.event, event.data.id) == ("new", 3)


def test_an_async_download_that_the_specification_lacks(things: Package, tmp_path: Path) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"01234"
        yield b"56789"

    things.server.play(lambda request: httpx.Response(200, content=pieces()))

    async def run() -> bytes:
        async with (
            things.async_client(token="t") as client,
            await client.request("GET", "/all.zip", stream=True) as download,
        ):
            assert await download.save(tmp_path / "all.zip") == 10
        return (tmp_path / "all.zip").read_bytes()

    assert asyncio.run(run()) == b"0123456789"


def test_operations_do_not_take_the_place_of_what_clients_do(things: Package) -> None:
    client = things.client(token="t")
    things.server.play((204, None))
    assert client.request_2() is None
    assert client.with_options_2() is None


def test_a_client_shows_what_people_use(things: Package) -> None:
    shown = dir(things.client(token="t"))
    assert shown == [
        "argument_names", "base_url", "check", "close", "hooks", "request", "request_2", "schema", "things",
        "with_options", "with_options_2", "with_response",
    ]  # fmt: skip


def test_the_version_of_the_package_and_its_user_agent(things: Package) -> None:
    assert things.module().__version__ == "4.1 beta/2"
    assert "__version__" in things.module().__all__
    things.server.play({"id": 1})
    client = things.client(token="t", http_client=None)
    client._driver._http_client = httpx.Client(
        transport=httpx.MockTransport(things.server), headers={"user-agent": "mine"}
    )
    client.things.get(1)
    agent = things.sent[-1].headers["user-agent"]
    assert re.fullmatch(r"sample\d+/4\.1-beta-2 \(adwright\)", agent)
