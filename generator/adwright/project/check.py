"""Packages against the disk: what is not as the specs ask. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adwright.lock import Entry, Lock, digest, generator_hash, read_lock
from adwright.project import tree
from adwright.project.known import left_over, same_inputs, same_spec
from adwright.project.parts import Part, build_parts

if TYPE_CHECKING:
    from adwright.build import Built


@dataclass(frozen=True, slots=True)
class Checked:
    """What `check` found: drift by part, and the texts to show it with."""

    drift: tuple[tree.Drift, ...]
    texts: Mapping[str, str] = field(default_factory=dict[str, str])


def check(
    parts: Sequence[Part],
    every: Sequence[str] | None = None,
    *,
    texts: bool = False,
    cache: bool = True,
) -> Checked:
    """Say how the files of some parts differ from what they should be. Writes nothing.

    Args:
        parts: the parts, of one output folder.
        every: names of all parts there are; files of packages that are no longer among them are
            stale. None leaves them alone.
        texts: build every part that differs, so that the right texts can be shown.
        cache: trust the lock as to what would be made. Without, everything is made again.

    Raises:
        SpecError: specs cannot be generated from; the problems of all of them.
    """
    lock = read_lock(parts[0].output)
    built = build_parts(_stale(parts, lock) if cache else parts, cache=cache)
    checked = _checked(parts, lock, built, every)
    right: dict[str, str] = {}
    for part in parts if texts else ():
        if any(item.path in _paths(part, lock, built) for item in checked.drift):
            new = built if part.name in built else build_parts([part], cache=True)
            right |= new[part.name].files
    return Checked(checked.drift, right)


def check_known(parts: Sequence[Part], every: Sequence[str] | None = None) -> Checked | None:
    """What `check` answers if nothing must be made for it, else None. For arguments see there."""
    lock = read_lock(parts[0].output)
    return None if _stale(parts, lock) else _checked(parts, lock, {}, every)


def _stale(parts: Sequence[Part], lock: Lock) -> list[Part]:
    """The parts whose inputs are not those of last time."""
    hash_ = generator_hash()
    return [part for part in parts if not same_inputs(part, lock.entries.get(part.name), hash_)]


def _checked(
    parts: Sequence[Part], lock: Lock, built: Mapping[str, Built], every: Sequence[str] | None
) -> Checked:
    found: list[tree.Drift] = []
    hash_ = generator_hash()
    for part in parts:
        entry = lock.entries.get(part.name)
        wanted = _wanted(entry, built.get(part.name))
        found += tree.drift(part.output, part.roots, wanted, entry, _reason(part, entry, hash_))
    for name in left_over(lock, every):
        found += tree.drift(parts[0].output, (), {}, lock.entries[name], "stale")
    return Checked(tuple(sorted(found)))


def _paths(part: Part, lock: Lock, built: Mapping[str, Built]) -> Mapping[str, str]:
    """The files a part should have."""
    return _wanted(lock.entries.get(part.name), built.get(part.name))


def _wanted(entry: Entry | None, new: Built | None) -> Mapping[str, str]:
    """The hash of each file that should be there."""
    if new is not None:
        return {path: digest(text) for path, text in new.files.items()}
    return entry.outputs if entry is not None else {}


def _reason(part: Part, entry: Entry | None, generator: str) -> tree.State:
    """Why files that we wrote may differ from what is wanted now."""
    made_alike = entry is not None and entry.settings == part.settings and same_spec(part, entry)
    other_generator = entry is not None and entry.generator != generator
    return "generator" if made_alike and other_generator else "stale"
