"""Where people work: the hooks for pre-commit and the GitHub Action run the commands as they are meant to."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
ACTION = yaml.safe_load((ROOT / ".github/actions/adwright/action.yml").read_text("utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
CONFIG = """\
[tool.adwright]
output = "clients"
[[tool.adwright.clients]]
name = "shop"
class = "Shop"
spec = "specs/openapi.yaml"
"""
SPEC = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /orders:
    get:
      operationId: orders.list
      tags: [orders]
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses: {'204': {description: Done.}}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a generated client, and what a runner gives its steps."""
    project = tmp_path / "project"
    (project / "specs").mkdir(parents=True)
    (project / "pyproject.toml").write_text(CONFIG)
    (project / "specs/openapi.yaml").write_text(SPEC)
    scripts = tmp_path / "bin"
    scripts.mkdir()
    (scripts / "adwright").write_text(
        f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m adwright "$@"\n'
    )
    (scripts / "python").symlink_to(sys.executable)
    (scripts / "adwright").chmod(0o755)
    monkeypatch.setenv("PATH", f"{scripts}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    run(project, "adwright generate")
    run(project, "git init --quiet")
    commit(project)
    return project


def run(folder: Path, command: str, env: Mapping[str, str] | None = None) -> tuple[int, str]:
    """Run a command as a step does: its exit code, and what it said."""
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command],
        cwd=folder,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def commit(folder: Path) -> None:
    git = "git -c user.name=a -c user.email=a@example.com -c commit.gpgsign=false"
    assert run(folder, f"{git} add --all && {git} commit --quiet --message x")[0] == 0


# -- pre-commit ------------------------------------------------------------------------------------


def hook(name: str) -> dict[str, Any]:
    [found] = [hook for hook in HOOKS if hook["id"] == f"adwright-{name}"]
    return found


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_has_what_pre_commit_needs(hook: dict[str, Any]) -> None:
    assert {"id", "name", "entry", "language"} <= hook.keys()
    assert hook["language"] == "python"
    assert hook["additional_dependencies"] == [".[generate]"]
    assert hook["pass_filenames"] is False
    assert "files" in hook or hook["always_run"] is True


def test_the_hook_regenerates_when_a_spec_is_saved(project: Path) -> None:
    for path in (
        "specs/openapi.yaml",
        "specs/a/b.yml",
        "api.json",
        "pyproject.toml",
        "x/pyproject.toml",
        "specs/about.md",  # a description that stands in a file of its own
        "templates/method.j2",
    ):
        assert re.search(hook("generate")["files"], path)
    assert not re.search(hook("generate")["files"], "clients/shop/client.py")
    (project / "specs/openapi.yaml").write_text(SPEC.replace("limit", "most"))
    assert run(project, hook("check")["entry"])[0] == 1
    assert run(project, hook("generate")["entry"])[0] == 0
    assert run(project, "git diff --quiet")[0] == 1  # by which pre-commit fails the commit
    assert run(project, hook("check")["entry"])[0] == 0


def test_the_hook_holds_specs_to_rules(project: Path) -> None:
    assert run(project, hook("lint")["entry"]) == (0, "")
    (project / "specs/openapi.yaml").write_text(SPEC.replace("schema:", "shcema:"))
    code, said = run(project, hook("lint")["entry"])
    assert code == 1
    assert "specs/openapi.yaml:8:45 unknown-key the key 'shcema'" in said


@pytest.mark.slow
def test_pre_commit_itself_runs_the_hooks(project: Path, tmp_path: Path) -> None:
    """Installed from this repository as it stands: a commit is stopped until what it changes is added."""
    hooks = tmp_path / "adwright"
    for name in run(ROOT, "git ls-files --cached --others --exclude-standard")[1].split():
        if (ROOT / name).is_file():
            (hooks / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, hooks / name)
    run(hooks, "git init --quiet")
    commit(hooks)
    revision = run(hooks, "git rev-parse HEAD")[1].strip()
    ids = [{"id": hook["id"]} for hook in HOOKS]
    wanted = {"repos": [{"repo": str(hooks), "rev": revision, "hooks": ids}]}
    (project / ".pre-commit-config.yaml").write_text(yaml.safe_dump(wanted))
    commit(project)
    assert run(tmp_path, f"{shlex.quote(sys.executable)} -m venv tool")[0] == 0
    assert run(tmp_path, "tool/bin/pip install --quiet pre-commit")[0] == 0
    tool = {"PRE_COMMIT_HOME": str(tmp_path / "home")}
    code, said = run(project, f"{tmp_path}/tool/bin/pre-commit install", tool)
    assert code == 0, said
    (project / "specs/openapi.yaml").write_text(SPEC.replace("limit", "most"))
    git = "git -c user.name=a -c user.email=a@example.com -c commit.gpgsign=false"
    code, said = run(project, f"git add --all && {git} commit --message x", tool)
    assert code == 1
    assert "files were modified by this hook" in said
    assert "written" in said
    code, said = run(project, f"git add --all && {git} commit --message x", tool)
    assert code == 0, said
    assert said.count("Passed") == len(HOOKS)
    (project / "clients/shop/client.py").write_text("# mine\n")
    code, said = run(project, f"git add --all && {git} commit --message y", tool)
    assert code == 1
    assert re.search(r"edited +clients/shop/client.py|wrote +clients/shop/client.py", said), said


# -- the workflows -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", [".github/workflows/ci.yml", ".github/actions/adwright/action.yml"]
)
def test_actions_of_others_are_pinned_by_commit(path: str) -> None:
    """With the version that the commit is, for people and for tools that renew both; one commit for each action."""
    used = re.findall(r"^[ #]*(?:- )?uses: (.*)$", (ROOT / path).read_text("utf-8"), re.MULTILINE)
    template = (ROOT / "templates/project/client.yml.j2").read_text("utf-8")
    assert used
    for each in used:
        if not each.startswith("<the repository of adwright>"):
            assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", each)
            assert f"uses: {each}\n" in template


def test_other_systems_are_tried_too() -> None:
    jobs = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))["jobs"]
    systems = [
        os_
        for job in jobs.values()
        for os_ in job.get("strategy", {}).get("matrix", {}).get("os", ())
    ]
    assert {each.partition("-")[0] for each in systems} == {"windows", "macos"}
    steps = " ".join(step.get("run", "") for step in jobs["systems"]["steps"])
    assert "adwright check" in steps
    for path in re.findall(r"tests/\S+", steps):
        assert (ROOT / path).exists()


# -- the action ------------------------------------------------------------------------------------


def step(project: Path, name: str, **inputs: str) -> tuple[int, str]:
    """Run a step of the action with some inputs, the rest as by default."""
    [found] = [step for step in ACTION["runs"]["steps"] if step.get("id") == name]
    values = {key: said["default"] for key, said in ACTION["inputs"].items()} | inputs

    def value(text: str) -> str:
        return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: values[match[1]], text)

    env = {key: value(text) for key, text in found.get("env", {}).items()}
    return run(project / value(found["working-directory"]), found["run"], env)


def test_every_input_is_used_and_none_stands_in_a_script() -> None:
    text = yaml.safe_dump(ACTION["runs"])
    for name in ACTION["inputs"]:
        assert f"inputs.{name}" in text
    assert not any("${{" in step.get("run", "") for step in ACTION["runs"]["steps"])


def test_the_action_fails_on_drift_and_shows_it(project: Path) -> None:
    assert step(project, "check") == (0, "generated files are in step with the specs\n")
    (project / "specs/openapi.yaml").write_text(SPEC.replace("limit", "most"))
    code, said = step(project, "check")
    assert code == 1
    assert "stale      clients/shop/resources/orders.py" in said
    assert (
        '+        Parameter("most", "query", int)' in said
        or '+    parameters=(Parameter("most"' in said
    )


@pytest.mark.parametrize(
    ("fail_on", "code", "level"),
    [("", 0, "warning"), ("breaking", 1, "error"), ("compatible", 1, "error")],
)
def test_the_action_says_what_a_pull_request_means(
    project: Path, fail_on: str, code: int, level: str, tmp_path: Path
) -> None:
    (project / "specs/openapi.yaml").write_text(SPEC.replace("limit", "most"))
    inputs = {"base": "HEAD", "fail-on": fail_on}
    found, said = step(project, "diff", **inputs)
    assert found == code, said
    symbol = "Shop.orders.list(limit=)"
    assert f"::{level} file=specs/openapi.yaml,title={symbol}::{symbol}: removed" in said
    summary = (tmp_path / "summary.md").read_text()
    assert summary.startswith("## specs/openapi.yaml\n\n**1 breaking, 1 compatible: major")
    assert f"- `{symbol}`: removed" in summary


def test_the_action_compares_the_specs_it_is_told(project: Path) -> None:
    (project / "specs/other.yaml").write_text(SPEC)
    code, said = step(
        project, "diff", base="HEAD", specs="specs/other.yaml\n\nspecs/openapi.yaml\n"
    )
    assert code == 0
    assert said == (
        "::notice::specs/other.yaml is new: there is nothing to compare it with\n"
        "nothing changed for callers\n"
    )


def test_the_action_fails_on_a_broken_spec(project: Path) -> None:
    (project / "specs/openapi.yaml").write_text("openapi: 3.1.0\npaths: 1\n")
    code, said = step(project, "diff", base="HEAD")
    assert code == 3
    assert "specs/openapi.yaml:2:" in said


def test_the_action_compares_in_a_folder_of_the_repository(project: Path) -> None:
    outer = project.parent / "outer"
    outer.mkdir()
    (project / ".git").rename(project / "not-git")
    project.rename(outer / "inner")
    run(outer, "git init --quiet && rm -rf inner/not-git")
    commit(outer)
    spec = outer / "inner/specs/openapi.yaml"
    spec.write_text(SPEC.replace("limit", "most"))
    code, said = step(outer, "diff", **{"base": "HEAD", "working-directory": "inner"})
    assert code == 0
    assert "Shop.orders.list(limit=): removed" in said
