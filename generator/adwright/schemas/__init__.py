"""JSON Schemas for editors: of `[tool.adwright]`, and of our extensions in a spec.

The files beside this module are what an editor is pointed to. They are made by the functions here,
from what the generator itself goes by: `python -m adwright.schemas` writes them anew.
"""

from __future__ import annotations

import json
import keyword
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from adwright.config import RUNTIME
from adwright.document.grammar import EXTENSIBLE, MEMBERS, Kind
from adwright.extensions.shapes import PLACES, SHAPES

FOLDER = Path(__file__).parent
DRAFT = "https://json-schema.org/draft/2020-12/schema"

_WORDS: Mapping[str, str] = {
    "x-source": "Where the fact comes from: document#Heading as printed.",
    "x-status": "How sure the fact is: documented (the default, never written), vendor or assumed. "
    "The last two need x-note.",
    "x-note": "Why the fact is taken as it is: the reason for x-status.",
    "x-access": "Whether a caller may send the property: to create, and to update.",
    "x-rule": "Makes a condition a business rule: its id, and one sentence that says it.",
    "x-warn": "Rules that only warn.",
    "x-rules": "Rules over the query parameters, by their names on the wire.",
    "x-compare": "A relation between two values of the object: dotted paths and an operator.",
    "x-zone": "A time without a zone may be sent; otherwise it is refused.",
    "x-resource": "The attribute of the client that the operation stands on, instead of its tag.",
    "x-method": "The name of the method, instead of the one made from operationId.",
    "x-pagination": "How the list goes on.",
    "x-envelope": "Where data, success flag and message stand in a wrapped response: dotted paths.",
    "x-wait": "How to ask for the state of what the operation starts, until it has ended.",
    "x-retry-safe": "Whether the request may be sent again, whatever its method says.",
    "x-idempotency-key": "The header that makes the request repeatable: each call sends a key of its own in it.",
    "x-actions": "Operations bound to a returned object: method name to operation.",
    "x-credentials": "Environment variables for credentials, and the login.",
    "x-environment": "The name of the environment, for environment= of the client.",
}
_BOOLEANS_TOO = ("schema", "property", "condition", "member")
"""Kinds that may be true or false instead of an object."""


def config_schema() -> dict[str, Any]:
    """The schema of the table `[tool.adwright]` of pyproject.toml."""
    text = {"type": "string", "minLength": 1}
    name = {
        "type": "string",
        "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
        "not": {"enum": [*keyword.kwlist]},
    }
    client = {
        "type": "object",
        "description": "One client package.",
        "required": ["name", "class", "spec"],
        "additionalProperties": False,
        "properties": {
            "name": {
                "description": "The package, inside the output package.",
                "allOf": [name, {"not": {"enum": [RUNTIME, "errors"]}}],
            },
            "class": {
                **name,
                "description": "The client class; Async is put before its twin's name.",
            },
            "spec": {**text, "description": "The root file of the specification."},
            "root": {
                **text,
                "description": "The folder that no $ref may leave, if not the spec's own.",
            },
            "overlays": {
                "description": "OpenAPI Overlay files that are applied to the spec, in this order.",
                "type": "array",
                "items": text,
            },
        },
    }
    return {
        "$schema": DRAFT,
        "title": "[tool.adwright]",
        "description": "What adwright generates. Paths are relative to the folder of pyproject.toml.",
        "type": "object",
        "required": ["output"],
        "additionalProperties": False,
        "properties": {
            "output": {
                **text,
                "description": "The package that holds the clients and their runtime.",
            },
            "clients": {"type": "array", "items": client},
        },
    }


def extensions_schema() -> dict[str, Any]:
    """The schema of our extensions, each where it may stand, in a file of a spec.

    It says nothing of OpenAPI itself, so it goes with any schema that does, and holds for every
    file of a spec that has `paths` or `components`. For a file that is one schema, editors are
    pointed to `#/$defs/schema`.
    """
    kinds = {*MEMBERS, "callback", "member"}
    return {
        "$schema": DRAFT,
        "title": "Extensions of OpenAPI that adwright reads",
        "$ref": "#/$defs/document",
        "$defs": {
            **{_name(kind): _of_kind(kind) for kind in sorted(kinds)},
            **{name: {"description": _WORDS[name], **shape} for name, shape in SHAPES.items()},
        },
    }


def _of_kind(kind: Kind) -> dict[str, Any]:
    if kind == "member":  # of allOf: a rule if it says so
        ref = {name: {"$ref": f"#/$defs/{name}"} for name in ("rule", "schema")}
        return {"if": {"required": ["x-rule"]}, "then": ref["rule"], "else": ref["schema"]}
    if kind == "callback":
        return {"type": "object", "patternProperties": {"^(?!x-)": {"$ref": "#/$defs/path-item"}}}
    misplaced = {name for name, places in PLACES.items() if kind not in places}
    properties = {key: _members(member) for key, member in MEMBERS[kind].items()}
    for name in SHAPES:
        shape = {"$ref": f"#/$defs/{name}"}
        if name in misplaced:
            properties[name] = False
        elif name in properties:  # what stands in it has a grammar of its own
            properties[name] = {"allOf": [shape, properties[name]]}
        else:
            properties[name] = shape
    types = ["object", "boolean"] if kind in _BOOLEANS_TOO else "object"
    return {"type": types, "properties": properties}


def _members(kind: Kind) -> dict[str, Any] | bool:
    """What stands below a key: one node, an array of them, a map to them, or plain data."""
    inner = kind.strip("{}[]")
    if inner == "data":
        return True
    ref = {"$ref": f"#/$defs/{_name(inner)}"}
    if kind.startswith("["):
        return {"items": ref}
    if not kind.startswith("{"):
        return ref
    return (
        {"patternProperties": {"^(?!x-)": ref}}
        if inner in EXTENSIBLE
        else {"additionalProperties": ref}
    )


def _name(kind: Kind) -> str:
    return kind.replace(" ", "-")


SCHEMAS = {"config": config_schema, "extensions": extensions_schema}


def file_of(name: str) -> Path:
    """Where a schema stands: `config` or `extensions`."""
    return FOLDER / f"{name}.schema.json"


def text_of(name: str) -> str:
    """A schema as it stands in its file."""
    return json.dumps(SCHEMAS[name](), indent=2) + "\n"
