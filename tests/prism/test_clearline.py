"""The ClearLine client against Prism."""

from .calls import Vendor
from .roundtrip import RoundTrip


class TestClearLine(RoundTrip):
    vendor = Vendor("clearline")
