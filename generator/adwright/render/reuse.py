"""What a build may take over from earlier ones instead of making it again, found by content alone."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

from adwright.lock import code_hash, digest

KEPT = 40
"""Texts of one kind that the cache folder keeps; those used longest ago go first."""


Reuse: TypeAlias = Callable[[str, str, Callable[[], str]], str]
"""Gives a text of a kind by what it is made from: one of an earlier build, or what the last argument makes."""


def afresh(_kind: str, _source: str, make: Callable[[], str]) -> str:
    """Without earlier builds."""
    return make()


def remembering(reuse: Reuse) -> Reuse:
    """The same within one build, which asks for what it knows already no second time."""
    known: dict[tuple[str, str], str] = {}

    def made(kind: str, source: str, make: Callable[[], str]) -> str:
        if (kind, source) not in known:
            known[kind, source] = reuse(kind, source, make)
        return known[kind, source]

    return made


class Store:
    """Texts that take long to make, in a folder, by the hash of what they are made from.

    Args:
        folder: where they are; made when the first is kept. A folder that cannot be written to
            only makes things slower.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def made(self, kind: str, source: str, make: Callable[[], str]) -> str:
        """The text of a kind that `make` makes from a source, taken over if it is there.

        Args:
            kind: what it is, one word.
            source: everything it depends on besides this version of the generator.
            make: makes it.
        """
        path = self.folder / kind / digest(f"{code_hash()}\n{source}")
        text = _read(path)
        if text is None:
            text = make()
            with suppress(OSError):
                _keep(path, text)
        return text


def cache_folder() -> Path:
    """Where the user's caches are: `XDG_CACHE_HOME`, or what the system says."""
    from platformdirs import user_cache_path

    return user_cache_path("adwright", appauthor=False)


def _read(path: Path) -> str | None:
    """A text that was kept, None if there is none or it is damaged."""
    try:
        mark, _, text = path.read_text("utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    if mark != digest(text):
        return None
    with suppress(OSError):
        os.utime(path)
    return text


def _keep(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_text(f"{digest(text)}\n{text}", "utf-8", newline="\n")
    os.replace(part, path)
    for old in sorted(path.parent.iterdir(), key=lambda p: -p.stat().st_mtime)[KEPT:]:
        old.unlink(missing_ok=True)
