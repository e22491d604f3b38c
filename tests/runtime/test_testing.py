"""The offline double: it answers by examples, checks both ways, and keeps the calls."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal

import httpx
import pytest
from pydantic import Field
from runtime.errors import APIConnectionError, NotFoundError, RateLimitError
from runtime.models import DateTime, Open, ReplyModel, RequestModel
from runtime.operation import Body, Operation, Pagination, Parameter, Reply
from runtime.options import RequestOptions
from runtime.samples import Sampler
from runtime.schemas import core_schema_of
from runtime.testing import MismatchError, OfflineTransport, Route
from runtime.validation import codec_of
from shop import CREATE, DELETE, GET, LIST, REPLACE, SERVICE, AsyncShop, Order, Price, Shop

EXAMPLE = {"id": 7, "name": "Spring", "class": "x", "createdAt": "2024-05-01T10:00:00Z"}
ROUTES = (
    Route(GET, EXAMPLE),
    Route(LIST, {"items": [EXAMPLE, {**EXAMPLE, "id": 8}], "total": 100}),
    Route(CREATE, EXAMPLE, status=201),
    Route(REPLACE),
    Route(DELETE),
)


def double() -> tuple[OfflineTransport, Shop]:
    """A double and a client of it."""
    transport = OfflineTransport(SERVICE, ROUTES)
    return transport, Shop(token="any", http_client=transport.client())


def test_it_answers_every_operation() -> None:
    transport, shop = double()
    assert shop.orders.get(3).name == "Spring"
    assert shop.orders.create(name="A", price={"amount": 1}).id == 7
    assert isinstance(shop.orders.replace(1, name="A"), Order)
    shop.orders.delete(1)
    assert [order.id for order in shop.orders.list(per_page=2)] == [7, 8]
    assert [call.operation for call in transport.calls] == [
        "orders.get",
        "orders.create",
        "orders.replace",
        "orders.delete",
        "orders.list",
        "orders.list",
    ]
    assert transport.calls[0].parameters == {"id": "3"}
    assert transport.calls[0].path == "/v1/orders/3"
    assert transport.calls[1].body == {"name": "A", "price": {"amount": 1.0}}
    assert transport.calls[4].parameters == {"perPage": "2"}


def test_it_answers_async_clients_and_logins() -> None:
    transport = OfflineTransport(SERVICE, lambda: ROUTES)

    async def run() -> Order:
        client = transport.async_client()
        async with client, AsyncShop(username="u", password="p", http_client=client) as shop:
            return await shop.orders.get(1)

    assert asyncio.run(run()).id == 7
    assert transport.calls[0].request.headers["authorization"] == "Bearer offline-token"
    assert len(transport.calls) == 1


def test_replies_and_faults_queue_up() -> None:
    transport, shop = double()
    transport.queue(Order(id=1, price=Price(amount=2.5)))
    transport.queue({"error": "gone"}, status=404)
    transport.queue(httpx.ConnectError("down"))
    transport.queue({"id": 9}, operation="orders.create")
    transport.queue(status=429, headers={"retry-after": "9999"})
    assert shop.orders.create(name="A").id == 1
    with pytest.raises(NotFoundError, match="gone"):
        shop.orders.get(1)
    with pytest.raises(APIConnectionError, match="down"):
        shop.orders.get(1, options=RequestOptions(max_retries=0))
    with pytest.raises(RateLimitError):
        shop.orders.get(1)
    assert shop.orders.get(1).id == 7
    assert shop.orders.create(name="A").id == 9


def test_queued_replies_must_be_as_described() -> None:
    transport, shop = double()
    transport.queue({"id": "x", "colour": 1})
    with pytest.raises(MismatchError) as caught:
        shop.orders.get(1)
    assert len(caught.value.problems) == 2
    transport.queue({"id": 1, "colour": 1}, check=False)
    assert shop.orders.get(1).model_extra == {"colour": 1}
    transport.queue("<html>")
    with pytest.raises(Exception, match="not application/json"):
        shop.orders.get(1)


def test_requests_must_be_as_described() -> None:
    transport = OfflineTransport(SERVICE, ROUTES)
    client = transport.client()
    key = {"authorization": "Bearer t"}
    base = "https://any.host/some/base"
    wrong: list[tuple[str, str, dict[str, Any], str]] = [
        ("GET", "/orders/x", {"headers": key}, "id must be a whole number"),
        ("GET", "/orders/1", {}, "credentials are missing"),
        ("GET", "/orders", {"headers": key, "params": {"page": 0}}, "page must be at least 1"),
        ("POST", "/orders", {"headers": key, "json": {"nam": 1}}, "name is required"),
        ("POST", "/orders", {"headers": key}, "its body is missing"),
        ("POST", "/orders", {"headers": key, "data": {"name": "a"}}, "not application/json"),
        ("GET", "/elsewhere", {"headers": key}, "no such operation"),
        ("PATCH", "/orders/1", {"headers": key}, "no such operation"),
    ]
    for method, path, given, text in wrong:
        with pytest.raises(MismatchError, match=text):
            client.request(method, base + path, **given)
    fine = client.get(base + "/orders", headers=key, params={"page": 1, "state": ["a", "b"]})
    assert fine.status_code == 200


def test_the_closest_path_answers() -> None:
    kind, id_ = Parameter("kind", "path", str), Parameter("id", "path", str)
    paths = {"any": ("/{kind}/{id}", (kind, id_)), "item": ("/items/{id}", (id_,))}
    paths["mine"] = ("/items/mine", ())
    routes = [
        Route(Operation(name, "GET", path, parameters, replies={"200": Reply(Any)}), name)
        for name, (path, parameters) in paths.items()
    ]
    client = OfflineTransport(SERVICE, routes, check=False).client()
    got = [client.get(f"http://x/v1{path}").json() for path in ("/a/b", "/items/5", "/items/mine")]
    assert got == ["any", "item", "mine"]


@pytest.mark.parametrize("location", ["query", "body"])
def test_walks_over_cursors_end(location: Any) -> None:
    plan = Pagination("cursor", location, cursor="after", items="rows", next="next")
    body = Body(dict[str, Any], required=False) if location == "body" else None
    operation: Operation[int] = Operation(
        "rows",
        "POST" if body else "GET",
        "/rows",
        (Parameter("after", "query", str),),
        body,
        {"200": Reply(dict[str, Any])},
        pagination=plan,
        security=(),
    )
    transport = OfflineTransport(SERVICE, [Route(operation, {"rows": [1, 2], "next": "abc"})])
    shop = Shop(http_client=transport.client())
    assert list(shop.paginate(operation)) == [1, 2]
    assert len(transport.calls) == 2


class Leaf(ReplyModel):
    """A leaf."""

    kind: Literal["leaf"]
    at: DateTime | None = None


class Branch(ReplyModel):
    """A branch."""

    kind: Literal["branch"]
    parts: Annotated[
        list[Annotated[Leaf | Branch, Field(discriminator="kind")]], Field(min_length=1)
    ]
    state: Open[Literal["on"]] | None = None
    size: Annotated[float, Field(gt=2)] | None = None
    code: Annotated[str, Field(min_length=6)] | None = None
    named: dict[str, int] | None = None
    parent: Branch | None = None


@pytest.mark.parametrize("type_", [Branch, list[Leaf], dict[str, Branch], int, Leaf | None])
def test_made_up_values_fit_their_types(type_: Any) -> None:
    sample = Sampler(core_schema_of(type_)).sample()
    codec_of(type_).read_plain(sample, strict=True)


class Wish(RequestModel):
    """Needs a form."""

    name: str


def test_bodies_that_are_not_json_pass() -> None:
    operation: Operation[str] = Operation(
        "wish", "POST", "/wish", body=Body(Wish, "application/x-www-form-urlencoded"),
        replies={"200": Reply(str, "text/plain")}, security=(),
    )  # fmt: skip
    transport = OfflineTransport(SERVICE, [Route(operation, "granted")])
    shop = Shop(http_client=transport.client())
    assert shop.call(operation, body={"name": "x y"}) == "granted"
    assert transport.calls[0].body == b"name=x+y"
