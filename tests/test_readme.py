"""Every Python example of the README runs, in its order, against the offline doubles."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest
from support import ROOT

README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
CLIENTS = {"freewheel": "FreeWheel", "civis": "Civis", "clearline": "ClearLine", "iqm": "IQM"}


@pytest.fixture
def _offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Clients made without a transport of their own, or with a real one, get the double; files go to a folder apart."""
    monkeypatch.chdir(tmp_path)
    for vendor, name in CLIENTS.items():
        package = import_module(f"adclients.{vendor}")
        double = import_module(f"adclients.{vendor}.testing").OfflineTransport
        for prefix in ("", "Async"):
            _patch(monkeypatch, getattr(package, prefix + name), double, bool(prefix))


def _patch(monkeypatch: pytest.MonkeyPatch, cls: Any, double: Any, is_async: bool) -> None:
    original = cls.__init__

    def init(self: Any, **settings: Any) -> None:
        given = settings.get("http_client")
        if not isinstance(getattr(given, "_transport", None), httpx.MockTransport):
            transport = double()
            settings["http_client"] = transport.async_client() if is_async else transport.client()
        original(self, **settings)

    monkeypatch.setattr(cls, "__init__", init)


@pytest.mark.usefixtures("_offline")
def test_examples_run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # some write files
    names: dict[str, Any] = {"__name__": "readme"}
    for block in BLOCKS:
        exec(compile(block, "README.md", "exec"), names)
    printed = capsys.readouterr().out
    assert "budget.currency must be a number, not '2500'" in printed
    assert "succeeded" in printed
    assert "no such placement" in printed
    assert len(names["table"]) == len(names["placements"]) > 0
    assert "budget.budget_model" in names["flat"].columns
    rows = (tmp_path / "placements.csv").read_text("utf-8").splitlines()
    assert rows[0] == "id,name,status"
    assert len(rows) == len(names["placements"]) + 1
    assert (tmp_path / "placement-17.json").read_text("utf-8").startswith("{")


def test_every_client_has_a_first_call() -> None:
    for vendor, name in CLIENTS.items():
        assert f"from adclients.{vendor} import {name}" in README
        assert re.search(rf"\b{name}\(", README)
