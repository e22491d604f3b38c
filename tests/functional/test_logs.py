"""The log of a client: a line for each attempt, bodies only when asked for, secrets never."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from support import Generate, Package, build_spec, python, write_files, write_spec

SPEC = """
paths:
  /notes:
    post:
      operationId: notes.create
      tags: [notes]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              properties:
                text: {type: string}
                password: {type: string}
                code: {type: string, format: password}
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}
  /notes/{id}:
    get:
      operationId: notes.get
      tags: [notes]
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: signature, in: query, schema: {type: string}}
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}
  /export:
    get:
      operationId: notes.export
      tags: [notes]
      responses: {'200': {description: All., content: {application/x-ndjson: {schema: {type: object}}}}}
components:
  schemas:
    Note: {type: object, properties: {id: {type: integer}}}
  securitySchemes:
    token:
      type: http
      scheme: bearer
      x-credentials:
        env: {token: NOTES_TOKEN, email: NOTES_EMAIL, password: NOTES_PASSWORD}
        exchange: {url: /login, content: json, send: {mail: '{email}', pass: '{password}'}, token: access}
security: [{token: []}]
"""
TOKEN = "token-that-nobody-may-see"


@pytest.fixture
def sample(generate: Generate) -> Iterator[Package]:
    """A client whose log is as it was before when the test is over."""
    made = generate(SPEC)
    logger = logging.getLogger(made.name)
    before = logger.level, [*logger.handlers]
    yield made
    logger.setLevel(before[0])
    logger.handlers[:] = before[1]


def lines_of(caplog: pytest.LogCaptureFixture, sample: Package, level: int) -> list[str]:
    """What was logged at a level, by the logger of the package and by no other of ours."""
    names = {
        each.name for each in caplog.records if each.name.startswith(sample.name.partition(".")[0])
    }
    assert names <= {sample.name}
    return [each.getMessage() for each in caplog.records if each.levelno == level]


def test_each_attempt_is_a_line(sample: Package, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, sample.name)
    sample.server.play(
        httpx.Response(503, headers={"retry-after": "0"}),
        httpx.ReadTimeout("slow"),
        httpx.Response(200, json={"id": 7}, headers={"x-request-id": "r-1"}),
    )
    sample.call("notes.get", 7, settings={"token": TOKEN})
    lines = lines_of(caplog, sample, logging.INFO)
    assert len(lines) == 6, "three sync, three async"
    for first, second, third in (lines[:3], lines[3:]):
        start = "notes.get: GET https://api.example.com/notes/7 -> "
        assert all(each.startswith(start) for each in (first, second, third))
        assert " -> 503 in " in first
        assert first.endswith(" ms, attempt 1")
        assert "timed out after the timeout of 60 s for a response in " in second
        assert second.endswith(" ms, attempt 2")
        assert " -> 200 in " in third
        assert third.endswith(" ms, attempt 3, request id r-1")
    assert lines_of(caplog, sample, logging.DEBUG) == []


def test_bodies_are_shown_at_debug_without_secrets(
    sample: Package, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, sample.name)
    sample.server.play({"id": 7, "text": "seen", "apiKey": "hidden-1", "echo": f"<{TOKEN}>"})
    arguments = {"text": "Spring", "password": "hidden-2", "code": "hidden-3"}
    sample.call("notes.create", settings={"token": TOKEN}, **arguments)
    text = "\n".join(lines_of(caplog, sample, logging.DEBUG))
    assert '"text": "Spring", "password": "***", "code": "***"' in text
    assert '"id": 7, "text": "seen", "apiKey": "***", "echo": "<***>"' in text
    assert "'content-type': 'application/json'" in text
    assert "authorization" not in text.lower()
    for secret in ("hidden", TOKEN):
        assert secret not in caplog.text


def test_logins_are_told_without_what_is_in_them(
    sample: Package, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, sample.name)
    sample.server.play({"access": TOKEN, "note": "who-are-you"}, {"id": 7})
    sample.call("notes.get", 7, settings={"email": "me@example.com", "password": "hidden-9"})
    lines = lines_of(caplog, sample, logging.INFO)
    start = "login for notes.get: POST https://api.example.com/login -> 200 in "
    assert [each.startswith(start) for each in lines] == [True, False] * 2
    assert lines[1].startswith("notes.get: GET https://api.example.com/notes/7 -> 200 in ")
    assert lines[1].endswith(" ms, attempt 1"), "each request has attempts of its own"
    for secret in (TOKEN, "hidden-9", "me@example.com", "who-are-you"):
        assert secret not in caplog.text


def test_secrets_in_a_query_are_not_shown(
    sample: Package, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, sample.name)
    sample.call("notes.get", 7, signature="mine-alone", settings={"token": TOKEN})
    assert "/notes/7?signature=*** -> 200" in caplog.text
    assert "mine-alone" not in "".join(lines_of(caplog, sample, logging.DEBUG))


@pytest.mark.parametrize(
    ("response", "shown"),
    [
        (httpx.Response(200, json={"text": "x" * 5000}), "x... (5012 characters)"),
        (httpx.Response(200, content=b"[" + b"1," * 600_000 + b"1]"), "body <1200003 bytes>"),
        (httpx.Response(200, content=b"\x00\x01\x02"), "body <3 bytes>"),
        (httpx.Response(500, text="bro\nken \u202e"), "body bro\\nken \\u202e"),
        (httpx.Response(200), "body none"),
    ],
    ids=["long", "huge", "binary", "text", "empty"],
)
@pytest.mark.filterwarnings("ignore")
def test_bodies_are_cut_to_size(
    sample: Package, caplog: pytest.LogCaptureFixture, response: httpx.Response, shown: str
) -> None:
    caplog.set_level(logging.DEBUG, sample.name)
    sample.server.play(response)
    try:
        sample.call("notes.get", 7, settings={"token": TOKEN})
    except sample.module().APIError:
        pass
    (got, _) = (each for each in lines_of(caplog, sample, logging.DEBUG) if ", got headers" in each)
    assert got.endswith(shown)
    assert len(got) < 2500


def test_the_body_of_a_stream_is_left_alone(
    sample: Package, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, sample.name)
    lines = httpx.Response(
        200, content=b'{"a": 1}\n{"a": 2}\n', headers={"content-type": "application/x-ndjson"}
    )
    sample.server.play(lines)
    assert [*sample.client(token=TOKEN).notes.export()] == [{"a": 1}, {"a": 2}]
    assert "body <a stream>" in caplog.text


def test_waits_are_told_at_debug(sample: Package, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, sample.name)
    sample.server.play(httpx.Response(503, headers={"retry-after-ms": "20"}), {"id": 7})
    client = sample.client(token=TOKEN, rate_limit=(1, 0.5))
    client.notes.get(7)
    text = "\n".join(lines_of(caplog, sample, logging.DEBUG))
    assert (
        "notes.get: GET https://api.example.com/notes/7 waits 0.02 s before it is sent again"
        in text
    )
    assert re.search(r"waits 0\.[3-5]\d s for the rate limit", text)


CALL = """
import httpx, logging, sys
from sample import Sample
{setup}
answer = httpx.MockTransport(lambda request: httpx.Response(200, json={{"id": 7}}))
for _ in range(2):
    Sample(token="t", http_client=httpx.Client(transport=answer)).notes.get(7)
sys.stderr.flush()
"""


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package on its own, with a runtime of its own."""
    folder = tmp_path_factory.mktemp("logs")
    write_files(folder, build_spec(write_spec(folder, SPEC)).files)
    return folder


@pytest.mark.parametrize(
    ("setup", "environment", "lines", "words"),
    [
        ("", {}, 0, ""),
        ("", {"SAMPLE_LOG": "info"}, 2, " sample INFO notes.get: GET https://api.example.com/notes/7 -> 200 in "),
        ("", {"SAMPLE_LOG": "DEBUG"}, 6, " sample DEBUG notes.get: GET https://api.example.com/notes/7, headers {"),
        ("", {"OTHER_LOG": "info"}, 0, ""),
        ("", {"SAMPLE_LOG": ""}, 0, ""),
        ("", {"SAMPLE_LOG": "loud"}, 2, "SAMPLE_LOG may be info or debug, not loud"),
        ("logging.basicConfig(format='mine %(message)s')", {"SAMPLE_LOG": "info"}, 2, "mine notes.get: GET"),
        ("logging.basicConfig(level='INFO', format='mine %(message)s')", {}, 4, "mine notes.get: GET"),
    ],
)  # fmt: skip
def test_an_environment_variable_shows_the_log(
    alone: Path, setup: str, environment: dict[str, str], lines: int, words: str
) -> None:
    code = "import sys; sys.stderr = sys.stdout\n" + CALL.format(setup=setup)
    printed = [*python(code, alone, **environment)]
    assert len(printed) == lines, printed  # httpx has a log of its own, which is in the last row
    assert any(words in each for each in printed) is bool(words)


def test_what_is_logged_can_be_read_as_data(
    sample: Package, caplog: pytest.LogCaptureFixture
) -> None:
    """The body is JSON, also where it holds what JSON does not know."""
    caplog.set_level(logging.DEBUG, sample.name)
    sample.call("notes.create", text="\u00fc", settings={"token": TOKEN})
    sent: Any = next(each for each in lines_of(caplog, sample, logging.DEBUG) if "headers" in each)
    assert json.loads(sent.partition(", body ")[2]) == {"text": "\u00fc"}


def test_requests_that_the_document_does_not_have_are_told_too(
    sample: Package, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, sample.name)
    sample.client(token=TOKEN).request("GET", "/health")
    (line,) = lines_of(caplog, sample, logging.INFO)
    assert line.startswith("request: GET https://api.example.com/health -> 200 in ")
