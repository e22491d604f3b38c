"""The lock: what each package was made from and what was made, by content.

`adwright.lock` stands in the output folder and is committed. With it, whether something must be rebuilt is a matter of
comparing hashes, and a file that differs can be told to be stale, edited, or made by another generator.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path

from adwright import __version__
from adwright.problems import UsageError

LOCK = "adwright.lock"
_SHAPES_OUTPUT = ("datamodel-code-generator", "black", "jinja2", "pydantic")


def digest(data: str | bytes) -> str:
    """The hash of a text."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


@dataclass(frozen=True, slots=True)
class Entry:
    """What the lock knows of one package.

    Attributes:
        settings: name, class and the like, as one text.
        generator: the hash of all that shapes output besides the spec.
        inputs: hashes of the spec's files, by path relative to its root file's folder.
        outputs: hashes of the files made, by path relative to the output folder.
    """

    settings: str
    generator: str
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]


@dataclass(slots=True)
class Lock:
    """The lock file's content: package to entry."""

    entries: dict[str, Entry] = field(default_factory=dict[str, Entry])

    def text(self) -> str:
        """As it is written: one hash a line, sorted, so that a diff shows what changed."""
        packages = {
            name: {
                "settings": entry.settings,
                "generator": entry.generator,
                "inputs": dict(sorted(entry.inputs.items())),
                "outputs": dict(sorted(entry.outputs.items())),
            }
            for name, entry in sorted(self.entries.items())
        }
        return json.dumps({"version": 1, "packages": packages}, indent=1) + "\n"


def read_lock(output: Path) -> Lock:
    """The lock of an output folder, empty if there is none.

    Raises:
        UsageError: it cannot be read, as after a merge with conflicts.
    """
    path = output / LOCK
    if not path.is_file():
        return Lock()
    try:
        packages = json.loads(path.read_text("utf-8"))["packages"]
        return Lock({name: Entry(**entry) for name, entry in packages.items()})
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UsageError(f"{path} cannot be read; delete it and run `adwright generate`") from None


@cache
def generator_hash() -> str:
    """The hash of all that shapes output besides the spec: this generator, its templates, the libraries that print."""
    from adwright.places import templates_folder

    parts = [__version__, *(f"{name} {version(name)}" for name in _SHAPES_OUTPUT)]
    for folder in (Path(__file__).parent, templates_folder()):
        for path in sorted(p for p in folder.rglob("*") if p.suffix in (".py", ".j2")):
            parts += [path.relative_to(folder).as_posix(), digest(path.read_bytes())]
    return digest("\n".join(parts))


def file_hash(path: Path) -> str | None:
    """The hash of a file on disk, None if there is none."""
    return digest(path.read_bytes()) if path.is_file() else None
