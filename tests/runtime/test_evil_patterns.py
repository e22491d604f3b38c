"""Patterns of a document that would be tried for ever: they take time in proportion to a text, or are given up."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest
from runtime.client import APIClient
from runtime.errors import RequestValidationError, ResponseValidationError
from runtime.spec.operation import Body, Operation, ResponseSpec
from runtime.spec.service import Service
from schemas_as_data import arguments, kept

EVIL = {
    "counts of counts": "^(a+)+$",
    "choices of the same": "^(a|a)*$",
    "with a look ahead": "^(?=a)(a+)+$",
    "with a look behind": "^(a+)+(?<=b)$",
    "with a reference back": r"^(a+)+\1b$",
    "deep": "^((((a+)+)+)+)+$",
}
TEXT = "a" * 20_000 + "!"
SAVE: Operation[Any] = Operation(
    "save", "POST", "/a", body=Body(), responses={"200": ResponseSpec(Any)}
)


def client(schema: dict[str, Any], answer: Any) -> APIClient:
    """One whose requests and responses are judged by a schema."""
    service = Service(
        "X",
        requests=kept({"operations/save": arguments(body=schema)}),
        responses=kept({"operations/save/200": schema}),
    )
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=answer))
    return APIClient(
        service, base_url="http://x", http_client=httpx.Client(transport=transport), strict=True
    )


@pytest.mark.parametrize("pattern", EVIL.values(), ids=EVIL)
@pytest.mark.parametrize("where", ["pattern", "patternProperties", "propertyNames"])
def test_judging_ends_soon(pattern: str, where: str) -> None:
    schema: dict[str, Any] = {"pattern": pattern}
    value: Any = TEXT
    if where == "patternProperties":
        schema, value = {where: {pattern: False}, "additionalProperties": False}, {TEXT: 1}
    elif where == "propertyNames":
        schema, value = {where: {"pattern": pattern}}, {TEXT: 1}
    started = time.process_time()
    with pytest.raises(RequestValidationError):
        client(schema, value).call(SAVE, body=value)
    with pytest.raises(ResponseValidationError):
        client(schema, value).call(SAVE, body=value, options={"check": False})
    assert time.process_time() - started < 5
