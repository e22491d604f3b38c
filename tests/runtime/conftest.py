"""Makes the runtime importable as the package `runtime`, as it stands in `templates/`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(TEMPLATES), str(HERE)]


@pytest.fixture(autouse=True)
def fresh_warnings() -> Iterator[None]:
    """Let each test see the warnings that are given only once."""
    yield
    if "runtime.errors" in sys.modules:
        sys.modules["runtime.errors"].forget_warnings()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """The files of a certificate of this machine, and of its key."""
    folder = tmp_path_factory.mktemp("certificate")
    names = str(folder / "certificate.pem"), str(folder / "key.pem")
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost".split()
    command += ["-addext", "subjectAltName=DNS:localhost", "-out", names[0], "-keyout", names[1]]
    subprocess.run(command, check=True, capture_output=True)
    return names
