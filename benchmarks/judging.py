"""What it costs to write a request as JSON and to judge it, as a ratio to pydantic's validation, in one run.

    python benchmarks/judging.py [--rounds N] [--check]

A ProposedPlacement of FreeWheel is the request: 92 rules and 9 warnings stand on it and on what is in it. Full means
that every field is set that may be set together, and that every list has three items. What is timed is all that a
call does before it sends: values to JSON, the verdict of the schema, shape and rules together, warnings, and the
text. Beside it stands what pydantic takes to validate the same data by the model that comes back, without any rule,
and to write it as text. They take turns in short rounds; each figure is the best of all rounds, for a busy machine
only ever adds time. With `--check` it ends with 1 when the full request costs more than half as much again as
pydantic alone.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

from adclients._runtime.options import RequestOptions
from adclients._runtime.requests.build import build
from adclients.freewheel import RequestValidationError
from adclients.freewheel.models import ProposedPlacement
from adclients.freewheel.resources.proposed_placements import CREATE
from adclients.freewheel.schemas import REQUESTS
from pydantic import TypeAdapter

LIMIT = 1.5
OPTIONS = RequestOptions()
MODEL = TypeAdapter(ProposedPlacement)
ALWAYS_THERE = {
    "id": 1,
    "insertion_order_id": 2,
    "status": "INACTIVE",
    "enable_canoe": False,
    "soft_reserve_inventory": False,
    "created_at": "2026-01-01T00:00:00Z",
    "updated_at": "2026-01-01T00:00:00Z",
    "description": "",
    "placement_type": "NORMAL",
    "restrict_delivery_to_campaign_tags": False,
}


def items(category: str) -> list[dict[str, Any]]:
    """Three items of a targeting."""
    return [{"id": number, "category": category} for number in (1, 2, 3)]


def sets(category: str) -> list[dict[str, Any]]:
    """Three sets of a targeting."""
    return [{"relation_in_set": r, "child_tiems": items(category)} for r in ("AND", "OR", "AND")]


def exemptions(kind: str) -> list[dict[str, Any]]:
    """Three items of an exclusivity."""
    return [{"id": -1, "type": kind}, {"id": 5, "type": "BRAND"}, {"id": 6, "type": "IO"}]


FULL: dict[str, Any] = {
    "name": "Spring",
    "description": "The spring campaign, second flight",
    "placement_type": "NORMAL",
    "external_id": "A-17",
    "restrict_delivery_to_campaign_tags": False,
    "schedule": {
        "start_time": "2026-01-01T00:00:00Z",
        "end_time": "2026-03-01T00:00:00Z",
        "time_zone": "UTC",
    },
    "price": {"price_model": "FLAT_RATE", "flat_fee_amount": 1200.5},
    "budget": {
        "budget_model": "DEMOGRAPHIC_IMPRESSION_TARGET",
        "on_target_impressions": 50_000,
        "gross_impression_cap": 70_000,
        "data_source": "NIELSEN",
        "demographic_ids": [1, 2, 3],
        "over_delivery": 3.0,
        "over_delivery_type": "CUSTOM",
    },
    "delivery": {
        "priority": "GUARANTEED",
        "pacing": "CUSTOM_PACING",
        "pacing_points": [
            {"percentage": share, "date": f"2026-0{month}-{day}T00:00:00Z"}
            for share, month, day in ((20, 1, 10), (60, 1, 30), (100, 2, 20))
        ],
        "frequency_caps": [
            {"value": 3, "type": "IMPRESSION", "scope": "TIME", "period": period}
            for period in (1, 7, 30)
        ],
        "demographic_on_target_calculation": "DIRECT",
        "demographic_impression_steering_enabled": True,
        "level_to_optimize_for_profit": "NONE",
        "excess_inventory": "5%",
        "excess_inventory_precondition": "10%",
        "override_repeat_mode": "NETWORK_DEFAULT",
    },
    "override": {"mode": "AMONGST_PAYING_ADS", "value": 5, "amongst_by": "CPM"},
    "exclusivity": {
        "level_of_exclusivity": "CUSTOM",
        "scope_of_exclusivity": "ADJACENT_ADS",
        "custom_exclusivity_exemption": [
            {
                "exclude": exemptions("ALL_INDUSTRIES"),
                "exempt": exemptions("MUTUAL_EXEMPTED_PLACEMENT"),
            }
        ],
    },
    "industry": {
        "mrm_industries": [{"id": number} for number in (1, 2, 3)],
        "industry_groups": [{"id": number} for number in (1, 2, 3)],
    },
    "content_targeting": {
        "included_items": items("VIDEO"),
        "excluded_items": items("SITE"),
        "sets": sets("VIDEO"),
        "relation_between_sets": "AND,OR",
    },
    "custom_targeting": {
        "sets": [
            {
                "relation_in_set": "OR",
                "key_values": [{"key_value": f"{key}=1"} for key in "abc"],
            }
            for _ in range(3)
        ]
    },
    "daypart_targeting": {
        "time_zone": "RELATIVE",
        "dayparts": [
            {"repeats": "daily", "start_time": "12 midnight", "end_time": end, "days": [1, 2, 3]}
            for end in ("01:00AM", "06:00AM", "12 NOON")
        ],
    },
    "geography_targeting": {"included_items": items("CITY"), "excluded_items": items("STATE")},
    "platform_targeting": {"included_items": items("DEVICE")},
    "audience_targeting": {
        "included_items": items("AUDIENCE"),
        "excluded_items": items("AUDIENCE"),
        "sets": sets("AUDIENCE"),
        "relation_between_sets": "AND,OR",
    },
}
SMALL = {key: FULL[key] for key in ("name", "external_id", "schedule", "price")} | {
    "budget": {"budget_model": "CURRENCY_TARGET", "currency": 5000.0}
}
WRONG = SMALL | {"budget": {"budget_model": "CURRENCY_TARGET", "impression": 5}}


def best(*tasks: Callable[[], object], rounds: int) -> list[float]:
    """The best time of each task, in microseconds; the tasks take turns."""
    found = [float("inf")] * len(tasks)
    for _ in range(rounds):
        for index, task in enumerate(tasks):
            start = time.perf_counter()
            for _ in range(100):
                task()
            found[index] = min(found[index], (time.perf_counter() - start) * 1e4)
    return found


def prepare(body: dict[str, Any]) -> bool:
    """All that a call does before it sends: whether the request may be sent."""
    try:
        build(CREATE, REQUESTS, None, body, OPTIONS)
    except RequestValidationError:
        return False
    return True


def with_pydantic(body: dict[str, Any]) -> bytes:
    """Validates the same data and writes it as text."""
    model = MODEL.validate_python({**ALWAYS_THERE, **body}, strict=False)
    return MODEL.dump_json(model, by_alias=True, exclude_unset=True)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--check", action="store_true", help="exit 1 above the limit")
    arguments = parser.parse_args()
    assert prepare(FULL)
    print(f"{'request':8} {'JSON':>7} {'adwright':>11} {'pydantic':>11} {'ratio':>7}")
    ratio = 0.0
    for name, body in (("full", FULL), ("small", SMALL), ("refused", WRONG)):
        own, theirs = best(
            lambda body=body: prepare(body),
            lambda body=body: with_pydantic(body),
            rounds=arguments.rounds,
        )
        ratio = own / theirs if body is FULL else ratio
        size = len(json.dumps(body, separators=(",", ":")))
        print(f"{name:8} {size:5} B {own:8.1f} us {theirs:8.1f} us {own / theirs:7.2f}")
    releases = ", ".join(f"{each} {version(each)}" for each in ("jsonschema-rs", "pydantic"))
    print(f"Python {platform.python_version()}, {releases}")
    if arguments.check and ratio > LIMIT:
        print(f"the full request costs more than {LIMIT} times pydantic alone", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
