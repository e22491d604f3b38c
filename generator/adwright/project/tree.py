"""File trees against the disk: what differs and why, and how a change is written as a whole."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeAlias, cast

from adwright.folders import way_to
from adwright.lock import LOCK, Entry, digest, file_hash, is_inside
from adwright.problems import UsageError

State: TypeAlias = Literal["stale", "missing", "extra", "edited", "generator"]

STAGE = ".adwright-stage"
"""The folder, inside the output folder, where files stand until all of them are there."""
EDIT_LOST = "what was changed in it by hand is gone (change the spec or a template instead)"
"""What is said of a file that somebody had edited, and that was written anew."""
PATIENCE = 600.0
"""Seconds to wait for another process that is writing."""
_OPEN_ELSEWHERE = 5.0
"""Seconds to wait for another program that has a file open."""
_JOURNAL = "journal.json"
_NOTHING: Mapping[str, str] = {}


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
    known = entry.outputs if entry is not None else _NOTHING
    journal = _journal(output)
    found: list[Drift] = []
    for path, hash_ in wanted.items():
        there = file_hash(output / path)
        if there is None:
            found.append(Drift(path, "missing"))
        elif there != hash_:
            ours = entry is None or there in (known.get(path), journal.replace.get(path))
            found.append(Drift(path, reason if ours else "edited"))
    left = {path for path in known if path not in wanted and is_ours(output, path, known)}
    found += [Drift(path, reason) for path in left]
    for path in _files_below(output, roots):
        if path not in wanted and path not in left:
            ours = path in journal.remove or file_hash(output / path) == journal.replace.get(path)
            found.append(Drift(path, reason if ours else "extra"))
    return sorted(found)


def is_ours(output: Path, path: str, known: Mapping[str, str]) -> bool:
    """Whether a file is as it was written last; nothing else may be deleted, whatever a lock says."""
    return path in known and file_hash(output / path) == known[path]


def is_edited(output: Path, path: str, known: Mapping[str, str]) -> bool:
    """Whether a file is there and not as it was written last."""
    return path in known and file_hash(output / path) not in (None, known[path])


def diffs(output: Path, found: Iterable[Drift], right: Mapping[str, str]) -> Iterator[str]:
    """A unified diff for each file that differs: from what is there to what should be.

    Args:
        output: the output folder.
        found: what differs.
        right: the texts that should be there, by path.
    """
    import difflib

    for item in found:
        if item.state == "extra":
            continue
        path = output / item.path
        name = way_to(path)
        there = path.read_text("utf-8", errors="replace") if path.is_file() else ""
        lines = difflib.unified_diff(
            there.splitlines(keepends=True),
            right.get(item.path, "").splitlines(keepends=True),
            f"{name} (there)",
            f"{name} (should be)",
        )
        yield "".join(lines)


def _files_below(output: Path, roots: Iterable[str]) -> Iterable[str]:
    for root in roots:
        for path in sorted((output / root).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(output).as_posix()


# -- writing ---------------------------------------------------------------------------------------
#
# Three steps. Staging: all new files, and the new lock, are written below STAGE. Deciding: the
# journal, which lists them, is put in place by one rename. Switching: each file is moved to its
# place by one rename, files no longer needed are removed, the journal goes, the stage goes. A cut
# before the decision undoes all, a cut after it is made good by `recover`; either way a file is the
# old one or the new one, whole.


@dataclass(frozen=True, slots=True)
class _Journal:
    """What a switch does: files to put in place with their hashes, in order, and files to remove."""

    replace: Mapping[str, str]
    remove: tuple[str, ...] = ()


def unfinished(output: Path) -> bool:
    """Whether a write was cut off, or is going on at this moment."""
    return (output / STAGE).exists()


def pending(output: Path) -> bool:
    """Whether a write was cut off after it had been decided on."""
    return (output / STAGE / _JOURNAL).is_file()


def recover(output: Path) -> None:
    """Finish a write that was cut off after its journal was complete, undo one cut off before.

    Raises:
        UsageError: the journal is not ours.
    """
    stage = output / STAGE
    if pending(output):
        _switch(output, _journal(output))
        (stage / _JOURNAL).unlink()
    if stage.is_dir():
        shutil.rmtree(stage)


@contextmanager
def alone(output: Path) -> Generator[None]:
    """Keep other writers out of an output folder, after those that are there already.

    The folder itself is locked: the system frees it however its holder ends, and nothing is left
    behind. On Windows, where no folder can be locked, a file among the temporary ones is.

    Raises:
        UsageError: another one has been writing for longer than `PATIENCE`.
    """
    output.mkdir(parents=True, exist_ok=True)
    handle = _lock_handle(output)
    try:
        end = time.monotonic() + PATIENCE
        while not _locked(handle):
            if time.monotonic() > end:
                message = f"{output}: another adwright has been writing here for too long"
                raise UsageError(message)
            time.sleep(0.02)
        yield
    finally:
        os.close(handle)


def _lock_handle(output: Path) -> int:
    """What is locked for an output folder, open."""
    if sys.platform != "win32":
        return os.open(output, os.O_RDONLY)
    import tempfile

    name = digest(os.path.normcase(output.resolve()))
    return os.open(Path(tempfile.gettempdir(), f"adwright-{name}.lock"), os.O_RDWR | os.O_CREAT)


def _locked(handle: int) -> bool:
    """Lock what is open, unless somebody else has it locked."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # the latter on Windows
        return False
    return True


def write(output: Path, files: Mapping[str, str], remove: Iterable[str], lock: str) -> None:
    """Put files in place as a whole: all are staged first, then switched one by one.

    To be called `alone`, after `recover`.

    Args:
        output: the output folder, made if it is not there.
        files: text by path; only files that differ.
        remove: paths of files that are ours and no longer needed.
        lock: the new text of the lock.

    Raises:
        UsageError: a link in the output folder leads out of it.
    """
    stage = output / STAGE
    texts = {**files, LOCK: lock}
    remove = [*remove]
    if (path := _leading_out(output, [f"{STAGE}/files", *texts, *remove])) is not None:
        raise UsageError(
            f"{output / path} leads out of the output folder by a link; remove the link"
        )
    try:
        for path, text in texts.items():
            staged = stage / "files" / path
            staged.parent.mkdir(parents=True, exist_ok=True)
            _write_through(staged, text)
        hashes = {path: digest(text) for path, text in texts.items()}
        journal = {"replace": hashes, "remove": remove}
        _write_through(stage / (_JOURNAL + ".part"), json.dumps(journal))
    except BaseException:  # also a Ctrl-C: nothing was decided yet
        shutil.rmtree(stage, ignore_errors=True)
        raise
    os.replace(stage / (_JOURNAL + ".part"), stage / _JOURNAL)
    recover(output)


def _write_through(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _journal(output: Path) -> _Journal:
    """The journal of a switch that was cut off, an empty one if there is none."""
    path = output / STAGE / _JOURNAL
    try:
        data = cast("dict[str, Any]", json.loads(path.read_text("utf-8")))
        journal = _Journal(
            _hashes(data.get("replace", {})), tuple(map(str, data.get("remove", ())))
        )
    except FileNotFoundError:
        return _Journal({})
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UsageError(f"{path} cannot be read; delete {path.parent}") from None
    paths = [*journal.replace, *journal.remove]
    if not all(map(is_inside, paths)) or _leading_out(output, paths) is not None:
        raise UsageError(f"{path} leads out of the output folder; delete {path.parent}")
    return journal


def _leading_out(output: Path, paths: Iterable[str]) -> str | None:
    """The first folder of these paths that is elsewhere in truth, by a link; None if none is."""
    inside = output.resolve()
    for folder in dict.fromkeys(Path(path).parent for path in paths):
        if not (output / folder).resolve().is_relative_to(inside):
            return folder.as_posix()
    return None


def _hashes(data: dict[Any, Any]) -> dict[str, str]:
    return {str(path): str(hash_) for path, hash_ in data.items()}


def _switch(output: Path, journal: _Journal) -> None:
    for path in journal.replace:
        staged, target = output / STAGE / "files" / path, output / path
        if staged.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            _patiently(partial(os.replace, staged, target))
    for path in journal.remove:
        _patiently(partial((output / path).unlink, missing_ok=True))
        folder = (output / path).parent
        while folder != output and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent


def _patiently(change: Callable[[], None]) -> None:
    """Change a file; on Windows again and again while another program, such as a virus scanner, has it open."""
    end = time.monotonic() + (_OPEN_ELSEWHERE if sys.platform == "win32" else 0.0)
    while True:
        try:
            return change()
        except PermissionError:
            if time.monotonic() >= end:
                raise
            time.sleep(0.02)


def foreign(output: Path, files: Mapping[str, str], entry: Entry | None, mark: str) -> list[str]:
    """Files that a write would replace although they are not ours.

    Args:
        output: the output folder.
        files: what would be written.
        entry: what was written last; what it lists is ours.
        mark: text that stands in all our files but the runtime's: a file that has it is ours
            although no lock says so.
    """
    known = entry.outputs if entry is not None else _NOTHING
    found: list[str] = []
    for path, text in files.items():
        there = output / path
        if path in known or not there.is_file() or file_hash(there) == digest(text):
            continue
        runtime = "/_runtime/" in f"/{path}"
        if not runtime and mark not in there.read_text("utf-8", errors="replace"):
            found.append(path)
    return found


def refuse_foreign(output: Path, paths: list[str]) -> None:
    """Stop before files that somebody else wrote are replaced."""
    if paths:
        raise UsageError(
            f"{output / paths[0]} was not written by adwright; move it away or choose another output"
        )
