"""The grammar of OpenAPI 2.0 to 3.2: what may stand in each kind of node, in one table.

Walking by kind instead of by key, a property called `default` is a property, and an example that looks like a schema
is an example. Our own extensions that hold nodes are part of the grammar; those of others are data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

Kind: TypeAlias = str
"""`document`, `operation`, `schema`, ...; `[x]` for an array and `{x}` for a map of them; `data` for anything else."""

VERSIONS = ("2.0", "3.0", "3.1", "3.2")


@dataclass(frozen=True, slots=True)
class Member:
    """What may stand below a key.

    Attributes:
        kind: a kind of node or a JSON type, an array or a map of it, or `data`.
        required: nothing can be done without it.
        nullable: null says the same as leaving it out, as many real documents do.
        lenient: where it is of another kind it is left alone, and so is what stands in it.
        versions: the versions of OpenAPI that have it.
    """

    kind: Kind
    required: bool
    nullable: bool
    lenient: bool
    versions: frozenset[str]


def _read(text: str) -> Member:
    """A member as the table writes it: `~` lenient, `!` required, `?` nullable, then the versions if not all."""
    words, _, since = text.partition(" @")
    start = VERSIONS.index(since.rstrip("+")) if since else 0
    end = len(VERSIONS) if since[-1:] in ("", "+") else start + 1
    lenient, required, nullable = words[0] == "~", "!" in words, "?" in words
    return Member(words.strip("~!?"), required, nullable, lenient, frozenset(VERSIONS[start:end]))


def _each(names: str, kind: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), kind)


# Bounds and values, which parameters and headers of 2.0 have without a schema.
_LIMITS = """multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems minItems
    uniqueItems"""
_BARE = {
    **_each(f"type format default enum collectionFormat {_LIMITS}", "data @2.0"),
    "items": "~schema @2.0",
}
_DEEP_ENCODING = {
    "encoding": "~{encoding} @3.2",
    "prefixEncoding": "~[encoding] @3.2",
    "itemEncoding": "~encoding @3.2",
}

_SCHEMA = {
    "properties": "{property}",
    **_each("$defs definitions patternProperties", "{schema} @3.1+"),
    "items": "schema?",
    "additionalProperties": "schema",
    "allOf": "[member]",
    **_each("oneOf anyOf", "[schema] @3.0+"),
    "prefixItems": "[schema] @3.1+",
    **_each("if then else", "condition @3.1+"),
    "not": "condition @3.0+",
    **_each("unevaluatedProperties unevaluatedItems", "~schema @3.1+"),
    **_each("propertyNames contains contentSchema", "~condition @3.1+"),
    **_each("dependentSchemas dependencies", "~{condition} @3.1+"),
    **_each("title description format", "string?"),
    "enum": "array?",
    **_each(f"$ref type required default example readOnly maxProperties minProperties {_LIMITS}", "data"),
    "discriminator": "~discriminator",
    "xml": "~xml",
    "externalDocs": "~external documentation",
    **_each("writeOnly deprecated", "data @3.0+"),
    "nullable": "data @3.0",
    "collectionFormat": "data @2.0",
    **_each(
        """$id $schema $anchor $dynamicRef $dynamicAnchor $recursiveRef $recursiveAnchor $vocabulary $comment const
        examples maxContains minContains dependentRequired contentEncoding contentMediaType""",
        "data @3.1+",
    ),
    "x-warn": "~[rule]",
}  # fmt: skip
# A condition tests a value that a schema elsewhere describes: nothing in it is a field or a type of its own.
_CONDITION = {
    key: text.replace("property}", "condition}").replace("schema", "condition").replace("member]", "condition]")
    for key, text in _SCHEMA.items()
    if key != "x-warn"
}  # fmt: skip

_TEXTS: Mapping[Kind, Mapping[str, str]] = {
    "document": {
        "openapi": "string! @3.0+",
        "swagger": "data @2.0",
        "info": "info",
        "paths": "{path item}",
        "webhooks": "{path item} @3.1+",
        "components": "components @3.0+",
        "servers": "[server] @3.0+",
        "security": "[security requirement]",
        "tags": "[tag]",
        "externalDocs": "~external documentation",
        "jsonSchemaDialect": "data @3.1+",
        "$self": "data @3.2",
        **_each("host basePath schemes consumes produces", "data @2.0"),
        "definitions": "{schema} @2.0",
        "parameters": "{parameter} @2.0",
        "responses": "{response} @2.0",
        "securityDefinitions": "{security scheme} @2.0",
    },
    "info": {
        **_each("title version", "string"),
        "description": "string?",
        "summary": "string? @3.1+",
        "termsOfService": "data",
        "contact": "~contact",
        "license": "~license",
    },
    "contact": _each("name url email", "data"),
    "license": {**_each("name url", "data"), "identifier": "data @3.1+"},
    "server": {
        "url": "string!",
        "description": "string?",
        "name": "data @3.2",
        "variables": "{server variable}",
    },
    "server variable": _each("enum default description", "data"),
    "tag": {
        "name": "string!",
        "description": "string?",
        "externalDocs": "~external documentation",
        **_each("summary parent kind", "data @3.2"),
    },
    "external documentation": _each("url description", "data"),
    "components": {
        "schemas": "{schema}",
        "responses": "{response}",
        "parameters": "{parameter}",
        "examples": "~{example}",
        "requestBodies": "{request body}",
        "headers": "{header}",
        "securitySchemes": "{security scheme}",
        "links": "~{link}",
        "callbacks": "{callback}",
        "pathItems": "{path item} @3.1+",
        "mediaTypes": "~{media type} @3.2",
    },
    "path item": {
        "$ref": "data",
        **_each("get put post delete options head patch", "operation"),
        "trace": "operation @3.0+",
        "query": "operation @3.2",
        "additionalOperations": "{operation} @3.2",
        "parameters": "[parameter]",
        "servers": "[server] @3.0+",
        **_each("summary description", "data @3.0+"),
    },
    "operation": {
        **_each("operationId summary description", "string?"),
        "tags": "[string]",
        "parameters": "[parameter]",
        "requestBody": "request body @3.0+",
        "responses": "{response}",
        "callbacks": "{callback} @3.0+",
        "security": "[security requirement]",
        "servers": "[server] @3.0+",
        "deprecated": "boolean?",
        "externalDocs": "~external documentation",
        **_each("schemes consumes produces", "data @2.0"),
        "x-rules": "~[rule]",
    },
    "parameter": {
        **_BARE,
        **_each("name in", "string"),
        "description": "string?",
        "required": "boolean?",
        "schema": "schema?",
        "content": "{media type} @3.0+",
        "style": "string? @3.0+",
        "explode": "boolean? @3.0+",
        "allowEmptyValue": "data",
        **_each("allowReserved deprecated example", "data @3.0+"),
        "examples": "~{example} @3.0+",
    },
    "header": {
        **_BARE,
        "description": "data",
        "schema": "~schema @3.0+",
        "content": "~{media type} @3.0+",
        **_each("required deprecated style explode example", "data @3.0+"),
        **_each("allowEmptyValue allowReserved", "data @3.0"),
        "examples": "~{example} @3.0+",
    },
    "request body": {
        "description": "string?",
        "content": "{media type}",
        "required": "boolean?",
    },
    "response": {
        "description": "string?",
        "headers": "{header}",
        "content": "{media type} @3.0+",
        "links": "~{link} @3.0+",
        "summary": "data @3.2",
        "schema": "~schema @2.0",
        "examples": "data @2.0",
    },
    "media type": {
        "schema": "schema?",
        "itemSchema": "schema? @3.2",
        "example": "data",
        "examples": "~{example}",
        **_DEEP_ENCODING,
        "encoding": "{encoding}",
        "description": "data @3.2",
    },
    "encoding": {
        "headers": "~{header}",
        **_each("contentType style explode allowReserved", "data"),
        **_DEEP_ENCODING,
    },
    "example": {
        **_each("summary description value externalValue", "data"),
        **_each("dataValue serializedValue", "data @3.2"),
    },
    "link": {
        **_each("operationRef operationId parameters requestBody description", "data"),
        "server": "~server",
    },
    "callback": {"*": "path item"},
    "security requirement": {"*": "data"},
    "security scheme": {
        "type": "string!",
        "description": "data",
        **_each("name in", "string"),
        "scheme": "string @3.0+",
        **_each("bearerFormat openIdConnectUrl", "data @3.0+"),
        "flows": "~oauth flows @3.0+",
        **_each("deprecated oauth2MetadataUrl", "data @3.2"),
        **_each("flow authorizationUrl tokenUrl scopes", "data @2.0"),
    },
    "oauth flows": {
        **_each("implicit password clientCredentials authorizationCode", "~oauth flow"),
        "deviceAuthorization": "~oauth flow @3.2",
    },
    "oauth flow": {
        **_each("authorizationUrl tokenUrl refreshUrl scopes", "data"),
        "deviceAuthorizationUrl": "data @3.2",
    },
    "schema": _SCHEMA,
    "property": _SCHEMA,
    "rule": _CONDITION,
    "condition": _CONDITION,
    "discriminator": {**_each("propertyName mapping", "data"), "defaultMapping": "data @3.2"},
    "xml": {
        **_each("name namespace prefix attribute wrapped", "data"),
        "nodeType": "data @3.2",
    },
}

GRAMMAR: Mapping[Kind, Mapping[str, Member]] = {
    kind: {key: _read(text) for key, text in texts.items()} for kind, texts in _TEXTS.items()
}
"""By kind and key; the key `*` is any name. A kind that has no entry is a JSON type, `data`, or `member`.

`member` is what `allOf` has: a rule if it says so, a part of the schema otherwise.
"""


def _nodes(versions: frozenset[str]) -> Mapping[Kind, Mapping[str, Kind]]:
    return {
        kind: {
            key: member.kind
            for key, member in members.items()
            if member.versions & versions and inner(member.kind) in (*GRAMMAR, "member")
        }
        for kind, members in GRAMMAR.items()
    }


def inner(kind: Kind) -> Kind:
    """The kind of what is in an array or a map; a kind that is neither is that itself."""
    return kind.strip("{}[]")


NODES = _nodes(frozenset(VERSIONS))
"""The kinds of the nodes that stand right in a node, by its kind and their keys, in any version."""

MEMBERS = _nodes(frozenset(VERSIONS[1:]))
"""The same in OpenAPI 3."""

METHODS = tuple(key for key, member in GRAMMAR["path item"].items() if member.kind == "operation")

SCHEMAS = frozenset(("schema", "property", "rule", "condition"))
"""The kinds that are schemas."""

EXTENSIBLE = frozenset(("path item", "response", "callback"))
"""Maps of these may be extended, so that a key with `x-` in them is no name."""

ANNOTATIONS = frozenset(
    """title description default example examples deprecated readOnly writeOnly externalDocs xml
    $comment""".split()
)
"""The keywords of a schema that say something of it without narrowing what it allows."""


def kind_of_member(kind: Kind, key: str) -> Kind:
    """The kind of what stands below a key, `data` for all that is no node of the grammar."""
    members = MEMBERS.get(kind, {})
    return members.get(key) or (members.get("*", "data") if not key.startswith("x-") else "data")


def kind_of_target(kind: Kind) -> Kind:
    """The kind of what a node of some kind refers to."""
    return "schema" if kind in SCHEMAS else kind


def sections_of(kind: Kind) -> list[tuple[str, ...]]:
    """Where a document may have named nodes of a kind, in any version."""
    owners: list[tuple[Kind, tuple[str, ...]]] = [("components", ("components",)), ("document", ())]
    return [
        (*way, key)
        for owner, way in owners
        for key, member in GRAMMAR[owner].items()
        if member.kind == f"{{{kind}}}"
    ]
