"""A spec into the project that is made from it: there it is what the package is held to from then on."""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from adwright.config import Target, config_in
from adwright.folders import way_to
from adwright.lock import digest, file_hash, read_lock
from adwright.problems import UsageError

SPECS = "specs"
"""The folder of a project that gets copies of specs from elsewhere."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A client whose spec is in the project.

    Attributes:
        target: the client.
        copied: hashes of what was copied for it, by path relative to the output folder.
        new: the copies that were not there, or were others.
    """

    target: Target
    copied: Mapping[str, str] = field(default_factory=dict[str, str])
    new: tuple[Path, ...] = ()


@contextmanager
def moved_in(target: Target) -> Generator[Moved]:
    """Have a spec and all that it refers to in the project's folder, copied if they are elsewhere.

    What is done with the target inside may fail: then there are no copies, and those of earlier are as they were.

    Args:
        target: the client to generate, whose output folder is the project.

    Raises:
        UsageError: a copy was changed since, or another file is in its place.
    """
    files = _files(target)
    if all(_is_in(path, target.output) for path in files):
        yield Moved(_at_home(target))
        return
    base = _common_folder(files)

    def place(path: Path) -> Path:
        return target.output / SPECS / path.resolve().relative_to(base)

    texts = {place(path): path.read_bytes() for path in files}
    _refuse_changed(target, texts)
    before = {path: path.read_bytes() if path.exists() else None for path in texts}
    moved = replace(
        target,
        spec=place(target.spec),
        root=target.output / SPECS if target.root is not None else None,
        overlays=tuple(map(place, target.overlays)),
    )
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
        names = {path.relative_to(target.output).as_posix(): path for path in texts}
        hashes = {name: digest(texts[path]) for name, path in names.items()}
        yield Moved(
            _at_home(moved), hashes, (*(p for p in texts if _is_other(texts[p], before[p])),)
        )
    except BaseException:
        for path, was in before.items():
            _restore(path, was, target.output)
        raise


def _files(target: Target) -> list[Path]:
    """The spec, its overlays and every file that they refer to."""
    from adwright.document.load import load

    folder = target.spec.resolve().parent
    names = load(target.spec, target.root, target.overlays).sources
    return [Path(os.path.normpath(folder / name)) for name in names]


def _common_folder(files: list[Path]) -> Path:
    try:
        return Path(os.path.commonpath([path.parent for path in files]))
    except ValueError:
        message = f"{files[0]} and its overlays are on several drives; put them on one"
        raise UsageError(message) from None


def _is_in(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _at_home(target: Target) -> Target:
    """The target as the project's configuration has it."""
    origin = way_to(target.spec, target.output)
    config = config_in(target.output)
    for said in config.targets if config is not None else ():
        if said.name == target.name:  # what else it says there, so that both ways make the same
            target = replace(
                target, methods=said.methods, templates=said.templates, cli=said.cli, mcp=said.mcp
            )
    return replace(target, project=True, origin=origin)


def _refuse_changed(target: Target, texts: Mapping[Path, bytes]) -> None:
    entry = read_lock(target.output).entries.get(target.name)
    for path, text in texts.items():
        name = path.relative_to(target.output).as_posix()
        known = entry.copied.get(name) if entry is not None else None
        if file_hash(path) not in (None, digest(text), known):
            raise UsageError(
                f"{path} is not as it was copied here from {target.spec}: to keep it, run `adwright generate` "
                f"in {target.output}; to replace it, delete it"
            )


def _is_other(text: bytes, before: bytes | None) -> bool:
    """Whether a text is another one than was there, the ends of lines apart."""
    return before is None or digest(text) != digest(before)


def _restore(path: Path, text: bytes | None, output: Path) -> None:
    """Have a file as it was, and no folder that was not there for it."""
    if text is not None:
        path.write_bytes(text)
        return
    path.unlink(missing_ok=True)
    folder = path.parent
    while folder != output.parent and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
