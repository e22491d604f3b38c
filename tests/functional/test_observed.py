"""Responses that are otherwise than described: counted by a client, shown and drafted by `adwright drift`."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from adwright.cli import app
from adwright.document.loading.files import read_source
from adwright.document.loading.overlay import apply_overlay
from support import Generate, Package
from typer.testing import CliRunner

SPEC = """
paths:
  /campaigns:
    get:
      operationId: campaigns.list
      tags: [campaigns]
      responses:
        '200':
          description: They.
          content:
            application/json:
              schema: {type: object, properties: {rows: {type: array, items: {$ref: '#/components/schemas/Campaign'}}}}
  /campaigns/{id}:
    get:
      operationId: campaigns.get
      tags: [campaigns]
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Campaign'}}}}
        '202': {description: Wait.}
components:
  schemas:
    Campaign:
      type: object
      required: [id, name]
      properties:
        id: {type: integer}
        name: {type: string}
        state: {type: string, enum: [active, closed]}
        budget: {type: object, properties: {'a/b': {type: [number, 'null']}}}
        tags: {type: object, additionalProperties: {type: string}}
"""
ODD: dict[str, Any] = {
    "id": "secret-17",
    "state": "paused",
    "owner": {"mail": "ann@example.com"},
    "budget": {"a/b": "much"},
    "tags": {"x": 1},
}
COUNTED = {
    ("/name", "required", "missing"),
    ("/owner", "additionalProperties", "object"),
    ("/id", "type", "string"),
    ("/state", "enum", "string"),
    ("/budget/a~1b", "type", "string"),
    ("/tags/x", "type", "integer"),
}
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def service(generate: Generate) -> Package:
    return generate(SPEC)


def collected(
    service: Package, *responses: Any, call: str = "campaigns.get", args: Any = (1,)
) -> list[Any]:
    """What one call of a client tells, sync; an async client must tell the same."""
    seen: tuple[list[Any], list[Any]] = [], []
    service.server.play(*responses)
    service.method(call, service.client(on_drift=seen[0].append))(*args)
    service.server.play(*responses)
    asyncio.run(service.method(call, service.async_client(on_drift=seen[1].append))(*args))
    assert seen[0] == seen[1]
    return seen[0]


def test_each_way_in_which_a_response_differs_is_told_without_values(service: Package) -> None:
    found = collected(service, ODD)
    assert {(each.pointer, each.kind, each.seen) for each in found} == COUNTED
    assert {(each.operation, each.status) for each in found} == {("campaigns.get", 200)}
    assert "secret-17" not in repr(found)
    assert "ann@example.com" not in repr(found)
    assert collected(service, {"id": 1, "name": "a", "state": "active", "tags": {"x": "y"}}) == []


def test_items_of_a_list_are_one_place(service: Package) -> None:
    rows = [{"id": number, "name": None} for number in range(50)]
    (told,) = collected(service, {"rows": rows}, call="campaigns.list", args=())
    assert (told.pointer, told.kind, told.seen) == ("/rows/*/name", "type", "null")


@pytest.mark.parametrize(
    ("response", "kind", "seen"),
    [
        ((203, {"id": 1, "name": "a"}), "status", "203"),
        (httpx.Response(200, text='{"id": 1, "name": "a"}'), "media type", "text/plain"),
        ((202, {"id": 1}), "media type", "application/json"),
    ],
)
def test_statuses_and_media_types_that_are_not_described(
    service: Package, response: Any, kind: str, seen: str
) -> None:
    (told,) = collected(service, response)
    assert (told.pointer, told.kind, told.seen) == ("", kind, seen)


def test_errors_and_a_client_without_it_are_as_ever(service: Package) -> None:
    seen: list[Any] = []
    service.server.play((404, {"anything": 1}))
    with pytest.raises(service.module().NotFoundError):
        service.client(on_drift=seen.append, max_retries=0).campaigns.get(1)
    assert seen == []
    service.server.play(ODD)
    assert service.client().campaigns.get(1).state == "paused"


def test_a_log_counts_over_threads_and_runs(service: Package, tmp_path: Path) -> None:
    log = service.module().DriftLog(tmp_path / "drift.jsonl")
    service.server.play(*[ODD] * 40)
    client = service.client(on_drift=log)
    threads = [
        threading.Thread(target=lambda: [client.campaigns.get(1) for _ in range(10)])
        for _ in "abcd"
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    log.write()
    again = service.module().DriftLog(tmp_path / "drift.jsonl")
    service.server.play(ODD)
    service.client(on_drift=again).campaigns.get(1)
    again.write()
    lines = [json.loads(line) for line in (tmp_path / "drift.jsonl").read_text().splitlines()]
    assert {(each["pointer"], each["kind"], each["seen"]) for each in lines} == COUNTED
    assert {each["count"] for each in lines} == {41}
    assert [*tmp_path.iterdir()] == [tmp_path / "drift.jsonl"]


def test_it_is_written_when_the_program_ends(service: Package, tmp_path: Path) -> None:
    code = f"""
import os, sys
sys.path[:0] = {sys.path!r}
from {service.name} import DriftLog
from {service.name.rpartition(".")[0]}._runtime.options import Drift
log = DriftLog("drift.jsonl")
os.chdir({str(Path(tmp_path.anchor))!r})  # where it stands at its end does not matter
log(Drift("o", 200, "/a", "type", "null"))
"""
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)
    assert json.loads((tmp_path / "drift.jsonl").read_text())["count"] == 1


# -- the command ------------------------------------------------------------------------------------

HEAD = (
    "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nservers: [{url: 'https://api.example.com'}]\n"
)


def shown(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["drift", *arguments])


@pytest.fixture
def folder(service: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the document, and with what a client saw."""
    monkeypatch.chdir(tmp_path)
    Path("api.yaml").write_text(HEAD + SPEC)
    log = service.module().DriftLog("drift.jsonl")
    service.server.play(ODD, {"rows": [ODD]}, (203, {"id": 1, "name": "a"}))
    client = service.client(on_drift=log)
    client.campaigns.get(1)
    client.campaigns.list()
    client.campaigns.get(1)
    log.write()
    return tmp_path


def test_what_was_seen_is_shown_beside_the_document(folder: Path) -> None:
    lines = shown("drift.jsonl", "--spec", "api.yaml").stdout.splitlines()
    line = SPEC.splitlines().index("      required: [id, name]") + 1 + HEAD.count("\n")
    assert (
        f"     1x  campaigns.get 200 /owner: a new member, object  api.yaml:{line - 2}:5" in lines
    )
    assert (
        f"     1x  campaigns.list 200 /rows/*/id: string, which is not what type says  api.yaml:{line + 2}:9"
        in lines
    )
    assert "     1x  campaigns.get 203: status 203 is not described  api.yaml:17:5" in lines
    rows = json.loads(shown("drift.jsonl", "--spec", "api.yaml", "--format", "json").stdout)
    assert len(rows["seen"]) == 2 * len(COUNTED) + 1


def test_the_draft_is_an_overlay_with_which_the_client_tells_no_more(
    folder: Path, generate: Generate
) -> None:
    """All but the values of enums, which no log has."""
    text = shown("drift.jsonl", "--spec", "api.yaml").stdout.partition("to be read over:\n\n")[2]
    Path("seen.yaml").write_text("\n".join(line[4:] for line in text.splitlines()))
    document = yaml.safe_load(HEAD + SPEC)
    assert apply_overlay(document, read_source(Path("seen.yaml"), "seen.yaml")) == []
    campaign = document["components"]["schemas"]["Campaign"]
    assert campaign["properties"]["owner"]["x-status"] == "observed"
    assert campaign["properties"]["owner"]["x-note"].startswith("Seen 2 times, last on 20")
    mended = generate(yaml.safe_dump(document))
    assert [each.kind for each in collected(mended, ODD)] == ["enum"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "no-file.jsonl: [Errno 2]"),
        ("{}\n", "no-file.jsonl:1: no line that a DriftLog wrote"),
        ("\n[\n", "no-file.jsonl:2: no line that a DriftLog wrote"),
    ],
)
def test_a_file_of_another_kind_is_refused(
    text: str | None, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("api.yaml").write_text(HEAD + SPEC)
    if text is not None:
        Path("no-file.jsonl").write_text(text)
    ran = shown("no-file.jsonl", "--spec", "api.yaml")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith(f"adwright: {words}")


def test_a_body_that_cannot_be_read_is_told_as_ever(service: Package) -> None:
    """By an error of ours, with a collector as without one."""
    seen: list[Any] = []
    broken = httpx.Response(200, text="{", headers={"content-type": "application/json"})
    service.server.play(broken)
    with pytest.raises(service.module().ResponseValidationError):
        service.client(on_drift=seen.append).campaigns.get(1)
    assert seen == []


@pytest.mark.parametrize("line", ["{}", "[]", "{", '{"count": 1, "first": "", "last": "", "x": 1}'])
def test_a_log_does_not_take_over_a_file_of_another_kind(
    service: Package, line: str, tmp_path: Path
) -> None:
    (tmp_path / "other.jsonl").write_text(f"\n{line}\n")
    with pytest.raises(ValueError, match=r"other\.jsonl:2: no line that a DriftLog wrote"):
        service.module().DriftLog(tmp_path / "other.jsonl")
    assert (tmp_path / "other.jsonl").read_text() == f"\n{line}\n"
