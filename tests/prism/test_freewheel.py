"""The FreeWheel client against Prism."""

from typing import ClassVar

from .calls import Vendor
from .roundtrip import RoundTrip


class TestFreeWheel(RoundTrip):
    vendor = Vendor("freewheel")
    unsendable: ClassVar = {
        "budget.budget_model=EVERGREEN": "of an insertion order it is only returned"
    }
