"""The kinds of node that the reader relies on, as the grammar says them.

A node of another kind cannot be used and is an error; everything else that a formal check finds is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from adwright.document.document import Document
from adwright.document.grammar import GRAMMAR, SCHEMAS, Kind, Member, inner, kind_of_target
from adwright.document.node import Node
from adwright.document.nodes import members
from adwright.document.text.source import is_object
from adwright.document.walk import exact
from adwright.problems import Id, Problem

_Todo: TypeAlias = list[tuple[Node, Kind]]

_JSON = {"string": "a string", "boolean": "a boolean", "array": "an array"}
_STRICT: Mapping[Kind, Mapping[str, Member]] = {
    kind: {
        key: member
        for key, member in members.items()
        if not member.lenient and member.kind != "data" and member.versions - {"2.0"}
    }
    for kind, members in GRAMMAR.items()
}


def check_structure(document: Document) -> list[Problem]:
    """Every node of a kind that the reader cannot use."""
    problems: list[Problem] = []
    seen: set[int] = set()  # aliases make one object stand in many places
    todo: _Todo = [(Node(document, (), document.root), "document")]
    while todo:
        node, kind = todo.pop()
        kind = exact(kind, node.value)
        if kind in SCHEMAS and isinstance(node.value, bool):
            continue
        if not is_object(node.value):
            problems.append(_no_object(node, kind))
        elif node.is_reference and kind not in SCHEMAS:
            todo.append((node.resolve(), kind))
        elif id(node.value) not in seen:
            seen.add(id(node.value))
            problems += _check(node, kind, todo)
            if node.is_reference:  # a schema: what stands beside it counts too
                todo.append((node.resolve(), kind_of_target(kind)))
    return problems


def _no_object(node: Node, kind: Kind) -> Problem:
    """That a node is no object; what it says may be what the one key of it must say."""
    problem = node.wrong_kind("an object")
    needed = [key for key, member in _STRICT.get(kind, {}).items() if member.required]
    if len(needed) == 1 and isinstance(node.value, str):
        return replace(problem, hint=f"write {{{needed[0]}: {node.value}}}")
    return problem


def _check(node: Node, kind: Kind, todo: _Todo) -> Iterator[Problem]:
    """What is wrong right in a node; what is in it is left to do."""
    strict = _STRICT[kind]
    if "*" in strict:
        yield from _check_member(node, f"{{{strict['*'].kind}}}", todo)
        return
    for key, member in strict.items():
        child = node.get(key)
        if child is None:
            if member.required:
                hint = f"add {key}, {_JSON.get(member.kind, 'an object')}"
                yield node.problem(Id.KEY_MISSING, f"{key!r} is missing", hint)
        elif not (member.nullable and child.value is None):
            yield from _check_member(child, member.kind, todo)


def _check_member(node: Node, kind: Kind, todo: _Todo) -> Iterator[Problem]:
    """One node, an array `[x]` or a map `{x}` of them."""
    container = {"[": "an array", "{": "an object"}.get(kind[0])
    if container is not None and not node.expect(container):
        yield node.wrong_kind(container)
        return
    name = inner(kind)
    for child in members(node, kind):
        if kind[0] == "{" and child.key.startswith("x-") and not is_object(child.value):
            continue  # what extends a map that has no extensions harms nobody
        if name not in _JSON:
            todo.append((child, name))
        elif not child.expect(_JSON[name]):
            yield child.wrong_kind(_JSON[name])
