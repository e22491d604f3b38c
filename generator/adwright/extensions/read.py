"""Our extensions of OpenAPI, read by shape: one of another shape belongs to somebody else and is left alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adwright.document.node import Node
from adwright.document.source import as_object
from adwright.ir.model import Access
from adwright.ir.text import Text
from adwright.problems import Problem

Keys = Mapping[str, type | tuple[type, ...] | frozenset[str]]
"""The members of an extension: a type, or the strings allowed. The first key must be there."""

ENVELOPE: Keys = {"data": str, "success": str, "message": str}
PAGINATION: Keys = {
    "style": frozenset({"page", "offset", "cursor", "link"}),
    "in": frozenset({"query", "body"}),
    "page": str,
    "size": str,
    "offset": str,
    "cursor": str,
    "next": str,
    "items": str,
    "total": str,
    "pages": str,
    "first": int,
    "iterator": str,
}
WAIT: Keys = {
    "operation": str,
    "method": str,
    "arguments": dict,
    "state": str,
    "done": list,
    "failed": list,
}


def read(node: Node, name: str, keys: Keys, warnings: list[Problem]) -> dict[str, Any] | None:
    """The members of an extension, strings as text; None where it is missing or has another shape."""
    extension = node.get(name)
    if extension is None:
        return None
    members = as_object(extension.value)
    known = next(iter(keys)) in members
    if not known or not all(
        key in keys and _fits(member, keys[key]) for key, member in members.items()
    ):
        warnings.append(
            extension.problem(
                f"{name} has another shape than ours and is ignored", f"members: {', '.join(keys)}"
            )
        )
        return None
    return {
        key: Text(member) if isinstance(member, str) else member for key, member in members.items()
    }


def _fits(value: object, kind: type | tuple[type, ...] | frozenset[str]) -> bool:
    if isinstance(kind, frozenset):
        return isinstance(value, str) and value in kind
    return isinstance(value, kind) and not isinstance(value, bool)


def text(node: Node, name: str, warnings: list[Problem]) -> str | None:
    """A string extension."""
    value = node.plain(name)
    if value is not None and not (isinstance(value, str) and value.strip()):
        warnings.append(node[name].problem(f"{name} is a string; this one is ignored"))
        return None
    return value


def access(node: Node, warnings: list[Problem]) -> dict[str, Access] | None:
    """`x-access` of a property: view to required, optional or never."""
    said = node.get("x-access")
    if said is None:
        return None
    members = as_object(said.value)
    good = members and members.keys() <= {"create", "update"}
    if not good or not all(v in ("required", "optional", "never") for v in members.values()):
        hint = "{create: required|optional|never, update: required|optional|never}"
        warnings.append(said.problem("x-access has another shape than ours and is ignored", hint))
        return None
    return members


def flag(node: Node, name: str, warnings: list[Problem]) -> bool | None:
    """A boolean extension."""
    value = node.plain(name)
    if value is not None and not isinstance(value, bool):
        warnings.append(node[name].problem(f"{name} is true or false; this one is ignored"))
        return None
    return value
