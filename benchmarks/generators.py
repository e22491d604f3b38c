"""What generating costs, ours beside others: CPU seconds, memory, lines, and the first call of what comes out.

    python benchmarks/generators.py [--folder DIR] [--times 3] [--peer NAME ...] [DOCUMENT ...]

Documents: airflow, stripe, github, and this project's own, which are fetched into DIR (`.bench-venv/documents` unless
given) once. Each generator is installed in an environment of its own there (`peers.py`). They take turns, so that a
busy minute meets all of them. A table goes to RESULTS.md beside this file, a picture of time against size to
results.svg.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from chart import chart
from peers import PEERS, ROOT, SECONDS, Peer, environment, operations_kept

from tests.corpus.fetch import fetch, read_rows

HERE = Path(__file__).resolve().parent
OURS, THEIRS = "adwright", "openapi-python-client"
LITERALS = "literal_enums: true\n"
"""The setting without which openapi-python-client cannot generate from Stripe's document."""


@dataclass(frozen=True)
class Document:
    """A document to generate from.

    Attributes:
        name: how the table calls it.
        corpus: its row in the corpus; without, it is this project's own.
        calls: by generator, code that makes a client named `client` and one call, over `transport`.
        answer: the JSON that the call is answered with.
    """

    name: str
    corpus: str
    calls: Mapping[str, str]
    answer: str = "{}"


def _calls(ours: str, module: str, token: str = "") -> dict[str, str]:
    return {
        OURS: f"from client import Client\n"
        f"http_client = httpx.Client(transport=transport)\n"
        f"client = Client({token}base_url='http://test', http_client=http_client)\n{ours}",
        THEIRS: f"from client import Client\nfrom client.api.{module} import sync_detailed\n"
        "client = Client(base_url='http://test', httpx_args={'transport': transport})\n"
        "sync_detailed(client=client)",
    }


DOCUMENTS = (
    Document("freewheel", "", {}),
    Document("iqm", "", {}),
    Document(
        "airflow", "airflow", _calls("client.version.get_version()", "version.get_version"),
        '{"version": "3", "git_version": null}',
    ),
    Document(
        "stripe", "od-stripe.com", _calls("client.get_balance()", "default.get_balance", "token='x', "),
        '{"object": "balance", "available": [], "pending": [], "livemode": false}',
    ),
    Document(
        "github", "github", _calls("client.meta.get()", "meta.metaget"),
        '{"verifiable_password_authentication": true}',
    ),
)  # fmt: skip

_FIRST = """
import httpx
answer = {"headers": {"Content-Type": "application/json"}, "content": %r}
transport = httpx.MockTransport(lambda request: httpx.Response(200, **answer))
%s
"""
LIBRARIES = "import httpx, pydantic, jsonschema_rs"


@dataclass(frozen=True)
class Cost:
    """What a process took.

    Attributes:
        cpu: CPU seconds.
        memory: megabytes at the most.
    """

    cpu: float
    memory: float


@dataclass(frozen=True)
class Made:
    """What a generator made of a document: medians; None where it cannot.

    Attributes:
        generating: what it took.
        operations: how many operations it kept; None if it makes models only.
        lines: how many lines of Python.
        first: what importing the client, making it and a first call take.
    """

    generating: Cost | None
    operations: int | None = None
    lines: int = 0
    first: Cost | None = None


def spec_of(document: Document, folder: Path) -> Path:
    """The root file of a document."""
    if not document.corpus:
        return ROOT / "specs" / document.name / "openapi.yaml"
    row = next(row for row in read_rows() if row.id == document.corpus)
    return fetch(row, folder).resolve()


def size_of(document: Document, spec: Path) -> int:
    """How many bytes a document has, with its other files."""
    files = [spec] if document.corpus else [*spec.parent.glob("*.yaml")]
    return sum(file.stat().st_size for file in files)


def run(command: Sequence[str], folder: Path) -> Cost | None:
    """What a command takes with all that it starts; None if it fails."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(["timeout", str(SECONDS), *command], cwd=folder, **quiet)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return None if status else Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def median(costs: Sequence[Cost | None]) -> Cost | None:
    """The medians of some runs; None if one failed."""
    done = [cost for cost in costs if cost is not None]
    if not done or len(done) < len(costs):
        return None
    return Cost(
        *(statistics.median(each) for each in zip(*((c.cpu, c.memory) for c in done), strict=True))
    )


def measure(
    document: Document, peers: Mapping[Peer, Path], folder: Path, times: int
) -> dict[str, Made]:
    """What each generator makes of a document, in turns."""
    spec = spec_of(document, folder)
    generating: dict[str, list[Cost | None]] = {peer.name: [] for peer in peers}
    first: dict[str, list[Cost | None]] = {peer.name: [] for peer in peers}
    lines: dict[str, int] = {}
    kept: dict[str, int | None] = {}
    for _ in range(times):
        for peer, programs in peers.items():
            with tempfile.TemporaryDirectory() as name:
                out = Path(name)
                if generating[peer.name][-1:] == [None]:
                    continue  # what it cannot do once it need not try again
                (out / "literals.yml").write_text(LITERALS, "utf-8")
                command = [
                    part.format(spec=spec, out=out, root=spec.parent) for part in peer.command
                ]
                if peer.name == THEIRS:
                    command += ["--config", str(out / "literals.yml")]
                cost = run([str(programs / command[0]), *command[1:]], out)
                files = [*out.rglob("*.py")]
                generating[peer.name].append(cost if files else None)
                lines[peer.name] = sum(len(f.read_text("utf-8").splitlines()) for f in files)
                kept[peer.name] = operations_kept(peer, out)
                call = document.calls.get(peer.name)
                if files and cost is not None and call is not None:
                    code = _FIRST % (document.answer, call)
                    python = str(programs / "python")
                    run([python, "-c", code], out)  # the first time compiles
                    first[peer.name].append(run([python, "-c", code], out))
    return {
        name: Made(median(costs), kept.get(name), lines.get(name, 0), median(first[name]))
        for name, costs in generating.items()
    }


def table(found: Mapping[str, Mapping[str, Made]], sizes: Mapping[str, int]) -> Iterator[str]:
    """The rows of the table, a generator and a document each."""
    yield "| document | generator | CPU s | to ours | peak MB | operations | lines | first call, CPU s | MB |"
    yield "|" + " --- |" + " --- |" + " ---: |" * 7
    for document, made in found.items():
        ours = made[OURS].generating if OURS in made else None
        for name, each in made.items():
            shown = f"| {document}, {sizes[document] / 1e6:.1f} MB | {name} |"
            if each.generating is None:
                yield f"{shown} cannot | | | | | | |"
                continue
            cost = each.generating
            kept = "models only" if each.operations is None else each.operations
            ratio = f"{cost.cpu / ours.cpu:.2f}" if ours is not None else ""
            first = (
                f"{each.first.cpu:.2f} | {each.first.memory:.0f}"
                if each.first
                else _without(document, name)
            )
            yield f"{shown} {cost.cpu:.1f} | {ratio} | {cost.memory:.0f} | {kept} | {each.lines:,} | {first} |"


def _without(document: str, name: str) -> str:
    """What stands for a first call that was not made."""
    asked = next(each for each in DOCUMENTS if each.name == document).calls
    return "fails |" if name in asked else "|"


def versions(peers: Mapping[Peer, Path]) -> Iterator[str]:
    """Each generator with its version."""
    for peer, programs in peers.items():
        package = (
            "openapi-generator-cli" if peer.name == "openapi-generator" else peer.name.split(",")[0]
        )
        code = f"import importlib.metadata as m; print(m.version({package!r}))"
        done = subprocess.run(
            [programs / "python", "-c", code], capture_output=True, text=True, check=True
        )
        yield f"{peer.name} {done.stdout.strip()}"


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("documents", nargs="*", metavar="DOCUMENT")
    parser.add_argument("--folder", type=Path, default=ROOT / ".bench-venv" / "documents")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--peer", action="append", help="the start of a generator's name")
    options = parser.parse_args()
    wanted = [
        each for each in PEERS if not options.peer or each.name.startswith(tuple(options.peer))
    ]
    peers = {peer: environment(peer, options.folder) for peer in wanted}
    documents = [
        each for each in DOCUMENTS if not options.documents or each.name in options.documents
    ]
    sizes = {each.name: size_of(each, spec_of(each, options.folder)) for each in documents}
    before = os.getloadavg()[0]
    found: dict[str, dict[str, Made]] = {}
    for document in documents:
        found[document.name] = measure(document, peers, options.folder, options.times)
        print("\n".join(table({document.name: found[document.name]}, sizes)), flush=True)
        write(found, sizes, page(peers, options.times, before, table(found, sizes)))


def write(
    found: Mapping[str, Mapping[str, Made]], sizes: Mapping[str, int], lines: Iterator[str]
) -> None:
    """Write the page and its picture; after each document, so that a run that is cut off leaves what it knows."""
    picture = chart(series(found, sizes), "size of the document, MB", "CPU seconds")
    (HERE / "results.svg").write_text(picture, "utf-8")
    (HERE / "RESULTS.md").write_text("\n".join(lines), "utf-8")


def series(
    found: Mapping[str, Mapping[str, Made]], sizes: Mapping[str, int]
) -> dict[str, list[tuple[float, float]]]:
    """Size in MB and CPU seconds of what was generated, by generator."""
    points: dict[str, list[tuple[float, float]]] = {}
    for document, made in found.items():
        for name, each in made.items():
            if each.generating is not None:
                points.setdefault(name, []).append((sizes[document] / 1e6, each.generating.cpu))
    return points


def page(peers: Mapping[Peer, Path], times: int, load: float, rows: Iterator[str]) -> Iterator[str]:
    """The lines of RESULTS.md."""
    runs = f"medians of {times} runs" if times > 1 else "one run of each"
    yield "# What generating costs\n"
    yield (
        f"`benchmarks/generators.py` measured this on {datetime.now(UTC):%d %B %Y}, {runs}, the generators in turn: "
        f"{os.cpu_count()} cores, {platform.system()} {platform.release()}, Python "
        f"{platform.python_version()}. The load was {load:.1f} at the start and {os.getloadavg()[0]:.1f} at "
        "the end; on a busy machine only ratios say something.\n"
    )
    yield from rows
    yield f"\n{'; '.join(versions(peers))}."
    yield (
        "openapi-python-client runs with `literal_enums`, without which it stops at Stripe's document. A first "
        "call is the import, a client, and a call that is answered in the process."
    )
    ours = next((place for peer, place in peers.items() if peer.name == OURS), None)
    alone = run([str(ours / "python"), "-c", LIBRARIES], ROOT) if ours is not None else None
    if alone is not None:
        yield (
            f"Importing httpx, pydantic and jsonschema-rs alone takes {alone.cpu:.2f} s and "
            f"{alone.memory:.0f} MB."
        )
    yield "\n![CPU seconds against the size of the document](results.svg)\n"


if __name__ == "__main__":
    main()
