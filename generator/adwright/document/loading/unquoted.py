"""Values of text that stand without quotes, so that YAML takes them for others: they are read as they were written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from adwright.document.references import Path, find, target_of
from adwright.document.text.source import Source, as_list, as_object
from adwright.problems import Id, Problem

_TEXT = ("string", ["string"], ["string", "null"], ["null", "string"])
_ALTERNATIVES = ("allOf", "anyOf", "oneOf")
_DEEPEST = 20
"""Schemas that may stand in one another, or lead to one another, until one says that it is of text."""

_Place: TypeAlias = tuple[Path, Any, Any]
"""The way to a value, what holds it, and its key there."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A schema made of parts, one of which may say that all of it is text.

    Attributes:
        path: where it stands in its file.
        node: the schema.
        source: the file.
    """

    path: Path
    node: dict[str, Any]
    source: Source


def quote(path: Path, node: dict[str, Any], source: Source, *, is_text: bool) -> None:
    """Read the values of what says by itself that it is of text: a schema, a parameter of 2.0, a server variable.

    Args:
        path: where it stands in its file.
        node: the object, changed in place.
        source: the file, which gets a warning for each.
        is_text: whether it is of text, whatever it says.
    """
    if is_text or node.get("type") in _TEXT:
        _quote(source, [*_constants(path, node)])
    values = as_list(node.get("enum"))
    may_be_text = "type" not in node or node["type"] in _TEXT
    is_listed = may_be_text and bool(values) and all(isinstance(each, str) for each in values)
    if is_text or is_listed:  # else a default of another type is a mistake
        _quote(source, [*_default(path, node)])


def is_composed(node: dict[str, Any]) -> bool:
    """Whether a schema has values that may be text by what another part of it says."""
    return any(key in node for key in ("$ref", *_ALTERNATIVES)) and any(_bare((), node))


def quote_composed(found: Sequence[Composed], root: object) -> None:
    """Read the values of schemas as text that are of text by one of their parts.

    Args:
        found: the schemas, changed in place.
        root: the whole document, its references internal.
    """
    for each in found:
        if _is_text(each.node, root):
            _quote(each.source, [*_bare(each.path, each.node)])


def _is_text(node: dict[str, Any], root: object, depth: int = 0) -> bool:
    """Whether a schema is of text: it says so, one of what holds together does, or all of what it may be."""
    if "type" in node or depth > _DEEPEST:
        return node.get("type") in _TEXT
    target = target_of(node)
    parts = [*as_list(node.get("allOf")), *([find(root, target)] if target is not None else [])]
    if any(_is_text(as_object(part), root, depth + 1) for part in parts):
        return True
    choices = [as_list(node[key]) for key in ("anyOf", "oneOf") if node.get(key)]
    return any(
        all(_is_text(as_object(each), root, depth + 1) for each in choice) for choice in choices
    )


def _bare(path: Path, node: dict[str, Any], depth: int = 0) -> Iterator[_Place]:
    """The numbers, true and false in a schema and in its parts, unless these say themselves what they are of."""
    yield from _constants(path, node)
    yield from _default(path, node)
    for key in _ALTERNATIVES if depth < _DEEPEST else ():
        for index, part in enumerate(map(as_object, as_list(node.get(key)))):
            if "type" not in part:
                yield from _bare((*path, key, str(index)), part, depth + 1)


def _constants(path: Path, node: dict[str, Any]) -> Iterator[_Place]:
    if _is_bare(node.get("const")):
        yield (*path, "const"), node, "const"
    values = as_list(node.get("enum"))
    for index, value in enumerate(values):
        if _is_bare(value):
            yield (*path, "enum", str(index)), values, index


def _default(path: Path, node: dict[str, Any]) -> Iterator[_Place]:
    if _is_bare(node.get("default")):
        yield (*path, "default"), node, "default"


def _is_bare(value: object) -> bool:
    return isinstance(value, int | float)


def _quote(source: Source, places: Sequence[_Place]) -> None:
    for place, owner, key in places:
        owner[key] = text = _written(source, place)
        message = f"a value of a string stands without quotes; it is read as {text!r}"
        source.warnings.append(Problem(Id.TEXT_UNQUOTED, source.locate(place), message, "quote it"))


def _written(source: Source, place: Path) -> str:
    """What stands in a file at the place of a single value."""
    line, column = source.position(place)
    rest = source.text.splitlines()[line - 1][column - 1 :]
    member = rf"^[\"']?{re.escape(place[-1])}[\"']?\s*:\s*"  # one may be found at its name
    return re.split(r"[,\]}]|\s+#", re.sub(member, "", rest))[0].strip()
