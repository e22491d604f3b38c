"""What agents are told: how far a call is, what a search finds, which members there are, what only reads."""

from __future__ import annotations

import base64
import json
import re
from importlib import import_module
from typing import Any

import httpx
import pytest
from mcp import Client
from support import Generate, Package, Spec

from .test_mcp import RUNS, called, data_of, served, things

Notes = list[tuple[float, float | None, str | None]]


async def noted(agent: Client, tool: str, given: dict[str, Any]) -> tuple[Any, Notes]:
    """The answer to a call, and how far it was said to be meanwhile."""
    notes: Notes = []

    async def note(done: float, goal: float | None, words: str | None) -> None:
        notes.append((done, goal, words))

    return await agent.call_tool(tool, given, progress_callback=note), notes


def at_once(package: Package, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every note of progress told, however fast they come."""
    root = package.name.rpartition(".")[0]
    monkeypatch.setattr(import_module(f"{root}._runtime.mcp.progress"), "_PAUSE", 0.0)


@pytest.mark.parametrize("mode", ["legacy", "auto"])
def test_a_wait_tells_how_often_it_asked(
    generate: Generate, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = generate(RUNS)
    at_once(package, monkeypatch)
    going = {"id": 1, "state": "going"}
    package.server.play(going, going, {"id": 1, "state": "ready"})

    async def ask(agent: Client) -> Any:
        return await noted(agent, "runs-wait_for_start", {"id": 1, "interval": 0.01})

    answer, notes = served(package, ask, mode=mode)
    assert data_of(answer) == {"id": 1, "state": "ready"}
    assert [words for _, _, words in notes] == ["asked 1 times", "asked 2 times", "asked 3 times"]


def test_a_wait_is_over_before_a_host_gives_up_and_can_go_on(
    generate: Generate, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = generate(RUNS)
    package.server.play({"id": 1, "state": "going"})

    async def ask(agent: Client) -> Any:
        [tool] = [x for x in (await agent.list_tools()).tools if "wait" in x.name]
        assert tool.input_schema["properties"]["deadline"]["default"] == 50
        given = {"id": 1, "interval": 0.01}
        assert data_of(await agent.call_tool(tool.name, {**given, "deadline": 0.02}))["error"]
        return await agent.call_tool(tool.name, given)

    root = package.name.rpartition(".")[0]
    monkeypatch.setattr(import_module(f"{root}._runtime.mcp.calls"), "PATIENCE", 0.02)
    answer = served(package, ask)
    assert answer.is_error
    told = data_of(answer)
    assert "still 'going'" in told["error"]
    assert told["body"] == {"id": 1, "state": "going"}
    assert "call this again" in told["hint"]
    assert "maybe_done" not in told


def test_pages_and_events_are_told_as_they_come(
    generate: Generate, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = things(generate)
    at_once(package, monkeypatch)

    async def ask(agent: Client) -> Any:
        answer, notes = await noted(agent, "things-list", {"max_items": 4})
        cursor = data_of(answer)["more"]
        return notes, (await noted(agent, "more", {"cursor": cursor}))[1]

    first, rest = served(package, ask, token="t")
    assert first == [(4, 4, "items read")]
    assert rest == [(5, 5, "items read")]


def test_a_member_that_nothing_has_is_told_with_those_there_are(generate: Generate) -> None:
    package = things(generate)
    given = {"fields": ["name", "price.amount", "prise.amount"]}
    told = data_of(called(package, "things-list", given, token="t"))
    assert told["items"][0] == {"name": "Thing 1", "price.amount": 0.5, "prise.amount": None}
    assert told["warning"] == "fields: nothing has 'prise.amount'; there are thingId, name, price"
    answer = called(package, "things-get", {"thing_id": 1, **given}, token="t")
    assert data_of(answer)["name"] == "Thing 1"
    assert "fields: nothing has 'prise.amount'" in data_of(answer, 1)["warning"]
    package.server.play({"name": "Ball", "parts": [{"size": 1}, {}, {"size": 3}]})
    given = {
        "fields": [
            "parts.size",
            "parts.1.size",
            "parts.0",
            "parts.3",
            "parts.-1.size",
            "parts.--1",
            "note.x",
        ]
    }
    answer = called(package, "things-get", {"thing_id": 1, **given}, token="t")
    shown = {"parts.size": [1, 3], "parts.0": {"size": 1}, "parts.-1.size": 3}
    lacking = dict.fromkeys(["parts.1.size", "parts.3", "parts.--1", "note.x"])
    assert data_of(answer) == {**shown, **lacking}
    assert (
        "nothing has 'parts.1.size', 'parts.3', 'parts.--1', 'note.x'"
        in data_of(answer, 1)["warning"]
    )


def test_what_is_null_beside_the_arguments_is_left_out(generate: Generate) -> None:
    package = things(generate)
    given = {"fields": None, "dry_run": None, "max_items": None}
    assert len(data_of(called(package, "things-list", given, token="t"))["items"]) == 2
    answer = called(package, "things-list", {"max_items": True}, token="t")
    assert data_of(answer)["error"] == "max_items must be a whole number, 1 or more"


def test_only_of_what_writes_is_said_that_it_may_be_done(generate: Generate) -> None:
    package = things(generate)
    package.server.play(httpx.ReadTimeout("slow"))
    assert "maybe_done" not in data_of(called(package, "things-get", {"thing_id": 1}, token="t"))
    told = data_of(called(package, "things-create", {"name": "Ball"}, token="t"))
    assert "look before calling again" in told["maybe_done"]


NATURES: Spec = """
paths:
  /things/search:
    post:
      operationId: things.search
      tags: [things]
      x-safe: true
      requestBody: {content: {application/json: {schema: {type: object, properties: {text: {type: string}}}}}}
      responses: {'204': {description: Done.}}
  /things/{id}/next:
    get:
      operationId: things.take
      tags: [things]
      x-safe: false
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {'204': {description: Done.}}
  /things/{id}/copy:
    get:
      operationId: things.copy
      tags: [things]
      x-retry-safe: false
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {'204': {description: Done.}}
"""


def test_what_only_reads_is_said_by_the_document(generate: Generate) -> None:
    package = generate(NATURES)
    package.server.play(httpx.Response(204))

    async def ask(agent: Client) -> Any:
        return {
            each.name: (each.annotations.read_only_hint, each.annotations.destructive_hint)
            for each in (await agent.list_tools()).tools
            if each.annotations is not None
        }

    assert served(package, ask, writes=False).keys() == {"things-search", "more"}
    hints = served(package, ask)
    assert hints["things-search"] == (True, False)
    assert hints["things-copy"] == hints["things-take"] == (False, True)
    answer = called(package, "things-copy", {"id": 1}, writes=False)
    assert "--allow-writes" in data_of(answer)["error"]
    assert package.sent == []
    assert not called(package, "things-search", {"text": "a"}, writes=False).is_error
    package.server.play(httpx.Response(503, headers={"retry-after-ms": "1"}))
    before = len(package.sent)
    with pytest.raises(package.module().ServerError):
        package.client(max_retries=1).things.search(text="a")
    assert len(package.sent) == before + 2, "what only reads may be sent again"
    with pytest.raises(package.module().ServerError):
        package.client(max_retries=1).things.take(1)
    assert len(package.sent) == before + 3


LISTED: Spec = """
paths:
  /pets:
    post:
      operationId: add
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties:
        {pet: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}],
          discriminator: {propertyName: kind}}}}}}}
      responses: {'204': {description: Done.}}
  /photos:
    post:
      operationId: upload
      requestBody: {required: true, content: {multipart/form-data: {schema: {type: object, properties:
        {photos: {type: array, items: {type: string, format: binary}}}}}}}
      responses: {'204': {description: Done.}}
components: {schemas: {
  Cat: {type: object, required: [kind], properties: {kind: {type: string, const: cat}}},
  Dog: {type: object, required: [kind], properties: {kind: {type: string, const: dog}}}}}
"""


def test_what_is_listed_says_nothing_twice_and_nothing_of_openapi(generate: Generate) -> None:
    package = generate(LISTED)

    async def ask(agent: Client) -> Any:
        return {each.name: each for each in (await agent.list_tools()).tools}

    add = served(package, ask)["add"]
    assert add.description == "POST /pets"
    assert "required" not in add.input_schema
    assert add.input_schema["properties"]["pet"].keys() == {"oneOf"}


def test_files_are_a_list_where_the_document_has_a_list(generate: Generate) -> None:
    package = generate(LISTED)
    package.server.play(httpx.Response(204))
    [told] = data_of(called(package, "upload", {"photos": "hello"}))["violations"]
    assert told == {
        "path": "photos",
        "message": "photos must be a list, not 'hello'",
        "rule": "type",
    }
    photo = f"data:image/png;name=a.png;base64,{base64.b64encode(b'PNG').decode()}"
    assert not called(package, "upload", {"photos": [photo, "hello"]}).is_error
    assert b'filename="a.png"' in package.sent[-1].body


SAYS = {
    "get /user": ("users.get_authenticated", "Get the authenticated user"),
    "get /user/repos": ("repos.list_for_authenticated_user", "List repositories for the authenticated user"),
    "get /users/{name}/repos": ("repos.list_for_user", "List repositories for a user"),
    "post /orgs/{org}/repos": ("repos.create_in_org", "Create an organization repository"),
    "get /repos/{repo}": ("repos.get", "Get a repository"),
    "delete /repos/{repo}": ("repos.delete", "Delete a repository"),
    "get /repos/{repo}/issues": ("issues.list_for_repo", "List repository issues"),
    "post /repos/{repo}/issues": ("issues.create", "Create an issue"),
    "patch /repos/{repo}/issues/{n}": ("issues.update", "Update an issue"),
    "post /repos/{repo}/issues/{n}/sub_issues": ("issues.add_sub_issue", "Add sub-issue"),
    "post /repos/{repo}/issues/{n}/assignees": ("issues.add_assignees", "Add assignees to an issue"),
    "post /repos/{repo}/labels": ("issues.create_label", "Create a label"),
    "post /repos/{repo}/runs/{n}/rerun": ("actions.re_run_workflow", "Re-run a workflow"),
    "get /repos/{repo}/stargazers": ("activity.list_stargazers_for_repo", "List stargazers"),
}  # fmt: skip


def named() -> Spec:
    """A document with the names and summaries of a large service."""
    paths: dict[str, Any] = {}
    for place, (name, summary) in SAYS.items():
        method, path = place.split()
        given = [part.strip("{}") for part in path.split("/") if part.startswith("{")]
        made: dict[str, Any] = {
            "operationId": name,
            "tags": [name.partition(".")[0]],
            "summary": summary,
            "parameters": [
                {"name": x, "in": "path", "required": True, "schema": {"type": "string"}}
                for x in given
            ],
            "responses": {"204": {"description": "Done."}},
        }
        if name == "issues.update":
            state = {"type": "string", "description": "Whether it is open or closed."}
            made["parameters"].append({"name": "state", "in": "query", "schema": state})
        paths.setdefault(path, {})[method] = made
    return {"paths": paths}


def test_a_search_finds_what_is_meant(generate: Generate, monkeypatch: pytest.MonkeyPatch) -> None:
    package = generate(named())
    root = package.name.rpartition(".")[0]
    monkeypatch.setattr(import_module(f"{root}._runtime.mcp.server"), "MOST_OPERATIONS", 0)
    wanted = {
        "open an issue": "issues.create",
        "close an issue": "issues.update",
        "assigning someone to an issue": "issues.add_assignees",
        "who is the current user": "users.get_authenticated",
        "list my repositories": "repos.list_for_authenticated_user",
        "repos of a user": "repos.list_for_user",
        "make a new repo for the org": "repos.create_in_org",
        "remove a repo": "repos.delete",
        "issues of a repository": "issues.list_for_repo",
        "new label": "issues.create_label",
        "rerun of workflows": "actions.re_run_workflow",
        "stargazer": "activity.list_stargazers_for_repo",
    }

    async def ask(agent: Client) -> Any:
        firsts = dict[str, str]()
        for query in wanted:
            found = data_of(await agent.call_tool("search_operations", {"query": query}))
            firsts[query] = found["operations"][0]["operation"]
        nothing = data_of(await agent.call_tool("search_operations", {"query": "what is this?"}))
        assert nothing["found"] == 0
        return firsts

    assert served(package, ask) == wanted


def test_arguments_beside_the_operation_are_told_where_they_belong(
    generate: Generate, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = things(generate)
    root = package.name.rpartition(".")[0]
    monkeypatch.setattr(import_module(f"{root}._runtime.mcp.server"), "MOST_OPERATIONS", 0)
    answer = called(package, "call_operation", {"operation": "things.get", "thing_id": 1})
    assert data_of(answer)["error"] == "arguments of the operation stand in `arguments`: thing_id"
    assert "t-secret" not in json.dumps(data_of(answer))


def test_arguments_have_names_that_agents_take(generate: Generate) -> None:
    long = "n" * 70
    package = generate(
        {
            "paths": {
                "/lamps": {
                    "get": {
                        "operationId": "lamps",
                        "parameters": [
                            {"name": name, "in": "query", "required": True, "schema": {"type": "string"}}
                            for name in ("été", long)
                        ],
                        "responses": {"204": {"description": "Done."}},
                    }
                }
            }
        }
    )  # fmt: skip
    package.server.play(httpx.Response(204))

    async def ask(agent: Client) -> Any:
        schema = (await agent.list_tools()).tools[0].input_schema
        names = [each for each in schema["properties"] if each not in ("fields", "dry_run")]
        assert schema["required"] == names
        assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", each) for each in names)
        assert schema["properties"][names[0]]["description"] == "Called été."
        assert not (await agent.call_tool("lamps", {names[0]: "a", names[1]: "b"})).is_error
        assert not (await agent.call_tool("lamps", {"été": "c", names[1]: "d"})).is_error

    served(package, ask)
    assert [each.query for each in package.sent] == [
        (("été", "a"), (long, "b")),
        (("été", "c"), (long, "d")),
    ]


def test_what_there_is_to_know_has_the_members_of_the_result(generate: Generate) -> None:
    package = generate("""
paths:
  /orders:
    get:
      operationId: orders.list
      tags: [orders]
      x-pagination: {style: page, page: page, items: rows}
      parameters: [{name: page, in: query, schema: {type: integer}}]
      responses: {'200': {description: It., content: {application/json: {schema: {type: object, properties:
        {count: {type: integer}, rows: {type: array, items: {$ref: '#/components/schemas/Order'}}}}}}}}
  /orders/{id}:
    get:
      operationId: orders.get
      tags: [orders]
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {'200': {description: It., x-envelope: {data: data}, content: {application/json: {schema:
        {type: object, properties: {data: {$ref: '#/components/schemas/Order'}}}}}}}
    delete:
      operationId: orders.delete
      tags: [orders]
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {'204': {description: Gone.}}
components: {schemas: {
  Order: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object, properties: {soldTo: {type: string}}}]},
  Base: {type: object, properties: {id: {type: integer}}}}}
""")

    async def ask(agent: Client) -> Any:
        [root] = [x.uri for x in (await agent.list_resources()).resources if x.name == "orders.get"]
        names = ("orders.list", "orders.get", "orders.delete")
        uris = [root.replace("orders.get", each) for each in names]
        return [(await agent.read_resource(each)).contents[0].text for each in uris]  # type: ignore[union-attr]

    *with_members, without = served(package, ask)
    assert all("## Members of the result\n\nid, soldTo" in each for each in with_members)
    assert "Members of the result" not in without
