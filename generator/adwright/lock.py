"""The lock: what each package was made from and what was made, by content.

`adwright.lock` stands in the output folder and is committed. With it, whether something must be
rebuilt is a matter of comparing hashes, and a file that differs can be told to be stale, edited,
or made by another generator.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, cast

from adwright import __version__
from adwright.folders import templates_folder
from adwright.problems import UsageError

LOCK = "adwright.lock"
_SHAPE_OUTPUT = {"black": 1, "datamodel-code-generator": 2}
"""The libraries that output depends on, and how many parts of their versions: patch releases do not change it."""
_BOM = b"\xef\xbb\xbf"


def digest(data: str | bytes) -> str:
    """The hash of a text, whose lines may end as a checkout likes."""
    plain = data.encode() if isinstance(data, str) else data
    return hashlib.sha256(plain.replace(b"\r\n", b"\n")).hexdigest()


@dataclass(frozen=True, slots=True)
class Entry:
    """What the lock knows of one package.

    Attributes:
        settings: name, class and the like, as one text.
        generator: the hash of all that shapes output besides the spec.
        inputs: hashes of the spec's files, by path relative to its root file's folder.
        outputs: hashes of the files made, by path relative to the output folder.
        once: hashes of the files that were given to the user, as they were written; empty for
            one that was there before.
        copied: hashes of the spec's files that were copied into the output folder, as they were.
    """

    settings: str
    generator: str
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    once: Mapping[str, str] = field(default_factory=dict[str, str])
    copied: Mapping[str, str] = field(default_factory=dict[str, str])


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
                **{name: dict(sorted(each.items())) for name, each in _of_project(entry) if each},
            }
            for name, entry in sorted(self.entries.items())
        }
        return json.dumps({"version": 1, "packages": packages}, indent=1) + "\n"


def _of_project(entry: Entry) -> Iterable[tuple[str, Mapping[str, str]]]:
    """What is known of a package only if it has a project around it."""
    return ("once", entry.once), ("copied", entry.copied)


def read_lock(output: Path) -> Lock:
    """The lock of an output folder, empty if there is none.

    Raises:
        UsageError: it cannot be read, as after a merge with conflicts.
    """
    path = output / LOCK
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return Lock()
    except NotADirectoryError:
        raise UsageError(f"{output}: a file stands there; give a folder") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: {error}") from None
    try:
        packages = cast("dict[str, dict[str, Any]]", json.loads(text)["packages"])
        return Lock({name: _entry(entry) for name, entry in packages.items()})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        message = f"{path} cannot be read; delete it and run `adwright generate`"
        raise UsageError(message) from None


def _entry(data: dict[str, Any]) -> Entry:
    inputs, outputs, once, copied = (
        {str(key): str(hash_) for key, hash_ in data.get(name, {}).items()}
        for name in ("inputs", "outputs", "once", "copied")
    )
    if not all(map(is_inside, [*outputs, *once, *copied])):
        raise ValueError("a path that leads out of the output folder")
    return Entry(str(data["settings"]), str(data["generator"]), inputs, outputs, once, copied)


def is_inside(path: str) -> bool:
    """Whether a path from a lock or a journal stays in the folder it is relative to."""
    way = Path(path)  # as this system reads it: `C:x` and `..\\x` lead elsewhere on Windows alone
    is_plain = "\0" not in path and path.isprintable()
    return is_plain and bool(way.parts) and ".." not in way.parts and not way.anchor


def generator_hash() -> str:
    """The hash of all that shapes output besides the spec: this generator and its templates."""
    return digest("\n".join([code_hash(), *_hashes(templates_folder())]))


def folder_hash(folder: Path) -> str:
    """The hash of the templates in a folder."""
    return digest("\n".join(_hashes(folder)))


@cache
def code_hash() -> str:
    """The hash of the code that runs: this generator as it was loaded, and what it prints with.

    Templates are not in it: they are read at every build, code is read once.
    """
    libraries = map(release, _SHAPE_OUTPUT)
    return digest("\n".join([__version__, *libraries, *_hashes(Path(__file__).parent)]))


@cache
def release(name: str) -> str:
    """A library and the part of its version that output depends on, such as `black 26`."""
    parts = _version(name).split(".")
    return f"{name} {'.'.join(parts[: _SHAPE_OUTPUT[name]])}"


def _version(name: str) -> str:
    """The version of an installed library, by the folder that an installer makes for it beside it.

    `importlib.metadata`, which says the same, takes longer to load than all else that a check loads.
    """
    made = re.compile(rf"{name.replace('-', '[-_.]')}-(.+)\.dist-info", re.IGNORECASE)
    for folder in sys.path:
        try:
            found = [*filter(None, map(made.fullmatch, os.listdir(folder or ".")))]
        except OSError:  # it is no folder
            continue
        if len(found) == 1:
            return found[0][1]
    from importlib.metadata import version

    return version(name)


def _hashes(folder: Path) -> Iterable[str]:
    """The paths and hashes of the files below a folder that shape output."""
    for path, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in ("__pycache__", "_templates"))
        for name in sorted(files):
            if name.endswith((".py", ".j2")):
                file = os.path.join(path, name)
                yield file[len(f"{folder}{os.sep}") :].replace(os.sep, "/")
                with open(file, "rb") as opened:
                    yield digest(opened.read())


def file_hash(path: Path) -> str | None:
    """The hash of a file on disk, None if there is none."""
    try:
        return digest(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def input_hash(path: Path) -> str | None:
    """The hash of the text of a spec's file, None if there is none. A byte order mark is not text."""
    try:
        return digest(path.read_bytes().removeprefix(_BOM))
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
