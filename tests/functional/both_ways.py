"""Schemas in both directions: sent in a body, and returned."""

from __future__ import annotations

from typing import Any

import httpx
import yaml
from support import Package


def both_ways(schemas: str, root: str = "Root") -> dict[str, Any]:
    """A document with an operation that sends a schema, as `value` in its body, and one that returns it."""
    reference = {"$ref": f"#/components/schemas/{root}"}
    body = {"type": "object", "required": ["value"], "properties": {"value": reference}}
    return {
        "paths": {
            "/x": {
                "post": {
                    "operationId": "x.send",
                    "tags": ["x"],
                    "requestBody": {
                        "required": True,
                        "content": {"application/json": {"schema": body}},
                    },
                    "responses": {"204": {"description": "Nothing."}},
                },
                "get": {
                    "operationId": "x.get",
                    "tags": ["x"],
                    "responses": {
                        "200": {
                            "description": "It.",
                            "content": {"application/json": {"schema": reference}},
                        }
                    },
                },
            }
        },
        "components": {"schemas": yaml.safe_load(schemas)},
    }


def accepted(sample: Package, value: object) -> bool:
    """Whether a request with that value is sent; then it must arrive unchanged."""
    sample.server.play(httpx.Response(204))
    try:
        sent = sample.send("x.send", value)
    except sample.module().RequestValidationError:
        return False
    assert sent.json == {"value": value}
    return True


def returned(sample: Package, reply: object) -> Any:
    """What a reply is read as."""
    sample.server.play(reply)
    return sample.call("x.get")
