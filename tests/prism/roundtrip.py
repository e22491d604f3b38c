"""What holds for every vendor: each operation, sync and async, is understood by Prism and its reply by the client."""

from __future__ import annotations

import asyncio
import warnings
from typing import Any, ClassVar

from .calls import Call, Vendor


class RoundTrip:
    """The tests of one vendor, against one Prism that serves its bundled spec."""

    vendor: ClassVar[Vendor]

    def test_sync(self, url: str, call: Call) -> None:
        """A sync call succeeds and gives what its signature promises."""
        with self.vendor.client(url, asynchronous=False) as client:
            result = self._called(client, call)
            page = getattr(result, "page", result)
        self._check(call, page)

    def test_async(self, url: str, call: Call) -> None:
        """So does an async call."""

        async def play() -> Any:
            async with self.vendor.client(url, asynchronous=True) as client:
                return await self._called(client, call)

        self._check(call, asyncio.run(play()))

    def _called(self, client: Any, call: Call) -> Any:
        arguments = self.vendor.arguments(call.operation, full=call.full)
        headers = self.vendor.preference(call.operation)
        options = self.vendor.package.RequestOptions(headers=headers)
        with warnings.catch_warnings():
            # What a server ignores is still sent when all arguments are.
            warnings.filterwarnings("ignore", category=self.vendor.package.RuleWarning)
            return call.method_of(client)(**arguments, options=options)

    def _check(self, call: Call, result: Any) -> None:
        pagination = call.operation.pagination
        if pagination is None:
            assert self.vendor.fits(result, call.operation.result), result
        else:
            assert all(self.vendor.fits(item, pagination.item) for item in result), [*result]
            assert result.http_response.status_code == 200
