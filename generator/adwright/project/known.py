"""What the lock knows of parts: whether one would be made from the same as last time, and is as it was made."""

from __future__ import annotations

from collections.abc import Sequence

from adwright.lock import Entry, Lock, file_hash, input_hash
from adwright.project.parts import Part


def same_inputs(part: Part, entry: Entry | None, generator: str) -> bool:
    """Whether a part would be made from the same as last time."""
    if entry is None or entry.settings != part.settings or entry.generator != generator:
        return False
    return same_spec(part, entry)


def same_spec(part: Part, entry: Entry) -> bool:
    """Whether all that a part's spec was read from says what it said."""
    if part.spec is None:
        return True
    folder = part.spec.parent
    root = part.spec.name in entry.inputs
    return root and all(input_hash(folder / path) == hash_ for path, hash_ in entry.inputs.items())


def same_outputs(part: Part, entry: Entry | None) -> bool:
    """Whether the files of a part are what was made last time."""
    return entry is not None and all(
        file_hash(part.output / path) == hash_ for path, hash_ in entry.outputs.items()
    )


def left_over(lock: Lock, every: Sequence[str] | None) -> list[str]:
    """Packages that were made and are no longer configured."""
    return [name for name in lock.entries if every is not None and name not in every]
