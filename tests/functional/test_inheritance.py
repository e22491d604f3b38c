"""A base with a discriminator: where it is referred to, any of those that build on it may stand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
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
    assert returned(sample, {"pet": {"petType": "bird", "wings": 2}}).pet.wings == 2
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
