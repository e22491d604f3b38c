"""The schema of a method's arguments for people and tools: with the names of Python, and with words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..operation import Operation
from ..shapes import is_dict, is_list
from .store import DATA, MAPS, Schema


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
    known = {**(names or {}), **own}
    made: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword == "x-names":
            continue
        made[keyword] = _renamed(keyword, value, known)
    return made


def _renamed(keyword: str, value: Any, names: Mapping[str, str]) -> Any:
    here = keyword in ("allOf", "anyOf", "oneOf", "if", "then", "else", "not", "x-warn")
    if keyword in ("properties", "dependentSchemas"):
        inner = names if keyword == "dependentSchemas" else None
        return {names.get(k, k): in_python_names(v, inner) for k, v in value.items()}
    if keyword == "required":
        return [names.get(each, each) for each in value]
    if keyword == "dependentRequired":
        return {
            names.get(key, key): [names.get(each, each) for each in needed]
            for key, needed in value.items()
        }
    if keyword == "x-compare":
        return {k: _path(v, names) if k != "operator" else v for k, v in value.items()}
    if keyword in DATA:
        return value
    if keyword in MAPS:
        return {name: in_python_names(each) for name, each in value.items()}
    if is_list(value):
        return [in_python_names(x, names if here else None) if is_dict(x) else x for x in value]
    return in_python_names(value, names if here else None) if is_dict(value) else value


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
        fields = _resolved(body, schema)
        properties.update(fields.get("properties", {}))
        required += fields.get("required", []) if operation.body.required else []
        conditions = [*conditions, *fields.get("allOf", [])]
    elif body is not None:
        properties["body"] = body
        required += ["body"] if operation.body and operation.body.required else []
    made |= {"allOf": conditions} if conditions else {}
    return {**made, "additionalProperties": False, "$defs": schema.get("$defs", {})}


def _resolved(schema: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema and len(schema) == 1:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    return schema
