"""Schemas made of others: inheritance, null in all its forms, recursion through several, odd corners."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml
from support import Generate

from .both_ways import accepted, both_ways, returned


def test_inheritance_adds_and_overrides(generate: Generate) -> None:
    sample = generate(
        both_ways("""
Root: {allOf: [{$ref: '#/components/schemas/Middle'}, {required: [id], properties: {kind: {const: root}}}]}
Middle: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {name: {type: string}}}]}
Base: {type: object, properties: {id: {type: integer}, kind: {type: string}}}
""")
    )
    assert {*sample.models.Root.model_fields} == {"id", "kind", "name"}
    assert accepted(sample, {"id": 1, "kind": "root", "name": "x"})
    assert not accepted(sample, {"name": "x", "kind": "root"})
    assert not accepted(sample, {"id": 1, "kind": "other"})


NULLS = [
    "{type: [string, 'null']}",
    "{type: string, enum: [a, x], nullable: true}",
    "{oneOf: [{type: string}, {type: 'null'}]}",
    "{enum: [x, null]}",
    "{type: [string, 'null'], enum: [x, null]}",
    "{allOf: [{type: [string, 'null']}]}",
    "{anyOf: [{$ref: '#/components/schemas/Word'}, {type: 'null'}]}",
]


@pytest.mark.parametrize("schema", NULLS)
def test_null_in_every_form(generate: Generate, schema: str) -> None:
    version = "3.0.3" if "nullable" in schema else "3.1.0"
    spec = both_ways(f"""
Root: {{type: object, properties: {{a: {schema}}}}}
Word: {{type: string}}
""")
    sample = generate({**_data(spec), "openapi": version})
    for value in ("x", None):
        assert accepted(sample, {"a": value}), value
        assert returned(sample, {"a": value}).a == value
    assert not accepted(sample, {"a": 1})


def _data(spec: Any) -> dict[str, Any]:
    from support import spec_data

    return spec_data(spec)


def test_schemas_that_contain_each_other(generate: Generate) -> None:
    sample = generate(
        both_ways("""
Root:
  type: object
  properties: {child: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}}
A:
  type: object
  required: [a]
  properties: {a: {type: integer}, bs: {type: array, items: {$ref: '#/components/schemas/B'}}}
B:
  type: object
  required: [b]
  properties:
    b: {type: integer}
    roots: {type: object, additionalProperties: {$ref: '#/components/schemas/Root'}}
""")
    )
    value = {"child": {"a": 1, "bs": [{"b": 2, "roots": {"x": {"child": {"b": 3}}}}]}}
    assert accepted(sample, value)
    assert returned(sample, value).child.bs[0].roots["x"].child == sample.models.B(b=3)


def test_pattern_properties_and_prefix_items(generate: Generate) -> None:
    sample = generate(
        both_ways("""
Root:
  type: object
  properties:
    map: {type: object, patternProperties: {'^x-': {type: integer}}, additionalProperties: false}
    pair: {type: array, prefixItems: [{type: string}, {type: integer}], items: false}
""")
    )
    value = {"map": {"x-a": 1}, "pair": ["a", 1]}
    assert accepted(sample, value)
    assert accepted(sample, {"pair": ["a"]})
    assert returned(sample, value).model_dump() == value
    drifted = {"map": {"y": 1}, "pair": [1, "a", 2]}
    assert returned(sample, drifted).model_dump() == drifted
    for wrong in ({"x-a": "1"}, {"y": 1}):
        assert not accepted(sample, {"map": wrong})
    for wrong_pair in ([1.5], [1, "a"], ["a", "b"], ["a", 1, 1]):
        assert not accepted(sample, {"pair": wrong_pair})


def test_members_that_the_names_of_others_are_for(generate: Generate) -> None:
    sample = generate(
        both_ways("""
Root:
  type: object
  properties:
    open:
      type: object
      properties: {a: {type: integer}}
      patternProperties: {'^x-': {type: string}, '^y-': {}}
    told:
      type: object
      properties: {a: {type: integer}}
      patternProperties: {'^x-': {type: string}}
      additionalProperties: {type: boolean}
    objects: {type: object, patternProperties: {'^s': {type: string}, '^o': {$ref: '#/components/schemas/Part'}}}
    short: {type: object, propertyNames: {maxLength: 3}, additionalProperties: {type: integer}}
Part: {type: object, properties: {n: {type: integer}}}
""")
    )
    good = {
        "open": {"a": 1, "x-a": "x", "y-a": [1]},
        "told": {"a": 1, "x-a": "x", "b": True},
        "objects": {"s1": "x", "o1": {"n": 1}},
        "short": {"abc": 1},
    }
    assert accepted(sample, good)
    reply = returned(sample, good)
    assert reply.model_dump() == good
    assert isinstance(reply.objects["o1"], sample.models.Part)
    for wrong in (
        {"open": {"x-a": 1}},
        {"told": {"x-a": True}},
        {"told": {"b": 1}},
        {"objects": {"s1": {"n": 1}}},
        {"objects": {"o1": "x"}},
        {"short": {"abcd": 1}},
    ):
        assert not accepted(sample, wrong), wrong


def test_objects_without_properties(generate: Generate) -> None:
    sample = generate(
        both_ways("""
Root:
  type: object
  properties:
    none: {type: object, additionalProperties: false}
    some: {type: object, required: [a], additionalProperties: {type: integer}}
    any: {type: object}
""")
    )
    for good in ({"none": {}}, {"some": {"a": 1, "b": 2}}, {"any": {"x": [1]}}):
        assert accepted(sample, good)
        assert returned(sample, good).model_dump(exclude_unset=True) == good
    for bad in ({"none": {"a": 1}}, {"some": {"b": 1}}, {"some": {"a": "1"}}, {"any": []}):
        assert not accepted(sample, bad), bad
    assert returned(sample, {"none": {"a": 1}}).none.model_extra == {"a": 1}


def test_schemas_that_share_a_base_have_their_own_alternatives(generate: Generate) -> None:
    sample = generate(
        both_ways("""
Root: {type: object, properties: {x: {$ref: '#/components/schemas/X'}, y: {$ref: '#/components/schemas/Y'}}}
Base: {type: object, required: [id], properties: {id: {type: integer}}}
X:
  allOf:
    - {$ref: '#/components/schemas/Base'}
    - {oneOf: [{properties: {a: {type: string}}}, {properties: {b: {type: string}}}]}
Y:
  allOf:
    - {$ref: '#/components/schemas/Base'}
    - {oneOf: [{properties: {c: {type: string}}}, {properties: {d: {type: string}}}]}
""")
    )
    assert accepted(sample, {"x": {"id": 1, "b": "b"}, "y": {"id": 1, "c": "c"}})
    assert not accepted(sample, {"x": {"id": 1, "c": "c"}})
    assert type(returned(sample, {"x": {"id": 1, "b": "b"}}).x).__name__ == "XOption2"


UNIONS = """
Root:
  allOf:
    - {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]}
    - {$ref: '#/components/schemas/Size'}
Size: {oneOf: [{properties: {size: {const: big}, weight: {type: integer}}, required: [size]},
  {properties: {size: {const: small}}, required: [size]}]}
Cat: {type: object, required: [meow], properties: {meow: {type: boolean}}}
Dog: {type: object, required: [bark], properties: {bark: {type: boolean}}}
"""


def test_two_unions_give_their_combinations(generate: Generate) -> None:
    sample = generate(both_ways(UNIONS))
    for good in ({"meow": True, "size": "small"}, {"bark": True, "size": "big", "weight": 9}):
        assert accepted(sample, good)
        assert returned(sample, good).model_dump(exclude_unset=True) == good
    for bad in (
        {"meow": True},
        {"size": "big"},
        {"bark": True, "size": "small", "weight": 9},
        {"meow": True, "size": "big", "wieght": 9},
        {"meow": True, "bark": True, "size": "small"},
    ):
        assert not accepted(sample, bad)


def test_what_came_back_is_sent_as_one_of_its_combinations(generate: Generate) -> None:
    sample = generate(both_ways(UNIONS))
    good = {"meow": True, "size": "big", "weight": 9}
    pet = returned(sample, good)
    assert sample.send("x.send", pet).json == {"value": good}
    assert not hasattr(pet, "to_params"), "no schema is one of a combination alone"


def test_too_many_combinations_are_anything_with_a_warning(generate: Generate) -> None:
    members = [{"type": "object", "properties": {f"p{n}": {"type": "string"}}} for n in range(9)]
    spec = both_ways("Root: {}")
    spec["components"]["schemas"]["Root"] = {"allOf": [{"oneOf": members}, {"oneOf": members}]}
    sample = generate(spec)
    (warning,) = sample.warnings
    assert "more than 64 combinations" in warning
    code = sample.text("resources/x.py")
    assert "body: object" in code or "value: object" in code


def test_definitions_inside_a_schema_and_words_beside_a_reference(generate: Generate) -> None:
    sample = generate(
        both_ways("""
Root:
  type: object
  properties:
    part: {$ref: '#/components/schemas/Root/$defs/Part', description: A part.}
    tight: {$ref: '#/components/schemas/Word', maxLength: 3}
  $defs:
    Part: {type: object, properties: {n: {type: integer}}}
Word: {type: string, minLength: 2}
""")
    )
    assert accepted(sample, {"part": {"n": 1}, "tight": "abc"})
    assert isinstance(returned(sample, {"part": {"n": 1}}).part, sample.models.Part)
    for tight in ("a", "abcd"):
        assert not accepted(sample, {"tight": tight})


def test_a_huge_enum(generate: Generate) -> None:
    values = [f"v{number}" for number in range(2000)]
    sample = generate(both_ways(f"Root: {{type: object, properties: {{a: {{enum: {values}}}}}}}"))
    assert accepted(sample, {"a": "v1999"})
    assert not accepted(sample, {"a": "v2000"})
    assert returned(sample, {"a": "v2000"}).a == "v2000"


@pytest.mark.filterwarnings("ignore:The vendor advises")
def test_every_deprecation_is_marked(generate: Generate) -> None:
    sample = generate("""
paths:
  /a:
    get:
      operationId: find
      deprecated: true
      parameters: [{name: old, in: query, deprecated: true, schema: {type: string}}]
      responses: {'200': {description: '-', content: {application/json: {schema: {$ref: '#/components/schemas/Old'}}}}}
components:
  schemas:
    Old: {type: object, deprecated: true, properties: {a: {type: integer, deprecated: true}}}
""")
    assert "eprecated" in sample.models.Old.__doc__
    assert "eprecated" in sample.text("models.py").partition("a: ")[2]
    doc = sample.method("find").__doc__
    assert doc.count("eprecated") == 2, doc
    sample.server.play({"a": 1})
    assert sample.call("find", old="x").a == 1


REFINED = """
Root:
  allOf:
    - $ref: '#/components/schemas/Parent'
    - type: object
      properties:
        name: {maxLength: 3}
        count: {description: How many there are in the shop.}
        born: {example: '2020-01-02'}
        tags: {items: {maxLength: 2}}
        owner: {description: Who has it.}
        color: {description: Its color.}
        size: {enum: [s, m, xl]}
        home: {type: object, properties: {zip: {type: string}}}
Parent:
  type: object
  properties:
    name: {type: string, minLength: 2}
    count: {type: integer, minimum: 0}
    born: {type: string, format: date}
    tags: {type: array, items: {type: string}}
    owner: {$ref: '#/components/schemas/Owner'}
    color: {type: string, enum: [red, blue]}
    size: {type: string, enum: [s, m, l]}
    home: {type: object, required: [city], properties: {city: {type: string}, since: {type: string, format: date}}}
Owner: {type: object, properties: {id: {type: integer}}}
"""


@pytest.mark.parametrize("is_base_first", [True, False])
def test_what_a_child_refines_keeps_its_type_in_any_order(
    generate: Generate, is_base_first: bool
) -> None:
    schemas = yaml.safe_load(REFINED)
    if not is_base_first:
        schemas["Root"]["allOf"].reverse()
    sample = generate(both_ways(yaml.safe_dump(schemas)))
    hints = {name: str(each.annotation) for name, each in sample.models.Root.model_fields.items()}
    assert "Any" not in " ".join(hints.values())
    whole = {
        "name": "abc", "count": 1, "born": "2020-01-02", "tags": ["ab"], "owner": {"id": 1}, "color": "red",
        "size": "s", "home": {"city": "Bern", "since": "2020-01-02", "zip": "3000"},
    }  # fmt: skip
    assert accepted(sample, whole)
    for wrong in (
        {"name": "abcd"}, {"name": "a"}, {"count": -1}, {"born": "x"}, {"tags": ["abc"]}, {"owner": {"id": "1"}},
        {"color": "green"}, {"size": "l"}, {"size": "xl"},
        {"home": {"zip": "3000"}}, {"home": {"city": "Bern", "x": 1}},
    ):  # fmt: skip
        assert not accepted(sample, {**whole, **wrong}), wrong
    read = returned(sample, whole)
    assert (read.born, read.home.since) == (date(2020, 1, 2), date(2020, 1, 2))
    assert isinstance(read.owner, sample.models.Owner)
    assert (read.home.city, read.home.zip) == ("Bern", "3000")
    if is_base_first:
        text = sample.text("models.py")
        assert "How many there are in the shop." in text
        assert "Its color." in text


def test_the_narrower_items_count_wherever_they_stand(generate: Generate) -> None:
    sample = generate(
        both_ways("""
Root:
  allOf:
    - {properties: {data: {type: array, items: {$ref: '#/components/schemas/Widget'}}}}
    - $ref: '#/components/schemas/Collection'
Collection: {type: object, required: [data], properties: {data: {type: array, items: {type: object}}}}
Widget: {type: object, properties: {made: {type: string, format: date}}}
""")
    )
    read = returned(sample, {"data": [{"made": "2020-01-02"}]})
    assert isinstance(read.data[0], sample.models.Widget)


def test_what_stands_beside_a_union_and_adds_nothing_makes_no_classes(generate: Generate) -> None:
    sample = generate(
        both_ways("""
Root:
  type: object
  required: [kind]
  properties: {kind: {type: string}}
  discriminator: {propertyName: kind, mapping: {user: '#/components/schemas/User', issue: '#/components/schemas/Issue'}}
  oneOf: [{$ref: '#/components/schemas/User'}, {$ref: '#/components/schemas/Issue'}]
User: {type: object, required: [account, kind], properties: {account: {type: string}, kind: {type: string}}}
Issue: {type: object, required: [kind], properties: {id: {type: integer}, kind: {type: string}}}
""")
    )
    assert isinstance(returned(sample, {"kind": "user", "account": "a"}), sample.models.User)
    issue = returned(sample, {"kind": "issue", "id": 1})
    assert isinstance(issue, sample.models.Issue)
    assert accepted(sample, {"kind": "issue", "id": 1})
    assert not accepted(sample, {"kind": "user", "id": 1})
    assert "Option" not in sample.text("models.py") + sample.text("params.py")


def test_after_a_prefix_anything_may_follow(generate: Generate) -> None:
    sample = generate(
        both_ways(
            "Root: {type: object, properties: {row: {type: array, prefixItems: [{type: string}]}}}"
        )
    )
    assert accepted(sample, {"row": ["a", 1, {"b": None}]})
    assert not accepted(sample, {"row": [1]})
    assert returned(sample, {"row": ["a", 1]}).row == ["a", 1]
    assert "row: list[Any]" in sample.text("models.py")


def test_parts_that_contradict_each_other_are_typed_as_any_of_them(generate: Generate) -> None:
    sample = generate(
        both_ways("""
Root:
  allOf:
    - {type: object, properties: {id: {type: string}, kind: {enum: [a]}, list: {type: array, items: {type: string}}}}
    - {properties: {id: {type: integer}, kind: {enum: [b]}, list: {items: {type: integer}}}}
""")
    )
    text = sample.text("models.py")
    assert "id: str | int | None" in text
    assert "list: builtins.list[str | int] | None" in text or "list: list[str | int] | None" in text
    assert 'RootKind: TypeAlias = Literal["a", "b"]' in sample.text("enums.py")
    said = " ".join(sample.warnings)
    assert said.count("no value is of all these types: integer, string") == 2
    assert said.count("no value is in all the lists of values") == 1
    assert returned(sample, {"id": 1, "kind": "b"}).id == 1


def test_what_all_parts_say_of_items_and_further_members_holds(generate: Generate) -> None:
    sample = generate(
        both_ways("""
Root:
  type: object
  properties:
    pair:
      allOf:
        - {type: array, prefixItems: [{type: string}, {type: integer}], items: false}
        - {prefixItems: [{maxLength: 3}]}
    rest: {type: array, prefixItems: [{type: string}], unevaluatedItems: {type: integer}}
    map: {allOf: [{type: object, additionalProperties: {type: string}}, {additionalProperties: {maxLength: 3}}]}
    parts:
      allOf:
        - {type: object, additionalProperties: {type: object, properties: {a: {type: string}}}}
        - {additionalProperties: {properties: {b: {type: integer}}}}
""")
    )
    good = {
        "pair": ["abc", 1],
        "rest": ["a", 1],
        "map": {"k": "abc"},
        "parts": {"k": {"a": "x", "b": 1}},
    }
    assert accepted(sample, good)
    assert (part := returned(sample, good).parts["k"]).b == 1
    assert part.a == "x"
    for wrong in (
        {"pair": ["abcd", 1]}, {"pair": ["abc", "x"]}, {"rest": ["a", "b"]}, {"map": {"k": "abcd"}}, {"map": {"k": 1}},
        {"parts": {"k": {"a": 1}}}, {"parts": {"k": {"b": "x"}}},
    ):  # fmt: skip
        assert not accepted(sample, {**good, **wrong}), wrong
    text = sample.text("params.py")
    assert "pair: Sequence[str | int]" in text
    assert "rest: Sequence[str | int]" in text
    assert "map: Mapping[str, str]" in text


NOTHING = [
    "{allOf: [{$ref: '#/components/schemas/P'}, {type: object}]}",
    "{$ref: '#/components/schemas/P', type: object}",
    "{$ref: '#/components/schemas/P', properties: {x: {type: integer}}}",
    "{$ref: '#/components/schemas/P', minProperties: 1}",
    "{$ref: '#/components/schemas/P', if: {required: [x]}, then: {}}",
    "{allOf: [{$ref: '#/components/schemas/P'}, {$ref: '#/components/schemas/P'}, true]}",
    "{type: [object, 'null'], allOf: [{$ref: '#/components/schemas/P'}]}",
    "{oneOf: [{$ref: '#/components/schemas/P'}, false]}",
    "{allOf: [{$ref: '#/components/schemas/Base'}, {$ref: '#/components/schemas/P'}]}",
]


def test_what_adds_nothing_makes_no_class(generate: Generate) -> None:
    fields = ", ".join(f"p{number}: {schema}" for number, schema in enumerate(NOTHING))
    sample = generate(
        both_ways(f"""
Root: {{type: object, properties: {{{fields}}}}}
P: {{allOf: [{{$ref: '#/components/schemas/Base'}}], properties: {{x: {{type: integer}}}}}}
Base: {{type: object, properties: {{id: {{type: integer}}}}}}
""")
    )
    for number, schema in enumerate(NOTHING):
        assert accepted(sample, {f"p{number}": {"x": 1, "id": 2}}), schema
        read = returned(sample, {f"p{number}": {"x": 1, "id": 2}})
        assert type(getattr(read, f"p{number}")) is sample.models.P, schema


def test_a_choice_and_an_enum_stay_what_they_are(generate: Generate) -> None:
    sample = generate(
        both_ways("""
Root:
  type: object
  properties:
    a: {$ref: '#/components/schemas/E', type: string}
    b: {allOf: [{type: object}, {$ref: '#/components/schemas/U'}], description: One of them.}
E: {type: string, enum: [x, y]}
U: {oneOf: [{$ref: '#/components/schemas/P'}, {$ref: '#/components/schemas/Q'}]}
P: {type: object, required: [p], properties: {p: {type: integer}}}
Q: {type: object, required: [q], properties: {q: {type: integer}}}
""")
    )
    assert "a: E | OtherText\n" in sample.text("params.py")
    assert "b: UParams\n" in sample.text("params.py")
    assert type(returned(sample, {"b": {"q": 1}}).b) is sample.models.Q


def test_words_on_the_way_to_a_schema_are_kept(generate: Generate) -> None:
    sample = generate(
        both_ways("""
Root: {type: object, properties: {a: {$ref: '#/components/schemas/A'}}}
A: {$ref: '#/components/schemas/B', description: The nearest words.}
B: {$ref: '#/components/schemas/C', readOnly: true}
C: {type: object, description: The farthest words., properties: {x: {type: integer}}}
""")
    )
    assert '"""The nearest words."""' in sample.text("models.py")
    assert not accepted(sample, {"a": {"x": 1}}), "what is read-only on the way is never sent"


def test_values_of_another_type_than_said_are_no_choices(generate: Generate) -> None:
    sample = generate(
        both_ways(
            "Root: {type: object, properties: {n: {type: integer, enum: [1, 2.0, 2.5, three]}}}"
        )
    )
    assert accepted(sample, {"n": 1})
    assert not accepted(sample, {"n": "three"})
    assert "three" not in sample.text("enums.py")


def test_parts_that_describe_themselves_anew_come_to_an_end(generate: Generate) -> None:
    sample = generate(
        both_ways("""
Root:
  allOf:
    - $ref: '#/components/schemas/Base'
    - properties:
        kind: {const: root}
        children:
          type: array
          items: {anyOf: [{$ref: '#/components/schemas/Root'}, {$ref: '#/components/schemas/Leaf'}]}
Base:
  type: object
  properties: {children: {type: array, items: {$ref: '#/components/schemas/Either'}}}
Either: {oneOf: [{$ref: '#/components/schemas/Root'}, {$ref: '#/components/schemas/Leaf'}]}
Leaf: {type: object, required: [text], properties: {kind: {const: leaf}, text: {type: string}}}
""")
    )
    tree = {
        "kind": "root",
        "children": [{"kind": "root", "children": [{"kind": "leaf", "text": "a"}]}],
    }
    assert accepted(sample, tree)
    assert not accepted(sample, {"kind": "root", "children": [{"kind": "leaf", "text": 1}]})
    deepest = returned(sample, tree).children[0].children[0]
    assert deepest.text == "a"


WITH_A_CHOICE = {
    "beside an allOf": "{allOf: [{$ref: '#/components/schemas/Common'}, TAGGED]}",
    "beside its own": "{type: object, properties: {folder: {type: string}}, oneOf: CHOICE}",
    "beside a reference": "{$ref: '#/components/schemas/Common', anyOf: CHOICE}",
    "by name": "{allOf: [{$ref: '#/components/schemas/Common'}, {$ref: '#/components/schemas/Choice'}]}",
    "deep": "{allOf: [{$ref: '#/components/schemas/Common'}, {allOf: [{type: object}, {oneOf: CHOICE}]}]}",
}


@pytest.mark.parametrize("part", WITH_A_CHOICE.values(), ids=WITH_A_CHOICE)
def test_a_choice_inside_a_part_takes_what_all_parts_name(generate: Generate, part: str) -> None:
    """A part that is used by name, with a choice in it and more properties beside both."""
    choice = "[{$ref: '#/components/schemas/Hub'}, {$ref: '#/components/schemas/Lab'}]"
    schemas = f"""
Root: {{allOf: [{{$ref: '#/components/schemas/Setup'}}, {{type: object, properties: {{id: {{type: integer}}}}}}]}}
Setup: {part}
Choice: {{oneOf: CHOICE}}
Common: {{type: object, properties: {{folder: {{type: string}}}}}}
Hub: {{type: object, properties: {{kind: {{type: string, enum: [Hub]}}, stars: {{type: integer}}}}, required: [kind]}}
Lab: {{type: object, properties: {{kind: {{type: string, enum: [Lab]}}, runners: {{type: integer}}}}, required: [kind]}}
"""
    tagged = "{oneOf: CHOICE, discriminator: {propertyName: kind}}"
    texts = schemas.replace("TAGGED", tagged).replace("CHOICE", choice)
    sample = generate(both_ways(texts))
    whole = {"id": 1, "folder": "docs", "kind": "Hub", "stars": 3}
    assert accepted(sample, whole)
    assert not accepted(sample, {**whole, "folders": "docs"})
    assert not accepted(sample, {**whole, "stars": "many"})
    sample.server.play(whole)
    came = sample.call("x.get", settings={"strict": True})
    assert (came.id, came.folder, came.kind, came.stars) == (1, "docs", "Hub", 3)
