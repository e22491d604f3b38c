"""Bodies of every kind, sync and async, over a real socket."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator, Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from faulty import Fault, Seen, Server, serving
from runtime.client import APIClient, AsyncAPIClient
from runtime.errors import APIConnectionError, RequestValidationError
from runtime.http import retry
from runtime.options import RequestOptions
from runtime.responses.models import ResponseModel
from runtime.spec.operation import Body, Encoding, Operation, ResponseSpec
from runtime.spec.service import Service
from schemas_as_data import TEXT, WHOLE, arguments, closed, kept

FORM = closed(
    {
        "name": TEXT,
        "tags": {"type": "array", "items": TEXT},
        "on": {"type": "boolean"},
        "day": {"type": "string", "format": "date"},
        "nested": {"type": "object"},
    },
    ["name"],
)
BINARY = {"type": "string", "format": "binary"}
FILES = closed(
    {
        "title": TEXT,
        "file": BINARY,
        "more": {"type": "array", "items": BINARY},
        "meta": {"type": "object"},
        "count": WHOLE,
    },
    ["title"],
)
BOTH = closed({"id": WHOLE, "name": {"type": ["string", "null"]}}, ["id"])
OPEN = {**BOTH, "additionalProperties": True}
WHOLES = {"type": "array", "items": WHOLE}
LINES = {"type": "array", "items": BOTH}


class Both(ResponseModel):
    """A class that goes both ways."""

    id: int
    name: str | None = None


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    """One server for all tests of this module."""
    with serving() as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    """The server with nothing seen yet."""
    running.seen.clear()
    running.script.clear()
    running.choose = None
    return running


@pytest.fixture(params=["sync", "async"])
def mode(request: pytest.FixtureRequest) -> str:
    """Which client."""
    name: str = request.param
    return name


def send(
    server: Server,
    mode: str,
    body: Body,
    schema: Any,
    value: Any,
    method: str = "POST",
    options: RequestOptions | None = None,
) -> Seen:
    """The request as the server saw it."""
    made = arguments(body=schema, body_required=body.required)
    service = Service("X", requests=kept({"operations/o": made}))
    operation: Operation[Any] = Operation(
        "o", method, "/b", body=body, responses={"200": ResponseSpec(Any)}
    )
    if mode == "sync":
        with APIClient(service, base_url=server.url) as client:
            client.call(operation, body=value, options=options)
        return server.seen[-1]

    async def run() -> Seen:
        async with AsyncAPIClient(service, base_url=server.url) as client:
            await client.call(operation, body=value, options=options)
        return server.seen[-1]

    return asyncio.run(run())


def test_json(server: Server, mode: str) -> None:
    seen = send(server, mode, Body(), FORM, {"name": "ü", "day": "2024-05-01"})
    assert seen.headers["content-type"] == "application/json"
    assert json.loads(seen.body) == {"name": "ü", "day": "2024-05-01"}
    assert json.loads(send(server, mode, Body(), WHOLES, [1, 2]).body) == [1, 2]
    assert json.loads(send(server, mode, Body(), WHOLES, (1, 2)).body) == [1, 2]
    patch = Body("application/merge-patch+json")
    assert send(server, mode, patch, FORM, {"name": "x"}).headers["content-type"] == patch.media


def test_a_model_that_was_read_may_be_sent_back(server: Server, mode: str) -> None:
    read = Both.model_validate({"id": 1, "new": {"a": 1}})
    assert json.loads(send(server, mode, Body(), OPEN, read).body) == {"id": 1, "new": {"a": 1}}
    assert json.loads(send(server, mode, Body(), BOTH, read).body) == {"id": 1}
    with pytest.raises(RequestValidationError, match="new is not a field"):
        send(server, mode, Body(), BOTH, {"id": 1, "new": 1})


def test_forms(server: Server, mode: str) -> None:
    value = {"name": "a b&c", "tags": ["x", "y"], "on": True, "nested": {"k": [1]}}
    body = Body("application/x-www-form-urlencoded")
    seen = send(server, mode, body, FORM, value)
    assert seen.headers["content-type"] == body.media
    assert seen.body == b"name=a+b%26c&tags=x&tags=y&on=true&nested=%7B%22k%22%3A%5B1%5D%7D"
    deep = {"nested": Encoding(style="deepObject"), "tags": Encoding(style="deepObject")}
    seen = send(server, mode, Body(body.media, encoding=deep), FORM, value)
    assert seen.body == (b"name=a+b%26c&tags%5B%5D=x&tags%5B%5D=y&on=true&nested%5Bk%5D%5B%5D=1")


def parts_of(seen: Seen) -> list[tuple[str | None, str | None, str, bytes]]:
    """Name, file name, media type and content of each part."""
    head = f"Content-Type: {seen.headers['content-type']}\r\n\r\n".encode()
    message = message_from_bytes(head + seen.body)
    return [
        (
            part.get_param("name", header="content-disposition"),  # type: ignore[misc]
            part.get_filename(),
            part.get_content_type() if part["content-type"] else "",
            part.get_payload(decode=True),
        )
        for part in message.get_payload()  # type: ignore[union-attr]
    ]


def test_multipart(server: Server, mode: str, tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(b"\x89PNG")
    with path.open("rb") as file:
        value = {
            "title": "ü",
            "file": file,
            "more": [b"raw", ("b.csv", "a,b", "text/csv"), ("s.bin", iter([b"st", b"ream"]))],
            "meta": {"a": 1},
            "count": 3,
        }
        body = Body("multipart/form-data", encoding={"file": Encoding("image/x")})
        seen = send(server, mode, body, FILES, value)
    assert parts_of(seen) == [
        ("title", None, "", "ü".encode()),
        ("file", "photo.png", "image/x", b"\x89PNG"),
        ("more", "more", "application/octet-stream", b"raw"),
        ("more", "b.csv", "text/csv", b"a,b"),
        ("more", "s.bin", "application/octet-stream", b"stream"),
        ("meta", None, "application/json", b'{"a":1}'),
        ("count", None, "", b"3"),
    ]


def test_multipart_checks_too(server: Server, mode: str) -> None:
    with pytest.raises(RequestValidationError) as caught:
        send(server, mode, Body("multipart/form-data"), FILES, {"title": 1, "file": 5})
    assert [(each.rule, each.path) for each in caught.value.violations] == [
        ("type", "title"),
        ("type", "file"),
    ]


def test_text_bytes_and_files(server: Server, mode: str) -> None:
    csv = send(server, mode, Body("text/csv"), TEXT, "a,ü\n")
    assert (csv.headers["content-type"], csv.body) == ("text/csv", "a,ü\n".encode())
    raw = Body("application/octet-stream")
    for value in (
        b"\x00\x01",
        bytearray(b"\x00\x01"),
        io.BytesIO(b"\x00\x01"),
        iter([b"\x00", b"\x01"]),
    ):
        assert send(server, mode, raw, None, value).body == b"\x00\x01"
    for value, media in (
        (("a.bin", b"\x00\x01"), "application/octet-stream"),
        (("a.png", io.BytesIO(b"\x00\x01"), "image/png"), "image/png"),
    ):
        seen = send(server, mode, raw, None, value)
        assert (seen.headers["content-type"], seen.body) == (media, b"\x00\x01")
    with pytest.raises(RequestValidationError, match="not dict"):
        send(server, mode, raw, None, {"a": 1})
    with pytest.raises(RequestValidationError, match="binary mode"):
        send(server, mode, raw, None, io.StringIO("text"))


def test_files_are_sent_from_where_they_stand_and_again(
    server: Server, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retry, "backoff", lambda failures: 0.0)
    server.script.append(Fault(status=503))
    file = io.BytesIO(b"skipped" + b"x" * 200_000)
    file.seek(7)
    raw = Body("application/octet-stream")
    send(server, mode, raw, None, file, method="PUT")
    assert [each.body for each in server.seen] == [b"x" * 200_000] * 2
    assert server.seen[0].headers["content-length"] == "200000"
    assert "transfer-encoding" not in server.seen[0].headers


def test_async_iterators(server: Server) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"a"
        yield b"b"

    body = Body("application/octet-stream")
    assert send(server, "async", body, None, chunks()).body == b"ab"
    with pytest.raises(TypeError, match="sync client"):
        send(server, "sync", body, None, chunks())


def test_lines(server: Server, mode: str) -> None:
    body = Body("application/x-ndjson")
    seen = send(server, mode, body, LINES, ({"id": i} for i in range(2)))
    assert seen.body == b'{"id":0}\n{"id":1}\n'
    with pytest.raises(RequestValidationError) as caught:
        send(server, mode, body, LINES, [{"id": 1}, {"id": "2"}])
    assert caught.value.violations[0].path == "[1].id"


def test_bodies_that_need_not_be_there(server: Server, mode: str) -> None:
    optional = Body(required=False, fields=True)
    seen = send(server, mode, optional, FORM, {})
    assert seen.body == b""
    assert "content-type" not in seen.headers
    with pytest.raises(RequestValidationError, match="name is required"):
        send(server, mode, Body(fields=True), FORM, {})


def test_members_can_be_added(server: Server, mode: str) -> None:
    options = RequestOptions(body={"beta": [1]})
    seen = send(server, mode, Body(), FORM, {"name": "a"}, options=options)
    assert json.loads(seen.body) == {"name": "a", "beta": [1]}
    with pytest.raises(RequestValidationError, match=r"options\.body"):
        send(server, mode, Body(), WHOLES, [1], options=options)


def test_streams_are_not_sent_twice(
    server: Server, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retry, "backoff", lambda failures: 0.0)
    server.choose = lambda request: Fault("reset_after")
    raw = Body("application/octet-stream")
    for value, times in ((b"again", 3), (iter([b"once"]), 1)):
        server.seen.clear()
        with pytest.raises(APIConnectionError):
            send(server, mode, raw, None, value, method="PUT")
        assert len(server.seen) == times


def test_files_of_a_form_are_rewound_for_another_try(
    server: Server, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retry, "backoff", lambda failures: 0.0)
    server.script.append(Fault(status=503))
    value = {"title": "t", "file": io.BytesIO(b"content")}
    send(server, mode, Body("multipart/form-data"), FILES, value, method="PUT")
    assert [parts_of(each)[1][3] for each in server.seen] == [b"content", b"content"]


def test_nan_is_not_json(server: Server, mode: str) -> None:
    with pytest.raises(RequestValidationError, match="finite number"):
        send(server, mode, Body(), {"type": "number"}, float("nan"))
