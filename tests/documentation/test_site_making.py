"""`adwright docs` as a command: what becomes of the output folder, and what is said.

A stub stands in for the static site generator.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from adwright.cli import app
from typer.testing import CliRunner

SPEC = """\
openapi: 3.1.0
info: {title: Pet shop, version: '1'}
servers: [{url: 'https://pets.example.com'}]
paths:
  /pets:
    get:
      operationId: pets.list
      tags: [pets]
      summary: List pets
      responses:
        '200': {description: Pets., content: {application/json: {schema: {type: array, items: {type: string}}}}}
"""
OVERLAY = """\
overlay: 1.0.0
info: {title: Ours, version: '1'}
actions:
  - target: $.paths['/pets'].get
    update: {deprecated: true}
"""
CONFIG = """\
[project]
name = "acme-clients"

[tool.adwright]
output = "acme"

[[tool.adwright.clients]]
name = "pets"
class = "Pets"
spec = "pets.yaml"
"""
STUB = """\
import pathlib, sys
docs, site = pathlib.Path("docs"), pathlib.Path("site")
assert "zensical.toml" in sys.argv
for page in docs.rglob("*.md"):
    made = site / page.relative_to(docs).with_suffix(".html")
    made.parent.mkdir(parents=True, exist_ok=True)
    made.write_text(page.read_text("utf-8"), "utf-8")
"""
Ran = tuple[int, str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a document, and a stub of the site generator."""
    (tmp_path / "pets.yaml").write_text(SPEC)
    generator(tmp_path, STUB)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "stub"))
    monkeypatch.syspath_prepend(str(tmp_path / "stub"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def generator(folder: Path, code: str) -> None:
    """Have the site generator do something."""
    (folder / "stub/zensical").mkdir(parents=True, exist_ok=True)
    (folder / "stub/zensical/__init__.py").write_text("")
    (folder / "stub/zensical/__main__.py").write_text(code)


def commit(tag: str) -> None:
    """Commit all there is to a new repository of git, and tag it."""
    for command in (
        "git init -q",
        "git add -A",
        "git -c user.name=a -c user.email=a@example.com commit -qm one",
        f"git tag {tag}",
    ):
        subprocess.run(command.split(), check=True)


def docs(*arguments: str) -> Ran:
    """Run the command: its exit code and all that it said."""
    result = CliRunner().invoke(app, ["docs", *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_a_site_of_any_document(folder: Path) -> None:
    code, said = docs("--spec", "pets.yaml", "--output", "out/site", "--title", "Of pets")
    assert (code, said) == (
        0,
        "out/site: 4 pages; to look at them: python -m http.server -d out/site\n",
    )
    made = files(folder / "out/site")
    assert {"index.html", "index.md", "llms.txt", "pets/index.html", "pets/index.md"} <= made.keys()
    assert made["index.md"].startswith(b"# Of pets\n")
    assert (
        b"adwright generate --spec pets.yaml --output . --package pets --class Pets\n"
        in made["pets/index.md"]
    )
    assert [*(folder / "out").iterdir()] == [folder / "out/site"], "nothing is left beside it"


def test_a_site_of_configured_clients_with_what_changed(folder: Path) -> None:
    (folder / "pyproject.toml").write_text(CONFIG)
    (folder / "CHANGELOG.md").write_text("# Changelog\n\n## 1.0\n\n- All of it.\n")
    commit("v1")
    (folder / "pets.yaml").write_text(SPEC.replace("    get:", "    get:\n      deprecated: true"))
    code, said = docs("--output", "site", "--since", "v1")
    assert code == 0, said
    made = files(folder / "site")
    assert b"pip install acme-clients\n" in made["pets/index.md"]
    assert b"from acme.pets import Pets\n" in made["pets/resources/pets.md"]
    assert made["changelog.md"] == b"# Changelog\n\n## 1.0\n\n- All of it.\n"
    assert made["pets/changes.md"].startswith(b"# Changes since v1\n\nPets: ")
    assert b"### Deprecated" in made["pets/changes.md"]
    assert b"pets.list" in made["pets/changes.md"]
    assert b"[What changed since v1](changes.md)" in made["pets/index.md"]
    code, said = docs("--output", "site", "--since", "v0")
    assert (code, "git knows no revision 'v0'" in said) == (2, True)
    assert files(folder / "site") == made


def test_a_client_and_an_overlay_that_came_later_are_new(folder: Path) -> None:
    (folder / "pyproject.toml").write_text(CONFIG)
    commit("v1")
    (folder / "toys.yaml").write_text(SPEC.replace("pets", "toys"))
    (folder / "ours.yaml").write_text(OVERLAY)
    toys = '[[tool.adwright.clients]]\nname = "toys"\nclass = "Toys"\nspec = "toys.yaml"\n'
    (folder / "pyproject.toml").write_text(f'{CONFIG}overlays = ["ours.yaml"]\n{toys}')
    code, said = docs("--output", "site", "--since", "v1")
    assert code == 0, said
    made = files(folder / "site")
    assert b"### Deprecated" in made["pets/changes.md"]
    assert made["toys/changes.md"] == (
        b"# Changes since v1\n\nAll of it is new: the document was not there yet.\n"
    )
    code, said = docs("--spec", "toys.yaml", "--output", "toys", "--since", "v1")
    assert code == 0, said
    assert b"All of it is new" in files(folder / "toys")["toys/changes.md"]


def test_the_old_site_is_replaced_as_a_whole(folder: Path) -> None:
    docs("--spec", "pets.yaml", "--output", "site")
    (folder / "pets.yaml").write_text(SPEC.replace("[pets]", "[animals]"))
    assert docs("--spec", "pets.yaml", "--output", "site")[0] == 0
    made = files(folder / "site")
    assert "pets/resources/animals.html" in made
    assert "pets/resources/pets.html" not in made


def test_a_link_stays_one(folder: Path) -> None:
    (folder / "real").mkdir()
    (folder / "site").symlink_to("real")
    assert docs("--spec", "pets.yaml", "--output", "site")[0] == 0
    assert (folder / "site").is_symlink()
    assert (folder / "real/index.html").is_file()


@pytest.mark.parametrize(
    "code",
    ["import sys; sys.exit('no room')", "pass", STUB + "sys.exit(1)"],
    ids=["fails", "makes nothing", "stops"],
)
def test_the_old_site_stays_where_a_new_one_fails(folder: Path, code: str) -> None:
    docs("--spec", "pets.yaml", "--output", "site")
    before = files(folder / "site")
    generator(folder, code)
    exit_code, said = docs("--spec", "pets.yaml", "--output", "site")
    assert exit_code == 2
    assert "the static site generator failed; nothing was written" in said
    assert ("no room" in said) == ("no room" in code)
    assert files(folder / "site") == before
    assert {each.name for each in folder.iterdir()} == {"pets.yaml", "stub", "site"}


def put(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("mine")


@pytest.mark.parametrize(
    "prepare",
    [
        lambda folder: put(folder / "site/notes.txt"),
        lambda folder: [
            docs("--spec", "pets.yaml", "--output", "site"),
            put(folder / "site/pets/mine.md"),
        ],
        lambda folder: [put(folder / "site/x"), put(folder / "site/.adwright-docs.json")],
    ],
    ids=["other files", "a file put into a site", "a list that is none"],
)
def test_a_folder_with_other_things_is_refused(
    folder: Path, prepare: Callable[[Path], object]
) -> None:
    prepare(folder)
    before = files(folder / "site")
    code, said = docs("--spec", "pets.yaml", "--output", "site")
    assert code == 2
    assert (
        "is no file of a site that `adwright docs` made: move it, or choose another --output"
        in said
    )
    assert files(folder / "site") == before


def test_an_empty_folder_is_taken_and_a_file_is_not(folder: Path) -> None:
    (folder / "site").mkdir()
    assert docs("--spec", "pets.yaml", "--output", "site")[0] == 0
    put(folder / "file")
    for output in ("file", "file/site"):
        assert docs("--spec", "pets.yaml", "--output", output) == (
            2,
            "adwright: file is a file; give a folder as --output\n",
        )


def test_mistakes_are_told_and_nothing_is_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "pyproject.toml").write_text(CONFIG)
    assert docs("petz", "--output", "site") == (
        2,
        "adwright: unknown client 'petz'; configured: pets\n",
    )
    assert docs("pets", "--spec", "pets.yaml", "--output", "site")[0] == 2
    assert docs("--package", "x", "--output", "site")[0] == 2
    (folder / "pets.yaml").write_text(f"{SPEC.partition('paths:')[0]}paths: 5\n")
    code, said = docs("--output", "site", "--format", "json")
    assert (code, "pets.yaml" in json.loads(said)["errors"][0]["file"]) == (3, True)
    (folder / "pets.yaml").write_text(SPEC)
    monkeypatch.setattr("adwright.site.make.find_spec", lambda _: None)
    assert docs("--output", "site") == (
        2,
        "adwright: a site needs the extra docs; run: pip install 'adwright[docs]'\n",
    )
    assert not (folder / "site").exists()
