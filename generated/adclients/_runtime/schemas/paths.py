"""Paths in values: what stands there, and what they are called, as callers write them and as they are sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from ..data import is_dict, is_list, is_mapping, is_sequence
from ..errors import Violation
from .keywords import Schema
from .layout import Layout

Step: TypeAlias = str | int
Path: TypeAlias = tuple[Step, ...]

_CONDITIONS = ("items", "contains", "if", "then", "else", "not", "allOf", "anyOf", "oneOf")
NOTHING: Any = object()


def inside(value: Any, name: Step) -> Any:
    """A member or an item; `NOTHING` where there is none."""
    if is_dict(value):
        return value.get(str(name), NOTHING)
    if is_list(value) and isinstance(name, int) and name < len(value):
        return value[name]
    return NOTHING


def reads(schema: Schema) -> Iterator[tuple[str, ...]]:
    """The paths of the members that a condition looks at."""
    if not is_dict(schema):
        return
    for name in schema.get("required", ()):
        yield (name,)
    for name, needed in schema.get("dependentRequired", {}).items():
        yield from ((each,) for each in (name, *needed))
    for name, inner in schema.get("properties", {}).items():
        deeper = [*reads(inner)]
        yield from ((name, *path) for path in deeper or [()])
    for inner in (schema[keyword] for keyword in _CONDITIONS if keyword in schema):
        for each in inner if is_list(inner) else (inner,):
            yield from reads(each)
    if "x-compare" in schema:
        yield from (tuple(schema["x-compare"][end].split(".")) for end in ("left", "right"))


def found_at(value: Any, path: Sequence[Step], above: Path = ()) -> list[tuple[Path, Any]]:
    """What stands at a path in a JSON value, in every item of the lists on the way; `above` leads to the value."""
    for count, step in enumerate(path):
        if is_list(value) and not isinstance(step, int):
            items, rest = enumerate(value), path[count:]
            return [each for i, item in items for each in found_at(item, rest, (*above, i))]
        value = inside(value, step)
        if value is NOTHING:
            return []
        above = (*above, step)
    return [(above, value)]


class PathNames:
    """What the paths in one value are called."""

    def __init__(self, layout: Layout, given: Any) -> None:
        """Keep what the value's schema says, and the value as the caller gave it."""
        self._layout = layout
        self._given = given

    def text(self, path: Sequence[Step]) -> str:
        """A path as the caller wrote it, or would write it: `delivery.frequency_caps[2].period`."""
        return joined(as_given(path, self._layout, self._given))

    def label(self, path: Sequence[Step]) -> str:
        """The same as a violation has it, where the whole may have a name."""
        return self.text(path)

    def name(self, path: Sequence[Step]) -> str:
        """What a sentence calls what stands at a path."""
        return self.text(path) or "the value"

    def pointer(self, path: Sequence[Step]) -> str:
        """A path as a JSON pointer, in the names that are sent."""
        return pointer_of(path)

    def violation(self, rule: str, path: Sequence[Step], text: str, **more: Any) -> Violation:
        """What is wrong at a path; for the rest see `Violation`."""
        return Violation(rule, self.label(path), text, pointer=self.pointer(path), **more)


def pointer_of(path: Iterable[Step]) -> str:
    """A path as a JSON pointer."""
    return "".join(f"/{str(each).replace('~', '~0').replace('/', '~1')}" for each in path)


def as_given(path: Sequence[Step], layout: Layout, given: Any) -> list[Step]:
    """The steps of a path as a caller wrote them, by the layout of a value and the value as it was given, if it was."""
    steps: list[Step] = []
    for step in path:
        layout = layout.chosen(given)
        if isinstance(step, int):
            steps.append(step)
            given = given[step] if is_sequence(given) and step < len(given) else None
            layout = layout.item(step)
            continue
        name = layout.python_names.get(step, step)
        if is_mapping(given):
            name = step if step in given else name
            given = given.get(name)
        else:
            given = getattr(given, name, None)
        steps.append(name)
        layout = layout.member(step)
    return steps


def joined(path: Sequence[Step]) -> str:
    """Steps as people write them."""
    text = ""
    for step in path:
        name = f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
        text += name if name.isprintable() else ascii(name)[1:-1]
    return text
