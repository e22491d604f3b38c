"""`adwright diff` and `adwright changelog`: what they take, what they print, how they end."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import yaml
from adwright.cli import app
from adwright.diff import formats
from adwright.diff.changelog import draft
from adwright.diff.changes import Change, bump_of
from adwright.diff.verdicts import Verdict
from typer.testing import CliRunner, Result

from .support import FOLDER

BREAKING = "credential-removed"
COMPATIBLE = "argument-added"
WORDS = "source-changed"


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, the current one."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments])


def specs(here: Path, name: str) -> tuple[str, str]:
    """The specs of a case; the new one lies in the current folder."""
    (here / "new.yaml").write_text((FOLDER / name / "new.yaml").read_text("utf-8"), "utf-8")
    return str(FOLDER / name / "old.yaml"), "new.yaml"


def test_text_says_kind_symbol_message_and_verdict(here: Path) -> None:
    result = run("diff", *specs(here, BREAKING))
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "breaking    Shop(api_key=): removed [credential-removed]",
        "1 breaking: major (minor before 1.0.0)",
    ]


def test_nothing_changed(here: Path) -> None:
    spec, _ = specs(here, BREAKING)
    result = run("diff", spec, spec, "--fail-on", "compatible")
    assert (result.exit_code, result.stdout) == (0, "nothing changed for callers\n")
    same = json.loads(run("diff", spec, spec, "--format", "json").stdout)
    assert same == {"bump": "none", "changes": []}


def test_json_has_the_fixed_shape(here: Path) -> None:
    result = run("diff", *specs(here, COMPATIBLE), "--format", "json")
    assert json.loads(result.stdout) == {
        "bump": "minor",
        "changes": [
            {
                "id": "argument-added",
                "kind": "compatible",
                "symbol": "Shop.orders.list(colour=)",
                "message": "added",
            },
        ],
    }


@pytest.mark.parametrize(
    ("name", "limit", "code"),
    [
        (BREAKING, "breaking", 1),
        (BREAKING, "compatible", 1),
        (COMPATIBLE, "breaking", 0),
        (COMPATIBLE, "compatible", 1),
        (WORDS, "compatible", 0),
    ],
)
def test_fail_on(here: Path, name: str, limit: str, code: int) -> None:
    assert run("diff", *specs(here, name), "--fail-on", limit).exit_code == code


@pytest.mark.parametrize(
    ("name", "version", "words"),
    [
        (BREAKING, "1.4.2", "major, 2.0.0 after 1.4.2"),
        (BREAKING, "0.4.2", "minor, 0.5.0 after 0.4.2"),
        (COMPATIBLE, "v1.4", "minor, v1.5.0 after v1.4"),
        (COMPATIBLE, "0.4.2", "patch, 0.4.3 after 0.4.2"),
        (WORDS, "1.4.2", "patch, 1.4.3 after 1.4.2"),
    ],
)
def test_the_version_after(here: Path, name: str, version: str, words: str) -> None:
    result = run("diff", *specs(here, name), "--version", version)
    assert result.stdout.splitlines()[-1].endswith(words)


def test_markdown_puts_what_breaks_first_and_folds_words(here: Path) -> None:
    result = run("diff", *specs(here, WORDS), "--format", "markdown")
    assert result.stdout == (
        "**1 docs: patch**\n\n<details>\n<summary>Documentation (1)</summary>\n\n"
        "- `Item.stock`: assumed, was documented; source shop\\#Items; another note <sub>source-changed</sub>"
        "\n\n</details>\n"
    )
    result = run("diff", *specs(here, BREAKING), "--format", "markdown")
    item = "- `Shop(api_key=)`: removed <sub>credential-removed</sub>"
    assert f"### Breaking\n\n{item}" in result.stdout


def test_what_views_of_a_class_share_is_said_once(here: Path) -> None:
    """With both verdicts where it is sent and read."""
    spec = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /orders:
    post:
      operationId: orders.create
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses: {'200': {description: It, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}}
components:
  schemas: {Order: {type: object, properties: {name: {type: string, x-access: {create: optional}}}}}
"""
    (here / "old.yaml").write_text(spec)
    (here / "new.yaml").write_text(spec.replace("{type: string,", "{type: integer,"))
    assert run("diff", "old.yaml", "new.yaml").stdout.splitlines()[0] == (
        "breaking    Order.name, OrderCreate.name: integer instead of text "
        "[response-type-changed, request-type-changed]"
    )


def test_markdown_shows_words_of_a_document_as_they_are() -> None:
    words = "'*x*_y_ [a](http://b) <img src=x> @team `c` &amp; #1 | ~~d~~' is one of the values"
    line = formats.as_markdown(
        [Change(Verdict.REQUEST_ENUM_VALUE_REMOVED, "Kind", words)]
    ).splitlines()[-1]
    assert line == (
        r"- `Kind`: '\*x\*\_y\_ \[a\]\(http://b\) &lt;img src=x&gt; &#64;team \`c\` "
        r"&amp;amp; \#1 \| \~\~d\~\~' is one of the values <sub>request-enum-value-removed</sub>"
    )


def test_github_shows_annotations(here: Path) -> None:
    old, new = specs(here, BREAKING)
    symbol = "Shop(api_key=)"
    annotation = f"file={new},title={symbol}::{symbol}: removed [credential-removed]"
    result = run("diff", old, new, "--format", "github")
    assert result.stdout.splitlines()[0] == f"::warning {annotation}"
    result = run("diff", old, new, "--format", "github", "--fail-on", "breaking")
    assert result.stdout.splitlines()[0] == f"::error {annotation}"
    result = run("diff", *specs(here, COMPATIBLE), "--format", "github")
    assert result.stdout.startswith("::notice ")


def test_github_annotations_are_one_line_whatever_the_document_says() -> None:
    change = Change(Verdict.FIELD_REMOVED, "A.b", "100 %\r\n::error::stolen")
    lines = formats.as_github([change], file="a,b:c.yaml").splitlines()
    assert (
        lines[0]
        == "::warning file=a%2Cb%3Ac.yaml,title=A.b::A.b: 100 %25\\r\\n::error::stolen [field-removed]"
    )
    assert len(lines) == 2


def test_before_1_0_0_breaking_is_minor() -> None:
    breaking, compatible = (
        Change(Verdict.FIELD_REMOVED, "A", "x"),
        Change(Verdict.FIELD_ADDED, "A", "x"),
    )
    assert [bump_of([breaking], v) for v in (None, "1.0.0", "0.9.9")] == ["major", "major", "minor"]
    assert [bump_of([compatible], v) for v in (None, "1.0.0", "0.9")] == ["minor", "minor", "patch"]
    assert bump_of([]) == "none"


# -- the client's name -----------------------------------------------------------------------------


def test_the_class_is_said_configured_or_made_from_the_title(here: Path) -> None:
    old, new = specs(here, BREAKING)
    (here / new).write_text((here / new).read_text().replace("title: Shop", "title: my shop"))
    assert "MyShop(api_key=)" in run("diff", old, new).stdout
    assert "Store(api_key=)" in run("diff", old, new, "--class", "Store").stdout
    (here / "pyproject.toml").write_text(
        '[tool.adwright]\noutput = "out"\n[[tool.adwright.clients]]\n'
        'name = "shop"\nclass = "Corner"\nspec = "new.yaml"\n'
    )
    assert "Corner(api_key=)" in run("diff", old, new).stdout


OVERLAY = """\
overlay: 1.0.0
info: {title: Ours, version: '1'}
actions:
  - target: $.paths['/orders'].get
    update: {operationId: orders.list, tags: [orders]}
"""
VENDOR = """\
openapi: 3.1.0
info: {title: Vendor, version: '1'}
paths:
  /orders:
    get:
      operationId: getOrders
      responses: {'204': {description: Done.}}
"""


def test_a_file_is_read_as_the_spec_of_a_configured_client(here: Path) -> None:
    """Its overlays lie over both sides, wherever the files are; an overlay that no longer fits is told."""
    for name in ("specs", "vendor", "download"):
        (here / name).mkdir()
    (here / "specs/ours.yaml").write_text(OVERLAY)
    (here / "vendor/shop.json").write_text(VENDOR)
    (here / "download/shop.yaml").write_text(
        VENDOR.replace("getOrders", "readOrders\n      parameters: [{name: q, in: query}]")
    )
    (here / "pyproject.toml").write_text(
        '[tool.adwright]\noutput = "out"\n[[tool.adwright.clients]]\n'
        'name = "shop"\nclass = "Shop"\nspec = "vendor/shop.json"\nroot = "vendor"\noverlays = ["specs/ours.yaml"]\n'
    )
    (here / "vendor/shop.json").write_text(json.dumps(yaml.safe_load(VENDOR)))
    result = run("diff", "vendor/shop.json", "download/shop.yaml", "--client", "shop")
    assert result.stdout.splitlines() == [
        "compatible  Shop.orders.list(q=): added [argument-added]",
        "1 compatible: minor (patch before 1.0.0)",
    ]
    entry = run("changelog", "vendor/shop.json", "download/shop.yaml", "--client", "shop")
    assert "Shop.orders.list(q=)" in entry.stdout
    (here / "download/shop.yaml").write_text(VENDOR.replace("/orders:", "/v2/orders:"))
    result = run("diff", "vendor/shop.json", "download/shop.yaml", "--client", "shop")
    assert "Shop.orders: removed, with list [resource-removed]" in result.stdout
    assert result.stderr.startswith("warning: specs/ours.yaml:4:5: /actions/0/target: nothing in")
    result = run("diff", "vendor/shop.json", "download/shop.yaml", "--client", "stop")
    assert (result.exit_code, result.stderr) == (
        2,
        "adwright: unknown client 'stop'; configured: shop\n",
    )


# -- git -------------------------------------------------------------------------------------------

OLD_ROOT = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /orders:
    get:
      operationId: orders.list
      tags: [orders]
      responses: {'200': {description: Orders., content: {application/json: {schema: {$ref: './parts/order.yaml'}}}}}
"""
OLD_PART = "type: object\nproperties: {id: {type: integer}, note: {type: string}}\n"
NEW_PART = "type: object\nproperties: {id: {type: integer}}\n"


@pytest.fixture
def repository(here: Path) -> Path:
    """A repository with a spec in two files, and a change in its second file not yet committed."""
    (here / "specs/parts").mkdir(parents=True)
    (here / "specs/openapi.yaml").write_text(OLD_ROOT)
    (here / "specs/parts/order.yaml").write_text(OLD_PART)
    git(here, "init", "--quiet")
    commit(here)
    (here / "specs/parts/order.yaml").write_text(NEW_PART)
    return here


def git(folder: Path, *arguments: str) -> None:
    names = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *names, *arguments], cwd=folder, check=True, capture_output=True)


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "x")


def test_a_revision_against_the_working_tree(repository: Path) -> None:
    result = run("diff", "HEAD:specs/openapi.yaml", "specs/openapi.yaml", "--format", "json")
    assert [c["symbol"] for c in json.loads(result.stdout)["changes"]] == ["Order.note"]


def test_two_revisions_and_a_path_from_the_current_folder(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(repository)
    monkeypatch.chdir(repository / "specs")
    result = run("diff", "HEAD~1:./openapi.yaml", "HEAD:specs/openapi.yaml")
    assert result.stdout.startswith("breaking    Order.note: removed [field-removed]\n"), (
        result.output
    )


def test_a_spec_with_a_wider_root_at_a_revision(repository: Path) -> None:
    (repository / "common").mkdir()
    (repository / "common/order.yaml").write_text(OLD_PART)
    root = repository / "specs/openapi.yaml"
    root.write_text(OLD_ROOT.replace("./parts/", "../common/"))
    (repository / "pyproject.toml").write_text(
        '[tool.adwright]\noutput = "out"\n[[tool.adwright.clients]]\n'
        'name = "shop"\nclass = "Shop"\nspec = "specs/openapi.yaml"\nroot = "."\n'
    )
    commit(repository)
    (repository / "common/order.yaml").write_text(NEW_PART)
    result = run("diff", "HEAD:specs/openapi.yaml", "specs/openapi.yaml")
    assert result.stdout.startswith("breaking    Order.note: removed [field-removed]\n"), (
        result.output
    )


@pytest.mark.parametrize(
    ("old", "words"),
    [
        ("nosuch.yaml", "nosuch.yaml: no such file; give a file, or REV:path"),
        ("HEAD:specs/nosuch.yaml", "no such file in that revision"),
        ("nosuch:specs/openapi.yaml", "git knows no revision 'nosuch'"),
        ("--output=x:specs/openapi.yaml", "git knows no revision '--output=x'"),
        ("specs", "specs is a folder: give the file in it that is the OpenAPI document"),
        (":specs/openapi.yaml", "no such file; give a file, or REV:path"),
    ],
)
def test_what_is_not_there_is_a_usage_error(repository: Path, old: str, words: str) -> None:
    result = run("diff", "--", old, "specs/openapi.yaml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


def test_outside_a_repository(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(here.parent))
    result = run("diff", "HEAD:openapi.yaml", specs(here, BREAKING)[1])
    assert result.exit_code == 2
    assert "not a git repository" in result.stderr


def test_problems_of_both_sides_are_named_where_they_are(repository: Path) -> None:
    (repository / "specs/openapi.yaml").write_text(OLD_ROOT.replace("paths:", "paths: 1\nx-paths:"))
    commit(repository)
    (repository / "specs/openapi.yaml").write_text(OLD_ROOT.replace("get:", "get: 2\n    x-get:"))
    result = run("diff", "HEAD:specs/openapi.yaml", "specs/openapi.yaml", "--format", "json")
    assert (result.exit_code, result.stdout) == (3, "")
    errors = json.loads(result.stderr)["errors"]
    assert [(e["file"], e["line"]) for e in errors] == [
        ("HEAD:specs/openapi.yaml", 3),
        ("specs/openapi.yaml", 5),
    ]


# -- release notes ---------------------------------------------------------------------------------


def test_release_notes_are_a_draft_of_an_entry(here: Path) -> None:
    result = run("changelog", *specs(here, BREAKING))
    assert result.exit_code == 0
    assert result.stdout == (
        "## [Unreleased]\n\nShop: 1 breaking: major (minor before 1.0.0).\n\n"
        "### Removed\n\n- **Breaking:** `Shop(api_key=)`: removed.\n"
    )
    result = run("changelog", *specs(here, COMPATIBLE), "--version", "2.0.0")
    assert result.stdout.startswith("## [2.0.0]\n")
    assert "### Added\n\n- `Shop.orders.list(colour=)`: added.\n" in result.stdout


def test_release_notes_are_sorted_by_what_was_done() -> None:
    text = draft(
        [
            Change(Verdict.FIELD_REMOVED, "A.b", "removed"),
            Change(Verdict.FIELD_REMOVED, "ACreate.b", "removed"),
            Change(Verdict.DEPRECATED, "C.d", "deprecated by the vendor"),
            Change(Verdict.SCHEMA_ADDED, "E", "added, an enum"),
            Change(Verdict.RULE_ADDED, "F", "rule g added: Do h."),
            Change(Verdict.DESCRIPTION_CHANGED, "I", "described in other words"),
            Change(Verdict.INFO_CHANGED, "Shop", "version 2 of the API, was 1"),
        ],
        "Shop",
    )
    assert [line for line in text.splitlines() if line.startswith(("#", "-"))] == [
        "## [Unreleased]",
        "### Added",
        "- `E`: added, an enum.",
        "- **Breaking:** `F`: rule g added: Do h.",
        "### Changed",
        "- `Shop`: version 2 of the API, was 1.",
        "### Deprecated",
        "- `C.d`: deprecated by the vendor.",
        "### Removed",
        "- **Breaking:** `A.b`, `ACreate.b`: removed.",
        "### Documentation",
        "- 1 symbol is described in other words.",
    ]
