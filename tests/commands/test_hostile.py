"""What hostile documents, disks and foreign files make of the commands: a message, never a traceback, and no harm."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from adwright.lock import digest
from adwright.problems import one_line

from .conftest import PETS, Project, adwright

FORGED = "x\n::error file=a::forged\r\x1b[31m\u202egpj\u2028##[error]y\x9b1m"
DANGEROUS = "\n\r\x1b\u202e\u2028\x9b"
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": FORGED, "version": "1"},
    "servers": [{"url": "https://x.test"}],
    "paths": {
        "/a": {
            "post": {
                "operationId": "save",
                "tags": ["t"],
                "requestBody": {
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}
                },
                "responses": {"200": {"description": "x"}},
            }
        }
    },
    "components": {
        "schemas": {
            "A": {
                "type": "object",
                "properties": {"b": {"type": "string"}, FORGED: {"type": "integer"}},
                "allOf": [
                    {
                        "x-rule": {"id": "a-rule", "says": f"::error::{FORGED}"},
                        "x-source": f"::error::{FORGED}",
                        "if": {"required": ["b"]},
                        "then": {"required": [FORGED]},
                    }
                ],
            }
        }
    },
}


def _document(**more: Any) -> dict[str, Any]:
    return {**json.loads(json.dumps(DOCUMENT)), **more}


def _safe(text: str) -> None:
    """No line is a command, and nothing in it moves or hides others."""
    for line in text.split("\n"):
        assert line.isprintable(), line
        assert not line.lstrip().startswith("::"), line
        assert "##[" not in line, line


def _put(project: Project, name: str, text: str) -> Path:
    """Write a file of a project."""
    path = project.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


BROKEN = {
    "missing reference": {"x": {"$ref": f"#/components/schemas/{FORGED}"}},
    "wrong type": {"x": {"type": "object", "properties": {FORGED: 5}}},
    "unknown key": {"x": {"type": "object", "properties": {FORGED: {"typ": "string"}}}},
    "bad pattern": {"x": {"type": "string", "pattern": f"({FORGED}"}},
}


@pytest.mark.usefixtures("_inside")
@pytest.mark.parametrize("case", BROKEN)
@pytest.mark.parametrize("command", ["generate", "lint", "rules"])
def test_words_of_a_document_forge_no_lines(case: str, command: str) -> None:
    schemas = {**DOCUMENT["components"]["schemas"], **BROKEN[case], FORGED: {"type": "object"}}
    paths = {
        **DOCUMENT["paths"],
        f"/{FORGED}": {"get": {"responses": {"200": {"description": "-"}}}},
    }
    text = yaml.safe_dump(_document(components={"schemas": schemas}, paths=paths))
    Path("api.yaml").write_text(text, "utf-8")
    more = ("--output", "out", "--package", "p") if command == "generate" else ()
    ran = adwright(command, "--spec", "api.yaml", *more)
    assert ran.code in (0, 1, 3)
    _safe(ran.stdout)
    _safe(ran.stderr)
    ran = adwright(command, "--spec", "api.yaml", *more, "--format", "json")
    assert not {*DANGEROUS[1:]} & {*(ran.stdout + ran.stderr)}


@pytest.mark.usefixtures("_inside")
def test_the_list_of_rules_only_shows_what_a_document_says() -> None:
    Path("api.yaml").write_text(yaml.safe_dump(DOCUMENT), "utf-8")
    ran = adwright("rules", "--spec", "api.yaml")
    assert "a-rule" in ran.stdout
    _safe(ran.stdout)


@pytest.mark.usefixtures("_inside")
def test_pages_about_a_document_only_show_what_it_says() -> None:
    changed = _document(info={"title": FORGED, "version": f"2{FORGED}"})
    changed["paths"][f"/{FORGED}"] = {"get": {"responses": {"200": {"description": FORGED}}}}
    for name, document in {"old": _document(), "new": changed}.items():
        Path(f"{name}.yaml").write_text(yaml.safe_dump(document), "utf-8")
    for command in (("coverage", "--spec", "new.yaml"), ("changelog", "old.yaml", "new.yaml")):
        ran = adwright(*command)
        assert ran.code == 0
        assert "rror" in ran.stdout
        _safe(ran.stdout)


@pytest.mark.usefixtures("_inside")
@pytest.mark.parametrize("format", ["text", "github", "markdown"])
def test_a_comparison_only_shows_what_a_document_says(format: str) -> None:
    Path("old.yaml").write_text(yaml.safe_dump(_document()), "utf-8")
    new = _document()
    del new["components"]["schemas"]["A"]["properties"][FORGED]
    del new["components"]["schemas"]["A"]["allOf"]
    new["paths"][f"/{FORGED}"] = {
        "get": {"operationId": f"a{FORGED}", "responses": {"200": {"description": "-"}}}
    }
    new["servers"] = [{"url": "https://x.test", "x-environment": FORGED}]
    Path("new.yaml").write_text(yaml.safe_dump(new), "utf-8")
    ran = adwright("diff", "old.yaml", "new.yaml", "--format", format)
    assert ran.code == 0
    for line in ran.stdout.split("\n"):
        assert line.isprintable()
        assert "##[" not in line
        assert "##vso[" not in line
        if line.startswith("::"):
            assert format == "github"
            assert line.startswith(("::warning ", "::notice "))


def test_only_what_is_a_command_or_not_printable_is_changed() -> None:
    assert one_line("Größe: ::x, 日本 #[1] ## a") == "Größe: ::x, 日本 #[1] ## a"
    assert one_line("  ::error::x") == "  :\\:error::x"
    assert one_line("a##[group]##vso[x]") == "a#\\#[group]#\\#vso[x]"
    assert one_line("a\nb\u202ec\x1b") == "a\\nb\\u202ec\\x1b"


# Disks -------------------------------------------------------------------------------------------


def test_a_full_disk_is_told_and_leaves_all_as_it_was(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    assert adwright("generate").code == 0
    before = {path: path.read_bytes() for path in project.root.rglob("*.py")}
    _put(project, "specs/pets.yaml", PETS.replace("What it is called", "Its name"))
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        ran = adwright("generate")
    assert (ran.code, ran.stderr.strip()) == (2, f"adwright: {os.strerror(errno.ENOSPC)}")
    assert {path: path.read_bytes() for path in project.root.rglob("*.py")} == before
    assert adwright("generate").code == 0
    assert adwright("check").code == 0


@pytest.mark.parametrize(
    "error", [PermissionError(13, "Permission denied"), OSError(30, "Read-only file system")]
)
def test_a_folder_that_may_not_be_written_is_told(
    fresh_project: Project, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    def refused(self: Path, *_: object, **__: object) -> None:
        raise type(error)(error.errno, error.strerror, str(self))

    monkeypatch.setattr(Path, "mkdir", refused)
    ran = adwright("generate")
    assert ran.code == 2
    assert "out/clients" in ran.stderr
    assert str(error.strerror) in ran.stderr


def test_an_output_that_is_a_file_is_told(fresh_project: Project) -> None:
    project = fresh_project
    _put(project, "out/clients", "mine")
    ran = adwright("generate")
    assert ran.code == 2
    assert "out/clients" in ran.stderr
    assert (project.root / "out/clients").read_text() == "mine"


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize("link", ["pets", "pets/resources", ".adwright-stage"])
def test_nothing_is_written_through_a_link_that_leads_out(project: Project, link: str) -> None:
    elsewhere = project.root / "elsewhere"
    elsewhere.mkdir()
    place = project.output / link
    if place.exists():
        shutil.rmtree(place)
    place.symlink_to(elsewhere)
    ran = adwright("generate", "--no-cache")
    if link != ".adwright-stage":
        assert ran.code == 2
        assert link in ran.stderr
        assert "by a link" in ran.stderr
    assert not any(elsewhere.iterdir())


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_the_output_folder_itself_may_be_a_link(fresh_project: Project) -> None:
    elsewhere = fresh_project.root / "elsewhere"
    elsewhere.mkdir()
    fresh_project.output.parent.mkdir(parents=True)
    fresh_project.output.symlink_to(elsewhere)
    assert adwright("generate").code == 0
    assert adwright("check").code == 0
    assert (elsewhere / "pets/client.py").is_file()


@pytest.mark.parametrize("name", ["__future__", "__init__", "__main__", "__pycache__"])
def test_no_package_has_a_name_of_pythons_own(fresh_project: Project, name: str) -> None:
    fresh_project.edit("pyproject.toml", '"pets"', f'"{name}"')
    ran = adwright("generate")
    assert ran.code == 2
    assert name in ran.stderr


# Foreign files -----------------------------------------------------------------------------------

SHAPES = ("[]", "5", '"x"', "null", "{", "", "[" * 100_000, '{"replace": []}', '{"replace": 5}', '{"remove": 5}',
          '{"remove": [[1]]}', '{"replace": {"a": {}}, "remove": {"b": 1}}', '{"remove": ["../x"]}',
          '{"remove": ["/etc/passwd"]}', '{"remove": ["a\\u0000b"]}', "\x00")  # fmt: skip


@pytest.mark.parametrize("text", SHAPES)
def test_a_journal_of_another_shape_is_refused(project: Project, text: str) -> None:
    assert adwright("generate").code == 0
    _put(project, "out/clients/.adwright-stage/journal.json", text)
    ran = adwright("generate")
    assert ran.code in (0, 2)
    if ran.code == 2:
        assert "delete" in ran.stderr
        assert adwright("check").code == 2
    assert (project.root / "out/clients/pets/client.py").is_file()


LOCKS = (*SHAPES, '{"packages": []}', '{"packages": {"pets": 5}}', '{"packages": {"pets": {"settings": 1}}}',
         '{"packages": {"pets": {"settings": "", "generator": "", "outputs": []}}}',
         '{"packages": {"pets": {"settings": "", "generator": "", "outputs": {"../x": "1"}}}}',
         '{"packages": {"pets": {"settings": "", "generator": "", "outputs": {"a\\u0000": "1"}}}}')  # fmt: skip


@pytest.mark.parametrize("text", LOCKS)
@pytest.mark.parametrize("command", ["generate", "check"])
def test_a_lock_of_another_shape_is_refused(project: Project, text: str, command: str) -> None:
    _put(project, "out/clients/adwright.lock", text)
    ran = adwright(command)
    assert ran.code == 2
    assert "adwright.lock cannot be read" in ran.stderr


@pytest.mark.parametrize("package", ["pets", "gone"])
def test_a_lock_deletes_nothing_that_adwright_did_not_write(project: Project, package: str) -> None:
    """Whether the package is still configured or not."""
    assert adwright("generate").code == 0
    notes = _put(project, "out/clients/notes.py", "MINE = 1\n")
    edited = _put(project, "out/clients/left.py", "EDITED = 1\n")
    same = _put(project, "out/clients/same.py", "SAME = 1\n")
    lock = project.root / "out/clients/adwright.lock"
    data = json.loads(lock.read_text())
    entry = data["packages"].setdefault(package, json.loads(json.dumps(data["packages"]["pets"])))
    entry["outputs"] |= {
        "notes.py": "0" * 64,
        "left.py": digest("WAS = 1\n"),
        "same.py": digest("SAME = 1\n"),
    }
    if package == "gone":
        entry["outputs"] = {
            name: hash_ for name, hash_ in entry["outputs"].items() if "/" not in name
        }
    else:
        entry["settings"] = "other"
    lock.write_text(json.dumps(data))
    ran = adwright("generate")
    assert ran.code == 0
    assert notes.read_text() == "MINE = 1\n"
    assert edited.read_text() == "EDITED = 1\n"
    assert not same.exists()
    assert adwright("check").code == 0


# Documents ---------------------------------------------------------------------------------------

START = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n"
HUGE = (
    "0x" + "f" * 5000,
    "0x" + "f" * 200_000,
    "0o" + "7" * 20_000,
    "9" * 5000,
    "-" + "9" * 5000,
    "1e99999999",
)


@pytest.mark.usefixtures("_inside")
@pytest.mark.parametrize("number", HUGE, ids=lambda number: number[:3] + str(len(number)))
@pytest.mark.parametrize(
    "place",
    [
        "x-a: {}\n",
        "components: {schemas: {A: {const: {}}}}\n",
        "components: {schemas: {A: {maximum: {}}}}\n",
    ],
)
def test_a_huge_number_is_refused(number: str, place: str) -> None:
    Path("api.yaml").write_text(START + place.replace("{}", number, 1), "utf-8")
    ran = adwright("generate", "--spec", "api.yaml", "--output", "out", "--package", "p")
    assert ran.code == 3
    assert "[number-too-large]" in ran.stderr
    assert len(ran.stderr) < 300


@pytest.mark.usefixtures("_inside")
@pytest.mark.parametrize(
    "given", ["HEAD:", "HEAD:.", "HEAD:./", "HEAD:..", "HEAD:/", "HEAD:../../x"]
)
def test_a_revision_without_a_file(given: str) -> None:
    Path("api.yaml").write_text(PETS, "utf-8")
    for command in ("init -q", "add -A", "-c user.email=a@b.c -c user.name=n commit -qm x"):
        subprocess.run(["git", *command.split()], check=True)
    ran = adwright("diff", given, "api.yaml")
    assert ran.code == 2
    assert ran.stderr.startswith(f"adwright: {given}: no ")


@pytest.mark.usefixtures("_inside")
@pytest.mark.parametrize(
    "place", ["pattern", "patternProperties", "additionalProperties", "unevaluatedProperties"]
)
def test_samples_are_compared_with_patterns_in_bounded_time(place: str) -> None:
    evil, text = "^(a+)+$", "a" * 40 + "!"
    said: dict[str, Any] = {"type": "string", "pattern": evil, "examples": [text]}
    if place != "pattern":
        said = {
            "type": "object",
            "patternProperties": {evil: {"type": "integer"}},
            "examples": [{text: "x"}],
        }
        said |= {place: False} if place != "patternProperties" else {}
    schemas = {"A": {"type": "object", "properties": {"a": said}}}
    Path("api.yaml").write_text(yaml.safe_dump(_document(components={"schemas": schemas})), "utf-8")
    started = time.process_time()
    ran = adwright("lint", "--spec", "api.yaml", "--select", "example-valid")
    assert time.process_time() - started < 10
    if place != "patternProperties":
        assert ran.code == 1
        assert "example-valid" in ran.stdout
        assert "(?" not in ran.stdout


@pytest.mark.usefixtures("_inside")
@pytest.mark.parametrize("type_", [FORGED, ["strin", 5], 5, {"a": 1}])
def test_a_type_that_is_none_is_no_matter_for_samples(type_: Any) -> None:
    said = {"type": type_, "enum": ["a"], "examples": ["x"]}
    schemas = {"A": {"type": "object", "properties": {"a": said}}}
    Path("api.yaml").write_text(yaml.safe_dump(_document(components={"schemas": schemas})), "utf-8")
    ran = adwright("lint", "--spec", "api.yaml")
    assert ran.code in (1, 3)
    _safe(ran.stdout)
    _safe(ran.stderr)
