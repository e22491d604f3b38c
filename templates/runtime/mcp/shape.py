"""The schema of a tool's arguments: that of the method, in the shape that agents take."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ..data import is_dict, is_list
from ..programs.methods import about_argument
from ..schemas.keywords import changed, nodes

_WHOLE = frozenset(
    {"type", "properties", "required", "additionalProperties", "$defs", "description"}
)
"""What the schema of all arguments consists of; agents take no unions and conditions at the top."""
_FOR_OTHERS = frozenset({"discriminator", "externalDocs", "xml"})
"""What OpenAPI adds to JSON Schema."""
_FILE = {
    "type": "string",
    "description": "The content: a text as it is, anything else as `data:image/png;name=cat.png;base64,...`.",
}


def input_schema(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of a tool.

    Args:
        arguments: The schema of a method's arguments, as `client.schema(method)` gives it.
    """
    ways = [way for way in arguments.get("anyOf", ()) if is_dict(way)] or [{**arguments}]
    merged = _merged(ways)
    definitions = {name: _shaped(each) for name, each in arguments.get("$defs", {}).items()}
    made = {**_shaped({**merged, "$defs": {}}), "type": "object"}
    made = {key: value for key, value in made.items() if key in _WHOLE}
    return _with_definitions(made, definitions)


def described(schema: dict[str, Any], method: Callable[..., Any]) -> dict[str, Any]:
    """A schema of arguments in which those that it says nothing of have the words of the method's docstring."""
    properties: dict[str, Any] = {}
    for name, each in schema["properties"].items():
        words = "" if "description" in each else about_argument(method, name)
        properties[name] = {**each, "description": words} if words else each
    return {**schema, "properties": properties}


def renamed(schema: dict[str, Any], plain: Callable[[str], str]) -> dict[str, Any]:
    """A schema of arguments with names that agents take; where one is another, the description has the first.

    Args:
        schema: The schema.
        plain: Gives a name as agents take it.
    """
    properties: dict[str, Any] = {
        plain(name): each if plain(name) == name else _with_words(each, [f"Called {name}."])
        for name, each in schema["properties"].items()
    }
    required = [plain(name) for name in schema.get("required", ())]
    return {**schema, "properties": properties, "required": required}


def rules_of(schema: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The rules that a schema has anywhere, by id: each with what it `says` and its `source`."""
    rules = (each["x-rule"] for each in nodes({**schema}) if "x-rule" in each)
    return {rule["id"]: rule for rule in rules}


def members_of_body(arguments: Mapping[str, Any]) -> frozenset[str]:
    """The names of the members of a body that is given as a whole, as the argument `body`."""
    body = arguments.get("properties", {}).get("body")
    parts = _parts(body, arguments.get("$defs", {}))
    return frozenset(name for part in parts for name in part.get("properties", ()))


def members_of(schema: Mapping[str, Any], path: str = "") -> list[str]:
    """The names of the members of an object, or of the objects in a list.

    Args:
        schema: The schema of the whole.
        path: Where it stands in that: dotted names.
    """
    definitions: Mapping[str, Any] = schema.get("$defs", {})
    parts = [*_parts({**schema}, definitions)]
    for step in path.split(".") if path else ():
        inner = [part.get("properties", {}).get(step) for part in parts]
        parts = [part for each in inner for part in _parts(each, definitions)]
    parts += [item for part in parts for item in _parts(part.get("items"), definitions)]
    return [*dict.fromkeys(name for part in parts for name in part.get("properties", ()))]


def files_of(arguments: Mapping[str, Any]) -> dict[str, bool]:
    """The arguments that are files, or lists of files; whether they are lists."""
    definitions: Mapping[str, Any] = arguments.get("$defs", {})
    ways = [each for each in arguments.get("anyOf", ()) if is_dict(each)]
    found = dict[str, bool]()
    for way in (*ways, arguments):
        for name, each in way.get("properties", {}).items():
            parts = [*_parts(each, definitions)]
            items = [item for part in parts for item in _parts(part.get("items"), definitions)]
            if any(map(_is_file, (*parts, *items))):
                found[name] = not any(map(_is_file, parts))
    return found


def _parts(schema: Any, definitions: Mapping[str, Any], depth: int = 0) -> Iterator[dict[str, Any]]:
    """A schema with what it refers to, and the members of unions in it."""
    if not is_dict(schema) or depth > 20:  # a schema may refer to itself
        return
    yield schema
    if "$ref" in schema:
        yield from _parts(
            definitions.get(schema["$ref"].rpartition("/")[2]), definitions, depth + 1
        )
    for key in ("anyOf", "oneOf", "allOf"):
        for each in schema.get(key, ()):
            yield from _parts(each, definitions, depth + 1)


def _is_file(schema: Mapping[str, Any]) -> bool:
    """Whether what a schema describes is bytes."""
    if schema.get("type", "string") != "string" or "contentEncoding" in schema:
        return False
    return "contentMediaType" in schema or schema.get("format") == "binary"


def _merged(ways: list[dict[str, Any]]) -> dict[str, Any]:
    """One schema for several ways to call a method, as for several media types of its body."""
    first, *others = ways
    if not others:
        return first
    properties = dict[str, list[Any]]()
    for way in ways:
        for name, each in way.get("properties", {}).items():
            known = properties.setdefault(name, [])
            if each is not False and each not in known:
                known.append(each)
    needed = [{*way.get("required", ())} for way in ways]
    return {
        **first,
        "properties": {name: _either(each) for name, each in properties.items() if each},
        "required": [name for name in first.get("required", ()) if all(name in x for x in needed)],
    }


def _either(schemas: list[Any]) -> Any:
    if len(schemas) == 1:
        return schemas[0]
    if all(is_dict(each) and [*each] == ["enum"] for each in schemas):
        return {"enum": [value for each in schemas for value in each["enum"]]}
    return {"anyOf": schemas}


def _shaped(schema: Any) -> Any:
    """A schema without what is only for judging: rules are left as sentences, extensions go."""
    if not is_dict(schema):
        return schema
    if _is_file(schema):
        return _with_words(_FILE, [schema.get("description", "")])
    warned: list[Any] = schema.get("x-warn", [])
    kept = {
        key: each
        for key, each in schema.items()
        if key not in _FOR_OTHERS and not key.startswith("x-")
    }
    parts: list[Any] = schema.get("allOf", [])
    said = [each["x-rule"]["says"] for each in (*parts, *warned) if _is_rule(each)]
    if "x-rule" in schema:
        said.append(schema["x-rule"]["says"])
    if "allOf" in kept:
        kept["allOf"] = [each for each in parts if not _is_rule(each)]
        if not kept["allOf"]:
            del kept["allOf"]
    made = changed(kept, _shaped)
    if "properties" in made:
        members = made["properties"].items()
        made["properties"] = {
            n: {} if each is True else each for n, each in members if each is not False
        }
    return _with_words(made, said)


def _is_rule(schema: Any) -> bool:
    """Whether a schema is a condition with a name."""
    return is_dict(schema) and "x-rule" in schema


def _with_words(schema: Mapping[str, Any], words: Iterable[str]) -> dict[str, Any]:
    """A schema with further sentences in its description."""
    said = [each for each in (schema.get("description", ""), *words) if each]
    return {**schema, "description": " ".join(dict.fromkeys(said))} if said else {**schema}


def _with_definitions(schema: dict[str, Any], definitions: Mapping[str, Any]) -> dict[str, Any]:
    """A schema with those definitions that it leads to."""
    found = dict[str, Any]()
    todo = [*_references(schema)]
    while todo:
        name = todo.pop()
        if name in definitions and name not in found:
            found[name] = definitions[name]
            todo += _references(definitions[name])
    rest = {key: each for key, each in schema.items() if key != "$defs"}
    return {**rest, "$defs": dict(sorted(found.items()))} if found else rest


def _references(node: Any) -> Iterator[str]:
    """The names of the definitions that are referred to anywhere in a schema."""
    if is_dict(node):
        for key, each in node.items():
            if key == "$ref" and isinstance(each, str):
                yield each.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
            else:
                yield from _references(each)
    elif is_list(node):
        for each in node:
            yield from _references(each)
