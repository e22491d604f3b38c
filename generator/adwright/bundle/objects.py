"""What is added to a translated object where it is whole: that it is closed, and what its fields are called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from adwright.bundle.access import Access
from adwright.bundle.composition import Composer, Composition
from adwright.bundle.references import Role
from adwright.document.node import Node
from adwright.document.text.source import as_list
from adwright.problems import Id, Problem
from adwright.schema.schemas import Schemas


def close(result: dict[str, Any], found: Composition, access: Access, role: Role) -> None:
    """Let an object have no properties but those that are named.

    Args:
        result: the translated schema.
        found: what the schemas of the object say.
        access: what of it may be sent.
        role: what others say of it.
    """
    kinds = result.get("type", "object")
    is_object = kinds == "object" or "object" in as_list(kinds)
    if not is_object or not (found.names or found.brought or found.closed or role.beside):
        return
    hidden = role.hidden | access.hidden
    named = [name for name in found.properties if not found.closed or name in found.always]
    required = () if found.closed else found.required
    for name in (*named, *required, *sorted(role.beside | found.brought)):
        if name not in hidden:
            result.setdefault("properties", {}).setdefault(name, True)
    own = result.get("patternProperties", {})
    if others := {pattern: True for pattern in found.patterns if pattern not in own}:
        result["patternProperties"] = {**own, **others}
    result["additionalProperties"] = False


def opened(found: Composition, composer: Composer, role: Role) -> Iterator[Problem]:
    """A warning for each part of an object that refuses the properties of the others."""
    for part in found.closed:
        refused = (found.always | role.beside) - composer.of((part, True)).names
        if refused:
            shown = ", ".join(sorted(refused)[:5])
            message = (
                f"this refuses what the same object has by other schemas ({shown}): it is opened"
            )
            hint = "say unevaluatedProperties where all are put together"
            yield part.problem(Id.OBJECT_CLOSED, message, hint)


def python_names(
    roots: list[Node], found: Composition, access: Access, schemas: Schemas
) -> dict[str, str]:
    """The Python names of an object's fields to those in JSON, where they differ."""
    result: dict[str, str] = {}
    named = found.names.union(found.required)
    for node in roots:
        for wire, python in schemas.python_names(node).items():
            if python != wire and wire in named and wire not in access.hidden:
                result[python] = wire
    return result
