"""The server of a package for agents as a program: over stdin and stdout, over HTTP, with what its options say."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from adwright.build import build
from adwright.config import one_off
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from support import write_files, write_spec

from .things import SPEC, THINGS, serving

Sent = list[tuple[str, str, bytes]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a package with a server, and no command line, can be imported from."""
    folder = tmp_path_factory.mktemp("mcp")
    target = one_off(write_spec(folder, SPEC), folder, "sample", "Sample", mcp=True)
    write_files(folder, build(target).files)
    return folder


@pytest.fixture(scope="module")
def service() -> Iterator[tuple[str, Sent]]:
    """The address of the service, and what it is sent."""
    with serving() as (url, seen):
        yield url, seen


def _environment(token: str = "t") -> dict[str, str]:
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    signed = {"SAMPLE_TOKEN": token} if token else {}
    return {**known, **signed, "SAMPLE_LOG": "debug"}


def _run(folder: Path, *given: str, code: str = "", token: str = "t") -> Any:
    command = ("-c", code) if code else ("-m", "sample", *given)
    return subprocess.run(
        [sys.executable, *command], cwd=folder, env=_environment(token), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize("mode", ["legacy", "auto"])
def test_an_agent_starts_it_and_calls(
    folder: Path, service: tuple[str, Sent], mode: str, tmp_path: Path
) -> None:
    url, seen = service
    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "sample", "mcp", "--base-url", url, "--allow-writes", "--max-retries", "0"],
        env=_environment(),
        cwd=folder,
    )

    async def run() -> None:
        async with Client(stdio_client(command), mode=mode) as agent:
            assert "dry_run" in (agent.instructions or "")
            tools = [each.name for each in (await agent.list_tools()).tools]
            assert "things-create" in tools
            answer = await agent.call_tool("things-list", {"size": 2})
            assert json.loads(answer.content[0].text)["items"] == THINGS[:2]  # type: ignore[union-attr]
            answer = await agent.call_tool("things-create", {"name": "x"})
            assert answer.is_error
            before = len(seen)
            answer = await agent.call_tool("things-create", {"name": "Ball"})
            assert not answer.is_error
            assert seen[before:] == [("POST", "/things", b'{"name":"Ball"}')]

    asyncio.run(asyncio.wait_for(run(), 60))


def test_what_the_command_line_sets(folder: Path) -> None:
    for given, told in (
        ([], "this starts the server for agents: python -m sample mcp"),
        (["things"], "this starts the server for agents: python -m sample mcp"),
        (["mcp", "--operations", "thing.list"], "there is no operation 'thing.list'; there is things.list"),
        (["mcp", "--operations", ""], "at least one"),
        (["mcp", "--operations", "things.create,ping"], "things.create (POST /things) may change something"),
        (["mcp", "--http", "x"], "'x' is no [HOST:]PORT"),
        (["mcp", "--timeout", "-1"], "timeout must be a number of seconds above 0"),
        (["mcp", "--max-size", "all"], "--max-size"),
        (["mcp", "--max-size", "0"], "'0' is no whole number of 200 or more"),
    ):  # fmt: skip
        ran = _run(folder, *given)
        assert ran.returncode == 2, ran
        assert told in ran.stderr
        assert ran.stdout == ""
        assert "Traceback" not in ran.stderr
    ran = _run(folder, "mcp", "--help")
    assert ran.returncode == 0
    assert "SAMPLE_TOKEN" in ran.stdout
    assert "--allow-writes" in ran.stdout
    ran = _run(folder, "mcp")  # whose stdin is at its end
    assert (ran.returncode, ran.stdout) == (0, "")
    assert "SAMPLE_TOKEN" not in ran.stderr
    ran = _run(folder, "mcp", token="")
    assert (ran.returncode, ran.stdout) == (0, "")
    assert "what needs a login will be refused: SAMPLE_TOKEN" in ran.stderr


def test_where_the_sdk_is_missing_is_said_what_to_install(folder: Path) -> None:
    code = (
        "import sys; sys.argv = ['sample', 'mcp']; sys.modules['mcp'] = None\n"
        "from sample.__main__ import run; run()"
    )
    ran = _run(folder, code=code)
    assert ran.returncode == 2
    assert "pip install 'mcp>=2'" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_a_client_loads_nothing_of_it(folder: Path) -> None:
    code = (
        "import sys, sample; from sample import Sample; Sample(token='t').things\n"
        "print(sorted(each for each in sys.modules if 'mcp' in each.split('.') or each == 'uvicorn'))"
    )
    assert _run(folder, code=code).stdout == "[]\n"


@contextmanager
def over_http(folder: Path, url: str, at: str = "0") -> Iterator[str]:
    """The address of a server that listens."""
    command = [sys.executable, "-m", "sample", "mcp", "--http", at, "--base-url", url]
    environment = {**_environment(), "SAMPLE_LOG": ""}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        try:
            line = process.stderr.readline()
            found = re.fullmatch(r"serving at (http://127\.0\.0\.1:\d+/mcp)\n", line)
            assert found, line + process.stderr.read()
            yield found[1]
        finally:
            process.terminate()
            process.stderr.read()
            process.wait(20)


def test_several_agents_share_a_server_over_http(folder: Path, service: tuple[str, Sent]) -> None:
    with over_http(folder, service[0]) as address:

        async def ask(mode: str) -> Any:
            async with Client(address, mode=mode) as agent:
                answer = await agent.call_tool("things-get", {"thing_id": 1})
                return json.loads(answer.content[0].text)  # type: ignore[union-attr]

        async def both() -> Any:
            return await asyncio.gather(ask("legacy"), ask("auto"))

        assert asyncio.run(asyncio.wait_for(both(), 60)) == [THINGS[0]] * 2
        # A page of elsewhere whose name leads here, as in DNS rebinding.
        start: dict[str, Any] = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
        headers = {"accept": "application/json, text/event-stream"}
        for wrong in ({"host": "evil.example"}, {"origin": "http://evil.example"}):
            answer = httpx.post(address, json=start, headers={**headers, **wrong})
            assert answer.status_code in (403, 421)


def test_a_server_is_asked_by_the_name_of_the_host_that_was_given(
    folder: Path, service: tuple[str, Sent]
) -> None:
    with over_http(folder, service[0], "127.1:0") as address:
        start: dict[str, Any] = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
        headers = {"accept": "application/json, text/event-stream"}
        for name in ("127.0.0.1", "127.1", "localhost"):
            port = httpx.URL(address).port
            told = httpx.post(address, json=start, headers={**headers, "host": f"{name}:{port}"})
            assert told.status_code not in (403, 421), told.text
        told = httpx.post(address, json=start, headers={**headers, "host": "127.2"})
        assert told.status_code == 421


def test_the_command_line_has_the_server_beside_its_commands(tmp_path: Path) -> None:
    named = {"/mcp": {"get": {"operationId": "mcp.list", "tags": ["mcp"], "responses": {}}}}
    named["/mcp"]["get"]["responses"] = {"204": {"description": "Done."}}
    for name, spec, word in (("sample", SPEC, "mcp"), ("other", {"paths": named}, "mcp-server")):
        target = one_off(
            write_spec(tmp_path / name, spec), tmp_path, name, "Shop", cli=True, mcp=True
        )
        write_files(tmp_path, build(target).files)
        ran = subprocess.run(
            [sys.executable, "-m", name, "--help"],
            cwd=tmp_path, env=_environment(), capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert re.search(rf"^  {word} +Serve the operations to agents", ran.stdout, re.MULTILINE)
        ran = subprocess.run(
            [sys.executable, "-m", name, word, "--help"],
            cwd=tmp_path, env=_environment(), capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert "--allow-writes" in ran.stdout
