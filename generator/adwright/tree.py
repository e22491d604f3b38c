"""File trees against the disk: what differs and why, and how a change is written as a whole."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from adwright.lock import LOCK, Entry, digest, file_hash
from adwright.problems import UsageError

State: TypeAlias = Literal["stale", "missing", "extra", "edited", "generator"]

STAGE = ".adwright-stage"
_JOURNAL = "journal.json"


@dataclass(frozen=True, slots=True, order=True)
class Drift:
    """A file that is not what it should be, by path relative to the output folder."""

    path: str
    state: State


def drift(
    output: Path,
    roots: Iterable[str],
    wanted: Mapping[str, str],
    entry: Entry | None,
    reason: State,
) -> list[Drift]:
    """Compare files on disk with what they should be.

    Args:
        output: the output folder.
        roots: folders below it that hold nothing but our files.
        wanted: hash of each file that should be there.
        entry: what was written last.
        reason: why a file that we wrote may differ from what is wanted now.
    """
    known: Mapping[str, str] = entry.outputs if entry is not None else {}
    found: list[Drift] = []
    for path, hash_ in wanted.items():
        there = file_hash(output / path)
        if there is None:
            found.append(Drift(path, "missing"))
        elif there != hash_:
            ours = entry is None or there == known.get(path)
            found.append(Drift(path, reason if ours else "edited"))
    for path in known:
        if path not in wanted and (output / path).is_file():
            found.append(Drift(path, reason))
    for path in _files_below(output, roots):
        if path not in wanted and path not in known:
            found.append(Drift(path, "extra"))
    return sorted(found)


def _files_below(output: Path, roots: Iterable[str]) -> Iterable[str]:
    for root in roots:
        for path in sorted((output / root).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(output).as_posix()


def pending(output: Path) -> bool:
    """Whether a write was cut off after it had been decided on."""
    return (output / STAGE / _JOURNAL).is_file()


def recover(output: Path) -> None:
    """Finish a write that was cut off after its journal was complete, undo one that was cut off before."""
    stage = output / STAGE
    if (stage / _JOURNAL).is_file():
        _switch(output, json.loads((stage / _JOURNAL).read_text("utf-8")))
    shutil.rmtree(stage, ignore_errors=True)


def write(output: Path, files: Mapping[str, str], remove: Iterable[str], lock: str) -> None:
    """Put files in place as a whole: all are staged first, then switched one by one.

    Args:
        output: the output folder, made if it is not there.
        files: text by path; only files that differ.
        remove: paths of files that are ours and no longer needed.
        lock: the new text of the lock.
    """
    stage = output / STAGE
    for path, text in {**files, LOCK: lock}.items():
        staged = stage / "files" / path
        staged.parent.mkdir(parents=True, exist_ok=True)
        _write_through(staged, text)
    journal = {"replace": [*files, LOCK], "remove": [*remove]}
    _write_through(stage / (_JOURNAL + ".part"), json.dumps(journal))
    os.replace(stage / (_JOURNAL + ".part"), stage / _JOURNAL)
    recover(output)


def _write_through(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _switch(output: Path, journal: dict[str, list[str]]) -> None:
    for path in journal["replace"]:
        staged, target = output / STAGE / "files" / path, output / path
        if staged.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(staged, target)
    for path in journal["remove"]:
        (output / path).unlink(missing_ok=True)
        folder = (output / path).parent
        while folder != output and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent


def foreign(output: Path, files: Mapping[str, str], entry: Entry | None, mark: str) -> list[str]:
    """Files that a write would replace although they are not ours.

    Args:
        output: the output folder.
        files: what would be written.
        entry: what was written last; what it lists is ours.
        mark: text that our files start with; a file that has it is ours although no lock says so.
    """
    known: Mapping[str, str] = entry.outputs if entry is not None else {}
    found: list[str] = []
    for path, text in files.items():
        there = output / path
        if path in known or not there.is_file() or file_hash(there) == digest(text):
            continue
        if (
            "/_runtime/" not in f"/{path}"
            and mark not in there.read_text("utf-8", errors="replace")[:2000]
        ):
            found.append(path)
    return found


def refuse_foreign(output: Path, paths: list[str]) -> None:
    """Stop before files that somebody else wrote are replaced."""
    if paths:
        raise UsageError(
            f"{output / paths[0]} was not written by adwright; move it away or choose another output"
        )
