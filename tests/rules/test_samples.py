"""No false refusal: every request that the documents print passes the rules."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
from test_samples import SAMPLES, operations, sent

REQUESTS = [each for each in SAMPLES if each.values[2] == "request"]


WARNED = {
    # These samples do what the documents around them call of no use.
    "campaigns.update_budget": {"daily_budget": ["campaign-budget-update-type-unused"]},
    "insertion_orders.list": {"filtered": ["insertion-order-list-page-ignored"]},
    "insertion_orders.list_campaigns": {"filtered": ["insertion-order-campaigns-page-ignored"]},
}


@pytest.mark.parametrize(("vendor", "operation_id", "place", "media", "sample"), REQUESTS)
def test_sample_passes(
    request: pytest.FixtureRequest,
    vendor: str,
    operation_id: str,
    place: str,
    media: str,
    sample: Any,
) -> None:
    name = request.node.callspec.id.rpartition("-")[2]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert sent(vendor, operations(vendor)[operation_id], sample) == sample
    said = [str(each.message).rpartition(" ")[2].strip("[]") for each in caught]
    assert said == WARNED.get(operation_id, {}).get(name, [])


def test_there_are_samples() -> None:
    assert len(REQUESTS) >= 15
