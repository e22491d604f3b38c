"""Files that are written once and then belong to the user: renewed while they are as they were written, else kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from adwright.lock import digest, file_hash

NOT_OURS = ""
"""Stands for the hash of a file that was there before."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """What becomes of files that are written once.

    Attributes:
        write: the text of those that are new, or still as they were written.
        hashes: what each is known by from now on.
        kept: why the others are left as they are.
    """

    write: Mapping[str, str]
    hashes: Mapping[str, str]
    kept: Mapping[str, str]


def hand_over(output: Path, files: Mapping[str, str], known: Mapping[str, str]) -> HandOver:
    """Decide which files are written. One that the user changed or deleted is left as it is.

    Args:
        output: the output folder.
        files: the texts as they are written today.
        known: hashes of what was written before, by path.
    """
    write: dict[str, str] = {}
    hashes: dict[str, str] = {}
    for path, text in files.items():
        there, new = file_hash(output / path), digest(text)
        if there != new and there == known.get(path):
            write[path] = text
        is_ours = path in write or there == new
        hashes[path] = new if is_ours else known.get(path, NOT_OURS)
    left = {path: hash_ for path, hash_ in hashes.items() if path not in write}
    return HandOver(write, hashes, kept(output, left))


def kept(output: Path, known: Mapping[str, str]) -> dict[str, str]:
    """Why files are left as they are, by path.

    Args:
        output: the output folder.
        known: hashes of what was written, by path.
    """
    there = {path: file_hash(output / path) for path in known}
    return {
        path: "it was there before" if known[path] == NOT_OURS else "it was changed"
        for path, hash_ in sorted(there.items())
        if hash_ is not None and hash_ != known[path]
    }
