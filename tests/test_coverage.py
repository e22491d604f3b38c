"""The coverage page: what it counts, and that the one in specs/ is up to date."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from adwright.cli import app
from adwright.config import find_config, one_off
from adwright.site.coverage import coverage_page
from typer.testing import CliRunner

ROOT = Path(__file__).parents[1]

SPEC = """
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    post:
      x-source: manual#Pets
      parameters:
        - {$ref: '#/components/parameters/Page'}
        - {name: size, in: query, schema: {type: integer}, x-status: assumed, x-note: A guess.}
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Pet'}
            examples: {rex: {value: {name: Rex}}}
      responses: {'204': {description: Done.}}
components:
  parameters:
    Page: {name: page, in: query, schema: {type: integer}, x-source: 'website#Pages', x-status: vendor}
  schemas:
    Pet:
      type: object
      x-source: manual#Pets
      properties:
        name: {type: string}
        kind: {type: string, enum: [cat, dog, bird]}
        owner: {$ref: '#/components/schemas/Owner'}
        default: {type: string, x-status: assumed, x-note: A guess.}
      allOf:
        - x-rule: {id: pet-kind, says: kind needs name.}
          if: {required: [kind], properties: {kind: {enum: [cat, dog]}}}
          then: {required: [name]}
      x-warn:
        - x-rule: {id: pet-owner, says: owner is ignored.}
          x-status: vendor
          if: {required: [kind]}
          then: {properties: {owner: false}}
    Owner:
      type: object
      x-source: website#Owners
      x-status: vendor
      properties:
        name: {type: string}
        pets: {type: array, items: {type: string, enum: [one, many]}, x-status: documented}
"""


def rows(page: str) -> list[list[str]]:
    """The cells of the table."""
    lines = [line for line in page.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_what_is_counted(tmp_path: Path) -> None:
    """Each thing once, under the document it comes from; conditions of rules hold no fields or enums."""
    spec = tmp_path / "openapi.yaml"
    spec.write_text(dedent(SPEC))
    head, _, manual, website, total = rows(coverage_page([one_off(spec, tmp_path, "pets", None)]))
    assert dict(zip(head, manual, strict=True)) == {
        "document": "`manual`",
        "operations": "1",
        "parameters": "1",
        "fields": "4",
        "rules": "1",
        "warnings": "1",
        "enums": "1",
        "values": "3",
        "samples": "1",
        "documented": "5",  # the operation, three fields, the rule
        "vendor": "1",  # the warning
        "assumed": "2",  # a parameter and a field
        "observed": "0",
    }
    assert dict(zip(head, website, strict=True)) == {
        "document": "`website`",
        "operations": "0",
        "parameters": "1",
        "fields": "2",
        "rules": "0",
        "warnings": "0",
        "enums": "1",
        "values": "2",
        "samples": "0",
        "documented": "1",  # a field that says so
        "vendor": "2",  # the parameter, and a field by its schema
        "assumed": "0",
        "observed": "0",
    }
    added = [int(a) + int(b) for a, b in zip(manual[1:], website[1:], strict=True)]
    assert total == ["all", *map(str, added)]


def test_the_page_in_specs_is_up_to_date() -> None:
    """After a change of a spec: `adwright coverage --output specs/COVERAGE.md`."""
    page = coverage_page(find_config(ROOT).targets)
    assert (ROOT / "specs" / "COVERAGE.md").read_text("utf-8") == page


def test_everything_in_our_specs_has_a_source() -> None:
    """No fact comes from nowhere."""
    assert "(no source)" not in coverage_page(find_config(ROOT).targets)


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To stdout or to a file, for all clients or some."""
    monkeypatch.chdir(ROOT)
    targets = find_config(ROOT).targets
    result = CliRunner().invoke(app, ["coverage"])
    assert (result.exit_code, result.stdout) == (0, coverage_page(targets))
    file = tmp_path / "page.md"
    result = CliRunner().invoke(app, ["coverage", "iqm", "--output", str(file)])
    assert (result.exit_code, result.stdout) == (0, "")
    assert file.read_text("utf-8").count("\n## ") == 1
