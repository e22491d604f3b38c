"""The server of a package for agents: what it lists, what it calls and refuses, what it answers and how much of it."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from importlib import import_module
from typing import Any

import httpx
import pytest
from mcp import Client
from mcp.types import CallToolResult
from support import Generate, Package, Spec

from .things import SPEC, THINGS

Ask = Callable[[Client], Awaitable[Any]]


def served(
    package: Package,
    ask: Ask,
    *,
    writes: bool = True,
    patterns: tuple[str, ...] = ("*",),
    max_size: int = 20_000,
    mode: str = "auto",
    **settings: Any,
) -> Any:
    """What an agent gets from a server of a package, in memory."""
    root = package.name.rpartition(".")[0]
    serving = import_module(f"{root}._runtime.mcp.server")
    allowance = import_module(f"{root}._runtime.mcp.tools").Allowance(writes, patterns)

    async def run() -> Any:
        async with package.async_client(max_retries=0, **settings) as client:
            server = serving.AgentServer(client, package.name, allowance, max_size)
            async with Client(server.sdk, mode=mode) as agent:
                return await ask(agent)

    return asyncio.run(run())


def data_of(answer: CallToolResult, index: int = 0) -> Any:
    """A content of an answer, which is JSON."""
    return json.loads(answer.content[index].text)  # type: ignore[union-attr]


def called(package: Package, tool: str, given: Mapping[str, Any], **how: Any) -> CallToolResult:
    """The answer to one call."""

    async def ask(agent: Client) -> Any:
        return await agent.call_tool(tool, dict(given))

    answer: CallToolResult = served(package, ask, **how)
    return answer


def things(generate: Generate) -> Package:
    package = generate(SPEC)
    package.server.play(_answer)
    return package


def _answer(request: httpx.Request) -> httpx.Response:
    path = request.url.path
    if path == "/things" and request.method == "GET":
        page, size = (int(request.url.params.get(key, n)) for key, n in (("page", 1), ("size", 2)))
        shown = THINGS[(page - 1) * size : page * size]
        return httpx.Response(200, json=shown, headers={"x-total": str(len(THINGS))})
    if path.endswith("/photo") and request.method == "GET":
        size = int(path.split("/")[2])
        return httpx.Response(
            200, content=b"\x89PNG" + b"." * size, headers={"content-type": "image/png"}
        )
    if path == "/things/404":
        return httpx.Response(404, json={"message": f"no t-secret {'x' * 30_000}"})
    if path == "/things/429":
        return httpx.Response(429, json={"message": "slowly"}, headers={"retry-after": "7"})
    if request.method in ("DELETE", "PUT"):
        return httpx.Response(204)
    if request.method == "POST":
        return httpx.Response(201, json={"thingId": 9, **json.loads(request.content)})
    return httpx.Response(200, json=THINGS[0])


@pytest.mark.parametrize("mode", ["legacy", "auto"])
def test_each_operation_is_a_tool(generate: Generate, mode: str) -> None:
    package = things(generate)

    async def ask(agent: Client) -> Any:
        return (await agent.list_tools()).tools

    tools = {each.name: each for each in served(package, ask, token="t-secret", mode=mode)}
    assert {*tools} == {
        "things-list", "things-create", "things-get", "things-delete", "things-get_photo", "things-set_photo",
        "ping", "more",
    }  # fmt: skip
    listed = tools["things-list"]
    assert (listed.title, listed.description) == ("List things", "List things.\n\nGET /things")
    assert listed.input_schema["properties"]["kind"]["enum"] == ["big", "small"]
    assert listed.input_schema["properties"]["kind"]["description"] == "What they are."
    assert {"dry_run", "fields", "max_items"} <= listed.input_schema["properties"].keys()
    made = tools["things-create"].input_schema
    assert made["required"] == ["name"]
    assert "thing_id" not in made["properties"], "what the service sets cannot be given"
    price = made["$defs"][made["properties"]["price"]["$ref"].rpartition("/")[2]]
    assert {*price["properties"]} == {"amount", "currency_code"}
    assert price["description"] == "An amount needs a currency."
    assert tools["things-get"].input_schema["required"] == ["thing_id"]


def test_tools_say_what_they_do_to_the_world(generate: Generate) -> None:
    package = things(generate)

    async def ask(agent: Client) -> Any:
        return (await agent.list_tools()).tools

    hints = {
        each.name: (
            each.annotations.read_only_hint,
            each.annotations.destructive_hint,
            each.annotations.idempotent_hint,
        )
        for each in served(package, ask)
    }
    assert hints["things-list"] == (True, False, True)
    assert hints["things-create"] == (False, False, False)  # which answers 201 alone
    assert hints["things-delete"] == (False, True, True)
    assert hints["things-set_photo"] == (False, True, True)


def test_what_writes_is_offered_where_it_is_allowed(generate: Generate) -> None:
    package = things(generate)

    async def names(agent: Client) -> Any:
        return [each.name for each in (await agent.list_tools()).tools]

    assert served(package, names, writes=False) == [
        *("things-list", "things-get", "things-get_photo", "ping", "more")
    ]
    assert served(package, names, patterns=("things.get*", "ping")) == [
        *("things-get", "things-get_photo", "ping", "more")
    ]
    for tool, given in (("things-create", {"name": "Ball"}), ("things.create", {"name": "Ball"})):
        answer = called(package, tool, given, writes=False)
        assert answer.is_error
        assert "--allow-writes" in data_of(answer)["error"]
    answer = called(package, "things-list", {}, patterns=("ping",))
    assert answer.is_error
    assert "--operations ping,things.list" in data_of(answer)["error"]
    assert package.sent == []
    with pytest.raises(
        ValueError, match=r"there is no operation 'thing\.list'; there is things\.list"
    ):
        served(package, names, patterns=("thing.list",))


def test_an_operation_that_there_is_not_is_told_with_the_nearest(generate: Generate) -> None:
    answer = called(things(generate), "things-lst", {})
    assert answer.is_error
    assert "things.list" in data_of(answer)["error"]


def test_a_wrong_call_is_answered_with_all_that_is_wrong(generate: Generate) -> None:
    package = things(generate)
    given = {"name": "x", "price": {"amount": 2}, "is_nw": True}
    answer = called(package, "things-create", given, token="t")
    assert answer.is_error
    told = data_of(answer)
    assert "was not sent" in told["error"]
    found = {each["path"]: each for each in told["violations"]}
    assert "is_new is probably meant" in found["is_nw"]["message"]
    assert found["name"]["rule"] == "minLength"
    [rule] = [each for each in told["violations"] if each["rule"] == "price-amount-needs-currency"]
    assert "An amount needs a currency." in rule["message"]
    answer = called(package, "things-get", {})
    assert data_of(answer)["violations"] == [
        {"path": "thing_id", "message": "thing_id is required", "rule": "required"}
    ]
    assert package.sent == []


def test_of_very_many_mistakes_the_first_are_told(generate: Generate) -> None:
    given = {"name": "Ball", "parts": [{"size": "x"}] * 200}
    told = data_of(called(things(generate), "things-create", given))
    assert (len(told["violations"]), told["further"]) == (50, 150)
    assert told["violations"][0]["path"] == "parts[0].size"


def test_a_document_without_operations_serves_nothing(generate: Generate) -> None:
    async def ask(agent: Client) -> Any:
        return [each.name for each in (await agent.list_tools()).tools]

    package = generate({"paths": {}, "components": {"schemas": {"A": {"type": "object"}}}})
    assert served(package, ask) == ["more"]


def test_a_call_that_is_mended_is_sent(generate: Generate) -> None:
    package = things(generate)
    given = {"name": "Ball", "is_new": True, "note": None, "parts": [{"size": 3}]}
    given["price"] = {"amount": 2.5, "currency_code": "EUR"}
    answer = called(package, "things-create", given, token="t")
    sent = package.sent[-1]
    assert (sent.method, sent.path) == ("POST", "/things")
    body = {"name": "Ball", "isNew": True, "note": None, "parts": [{"size": 3}]}
    body["price"] = {"amount": 2.5, "currencyCode": "EUR"}
    assert sent.json == body
    assert not answer.is_error
    assert data_of(answer) == {"thingId": 9, **body}
    answer = called(package, "things-create", body, token="t")  # by the names that results have
    assert package.sent[-1].json == body
    twice = {**body, "is_new": False}
    told = data_of(called(package, "things-create", twice, token="t"))
    assert told["violations"][0]["path"] == "isNew"
    assert data_of(called(package, "things-delete", {"thingId": 3}, token="t")) == {"done": True}
    assert package.sent[-1].path == "/things/3"


def test_a_dry_run_shows_the_request_and_sends_nothing(generate: Generate) -> None:
    package = things(generate)
    given = {"name": "Ball", "price": {"amount": 2, "currency_code": "EUR"}, "dry_run": True}
    answer = called(package, "things-create", given, token="t-secret")
    assert not answer.is_error
    told = data_of(answer)
    assert told["request"] == "POST https://api.example.com/things"
    assert told["body"] == {"name": "Ball", "price": {"amount": 2, "currencyCode": "EUR"}}
    assert told["violations"] == []
    assert told["sent"] is False
    assert "t-secret" not in answer.content[0].text  # type: ignore[union-attr]
    answer = called(package, "things-create", {**given, "price": {"amount": 2}}, token="t")
    assert answer.is_error
    assert data_of(answer)["violations"][0]["rule"] == "price-amount-needs-currency"
    assert package.sent == []


WARNED: Spec = """
paths:
  /a:
    post:
      operationId: make
      parameters:
        - {name: dry_run, in: query, schema: {type: string}}
        - {name: fields, in: query, schema: {type: string}}
        - {name: max_items, in: query, schema: {type: integer}}
      requestBody: {content: {application/json: {schema: {type: object, properties:
        {a: {type: integer}, password: {type: string}},
        x-warn: [{x-rule: {id: a-is-ignored, says: The service ignores a.}, properties: {a: false}}]}}}}
      responses: {'200': {description: It., content: {application/json: {schema: {type: object}}}}}
"""


def test_own_arguments_give_way_to_those_of_the_operation(generate: Generate) -> None:
    package = generate(WARNED)
    given = {"dry_run": "x", "dry_run_": True, "fields": "f", "password": "hush-hush"}
    told = data_of(called(package, "make", given))
    assert told["request"] == "POST https://api.example.com/a?dry_run=x&fields=f"
    assert told["body"] == {"password": "***"}
    assert package.sent == []
    package.server.play({"x": {"y": 1, "z": 2}})
    answer = called(package, "make", {"fields": "f", "fields_": ["x.y"]})
    assert data_of(answer) == {"x.y": 1}
    assert package.sent[-1].query == (("fields", "f"),)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_what_only_warns_is_told_beside_the_answer(generate: Generate) -> None:
    package = generate(WARNED)
    package.server.play({"done": 1})
    answer = called(package, "make", {"a": 1})
    assert not answer.is_error
    assert data_of(answer) == {"done": 1}
    assert "The service ignores a." in data_of(answer, 1)["warning"]
    told = data_of(called(package, "make", {"a": 1, "dry_run_": True}))
    assert "The service ignores a." in told["warnings"][0]


def test_lists_are_given_by_the_page_and_what_follows_on_demand(generate: Generate) -> None:
    package = things(generate)

    async def ask(agent: Client) -> Any:
        found = [data_of(await agent.call_tool("things-list", {"fields": ["thingId"]}))]
        while cursor := found[-1].get("more"):
            found.append(data_of(await agent.call_tool("more", {"cursor": cursor})))
            again = data_of(await agent.call_tool("more", {"cursor": cursor}))
            assert again["items"] == found[-1]["items"], "a cursor may be asked for again"
        return [[each["thingId"] for each in page["items"]] for page in found]

    assert served(package, ask, token="t") == [[1, 2], [3, 4], [5]]
    answer = called(package, "things-list", {"max_items": 3}, token="t")
    assert data_of(answer)["items"] == THINGS[:3]
    assert data_of(answer)["total"] == 5
    answer = called(package, "things-list", {"page": 2, "size": 2}, token="t")
    assert data_of(answer)["items"] == THINGS[2:4]


def test_a_further_page_that_fails_is_told(generate: Generate) -> None:
    package = things(generate)

    async def ask(agent: Client) -> Any:
        cursor = data_of(await agent.call_tool("things-list", {}))["more"]
        package.server.play((503, {"message": "later, t-secret"}))
        return await agent.call_tool("more", {"cursor": cursor})

    answer = served(package, ask, token="t-secret")
    assert answer.is_error
    told = data_of(answer)
    assert (told["status"], told["hint"]) == (503, "500 to 599: the server failed.")
    assert told["body"] == {"message": "later, ***"}


def test_lists_are_cut_between_items_and_texts_between_characters(generate: Generate) -> None:
    package = things(generate)
    long = [{"thingId": n, "name": f"{n}{'-' * 150}"} for n in range(3)]
    package.server.play(lambda request: httpx.Response(200, json=long))

    async def ask(agent: Client) -> Any:
        first = data_of(await agent.call_tool("things-list", {"size": 50}))
        second = data_of(await agent.call_tool("more", {"cursor": first["more"]}))
        return first["items"] + second["items"]

    assert served(package, ask, max_size=200, token="t") == long[:2]
    note = "\n".join(f"line {n}" for n in range(100))
    package.server.play(lambda request: httpx.Response(200, json={"name": "Ball", "note": note}))

    async def read(agent: Client) -> Any:
        answer, pieces = await agent.call_tool("things-get", {"thing_id": 1}), []
        while True:
            pieces.append(answer.content[0].text)  # type: ignore[union-attr]
            assert len(pieces[-1]) <= 300
            if len(answer.content) == 1:
                return json.loads("".join(pieces))
            answer = await agent.call_tool("more", {"cursor": data_of(answer, 1)["more"]})

    assert served(package, read, max_size=300, token="t") == {"name": "Ball", "note": note}
    huge = [{"thingId": 1, "name": "x" * 1000}]
    package.server.play(lambda request: httpx.Response(200, json=huge))

    async def nested(agent: Client) -> Any:
        [item] = data_of(await agent.call_tool("things-list", {"size": 1}))["items"]
        rest = await agent.call_tool("more", {"cursor": item["more"]})
        return item["text"] + rest.content[0].text  # type: ignore[union-attr]

    assert json.loads(served(package, nested, max_size=600, token="t")) == huge[0]


def test_a_cursor_that_is_none_is_told(generate: Generate) -> None:
    for cursor in ("x.1", "", "x", 7):
        answer = called(things(generate), "more", {"cursor": cursor})
        assert answer.is_error
        assert "call the operation again" in data_of(answer)["error"]


def test_files_are_sent_and_small_ones_shown(generate: Generate) -> None:
    package = things(generate)
    content = base64.b64encode(b"\x89PNG").decode()
    url = f"data:image/png;name=in.png;base64,{content}"
    answer = called(package, "things-set_photo", {"thing_id": 1, "photo": url}, token="t")
    assert not answer.is_error, answer
    assert b'filename="in.png"' in package.sent[-1].body
    assert b"\r\n\r\n\x89PNG\r\n" in package.sent[-1].body
    answer = called(package, "things-get_photo", {"thing_id": 1}, token="t")
    assert data_of(answer) == {"media_type": "image/png", "bytes": 5}
    assert base64.b64decode(answer.content[1].data) == b"\x89PNG."  # type: ignore[union-attr]
    answer = called(package, "things-get_photo", {"thing_id": 30_000}, token="t")
    assert len(answer.content) == 1
    assert data_of(answer)["bytes"] == 30_004
    for wrong in ("data:nonsense", "data:image/png;base64,%%%"):
        answer = called(package, "things-set_photo", {"thing_id": 1, "photo": wrong}, token="t")
        assert answer.is_error
        assert data_of(answer)["violations"][0]["path"] == "photo"


def test_errors_of_the_service_say_what_to_do_and_no_secret(generate: Generate) -> None:
    package = things(generate)
    answer = called(package, "things-get", {"thing_id": 404}, token="t-secret")
    assert answer.is_error
    told = data_of(answer)
    assert told["status"] == 404
    assert told["error"].startswith("404 Not Found for GET /things/404 (things.get): no ***")
    assert len(told["body"]) == 20_000
    assert told["more"]
    assert "there is no such thing" in told["hint"]
    assert "t-secret" not in json.dumps(told)
    told = data_of(called(package, "things-get", {"thing_id": 429}, token="t"))
    assert (told["status"], told["retry_after_seconds"]) == (429, 7)
    package.server.play(httpx.ConnectError("refused"))
    told = data_of(called(package, "things-get", {"thing_id": 1}, token="t"))
    assert told["error"].startswith("GET /things/1")
    answer = called(package, "things-get", {"thing_id": 1}, token=None)
    assert answer.is_error
    name = package.name.rpartition(".")[2].upper()
    assert f"{name}_TOKEN" in data_of(answer)["hint"]


def test_own_arguments_are_judged_too(generate: Generate) -> None:
    package = things(generate)
    for given in ({"fields": "name"}, {"max_items": 0}, {"dry_run": "no"}, {"fields": [1]}):
        answer = called(package, "things-list", given, token="t")
        assert answer.is_error
        assert next(iter(given)) in data_of(answer)["error"]
    assert package.sent == []


STREAMS: Spec = """
paths:
  /events:
    get:
      operationId: watch
      responses: {'200': {description: Events., content: {text/event-stream: {schema:
        {type: object, properties: {n: {type: integer}}}}}}}
  /export:
    get:
      operationId: export
      responses: {'200': {description: Rows., content: {application/x-ndjson: {schema:
        {type: object, properties: {n: {type: integer}}}}}}}
  /report:
    get:
      operationId: report
      responses: {'200': {description: A text., content: {text/plain: {schema: {type: string}}}}}
"""


def test_the_first_events_of_a_stream_are_given(generate: Generate) -> None:
    package = generate(STREAMS)
    events = "".join(f'data: {{"n": {n}}}\n\n' for n in range(50))
    package.server.play(
        httpx.Response(200, text=events, headers={"content-type": "text/event-stream"})
    )
    answer = called(package, "watch", {})
    assert data_of(answer)["items"] == [{"n": n} for n in range(20)]
    assert data_of(answer, 1) == {"ended": False}
    answer = called(package, "watch", {"max_items": 60})
    assert len(data_of(answer)["items"]) == 50
    assert data_of(answer, 1) == {"ended": True}
    rows = "".join(f'{{"n": {n}}}\n' for n in range(3))
    package.server.play(
        httpx.Response(200, text=rows, headers={"content-type": "application/x-ndjson"})
    )
    assert data_of(called(package, "export", {}))["items"] == [{"n": n} for n in range(3)]
    package.server.play(
        httpx.Response(200, text="all is well", headers={"content-type": "text/plain"})
    )
    answer = called(package, "report", {})
    assert answer.content[0].text == "all is well"  # type: ignore[union-attr]


def test_a_stream_that_falls_silent_is_left(
    generate: Generate, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = generate(STREAMS)
    root = package.name.rpartition(".")[0]
    monkeypatch.setattr(import_module(f"{root}._runtime.mcp.calls"), "_SECONDS", 0.3)
    closed = list[bool]()

    class Silent(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield b'data: {"n": 1}\n\n'
            await asyncio.sleep(60)

        async def aclose(self) -> None:
            closed.append(True)

    class Transport(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            headers = {"content-type": "text/event-stream"}
            return httpx.Response(200, stream=Silent(), headers=headers)

    http_client = httpx.AsyncClient(transport=Transport())
    answer = called(package, "watch", {}, http_client=http_client)
    assert not answer.is_error
    assert data_of(answer)["items"] == [{"n": 1}]
    assert data_of(answer, 1) == {"ended": False}
    assert closed


def test_several_calls_are_served_at_once_and_one_can_be_stopped(generate: Generate) -> None:
    package = things(generate)
    running, most, stopped = 0, 0, 0
    everyone, started = asyncio.Event(), asyncio.Event()

    class Slow(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            nonlocal running, most, stopped
            running += 1
            most = max(most, running)
            if request.url.path == "/things/99":
                started.set()
                try:
                    await asyncio.sleep(60)
                except asyncio.CancelledError:
                    stopped += 1
                    raise
            if most >= 3:
                everyone.set()
            await everyone.wait()
            running -= 1
            return httpx.Response(200, json={"name": "Ball"})

    async def ask(agent: Client) -> None:
        calls = (agent.call_tool("things-get", {"thing_id": n}) for n in range(3))
        answers = await asyncio.wait_for(asyncio.gather(*calls), 20)
        assert [data_of(each) for each in answers] == [{"name": "Ball"}] * 3
        slow = asyncio.ensure_future(agent.call_tool("things-get", {"thing_id": 99}))
        await started.wait()
        slow.cancel()
        with pytest.raises(asyncio.CancelledError):
            await slow
        for _ in range(100):
            if stopped:
                break
            await asyncio.sleep(0.02)
        assert data_of(await agent.call_tool("things-get", {"thing_id": 1})) == {"name": "Ball"}

    for mode in ("legacy", "auto"):
        running, most, stopped = 0, 0, 0
        everyone, started = asyncio.Event(), asyncio.Event()
        http_client = httpx.AsyncClient(transport=Slow())
        served(package, ask, token="t", http_client=http_client, mode=mode)
        assert (most, stopped) == (3, 1)


def test_documents_and_rules_can_be_read(generate: Generate) -> None:
    package = things(generate)

    async def ask(agent: Client) -> Any:
        listed = [each.uri for each in (await agent.list_resources()).resources]
        [template] = (await agent.list_resource_templates()).resource_templates
        whole = template.uri_template.replace("{operation}", "things.create")
        texts = [
            (await agent.read_resource(uri)).contents[0].text  # type: ignore[union-attr]
            for uri in (listed[0], whole)
        ]
        for wrong in ("docs://nothing", template.uri_template.replace("{operation}", "things.x")):
            with pytest.raises(Exception, match=r"there is no"):
                await agent.read_resource(wrong)
        return listed, *texts

    listed, rules, document = served(package, ask)
    root = f"docs://{package.name}"
    assert listed[:2] == [f"{root}/rules", f"{root}/operations/things.list"]
    assert "- price-amount-needs-currency: An amount needs a currency." in rules
    assert "POST /things (may change something)" in document
    assert '"currency_code"' in document
    assert "Args:" not in document, "the schema has it"
    assert "\n\nReturns:" in document
    assert "price-amount-needs-currency" in document
    listed, *_ = served(package, ask_listed, writes=False)
    assert f"{root}/operations/things.create" not in listed


async def ask_listed(agent: Client) -> Any:
    """The resources."""
    return [each.uri for each in (await agent.list_resources()).resources], None


def many(count: int) -> Spec:
    """A document of many operations."""
    paths: dict[str, Any] = {}
    nouns = ("repository", "issue", "label", "member", "pull request")
    for number in range(count):
        noun = nouns[number % len(nouns)]
        name = f"{noun.replace(' ', '_')}s{number // len(nouns)}"
        says = [f"List {noun}s of team {number // len(nouns)}", f"Delete a {noun}"]
        paths[f"/{name}"] = {
            "get": {"operationId": f"{name}.list", "tags": [name], "summary": says[0]},
            "delete": {"operationId": f"{name}.delete", "tags": [name], "summary": says[1]},
        }
        for each in paths[f"/{name}"].values():
            each["responses"] = {"204": {"description": "Done."}}
    paths["/merge"] = {
        "put": {
            "operationId": "merge",
            "summary": "Merge a branch",
            "parameters": [
                {"name": "branch", "in": "query", "required": True, "schema": {"type": "string"}},
                {"name": "baseBranch", "in": "query", "schema": {"type": "string"}},
            ],
            "responses": {"204": {"description": "Done."}},
        }
    }
    return {"paths": paths}


def test_a_large_api_is_searched_described_and_called(generate: Generate) -> None:
    package = generate(many(50))
    package.server.play(httpx.Response(204))

    async def ask(agent: Client) -> None:
        tools = [each.name for each in (await agent.list_tools()).tools]
        assert tools == ["search_operations", "describe_operation", "call_operation", "more"]
        found = data_of(await agent.call_tool("search_operations", {"query": "merging branches"}))
        assert found["operations"][0] == {
            "operation": "merge",
            "does": "Merge a branch",
            "request": "PUT /merge",
        }
        query = {"query": "list the issues of team 2", "limit": 3}
        found = data_of(await agent.call_tool("search_operations", query))
        assert found["operations"][0]["operation"] == "issues2.list"
        assert len(found["operations"]) == 3
        assert found["found"] > 3
        assert "hint" in data_of(await agent.call_tool("search_operations", {"query": "zebra"}))
        described = await agent.call_tool("describe_operation", {"operation": "merge"})
        assert '"base_branch"' in described.content[0].text  # type: ignore[union-attr]
        call = {"operation": "merge", "arguments": {"base_branch": "main"}}
        answer = await agent.call_tool("call_operation", call)
        assert answer.is_error
        assert data_of(answer)["violations"][0]["path"] == "branch"
        call = {"operation": "merge", "arguments": {"base_branch": "main", "branch": "b"}}
        told = data_of(await agent.call_tool("call_operation", {**call, "dry_run": True}))
        assert told["request"].startswith("PUT https://api.example.com/merge?")
        assert package.sent == []
        assert data_of(await agent.call_tool("call_operation", call)) == {"done": True}
        assert package.sent[-1].query == (("branch", "b"), ("baseBranch", "main"))
        answer = await agent.call_tool("call_operation", {"operation": "mrge"})
        assert "merge" in data_of(answer)["error"]
        answer = await agent.call_tool("call_operation", {"operation": "merge", "arguments": []})
        assert "object" in data_of(answer)["error"]
        answer = await agent.call_tool("issues2-list", {})
        assert "call_operation" in data_of(answer)["error"]

    served(package, ask)

    async def reading(agent: Client) -> None:
        found = data_of(await agent.call_tool("search_operations", {"query": "merge a branch"}))
        assert "merge" not in [each["operation"] for each in found["operations"]]
        answer = await agent.call_tool("describe_operation", {"operation": "merge"})
        assert "--allow-writes" in data_of(answer)["error"]

    served(package, reading, writes=False, patterns=("*",))


def test_few_operations_with_large_schemas_are_searched_too(
    generate: Generate, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = things(generate)
    root = package.name.rpartition(".")[0]
    monkeypatch.setattr(import_module(f"{root}._runtime.mcp.server"), "MOST_CHARACTERS", 1000)

    async def ask(agent: Client) -> Any:
        return [each.name for each in (await agent.list_tools()).tools]

    assert "call_operation" in served(package, ask)
    assert served(package, ask, patterns=("ping",)) == ["ping", "more"]


def test_names_of_tools_are_short_plain_and_apart(generate: Generate) -> None:
    long = "get_the_present_state_of_everything_that_there_is_to_know_of_a_thing_in_full"
    paths = {
        f"/{name}": {"get": {"operationId": f"things.{name}", "tags": ["things"], "responses": {}}}
        for name in (f"{long}_a", f"{long}_b", "größe", "grösse")
    }
    for each in paths.values():
        each["get"]["responses"] = {"204": {"description": "Done."}}
    package = generate({"paths": paths})
    package.server.play(httpx.Response(204))

    async def ask(agent: Client) -> Any:
        names = [each.name for each in (await agent.list_tools()).tools]
        for name in names[:-1]:
            assert not (await agent.call_tool(name, {})).is_error
        return names

    names = served(package, ask)
    assert len({*names}) == 5
    assert all(each.isascii() and len(each) <= 64 for each in names)
    assert len({each.path for each in package.sent}) == 4


def test_several_media_types_of_a_body_are_one_schema(generate: Generate) -> None:
    package = generate("""
paths:
  /notes:
    post:
      operationId: note
      requestBody: {required: true, content: {
        application/json: {schema: {type: object, required: [text], properties: {text: {type: string}}}},
        text/plain: {schema: {type: string}}}}
      responses: {'204': {description: Done.}}
""")
    package.server.play(httpx.Response(204))

    async def ask(agent: Client) -> Any:
        return (await agent.list_tools()).tools[0].input_schema

    schema = served(package, ask)
    assert schema["type"] == "object"
    assert "anyOf" not in schema
    assert schema["properties"]["content_type"]["enum"] == ["application/json", "text/plain"]
    given = {"body": "hello", "content_type": "text/plain"}
    assert not called(package, "note", given).is_error
    assert package.sent[-1].body == b"hello"


ODD: Spec = """
paths:
  /checks:
    put:
      operationId: add
      requestBody: {content: {application/json: {schema: {oneOf: [
        {type: object, additionalProperties: false, required: [contexts],
          properties: {contexts: {type: array, items: {type: string}}}}]}}}}
      responses: {'204': {description: Done.}}
  /merge:
    put:
      operationId: merge
      requestBody: {content: {application/json: {schema: {type: [object, 'null'],
        properties: {method: {type: string}}}}}}
      responses: {'204': {description: Done.}}
  /either:
    post:
      operationId: either
      requestBody: {content: {application/json: {schema: {type: object,
        properties: {a: {type: string}, b: true, c: false}}}}}
      responses: {'204': {description: Done.}}
  /more: {get: {operationId: more, responses: {'204': {description: Done.}}}}
  /names:
    get:
      operationId: names
      parameters:
        - {name: client, in: query, required: true, schema: {type: string}}
        - {name: method, in: query, schema: {type: string}}
        - {name: operation, in: query, schema: {type: string}}
        - {name: arguments, in: query, schema: {type: string}}
      responses: {'204': {description: Done.}}
"""


def test_bodies_that_are_combined_and_names_that_are_taken(generate: Generate) -> None:
    package = generate(ODD)
    package.server.play(httpx.Response(204))

    async def ask(agent: Client) -> None:
        tools = {each.name: each for each in (await agent.list_tools()).tools}
        assert [*tools] == ["add", "merge", "either", "more", "names", "more_"]
        given = tools["either"].input_schema["properties"]
        assert (given["a"]["type"], given["b"], "c" in given) == ("string", {}, False)
        assert "contexts" in tools["add"].input_schema["properties"]
        assert "`more_`" in (agent.instructions or "")
        assert not (await agent.call_tool("add", {"contexts": ["a"]})).is_error
        assert package.sent[-1].json == {"contexts": ["a"]}
        [told] = data_of(await agent.call_tool("merge", {"method": "x"}))["violations"]
        assert (
            told["message"] == "there is no argument 'method'; it is a member of the argument body"
        )
        assert not (await agent.call_tool("merge", {"body": {"method": "x"}})).is_error
        assert package.sent[-1].json == {"method": "x"}
        await agent.call_tool("more", {})
        assert package.sent[-1].path == "/more"
        given = {"client": "a", "method": "b", "operation": "c", "arguments": "d"}
        assert not (await agent.call_tool("names", given)).is_error
        assert dict(package.sent[-1].query) == given

    served(package, ask)
    client = package.client()
    schema = client.schema(client.add)
    assert [*schema["properties"]] == ["contexts"]
    assert "allOf" not in schema, "which would refuse the other arguments"


def test_what_fails_inside_of_the_server_is_told_without_secrets(generate: Generate) -> None:
    package = things(generate)
    package.server.play(RuntimeError("t-secret does not fit"))
    answer = called(package, "things-get", {"thing_id": 1}, token="t-secret")
    assert answer.is_error
    assert data_of(answer)["error"] == "the server itself failed: RuntimeError: *** does not fit"


RUNS: Spec = """
paths:
  /runs:
    post:
      operationId: runs.start
      tags: [runs]
      x-wait: {operation: runs.get, arguments: {id: $.id}, state: state, done: [ready], failed: [broken]}
      responses: {'201': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Run'}}}}}
  /runs/{id}:
    get:
      operationId: runs.get
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      tags: [runs]
      responses: {'200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Run'}}}}}
components: {schemas: {Run: {type: object, properties: {id: {type: integer}, state: {type: string}}}}}
"""


def test_waits_are_tools_too(generate: Generate, monkeypatch: pytest.MonkeyPatch) -> None:
    package = generate(RUNS)
    package.server.play({"id": 1, "state": "going"}, {"id": 1, "state": "ready"})

    async def ask(agent: Client) -> Any:
        [tool] = [x for x in (await agent.list_tools()).tools if "wait" in x.name]
        assert tool.input_schema["properties"]["id"]["type"] == "integer"
        answer = await agent.call_tool(tool.name, {"id": 1, "interval": 0.01})
        assert data_of(answer) == {"id": 1, "state": "ready"}
        answer = await agent.call_tool(tool.name, {})
        assert data_of(answer)["violations"][0]["path"] == "id"
        assert "dry_run" not in tool.input_schema["properties"]
        return tool.annotations

    assert served(package, ask).read_only_hint
    root = package.name.rpartition(".")[0]
    monkeypatch.setattr(import_module(f"{root}._runtime.mcp.server"), "MOST_OPERATIONS", 0)
    given = {"operation": "runs.wait_for_start", "arguments": {"id": 1}, "dry_run": True}
    count = len(package.sent)
    assert data_of(called(package, "call_operation", given))["sent"] is False
    assert len(package.sent) == count
    monkeypatch.undo()
    package.server.play({"id": 1, "state": "broken"})
    name = "runs-wait_for_start"
    answer = called(package, name, {"id": 1})
    assert answer.is_error
    assert "broken" in data_of(answer)["error"]
