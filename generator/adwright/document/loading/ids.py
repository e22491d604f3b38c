"""References by `$id`: each is meant from the nearest `$id` above it, and written as a place in the file here."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from adwright.document.grammar import Kind
from adwright.document.references import ABSENT, Path, find, is_reference, path_of, ref_to
from adwright.document.text.source import as_object
from adwright.document.walk import has_key, walk_within


def resolve_ids(tree: Any, kind: Kind) -> None:
    """Let references to schemas that have an `$id`, or stand inside one, lead to their places.

    What is no `$id` of the file is left as it is: it may be a file, or a place seen from the root,
    which is what many people mean by `#/components/...` inside a schema with an `$id`.

    Args:
        tree: the data of a file, changed in place.
        kind: what it is.

    Raises:
        TooDeep: it is nested too deep.
    """
    if not has_key(tree, "$id"):
        return
    bases: dict[Path, str] = {(): str(as_object(tree).get("$self", ""))}
    anchors: dict[tuple[Path, str], Path] = {}
    nodes = [*walk_within(tree, kind)]
    for path, node, _ in nodes:
        if isinstance(id_ := node.get("$id"), str) and id_.strip("#"):
            if id_[0] == "#":  # as older drafts wrote an anchor
                anchors[_above(path[:-1], bases), id_[1:]] = path
            else:
                bases[path] = urljoin(bases[_above(path[:-1], bases)], id_.rstrip("#"))
        for key in ("$anchor", "$dynamicAnchor"):
            if isinstance(name := node.get(key), str):
                anchors[_above(path, bases), name] = path
    if len(bases) == 1:
        return
    places = {uri: path for path, uri in reversed(bases.items()) if uri}
    for path, node, _ in nodes:
        if not is_reference(node):
            continue
        start = _above(path, bases)
        location, _, fragment = node["$ref"].partition("#")
        target = places.get(urljoin(bases[start], location)) if location else start
        if target is None:
            continue
        if fragment[:1] in ("", "/"):
            place: Path | None = (*target, *(path_of(f"#{fragment}") or ()))
        else:
            place = anchors.get((target, fragment))
        if place is not None and find(tree, place) is not ABSENT:
            node["$ref"] = ref_to(place)


def _above(path: Path, bases: dict[Path, str]) -> Path:
    """The nearest schema with an `$id` from a place upwards, or the whole file."""
    while path not in bases:
        path = path[:-1]
    return path
