"""Kinds of schema in places beside the plain one: nullable, in lists, as parts of others, without a word."""

from __future__ import annotations

import decimal
from typing import Any

import pytest
from support import Generate

ANYTHING = """
paths:
  /any:
    post:
      operationId: any_of_it
      requestBody: {required: true, content: {'*/*': {schema: {}}}}
      responses: {'204': {description: Done.}}
"""


@pytest.mark.parametrize(
    ("given", "media", "content"),
    [
        (b"\xff", "application/octet-stream", b"\xff"),
        (("a.zip", b"\xff", "application/zip"), "application/zip", b"\xff"),
        ("text", "text/plain", b"text"),
        ({"a": 1}, "application/json", b'{"a":1}'),
    ],
)
def test_a_range_with_an_empty_schema_takes_what_one_without_takes(
    generate: Generate, given: Any, media: str, content: bytes
) -> None:
    sample = generate(ANYTHING)
    sample.call("any_of_it", given)
    assert sample.sent[-1].headers["content-type"].partition(";")[0] == media
    assert sample.sent[-1].body == content


FIELDS = """
paths:
  /fields:
    post:
      operationId: send
      requestBody: {content: {application/json: {schema: {type: object, properties: {
        a: {type: [string, 'null'], format: decimal},
        b: {anyOf: [{type: string, format: decimal}, {type: 'null'}]},
        p: {type: string, pattern: '['}, q: {type: string, pattern: '[a-z'}}}}}}
      responses: {'204': {description: Done.}}
"""


@pytest.mark.parametrize("name", ["a", "b"])
def test_a_decimal_that_may_be_null_is_text(generate: Generate, name: str) -> None:
    sample = generate(FIELDS)
    sample.call("send", **{name: decimal.Decimal("1.10")})
    assert sample.sent[-1].json == {name: "1.10"}
    sample.call("send", **{name: None})
    assert sample.sent[-1].json == {name: None}


@pytest.mark.parametrize(("name", "pattern"), [("p", "["), ("q", "[a-z")])
def test_a_set_that_is_not_closed_is_no_pattern(
    generate: Generate, name: str, pattern: str
) -> None:
    """It is told and listed, and refuses nothing."""
    sample = generate(FIELDS)
    assert sum(f"the pattern {pattern!r} is not one" in each for each in sample.warnings) == 1
    sample.call("send", **{name: "X"})
    assert sample.sent[-1].json == {name: "X"}


PARTS = """
paths:
  /parts:
    post:
      operationId: send
      requestBody: {content: {multipart/form-data: {schema: {type: object, properties: {
        l: {anyOf: [{type: array, items: {type: string, contentMediaType: image/png}}, {type: 'null'}]},
        m: {allOf: [{type: string, contentMediaType: image/png}]}}}}}}
      responses: {'204': {description: Done.}}
"""


@pytest.mark.parametrize(("name", "given"), [("l", [b"x"]), ("m", b"x")], ids=["list", "part"])
def test_the_type_of_a_part_is_found_in_alternatives_and_parts(
    generate: Generate, name: str, given: Any
) -> None:
    sample = generate(PARTS)
    sample.method("send")(**{name: given})
    assert b"Content-Type: image/png" in sample.sent[-1].body
