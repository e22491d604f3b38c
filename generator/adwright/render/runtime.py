"""The runtime of clients: plain Python, copied as it is; a package of its own holds what it uses."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from adwright.places import templates_folder

_IMPORT = re.compile(r"^\s*from \.+_runtime(?:\.([\w.]+))? import (.*)", re.MULTILINE)


def whole_runtime() -> dict[str, str]:
    """All modules of the runtime: texts by path."""
    folder = templates_folder() / "runtime"
    paths = sorted(folder.rglob("*.py"))
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in paths}


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


@lru_cache(200)
def _imported(path: str, text: str) -> tuple[str, ...]:
    """The modules that a module of the runtime loads: the packages around it, and what it imports anywhere."""
    here = path.removesuffix(".py").split("/")
    found = [".".join(here[:depth]) for depth in range(len(here))]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.level:
            module = ".".join([*here[: -node.level], *(node.module or "").split(".")]).strip(".")
            found += [module, *(f"{module}.{each.name}".strip(".") for each in node.names)]
    return tuple(found)
