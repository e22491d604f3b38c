"""The command line of a package, as a program: what it takes, prints and ends with, against a real server."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from adwright.build import build
from adwright.config import one_off
from support import write_files, write_spec

from .commands import Program, answering
from .things import SPEC, THINGS, serving


def _run(folder: Path, *command: str, stdin: str = "", **environment: str) -> Any:
    return subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={**os.environ, **environment},
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The program, and the server that it calls."""
    folder = tmp_path_factory.mktemp("cli")
    target = one_off(write_spec(folder, SPEC), folder, "sample", "Sample", cli=True)
    write_files(folder, build(target).files)
    with serving() as (url, seen):
        yield Program(folder, url, seen)


def test_a_list_is_printed_page_by_page_or_whole(program: Program) -> None:
    assert json.loads(program("things", "list").stdout) == THINGS[:2]
    ran = program("things", "list", "--all", "-o", "jsonl")
    assert [json.loads(line) for line in ran.stdout.splitlines()] == THINGS
    assert json.loads(program("things", "list", "--limit", "3").stdout) == THINGS[:3]
    ran = program("things", "list", "--all", "-o", "csv", "--fields", "thingId,price.amount")
    assert [*csv.reader(io.StringIO(ran.stdout))][1:3] == [["1", "0.5"], ["2", "1.0"]]
    ran = program("things", "list", "-o", "table")
    assert "Thing 2" in ran.stdout
    assert "thingId" in ran.stdout
    assert (ran.returncode, ran.stderr) == (0, "")


def test_a_table_shows_whole_values_of_as_many_fields_as_fit(program: Program) -> None:
    things = [
        {"thingId": 123456789, "name": f"A name of some length {number}", "note": "x" * 30}
        for number in range(2)
    ]

    def shown(width: str, *given: str) -> str:
        with answering(lambda *_: (200, json.dumps(things).encode(), "application/json")) as (
            url,
            _,
        ):
            other = Program(program.folder, url, [])
            return str(other("things", "list", "-o", "table", *given, COLUMNS=width).stdout)

    assert "note" in shown("100")
    narrow = shown("50")
    assert "123456789" in narrow
    assert "A name of some length 1" in narrow
    assert "2 of 3 fields: --fields" in narrow
    assert "xx" in shown("50", "--fields", "thingId,note")
    assert "…" not in shown("30", "--fields", "thingId,name,note"), "nothing is cut"


@pytest.mark.skipif(os.name == "nt", reason="Windows has terminals of another kind")
def test_a_long_list_tells_how_far_it_is(program: Program) -> None:
    ours, theirs = os.openpty()
    given = ("--base-url", program.url, "things", "list", "--all")
    environment = {"SAMPLE_TOKEN": "t", "TERM": "xterm", "COLUMNS": "80"}
    with subprocess.Popen(
        [sys.executable, "-m", "sample", *given],
        cwd=program.folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=theirs,
    ) as ran:
        out, _ = ran.communicate()
    os.close(theirs)
    said = os.read(ours, 100_000).decode()
    os.close(ours)
    assert "5 items" in said
    assert json.loads(out) == THINGS


def test_arguments_are_options_and_words(program: Program) -> None:
    program("things", "list", "--kind", "big", "--tag", "a", "--tag", "b c", "--page", "2")
    assert program.seen[-1][:2] == ("GET", "/things?page=2&kind=big&tag=a&tag=b%20c")
    assert program("things", "get", "7").returncode == 0
    assert program.seen[-1][:2] == ("GET", "/things/7")
    assert program("ping").returncode == 0
    ran = program("things", "delete", "7")
    assert (ran.returncode, ran.stdout) == (0, "")


def test_a_body_is_given_by_options_a_file_or_the_input(program: Program) -> None:
    program(
        *("things", "create", "--name", "Ball", "--is-new", "--null", "note"),
        *("--price.amount", "2.50", "--price.currency-code", "EUR", "--parts", '[{"size": 3}]'),
    )
    whole = {"name": "Ball", "isNew": True, "note": None, "parts": [{"size": 3}]}
    whole["price"] = {"amount": 2.5, "currencyCode": "EUR"}
    assert json.loads(program.seen[-1][2]) == whole
    assert b"2.50" in program.seen[-1][2], "a number is sent as it was written"
    (program.folder / "thing.json").write_text(json.dumps(whole))
    program("things", "create", "--body", "@thing.json", "--name", "Bat", "--no-is-new")
    assert json.loads(program.seen[-1][2]) == {**whole, "name": "Bat", "isNew": False}
    ran = program("things", "create", "--body", "-", stdin='{"name": "Cap"}')
    assert json.loads(ran.stdout) == {"thingId": 9, "name": "Cap"}


def test_files_are_sent_and_kept(program: Program) -> None:
    photo = program.folder / "in.png"
    photo.write_bytes(b"\x89PNG")
    assert program("things", "set-photo", "1", "--photo", "in.png").returncode == 0
    assert b'filename="in.png"' in program.seen[-1][2]
    ran = program("things", "get-photo", "1", "--save", "out.png")
    assert (program.folder / "out.png").read_bytes() == b"\x89PNG"
    assert ran.stderr == "out.png: 4 bytes\n"
    ran = program("things", "set-photo", "1", "--photo", "none.png")
    assert (ran.returncode, "there is no file none.png" in ran.stderr) == (2, True)


def test_a_dry_run_shows_the_request_and_sends_nothing(program: Program) -> None:
    count = len(program.seen)
    ran = program(
        "things",
        "create",
        "--name",
        "Ball",
        "--price.amount",
        "2",
        "--price.currency-code",
        "EUR",
        "--dry-run",
    )
    head, _, body = ran.stdout.partition("\n\n")
    assert head.splitlines()[0] == f"POST {program.url}/things"
    assert json.loads(body)["price"] == {"amount": 2, "currencyCode": "EUR"}
    assert "Bearer" not in ran.stdout
    ran = program("things", "create", "--name", "Ball", "--price.amount", "2", "--dry-run")
    assert ran.returncode == 3
    assert json.loads(ran.stdout.partition("\n\n")[2]) == {"name": "Ball", "price": {"amount": 2}}
    assert ran.stderr.startswith("Error: --price.currency-code: ")
    assert "An amount needs a currency." in ran.stderr
    assert "[price-amount-needs-currency]" in ran.stderr
    assert len(program.seen) == count


@pytest.mark.parametrize(
    ("given", "code", "told"),
    [
        (["things", "get", "404"], 1, "there is none"),
        (["things", "get"], 2, "Missing: THING_ID"),
        (["things", "get", "x"], 2, "not a valid int"),
        (["things", "list", "--kind", "huge"], 2, "'big', 'small'"),
        (["things", "list", "--knd", "big"], 2, "--kind"),
        (["thigs"], 2, "'things'?"),
        (["things", "lst"], 2, "'list'?"),
        (["things", "create", "--name", "x"], 3, "--name"),
        (["things", "create", "--body", "{"], 2, "--body"),
        (["things", "create", "--body", '{"nme": "x"}'], 2, "nme"),
        (["things", "create", "--name", "Ball", "--parts", "[{"], 2, "--parts"),
        (["things", "create", "--name", "Ball", "--price.amount", "much"], 2, "'much' is not a number"),
        (["things", "create", "--price.amount", "Infinity"], 2, "none that JSON has"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_a_sentence_and_an_exit_code(
    program: Program, given: list[str], code: int, told: str
) -> None:
    ran = program(*given)
    assert ran.returncode == code, ran.stderr
    assert told in ran.stderr
    assert "Traceback" not in ran.stderr


def test_who_is_not_signed_in_or_not_answered(program: Program) -> None:
    ran = program("ping", token="other")
    assert (ran.returncode, "who are you?" in ran.stderr) == (4, True)
    command = ("-m", "sample", "--base-url", "http://127.0.0.1:9", "--max-retries", "0", "ping")
    ran = _run(program.folder, *command, SAMPLE_TOKEN="t")
    assert (ran.returncode, "Traceback" in ran.stderr) == (5, False)


def test_who_gives_no_login_is_told_where_it_is_read(program: Program) -> None:
    ran = program("ping", token="")
    assert ran.returncode == 4
    assert "has no credentials" in ran.stderr
    assert ran.stderr.endswith("Credentials are read from SAMPLE_TOKEN.\n")


@pytest.mark.parametrize("format_", ["json", "jsonl", "csv", "table"])
def test_who_reads_may_go_away(program: Program, format_: str) -> None:
    reads, writes = os.pipe()
    os.close(reads)
    with open(writes, "w") as nowhere:
        ran = program.raw("things", "list", "--all", "-o", format_, stdout=nowhere)
    assert (ran.returncode, ran.stderr) == (0, b"")


@pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")
def test_who_has_enough_may_stop_it(program: Program) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        command = [sys.executable, "-m", "sample", "--base-url", url, "things", "list"]
        environment = {**os.environ, "SAMPLE_TOKEN": "t"}
        with (
            subprocess.Popen(
                command, cwd=program.folder, env=environment, stderr=subprocess.PIPE
            ) as ran,
            silent.accept()[0],
        ):
            ran.send_signal(signal.SIGINT)
            _, said = ran.communicate()
    assert (ran.returncode, said) == (130, b"")


def test_help_has_words_types_and_limits(program: Program) -> None:
    top = program("--help").stdout
    assert "SAMPLE_TOKEN  A bearer token" in top
    assert "things" in top
    assert program("-h").stdout == top
    assert program("--version").stdout == "python -m sample, for version 1 of the API\n"
    assert "ping" in top
    assert "3 The request was refused before" in " ".join(top.split())
    assert "List things" in program("things", "--help").stdout
    text = " ".join(program("things", "list", "--help").stdout.split())
    assert "--kind [big|small] What they are." in text
    assert "--tag TEXT May be given several times." in text
    assert "--all" in text
    assert "--size INTEGER At most 50. Default: 2." in text
    text = " ".join(program("things", "create", "--help").stdout.split())
    assert "--price.currency-code TEXT" in text
    assert "thing-id" not in text, "what the server sets cannot be given"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_complete_commands_and_options(program: Program, shell: str) -> None:
    script = "import sys; sys.argv[0] = 'things-cli'; from sample.__main__ import run; run()"
    ran = _run(program.folder, "-c", script, "completion", shell)
    assert ran.returncode == 0, ran.stderr
    assert "_THINGS_CLI_COMPLETE" in ran.stdout
    asked = {
        "_THINGS_CLI_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": "things-cli things list --ki",
        "COMP_CWORD": "--ki" if shell == "fish" else "3",
    }
    assert "--kind" in _run(program.folder, "-c", script, **asked).stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_a_package_without_a_program_is_completed_by_a_name(program: Program) -> None:
    ran = program("completion", "bash")
    assert (ran.returncode, "say by --name" in ran.stderr) == (2, True)
    (program.folder / "things.bash").write_text(
        program("completion", "bash", "--name", "th").stdout
    )
    script = (
        'source things.bash; COMP_WORDS=(th things list --kind ""); COMP_CWORD=4; _th_completion th;'
        ' echo "${COMPREPLY[*]}"; th things --help'
    )
    bash = ["bash", "--norc", "-c", script]
    said = subprocess.run(bash, cwd=program.folder, capture_output=True, text=True, check=True)
    assert said.stdout.splitlines()[0] == "big small"
    assert "List things" in said.stdout


def test_help_loads_no_more_than_it_needs(program: Program) -> None:
    script = (
        "import sys; sys.argv = ['things-cli', '--help']\n"
        "from sample.__main__ import run\n"
        "try:\n    run()\nexcept SystemExit:\n    pass\n"
        "print({'asyncio', 'httpx', 'pydantic', 'jsonschema_rs', 'rich'} & sys.modules.keys(), file=sys.stderr)"
    )
    assert _run(program.folder, "-c", script).stderr == "set()\n"
