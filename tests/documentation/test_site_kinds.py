"""What a site tells of documents of all kinds: examples of unusual requests, and nothing where there is nothing."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from adwright.build import build
from adwright.config import one_off
from adwright.ir.text import Text
from adwright.site.facts import read_client
from adwright.site.pages import MOST_CLASSES, MOST_IN_A_PIECE, Site, pages_of
from support import write_files, write_spec

from .examples import SECRET, Echo, Recorder, examples_in

KINDS = """
servers: [{url: 'https://api.example.com/v{major}', variables: {major: {default: '2'}}}]
security: [{user: []}]
paths:
  /things/{id}/{colours}:
    get:
      operationId: things.find
      tags: [things]
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer, maximum: -5, minimum: -5}}
        - {name: colours, in: path, required: true, style: matrix, explode: true,
           schema: {type: array, minItems: 2, items: {type: string, enum: [red, "dark blue", 'it''s']}}}
        - {name: filter, in: query, required: true, style: deepObject, explode: true, schema: {type: object,
           required: [kind], properties: {kind: {type: string, enum: ['a&b$c']}, max: {type: number}}}}
        - {name: X-Trace, in: header, required: true, schema: {type: string, enum: ['$HOME "x"']}}
        - {name: flavour, in: cookie, required: true, schema: {type: string, enum: [mint]}}
        - {name: whole, in: query, required: true, content: {application/json: {schema: {type: object,
           required: [deep], properties: {deep: {type: [string, 'null'], enum: [null]}}}}}}
      responses: {'200': {description: Found., content: {application/json: {schema: {type: object}}}}}
    head: {operationId: things.probe, tags: [things], responses: {'200': {description: There.}}, parameters: [
        {name: id, in: path, required: true, schema: {type: integer}},
        {name: colours, in: path, required: true, schema: {type: string}}]}
  /things:
    post:
      operationId: things.add
      tags: [things]
      x-idempotency-key: Idempotency-Key
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [size, parts, note],
        properties: {size: {type: object, required: [width],
          properties: {width: {type: integer}, unit: {type: string}}},
        parts: {type: array, minItems: 1, items: {type: object, properties: {name: {type: string}}}},
        note: {type: 'null'}, isNew: {type: boolean}}}}}}
      responses: {'201': {description: Added., content: {application/json: {schema: {type: object}}}}}
    put:
      operationId: things.replace
      tags: [things]
      requestBody: {required: true, content: {application/json: {schema: {type: array, minItems: 1,
        items: {type: object, required: [q], properties: {q: {type: string, enum: ["it's \\"so\\"\\nand so"]}}}}}}}
      responses: {'204': {description: Done.}}
    patch:
      operationId: things.merge
      tags: [things]
      requestBody: {required: true, content: {application/x-www-form-urlencoded: {schema: {type: object,
        required: [words], properties: {words: {type: string, enum: ['a b&c']}, n: {type: integer}}}}}}
      responses: {'204': {description: Done.}}
  /photos:
    post:
      operationId: photos.upload
      tags: [photos]
      requestBody: {required: true, content: {multipart/form-data: {schema: {type: object,
        required: [photo, more, about, title], properties: {photo: {type: string, format: binary},
        more: {type: array, minItems: 1, items: {type: string, format: binary}},
        about: {type: object, required: [by], properties: {by: {type: string, enum: ['me; "you", @all']}}},
        title: {type: string, enum: ['@x; y']}}}}}}
      responses: {'204': {description: Kept.}}
    put:
      operationId: photos.raw
      tags: [photos]
      requestBody: {required: true, content: {image/png: {schema: {type: string, format: binary}}}}
      responses: {'204': {description: Kept.}}
    get:
      operationId: photos.watch
      tags: [photos]
      security: [{key: [], cookie: []}]
      responses: {'200': {description: What happens., content: {text/event-stream: {schema: {type: object}}}}}
  /größe: {get: {operationId: size, security: [], responses: {'204': {description: Up.}}}}
  /maybe: {get: {operationId: maybe, security: [{}, {key: []}], responses: {'204': {description: Up.}}}}
  /ping: {get: {operationId: ping, security: [], responses: {'204': {description: Up.}}}}
components:
  securitySchemes:
    user: {type: http, scheme: basic}
    key: {type: apiKey, in: query, name: api key}
    cookie: {type: apiKey, in: cookie, name: session}
"""


def pages_for(folder: Path, spec: str | dict[str, Any], *, cli: bool = False) -> dict[str, str]:
    """The pages of a site about one document."""
    target = one_off(write_spec(folder, spec), folder, "sample", "Sample", cli=cli)
    return {page.path: page.text for page in pages_of(Site(Text("Sample"), (read_client(target),)))}


def test_every_example_sends_the_same_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of parameters in all places, of bodies of all kinds, with text that means something to a shell."""
    target = one_off(write_spec(tmp_path, KINDS), tmp_path, "site_kinds", "Sample", cli=True)
    write_files(tmp_path, build(target).files)
    client = read_client(target)
    pages = {page.path: page.text for page in pages_of(Site(Text("Kinds"), (client,)))}
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    environment = dict.fromkeys(client.variables.values(), SECRET)
    for variable in environment:
        monkeypatch.setenv(variable, SECRET)
    package: Any = importlib.import_module("site_kinds")
    recorder = Recorder(
        package, importlib.import_module("site_kinds.testing"), monkeypatch, "Sample"
    )
    commands = importlib.import_module("site_kinds._runtime.cli.commands")
    found: dict[str, set[str]] = {}
    with Echo() as echo:
        for path, page in pages.items():
            for anchor, tabs in (
                examples_in(page) if re.search("resources/|client.md", path) else ()
            ):
                for name in re.findall(r'Path\("([^"]+)"\)', tabs["Python"]):
                    (tmp_path / name).write_bytes(b"\x00\xff of " + name.encode())
                sent = recorder.python(tabs["Python"])
                assert recorder.python(tabs["Python, async"]) == sent
                assert recorder.command(tabs["Command line"], package.Sample, commands) == sent
                assert echo.curl(tabs["cURL"], environment, tmp_path) == sent
                found[anchor] = {*tabs}
    assert {*found} == {
        "find",
        "probe",
        "add",
        "replace",
        "merge",
        "upload",
        "raw",
        "watch",
        "ping",
        "maybe",
        "size",
    }
    for name in [each for each in sys.modules if each.partition(".")[0] == "site_kinds"]:
        del sys.modules[name]


DOCUMENTED = """
paths:
  /pets/{id}:
    put:
      operationId: put
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}, EXAMPLE}}}
      responses: {'204': {description: Done.}}
components:
  schemas:
    Pet:
      type: object
      properties:
        givenName: {type: string, examples: [Rex]}
        fullAge: {type: integer}
        home: {type: object, properties: {postCode: {type: string}}}
"""


@pytest.mark.parametrize(
    ("example", "sent"),
    [
        (
            "example: {home: {postCode: '10115'}, givenName: Bello}",
            'given_name="Bello", home={"post_code": "10115"}',
        ),
        ("examples: {one: {value: {fullAge: 3}}, two: {value: {fullAge: 4}}}", "full_age=3"),
        ("example: {fullAge: old}", 'given_name="Rex", full_age=1'),
        ("examples: {}", 'given_name="Rex", full_age=1'),
    ],
    ids=["names of python", "the first one", "one that is refused", "only of a field"],
)
def test_examples_of_the_document_are_shown(tmp_path: Path, example: str, sent: str) -> None:
    """Where they may be sent; else samples, with the examples that fields have and the names of things as texts."""
    pages = pages_for(tmp_path, DOCUMENTED.replace("EXAMPLE", example))
    code = dict(examples_in(pages["sample/client.md"]))["put"]["Python"]
    call = re.sub(r",\s*\)", ")", re.sub(r"\(\s+", "(", " ".join(code.split())))
    assert f'client.put(id="id", {sent}' in call


def test_of_a_long_example_a_part_is_shown(tmp_path: Path) -> None:
    names = [f"f{number}" for number in range(20)]
    schema = {
        "type": "object",
        "required": ["f19"],
        "properties": {name: {"type": "string"} for name in names},
    }
    value = {**dict.fromkeys(names, "short"), "f0": "long " * 100}
    content = {"application/json": {"schema": schema, "example": value}}
    done = {"204": {"description": "Done."}}
    post = {"operationId": "add", "requestBody": {"content": content}, "responses": done}
    pages = pages_for(tmp_path, {"paths": {"/a": {"post": post}}})
    code = dict(examples_in(pages["sample/client.md"]))["add"]["Python"]
    assert re.findall(r"(\w+)=", code) == [*names[1:9], "f19"]


def test_a_document_without_server_and_names_of_variables(tmp_path: Path) -> None:
    spec = """
servers: []
security: [{key: []}]
paths: {/a: {get: {operationId: a, responses: {'200': {description: A., content: {application/json: {schema: {}}}}}}}}
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
"""
    pages = pages_for(tmp_path, spec)
    assert 'give its address as `base_url="https://..."`' in pages["sample/index.md"]
    code = dict(examples_in(pages["sample/client.md"]))["a"]
    assert [*code] == ["Python", "Python, async", "cURL"], "no command line, if the client has none"
    assert code["Python"] == (
        "import os\n\nfrom sample import Sample\n\n"
        'with Sample(api_key=os.environ["SAMPLE_API_KEY"], base_url="https://api.example.com") as client:\n'
        "    result = client.a()\n    print(result)"
    )
    assert '-H "x-key: $SAMPLE_API_KEY"' in code["cURL"]
    assert "sample/rules.md" not in pages
    assert "sample/models.md" not in pages
    assert "## Paging" not in pages["sample/index.md"]
    assert "## Command line" not in pages["sample/index.md"]


def test_many_classes_are_divided_and_links_to_them_stay(tmp_path: Path) -> None:
    def pages(count: int) -> dict[str, str]:
        names = [f"{letter}{number:03}" for number in range(count) for letter in ("Ant", "Bee")]
        refs = [{"$ref": f"#/components/schemas/{name}"} for name in names]
        object_ = {"type": "object", "properties": {"next": refs[0]}}

        def operation(name: str, schema: Any) -> Any:
            content = {"application/json": {"schema": schema}}
            answer = {"description": "It.", "content": content}
            return {"get": {"operationId": name, "responses": {"200": answer}}}

        paths = {"/one": operation("one", refs[1]), "/any": operation("any", {"anyOf": refs})}
        spec: Any = {"paths": paths, "components": {"schemas": dict.fromkeys(names, object_)}}
        return pages_for(tmp_path / str(count), spec)

    few, many, most = (pages(count) for count in (3, MOST_CLASSES // 2 + 1, MOST_IN_A_PIECE + 1))
    assert "## Bee001 { #Bee001 }" in few["sample/models.md"]
    assert "[`Bee000`](models.md#Bee000)" in few["sample/client.md"]
    assert "- [Bee001](models/b.md#Bee001){ #Bee001 }\n" in many["sample/models.md"]
    assert "## Bee001 { #Bee001 }" in many["sample/models/b.md"]
    assert "[`Ant000`](a.md#Ant000)" in many["sample/models/b.md"]
    assert "[`Bee000`](models/b.md#Bee000)" in many["sample/client.md"]
    last = f"Bee{MOST_IN_A_PIECE:03}"
    assert f"- [{last}](models/b2.md#{last}){{ #{last} }}\n" in most["sample/models.md"]
    assert f"## {last} {{ #{last} }}" in most["sample/models/b2.md"]


def test_rules_of_the_same_id_have_anchors_of_their_own(tmp_path: Path) -> None:
    def rule(says: str) -> str:
        return f"{{x-rule: {{id: 'one & only', says: {says}}}, if: {{required: [a]}}, then: {{required: [b]}}}}"

    def operation(name: str, says: str) -> str:
        fields = "properties: {a: {type: string}, b: {type: string}}"
        schema = f"{{type: object, {fields}, allOf: [{rule(says)}]}}"
        body = f"requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}"
        answers = "responses: {'204': {description: Done.}}"
        return f"\n  /{name}: {{post: {{operationId: {name}, {answers}, {body}}}}}"

    one, two = operation("first", "A needs b."), operation("second", "B is needed.")
    pages = pages_for(tmp_path, f"paths:{one}{two}")
    assert re.findall(r"^## (.*) \{ #(\S+) \.rule \}$", pages["sample/rules.md"], re.MULTILINE) == [
        ("one & only", "one-only"),
        ("one & only", "one-only-2"),
    ]
    assert "(rules.md#one-only-2)" in pages["sample/client.md"]


def test_what_a_service_sends_by_itself_has_a_page(tmp_path: Path) -> None:
    schema = "{type: object, title: Pet, properties: {name: {type: string}}}"
    body = f"requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}"
    answers = "responses: {'200': {description: Read.}}"
    pages = pages_for(
        tmp_path, f"webhooks: {{petBorn: {{post: {{summary: A pet is born, {body}, {answers}}}}}}}"
    )
    page = pages["sample/webhooks.md"]
    assert "from sample.webhooks import SignatureError, event, unwrap\n" in page
    entry = page.partition("\n## pet_born { #pet_born }\n")[2]
    assert "A pet is born" in entry
    assert re.search(r"Reads `petBorn` as \[`(\w+)`\]\(models.md#\1\)\.", entry)
    assert "0 operations, [webhooks](webhooks.md)" in pages["sample/index.md"]
    assert "## Operations" not in pages["sample/index.md"]
    assert '<a id="webhooks.pet_born"></a>' in pages["sample/reference.md"]


def test_all_values_of_a_long_enumeration_are_told(tmp_path: Path) -> None:
    values = [f"value{number}" for number in range(300)]
    schema = {"type": "object", "properties": {"kind": {"type": "string", "enum": values}}}
    done = {"description": "It.", "content": {"application/json": {"schema": schema}}}
    get = {"operationId": "get", "responses": {"200": done}}
    page = pages_for(tmp_path, {"paths": {"/a": {"get": get}}})["sample/enums.md"]
    assert re.findall(r'"(value\d+)"', page) == values


NAMES = """
paths:
  /a/{petId}:
    put:
      operationId: put
      parameters:
        - {name: petId, in: path, required: true, schema: {type: integer}}
        - {name: X-Trace, in: header, schema: {type: string}}
        - {name: flat, in: query, schema: {type: string}}
      requestBody: {content: {application/json: {schema: {type: object, properties: {givenName: {type: string}}}}}}
      responses: {'200': {description: It., content: {application/json: {schema: {type: object, properties: {fullAge: {
        type: integer}}}}}}}
    post:
      operationId: post
      parameters:
        - {name: petId, in: path, required: true, schema: {type: integer}}
      requestBody: {content: {
        application/json: {schema: {type: object, properties: {shortName: {type: string}}}},
        multipart/form-data: {schema: {type: object, properties: {theFile: {type: string, format: binary}}}}}}
      responses: {'204': {description: Done.}}
"""


def test_names_are_told_as_they_are_sent(tmp_path: Path) -> None:
    """Where they are others than in Python, so that a reader of the API's own words finds them."""
    pages = pages_for(tmp_path, NAMES)
    page = pages["sample/client.md"]
    for said in (
        "- `pet_id`: `int`, **required**, `petId` in the path.\n",
        "- `x_trace`: `str`, `X-Trace` in the headers.\n",
        "- `flat`: `str`.\n",
        "- `given_name`: `str`, `givenName` in JSON.\n",
        "- `short_name`: `str`, `shortName` in JSON.\n",
        ", `theFile` in the body.\n",
    ):
        assert said in page
    assert "- `full_age`: `int | None`, `fullAge` in JSON.\n" in pages["sample/models.md"]
    assert "- `given_name`: `str`, `givenName` in JSON.\n" in pages["sample/params.md"]


def test_members_of_any_name_are_told(tmp_path: Path) -> None:
    """Also of a type that nothing else has."""
    extra = "{type: array, items: {type: array, items: {type: boolean}}}"
    inner = f"{{type: object, properties: {{n: {{type: integer}}}}, additionalProperties: {extra}}}"
    schema = f"{{type: object, properties: {{inner: {inner}}}}}"
    body = f"{{content: {{application/json: {{schema: {schema}}}}}}}"
    pages = pages_for(
        tmp_path,
        f"paths: {{/a: {{post: {{operationId: a, requestBody: {body}, responses: {{'204': {{description: A.}}}}}}}}}}",
    )
    told = "- Members under other names: `Sequence[Sequence[bool]]`.\n"
    assert told in pages["sample/params.md"]
