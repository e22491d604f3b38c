"""Targets against the disk: generate writes what changed, check says what drifted. Both stand on `build`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from adwright import once, tree
from adwright.config import PROGRAMS, RUNTIME, Config, Target
from adwright.folders import way_to
from adwright.lock import (
    Entry,
    Lock,
    digest,
    file_hash,
    folder_hash,
    generator_hash,
    input_hash,
    read_lock,
)
from adwright.problems import Problem
from adwright.reuse import Reuse, Store, afresh, cache_folder

if TYPE_CHECKING:
    from adwright.build import Built, Spec

_NOTHING: Mapping[str, str] = {}
SHARED = "."
"""The lock's name for what stands beside the clients."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something that is built as a whole: a client package, or what the clients share.

    Attributes:
        name: how the lock and messages call it.
        output: the output folder.
        roots: folders below it that hold nothing but its files.
        settings: what it is made from besides a spec, as one text.
        spec: the root file of its specification, None for what the clients share.
        build: builds it.
        copied: hashes of files that were copied into the output folder to build it from.
    """

    name: str
    output: Path
    roots: tuple[str, ...]
    settings: str
    spec: Path | None
    build: Callable[[Reuse], Built]
    copied: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Generated:
    """What `generate` did for one part.

    Attributes:
        name: the part's name.
        written: the files that were written.
        removed: the files that were removed.
        unchanged: how many files were right as they were.
        warnings: what is doubtful in its spec.
        spec: what its spec says now, if it was read again.
        is_new: whether nothing was known of the part before.
        kept: files that are the user's and were left as they are, each with the reason.
        edited: those of `written` that had been changed by hand.
    """

    name: str
    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    warnings: tuple[Problem, ...] = ()
    spec: Spec | None = None
    is_new: bool = False
    kept: Mapping[str, str] = field(default_factory=dict[str, str])
    edited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """What `check` found: drift by part, and the texts to show it with."""

    drift: tuple[tree.Drift, ...]
    texts: Mapping[str, str] = field(default_factory=dict[str, str])


def client_part(target: Target, copied: Mapping[str, str] = _NOTHING) -> Part:
    """The part that is one client package.

    Args:
        target: what to generate.
        copied: hashes of files that were copied into its output folder to generate it from.
    """

    settings = f"class={target.client} origin={target.origin} shared={target.shared}"
    if target.root is not None:
        settings += f" root={way_to(target.root, target.spec.parent)}"
    for overlay in target.overlays:
        settings += f" overlay={way_to(overlay, target.spec.parent)}"
    if target.methods != "ids":
        settings += f" methods={target.methods}"
    if target.templates is not None:
        settings += f" templates={folder_hash(target.templates)}"
    settings += "".join(f" {each}" for each in PROGRAMS if getattr(target, each))
    settings += " project" if target.project else ""
    build = partial(_build_client, target)
    return Part(target.name, target.output, (target.folder,), settings, target.spec, build, copied)


def _build_client(target: Target, reuse: Reuse) -> Built:
    from adwright.build import build

    return build(target, reuse)


def _build_shared(programs: Collection[str], _reuse: Reuse) -> Built:
    from adwright.build import build_shared

    return build_shared(programs)


def parts_of(config: Config, names: Sequence[str]) -> list[Part]:
    """The parts that names select; what the clients share always comes along."""
    clients = [client_part(target) for target in config.select(names)]
    if config.project:
        return clients
    every = config.targets
    programs = [each for each in PROGRAMS if any(getattr(target, each) for target in every)]
    build = partial(_build_shared, programs)
    return [Part(SHARED, config.output, (RUNTIME,), " ".join(programs), None, build), *clients]


def names_of(config: Config) -> list[str]:
    """The names of all parts."""
    names = [target.name for target in config.targets]
    return names if config.project else [SHARED, *names]


# -- generate --------------------------------------------------------------------------------------


def generate(
    parts: Sequence[Part], every: Sequence[str] | None = None, *, cache: bool = True
) -> list[Generated]:
    """Bring the files of some parts up to date, all or none.

    Args:
        parts: the parts, of one output folder.
        every: names of all parts there are; files of packages that are no longer among them are
            removed. None keeps them.
        cache: take over what is known not to have changed. Without, everything is made again.

    Raises:
        UsageError: a spec is not there, a file that is not ours stands in the way, or another
            process has been writing for too long.
        SpecError: specs cannot be generated from; the problems of all of them.
    """
    output = parts[0].output
    if tree.unfinished(output):
        with tree.alone(output):
            tree.recover(output)
    while True:
        lock = read_lock(output)
        built = _build_all(_changed(parts, lock) if cache else parts, cache=cache)
        left = _left(lock, every)
        if not built and not left:
            return [_unchanged(part, lock) for part in parts]
        with tree.alone(output):
            tree.recover(output)
            if read_lock(output) == lock:
                return _write(parts, lock, built, left)
        # Somebody else has written since the lock was read: see what is left to do.


def generate_known(
    parts: Sequence[Part], every: Sequence[str] | None = None
) -> list[Generated] | None:
    """What `generate` answers if there is nothing to do, None if there is. For arguments see there."""
    if tree.unfinished(parts[0].output):
        return None
    lock = read_lock(parts[0].output)
    if _changed(parts, lock) or _left(lock, every):
        return None
    return [_unchanged(part, lock) for part in parts]


def _changed(parts: Sequence[Part], lock: Lock) -> list[Part]:
    """The parts whose inputs or outputs are not those of last time."""
    hash_ = generator_hash()
    entries = [(part, lock.entries.get(part.name)) for part in parts]
    return [
        part
        for part, entry in entries
        if not (_same_inputs(part, entry, hash_) and _same_outputs(part, entry))
    ]


def _left(lock: Lock, every: Sequence[str] | None) -> list[str]:
    """Packages that were made and are no longer configured."""
    return [name for name in lock.entries if every is not None and name not in every]


def _build_all(parts: Iterable[Part], *, cache: bool) -> dict[str, Built]:
    from adwright.builds import build_all

    reuse = Store(cache_folder()).made if cache else afresh
    return build_all({part.name: partial(part.build, reuse) for part in parts}, (SHARED,))


def _write(
    parts: Sequence[Part], lock: Lock, built: Mapping[str, Built], left: Sequence[str]
) -> list[Generated]:
    """Write what was built and differs, remove what is no longer made."""
    output = parts[0].output
    before = lock.text()
    results: list[Generated] = []
    files: dict[str, str] = {}
    removed: list[str] = []
    for part in parts:
        new = built.get(part.name)
        if new is None:
            results.append(_unchanged(part, lock))
            continue
        entry = lock.entries.get(part.name)
        made = {path: digest(text) for path, text in new.files.items()}
        changed = {
            path: text for path, text in new.files.items() if file_hash(output / path) != made[path]
        }
        known = entry.outputs if entry is not None else _NOTHING
        edited = [path for path in changed if tree.is_edited(output, path, known)]
        tree.refuse_foreign(output, tree.foreign(output, changed, entry, "Generated by adwright"))
        gone = _gone(output, entry, new.files)
        unchanged = len(new.files) - len(changed)
        given = once.hand_over(output, new.once, entry.once if entry is not None else _NOTHING)
        changed |= given.write
        lock.entries[part.name] = _entry(part, new, made, given.hashes, entry)
        files |= changed
        removed += gone
        results.append(Generated(
            part.name, tuple(sorted(changed)), tuple(sorted(gone)), unchanged, new.warnings,
            new.spec, entry is None, given.kept, tuple(sorted(edited)),
        ))  # fmt: skip
    for name in left:
        gone = _gone(output, lock.entries.pop(name), _NOTHING)
        removed += gone
        results.append(Generated(name, (), tuple(gone), 0))
    if files or removed or lock.text() != before:
        tree.write(output, files, removed, lock.text())
    return results


def _unchanged(part: Part, lock: Lock) -> Generated:
    entry = lock.entries[part.name]
    kept = once.kept(part.output, entry.once)
    return Generated(part.name, (), (), len(entry.outputs), kept=kept)


def _gone(output: Path, entry: Entry | None, wanted: Mapping[str, str]) -> list[str]:
    """Files that were made and no longer are, those that nobody changed."""
    known = entry.outputs if entry is not None else _NOTHING
    return [path for path in known if path not in wanted and tree.is_ours(output, path, known)]


def _entry(
    part: Part,
    built: Built,
    made: Mapping[str, str],
    given: Mapping[str, str],
    before: Entry | None,
) -> Entry:
    return Entry(
        part.settings,
        generator_hash(),
        built.inputs,
        made,
        given,
        {**(before.copied if before is not None else {}), **part.copied},
    )


# -- check -----------------------------------------------------------------------------------------


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
    built = _build_all(_stale(parts, lock) if cache else parts, cache=cache)
    checked = _checked(parts, lock, built, every)
    right: dict[str, str] = {}
    for part in parts if texts else ():
        if any(item.path in _paths(part, lock, built) for item in checked.drift):
            new = built if part.name in built else _build_all([part], cache=True)
            right |= new[part.name].files
    return Checked(checked.drift, right)


def check_known(parts: Sequence[Part], every: Sequence[str] | None = None) -> Checked | None:
    """What `check` answers if nothing must be made for it, else None. For arguments see there."""
    lock = read_lock(parts[0].output)
    return None if _stale(parts, lock) else _checked(parts, lock, {}, every)


def _stale(parts: Sequence[Part], lock: Lock) -> list[Part]:
    """The parts whose inputs are not those of last time."""
    hash_ = generator_hash()
    return [part for part in parts if not _same_inputs(part, lock.entries.get(part.name), hash_)]


def _checked(
    parts: Sequence[Part], lock: Lock, built: Mapping[str, Built], every: Sequence[str] | None
) -> Checked:
    found: list[tree.Drift] = []
    hash_ = generator_hash()
    for part in parts:
        entry = lock.entries.get(part.name)
        wanted = _wanted(entry, built.get(part.name))
        found += tree.drift(part.output, part.roots, wanted, entry, _reason(part, entry, hash_))
    for name in _left(lock, every):
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


def _same_inputs(part: Part, entry: Entry | None, generator: str) -> bool:
    """Whether a part would be made from the same as last time."""
    if entry is None or entry.settings != part.settings or entry.generator != generator:
        return False
    return _same_spec(part, entry)


def _same_spec(part: Part, entry: Entry) -> bool:
    if part.spec is None:
        return True
    folder = part.spec.parent
    root = part.spec.name in entry.inputs
    return root and all(input_hash(folder / path) == hash_ for path, hash_ in entry.inputs.items())


def _same_outputs(part: Part, entry: Entry | None) -> bool:
    """Whether the files of a part are what was made last time."""
    return entry is not None and all(
        file_hash(part.output / path) == hash_ for path, hash_ in entry.outputs.items()
    )


def _reason(part: Part, entry: Entry | None, generator: str) -> tree.State:
    """Why files that we wrote may differ from what is wanted now."""
    made_alike = entry is not None and entry.settings == part.settings and _same_spec(part, entry)
    other_generator = entry is not None and entry.generator != generator
    return "generator" if made_alike and other_generator else "stale"
