"""Credentials: where they go, where they never go, and how tokens are got and renewed."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import pickle
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs

import httpx
import pytest
from runtime.client import APIClient
from runtime.errors import APIError, AuthenticationError, RateLimitError
from runtime.options import RequestOptions
from runtime.spec.operation import Operation, ResponseSpec
from runtime.spec.service import ApiKey, Basic, Bearer, LoginSpec, Server, Service
from shop import AsyncShop, Shop

PING: Operation[dict[str, object]] = Operation(
    "ping", "GET", "/ping", responses={"200": ResponseSpec(dict[str, object])}
)
BASE = "https://api.test/v1"


def client_of(
    service: Service, credentials: dict[str, object], seen: list[httpx.Request]
) -> APIClient:
    """A client whose requests are collected."""

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={})

    http_client = httpx.Client(transport=httpx.MockTransport(handler))
    return APIClient(service, credentials=credentials, base_url=BASE, http_client=http_client)


def service_of(**schemes: object) -> Service:
    """A service that needs all these schemes."""
    return Service("X", (), schemes, (tuple(schemes),))  # type: ignore[arg-type]


def test_each_kind_of_scheme_goes_where_it_belongs() -> None:
    seen: list[httpx.Request] = []
    service = service_of(
        header=ApiKey("X-Key", "header", {"api_key": "K"}),
        query=ApiKey("key", "query", keyword="other"),
        cookie=ApiKey("sid", "cookie", keyword="sid"),
        basic=Basic(username="{user}", password=""),
    )
    credentials = {"api_key": "k 1", "other": "a&b", "sid": "s1", "user": "me"}
    client_of(service, credentials, seen).call(PING)
    (request,) = seen
    assert request.headers["x-key"] == "k 1"
    assert request.url.raw_path == b"/v1/ping?key=a%26b"
    assert request.headers["cookie"] == "sid=s1"
    assert base64.b64decode(request.headers["authorization"].split()[1]) == b"me:"


def test_a_bare_token_and_two_keys_together() -> None:
    seen: list[httpx.Request] = []
    service = service_of(
        token=Bearer(prefix=""),
        org=ApiKey("X-Org", env={"ow_id": "OW"}),
        host=ApiKey("X-Host", env={"host": "H"}),
    )
    client_of(service, {"token": "t", "ow_id": 5, "host": "h"}, seen).call(PING)
    assert seen[0].headers["authorization"] == "t"
    assert (seen[0].headers["x-org"], seen[0].headers["x-host"]) == ("5", "h")


def test_the_first_alternative_that_is_met_is_used() -> None:
    seen: list[httpx.Request] = []
    schemes = {"a": ApiKey("A", keyword="a"), "b": ApiKey("B", keyword="b"), "c": Bearer()}
    service = Service("X", (), schemes, (("a", "b"), ("c",), ()))
    client_of(service, {"a": "1"}, seen).call(PING)
    client_of(service, {"a": "1", "c": "x", "token": "t"}, seen).call(PING)
    client_of(service, {"a": "1", "b": "2", "token": "t"}, seen).call(PING)
    sent = [[name for name in ("a", "b", "authorization") if name in r.headers] for r in seen]
    assert sent == [[], ["authorization"], ["a", "b"]]
    open_ping: Operation[object] = Operation("p", "GET", "/p", security=())
    client_of(service, {"token": "t"}, seen).call(open_ping)
    assert "authorization" not in seen[-1].headers


def test_a_header_of_the_callers_own_stands_for_the_scheme() -> None:
    seen: list[httpx.Request] = []
    client = client_of(service_of(token=Bearer()), {}, seen)
    client.call(PING, options=RequestOptions(headers={"Authorization": "Custom 1"}))
    assert seen[0].headers["authorization"] == "Custom 1"
    with pytest.raises(APIError, match="token="):
        client.call(PING)


def test_callables_are_asked_for_each_request_and_again_after_401() -> None:
    tokens = iter(["t1", "t2", "t3"])
    seen: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["authorization"])
        return httpx.Response(401 if seen[-1] == "Bearer t1" else 200, json={"id": 1})

    client = Shop(
        token=lambda: next(tokens), http_client=httpx.Client(transport=httpx.MockTransport(handler))
    )
    client.orders.create(name="A")
    assert seen[0] == "Bearer t1"
    assert seen[1] == "Bearer t3"  # t2 showed that there is a new one
    assert len(seen) == 2


def test_async_callables_work_in_the_async_client_only() -> None:
    async def token() -> str:
        await asyncio.sleep(0)
        return "late"

    async def run() -> str:
        def handler(request: httpx.Request) -> httpx.Response:
            return httpx.Response(200, json={"id": 1, "name": request.headers["authorization"]})

        http_client = httpx.AsyncClient(transport=httpx.MockTransport(handler))
        order = await AsyncShop(token=token, http_client=http_client).orders.get(1)
        return order.name or ""

    assert asyncio.run(run()) == "Bearer late"
    with pytest.raises(TypeError, match="async client"):
        Shop(token=token).orders.get(1)  # type: ignore[arg-type]


class Login:
    """A service that hands out numbered tokens and refuses old ones."""

    def __init__(self, expires_in: object = 3600) -> None:
        self.logins: list[dict[str, list[str]]] = []
        self.calls: list[str] = []
        self.valid = 1
        self.expires_in = expires_in
        self.refuse_refresh = False
        self.lock = threading.Lock()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/auth/token":
            time.sleep(0.02)
            form = parse_qs(request.content.decode())
            self.logins.append(form)
            if self.refuse_refresh and form["grant_type"] == ["refresh_token"]:
                return httpx.Response(400, json={"error": "invalid_grant"})
            response = {"access_token": f"t{self.valid}", "refresh_token": "r"}
            return httpx.Response(200, json={**response, "expires_in": self.expires_in})
        self.calls.append(request.headers["authorization"])
        fine = self.calls[-1] == f"Bearer t{self.valid}"
        return httpx.Response(200 if fine else 401, json={"id": 1, "error": "expired"})

    def shop(self) -> Shop:
        """A client of it that logs in."""
        client = httpx.Client(transport=httpx.MockTransport(self))
        return Shop(username="me@x", password="p&w", base_url=BASE, http_client=client)


def test_logging_in_once_for_many_calls_and_anew_after_401() -> None:
    login = Login()
    shop = login.shop()
    for _ in range(3):
        shop.orders.get(1)
    assert login.logins == [{"grant_type": ["password"], "username": ["me@x"], "password": ["p&w"]}]
    login.valid = 2
    shop.orders.create(name="A")  # a POST too is repeated once: a 401 did nothing
    assert login.calls[-2:] == ["Bearer t1", "Bearer t2"]
    assert login.logins[1] == {"grant_type": ["refresh_token"], "refresh_token": ["r"]}
    login.valid, login.refuse_refresh = 3, True
    shop.orders.get(1)
    assert [form["grant_type"] for form in login.logins[2:]] == [["refresh_token"], ["password"]]


def test_tokens_are_renewed_before_they_end() -> None:
    login = Login(expires_in="0.2")
    shop = login.shop()
    shop.orders.get(1)
    shop.orders.get(1)
    assert len(login.logins) == 1
    time.sleep(0.2)
    login.valid = 2
    shop.orders.get(1)
    assert login.calls == ["Bearer t1", "Bearer t1", "Bearer t2"]


def test_one_login_for_many_threads() -> None:
    login = Login()
    shop = login.shop()
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(shop.orders.get, range(1, 50)))
        assert len(login.logins) == 1
        login.valid = 2
        list(pool.map(shop.orders.get, range(1, 50)))
    assert len(login.logins) == 2


def test_one_login_for_many_tasks() -> None:
    login = Login()

    async def run() -> None:
        client = httpx.AsyncClient(transport=httpx.MockTransport(login))
        shop = AsyncShop(username="u", password="p", base_url=BASE, http_client=client)
        await asyncio.gather(*(shop.orders.get(i) for i in range(1, 50)))
        assert len(login.logins) == 1
        login.valid = 2
        await asyncio.gather(*(shop.orders.get(i) for i in range(1, 50)))

    asyncio.run(run())
    assert len(login.logins) == 2


def test_a_401_that_stays_is_raised_after_one_renewal() -> None:
    login = Login()
    shop = login.shop()
    shop.orders.get(1)
    login.valid = 99

    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/auth/token":
            login.logins.append({})
            return httpx.Response(200, json={"access_token": f"x{len(login.logins)}"})
        return httpx.Response(401, json={"error": "no"}, headers={"www-authenticate": "Bearer"})

    client = httpx.Client(transport=httpx.MockTransport(handler))
    shop = Shop(username="u", password="p", base_url=BASE, http_client=client)
    login.logins.clear()
    with pytest.raises(AuthenticationError, match="no"):
        shop.orders.get(1)
    assert len(login.logins) == 2


def test_failed_logins_say_so_without_the_password() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(400, json={"error_description": "bad pair me / hunter22"})

    client = httpx.Client(transport=httpx.MockTransport(handler))
    shop = Shop(username="me", password="hunter22", base_url=BASE, http_client=client)
    with pytest.raises(AuthenticationError, match="logging in failed with 400: bad pair") as caught:
        shop.orders.get(1)
    assert "hunter22" not in str(caught.value)
    assert caught.value.url == "https://api.test/auth/token"


def test_logins_that_are_refused_for_a_while() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(429, headers={"retry-after": "9999"})

    client = httpx.Client(transport=httpx.MockTransport(handler))
    shop = Shop(username="me", password="hunter22", base_url=BASE, http_client=client)
    with pytest.raises(RateLimitError) as caught:
        shop.orders.get(1)
    assert caught.value.retry_after == 9999
    assert caught.value.operation == "orders.get"


def test_a_json_login_with_basic_and_headers() -> None:
    login = LoginSpec(
        "/api/login", {"grantType": "password", "email": "{email}"}, "json",
        headers={"X-Host": "{host}"}, basic=("{client_id}", "{client_secret}"),
        token="data.access_token", lifetime=7200,
    )  # fmt: skip
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"data": {"access_token": "tok"}})

    http_client = httpx.Client(transport=httpx.MockTransport(handler))
    credentials = {"email": "e", "host": "h", "client_id": "i", "client_secret": "s"}
    service = service_of(token=Bearer(login=login))
    APIClient(service, credentials=credentials, base_url=BASE, http_client=http_client).call(PING)
    assert str(seen[0].url) == "https://api.test/api/login"
    assert json.loads(seen[0].content) == {"grantType": "password", "email": "e"}
    assert seen[0].headers["x-host"] == "h"
    assert seen[0].headers["authorization"] == "Basic " + base64.b64encode(b"i:s").decode()
    assert seen[1].headers["authorization"] == "Bearer tok"


SECRET = "sk-very-secret"


def failing(request: httpx.Request) -> httpx.Response:
    """Echoes the key in an error."""
    return httpx.Response(422, json={"error": f"key {SECRET} is wrong"})


def test_secrets_are_in_no_repr_error_log_or_pickle(caplog: pytest.LogCaptureFixture) -> None:
    service = service_of(
        key=ApiKey("key", "query", {"api_key": "K"}), org=ApiKey("X-Org", env={"org": "O"})
    )
    http_client = httpx.Client(transport=httpx.MockTransport(failing))
    client = APIClient(
        service,
        credentials={"api_key": SECRET, "org": SECRET},
        base_url=BASE,
        http_client=http_client,
    )
    caplog.set_level(logging.DEBUG)
    with pytest.raises(APIError) as caught:
        client.call(
            PING, options=RequestOptions(query={"signature": "mine"}, headers={"x-a": "mine"})
        )
    error = caught.value
    shown = [
        str(error),
        repr(error),
        str(error.url),
        repr(client),
        repr(client._settings),
        caplog.text,
    ]
    shown += [repr(RequestOptions(headers={"a": SECRET})), str(pickle.dumps(error.message))]
    for text in shown:
        assert SECRET not in text
        assert "mine" not in text
    assert "GET https://api.test/v1/ping?signature=***&key=***" in caplog.text
    with pytest.raises(TypeError, match="secrets"):
        pickle.dumps(client)


def test_the_log_is_silent_unless_asked(capfd: pytest.CaptureFixture[str]) -> None:
    seen: list[httpx.Request] = []
    client_of(service_of(token=Bearer()), {"token": SECRET}, seen).call(PING)
    out, err = capfd.readouterr()
    assert out + err == ""


@pytest.mark.parametrize("bad", ["a\nb: c", "a\r\nb", "\x00x"])
def test_secrets_cannot_break_out_of_their_header(bad: str) -> None:
    seen: list[httpx.Request] = []
    with pytest.raises(APIError, match="credential token must not have line breaks") as caught:
        client_of(service_of(token=Bearer()), {"token": bad}, seen).call(PING)
    assert bad not in str(caught.value)


def test_hooks_see_each_request_reply_and_error() -> None:
    told: list[str] = []
    client = Shop(
        token="secret-t", http_client=httpx.Client(transport=httpx.MockTransport(failing))
    )

    def stamp(request: httpx.Request) -> None:
        request.headers["x-stamp"] = "1"
        told.append(f"request {request.url.path}")

    client.hooks.request.append(stamp)
    client.hooks.response.append(
        lambda r: told.append(f"{r.status_code} {r.request.headers['x-stamp']}")
    )
    client.hooks.error.append(lambda error: told.append(type(error).__name__))
    with pytest.raises(APIError):
        client.orders.get(1)
    assert told == ["request /v1/orders/1", "422 1", "UnprocessableEntityError"]


def test_async_hooks_are_awaited() -> None:
    told: list[str] = []

    def late(word: str) -> Callable[[object], object]:
        async def hook(_: object) -> None:
            await asyncio.sleep(0)
            told.append(word)

        return hook

    async def run() -> None:
        http_client = httpx.AsyncClient(transport=httpx.MockTransport(failing))
        client = AsyncShop(token="t", http_client=http_client)
        client.hooks.request.append(late("request"))  # type: ignore[arg-type]
        client.hooks.response.append(late("response"))  # type: ignore[arg-type]
        client.hooks.error.append(late("error"))  # type: ignore[arg-type]
        with pytest.raises(APIError):
            await client.orders.get(1)

    asyncio.run(run())
    assert told == ["request", "response", "error"]


def test_servers_and_environments(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Shop(token="t").base_url == "https://api.shop.test/v1"
    assert Shop(token="t", environment="staging").base_url == "https://api.staging.shop.test/v1"
    assert Shop(token="t", base_url="http://x/").base_url == "http://x"
    with pytest.raises(ValueError, match="'production', 'staging'"):
        Shop(environment="moon")  # type: ignore[arg-type]
    named = Service("X", (Server("/v1"),), base_url_env="X_URL")
    with pytest.raises(APIError, match="base_url="):
        APIClient(named).call(PING)
    monkeypatch.setenv("X_URL", "http://env/")
    assert APIClient(named).base_url == "http://env"
