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
    """Parametrise tests by the calls of their vendor.

    `call`: each operation twice, with required and with all arguments; `full_call`: with all;
    `choosing`: the operations whose bodies have choices.
    """
    if metafunc.cls is None or not issubclass(metafunc.cls, RoundTrip):
        return
    vendor = metafunc.cls.vendor
    for name in metafunc.fixturenames:
        if name in ("call", "full_call"):
            calls = [call for call in vendor.calls() if call.full or name == "call"]
        elif name == "choosing":
            calls = [*vendor.choosing()]
        else:
            continue
        metafunc.parametrize(name, calls, ids=[call.label for call in calls])
