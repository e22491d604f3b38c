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
from runtime import policy
from runtime.client import APIClient, AsyncAPIClient
from runtime.errors import APIConnectionError, RequestInvalidError
from runtime.models import MISSING, Date, ReplyModel, RequestModel, Upload
from runtime.operation import Body, Encoding, Operation, Reply
from runtime.options import RequestOptions
from runtime.service import Service


class Form(RequestModel):
    """Fields of a form."""

    name: str
    tags: list[str] | MISSING = MISSING
    on: bool | MISSING = MISSING
    day: Date | MISSING = MISSING
    nested: dict[str, Any] | MISSING = MISSING


class Files(RequestModel):
    """Fields of a multipart body."""

    title: str
    file: Upload | MISSING = MISSING
    more: list[Upload] | MISSING = MISSING
    meta: dict[str, Any] | MISSING = MISSING
    count: int | MISSING = MISSING


class Both(ReplyModel):
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
    value: Any,
    method: str = "POST",
    options: RequestOptions | None = None,
) -> Seen:
    """The request as the server saw it."""
    operation: Operation[Any] = Operation("o", method, "/b", body=body, replies={"200": Reply(Any)})
    if mode == "sync":
        with APIClient(Service("X"), base_url=server.url) as client:
            client.call(operation, body=value, options=options)
        return server.seen[-1]

    async def run() -> Seen:
        async with AsyncAPIClient(Service("X"), base_url=server.url) as client:
            await client.call(operation, body=value, options=options)
        return server.seen[-1]

    return asyncio.run(run())


def test_json(server: Server, mode: str) -> None:
    seen = send(server, mode, Body(Form), {"name": "ü", "day": "2024-05-01"})
    assert seen.headers["content-type"] == "application/json"
    assert json.loads(seen.body) == {"name": "ü", "day": "2024-05-01"}
    assert json.loads(send(server, mode, Body(list[int]), [1, 2]).body) == [1, 2]
    assert json.loads(send(server, mode, Body(list[int]), (1, 2)).body) == [1, 2]
    patch = Body(Form, "application/merge-patch+json")
    assert send(server, mode, patch, Form(name="x")).headers["content-type"] == patch.media


def test_a_model_that_was_read_may_be_sent_back(server: Server, mode: str) -> None:
    read = Both.model_validate({"id": 1, "new": {"a": 1}})
    assert json.loads(send(server, mode, Body(Both), read).body) == {"id": 1, "new": {"a": 1}}
    with pytest.raises(RequestInvalidError, match="new is not a field"):
        send(server, mode, Body(Both), {"id": 1, "new": 1})


def test_forms(server: Server, mode: str) -> None:
    value = {"name": "a b&c", "tags": ["x", "y"], "on": True, "nested": {"k": [1]}}
    body = Body(Form, "application/x-www-form-urlencoded")
    seen = send(server, mode, body, value)
    assert seen.headers["content-type"] == body.media
    assert seen.body == b"name=a+b%26c&tags=x&tags=y&on=true&nested=%7B%22k%22%3A%5B1%5D%7D"
    deep = {"nested": Encoding(style="deepObject"), "tags": Encoding(style="deepObject")}
    seen = send(server, mode, Body(Form, body.media, encoding=deep), value)
    assert seen.body == b"name=a+b%26c&tags[]=x&tags[]=y&on=true&nested[k][]=1"


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
        body = Body(Files, "multipart/form-data", encoding={"file": Encoding("image/x")})
        seen = send(server, mode, body, value)
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
    with pytest.raises(RequestInvalidError) as caught:
        send(server, mode, Body(Files, "multipart/form-data"), {"title": 1, "file": 5})
    assert [(each.rule, each.path) for each in caught.value.violations] == [
        ("type", "title"),
        ("type", "file"),
    ]


def test_text_bytes_and_files(server: Server, mode: str) -> None:
    csv = send(server, mode, Body(str, "text/csv"), "a,ü\n")
    assert (csv.headers["content-type"], csv.body) == ("text/csv", "a,ü\n".encode())
    raw = Body(bytes, "application/octet-stream")
    for value in (
        b"\x00\x01",
        bytearray(b"\x00\x01"),
        io.BytesIO(b"\x00\x01"),
        iter([b"\x00", b"\x01"]),
    ):
        assert send(server, mode, raw, value).body == b"\x00\x01"
    with pytest.raises(RequestInvalidError, match="not dict"):
        send(server, mode, raw, {"a": 1})
    with pytest.raises(RequestInvalidError, match="binary mode"):
        send(server, mode, raw, io.StringIO("text"))


def test_files_are_sent_from_where_they_stand_and_again(
    server: Server, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "backoff", lambda failures: 0.0)
    server.script.append(Fault(status=503))
    file = io.BytesIO(b"skipped" + b"x" * 200_000)
    file.seek(7)
    raw = Body(bytes, "application/octet-stream")
    send(server, mode, raw, file, method="PUT")
    assert [each.body for each in server.seen] == [b"x" * 200_000] * 2
    assert server.seen[0].headers["content-length"] == "200000"
    assert "transfer-encoding" not in server.seen[0].headers


def test_async_iterators(server: Server) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"a"
        yield b"b"

    body = Body(bytes, "application/octet-stream")
    assert send(server, "async", body, chunks()).body == b"ab"
    with pytest.raises(TypeError, match="sync client"):
        send(server, "sync", body, chunks())


def test_lines(server: Server, mode: str) -> None:
    body = Body(Both, "application/x-ndjson")
    seen = send(server, mode, body, ({"id": i} for i in range(2)))
    assert seen.body == b'{"id":0}\n{"id":1}\n'
    with pytest.raises(RequestInvalidError) as caught:
        send(server, mode, body, [{"id": 1}, {"id": "2"}])
    assert caught.value.violations[0].path == "[1].id"


def test_bodies_that_need_not_be_there(server: Server, mode: str) -> None:
    optional = Body(Form, required=False, fields=True)
    seen = send(server, mode, optional, {})
    assert seen.body == b""
    assert "content-type" not in seen.headers
    with pytest.raises(RequestInvalidError, match="name is required"):
        send(server, mode, Body(Form, fields=True), {})


def test_members_can_be_added(server: Server, mode: str) -> None:
    options = RequestOptions(body={"beta": [1]})
    seen = send(server, mode, Body(Form), {"name": "a"}, options=options)
    assert json.loads(seen.body) == {"name": "a", "beta": [1]}
    with pytest.raises(RequestInvalidError, match=r"options\.body"):
        send(server, mode, Body(list[int]), [1], options=options)


def test_streams_are_not_sent_twice(
    server: Server, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "backoff", lambda failures: 0.0)
    server.choose = lambda request: Fault("reset_after")
    raw = Body(bytes, "application/octet-stream")
    for value, times in ((b"again", 3), (iter([b"once"]), 1)):
        server.seen.clear()
        with pytest.raises(APIConnectionError):
            send(server, mode, raw, value, method="PUT")
        assert len(server.seen) == times


def test_files_of_a_form_are_rewound_for_another_try(
    server: Server, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "backoff", lambda failures: 0.0)
    server.script.append(Fault(status=503))
    value = {"title": "t", "file": io.BytesIO(b"content")}
    send(server, mode, Body(Files, "multipart/form-data"), value, method="PUT")
    assert [parts_of(each)[1][3] for each in server.seen] == [b"content", b"content"]


def test_nan_is_not_json(server: Server, mode: str) -> None:
    with pytest.raises(RequestInvalidError, match="finite number"):
        send(server, mode, Body(float), float("nan"))
