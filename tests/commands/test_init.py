"""The first minutes: a configuration for a spec, a document from the web, and what a first generation ends with."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from adwright.commands import fetch

from .conftest import PETS, adwright

Served = dict[str, tuple[int, bytes]]


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def serve() -> Iterator[Callable[[Served], str]]:
    """Starts a server that has some files, and gives its address."""
    servers: list[ThreadingHTTPServer] = []

    def start(files: Served) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, body = files.get(self.path, (404, b""))
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_from_nothing_to_a_first_call() -> None:
    """What is printed can be typed: the configuration works, and so does the code that generating ends with."""
    Path("docs").mkdir()
    Path("docs/pets.yaml").write_text(PETS)
    ran = adwright("init")
    assert ran.code == 0, ran.stderr
    assert ran.stdout.endswith("written to pyproject.toml. Next: adwright generate\n")
    table = tomllib.loads(Path("pyproject.toml").read_text())["tool"]["adwright"]
    assert table["clients"] == [{"name": "pets", "class": "Pets", "spec": "docs/pets.yaml"}]
    ran = adwright("generate")
    assert ran.code == 0, ran.stderr
    counts, _, code = ran.stdout.partition("\nclients.pets: ")[2].partition("\n\n")
    assert counts == "2 operations, 1 model"
    lines = [line.removeprefix("    ") for line in code.splitlines()]
    assert lines == [
        "from clients.pets import Pets",
        "",
        "client = Pets()",
        "print(client.pets.get(id=...))",
    ]
    client = "\n".join(lines[:3])
    subprocess.run([sys.executable, "-c", f"{client}\nclient.pets.get"], check=True)
    assert "Pets()" not in adwright("generate", "--no-cache").stdout


def test_a_configuration_is_added_to_a_project() -> None:
    Path("pyproject.toml").write_text('[project]\nname = "shop"\n')
    Path("api.json").write_text(
        '{"openapi": "3.1.0", "info": {"title": "My Shop API", "version": "1"}}'
    )
    assert adwright("init", "--spec", "api.json").code == 0
    project = tomllib.loads(Path("pyproject.toml").read_text())
    assert project["project"] == {"name": "shop"}
    assert project["tool"]["adwright"]["clients"][0]["class"] == "MyShop"
    ran = adwright("init", "--spec", "api.json")
    assert (ran.code, ran.stderr) == (
        2,
        "adwright: pyproject.toml has [tool.adwright]; add a [[tool.adwright.clients]] there\n",
    )


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ((), "which spec? there is none here; give one with --spec"),
        (
            ("a.yaml", "b/c.yml"),
            "which spec? there are 2 here: a.yaml, b/c.yml; give one with --spec",
        ),
        ((".hidden/a.yaml", "node_modules/a.yaml"), "which spec? there is none here"),
    ],
)
def test_a_spec_is_looked_for(files: tuple[str, ...], words: str) -> None:
    Path("other.yaml").write_text("name: openapi\n")
    for name in files:
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(PETS)
    ran = adwright("init")
    assert ran.code == 2
    assert words in ran.stderr
    assert not Path("pyproject.toml").exists()


def test_a_broken_configuration_is_left_as_it_is() -> None:
    Path("pyproject.toml").write_text("[project\n")
    Path("api.yaml").write_text(PETS)
    ran = adwright("init", "--spec", "api.yaml")
    assert ran.code == 2
    assert ran.stderr.startswith("adwright: pyproject.toml: ")
    assert Path("pyproject.toml").read_text() == "[project\n"


def test_a_document_is_fetched_and_kept(serve: Callable[[Served], str]) -> None:
    """Once; another one is not put in its place."""
    files = {"/v1/pets.yaml": (200, PETS.encode())}
    url = f"{serve(files)}/v1/pets.yaml"
    ran = adwright("init", "--spec", url)
    assert ran.code == 0, ran.stderr
    assert ran.stdout.startswith(f"fetched {Path('specs/pets.yaml').resolve()} from {url}\n")
    assert Path("specs/pets.yaml").read_text() == PETS
    arguments = ("generate", "--spec", url, "--output", "out", "--package", "p")
    ran = adwright(*arguments)
    assert ran.stdout.startswith(f"fetched pets.yaml from {url}\n")
    assert adwright(*arguments).code == 0
    files["/v1/pets.yaml"] = (200, b"openapi: 3.1.0\n")
    ran = adwright(*arguments)
    assert ran.code == 2
    assert ran.stderr.startswith(f"adwright: pets.yaml is there and is not what {url} has; compare")
    assert Path("pets.yaml").read_text() == PETS


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/openapi.json", "openapi.json"),
        ("/spec?format=json", "spec.json"),
        ("/", "openapi.json"),
        ("/a%2Fb", "b.json"),
        ("/..%2F..%2Fup.json", "up.json"),
    ],
)
def test_a_fetched_document_is_called_as_in_its_address(
    path: str, kept: str, serve: Callable[[Served], str], tmp_path: Path
) -> None:
    """Without leaving the folder."""
    url = serve({path: (200, b'{"openapi": "3.1.0"}')}) + path
    assert fetch.fetch(url, tmp_path / "in") == tmp_path / "in" / kept
    assert (tmp_path / "in" / kept).is_file()


def test_what_cannot_be_fetched_is_told(
    serve: Callable[[Served], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = serve({"/big.yaml": (200, b"a" * 2000)})
    monkeypatch.setattr(fetch, "MOST_BYTES", 1000)
    for name, words in (
        ("/none.yaml", "the server answers 404"),
        ("/big.yaml", "larger than 1,000 bytes"),
    ):
        ran = adwright("init", "--spec", url + name)
        assert (ran.code, ran.stderr) == (2, f"adwright: {url}{name}: {words}\n")
    ran = adwright("init", "--spec", "http://127.0.0.1:1/a.yaml")
    assert ran.code == 2
    assert ran.stderr.startswith("adwright: http://127.0.0.1:1/a.yaml: ")
    assert not Path("specs").exists()


PAGED = """\
openapi: 3.1.0
info: {title: T, version: '1'}
servers: [{url: 'https://api.example.com'}]
components:
  parameters:
    page: {name: page, in: query, schema: {type: integer}}
    limit: {name: limit, in: query, schema: {type: integer}}
    skip: {name: skip, in: query, schema: {type: integer}}
    token: {name: pageToken, in: query, schema: {type: string}}
paths:
"""


def listed(name: str, parameters: str, schema: str) -> str:
    """A path with a list."""
    given = ", ".join(f"{{$ref: '#/components/parameters/{each}'}}" for each in parameters.split())
    content = f"{{application/json: {{schema: {schema}}}}}"
    return (
        f"  '/{name}':\n    get:\n      operationId: {name.replace(chr(39), '')}\n      parameters: [{given}]\n"
        f"      responses: {{'200': {{description: D., content: {content}}}}}\n"
    )


ITEMS = "{type: array, items: {type: object, properties: {id: {type: integer}}}}"


def test_lists_that_could_be_walked_are_named_with_an_overlay_that_does_it() -> None:
    """The overlay can be pasted into a file: with it they are walked, and nothing is left to say."""
    text = PAGED + "".join(
        [
            listed(
                "a", "page limit", f"{{type: object, properties: {{rows: {ITEMS}, total: {{}}}}}}"
            ),
            listed(
                "b", "limit page", f"{{type: object, properties: {{all: {ITEMS}, total: {{}}}}}}"
            ),
            listed("c''d", "skip limit", ITEMS),
            listed(
                "e",
                "token",
                f"{{type: object, properties: {{rows: {ITEMS}, nextPageToken: {{type: string}}}}}}",
            ),
            listed(
                "two-lists", "page", f"{{type: object, properties: {{a: {ITEMS}, b: {ITEMS}}}}}"
            ),
            listed("no-list", "page", "{type: object, properties: {page: {type: integer}}}"),
            listed("no-next", "token", ITEMS),
        ]
    )
    Path("api.yaml").write_text(text)
    arguments = ("generate", "--spec", "api.yaml", "--output", "out", "--package", "p")
    ran = adwright(*arguments)
    assert ran.code == 0, ran.stderr
    said, _, overlay = ran.stdout.partition("As an overlay, to be read over:\n\n")
    assert said.splitlines()[-3:] == [
        "2 lists take page and limit: with x-pagination every page is walked",
        "1 list takes skip and limit: with x-pagination every page is walked",
        "1 list takes pageToken: with x-pagination every page is walked",
    ]
    Path("paging.yaml").write_text(
        "\n".join(line.removeprefix("    ") for line in overlay.splitlines())
    )
    ran = adwright(*arguments, "--overlay", "paging.yaml", "--package", "walked")
    assert (ran.code, ran.stderr) == (0, "")
    assert "lists take" not in ran.stdout
    client = Path("out/walked/client.py").read_text()
    assert client.count(") -> Pager[") == 4
