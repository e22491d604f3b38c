"""Documents that are formally wrong and harmless: a client all the same, and a warning at the line."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from support import Package, build_spec

HEAD = (
    "openapi: 3.1.0\ninfo: {title: t, version: '1'}\nservers: [{url: 'https://api.example.com'}]\n"
)
ONE = "paths:\n  /a:\n    get:\n      operationId: a\n      responses:\n        '200':\n          description: ok\n"
JSON = "          content:\n            application/json:\n              schema: "


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        (
            "{type: integer, default: five}",
            ":13:.*/paths/~1a/.*the default is a string, not integer",
        ),
        ("{type: object, required: [a, a]}", ":13:.*'a' is required twice"),
        (
            "{properties: {a: {}}, required: [[], b]}",
            ":13:.*a required name is an array, not a string",
        ),
        ("{oneOf: []}", ":13:.*an empty oneOf"),
        ("null", ":13:.*found null"),
        ("{type: string, minLength: -1}", ":13:.*minLength cannot be -1"),
        (
            "{type: array, minItems: 0, maxItems: 9999999999999999999999}",
            ":13:.*maxItems cannot be 9999999999999999999999",
        ),
        ("{type: number, multipleOf: 0}", ":13:.*multipleOf cannot be 0"),
    ],
)
def test_odd_schemas_are_read_as_far_as_they_go(tmp_path: Path, schema: str, said: str) -> None:
    spec = tmp_path / "spec.yaml"
    spec.write_text(HEAD + ONE + JSON + schema + "\n")
    built = build_spec(spec)
    assert "def a(" in built.files["sample/client.py"]
    assert any(re.search(said, str(warning)) for warning in built.warnings), built.warnings


Generate = Callable[..., Package]

TWICE = """
paths:
  /a: {get: {operationId: same, tags: [t], responses: {'204': {description: '-'}}}}
  /b: {get: {operationId: same, tags: [t], responses: {'204': {description: '-'}}}}
  /c: {get: {tags: [t], responses: {'204': {description: '-'}}}}
  /d: {get: {tags: [t]}}
  /e: {$ref: '#/components/pathItems/E'}
  /f: {$ref: '#/components/pathItems/E'}
components:
  pathItems:
    E: {get: {operationId: shared, tags: [t], responses: {'204': {description: '-'}}}}
"""


def test_every_operation_is_reachable(generate: Generate) -> None:
    package = generate(TWICE)
    resource = package.client().t
    package.server.play((204, None))
    names = [name for name in vars(type(resource)) if not name.startswith("_")]
    for name in names:
        getattr(resource, name)()
    assert sorted(sent.path for sent in package.sent) == ["/a", "/b", "/c", "/d", "/e", "/f"]
    assert any("same" in warning for warning in package.warnings)


NEW = """
openapi: 3.2.0
paths:
  /a:
    query: {operationId: look, tags: [t], responses: {'204': {description: '-'}}}
    additionalOperations:
      PURGE: {operationId: purge, tags: [t], responses: {'204': {description: '-'}}}
      "BAD METHOD": {operationId: bad, tags: [t], responses: {'204': {description: '-'}}}
    get:
      operationId: find
      tags: [t]
      parameters:
        - name: all
          in: querystring
          content:
            application/x-www-form-urlencoded:
              schema: {type: object, properties: {a: {type: string}, b: {type: array, items: {type: integer}}}}
      responses:
        '200': {content: {application/json: {$ref: '#/components/mediaTypes/Word'}}}
components:
  mediaTypes:
    Word: {schema: {type: string}}
"""


def test_openapi_3_2(generate: Generate) -> None:
    package = generate(NEW)
    package.server.play((204, None))
    assert package.send("t.look").method == "QUERY"
    assert package.send("t.purge").method == "PURGE"
    package.server.play((200, "word"))
    assert package.call("t.find", all={"a": "x", "b": [1, 2]}) == "word"
    assert package.sent[-1].query == (("a", "x"), ("b", "1"), ("b", "2"))


EVENTS = """
paths:
  /events:
    get:
      operationId: listen
      tags: [t]
      responses:
        '200':
          content:
            text/event-stream:
              itemSchema:
                type: object
                properties:
                  event: {type: string}
                  data: {type: string, contentSchema: {$ref: '#/components/schemas/Tick'}}
  /lines:
    get:
      operationId: lines
      tags: [t]
      responses:
        '200':
          content: {application/x-ndjson: {schema: {type: array, items: {$ref: '#/components/schemas/Tick'}}}}
components:
  schemas:
    Tick: {type: object, required: [n], properties: {n: {type: integer}}}
"""


def test_streams_give_what_the_events_carry(generate: Generate) -> None:
    import httpx

    package = generate(EVENTS)
    head = {"content-type": "text/event-stream"}
    package.server.play(
        httpx.Response(200, headers=head, content=b'data: {"n": 1}\n\ndata: {"n": 2}\n\n')
    )
    assert [tick.n for tick in package.client().t.listen()] == [1, 2]
    head = {"content-type": "application/x-ndjson"}
    package.server.play(httpx.Response(200, headers=head, content=b'{"n": 1}\n{"n": 2}\n'))
    assert [tick.n for tick in package.client().t.lines()] == [1, 2]


REFERRED = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"allOf": REFERRED}, "allOf is read as a list of this one member"),
        ({"oneOf": REFERRED}, "oneOf is read as a list of this one member"),
        ({"allOf": {"3": REFERRED}}, "allOf is an object with positions"),
        ({"anyOf": {"0": REFERRED, "1": {"type": "string"}}}, "anyOf is an object with positions"),
    ],
)
def test_an_object_where_a_list_of_schemas_should_be(
    generate: Generate, schema: object, said: str
) -> None:
    content = {"application/json": {"schema": schema}}
    get = {"operationId": "look", "responses": {"200": {"description": "-", "content": content}}}
    package = generate({"paths": {"/a": {"get": get}}})
    assert any(said in warning for warning in package.warnings), package.warnings
    package.server.play((200, {"n": 1}))
    assert package.call("look").n == 1


def test_a_reference_to_a_position_of_such_an_object_holds(generate: Generate) -> None:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/B/allOf/3"}}}
    get = {"operationId": "look", "responses": {"200": {"description": "-", "content": content}}}
    schemas = {"B": {"allOf": {"3": REFERRED}}}
    package = generate({"paths": {"/a": {"get": get}}, "components": {"schemas": schemas}})
    package.server.play((200, {"n": 1}))
    assert package.call("look").n == 1


BARE = """
paths:
  /a:
    parameters: {name: q, in: query, schema: {type: string}}
    get:
      operationId: look
      tags: things
      security: {key: []}
      responses: {'204': {description: '-'}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: x-key}}
"""


def test_an_only_member_without_its_list(generate: Generate) -> None:
    package = generate(BARE)
    package.server.play((204, None))
    client = package.client(api_key="k")
    client.things.look(q="x")
    assert package.sent[-1].query == (("q", "x"),)
    assert package.sent[-1].headers["x-key"] == "k"
    for key in ("parameters", "tags", "security"):
        assert any(f"{key} is read as a list" in warning for warning in package.warnings)


def test_a_list_that_is_no_list_at_all_is_refused(generate: Generate) -> None:
    from adwright.problems import SpecError

    gaps = {"oneOf": {"0": {"type": "string"}, "7": {"type": "integer"}}}
    names = {"anyOf": {"first": {"type": "string"}}}
    schemas = {"A": {"oneOf": "text"}, "B": gaps, "C": names}
    with pytest.raises(SpecError) as caught:
        generate({"paths": {}, "components": {"schemas": schemas}})
    said = sorted(str(problem).split(": ", 1)[1] for problem in caught.value.problems)
    assert said == [
        "/components/schemas/A/oneOf: expected an array, found a string (write a list: `[...]`) [wrong-type]",
        "/components/schemas/B/oneOf: expected an array, found an object (begin each member with `- `) [wrong-type]",
        "/components/schemas/C/anyOf: expected an array, found an object (begin each member with `- `) [wrong-type]",
    ]


def test_a_list_around_the_schema_of_items_is_taken_away(generate: Generate) -> None:
    sample = generate("""
openapi: 3.0.3
paths:
  /a:
    post:
      operationId: add
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {
        one: {type: array, items: [{$ref: '#/components/schemas/Part'}]},
        pair: {type: array, items: [{type: string}, {type: integer}], additionalItems: false},
        none: {type: array, items: []}}}}}}
      responses: {'204': {description: '-'}}
components: {schemas: {Part: {type: object, properties: {size: {type: integer}}}}}
""")
    assert sum("items is a list" in each for each in sample.warnings) == 3
    text = sample.text("client.py")
    assert "one: Sequence[PartParams]" in text
    assert "pair: Sequence[str | int]" in text
    given = {"one": [{"size": 1}, {"size": 2}], "pair": ["a", 1], "none": [1, "a"]}
    sample.server.play((204, None))
    assert sample.send("add", **given).json == given
    for wrong in ({"one": [{"size": "x"}]}, {"pair": [1]}, {"pair": ["a", 1, 2]}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            sample.call("add", **wrong)


def test_where_nothing_was_written_nothing_is_said(generate: Generate) -> None:
    sample = generate("""
info:
servers: [{url: 'https://api.example.com'}]
components:
tags:
security:
paths:
  parameters: [{name: x, in: query, schema: {}}]
  /a:
    parameters:
    get:
      operationId: look
      parameters:
        - {name: q, in: query, schema: {type: object, properties:, additionalProperties: {type: string}}}
        - {in: query, schema: {type: string}}
        - {name: lost, schema: {type: string}}
      requestBody:
      responses: {'204': {description: '-', content:, headers:}}
""")
    told = [each.partition(": /")[2] for each in sample.warnings]
    assert sum("is null; it is read as left out" in each for each in told) == 9
    assert sum("the parameter is left out" in each for each in told) == 2
    assert sum("'parameters' is no path and is left out" in each for each in told) == 1
    sample.server.play((204, None))
    assert sample.send("look", q={"a": "b"}).query == (("a", "b"),)


def test_a_whole_query_may_lack_a_name(generate: Generate) -> None:
    sample = generate("""
openapi: 3.2.0
paths:
  /a:
    get:
      operationId: look
      parameters:
        - in: querystring
          content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {a: {type: integer}}}}}
      responses: {'204': {description: '-'}}
""")
    (told,) = sample.warnings
    assert "'querystring' is taken" in told
    sample.server.play((204, None))
    assert sample.send("look", querystring={"a": 1}).query == (("a", "1"),)


def test_null_beside_other_types_is_one_of_them(generate: Generate) -> None:
    sample = generate("""
paths:
  /a:
    post:
      operationId: add
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [at], properties: {
        at: {type: 'null', oneOf: [{type: number}, {type: boolean}]}}}}}}
      responses: {'200': {description: '-', content: {application/json: {schema: {type: object, properties: {
        at: {type: 'null', anyOf: [{type: number}, {type: boolean}]}}}}}}}
""")
    assert sum("nothing is both null and one of these" in each for each in sample.warnings) == 2
    for value in (1.5, True, None):
        sample.server.play({"at": value})
        assert sample.call("add", value, settings={"strict": True}).at == value
        assert sample.sent[-1].json == {"at": value}
    with pytest.raises(ValueError, match="at"):
        sample.call("add", "x")
