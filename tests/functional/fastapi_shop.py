"""A server that others wrote, with parameters and bodies of every kind; it keeps what it understood."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import IntEnum, StrEnum
from ipaddress import IPv4Address
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import (
    Body,
    Cookie,
    Depends,
    FastAPI,
    File,
    Form,
    Header,
    Path,
    Query,
    Request,
    Response,
    UploadFile,
)
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse, StreamingResponse
from fastapi.security import APIKeyHeader
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import AnyUrl, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

app = FastAPI(title="Shop", version="1")
seen: list[dict[str, Any]] = []
"""What each call was understood to say, in the order of the calls."""


def note(**understood: Any) -> None:
    """Keep what a call was understood to say."""
    seen.append(understood)


class Colour(StrEnum):
    """A colour."""

    RED = "red"
    DARK_BLUE = "dark blue"


class Size(IntEnum):
    """A size."""

    SMALL = 1
    LARGE = 3


# Parameters ------------------------------------------------------------------------------------


@app.get("/optional")
def get_optional(
    q: str | None = None,
    limit: int | None = None,
    flag: bool | None = None,
    tags: Annotated[list[str] | None, Query()] = None,
    since: datetime | None = None,
    x_token: Annotated[str | None, Header()] = None,
    x_count: Annotated[int | None, Header()] = None,
    x_many: Annotated[list[str] | None, Header()] = None,
    session: Annotated[str | None, Cookie()] = None,
    visits: Annotated[int | None, Cookie()] = None,
) -> None:
    note(**locals())


@app.get("/defaults")
def get_defaults(
    q: str = "all",
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
    tags: Annotated[list[str], Query()] = ["a", "b"],  # noqa: B006
    x_token: Annotated[str, Header()] = "none",
    session: Annotated[str, Cookie()] = "new",
) -> None:
    note(**locals())


@app.get("/kinds/{colour}/{id}/{day}/{size}/{rest:path}")
def get_kinds(
    colour: Colour,
    id: UUID,
    day: date,
    size: Size,
    rest: str,
    moment: datetime,
    clock: time,
    length: timedelta,
    price: Decimal,
    ratio: float,
    mode: Literal["fast", "slow"],
    colours: Annotated[list[Colour], Query()],
    numbers: Annotated[set[int], Query()],
    address: IPv4Address,
    code: Annotated[str, Query(alias="item-code", pattern="^[A-Z]{3}$")],
    x_moment: Annotated[datetime, Header()],
    x_ids: Annotated[list[UUID], Header()],
    day_cookie: Annotated[date, Cookie(alias="day")],
) -> None:
    note(**locals())


class Filters(BaseModel):
    """What a list is filtered by."""

    model_config = ConfigDict(extra="forbid")
    limit: int = 100
    order: Literal["name", "price"] = "name"
    tags: list[str] = []
    after: datetime | None = None


@app.get("/filtered")
def get_filtered(filters: Annotated[Filters, Query()]) -> None:
    note(filters=filters)


class Trace(BaseModel):
    """Headers that belong together."""

    x_trace: str
    x_parts: list[int] = []


@app.get("/traced")
def get_traced(trace: Annotated[Trace, Header()]) -> None:
    note(trace=trace)


class Crumbs(BaseModel):
    """Cookies that belong together."""

    session: str
    visits: int | None = None


@app.get("/crumbs")
def get_crumbs(crumbs: Annotated[Crumbs, Cookie()]) -> None:
    note(crumbs=crumbs)


# Bodies ----------------------------------------------------------------------------------------


class Part(BaseModel):
    """A part of an item."""

    name: str
    weight: float | None = None


class Item(BaseModel):
    """A thing with fields of all kinds."""

    id: UUID
    name: str
    price: Decimal
    made: datetime
    day: date
    clock: time
    length: timedelta
    colour: Colour
    size: Size = Size.SMALL
    tags: set[str] = set()
    codes: frozenset[int] = frozenset()
    pair: tuple[int, str] = (0, "")
    numbers: tuple[float, ...] = ()
    counts: dict[str, int] = {}
    by_colour: dict[Colour, int] = {}
    parts: list[Part] = []
    first: Part | None = None
    note: str | None = None
    link: AnyUrl | None = None
    address: IPv4Address | None = None
    either: int | str = 0
    anything: Any = None


@app.post("/items", status_code=201)
def create_item(item: Item) -> Item:
    note(item=item)
    return item


class Camel(BaseModel):
    """A thing whose names in JSON are others."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)
    first_name: str
    last_seen: datetime | None = None
    home_address: dict[str, str] = {}


@app.put("/camels/{camel_id}")
def put_camel(camel_id: int, camel: Camel) -> Camel:
    note(camel_id=camel_id, camel=camel)
    return camel


class Patch(BaseModel):
    """A change: what is left out stays as it is."""

    name: str | None = None
    price: Decimal | None = None
    parts: list[Part] | None = None
    first: Part | None = None


@app.patch("/items/{item_id}")
def patch_item(item_id: int, patch: Patch) -> dict[str, Any]:
    note(item_id=item_id, patch=patch.model_dump(exclude_unset=True))
    return patch.model_dump(exclude_unset=True, mode="json")


class Cat(BaseModel):
    """A cat."""

    kind: Literal["cat"]
    lives: int = 9


class Dog(BaseModel):
    """A dog."""

    kind: Literal["dog"] = "dog"
    tricks: list[str] = []


Pet = Annotated[Cat | Dog, Field(discriminator="kind")]


@app.post("/pets")
def add_pets(pets: list[Pet]) -> list[Pet]:
    note(pets=pets)
    return pets


@app.post("/pet")
def add_pet(pet: Pet) -> Pet:
    note(pet=pet)
    return pet


class Tree(BaseModel):
    """A tree."""

    name: str
    children: list[Tree] = []
    parent: Tree | None = None


@app.post("/trees")
def plant(tree: Tree) -> Tree:
    note(tree=tree)
    return tree


class User(BaseModel):
    """A person."""

    name: str


@app.post("/several/{id}")
def post_several(
    id: int,
    item: Part,
    user: User,
    importance: Annotated[int, Body(gt=0)],
    q: str | None = None,
    extra: Annotated[dict[str, int] | None, Body()] = None,
) -> None:
    note(**locals())


@app.post("/embedded")
def post_embedded(item: Annotated[Part, Body(embed=True)]) -> None:
    note(item=item)


@app.post("/maybe")
def post_maybe(item: Part | None = None) -> None:
    note(item=item)


@app.post("/numbers")
def post_numbers(numbers: list[int]) -> list[int]:
    note(numbers=numbers)
    return numbers


@app.post("/map")
def post_map(map: dict[str, Decimal]) -> dict[str, Decimal]:
    note(map=map)
    return map


@app.post("/word")
def post_word(word: Annotated[str, Body()]) -> str:
    note(word=word)
    return word


@app.post("/free")
def post_free(free: dict[str, Any]) -> dict[str, Any]:
    note(free=free)
    return free


# Forms and files -------------------------------------------------------------------------------


@app.post("/login")
def login(
    username: Annotated[str, Form()],
    password: Annotated[str, Form()],
    remember: Annotated[bool, Form()] = False,
    scopes: Annotated[list[str] | None, Form()] = None,
    since: Annotated[datetime | None, Form()] = None,
    colour: Annotated[Colour | None, Form()] = None,
) -> None:
    note(**locals())


class Order(BaseModel):
    """A form as a model."""

    article: str
    amount: int = 1
    day: date | None = None
    notes: list[str] = []


@app.post("/orders")
def order(form: Annotated[Order, Form()]) -> None:
    note(form=form)


async def content_of(file: UploadFile) -> tuple[str | None, str | None, bytes]:
    """Name, media type and content of a file."""
    return file.filename, file.content_type, await file.read()


@app.post("/files")
async def upload(
    file: UploadFile,
    title: Annotated[str, Form()],
    day: Annotated[date | None, Form()] = None,
    labels: Annotated[list[str] | None, Form()] = None,
    thumbnail: UploadFile | None = None,
    data: Annotated[bytes | None, File()] = None,
) -> None:
    given = {"file": await content_of(file), "title": title, "day": day, "labels": labels}
    small = await content_of(thumbnail) if thumbnail is not None else None
    note(**given, thumbnail=small, data=data)


@app.post("/albums")
async def upload_many(files: list[UploadFile], names: Annotated[list[str], Form()]) -> None:
    note(files=[await content_of(each) for each in files], names=names)


# Other media types -----------------------------------------------------------------------------


def _takes(media: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {media: {"schema": schema}}}}


@app.post(
    "/raw",
    openapi_extra=_takes("application/octet-stream", {"type": "string", "format": "binary"}),
    response_class=Response,
    responses={200: {"content": {"image/png": {}}}},
)
async def post_raw(request: Request) -> Response:
    content = await request.body()
    note(content=content, media=request.headers["content-type"])
    return Response(content[::-1], media_type="image/png")


@app.post(
    "/plain",
    openapi_extra=_takes("text/plain", {"type": "string"}),
    response_class=PlainTextResponse,
)
async def post_plain(request: Request) -> str:
    content = await request.body()
    note(content=content.decode())
    return content.decode().upper()


class Tick(BaseModel):
    """An event."""

    number: int
    at: datetime


@app.get("/events", response_class=EventSourceResponse)
async def events(count: int = 2) -> AsyncIterable[Tick]:
    note(count=count)
    for number in range(count):
        yield Tick(number=number, at=datetime(2026, 3, 1, 12, number))


@app.get("/named-events", response_class=EventSourceResponse)
async def named_events() -> AsyncIterable[ServerSentEvent]:
    yield ServerSentEvent(data={"a": 1}, event="start", id="1")
    yield ServerSentEvent(data="plain", event="end", id="2")


@app.get(
    "/plain-events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
def plain_events() -> StreamingResponse:
    def lines() -> Iterator[str]:
        yield "data: one\n\n"
        yield "data: two\ndata: three\n\n"

    return StreamingResponse(lines(), media_type="text/event-stream")


@app.get("/lines")
async def lines(count: int = 2) -> AsyncIterable[Tick]:
    for number in range(count):
        yield Tick(number=number, at=datetime(2026, 3, 1, 12, number))


# Statuses --------------------------------------------------------------------------------------


@app.get("/old", response_class=RedirectResponse, status_code=307)
def get_old() -> str:
    return "/optional?q=moved"


@app.post("/old-numbers", response_class=RedirectResponse, status_code=308)
def post_old_numbers(numbers: list[int]) -> str:
    return "/numbers"


class Problem(BaseModel):
    """What is wrong."""

    code: str
    reasons: list[str]


@app.get("/missing/{id}", response_model=Part, responses={404: {"model": Problem}})
def get_missing(id: Annotated[int, Path(ge=1)], strict: bool = True) -> Any:
    if id == 404:
        problem = {"code": "gone", "reasons": ["sold"]}
        return JSONResponse(problem, 404, {"X-Reason": "sold"})
    return Part(name=str(id))


@app.delete("/items/{item_id}", status_code=204)
def delete_item(item_id: int) -> None:
    note(item_id=item_id)


key = APIKeyHeader(name="X-Key")


@app.get("/secret")
def get_secret(secret: Annotated[str, Depends(key)]) -> str:
    note(secret=secret)
    return secret


# One resource by tag ----------------------------------------------------------------------------


@app.get("/things/{thing_id}", tags=["things"])
def read_thing(thing_id: str, deep: bool = False) -> dict[str, str]:
    note(thing_id=thing_id, deep=deep)
    return {"id": thing_id}
