"""The schemas that a package carries: what they take, what they refuse, what they are called."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from adwright.bundle.engine import Engine
from judges import judge, judge_schemas

ACCESS = """
Thing:
  type: object
  required: [id, kind, secret]
  properties:
    id: {type: integer, readOnly: true}
    kind: {type: string, x-access: {create: required, update: never}}
    name: {type: string, x-access: {create: optional, update: required}}
    secret: {type: string, writeOnly: true, x-access: {create: required, update: optional}}
"""


@pytest.mark.parametrize(
    ("method", "body", "taken"),
    [
        ("post", {"kind": "a", "secret": "s"}, True),
        ("post", {"kind": "a"}, False),
        ("post", {"kind": "a", "secret": "s", "id": 1}, False),
        ("patch", {"name": "n"}, True),
        ("patch", {}, False),
        ("patch", {"name": "n", "kind": "a"}, False),
    ],
)
def test_views(tmp_path: Path, method: str, body: Any, taken: bool) -> None:
    """What may not be sent is unknown, what must be sent is required."""
    assert judge_schemas(tmp_path, ACCESS, method).sends(body) is taken


def test_flags_of_the_standard(tmp_path: Path) -> None:
    """A required `writeOnly` is required in requests, a required `readOnly` in responses."""
    it = judge_schemas(
        tmp_path,
        """
        Thing:
          type: object
          required: [id, secret]
          properties: {id: {$ref: '#/components/schemas/Id'}, secret: {type: string, writeOnly: true}}
        Id: {type: integer, readOnly: true}
        """,
    )
    assert it.sends({"secret": "s"})
    assert not it.sends({})
    assert not it.sends({"id": 1, "secret": "s"})
    assert it.reads({"id": 1})
    assert not it.reads({})
    assert not it.reads({"id": 1, "secret": "s"})


def test_required_in_another_part_than_the_property(tmp_path: Path) -> None:
    """What is never sent is not required by a child that says so again."""
    it = judge_schemas(
        tmp_path,
        """
        Thing:
          allOf:
            - {$ref: '#/components/schemas/Base'}
            - {required: [id, name]}
        Base:
          type: object
          required: [id]
          properties: {id: {type: integer, readOnly: true}, name: {type: string}}
        """,
    )
    assert it.sends({"name": "a"})
    assert not it.sends({})
    assert not it.sends({"name": "a", "id": 1})
    assert it.reads({"name": "a", "id": 1})


CLOSED = {
    "properties": ("{properties: {a: {}}}", {"a": 1}, {"b": 1}),
    "reference": ("{$ref: '#/components/schemas/Other'}", {"x": 1}, {"b": 1}),
    "reference and properties": (
        "{$ref: '#/components/schemas/Other', properties: {a: {}}}",
        {"a": 1, "x": 1},
        {"b": 1},
    ),
    "allOf": (
        "{allOf: [{$ref: '#/components/schemas/Other'}, {properties: {a: {}}}]}",
        {"a": 1, "x": 1},
        {"a": 1, "x": 1, "b": 1},
    ),
    "anyOf": (
        "{properties: {a: {}}, anyOf: [{properties: {b: {}}}, {properties: {c: {}}}]}",
        {"a": 1, "b": 1, "c": 1},
        {"d": 1},
    ),
    "anyOf alone": (
        "{anyOf: [{properties: {b: {}}}, {properties: {c: {}}}]}",
        {"b": 1, "c": 1},
        {"d": 1},
    ),
    "then": (
        "{properties: {a: {}}, if: {required: [a]}, then: {properties: {b: {}}}}",
        {"a": 1, "b": 1},
        {"c": 1},
    ),
    "else": (
        "{properties: {a: {}}, if: {required: [a]}, else: {properties: {b: {}}}}",
        {"b": 1},
        {"c": 1},
    ),
    "dependentSchemas": (
        "{properties: {a: {}}, dependentSchemas: {a: {properties: {b: {}}}}}",
        {"a": 1, "b": 1},
        {"c": 1},
    ),
    "not": ("{properties: {a: {}}, not: {properties: {a: {const: 5}}}}", {"a": 1}, {"a": 5}),
    "if names nothing": (
        "{properties: {a: {}}, if: {properties: {b: {}}}}",
        {"a": 1},
        {"b": 1},
    ),
    "contains": (
        "{properties: {a: {contains: {properties: {k: {const: 1}}, required: [k]}}}}",
        {"a": [{"k": 1, "other": 2}]},
        {"a": [{"k": 2}]},
    ),
    "required without a schema": (
        "{properties: {a: {}}, required: [b]}",
        {"a": 1, "b": 1},
        {"b": 1, "c": 1},
    ),
    "closed by itself": (
        "{properties: {a: {}}, additionalProperties: false}",
        {"a": 1},
        {"b": 1},
    ),
    "null or an object": ("{type: [object, 'null'], properties: {a: {}}}", None, {"b": 1}),
    "in a list": (
        "{type: array, items: {properties: {a: {}}}}",
        [{"a": 1}],
        [{"b": 1}],
    ),
    "in a map": (
        "{type: object, additionalProperties: {properties: {a: {}}}}",
        {"k": {"a": 1}},
        {"k": {"b": 1}},
    ),
    "in a property": (
        "{properties: {p: {properties: {a: {}}}}}",
        {"p": {"a": 1}},
        {"p": {"b": 1}},
    ),
    "unevaluatedProperties": (
        "{allOf: [{properties: {a: {}}}], unevaluatedProperties: false}",
        {"a": 1},
        {"b": 1},
    ),
}


@pytest.mark.parametrize(("schema", "good", "bad"), [*CLOSED.values()], ids=[*CLOSED])
def test_objects_are_closed(tmp_path: Path, schema: str, good: Any, bad: Any) -> None:
    """An object that names its properties has no others, wherever it names them."""
    it = judge_schemas(tmp_path, f"Thing: {schema}\nOther: {{properties: {{x: {{}}}}}}\n")
    assert it.sends(good)
    assert not it.sends(bad)


@pytest.mark.parametrize(
    "schema",
    [
        "{properties: {a: {}}, additionalProperties: true}",
        "{properties: {a: {}}, additionalProperties: {type: integer}}",
        "{properties: {a: {}}, unevaluatedProperties: {type: integer}}",
        "{properties: {a: {}}, patternProperties: {'^b': {}}}",
        "{allOf: [{properties: {a: {}}}, {additionalProperties: true}]}",
        "{type: object}",
        "{}",
        "true",
    ],
)
def test_open_objects_stay_open(tmp_path: Path, schema: str) -> None:
    """What opens itself anywhere takes further members."""
    assert judge_schemas(tmp_path, f"Thing: {schema}").sends({"b": 1})


UNIONS = """
Thing:
  properties: {id: {type: integer}}
  oneOf:
    - $ref: '#/components/schemas/Cat'
    - $ref: '#/components/schemas/Dog'
Cat: {type: object, properties: {meow: {type: string}}, required: [meow]}
Dog: {type: object, properties: {bark: {type: string}}, required: [bark]}
"""


@pytest.mark.parametrize(
    ("body", "taken"),
    [
        ({"id": 1, "meow": "a"}, True),
        ({"bark": "a"}, True),
        ({"id": 1}, False),
        ({"meow": "a", "bark": "b"}, False),
        ({"meow": "a", "other": 1}, False),
        ({"id": "x", "meow": "a"}, False),
    ],
)
def test_members_of_one_of_know_what_stands_beside(tmp_path: Path, body: Any, taken: bool) -> None:
    """Each is closed, with the names of the whole."""
    assert judge_schemas(tmp_path, UNIONS).sends(body) is taken


TWO_UNIONS = """
Thing:
  allOf:
    - properties: {id: {type: integer}}
    - oneOf:
        - {$ref: '#/components/schemas/Cat'}
        - {properties: {bark: {type: string}, age: {type: integer}}}
    - $ref: '#/components/schemas/Size'
Cat: {type: object, properties: {meow: {type: string}}, required: [meow]}
Size:
  oneOf:
    - {properties: {big: {type: boolean}, age: {type: integer}}, required: [big]}
    - {properties: {smallSize: {type: boolean}}, required: [smallSize]}
"""


@pytest.mark.parametrize(
    ("body", "taken"),
    [
        ({"id": 1, "meow": "a", "big": True}, True),
        ({"bark": "a", "age": 1, "big": True}, True),
        ({"bark": "a", "smallSize": True}, True),
        ({"smallSize": True}, True),
        ({"meow": "a"}, False),
        ({"meow": "a", "bark": "b", "big": True}, False),
        ({"meow": "a", "big": True, "smallSize": True}, False),
        ({"meow": "a", "big": True, "age": "x"}, False),
        ({"meow": "a", "big": True, "other": 1}, False),
        ({"id": "x", "meow": "a", "big": True}, False),
    ],
)
def test_several_unions_know_of_each_other(tmp_path: Path, body: Any, taken: bool) -> None:
    """Each member is closed, with the names of the whole and of all other unions."""
    assert judge_schemas(tmp_path, TWO_UNIONS).sends(body) is taken


def test_several_unions_that_bring_the_same(tmp_path: Path) -> None:
    """No member can be closed then; the whole is."""
    it = judge_schemas(
        tmp_path,
        """
        Thing:
          allOf:
            - oneOf: [{properties: {a: {const: 1}}, required: [a]}, {properties: {b: {}}}]
            - anyOf: [{properties: {a: {}}}, {properties: {b: {type: integer}}}]
        """,
    )
    assert it.sends({"b": 1})
    assert not it.sends({"a": 1, "c": 1})
    assert not it.sends({"c": 1})


def test_a_schema_that_is_a_value_and_a_part(tmp_path: Path) -> None:
    """It is there twice: closed, and as a part."""
    it = judge_schemas(
        tmp_path,
        """
        Thing:
          properties: {base: {$ref: '#/components/schemas/Base'}}
          allOf: [{$ref: '#/components/schemas/Base'}]
        Base: {type: object, properties: {a: {type: integer}}}
        """,
    )
    assert it.sends({"a": 1, "base": {"a": 1}})
    assert not it.sends({"a": 1, "base": {"a": 1, "base": {}}})
    assert it.named("BaseParams")["additionalProperties"] is False
    assert "additionalProperties" not in it.named("Base.part")


def test_a_nested_object_that_two_parts_describe(tmp_path: Path) -> None:
    """Both hold: it has the properties of both, and no others."""
    it = judge_schemas(
        tmp_path,
        """
        Thing:
          allOf:
            - {type: object, properties: {inner: {type: object, properties: {a: {type: integer}}}}}
            - {type: object, properties: {inner: {type: object, properties: {b: {type: integer}}}}}
        """,
    )
    assert it.sends({"inner": {"a": 1, "b": 2}})
    assert not it.sends({"inner": {"a": "x"}})
    assert not it.sends({"inner": {"b": "x"}})
    assert not it.sends({"inner": {"c": 1}})


def test_a_part_that_refuses_the_others_is_opened(tmp_path: Path) -> None:
    """Nothing could be sent otherwise. It is said."""
    it = judge_schemas(
        tmp_path,
        """
        Thing: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {b: {}}}]}
        Base: {type: object, properties: {a: {}}, additionalProperties: false}
        """,
    )
    assert it.sends({"a": 1, "b": 2})
    assert not it.sends({"c": 1})
    assert ["it is opened" in each.message for each in it.data.warnings] == [True] * len(
        it.data.warnings
    )
    assert it.data.warnings


def test_rules_are_kept(tmp_path: Path) -> None:
    """With id, sentence and source; those that warn refuse nothing."""
    it = judge_schemas(
        tmp_path,
        """
        Thing:
          type: object
          x-source: manual#Things
          properties: {a: {type: integer}, b: {type: integer}}
          allOf:
            - x-rule: {id: b-needs-a, says: b needs a.}
              dependentRequired: {b: [a]}
            - x-rule: {id: order, says: a is not after b.}
              x-source: manual#Order
              x-compare: {left: a, operator: <=, right: b}
          x-warn:
            - x-rule: {id: a-five, says: a is five.}
              properties: {a: {const: 5}}
        """,
    )
    assert it.sends({"a": 1, "b": 1})
    assert not it.sends({"b": 1})
    assert it.reads({"b": 1})
    thing = it.named("ThingParams")
    said = {"id": "b-needs-a", "says": "b needs a.", "source": "manual#Things"}
    assert thing["allOf"][0] == {"x-rule": said, "dependentRequired": {"b": ["a"]}}
    assert thing["allOf"][1]["x-compare"] == {"left": "a", "operator": "<=", "right": "b"}
    assert thing["allOf"][1]["x-rule"]["source"] == "manual#Order"
    assert thing["x-warn"][0]["properties"] == {"a": {"const": 5}}
    assert "x-rule" not in it.data.responses["$defs/Thing"]


def test_python_names(tmp_path: Path) -> None:
    """Where they differ, at the object that is whole, conditional properties among them."""
    it = judge_schemas(
        tmp_path,
        """
        Thing:
          properties: {externalId: {type: string}, plain: {type: string}}
          if: {required: [plain]}
          then: {properties: {class: {type: string}}}
        """,
    )
    assert it.named("ThingParams")["x-names"] == {"external_id": "externalId", "class_": "class"}
    assert "x-names" not in it.data.responses["$defs/Thing"]


PETS = """
Thing: {type: object, properties: {pet: {$ref: '#/components/schemas/Pet'}}}
Pet:
  type: object
  required: [petType]
  discriminator: {propertyName: petType%s}
  properties: {petType: {type: string}, name: {type: string}}
Cat:
  allOf:
    - {$ref: '#/components/schemas/Pet'}
    - {type: object, properties: {lives: {type: integer}}}
Lion:
  allOf:
    - {$ref: '#/components/schemas/Cat'}
    - {type: object, properties: {mane: {type: boolean}}}
"""
MAPPED = ", mapping: {cat: Cat, king: '#/components/schemas/Lion'}"


@pytest.mark.parametrize(
    ("mapping", "pet", "taken"),
    [
        ("", {"petType": "Cat", "name": "Tom", "lives": 9}, True),
        ("", {"petType": "Lion", "lives": 9, "mane": True}, True),
        ("", {"petType": "Cat", "mane": True}, False),
        ("", {"petType": "Pet", "name": "a"}, True),
        ("", {"petType": "Pet", "lives": 9}, False),
        ("", {"petType": "Cow"}, False),
        ("", {"name": "Tom"}, False),
        (MAPPED, {"petType": "cat", "lives": 9}, True),
        (MAPPED, {"petType": "king", "mane": True}, True),
        (MAPPED, {"petType": "Cat", "lives": 9}, False),
    ],
)
def test_a_base_is_the_choice_of_its_descendants(
    tmp_path: Path, mapping: str, pet: Any, taken: bool
) -> None:
    """Told by tag, two levels deep; without a mapping the tags are names of schemas."""
    it = judge_schemas(tmp_path, PETS % mapping)
    assert it.sends({"pet": pet}) is taken


def test_responses_say_tags_exactly_too(tmp_path: Path) -> None:
    """Only strict clients, and the double, go by them."""
    it = judge_schemas(tmp_path, PETS % "")
    assert it.reads({"pet": {"petType": "Cat", "lives": 9}})
    assert not it.reads({"pet": {"petType": "Cow", "horns": 2}})
    assert not it.reads({"pet": {"petType": "Cat", "lives": "nine"}})


def test_a_descendant_itself(tmp_path: Path) -> None:
    """It has the properties of its base; one with descendants of its own is the choice of those."""
    it = judge_schemas(tmp_path, PETS.replace("schemas/Pet'}}}", "schemas/Cat'}}}", 1) % "")
    assert it.sends({"pet": {"petType": "Lion", "name": "Leo", "mane": True}})
    assert not it.sends({"pet": {"petType": "Pet", "name": "Leo"}})


def test_a_union_with_a_mapping(tmp_path: Path) -> None:
    """The members are told apart by their tags, and named as the references are."""
    it = judge_schemas(
        tmp_path,
        """
        Thing:
          oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
          discriminator: {propertyName: kind, mapping: {c: Cat, d: '#/components/schemas/Dog'}}
        Cat: {type: object, properties: {kind: {type: string}, name: {type: string}}}
        Dog: {type: object, properties: {kind: {type: string}, name: {type: string}}}
        """,
    )
    assert it.sends({"kind": "c", "name": "Tom"})
    assert not it.sends({"kind": "x", "name": "Tom"})
    body = it.requests["operations/send"]["properties"]["body"]
    thing = it.named(body["$ref"].rpartition("/")[2]) if "$ref" in body else body
    assert thing["discriminator"] == {
        "propertyName": "kind",
        "mapping": {"c": "#/$defs/CatParams", "d": "#/$defs/DogParams"},
    }


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ("{type: integer, format: int32}", 2**31 - 1, 2**31),
        ("{type: integer, format: int32, minimum: 0}", 0, -1),
        ("{type: integer, format: int64}", -(2**63), 2**63),
        ("{type: string, format: int64}", "9" * 30, 1),
        ("{type: string, format: date-time}", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00"),
        ("{type: string, format: date-time, x-zone: optional}", "2026-01-01T00:00:00", 1),
        ("{type: string, format: unheard-of}", "a", 1),
        (r"{type: string, pattern: '^\w+\Z'}", "ab", "ab\n"),
        (r"{type: string, pattern: '^a$'}", "a", "a\n"),
        (r"{type: string, pattern: '^[\w-.]+$'}", "a-b.c", "a b"),
        (r"{type: string, pattern: '^[^]$'}", "\n", ""),
        (r"{type: string, pattern: '^[[:alpha:]]$'}", ":]", "b"),
        (r"{type: string, pattern: '^[a&&b]$'}", "&", "c"),
        (r"{type: string, pattern: '^x{$'}", "x{", "x"),
        (r"{type: string, pattern: '^\h$'}", "h", " "),
        (r"{type: string, pattern: '^(?<n>a|b)\k<n>$'}", "aa", "ab"),
        (r"{type: string, pattern: '^(a|b)\1$'}", "bb", "ab"),
        (r"{type: string, pattern: '^\p{L}+$'}", "äß", "1"),
        (r"{type: string, pattern: '^[\b]$'}", "\b", "b"),
        (r"{type: string, pattern: '^[+--]$'}", ",", "a"),
        ("{oneOf: [{type: integer}, {type: number}]}", 1, "a"),
        ("{oneOf: [{type: string}, {type: string, format: date}]}", "2026-01-01", 1),
        ("{oneOf: [{type: string}, {}]}", "a", ...),
        ("{oneOf: [{type: integer}, {minimum: 2}]}", 1, 3),
        ("{type: array, prefixItems: [{type: string}]}", ["a", 1], [1]),
        ("{type: string, minLength: 2, nullable: true}", "ab", None),
        ("{dependencies: {a: [b]}}", {"a": 1, "b": 1}, {"a": 1}),
        ("{oneOf: [{type: integer}, {}], allOf: [{maximum: 5}]}", 1, 6),
    ],
)
def test_values(tmp_path: Path, schema: str, good: Any, bad: Any) -> None:
    """Numbers of so many bits, times, patterns, and unions whose members overlap."""
    it = judge_schemas(tmp_path, f"Thing: {schema}")
    assert it.sends(good)
    assert bad is ... or not it.sends(bad)
    assert not it.data.not_judged


def test_a_choice_that_cannot_be_told_apart_is_said(tmp_path: Path) -> None:
    """It is anyOf then."""
    it = judge_schemas(tmp_path, "Thing: {oneOf: [{type: integer}, {type: number}]}")
    assert len({str(problem) for problem in it.data.warnings}) == 1
    assert "cannot be told apart" in it.data.warnings[0].message


@pytest.mark.parametrize(
    ("keyword", "named"),
    [
        ("pattern: '(?=a)+'", "pattern"),
        (r"pattern: '\w{0,100000}'", "pattern"),
        ("pattern: '('", "pattern"),
        ("minLength: -1", "minLength"),
        ("multipleOf: 0", "multipleOf"),
        ("type: any", "type"),
        ("enum: 5", "enum"),
    ],
)
def test_what_is_not_judged_is_listed(tmp_path: Path, keyword: str, named: str) -> None:
    """With its line; all else is judged."""
    it = judge_schemas(
        tmp_path,
        f"""
        Thing:
          type: object
          properties:
            a: {{{keyword}}}
            b: {{type: integer}}
        """,
    )
    assert it.sends({"a": "a", "b": 1})
    assert not it.sends({"b": "x"})
    problems = {str(problem) for problem in it.data.not_judged}
    assert len(problems) == 1, problems
    [problem] = problems
    assert named in problem
    assert ":20:" in problem


def test_prose_is_apart(tmp_path: Path) -> None:
    """By the pointer within the entry; a property called `title` is none."""
    it = judge_schemas(
        tmp_path,
        """
        Thing:
          title: A thing
          type: object
          properties:
            title: {type: string, description: Its title., example: a, default: b}
            old: {type: string, deprecated: true, externalDocs: {url: x}, x-foreign: 1}
        """,
    )
    assert it.named("ThingParams") == {
        "type": "object",
        "properties": {"title": {"type": "string"}, "old": {"type": "string"}},
        "additionalProperties": False,
    }
    assert json.loads(it.data.prose_requests["$defs/ThingParams"]) == {
        "": {"title": "A thing"},
        "/properties/title": {"description": "Its title.", "default": "b", "examples": ["a"]},
        "/properties/old": {"deprecated": True},
    }


def test_all_arguments_of_an_operation(tmp_path: Path) -> None:
    """Parameters by their names in the request, a later one of the same name with its place."""
    it = judge(
        tmp_path,
        """
        paths:
          /things/{id}/{rest}:
            parameters:
              - {name: id, in: path, required: true, schema: {type: integer}}
              - {name: id, in: query, schema: {type: string}}
              - {name: perPage, in: query, required: true, schema: {type: integer, maximum: 9}}
            get:
              operationId: things.get
              x-source: manual#Get
              x-rules:
                - x-rule: {id: page, says: perPage is not 5.}
                  properties: {perPage: {not: {const: 5}}}
              responses: {'204': {description: Done.}}
        """,
    )
    schema = it.requests["operations/things.get"]
    assert schema["required"] == ["parameters"]
    assert [*schema["properties"]] == ["parameters"]
    parameters = schema["properties"]["parameters"]
    assert [*parameters["properties"]] == ["id", "rest", "id (query)", "perPage"]
    assert parameters["properties"]["rest"] == {"type": "string"}
    assert parameters["required"] == ["id", "rest", "perPage"]
    assert parameters["x-names"] == {"id_query": "id (query)", "per_page": "perPage"}
    good = {"id": 1, "rest": "a", "perPage": 3}
    assert it.takes("operations/things.get", {"parameters": good})
    assert not it.takes("operations/things.get", {"parameters": {**good, "perPage": 5}})
    assert parameters["allOf"][0]["x-rule"]["source"] == "manual#Get"


@pytest.mark.parametrize(
    ("media", "schema", "good", "bad"),
    [
        ("application/json", "{type: integer}", 1, "a"),
        ("application/vnd.things+json", "{type: integer}", 1, "a"),
        ("application/x-ndjson", "{type: integer}", [1, 2], ["a"]),
        (
            "application/x-www-form-urlencoded",
            "{properties: {a: {type: integer}}}",
            {"a": 1},
            {"b": 1},
        ),
        (
            "multipart/form-data",
            "{properties: {f: {type: string, format: binary, minLength: 5}}}",
            {"f": ""},
            {"g": ""},
        ),
        (
            "multipart/form-data",
            "{properties: {f: {type: string, contentMediaType: application/octet-stream}}}",
            {"f": ""},
            {"g": ""},
        ),
        ("text/plain", "{type: string, maxLength: 2}", "ab", "abc"),
    ],
)
def test_bodies(tmp_path: Path, media: str, schema: str, good: Any, bad: Any) -> None:
    """Of lines the list of all is judged, of a file that it is there."""
    it = judge(tmp_path, _one_body(media, schema))
    assert it.sends(good)
    assert not it.sends(bad)


@pytest.mark.parametrize("media", ["application/octet-stream", "image/png", "application/pdf"])
def test_raw_bodies_are_not_judged(tmp_path: Path, media: str) -> None:
    """They go out as the caller gives them."""
    it = judge(tmp_path, _one_body(media, "{type: string, format: binary}"))
    assert [*it.requests["operations/send"]["properties"]] == ["parameters"]


def _one_body(media: str, schema: str) -> str:
    return f"""
        paths:
          /things:
            post:
              operationId: send
              requestBody: {{content: {{{media}: {{schema: {schema}}}}}}}
              responses: {{'204': {{description: Done.}}}}
        """


def test_views_that_are_the_same_have_two_names(tmp_path: Path) -> None:
    """One is another name of the other."""
    it = judge(
        tmp_path,
        """
        paths:
          /things:
            post: &send
              operationId: create
              requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
              responses: {'204': {description: Done.}}
            put: {<<: *send, operationId: replace}
        components:
          schemas:
            Thing:
              properties:
                a: {type: integer, x-access: {create: optional, update: optional}}
                next: {$ref: '#/components/schemas/Thing', x-access: {create: optional, update: optional}}
        """,
    )
    assert it.named("ThingUpdate") == {"$ref": "#/$defs/ThingCreate"}
    assert it.sends({"next": {"next": {"a": 1}}}, "replace")
    assert not it.sends({"next": {"next": {"b": 1}}}, "create")


@pytest.mark.parametrize(
    "schema",
    [
        "{type: object, properties: {next: {$ref: '#/components/schemas/Thing'}}}",
        "{type: array, items: {$ref: '#/components/schemas/Thing'}}",
        "{type: object, properties: {a: {$ref: '#/components/schemas/Thing/$defs/In'}}, $defs: {In: {type: array}}}",
        "{type: object, properties: {a: false, b: true}}",
        "{type: object, properties: {'a/b~c%d ''x': {enum: ['it''s', {$ref: 5}]}}}",
    ],
)
def test_odd_schemas(tmp_path: Path, schema: str) -> None:
    """They are carried."""
    it = judge_schemas(tmp_path, f"Thing: {schema}")
    assert not it.sends("text")
    assert all("'" not in text and text.isascii() for text in it.data.requests.values())


def test_the_same_every_time(tmp_path: Path) -> None:
    """Nothing in it depends on the order of sets."""
    schemas = PETS % MAPPED + UNIONS.replace("Thing", "Other").replace("Cat", "Tom")
    texts = [judge_schemas(tmp_path, schemas).data for _ in "ab"]
    assert texts[0].requests == texts[1].requests
    assert [*texts[0].requests] == [*texts[1].requests]


def test_what_the_engine_refuses_is_taken_out() -> None:
    """As little as possible of it, and only there."""
    engine = Engine(
        {
            "$defs/Good": {"type": "integer", "maximum": 5},
            "$defs/Bad": {
                "properties": {
                    "a": {"type": "string", "pattern": "("},
                    "b": {"allOf": [{"$ref": "#/$defs/Good"}, {"minLength": "x"}]},
                }
            },
            "operations/send": {"properties": {"body": {"$ref": "#/$defs/Bad"}}},
        }
    )
    assert [*engine.mend()] == [
        ("$defs/Bad", "pattern cannot be checked"),
        ("$defs/Bad", "minLength cannot be checked"),
    ]
    good = {"a": {"type": "string"}, "b": {"allOf": [{"$ref": "#/$defs/Good"}, {}]}}
    assert engine.entries["$defs/Bad"] == {"properties": good}
    assert [*engine.mend()] == []


def test_names_that_a_reference_would_have_to_escape(tmp_path: Path) -> None:
    """They are spelled out."""
    it = judge_schemas(
        tmp_path,
        """
        Thing: {type: object, properties: {a: {$ref: '#/components/schemas/Größe%20x'}}}
        Größe x: {type: object, properties: {b: {type: integer}}}
        """,
    )
    assert it.sends({"a": {"b": 1}})
    assert not it.sends({"a": {"b": "x"}})
    assert all(key.isascii() for key in it.requests)
