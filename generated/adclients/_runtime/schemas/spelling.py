"""Says where something is, as the caller wrote it and as it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..shapes import is_mapping, is_sequence
from .layout import Layout
from .tracing import Step


class Spelling:
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
