"""Faults in a document's form of which only one thing can be meant: they are put right, with a warning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from adwright.document.grammar import GRAMMAR, SCHEMAS, Kind
from adwright.document.loading.unquoted import quote
from adwright.document.references import Path, is_reference, target_of
from adwright.document.text.source import Source, as_list, as_object, is_array, is_object
from adwright.problems import Id, Problem

_POSITION = re.compile(r"0|[1-9][0-9]?")
_SCHEMA = frozenset(
    "$ref type properties items enum const format required allOf anyOf oneOf additionalProperties".split()
)
_SCHEMA_MAPS = (("schemas",), ("definitions",))
_SCHEMA_LISTS = ("allOf", "anyOf", "oneOf")
_OPERATION_LISTS: dict[Kind, dict[str, type]] = {
    kind: {
        key: str if member.kind == "[string]" else dict
        for key, member in GRAMMAR[kind].items()
        if member.kind[0] == "[" and not member.lenient
    }
    for kind in ("path item", "operation")
}


_NULLS: dict[Kind, tuple[str, ...]] = {
    kind: tuple(
        key
        for key, member in members.items()
        if not (member.nullable or member.lenient or member.required)
        and (member.kind[0] in "[{" or member.kind in GRAMMAR)
    )
    for kind, members in GRAMMAR.items()
}
"""The keys below which a node, an array or a map stands, by kind: null there says the same as leaving it out."""


def repair(path: Path, node: dict[str, Any], kind: Kind, source: Source) -> None:
    """Put right what can only mean one thing.

    A list where one was left out around its only member, or written as an object with positions for names; no list
    around the schema of items; nothing where nothing was written; text that was not quoted as it was written.

    Args:
        path: where the object stands in its file.
        node: an object, changed in place.
        kind: its kind.
        source: the file, which gets a warning for each.
    """
    for id_, place, message, hint in (*_repairs(path, node, kind),):
        source.warnings.append(Problem(id_, source.locate(place), message, hint))
    quote(path, node, source, is_text=kind == "server variable")


def _repairs(path: Path, node: dict[str, Any], kind: Kind) -> Iterator[tuple[Id, Path, str, str]]:
    """What is put right in a node: the problem, its place, what is said of it, and what would be right."""
    for key in _bare_members(node, kind):
        if is_reference(node[key]):  # perhaps to a list
            node[key] = [node[key]]
            continue
        node[key], message = _listed(node[key], key)
        yield Id.LIST_EXPECTED, (*path, key), message, "write a list: `[...]`"
    for key in _NULLS.get(kind, ()):
        if key in node and node[key] is None:
            del node[key]
            yield Id.WRONG_TYPE, (*path, key), f"{key} is null; it is read as left out", ""
    if kind in SCHEMAS and is_array(items := node.get("items")):
        yield Id.WRONG_TYPE, (*path, "items"), *_of_items(node, items)
    if kind in SCHEMAS and node.get("type") in ("null", ["null"]) and (members := _not_null(node)):
        del node["type"]
        members.append({"type": "null"})
        words = "nothing is both null and one of these; it is read as one of them, or null"
        yield Id.SCHEMA_CONTRADICTION, path, words, "put null among them"
    if kind == "document":
        for key in [*as_object(node.get("paths"))]:
            if not key.startswith(("/", "x-", "$ref")) and not is_object(node["paths"][key]):
                del node["paths"][key]
                words = f"{key!r} is no path and is left out"
                yield Id.KEY_UNKNOWN, (*path, "paths", key), words, "paths begin with /"
    if kind == "media type" and (target_of(node) or ())[-2:-1] in _SCHEMA_MAPS:
        node["schema"] = {"$ref": node.pop("$ref")}
        words = "a reference to a schema in place of a media type; it is read as its schema"
        yield Id.REFERENCE_UNUSUAL, (*path, "$ref"), words, ""
    if kind == "parameter" and node.get("in") == "querystring" and "name" not in node:
        node["name"] = "querystring"
        yield (
            Id.KEY_MISSING,
            path,
            "'name' is missing; 'querystring' is taken",
            "add name, a string",
        )


def _not_null(node: dict[str, Any]) -> list[Any]:
    """The members of a union that says what they are, none of them null."""
    members = as_list(node.get("oneOf")) or as_list(node.get("anyOf"))
    said = [as_object(member) for member in members]
    is_told = all({"type", "$ref", "properties", "allOf"} & each.keys() for each in said)
    nulls = ("null" in (each.get("type"), *as_list(each.get("type"))) for each in said)
    return members if is_told and not any(nulls) else []


def _of_items(node: dict[str, Any], items: list[Any]) -> tuple[str, str]:
    """Read a list of schemas of items as older JSON Schema has it; what to say of it, and what would be right."""
    del node["items"]
    if len(items) == 1:
        node["items"] = items[0]
        return "items is a list of one schema; it is read as that of every item", "write the schema"
    node["prefixItems"] = items
    if "additionalItems" in node:
        node["items"] = node.pop("additionalItems")
    return "items is a list of schemas; it is read as prefixItems", "write prefixItems"


def _listed(value: Any, key: str) -> tuple[list[Any], str]:
    """The list that was meant, and what to say of it."""
    if key in _SCHEMA_LISTS and _has_positions(value):
        # References name the positions, so they stay; what is not there says nothing.
        members = [value.get(str(index), {}) for index in range(max(map(int, value)) + 1)]
        return members, f"{key} is an object with positions for names and is read as a list"
    return [value], f"{key} is read as a list of this one member"


def _bare_members(node: dict[str, Any], kind: Kind) -> list[str]:
    """The keys of a node whose value should stand in a list."""
    if kind in _OPERATION_LISTS:
        return [
            key for key, type_ in _OPERATION_LISTS[kind].items() if _is_bare(node.get(key), type_)
        ]
    return [
        key
        for key in _SCHEMA_LISTS
        if is_object(value := node.get(key))
        and (_SCHEMA & value.keys() or (_has_positions(value) and _may_be_list(value, key)))
    ]


def _has_positions(value: dict[str, Any]) -> bool:
    return bool(value) and all(_POSITION.fullmatch(name) for name in value)


def _may_be_list(value: dict[str, Any], key: str) -> bool:
    """Whether nothing is missing, or what is missing would have changed nothing."""
    return key == "allOf" or max(map(int, value)) + 1 == len(value)


def _is_bare(value: Any, kind: type) -> bool:
    return bool(value) and isinstance(value, kind)
