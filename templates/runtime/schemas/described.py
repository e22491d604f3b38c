"""The schema of a method's arguments for people and tools: with the names of Python, and with words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..operation import Operation
from ..shapes import is_dict, is_list
from .store import Schema, changed

_HERE = frozenset(
    {"allOf", "anyOf", "oneOf", "if", "then", "else", "not", "x-warn", "dependentSchemas"}
)
"""Keywords whose schemas speak of the same object."""
_BETWEEN = _HERE | {"dependentRequired"}


def with_prose(schema: Schema, prose: str | None) -> Schema:
    """A schema with titles, descriptions, defaults and examples.

    Args:
        schema: The schema.
        prose: JSON text of what is said of its parts, by JSON pointer.
    """
    if prose is None or not is_dict(schema):
        return schema
    whole: dict[str, Any] = json.loads(json.dumps(schema))  # the schema itself is kept for judging
    said: dict[str, dict[str, Any]] = json.loads(prose)
    for pointer, words in said.items():
        node: Any = whole
        for step in pointer.split("/")[1:]:
            name = step.replace("~1", "/").replace("~0", "~")
            node = node[int(name)] if is_list(node) else node[name]
        if is_dict(node):
            node.update({key: value for key, value in words.items() if key not in node})
    return whole


def in_python_names(schema: Schema, names: Mapping[str, str] | None = None) -> Schema:
    """A schema with its properties called as in Python.

    Args:
        schema: The schema.
        names: Names in Python by those in JSON, of the object that the schema speaks of.
    """
    if not is_dict(schema):
        return schema
    own = {wire: name for name, wire in schema.get("x-names", {}).items()}
    known: dict[str, str] = {**(names or {}), **own}

    def renamed(wire: str) -> str:
        return known.get(wire, wire)

    here = {keyword: value for keyword, value in schema.items() if keyword in _HERE}
    rest = {key: value for key, value in schema.items() if key not in here and key != "x-names"}
    made = changed(rest, in_python_names)
    made |= changed(here, lambda each: in_python_names(each, known))
    for keyword in {"properties", "dependentSchemas", "dependentRequired"} & made.keys():
        made[keyword] = {renamed(name): each for name, each in made[keyword].items()}
    for name, needed in made.get("dependentRequired", {}).items():
        made["dependentRequired"][name] = [*map(renamed, needed)]
    if "required" in made:
        made["required"] = [*map(renamed, made["required"])]
    if "x-compare" in made:
        paths = made["x-compare"].items()
        made["x-compare"] = {k: v if k == "operator" else _path(v, known) for k, v in paths}
    return made


def _path(path: str, names: Mapping[str, str]) -> str:
    first, dot, rest = path.partition(".")
    return f"{names.get(first, first)}{dot}{rest}"


def arguments_schema(operation: Operation[Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of all arguments of a method, side by side as the method takes them.

    Args:
        operation: What the method calls.
        schema: The schema of parameters and body, in names of Python.
    """
    inner: dict[str, Any] = schema["properties"]
    parameters = inner["parameters"]
    names = {key: each.name for key, each in operation.keys}
    listed: dict[str, Any] = parameters.get("properties", {})
    properties = {names.get(key, key): value for key, value in listed.items()}
    required = [names.get(key, key) for key in parameters.get("required", ())]
    made: dict[str, Any] = {"type": "object", "properties": properties, "required": required}
    conditions = parameters.get("allOf", [])
    body = inner.get("body")
    if operation.body and operation.body.fields and is_dict(body):
        names = {argument: field for field, argument in operation.body.names.items()}
        fields: Any = in_python_names({**_resolved(body, schema), "x-names": names})
        properties.update(fields.get("properties", {}))
        required += fields.get("required", []) if operation.body.required else []
        further = fields.get("additionalProperties", False)
        if further is not False:
            properties["additional_properties"] = {
                "type": "object",
                "additionalProperties": further,
            }
        conditions = [*conditions, *_conditions(fields)]
    elif body is not None:
        properties["body"] = body
        required += ["body"] if operation.body and operation.body.required else []
    made |= {"allOf": conditions} if conditions else {}
    return {**made, "additionalProperties": False, "$defs": schema.get("$defs", {})}


def _conditions(schema: dict[str, Any]) -> list[Any]:
    """What a schema asks of members together, apart from what counts or names all of them."""
    held = {key: value for key, value in schema.items() if key in _BETWEEN or key.startswith("x-")}
    listed = held.pop("allOf", [])
    return [*listed, held] if held else listed


def _resolved(schema: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema and len(schema) == 1:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    return schema
