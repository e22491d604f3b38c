"""`adwright bundle`: one plain OpenAPI document that any other tool reads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml
from adwright.build import read, read_document
from adwright.bundle.document import bundle
from adwright.cli import app
from adwright.config import Target, find_config, one_off
from adwright.document.printing import to_json, to_yaml
from adwright.document.text.yaml12 import YamlSource
from adwright.extensions.every import NAMES
from adwright.ir.api import Api
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from typer.testing import CliRunner

ROOT = Path(__file__).parents[1]
TARGETS = find_config(ROOT).targets


def bundled(folder: Path, spec: str, files: Mapping[str, str] | None = None) -> dict[str, Any]:
    """A spec (what every document has may be left out) as one plain document, valid OpenAPI 3.1."""
    for name, text in (files or {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(dedent(text), "utf-8")
    text = dedent(spec)
    if "openapi:" not in text:
        text = "openapi: 3.1.0\n" + text
    file = folder / "openapi.yaml"
    file.write_text("info: {title: Pets, version: '1'}\n" + text, "utf-8")
    document, _ = read_document(one_off(file, folder, "pets", None))
    plain = bundle(document).root
    assert [error.message for error in OpenAPIV31SpecValidator(plain).iter_errors()] == []
    return plain


def walk(tree: Any) -> Iterator[tuple[str, Any]]:
    """Every member of every object."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield key, value
            yield from walk(value)
    elif isinstance(tree, list):
        for item in tree:
            yield from walk(item)


def accepts(plain: dict[str, Any], name: str, value: Any) -> bool:
    """Whether a schema of a bundle accepts a value."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": plain["components"]}
    return Draft202012Validator(schema).is_valid(value)


PET = """
paths:
  /pets:
    post:
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
      responses:
        '201':
          description: The pet.
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
  /pets/{id}:
    patch:
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}, x-source: manual#Pets}
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
      responses: {'204': {description: Done.}}
components:
  schemas:
    Pet:
      type: object
      description: A pet.
      x-source: manual#Pets
      required: [id]
      properties:
        id: {type: integer, readOnly: true, x-access: {create: never, update: never}}
        name: {type: string, x-access: {create: required, update: optional}}
        kind: {type: string, enum: [cat, dog], x-access: {create: required, update: never}}
        leash: {type: boolean, x-access: {create: optional, update: optional}}
        owner: {$ref: '#/components/schemas/Owner', x-access: {create: optional, update: optional}}
      allOf:
        - x-rule: {id: pet-leash-dog, says: leash is only valid when kind is dog.}
          if: {required: [kind], properties: {kind: {not: {const: dog}}}}
          then: {properties: {leash: false}}
      x-warn:
        - x-rule: {id: pet-rex, says: owner is ignored when name is Rex.}
          if: {required: [name], properties: {name: {const: Rex}}}
          then: {properties: {owner: false}}
    Owner:
      type: object
      properties:
        name: {type: string, x-access: {create: required, update: required}}
        since: {type: string, readOnly: true, x-access: {create: never, update: never}}
"""


def test_a_schema_with_access_becomes_three(tmp_path: Path) -> None:
    """What a server returns, what may be sent to create, what may be sent to update."""
    schemas = bundled(tmp_path, PET)["components"]["schemas"]
    assert [*schemas] == ["Owner", "OwnerCreate", "OwnerUpdate", "Pet", "PetCreate", "PetUpdate"]
    assert [*schemas["Pet"]["properties"]] == ["id", "name", "kind", "leash", "owner"]
    assert schemas["Pet"]["required"] == ["id"]
    assert "additionalProperties" not in schemas["Pet"]
    create, update = schemas["PetCreate"], schemas["PetUpdate"]
    assert [*create["properties"]] == ["name", "kind", "leash", "owner"]
    assert create["required"] == ["name", "kind"]
    assert create["properties"]["owner"] == {"$ref": "#/components/schemas/OwnerCreate"}
    assert create["description"] == "A pet."
    assert [*update["properties"]] == ["name", "leash", "owner"]
    assert "required" not in update
    assert update["properties"]["owner"] == {"$ref": "#/components/schemas/OwnerUpdate"}


def test_views_are_what_travels_in_their_direction(tmp_path: Path) -> None:
    """POST takes the create view, PATCH the update view, a reply is the schema itself."""
    paths = bundled(tmp_path, PET)["paths"]

    def schema(owner: dict[str, Any]) -> str:
        name: str = owner["content"]["application/json"]["schema"]["$ref"]
        return name.rpartition("/")[2]

    assert schema(paths["/pets"]["post"]["requestBody"]) == "PetCreate"
    assert schema(paths["/pets"]["post"]["responses"]["201"]) == "Pet"
    assert schema(paths["/pets/{id}"]["patch"]["requestBody"]) == "PetUpdate"


def test_rules_hold_for_what_is_sent_and_never_for_replies(tmp_path: Path) -> None:
    """They are plain JSON Schema; id and sentence are a comment; warnings are gone."""
    plain = bundled(tmp_path, PET)
    cat = {"name": "Tom", "kind": "cat"}
    assert accepts(plain, "PetCreate", cat)
    assert not accepts(plain, "PetCreate", {**cat, "leash": True})
    assert accepts(plain, "Pet", {"id": 1, **cat, "leash": True})
    assert accepts(plain, "PetCreate", {**cat, "name": "Rex", "owner": {"name": "Ann"}})
    [rule] = plain["components"]["schemas"]["PetCreate"]["allOf"]
    assert rule["$comment"] == "pet-leash-dog: leash is only valid when kind is dog."


def test_a_sent_object_has_no_unknown_properties(tmp_path: Path) -> None:
    """As the client refuses them, too."""
    plain = bundled(tmp_path, PET)
    assert not accepts(plain, "PetCreate", {"name": "Tom", "kind": "cat", "color": "red"})
    assert not accepts(plain, "PetUpdate", {"owner": {"name": "Ann", "since": "2020"}})
    assert accepts(plain, "Pet", {"id": 1, "color": "red"})


def test_views_of_composed_schemas_are_whole(tmp_path: Path) -> None:
    """What `allOf` puts together, rules among it, is one object that refuses other properties."""
    plain = bundled(
        tmp_path,
        """
        paths:
          /dogs:
            post:
              requestBody:
                content: {application/json: {schema: {$ref: '#/components/schemas/Dog'}}}
              responses: {'204': {description: Done.}}
        components:
          schemas:
            Dog:
              allOf:
                - $ref: '#/components/schemas/Animal'
                - type: object
                  properties:
                    tag: {type: string, x-access: {create: required, update: optional}}
            Animal:
              type: object
              minProperties: 2
              properties:
                name: {type: string, x-access: {create: optional, update: optional}}
                nick: {type: string, x-access: {create: optional, update: optional}}
                id: {type: integer, readOnly: true, x-access: {create: never, update: never}}
              allOf:
                - x-rule: {id: animal-nick, says: nick needs name.}
                  dependentRequired: {nick: [name]}
        """,
    )
    assert accepts(plain, "DogCreate", {"tag": "a", "name": "Rex"})
    assert not accepts(plain, "DogCreate", {"tag": "a", "id": 5})
    assert not accepts(plain, "DogCreate", {"name": "Rex", "nick": "R"}), "tag is required"
    assert not accepts(plain, "DogCreate", {"tag": "a", "nick": "R"}), "the rule holds"
    assert not accepts(plain, "DogCreate", {"tag": "a"}), "minProperties holds"


def test_files_become_components(tmp_path: Path) -> None:
    """A name that two files have is given to one of them, path items are written out."""
    files = {
        "pets.yaml": """
            paths:
              /pets:
                parameters: [{$ref: 'shared/parts.yaml#/components/parameters/Page'}]
                get:
                  responses:
                    '200':
                      description: Pets.
                      content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}
            components:
              schemas:
                Item: {type: array, items: {$ref: 'shared/parts.yaml#/components/schemas/Item'}}
            """,
        "shared/parts.yaml": """
            components:
              parameters:
                Page: {name: page, in: query, schema: {type: integer}}
              schemas:
                Item: {type: object, properties: {parent: {$ref: '#/components/schemas/Item'}}}
            """,
    }
    plain = bundled(tmp_path, "paths: {/pets: {$ref: 'pets.yaml#/paths/~1pets'}}", files)
    schemas = plain["components"]["schemas"]
    assert [*schemas] == ["Item", "Item_2"]
    assert schemas["Item"] == {"type": "array", "items": {"$ref": "#/components/schemas/Item_2"}}
    parent = {"parent": {"$ref": "#/components/schemas/Item_2"}}
    assert schemas["Item_2"] == {"type": "object", "properties": parent}
    item = plain["paths"]["/pets"]
    assert item["parameters"] == [{"$ref": "#/components/parameters/Page"}]
    assert [*plain["components"]] == ["parameters", "schemas"]


def test_an_authors_name_is_never_taken_by_a_view(tmp_path: Path) -> None:
    """`PetCreate` of the author stays; the view steps aside."""
    spec = PET + "    PetCreate: {type: string, description: Of the author.}\n"
    schemas = bundled(tmp_path, spec)["components"]["schemas"]
    assert schemas["PetCreate"]["description"] == "Of the author."
    assert schemas["PetCreate_2"]["required"] == ["name", "kind"]


def test_what_is_the_same_both_ways_is_one_component(tmp_path: Path) -> None:
    """Without access and rules a schema stays as it is; with rules the request is another one."""
    plain = bundled(
        tmp_path,
        """
        paths:
          /notes:
            put:
              requestBody:
                content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}
              responses:
                '200':
                  description: The note.
                  content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}
            post:
              requestBody:
                content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}
              responses: {'204': {description: Done.}}
        components:
          schemas:
            Note:
              type: object
              properties:
                lines: {type: array, items: {$ref: '#/components/schemas/Line'}}
                span: {$ref: '#/components/schemas/Span'}
            Line: {type: object, properties: {text: {type: string}}}
            Span:
              type: object
              properties: {from: {type: integer}, to: {type: integer}}
              allOf:
                - x-rule: {id: span-to-from, says: to needs from.}
                  dependentRequired: {to: [from]}
        """,
    )
    schemas = plain["components"]["schemas"]
    assert [*schemas] == ["Line", "Note", "NoteRequest", "Span", "SpanRequest"]
    assert "allOf" not in schemas["Span"]
    assert not accepts(plain, "NoteRequest", {"span": {"to": 5}})
    assert accepts(plain, "Note", {"span": {"to": 5}})


def test_what_older_tools_overlook_is_said_otherwise(tmp_path: Path) -> None:
    """Beside a `$ref` stay words only; constraints move into an `allOf`."""
    plain = bundled(
        tmp_path,
        """
        components:
          schemas:
            Id: {type: integer}
            Pet:
              type: object
              properties:
                id: {$ref: '#/components/schemas/Id', description: The id., deprecated: true}
                father: {$ref: '#/components/schemas/Id', minimum: 1, description: Its id.}
        """,
    )
    ref = {"$ref": "#/components/schemas/Id"}
    properties = plain["components"]["schemas"]["Pet"]["properties"]
    assert properties["id"] == {**ref, "description": "The id.", "deprecated": True}
    assert properties["father"] == {"minimum": 1, "description": "Its id.", "allOf": [ref]}


def test_discriminators_name_their_schemas(tmp_path: Path) -> None:
    """A value still means the schema it meant, although a view has another name."""
    access = "x-access: {create: required, update: required}"
    plain = bundled(
        tmp_path,
        f"""
        paths:
          /pets:
            post:
              requestBody:
                content:
                  application/json:
                    schema:
                      oneOf: [{{$ref: '#/components/schemas/cat'}}, {{$ref: '#/components/schemas/dog'}}]
                      discriminator: {{propertyName: kind, mapping: {{hound: dog}}}}
              responses: {{'204': {{description: Done.}}}}
        components:
          schemas:
            cat: {{type: object, properties: {{kind: {{type: string, {access}}}}}}}
            dog: {{type: object, properties: {{kind: {{type: string, {access}}}}}}}
        """,
    )
    content = plain["paths"]["/pets"]["post"]["requestBody"]["content"]
    assert content["application/json"]["schema"]["discriminator"]["mapping"] == {
        "hound": "#/components/schemas/dogCreate",
        "cat": "#/components/schemas/catCreate",
    }


def test_what_a_server_sends_us_is_a_reply(tmp_path: Path) -> None:
    """In callbacks and webhooks it is the server that sends."""
    plain = bundled(
        tmp_path,
        """
        webhooks:
          petBorn: {$ref: '#/components/pathItems/Born'}
        paths:
          /pets:
            post:
              callbacks:
                born:
                  '{$request.query.url}': {$ref: '#/components/pathItems/Born'}
              responses: {'204': {description: Done.}}
        components:
          pathItems:
            Born:
              post:
                requestBody:
                  content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
                responses: {'204': {description: Thanks.}}
          schemas:
            Pet:
              type: object
              properties:
                id: {type: integer, readOnly: true, x-access: {create: never, update: never}}
        """,
    )
    assert [*plain["components"]["schemas"]] == ["Pet"]
    call = plain["paths"]["/pets"]["post"]["callbacks"]["born"]["{$request.query.url}"]
    content = call["post"]["requestBody"]["content"]
    assert content["application/json"]["schema"] == {"$ref": "#/components/schemas/Pet"}
    assert plain["webhooks"]["petBorn"] == call


def test_extensions_of_others_stay(tmp_path: Path) -> None:
    """Ours go; a foreign one goes only if it refers to a file, which is not there any more."""
    plain = bundled(
        tmp_path,
        """
        servers: [{url: 'https://pets.example', x-environment: production, x-region: eu}]
        x-logo: {url: logo.png}
        x-more: {$ref: 'more.yaml#/more'}
        paths:
          /pets:
            get:
              operationId: pets.list
              x-source: manual#Pets
              x-retry-safe: true
              x-internal: true
              responses: {'204': {description: Done., x-note: Ours.}}
        """,
        {"more.yaml": "more: {a: 1}\n"},
    )
    assert plain["x-logo"] == {"url": "logo.png"}
    assert "x-more" not in plain
    assert plain["servers"] == [{"url": "https://pets.example", "x-region": "eu"}]
    operation = plain["paths"]["/pets"]["get"]
    assert operation["x-internal"] is True
    assert {*operation} == {"operationId", "x-internal", "responses"}


def test_names_and_data_that_look_like_keywords_are_left_alone(tmp_path: Path) -> None:
    """A property called `x-note` or `$ref` is a property, an example is data."""
    plain = bundled(
        tmp_path,
        """
        components:
          schemas:
            Odd:
              type: object
              properties:
                x-note: {type: string}
                default: {type: string}
              example: {x-note: a, x-source: b, $ref: c}
        """,
    )
    odd = plain["components"]["schemas"]["Odd"]
    assert {*odd["properties"]} == {"x-note", "default"}
    assert odd["example"] == {"x-note": "a", "x-source": "b", "$ref": "c"}


def test_older_documents_come_out_as_3_1(tmp_path: Path) -> None:
    """3.0's nullable is a type of 3.1."""
    plain = bundled(
        tmp_path,
        """
        openapi: 3.0.3
        paths: {}
        components: {schemas: {Name: {type: string, nullable: true}}}
        """,
    )
    assert plain["openapi"].startswith("3.1")
    assert plain["components"]["schemas"]["Name"] == {"type": ["string", "null"]}


def test_what_the_upgrade_of_swagger_2_notes_for_clients_is_not_printed(tmp_path: Path) -> None:
    spec = tmp_path / "swagger.yaml"
    spec.write_text(
        dedent("""
        swagger: '2.0'
        info: {title: Pets, version: '1'}
        paths:
          /pets:
            get:
              parameters: [{name: ids, in: query, type: array, items: {type: string}, collectionFormat: tsv}]
              responses: {'204': {description: None.}}
        """),
        "utf-8",
    )
    document, _ = read_document(one_off(spec, tmp_path, "pets", None))
    assert [key for key, _ in walk(bundle(document).root) if key.startswith("x-")] == []


# -- the specs of this repository --------------------------------------------------------------


@pytest.fixture(scope="module", params=TARGETS, ids=lambda target: target.name)
def ours(request: pytest.FixtureRequest) -> tuple[Api, dict[str, Any]]:
    """One of our specs: its Api and its bundle."""
    target: Target = request.param
    document, reading, _ = read(target)
    return reading.api, bundle(document).root


def test_our_bundles_are_valid_and_plain(ours: tuple[Api, dict[str, Any]]) -> None:
    """No finding of the validator, no extension, every reference leads somewhere."""
    _, plain = ours
    assert [error.message for error in OpenAPIV31SpecValidator(plain).iter_errors()] == []
    for key, value in walk(plain):
        assert key not in NAMES
        assert not key.startswith("x-adwright")
        if key == "$ref":
            _, section, name = value.removeprefix("#/").split("/")
            assert name in plain["components"][section]


def test_views_are_those_of_the_client(ours: tuple[Api, dict[str, Any]]) -> None:
    """Each class for creating or updating is a schema of that name, with the same keys required."""
    api, plain = ours
    schemas = plain["components"]["schemas"]
    views = [each for each in api.params if each.view in ("create", "update")]
    assert views or all(each.view in ("both", "params") for each in api.params)
    for view in views:
        schema = schemas[view.name]
        assert [*schema["properties"]] == [field.wire.raw for field in view.fields]
        required = [field.wire.raw for field in view.fields if field.required]
        assert schema.get("required", []) == required
        assert schema["additionalProperties"] is False or view.extra is not None


def test_both_formats_say_the_same(ours: tuple[Api, dict[str, Any]]) -> None:
    """JSON, and YAML read under the rules of either version."""
    _, plain = ours
    assert json.loads(to_json(plain)) == plain
    text = to_yaml(plain)
    assert yaml.safe_load(text) == plain
    assert YamlSource("openapi.yaml", text).data == plain


_TRICKY = """on|no|~|null|1e3|0o17|0x1F|1_000|12:30:45|2024-01-01|=|<<|- a|a: b|#a| a|a |.5|+.5|1.|'|"|%a|@a"""
_TEXTS = st.sampled_from([*_TRICKY.split("|"), "", "a\nb\n", "a\n\n", "\n", "\ta\n", " a\nb"])
_KEYS = st.text(max_size=5).filter(str.isprintable) | _TEXTS.filter(str.isprintable)
_PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=8,
)


@given(_PLAIN)
def test_any_text_survives_yaml(value: Any) -> None:
    """Strings that look like something else are quoted, for readers of YAML 1.1 and of 1.2."""
    text = to_yaml({"value": value})
    assert yaml.safe_load(text) == {"value": value}
    assert YamlSource("any.yaml", text).data == {"value": value}


# -- the command -------------------------------------------------------------------------------


def run(*arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of `adwright bundle`."""
    result = CliRunner().invoke(app, ["bundle", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_a_configured_client_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As YAML, or as JSON."""
    monkeypatch.chdir(ROOT)
    code, out, err = run("clearline")
    assert (code, err) == (0, "")
    as_json = run("clearline", "--format", "json")
    assert json.loads(as_json[1]) == yaml.safe_load(out)


def test_the_suffix_of_the_output_is_its_format(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Folders on the way are made; nothing is printed."""
    monkeypatch.chdir(ROOT)
    as_json, as_yaml = tmp_path / "a" / "pets.json", tmp_path / "pets.yaml"
    assert run("iqm", "--output", str(as_json)) == (0, "", "")
    assert run("--spec", "specs/iqm/openapi.yaml", "--output", str(as_yaml)) == (0, "", "")
    assert json.loads(as_json.read_text("utf-8")) == yaml.safe_load(as_yaml.read_text("utf-8"))


@pytest.mark.parametrize(
    "arguments", [[], ["unknown"], ["iqm", "--spec", "x.yaml"], ["--spec", "missing.yaml"]]
)
def test_wrong_usage(monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    """Exit 2, with a sentence."""
    monkeypatch.chdir(ROOT)
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("adwright: ")


def test_a_spec_that_cannot_be_read(tmp_path: Path) -> None:
    """Exit 3, with the place."""
    spec = tmp_path / "openapi.yaml"
    spec.write_text("openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\npaths: []\n")
    code, out, err = run("--spec", str(spec))
    assert (code, out) == (3, "")
    assert f"{spec}:3:1: /paths: expected an object" in err
