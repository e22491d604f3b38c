"""A package to publish: what stands around it, what stays the user's, and the wheel that comes of it."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections.abc import Mapping
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
import yaml
from adwright import __version__
from adwright.cli import app
from adwright.ir.text import Identifier, Text
from adwright.project.watch import Session
from adwright.render.project import distribution_name, pep440
from markdown_it import MarkdownIt
from support import ROOT
from typer.testing import CliRunner

SPEC = """\
openapi: 3.1.0
info: {title: Pet store, version: '1.2'}
servers:
  - {url: 'https://pets.example.com', x-environment: live}
  - {url: 'https://test.example.com', x-environment: test}
x-rate-limit: {requests: 5, seconds: 1}
security: [{key: []}]
paths:
  /pets:
    get:
      operationId: list_pets
      tags: [pets]
      summary: List pets
      x-pagination: {style: page, in: query, page: page, size: limit, items: pets}
      parameters:
        - {name: page, in: query, schema: {type: integer}}
        - name: limit
          in: query
          description: How many.
          schema: {type: integer, minimum: 1, maximum: 50, default: 20}
      responses:
        '200':
          description: A page of pets.
          content:
            application/json:
              schema: {type: object, properties: {pets: {type: array, items: {$ref: 'pet.yaml#/Pet'}}}}
    post:
      operationId: create_pet
      tags: [pets]
      summary: Create a pet
      requestBody: {required: true, content: {application/json: {schema: {$ref: 'pet.yaml#/Pet'}}}}
      responses:
        '201': {description: It., content: {application/json: {schema: {$ref: 'pet.yaml#/Pet'}}}}
        '409': {description: There is one of that name.}
  /pets/{id}:
    get:
      operationId: get_pet
      tags: [pets]
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {'200': {description: It., content: {application/json: {schema: {$ref: 'pet.yaml#/Pet'}}}}}
  /events:
    get:
      operationId: watch
      tags: [pets]
      responses: {'200': {description: What happens., content: {text/event-stream: {schema: {type: object}}}}}
  /ping:
    get: {operationId: ping, responses: {'204': {description: There.}}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key, x-credentials: {env: {api_key: PETS_KEY}}}}
"""
PET = """\
Pet:
  type: object
  description: "An animal.\\n\\n- of *some* kind\\n- with a `name`"
  required: [name]
  properties:
    id: {type: integer, readOnly: true}
    name: {type: string, description: What it is called.}
    kind: {type: string, enum: [cat, dog]}
    chip: {type: string}
  allOf:
    - x-rule: {id: cats-have-chips, says: A cat has a chip.}
      if: {required: [kind], properties: {kind: {const: cat}}}
      then: {required: [chip]}
"""
SCHEMAS = f"schemas:\n{indent(PET, '  ')}"
OURS = (
    *("README.md", "pyproject.toml", ".gitignore"),
    *("tests/test_client.py", ".github/workflows/client.yml"),
)
"""What is written once."""


class Project:
    """A spec with a file that it refers to, and the project that is made of it beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = folder / "client"
        (folder / "api").mkdir()
        self.spec = folder / "api/petstore.yaml"
        self.spec.write_text(SPEC, "utf-8")
        (folder / "api/pet.yaml").write_text(PET, "utf-8")

    def generate(self, *more: str | Path) -> str:
        """Make the project, or make it anew; what was said."""
        code, said = self.run(*more)
        assert code == 0, said
        return said

    def run(self, *more: str | Path) -> tuple[int, str]:
        """The exit code of making it, and all that was said."""
        given = ("--spec", self.spec, "--output", self.root, "--package", "petstore", "--project")
        return adwright("generate", *given, *more)

    def read(self, name: str) -> str:
        """A file of the project."""
        return (self.root / name).read_text("utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace text in a file of the project."""
        text = self.read(name)
        assert old in text
        (self.root / name).write_text(text.replace(old, new), "utf-8")

    @property
    def table(self) -> dict[str, Any]:
        """Its pyproject.toml."""
        return tomllib.loads(self.read("pyproject.toml"))

    def files(self) -> dict[str, bytes]:
        """Every file of it."""
        found = (path for path in self.root.rglob("*") if path.is_file())
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in found}


def adwright(*arguments: str | Path) -> tuple[int, str]:
    """Run a command: its exit code, and what it said."""
    result = CliRunner().invoke(app, [*map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The spec, nothing made of it; its folder is the current one."""
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project as it is made, not to be changed."""
    project = Project(tmp_path_factory.mktemp("made"))
    project.generate()
    return project


def run(folder: Path, *command: str | Path, **environment: str) -> str:
    """Run a command in a folder, apart from this process's import path; what it printed."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [*map(str, command)],
        cwd=folder,
        env={**env, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


# --- what is written ----------------------------------------------------------------------------


def test_a_project_has_all_that_it_takes_to_publish(made: Project) -> None:
    files = made.files()
    assert {*OURS, "reference.md", "adwright.lock"} <= files.keys()
    assert {"specs/petstore.yaml", "specs/pet.yaml"} <= files.keys()
    assert {"src/petstore/client.py", "src/petstore/py.typed"} <= files.keys()
    assert made.read("specs/pet.yaml") == PET


def test_it_says_what_to_type_next(project: Project) -> None:
    said = project.generate()
    assert "kept" not in said
    assert "copied   client/specs/petstore.yaml\ncopied   client/specs/pet.yaml\n" in said
    assert "copied" not in project.generate()
    assert said.rstrip().endswith("for item in client.pets.list_pets():\n        print(item)")
    assert "from petstore import Petstore" in said


def test_the_package_is_described_for_those_who_install_it(made: Project) -> None:
    about = made.table["project"]
    assert (about["name"], about["version"]) == ("petstore", "1.2")
    assert about["description"] == "Typed Python client for Pet store"
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert about["requires-python"] == ours["requires-python"]
    assert {*about["dependencies"]} <= {*ours["dependencies"]}
    needed = {re.match(r"[\w-]+", each)[0] for each in about["dependencies"]}  # type: ignore[index]
    assert {"httpx", "httpx-sse", "jsonschema-rs", "pydantic"} <= needed
    assert about["optional-dependencies"]["progress"] == ours["optional-dependencies"]["progress"]
    assert f"adwright[generate]=={__version__}" in made.table["dependency-groups"]["dev"]


def test_dependencies_are_what_its_modules_import(made: Project) -> None:
    trees = [ast.parse(path.read_text("utf-8")) for path in (made.root / "src").rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}
    names |= {a.name for node in nodes if isinstance(node, ast.Import) for a in node.names}
    imported = {str(name).partition(".")[0] for name in names} - sys.stdlib_module_names
    about = made.table["project"]
    extras = about["optional-dependencies"].values()
    listed = [*about["dependencies"], *(each for extra in extras for each in extra)]
    needed = {re.split(r"[^\w-]", each)[0].replace("-", "_") for each in listed}
    assert needed <= imported
    # What comes with these, and what is used if it is there.
    assert imported - needed <= {"anyio", "pydantic_core", "httpx2", "trio"}


def test_the_readme_has_what_the_document_says(made: Project) -> None:
    readme = made.read("README.md")
    for part in (
        "pip install petstore",
        "- `api_key=...`, or the environment variable `PETS_KEY`",
        '- `environment="live"`: `https://pets.example.com` (the usual one)',
        "`client.pets.list_pets(...)` gives a pager",
        "5 requests in 1 second.",
    ):
        assert part in readme
    for block in re.findall(r"^```python\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL):
        compile(block, "README.md", "exec")


def test_the_readme_is_silent_on_what_the_document_lacks(project: Project) -> None:
    project.spec.write_text(
        "openapi: 3.1.0\ninfo: {title: A, version: '1'}\n"
        "paths: {/a: {get: {operationId: a, responses: {'204': {description: A.}}}}}\n"
    )
    project.generate()
    readme = project.read("README.md")
    assert not re.search(r"^## (Credentials|Paging|Rate limit)$", readme, re.MULTILINE)
    assert 'base_url="https://..."' in readme


def test_a_command_line_is_a_program_of_the_project(project: Project) -> None:
    project.generate("--cli")
    about = project.table
    assert about["project"]["scripts"] == {"petstore": "petstore.__main__:run"}
    assert {
        each.partition(">")[0] for each in about["project"]["optional-dependencies"]["cli"]
    } == {
        "click",
        "rich",
    }
    assert "petstore pets list-pets --help" in project.read("README.md")


def test_a_server_for_agents_is_started_by_the_program_of_the_project(project: Project) -> None:
    project.generate("--mcp")
    about = project.table
    assert about["project"]["scripts"] == {"petstore": "petstore.__main__:run"}
    needed = about["project"]["optional-dependencies"]["mcp"]
    assert {each.partition(">")[0] for each in needed} == {"mcp", "uvicorn"}
    assert "cli" not in about["project"]["optional-dependencies"]
    assert '{"command": "petstore", "args": ["mcp"]}' in project.read("README.md")
    assert not (project.root / "src/petstore/_runtime/cli").exists()


def anchors_and_links(page: str) -> tuple[list[str], set[str]]:
    """The anchors of a page, and the anchors that it links to."""
    return re.findall(r'<a id="([^"]+)"></a>', page), {*re.findall(r"\]\(#([^)]+)\)", page)}


def test_the_reference_has_every_method_and_class(made: Project) -> None:
    page = made.read("reference.md")
    anchors, links = anchors_and_links(page)
    assert len(anchors) == len({*anchors})
    assert links <= {*anchors}
    methods = {"pets.list_pets", "pets.create_pet", "pets.get_pet", "pets.watch", "ping"}
    assert methods | {"models.Pet", "params.PetParams"} <= {*anchors}
    assert "- `limit`: `int`. How many. From 1 to 50. Default: `20`.\n" in page
    assert "    - Rule `cats-have-chips`: A cat has a chip.\n" in page
    assert "client.pets.get_pet(id: int) -> Pet\n" in page
    assert "**Returns** `Pager[`[`Pet`](#models.Pet)`]`: The items of all pages" in page
    assert "- `409` (`ConflictError`): There is one of that name.\n" in page
    assert "An animal.\n\n- of \\*some\\* kind\n- with a `name`\n" in page


@pytest.mark.parametrize("vendor", ["civis", "clearline", "freewheel", "iqm"])
def test_the_reference_of_a_real_client_leads_nowhere_but_into_itself(
    vendor: str, project: Project
) -> None:
    project.spec = ROOT / f"specs/{vendor}/openapi.yaml"
    project.generate()
    anchors, links = anchors_and_links(project.read("reference.md"))
    assert len(anchors) == len({*anchors})
    assert links <= {*anchors}
    tokens = MarkdownIt("commonmark").parse(project.read("reference.md"))
    assert {each.content for each in tokens if each.type == "html_block"} <= {
        f'<a id="{each}"></a>\n' for each in anchors
    } | {f'<a id="{each}"></a>' for each in anchors}


# --- what is the user's -------------------------------------------------------------------------


def test_what_the_user_changed_is_kept_and_said(project: Project) -> None:
    project.generate()
    project.edit("README.md", "# petstore", "# Pets for all")
    project.edit("tests/test_client.py", '"""The client', '"""Mine. The client')
    project.spec.write_text(SPEC.replace("'1.2'", "'1.3'").replace("Create a pet", "Add a pet"))
    said = project.generate()
    assert "kept client/README.md: it was changed\n" in said
    assert "kept client/tests/test_client.py: it was changed\n" in said
    assert said.count("kept ") == 2
    assert project.read("README.md").startswith("# Pets for all\n")
    assert project.table["project"]["version"] == "1.3"
    assert "Add a pet" in project.read("reference.md")
    assert "Add a pet" in project.read("src/petstore/resources/pets.py")
    assert "kept client/README.md: it was changed\n" in project.generate()


def test_an_edit_of_what_is_ours_is_thrown_away_and_said(project: Project) -> None:
    project.generate()
    project.edit("src/petstore/models.py", "class Pet", "class Mine")
    project.edit("reference.md", "# ", "# My ")
    said = project.generate()
    lost = "what was changed in it by hand is gone (change the spec or a template instead)"
    assert f"wrote    client/src/petstore/models.py: {lost}\n" in said
    assert f"wrote    client/reference.md: {lost}\n" in said
    assert "class Pet" in project.read("src/petstore/models.py")


def test_what_was_changed_back_is_renewed_again(project: Project) -> None:
    project.generate()
    project.edit("README.md", "# petstore", "# Mine")
    project.spec.write_text(SPEC.replace("'1.2'", "'1.3'"))
    project.generate()
    project.edit("README.md", "# Mine", "# petstore")
    project.spec.write_text(SPEC.replace("'1.2'", "'1.4'"))
    assert "kept" not in project.generate()
    assert "version `1.4`" in project.read("README.md")


def test_what_the_user_deleted_stays_away(project: Project) -> None:
    project.generate()
    (project.root / ".github/workflows/client.yml").unlink()
    project.spec.write_text(SPEC.replace("'1.2'", "'1.3'"))
    assert "client.yml" not in project.generate()
    assert not (project.root / ".github/workflows/client.yml").exists()


def test_what_was_there_before_is_kept_and_said(project: Project) -> None:
    project.root.mkdir()
    (project.root / "README.md").write_text("Ours since 2019.\n")
    assert "kept client/README.md: it was there before\n" in project.generate()
    assert project.read("README.md") == "Ours since 2019.\n"
    assert "pyproject.toml" in project.files()


def test_kept_files_as_json(project: Project) -> None:
    project.generate()
    project.edit("README.md", "# petstore", "# Mine")
    assert '{"path": "client/README.md", "state": "kept"}' in project.generate("--format", "json")


def test_line_ends_of_a_checkout_are_no_change(project: Project) -> None:
    project.generate()
    readme = project.root / "README.md"
    readme.write_bytes(readme.read_bytes().replace(b"\n", b"\r\n"))
    assert "kept" not in project.generate()


# --- in step ------------------------------------------------------------------------------------


def test_the_project_is_checked_and_renewed_from_within(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.generate()
    before = project.files()
    monkeypatch.chdir(project.root)
    assert adwright("check") == (0, "generated files are in step with the specs\n")
    assert adwright("generate")[0] == 0
    assert project.files() == before
    project.edit("README.md", "# petstore", "# Mine")
    assert adwright("check")[0] == 0
    project.edit("reference.md", "pets.get_pet", "pets.fetch")
    (project.root / "src/petstore/extra.py").write_text("")
    project.edit("specs/pet.yaml", "What it is called.", "Its name.")
    code, said = adwright("check")
    assert code == 1
    assert "edited     reference.md\n" in said
    assert "extra      src/petstore/extra.py\n" in said
    assert "stale      src/petstore/models.py\n" in said
    assert adwright("generate")[0] == 0
    assert "Its name." in project.read("reference.md")


def test_a_watch_follows_the_copies_and_not_what_is_made(project: Project) -> None:
    project.generate()
    said: list[str] = []
    session = Session(project.root, [], said.append)
    session.begin()
    root = project.root.resolve()
    assert session.concerns(root / "specs/pet.yaml")
    assert not session.concerns(root / "src/petstore/models.py")
    project.edit("specs/pet.yaml", "name: {", "title: {type: string}\n    name: {")
    session.step()
    assert "  compatible  Pet.title: added [field-added]" in said
    assert "title: str" in project.read("src/petstore/models.py")


def test_made_again_from_outside_it_is_the_same_as_from_within(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.generate()
    before = project.files()
    assert " 0 written " in project.generate()
    monkeypatch.chdir(project.root)
    assert adwright("generate", "--no-cache")[0] == 0
    assert project.files() == before


def test_what_else_the_configuration_says_counts_from_outside_too(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.generate()
    project.edit("pyproject.toml", 'class = "Petstore"', 'class = "Petstore"\nmethods = "rest"')
    project.spec.write_text(SPEC.replace("'1.2'", "'1.3'"))
    project.generate()
    assert "def create(" in project.read("src/petstore/resources/pets.py")
    monkeypatch.chdir(project.root)
    assert adwright("check") == (0, "generated files are in step with the specs\n")


def test_a_spec_that_is_in_the_project_is_not_copied(project: Project) -> None:
    project.root.mkdir()
    (project.folder / "api").rename(project.root / "api")
    project.spec = project.root / "api/petstore.yaml"
    project.generate()
    assert "specs" not in {path.partition("/")[0] for path in project.files()}
    assert project.table["tool"]["adwright"]["clients"][0]["spec"] == "api/petstore.yaml"
    assert "from api/petstore.yaml" in project.read("src/petstore/client.py")


def test_a_new_document_takes_the_place_of_the_copy(project: Project) -> None:
    project.generate()
    project.spec.write_text(SPEC.replace("list_pets", "all_pets"))
    project.generate()
    assert "all_pets" in project.read("specs/petstore.yaml")
    assert "def all_pets" in project.read("src/petstore/resources/pets.py")


def test_a_copy_that_the_user_changed_is_not_replaced(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.generate()
    project.edit("specs/petstore.yaml", "Create a pet", "Take a pet in")
    monkeypatch.chdir(project.root)
    assert adwright("generate")[0] == 0
    monkeypatch.chdir(project.folder)
    before = project.files()
    code, said = project.run()
    assert code == 2
    assert "client/specs/petstore.yaml is not as it was copied here from" in said
    assert project.files() == before


@pytest.mark.parametrize("is_new", [True, False])
@pytest.mark.parametrize("wrong", [("#/Pet'", "#/Dog'"), ("page: page", "page: pgae")])
def test_a_run_that_fails_leaves_everything_as_it_was(
    project: Project, is_new: bool, wrong: tuple[str, str]
) -> None:
    if not is_new:
        project.generate()
    before = project.files()
    project.spec.write_text(SPEC.replace(*wrong))
    code, said = project.run()
    assert code == 3, said
    assert project.files() == before
    assert project.root.exists() is not is_new


def test_overlays_and_a_root_come_along(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.spec.write_text(SPEC.replace("pet.yaml", "../shared/pet.yaml"))
    (project.folder / "shared").mkdir()
    (project.folder / "api/pet.yaml").rename(project.folder / "shared/pet.yaml")
    overlay = project.folder / "overlays/names.yaml"
    overlay.parent.mkdir()
    overlay.write_text(
        "overlay: 1.0.0\ninfo: {title: A, version: '1'}\n"
        "actions: [{target: '$.info', update: {title: Overlaid}}]\n"
    )
    project.generate("--root", ".", "--overlay", overlay)
    [client] = project.table["tool"]["adwright"]["clients"]
    assert client["spec"] == "specs/api/petstore.yaml"
    assert client["overlays"] == ["specs/overlays/names.yaml"]
    assert "Overlaid" in project.read("README.md")
    monkeypatch.chdir(project.root)
    assert adwright("check") == (0, "generated files are in step with the specs\n")


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("project = 1\n", "project must be true or false"),
        ("project = true\noutput = 'a'\n", "leave output out"),
        ("project = true\n", "project = true is for one client; there are 0"),
    ],
)
def test_a_wrong_configuration_is_told(
    table: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text(f"[tool.adwright]\n{table}")
    code, said = adwright("generate")
    assert code == 2
    assert message in said


def test_a_project_needs_a_spec(project: Project) -> None:
    assert adwright("generate", "--project")[0] == 2


# --- versions and names -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("1.2.3", "1.2.3"),
        ("v2", "2"),
        ("V1.0.0-rc.1", "1.0.0rc1"),
        ("1.0.27-oas", "1.0.27"),
        ("2024-01-15", "2024.1.15"),
        ("2024-01", "2024.1"),
        ("2022-11-28.preview", "2022.11.28"),
        ("1.0+build.5", "1.0"),
        ("release 7", "7"),
        ("latest", "0.1.0"),
        ("", "0.1.0"),
        ("9" * 5000, "9" * 40),
        ("1.0\n[tool.evil]", "1.0"),
        ("١.٢", "0.1.0"),  # noqa: RUF001
    ],
)
def test_the_version_of_the_api_is_one_of_a_package(version: str, expected: str) -> None:
    assert pep440(Text(version)) == expected


@pytest.mark.parametrize(
    ("package", "expected"),
    [("pet_store", "pet-store"), ("_pets", "pets"), ("Pets", "pets"), ("ピ", "client")],
)
def test_a_package_is_published_under_a_name_that_indexes_take(package: str, expected: str) -> None:
    assert distribution_name(Identifier(package)) == expected


# --- used ---------------------------------------------------------------------------------------


def test_its_own_tests_pass(made: Project, tmp_path: Path) -> None:
    pytest_ = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error")
    said = run(made.root, *pytest_, PYTHONDONTWRITEBYTECODE="1")
    assert "6 passed" in said
    assert "skipped" not in said


def test_its_tests_fail_if_an_operation_is_not_reached(project: Project) -> None:
    project.generate()
    project.edit("src/petstore/resources/pets.py", 'path="/pets/{id}"', 'path="/dogs/{id}"')
    project.edit("src/petstore/testing.py", "pets.GET_PET", "pets.CREATE_PET")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=project.root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "1 failed" in done.stdout


USE = """
from petstore import Petstore, RequestValidationError
from petstore.models import Pet
from petstore.testing import OfflineTransport

client = Petstore(api_key="any", http_client=OfflineTransport().client())
pet: Pet = client.pets.create_pet("Rex", kind="dog")
print(pet.name, [type(each).__name__ for each in client.pets.list_pets(limit=5)])
try:
    client.pets.create_pet("Tom", kind="cat")
except RequestValidationError as error:
    print(error.violations[0].rule)
"""


def built(project: Project, folder: Path) -> Path:
    """The wheel, built without a network."""
    run(project.root, sys.executable, "-m", "build", "--no-isolation", "--outdir", folder)
    [wheel] = folder.glob("*.whl")
    return wheel


def test_the_wheel_installs_alone_and_is_typed(made: Project, tmp_path: Path) -> None:
    wheel = built(made, tmp_path / "dist")
    assert wheel.name == "petstore-1.2-py3-none-any.whl"
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0] for name in names} == {"petstore", "petstore-1.2.dist-info"}
    assert "petstore/py.typed" in names

    venv.create(tmp_path / "venv", with_pip=False, symlinks=True)
    python = tmp_path / "venv/bin/python"
    pip = (sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-index")
    run(tmp_path, *pip, "--no-deps", wheel)
    [site] = (tmp_path / "venv").glob("lib/python*/site-packages")
    libraries = Path(pytest.__file__).parents[1]  # of this environment, in place of the network
    (site / "borrowed.pth").write_text(f"{libraries}\n")
    (tmp_path / "use.py").write_text(USE)
    assert run(tmp_path, python, "use.py") == "Rex ['Pet']\ncats-have-chips\n"
    mypy = (sys.executable, "-m", "mypy", "--strict", "--python-executable", python)
    assert "Success" in run(tmp_path, *mypy, "--cache-dir", tmp_path / "cache", "use.py")


def test_types_are_clean_as_the_project_checks_them(made: Project, tmp_path: Path) -> None:
    mypy = (sys.executable, "-m", "mypy", "--cache-dir", tmp_path)
    assert "Success" in run(made.root, *mypy)


def test_the_workflow_checks_tests_and_publishes(made: Project) -> None:
    workflow: Mapping[str, Any] = yaml.safe_load(made.read(".github/workflows/client.yml"))
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    for step in steps:
        assert "run" in step or re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", step["uses"])
    commands = " ".join(step.get("run", "") for step in steps)
    for command in ("adwright check", "pytest", "mypy", "python -m build"):
        assert command in commands
    publish = workflow["jobs"]["publish"]
    assert publish["permissions"] == {"id-token": "write"}
    assert publish["needs"] == "test"
    assert "tags" in publish["if"]
    assert workflow["permissions"] == {"contents": "read"}
