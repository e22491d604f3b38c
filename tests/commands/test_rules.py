"""`adwright rules`: what requests are judged by, and what no request is judged by."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from adclients._runtime.schemas import keywords, validate
from adwright.bundle.formats import ASSERTED, WARNED

from .conftest import adwright

SPEC = """
openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /a:
    post:
      operationId: add
      requestBody: {content: {application/json: {schema: {type: object, properties: {
        day: {type: string, format: date}, price: {type: string, format: decimal},
        at: {type: string, format: unix-time}, code: {type: string, pattern: '(?<=['}}}}}}
      responses: {'204': {description: Nothing.}}
"""


def test_what_is_not_judged_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text(SPEC, "utf-8")
    ran = adwright("rules", "--spec", "a.yaml")
    assert ran.code == 0
    assert ran.stdout.startswith(
        "no business rules\nFormats that are not looked at: decimal, unix-time\n"
    )
    assert "a.yaml:10:69: " in ran.stderr
    assert "pattern" in ran.stderr
    ran = adwright("rules", "--spec", "a.yaml", "--format", "json")
    assert json.loads(ran.stdout) == {"rules": [], "formats_not_judged": ["decimal", "unix-time"]}


def test_generator_and_runtime_know_the_same_formats() -> None:
    assert {*keywords.ONLY_WARNED} == WARNED
    own = {*validate.FORMATS}
    assert own <= ASSERTED
    for name in ASSERTED - {"date-time-zone-optional"}:
        assert validate.Validator({"format": name}).errors("no such thing")[0], name
    for name in WARNED:
        assert not validate.Validator({"format": name}).errors("no : [such] thing")[0], name
