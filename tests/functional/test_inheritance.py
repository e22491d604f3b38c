"""A base with a discriminator: where it is referred to, any of those that build on it may stand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from support import Generate

from .both_ways import accepted, both_ways, returned

PETS = """
Root: {type: object, properties: {pet: {$ref: '#/components/schemas/Pet'}, pets: {type: array, items:
  {$ref: '#/components/schemas/Pet'}}, named: {type: object, additionalProperties: {$ref: '#/components/schemas/Pet'}},
  perhaps: {anyOf: [{$ref: '#/components/schemas/Pet'}, {type: 'null'}]}, dog: {$ref: '#/components/schemas/Dog'}}}
Pet:
  type: object
  description: An animal of the house.
  required: [petType]
  properties: {petType: {type: string}, name: {type: string}}
  discriminator: {propertyName: petType, mapping: {dog: '#/components/schemas/Dog'}}
Cat:
  allOf:
    - $ref: '#/components/schemas/Pet'
    - {type: object, properties: {bornAt: {type: string, format: date-time}}}
Dog:
  allOf:
    - $ref: '#/components/schemas/Pet'
    - {type: object, required: [packSize], properties: {packSize: {type: integer, minimum: 0}}}
Puppy:
  allOf:
    - $ref: '#/components/schemas/Dog'
    - {type: object, properties: {weeks: {type: integer}}}
"""
CAT = {"petType": "Cat", "bornAt": "2024-01-02T03:04:05Z"}
DOG = {"petType": "dog", "packSize": 2}
PUPPY = {"petType": "Puppy", "packSize": 1, "weeks": 3}


def test_what_comes_back_is_of_the_class_that_the_tag_names(generate: Generate) -> None:
    sample = generate(both_ways(PETS))
    read = returned(
        sample,
        {"pet": CAT, "pets": [DOG, PUPPY], "named": {"a": DOG}, "perhaps": PUPPY, "dog": PUPPY},
    )
    assert isinstance(read.pet, sample.models.Cat)
    assert isinstance(read.pet.born_at, datetime)
    assert [type(each).__name__ for each in read.pets] == ["Dog", "Puppy"]
    assert isinstance(read.named["a"], sample.models.Dog)
    assert isinstance(read.perhaps, sample.models.Puppy)
    assert read.perhaps.weeks == 3
    assert isinstance(read.dog, sample.models.Puppy)
    assert returned(sample, {"perhaps": None}).perhaps is None
    bird = returned(sample, {"pet": {"petType": "bird", "wings": 2, "packSize": 3}}).pet
    assert type(bird) is sample.models.Pet
    assert (bird.wings, bird.packSize) == (2, 3)
    assert type(returned(sample, {"pet": {"name": "x"}}).pet) is sample.models.Pet
    stray = returned(sample, {"dog": {"petType": "wolf", "packSize": 9}}).dog
    assert type(stray) is sample.models.Dog
    assert "An animal of the house." in sample.text("models.py")


@pytest.mark.parametrize(
    ("value", "is_right"),
    [
        ({"pet": CAT}, True),
        ({"pet": DOG}, True),
        ({"pet": PUPPY}, True),
        ({"pet": {"petType": "Pet", "name": "x"}}, True),
        ({"dog": PUPPY}, True),
        ({"pets": [CAT, DOG]}, True),
        ({"named": {"a": PUPPY}}, True),
        ({"perhaps": None}, True),
        ({"pet": {"petType": "dog"}}, False),
        ({"pet": {"petType": "bird"}}, False),
        ({"pet": {**CAT, "packSize": 1}}, False),
        ({"dog": CAT}, False),
        ({"pets": [{**DOG, "packSize": -1}]}, False),
    ],
)
def test_what_may_be_sent_goes_by_the_tag(
    generate: Generate, value: dict[str, Any], is_right: bool
) -> None:
    assert accepted(generate(both_ways(PETS)), value) == is_right


def test_names_of_python_are_those_of_the_member(generate: Generate) -> None:
    sample = generate(both_ways(PETS))
    sample.server.play((204, None))
    sent = sample.send(
        "x.send", value={"pet": {"pet_type": "Cat", "born_at": datetime(2024, 1, 2, tzinfo=UTC)}}
    )
    assert sent.json == {"value": {"pet": {"petType": "Cat", "bornAt": "2024-01-02T00:00:00Z"}}}


def test_a_child_without_fields_of_its_own_is_a_member(generate: Generate) -> None:
    sample = generate(
        both_ways("""
Root: {$ref: '#/components/schemas/Pet'}
Pet: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
Cat: {allOf: [{$ref: '#/components/schemas/Pet'}]}
Dog: {type: object, allOf: [{$ref: '#/components/schemas/Pet'}]}
""")
    )
    assert type(returned(sample, {"kind": "Cat"})) is sample.models.Cat
    assert type(returned(sample, {"kind": "Dog"})) is sample.models.Dog


FAMILY = """
Root: {type: object, properties: {pet: {$ref: '#/components/schemas/Pet'}, cat: {$ref: '#/components/schemas/Cat'}}}
Pet:
  type: object
  required: [kind]
  properties: {kind: {type: string}, owner: {type: object, properties: {name: {type: string}}}}
  discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat', kitten: '#/components/schemas/Kitten'}}
  oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Kitten'}]
Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {lives: {type: integer}}}]}
Kitten: {allOf: [{$ref: '#/components/schemas/Cat'}, {type: object, properties: {weeks: {type: integer}}}]}
"""


def test_a_parent_may_list_children_that_build_on_it(generate: Generate) -> None:
    sample = generate(both_ways(FAMILY))
    assert not sample.warnings
    kitten = {"kind": "kitten", "lives": 9, "weeks": 3, "owner": {"name": "Jo"}}
    assert accepted(sample, {"pet": kitten})
    read = returned(sample, {"pet": kitten, "cat": {"kind": "cat", "lives": 9}})
    assert type(read.pet) is sample.models.Kitten
    assert read.pet.owner.name == "Jo"
    assert type(read.cat) is sample.models.Cat
    for wrong in ({"kind": "cat", "weeks": 3}, {"kind": "dog"}, {"lives": 9}):
        assert not accepted(sample, {"pet": wrong}), wrong


def test_a_parent_that_lists_others_too_keeps_its_own_fields(generate: Generate) -> None:
    schemas = yaml.safe_load(FAMILY)
    del schemas["Pet"]["discriminator"]
    schemas["Cat"]["allOf"][1]["required"] = ["lives"]
    schemas["Pet"]["oneOf"] = [
        {"$ref": "#/components/schemas/Cat"},
        {"$ref": "#/components/schemas/Fish"},
    ]
    schemas["Fish"] = {
        "type": "object",
        "required": ["fins"],
        "properties": {"fins": {"type": "integer"}},
    }
    sample = generate(both_ways(yaml.safe_dump(schemas)))
    assert accepted(sample, {"pet": {"kind": "x", "lives": 9}})
    assert accepted(sample, {"pet": {"kind": "x", "fins": 2}})
    assert not accepted(sample, {"pet": {"fins": 2}})
    assert returned(sample, {"pet": {"kind": "x", "fins": 2}}).pet.fins == 2


@pytest.mark.parametrize("kind", ["base", "oneOf", "anyOf"])
def test_a_name_stands_for_its_schema_beside_a_mapping(generate: Generate, kind: str) -> None:
    """What comes back is known by it too, unless the mapping gives it to another one; what is sent is not."""
    mapping = "{dog: '#/components/schemas/Dog', Bird: '#/components/schemas/Cat'}"
    base = f"discriminator: {{propertyName: petType, mapping: {mapping}}}"
    members = ", ".join(
        f"{{$ref: '#/components/schemas/{name}'}}" for name in ("Dog", "Cat", "Bird")
    )
    schemas = {
        "base": f"Root: {{$ref: '#/components/schemas/Pet'}}\nPet: {{type: object, required: [petType], "
        f"properties: {{petType: {{type: string}}}}, {base}}}",
        "oneOf": f"Root: {{oneOf: [{members}], {base}}}\nPet: {{type: object, required: [petType], "
        "properties: {petType: {type: string}}}",
        "anyOf": f"Root: {{anyOf: [{members}], {base}}}\nPet: {{type: object, required: [petType], "
        "properties: {petType: {type: string}}}",
    }
    children = "\n".join(
        f"{name}: {{allOf: [{{$ref: '#/components/schemas/Pet'}}, {{properties: {{{own}: {{type: integer}}}}}}]}}"
        for name, own in (("Dog", "packSize"), ("Cat", "lives"), ("Bird", "wings"))
    )
    sample = generate(both_ways(f"{schemas[kind]}\n{children}"))
    for tag, name, own in (
        ("dog", "Dog", "packSize"),
        ("Dog", "Dog", "packSize"),
        ("Bird", "Cat", "lives"),
        ("Cat", "Cat", "lives"),
    ):
        value = {"petType": tag, own: 1}
        assert type(returned(sample, value)).__name__ == name
        assert accepted(sample, value) or tag not in ("dog", "Bird")
        assert kind != "base" or accepted(sample, value) is (tag in ("dog", "Bird"))
    assert kind != "base" or not accepted(sample, {"petType": "cat"})
    assert 'Literal["dog"]' in sample.text("params.py") or kind != "base"


def test_what_tells_the_class_may_be_missing_where_it_is_not_required(generate: Generate) -> None:
    """In a response alone: what is sent says what it is."""
    pets = """
Root: {type: object, properties: {pet: {$ref: '#/components/schemas/Pet'}}}
Pet: {type: object, REQUIRED discriminator: {propertyName: kind},
  properties: {kind: {type: string}, name: {type: string}}}
Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {bark: {type: string}}}]}
"""
    free = generate(both_ways(pets.replace("REQUIRED", "")))
    free.server.play({"pet": {"name": "x"}})
    assert type(free.call("x.get", settings={"strict": True}).pet) is free.models.Pet
    free.server.play({"pet": {"name": 7}})
    with pytest.raises(free.module().ResponseValidationError, match=r"pet\.name"):
        free.call("x.get", settings={"strict": True})
    assert not accepted(free, {"pet": {"name": "x"}})
    asked = generate(both_ways(pets.replace("REQUIRED", "required: [kind],")))
    asked.server.play({"pet": {"name": "x"}})
    with pytest.raises(asked.module().ResponseValidationError, match=r"pet\.kind is missing"):
        asked.call("x.get", settings={"strict": True})
