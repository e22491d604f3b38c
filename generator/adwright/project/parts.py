"""What is built as a whole: each client package, and what the clients share."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from adwright.config import PROGRAMS, RUNTIME, Config, Target
from adwright.folders import way_to
from adwright.lock import folder_hash
from adwright.render.reuse import Reuse, Store, afresh, cache_folder

if TYPE_CHECKING:
    from adwright.build import Built

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


def _build_shared(programs: Collection[str], templates: Path | None, _reuse: Reuse) -> Built:
    from adwright.build import build_shared

    return build_shared(programs, templates)


def parts_of(config: Config, names: Sequence[str]) -> list[Part]:
    """The parts that names select; what the clients share always comes along."""
    clients = [client_part(target) for target in config.select(names)]
    if config.project:
        return clients
    every = config.targets
    programs = [each for each in PROGRAMS if any(getattr(target, each) for target in every)]
    settings = " ".join(programs)
    if config.templates is not None:
        settings += f" templates={folder_hash(config.templates)}"
    build = partial(_build_shared, programs, config.templates)
    return [Part(SHARED, config.output, (RUNTIME,), settings, None, build), *clients]


def names_of(config: Config) -> list[str]:
    """The names of all parts."""
    names = [target.name for target in config.targets]
    return names if config.project else [SHARED, *names]


def build_parts(parts: Iterable[Part], *, cache: bool) -> dict[str, Built]:
    """Build some parts; what earlier builds made may be taken over with `cache`.

    Raises:
        UsageError: a part cannot be built at all.
        SpecError: specs cannot be generated from; the problems of all of them.
    """
    from adwright.project.builds import build_all

    reuse = Store(cache_folder()).made if cache else afresh
    return build_all({part.name: partial(part.build, reuse) for part in parts}, (SHARED,))
