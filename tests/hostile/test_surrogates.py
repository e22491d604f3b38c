"""Halves of surrogate pairs: refused with their place, tamed where they are only shown."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .conftest import Run, document, get

HALF = "a\ud800b"


def _parameter(**more: Any) -> dict[str, Any]:
    return {"name": "q", "in": "query", "schema": {"type": "string"}, **more}


def _schema(schema: dict[str, Any]) -> dict[str, Any]:
    return document({"/a": get({"$ref": "#/components/schemas/A"})}, {"A": schema})


SENT = {
    "property": _schema({"properties": {HALF: {}}}),
    "required": _schema({"required": [HALF]}),
    "enum": _schema({"enum": [HALF]}),
    "const": _schema({"const": HALF}),
    "const of an object": _schema({"const": {"title": HALF}}),
    "enum named title": _schema({"properties": {"t": {"enum": [{"title": HALF}]}}}),
    "default": _schema({"type": "string", "default": HALF}),
    "pattern": _schema({"type": "string", "pattern": f"[{HALF}]"}),
    "schema": document({"/a": get()}, {HALF: {}}),
    "path": document({f"/{HALF}": get()}),
    "operationId": document({"/a": get(operationId=HALF)}),
    "tag": document({"/a": get(tags=[HALF])}),
    "parameter": document({"/a": get(parameters=[_parameter(name=HALF)])}),
    "media type": document({"/a": get(requestBody={"content": {HALF: {}}})}),
    "server": document({"/a": get()}, servers=[{"url": f"https://x/{HALF}"}]),
    "credentials": document(
        {"/a": get()},
        components={
            "securitySchemes": {
                "k": {"type": "apiKey", "in": "header", "name": "k", "x-credentials": {"env": HALF}}
            }
        },
    ),
    "reference": document({"/a": get({"$ref": f"#/components/schemas/{HALF}"})}),
}


@pytest.mark.parametrize("case", SENT)
@pytest.mark.parametrize("name", ["spec.json", "spec.yaml"])
def test_one_in_what_is_sent_is_refused_at_its_place(run: Run, case: str, name: str) -> None:
    text = json.dumps(SENT[case], indent=1)
    line = next(i for i, each in enumerate(text.splitlines(), 1) if r"\ud800" in each)
    ran = run(text, name)
    ran.refused("half of a surrogate pair")
    assert f":{line}:" in ran.errors[0]
    ran.stderr.encode("utf-8")


def test_yaml_that_escapes_one_is_refused(run: Run) -> None:
    run('openapi: 3.1.0\ninfo: {title: t, version: "\\ud800"}\npaths: {}\n').refused("not YAML")


def test_all_of_them_are_named(run: Run) -> None:
    ran = run(_schema({"properties": {HALF: {"enum": [HALF, "\udfff"]}}}), "spec.json")
    assert len(ran.errors) == 3


def test_one_in_words_and_examples_is_shown_as_the_replacement_character(run: Run) -> None:
    schema = {
        "title": f"T {HALF}",
        "properties": {"n": {"description": f"The word {HALF}.", "example": HALF}},
    }
    item = get({"$ref": "#/components/schemas/A"}, summary=f"Look {HALF}", operationId="look")
    content = item["get"]["responses"]["200"]["content"]["application/json"]
    content["example"] = {"n": HALF}
    ran = run(document({"/a": item}, {"A": schema}), "spec.json")
    files = ran.compiled()
    assert "The word a\ufffdb." in files["models.py"]
    (told,) = [w for w in ran.warnings if "surrogate" in w]
    assert "here and in 4 more places" in told


def test_both_halves_of_a_pair_are_a_character(run: Run) -> None:
    ran = run(_schema({"properties": {"\U0001f600": {"enum": ["\U0001f600"]}}}), "spec.json")
    assert "surrogate" not in ran.stderr
    assert "\U0001f600" in ran.compiled()["models.py"]
