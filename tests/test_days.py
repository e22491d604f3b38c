"""The scripts of `docs/days` against the offline doubles: what they send, what they say, what they write."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from support import day_of

NOW = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
SOON, LATER = NOW + datetime.timedelta(days=3), NOW + datetime.timedelta(days=90)
WEEK = datetime.timedelta(days=7)
BUDGET = {"budget_model": "CURRENCY_TARGET", "currency": 2500}


class Played:
    """A script that has run against the double of its vendor."""

    def __init__(
        self, vendor: str, name: str, folder: Path, prepare: Callable[[Any], None], **given: str
    ) -> None:
        self.transport = import_module(f"adclients.{vendor}.testing").OfflineTransport()
        prepare(self.transport)
        table = folder / "table.csv"
        client = getattr(import_module(f"adclients.{vendor}"), name)
        with self.transport.client() as http, self.transport:
            day_of(vendor)(client(http_client=http, **given), table)
        self.rows = list(csv.DictReader(table.read_text("utf-8").splitlines()))

    def bodies(self, operation: str) -> list[Any]:
        """What was sent to an operation, in order; of a bulk in any order."""
        return [each.body for each in self.transport.calls if each.operation == operation]

    def ids(self, operation: str, name: str) -> list[str]:
        """What was asked of an operation, in any order."""
        calls = self.transport.calls
        return sorted(each.parameters[name] for each in calls if each.operation == operation)


def test_freewheel(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def prepare(transport: Any) -> None:
        start = NOW.isoformat()
        placements = [
            {"id": 1, "name": "A", "schedule": {"start_time": start, "end_time": SOON.isoformat()}},
            {"id": 2, "name": "B", "schedule": {"start_time": start, "end_time": LATER.isoformat()}},
            {"id": 3, "name": "C"},
        ]  # fmt: skip
        transport.queue({"items": placements}, operation="proposed_placements.list")
        made = {
            "id": 9,
            "name": "Spring",
            "status": "INACTIVE",
            "budget": {"budget_model": "CURRENCY_TARGET", "currency": 2500},
        }
        transport.queue({"items": [made]}, operation="proposed_insertion_orders.list_placements")

    played = Played("freewheel", "FreeWheel", tmp_path, prepare, token="t")
    assert played.ids("proposed_placements.update", "id") == ["1"]
    [sent] = played.bodies("proposed_placements.update")
    assert [*sent] == ["schedule"]
    assert datetime.datetime.fromisoformat(sent["schedule"]["end_time"]) == SOON + WEEK
    created = played.bodies("proposed_insertion_orders.create_placement")
    assert {each["name"] for each in created} == {
        "Spring", "Spring North", "Spring South", "Spring East", "Spring West",
    }  # fmt: skip
    assert len(created) == 5
    assert all(each["budget"] == BUDGET for each in created)
    assert "[placement-budget-currency-required]" in capsys.readouterr().out
    assert played.rows == [{"id": "9", "name": "Spring", "status": "INACTIVE", "budget": "2500"}]


def test_civis(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def prepare(transport: Any) -> None:
        found = [
            {"id": 1, "name": "A", "state": "failed"},
            {"id": 2, "name": "B", "state": "succeeded", "finishedAt": "2027-01-01T00:00:00Z"},
        ]
        transport.queue(found, operation="media.list_optimizations")
        transport.queue([], operation="media.list_optimizations")

    played = Played("civis", "Civis", tmp_path, prepare, api_key="k")
    assert played.bodies("media.patch_optimizations") == [{"name": "A (failed)"}]
    [plan] = played.bodies("media.post_optimizations")
    assert plan["excludePrograms"] is True
    assert plan["runs"][0]["startDate"] == "2027-03-01"
    assert played.bodies("media.put_optimizations_archive") == [{"status": True}]
    assert played.ids("media.put_optimizations_archive", "id") == ["2"]
    printed = capsys.readouterr().out
    assert "[optimization-programs-need-exclude-programs]" in printed
    assert "succeeded" in printed  # the run that was waited for
    assert [(each["id"], each["state"]) for each in played.rows] == [
        ("1", "failed"), ("2", "succeeded"),
    ]  # fmt: skip


def test_clearline(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def prepare(transport: Any) -> None:
        tags = [
            {"id": 1, "name": "A", "rate": "2.5", "is_active": True},
            {"id": 2, "name": "B", "rate": "7.0", "is_active": True},
        ]
        for each in (tags, [], tags, []):
            transport.queue(each, operation="demand_tags.list")

    played = Played("clearline", "ClearLine", tmp_path, prepare, token="t")
    assert played.bodies("demand_tags.patch") == [{"rate": 5}]
    created = {each["name"]: each for each in played.bodies("demand_tags.new")}
    assert {name: each["state_codes"] for name, each in created.items()} == {
        "Spring NY": ["US-NY"], "Spring CA": ["US-CA"], "Spring TX": ["US-TX"],
        "Spring FL": ["US-FL"],
    }  # fmt: skip
    assert all(each["state_source"] == "values" for each in created.values())
    assert "[demand-tag-state-source-required]" in capsys.readouterr().out
    assert [each["name"] for each in played.rows] == ["A", "B"]


def test_iqm(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def prepare(transport: Any) -> None:
        data = [
            {"id": "11", "name": "A", "end_date": int(SOON.timestamp())},
            {"id": "12", "name": "B", "end_date": int(LATER.timestamp())},
        ]
        reply = {"data": data, "statusCode": 200}
        transport.queue(reply, operation="campaigns.list")
        refused = {"id": "11", "campaignName": "A", "errorMessage": "too low"}
        changed = {"statusCode": 200, "responseObject": {"status": False, "reason": [refused]}}
        transport.queue(changed, operation="campaigns.update_budget")

    played = Played("iqm", "IQM", tmp_path, prepare, token="t", ow_id="1", host="h")
    [moved] = played.bodies("campaigns.update_end_date")
    assert moved["campaignIds"] == "11"
    late = datetime.datetime.now(datetime.UTC) + 2 * WEEK
    assert (NOW + 2 * WEEK).timestamp() <= moved["endDate"] <= late.timestamp()
    [order] = played.bodies("insertion_orders.create")
    assert order["ioTotalBudget"] == 25000
    assert order["ioStartTime"] == 1803859200000
    assert played.ids("campaigns.get", "campaignId") == ["11", "12"]
    printed = capsys.readouterr().out
    assert "A too low" in printed
    assert "[insertion-order-total-budget-required]" in printed
    assert len(played.rows) == 2
