"""The kinds of node that the reader relies on: what each object of OpenAPI holds.

A node of another kind cannot be used and is an error; everything else that a formal check finds is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator

from adwright.document.load import Document
from adwright.document.node import Node
from adwright.document.source import is_object
from adwright.problems import Problem

# Kind of each member: a JSON type, the name of another table entry, `[x]` for an array and `{x}` for a map of it.
# A `!` marks what must be there, a `?` what may also be null, since many real documents say null for "nothing".
_OBJECTS: dict[str, dict[str, str]] = {
    "document": {
        "openapi!": "string", "info!": "info", "servers": "[server]", "paths": "{path item}",
        "webhooks": "{path item}", "components": "components", "security": "[any object]", "tags": "[tag]",
    },
    "info": {"title!": "string", "version!": "string", "description": "string?", "summary": "string?"},
    "server": {"url!": "string", "description": "string?", "variables": "{any object}"},
    "tag": {"name!": "string", "description": "string?"},
    "components": {
        "schemas": "{schema}", "responses": "{response}", "parameters": "{parameter}", "requestBodies": "{body}",
        "headers": "{any object}", "securitySchemes": "{security scheme}", "pathItems": "{path item}",
        "callbacks": "{callback}",
    },
    "security scheme": {"type!": "string", "name": "string", "in": "string", "scheme": "string"},
    "path item": {
        **dict.fromkeys(("get", "put", "post", "delete", "options", "head", "patch", "trace", "query"), "operation"),
        "parameters": "[parameter]", "servers": "[server]", "additionalOperations": "{operation}",
    },
    "operation": {
        "operationId": "string?", "tags": "[string]", "summary": "string?", "description": "string?",
        "parameters": "[parameter]", "requestBody": "body", "responses": "{response}", "security": "[any object]",
        "servers": "[server]", "deprecated": "boolean?", "callbacks": "{callback}",
    },
    "callback": {},  # a map: see `_check`
    "parameter": {
        "name!": "string", "in!": "string", "required": "boolean?", "schema": "schema?", "content": "{media type}",
        "style": "string?", "explode": "boolean?", "description": "string?",
    },
    "body": {"content": "{media type}", "required": "boolean?", "description": "string?"},
    "response": {"description": "string?", "content": "{media type}", "headers": "{any object}"},
    "media type": {"schema": "schema?", "itemSchema": "schema?", "encoding": "{any object}"},
    "schema": {
        "properties": "{schema}", "patternProperties": "{schema}", "items": "schema?", "prefixItems": "[schema]",
        "additionalProperties": "schema", "allOf": "[schema]", "oneOf": "[schema]", "anyOf": "[schema]",
        "not": "schema", "if": "schema", "then": "schema", "else": "schema",
        "$defs": "{schema}", "definitions": "{schema}",
        "enum": "array?", "description": "string?", "title": "string?", "format": "string?",
    },
}  # fmt: skip
_JSON = {
    "string": "a string", "boolean": "a boolean", "array": "an array", "any object": "an object",
    "number": "a number", "integer": "an integer",
}  # fmt: skip


def check_structure(document: Document) -> list[Problem]:
    """Every node of a kind that the reader cannot use."""
    problems: list[Problem] = []
    seen: set[int] = set()  # aliases make one object stand in many places
    todo: list[tuple[Node, str]] = [(Node(document, (), document.root), "document")]
    while todo:
        node, kind = todo.pop()
        if kind == "schema" and isinstance(node.value, bool):
            continue
        if not is_object(node.value):
            problems.append(node.wrong_kind("an object"))
        elif isinstance(node.plain("$ref"), str) and kind != "schema":
            todo.append((node.resolve(), kind))
        elif id(node.value) not in seen:
            seen.add(id(node.value))
            found, further = _check(node, kind)
            problems += found
            todo += further
            if isinstance(node.plain("$ref"), str):  # a schema: what stands beside it counts too
                todo.append((node.resolve(), kind))
    return problems


def _check(node: Node, owner: str) -> tuple[list[Problem], list[tuple[Node, str]]]:
    problems: list[Problem] = []
    further: list[tuple[Node, str]] = []
    if owner == "callback":
        return [*_check_members(node, "{path item}", further)], further
    for key, kind in _OBJECTS[owner].items():
        name, required = key.rstrip("!"), key.endswith("!")
        if name not in node:
            if required:
                problems.append(
                    node.problem(
                        f"{name!r} is missing", f"add {name}, {_JSON.get(kind, 'an object')}"
                    )
                )
            continue
        member = node[name]
        if kind.endswith("?") and member.value is None:
            continue
        kind = kind.rstrip("?")
        if kind in _JSON:
            if not member.expect(_JSON[kind]):
                problems.append(member.wrong_kind(_JSON[kind]))
        elif kind in _OBJECTS:
            further.append((member, kind))
        else:
            problems += _check_members(member, kind, further)
    return problems, further


def _check_members(node: Node, kind: str, further: list[tuple[Node, str]]) -> Iterator[Problem]:
    """An array `[x]` or a map `{x}`."""
    container = "an array" if kind[0] == "[" else "an object"
    if not node.expect(container):
        yield node.wrong_kind(container)
        return
    inner = kind[1:-1]
    children = (
        node.elements()
        if kind[0] == "["
        else (child for key, child in node.items() if not key.startswith("x-"))
    )
    for child in children:
        if inner in _OBJECTS:
            further.append((child, inner))
        elif not child.expect(_JSON[inner]):
            yield child.wrong_kind(_JSON[inner])
