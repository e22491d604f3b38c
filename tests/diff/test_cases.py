"""What a change of a spec means for who calls the client: each verdict by a case of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from adwright.cli import app
from adwright.diff import compare
from adwright.diff.verdicts import Verdict
from typer.testing import CliRunner

from .support import CASES, CLIENT, FOLDER, spec_of

README = Path(__file__).parents[2] / "README.md"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_diff_says_what_the_case_expects(case: Path) -> None:
    """The verdict among others if one edit brings others with it."""
    result = CliRunner().invoke(app, ["diff", str(case / "old.yaml"), str(case / "new.yaml")])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (case / "expected.txt").read_text("utf-8")
    assert case.name in {
        each for ids in re.findall(r"\[(.*)\]\n", result.stdout) for each in ids.split(", ")
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_undone_it_is_a_change_too(case: Path) -> None:
    """And no change is none."""
    old, new = spec_of(case / "old.yaml"), spec_of(case / "new.yaml")
    assert compare(new, old, CLIENT)
    assert compare(old, old, CLIENT) == compare(new, new, CLIENT) == ()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_order_of_paths_and_schemas_is_no_change(case: Path, tmp_path: Path) -> None:
    """Nor that of tags: callers see none of it."""
    document = yaml.safe_load((case / "new.yaml").read_text("utf-8"))
    for owner, key in (
        (document, "paths"),
        (document.get("components", {}), "schemas"),
        (document.get("components", {}), "securitySchemes"),
    ):
        owner[key] = dict(reversed(owner.get(key, {}).items()))
    document["tags"] = [*reversed(document.get("tags", []))]
    (tmp_path / "new.yaml").write_text(yaml.safe_dump(document, sort_keys=False), "utf-8")
    assert compare(spec_of(case / "new.yaml"), spec_of(tmp_path / "new.yaml"), CLIENT) == ()


def test_every_folder_is_a_verdict() -> None:
    """No cases of a verdict that is gone."""
    assert {path.name for path in FOLDER.iterdir()} == {verdict.id for verdict in Verdict}


@pytest.mark.parametrize("verdict", Verdict, ids=lambda verdict: verdict.id)
def test_a_verdict_has_an_id_and_a_sentence(verdict: Verdict) -> None:
    """Both are shown to people."""
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", verdict.id)
    assert verdict.says.endswith(".")


def test_the_readme_lists_the_verdicts() -> None:
    """Each with its kind and its sentence, in order."""
    rows = re.findall(
        r"^\| `([a-z-]+)` \| (breaking|compatible|docs) \| (.*\.) \|$",
        README.read_text("utf-8"),
        re.MULTILINE,
    )
    assert rows == [(verdict.id, verdict.kind, verdict.says) for verdict in Verdict]
