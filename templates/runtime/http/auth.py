"""Who calls: picks the credentials of a request, logs in, and renews tokens.

It does no input or output: where a login must be sent or a function of the caller's be called, it
yields a command (see `commands`).
"""

from __future__ import annotations

import base64
import json
import os
import re
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote

from ..data import load_json, value_at
from ..errors import APIError, AuthenticationError, CredentialsError, status_error
from ..requests.bodies import form_content, json_content
from ..requests.parameters import UnsendableError, header_text, plain_text
from ..spec.service import ApiKey, Basic, Bearer, LoginSpec, Scheme, Service
from ..telling import telling_text
from .commands import Command, Exclusive, Invoke, Request, Steps
from .masked import safe_url
from .retry import retry_after
from .secrets import Noted, asking

if TYPE_CHECKING:
    import httpx

SendLogin: TypeAlias = Callable[[Request], "Steps[httpx.Response]"]
"""Sends the request of a login, whose URL may be a path of the service's server."""
RequestField: TypeAlias = tuple[str, str]
"""A part of a request, `header`, `query` or `cookie`, and a name in it; headers in lower case."""

_KEYWORD = re.compile(r"\{(\w+)\}")
_MARGIN = 30.0  # seconds before its end at which a token is renewed


@dataclass(eq=False, repr=False)
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

    def is_fresh(self) -> bool:
        """Whether it still holds for a while."""
        return self.expires is None or time.monotonic() < self.expires


@dataclass(eq=False, repr=False)
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

    def add(self, scheme: ApiKey | Bearer, secret: str) -> None:
        """Put a secret where its scheme has it.

        Raises:
            UnsendableError: It cannot stand there.
        """
        if isinstance(scheme, Bearer):
            self.headers["authorization"] = scheme.prefix + header_text(secret)
        elif scheme.location == "header":
            self.headers[scheme.name.lower()] = header_text(secret)
        elif scheme.location == "query":
            self.query.append(
                (quote(scheme.name, safe=""), quote(secret, safe="", errors="replace"))
            )
        else:
            self.cookies.append((scheme.name, secret))


class Authenticator:
    """The credentials of one client.

    Attributes:
        secret_query: Names of query parameters that hold secrets.
    """

    def __init__(self, service: Service, credentials: Mapping[str, object]) -> None:
        keys = (each for each in service.schemes.values() if isinstance(each, ApiKey))
        self.secret_query = frozenset(each.name for each in keys if each.location == "query")
        self._service = service
        self._ways = {name: _keyword_sets(each) for name, each in service.schemes.items()}
        self._credentials = dict(credentials)
        self._tokens: dict[str, Token] = {}
        self._noted = Noted()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._service.name}>"

    def scrub(self, text: str) -> str:
        """The text without any secret that was sent lately."""
        return self._noted.scrub(text)

    # Choosing ----------------------------------------------------------------------------------

    def choose(
        self, alternatives: tuple[tuple[str, ...], ...], given: Collection[RequestField]
    ) -> tuple[str, ...]:
        """The first alternative of security schemes for which the credentials are there.

        Args:
            alternatives: The alternatives, each the names of schemes needed together.
            given: What the caller has set; a scheme that writes there is met.

        Raises:
            CredentialsError: For none are they there.
        """
        schemes = self._service.schemes
        for names in alternatives:
            unmet = tuple(name for name in names if _field_of(schemes[name]) not in given)
            if names and all(map(self._is_known, unmet)):
                return unmet
        if not alternatives or () in alternatives:
            return ()
        raise CredentialsError(self._missing(alternatives))

    def _is_known(self, name: str) -> bool:
        """Whether a scheme's credentials are there, or what it takes to log in for them."""
        scheme = self._service.schemes[name]
        return any(self._are_given(scheme, keywords) for keywords in self._ways[name])

    def _are_given(self, scheme: Scheme, keywords: Collection[str]) -> bool:
        return all(self._given(scheme, keyword) is not None for keyword in keywords)

    def _given(self, scheme: Scheme, keyword: str) -> object:
        """A credential from the client's arguments, else from the environment."""
        value = self._credentials.get(keyword)
        if value is None and (variable := scheme.env.get(keyword)):
            value = os.environ.get(variable, "").strip() or None
        return value

    def _missing(self, alternatives: tuple[tuple[str, ...], ...]) -> str:
        ways: dict[str, None] = {}
        variables = False
        for names in alternatives:
            schemes = [self._service.schemes[name] for name in names]
            for together in product(*(self._ways[name] for name in names)):
                wanted = {
                    keyword: scheme.env.get(keyword)
                    for scheme, keywords in zip(schemes, together, strict=True)
                    for keyword in keywords
                    if self._given(scheme, keyword) is None
                }
                way = " and ".join(f"{k}= ({env})" if env else f"{k}=" for k, env in wanted.items())
                ways.update({way: None} if way else {})
                variables = variables or any(wanted.values())
        asked = ", or ".join(ways) or "what its security asks for"
        where = ", as an argument or in the environment variable named" if variables else ""
        return f"{self._service.name} has no credentials: give the client {asked}{where}"

    # The credentials of a request --------------------------------------------------------------

    def credentials(self, names: tuple[str, ...], send: SendLogin) -> Steps[Credentials]:
        """The credentials for a request, got by logging in where needed.

        Args:
            names: The schemes to use.
            send: Sends the request of a login.
        """
        found = Credentials(names)
        for name in names:
            scheme = self._service.schemes[name]
            if isinstance(scheme, Basic):
                pair = (scheme.username, scheme.password)
                found.headers["authorization"] = yield from self._basic(scheme, pair)
            else:
                found.secrets[name] = secret = yield from self._secret(name, scheme, send)
                try:
                    found.add(scheme, secret)
                except UnsendableError as error:
                    raise CredentialsError(f"the credential {scheme.secret} {error}") from None
        return found

    def renew(self, refused: Credentials, send: SendLogin) -> Steps[Credentials | None]:
        """New credentials after a response of 401; None if there are none.

        Args:
            refused: The credentials that were refused.
            send: Sends the request of a login.
        """
        changed = False
        for name, secret in refused.secrets.items():
            scheme: Any = self._service.schemes[name]
            given = self._given(scheme, scheme.secret)
            if any(self._are_given(scheme, keywords) for keywords in self._ways[name][1:]):
                token = yield from self._once(
                    name, Exclusive(self._log_in(name, scheme, send, secret))
                )
                changed = changed or token.value != secret
            elif callable(given):
                fresh = yield from self._text(scheme.secret, given)
                changed = changed or fresh != secret
        return (yield from self.credentials(refused.schemes, send)) if changed else None

    def _secret(self, name: str, scheme: ApiKey | Bearer, send: SendLogin) -> Steps[str]:
        if token := self._tokens.get(name):
            if token.is_fresh():
                return token.value
        elif (given := self._given(scheme, scheme.secret)) is not None:
            return (yield from self._text(scheme.secret, given))
        token = yield from self._once(name, Exclusive(self._log_in(name, scheme, send, None)))
        value: str = token.value
        return value

    def _basic(self, scheme: Scheme, pair: tuple[str, str]) -> Steps[str]:
        """The `Authorization` header of HTTP Basic, from templates of user name and password."""
        username = yield from self._filled(scheme, pair[0])
        password = yield from self._filled(scheme, pair[1])
        encoded = base64.b64encode(f"{username}:{password}".encode()).decode()
        self._noted.add(encoded)
        return f"Basic {encoded}"

    def _filled(self, scheme: Scheme, template: str) -> Steps[str]:
        """A template with the credentials in it."""
        text = template
        for keyword in _KEYWORD.findall(template):
            value = yield from self._text(keyword, self._given(scheme, keyword))
            text = text.replace(f"{{{keyword}}}", value)
        return text

    def _text(self, keyword: str, value: object) -> Steps[str]:
        """A credential as text; functions of the caller's are called for it."""
        if callable(value):
            value = yield from self._once(keyword, Invoke(value))
        if value is None or value == "":
            raise CredentialsError(f"the credential {keyword} is empty")
        text = str(value).strip()
        try:
            plain_text(text)
        except UnsendableError as error:
            raise CredentialsError(f"the credential {keyword} {error}") from None
        self._noted.add(text)
        return text

    def _once(self, key: str, command: Command) -> Steps[Any]:
        """Do what gives a credential, unless it is under way and has asked for itself, which would never end.

        Args:
            key: The keyword of the credential, or the scheme that is logged in for.
            command: What to do.
        """
        with asking(self, key) as is_first:
            if is_first:
                return (yield command)
        raise APIError(
            f"a function that gives a credential calls {self._service.name} "
            f"with what it is asked for ({key}): let it use another client"
        )

    # Logging in --------------------------------------------------------------------------------

    def _log_in(
        self, name: str, scheme: ApiKey | Bearer, send: SendLogin, refused: str | None
    ) -> Steps[Token]:
        """Get a token; alone, so that of many calls that need one only the first asks for it."""
        token, login = self._tokens.get(name), scheme.login
        if token and token.value != refused and token.is_fresh():
            return token
        if login is None:
            raise CredentialsError(self._missing(((name,),)))
        answer: object = None
        if token and token.refresh and "grant_type" in login.send:
            answer = yield from self._refresh(scheme, login, token.refresh, send)
        if answer is None:
            answer = yield from self._ask(scheme, login, login.send, send)
        self._tokens[name] = token = self._token(login, answer)
        return token

    def _refresh(
        self, scheme: Scheme, login: LoginSpec, refresh: str, send: SendLogin
    ) -> Steps[object]:
        own = {k: login.send[k] for k in ("client_id", "client_secret") if k in login.send}
        members = {"grant_type": "refresh_token", "refresh_token": refresh, **own}
        try:
            return (yield from self._ask(scheme, login, members, send))
        except AuthenticationError:
            return None  # the refresh token has ended too: log in anew

    def _ask(
        self, scheme: Scheme, login: LoginSpec, templates: Mapping[str, str], send: SendLogin
    ) -> Steps[object]:
        """Send a login and give the JSON of its response."""
        request = yield from self._login_request(scheme, login, templates)
        response = yield from send(request)
        return _login_answer(response, self.scrub)

    def _login_request(
        self, scheme: Scheme, login: LoginSpec, templates: Mapping[str, str]
    ) -> Steps[Request]:
        """A login, which is made apart so that no secret stands in a variable while it is sent."""
        headers = {"accept": "application/json"}
        for header, template in login.headers.items():
            headers[header.lower()] = yield from self._filled(scheme, template)
        if login.basic:
            headers["authorization"] = yield from self._basic(scheme, login.basic)
        members: dict[str, object] = {}
        for key, template in templates.items():
            members[key] = yield from self._filled(scheme, template)
        content = form_content(members) if login.content == "form" else json_content(members)
        headers["content-type"] = content.media
        return Request("POST", login.url, headers, content)

    def _token(self, login: LoginSpec, answer: object) -> Token:
        value = value_at(answer, login.token)
        if not isinstance(value, str) or not value:
            raise APIError(f"logging in gave no token at {login.token!r} of its response")
        try:
            header_text(value)
        except UnsendableError as error:
            raise APIError(f"logging in gave a token that {error}") from None
        self._noted.add(value)
        lifetime = value_at(answer, login.expires_in) if login.expires_in else login.lifetime
        try:
            seconds = float(str(lifetime))
        except ValueError:
            seconds = login.lifetime or 0.0
        margin = min(_MARGIN, seconds / 10)
        expires = time.monotonic() + seconds - margin if seconds > 0 else None
        refresh = value_at(answer, login.refresh) if login.refresh else None
        if isinstance(refresh, str):
            self._noted.add(refresh)
        return Token(value, expires, refresh if isinstance(refresh, str) else None)


def _login_answer(response: httpx.Response, scrub: Callable[[str], str]) -> object:
    try:
        body: object = load_json(response.content.decode(json.detect_encoding(response.content)))
    except ValueError:
        body = response.text
    if response.is_success:
        return body
    passing = response.status_code == 429 or response.status_code >= 500
    kind = status_error(response.status_code) if passing else AuthenticationError
    text = f"logging in failed with {response.status_code}: {telling_text(body) or 'no reason'}"
    url = response.request.url
    error = kind(
        scrub(text),
        method="POST",
        url=safe_url(str(url.copy_with(query=None))),
        path=url.path,
        response=response,
    )
    error.status_code = response.status_code
    error.body = body
    error.retry_after = retry_after(response.headers)
    raise error


def _field_of(scheme: Scheme) -> RequestField:
    """Where a scheme writes its secret."""
    if isinstance(scheme, ApiKey):
        header = scheme.location == "header"
        return scheme.location, scheme.name.lower() if header else scheme.name
    return "header", "authorization"


def _keyword_sets(scheme: Scheme) -> list[list[str]]:
    """The sets of keywords that each would do for a scheme: its secret, and then what a login takes."""
    if isinstance(scheme, Basic):
        return [_keywords((scheme.username, scheme.password))]
    return [[scheme.secret], *([_keywords(scheme.login.templates)] if scheme.login else [])]


def _keywords(templates: Collection[str]) -> list[str]:
    return [*dict.fromkeys(keyword for each in templates for keyword in _KEYWORD.findall(each))]
