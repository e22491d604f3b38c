"""The scripts of `docs/days` against Prism: each request is understood, and whatever comes back is read."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import httpx
import pytest
import yaml
from support import day_of

from .calls import Vendor
from .server import serve

CALLS = {
    "freewheel": {
        "proposed_placements.list", "proposed_placements.update", "proposed_insertion_orders.create",
        "proposed_insertion_orders.create_placement", "proposed_insertion_orders.list_placements",
    },
    "civis": {
        "media.list_optimizations", "media.post_optimizations", "media.post_optimizations_runs",
        "media.get_optimizations_runs",
    },
    "clearline": {"demand_tags.list", "demand_tags.new"},
    "iqm": {
        "campaigns.list", "campaigns.update_end_date", "campaigns.update_budget", "campaigns.get",
        "insertion_orders.create",
    },
}  # fmt: skip
"""What a script calls at least; some calls are made only for objects that ask for them."""


def served(vendor: Vendor) -> str:
    """What Prism serves: the vendor's bundle, in which a run is done."""
    document = yaml.safe_load(vendor.yaml)
    if "RunState" in document["components"]["schemas"]:
        document["components"]["schemas"]["RunState"]["enum"] = ["succeeded"]
    text: str = yaml.safe_dump(document, sort_keys=False)
    return text


# Prism has one page, and gives it for every number.
@pytest.mark.filterwarnings("ignore:.* answers the same page again and again")
@pytest.mark.parametrize("name", CALLS)
def test_a_day(name: str, tmp_path: Path) -> None:
    vendor, made = Vendor(name), Counter[str]()
    paths = {
        o.id.raw: (o, re.compile(re.sub(r"{[^}]*}", "[^/]+", o.path.raw)))
        for _, o in vendor.operations()
    }

    def prefer_success(request: httpx.Request) -> None:
        [operation] = [
            operation
            for operation, pattern in paths.values()
            if operation.method == request.method and pattern.fullmatch(request.url.path)
        ]
        request.headers.update(vendor.preference(operation))
        made[operation.id.raw] += 1

    with serve(served(vendor), tmp_path) as url, vendor.client(url, asynchronous=False) as client:
        client.hooks.request.append(prefer_success)
        day_of(name)(client, tmp_path / "table.csv")
    assert made.keys() >= CALLS[name]
    rows = [*csv.reader((tmp_path / "table.csv").read_text("utf-8").splitlines())]
    assert len(rows) > 1
