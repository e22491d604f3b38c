"""`generate` and `check` with nothing to do answer from hashes, and load no more than that needs."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from .conftest import Project, shop

HEAVY = "black datamodel_code_generator jinja2 jsonschema openapi_spec_validator pydantic pygments rich yaml".split()
_RUN = """
import json, sys
sys.argv = ["adwright", *sys.argv[1:]]
import adwright.{module}
from adwright.__main__ import main
try:
    main()
except SystemExit as end:
    code = end.code or 0
print(json.dumps([code, [*sys.modules]]))
"""


def run(here: Project, *arguments: str, module: str = "__main__") -> tuple[int, list[str], str]:
    """Run a command; its exit code, the modules it loaded, what it said."""
    done = subprocess.run(
        [sys.executable, "-c", _RUN.format(module=module), *arguments],
        cwd=here.root,
        capture_output=True,
        text=True,
        check=True,
    )
    *said, last = done.stdout.splitlines()
    code, modules = json.loads(last)
    return code, modules, "\n".join(said)


@pytest.mark.parametrize(
    "arguments", [["generate"], ["check"], ["generate", "shop"], ["check", "shop"]]
)
def test_nothing_to_do_loads_none_of_the_libraries(here: Project, arguments: list[str]) -> None:
    here.generate()
    code, modules, said = run(here, *arguments)
    assert code == 0
    assert "unchanged" in said or "in step" in said
    assert {*HEAVY, "typer"} & {*modules} == set()
    # By way of the command line's own module the parser of options is loaded, and nothing it needs.
    code, modules, again = run(here, *arguments, module="cli")
    assert (code, again) == (0, said)
    assert {*HEAVY} & {*modules} == set()


def test_drift_is_named_without_the_libraries_too(here: Project) -> None:
    here.generate()
    (here.output / "shop/client.py").unlink()
    (here.output / "shop/mine.py").write_text("")
    code, modules, said = run(here, "check")
    assert code == 1
    assert "missing    out/clients/shop/client.py" in said
    assert "extra      out/clients/shop/mine.py" in said
    assert {*HEAVY} & {*modules} == set()


def test_a_stale_spec_is_built_and_says_the_same_as_the_full_command(here: Project) -> None:
    here.generate()
    spec = shop()
    spec["openapi.yaml"]["paths"]["/items"]["get"]["summary"] = "Show them"
    here.write(spec)
    code, modules, said = run(here, "check")
    assert code == 1
    assert "stale      out/clients/shop/resources/items.py" in said
    assert "jinja2" in modules
    code, _, said = run(here, "generate")
    assert code == 0
    assert "wrote    out/clients/shop/resources/items.py" in said


def test_what_is_wrong_is_left_to_the_full_command(here: Project) -> None:
    here.generate()
    assert run(here, "check", "nosuch")[0] == 2
    assert run(here, "check", "--nosuch")[0] == 2
    assert run(here, "check", "--no-cache")[0] == 0
