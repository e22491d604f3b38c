"""Every operation of the FreeWheel client, sync and async: the method, path, query and body that it sends."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from adclients.freewheel import AsyncFreeWheel, FreeWheel, RequestValidationError, RuleWarning
from adclients.freewheel.models import ProposedInsertionOrder, ProposedPlacement
from adclients.freewheel.params import InsertionOrderBudgetCreate, PlacementBudgetCreate
from adwright.build import read
from adwright.config import find_config
from support import ROOT, Sent

BASE = "/services/v4"
PLACEMENT = {
    "id": 7,
    "name": "Spring",
    "placement_type": "NORMAL",
    "budget": {"budget_model": "EVERGREEN"},
}
ORDER = {"id": 3, "external_id": "A-17", "name": "Spring"}


def page(*items: Mapping[str, Any]) -> dict[str, Any]:
    """A reply with all items on one page."""
    return {"items": [*items], "total_count": len(items), "total_page": 1, "page": 1}


@dataclass(frozen=True)
class Case:
    """A call, what it must send, and what comes of the reply."""

    call: str
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: Mapping[str, Any] | None = None
    reply: Any = field(default_factory=lambda: PLACEMENT)
    gives: type = ProposedPlacement

    @property
    def paged(self) -> bool:
        """Whether the call gives a pager."""
        return "items" in self.reply


CASES = [
    Case(
        "proposed_placements.list",
        (),
        {},
        "GET",
        "/proposed_placements",
        reply=page(PLACEMENT),
    ),
    Case(
        "proposed_placements.list",
        (),
        {"page": 2, "per_page": 10},
        "GET",
        "/proposed_placements",
        query=(("page", "2"), ("per_page", "10")),
        reply=page(PLACEMENT),
    ),
    Case("proposed_placements.get", (7,), {}, "GET", "/proposed_placements/7"),
    Case(
        "proposed_placements.create",
        (),
        {
            "name": "Spring",
            "placement_type": "MAKE_GOOD",
            "schedule": {
                "start_time": datetime(2026, 3, 1, tzinfo=UTC),
                "end_time": "2026-04-01T00:00:00Z",
            },
            "price": {"price_model": "FLAT_RATE", "flat_fee_amount": 100.5},
            "budget": PlacementBudgetCreate(budget_model="CURRENCY_TARGET", currency=5000),
            "restrict_delivery_to_campaign_tags": False,
        },
        "POST",
        "/proposed_placements",
        body={
            "name": "Spring",
            "placement_type": "MAKE_GOOD",
            "schedule": {"start_time": "2026-03-01T00:00:00Z", "end_time": "2026-04-01T00:00:00Z"},
            "price": {"price_model": "FLAT_RATE", "flat_fee_amount": 100.5},
            "budget": {"budget_model": "CURRENCY_TARGET", "currency": 5000},
            "restrict_delivery_to_campaign_tags": False,
        },
    ),
    Case(
        "proposed_placements.update",
        (7,),
        {
            "name": "Summer",
            "enable_canoe": True,
            "budget": {"budget_model": "EVERGREEN", "ongoing": True},
        },
        "PUT",
        "/proposed_placements/7",
        body={
            "name": "Summer",
            "enable_canoe": True,
            "budget": {"budget_model": "EVERGREEN", "ongoing": True},
        },
    ),
    Case(
        "proposed_insertion_orders.list",
        (),
        {"per_page": 5},
        "GET",
        "/proposed_insertion_orders",
        query=(("per_page", "5"),),
        reply=page(ORDER, ORDER),
        gives=ProposedInsertionOrder,
    ),
    Case(
        "proposed_insertion_orders.get",
        (3,),
        {},
        "GET",
        "/proposed_insertion_orders/3",
        reply=ORDER,
        gives=ProposedInsertionOrder,
    ),
    Case(
        "proposed_insertion_orders.create",
        ("A-17", "Spring"),
        {
            "budget": InsertionOrderBudgetCreate(budget_model="IMPRESSION_TARGET", impression=1000),
            "probability_of_close": 100,
        },
        "POST",
        "/proposed_insertion_orders",
        body={
            "external_id": "A-17",
            "name": "Spring",
            "budget": {"budget_model": "IMPRESSION_TARGET", "impression": 1000},
            "probability_of_close": 100,
        },
        reply=ORDER,
        gives=ProposedInsertionOrder,
    ),
    Case(
        "proposed_insertion_orders.update",
        (3,),
        {"proposed_io_status": "COMPLETED", "brand_id": 12},
        "PUT",
        "/proposed_insertion_orders/3",
        body={"proposed_io_status": "COMPLETED", "brand_id": 12},
        reply=ORDER,
        gives=ProposedInsertionOrder,
    ),
    Case(
        "proposed_insertion_orders.list_placements",
        (3,),
        {"page": 1},
        "GET",
        "/proposed_insertion_orders/3/proposed_placements",
        query=(("page", "1"),),
        reply=page(PLACEMENT),
    ),
    Case(
        "proposed_insertion_orders.create_placement",
        (3,),
        {"name": "Inside", "external_id": "X"},
        "POST",
        "/proposed_insertion_orders/3/proposed_placements",
        body={"name": "Inside", "external_id": "X"},
    ),
]


def play(case: Case) -> tuple[list[Sent], list[Any]]:
    """Make a call both ways; what was sent, and what came back."""
    sent: list[Sent] = []
    given: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(Sent.of(request))
        return httpx.Response(201 if request.method == "POST" else 200, json=case.reply)

    resource, method = case.call.split(".")
    with httpx.Client(transport=httpx.MockTransport(answer)) as http_client:
        client = FreeWheel(token="t", http_client=http_client)
        result = getattr(getattr(client, resource), method)(*case.args, **case.kwargs)
        given.append([*result] if case.paged else result)

    async def run() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http_client:
            client = AsyncFreeWheel(token="t", http_client=http_client)
            call = getattr(getattr(client, resource), method)(*case.args, **case.kwargs)
            given.append([item async for item in call] if case.paged else await call)

    asyncio.run(run())
    return sent, given


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.call}({', '.join(case.kwargs)})")
def test_operation_sends_what_it_should(case: Case) -> None:
    sent, given = play(case)
    assert len(sent) == 2
    for request in sent:
        assert request.method == case.method
        assert request.path == BASE + case.path
        assert request.query == case.query
        assert request.headers["host"] == "api.freewheel.tv"
        assert request.headers["authorization"] == "Bearer t"
        if case.body is None:
            assert request.body == b""
        else:
            assert request.headers["content-type"] == "application/json"
            assert request.json == case.body
    for result in given:
        items = result if case.paged else [result]
        assert [type(item) for item in items] == [case.gives] * len(items)
        assert len(items) == (len(case.reply["items"]) if case.paged else 1)


def test_the_table_has_every_operation() -> None:
    target = next(target for target in find_config(ROOT).targets if target.name == "freewheel")
    _, reading, _ = read(target)
    operations = {
        f"{resource.name}.{operation.name}": (operation.method, operation.path.raw)
        for resource in reading.api.resources
        for operation in resource.operations
    }
    assert operations == {
        "proposed_placements.list": ("GET", "/proposed_placements"),
        "proposed_placements.get": ("GET", "/proposed_placements/{id}"),
        "proposed_placements.create": ("POST", "/proposed_placements"),
        "proposed_placements.update": ("PUT", "/proposed_placements/{id}"),
        "proposed_insertion_orders.list": ("GET", "/proposed_insertion_orders"),
        "proposed_insertion_orders.get": ("GET", "/proposed_insertion_orders/{id}"),
        "proposed_insertion_orders.create": ("POST", "/proposed_insertion_orders"),
        "proposed_insertion_orders.update": ("PUT", "/proposed_insertion_orders/{id}"),
        "proposed_insertion_orders.list_placements": (
            "GET",
            "/proposed_insertion_orders/{id}/proposed_placements",
        ),
        "proposed_insertion_orders.create_placement": (
            "POST",
            "/proposed_insertion_orders/{id}/proposed_placements",
        ),
    }
    assert {case.call for case in CASES} == operations.keys()


@pytest.mark.parametrize(
    ("call", "args", "kwargs", "path"),
    [
        ("proposed_placements.get", ("7",), {}, "id"),
        (
            "proposed_placements.create",
            (),
            {"budget": {"budget_model": "SPEND"}},
            "budget.budget_model",
        ),
        ("proposed_placements.create", (), {"budget": {"amount": 1}}, "budget.amount"),
        (
            "proposed_insertion_orders.create",
            ("A", "B"),
            {"probability_of_close": 101},
            "probability_of_close",
        ),
        (
            "proposed_insertion_orders.update",
            (3,),
            {"proposed_io_status": "completed"},
            "proposed_io_status",
        ),
        ("proposed_insertion_orders.update", (3,), {"name": None}, "name"),
    ],
)
def test_wrong_requests_are_not_sent(
    call: str, args: tuple[Any, ...], kwargs: dict[str, Any], path: str
) -> None:
    with pytest.raises(RequestValidationError) as caught:
        play(Case(call, args, kwargs, "", ""))
    assert [violation.path for violation in caught.value.violations] == [path]


@pytest.mark.parametrize("start", ["2026-03-01T00:00:00", datetime(2026, 3, 1)])
def test_a_time_without_a_zone_is_sent_with_a_warning(start: Any) -> None:
    case = Case("proposed_placements.create", (), {"schedule": {"start_time": start}}, "POST", "")
    with pytest.warns(RuleWarning) as caught:
        sent, _ = play(case)
    assert [request.json for request in sent] == [
        {"schedule": {"start_time": "2026-03-01T00:00:00"}}
    ] * 2
    assert [str(warning.message) for warning in caught] == [
        "schedule: start_time should be given in UTC, for example 2013-09-04T10:59:00Z."
        " [placement-schedule-start-time-utc]"
    ] * 2


@pytest.mark.parametrize("start", ["2026-03-01", "2026-03-01T00:00", "noon", 5, None])
def test_what_is_no_time_is_refused(start: Any) -> None:
    case = Case("proposed_placements.create", (), {"schedule": {"start_time": start}}, "POST", "")
    with pytest.raises(RequestValidationError) as caught:
        play(case)
    [violation] = caught.value.violations
    assert (violation.path, violation.rule) == (
        "schedule.start_time",
        "format" if isinstance(start, str) else "type",
    )


def test_servers_are_named() -> None:
    assert "api.stg.freewheel.tv" in repr(FreeWheel(environment="staging"))
    assert "api.freewheel.tv" in repr(FreeWheel(environment="production"))


def test_login_with_user_name_and_password() -> None:
    sent: list[Sent] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(Sent.of(request))
        login = request.url.path == "/auth/token"
        return httpx.Response(200, json={"access_token": "fresh"} if login else PLACEMENT)

    client = FreeWheel(
        username="u", password="p", http_client=httpx.Client(transport=httpx.MockTransport(answer))
    )
    client.proposed_placements.get(7)
    client.proposed_placements.get(7)
    assert [(s.method, s.path) for s in sent] == [
        ("POST", "/auth/token"),
        ("GET", f"{BASE}/proposed_placements/7"),
        ("GET", f"{BASE}/proposed_placements/7"),
    ]
    assert sent[0].body == b"grant_type=password&username=u&password=p"
    assert [s.headers["authorization"] for s in sent[1:]] == ["Bearer fresh"] * 2
