"""What a client knows of its service: servers, ways to prove who calls. Plain data."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from ..schemas.store import NO_SCHEMAS, Schemas


@dataclass(eq=False, repr=False)
class Variable:
    """A part of a server's URL that may vary.

    Attributes:
        default: Its value unless chosen otherwise.
        enum: All values it may have, where they are known.
    """

    default: str
    enum: tuple[str, ...] = ()

    def check(self, name: str, value: str, *, host: bool) -> None:
        """Refuse a value that is not listed, or that would lead out of its place in the URL.

        Args:
            name: What the variable is called.
            value: What a caller chose.
            host: Whether it stands in the host's name or before it, where no slash may be.

        Raises:
            ValueError: The value may not stand there.
        """
        if value == self.default or value in self.enum:
            return
        if self.enum:
            raise ValueError(f"{name} must be one of {', '.join(self.enum)}, not {value!r}")
        if not value or not value.isprintable() or {*value} & {*" ?#@\\", "/" if host else "?"}:
            raise ValueError(f"{name} must be a part of a URL, not {value!r}; or give base_url=")


@dataclass(eq=False, repr=False)
class Server:
    """One base URL of a service.

    Attributes:
        url: The URL, with `{name}` where a variable goes.
        environment: What it is called (`production`, `staging`), if it has a name.
        variables: The variables in the URL.
    """

    url: str
    environment: str | None = None
    variables: Mapping[str, Variable] = field(default_factory=dict[str, Variable])

    def base_url(self, chosen: Mapping[str, str | None]) -> str:
        """The URL without a slash at the end.

        Args:
            chosen: Values of variables by name; those that are None or not there have their default.

        Raises:
            ValueError: A value is none that the variable may have.
        """
        url = self.url
        for name, variable in self.variables.items():
            value = chosen.get(name)
            if value is None:
                value = variable.default
            before, _, after = self.url.partition(f"{{{name}}}")
            in_host = "://" in before and before.count("/") == 2
            variable.check(name, value, host=in_host or after.startswith("://"))
            url = url.replace(f"{{{name}}}", value)
        return url.rstrip("/")


@dataclass(eq=False, repr=False)
class LoginSpec:
    """A login: a request that trades credentials for a token.

    In `headers`, `basic` and `send`, `{keyword}` stands for the client's credential of that name.

    Attributes:
        url: Where to log in: absolute, or a path from the server's origin.
        send: The members of the body.
        content: Their form, `form` or `json`.
        headers: Headers of the login.
        basic: User name and password, if the login itself uses HTTP Basic.
        token: Dotted path of the token in the response.
        refresh: Dotted path of a refresh token in the response, where there is one.
        expires_in: Dotted path of the token's lifetime in seconds.
        lifetime: The lifetime in seconds where the response does not say.
    """

    url: str
    send: Mapping[str, str] = field(default_factory=dict[str, str])
    content: Literal["form", "json"] = "form"
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    basic: tuple[str, str] | None = None
    token: str = "access_token"
    refresh: str | None = None
    expires_in: str | None = None
    lifetime: float | None = None

    @property
    def templates(self) -> tuple[str, ...]:
        """All texts with credentials in them."""
        return (*self.headers.values(), *(self.basic or ()), *self.send.values())


@dataclass(eq=False, repr=False)
class ApiKey:
    """A key sent in a header, the query or a cookie.

    Attributes:
        name: Name of the header, parameter or cookie.
        location: Where it goes.
        env: Environment variable of each of the client's keywords.
        keyword: The client's keyword that holds the key; by default `api_key`, or the only one.
        login: How to log in for the key, if that is possible.
    """

    name: str
    location: Literal["header", "query", "cookie"] = "header"
    env: Mapping[str, str] = field(default_factory=dict[str, str])
    keyword: str | None = None
    login: LoginSpec | None = None

    @property
    def secret(self) -> str:
        """The client's keyword that holds the key."""
        return self.keyword or _only_keyword(self.env, "api_key")


@dataclass(eq=False, repr=False)
class Basic:
    """HTTP Basic.

    Attributes:
        env: Environment variable of each of the client's keywords.
        username: The user name, with `{keyword}` for a credential.
        password: The password, likewise.
    """

    env: Mapping[str, str] = field(default_factory=dict[str, str])
    username: str = "{username}"
    password: str = "{password}"


@dataclass(eq=False, repr=False)
class Bearer:
    """A token in the `Authorization` header.

    Attributes:
        env: Environment variable of each of the client's keywords.
        prefix: What stands before the token.
        keyword: The client's keyword that holds the token; by default `token`, or the only one.
        login: How to log in for a token, if that is possible.
    """

    env: Mapping[str, str] = field(default_factory=dict[str, str])
    prefix: str = "Bearer "
    keyword: str | None = None
    login: LoginSpec | None = None

    @property
    def secret(self) -> str:
        """The client's keyword that holds the token."""
        return self.keyword or _only_keyword(self.env, "token")


@dataclass(eq=False, repr=False)
class OAuth2(Bearer):
    """An OAuth 2.0 bearer token, given or got by logging in."""


Scheme: TypeAlias = ApiKey | Basic | Bearer


def _only_keyword(env: Mapping[str, str], usual: str) -> str:
    return next(iter(env)) if len(env) == 1 else usual


@dataclass(eq=False, repr=False)
class Service:
    """The service behind a client.

    Attributes:
        name: Its name, for messages.
        servers: Its base URLs; the first is the default.
        schemes: The security schemes by name.
        security: Alternatives, each a tuple of scheme names needed together; `()` means none.
        base_url_env: Environment variable that may hold the base URL.
        rate_limit: How many requests may be sent, and in how many seconds; None if that is not known.
        package: The package of the client, with dots, which is the name of its log.
        user_agent: The `User-Agent` header to send.
        request_id: Names of response headers that may carry the server's id of a request.
        requests: The schemas of what may be sent.
        responses: The schemas of what comes back.
    """

    name: str
    servers: tuple[Server, ...] = ()
    schemes: Mapping[str, Scheme] = field(default_factory=dict[str, "Scheme"])
    security: tuple[tuple[str, ...], ...] = ()
    base_url_env: str | None = None
    rate_limit: tuple[int, float] | None = None
    package: str = "adwright"
    user_agent: str | None = None
    request_id: tuple[str, ...] = ("x-request-id", "request-id", "x-amzn-requestid", "cf-ray")
    requests: Schemas = NO_SCHEMAS
    responses: Schemas = NO_SCHEMAS

    def request_id_in(self, headers: Mapping[str, str]) -> str | None:
        """The server's id of a request, in the headers of its response."""
        return next(filter(None, (headers.get(name) for name in self.request_id)), None)

    def base_url(
        self, given: str | None, environment: str | None, variables: Mapping[str, str | None]
    ) -> tuple[str | None, bool]:
        """Where requests go, None if no server is known; and whether that was given rather than described.

        Args:
            given: The base URL that a caller gives; else it may stand in an environment variable.
            environment: The name of the server that a caller chooses.
            variables: What a caller chooses of the servers' URLs.

        Raises:
            ValueError: There is no such server, or a variable may not have that value.
        """
        if given is None and environment is None and self.base_url_env:
            given = os.environ.get(self.base_url_env) or None
        if given is not None:
            return given.rstrip("/"), True
        if environment is None:
            return (self.servers[0].base_url(variables) if self.servers else None), False
        for server in self.servers:
            if server.environment == environment:
                return server.base_url(variables), False
        known = ", ".join(repr(each.environment) for each in self.servers if each.environment)
        raise ValueError(
            f"{self.name} has no environment {environment!r}; it has {known or 'none'}"
        )
