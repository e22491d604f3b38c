"""Fixtures that turn an inline spec into a client in the same process, quickly."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import settings
from support import Clients, Generate, Package, Spec

settings.register_profile("tests", deadline=None)  # a busy machine is no failure
settings.load_profile("tests")


@pytest.fixture(scope="session")
def _clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clients]:
    folder = tmp_path_factory.mktemp("generated") / "sample_clients"
    sys.path.insert(0, str(folder.parent))
    yield Clients(folder)
    sys.path.remove(str(folder.parent))


@pytest.fixture
def generate(_clients: Clients, tmp_path: Path) -> Generate:
    """Generate a client from a document and import it.

    The function takes the document (YAML text or plain data; version, title and server may be left out), the files it
    refers to, and the class of the client; what it gives is a `support.Package`.
    """

    def make(
        spec: Spec, files: Mapping[str, str] | None = None, class_name: str = "Sample"
    ) -> Package:
        return _clients.add(spec, files, class_name, tmp_path)

    return make


@pytest.fixture(autouse=True)
def _no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials of whoever runs the tests do not reach the clients."""
    for name in os.environ:
        if name.startswith(("CIVIS_", "CLEARLINE_", "FREEWHEEL_", "IQM_")):
            monkeypatch.delenv(name)
