"""Files that are no documents: broken, empty, endless, or not what they seem."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Run, document, get

HEAD = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"{HEAD}paths:\n  /a:\n   b: 1\n  c\n   d: 2\n", 6),
        (f"{HEAD}paths: {{/a: [1, 2\n", 4),
        (f"{HEAD}paths:\n\t/a: 1\n", 4),
        (f"{HEAD}paths: *nowhere\n", 3),
        (f"{HEAD}paths: 'open\n", 3),
        ('{"openapi": "3.1.0"} {}', 1),
    ],
)
def test_broken_text_is_refused_at_its_line(run: Run, text: str, line: int) -> None:
    ran = run(text)
    ran.refused()
    assert f":{line}:" in ran.errors[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "# nothing here\n",
        "---\n",
        "--- # only a comment\n...\n",
        "null",
        "{",
        "[]",
        "3",
    ],
)
def test_what_is_no_document_is_refused(run: Run, text: str) -> None:
    run(text).refused()


def test_an_empty_file_is_named_empty(run: Run) -> None:
    run("# nothing\n").refused("spec.yaml:1:1", "empty")


def test_keys_given_twice_name_both_lines(run: Run) -> None:
    text = f"{HEAD}paths:\n  /a: {{}}\n  /a: {{}}\ncomponents:\n  schemas:\n    T: {{id: 1,\n      id: 2}}\n"
    ran = run(text)
    ran.refused(
        "spec.yaml:5:3: /paths/~1a", "line 4", "spec.yaml:9:7: /components/schemas/T/id", "line 8"
    )


def test_keys_given_twice_in_json_name_both_lines(run: Run) -> None:
    run('{"openapi": "3.1.0",\n"paths": {},\n"paths": {}}', "a.json").refused(
        "a.json:3:1: /paths", "line 2"
    )


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "-1e999", "9" * 5000])
def test_numbers_that_are_none_are_refused(run: Run, number: str) -> None:
    text = '{"openapi": "3.1.0",\n "x-n": ' + number + "}"
    run(text, "a.json").refused("a.json:2:9", number[:8])


def test_large_integers_stay_exact(run: Run) -> None:
    schema = {"type": "integer", "enum": [9007199254740993, 18014398509481985]}
    texts = run(document({"/a": get({"$ref": "#/components/schemas/N"})}, {"N": schema})).compiled()
    assert "9007199254740993" in texts["enums.py"]


def test_bounds_that_make_no_sense_are_left_out(run: Run) -> None:
    text = {"type": "string", "minLength": -1, "maxLength": -5}
    number = {"type": "number", "multipleOf": 0}
    texts = run(
        document({"/a": get({"type": "object", "properties": {"t": text, "n": number}})})
    ).compiled()
    assert "min_length" not in texts["models.py"]
    assert "multiple_of" not in texts["models.py"]


def test_a_byte_order_mark_changes_nothing(run: Run) -> None:
    text = json.dumps(document({"/a": get()}))
    plain = run(text, "a.json").compiled()
    assert run(b"\xef\xbb\xbf" + text.encode(), "a.json").compiled() == plain


@pytest.mark.parametrize(
    "data", [b"\xff\xfeo\x00p\x00", b"openapi: \xff\n", b"openapi: 3.1.0\ninfo: {title: '\x00'}\n"]
)
def test_bytes_that_are_no_text_are_refused(run: Run, data: bytes) -> None:
    run(data).refused()


def test_yaml_is_read_as_1_2(run: Run) -> None:
    text = """\
openapi: 3.1.0
info: {title: t, version: 1.10}
paths:
  /a:
    get:
      parameters:
        - name: state
          in: query
          schema: {type: string, enum: [on, off, yes, no, 2020-01-01, 1:30, 0o14]}
      responses:
        200: {description: ok}
"""
    ran = run(text)
    texts = ran.compiled()
    assert 'Literal["on", "off", "yes", "no", "2020-01-01", "1:30"' in texts["client.py"]
    assert '"200"' in texts["resources/_client.py"]


LAUGHS = "x-a0: &a0 [lol, lol]\n" + "".join(
    f"x-a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 13)
)
NESTED = "x-b0: &b0 {type: object}\n" + "".join(
    f"x-b{i}: &b{i} {{type: object, properties: {{l: *b{i - 1}, r: *b{i - 1}}}}}\n"
    for i in range(1, 31)
)
ITSELF = "x-c: &c {type: object, properties: {c: *c}}\n"
MERGED = "x-m0: &m0 {a: 1}\n" + "".join(
    f"x-m{i}: &m{i} {{<<: [*m{i - 1}, *m{i - 1}], k{i}: *m{i - 1}}}\n" for i in range(1, 31)
)
DEEP_YAML = f"{HEAD}x-d: " + "[" * 20_000
DEEP_BLOCK = f"{HEAD}x-d:\n" + "".join(" " * i + "a:\n" for i in range(1, 3000))
DEEP_JSON = '{"openapi": "3.1.0", "x-d": ' + '{"a":' * 20_000 + "1" + "}" * 20_000 + "}"
DEEP_SCHEMA = (
    json.dumps(document({"/a": get()}))[:-1]
    + ', "components": {"schemas": {"A": '
    + '{"properties":{"a":' * 400
    + "{}"
    + "}}" * 400
    + "}}}"
)
LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (900 << 20, 900 << 20))
resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
from adwright.__main__ import main
sys.argv[0] = "adwright"
main()
"""


@pytest.mark.parametrize(
    "text",
    [
        HEAD + LAUGHS,
        HEAD + NESTED,
        HEAD + ITSELF,
        HEAD + MERGED,
        DEEP_YAML,
        DEEP_BLOCK,
        DEEP_JSON,
        DEEP_SCHEMA,
    ],
    ids=[
        "laughs",
        "nested",
        "itself",
        "merged",
        "deep-yaml",
        "deep-block",
        "deep-json",
        "deep-schema",
    ],
)
def test_small_files_do_not_become_large_documents(tmp_path: Path, text: str) -> None:
    spec, output = tmp_path / "spec.yaml", tmp_path / "out"
    spec.write_text(text, "utf-8")
    command = [sys.executable, "-c", LIMITED, "generate", "--spec", str(spec)]
    command += ["--output", str(output), "--package", "sample"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 3, done.stderr[-500:]
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith(f"{spec}:")
    assert len(done.stderr) < 5000
    assert not output.exists()


def test_a_hundred_levels_are_not_deep(run: Run) -> None:
    schema: dict[str, object] = {"type": "object"}
    for _ in range(100):
        schema = {"type": "object", "properties": {"in": schema}}
    run(document({"/a": get(schema)})).compiled()
