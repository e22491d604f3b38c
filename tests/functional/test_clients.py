"""Clients: where they call, who they say they are, how they fail, and what they close."""

from __future__ import annotations

import inspect
import pickle
from typing import Any

import httpx
import pytest
from support import HOST, Generate, Package, run

PING = """
paths:
  /ping:
    get: {operationId: ping, responses: {'204': {description: Nothing.}}}
    post: {operationId: push, responses: {'204': {description: Nothing.}}}
"""


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (400, "BadRequestError"),
        (401, "AuthenticationError"),
        (403, "PermissionDeniedError"),
        (404, "NotFoundError"),
        (409, "ConflictError"),
        (422, "UnprocessableEntityError"),
        (429, "RateLimitError"),
        (418, "APIStatusError"),
        (500, "ServerError"),
        (503, "ServerError"),
    ],
)
def test_each_status_has_its_exception(generate: Generate, status: int, name: str) -> None:
    sample = generate(PING)
    sample.server.play(
        httpx.Response(status, json={"message": "no luck"}, headers={"x-request-id": "r-9"})
    )
    with pytest.raises(getattr(sample.module(), name), match="no luck") as caught:
        sample.call("ping", settings={"max_retries": 0})
    error = caught.value
    assert type(error).__name__ == name
    assert isinstance(error, sample.module().APIStatusError)
    assert isinstance(error, sample.module().APIError)
    assert (error.status_code, error.body, error.request_id) == (
        status,
        {"message": "no luck"},
        "r-9",
    )
    assert (error.method, error.url) == ("GET", f"{HOST}/ping")
    assert error.response.status_code == status


def test_error_bodies_are_typed_where_they_are_documented(generate: Generate) -> None:
    sample = generate("""
paths:
  /ping:
    get:
      operationId: ping
      responses:
        '204': {description: Nothing.}
        '404': {description: Gone., content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}
        default: {description: Else., content: {application/json: {schema: {$ref: '#/components/schemas/Other'}}}}
components:
  schemas:
    Problem: {type: object, properties: {reasonCode: {type: string}}}
    Other: {type: object, properties: {text: {type: string}}}
""")
    sample.server.play((404, {"reasonCode": "gone"}))
    with pytest.raises(sample.module().NotFoundError) as caught:
        sample.call("ping")
    assert caught.value.body == sample.models.Problem(reason_code="gone")
    sample.server.play((418, {"text": "tea"}))
    with pytest.raises(sample.module().APIStatusError) as caught:
        sample.call("ping")
    assert caught.value.body == sample.models.Other(text="tea")


def test_exceptions_are_exported_and_pickle(generate: Generate) -> None:
    sample = generate(PING)
    sample.server.play((404, {"message": "gone"}))
    with pytest.raises(sample.module().NotFoundError) as caught:
        sample.call("ping")
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (type(copy), str(copy), copy.response) == (type(caught.value), str(caught.value), None)


def test_connection_failures_and_timeouts(generate: Generate) -> None:
    sample = generate(PING)
    errors = sample.module()
    sample.server.play(httpx.ConnectError("refused"))
    with pytest.raises(errors.APIConnectionError):
        sample.call("ping", settings={"max_retries": 0})
    sample.server.play(httpx.ReadTimeout("too slow"))
    with pytest.raises(errors.APITimeoutError):
        sample.call("ping", settings={"max_retries": 0})
    assert issubclass(errors.APITimeoutError, errors.APIConnectionError)


def test_timeouts_of_the_client_and_of_one_call(generate: Generate) -> None:
    sample = generate(PING)
    seen: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.extensions["timeout"]["read"])
        return httpx.Response(204)

    sample.server.play(answer)
    options = sample.module().RequestOptions
    sample.call("ping")
    sample.call("ping", settings={"timeout": 5})
    sample.call("ping", settings={"timeout": 5}, options=options(timeout=2.5))
    sample.call("ping", options=options(timeout=None))
    assert seen[::2] == seen[1::2]
    assert seen[:6:2] == [60.0, 5.0, 2.5]


def test_safe_requests_are_repeated_others_are_not(generate: Generate) -> None:
    sample = generate(PING)
    sample.server.play(httpx.Response(503, headers={"retry-after-ms": "1"}), httpx.Response(204))
    sample.call("ping")
    assert [sent.method for sent in sample.sent] == ["GET", "GET"] * 2
    with pytest.raises(sample.module().ServerError):
        sample.call("push")
    assert [sent.method for sent in sample.sent[4:]] == ["POST", "POST"]


# --- servers ------------------------------------------------------------------------------------

SERVERS = """
servers:
  - {url: 'https://api.example.com/v1/', x-environment: production, description: The real one.}
  - {url: 'https://test.example.com/v1', x-environment: staging}
paths:
  /ping: {get: {operationId: ping, responses: {'204': {description: Nothing.}}}}
  /elsewhere: {get: {operationId: elsewhere, servers: [{url: 'https://files.example.com/x'}],
      responses: {'204': {description: Nothing.}}}}
"""


def called(sample: Package, method: str = "ping", **settings: Any) -> str:
    """The URL a client calls."""
    urls: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        urls.append(str(request.url))
        return httpx.Response(204)

    sample.server.play(answer)
    sample.call(method, settings=settings)
    assert len(set(urls)) == 1
    return urls[0]


def test_where_a_client_calls(generate: Generate) -> None:
    sample = generate(SERVERS)
    assert called(sample) == "https://api.example.com/v1/ping"
    assert called(sample, environment="production") == "https://api.example.com/v1/ping"
    assert called(sample, environment="staging") == "https://test.example.com/v1/ping"
    assert called(sample, base_url="http://localhost:8080/api/") == "http://localhost:8080/api/ping"
    assert called(sample, "elsewhere") == "https://files.example.com/x/elsewhere"
    with pytest.raises(ValueError, match=r"production.*staging"):
        sample.client(environment="live")


def test_environments_are_typed_where_there_are_any(generate: Generate) -> None:
    assert "environment: Literal['production', 'staging'] | None = None" in generate(SERVERS).text(
        "client.py"
    ).replace('"', "'")
    assert "environment" not in inspect.signature(type(generate(PING).client())).parameters


def test_server_variables_take_their_defaults(generate: Generate) -> None:
    sample = generate("""
servers:
  - url: 'https://{region}.example.com/{base}'
    variables: {region: {default: eu, enum: [eu, us]}, base: {default: v2}}
paths:
  /ping: {get: {operationId: ping, responses: {'204': {description: Nothing.}}}}
""")
    assert called(sample) == "https://eu.example.com/v2/ping"


VARIABLES = """
servers:
  - url: 'https://{region}.example.com/{base}{timeout}{token}'
    variables:
      region: {default: eu, enum: [eu, us], description: Where the data is.}
      base: {default: v2}
      timeout: {default: ''}
      token: {default: ''}
      unused: {default: x}
  - url: 'https://test.example.com/{base}/{stage-no}'
    x-environment: test
    variables: {base: {default: v1}, stage-no: {default: '1'}}
  - url: 'https://{nobody}.example.com'
    variables: {nobody: {default: x}}
paths:
  /ping: {get: {operationId: ping, responses: {'204': {description: Nothing.}}}}
  /pong:
    servers: [{url: 'https://{who}.other.com', variables: {who: {default: me}}}]
    get: {operationId: pong, responses: {'204': {description: Nothing.}}}
  /local:
    servers: [{url: /files}]
    get: {operationId: local, responses: {'204': {description: Nothing.}}}
  /top:
    servers: [{url: /}]
    get: {operationId: top, responses: {'204': {description: Nothing.}}}
components: {securitySchemes: {token: {type: http, scheme: bearer}}}
"""


def test_server_variables_are_arguments(generate: Generate) -> None:
    sample = generate(VARIABLES)
    signature = inspect.signature(type(sample.client())).parameters
    assert [*signature][:8] == [
        *("token", "base_url", "environment", "region", "base", "server_timeout", "server_token"),
        "stage_no",
    ]
    assert "region: Literal['eu', 'us'] | None = None" in sample.text("client.py").replace('"', "'")
    assert "nobody" not in signature  # no client calls that server
    assert "unused" not in signature
    assert "region: Where the data is; `eu` unless given." in sample.text("client.py")
    assert called(sample, region="us", base="v3/x") == "https://us.example.com/v3/x/ping"
    test = {"environment": "test", "stage_no": "7"}
    assert called(sample, **test) == "https://test.example.com/v1/7/ping"
    assert called(sample, region="us", base_url="https://x.test") == "https://x.test/ping"


def test_an_operation_may_have_a_server_of_its_own(generate: Generate) -> None:
    sample = generate(VARIABLES)
    assert called(sample, "pong") == "https://me.other.com/pong"
    assert called(sample, "pong", who="you") == "https://you.other.com/pong"
    assert called(sample, "local") == "https://eu.example.com/files/local"
    assert called(sample, "top") == "https://eu.example.com/top"
    assert called(sample, "local", base_url="http://x.test/y") == "http://x.test/y/local"


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({"region": "cn"}, "region must be one of eu, us, not 'cn'"),
        ({"region": ""}, "region must be one of"),
        ({"base": "v2?x=1"}, "base must be a part of a URL"),
        ({"base": "v 2"}, "base must be a part of a URL"),
        ({"environment": "test", "stage_no": ""}, "stage-no must be a part of a URL"),
        ({"base": "v2\n"}, "base must be a part of a URL"),
    ],
)
def test_a_server_variable_that_cannot_be_is_refused(
    generate: Generate, chosen: dict[str, str], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        generate(VARIABLES).client(**chosen)


@pytest.mark.parametrize("host", ["evil.com/", "evil.com#", "me@evil.com", "evil.com?"])
def test_a_server_variable_stays_in_its_place(generate: Generate, host: str) -> None:
    api_error = generate(VARIABLES).module().APIError
    with pytest.raises(api_error, match="who must be a part of a URL"):
        called(generate(VARIABLES), "pong", who=host)


def test_a_server_variable_may_be_the_scheme(generate: Generate) -> None:
    sample = generate(
        "servers: [{url: '{scheme}://example.com', variables: {scheme: {default: https}}}]" + PING
    )
    assert called(sample, scheme="http") == "http://example.com/ping"
    with pytest.raises(ValueError, match="scheme must be a part of a URL"):
        sample.client(scheme="https://evil.com/")


@pytest.mark.parametrize("servers", ["[]", "[{url: /api}]", "[{url: 'ftp://example.com'}]"])
def test_without_a_usable_server_the_first_call_says_so(generate: Generate, servers: str) -> None:
    sample = generate(f"servers: {servers}" + PING)
    with pytest.raises(sample.module().APIError, match="base_url"):
        sample.call("ping")
    assert called(sample, base_url="https://x.example.com") == "https://x.example.com/ping"


# --- credentials --------------------------------------------------------------------------------

SECURED = """
paths:
  /ping: {get: {operationId: ping, responses: {'204': {description: Nothing.}}}}
  /open: {get: {operationId: open_ping, security: [], responses: {'204': {description: Nothing.}}}}
  /other: {get: {operationId: other_ping, security: [{key: [], org: []}], responses: {'204': {description: Nothing.}}}}
  /login: {get: {operationId: login_ping, security: [{login: []}], responses: {'204': {description: Nothing.}}}}
security: [{token: []}]
components:
  securitySchemes:
    token: {type: http, scheme: bearer, x-credentials: {env: {token: SAMPLE_TOKEN}}}
    key: {type: apiKey, in: query, name: api_key, x-credentials: {env: {api_key: SAMPLE_KEY}}}
    org: {type: apiKey, in: header, name: X-Org, x-credentials: {env: {org: SAMPLE_ORG}}}
    login: {type: http, scheme: basic}
"""


def test_credentials_are_arguments(generate: Generate) -> None:
    sample = generate(SECURED)
    parameters = [*inspect.signature(type(sample.client())).parameters]
    assert parameters[:5] == ["token", "api_key", "org", "username", "password"]
    assert sample.send("ping", settings={"token": "t"}).headers["authorization"] == "Bearer t"
    sent = sample.send("other_ping", settings={"api_key": "k", "org": "o"})
    assert (sent.query, sent.headers["x-org"]) == ((("api_key", "k"),), "o")
    assert "authorization" not in sent.headers
    sent = sample.send("login_ping", settings={"username": "u", "password": "p"})
    assert sent.headers["authorization"] == "Basic dTpw"
    assert "authorization" not in sample.send("open_ping").headers


KEYS = """
paths:
  /both: {get: {operationId: both, security: [{appId: [], app-key: []}], responses: {'204': {description: '-'}}}}
  /either: {get: {operationId: either, security: [{token: []}, {appId: []}], responses: {'204': {description: '-'}}}}
  /twin: {get: {operationId: twin, security: [{app_key: []}], responses: {'204': {description: '-'}}}}
components:
  securitySchemes:
    appId: {type: apiKey, in: header, name: X-App-Id}
    app-key: {type: apiKey, in: query, name: key}
    app_key: {type: apiKey, in: cookie, name: key}
    token: {type: apiKey, in: header, name: X-Token}
security: [{appId: [], app-key: []}]
"""


def test_each_of_several_api_keys_is_an_argument_called_as_its_scheme(generate: Generate) -> None:
    sample = generate(KEYS)
    parameters = [*inspect.signature(type(sample.client())).parameters]
    assert parameters[:4] == ["app_id", "app_key_2", "app_key", "token_key"]
    doc = inspect.cleandoc(type(sample.client()).__init__.__doc__ or "")
    assert "token_key: what goes into the header `X-Token`" in doc
    given = {"app_id": "i", "app_key_2": "k", "app_key": "c", "token_key": "t"}
    sent = sample.send("both", settings=given)
    assert (sent.headers["x-app-id"], sent.query) == ("i", (("key", "k"),))
    assert "x-token" not in sent.headers
    assert sample.send("either", settings=given).headers["x-token"] == "t"
    assert sample.send("either", settings={"app_id": "i"}).headers["x-app-id"] == "i"
    assert sample.send("twin", settings=given).headers["cookie"] == "key=c"


def test_what_is_missing_of_credentials_needed_together_is_told_together(
    generate: Generate,
) -> None:
    sample = generate(KEYS)
    missing = {"": "app_id= and app_key_2=$", "i": "give the client app_key_2=$"}
    for given, words in missing.items():
        with pytest.raises(sample.module().APIError, match=words):
            sample.client(app_id=given or None).both()
    with pytest.raises(sample.module().APIError, match=r"token_key=, or app_id=$"):
        sample.client().either()


def test_variables_are_spoken_of_only_where_there_are_some(generate: Generate) -> None:
    sample = generate(KEYS)
    with pytest.raises(sample.module().APIError) as raised:
        sample.client().either()
    assert str(raised.value).endswith("has no credentials: give the client token_key=, or app_id=")


def test_the_example_of_the_offline_double_has_the_credentials_it_needs(
    generate: Generate,
) -> None:
    doc = generate(KEYS).module("testing").OfflineTransport.__doc__
    assert 'Sample(app_id="any", app_key_2="any", http_client=' in doc


def test_credentials_come_from_the_environment(
    generate: Generate, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = generate(SECURED)
    monkeypatch.setenv("SAMPLE_TOKEN", "from-env")
    assert sample.send("ping").headers["authorization"] == "Bearer from-env"
    assert sample.send("ping", settings={"token": "own"}).headers["authorization"] == "Bearer own"


def test_missing_credentials_are_told_at_the_first_call(generate: Generate) -> None:
    sample = generate(SECURED)
    client = sample.client()
    with pytest.raises(sample.module().APIError, match="SAMPLE_TOKEN") as caught:
        client.ping()
    assert "token" in str(caught.value)
    assert sample.sent == []


def test_a_credential_may_be_a_function(generate: Generate) -> None:
    sample = generate(SECURED)
    tokens = iter(["one", "two"])
    client = sample.client(token=lambda: next(tokens))
    client.ping()
    client.ping()
    assert [sent.headers["authorization"] for sent in sample.sent] == ["Bearer one", "Bearer two"]


def test_secrets_are_in_no_repr_and_no_error(generate: Generate) -> None:
    sample = generate(SECURED)
    client = sample.client(token="hush-hush", api_key="very-secret", org="o")
    sample.server.play((403, {"message": "no"}))
    with pytest.raises(sample.module().PermissionDeniedError) as caught:
        client.other_ping()
    shown = f"{client!r} {caught.value!r} {caught.value} {caught.value.url} {client.__dict__}"
    assert "hush" not in shown
    assert "very-secret" not in shown


# --- httpx clients ------------------------------------------------------------------------------


def test_a_given_httpx_client_is_used_and_never_closed(generate: Generate) -> None:
    sample = generate(PING)
    transport = httpx.MockTransport(sample.server)
    own = httpx.Client(
        transport=transport, base_url="https://wrong.example.com", headers={"x-own": "1"}
    )
    with sample.client(http_client=own) as client:
        client.ping()
    client.close()
    assert not own.is_closed
    assert sample.sent[0].headers["host"] == "api.example.com"

    async def play() -> None:
        own = httpx.AsyncClient(transport=transport)
        async with sample.async_client(http_client=own) as client:
            await client.ping()
        await client.aclose()
        assert not own.is_closed
        await own.aclose()

    run(play())
    own.close()


def test_an_httpx_client_of_our_own_is_closed(
    generate: Generate, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = generate(PING)
    closed: list[str] = []
    monkeypatch.setattr(
        httpx.HTTPTransport, "handle_request", lambda self, request: sample.server(request)
    )
    monkeypatch.setattr(httpx.HTTPTransport, "close", lambda self: closed.append("sync"))

    async def answer(self: object, request: httpx.Request) -> httpx.Response:
        return sample.server(request)

    async def close(self: object) -> None:
        closed.append("async")

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", answer)
    monkeypatch.setattr(httpx.AsyncHTTPTransport, "aclose", close)
    with sample.client(http_client=None) as client:
        client.ping()
        assert closed == []
    assert "sync" in closed

    async def play() -> None:
        async with sample.async_client(http_client=None) as client:
            await client.ping()
            assert "async" not in closed

    run(play())
    assert "async" in closed


def test_a_client_used_as_context_manager_is_itself(generate: Generate) -> None:
    sample = generate(PING)
    client = sample.client()
    with client as entered:
        assert entered is client


def test_clients_are_made_without_a_connection(generate: Generate) -> None:
    sample = generate(PING)
    sample.module().Sample()
    sample.module().AsyncSample()
    assert sample.sent == []


def test_construction_takes_keywords_only(generate: Generate) -> None:
    sample = generate(SECURED)
    parameters = inspect.signature(type(sample.client())).parameters
    assert {p.kind.name for p in parameters.values()} == {"KEYWORD_ONLY"}
    assert [*parameters][5:] == [
        "base_url",
        "timeout",
        "max_retries",
        "deadline",
        "max_response_size",
        "headers",
        "rate_limit",
        "http_client",
        "strict",
        "on_drift",
        "check_rules",
    ]
    assert [*inspect.signature(type(sample.async_client())).parameters] == [*parameters]
