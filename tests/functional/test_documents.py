"""Documents: several files, older versions, YAML and JSON, and what is read although it is doubtful."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from adwright.problems import SpecError
from support import Generate, build_spec, spec_data, write_spec

from .both_ways import accepted, both_ways, returned

MAIN = """
tags: [{name: pets}]
paths:
  /pets: {$ref: './paths/pets.yaml#/pets'}
  /pets/{id}: {$ref: './paths/pets.yaml#/pet'}
"""
FILES = {
    "paths/pets.yaml": """
pets:
  get:
    operationId: pets.list
    tags: [pets]
    parameters: [{$ref: '../shared.json#/limit'}]
    responses:
      '200': {description: All., content: {application/json: {schema: {type: array, items:
          {$ref: ../schemas/Pet.yaml}}}}}
pet:
  parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
  get:
    operationId: pets.get
    tags: [pets]
    responses:
      '200': {description: One., content: {application/json: {schema: {$ref: '../schemas/Pet.yaml'}}}}
""",
    "schemas/Pet.yaml": """
type: object
required: [id]
properties:
  id: {type: integer}
  owner: {$ref: '#/$defs/Owner'}
  friends: {type: array, items: {$ref: '#'}}
$defs:
  Owner: {type: object, properties: {name: {type: string}, pet: {$ref: Pet.yaml}}}
""",
    "shared.json": json.dumps(
        {"limit": {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 9}}}
    ),
}


def test_files_that_refer_to_each_other_are_one_document(generate: Generate) -> None:
    sample = generate(MAIN, FILES)
    reply = {"id": 1, "owner": {"name": "Ann", "pet": {"id": 1}}, "friends": [{"id": 2}]}
    sample.server.play([reply])
    pet = sample.call("pets.list", limit=9)[0]
    assert type(pet) is sample.models.Pet
    assert type(pet.owner) is sample.models.Owner
    assert type(pet.friends[0]) is type(pet.owner.pet) is sample.models.Pet
    assert sample.sent[0].query == (("limit", "9"),)
    sample.server.play(reply)
    assert sample.call("pets.get", 1).friends[0].id == 2
    with pytest.raises(sample.module().RequestValidationError):
        sample.call("pets.list", limit=10)
    assert {*sample.built.inputs} == {"openapi.yaml", *FILES}


@pytest.mark.parametrize(
    ("ref", "message"),
    [
        ("../outside.yaml#/x", "leads outside the root folder"),
        ("/etc/passwd", "leads outside the root folder"),
        ("https://example.com/x.yaml", "leads to another host or scheme"),
        ("missing.yaml#/x", "to a file that does not exist"),
        ("#/components/schemas/Missing", "to something that is not there"),
        ("shared.json#/nothing", "to something that is not there"),
    ],
)
def test_references_that_lead_nowhere_are_named(tmp_path: Path, ref: str, message: str) -> None:
    (tmp_path / "outside.yaml").write_text("x: {type: string}\n")
    spec = f"""
paths: {{/x: {{get: {{responses: {{'200': {{description: D, content: {{application/json: {{
  schema: {{$ref: '#/components/schemas/A'}}}}}}}}}}}}}}}}
components: {{schemas: {{A: {{$ref: '{ref}'}}}}}}"""
    path = write_spec(tmp_path / "spec", spec, {"shared.json": "{}"})
    with pytest.raises(SpecError) as caught:
        build_spec(path)
    assert [message in problem.message for problem in caught.value.problems] == [True]
    problem = caught.value.problems[0]
    assert problem.location.pointer == "/components/schemas/A/$ref"
    line = path.read_text().splitlines()[problem.location.line - 1]
    assert line[problem.location.column - 1 :].startswith("$ref:")


def test_a_missing_file_that_no_operation_needs_is_only_doubtful(generate: Generate) -> None:
    sample = generate("components: {schemas: {A: {$ref: missing.yaml}, B: {type: object}}}")
    assert any(
        "$ref to a file that does not exist: 'missing.yaml'" in warning
        for warning in sample.warnings
    )


OLD = """
openapi: 3.0.3
paths:
  /x:
    post:
      operationId: x.send
      tags: [x]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Send'}}}}
      responses: {'200': {description: It., content: {application/json: {schema:
          {$ref: '#/components/schemas/Thing'}}}}}
components:
  schemas:
    Send:
      type: object
      properties:
        above: {type: integer, minimum: 5, exclusiveMinimum: true}
        below: {type: integer, maximum: 5, exclusiveMaximum: true}
        from: {type: integer, minimum: 5, exclusiveMinimum: false}
        perhaps: {type: string, nullable: true, maxLength: 3}
        choice: {type: string, nullable: true, enum: [a, b]}
        thing: {nullable: true, allOf: [{$ref: '#/components/schemas/Thing'}]}
        not_null: {type: string, nullable: false}
    Thing: {type: object, properties: {n: {type: integer}}}
"""


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("above", [6], [5, 4]),
        ("below", [4], [5, 6]),
        ("from_", [5], [4]),
        ("perhaps", [None, "abc"], ["abcd"]),
        ("choice", [None, "a"], ["c"]),
        ("thing", [None, {"n": 1}], [{"m": 1}]),
        ("not_null", ["a"], [None]),
    ],
)
def test_openapi_3_0_means_what_it_meant(
    generate: Generate, field: str, good: list[Any], bad: list[Any]
) -> None:
    sample = generate(OLD)
    for value in good:
        assert sample.send("x.send", **{field: value}).json == {field.rstrip("_"): value}
    for value in bad:
        with pytest.raises(sample.module().RequestValidationError):
            sample.call("x.send", **{field: value})


def test_swagger_2_and_unknown_versions(tmp_path: Path) -> None:
    path = write_spec(tmp_path, "openapi: 4.0.0")
    with pytest.raises(SpecError, match=r"version '4\.0\.0' is not read"):
        build_spec(path)


@pytest.mark.parametrize("version", ["3.1.0", "3.1.1", "3.0.0", "3.0.4"])
def test_versions_that_are_read(generate: Generate, version: str) -> None:
    spec = {
        "openapi": version,
        "paths": {"/x": {"get": {"operationId": "x", "responses": {"204": {"description": "N."}}}}},
    }
    assert generate(spec).send("x").path == "/x"


def test_yaml_and_json_give_the_same_package(tmp_path: Path) -> None:
    data = spec_data(OLD)
    for folder, name, text in (
        ("a", "api.json", json.dumps(data)),
        ("b", "api.json", json.dumps(data, indent=2)),
        ("c", "api.yaml", json.dumps(data)),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(text)
    yaml_files = build_spec(write_spec(tmp_path / "d", data)).files
    for path in ("a/api.json", "b/api.json", "c/api.yaml"):
        files = build_spec(tmp_path / path).files
        origin = Path(path).name
        assert {
            n: t.replace(f"adwright from {origin}", "adwright from openapi.yaml")
            for n, t in files.items()
        } == yaml_files


def test_yaml_is_read_by_the_1_2_rules(generate: Generate, tmp_path: Path) -> None:
    path = tmp_path / "api.yaml"
    path.write_text("""\
openapi: 3.1.0
info: {title: T, version: 1.10}
paths:
  /x:
    get:
      operationId: on
      parameters:
        - {name: no, in: query, schema: {enum: [on, off, yes, no, 01:00, 2026-01-02, 1_000, 0o17, ~]}}
      responses: {200: {description: It., content: {application/json: {schema: {type: integer}}}}}
""")
    files = build_spec(path).files
    text = (
        files["sample/client.py"]
        + files["sample/models.py"]
        + "".join(t for n, t in files.items() if "resources" in n)
    )
    for value in ("on", "off", "yes", "no", "01:00", "2026-01-02", "1_000"):
        assert f'"{value}"' in text
    assert "def on(" in text
    assert '"200": ResponseSpec(int)' in text


def test_components_that_nothing_uses_are_models_all_the_same(generate: Generate) -> None:
    sample = generate(
        "components: {schemas: {Alone: {type: object, properties: {a: {type: integer}}}}}"
    )
    assert [*sample.models.Alone.model_fields] == ["a"]


def test_doubtful_but_usable_documents_are_read_with_warnings(generate: Generate) -> None:
    sample = generate("""
paths:
  /x/{id}:
    get:
      operationId: x
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: other, in: path, required: true, schema: {type: integer}}
      responses: {'204': {}}
""")
    assert sample.send("x", 1).path == "/x/1"
    told = "\n".join(sample.warnings)
    assert "path parameter 'other' is not in '/x/{id}' and is left out" in told
    assert "not valid OpenAPI" in told


def test_all_problems_are_said_at_once(tmp_path: Path) -> None:
    path = write_spec(
        tmp_path,
        """
paths:
  /x:
    get:
      operationId: [x]
      parameters: 5
      responses: {'200': nothing}
components: {schemas: {A: 5, B: {type: object, properties: []}}}
""",
    )
    with pytest.raises(SpecError) as caught:
        build_spec(path)
    pointers = {problem.location.pointer for problem in caught.value.problems}
    assert pointers == {
        "/paths/~1x/get/operationId",
        "/paths/~1x/get/parameters",
        "/paths/~1x/get/responses/200",
        "/components/schemas/A",
        "/components/schemas/B/properties",
    }
    messages = {problem.message for problem in caught.value.problems}
    assert "expected a string, found an array" in messages
    assert "expected an object, found a number" in messages


def test_an_api_without_operations_is_a_package_too(generate: Generate) -> None:
    sample = generate({"paths": {}})
    assert "Sample" in repr(sample.client())


def test_reply_of_a_referenced_response_and_body(generate: Generate) -> None:
    sample = generate("""
paths:
  /x:
    post:
      operationId: x
      requestBody: {$ref: '#/components/requestBodies/B'}
      responses: {'200': {$ref: '#/components/responses/R'}}
components:
  requestBodies: {B: {required: true, content: {application/json: {schema: {type: object, properties:
      {a: {type: integer}}}}}}}
  responses: {R: {description: It., content: {application/json: {schema: {type: object, properties:
      {b: {type: integer}}}}}}}
""")
    sample.server.play(httpx.Response(200, json={"b": 2}))
    assert sample.call("x", a=1).b == 2
    assert sample.sent[0].json == {"a": 1}


def test_what_is_formally_wrong_is_said_at_its_line(generate: Generate) -> None:
    sample = generate("""
paths:
  /x/{id}:
    get:
      operationId: x
      parameters: [{name: id, in: path, required: true, schema: {type: string, required: true}}]
      responses: {'204': {description: Nothing.}}
    put:
      operationId: x
      responses: {'204': {description: Nothing.}}
""")
    told = [(each.partition(": ")[2].partition(": ")[0], each) for each in sample.warnings]
    places = {place for place, _ in told}
    assert "/paths/~1x~1{id}/get/parameters/0/schema/required" in places
    assert "/paths/~1x~1{id}/put/operationId" in places
    told = "\n".join(sample.warnings)
    assert (
        "not judged: required is a boolean that cannot be used (required is a list of names" in told
    )


def test_a_schema_that_is_named_again_and_again_is_read_once(generate: Generate) -> None:
    def twice(name: str) -> dict[str, Any]:
        return {"allOf": [{"$ref": f"#/components/schemas/{name}"}] * 2}

    schemas = {f"S{n}": twice(f"S{n + 1}") for n in range(60)}
    schemas["S60"] = {"type": "object", "required": ["z"], "properties": {"z": {"type": "string"}}}
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/S0"}}}}
    operation = {
        "operationId": "add",
        "requestBody": {"required": True, **body},
        "responses": {"200": {"description": "Added.", **body}},
    }
    sample = generate({"paths": {"/s": {"post": operation}}, "components": {"schemas": schemas}})
    sample.server.play({"z": "a"})
    assert sample.call("add", z="a").z == "a"
    assert sample.server.sent[-1].json == {"z": "a"}
    with pytest.raises(sample.module().RequestValidationError):
        sample.call("add", z=1)


@pytest.mark.parametrize("suffix", ["yaml", "json"])
def test_unquoted_values_of_text_are_the_text_that_was_written(
    generate: Generate, tmp_path: Path, suffix: str
) -> None:
    flow = """{"type": "string", "enum": [5, 2.50 , true, 10]}"""
    const = """{"type": "string", "const": 1.0}"""
    text = (
        """{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "servers": [{"url": "https://a.example"}],
        "paths": {"/r": {"get": {"operationId": "r", "parameters": [{"name": "z", "in": "query", "schema": """
        + flow
        + """}, {"name": "v", "in": "query", "schema": """
        + const
        + """}], "responses": {"204": {"description": "Nothing."}}}}}}"""
    )
    path = tmp_path / f"api.{suffix}"
    path.write_text(text, "utf-8")
    built = build_spec(path)
    assert 'Literal["5", "2.50", "true", "10"]' in built.files["sample/client.py"]
    assert 'Literal["1.0"]' in built.files["sample/client.py"]
    assert sum("it is read as '2.50' (quote it)" in str(each) for each in built.warnings) == 1


@pytest.mark.parametrize(
    ("schema", "taken", "refused"),
    [
        ("{allOf: [{type: string}, {enum: [5, 07]}]}", "07", 5),
        ("{type: string, allOf: [{enum: [5, 1.0]}]}", "1.0", 5),
        ("{allOf: [{$ref: '#/components/schemas/Text'}, {const: 1.0}]}", "1.0", 1.0),
        ("{allOf: [{$ref: '#/components/schemas/Word'}], enum: [true]}", "true", True),
        ("{$ref: '#/components/schemas/Word', enum: [0x10]}", "0x10", 16),
        ("{type: string, oneOf: [{enum: [1]}, {const: 2}]}", "2", 2),
        ("{allOf: [{allOf: [{enum: [5]}]}, {type: [string, 'null']}]}", "5", 5),
        ("{allOf: [{oneOf: [{$ref: '#/components/schemas/Text'}, {type: string}]}, {enum: [5]}]}", "5", 5),
        ("{type: array, items: {allOf: [{type: string}, {enum: [5]}]}}", ["5"], [5]),
        ("{allOf: [{type: integer}, {enum: [5]}]}", 5, "5"),
    ],
)  # fmt: skip
def test_unquoted_values_are_text_by_what_another_part_says(
    generate: Generate, schema: str, taken: Any, refused: Any
) -> None:
    text = "Text: {type: string}, Word: {allOf: [{$ref: '#/components/schemas/Text'}]}"
    part = f"components: {{schemas: {{{text}, Root: {schema}}}}}"
    sample = generate(
        both_ways("Root: {$ref: 'part.yaml#/components/schemas/Root'}"), {"part.yaml": part}
    )
    assert accepted(sample, taken)
    assert not accepted(sample, refused)
    assert returned(sample, taken) == taken


def test_a_default_without_quotes_is_text_where_text_is_listed(generate: Generate) -> None:
    part = """
    a: {type: string, enum: [1.0, 2], default: 1.0}
    b: {enum: ['5', '7'], default: 5}
    c: {allOf: [{type: string, enum: ['07']}], default: 07}
    d: {type: number, default: 1.50}
    """
    schemas = "Root: {type: object, properties: {$ref: part.yaml}}"
    sample = generate(both_ways(schemas), {"part.yaml": part})
    for text in ('Default: 1.0."', 'Default: 5."', 'Default: 07."', 'Default: 1.5."'):
        assert text in sample.text("models.py")
    told = [each for each in sample.warnings if "it is read as" in each]
    assert [each.split("read as ")[1].split()[0] for each in told] == [
        "'1.0'",
        "'2'",
        "'1.0'",
        "'5'",
        "'07'",
    ]


def test_variables_of_a_server_without_quotes(tmp_path: Path) -> None:
    path = tmp_path / "api.yaml"
    path.write_text("""{openapi: 3.1.0, info: {title: T, version: '1'}, paths: {}, servers:
        [{url: "https://a.example:{port}", variables: {port: {enum: [8443, 0443], default: 8443}}}]}""")
    built = build_spec(path)
    assert 'Literal["8443", "0443"]' in built.files["sample/client.py"]
    assert {each.id.name for each in built.warnings} == {"TEXT_UNQUOTED"}


@pytest.mark.parametrize(
    ("info", "missing", "title"),
    [
        ("", {"'info' is missing (add info)"}, "shop-api"),
        ("info: {title: The shop}\n", {"'version' is missing (add version)"}, "The shop"),
        ("info: {version: '2'}\n", {"'title' is missing (add title)"}, "shop-api"),
    ],
)
def test_what_a_document_says_of_itself_may_be_missing(
    tmp_path: Path, info: str, missing: set[str], title: str
) -> None:
    path = tmp_path / "shop-api.yaml"
    path.write_text(f"openapi: 3.1.0\n{info}paths: {{}}\n")
    built = build_spec(path)
    assert {warning.message + f" ({warning.hint})" for warning in built.warnings} == missing
    assert f'"""{title}.' in built.files["sample/client.py"]
