"""Names of fields that a schema demands or a rule reads, and that the schema does not declare."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from adwright.document.document import Document
from adwright.document.references import Path, find, target_of
from adwright.document.text.source import as_list, as_object, is_object
from adwright.problems import Id, Problem, did_you_mean

_PARTS = ("allOf", "anyOf", "oneOf")
_BRANCHES = ("if", "then", "else")
_MOST = 500
"""Schemas that are looked at for the fields of one."""


def undeclared(document: Document, path: Path, node: dict[str, Any]) -> Iterator[Problem]:
    """What a schema of an object names without declaring it.

    A member of `allOf` and the like is judged with the schema that it is a part of.

    Args:
        document: its document.
        path: where it stands.
        node: the schema.
    """
    if path[-2:-1] and path[-2] in _PARTS:
        return
    rules = [*_rules(node, path)]
    demanded = {*map(str, as_list(node.get("required")))}
    if not rules and demanded <= as_object(node.get("properties")).keys():
        return
    fields, is_open = _fields(document.root, node)
    if not fields:
        return
    for index, name in enumerate(as_list(node.get("required"))):
        at = (*path, "required", str(index))
        yield from _unless_known(document, at, name, fields, is_open, "required")
    for at, rule in rules:
        id_ = str(as_object(rule["x-rule"]).get("id"))
        for place, name in _read(rule, at):
            yield from _unless_known(document, place, name, fields, is_open, f"read by {id_}")


def _unless_known(
    document: Document, at: Path, name: object, fields: set[str], is_open: bool, how: str
) -> Iterator[Problem]:
    if not isinstance(name, str) or name in fields:
        return
    meant = did_you_mean(name, fields, 0.75)
    if meant or not is_open:
        hint = meant or "declare it, or correct the name"
        words = f"the field {name!r} is {how} and not declared"
        yield Problem(Id.FIELD_UNDECLARED, document.locate(at), words, hint)


def _rules(node: dict[str, Any], path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The business rules that stand right on a schema."""
    for key in ("allOf", "x-warn"):
        for index, rule in enumerate(as_list(node.get(key))):
            if is_object(rule) and "x-rule" in rule:
                yield (*path, key, str(index)), rule


def _read(rule: dict[str, Any], at: Path) -> Iterator[tuple[Path, object]]:
    """The names of the fields of the object itself that a rule reads or demands, each with its place."""
    todo = [(rule, at)]
    while todo:
        part, path = todo.pop()
        for index, name in enumerate(as_list(part.get("required"))):
            yield (*path, "required", str(index)), name
        for key in ("properties", "dependentRequired", "dependentSchemas"):
            for name in as_object(part.get(key)):
                yield (*path, key, name), name
        for name, names in as_object(part.get("dependentRequired")).items():
            for index, other in enumerate(as_list(names)):
                yield (*path, "dependentRequired", name, str(index)), other
        for key in (*_BRANCHES, "not"):
            if is_object(inner := part.get(key)):
                todo.append((inner, (*path, key)))
        for key in _PARTS:
            inner = as_list(part.get(key))
            todo += [(m, (*path, key, str(i))) for i, m in enumerate(inner) if is_object(m)]


def _fields(root: dict[str, Any], node: dict[str, Any]) -> tuple[set[str], bool]:
    """The fields that a schema declares, in all of its parts, and whether it takes others by design."""
    fields: set[str] = set()
    is_open = False
    todo: list[Any] = [node]
    seen: set[int] = set()
    while todo and len(seen) < _MOST:
        part = as_object(todo.pop())
        if id(part) in seen or "x-rule" in part:
            continue
        seen.add(id(part))
        fields |= as_object(part.get("properties")).keys()
        more = part.get("additionalProperties", part.get("unevaluatedProperties", False))
        is_open = is_open or more is not False or "patternProperties" in part
        todo += [each for key in _PARTS for each in as_list(part.get(key))]
        todo += [part.get(key) for key in _BRANCHES]
        todo += as_object(part.get("dependentSchemas")).values()
        if (target := target_of(part)) is not None:
            todo.append(find(root, target))
    return fields, is_open or bool(todo)
