"""Swagger 2.0: what is sent is what the document says, and messages name the place in the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from adwright.document.load import load
from adwright.document.versions.upgrade import upgrade
from support import Package, build_spec, write_files

SPEC = """\
swagger: '2.0'
info: {title: Pets, version: '1'}
host: pets.example
basePath: /v2
schemes: [http, https, ws]
consumes: [application/json]
produces: [application/json]
securityDefinitions:
  key: {type: apiKey, in: header, name: X-Key}
  login: {type: basic}
  granted: {type: oauth2, flow: accessCode, authorizationUrl: 'https://a.example', tokenUrl: 'https://t.example'}
security: [{key: []}]
parameters:
  limit: {name: limit, in: query, type: integer, maximum: 10, exclusiveMaximum: true}
  pet: {name: pet, in: body, required: true, schema: {$ref: '#/definitions/Pet'}}
responses:
  Pet: {description: A pet., schema: {$ref: '#/definitions/Pet'}}
paths:
  /pets/{id}:
    parameters:
      - {name: id, in: path, required: true, type: integer, format: int64}
    get:
      operationId: get
      tags: [pets]
      parameters:
        - $ref: '#/parameters/limit'
        - {name: tags, in: query, type: array, items: {type: string}, collectionFormat: multi}
        - {name: csv, in: query, type: array, items: {type: string}}
        - {name: ssv, in: query, type: array, items: {type: string}, collectionFormat: ssv}
        - {name: pipes, in: query, type: array, items: {type: string}, collectionFormat: pipes}
        - {name: X-Ids, in: header, type: array, items: {type: integer}}
      responses:
        200: {$ref: '#/responses/Pet'}
    put:
      operationId: put
      tags: [pets]
      parameters: [{$ref: '#/parameters/pet'}]
      responses: {204: {description: done}}
  /pets/{id}/photo:
    parameters:
      - {name: id, in: path, required: true, type: integer}
    post:
      operationId: upload
      tags: [pets]
      consumes: [multipart/form-data]
      parameters:
        - {name: photo, in: formData, type: file, required: true}
        - {name: title, in: formData, type: string}
        - {name: tags, in: formData, type: array, items: {type: string}}
      responses: {200: {description: ok, schema: {$ref: '#/paths/~1pets~1%7Bid%7D~1form/post/responses/200/schema'}}}
    get:
      operationId: photo
      tags: [pets]
      produces: [image/png]
      responses: {200: {description: ok, schema: {type: file}}}
  /pets/{id}/form:
    parameters:
      - {name: id, in: path, required: true, type: integer}
    post:
      operationId: form
      tags: [pets]
      consumes: [application/x-www-form-urlencoded]
      parameters:
        - {name: name, in: formData, type: string, required: true}
        - {name: tags, in: formData, type: array, items: {type: string}, collectionFormat: multi}
        - {name: csv, in: formData, type: array, items: {type: string}}
      responses: {200: {description: ok, schema: {type: object, properties: {ok: {type: boolean}}}}}
definitions:
  Pet:
    type: object
    required: [kind]
    discriminator: kind
    properties:
      kind: {type: string}
      name: {type: string, x-nullable: true}
      friend: {$ref: '#/definitions/Pet'}
"""


@pytest.fixture
def pets(tmp_path: Path, _clients: Any) -> Package:
    """The package of the document above."""
    return _package(SPEC, tmp_path, _clients)


def _package(text: str, tmp_path: Path, clients: Any) -> Package:
    import support

    folder = tmp_path / "spec"
    folder.mkdir()
    (folder / "pets.yaml").write_text(text)
    name = f"swagger_{abs(hash(tmp_path)) % 10**8}"
    built = build_spec(folder / "pets.yaml", name, shared=True)
    write_files(clients.folder, built.files)
    return support.Package(f"{clients.folder.name}.{name}", built, "Sample")


def test_servers_come_from_schemes_host_and_base_path(pets: Package) -> None:
    text = pets.text("client.py")
    assert text.index("https://pets.example/v2") < text.index("http://pets.example/v2")
    assert "ws://" not in text


def test_parameters_are_written_as_their_collection_format_says(pets: Package) -> None:
    pets.server.play({"kind": "cat"})
    both = ["a", "b"]
    sent = pets.send(
        "pets.get",
        5,
        limit=9,
        tags=both,
        csv=both,
        ssv=both,
        pipes=both,
        x_ids=[1, 2],
        settings={"api_key": "k"},
    )
    assert sent.path == "/v2/pets/5"
    assert sent.query == (
        ("limit", "9"), ("tags", "a"), ("tags", "b"), ("csv", "a,b"), ("ssv", "a b"), ("pipes", "a|b"),
    )  # fmt: skip
    assert sent.headers["x-ids"] == "1,2"
    assert sent.headers["x-key"] == "k"


def test_a_bound_that_excludes_is_one(pets: Package) -> None:
    with pytest.raises(ValueError, match="limit"):
        pets.call("pets.get", 5, limit=10, settings={"api_key": "k"})
    assert not pets.sent


def test_a_shared_body_is_sent_as_json(pets: Package) -> None:
    pets.server.play(httpx.Response(204))
    sent = pets.send("pets.put", 5, kind="cat", name=None, settings={"api_key": "k"})
    assert (sent.method, sent.json) == ("PUT", {"kind": "cat", "name": None})


def test_files_make_a_multipart_body(pets: Package) -> None:
    pets.server.play({"ok": True})
    pets.method("pets.upload", pets.client(api_key="k"))(
        5, photo=b"png", title="Rex", tags=["a", "b"]
    )
    [sent] = pets.sent  # not compared with what the async client sends: boundaries differ
    assert sent.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert b'name="photo"' in sent.body
    assert b"png" in sent.body
    assert b'name="tags"\r\n\r\na,b\r\n' in sent.body


def test_forms_are_forms(pets: Package) -> None:
    pets.server.play({"ok": True})
    sent = pets.send(
        "pets.form", 5, name="Rex", tags=["a", "b"], csv=["c", "d"], settings={"api_key": "k"}
    )
    assert (
        sent.body == b"name=Rex&tags=a&tags=b&csv=c%2Cd"
        or sent.body == b"name=Rex&tags=a&tags=b&csv=c,d"
    )


def test_a_file_is_read_as_bytes(pets: Package) -> None:
    pets.server.play(httpx.Response(200, content=b"\x89PNG", headers={"content-type": "image/png"}))
    assert pets.call("pets.photo", 5, settings={"api_key": "k"}) == b"\x89PNG"
    assert pets.sent[-1].headers["accept"] == "image/png"


@pytest.mark.parametrize(
    ("path", "line", "pointer"),
    [
        (
            ("components", "schemas", "Pet", "properties", "name"),
            75,
            "/definitions/Pet/properties/name",
        ),
        (
            ("components", "parameters", "limit", "schema", "maximum"),
            14,
            "/parameters/limit/maximum",
        ),
        (
            ("components", "responses", "Pet", "content", "application/json", "schema"),
            17,
            "/responses/Pet/schema",
        ),
        (("paths", "/pets/{id}", "put", "requestBody"), 15, "/parameters/pet"),
        (("components", "securitySchemes", "login"), 10, "/securityDefinitions/login"),
        (("servers", "0", "url"), 3, "/host/url"),
    ],
)
def test_nodes_are_found_where_their_author_wrote_them(
    tmp_path: Path, path: tuple[str, ...], line: int, pointer: str
) -> None:
    spec = tmp_path / "pets.yaml"
    spec.write_text(SPEC)
    at = upgrade(load(spec)).locate(path)
    assert (at.line, at.pointer) == (line, pointer)


Generate = Callable[..., Package]


def test_newer_documents_are_not_taken_for_old_ones(generate: Generate) -> None:
    package = generate(
        {
            "openapi": "3.1.0",
            "swagger": "2.0",
            "paths": {"/a": {"get": {"responses": {"204": {"description": "-"}}}}},
        }
    )
    assert package.text("client.py")
