"""HTTP clients of the caller's: of httpx and of httpx2, sync and async; what they send by themselves is kept."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
from support import HOST, Generate, Package, build_spec, python, write_files, write_spec

SPEC = """
paths:
  /notes:
    get:
      operationId: notes.list
      tags: [notes]
      parameters:
        - {name: page, in: query, schema: {type: integer}}
        - {name: sid, in: cookie, schema: {type: string}}
      x-pagination: {style: link, next: next, items: items}
      responses:
        '200':
          description: Some.
          content:
            application/json:
              schema:
                type: object
                properties:
                  items: {type: array, items: {$ref: '#/components/schemas/Note'}}
                  next: {type: string}
    post:
      operationId: notes.create
      tags: [notes]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}
      responses: {'200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}}
  /notes/{id}:
    get:
      operationId: notes.get
      tags: [notes]
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {'200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}}
  /files:
    post:
      operationId: notes.upload
      tags: [notes]
      requestBody:
        content: {multipart/form-data: {schema: {type: object, properties: {file: {type: string, format: binary}}}}}
      responses: {'204': {description: Taken.}}
  /lines:
    get:
      operationId: notes.lines
      tags: [notes]
      responses: {'200': {description: All., content: {application/x-ndjson: {schema: {type: object}}}}}
  /events:
    get:
      operationId: notes.events
      tags: [notes]
      responses: {'200': {description: All., content: {text/event-stream: {schema: {type: object}}}}}
components:
  schemas:
    Note: {type: object, properties: {id: {type: integer}, text: {type: string}}}
  securitySchemes:
    key: {type: apiKey, in: query, name: api_key, x-credentials: {env: {api_key: NOTES_KEY}}}
security: [{key: []}]
"""

libraries = pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])
modes = pytest.mark.parametrize("mode", ["sync", "async"])


class Notes:
    """A service that answers by a function of either library, and remembers what it got."""

    def __init__(self, sample: Package, library: Any, mode: str) -> None:
        self.sample = sample
        self.library = library
        self.mode = mode
        self.seen: list[Any] = []
        self.answers: list[Any] = []

    def answer(self, request: Any) -> Any:
        """Play the next answer; a note, if there is none."""
        request.read()
        return self._next(request)

    async def answer_later(self, request: Any) -> Any:
        """The same for async clients."""
        await request.aread()
        return self._next(request)

    def _next(self, request: Any) -> Any:
        self.seen.append(request)
        answer = self.answers.pop(0) if self.answers else {"json": {"id": 7, "text": "Spring"}}
        if isinstance(answer, Exception):
            raise answer
        return self.library.Response(**{"status_code": 200, **answer})

    def http_client(self, **settings: Any) -> Any:
        """A client of the library."""
        if self.mode == "sync":
            return self.library.Client(
                transport=self.library.MockTransport(self.answer), **settings
            )
        transport = self.library.MockTransport(self.answer_later)
        return self.library.AsyncClient(transport=transport, **settings)

    def call(self, use: Callable[[Any], Any], http_client: Any = None, **settings: Any) -> Any:
        """Use a client of ours on a client of theirs; gives what it gives, or raises what it raises."""
        settings = {
            "api_key": "k-secret",
            "http_client": http_client or self.http_client(),
            **settings,
        }
        module = self.sample.module()
        if self.mode == "sync":
            return use(module.Sample(**settings))

        async def main() -> Any:
            found = use(module.AsyncSample(**settings))
            if hasattr(found, "__aiter__"):
                return [each async for each in found]
            return await found

        return asyncio.run(main())


@pytest.fixture
def sample(generate: Generate) -> Package:
    """A package of notes."""
    return generate(SPEC)


@pytest.fixture
def notes(sample: Package, library: Any, mode: str) -> Notes:
    """The service, for a library and a mode."""
    return Notes(sample, library, mode)


@libraries
@modes
def test_calls_of_all_kinds(notes: Notes, tmp_path: Path) -> None:
    note = notes.call(lambda client: client.notes.get(7))
    assert (note.id, note.text) == (7, "Spring")
    assert type(note.http_response) is notes.library.Response
    assert notes.call(lambda client: client.notes.create(text="A")).id == 7
    assert json.loads(notes.seen[-1].content) == {"text": "A"}
    notes.answers.append({"status_code": 204})
    assert notes.call(lambda client: client.notes.upload(file=("a.txt", b"hello"))) is None
    assert b'filename="a.txt"' in notes.seen[-1].content
    assert b"hello" in notes.seen[-1].content
    lines = {
        "content": b'{"a": 1}\n{"a": 2}\n',
        "headers": {"content-type": "application/x-ndjson"},
    }
    notes.answers.append(lines)
    assert list(notes.call(lambda client: client.notes.lines())) == [{"a": 1}, {"a": 2}]
    events = {"content": b'data: {"a": 3}\n\n', "headers": {"content-type": "text/event-stream"}}
    notes.answers.append(events)
    assert list(notes.call(lambda client: client.notes.events())) == [{"a": 3}]
    pages = [{"items": [{"id": 1}], "next": f"{HOST}/notes?page=2"}, {"items": [{"id": 2}]}]
    notes.answers += [{"json": page} for page in pages]
    assert [each.id for each in notes.call(lambda client: client.notes.list())] == [1, 2]


@libraries
@modes
def test_errors_are_ours(notes: Notes) -> None:
    errors = notes.sample.module()
    library, once = notes.library, {"max_retries": 0}
    cases: list[tuple[Any, type[Exception], bool, str]] = [
        (
            library.ConnectError("no"),
            errors.APIConnectionError,
            False,
            "no connection could be made",
        ),
        (
            library.ReadError("broke"),
            errors.APIConnectionError,
            True,
            "the connection broke: broke",
        ),
        (
            library.RemoteProtocolError("x"),
            errors.APIConnectionError,
            True,
            "the connection broke: x",
        ),
        (library.ConnectTimeout(""), errors.APITimeoutError, False, "60 s for connecting"),
        (library.ReadTimeout(""), errors.APITimeoutError, True, "60 s for a response"),
        (library.PoolTimeout(""), errors.APITimeoutError, False, "60 s for a free connection"),
        (library.DecodingError("zip"), errors.APIConnectionError, True, "zip"),
    ]
    for raised, kind, delivered, words in cases:
        notes.answers = [raised]
        with pytest.raises(kind, match=words) as caught:
            notes.call(lambda client: client.notes.create(text="A"), **once)
        assert type(caught.value) is kind
        assert caught.value.maybe_delivered is delivered  # type: ignore[attr-defined]
    notes.answers = [
        library.ReadError("broke"),
        {"status_code": 503, "headers": {"retry-after": "0"}},
    ]
    assert notes.call(lambda client: client.notes.get(7)).id == 7
    notes.answers = [{"status_code": 404, "json": {"message": "gone"}}]
    with pytest.raises(errors.NotFoundError, match="gone") as caught:
        notes.call(lambda client: client.notes.get(7))
    assert type(caught.value.response) is library.Response  # type: ignore[attr-defined]


@libraries
@modes
def test_what_a_client_sends_by_itself_is_kept(notes: Notes) -> None:
    hooked: list[str] = []

    def request_hook(request: Any) -> None:
        request.headers["x-hooked"] = "1"
        hooked.append("request")

    def response_hook(response: Any) -> None:
        hooked.append("response")

    async def request_hook_later(request: Any) -> None:
        request_hook(request)

    async def response_hook_later(response: Any) -> None:
        response_hook(response)

    is_sync = notes.mode == "sync"
    theirs = notes.http_client(
        headers=[("X-Team", "ops"), ("Accept", "text/html"), ("x-two", "1"), ("x-two", "2")],
        cookies={"mine": "1", "sid": "theirs"},
        params={"tenant": "a b", "page": "9"},
        event_hooks={
            "request": [request_hook if is_sync else request_hook_later],
            "response": [response_hook if is_sync else response_hook_later],
        },
    )
    notes.answers = [{"json": {"items": []}}]
    notes.call(
        lambda client: client.notes.list(page=3, sid="ours"), theirs, headers={"x-ours": "1"}
    )
    (sent,) = notes.seen
    assert sent.headers["x-team"] == "ops"
    assert sent.headers.get_list("x-two") == ["1", "2"]
    assert sent.headers["accept"] == "application/json", "ours, where both speak"
    assert sent.headers["x-ours"] == "1"
    assert sent.headers["x-hooked"] == "1"
    assert sorted(sent.headers["cookie"].split("; ")) == ["mine=1", "sid=ours"]
    assert sorted(sent.url.params.multi_items()) == [
        ("api_key", "k-secret"), ("page", "3"), ("tenant", "a b"),
    ]  # fmt: skip
    assert hooked == ["request", "response"]
    theirs.headers["X-Team"] = "other"
    notes.call(lambda client: client.notes.get(7), theirs, headers={"x-team": "ours"})
    assert notes.seen[-1].headers.get_list("x-team") == ["ours"]
    notes.call(lambda client: client.notes.get(7), theirs)
    assert notes.seen[-1].headers["x-team"] == "other", "as it is when the request is made"


@libraries
@modes
def test_cookies_that_a_server_sets_are_those_of_the_given_client(notes: Notes) -> None:
    theirs = notes.http_client()
    notes.answers = [{"json": {"id": 1}, "headers": {"set-cookie": "sid=s1; Path=/"}}]

    def twice(client: Any) -> Any:
        if notes.mode == "sync":
            return client.notes.get(1), client.notes.get(2)

        async def both() -> Any:
            return await client.notes.get(1), await client.notes.get(2)

        return both()

    notes.call(twice, theirs)
    assert [each.headers.get("cookie") for each in notes.seen] == [None, "sid=s1"]


@libraries
@modes
def test_it_may_hold_the_credentials(notes: Notes) -> None:
    by_query = notes.http_client(params={"api_key": "k-theirs"})
    notes.call(lambda client: client.notes.get(7), by_query, api_key=None)
    assert notes.seen[-1].url.params.get_list("api_key") == ["k-theirs"]
    notes.call(lambda client: client.notes.get(7), by_query, api_key="k-ours")
    assert notes.seen[-1].url.params.get_list("api_key") == ["k-ours"]
    with pytest.raises(notes.sample.module().APIError, match=r"no credentials: give .* api_key="):
        notes.call(lambda client: client.notes.get(7), api_key=None)


@libraries
@modes
def test_nothing_of_it_goes_to_another_origin(notes: Notes) -> None:
    theirs = notes.http_client(
        headers={"X-Team": "ops", "Authorization": "Bearer mine"},
        cookies={"mine": "1"},
        params={"tenant": "a"},
    )
    notes.answers = [{"status_code": 302, "headers": {"location": "https://elsewhere.example/x"}}]
    notes.call(lambda client: client.notes.get(7), theirs)
    first, second = notes.seen
    assert first.headers["authorization"] == "Bearer mine"
    assert second.url.host == "elsewhere.example"
    assert second.headers.keys() <= {"host", "accept", "accept-encoding", "user-agent"}
    assert second.url.query == b""


@libraries
@modes
def test_secrets_are_not_in_the_log_of_the_library(
    notes: Notes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    notes.call(lambda client: client.notes.get(7))
    assert notes.seen[0].url.params["api_key"] == "k-secret"
    assert any(each.name == notes.library.__name__ for each in caplog.records)
    assert "k-secret" not in caplog.text


@libraries
@modes
def test_hooks_of_ours_see_its_requests(notes: Notes) -> None:
    told: list[Any] = []

    def use(client: Any) -> Any:
        client.hooks.request.append(lambda request: told.append(type(request)))
        client.hooks.response.append(lambda response: told.append(type(response)))
        return client.notes.get(7)

    notes.call(use)
    assert told == [notes.library.Request, notes.library.Response]


@libraries
def test_a_given_client_stays_open(sample: Package, library: Any) -> None:
    notes = Notes(sample, library, "sync")
    theirs = notes.http_client()
    with sample.module().Sample(api_key="k", http_client=theirs) as client:
        client.notes.get(7)
    assert not theirs.is_closed


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("Sample", httpx.AsyncClient),
        ("Sample", httpx2.AsyncClient),
        ("Sample", lambda: "https://api.example.com"),
        ("Sample", lambda: httpx),
        ("AsyncSample", httpx.Client),
        ("AsyncSample", httpx2.Client),
    ],
)
def test_what_is_no_such_client_is_refused_where_it_is_given(
    sample: Package, name: str, make: Callable[[], Any]
) -> None:
    kind = "AsyncClient" if name.startswith("Async") else "Client"
    with pytest.raises(
        TypeError, match=rf"http_client must be an httpx\.{kind} or an httpx2\.{kind}, not "
    ):
        getattr(sample.module(), name)(http_client=make())


@contextmanager
def _proxy() -> Any:
    """A proxy that answers by itself; gives its URL, and the request lines that it got."""
    import socketserver
    import threading

    lines: list[str] = []

    class Answer(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            lines.append(self.rfile.readline().decode().strip())
            while self.rfile.readline().strip():
                pass
            head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n"
            self.wfile.write(head + b'{"id": 7}')

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", lines
        server.shutdown()


@libraries
@modes
def test_its_proxy_is_used(sample: Package, library: Any, mode: str) -> None:
    with _proxy() as (url, lines):
        settings = {"api_key": "k", "base_url": "http://api.example.com"}
        if mode == "sync":
            with library.Client(proxy=url) as theirs:
                client = sample.module().Sample(http_client=theirs, **settings)
                assert client.notes.get(7).id == 7
        else:

            async def main() -> None:
                async with library.AsyncClient(proxy=url) as theirs:
                    client = sample.module().AsyncSample(http_client=theirs, **settings)
                    assert (await client.notes.get(7)).id == 7

            asyncio.run(main())
    assert lines == ["GET http://api.example.com/notes/7?api_key=k HTTP/1.1"]


def test_httpx2_is_loaded_by_nobody_but_the_caller(tmp_path: Path) -> None:
    write_files(tmp_path, build_spec(write_spec(tmp_path, SPEC)).files)
    code = """
import sys, httpx
from sample import Sample
answer = httpx.MockTransport(lambda request: httpx.Response(200, json={"id": 7}))
print(Sample(api_key="k", http_client=httpx.Client(transport=answer)).notes.get(7).id)
print("httpx2" in sys.modules)
"""
    assert [*python(code, tmp_path)] == ["7", "False"]


USES = """
{imports}
from sample import AsyncSample, Sample


def trace(request: {library}.Request) -> None: ...


def make() -> None:
    client = Sample(http_client={library}.Client(proxy="http://localhost:1"))
    client.hooks.request.append(trace)
    AsyncSample(http_client={library}.AsyncClient())
    Sample(http_client={library}.AsyncClient())  # wrong
    AsyncSample(http_client={library}.Client())  # wrong
    Sample(http_client="x")  # wrong
"""


@pytest.mark.parametrize("library", ["httpx", "httpx2"])
def test_type_checkers_take_clients_of_both(tmp_path: Path, library: str) -> None:
    write_files(tmp_path, build_spec(write_spec(tmp_path, SPEC)).files)
    text = USES.format(imports=f"import {library}", library=library)
    (tmp_path / "uses.py").write_text(text)
    (tmp_path / "pyrightconfig.json").write_text(
        '{"include": ["uses.py"], "typeCheckingMode": "strict", "pythonVersion": "3.11"}'
    )
    wrong = [number for number, line in enumerate(text.splitlines(), 1) if line.endswith("# wrong")]
    for command in (
        ["mypy", "--strict", "--no-incremental", "--no-error-summary", "uses.py"],
        ["pyright", "--pythonpath", sys.executable],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *command],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
        )
        errors = [
            line for line in done.stdout.splitlines() if "uses.py:" in line and "error" in line
        ]
        found = {int(line.partition("uses.py:")[2].partition(":")[0]) for line in errors}
        assert sorted(found) == wrong, done.stdout
