"""What it costs to start a command of a client, as a ratio to a script that makes the same call.

    python benchmarks/command_line.py [--rounds N] [--check]

Each is a process of its own, from its start to its end: `--help` of a client, `--help` of a method with many options, a
list of 50 placements as JSON, and a script that asks for the same list with the same client and prints it with
`json.dumps`. They take turns, against a server in this process; each figure is the least CPU time of all rounds, user
and system, for a busy machine only ever adds some. With `--check` it ends with 1 when `--help` takes more than 0.3
seconds, or the list more than 1.3 times what the script does.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from threading import Thread

HELP, RATIO = 0.3, 1.3
"""The most that `--help` may take in CPU seconds, and a list as a multiple of the script."""
ITEMS = [
    {
        "id": number,
        "name": f"Spring {number}",
        "insertion_order_id": 2,
        "status": "INACTIVE",
        "created_at": "2026-01-01T00:00:00Z",
        "schedule": {"start_time": "2026-01-01T00:00:00Z", "end_time": "2026-03-01T00:00:00Z"},
        "price": {"price_model": "FLAT_RATE", "flat_fee_amount": 1200.5},
        "budget": {"budget_model": "CURRENCY_TARGET", "currency": 5000.0},
    }
    for number in range(50)
]
ANSWER = json.dumps({"items": ITEMS, "page": 1, "per_page": 50, "total_page": 1}).encode()
SCRIPT = """
import json, sys
from adclients.freewheel import FreeWheel
with FreeWheel(base_url=sys.argv[1]) as fw:
    pager = fw.proposed_placements.list(per_page=50)
    print(json.dumps([each.to_dict(json=True) for each in pager.page], indent=2))
"""


class Handler(BaseHTTPRequestHandler):
    """Answers with the list, whatever is asked for."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)

    def log_message(self, *args: object) -> None:
        """Nothing."""


@contextmanager
def serving() -> Iterator[str]:
    """The address of the server."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def seconds(command: Sequence[str]) -> float:
    """The CPU time of a process."""
    kept = {key: each for key, each in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *command],
        env={**kept, "FREEWHEEL_TOKEN": "any"},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--check", action="store_true", help="exit 1 above the limits")
    arguments = parser.parse_args()
    program = ("-m", "adclients.freewheel")
    with serving() as url:
        commands = {
            "python -c pass": ("-c", "pass"),
            "freewheel --help": (*program, "--help"),
            "create --help": (*program, "proposed-placements", "create", "--help"),
            "script": ("-c", SCRIPT, url),
            "list": (
                *(*program, "--base-url", url, "proposed-placements", "list"),
                *("--per-page", "50", "--output", "json"),
            ),
        }
        found = dict.fromkeys(commands, float("inf"))
        for _ in range(arguments.rounds):
            for name, command in commands.items():
                found[name] = min(found[name], seconds(command))
    for name, least in found.items():
        print(f"{name:18} {least:6.3f} s")
    ratio = found["list"] / found["script"]
    print(f"list as a multiple of the script: {ratio:.2f}")
    libraries = ", ".join(f"{name} {version(name)}" for name in ("click", "httpx", "pydantic"))
    print(f"Python {platform.python_version()}, {libraries}")
    is_over = found["freewheel --help"] > HELP or ratio > RATIO
    return int(arguments.check and is_over)


if __name__ == "__main__":
    sys.exit(main())
