"""The house rules: each by its good and bad cases, all of them on the specs of this repository, and the command."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import indent

import pytest
from adwright.cli import app
from adwright.config import Target, find_config, one_off
from adwright.lint import RULES, SETS, Rule, lint_targets
from typer.testing import CliRunner

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CASES = [path for rule in RULES for path in sorted((HERE / rule.id).glob("*.yaml"))]
_MARK = re.compile(r"#! (.+)$")


def expected(case: Path) -> Iterator[tuple[str, int, str]]:
    """What a case says of itself: `#! text` stands where a finding with that text is expected."""
    for file in (case, *sorted(case.with_suffix("").glob("*.yaml"))):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
            if mark := _MARK.search(line):
                yield file.name, number, mark[1].strip()


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_cases(case: Path) -> None:
    """A rule finds what a case marks, where it is marked, and nothing else."""
    found = lint_targets([one_off(case, case.parent, "pets", None)], select=[case.parent.name])
    wanted = [*expected(case)]
    assert bool(wanted) == case.stem.startswith("bad")
    assert [(Path(f.location.file).name, f.location.line) for f in found] == sorted(
        [(name, line) for name, line, _ in wanted], key=lambda at: (at[0] != case.name, at)
    ), "\n".join(map(str, found))
    by_place = {(Path(f.location.file).name, f.location.line): f.message for f in found}
    for name, line, text in wanted:
        assert text in by_place[name, line]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_an_id_a_sentence_and_cases(rule: Rule) -> None:
    """A rule without a case that breaks it is no rule."""
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.id)
    assert rule.says.endswith(".")
    cases = {path.name for path in (HERE / rule.id).glob("*.yaml")}
    assert {"good.yaml", "bad.yaml"} <= cases


def test_every_folder_is_a_rule() -> None:
    """No cases of a rule that is gone."""
    folders = {path.name for path in HERE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders == {rule.id for rule in RULES}


@pytest.mark.parametrize("target", find_config(ROOT).targets, ids=lambda target: target.name)
def test_our_specs_are_clean(target: Target) -> None:
    """The specs of this repository keep the rules."""
    assert [*map(str, lint_targets([target], SETS))] == []


def run(*arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of `adwright lint`."""
    result = CliRunner().invoke(app, ["lint", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_findings_are_lines_with_place_rule_and_message(monkeypatch: pytest.MonkeyPatch) -> None:
    """`file:line:col rule-id message`, the file as seen from here; exit 1."""
    monkeypatch.chdir(HERE / "array-items")
    code, out, err = run("--spec", "bad.yaml")
    assert (code, err) == (1, "")
    message = "the array does not say what is in it (items: {type: ...})"
    assert f"bad.yaml:5:5 array-items {message}" in out.splitlines()


def test_findings_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same as data."""
    monkeypatch.chdir(HERE / "array-items")
    code, out, _ = run("--spec", "bad.yaml", "--format", "json")
    findings = [f for f in json.loads(out)["findings"] if f["rule"] == "array-items"]
    assert code == 1
    assert [(f["file"], f["line"], f["column"]) for f in findings] == [
        ("bad.yaml", 5, 5),
        ("bad.yaml", 9, 9),
    ]


STRANGER = """\
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      operationId: listPets
      responses:
        '200': {description: Pets., content: {application/json: {schema: {type: array}}}}
"""


def test_house_rules_are_applied_where_they_are_selected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anybody's spec is held to what is right; how it is written is its author's."""
    monkeypatch.chdir(tmp_path)
    Path("api.yaml").write_text(STRANGER)
    found = "api.yaml:8:66 array-items the array does not say what is in it (items: {type: ...})\n"
    assert run("--spec", "api.yaml") == (1, found, "")
    code, out, _ = run("--spec", "api.yaml", "--select", "house")
    assert code == 1
    assert {line.split()[1] for line in out.splitlines()} == {
        "operation-id",
        "operation-tag",
        "operation-summary",
        "operation-source",
    }
    assert run("--spec", "api.yaml", "--ignore", "array-items") == (0, "", "")
    assert run("--spec", "api.yaml", "--select", "unknown-key") == (0, "", "")


def test_the_configuration_selects_and_ignores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the command line selects stands in for it; what it ignores is ignored too."""
    monkeypatch.chdir(tmp_path)
    Path("api.yaml").write_text(STRANGER)
    config = """\
[tool.adwright]
output = "out"
[tool.adwright.lint]
select = ["correctness", "operation-tag"]
ignore = ["array-items"]
[[tool.adwright.clients]]
name = "pets"
class = "Pets"
spec = "api.yaml"
"""
    Path("pyproject.toml").write_text(config)
    code, out, _ = run()
    assert (code, [line.split()[1] for line in out.splitlines()]) == (1, ["operation-tag"])
    assert run("--ignore", "operation-tag") == (0, "", "")
    code, out, _ = run("--select", "operation-id")
    assert (code, [line.split()[1] for line in out.splitlines()]) == (1, ["operation-id"])
    Path("pyproject.toml").write_text(config.replace("ignore =", "ignored ="))
    code, _, err = run()
    assert (code, "has no setting 'ignored'; it has select and ignore" in err) == (2, True)


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_a_rule_that_there_is_not(
    option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 2, with the one that was meant."""
    monkeypatch.chdir(tmp_path)
    Path("api.yaml").write_text(STRANGER)
    message = "adwright: lint: there is no rule 'array-item'; did you mean array-items?\n"
    assert run("--spec", "api.yaml", option, "array-item") == (2, "", message)


def test_a_comment_ignores_what_its_line_breaks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only that; a comment without effect is a finding itself."""
    monkeypatch.chdir(tmp_path)
    line = "schema: {type: array}}}}"
    Path("api.yaml").write_text(STRANGER.replace(line, f"{line}  # lint: ignore[array-items]"))
    assert run("--spec", "api.yaml") == (0, "", "")
    Path("api.yaml").write_text(
        STRANGER.replace(line, f"{line}  # lint: ignore[array-items, unknown-key, no-such]")
    )
    assert run("--spec", "api.yaml")[1].splitlines() == [
        "api.yaml:8:1 ignore-comment nothing breaks unknown-key on this line",
        "api.yaml:8:1 ignore-comment there is no rule 'no-such' to ignore",
    ]


def test_a_clean_spec_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 0."""
    monkeypatch.chdir(ROOT)
    assert run("clearline", "civis") == (0, "", "")


def test_a_spec_that_cannot_be_read_is_no_finding(tmp_path: Path) -> None:
    """Exit 3, with the problem on stderr."""
    spec = tmp_path / "openapi.yaml"
    spec.write_text("openapi: 3.1.0\ninfo: []\n")
    code, out, err = run("--spec", str(spec))
    assert (code, out) == (3, "")
    assert f"{spec}:2:1: /info: expected an object" in err


@pytest.mark.parametrize("command", ["lint", "bundle", "coverage"])
def test_a_spec_nested_too_deep(tmp_path: Path, command: str) -> None:
    """Exit 3, no traceback."""
    schema = "{type: string}"
    for _ in range(400):
        schema = f"{{type: object, properties: {{a: {schema}}}}}"
    spec = tmp_path / "openapi.yaml"
    head = "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\npaths: {}\n"
    spec.write_text(f"{head}components: {{schemas: {{A: {schema}}}}}\n")
    result = CliRunner().invoke(app, [command, "--spec", str(spec)])
    assert result.exit_code == 3
    assert "nested deeper" in result.stderr


@pytest.mark.parametrize(
    "arguments", [["unknown"], ["civis", "--spec", "x.yaml"], ["--spec", "missing.yaml"]]
)
def test_wrong_usage(monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    """Exit 2."""
    monkeypatch.chdir(ROOT)
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("adwright: ")


README = (ROOT / "specs" / "README.md").read_text("utf-8")


def test_the_page_on_specs_lists_the_rules() -> None:
    """Each rule with its sentence, in order."""
    rows = re.findall(r"^\| `([a-z-]+)` \| (.*\.) \| ([a-z]+) \|$", README, flags=re.MULTILINE)
    assert rows == [(rule.id, rule.says, rule.set) for rule in RULES]


def test_the_page_on_specs_shows_what_passes(tmp_path: Path) -> None:
    """Its example of a schema with a status, views and rules keeps the rules itself."""
    blocks = re.findall(r"^```yaml\n(.*?)^```$", README, flags=re.DOTALL | re.MULTILINE)
    status, schema, rules = blocks
    access = "x-access: {create: optional, update: optional}"
    fields = f"""\
    kind: {{type: string, description: What animal it is., {access}}}
    leash: {{type: boolean, description: Whether it needs a leash., {access}}}
"""
    spec = tmp_path / "openapi.yaml"
    text = "".join([schema, fields, rules, indent(status, "  ")])
    spec.write_text(README_HEAD + indent(text, "    "), "utf-8")
    assert [*map(str, lint_targets([one_off(spec, tmp_path, "pets", None)], SETS))] == []


README_HEAD = """\
openapi: 3.1.0
info: {title: Pets, version: '1'}
tags: [{name: pets, description: Pets.}]
paths:
  /pets:
    post:
      operationId: pets.create
      tags: [pets]
      summary: Create a pet
      x-source: pet_manual#Pets
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
      responses: {'204': {description: Done.}}
components:
  schemas:
"""
