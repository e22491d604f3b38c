"""What a command line makes of words of every kind: unions, files, the standard input, names that are its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from adwright.build import build
from adwright.config import one_off
from support import write_files, write_spec

from .commands import Answer, Program, answering

SPEC = """
paths:
  /things/{help}:
    get:
      operationId: import
      tags: [things]
      deprecated: true
      description: "Imports:\\n\\n- what is new\\n- what was\\n  changed\\n\\n> Slowly.\\n> Or not."
      parameters:
        - {name: help, in: path, required: true, description: Which., schema: {type: string, enum: [a_b, c]}}
        - {name: output, in: query, schema: {type: string}}
        - {name: all, in: query, schema: {type: boolean}}
        - {name: body, in: query, schema: {type: string}}
        - {name: version, in: query, schema: {type: integer, enum: [1, 2]}}
        - {name: dry_run, in: query, schema: {type: boolean}}
        - {name: 'null', in: query, schema: {type: string}}
        - {name: flags, in: query, schema: {type: array, items: {type: boolean}}}
        - {name: X-Trace, in: header, schema: {type: string}}
        - {name: X-Api-Token, in: header, schema: {type: string}}
      responses: {'200': {description: Ok., content: {application/json: {schema: {}}}}}
  /nodes:
    post:
      operationId: nodes.create
      tags: [nodes]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Node'}}}}
      responses: {'200': {description: Ok., content: {application/json: {schema: {}}}}}
  /asked:
    get:
      operationId: asked
      parameters: [{name: help, in: query, schema: {type: string}}]
      responses: {'204': {description: Ok.}}
  /list:
    put:
      operationId: put_list
      requestBody: {required: true, content: {application/json: {schema: {type: array, items:
        {type: object, required: [id], properties: {id: {type: integer}}}}}}}
      responses: {'204': {description: Ok.}}
  /text:
    put:
      operationId: put_text
      requestBody: {required: true, content: {text/plain: {schema: {type: string}}}}
      responses: {'200': {description: Ok., content: {text/plain: {schema: {type: string}}}}}
  /bytes:
    put:
      operationId: put_bytes
      requestBody: {required: true, content: {application/octet-stream: {}}}
      responses: {'200': {description: Ok., content: {application/octet-stream: {schema:
        {type: string, format: binary}}}}}
  /several:
    post:
      operationId: several
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [url], properties:
        {url: {type: string}}}}, application/pdf: {}, text/plain: {schema: {type: string}}}}
      responses: {'204': {description: Ok.}}
  /map:
    post:
      operationId: put_map
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {a: {type: string}},
        additionalProperties: {type: integer}}}}}
      responses: {'204': {description: Ok.}}
components:
  schemas:
    Node:
      type: object
      required: [class]
      properties:
        class: {type: string, description: "Its kind: \\e[31m."}
        either: {oneOf: [{type: string}, {type: integer}]}
        labels: {type: array, items: {oneOf: [{type: string}, {type: object, properties: {name: {type: string}}}]}}
        price: {type: [number, 'null'], minimum: 0}
        when: {type: string, format: date-time}
        nextOne: {$ref: '#/components/schemas/Node'}
        pair: {type: array, prefixItems: [{type: string}, {type: integer}]}
        long: {type: string, enum: [one_value_that_is_long, another_value_that_is_long]}
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The program, and a server that gives back what it is sent."""
    folder = tmp_path_factory.mktemp("values")
    target = one_off(write_spec(folder, SPEC), folder, "sample", "Sample", cli=True)
    write_files(folder, build(target).files)
    (folder / "in.json").write_bytes(b'\xef\xbb\xbf[{"id": 1}]')
    (folder / "in.pdf").write_bytes(b"%PDF\xff")

    def echo(method: str, path: str, body: bytes) -> Answer:
        kind = "application/octet-stream" if path == "/bytes" else "application/json"
        return 200, body or b"{}", "text/plain" if path == "/text" else kind

    with answering(echo) as (url, seen):
        yield Program(folder, url, seen)


def _sent(program: Program, *given: str, stdin: str = "") -> Any:
    """The body that a command sends."""
    ran = program.raw(*given, stdin=stdin)
    assert ran.returncode == 0, ran.stderr
    body = program.seen[-1][2]
    return json.loads(body) if body[:1] in (b"{", b"[") else body


def test_a_whole_body_is_text_a_file_or_the_input(program: Program) -> None:
    assert _sent(program, "put-list", "--body", '[{"id": 1}]') == [{"id": 1}]
    assert _sent(program, "put-list", "--body", "@in.json") == [{"id": 1}]
    assert _sent(program, "put-list", "--body", "-", stdin='[{"id": 2}]') == [{"id": 2}]
    assert _sent(program, "put-text", "--body", "hello") == b"hello"
    assert _sent(program, "put-text", "--body", "-", stdin="piped") == b"piped"
    assert _sent(program, "put-bytes", "--body", "@in.pdf") == b"%PDF\xff"
    assert _sent(program, "put-bytes", "--body", "in.pdf") == b"%PDF\xff"
    assert _sent(program, "several", "--url", "u") == {"url": "u"}
    assert (
        _sent(program, "several", "--body", "@in.pdf", "--content-type", "application/pdf")
        == b"%PDF\xff"
    )
    assert _sent(program, "several", "--body", "words", "--content-type", "text/plain") == b"words"
    assert _sent(program, "put-map", "--body", '{"a": "x", "z": 1}') == {"a": "x", "z": 1}


def test_words_are_values_of_the_types_that_may_be_sent(program: Program) -> None:
    create = ("nodes", "create", "--class", "x")
    assert _sent(program, *create, "--either", "5")["either"] == 5
    for text in ("true", "null", "-", "@in.json", "[1]", "5 apples"):
        assert _sent(program, *create, "--either", text)["either"] == text
    assert _sent(program, *create, "--labels", "a", "--labels", '{"name": "b"}')["labels"] == [
        "a",
        {"name": "b"},
    ]
    assert _sent(program, *create, "--pair", '["a", 1]')["pair"] == ["a", 1]
    assert _sent(program, *create, "--next-one", '{"class": "y"}', "--next-one.either", "7")["nextOne"] == {
        "class": "y", "either": 7,
    }  # fmt: skip
    body = '{"class": "x", "nextOne": {"class": "y", "nextOne": {"class": "z"}}}'
    sent = _sent(
        program, "nodes", "create", "--body", body, "--next-one.next-one", '{"class": "w"}'
    )
    assert sent["nextOne"] == {"class": "y", "nextOne": {"class": "w"}}, (
        "an option goes over the body"
    )
    assert _sent(program, *create, "--null", "price")["price"] is None
    assert _sent(program, *create, "--null", "next-one.price", "--next-one.class", "y")["nextOne"] == {
        "class": "y", "price": None,
    }  # fmt: skip


def test_numbers_keep_all_their_digits(program: Program) -> None:
    exact = "0.1234567890123456789"
    ran = program("nodes", "create", "--body", f'{{"class": "x", "price": {exact}}}')
    assert exact.encode() in program.seen[-1][2]
    assert f'"price": {exact}' in ran.stdout
    for format_ in ("jsonl", "csv", "table"):
        assert (
            exact
            in program("nodes", "create", "--class", "x", "--price", exact, "-o", format_).stdout
        )


def test_an_argument_may_be_called_like_an_option_of_the_program(program: Program) -> None:
    given = (
        *("things", "import", "a_b", "--output", "o", "--all", "--body", "@b", "--version", "2"),
        *(
            "--no-dry-run",
            "--null",
            "n",
            "--flags",
            "true",
            "--flags",
            "false",
            "--cli-output",
            "json",
        ),
    )
    assert program(*given).returncode == 0
    query = "output=o&all=true&body=%40b&version=2&dry_run=false&null=n&flags=true&flags=false"
    assert program.seen[-1][1] == f"/things/a_b?{query}"
    program("asked", "--help", "me")
    assert program.seen[-1][1] == "/asked?help=me"
    assert "Show this message and exit." in program("asked", "-h").stdout


def test_a_dry_run_shows_headers_and_hides_secrets(program: Program) -> None:
    given = ("--x-trace", "t1", "--x-api-token", "hidden", "--cli-dry-run")
    shown = program("things", "import", "c", *given).stdout
    assert "x-trace: t1" in shown
    assert "x-api-token: ***" in shown
    assert (
        "content-type: application/json"
        in program("nodes", "create", "--class", "x", "--dry-run").stdout
    )


@pytest.mark.parametrize(
    ("given", "code", "told"),
    [
        (["put-list", "--body", "in.json"], 2, "a file is given as @in.json"),
        (["put-list", "--body", "@none.json"], 2, "there is no file none.json"),
        (["put-list", "--body", '[{"id": "x"}]'], 3, "Error: --body: [0].id must be a whole number"),
        (["put-list", "--body", "[" * 10_000], 2, "nested deeper"),
        (["put-list", "--body", "@in.pdf"], 2, "in.pdf is no text in UTF-8"),
        (["put-list"], 2, "Missing: --body"),
        (["nodes", "create", "--null", "nothing", "--class", "x"], 2, "there is no argument 'nothing'"),
        (["nodes", "create", "--next-one", "x", "--class", "x"], 2, "--next-one: this is no JSON"),
        (["nodes", "create", "--class", "x", "--price", "-1"], 3, "Error: --price: price must be at least 0"),
        (["nodes", "create", "--class", "x", "--when", "soon"], 3, "--when"),
        (["nodes", "create", "--body", '{"class": "x", "z": 1}'], 2, "there is no field 'z'"),
        (["things", "import", "a-b"], 2, "Invalid value for 'HELP'"),
        (["things", "import", "-5"], 2, "stands behind --"),
        (["things", "import", "c", "--timeout", "5"], 2, "It stands before the command"),
        (["things", "import", "c", "--save", "none/x"], 2, "there is no folder none"),
        (["--timeout", "-1", "things", "import", "c"], 2, "timeout must be a number of seconds above 0"),
    ],
)  # fmt: skip
def test_each_mistake_is_a_sentence(
    program: Program, given: list[str], code: int, told: str
) -> None:
    count = len(program.seen)
    ran = program(*given)
    assert (ran.returncode, len(program.seen)) == (code, count), ran.stderr
    assert told in ran.stderr
    assert "Traceback" not in ran.stderr


def test_help_says_what_must_be_given_and_what_may_be(program: Program) -> None:
    helped: Callable[..., str] = lambda *given: " ".join(program(*given, "--help").stdout.split())  # noqa: E731
    text = helped("nodes", "create")
    assert "nodes create --class TEXT [OPTIONS]" in text
    assert "--class TEXT Its kind: [31m. [required]" in text, "nothing that a terminal obeys"
    assert "--either TEXT|INTEGER" in text
    assert "--when DATE-TIME" in text
    assert "--long VALUE One of one_value_that_is_long, another_value_that_is_long." in text
    assert "--next-one.next-one JSON" in text
    assert "--next-one.next-one.class" not in text, "a schema that is a part of itself"
    assert "--all" not in text
    assert "--limit" not in text
    text = helped("things", "import")
    assert "Arguments: HELP Which. One of a_b, c." in text
    assert "--version INTEGER [one of 1, 2]" in text
    assert "--cli-null" not in text, "there is no body"
    assert "--output" not in helped("put-list").replace("--cli-output", ""), "nothing comes back"
    assert "(deprecated)" in helped("things")
    lines = [each.strip() for each in program("things", "import", "--help").stdout.splitlines()]
    assert {"- what is new", "- what was changed", "Slowly. Or not."} <= {*lines}


def test_what_is_printed_suits_where_it_goes(program: Program) -> None:
    raw = program.raw("put-bytes", "--body", "@in.pdf")
    assert raw.stdout == b"%PDF\xff", "bytes that go to a file or a pipe are what they are"
    create = ("nodes", "create", "--class", "é🙂")
    narrow = program(*create, PYTHONIOENCODING="ascii")
    assert narrow.stdout.isascii()
    assert json.loads(narrow.stdout) == {"class": "é🙂"}
    assert program(*create, "-o", "csv", PYTHONIOENCODING="ascii").returncode == 0
    ran = program(*create, "-o", "csv", "--fields", "class,clas")
    assert ran.stdout == "class,clas\né🙂,\n"
    assert ran.stderr == "warning: --fields: nothing has 'clas'; there are class\n"
    ran = program(*create, "--save", "out.json")
    assert json.loads((program.folder / "out.json").read_text("utf-8")) == {"class": "é🙂"}
    assert (ran.stdout, ran.stderr.split(":")[0]) == ("", "out.json")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk at hand")
@pytest.mark.parametrize("format_", ["json", "jsonl", "csv", "table"])
def test_a_full_disk_is_told(program: Program, format_: str) -> None:
    with open("/dev/full", "w") as full:
        ran = program.raw("nodes", "create", "--class", "x", "-o", format_, stdout=full)
    assert (ran.returncode, b"Traceback" in ran.stderr) == (1, False)
    assert b"No space left" in ran.stderr
