"""The FreeWheel client against Prism."""

from .calls import Vendor
from .roundtrip import RoundTrip


class TestFreeWheel(RoundTrip):
    vendor = Vendor("freewheel")
