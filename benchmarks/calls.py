"""What a call costs with each client, as ratios to raw httpx with `response.json()`, in one run.

    python benchmarks/calls.py [--rounds N]

Two calls are made: one small GET, and a list of 1,000 objects; who can also reads the list with one wrong value in it.
All clients come from the spec below and call the same
local server, which answers ready bytes from another process over kept connections. They take turns in short rounds, and
a ratio is the median over the rounds of (client / raw httpx in the same round), so that noise of the machine, which
lasts longer than a round, falls on all alike. With `--check` it ends with 1 when ours is over its limits.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime
import gc
import importlib
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import httpx
import httpx2
from pydantic import BaseModel, TypeAdapter

SCRIPTS = Path(sys.executable).parent
TOKEN = "a-token-of-the-usual-length-0123456789"
COUNT = 1000
BARS = {"small": 1.4, "list": 2.6}  # how many times raw httpx ours may cost
BASELINE = "httpx + json()"
OURS = "adwright"

# The API -----------------------------------------------------------------------------------------

Status = Literal["draft", "active", "paused", "ended"]


class Budget(BaseModel):
    """What a careful person would write by hand for the object inside."""

    amount: float
    currency: Literal["USD", "EUR", "GBP"]
    daily_cap: float | None = None
    pacing: Literal["even", "asap"] = "even"


class Campaign(BaseModel):
    """What a careful person would write by hand for the objects of the API."""

    id: int
    name: str
    external_id: str | None = None
    status: Status
    created_at: datetime.datetime
    updated_at: datetime.datetime
    start_date: datetime.date
    end_date: datetime.date | None = None
    budget: Budget
    priority: int
    is_archived: bool
    impressions: int
    click_rate: float
    tags: list[str]
    notes: str | None = None


def spec(base_url: str) -> dict[str, Any]:
    """The document that all clients are generated from."""
    text, whole, number = {"type": "string"}, {"type": "integer"}, {"type": "number"}
    moment, day = {**text, "format": "date-time"}, {**text, "format": "date"}
    maybe_text, maybe_day = (
        {**text, "type": ["string", "null"]},
        {**day, "type": ["string", "null"]},
    )
    budget = {
        "amount": number,
        "currency": {**text, "enum": ["USD", "EUR", "GBP"]},
        "daily_cap": {"type": ["number", "null"]},
        "pacing": {**text, "enum": ["even", "asap"]},
    }
    campaign = {
        "id": whole,
        "name": text,
        "external_id": maybe_text,
        "status": {**text, "enum": ["draft", "active", "paused", "ended"]},
        "created_at": moment,
        "updated_at": moment,
        "start_date": day,
        "end_date": maybe_day,
        "budget": {"$ref": "#/components/schemas/Budget"},
        "priority": whole,
        "is_archived": {"type": "boolean"},
        "impressions": whole,
        "click_rate": number,
        "tags": {"type": "array", "items": text},
        "notes": maybe_text,
    }
    one = {"$ref": "#/components/schemas/Campaign"}
    identifier = {"name": "id", "in": "path", "required": True, "schema": whole}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Ads", "version": "1.0.0"},
        "servers": [{"url": base_url}],
        "security": [{"token": []}],
        "paths": {
            "/campaigns": {"get": _operation("listCampaigns", {"type": "array", "items": one})},
            "/campaigns/{id}": {
                "get": {**_operation("getCampaign", one), "parameters": [identifier]}
            },
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Budget": _object(budget), "Campaign": _object(campaign)},
        },
    }


def _operation(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    content = {"application/json": {"schema": schema}}
    replies = {"200": {"description": "What was asked for.", "content": content}}
    return {"operationId": name, "tags": ["campaigns"], "summary": "Read.", "responses": replies}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    optional = {"external_id", "end_date", "notes", "daily_cap", "pacing"}
    return {
        "type": "object",
        "required": [name for name in properties if name not in optional],
        "properties": properties,
    }


def campaign(number: int) -> dict[str, Any]:
    """One object as the server sends it."""
    return {
        "id": 100_000 + number,
        "name": f"Campaign number {number} for the spring season",
        "external_id": f"EXT-{number:06}" if number % 3 else None,
        "status": ("draft", "active", "paused", "ended")[number % 4],
        "created_at": f"2026-03-{number % 28 + 1:02}T08:{number % 60:02}:11Z",
        "updated_at": f"2026-04-{number % 28 + 1:02}T17:{number % 60:02}:45.123456Z",
        "start_date": f"2026-05-{number % 28 + 1:02}",
        "end_date": f"2026-06-{number % 28 + 1:02}" if number % 2 else None,
        "budget": {
            "amount": 1000.5 + number,
            "currency": ("USD", "EUR", "GBP")[number % 3],
            "daily_cap": 99.9 if number % 5 else None,
            "pacing": ("even", "asap")[number % 2],
        },
        "priority": number % 10,
        "is_archived": number % 7 == 0,
        "impressions": number * 7919,
        "click_rate": 0.0123 * (number % 11),
        "tags": [f"tag-{number % 13}", "spring", "video"],
        "notes": "Paused by the client until the creatives are approved." if number % 4 else None,
    }


# The server --------------------------------------------------------------------------------------


def _answer(body: object) -> bytes:
    content = json.dumps(body, separators=(",", ":")).encode()
    head = (
        "HTTP/1.1 200 OK\r\ndate: Mon, 02 Nov 2026 08:00:00 GMT\r\nserver: ready\r\n"
        "content-type: application/json\r\nx-request-id: 5f0c1d7e\r\n"
        f"content-length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


class Ready(asyncio.Protocol):
    """Answers each request with ready bytes, which depend on the path alone."""

    small = _answer(campaign(7))
    large = _answer([campaign(number) for number in range(COUNT)])
    wrong = _answer(
        [{**campaign(n), **({"priority": "high"} if n == 500 else {})} for n in range(COUNT)]
    )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin with nothing received."""
        self.transport: Any = transport
        self.received = b""

    def data_received(self, data: bytes) -> None:
        """Answer what is complete; the requests have no bodies."""
        self.received += data
        while b"\r\n\r\n" in self.received:
            request, _, self.received = self.received.partition(b"\r\n\r\n")
            answers = {b"/": self.small, b"?": self.wrong}
            self.transport.write(answers.get(request[len("GET /campaigns") :][:1], self.large))


async def serve() -> None:
    """Serve on a free port, which is printed, until stopped."""
    server = await asyncio.get_running_loop().create_server(Ready, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextmanager
def server() -> Iterator[str]:
    """The base URL of a server in another process."""
    process = subprocess.Popen(
        [sys.executable, __file__, "--serve"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.terminate()
        process.communicate()


# The clients -------------------------------------------------------------------------------------


@dataclass
class Client:
    """A client, by what it does for each of the calls; the list with a wrong value is read by who can."""

    name: str
    small: Callable[[], Any]
    list: Callable[[], Any]
    wrong: Callable[[], Any] | None = None


def raw(library: Any, name: str, url: str, stack: ExitStack) -> Client:
    """A bare HTTP library; the result is plain data."""
    client = stack.enter_context(
        library.Client(base_url=url, headers={"authorization": f"Bearer {TOKEN}"})
    )
    return Client(
        name,
        lambda: client.get("/campaigns/7").json(),
        lambda: client.get("/campaigns").json(),
        lambda: client.get("/campaigns?wrong=1").json(),
    )


def by_hand(url: str, stack: ExitStack) -> Client:
    """httpx, and pydantic's own parser on models written by hand."""
    client = stack.enter_context(
        httpx.Client(base_url=url, headers={"authorization": f"Bearer {TOKEN}"})
    )
    one, many = TypeAdapter(Campaign), TypeAdapter(list[Campaign])
    return Client(
        "httpx + pydantic validate_json",
        lambda: one.validate_json(client.get("/campaigns/7").content),
        lambda: many.validate_json(client.get("/campaigns").content),
    )


def ours(document: Path, url: str, stack: ExitStack) -> list[Client]:
    """The client that adwright generates, with a client of httpx of its own, and with one of httpx2."""
    _run(
        "adwright",
        "generate",
        "--spec",
        document,
        "--output",
        document.parent,
        "--package",
        "ours",
        "--class",
        "Ours",
    )
    make = importlib.import_module("ours").Ours
    given = stack.enter_context(httpx2.Client())
    made = (
        (OURS, stack.enter_context(make(token=TOKEN, base_url=url))),
        (f"{OURS} on httpx2", make(token=TOKEN, base_url=url, http_client=given)),
    )
    wrong = {"query": {"wrong": 1}}
    return [
        Client(
            name,
            partial(client.campaigns.get_campaign, 7),
            client.campaigns.list_campaigns,
            partial(client.campaigns.list_campaigns, options=wrong),
        )
        for name, client in made
    ]


def openapi_python_client(document: Path, url: str, stack: ExitStack) -> Client:
    """The client of openapi-python-client."""
    folder = document.parent / "opc"
    _run(
        "openapi-python-client",
        "generate",
        "--path",
        document,
        "--output-path",
        folder,
        "--meta",
        "none",
    )
    client = importlib.import_module("opc").AuthenticatedClient(base_url=url, token=TOKEN)
    stack.enter_context(client)
    get = importlib.import_module("opc.api.campaigns.get_campaign").sync
    get_all = importlib.import_module("opc.api.campaigns.list_campaigns").sync
    return Client(
        "openapi-python-client", lambda: get(7, client=client), lambda: get_all(client=client)
    )


def datamodel_code_generator(document: Path, url: str, stack: ExitStack) -> Client:
    """The client of datamodel-code-generator, which sends by httpx2."""
    folder = document.parent
    options = {
        "--input": document,
        "--input-file-type": "openapi",
        "--output": folder / "dcg_models.py",
        "--output-model-type": "pydantic_v2.BaseModel",
        "--generate-client": "httpx2",
        "--client-output": folder / "dcg_client",
        "--client-package": "dcg_client",
        "--client-model-package": "dcg_models",
        "--target-python-version": f"{sys.version_info[0]}.{sys.version_info[1]}",
        "--target-pydantic-version": "2.14",
        "--formatters": "builtin",
    }
    _run(
        "datamodel-codegen",
        "--use-missing-sentinel",
        *(part for pair in options.items() for part in pair),
    )
    client = stack.enter_context(
        importlib.import_module("dcg_client").Client(token=TOKEN, base_url=url)
    )
    return Client(
        "datamodel-code-generator",
        lambda: client.campaigns.get_campaign(id=7),
        client.campaigns.list_campaigns,
    )


def _run(command: str, *arguments: object) -> None:
    path = os.pathsep.join([str(SCRIPTS), os.environ.get("PATH", "")])  # each may call formatters
    line = [shutil.which(command, path=path) or command, *map(str, arguments)]
    done = subprocess.run(
        line, capture_output=True, text=True, check=False, env={**os.environ, "PATH": path}
    )
    if done.returncode:
        raise SystemExit(f"{command} failed:\n{done.stdout}{done.stderr}")


def clients(folder: Path, url: str, stack: ExitStack) -> list[Client]:
    """All clients, generated into a folder where they must be; the first is what others are compared with."""
    document = folder / "ads.json"
    document.write_text(json.dumps(spec(url)))
    sys.path.insert(0, str(folder))
    return [
        raw(httpx, BASELINE, url, stack),
        by_hand(url, stack),
        *ours(document, url, stack),
        openapi_python_client(document, url, stack),
        raw(httpx2, "httpx2 + json()", url, stack),
        datamodel_code_generator(document, url, stack),
    ]


def probe(client: Client) -> None:
    """Make sure that a client does its work, and warm it up."""
    for _ in range(3):
        if client.wrong is not None:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # which ours gives
                client.wrong()
        one, many = client.small(), getattr(root := client.list(), "root", root)
        found = [one["id"], many[-1]["id"]] if isinstance(one, dict) else [one.id, many[-1].id]
        if found != [100_007, 100_000 + COUNT - 1] or len(many) != COUNT:
            raise SystemExit(f"{client.name} read {found} of {len(many)}")
        if not isinstance(one, dict) and not isinstance(one.created_at, datetime.datetime):
            raise SystemExit(f"{client.name} read no date")


# The measurement ---------------------------------------------------------------------------------


@dataclass
class Series:
    """Seconds per call of one client, by round."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)


def measure(calls: dict[str, Callable[[], Any]], rounds: int, repeats: int) -> dict[str, Series]:
    """Let calls take turns.

    Args:
        calls: The calls by name.
        rounds: How many turns each has.
        repeats: How often a call is made in a turn.
    """
    found = {name: Series() for name in calls}
    names = list(calls)
    for turn in range(rounds):
        start = turn % len(names)
        for name in names[start:] + names[:start]:  # so that none always follows the same one
            call = calls[name]
            call()
            gc.collect()  # so that each pays for the collections that its own objects cause, and for no other's
            wall, cpu = time.perf_counter(), time.process_time()
            for _ in range(repeats):
                call()
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
            found[name].cpu.append(cpu / repeats)
            found[name].wall.append(wall / repeats)
    return found


def ratios(series: Sequence[float], baseline: Sequence[float]) -> tuple[float, float, float]:
    """Median, lower and upper quartile of the ratios in each round."""
    each = [one / other for one, other in zip(series, baseline, strict=True)]
    low, middle, high = statistics.quantiles(each, n=4)
    return middle, low, high


def table(found: dict[str, dict[str, Series]]) -> str:
    """The ratios of all clients as a Markdown table."""
    lines = [
        "| | small, CPU | small, wall | list of 1,000, CPU | list of 1,000, wall | one wrong value, CPU | wall |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name in found["small"]:
        cells = [name]
        for kind in found:
            own, base = found[kind].get(name), found[kind][BASELINE]
            if own is None:
                cells += ["", ""]
                continue
            middle, low, high = ratios(own.cpu, base.cpu)
            cells += [
                f"{middle:.2f} ({low:.2f} to {high:.2f})",
                f"{ratios(own.wall, base.wall)[0]:.2f}",
            ]
        lines.append(f"| {' | '.join(cells)} |")
    small, large = (found[kind][BASELINE] for kind in ("small", "list"))
    units = [
        f"{statistics.median(small.cpu) * 1e6:.0f} and {statistics.median(small.wall) * 1e6:.0f} microseconds",
        f"{statistics.median(large.cpu) * 1e3:.1f} and {statistics.median(large.wall) * 1e3:.1f} ms",
    ]
    return "\n".join(
        [
            *lines,
            "",
            f"1.00 is {units[0]} (CPU and wall) for the small call, {units[1]} for the list.",
        ]
    )


def machine() -> str:
    """What it ran on."""
    libraries = (
        "httpx",
        "httpx2",
        "pydantic",
        "pydantic-core",
        "openapi-python-client",
        "datamodel-code-generator",
    )
    versions = ", ".join(f"{name} {version(name)}" for name in libraries)
    load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"Python {platform.python_version()}, {platform.platform()}, {os.cpu_count()} cores, {load}\n{versions}"


def main() -> int:
    """Generate, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=50, help="turns of each client")
    parser.add_argument(
        "--check", action="store_true", help="end with 1 when ours is over its limits"
    )
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve())
    with tempfile.TemporaryDirectory() as name, server() as url, ExitStack() as stack:
        everyone = clients(Path(name), url, stack)
        for client in everyone:
            probe(client)
        found = {
            "small": measure({each.name: each.small for each in everyone}, options.rounds, 50),
            # Enough lists for full collections to fall into each turn, as they do in a program that runs on.
            "list": measure({each.name: each.list for each in everyone}, options.rounds, 12),
            "wrong": measure(
                {each.name: each.wrong for each in everyone if each.wrong}, options.rounds, 12
            ),
        }
    print(machine(), table(found), sep="\n\n")
    over = {
        kind: ratio
        for kind, bar in BARS.items()
        if (ratio := ratios(found[kind][OURS].cpu, found[kind][BASELINE].cpu)[0]) > bar
    }
    for kind, ratio in over.items():
        print(f"{OURS} is over its limit for the {kind} call: {ratio:.2f}, not {BARS[kind]}")
    return int(options.check and bool(over))


if __name__ == "__main__":
    sys.exit(main())
