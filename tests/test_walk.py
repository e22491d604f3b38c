"""The walk of docs/publishing.md: from a vendor's document to a wheel and to the next version, as it stands there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from support import ROOT

PAGE = (ROOT / "docs/publishing.md").read_text("utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
SHOWN = [
    text.strip() for text in re.findall(r"^```text\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
]
HOST = "https://petstore.example.com"

DOCUMENT = """\
openapi: 3.0.3
info: {title: Petstore, version: 1.0.0}
servers: [{url: 'https://petstore.example.com/v1'}]
security: [{key: []}]
paths:
  /pets:
    get:
      operationId: listPets
      tags: [pets]
      summary: List pets
      parameters:
        - {name: page, in: query, schema: {type: integer, minimum: 1}}
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 50}}
      responses:
        '200':
          description: A page of pets.
          content:
            application/json:
              schema: {type: object, properties: {pets: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}
    post:
      operationId: createPet
      tags: [pets]
      summary: Create a pet
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
      responses:
        '201': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
  /pets/{id}:
    get:
      operationId: getPet
      tags: [pets]
      summary: Get one pet
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
  schemas:
    Pet:
      type: object
      required: [name]
      properties:
        id: {type: integer, readOnly: true}
        name: {type: string}
        kind: {type: string, enum: [cat, dog, bird]}
        age:
          type: integer
          minimum: 1
          example: 0
"""
NEXT = (
    DOCUMENT.replace("version: 1.0.0", "version: 2.0.0")
    .replace(", bird]", "]")
    .replace(
        "      responses:",
        "        - {name: kind, in: query, schema: {type: string}}\n      responses:",
        1,
    )
)


class Vendor:
    """A server with the vendor's document."""

    def __init__(self) -> None:
        self.document = DOCUMENT

    def start(self) -> ThreadingHTTPServer:
        vendor = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = vendor.document.encode()
                self.send_response(200 if self.path == "/openapi.yaml" else 404)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()
        return self.server


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    vendor = Vendor()
    server = vendor.start()
    yield vendor
    server.shutdown()
    server.server_close()


class Shell:
    """Runs the blocks of the page, one after the other, each in the folder and environment that the last one left."""

    def __init__(self, folder: Path, vendor: Vendor, **environment: str) -> None:
        self.folder, self.vendor = folder, vendor
        (folder / "state").mkdir()
        (folder / "state/environment").write_text(f"cd {folder}\n")
        plain = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
        tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        roles = ("AUTHOR_NAME", "AUTHOR_EMAIL", "COMMITTER_NAME", "COMMITTER_EMAIL")
        who = dict.fromkeys((f"GIT_{role}" for role in roles), "a@example.com")
        self.environment = {**plain, "PATH": tools, **who, "NO_PROXY": "127.0.0.1", **environment}

    def run(self, block: str, code: int = 0) -> str:
        """Run a block; what it printed. `code` is what it must end with."""
        state = self.folder / "state/environment"
        address = f"http://127.0.0.1:{self.vendor.server.server_port}"
        script = f". {state}\ntrap '{{ export -p; echo \"cd $PWD\"; }} > {state}' EXIT\n{block.replace(HOST, address)}"
        done = subprocess.run(
            ["bash", "--norc", "-euo", "pipefail", "-c", script],
            cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == code, f"{block}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def walk(self, vendor: Vendor, *, network: bool) -> None:
        """All of the page; without a network, all but what installs the tools."""
        look, lint, overlay, project, build, upgrade = BLOCKS
        said = self.run(look)
        assert "1 list takes page and limit: with x-pagination every page is walked" in said
        assert "generated files are in step with the specs" in said
        assert self.run(lint, code=1).strip() == SHOWN[0]
        said = self.run(overlay)
        assert "1 list takes" not in said
        assert "example-valid" not in said
        said = self.run(project if network else _without_network(project))
        assert "4 passed" in said
        assert "Success" in said
        assert "generated files are in step with the specs" in said
        said = self.run(build if network else build.replace("-m build", "-m build --no-isolation"))
        assert said.splitlines()[-1] == SHOWN[1]
        vendor.document = NEXT
        said = self.run(upgrade)
        assert SHOWN[2] in said
        assert "generated files are in step with the specs" in said
        assert "4 passed" in said
        root = self.folder / "petstore/petstore-client"
        entry = (root / "CHANGELOG.md").read_text()
        assert entry.startswith("## [2.0.0]")
        assert "no longer one of the values" in entry
        changed = self.run(f"cd {root}; git status --porcelain; git show --stat --format=%s")
        assert changed.startswith("Version 2 of the API\n")
        assert "specs/openapi.yaml" in changed
        assert "src/petstore/resources/pets.py" in changed


def _without_network(block: str) -> str:
    lines = block.splitlines()
    kept = [line for line in lines if not line.startswith(("python -m venv", "pip "))]
    assert len(lines) - len(kept) == 3
    return "\n".join(kept)


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are those of a POSIX shell")
def test_the_walk_from_a_document_to_a_wheel_and_on(tmp_path: Path, vendor: Vendor) -> None:
    """With the tools and libraries of this environment in place of those of the network."""
    libraries = str(Path(pytest.__file__).parents[1])
    shell = Shell(
        tmp_path, vendor, PIP_NO_INDEX="1", PIP_NO_DEPS="1", XDG_CACHE_HOME=str(tmp_path / "cache")
    )
    shell.environment["PYTHONPATH"] = libraries
    shell.walk(vendor, network=False)


@pytest.mark.slow
def test_the_walk_as_it_stands(
    tmp_path: Path, vendor: Vendor, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """In fresh environments with what indexes have; this version of adwright is not there yet."""
    wheels = tmp_path_factory.mktemp("wheels")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", wheels, ROOT],
        check=True, capture_output=True,
    )  # fmt: skip
    constraints = str(ROOT / ".ci/constraints.txt")
    shell = Shell(tmp_path, vendor, PIP_FIND_LINKS=str(wheels), PIP_CONSTRAINT=constraints)
    shell.walk(vendor, network=True)
    typed = (
        f"cd {tmp_path}/petstore && mypy --strict --python-executable elsewhere/bin/python use.py"
    )
    assert "Success" in shell.run(typed)


def test_the_readme_leads_there() -> None:
    assert "(docs/publishing.md)" in (ROOT / "README.md").read_text("utf-8")
