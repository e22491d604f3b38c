"""References in the place of texts and data, where OpenAPI has none: what they lead to is put there."""

from __future__ import annotations

from typing import Any

from adwright.document.grammar import GRAMMAR, Kind
from adwright.document.loading.files import Files, Nowhere
from adwright.document.references import ABSENT, Path, find, is_reference, path_of
from adwright.document.text.source import as_object, is_array, is_object
from adwright.document.walk import containers
from adwright.problems import Id

_PLAIN = ("string", "data", "array", "[string]")
_SCHEMAS = ("schemas", "definitions", "$defs", "properties")
_MOST_STEPS = 100


def put_values(files: Files, name: str, path: Path, node: dict[str, Any], kind: Kind) -> bool:
    """Put the text or the data in the place of each reference that stands for some right in a node.

    A text that is not there is left out, with a warning. Data that is a reference to nothing, to a schema, or to what
    it stands in, is left as it is: it may be an example of a reference.

    Args:
        files: the files of the document.
        name: the file of the node.
        path: where it stands in that.
        node: the node, changed in place.
        kind: its kind.

    Returns:
        Whether an object or a list was put somewhere, which then stands in two places.
    """
    is_shared = False
    for key in [key for key, value in node.items() if key != "$ref" and is_reference(value)]:
        member = GRAMMAR[kind].get(key) if kind in GRAMMAR else None
        if member is None or member.kind not in _PLAIN or len(node[key]) > 1:
            continue
        ref: str = node[key]["$ref"]
        try:
            value = _value(files, name, ref, member.kind)
        except Nowhere as nowhere:
            if member.kind == "string":
                id, message, _ = nowhere.problem
                at = (*path, key, "$ref")
                hint = f"{key} is left out"
                files.source(name).warnings.append(files.problem(name, at, id, message, hint))
                del node[key]
            continue
        is_part_of_it = any(each is node for each in containers(value))
        if _fits(value, member.kind) and not is_part_of_it:
            node[key] = value
            is_shared = is_shared or is_object(value) or is_array(value)
    return is_shared


def _value(files: Files, name: str, ref: str, kind: Kind) -> Any:
    """What a reference leads to in the end."""
    for _ in range(_MOST_STEPS):
        file, fragment = files.target(name, ref, kind)
        way = path_of(f"#{fragment}")
        found: Any = ABSENT if way is None else find(files.source(file).data, way)
        if found is ABSENT:
            message = f"$ref to something that is not there: {ref[:120]!r}"
            raise Nowhere(Id.REFERENCE_MISSING, message, "correct it")
        if is_reference(found):
            name, ref = file, str(as_object(found)["$ref"])
            continue
        if kind == "data" and way is not None:
            if set(_SCHEMAS) & {*way}:
                return ABSENT
            if way[-2:-1] == ("examples",) and "value" in (example := as_object(found)):
                return example["value"]
        return found
    return ABSENT


def _fits(value: object, kind: Kind) -> bool:
    if kind == "string":
        return isinstance(value, str)
    return is_array(value) if kind in ("array", "[string]") else value is not ABSENT
