"""What callers may hand in by mistake: half characters, addresses that are none, secrets that no header can carry."""

from __future__ import annotations

import asyncio
import io
import traceback
from typing import Any

import httpx
import pytest
from runtime.client import APIClient, AsyncAPIClient
from runtime.errors import APIError, RequestValidationError
from runtime.options import RequestOptions
from runtime.spec.operation import Body, Operation, Parameter, ResponseSpec
from runtime.spec.service import ApiKey, Basic, Bearer, LoginSpec, Server, Service
from schemas_as_data import kept

HALF = "a\ud800b"
ANYTHING: dict[str, Any] = {}
PARAMETERS = (
    Parameter("p", "path", required=True),
    Parameter("q", "query"),
    Parameter("h", "header"),
    Parameter("c", "cookie"),
)


def operation(media: str = "application/json") -> Operation[Any]:
    """One that takes something everywhere."""
    return Operation(
        "everything",
        "POST",
        "/a/{p}",
        parameters=PARAMETERS,
        body=Body(media),
        responses={"200": ResponseSpec(Any)},
    )


REQUESTS = kept({
    "operations/everything": {
        "properties": {
            "parameters": {"properties": {each.name: ANYTHING for each in PARAMETERS}},
            "body": ANYTHING,
        }
    }
})  # fmt: skip
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data"


def call(
    params: dict[str, Any] | None = None,
    body: Any = None,
    media: str = "application/json",
    options: RequestOptions | None = None,
    service: Service | None = None,
    **settings: Any,
) -> httpx.Request:
    """Make a call, sync and async, and give what was sent."""
    sent: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json={})

    service = service or Service("X", requests=REQUESTS, responses=kept({}))
    settings = {"base_url": "http://api.test/v1", **settings}
    arguments: Any = (operation(media), {"p": "x", **(params or {})}, {} if body is None else body)
    transport = httpx.MockTransport(handler)
    outcomes: list[Any] = []
    try:
        client = APIClient(service, http_client=httpx.Client(transport=transport), **settings)
        client.call(*arguments, options=options)
        outcomes.append(None)
    except Exception as error:
        outcomes.append(error)

    async def run() -> None:
        http_client = httpx.AsyncClient(transport=transport)
        client = AsyncAPIClient(service, http_client=http_client, **settings)
        await client.call(*arguments, options=options)

    try:
        asyncio.run(run())
        outcomes.append(None)
    except Exception as error:
        outcomes.append(error)
    assert (type(outcomes[0]), str(outcomes[0])) == (type(outcomes[1]), str(outcomes[1]))
    if outcomes[0] is not None:
        raise outcomes[0]
    assert sent[0].url.raw_path == sent[1].url.raw_path
    return sent[0]


PLACES: dict[str, dict[str, Any]] = {
    **{each.location: {"params": {each.name: HALF}} for each in PARAMETERS},
    "list in the query": {"params": {"q": ["x", HALF]}},
    "key of an object in the query": {"params": {"q": {HALF: 1}}},
    "body": {"body": {"x": HALF}},
    "key of the body": {"body": {HALF: 1}},
    "body that is text": {"body": HALF, "media": "text/plain"},
    "form": {"body": {"x": HALF}, "media": FORM},
    "key of a form": {"body": {HALF: 1}, "media": FORM},
    "part": {"body": {"x": HALF}, "media": PARTS},
    "name of a part": {"body": {HALF: "x"}, "media": PARTS},
    "name of a file": {"body": {"x": (HALF, io.BytesIO(b"x"))}, "media": PARTS},
    "media type of a file": {"body": {"x": ("a", b"x", HALF)}, "media": PARTS},
    "options.query": {"options": RequestOptions(query={"x": HALF})},
    "key of options.query": {"options": RequestOptions(query={HALF: "x"})},
    "options.headers": {"options": RequestOptions(headers={"x-a": HALF})},
    "name in options.headers": {"options": RequestOptions(headers={HALF: "x"})},
    "options.body": {"options": RequestOptions(body={"x": HALF})},
    "headers": {"headers": {"x-a": HALF}},
    "base_url": {"base_url": f"http://api.test/{HALF}"},
    "host": {"base_url": f"http://{HALF}.test/"},
}
for check in (True, False):
    for name in [*PLACES]:
        if not check and "options" not in PLACES[name]:
            PLACES[f"{name}, unchecked"] = {**PLACES[name], "options": RequestOptions(check=False)}


@pytest.mark.parametrize("place", PLACES)
def test_half_a_character_is_refused_wherever_it_stands(place: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - settings of a client, or a request
        call(**PLACES[place])
    if not {"base_url", "headers"} & PLACES[place].keys():
        assert isinstance(caught.value, RequestValidationError)
    if "base_url" not in PLACES[place]:
        assert "half a character" in str(caught.value) or "name of a header" in str(caught.value)
    str(caught.value).encode()


def _secured(**credentials: Any) -> dict[str, Any]:
    schemes: dict[str, Any] = {
        "token": Bearer(),
        "api_key": ApiKey("k", "query"),
        "username": Basic(),
    }
    schemes["cookie"] = ApiKey("c", "cookie", keyword="cookie")
    name = next(iter(credentials))
    service = Service(
        "X", schemes=schemes, security=((name,),), requests=REQUESTS, responses=kept({})
    )
    return {"service": service, "credentials": credentials}


SECRETS: dict[str, Any] = {
    "token": {"token": "{}"},
    "function": {"token": lambda: "{}"},
    "key": {"api_key": "{}"},
    "cookie": {"cookie": "{}"},
    "password": {"username": "u", "password": "{}"},
}


BAD = (HALF, "s3cret\nvalue", "s3cret\x00value", "s3cret\u2028value", "s3cret\x7fvalue")


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("place", SECRETS)
def test_a_secret_that_cannot_be_sent_is_refused_and_not_shown(place: str, bad: str) -> None:
    def filled(value: Any) -> Any:
        return (lambda: bad) if callable(value) else value.format(bad)

    given = _secured(**{name: filled(value) for name, value in SECRETS[place].items()})
    try:
        call(**given)
    except APIError as error:
        told = "".join(traceback.format_exception(error)) + str(error) + repr(error)
        assert bad not in told
        assert "s3cret" not in told
        told.encode()
    else:
        assert bad == "s3cret\u2028value"  # which is a character like another


# Addresses ---------------------------------------------------------------------------------------

NO_BASES = (
    "http://[", "http://[::1", "http://h:port", "http://h:99999", "http://", "http:///x", "//api.test",
    "api.test/v1", "ftp://api.test", "file:///etc/passwd", "http://h\x00/", "http://h\nx/", "javascript:x",
    "http://user:s3cret@api.test", "http://s3cret@api.test/v1", "http://\u2100.test/\x7f",
)  # fmt: skip


@pytest.mark.parametrize("base", NO_BASES)
def test_a_base_url_that_is_none_is_refused(base: str) -> None:
    with pytest.raises(ValueError, match=r"^base_url: ") as caught:
        call(base_url=base)
    assert "s3cret" not in str(caught.value)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("base", NO_BASES)
def test_a_described_server_that_is_none_is_refused(base: str) -> None:
    service = Service("X", servers=(Server(base),), requests=REQUESTS, responses=kept({}))
    with pytest.raises(APIError, match="base_url="):
        call(service=service, base_url=None)


@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("http://api.test/v1?version=3", "http://api.test/v1/a/x?version=3&q=1"),
        ("http://api.test/v1/?version=3", "http://api.test/v1/a/x?version=3&q=1"),
        ("http://api.test/v1#top", "http://api.test/v1/a/x?q=1"),
        ("http://api.test/v1/?", "http://api.test/v1/a/x?q=1"),
        ("http://api.test?a=b#c", "http://api.test/a/x?a=b&q=1"),
        ("http://api.test/", "http://api.test/a/x?q=1"),
        ("HTTP://API.test:80", "http://api.test/a/x?q=1"),
    ],
)
@pytest.mark.parametrize("described", [False, True])
def test_operations_are_below_the_path_of_a_base_url(base: str, url: str, described: bool) -> None:
    given: dict[str, Any] = {"base_url": base}
    if described:
        servers = (Server(base),)
        given = {
            "base_url": None,
            "service": Service("X", servers, requests=REQUESTS, responses=kept({})),
        }
    assert str(call({"q": 1}, **given).url) == url


def test_logins_are_below_the_origin_of_a_base_url_with_a_query() -> None:
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, json={"access_token": "tok"})

    login = LoginSpec("/login", {"password": "{password}"})
    service = Service(
        "X", schemes={"t": Bearer(login=login)}, security=(("t",),), requests=REQUESTS,
        responses=kept({}),
    )  # fmt: skip
    http_client = httpx.Client(transport=httpx.MockTransport(handler))
    client = APIClient(
        service, base_url="http://api.test/v1?v=3", credentials={"password": "p"}, http_client=http_client,
    )  # fmt: skip
    client.call(operation(), {"p": "x"}, {})
    assert asked == ["http://api.test/login", "http://api.test/v1/a/x?v=3"]
