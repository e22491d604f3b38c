"""What rules cost a call that keeps them: schemas are compiled once, and nothing is looked into that is right."""

from __future__ import annotations

import importlib.util
from collections import Counter
from types import ModuleType
from typing import Any

import httpx
import pytest
from adclients._runtime.schemas import layout, store, validate
from adclients.freewheel import FreeWheel
from adclients.freewheel.schemas import REQUESTS
from support import ROOT, python


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    """benchmarks/judging.py."""
    path = ROOT / "benchmarks" / "judging.py"
    spec = importlib.util.spec_from_file_location("judging_benchmark", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def client() -> FreeWheel:
    """A client whose server answers that all is well."""
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json={}))
    return FreeWheel(token="t", http_client=httpx.Client(transport=transport))


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often something was done that is for the first call only, or for what is wrong."""
    counted = Counter[str]()

    def count(owner: Any, name: str) -> None:
        before = getattr(owner, name)

        def counting(*args: Any, **kwargs: Any) -> Any:
            counted[name] += 1
            return before(*args, **kwargs)

        monkeypatch.setattr(owner, name, counting)

    for method in ("_validators", "_layouts", "_parsed"):
        monkeypatch.setattr(REQUESTS, method, {})
    count(validate, "Draft202012Validator")
    count(store.json, "loads")
    count(layout.Layout, "_gather")
    return counted


def test_the_full_request_is_full(benchmark: ModuleType) -> None:
    schema = REQUESTS.schema("$defs/ProposedPlacementCreate")
    assert benchmark.FULL.keys() == schema["properties"].keys()
    assert benchmark.prepare(benchmark.FULL)


def test_a_second_call_compiles_nothing(
    benchmark: ModuleType, client: FreeWheel, done: Counter[str]
) -> None:
    client.proposed_placements.create(**benchmark.FULL)
    assert done["Draft202012Validator"] <= 3, (
        "what is refused, what only warns, times without a zone"
    )
    done.clear()
    for _ in range(3):
        client.proposed_placements.create(**benchmark.FULL)
    assert done["Draft202012Validator"] == done["_gather"] == 0
    assert done["loads"] <= 3, "the responses"


def test_only_what_an_operation_sends_is_read(client: FreeWheel, done: Counter[str]) -> None:
    client.proposed_placements.get(7)
    assert {*REQUESTS._parsed} == {"operations/proposed_placements.get", "$defs/FwId"}
    assert done["Draft202012Validator"] <= 2


def test_importing_a_package_loads_no_rules() -> None:
    code = (
        "import sys, adclients.freewheel as fw; fw.FreeWheel(token='x'); "
        "print([name for name in sys.modules if name.startswith('adclients.freewheel') "
        "and name.endswith(('rules', 'params', 'requests', 'responses', 'prose'))])"
    )
    assert [*python(code, ROOT / "generated")] == ["[]"]
