"""Draws a session on the command line: a list as a table, and a call that would be refused, with the rule it breaks.

`make pictures` runs it. The commands are run against the offline double, in this process.
"""

from __future__ import annotations

import io
import shlex
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from adclients._runtime.cli.commands import root
from adclients.freewheel import FreeWheel
from adclients.freewheel.testing import OfflineTransport
from click import ClickException
from rich.console import Console
from rich.text import Text

FILE = Path(__file__).with_suffix(".svg")
PROGRAM = "python -m adclients.freewheel"
COMMANDS = [
    "proposed-placements list --output table --fields id,name,budget.budget_model,budget.currency",
    "proposed-placements create --name Spring --budget.budget-model CURRENCY_TARGET --dry-run",
]
LISTED = {
    "items": [
        {
            "id": 17,
            "name": "Spring",
            "budget": {"budget_model": "CURRENCY_TARGET", "currency": 2500.0},
        },
        {"id": 18, "name": "Autumn", "budget": {"budget_model": "EVERGREEN"}},
    ]
}


def play() -> list[tuple[str, str]]:
    """The commands, each with what it prints."""
    transport = OfflineTransport()
    transport.queue(LISTED)

    def make(**chosen: Any) -> FreeWheel:
        return FreeWheel(**{**chosen, "token": "any"}, http_client=transport.client())

    return [(command, _printed(make, command)) for command in COMMANDS]


def _printed(make: Any, command: str) -> str:
    printed = io.StringIO()
    with redirect_stdout(printed), redirect_stderr(printed):
        try:
            root(FreeWheel, PROGRAM, make).main(
                shlex.split(command), PROGRAM, standalone_mode=False
            )
        except ClickException as error:
            error.show()
    return printed.getvalue().rstrip()


def draw(session: list[tuple[str, str]]) -> str:
    """A session as a picture."""
    console = Console(record=True, width=118, file=io.StringIO(), color_system="truecolor")
    for command, printed in session:
        console.print(Text.assemble(("$ ", "bold green"), (f"{PROGRAM} {command}", "bold")))
        for line in printed.splitlines():
            console.print(Text(line, "red" if line.startswith("Error") else ""))
        console.print()
    return console.export_svg(title="FreeWheel on the command line", unique_id="command-line")


if __name__ == "__main__":
    FILE.write_text(draw(play()), "utf-8")
    print(f"wrote {FILE.name}")
