"""What stands where in an OpenAPI 3.1 document: the kind of every node, from the kind of the one it stands in.

Walking by kind instead of by key, a property called `default` is a property, and an example that looks like a schema
is an example. Our own extensions are part of the grammar; those of others are data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from adwright.document.load import Document
from adwright.document.node import Node

Kind: TypeAlias = str
"""`document`, `operation`, `schema`, ...; `[x]` for an array and `{x}` for a map of them; `data` for anything else."""

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")

ANNOTATIONS = frozenset(
    """title description default example examples deprecated readOnly writeOnly externalDocs xml
    $comment""".split()
)
"""The keywords of a schema that say something of it without narrowing what it allows."""

_SCHEMA_MEMBERS: dict[str, Kind] = {
    "properties": "{property}",
    "patternProperties": "{schema}",
    "dependentSchemas": "{condition}",
    "$defs": "{schema}",
    "definitions": "{schema}",
    "allOf": "[member]",
    "anyOf": "[schema]",
    "oneOf": "[schema]",
    "prefixItems": "[schema]",
    "items": "schema",
    "additionalProperties": "schema",
    "unevaluatedProperties": "schema",
    "unevaluatedItems": "schema",
    "propertyNames": "condition",
    "contains": "condition",
    "not": "condition",
    "if": "condition",
    "then": "condition",
    "else": "condition",
    "x-warn": "[rule]",
}
# A condition tests a value that a schema elsewhere describes: nothing in it is a field or a type of its own.
_CONDITION_MEMBERS: dict[str, Kind] = {
    key: kind[0] + "condition" + kind[-1] if kind[0] in "[{" else "condition"
    for key, kind in _SCHEMA_MEMBERS.items()
    if key != "x-warn"
}

MEMBERS: Mapping[Kind, Mapping[str, Kind]] = {
    "document": {
        "info": "info",
        "servers": "[server]",
        "tags": "[tag]",
        "paths": "{path item}",
        "webhooks": "{path item}",
        "components": "components",
    },
    "components": {
        "schemas": "{schema}",
        "responses": "{response}",
        "parameters": "{parameter}",
        "examples": "{example}",
        "requestBodies": "{request body}",
        "headers": "{header}",
        "securitySchemes": "{security scheme}",
        "links": "{link}",
        "callbacks": "{callback}",
        "pathItems": "{path item}",
    },
    "path item": {
        **dict.fromkeys(METHODS, "operation"),
        "additionalOperations": "{operation}",
        "servers": "[server]",
        "parameters": "[parameter]",
    },
    "operation": {
        "parameters": "[parameter]",
        "requestBody": "request body",
        "responses": "{response}",
        "callbacks": "{callback}",
        "servers": "[server]",
        "x-rules": "[rule]",
    },
    "parameter": {"schema": "schema", "content": "{media type}", "examples": "{example}"},
    "header": {"schema": "schema", "content": "{media type}", "examples": "{example}"},
    "request body": {"content": "{media type}"},
    "response": {"headers": "{header}", "content": "{media type}", "links": "{link}"},
    "media type": {
        "schema": "schema",
        "itemSchema": "schema",
        "examples": "{example}",
        "encoding": "{encoding}",
    },
    "encoding": {"headers": "{header}"},
    "server": {"variables": "{data}"},
    "schema": _SCHEMA_MEMBERS,
    "property": _SCHEMA_MEMBERS,
    "rule": _CONDITION_MEMBERS,
    "condition": _CONDITION_MEMBERS,
    **{key: {} for key in ("info", "tag", "example", "security scheme", "link")},
}


def children(node: Node, kind: Kind) -> Iterator[tuple[Kind, Node]]:
    """The nodes of a kind's own grammar right below a node; what is data or misplaced is left out.

    Args:
        node: the node; it may be a reference, whose own members are what counts.
        kind: its kind.
    """
    if kind == "callback":
        yield from (("path item", child) for child in _named(node, "path item"))
        return
    for key, member_kind in MEMBERS.get(kind, {}).items():
        member = node.get(key)
        if member is None:
            continue
        if member_kind[0] == "{":
            members = list(_named(member, member_kind.strip("{}")))
        elif member_kind[0] == "[":
            members = list(member.elements())
        else:
            members = [member]
        for child in members:
            name = _exact(member_kind.strip("{}[]"), child)
            if name != "data" and (child.expect("an object") or child.expect("a boolean")):
                yield name, child


def kind_of_member(kind: Kind, key: str) -> Kind:
    """The kind of what stands below a key, `data` for all that the grammar does not know."""
    return MEMBERS.get(kind, {}).get(key, "data")


def walk_document(document: Document) -> Iterator[tuple[Kind, Node]]:
    """Every node of a document that the grammar knows, each once, with its kind.

    References are followed, so files beside the root are walked as far as something refers to
    them; a reference itself is a node too. The components of the root are walked in any case.
    """
    return _walk([("document", Node(document, (), document.root))])


def walk_operations(document: Document) -> Iterator[tuple[Kind, Node]]:
    """What `walk_document` gives, as far as an operation leads to it."""
    root = Node(document, (), document.root)
    return _walk([pair for pair in children(root, "document") if pair[0] == "path item"])


def _walk(start: list[tuple[Kind, Node]]) -> Iterator[tuple[Kind, Node]]:
    seen: set[tuple[str, ...]] = set()
    todo = start[::-1]
    while todo:
        kind, node = todo.pop()
        if node.path in seen:
            continue
        seen.add(node.path)
        yield kind, node
        further = list(children(node, kind))
        if isinstance(node.plain("$ref"), str):
            further.append(("schema" if kind in _SCHEMAS else kind, node.resolve()))
        todo += reversed(further)


_SCHEMAS = {"property", "condition", "rule"}

# Maps of these may be extended, so that a key with `x-` in them is no name.
EXTENSIBLE = {"path item", "response", "callback"}


def _named(node: Node, kind: Kind) -> Iterator[Node]:
    extensible = kind in EXTENSIBLE
    return (child for key, child in node.items() if not (extensible and key.startswith("x-")))


def _exact(kind: Kind, node: Node) -> Kind:
    """What a member of `allOf` is: a rule if it says so, a part of the schema otherwise."""
    if kind != "member":
        return kind
    return "rule" if "x-rule" in node else "schema"
