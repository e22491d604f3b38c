"""Broken specs: every error with file, line, column, pointer, sentence, hint and id; exit 3; nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import PETS, Ran, adwright

START = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def refused(text: str, *more: str, name: str = "api.yaml") -> Ran:
    """Generate from a text that must be refused."""
    Path(name).write_text(text, "utf-8")
    ran = adwright("generate", "--spec", name, "--output", "out", "--package", "p", *more)
    assert ran.code == 3
    assert ran.stdout == ""
    assert not Path("out").exists()
    return ran


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            START + "paths: {}\ncomponents:\n  schemas:\n    Pet: {type: object}\n"
            "    A:\n      $ref: '#/components/schemas/Pat'\n",
            "api.yaml:8:7: /components/schemas/A/$ref: $ref to something that is not there: '#/components/schemas/Pat' "
            "(did you mean 'Pet'?)",
        ),
        (START + "paths: [a\n", "api.yaml:4:1: /: not YAML: "),
        (START + "paths:\n\t/x: {}\n", "api.yaml:4:1: /: not YAML: "),
        (
            START + "paths: {}\npaths: {}\n",
            "api.yaml:4:1: /paths: the key 'paths' is given twice; the first is on line 3 (remove one of them)",
        ),
        (
            START + "paths:\n  - /x\n",
            "api.yaml:3:1: /paths: expected an object, found an array [wrong-type]",
        ),
        (
            START + "paths:\n  /x:\n    get: 5\n",
            "api.yaml:5:5: /paths/~1x/get: expected an object, found a number",
        ),
        ("- a\n- b\n", "api.yaml:1:1: /: an OpenAPI document is an object, not an array"),
        (
            "",
            "api.yaml:1:1: /: the document is empty (an OpenAPI document starts with `openapi: 3.1.0`)",
        ),
        ("title: x\n", "api.yaml:1:1: /openapi: no `openapi` version is given"),
        (
            START
            + "paths: {}\ncomponents:\n  schemas:\n    A: {$ref: 'https://example.com/a.yaml'}\n",
            "api.yaml:6:9: /components/schemas/A/$ref: $ref leads to another host or scheme: "
            "'https://example.com/a.yaml' (",
        ),
        (
            START + "paths: {}\ncomponents:\n  schemas:\n    A: {$ref: '#/components/schemas/A'}\n",
            "api.yaml:6:",
        ),
    ],
)
def test_a_message_says_where_what_and_what_would_be_right(text: str, line: str) -> None:
    lines = refused(text).stderr.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(line)


def test_json_files_have_positions_too() -> None:
    ran = refused(
        '{\n "openapi": "3.1.0",\n "info": {"title": 5, "version": "1"},\n "paths": {}\n}',
        name="api.json",
    )
    assert (
        ran.stderr
        == "api.json:3:11: /info/title: expected a string, found a number (quote it) [wrong-type]\n"
    )
    ran = refused('{"openapi": "3.1.0",\n "info": }', name="api.json")
    assert ran.stderr.startswith("api.json:2:10: /: not JSON: ")


def test_all_errors_at_once_in_the_order_of_the_file() -> None:
    ran = refused(
        START
        + """\
paths:
  /x:
    get:
      operationId: 5
      parameters: 7
      responses:
        '200': nothing
    post: []
components:
  schemas:
    A: {type: object, properties: []}
    B: {allOf: {}}
    C: 7
  parameters:
    P: {in: 5}
"""
    )
    pointers = [line.split(": ")[1] for line in ran.stderr.splitlines()]
    assert pointers == [
        "/paths/~1x/get/operationId",
        "/paths/~1x/get/parameters",
        "/paths/~1x/get/responses/200",
        "/paths/~1x/post",
        "/components/schemas/A/properties",
        "/components/schemas/B/allOf",
        "/components/schemas/C",
        "/components/parameters/P/in",
    ]
    numbers = [int(line.split(":")[1]) for line in ran.stderr.splitlines()]
    assert numbers == sorted(numbers)


def test_errors_of_other_files_name_them() -> None:
    Path("parts").mkdir()
    Path("parts/a.yaml").write_text("A:\n  type: object\n  properties: 5\n")
    Path("parts/b.yaml").write_text("B: [\n")
    text = START + "paths: {}\ncomponents: {schemas: {A: {$ref: 'parts/a.yaml#/A'}}}\n"
    assert (
        refused(text).stderr
        == "parts/a.yaml:3:3: /A/properties: expected an object, found a number [wrong-type]\n"
    )
    text = START + "paths: {}\ncomponents: {schemas: {B: {$ref: 'parts/b.yaml#/B'}}}\n"
    assert refused(text).stderr.startswith("parts/b.yaml:2:1: /: not YAML")


def test_errors_as_json() -> None:
    ran = refused(START + "paths:\n  /x: {get: {responses: 5}}\n  /y: 3\n", "--format", "json")
    assert ran.errors == [
        {
            "id": "wrong-type",
            "file": "api.yaml",
            "line": 4,
            "column": 14,
            "pointer": "/paths/~1x/get/responses",
            "message": "expected an object, found a number",
            "hint": "",
        },
        {
            "id": "wrong-type",
            "file": "api.yaml",
            "line": 5,
            "column": 3,
            "pointer": "/paths/~1y",
            "message": "expected an object, found a number",
            "hint": "",
        },
    ]


def test_errors_of_all_clients_come_together() -> None:
    for name, paths in (("a", "5"), ("b", "[]")):
        Path(f"{name}.yaml").write_text(f"{START}paths: {paths}\n")
    clients = "".join(
        f"[[tool.adwright.clients]]\nname = '{n}'\nclass = '{n}'\nspec = '{n}.yaml'\n" for n in "ab"
    )
    Path("pyproject.toml").write_text(f"[tool.adwright]\noutput = 'out'\n{clients}")
    ran = adwright("generate")
    assert ran.code == 3
    first, second = ran.stderr.splitlines()
    assert first.endswith("a.yaml:3:1: /paths: expected an object, found a number [wrong-type]")
    assert second.endswith("b.yaml:3:1: /paths: expected an object, found an array [wrong-type]")
    assert not Path("out").exists()


def test_a_spec_that_is_not_text_is_no_traceback() -> None:
    Path("api.yaml").write_bytes(b"openapi: 3.1.0\ninfo: \xff\xfe\n")
    ran = adwright("generate", "--spec", "api.yaml", "--output", "out", "--package", "p")
    assert ran.code == 3
    assert ran.stderr.startswith("api.yaml:2:1: /: the file is not UTF-8 text")


def test_warnings_go_to_stderr_and_do_not_stop() -> None:
    Path("api.yaml").write_text(PETS.replace("'200': {description: It.,", "'200': {"))
    ran = adwright("generate", "--spec", "api.yaml", "--output", "out", "--package", "p")
    assert ran.code == 0
    assert ran.stderr.startswith("warning: api.yaml:12:")
    assert ran.stderr.endswith(
        "not valid OpenAPI: 'description' is missing (add description) [openapi-invalid]\n"
    )
    assert Path("out/p/client.py").is_file()


def test_extensions_that_lead_nowhere_are_told_all_at_once() -> None:
    page = "      x-pagination:\n        style: page\n        page: pgae\n        items: shops\n"
    wait = "      x-wait: {operation: shops.lst, state: state, done: [open]}\n"
    query = "      parameters: [{name: page, in: query, schema: {type: integer}}]\n"
    text = PETS.replace("      summary: List shops\n", page + wait + query)
    ran = refused(
        text.replace("'204': {", "'200': {content: {application/json: {schema: {type: array}}}, ")
    )
    place = "/paths/~1shops/get"
    assert ran.stderr.splitlines() == [
        f"api.yaml:19:9: {place}/x-pagination/page: there is no query parameter 'pgae' (did you mean 'page'?) "
        "[extension-target]",
        f"api.yaml:20:9: {place}/x-pagination/items: 'shops' leads nowhere: there is no 'shops' "
        "(there are '0', '-1') [extension-target]",
        f"api.yaml:21:16: {place}/x-wait/operation: there is no operation 'shops.lst' on this resource "
        "(did you mean 'shops.list'?) [extension-target]",
    ]
