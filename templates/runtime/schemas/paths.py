"""Where things are: in values, as callers write it and as it is sent, and in schemas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from ..data import is_dict, is_list, is_mapping, is_sequence
from .layout import Layout
from .store import DATA, MAPS, Schema

Step: TypeAlias = str | int
Path: TypeAlias = tuple[Step, ...]

_LISTS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_DEEPER = frozenset({
    "properties", "patternProperties", "prefixItems", "items", "additionalProperties", "unevaluatedProperties",
    "unevaluatedItems", "contains",
})  # fmt: skip
"""Keywords whose schemas judge something inside the value."""


@dataclass(frozen=True)
class Stop:
    """A schema on the way to an error.

    Attributes:
        schema: The schema.
        keyword: The keyword that led to it; empty for the first.
        name: The name or position that stood after the keyword, if any.
        depth: How many steps of the error's path lead to the value that it judges.
    """

    schema: Schema
    keyword: str
    name: Step | None
    depth: int


def trace(root: Schema, way: Sequence[Step], depth: int) -> list[Stop]:
    """The schemas that an error passed, from the outermost to the one that refuses.

    Of a keyword of ours the engine only tells in which definition it stands, not by which references it came there.

    Args:
        root: The schema that was judged by.
        way: The error's evaluation path.
        depth: How many steps lead to the value that is refused.
    """
    stops = _followed(root, way)
    if way[:1] != ["$defs"]:
        return stops
    above = depth - stops[-1].depth
    return [stops[0], *(replace(each, depth=each.depth + above) for each in stops[1:])]


def _followed(root: Schema, way: Sequence[Step]) -> list[Stop]:
    stops = [Stop(root, "", None, 0)]
    steps = iter(way)
    for step in steps:
        schema, depth = stops[-1].schema, stops[-1].depth
        inner: Any = schema.get(str(step)) if is_dict(schema) else None
        name: Step | None = None
        if step == "$ref":
            inner = root["$defs"][inner.rpartition("/")[2]] if is_dict(root) else None
        elif step in MAPS or step in _LISTS:
            name = next(steps, None)
            inner = _inside(inner, name)
        if step in DATA or not (is_dict(inner) or isinstance(inner, bool)):
            break
        stops.append(Stop(inner, str(step), name, depth + (step in _DEEPER)))
    return stops


_NOTHING: Any = object()


def _inside(value: Any, name: Step | None) -> Any:
    if is_dict(value):
        return value.get(str(name), _NOTHING)
    if is_list(value) and isinstance(name, int) and name < len(value):
        return value[name]
    return _NOTHING


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
    for keyword in ("items", "contains", "if", "then", "else", "not"):
        yield from reads(schema.get(keyword, True))
    for keyword in ("allOf", "anyOf", "oneOf"):
        for each in schema.get(keyword, ()):
            yield from reads(each)
    if "x-compare" in schema:
        yield from (tuple(schema["x-compare"][side].split(".")) for side in ("left", "right"))


def found_at(value: Any, path: Sequence[Step]) -> Iterator[tuple[Path, Any]]:
    """What stands at a path, in every item of the lists on the way.

    Args:
        value: A JSON value.
        path: Names of members.
    """
    if is_list(value) and path and not isinstance(path[0], int):
        for index, item in enumerate(value):
            yield from (((index, *rest), each) for rest, each in found_at(item, path))
    elif not path:
        yield (), value
    elif (inner := _inside(value, path[0])) is not _NOTHING:
        yield from (((path[0], *rest), each) for rest, each in found_at(inner, path[1:]))


class PlaceNames:
    """The names of places in one value."""

    def __init__(self, layout: Layout, given: Any) -> None:
        """Keep what the names come from.

        Args:
            layout: What the value's schema says.
            given: The value as the caller gave it.
        """
        self._layout = layout
        self._given = given

    def text(self, path: Sequence[Step]) -> str:
        """A place as the caller wrote it, or would write it: `delivery.frequency_caps[2].period`."""
        return joined(written(path, self._layout, self._given))

    def place(self, path: Sequence[Step]) -> str:
        """The same as a violation has it, where the whole may have a name."""
        return self.text(path)

    def name(self, path: Sequence[Step]) -> str:
        """What a sentence calls a place."""
        return self.text(path) or "the value"

    def pointer(self, path: Sequence[Step]) -> str:
        """A place as a JSON pointer, in the names that are sent."""
        return "".join(f"/{str(each).replace('~', '~0').replace('/', '~1')}" for each in path)


def written(path: Sequence[Step], layout: Layout, given: Any) -> list[Step]:
    """The steps of a path as a caller wrote them.

    Args:
        path: Names in JSON and positions.
        layout: What the schema of the value says.
        given: The value as it was given; None where nothing was.
    """
    steps: list[Step] = []
    for step in path:
        layout = layout.chosen(given)
        if isinstance(step, int):
            steps.append(step)
            in_list = is_sequence(given) and step < len(given)
            given = given[step] if in_list else None
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
