"""Arguments that a method takes, made of the schemas of what may be sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..data import is_dict, is_list
from ..methods import arguments_schema
from ..schemas.store import Schemas
from ..spec.operation import Operation
from .samples import sample


def argument_samples(operation: Operation[Any], requests: Schemas) -> Iterator[dict[str, Any]]:
    """Samples of the arguments of a method: of those that must be given, then of all.

    Args:
        operation: What the method calls.
        requests: The schemas of what may be sent.
    """
    whole = arguments_schema(operation, requests)
    is_one = (
        "properties" in whole
    )  # else there are several ways to give a body, the usual one first
    schema = whole if is_one else {**whole["anyOf"][0], "$defs": whole["$defs"]}
    sent = requests.schema(f"operations/{operation.id}")
    needed = {name: schema["properties"].get(name, True) for name in schema["required"]}
    of_parameters = sent["properties"]["parameters"].get("required", ())
    has_body = len(needed) > len(of_parameters) or "body" not in sent.get("required", ())
    for each in [{**schema, "properties": needed}] * has_body + [schema]:
        made: Any = sample(each)
        given: dict[str, Any] = made if is_dict(made) else {}
        yield {
            name: _as_bytes(value, schema["properties"].get(name)) for name, value in given.items()
        }


def _as_bytes(value: Any, schema: Any) -> Any:
    """A value with bytes in the place of texts that stand for a file."""
    if not is_dict(schema):
        return value
    if is_list(value):
        return [_as_bytes(each, schema.get("items")) for each in value]
    is_file = schema.get("format") == "binary" and isinstance(value, str)
    return value.encode() if is_file else value
