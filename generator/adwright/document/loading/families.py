"""Parents that list their children, which build on them in turn: read as a base, and a choice of what builds on it."""

from __future__ import annotations

from typing import Any

from adwright.document.references import find, path_of, ref_to
from adwright.document.text.source import as_list, as_object, is_object
from adwright.document.walk import walk

_UNIONS = ("oneOf", "anyOf")


def part_families(root: dict[str, Any]) -> None:
    """Let children build on what a parent says itself, instead of on the choice that they belong to.

    A `Pet` that is one of `Cat` and `Dog`, each of which is all of `Pet` and more, would lead round
    for ever. What it says besides becomes `Pet/$defs/PetBase`, and that is what they build on.

    Args:
        root: a tree whose references all lead somewhere in it; changed in place.
    """
    for path, parent, _ in [*walk(root)]:
        for key in (key for key in _UNIONS if as_list(parent.get(key))):
            members = [each for each in as_list(parent[key]) if is_object(each)]
            back = [_links(root, member, parent) for member in members]
            if not path or not any(back):
                continue
            base = {k: v for k, v in parent.items() if k not in (key, "discriminator", "$defs")}
            if all(back):  # each child says itself what the parent says
                for word in ("properties", "required", "allOf"):
                    parent.pop(word, None)
            name = f"{path[-1]}Base"
            parent["$defs"] = {**as_object(parent.get("$defs")), name: base}
            for link in (link for links in back for link in links):
                link["$ref"] = ref_to((*path, "$defs", name))


def _links(root: dict[str, Any], member: dict[str, Any], parent: object) -> list[dict[str, Any]]:
    """The references by which a member of a choice builds on the schema that has the choice, and says more."""
    links: list[dict[str, Any]] = []
    says_more = False
    todo, seen = [member], set[int]()
    while todo:
        node = todo.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        ref = node.get("$ref")
        target = find(root, path_of(ref) or ()) if isinstance(ref, str) else None
        says_more = says_more or bool(node.keys() - {"$ref", "allOf"})
        if target is parent and node is not member:
            links.append(node)
        elif is_object(target) and target is not parent:
            todo.append(target)
        todo += (each for each in as_list(node.get("allOf")) if is_object(each))
    return links if says_more else []
