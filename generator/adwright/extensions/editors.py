"""What people read of the extensions: a JSON Schema for editors, and the table of the page on specs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from adwright.document.grammar import EXTENSIBLE, MEMBERS, Kind
from adwright.extensions.every import EVERY

FILE = Path(__file__).with_name("extensions.schema.json")
"""What an editor is pointed to."""
_BOOLEANS_TOO = ("schema", "property", "condition", "member")
"""Kinds that may be true or false instead of an object."""

_HEAD = "| on | extension | such as | says |\n| --- | --- | --- | --- |\n"
_TABLE = re.compile(re.escape(_HEAD) + r"(\|.*\n)*")


def schema_text() -> str:
    """The schema as it stands in its file."""
    return json.dumps(editor_schema(), indent=2) + "\n"


def editor_schema() -> dict[str, Any]:
    """The schema of our extensions, each where it may stand, in a file of a spec.

    It says nothing of OpenAPI itself, so it goes with any schema that does, and holds for every
    file of a spec that has `paths` or `components`. For a file that is one schema, editors are
    pointed to `#/$defs/schema`.
    """
    kinds = {*MEMBERS, "callback", "member"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Extensions of OpenAPI that adwright reads",
        "$ref": "#/$defs/document",
        "$defs": {
            **{_name(kind): _of_kind(kind) for kind in sorted(kinds)},
            **{each.name: {"description": each.says, **each.schema} for each in EVERY},
        },
    }


def _of_kind(kind: Kind) -> dict[str, Any]:
    if kind == "member":  # of allOf: a rule if it says so
        ref = {name: {"$ref": f"#/$defs/{name}"} for name in ("rule", "schema")}
        return {"if": {"required": ["x-rule"]}, "then": ref["rule"], "else": ref["schema"]}
    if kind == "callback":
        return {"type": "object", "patternProperties": {"^(?!x-)": {"$ref": "#/$defs/path-item"}}}
    properties = {key: _members(member) for key, member in MEMBERS[kind].items()}
    for extension in EVERY:
        name, shape = extension.name, {"$ref": f"#/$defs/{extension.name}"}
        if extension.on and kind not in extension.on:
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


def with_table(page: str) -> str:
    """A page of Markdown, its table of extensions as the declarations have it.

    Args:
        page: the page, which has such a table.
    """
    rows = (
        f"| {', '.join(each.on) or 'anything'} | `{each.name}` | `{each.example}` | {each.says} |\n"
        for each in EVERY
    )
    table = _HEAD + "".join(rows)
    return _TABLE.sub(lambda _: table, page)
