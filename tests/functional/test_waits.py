"""Runs that are waited for: `x-wait` makes a method beside the one that starts them."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest
from adwright.problems import SpecError
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


def test_what_started_the_run_stands_for_what_is_in_it(runs: Package) -> None:
    runs.server.play(reply("queued"), reply("running"), reply("ready"))
    client = runs.client()
    started = client.jobs.post_runs(3)
    assert client.jobs.wait_runs(3, started, interval=0).status.name == "ready"
    assert [sent.path for sent in runs.sent[1:]] == ["/jobs/3/runs/7"] * 2
    annotation = inspect.signature(client.jobs.wait_runs).parameters["run_id"].annotation
    assert annotation == "int | Run"
    assert "run_id: What `post_runs` returned does as well." in inspect.getdoc(
        client.jobs.wait_runs
    )


def test_what_started_the_run_async_and_as_plain_data(runs: Package) -> None:
    async def play() -> None:
        client = runs.async_client()
        runs.server.play(reply("queued"), reply("ready"))
        started = await client.jobs.post_runs(3)
        assert (await client.jobs.wait_runs(3, started, interval=0)).id == 7
        assert (await client.jobs.wait_runs(3, {"id": 8}, interval=0)).id == 7

    run(play())
    assert [sent.path for sent in runs.sent] == ["/jobs/3/runs", "/jobs/3/runs/7", "/jobs/3/runs/8"]


def test_a_response_without_the_value_is_refused(runs: Package) -> None:
    with pytest.raises(runs.module().RequestValidationError, match="run_id"):
        runs.client().jobs.wait_runs(3, {"number": 8}, interval=0)
    assert runs.sent == []


LOADS = """
paths:
  /shops/{shop}/loads:
    post:
      operationId: loads.start
      tags: [loads]
      x-wait: {operation: loads.look, arguments: {shop_no: shop, load: $.load.numbers.0, key: $.load.key},
        state: state, done: [over]}
      parameters: [{name: shop, in: path, required: true, schema: {type: integer}}]
      responses: {'202': {description: Started., x-envelope: {data: data}, content: {application/json: {schema:
        {type: object, properties: {data: {$ref: '#/components/schemas/Started'}}}}}}}
  /shops/{shop_no}/loads/{load}:
    get:
      operationId: loads.look
      tags: [loads]
      parameters:
        - {name: shop_no, in: path, required: true, schema: {type: integer}}
        - {name: load, in: path, required: true, schema: {type: string}}
        - {name: key, in: query, schema: {type: string}}
        - {name: deadline, in: query, required: true, schema: {type: string}}
      responses: {'200': {description: The state., x-envelope: {data: data}, content: {application/json: {schema:
        {type: object, properties: {data: {type: object, properties: {state: {type: string}}}}}}}}}
components:
  schemas:
    Started: {type: object, properties: {load: {type: object, properties: {
      numbers: {type: array, items: {type: string}}, key: {type: string}}}}}
"""


def test_paths_lead_through_objects_and_lists_of_what_a_wrapped_response_holds(
    generate: Generate,
) -> None:
    package = generate(LOADS)
    started = {"load": {"numbers": ["n1", "n2"], "key": "k"}}
    package.server.play({"data": started}, {"data": {"state": "over"}})
    client = package.client()
    begun = client.loads.start(5)
    client.loads.wait_for_start(shop=5, load=begun, deadline_="d", key=begun, interval=0)
    assert package.sent[-1].path == "/shops/5/loads/n1"
    assert dict(package.sent[-1].query) == {"key": "k", "deadline": "d"}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "loads.look,",
            "loads.lok,",
            "'loads.lok' on this resource (did you mean 'loads.look'?)",
        ),
        (
            "shop_no: shop,",
            "shop: shop,",
            "loads.look has no parameter 'shop' (did you mean 'shop_no'?)",
        ),
        ("shop_no: shop,", "shop_no: shopp,", "there is no parameter 'shopp' of this operation"),
        (
            "$.load.key",
            "$.load.kay",
            "'$.load.kay' leads nowhere: 'load' has no 'kay' (did you mean '$.load.key'?)",
        ),
        ("numbers.0", "numbers", None),
        ("numbers.0", "numbers.first", "'load.numbers' has no 'first'"),
        ("numbers.0", "numbers.0.x", "'load.numbers.0' has no 'x'"),
        ("state: state", "state: data.state", "there is no 'data' (there is 'state')"),
    ],
)
def test_what_is_not_there_is_refused(
    generate: Generate, old: str, new: str, words: str | None
) -> None:
    assert old in LOADS
    if words is None:
        generate(LOADS.replace(old, new))
        return
    with pytest.raises(SpecError, match=re.escape(words)) as caught:
        generate(LOADS.replace(old, new))
    assert all("x-wait" in problem.location.pointer for problem in caught.value.problems)


def test_what_waits_stands_on_a_resource(generate: Generate) -> None:
    with pytest.raises(SpecError, match="give it a tag, or x-resource"):
        generate(LOADS.replace("tags: [loads]", "tags: []"))


def test_parameters_of_one_name_in_two_places_are_both_asked_for(generate: Generate) -> None:
    key = "- {name: key, in: query, schema: {type: string}}"
    also = "- {name: load, in: query, required: true, schema: {type: string}}"
    client = generate(LOADS.replace(key, f"{key}\n        {also}")).client()
    names = [*inspect.signature(client.loads.wait_for_start).parameters]
    assert {"load", "load_query"} <= {*names}
