"""What the definitions of a package's schemas are called."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from adwright.bundle.reach import Reach
from adwright.bundle.references import VALUE, Reference, Role, Roots
from adwright.ir import names
from adwright.schema.access import Direction
from adwright.schema.base_names import base_name, component
from adwright.schema.schemas import Schemas

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
_REFERENCE = re.compile(r'"#/(\$defs/[^"]+)"')
_CLASS = Role(itself=True)


def definition_name(name: str) -> str:
    """A name as the key of a definition: with nothing in it that a reference would have to escape."""
    return _UNSAFE.sub(lambda match: f"-{ord(match[0]):x}-", name)


def class_names(ref: Reference, schemas: Schemas, reach: Reach) -> list[str]:
    """The classes of what a reference leads to: two where creating and updating are the same."""
    if ref.role is None or not ref.role.whole or len(ref.roots) > 1:
        return []
    alike = ref.direction == "create" and not reach.differs(ref.path)
    both: tuple[Direction, ...] = ("create", "update") if alike else (ref.direction,)
    found = [schemas.class_name(ref.path, direction) for direction in both]
    return [*dict.fromkeys(definition_name(name) for name in found if name is not None)]


def name_definitions(
    refs: Iterable[Reference], schemas: Schemas, reach: Reach
) -> tuple[dict[Reference, str], dict[str, str]]:
    """Give every definition its name.

    Args:
        refs: what is referred to.
        schemas: knows the names of classes.
        reach: knows which schemas have views.

    Returns:
        The names, and those that are only other names of them. The schema of a class has the name
        of the class, another the author's: with `.part` where it is only a part of others, with
        `.together` where several describe one value, with `.any` for the choice of a base.
    """
    ordered = sorted(refs, key=_rank)
    final: dict[Reference, str] = {}
    other: dict[str, str] = {}
    taken: set[str] = set()
    for ref in ordered:
        free = [name for name in class_names(ref, schemas, reach) if name not in taken]
        if free:
            final[ref] = free[0]
            other |= dict.fromkeys(free[1:], free[0])
            taken |= {*free}
    bases = {ref.roots for ref in ordered if ref.role is not None and ref.role.itself}
    wanted = {_key(ref): (ref, _wish(ref, bases)) for ref in ordered if ref not in final}
    chosen = names.distinct({key: wish for key, (_, wish) in wanted.items()}, taken)
    final |= {ref: chosen[key] for key, (ref, _) in wanted.items()}
    return final, other


def other_names(texts: Mapping[str, str], schemas: Mapping[str, Roots]) -> dict[str, str]:
    """The definitions that are only other names: those of views that say the same as one before them.

    Args:
        texts: the schemas as JSON, by key, with names in place of references.
        schemas: of those that are views, the schema they are views of.

    Returns:
        The key of each, with that of the one before it.
    """
    texts = {key: text for key, text in texts.items() if key.startswith("$defs/")}
    classes = {key: repr(schemas.get(key, key)) for key in texts}
    while True:  # what they refer to may turn out to be different, until nothing changes
        said = {key: (classes[key], _in_classes(text, classes)) for key, text in texts.items()}
        numbers = {each: str(number) for number, each in enumerate(dict.fromkeys(said.values()))}
        done = len(numbers) == len({*classes.values()})
        classes = {key: numbers[each] for key, each in said.items()}
        if done:
            break
    first: dict[str, str] = {}
    for key in texts:
        first.setdefault(classes[key], key)
    return {key: first[classes[key]] for key in texts if first[classes[key]] != key}


def _in_classes(text: str, classes: dict[str, str]) -> str:
    """A text with classes in place of the definitions that it refers to."""
    return _REFERENCE.sub(lambda match: f'"#{classes.get(match[1], match[1])}"', text)


def _rank(ref: Reference) -> tuple[Any, ...]:
    """Where a reference stands among those that might want one name."""
    first = (_CLASS, VALUE).index(ref.role) if ref.role in (_CLASS, VALUE) else 2
    return ref.direction != "create", first, _key(ref)


def _key(ref: Reference) -> str:
    """What tells a reference from all others."""
    said = ref.role.text if ref.role is not None else ""
    roots = "\2".join("\3".join((*path, str(sure))) for path, sure in ref.roots)
    return "\0".join((ref.direction, said, roots))


def _wish(ref: Reference, bases: Collection[Roots]) -> str:
    """The author's name, or one made of the place; what it is for, where it is no schema of its own."""
    name = definition_name(component(ref.path) or base_name(ref.path, {}) or "Schema")
    if len(ref.roots) > 1:
        return f"{name}.together"
    if ref.role == VALUE:
        return f"{name}.any" if ref.roots in bases else name
    return f"{name}.part"
