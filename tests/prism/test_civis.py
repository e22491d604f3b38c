"""The Civis client against Prism."""

import asyncio
from typing import Any

from .calls import Vendor
from .roundtrip import RoundTrip


class TestCivis(RoundTrip):
    vendor = Vendor("civis")

    def test_iterator(self, url: str) -> None:
        """With `iterator=True` items come one by one, sync and async."""
        model = self.vendor.models.OptimizationSummary
        with self.vendor.client(url, asynchronous=False) as client:
            items = client.media.list_optimizations(iterator=True, options=self._made_up())
            assert isinstance(next(iter(items)), model)

        async def play() -> Any:
            async with self.vendor.client(url, asynchronous=True) as client:
                items = client.media.list_optimizations(iterator=True, options=self._made_up())
                return await anext(aiter(items))

        assert isinstance(asyncio.run(play()), model)

    def _made_up(self) -> Any:
        return self.vendor.package.RequestOptions(headers={"Prefer": "dynamic=true"})
