"""Runs that are waited for: `x-wait` makes a method beside the one that starts them."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from support import Generate, Package, run

RUNS = """
paths:
  /jobs/{id}/runs:
    post:
      operationId: jobs.post_runs
      tags: [jobs]
      x-wait: {operation: jobs.get_runs, arguments: {id: id, run_id: $.id}, state: status.name,
        done: [ready], failed: [broken]}
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {'202': {description: Started.,
        content: {application/json: {schema: {$ref: '#/components/schemas/Run'}}}}}
  /jobs/{id}/runs/{run_id}:
    get:
      operationId: jobs.get_runs
      tags: [jobs]
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: run_id, in: path, required: true, schema: {type: integer}}
        - {name: verbose, in: query, schema: {type: boolean}}
      responses: {'200': {description: The run.,
        content: {application/json: {schema: {$ref: '#/components/schemas/Run'}}}}}
components:
  schemas:
    Run: {type: object, required: [id], properties: {id: {type: integer}, error: {type: string},
      status: {type: object, properties: {name: {type: string}}}}}
"""


@pytest.fixture
def runs(generate: Generate) -> Package:
    return generate(RUNS)


def reply(state: str, **more: object) -> dict[str, Any]:
    return {"id": 7, "status": {"name": state}, **more}


def test_asks_until_the_run_is_done(runs: Package) -> None:
    runs.server.play(reply("queued"), reply("running"), reply("ready"))
    seen: list[str] = []
    client = runs.client()
    done = client.jobs.wait_runs(3, 7, interval=0, on_progress=lambda r: seen.append(r.status.name))
    assert done.status.name == "ready"
    assert seen == ["queued", "running", "ready"]
    assert [sent.path for sent in runs.sent] == ["/jobs/3/runs/7"] * 3


def test_async(runs: Package) -> None:
    runs.server.play(reply("running"), reply("ready"))
    assert run(runs.async_client().jobs.wait_runs(3, 7, interval=0)).id == 7


def test_a_failed_run_is_an_error_with_its_reason(runs: Package) -> None:
    runs.server.play(reply("broken", error="no rates"))
    with pytest.raises(runs.module().RunFailedError, match="'broken': no rates") as caught:
        runs.client().jobs.wait_runs(3, 7, interval=0)
    assert caught.value.result.error == "no rates"


def test_gives_up_at_the_deadline(runs: Package) -> None:
    runs.server.play(reply("running"))
    with pytest.raises(runs.module().WaitTimeoutError, match="still 'running'"):
        runs.client().jobs.wait_runs(3, 7, interval=0, deadline=0)


def test_signature_and_docstring(runs: Package) -> None:
    method = runs.client().jobs.wait_runs
    assert [*inspect.signature(method).parameters] == [
        "id",
        "run_id",
        "interval",
        "deadline",
        "on_progress",
        "options",
    ]
    assert "`post_runs` started" in inspect.getdoc(method)


def test_an_unknown_operation_is_ignored_with_a_warning(generate: Generate) -> None:
    package = generate(RUNS.replace("operation: jobs.get_runs", "operation: jobs.look"))
    assert not hasattr(package.client().jobs, "wait_runs")
    assert any("there is no operation 'jobs.look'" in warning for warning in package.warnings)
