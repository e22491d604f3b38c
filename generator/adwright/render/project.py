"""What stands around a package that is published: its reference, and files that become the user's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import metadata, requires
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from adwright import __version__
from adwright.config import PROGRAMS
from adwright.ir.api import Api
from adwright.ir.operations import Operation
from adwright.ir.text import Identifier, Text
from adwright.render import filters
from adwright.render.entries import entries
from adwright.render.environment import render
from adwright.render.files import EXCEPTIONS, FileTree, Package
from adwright.render.first_steps import first_call, first_operation
from adwright.render.reuse import Reuse, afresh

_FILES = {
    "pyproject.toml": "pyproject.toml.j2",
    "README.md": "README.md.j2",
    "tests/test_client.py": "test_client.py.j2",
    ".github/workflows/client.yml": "client.yml.j2",
    ".gitignore": "gitignore.j2",
}
"""What is written once, by path, with its template."""
_IMPORTED = re.compile(r"^\s*(?:from|import) ([A-Za-z]\w*)", re.MULTILINE)
_NUMBERS = re.compile(r"[0-9]+(?:[._-][0-9]+)*")
_LONGEST_VERSION = 40
_TOOLS = ("build", "hatchling", "mypy", "pytest")
"""What whoever works on a project needs besides the generator."""


class Surroundings:
    """What stands around a package.

    Args:
        api: what the client is.
        package: what it is called.
        reuse: what may be taken over from earlier builds.
    """

    def __init__(self, api: Api, package: Package, reuse: Reuse = afresh) -> None:
        self._made = entries(api, package, ("project", "docs"), reuse)
        self._api, self._package = api, package
        self._values: dict[str, Any] = {
            "operations": [*api.named_operations],
            "told_apart": _told_apart(api),
        }

    def reference(self) -> str:
        """Every method, model and dict of the package, as a page of Markdown."""
        return self._render("reference.md.j2")

    def once(
        self, table: Mapping[str, Text | tuple[Text, ...] | bool], code: Iterable[str]
    ) -> FileTree:
        """The files that are written once.

        Args:
            table: what the project's configuration says of its client.
            code: the texts of the package's modules.
        """
        package = self._package
        imported = {name for text in code for name in _IMPORTED.findall(text)}
        extras = (each for each in _extras() if each not in PROGRAMS or getattr(package, each))
        needed = {extra: [*_needed(extra, imported)] for extra in extras}
        self._values |= {
            "table": table,
            "distribution": distribution_name(package.name),
            "version": pep440(self._api.version),
            "python": metadata("adwright")["Requires-Python"],
            "dependencies": [*_needed("", imported)],
            "extras": {extra: each for extra, each in needed.items() if each},
            "tools": {each.name: str(each) for each in _requirements("dev") if each.name in _TOOLS},
            "generator": f"adwright[generate]=={__version__}",
            "exceptions": EXCEPTIONS,
            "first_call": first_call(self._api, package.name, package.client),
            "first_operation": first_operation(self._api),
        }
        return {path: self._render(name) for path, name in _FILES.items()}

    def _render(self, template: str) -> str:
        text = render(self._made, template, self._values)
        return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _told_apart(api: Api) -> list[tuple[str, Operation]]:
    """The operations whose requests no other one has too, as those of paths that differ after a `#` alone."""

    def request(operation: Operation) -> tuple[str, str]:
        return operation.method, operation.path.raw.partition("#")[0]

    counts = Counter(request(each) for each in api.operations)
    return [pair for pair in api.named_operations if counts[request(pair[1])] == 1]


def distribution_name(package: Identifier) -> str:
    """What a package is called where it is published."""
    ascii_only = re.sub(r"[^A-Za-z0-9]+", "-", package).strip("-")
    return canonicalize_name(ascii_only) or "client"


def pep440(version: Text) -> str:
    """The version of an API as the version of a package: itself where that can be, else the first numbers in it."""
    said = filters.plain(version).strip()[:_LONGEST_VERSION]
    numbers = _NUMBERS.search(said)
    if numbers is None or not re.fullmatch(r"[0-9-]+", said):  # a date is no post-release
        try:
            return Version(said).public
        except InvalidVersion:
            pass
    return str(Version(re.sub("[_-]", ".", numbers[0]))) if numbers is not None else "0.1.0"


@cache
def _requirements(extra: str) -> tuple[Requirement, ...]:
    """What this distribution needs, by itself or for an extra, without saying for which."""
    listed = [Requirement(each) for each in requires("adwright") or ()]
    found: list[Requirement] = []
    for each in listed:
        marker, each.marker = each.marker, None
        if (
            marker is None
            if not extra
            else marker is not None and marker.evaluate({"extra": extra})
        ):
            found.append(each)
    return tuple(found)


def _extras() -> list[str]:
    """The extras that a client may have: those of this distribution that are not for the generator's sake."""
    return [
        each
        for each in metadata("adwright").get_all("Provides-Extra", [])
        if each not in ("dev", "generate")
    ]


def _needed(extra: str, imported: set[str]) -> Iterator[str]:
    """The requirements that modules import something of."""
    for each in _requirements(extra):
        if each.name.lower().replace("-", "_") in imported:
            yield str(each)
