"""Schemas as generated packages carry them, made from dicts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from runtime.schemas.store import Schemas

TEXT: dict[str, Any] = {"type": "string"}
WHOLE: dict[str, Any] = {"type": "integer"}


def kept(schemas: Mapping[str, Any]) -> Schemas:
    """Schemas by key, each as JSON text."""
    return Schemas({key: json.dumps(value) for key, value in schemas.items()})


def closed(
    properties: Mapping[str, Any], required: Sequence[str] = (), **more: Any
) -> dict[str, Any]:
    """The schema of an object that has no other members."""
    made = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return {**made, **({"required": list(required)} if required else {}), **more}


def ref(name: str) -> dict[str, Any]:
    """A reference to a named schema."""
    return {"$ref": f"#/$defs/{name}"}


def arguments(
    parameters: Mapping[str, Any] | None = None,
    required: Sequence[str] = (),
    body: Any = None,
    body_required: bool = True,
    **more: Any,
) -> dict[str, Any]:
    """The schema of the arguments of an operation.

    Args:
        parameters: Schemas of its parameters.
        required: Those that must be given.
        body: The schema of its body, if it has one.
        body_required: Whether the body must be given.
        **more: Further keywords of the schema of the parameters, such as `allOf`.
    """
    inner: dict[str, Any] = {"type": "object", "properties": dict(parameters or {})}
    inner |= {"required": list(required)} if required else {}
    properties = {"parameters": {**inner, **more}}
    needed = ["parameters"]
    if body is not None:
        properties["body"] = body
        needed += ["body"] if body_required else []
    return {"type": "object", "properties": properties, "required": needed}
