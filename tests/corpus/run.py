"""The whole corpus: fetch, generate, compile, import, type-check, call; a table of what came of it.

    python -m tests.corpus.run [--folder DIR] [--output DIR] [--no-types] [ID ...]

Rows whose source is a package come from npm or PyPI; the others lie in `files/` beside this script, or in DIR.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .check import PACKAGE, generate, lines, same
from .fetch import Row, fetch, read_rows

ROOT = Path(__file__).resolve().parents[2]
MOST_CPU, MOST_MB = 150, 1024
COLUMNS = "id|operations|generated|same twice|imported|called|mypy|pyright|lines|CPU s|MB".split(
    "|"
)


@dataclass
class Result:
    """What came of one row."""

    row: Row
    skipped: str = ""
    generated: dict[str, Any] = field(default_factory=dict[str, Any])
    same: bool = False
    lines: int = 0
    used: dict[str, Any] = field(default_factory=dict[str, Any])
    mypy: list[str] | None = None
    pyright: list[str] | None = None

    @property
    def good(self) -> bool:
        """Whether the row generates, imports and calls with nothing lost, at a bearable cost."""
        if (
            self.skipped
            or self.generated.get("exit") != 0
            or not self.same
            or "operations" not in self.used
        ):
            return False
        costly = self.generated["cpu"] > MOST_CPU or self.generated["mb"] > MOST_MB
        return not (self.used["lost"] or self.used["failed"] or costly)

    @property
    def typed(self) -> bool:
        """Whether both type checkers are content."""
        return self.mypy == [] and self.pyright == []

    def cells(self) -> list[str]:
        """Its line in the table."""
        if self.skipped:
            return [self.row.id, str(self.row.operations), f"skipped: {self.skipped}", *[""] * 8]
        used = self.used
        called = f"{used['called']}/{used['operations']}" if "called" in used else "no"
        return [
            self.row.id,
            str(self.row.operations),
            "yes" if self.generated["exit"] == 0 else f"exit {self.generated['exit']}",
            "yes" if self.same else "no",
            "yes" if "called" in used else "no",
            called,
            "-" if self.mypy is None else str(len(self.mypy)),
            "-" if self.pyright is None else str(len(self.pyright)),
            str(self.lines),
            str(self.generated["cpu"]),
            str(self.generated["mb"]),
        ]

    def notes(self) -> Iterable[str]:
        """What is to be said besides the table."""
        for line in self.generated.get("said", []) if self.generated.get("exit") else []:
            yield f"refused: {line[:300]}"
        for what in ("failed", "skipped"):
            for operation, reason in [*self.used.get(what, {}).items()][:10]:
                yield f"{what}: {operation}: {reason}"
        for what in self.used.get("lost", []):
            yield f"lost: {what}"
        if "error" in self.used:
            yield f"not usable: {self.used['error']}"
        for name, errors in (("mypy", self.mypy), ("pyright", self.pyright)):
            for line in (errors or [])[:5]:
                yield f"{name}: {line[:300]}"


def check(row: Row, folder: Path, output: Path, *, types: bool) -> Result:
    """Take one row through everything."""
    result = Result(row)
    try:
        spec = fetch(row, folder)
    except FileNotFoundError as error:
        result.skipped = str(error)
        return result
    root = folder / row.root if row.root else None
    one, other = output / row.id / "one", output / row.id / "two"
    result.generated = generate(spec, one, root)
    if result.generated["exit"] != 0:
        return result
    generate(spec, other, root)
    result.same = same(one / PACKAGE, other / PACKAGE)
    result.lines = lines(one / PACKAGE)
    result.used = _use(spec, one, root)
    if types:
        result.mypy = _mypy(one)
        result.pyright = _pyright(one, row.checkers)
    return result


def _use(spec: Path, output: Path, root: Path | None) -> dict[str, Any]:
    command = [sys.executable, "-W", "error", "-m", "tests.corpus.check", str(spec), str(output)]
    command += [str(root)] if root is not None else []
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=ROOT, timeout=900
    )
    if done.returncode != 0:
        said = [line for line in done.stderr.splitlines() if "ResourceWarning" not in line]
        return {"error": " / ".join(said[-4:])}
    used: dict[str, Any] = json.loads(done.stdout)
    return used


def _mypy(output: Path) -> list[str]:
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--no-error-summary",
        "--config-file",
        os.devnull,
    ]
    command += ["--cache-dir", str(output / ".mypy"), "--follow-imports", "silent", "-p", PACKAGE]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=output, timeout=1800
    )
    found = [line for line in done.stdout.splitlines() if ": error:" in line]
    return found or ([] if done.returncode == 0 else [done.stdout[-300:] + done.stderr[-300:]])


def _pyright(output: Path, mode: str) -> list[str]:
    settings = {"include": [PACKAGE], "exclude": [f"{PACKAGE}/_runtime"], "typeCheckingMode": mode}
    (output / "pyrightconfig.json").write_text(json.dumps({**settings, "pythonVersion": "3.11"}))
    command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=output, timeout=1800
    )
    try:
        found = json.loads(done.stdout)["generalDiagnostics"]
    except ValueError:
        return [f"pyright gave up: {done.stderr[-300:]}"]
    return [
        f"{Path(each['file']).name}:{_line(each)}: {each['message']} ({each.get('rule')})"
        for each in found
        if each["severity"] == "error"
    ]


def _line(finding: dict[str, Any]) -> int:
    """The line of a finding; 0 if it is about a whole file."""
    return finding["range"]["start"]["line"] + 1 if "range" in finding else 0


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("ids", nargs="*", metavar="ID")
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "adwright-corpus"
    )
    parser.add_argument("--output", type=Path, help="where packages go; kept if given")
    parser.add_argument("--no-types", action="store_true", help="leave the type checkers out")
    options = parser.parse_args()
    rows = [row for row in read_rows() if not options.ids or row.id in options.ids]
    print(f"| {' | '.join(COLUMNS)} |\n|{' --- |' * len(COLUMNS)}")
    results: list[Result] = []
    with tempfile.TemporaryDirectory() as temporary:
        for row in rows:
            output: Path = options.output or Path(temporary)
            results.append(check(row, options.folder, output, types=not options.no_types))
            print(f"| {' | '.join(results[-1].cells())} |", flush=True)
    print()
    for result in results:
        for note in result.notes():
            print(f"- {result.row.id}: {note}")
    good, typed = sum(r.good for r in results), sum(r.typed for r in results)
    print(
        f"\n{good} of {len(results)} generate, import and call with nothing lost; {typed} type-check without errors"
    )
    sys.exit(good < len([r for r in results if not r.skipped]))


if __name__ == "__main__":
    main()
