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
