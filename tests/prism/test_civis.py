"""The Civis client against Prism."""

from .calls import Vendor
from .roundtrip import RoundTrip


class TestCivis(RoundTrip):
    vendor = Vendor("civis")
