"""Every operation of every client is reached by agents and sends what a direct call sends, with tools they can take."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from adclients._runtime.mcp import server as serving
from adclients._runtime.mcp.server import AgentServer
from adclients._runtime.mcp.tools import Allowance
from adclients._runtime.methods import operation_of
from adclients._runtime.testing.samples import sample
from jsonschema import Draft202012Validator
from mcp import Client
from shipped import CLIENTS, client_of, double_of, methods_of, operations_of


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """All objects in a value."""
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value:
        if isinstance(each, dict | list):
            yield from _nodes(each)


@pytest.mark.parametrize("small", [True, False], ids=["tools", "search"])
@pytest.mark.parametrize("name", CLIENTS)
def test_every_operation_is_reached(
    name: str, small: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "MOST_OPERATIONS", 40 if small else 0)
    transport = double_of(name)
    reached = set[str]()

    async def run() -> None:
        client = client_of(name, transport, asynchronous=True)
        server = AgentServer(client, f"adclients.{name}", Allowance(writes=True), 20_000)
        async with client, Client(server.sdk) as agent:
            tools = {each.name for each in (await agent.list_tools()).tools}
            assert ("call_operation" not in tools) == small
            for resource, method in methods_of(client):
                if method.__name__.startswith("wait_"):  # which is made of several calls
                    continue
                arguments = sample(client.schema(method))
                called = f"{resource}-{method.__name__}"
                given = arguments
                if not small:
                    given = {"operation": called.replace("-", "."), "arguments": arguments}
                answer = await agent.call_tool(called if small else "call_operation", given)
                assert not answer.is_error, answer.content
                result = method(**arguments)
                await result
                sent, direct = (each.request for each in transport.calls[-2:])
                assert (sent.method, sent.url) == (direct.method, direct.url), arguments
                if "multipart" not in direct.headers.get("content-type", ""):
                    assert sent.content == direct.content, arguments
                reached.add(operation_of(client, method).id)

    asyncio.run(run())
    assert reached == operations_of(name)


@pytest.mark.parametrize("name", CLIENTS)
def test_tools_have_names_and_schemas_that_agents_take(name: str) -> None:
    client = client_of(name, double_of(name), asynchronous=True)
    server = AgentServer(client, f"adclients.{name}", Allowance(writes=True), 20_000)

    async def run() -> list[Any]:
        async with client, Client(server.sdk) as agent:
            return [*(await agent.list_tools()).tools]

    tools = asyncio.run(run())
    assert len({each.name for each in tools}) == len(tools)
    for tool in tools:
        assert re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", tool.name)
        assert tool.description
        schema = tool.input_schema
        Draft202012Validator.check_schema(schema)
        assert schema["type"] == "object"
        assert {"anyOf", "oneOf", "allOf", "not", "if"}.isdisjoint(schema)
        nodes = [*_nodes(schema)]
        assert all(re.fullmatch(r"[a-zA-Z0-9_.-]{1,64}", each) for each in schema["properties"])
        assert not [key for node in nodes for key in node if key.startswith("x-")]
        referred = {node["$ref"].rpartition("/")[2] for node in nodes if "$ref" in node}
        assert referred == schema.get("$defs", {}).keys()
        if tool.name != "more":
            assert ("dry_run" in schema["properties"]) != ("-wait_" in tool.name)
    assert len(json.dumps([each.model_dump(mode="json") for each in tools])) < 150_000


@pytest.mark.parametrize(
    ("name", "reads", "writes"),
    [
        ("clearline", "demand_tags-list", "demand_tags-duplicate"),  # a GET that makes another tag
        ("iqm", "insertion_orders-list", "insertion_orders-create"),  # a POST that only reads
    ],
)
def test_what_only_reads_is_offered_to_those_who_only_read(
    name: str, reads: str, writes: str
) -> None:
    client = client_of(name, double_of(name), asynchronous=True)
    server = AgentServer(client, f"adclients.{name}", Allowance(), 20_000)

    async def run() -> set[str]:
        async with client, Client(server.sdk) as agent:
            assert (await agent.call_tool(writes, {})).is_error
            return {each.name for each in (await agent.list_tools()).tools}

    tools = asyncio.run(run())
    assert reads in tools
    assert writes not in tools
