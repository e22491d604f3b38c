"""What holds for every vendor: each operation, sync and async, is understood by Prism and its reply by the client."""

from __future__ import annotations

import asyncio
import datetime
import re
import warnings
from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

import httpx
from adclients._runtime.mcp.server import AgentServer
from adclients._runtime.mcp.tools import Allowance
from mcp import Client

from .calls import Call, Vendor
from .values import NoValueError


class RoundTrip:
    """The tests of one vendor, against one Prism that serves its bundled spec."""

    vendor: ClassVar[Vendor]
    unsendable: ClassVar[Mapping[str, str]] = {}
    """Choices that no request can have, with the reason: `budget.budget_model=EVERGREEN`."""

    def test_sync(self, url: str, call: Call) -> None:
        """A sync call succeeds and gives what its signature promises."""
        with self.vendor.client(url, asynchronous=False) as client:
            result = self._called(client, call)
            page = getattr(result, "page", result)
        self._check(call, page, asynchronous=False)

    def test_async(self, url: str, call: Call) -> None:
        """So does an async call."""

        async def play() -> Any:
            async with self.vendor.client(url, asynchronous=True) as client:
                return await self._called(client, call)

        self._check(call, asyncio.run(play()), asynchronous=True)

    def test_agents(self, url: str) -> None:
        """What agents call is understood too, with the arguments as JSON has them."""

        async def play() -> None:
            async with self.vendor.client(url, asynchronous=True) as client:
                headers: dict[str, str] = {}
                client.hooks.request.append(lambda request: request.headers.update(headers))
                package = self.vendor.package.__name__
                server = AgentServer(client, package, Allowance(writes=True), 20_000)
                async with Client(server.sdk) as agent:
                    for call in self.vendor.calls():
                        headers |= self.vendor.preference(call.operation)
                        made = self.vendor.arguments(call.operation, full=call.full)
                        name = "-".join(filter(None, (call.resource, call.operation.name)))
                        answer = await agent.call_tool(name, _as_json(made))
                        assert not answer.is_error, (call.label, answer.content)

        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", category=self.vendor.package.RuleWarning)
            asyncio.run(play())

    def test_every_argument_is_given(self, full_call: Call) -> None:
        """No call with all arguments leaves one out."""
        given = self.vendor.arguments(full_call.operation, full=True)
        sent = [a.name for a in full_call.operation.arguments if a.place != "iterator"]
        assert given.keys() == set(sent)

    def test_every_choice_is_taken(self, url: str, choosing: Call) -> None:
        """Each value of each enum in a body goes through, with what the rules then ask for."""
        schema = self.vendor.body_schema(choosing.operation)
        refused: set[str] = set()
        with self.vendor.client(url, asynchronous=False) as client:
            for path, values in self.vendor.maker.choices(schema):
                for value in values:
                    try:
                        body = self.vendor.maker.make_with(schema, path, value)
                    except NoValueError:
                        refused.add(f"{'.'.join(map(str, path))}={value}")
                    else:
                        arguments = self.vendor.arguments(choosing.operation, full=False, body=body)
                        self._called(client, choosing, arguments)
        assert refused <= self.unsendable.keys()

    def test_broken_requests_are_refused(self, url: str, full_call: Call) -> None:
        """Prism does look: without credentials, or with a number for a body, it refuses."""
        operation = full_call.operation
        made = self.vendor.arguments(operation, full=False)
        path = re.sub(r"{[^}]*}", "1", operation.path.raw)
        query = {
            p.wire.raw: made[p.name]
            for p in operation.parameters
            if p.location == "query" and p.name in made
        }
        send = partial(httpx.request, operation.method, url + path, params=query)
        assert send().status_code in (401, 422)
        if operation.body is not None:
            headers = {"Authorization": "Bearer 1", "X-IAA-OW-ID": "1", "X-IAA-HOST": "1"}
            assert send(headers=headers, json=1).status_code == 422

    def _called(self, client: Any, call: Call, arguments: Mapping[str, Any] | None = None) -> Any:
        if arguments is None:
            arguments = self.vendor.arguments(call.operation, full=call.full)
        headers = self.vendor.preference(call.operation)
        options = self.vendor.package.RequestOptions(headers=headers)
        with warnings.catch_warnings():
            # What a server ignores is still sent when all arguments are.
            warnings.filterwarnings("ignore", category=self.vendor.package.RuleWarning)
            return call.method_of(client)(**arguments, options=options)

    def _check(self, call: Call, result: Any, *, asynchronous: bool) -> None:
        pagination = call.operation.pagination
        if pagination is None:
            promised = call.operation.result
            assert self.vendor.fits(result, promised, asynchronous=asynchronous), result
            return
        assert result.http_response.status_code == 200
        for item in result:
            assert self.vendor.fits(item, pagination.item, asynchronous=asynchronous), item


def _as_json(value: Any) -> Any:
    """Arguments as an agent gives them."""
    if isinstance(value, dict):
        return {name: _as_json(each) for name, each in value.items()}
    if isinstance(value, list):
        return [*map(_as_json, value)]
    return value.isoformat() if isinstance(value, datetime.date) else value
