"""What is wrong in a document and harms nobody: it is read as far as it goes, and said at its line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from adwright.document.checks.careless import careless, meant_by_type
from adwright.document.checks.declared import undeclared
from adwright.document.document import Document
from adwright.document.grammar import SCHEMAS, Kind
from adwright.document.references import Path, is_reference
from adwright.document.styles import find_odd_style
from adwright.document.text.source import as_list, describe, is_array
from adwright.document.walk import walk
from adwright.problems import Id, Problem, did_you_mean

MOST_COUNT = 2**63 - 1
"""The largest number of characters, items or members that pydantic takes for a limit."""

_DUE: dict[Kind, tuple[str, ...]] = {"document": ("info",), "info": ("title", "version")}
"""What a document says of itself, without which its operations can be read all the same."""

_COUNTS = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")
_KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


def find_warnings(document: Document) -> Iterator[Problem]:
    """What is odd in a document and is repaired by leaving it out, or does no harm."""
    ids: set[str] = set()
    for path, node, kind in walk(document.root):
        for key, message, *hint in _of_schema(node, kind) if kind in SCHEMAS else ():
            yield Problem(Id.KEYWORD_UNUSABLE, document.locate((*path, key)), message, *hint)
        yield from careless(document, path, node, kind)
        if kind in ("schema", "property"):
            yield from undeclared(document, path, node)
        if kind in ("parameter", "encoding"):
            yield from _of_parameter(document, path, node, kind)
        for key in _DUE.get(kind, ()):
            if key not in node:
                at = document.locate(path)
                yield Problem(Id.KEY_MISSING, at, f"{key!r} is missing", f"add {key}")
        name = node.get("operationId")
        if isinstance(name, str) and kind == "operation":
            if name in ids:
                words = f"another operation has the operationId {name!r} too"
                at = document.locate((*path, "operationId"))
                yield Problem(Id.OPERATION_ID_REPEATED, at, words, "give each an id of its own")
            ids.add(name)


def _of_parameter(
    document: Document, path: Path, node: dict[str, Any], kind: Kind
) -> Iterator[Problem]:
    if odd := find_odd_style(node):
        yield Problem(Id.STYLE_UNKNOWN, document.locate((*path, "style")), *odd)
    for key in ("name", "in") if kind == "parameter" and not is_reference(node) else ():
        if key not in node:
            words = f"{key!r} is missing; the parameter is left out"
            yield Problem(Id.KEY_MISSING, document.locate(path), words, f"add {key}, a string")
    if node.get("in") == "querystring" and "content" not in node:
        words = "a whole query without a media type cannot be written and is left out"
        yield Problem(Id.QUERY_WITHOUT_CONTENT, document.locate(path), words, "give it content")


def _of_schema(node: dict[str, Any], kind: Kind) -> Iterator[tuple[str, ...]]:
    """What a schema says to no effect: the keyword, what is wrong, and what would be right if that is known."""
    said = node.get("type")
    for name in [said] if isinstance(said, str) else as_list(said):
        if isinstance(name, str) and name not in _KINDS:
            meant = meant_by_type(name) or did_you_mean(name.lower(), _KINDS)
            hint = meant or f"one of {', '.join(_KINDS)}"
            yield "type", f"{name!r} is no type, and is left out", hint
    if node.get("nullable") is True:  # in OpenAPI 3.0 it was rewritten
        yield "nullable", "OpenAPI 3.1 has no nullable: it says nothing", "type: [..., 'null']"
    listed: list[Any] = node["required"] if is_array(node.get("required")) else []
    required = [name for name in listed if isinstance(name, str)]
    if len(required) < len(listed):
        odd = next(name for name in listed if not isinstance(name, str))
        yield "required", f"a required name is {describe(odd)}, not a string; it is left out"
    repeated = sorted({name for name in required if required.count(name) > 1})
    if repeated:
        yield "required", f"{repeated[0]!r} is required twice; once counts"
    for key in ("allOf", "oneOf", "anyOf"):
        if is_array(node.get(key)) and not node[key]:
            yield key, f"an empty {key} says nothing and is left out"
    for key in _COUNTS:
        value = node.get(key)
        if isinstance(value, int | float) and not 0 <= value <= MOST_COUNT:
            yield key, f"{key} cannot be {value} and is left out"
    multiple = node.get("multipleOf")
    if isinstance(multiple, int | float) and multiple <= 0:
        yield "multipleOf", f"multipleOf cannot be {multiple} and is left out"
    if kind in ("schema", "property") and not _fits(node):
        wrong = f"the default is {describe(node['default'])}, not {node['type']}; it is not used"
        yield "default", wrong


def _fits(node: dict[str, Any]) -> bool:
    """Whether a schema's default is of its type; true where nothing can be said."""
    if "default" not in node or "type" not in node:
        return True
    kinds = [node["type"]] if isinstance(node["type"], str) else as_list(node["type"])
    allowed = [
        kind for name in kinds if isinstance(name, str) for kind in _KINDS.get(name, (object,))
    ]
    value = node["default"]
    if isinstance(value, bool) and bool not in allowed:
        return object in allowed
    return value is None or isinstance(value, tuple(allowed) or (object,))
