"""The FreeWheel client against Prism."""

from typing import ClassVar

import pytest

from .calls import Vendor
from .roundtrip import RoundTrip


class TestFreeWheel(RoundTrip):
    vendor = Vendor("freewheel")
    unsendable: ClassVar = {
        "budget.budget_model=EVERGREEN": "of an insertion order it is only returned"
    }

    def test_prism_judges_by_the_rules(self, url: str) -> None:
        """What a rule forbids is refused by Prism too, when the client lets it through."""
        budget = {"budget_model": "CURRENCY_TARGET"}
        with self.vendor.client(url, asynchronous=False) as client:
            create = client.proposed_insertion_orders.create
            with pytest.raises(self.vendor.package.RequestValidationError, match="currency"):
                create(external_id="A-1", name="Spring", budget=budget)
            options = self.vendor.package.RequestOptions(check_rules=False)
            with pytest.raises(self.vendor.package.UnprocessableEntityError):
                create(external_id="A-1", name="Spring", budget=budget, options=options)
