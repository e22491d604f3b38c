"""Models of a large API stand in several modules, and work as if they stood in one."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from adwright.render import classes
from support import Generate, as_black, build_spec, write_files, write_spec

from .both_ways import both_ways

SPEC = """
paths:
  /boats/{id}:
    put:
      operationId: save
      tags: [boats]
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Boat'}}}}
      responses: {'200': {description: Saved., content: {application/json: {schema:
          {$ref: '#/components/schemas/Boat'}}}}}
components:
  schemas:
    Boat:
      type: object
      required: [name, kind]
      properties:
        name: {type: string}
        kind: {type: string, enum: [sail, row]}
        crew: {type: array, items: {$ref: '#/components/schemas/Sailor'}}
        cargo: {$ref: '#/components/schemas/Cargo'}
        notes: {$ref: '#/components/schemas/Json'}
    BoatShed: {type: object, properties: {boats: {type: array, items: {$ref: '#/components/schemas/Boat'}}}}
    Sailor:
      type: object
      properties:
        name: {type: string}
        boat: {$ref: '#/components/schemas/Boat'}
        shed: {$ref: '#/components/schemas/BoatShed'}
    Cargo: {oneOf: [{$ref: '#/components/schemas/Crate'}, {$ref: '#/components/schemas/Tank'}]}
    Crate: {type: object, required: [planks], properties: {planks: {type: integer}}}
    Tank: {type: object, required: [litres], properties: {litres: {type: number}}}
    Json:
      oneOf:
        - {type: string}
        - {type: array, items: {$ref: '#/components/schemas/Json'}}
    Types: {type: object, properties: {runtime: {type: string}}}
    Runtime: {type: object, properties: {types: {$ref: '#/components/schemas/Types'}}}
  x-more: {$ref: '#/components/schemas/Runtime'}
"""


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classes, "MOST_FIELDS", 7)


def test_classes_of_several_modules_refer_to_each_other(generate: Generate) -> None:
    package = generate(SPEC)
    modules = {path.rpartition("/")[2] for path in package.built.files if "/models/" in path}
    assert {"__init__.py", "_boat.py", "_runtime.py", "_types.py"} < modules
    boat = {
        "name": "Ida",
        "kind": "sail",
        "crew": [{"name": "Jo", "shed": {"boats": [{"name": "Ada", "kind": "hover"}]}}],
        "cargo": {"litres": 2.5},
        "notes": ["a", ["b"]],
    }
    package.server.play((200, boat))
    models = package.models
    crew = [models.Sailor(name="Jo", boat=models.Boat(name="Ada", kind="row"))]
    saved = package.client().boats.save(
        7, name="Ida", kind="sail", crew=crew, cargo=models.Crate(planks=3), notes=["a", ["b"]]
    )
    assert package.sent[0].json["crew"] == [{"name": "Jo", "boat": {"name": "Ada", "kind": "row"}}]
    assert package.sent[0].json["cargo"] == {"planks": 3}
    assert isinstance(saved, models.Boat)
    assert isinstance(saved.cargo, models.Tank)
    assert saved.crew[0].shed.boats[0].kind == "hover"
    assert saved.notes == ["a", ["b"]]


def test_what_is_wrong_is_said_across_modules(generate: Generate) -> None:
    package = generate(SPEC)
    with pytest.raises(ValueError, match=r"crew\[0\]\.boat\.kind"):
        package.client().boats.save(
            7, name="Ida", kind="sail", crew=[{"boat": {"name": "Ada", "kind": "steam"}}]
        )


def test_type_checkers_and_black_are_content(tmp_path: Path) -> None:
    files = build_spec(write_spec(tmp_path, SPEC)).files
    write_files(tmp_path, files)
    for path, text in files.items():
        if "/models/" in path:
            assert as_black(text) == text, path
    for checker in (
        ["mypy", "--strict", "-p", "sample"],
        ["pyright", "--pythonpath", sys.executable, "sample"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *checker],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout


def test_classes_that_lead_to_one_another_many_levels_deep(generate: Generate) -> None:
    """They are read, also where something differs, in the main thread and in others."""
    count = 120
    schemas = {
        f"A{n}": {
            "type": "object",
            "properties": {
                "v": {"type": "integer"},
                "next": {"$ref": f"#/components/schemas/A{(n + 1) % count}"},
            },
        }
        for n in range(count)
    }
    document = both_ways("{}", "A0")
    sample = generate({**document, "components": {"schemas": schemas}})
    limit = sys.getrecursionlimit()
    sample.server.play({"v": 1, "next": {"v": 2, "next": {"v": 3}}})
    client = sample.client()
    with ThreadPoolExecutor(2) as pool:
        for each in [pool.submit(client.x.get) for _ in range(2)]:
            assert each.result().next.next.v == 3
    assert client.x.get().next.next.v == 3
    sample.server.play({"v": "x", "next": {"v": 2}})
    with pytest.warns(sample.module().ResponseWarning, match=r"A0\.v came as"):
        assert sample.client().x.get().next.v == 2
    assert sys.getrecursionlimit() == limit
