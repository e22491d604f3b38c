"""Operations that share an `operationId`, as some documents have it: each is judged by its own schema."""

from __future__ import annotations

import pytest
from support import Generate

TWICE = """
paths:
  /cats: {post: {operationId: add, tags: [cats], requestBody: {required: true, content: {application/json: {schema:
    {type: object, required: [lives], properties: {lives: {type: integer}}}}}}, responses: {'204': {description: .}}}}
  /dogs: {post: {operationId: add, tags: [dogs], requestBody: {required: true, content: {application/json: {schema:
    {type: object, required: [bark], properties: {bark: {type: string}}}}}}, responses: {'204': {description: .}}}}
"""


def test_each_goes_by_its_own_schema(generate: Generate) -> None:
    sample = generate(TWICE)
    sample.server.play((204, None))
    assert sample.send("cats.add", 9).json == {"lives": 9}
    assert sample.send("dogs.add", "wow").json == {"bark": "wow"}
    for method in ("cats.add", "dogs.add"):
        with pytest.raises(sample.module().RequestValidationError):
            sample.call(method, None)
