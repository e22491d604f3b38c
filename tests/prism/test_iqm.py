"""The IQM client against Prism."""

from .calls import Vendor
from .roundtrip import RoundTrip


class TestIQM(RoundTrip):
    vendor = Vendor("iqm")
