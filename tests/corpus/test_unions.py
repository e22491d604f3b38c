"""A union that is used alone and, elsewhere, together with more members."""

from __future__ import annotations

from collections.abc import Callable

from support import Package

SPEC = """
paths:
  /alone:
    post: &alone
      operationId: alone
      tags: [x]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Setup'}}}}
      responses: {'204': {description: done}}
  /more:
    post:
      operationId: more
      tags: [x]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              allOf:
                - {$ref: '#/components/schemas/Setup'}
                - {type: object, required: [role], properties: {role: {type: string}}}
      responses: {'204': {description: done}}
components:
  schemas:
    Setup:
      oneOf: [{$ref: '#/components/schemas/Chat'}, {$ref: '#/components/schemas/Mail'}]
    Chat: {type: object, required: [channel], properties: {channel: {type: string}}, additionalProperties: false}
    Mail: {type: object, required: [address], properties: {address: {type: string}}, additionalProperties: false}
"""


def test_each_use_takes_its_own_members(generate: Callable[..., Package]) -> None:
    package = generate(SPEC)
    assert package.send("x.alone", {"channel": "c"}).json == {"channel": "c"}
    assert package.send("x.more", {"address": "a", "role": "r"}).json == {
        "address": "a",
        "role": "r",
    }


TOLD = """
paths:
  /pets:
    get:
      operationId: pets
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}
components:
  schemas:
    Pet:
      oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
      discriminator:
        propertyName: kind
        mapping: {cat: Cat, dog: '#/components/schemas/Dog', puppy: '#/components/schemas/Dog'}
    Cat: {type: object, required: [kind], properties: {kind: {type: string}, name: {type: string}}}
    Dog: {type: object, required: [kind], properties: {kind: {type: string}, name: {type: string}}}
"""


def test_a_mapping_tells_members_apart_that_look_alike(generate: Callable[..., Package]) -> None:
    package = generate(TOLD)
    sent = [{"kind": kind, "name": "Rex"} for kind in ("dog", "cat", "puppy", "fish")]
    package.server.play((200, sent))
    pets = package.client().pets()
    assert [type(pet).__name__ for pet in pets[:3]] == ["Dog", "Cat", "Dog"]
    assert pets[3].kind == "fish"  # added by the server since: read as one of them
    assert 'kind: Literal["dog", "puppy"]' in package.text("models.py")
