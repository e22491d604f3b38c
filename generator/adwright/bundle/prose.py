"""What a schema says to people: carried beside the schemas that judge, and apart from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adwright.bundle.references import Reference
from adwright.document.node import Node
from adwright.document.text.source import is_array, is_object, pointer_of


class _Mark:
    """A key that no document has."""


MARK: Any = _Mark()
"""The key below which a translated schema keeps its prose until it is taken apart."""

_WORDS = ("title", "description")


def prose_of(node: Node) -> dict[str, Any]:
    """What a schema says to people, `example` as the first of `examples`."""
    said = {key: node.value[key] for key in _WORDS if isinstance(node.plain(key), str)}
    if "default" in node:
        said["default"] = node.value["default"]
    examples = [*node.value["examples"]] if is_array(node.plain("examples")) else []
    if "example" in node:
        examples.insert(0, node.value["example"])
    if examples:
        said["examples"] = examples
    if node.plain("deprecated") is True:
        said["deprecated"] = True
    return said


def split(schema: Any, names: Mapping[Reference, str]) -> tuple[Any, dict[str, Any]]:
    """Take a translated schema apart.

    Args:
        schema: the schema, with references in place of what it refers to.
        names: what the definitions are called.

    Returns:
        The schema without its prose, and with names in place of references; the prose by JSON pointer.
    """
    found: dict[str, Any] = {}
    return _without(schema, names, (), found), found


def _without(
    tree: Any, names: Mapping[Reference, str], path: tuple[str, ...], found: dict[str, Any]
) -> Any:
    if isinstance(tree, Reference):
        return f"#/$defs/{names[tree]}"
    if is_array(tree):
        return [_without(each, names, (*path, str(at)), found) for at, each in enumerate(tree)]
    if not is_object(tree):
        return tree
    if said := tree.get(MARK):
        found[pointer_of(path)] = said
    return {
        key: _without(value, names, (*path, key), found)
        for key, value in tree.items()
        if key is not MARK
    }
