"""A hand-written client of the shape that the generator prints, for the runtime's tests."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NotRequired, TypeAlias, TypedDict

from pydantic import Field
from runtime.client import APIClient, AsyncAPIClient, AsyncResource, Resource
from runtime.options import UNSET, RequestOptions, Unset
from runtime.responses.models import ABSENT, DateTime, ResponseModel
from runtime.responses.pagination import AsyncPager, Pager
from runtime.spec.operation import (
    Body,
    Envelope,
    Operation,
    Pagination,
    Parameter,
    ResponseSpec,
    Waiter,
)
from runtime.spec.service import Bearer, LoginSpec, OAuth2, Server, Service
from schemas_as_data import TEXT, WHOLE, arguments, closed, kept, ref

if TYPE_CHECKING:
    import httpx

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"

Currency: TypeAlias = Literal["EUR", "USD"]


class Price(ResponseModel):
    """A price."""

    amount: float = ABSENT
    currency: Currency | str | None = None


class Order(ResponseModel):
    """An order as the server returns it."""

    id: int = ABSENT
    name: str | None = None
    state: Literal["new", "done", "failed"] | str | None = None
    price: Price | None = None
    class_: Annotated[str | None, Field(alias="class")] = None
    created_at: Annotated[DateTime | None, Field(alias="createdAt")] = None

    def to_create(self) -> OrderCreate:
        """What may be sent of it to create it, as a dict."""
        sent: OrderCreate = self._as_params(REQUESTS, "OrderCreate")
        return sent

    def changes(self) -> dict[str, object]:
        """What was changed since a call returned it."""
        return self._changes(REQUESTS, "OrderCreate")


class PriceCreate(TypedDict):
    """A price to send."""

    amount: float
    currency: NotRequired[Currency]


class OrderCreate(TypedDict):
    """An order to send."""

    name: str
    price: NotRequired[PriceCreate | Price]
    class_: NotRequired[str | None]
    created_at: NotRequired[Any]


class OrderPage(ResponseModel):
    """A page of orders."""

    items: list[Order] | None = None
    total: int | None = None


class Failure(ResponseModel):
    """An error body."""

    error: str | None = None
    fields: dict[str, list[str]] | None = None


class Wrapped(ResponseModel):
    """An order in an envelope."""

    success: bool | None = None
    data: Order | None = None
    error_objects: Annotated[list[Failure] | None, Field(alias="errorObjects")] = None


ID_SCHEMA = arguments({"id": WHOLE}, ["id"])
SPELLED = {"class_": "class", "created_at": "createdAt"}
REQUESTS = kept({
    "$defs/PriceCreate": closed(
        {"amount": {"type": "number", "minimum": 0}, "currency": {"enum": ["EUR", "USD"]}},
        ["amount"],
    ),
    "$defs/OrderCreate": closed(
        {
            "name": {"type": "string", "minLength": 1, "maxLength": 20},
            "price": ref("PriceCreate"),
            "class": {"type": ["string", "null"]},
            "createdAt": {"type": "string", "format": "date-time"},
        },
        ["name"],
        **{"x-names": SPELLED},
    ),
    "operations/orders.get": ID_SCHEMA,
    "operations/orders.list": arguments({
        "page": {"type": "integer", "minimum": 1},
        "perPage": {"type": "integer", "minimum": 1},
        "state": {"type": "array", "items": TEXT},
    }),
    "operations/orders.create": arguments(body=ref("OrderCreate")),
    "operations/orders.replace": arguments({"id": WHOLE}, ["id"], ref("OrderCreate")),
    "operations/orders.delete": ID_SCHEMA,
    "operations/orders.wrapped": ID_SCHEMA,
})  # fmt: skip
RESPONSES = kept({
    "$defs/Price": closed(
        {"amount": {"type": "number"}, "currency": {"enum": ["EUR", "USD", None]}}, ["amount"]
    ),
    "$defs/Order": closed(
        {
            "id": WHOLE,
            "name": {"type": ["string", "null"]},
            "state": {"enum": ["new", "done", "failed", None]},
            "price": ref("Price"),
            "class": {"type": ["string", "null"]},
            "createdAt": {"type": "string", "format": "date-time"},
        },
        ["id"],
    ),
    "$defs/Failure": closed(
        {
            "error": TEXT,
            "fields": {"type": "object", "additionalProperties": {"type": "array", "items": TEXT}},
        }
    ),
    "operations/orders.get/200": ref("Order"),
    "operations/orders.list/200": closed(
        {"items": {"type": "array", "items": ref("Order")}, "total": WHOLE}
    ),
    "operations/orders.create/201": ref("Order"),
    "operations/orders.create/200": ref("Order"),
    "operations/orders.replace/200": ref("Order"),
    "operations/orders.wrapped/200": closed(
        {
            "success": {"type": "boolean"},
            "data": ref("Order"),
            "errorObjects": {"type": "array", "items": ref("Failure")},
        }
    ),
})  # fmt: skip

ID = Parameter("id", "path", required=True)
GET: Operation[Order] = Operation(
    id="orders.get",
    method="GET",
    path="/orders/{id}",
    parameters=(ID,),
    responses={"200": ResponseSpec(Order)},
    errors={"default": Failure},
)
LIST: Operation[Order] = Operation(
    id="orders.list",
    method="GET",
    path="/orders",
    parameters=(
        Parameter("page", "query"),
        Parameter("per_page", "query", alias="perPage"),
        Parameter("state", "query"),
    ),
    responses={"200": ResponseSpec(OrderPage)},
    pagination=Pagination(style="page", page="page", size="perPage", items="items", total="total"),
)
CREATE: Operation[Order] = Operation(
    id="orders.create",
    method="POST",
    path="/orders",
    body=Body(fields=True),
    responses={"201": ResponseSpec(Order), "200": ResponseSpec(Order)},
    errors={"default": Failure},
)
REPLACE: Operation[Order] = Operation(
    id="orders.replace",
    method="PUT",
    path="/orders/{id}",
    parameters=(ID,),
    body=Body(fields=True),
    responses={"200": ResponseSpec(Order)},
)
DELETE: Operation[None] = Operation(
    id="orders.delete",
    method="DELETE",
    path="/orders/{id}",
    parameters=(ID,),
    responses={"204": ResponseSpec(None)},
)
WRAPPED: Operation[Order] = Operation(
    id="orders.wrapped",
    method="GET",
    path="/wrapped/{id}",
    parameters=(ID,),
    responses={"200": ResponseSpec(Wrapped, envelope=Envelope("data", "success", "errorObjects"))},
)
WAIT = Waiter(GET, "state", ("done",), ("failed",), {"id": "id"}, interval=0.01)

SERVICE = Service(
    name="Shop",
    servers=(
        Server("https://api.shop.test/v1", environment="production"),
        Server("https://api.staging.shop.test/v1", environment="staging"),
    ),
    schemes={
        "oauth2": OAuth2(
            env={"token": "SHOP_TOKEN", "username": "SHOP_USERNAME", "password": "SHOP_PASSWORD"},
            login=LoginSpec(
                url="/auth/token",
                send={"grant_type": "password", "username": "{username}", "password": "{password}"},
                expires_in="expires_in",
                refresh="refresh_token",
            ),
        ),
        "bare": Bearer(prefix=""),
    },
    security=(("oauth2",),),
    requests=REQUESTS,
    responses=RESPONSES,
)


class Orders(Resource):
    """Orders, sync."""

    def get(self, id: int, *, options: RequestOptions | None = None) -> Order:
        """Get one order."""
        return self._client.call(GET, {"id": id}, options=options)

    def list(
        self,
        *,
        page: int | Unset = UNSET,
        per_page: int | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> Pager[Order]:
        """List orders."""
        params = {"page": page, "per_page": per_page}
        return Pager(self._client, LIST, params, options=options)

    def create(
        self,
        *,
        name: str,
        price: PriceCreate | Price | Unset = UNSET,
        class_: str | Unset | None = UNSET,
        created_at: Any = UNSET,
        options: RequestOptions | None = None,
    ) -> Order:
        """Create an order."""
        body = {"name": name, "price": price, "class_": class_, "created_at": created_at}
        return self._client.call(CREATE, body=body, options=options)

    def replace(self, id: int, *, name: str, options: RequestOptions | None = None) -> Order:
        """Replace an order."""
        return self._client.call(REPLACE, {"id": id}, {"name": name}, options=options)

    def delete(self, id: int, *, options: RequestOptions | None = None) -> None:
        """Delete an order."""
        return self._client.call(DELETE, {"id": id}, options=options)


class AsyncOrders(AsyncResource):
    """Orders, async."""

    async def get(self, id: int, *, options: RequestOptions | None = None) -> Order:
        """Get one order."""
        return await self._client.call(GET, {"id": id}, options=options)

    def list(
        self,
        *,
        page: int | Unset = UNSET,
        per_page: int | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> AsyncPager[Order]:
        """List orders."""
        params = {"page": page, "per_page": per_page}
        return AsyncPager(self._client, LIST, params, options=options)

    async def create(
        self,
        *,
        name: str,
        price: PriceCreate | Price | Unset = UNSET,
        options: RequestOptions | None = None,
    ) -> Order:
        """Create an order."""
        body = {"name": name, "price": price}
        return await self._client.call(CREATE, body=body, options=options)

    async def replace(self, id: int, *, name: str, options: RequestOptions | None = None) -> Order:
        """Replace an order."""
        return await self._client.call(REPLACE, {"id": id}, {"name": name}, options=options)

    async def delete(self, id: int, *, options: RequestOptions | None = None) -> None:
        """Delete an order."""
        return await self._client.call(DELETE, {"id": id}, options=options)


class Shop(APIClient):
    """The sync client."""

    def __init__(
        self,
        *,
        token: str | Callable[[], str] | None = None,
        username: str | None = None,
        password: str | None = None,
        base_url: str | None = None,
        environment: Literal["production", "staging"] | None = None,
        timeout: float | None = 60.0,
        max_retries: int = 2,
        deadline: float = 600.0,
        headers: Mapping[str, str] | None = None,
        rate_limit: tuple[int, float] | Unset | None = UNSET,
        http_client: httpx.Client | None = None,
        strict: bool = False,
        check_rules: bool | Collection[str] = True,
        service: Service = SERVICE,
    ) -> None:
        super().__init__(
            service,
            credentials={"token": token, "username": username, "password": password},
            base_url=base_url,
            environment=environment,
            timeout=timeout,
            max_retries=max_retries,
            deadline=deadline,
            headers=headers,
            rate_limit=rate_limit,
            http_client=http_client,
            strict=strict,
            check_rules=check_rules,
        )

    @cached_property
    def orders(self) -> Orders:
        """Orders."""
        return Orders(self)


class AsyncShop(AsyncAPIClient):
    """The async client."""

    def __init__(
        self,
        *,
        token: Any = None,
        username: str | None = None,
        password: str | None = None,
        base_url: str | None = None,
        timeout: float | None = 60.0,
        max_retries: int = 2,
        deadline: float = 600.0,
        headers: Mapping[str, str] | None = None,
        rate_limit: tuple[int, float] | Unset | None = UNSET,
        http_client: httpx.AsyncClient | None = None,
        strict: bool = False,
        service: Service = SERVICE,
    ) -> None:
        super().__init__(
            service,
            credentials={"token": token, "username": username, "password": password},
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            deadline=deadline,
            headers=headers,
            rate_limit=rate_limit,
            http_client=http_client,
            strict=strict,
        )

    @cached_property
    def orders(self) -> AsyncOrders:
        """Orders."""
        return AsyncOrders(self)
