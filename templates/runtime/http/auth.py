"""Who calls: picks the credentials of a request, logs in, and renews tokens.

It does no input or output: where a login must be sent or a function of the caller's be called, it
yields a command (see `wire`).
"""

from __future__ import annotations

import base64
import os
import re
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

from ..data import value_at
from ..errors import APIError, AuthenticationError, status_error, telling_text
from ..requests.bodies import form_content, json_content
from ..requests.parameters import UnsendableError, refuse_control
from ..spec.service import ApiKey, Basic, Bearer, LoginSpec, Scheme, Service
from .commands import Exclusive, Invoke, Request, Steps
from .retry import retry_after

if TYPE_CHECKING:
    import httpx


Deliver = Callable[[Request], "Steps[httpx.Response]"]
RequestField = tuple[str, str]
"""A part of a request, `header`, `query` or `cookie`, and a name in it; headers in lower case."""

_KEYWORD = re.compile(r"\{(\w+)\}")
_MARGIN = 30.0  # seconds before its end at which a token is renewed


@dataclass(frozen=True)
class Token:
    """A token that a login gave.

    Attributes:
        value: The token.
        expires: Moment on the monotonic clock at which it ends; None if unknown.
        refresh: A token to renew it with.
    """

    value: str = field(repr=False)
    expires: float | None = None
    refresh: str | None = field(default=None, repr=False)

    def fresh(self) -> bool:
        """Whether it still holds for a while."""
        return self.expires is None or time.monotonic() < self.expires


@dataclass
class Credentials:
    """The credentials of one request.

    Attributes:
        schemes: The names of the schemes in use.
        headers: Headers to send.
        query: Query parameters to send, escaped.
        cookies: Cookies to send.
        secrets: The secret of each scheme, to see later whether it has changed.
    """

    schemes: tuple[str, ...]
    headers: dict[str, str] = field(default_factory=dict[str, str], repr=False)
    query: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]], repr=False)
    cookies: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]], repr=False)
    secrets: dict[str, str] = field(default_factory=dict[str, str], repr=False)


class Authenticator:
    """The credentials of one client."""

    def __init__(self, service: Service, credentials: Mapping[str, object]) -> None:
        self._service = service
        self._credentials = dict(credentials)
        self._tokens: dict[str, Token] = {}
        self._seen: set[str] = set()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._service.name}>"

    def scrub(self, text: str) -> str:
        """The text without any secret that was sent so far."""
        for secret in self._seen:
            text = text.replace(secret, "***")
        return text

    @property
    def secret_query(self) -> frozenset[str]:
        """Names of query parameters that hold secrets."""
        schemes = self._service.schemes.values()
        return frozenset(
            each.name for each in schemes if isinstance(each, ApiKey) and each.location == "query"
        )

    # Choosing ----------------------------------------------------------------------------------

    def choose(
        self, alternatives: tuple[tuple[str, ...], ...], given: Collection[RequestField]
    ) -> tuple[str, ...]:
        """The first alternative of security schemes for which the credentials are there.

        Args:
            alternatives: The alternatives, each the names of schemes needed together.
            given: What the caller has set; a scheme that writes there is met.

        Raises:
            APIError: For none are they there.
        """
        for names in alternatives:
            if names and all(self._met(self._service.schemes[name], given) for name in names):
                return tuple(n for n in names if _field_of(self._service.schemes[n]) not in given)
        if not alternatives or () in alternatives:
            return ()
        raise APIError(self._missing(alternatives))

    def _met(self, scheme: Scheme, given: Collection[RequestField]) -> bool:
        if _field_of(scheme) in given:
            return True
        if isinstance(scheme, Basic):
            return self._has(scheme, scheme.username, scheme.password)
        return self._given(scheme, scheme.secret) is not None or self._can_log_in(scheme)

    def _can_log_in(self, scheme: Scheme) -> bool:
        login = None if isinstance(scheme, Basic) else scheme.login
        return login is not None and self._has(
            scheme, *login.headers.values(), *(login.basic or ()), *login.send.values()
        )

    def _has(self, scheme: Scheme, *templates: str) -> bool:
        keywords = {name for each in templates for name in _KEYWORD.findall(each)}
        return all(self._given(scheme, name) is not None for name in keywords)

    def _given(self, scheme: Scheme, keyword: str) -> object:
        """A credential from the client's arguments, else from the environment."""
        value = self._credentials.get(keyword)
        if value is None and (variable := scheme.env.get(keyword)):
            value = os.environ.get(variable, "").strip() or None
        return value

    def _missing(self, alternatives: tuple[tuple[str, ...], ...]) -> str:
        ways: list[str] = []
        for names in alternatives:
            schemes = [self._service.schemes[name] for name in names]
            for together in product(*map(_keyword_sets, schemes)):
                given = {
                    word: scheme.env.get(word)
                    for scheme, keywords in zip(schemes, together, strict=True)
                    for word in keywords
                    if self._given(scheme, word) is None
                }
                way = " and ".join(f"{w}= ({env})" if env else f"{w}=" for w, env in given.items())
                if way and way not in ways:
                    ways.append(way)
        return (
            f"{self._service.name} has no credentials: give the client "
            f"{', or '.join(ways) or 'what its security asks for'}, "
            "as an argument or in the environment variable named"
        )

    # The credentials ----------------------------------------------------------------------------------

    def credentials(
        self, names: tuple[str, ...], origin: str, deliver: Deliver
    ) -> Steps[Credentials]:
        """The credentials for a request, got by logging in where needed.

        Args:
            names: The schemes to use.
            origin: The URL that a relative login URL starts from.
            deliver: Sends the request of a login.
        """
        granted = Credentials(names)
        for name in names:
            scheme = self._service.schemes[name]
            if isinstance(scheme, Basic):
                user = yield from self._fill(scheme, scheme.username)
                password = yield from self._fill(scheme, scheme.password)
                granted.headers["authorization"] = basic_header(user, password)
                continue
            secret = yield from self._secret(name, scheme, origin, deliver)
            granted.secrets[name] = secret
            self._put(granted, scheme, secret)
        return granted

    def _secret(
        self, name: str, scheme: ApiKey | Bearer, origin: str, deliver: Deliver
    ) -> Steps[str]:
        if token := self._tokens.get(name):
            if token.fresh():
                return token.value
        elif (given := self._given(scheme, scheme.secret)) is not None:
            return (yield from self._text(scheme.secret, given))
        token = yield Exclusive(self._log_in(name, scheme, origin, deliver, None))
        value: str = token.value
        return value

    @staticmethod
    def _put(granted: Credentials, scheme: ApiKey | Bearer, secret: str) -> None:
        if isinstance(scheme, Bearer):
            granted.headers["authorization"] = scheme.prefix + secret
        elif scheme.location == "header":
            granted.headers[scheme.name.lower()] = secret
        elif scheme.location == "query":
            granted.query.append((quote(scheme.name, safe=""), quote(secret, safe="")))
        else:
            granted.cookies.append((scheme.name, secret))

    def _fill(self, scheme: Scheme, template: str) -> Steps[str]:
        """A template with the credentials in it."""
        text = template
        for keyword in _KEYWORD.findall(template):
            value = yield from self._text(keyword, self._given(scheme, keyword))
            text = text.replace(f"{{{keyword}}}", value)
        return text

    def _text(self, keyword: str, value: object) -> Steps[str]:
        """A credential as text; functions of the caller's are called for it."""
        if callable(value):
            value = yield Invoke(value)
        if value is None or value == "":
            raise APIError(f"the credential {keyword} is empty")
        text = str(value).strip()
        try:
            refuse_control(text)
        except UnsendableError as error:
            raise APIError(f"the credential {keyword} {error}") from None
        if len(text) > 5:  # a shorter one would tear ordinary words apart
            self._seen.add(text)
        return text

    # Logging in --------------------------------------------------------------------------------

    def renew(
        self, granted: Credentials, origin: str, deliver: Deliver
    ) -> Steps[Credentials | None]:
        """New credentials after a response of 401; None if there are none.

        Args:
            granted: The credentials that were refused.
            origin: The URL that a relative login URL starts from.
            deliver: Sends the request of a login.
        """
        changed = False
        for name, secret in granted.secrets.items():
            scheme: Any = self._service.schemes[name]
            given = self._given(scheme, scheme.secret)
            if self._can_log_in(scheme):
                token = yield Exclusive(self._log_in(name, scheme, origin, deliver, secret))
                changed = changed or token.value != secret
            elif callable(given):
                fresh = yield from self._text(scheme.secret, given)
                changed = changed or fresh != secret
        return (yield from self.credentials(granted.schemes, origin, deliver)) if changed else None

    def _log_in(
        self, name: str, scheme: Any, origin: str, deliver: Deliver, refused: str | None
    ) -> Steps[Token]:
        """Get a token; alone, so that of many calls that need one only the first asks for it."""
        token = self._tokens.get(name)
        if token and token.value != refused and token.fresh():
            return token
        login: LoginSpec = scheme.login
        answer: object = None
        if token and token.refresh and "grant_type" in login.send:
            answer = yield from self._refresh(scheme, login, token.refresh, origin, deliver)
        if answer is None:
            answer = yield from self._ask(scheme, login, login.send, origin, deliver)
        self._tokens[name] = token = self._token(login, answer)
        return token

    def _refresh(
        self, scheme: Scheme, login: LoginSpec, refresh: str, origin: str, deliver: Deliver
    ) -> Steps[object]:
        send = {"grant_type": "refresh_token", "refresh_token": refresh}
        for name in ("client_id", "client_secret"):
            if name in login.send:
                send[name] = login.send[name]
        try:
            return (yield from self._ask(scheme, login, send, origin, deliver))
        except AuthenticationError:
            return None  # the refresh token has ended too: log in anew

    def _ask(
        self,
        scheme: Scheme,
        login: LoginSpec,
        send: Mapping[str, str],
        origin: str,
        deliver: Deliver,
    ) -> Steps[object]:
        """Send a login and give its response's JSON."""
        headers = {"accept": "application/json"}
        for header, template in login.headers.items():
            headers[header.lower()] = yield from self._fill(scheme, template)
        if login.basic:
            user = yield from self._fill(scheme, login.basic[0])
            password = yield from self._fill(scheme, login.basic[1])
            headers["authorization"] = basic_header(user, password)
        members: dict[str, object] = {}
        for key, template in send.items():
            members[key] = yield from self._fill(scheme, template)
        content = form_content(members) if login.content == "form" else json_content(members)
        headers["content-type"] = content.media or ""
        request = Request("POST", urljoin(origin, login.url), headers, content)
        response = yield from deliver(request)
        return _login_response(response, self.scrub)

    def _token(self, login: LoginSpec, answer: object) -> Token:
        value = value_at(answer, login.token)
        if not isinstance(value, str) or not value:
            raise APIError(f"logging in gave no token at {login.token!r} of its response")
        self._seen.add(value)
        lifetime = value_at(answer, login.expires_in) if login.expires_in else login.lifetime
        try:
            seconds = float(str(lifetime))
        except ValueError:
            seconds = login.lifetime or 0.0
        margin = min(_MARGIN, seconds / 10)
        refresh = value_at(answer, login.refresh) if login.refresh else None
        return Token(
            value,
            time.monotonic() + seconds - margin if seconds > 0 else None,
            refresh if isinstance(refresh, str) else None,
        )


def _login_response(response: httpx.Response, scrub: Callable[[str], str]) -> object:
    try:
        body: object = response.json()
    except ValueError:
        body = response.text
    if response.is_success:
        return body
    passing = response.status_code == 429 or response.status_code >= 500
    kind = status_error(response.status_code) if passing else AuthenticationError
    error = kind(
        scrub(
            f"logging in failed with {response.status_code}: {telling_text(body) or 'no reason'}"
        ),
        method="POST",
        url=str(response.request.url.copy_with(query=None)),
        path=response.request.url.path,
        response=response,
    )
    error.status_code = response.status_code
    error.body = body
    error.retry_after = retry_after(response.headers)
    raise error


def basic_header(username: str, password: str) -> str:
    """The `Authorization` header of HTTP Basic."""
    return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()


def _field_of(scheme: Scheme) -> RequestField:
    """Where a scheme writes its secret."""
    if isinstance(scheme, ApiKey):
        header = scheme.location == "header"
        return scheme.location, scheme.name.lower() if header else scheme.name
    return "header", "authorization"


def _keyword_sets(scheme: Scheme) -> list[list[str]]:
    """The sets of keywords that each would do for a scheme."""
    if isinstance(scheme, Basic):
        return [_KEYWORD.findall(f"{scheme.username} {scheme.password}")]
    sets = [[scheme.secret]]
    if scheme.login:
        login = scheme.login
        templates = (*login.headers.values(), *(login.basic or ()), *login.send.values())
        sets.append(list(dict.fromkeys(_KEYWORD.findall(" ".join(templates)))))
    return sets
