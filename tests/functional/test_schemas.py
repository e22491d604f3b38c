"""Schemas: what JSON Schema says in many ways, as types, in requests and replies."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated, get_args, get_origin

import httpx
import pytest
import yaml
from support import Generate

from .both_ways import accepted, both_ways, returned

# --- enums --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        ["NORMAL", "normal"],
        [
            "",
            " ",
            "a b",
            "0%",
            "01:00AM",
            "on",
            "None",
            "class",
            "€",
            "日本",
            "a'b",
            'a"b',
            "a\\b",
            "a\nb",
        ],
        [1, 2, 3],
        [0, -1, 9000000000000000000],
        ["1", 1],
        [True],
        [True, 1],
        ["a", 1, True],
    ],
)
def test_enums_of_odd_values(generate: Generate, values: list[object]) -> None:
    sample = generate(both_ways(yaml.safe_dump({"Root": {"enum": values}})))
    for value in values:
        assert accepted(sample, value), value
        assert returned(sample, value) == value
    for other in ("other", 77, None, False, 1.5, [], "NORMAL "):
        assert not accepted(sample, other), other
    root = sample.module("enums").Root
    listed = get_args(root)[0] if get_origin(root) is Annotated else root
    assert {*map(repr, get_args(listed))} == {*map(repr, values)}


def test_booleans_are_no_numbers_in_enums(generate: Generate) -> None:
    sample = generate(both_ways("Root: {enum: [1, 0]}"))
    assert not accepted(sample, True)
    sample = generate(both_ways("Root: {enum: [true]}"))
    assert not accepted(sample, 1)


def test_fractions_in_an_enum_leave_room_for_the_rest(generate: Generate) -> None:
    sample = generate(both_ways("Root: {enum: [a, 1.5]}"))
    assert accepted(sample, "a")
    assert accepted(sample, 1.5)
    assert not accepted(sample, None)


def test_null_in_an_enum(generate: Generate) -> None:
    sample = generate(
        both_ways("""
Root:
  type: object
  properties:
    a: {type: [string, 'null'], enum: [x, null]}
    b: {enum: [y, null]}
    c: {const: z}
""")
    )
    for value in ({"a": "x", "b": "y", "c": "z"}, {"a": None}, {"b": None}, {}):
        assert accepted(sample, value), value
    for bad in ({"a": "y"}, {"b": ""}, {"c": None}, {"c": "Z"}):
        assert not accepted(sample, bad), bad


def test_enum_classes_of_their_own_are_literals(generate: Generate) -> None:
    sample = generate(
        both_ways("""
Root: {type: object, properties: {size: {$ref: '#/components/schemas/Size'}, colour: {type: string, enum: [red]}}}
Size: {type: string, enum: [S, M], description: How large.}
""")
    )
    assert get_args(sample.module("enums").Size) == ("S", "M")
    assert get_args(sample.module("enums").RootColour) == ("red",)


# --- numbers, strings, lists --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ("{type: integer}", [0, -5, 10**20], ["1", 1.5, True, None]),
        ("{type: number}", [0, 1.5, -2], ["1", True, None]),
        ("{type: integer, minimum: 1, maximum: 3}", [1, 3], [0, 4]),
        ("{type: number, exclusiveMinimum: 0, exclusiveMaximum: 1}", [0.5], [0, 1]),
        ("{type: integer, multipleOf: 5}", [0, 10], [3]),
        ("{type: boolean}", [True, False], [1, "true", None]),
        ("{type: string}", ["", "x"], [1, None, ["x"]]),
        ("{type: string, minLength: 1, maxLength: 2}", ["a", "éé"], ["", "abc"]),
        ("{type: string, pattern: '^a+$'}", ["a", "aa"], ["b", "ab"]),
        ("{type: string, pattern: 'b'}", ["abc"], ["x"]),
        ("{type: string, pattern: '^(?!x)a'}", ["a"], ["xa"]),
        ("{type: [string, integer]}", ["a", 1], [1.5, None, True]),
        ("{type: [string, 'null']}", ["a", None], [1]),
        ("{type: 'null'}", [None], ["null", 0]),
        ("{type: array, items: {type: integer}}", [[], [1]], [["1"], "12", {"a": 1}, None]),
        ("{type: array, minItems: 1, maxItems: 2, items: {}}", [[1], ["a", None]], [[], [1, 2, 3]]),
        ("{type: array, items: {type: string, maxLength: 1}}", [["a"]], [["ab"]]),
        (
            "{type: array, items: {type: array, items: {type: integer, minimum: 1}}}",
            [[[1]], [[]]],
            [[[0]], [1]],
        ),
        ("{type: array}", [[], [1, "a", None]], ["x"]),
        ("{type: object}", [{}, {"a": [1]}], [[], "x", None]),
        (
            "{type: object, additionalProperties: {type: integer, minimum: 1}}",
            [{}, {"a": 1}],
            [{"a": 0}, {"a": "1"}],
        ),
        (
            "{type: object, additionalProperties: {type: array, items: {type: string}}}",
            [{"a": ["b"]}],
            [{"a": [1]}],
        ),
        ("{}", [1, "a", None, [1], {"a": 1}], []),
        ("true", [1, "a", None, {"a": 1}], []),
    ],
)
def test_scalars_lists_and_maps(
    generate: Generate, schema: str, good: list[object], bad: list[object]
) -> None:
    sample = generate(both_ways(f"Root: {schema}"))
    for value in good:
        assert accepted(sample, value), value
        assert returned(sample, value) == value
    for value in bad:
        assert not accepted(sample, value), value


# --- composition --------------------------------------------------------------------------------


def test_all_of_is_merged(generate: Generate) -> None:
    sample = generate(
        both_ways("""
Root:
  allOf:
    - {$ref: '#/components/schemas/Base'}
    - type: object
      required: [b]
      properties: {b: {type: integer}, a: {type: string, maxLength: 2}}
  properties: {c: {type: boolean}}
Base: {type: object, required: [a], properties: {a: {type: string}, base: {type: string}}}
""")
    )
    assert [*sample.models.Root.model_fields] == ["a", "base", "b", "c"]
    assert accepted(sample, {"a": "x", "b": 1, "base": "y", "c": True})
    assert not accepted(sample, {"a": "xyz", "b": 1})
    assert not accepted(sample, {"a": "x"})
    assert not accepted(sample, {"b": 1})


def test_all_of_one_reference_with_words_is_that_class(generate: Generate) -> None:
    sample = generate(
        both_ways("""
Root: {type: object, properties: {price: {description: What it costs., allOf: [{$ref: '#/components/schemas/Price'}]},
  cost: {$ref: '#/components/schemas/Price', description: What it cost.}}}
Price: {type: object, properties: {cents: {type: integer}}}
""")
    )
    fields = sample.models.Root.model_fields
    for name in ("price", "cost"):
        assert get_args(fields[name].annotation)[0] is sample.models.Price
    assert '"""What it costs."""' in sample.text("models.py")
    assert '"""What it cost."""' in sample.text("models.py")


PETS = """
Root: {type: object, required: [pet], properties: {pet: {%s: [{$ref: '#/components/schemas/Cat'},
    {$ref: '#/components/schemas/Dog'}]%s}}}
Cat: {type: object, required: [kind, lives], properties: {kind: {const: cat}, lives: {type: integer}}}
Dog: {type: object, required: [kind], properties: {kind: {const: dog}, bark: {type: string}}}
"""


@pytest.mark.parametrize(
    ("key", "more"),
    [
        ("oneOf", ""),
        ("anyOf", ""),
        ("oneOf", ", discriminator: {propertyName: kind}"),
    ],
)
def test_unions_of_objects(generate: Generate, key: str, more: str) -> None:
    sample = generate(both_ways(PETS % (key, more)))
    cat, dog = sample.models.Cat, sample.models.Dog
    assert accepted(sample, {"pet": {"kind": "cat", "lives": 9}})
    assert accepted(sample, {"pet": {"kind": "dog", "bark": "wow"}})
    sample.server.play(httpx.Response(204))
    sent = sample.send("x.send", {"pet": cat(kind="cat", lives=9)})
    assert sent.json == {"value": {"pet": {"kind": "cat", "lives": 9}}}
    assert not accepted(sample, {"pet": {"kind": "cow"}})
    mixed = {"pet": {"kind": "cat", "bark": "wow", "lives": 1}}
    assert accepted(sample, mixed) is (key == "anyOf"), "of anyOf several may hold"
    assert not accepted(sample, {"pet": {"kind": "cat", "lives": 1, "brak": "wow"}})
    assert returned(sample, {"pet": {"kind": "cat", "lives": 9}}).pet == cat(kind="cat", lives=9)
    assert returned(sample, {"pet": {"kind": "dog", "bark": "wow"}}).pet == dog(
        kind="dog", bark="wow"
    )


TAGGED = """
Root:
  type: object
  properties:
    pet:
      oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
      discriminator: {propertyName: kind, mapping: {c: '#/components/schemas/Cat', d: Dog}}
Cat: {type: object, required: [kind], properties: {kind: {type: string}, name: {type: string}}}
Dog: {type: object, required: [kind], properties: {kind: {type: string}, name: {type: string}, bark: {type: string}}}
"""


def test_a_discriminator_tells_members_that_look_alike_apart(generate: Generate) -> None:
    sample = generate(both_ways(TAGGED))
    cat, dog = sample.models.Cat, sample.models.Dog
    for kind, cls in (("c", cat), ("d", dog)):
        pet = returned(sample, {"pet": {"kind": kind, "name": "x"}}).pet
        assert type(pet) is cls
    drifted = returned(sample, {"pet": {"kind": "c", "bark": "x"}}).pet
    assert type(drifted) is cat
    assert drifted.model_extra == {"bark": "x"}
    assert type(returned(sample, {"pet": {"kind": "new", "bark": "x"}}).pet) is dog
    assert accepted(sample, {"pet": {"kind": "d"}})


def test_without_a_mapping_a_discriminator_says_the_name_of_the_schema(generate: Generate) -> None:
    sample = generate(
        both_ways(TAGGED.replace(", mapping: {c: '#/components/schemas/Cat', d: Dog}", ""))
    )
    assert type(returned(sample, {"pet": {"kind": "Dog"}}).pet) is sample.models.Dog
    assert type(returned(sample, {"pet": {"kind": "Cat"}}).pet) is sample.models.Cat


def test_unions_of_classes_that_have_a_name(generate: Generate) -> None:
    sample = generate(
        both_ways("""
Root: {type: object, properties: {shape: {$ref: '#/components/schemas/Shape'},
  shapes: {type: array, items: {$ref: '#/components/schemas/Shape'}}}}
Shape: {anyOf: [{$ref: '#/components/schemas/Round'}, {$ref: '#/components/schemas/Square'}]}
Round: {type: object, properties: {radius: {type: integer}}}
Square: {type: object, properties: {side: {type: integer}, angle: {type: integer}}}
""")
    )
    models = sample.models
    with pytest.warns(sample.module().ResponseWarning, match=r"Square\.side"):
        read = returned(
            sample, {"shapes": [{"radius": 1}, {"side": "?", "angle": 3}], "shape": {"side": 2}}
        )
    assert [type(each) for each in (*read.shapes, read.shape)] == [
        models.Round,
        models.Square,
        models.Square,
    ]
    assert isinstance(read.shape, models.Shape)
    assert (read.shapes[1].side, read.shapes[1].angle) == ("?", 3)


def test_a_strict_client_goes_by_the_discriminator(generate: Generate) -> None:
    sample = generate(both_ways(TAGGED))
    sample.server.play({"pet": {"kind": "d", "bark": "x"}})
    assert type(sample.call("x.get", settings={"strict": True}).pet) is sample.models.Dog
    for pet, words in (
        ({"kind": "new"}, "'c', 'Cat', 'd' or 'Dog'"),
        ({"kind": "c", "bark": "x"}, "bark"),
    ):
        sample.server.play({"pet": pet})
        with pytest.raises(sample.module().ResponseValidationError, match=words):
            sample.call("x.get", settings={"strict": True})


def test_enums_of_values_of_many_kinds(generate: Generate) -> None:
    sample = generate(
        both_ways("""
Root:
  type: object
  properties:
    mixed: {enum: [1, two, null, true, 2.5]}
    fractions: {type: number, enum: [0.5, 1.5]}
    numbers: {type: array, items: {enum: [0.5, 2]}}
    whole: {const: {a: [1]}}
""")
    )
    good = ({"mixed": v} for v in (1, "two", None, True, 2.5))
    for value in (*good, {"fractions": 0.5}, {"numbers": [2, 0.5]}, {"whole": {"a": [1]}}):
        assert accepted(sample, value), value
        assert returned(sample, value).model_dump(exclude_unset=True) == value
    bad = ({"mixed": v} for v in (2, "three", False, 3.5))
    for value in (*bad, {"fractions": 1}, {"numbers": [1]}, {"whole": {"a": [2]}}):
        assert not accepted(sample, value), value
    assert returned(sample, {"mixed": "three"}).mixed == "three"


def test_several_types_of_which_one_has_parts(generate: Generate) -> None:
    sample = generate(
        both_ways("""
Root:
  type: object
  properties:
    words: {type: [string, array], items: {type: string}, minLength: 2, minItems: 1}
    part: {type: [object, integer, 'null'], properties: {n: {type: integer}}, required: [n]}
""")
    )
    for good in (
        {"words": "ab"},
        {"words": ["a"]},
        {"part": 3},
        {"part": None},
        {"part": {"n": 1}},
    ):
        assert accepted(sample, good), good
        assert returned(sample, good).model_dump(exclude_unset=True) == good
    for bad in ({"words": "a"}, {"words": []}, {"words": [1]}, {"part": "x"}, {"part": {}}):
        assert not accepted(sample, bad), bad


def test_union_members_that_nobody_knows_are_kept(generate: Generate) -> None:
    sample = generate(both_ways(PETS % ("oneOf", ", discriminator: {propertyName: kind}")))
    pet = returned(sample, {"pet": {"kind": "cow", "milk": 3}}).pet
    assert pet == {"kind": "cow", "milk": 3} or pet.model_extra.get("milk") == 3


def test_unions_of_scalars_and_of_objects_with_scalars(generate: Generate) -> None:
    sample = generate(
        both_ways("""
Root: {oneOf: [{type: string}, {type: integer, minimum: 1}, {$ref: '#/components/schemas/Range'},
  {type: array, items: {type: integer}}, {type: 'null'}]}
Range: {type: object, required: [from], properties: {from: {type: integer}}}
""")
    )
    for value in ("x", 3, {"from": 1}, [1, 2], None):
        assert accepted(sample, value), value
        result = returned(sample, value)
        assert result == (sample.models.Range(from_=1) if isinstance(value, dict) else value)
    for bad in (0, 1.5, {"from": "1"}, {"to": 1}, ["a"], True):
        assert not accepted(sample, bad), bad


def test_a_union_with_null_only_is_nullable(generate: Generate) -> None:
    sample = generate(
        both_ways("""
Root: {type: object, properties: {a: {anyOf: [{$ref: '#/components/schemas/A'}, {type: 'null'}]}}}
A: {type: object, properties: {n: {type: integer}}}
""")
    )
    assert accepted(sample, {"a": None})
    assert accepted(sample, {"a": {"n": 1}})
    assert returned(sample, {"a": {"n": 1}}).a == sample.models.A(n=1)
    assert "a: A | None = None" in sample.text("models.py")
    assert "a: AParams | A | None" in sample.text("params.py")


def test_properties_beside_a_union_belong_to_each_member(generate: Generate) -> None:
    sample = generate(
        both_ways("""
Root:
  type: object
  required: [id]
  properties: {id: {type: integer}}
  oneOf:
    - {type: object, required: [a], properties: {a: {type: string}}}
    - {type: object, required: [b], properties: {b: {type: string}}}
""")
    )
    assert accepted(sample, {"id": 1, "a": "x"})
    assert accepted(sample, {"id": 1, "b": "x"})
    assert not accepted(sample, {"a": "x"})
    assert not accepted(sample, {"id": 1, "b": 2})


def test_alternatives_that_only_say_what_is_required_are_no_union(generate: Generate) -> None:
    sample = generate(
        both_ways("""
Root:
  type: object
  properties: {a: {type: string}, b: {type: string}}
  anyOf: [{required: [a]}, {required: [b]}]
""")
    )
    assert [*sample.models.Root.model_fields] == ["a", "b"]
    assert accepted(sample, {"a": "x"})


def test_additional_properties(generate: Generate) -> None:
    sample = generate(
        both_ways("""
Root:
  type: object
  properties:
    closed: {$ref: '#/components/schemas/Closed'}
    open: {$ref: '#/components/schemas/Wide'}
    unsaid: {$ref: '#/components/schemas/Unsaid'}
Closed: {type: object, additionalProperties: false, properties: {a: {type: integer}}}
Wide: {type: object, additionalProperties: {type: integer}, properties: {a: {type: integer}}}
Unsaid: {type: object, properties: {a: {type: integer}}}
""")
    )
    assert accepted(sample, {"closed": {"a": 1}, "open": {"a": 1, "more": 2}, "unsaid": {"a": 1}})
    assert not accepted(sample, {"closed": {"more": 2}})
    assert not accepted(sample, {"unsaid": {"more": 2}})
    result = returned(sample, {"closed": {"more": 1}, "open": {"more": 1}, "unsaid": {"more": 1}})
    assert result.closed.more == result.open.more == result.unsaid.more == 1


def test_schemas_that_contain_themselves(generate: Generate) -> None:
    sample = generate(
        both_ways("""
Root:
  type: object
  properties:
    name: {type: string}
    parent: {$ref: '#/components/schemas/Root'}
    children: {type: array, items: {$ref: '#/components/schemas/Root'}}
    other: {$ref: '#/components/schemas/Other'}
    tree: {$ref: '#/components/schemas/Tree'}
Other: {type: object, properties: {root: {$ref: '#/components/schemas/Root'}}}
Tree: {type: object, additionalProperties: {$ref: '#/components/schemas/Tree'}}
""")
    )
    value = {
        "name": "a",
        "parent": {"name": "p", "parent": {"name": "pp"}},
        "children": [{"name": "c", "other": {"root": {"name": "r"}}}],
        "tree": {"x": {"y": {}}},
    }
    assert accepted(sample, value)
    assert not accepted(sample, {"children": [{"other": {"root": {"name": 1}}}]})
    assert not accepted(sample, {"tree": {"x": {"y": 1}}})
    result = returned(sample, value)
    assert result.parent.parent.name == "pp"
    assert result.children[0].other.root.name == "r"
    assert result.tree == {"x": {"y": {}}}


def test_an_object_of_anything_beside_others_does_not_keep_them_from_fitting(
    generate: Generate,
) -> None:
    sample = generate(
        both_ways("""
Root: {oneOf: [{$ref: '#/components/schemas/Made'}, {$ref: '#/components/schemas/Other'}]}
Made: {type: object, required: [ref], properties: {ref: {type: string}}}
Other: {type: object, title: Whatever}
""")
    )
    assert accepted(sample, {"ref": "a"})
    assert accepted(sample, {"wings": 2})
    sample.server.play({"ref": "a"})
    assert isinstance(sample.client(strict=True).x.get(), sample.models.Made)
    assert any("cannot be told apart" in each for each in sample.warnings)


def test_a_field_that_is_required_and_not_declared_has_its_name_in_python(
    generate: Generate,
) -> None:
    """It may be anything, and is sent by the name that the document requires."""
    sample = generate(
        both_ways("""
Root: {type: object, required: [showImage], properties: {showImages: {type: boolean}}}
""")
    )
    assert any("'showImage' is required and not declared" in each for each in sample.warnings)
    sample.server.play(httpx.Response(204))
    sent = sample.send("x.send", {"show_image": 1, "show_images": True})
    assert sent.json == {"value": {"showImage": 1, "showImages": True}}
    assert not accepted(sample, {"showImages": True})
    assert returned(sample, {"showImage": "x"}).show_image == "x"


def test_the_tag_of_a_union_has_its_name_in_python_too(generate: Generate) -> None:
    package = generate("""
paths:
  /pets:
    post:
      operationId: add
      requestBody: {required: true, content: {application/json: {schema: {type: array, items:
        {$ref: '#/components/schemas/Pet'}}}}}
      responses: {'204': {description: Done.}}
components:
  schemas:
    Pet:
      type: object
      required: ['@type']
      properties: {'@type': {type: string}}
      discriminator: {propertyName: '@type', mapping: {cat: '#/components/schemas/Cat'}}
      oneOf: [{$ref: '#/components/schemas/Cat'}]
    Cat: {type: object, required: ['@type'], properties: {'@type': {type: string}}}
""")
    client = package.client()
    schema = client.schema(client.add)
    assert schema["$defs"]["Pet"]["discriminator"]["propertyName"] == "type"
    samples = import_module(f"{package.name.rpartition('.')[0]}._runtime.testing.samples")
    arguments = samples.sample(schema)
    assert arguments == {"body": [{"type": "cat"}]}
    assert client.check(client.add, **arguments) == []
