"""A client, imported from files that were never written where users have them: to ask it what it would send."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

_NUMBERS = count(1)


class Loaded:
    """An imported package.

    Args:
        name: how it was imported.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def module(self, name: str = "") -> ModuleType:
        """The package, or a module of it by its name with dots."""
        return importlib.import_module(f"{self._name}.{name}" if name else self._name)


@contextmanager
def loaded(files: Mapping[str, str]) -> Generator[Loaded]:
    """Import a package for a while, under a name that nothing else has.

    Args:
        files: its files, by path relative to it.
    """
    name = f"_adwright_documents_{next(_NUMBERS)}"
    with TemporaryDirectory(prefix="adwright-") as folder:
        for path, text in files.items():
            file = Path(folder, name, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        sys.path.insert(0, folder)
        try:
            yield Loaded(name)
        finally:
            sys.path.remove(folder)
            for each in [*sys.modules]:
                if each.partition(".")[0] == name:
                    del sys.modules[each]
