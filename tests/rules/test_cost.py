"""What rules cost a call that keeps them: little beside what pydantic costs it, and nothing where there are none."""

from __future__ import annotations

import importlib
import importlib.util
from types import ModuleType

import pytest
from adclients._runtime import rulebook
from adclients.freewheel import models
from conftest import Generate
from support import ROOT, python


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    """benchmarks/rules.py."""
    spec = importlib.util.spec_from_file_location(
        "rules_benchmark", ROOT / "benchmarks" / "rules.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_full_request_is_full(benchmark: ModuleType) -> None:
    assert benchmark.FULL.keys() == models.ProposedPlacementCreate.model_fields.keys()


def test_a_request_that_keeps_its_rules_is_seen_to_at_a_glance(
    benchmark: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No rule is asked one by one."""
    model = models.ProposedPlacementCreate.model_validate(benchmark.FULL)
    monkeypatch.setattr(rulebook, "_objects", None)
    assert rulebook.check(model, warned=True) == []


def test_rules_cost_a_small_part_of_validation(benchmark: ModuleType) -> None:
    """A tenth on a machine at rest; a little more is left for one that is not."""
    validate, judge = benchmark.measure(benchmark.FULL, rounds=60)
    assert judge / validate < 0.13


def test_an_operation_without_rules_looks_for_none(
    generate: Generate, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "{type: object, properties: {inner: {type: object, properties: {name: {type: string}}}}}"
    package = generate(
        "paths: {/x: {post: {operationId: send, requestBody: {content: {application/json: {schema: "
        + body
        + "}}}, responses: {'204': {description: Ok.}}}}}"
    )
    runtime = importlib.import_module(f"{package.name.rpartition('.')[0]}._runtime.rulebook")
    monkeypatch.setattr(runtime, "violations", None)
    package.call("send", inner={"name": "x"})
    assert len(package.sent) == 2


def test_importing_a_package_loads_no_rules() -> None:
    code = (
        "import sys, adclients.freewheel as fw; fw.FreeWheel(token='x'); "
        "print([name for name in sys.modules if 'rule' in name and name.startswith('adclients')])"
    )
    assert [*python(code, ROOT / "generated")] == ["[]"]
