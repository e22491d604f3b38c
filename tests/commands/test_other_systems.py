"""What is so on other systems than the one that a project was made on: ends of lines, names of files, locks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from adwright.commands import fetch
from adwright.problems import UsageError
from adwright.project import tree
from support import ROOT, Generate

from .conftest import adwright

SPEC = """\
openapi: 3.1.0
info:
  title: Notes
  version: '1'
  description: {$ref: about.md}
servers: [{url: 'https://notes.example.com'}]
paths:
  /notes:
    get:
      operationId: notes.list
      tags: [notes]
      description: |
        List notes.

        All of them, in two
        lines of text.
      parameters: [{name: page, in: query, schema: {type: integer}}]
      responses:
        '200':
          description: They.
          content:
            application/json:
              schema: {$ref: 'schemas.json#/Notes'}
              example: {notes: [{id: 1, text: "a\\r\\nb"}]}
"""
FILES = {
    "specs/notes.yaml": SPEC,
    "specs/about.md": "# Notes\n\nAn API of notes,\nkept in files.\n",
    "specs/schemas.json": '{"Notes": {"type": "object", "properties": {"notes": {"type": "array",\n'
    '  "items": {"type": "object", "properties": {"id": {"type": "integer"},\n'
    '  "text": {"type": "string", "description": "What it says."}}}}}}}\n',
    "specs/paging.yaml": """\
overlay: 1.0.0
info: {title: What is left out, version: '1'}
actions:
  - target: $.paths['/notes'].get
    update: {x-pagination: {style: page, page: page, items: notes}}
""",
    "templates/resources.py.j2": '{% extends "adwright/resources.py.j2" %}\n{% block doc %}"""Ours."""'
    "\n{% endblock %}\n",
    "pyproject.toml": """\
[tool.adwright]
output = "clients"
templates = "templates"
[[tool.adwright.clients]]
name = "notes"
class = "Notes"
spec = "specs/notes.yaml"
overlays = ["specs/paging.yaml"]
""",
}


def write(folder: Path, newline: str = "\n") -> Path:
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8", newline=newline)
    return folder


def git(folder: Path, *arguments: str) -> str:
    config = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        ["git", *config, *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }


def test_a_checkout_as_git_makes_it_on_windows_is_in_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With core.autocrlf, which ends lines with CRLF: nothing is stale, edited or written."""
    origin = write(tmp_path / "origin")
    monkeypatch.chdir(origin)
    assert adwright("generate").code == 0
    git(origin, "init", "--quiet")
    git(origin, "add", "--all")
    git(origin, "commit", "--quiet", "--message", "x")
    git(tmp_path, "clone", "--quiet", "--config", "core.autocrlf=true", "origin", "clone")
    clone = tmp_path / "clone"
    assert b"\r\n" in (clone / "clients/notes/client.py").read_bytes()
    assert b"\r\n" in (clone / "clients/adwright.lock").read_bytes()
    before = files_of(clone)
    monkeypatch.chdir(clone)
    for more in ((), ("--no-cache",)):
        ran = adwright("check", *more)
        assert ran.code == 0, ran.stdout
        assert adwright("generate", *more).code == 0
        assert files_of(clone) == before
    (clone / "specs/about.md").write_bytes(b"# Notes\r\n\r\nNow another one.\r\n")
    assert adwright("check").code == 1
    assert adwright("generate").code == 0
    assert adwright("check").code == 0
    changed = git(clone, "diff", "--name-only").split()
    assert {"clients/notes/client.py", "clients/adwright.lock"} <= {*changed}
    assert not [name for name in changed if "_runtime" in name]


def test_a_document_gives_the_same_bytes_however_its_lines_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[dict[str, bytes]] = []
    for newline in ("\n", "\r\n"):
        folder = write(tmp_path / f"ends-{len(newline)}", newline)
        monkeypatch.chdir(folder)
        assert adwright("generate").code == 0
        made.append(files_of(folder / "clients"))
    assert made[0] == made[1]
    assert not [name for name, data in made[1].items() if b"\r" in data]


def test_a_fetched_document_may_have_been_checked_out_with_other_ends_of_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "_download", lambda _url: SPEC.encode())
    path = fetch.fetch("https://notes.example.com/notes.yaml", tmp_path)
    path.write_bytes(SPEC.replace("\n", "\r\n").encode())
    assert fetch.fetch("https://notes.example.com/notes.yaml", tmp_path) == path
    assert b"\r\n" in path.read_bytes()


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_init_ends_lines_as_the_file_does(
    newline: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write(tmp_path))
    Path("pyproject.toml").write_text('[project]\nname = "é"\n', "utf-8", newline=newline)
    assert adwright("init", "--spec", "specs/notes.yaml").code == 0
    lines = Path("pyproject.toml").read_bytes().split(b"\n")[:-1]
    assert len(lines) > 5
    assert {line.endswith(b"\r") for line in lines} == {newline == "\r\n"}


# -- names of files --------------------------------------------------------------------------------


DEVICES = """
paths:
  /aux/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: aux.get
      tags: [aux]
      responses: {'200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Aux'}}}}}
    delete: {operationId: aux.delete, tags: [aux], responses: {'204': {description: Gone.}}}
  /CON: {get: {operationId: con.list, tags: [CON], responses: {'204': {description: None.}}}}
  /com1: {get: {operationId: com1.list, tags: [com1], responses: {'204': {description: None.}}}}
  /console: {get: {operationId: console.list, tags: [console], responses: {'204': {description: None.}}}}
components:
  schemas:
    Aux:
      type: object
      properties: {id: {type: integer}}
      x-actions: {delete: {operation: aux.delete, arguments: {id: id}}}
"""


def test_resources_that_are_called_like_devices_of_windows(generate: Generate) -> None:
    """No file there is called `aux.py`; the attribute of the client is what the tag says."""
    sample = generate(DEVICES)
    files = {name.rpartition("/")[2].partition(".")[0] for name in sample.built.files}
    assert not files & {"aux", "con", "com1"}
    assert {"aux_", "con_", "com1_", "console"} <= files
    for name in ("CON", "com1", "console"):
        sample.server.play((204, None))
        assert sample.send(f"{name.lower()}.list").path == f"/{name}"
    sample.server.play({"id": 7}, (204, None))
    sample.method("aux.get")(7).delete()
    assert [(each.method, each.path) for each in sample.sent[-2:]] == [
        ("GET", "/aux/7"),
        ("DELETE", "/aux/7"),
    ]
    double = sample.module("testing").OfflineTransport()
    client = sample.client(http_client=double.client())
    client.aux.delete(7)
    assert [call.operation for call in double.calls] == ["aux.delete"]


@pytest.mark.parametrize("name", ["con", "AUX", "nul", "Com1", "lpt9"])
def test_no_package_is_called_like_a_device_of_windows(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write(tmp_path))
    ran = adwright("generate", "--spec", "specs/notes.yaml", "--output", "o", "--package", name)
    message = f"no folder is called {name!r} on Windows; choose another name"
    assert (ran.code, ran.stderr) == (2, f"adwright: --package: {message}\n")
    config = FILES["pyproject.toml"].replace('name = "notes"', f'name = "{name}"')
    Path("pyproject.toml").write_text(config, "utf-8")
    ran = adwright("check")
    assert ran.code == 2
    assert message in ran.stderr


def test_names_of_clients_differ_by_more_than_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their folders are one on a Mac and on Windows."""
    monkeypatch.chdir(write(tmp_path))
    second = '\n[[tool.adwright.clients]]\nname = "Notes"\nclass = "N"\nspec = "specs/notes.yaml"\n'
    Path("pyproject.toml").write_text(FILES["pyproject.toml"] + second, "utf-8")
    ran = adwright("generate")
    assert ran.code == 2
    assert "number 2: the name 'Notes' is taken" in ran.stderr


# -- what is printed -------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_words_that_an_encoding_has_not_are_printed_all_the_same(
    encoding: str, tmp_path: Path
) -> None:
    (tmp_path / "api.yaml").write_text(SPEC.replace("tags:", "説明: x\n      tags:"), "utf-8")
    (tmp_path / "about.md").write_text("店")
    (tmp_path / "schemas.json").write_text(FILES["specs/schemas.json"])
    done = subprocess.run(
        [sys.executable, "-m", "adwright", "lint", "--spec", "api.yaml"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, b"")
    key = "説明" if encoding == "utf-8" else r"\u8aac\u660e"
    assert f"unknown-key the key '{key}' of the operation is not known" in done.stdout.decode(
        encoding
    )


# -- Windows' own locks, played --------------------------------------------------------------------


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[int]:
    """Writing as Windows would have it; the handles that were locked."""
    fcntl = pytest.importorskip("fcntl", reason="played with the locks that other systems have")
    locked: list[int] = []

    def locking(handle: int, mode: int, size: int) -> None:
        assert (mode, size) == (2, 1)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PermissionError(13, "Permission denied") from None
        locked.append(handle)

    msvcrt = ModuleType("msvcrt")
    msvcrt.__dict__.update(locking=locking, LK_NBLCK=2)
    monkeypatch.setitem(sys.modules, "msvcrt", msvcrt)
    monkeypatch.setattr(tree, "sys", SimpleNamespace(platform="win32"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return locked


def test_one_at_a_time_where_no_folder_can_be_locked(
    windows: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "PATIENCE", 0.1)
    with (
        tree.alone(tmp_path / "out"),
        tree.alone(tmp_path / "other"),
        pytest.raises(UsageError, match="another adwright has been writing here"),
        tree.alone(tmp_path / "out"),
    ):
        pass
    with tree.alone(tmp_path / "out"):
        pass
    assert len(windows) == 3
    assert [*(tmp_path / "out").iterdir()] == []


@pytest.mark.parametrize("times", [3, 10**6])
@pytest.mark.usefixtures("windows")
def test_a_file_that_another_program_has_open_is_waited_for(
    times: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For some seconds; then the next run goes on with what was decided."""
    replace, refused = os.replace, iter(range(times))

    def busy(source: Path, target: Path) -> None:
        if target.name == "a.py" and next(refused, None) is not None:
            raise PermissionError(13, "used by another process", str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", busy)
    monkeypatch.setattr(tree, "_OPEN_ELSEWHERE", 0.3)

    def write_all() -> None:
        tree.write(tmp_path, {"a.py": "1\n", "b.py": "2\n"}, [], "{}\n")

    if times == 3:
        write_all()
    else:
        with pytest.raises(PermissionError):
            write_all()
        assert tree.pending(tmp_path)
        monkeypatch.setattr(os, "replace", replace)
        tree.recover(tmp_path)
    assert files_of(tmp_path) == {"a.py": b"1\n", "b.py": b"2\n", "adwright.lock": b"{}\n"}


def test_this_repository_has_the_same_ends_of_lines_everywhere() -> None:
    """Tests and golden files compare bytes."""
    assert "* text=auto eol=lf" in (ROOT / ".gitattributes").read_text("utf-8").splitlines()
