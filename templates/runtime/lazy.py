"""Packages whose modules are loaded when something of them is first used."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module


def members(
    package: str, modules: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """What a package is asked for its members: its `__getattr__` and its `__dir__`.

    Args:
        package: Its name.
        modules: The module of each member, below it.
    """

    def get(name: str) -> object:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f".{modules[name]}", package), name)
        vars(sys.modules[package])[name] = value
        return value

    return get, lambda: sorted(modules)
