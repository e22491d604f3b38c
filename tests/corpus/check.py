"""One spec from end to end: generate twice, compile, import, call. Run in a process of its own, prints JSON."""

from __future__ import annotations

import compileall
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from adwright.build import read
from adwright.config import one_off

from .calls import call_all

PACKAGE = "sample"


def generate(spec: Path, output: Path, root: Path | None) -> dict[str, Any]:
    """Generate from a spec by the command line; what it cost and what it said.

    Args:
        spec: the root file.
        output: the folder that gets the package `sample`.
        root: the folder that no `$ref` may leave, if another than the spec's.
    """
    command = [sys.executable, "-m", "adwright", "generate", "--spec", str(spec), "--no-cache"]
    command += ["--output", str(output), "--package", PACKAGE]
    command += ["--root", str(root)] if root is not None else []
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile("w+") as told:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=told, text=True)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        told.seek(0)
        lines = told.read().splitlines()
    return {
        "exit": process.returncode,
        "cpu": round(used.ru_utime + used.ru_stime, 1),
        "mb": used.ru_maxrss // 1024,
        "warnings": sum(line.startswith("warning:") for line in lines),
        "said": [line for line in lines if not line.startswith("warning:")][-5:],
    }


def same(one: Path, other: Path) -> bool:
    """Whether two generated packages are the same, byte by byte."""
    files = {p.relative_to(one) for p in one.rglob("*.py")}
    others = {p.relative_to(other) for p in other.rglob("*.py")}
    return files == others and all(
        (one / f).read_bytes() == (other / f).read_bytes() for f in files
    )


def lines(folder: Path) -> int:
    """The lines of code of a package, its runtime apart."""
    files = (p for p in folder.rglob("*.py") if "_runtime" not in p.parts)
    return sum(len(p.read_text("utf-8").splitlines()) for p in files)


def use(spec: Path, output: Path, root: Path | None) -> dict[str, Any]:
    """Compile, import and call a generated package, in this process.

    Args:
        spec: the root file.
        output: the folder that holds the package `sample`.
        root: the folder that no `$ref` may leave, if another than the spec's.
    """
    folder = output / PACKAGE
    compiled = compileall.compile_dir(folder, quiet=2, force=True)
    sys.path.insert(0, str(output))
    start = time.process_time()
    for file in sorted(folder.rglob("*.py")):
        module = ".".join(file.relative_to(output).with_suffix("").parts).removesuffix(".__init__")
        importlib.import_module(module)
    imported = time.process_time() - start
    document, reading, _ = read(one_off(spec, output, PACKAGE, None, root))
    start = time.process_time()
    outcome = call_all(document, reading.api, importlib.import_module(PACKAGE), "Sample")
    return {
        "compiled": bool(compiled),
        "import_cpu": round(imported, 1),
        "call_cpu": round(time.process_time() - start, 1),
        **asdict(outcome),
    }


def main() -> None:
    """`python -W error -m tests.corpus.check SPEC OUTPUT [ROOT]`: use a generated package."""
    spec, output, *rest = map(Path, sys.argv[1:])
    os.environ.pop("PYTHONWARNINGS", None)
    print(json.dumps(use(spec, output, rest[0] if rest else None)))


if __name__ == "__main__":
    main()
