"""One Prism for each vendor's test class, and one test for each of the vendor's calls."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .roundtrip import RoundTrip
from .server import serve


@pytest.fixture(scope="class")
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where Prism serves the spec of a class's vendor: one server for each class."""
    vendor = request.cls.vendor
    with serve(vendor.yaml, tmp_path_factory.mktemp(vendor.name)) as url:
        yield url


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Parametrise `call`."""
    if "call" in metafunc.fixturenames and metafunc.cls is not None:
        assert issubclass(metafunc.cls, RoundTrip)
        calls = [*metafunc.cls.vendor.calls()]
        metafunc.parametrize("call", calls, ids=[call.label for call in calls])
