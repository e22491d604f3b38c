"""Prism, serving the bundled spec, gives the same verdict over HTTP as the rules do: on every row of the table.

Left out is what Prism cannot know or does not look at: warnings, comparisons, `dependentRequired` and `prefixItems`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from adwright.ir.operations import Operation
from prism.calls import Vendor
from prism.server import serve

from .reference import members
from .table import load

# Where the schemas with rules stand in the body of an operation; `[]` is a list of one.
PLACES = {
    "freewheel": {
        "proposed_placements.create": {
            "ProposedPlacement": "",
            "PlacementPrice": "price",
            "PlacementBudget": "budget",
            "PlacementDelivery": "delivery",
            "PlacementFrequencyCap": "delivery.frequency_caps[]",
            "PlacementOverride": "override",
            "PlacementExclusivity": "exclusivity",
            "ExcludedItem": "exclusivity.custom_exclusivity_exemption[].exclude[]",
            "ExemptItem": "exclusivity.custom_exclusivity_exemption[].exempt[]",
            "ContentTargeting": "content_targeting",
            "CustomTargeting": "custom_targeting",
            "DaypartSet": "daypart_targeting.dayparts[]",
            "AudienceTargeting": "audience_targeting",
        },
        "proposed_placements.update": {"PlacementAdProduct": "ad_product"},
        "proposed_insertion_orders.create": {
            "InsertionOrderBudget": "budget",
            "InsertionOrderFrequencyCap": "delivery.frequency_caps[]",
        },
    },
    "clearline": {"demand_tags.new": {"DemandTag": ""}},
    "iqm": {
        "insertion_orders.create": {"InsertionOrder": ""},
        "campaigns.count_by_status": {"CampaignCountRequest": ""},
    },
}
HEADERS = {"Authorization": "Bearer 1", "X-IAA-OW-ID": "1", "X-IAA-HOST": "1"}


def placed(body: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A body with a value at a place."""
    if not path:
        return {**body, **value}
    name, _, rest = path.partition(".")
    inner = placed({}, rest, value) if rest else value
    name, is_list = name.removesuffix("[]"), name.endswith("[]")
    return {**body, name: [inner] if is_list else inner}


def rows(vendor: str) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Rule, operation, place and row of every rule that Prism can judge."""
    for rule, row in load()[vendor].items():
        _, member = members(vendor)[rule]
        unseen = ("x-compare", "dependentRequired", "prefixItems")
        if member.warns or any(keyword in str(member.schema) for keyword in unseen):
            continue
        [(operation, place)] = [
            (operation, places[row["on"]])
            for operation, places in PLACES[vendor].items()
            if row["on"] in places
        ]
        yield rule, operation, place, row


def ask(url: str, vendor: Vendor, operation: Operation, path: str, value: Any) -> int:
    """The status that Prism answers with."""
    base = vendor.maker.make(vendor.body_schema(operation), full=False) if path else {}
    if path.startswith("delivery") and operation.id.raw.startswith("proposed_placements"):
        base["schedule"] = {}  # pacing points ask for one
    target = url + operation.path.raw.replace("{id}", "1")
    headers = {**HEADERS, **vendor.preference(operation)}
    body = placed(base, path, value)
    return httpx.request(operation.method, target, json=body, headers=headers).status_code


@pytest.mark.parametrize("name", PLACES)
def test_prism_agrees(name: str, tmp_path: Path) -> None:
    vendor = Vendor(name)
    operations = {operation.id.raw: operation for _, operation in vendor.operations()}
    wrong: list[tuple[str, int, int]] = []
    judged = 0
    with serve(vendor.yaml, tmp_path) as url:
        for rule, operation, place, row in rows(name):
            broken = ask(url, vendor, operations[operation], place, row["breaks"])
            kept = ask(url, vendor, operations[operation], place, row["keeps"])
            judged += 1
            if broken != 422 or not 200 <= kept < 300:
                wrong.append((rule, broken, kept))
    assert not wrong, wrong
    assert judged == {"freewheel": 88, "clearline": 8, "iqm": 3}[name]
