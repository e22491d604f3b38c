"""The runtime of clients: plain Python, copied as it is; a package of its own holds what it uses."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from adwright.config import PROGRAMS
from adwright.folders import templates_folder

_RELATIVE = re.compile(r"^\s*from (\.+)([\w.]*) import (.*)", re.MULTILINE)
_IMPORT = re.compile(r"^\s*from \.+_runtime(?:\.([\w.]+))? import (.*)", re.MULTILINE)


def whole_runtime() -> dict[str, str]:
    """All modules of the runtime: texts by path."""
    folder = templates_folder() / "runtime"
    paths = sorted(folder.rglob("*.py"))
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in paths}


def shared_runtime(programs: Collection[str]) -> dict[str, str]:
    """The runtime that several packages share: all of it but the rooms of programs that none of them has.

    Args:
        programs: The programs that they have.
    """
    without = {each for each in PROGRAMS if each not in programs}
    if not programs:
        without.add("programs")
    whole = whole_runtime()
    return {path: text for path, text in whole.items() if path.partition("/")[0] not in without}


def runtime_for(package: Mapping[str, str]) -> dict[str, str]:
    """The modules of the runtime that a package needs: those that it imports, and what they import in turn.

    Args:
        package: the texts of its modules.
    """
    whole = whole_runtime()
    todo = [name for text in package.values() for name in _named(text)]
    found: dict[str, str] = {}
    while todo:
        base = todo.pop().replace(".", "/")
        for path in {f"{base}.py", f"{base}/__init__.py".lstrip("/")} & whole.keys() - found.keys():
            found[path] = whole[path]
            todo += _imported(path, whole[path])
    return dict(sorted(found.items()))


def _named(text: str) -> Iterator[str]:
    """The modules of the runtime that a generated module imports, with dots between their names."""
    for module, names in _IMPORT.findall(text):
        yield module
        if not module:
            yield from re.findall(r"\w+", names)


def _imported(path: str, text: str) -> Iterator[str]:
    """The modules that a module of the runtime loads: the packages around it, and what it imports anywhere."""
    here = path.removesuffix(".py").split("/")
    yield from (".".join(here[:depth]) for depth in range(len(here)))
    for dots, name, names in _RELATIVE.findall(text):
        module = ".".join([*here[: -len(dots)], *filter(None, name.split("."))])
        yield module
        yield from (f"{module}.{each}".strip(".") for each in re.findall(r"\w+", names) if not name)
