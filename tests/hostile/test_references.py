"""References that go round in circles, leave the folder, or ask for the network."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

import pytest

from .conftest import Run, document, get


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


LOOPS: dict[str, tuple[dict[str, Any], str]] = {
    "three": ({"A": ref("B"), "B": ref("C"), "C": ref("A")}, "A -> B -> C -> A"),
    "self": ({"Self": ref("Self")}, "Self -> Self"),
    "described": ({"A": {**ref("B"), "description": "b"}, "B": ref("A")}, "A -> B -> A"),
    "all-of": ({"A": {"allOf": [ref("A"), {"type": "object"}]}}, "A -> A"),
    "all-of-two": ({"X": {"allOf": [ref("Y")]}, "Y": {"allOf": [ref("X")]}}, "X -> Y -> X"),
    "one-of": ({"U": {"oneOf": [ref("U"), {"type": "string"}]}}, "U -> U"),
    "any-of": ({"U": {"anyOf": [{"allOf": [ref("V")]}]}, "V": ref("U")}, "U -> V -> U"),
}


@pytest.mark.parametrize(("schemas", "shown"), LOOPS.values(), ids=LOOPS.keys())
def test_loops_are_named(run: Run, schemas: dict[str, Any], shown: str) -> None:
    first = min(schemas)
    run(document({"/a": get(ref(first))}, schemas)).refused(shown, f"/components/schemas/{first}")


def test_all_loops_are_named_at_once(run: Run) -> None:
    schemas = {"A": ref("B"), "B": ref("A"), "C": ref("C")}
    ran = run(document({"/s": {"$ref": "#/paths/~1s"}}, schemas))
    ran.refused("A -> B -> A", "C -> C", "/s -> /s")
    assert len(ran.errors) == 3


def test_maps_that_contain_themselves_are_refused(run: Run) -> None:
    response = {"description": "ok", "content": {"$ref": "#/paths/~1a/get/responses/200"}}
    run(document({"/a": {"get": {"responses": {"200": response}}}})).refused()


@pytest.mark.parametrize("name", ["a" * 400, "a/" * 3000, "a\0b", "a%00b"])
def test_names_that_no_file_can_have_are_refused(run: Run, name: str) -> None:
    ran = run(document({"/a": get({"$ref": name})}))
    ran.refused("/paths/~1a/get/responses/200/content/application~1json/schema/$ref: $ref ")


def test_legal_recursion_is_generated(run: Run) -> None:
    schemas = {
        "Node": {"type": "object", "required": ["next"], "properties": {"next": ref("Node")}},
        "List": {"type": "array", "items": ref("List")},
        "Json": {"oneOf": [{"type": "string"}, {"type": "array", "items": ref("Json")}]},
        "Even": {"type": "object", "properties": {"odd": ref("Odd")}},
        "Odd": {
            "type": "object",
            "properties": {"even": {"anyOf": [ref("Even"), {"type": "null"}]}},
        },
    }
    paths = {f"/{name}": get(ref(name)) for name in schemas}
    assert "next: Node" in run(document(paths, schemas)).compiled()["models.py"]


SECRET = "very-secret-text"


@pytest.mark.parametrize(
    "target",
    [
        "../secret.yaml",
        "../secret.yaml#/x",
        "%2e%2e/secret.yaml",
        "..%2Fsecret.yaml",
        "sub/../../secret.yaml",
        "link.yaml",
        "folder/secret.yaml",
        "{absolute}",
        "file://{absolute}",
        "/etc/hostname",
        "a\x00b.yaml",
    ],
)
def test_files_outside_the_folder_are_not_read(run: Run, tmp_path: Path, target: str) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text(f"x: {{type: string, description: {SECRET}}}\n")
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec" / "link.yaml").symlink_to(secret)
    (tmp_path / "spec" / "folder").symlink_to(tmp_path)
    ran = run(document({"/a": get({"$ref": target.format(absolute=secret)})}))
    ran.refused("/paths/~1a/get/responses/200")
    assert SECRET not in ran.stderr


def test_root_widens_what_may_be_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "pet.yaml").write_text(
        "type: object\nproperties: {name: {type: string}}\n"
    )
    spec = document({"/a": get({"$ref": "../shared/pet.yaml"})})
    run(spec).refused("leads outside the root folder")
    texts = run(spec, "spec.yaml", "--root", str(tmp_path)).compiled()
    assert "class Pet(" in texts["models.py"]


def test_root_must_hold_the_spec(run: Run, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    assert run(document(), "spec.yaml", "--root", str(tmp_path / "elsewhere")).code == 2


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:9/x.json#/A",
        "https://example.invalid/x.yaml",
        "ftp://127.0.0.1/x",
        "//127.0.0.1:9/x.json",
        "HTTP://127.0.0.1:9/x",
        "data:application/json,{}",
        "http://[::1",
    ],
)
def test_nothing_is_fetched(run: Run, monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    run(document({"/a": get({"$ref": target})})).refused(
        "another host or scheme", "remote documents are not read"
    )


@pytest.mark.parametrize(
    "target", ["missing.yaml#/x", "#/components/schemas/Gone", "#nowhere", "#/paths/~1a/get/0"]
)
def test_what_is_needed_and_not_there_is_refused(run: Run, target: str) -> None:
    run(document({"/a": get({"$ref": target})}, {"Gene": {"type": "string"}})).refused("$ref to")


def test_a_missing_file_that_nothing_needs_is_a_warning(run: Run) -> None:
    ran = run(document({"/a": get()}, {"Lost": {"$ref": "missing.yaml#/x"}}))
    ran.compiled()
    assert any(
        "missing.yaml" in line and "/components/schemas/Lost" in line for line in ran.warnings
    )


def test_a_folder_or_a_locked_file_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "spec" / "sub").mkdir(parents=True)
    run(document({"/a": get({"$ref": "sub"})})).refused("does not exist")
    locked = tmp_path / "spec" / "locked.yaml"
    locked.write_text("type: string\n")
    locked.chmod(0)
    if not os.access(locked, os.R_OK):
        run(document({"/a": get({"$ref": "locked.yaml"})})).refused("cannot be read")


@pytest.mark.parametrize("target", ["#", "#/paths", "#/paths/~1a", "#/info", "#/definitions"])
@pytest.mark.parametrize("kind", ["parameters", "responses", "schemas"])
def test_what_leads_to_another_kind_of_thing_is_told(run: Run, kind: str, target: str) -> None:
    """In a document of 2.0, which is changed while it is read."""
    to = {"$ref": target}
    operation: dict[str, Any] = {"responses": {"200": {"description": "-"}}}
    if kind == "parameters":
        operation["parameters"] = [{"$ref": "#/parameters/rows"}]
    elif kind == "responses":
        operation["responses"] = {"200": {"$ref": "#/responses/rows"}}
    else:
        operation["responses"]["200"]["schema"] = {"$ref": "#/definitions/rows"}
    spec = {
        "swagger": "2.0",
        "info": {"title": "Old", "version": "1"},
        "paths": {"/a": {"get": operation, "post": operation}},
        "definitions": {"rows": to} if kind == "schemas" else {},
        "parameters": {"rows": to} if kind == "parameters" else {},
        "responses": {"rows": to} if kind == "responses" else {},
    }
    ran = run(spec)
    assert ran.code in (0, 3)
    assert ran.code == 0 or "$ref" in ran.stderr or "spec.yaml:" in ran.stderr


@pytest.mark.parametrize("target", ["#", "#/paths", "#/components"])
def test_data_is_not_put_into_itself(run: Run, target: str) -> None:
    """It is left as it is: an example of a reference. Where no data can stand, it is a loop."""
    to = {"$ref": target}
    spec = document({"/a": get({"type": "string", "example": to, "default": "x"})})
    spec["paths"]["/a"]["get"]["responses"]["200"]["content"]["text/plain"] = {"example": to}
    spec["components"] = {"links": {"A": {"operationId": "a", "requestBody": to}}}
    run(spec).compiled()
    flows = {"deviceAuthorization": to}
    spec["components"]["securitySchemes"] = {"a": {"type": "oauth2", "flows": flows}}
    ran = run(spec)
    assert ran.code in (0, 3)
    assert ran.code == 0 or "a loop of references" in ran.stderr
