"""What it costs to stay in step, as ratios of CPU time in one run.

    python benchmarks/in_step.py [SPEC.json]

- `check` and `generate` with nothing to do, on this project: against `python -c "import typer"`.
- With a large spec in JSON, such as GitHub's 1,223 operations: `check` with nothing to do, and `generate` after one
  description changed, against datamodel-code-generator's models alone for that spec, without a formatter.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYTHON = sys.executable
ADWRIGHT = [PYTHON, "-m", "adwright"]
TYPER = [PYTHON, "-c", "import typer"]
MODELS = """
import json, sys
from datamodel_code_generator import InputFileType, generate
from datamodel_code_generator.enums import DataModelType

schemas = json.load(open(sys.argv[1]))["components"]["schemas"]
document = {"openapi": "3.1.0", "info": {"title": "x", "version": "1"}, "paths": {}}
generate(
    {**document, "components": {"schemas": schemas}},
    input_file_type=InputFileType.OpenAPI,
    output_model_type=DataModelType.PydanticV2BaseModel,
    formatters=[],
    use_annotated=True,
    field_constraints=True,
)
"""


@dataclass(frozen=True)
class Cost:
    """CPU seconds of a command and of what it started, wall seconds, and its exit code."""

    cpu: float
    wall: float
    code: int


def cost(command: Sequence[str], folder: Path, times: int = 1) -> Cost:
    """What a command costs, the cheapest of some runs."""
    found: list[Cost] = []
    for _ in range(times):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
        wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        found.append(Cost(cpu, wall, done.returncode))
    return min(found, key=lambda each: each.cpu)


def line(what: str, cost: Cost, other: Cost | None = None, name: str = "") -> None:
    """Print one cost, and its ratio to another."""
    ratio = f"{cost.cpu / other.cpu:8.2f} x {name}" if other is not None else ""
    print(f"{what:58} {cost.cpu:7.2f} CPU s {cost.wall:7.2f} s {ratio}")


def this_project() -> None:
    """The configured clients, with nothing to do."""
    typer = cost(TYPER, ROOT, 7)
    line("import typer", typer)
    for command in ("check", "generate"):
        quick = cost([*ADWRIGHT, command], ROOT, 7)
        if command == "check" and quick.code:
            sys.exit("generated/ is not in step: run `make generate` first")
        line(f"adwright {command}, nothing to do", quick, typer, "import typer")


def large(spec: Path) -> None:
    """One large spec: nothing to do, then one description changed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        copy = folder / "spec.json"
        document = json.loads(spec.read_text("utf-8"))
        copy.write_text(json.dumps(document), "utf-8")
        client = 'name = "big"\nclass = "Big"\nspec = "spec.json"\n'
        config = f'[tool.adwright]\noutput = "out"\n[[tool.adwright.clients]]\n{client}'
        (folder / "pyproject.toml").write_text(config, "utf-8")
        models = cost([PYTHON, "-c", MODELS, str(copy)], folder)
        line("datamodel-code-generator, models alone, no formatter", models)
        line(
            "adwright generate, nothing known",
            cost([*ADWRIGHT, "generate"], folder),
            models,
            "models alone",
        )
        line(
            "adwright check, nothing to do",
            cost([*ADWRIGHT, "check"], folder, 5),
            models,
            "models alone",
        )
        operation = next(
            operation
            for item in document["paths"].values()
            for operation in item.values()
            if isinstance(operation, dict) and "description" in operation
        )
        operation["description"] += " Changed."
        copy.write_text(json.dumps(document), "utf-8")
        line(
            "adwright generate, a description changed",
            cost([*ADWRIGHT, "generate"], folder), models, "models alone",
        )  # fmt: skip


if __name__ == "__main__":
    this_project()
    if len(sys.argv) > 1:
        large(Path(sys.argv[1]))
