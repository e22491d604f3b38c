"""Draws a session of an agent: a call that is refused with what is wrong, and the call that is mended.

`make pictures` runs it. The session is played against the offline double.
"""

from __future__ import annotations

import asyncio
import io
import json
from pathlib import Path
from typing import Any

from adclients._runtime.mcp.server import AgentServer
from adclients._runtime.mcp.tools import Allowance
from adclients.freewheel import AsyncFreeWheel
from adclients.freewheel.testing import OfflineTransport
from mcp import Client
from rich.console import Console
from rich.table import Table
from rich.text import Text

FILE = Path(__file__).with_suffix(".svg")
TOOL = "proposed_placements-create"
CALLS: list[dict[str, Any]] = [
    {"name": "Spring", "budget": {"budget_model": "CURRENCY_TARGET"}},
    {"name": "Spring", "budget": {"budget_model": "CURRENCY_TARGET", "currency": 2500}},
]


async def play() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """The calls, each with its answer."""
    transport = OfflineTransport()
    async with AsyncFreeWheel(token="any", http_client=transport.async_client()) as client:
        server = AgentServer(client, "adclients.freewheel", Allowance(writes=True), 20_000)
        async with Client(server.sdk) as agent:
            wish = {"fields": ["id", "name", "budget"]}
            answers = [await agent.call_tool(TOOL, {**each, **wish}) for each in CALLS]
    texts = [answer.content[0].text for answer in answers]  # type: ignore[union-attr]
    return [(call, json.loads(text)) for call, text in zip(CALLS, texts, strict=True)]


def draw(session: list[tuple[dict[str, Any], dict[str, Any]]]) -> str:
    """A session as a picture."""
    rows = Table.grid(padding=(0, 2))
    for call, answer in session:
        rows.add_row(Text("agent", "bold cyan"), Text(f"{TOOL} {json.dumps(call)}"))
        if "error" not in answer:
            rows.add_row(Text("server", "bold green"), Text(json.dumps(answer)))
            continue
        rows.add_row(Text("server", "bold red"), Text(answer["error"]))
        for each in answer["violations"]:
            rows.add_row("", Text.assemble((each["path"], "bold"), "  ", each["message"]))
            rows.add_row("", Text(f"rule {each['rule']}", "dim"))
        rows.add_row()
    console = Console(record=True, width=118, file=io.StringIO(), color_system="truecolor")
    console.print(rows)
    return console.export_svg(title="python -m adclients.freewheel mcp", unique_id="agents")


if __name__ == "__main__":
    FILE.write_text(draw(asyncio.run(play())), "utf-8")
    print(f"wrote {FILE.name}")
