"""One call from its arguments to its reply: credentials, tries, redirects, renewal.

All decisions are made here, once for sync and async: the exchange does no input or output itself,
it yields commands (see `wire`), and a driver carries them out.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urljoin, urlsplit

from .auth import Authenticator, Grant, Place
from .building import Draft, Turn, build, headers_of, rules_left_out
from .errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    RequestValidationError,
    Violation,
)
from .logs import log_failure, log_reply
from .operation import Operation
from .options import Hooks, RequestOptions
from .parameters import PlaceError, cookie_text, query_text
from .policy import REPEATABLE_METHODS, SAFE_METHODS, Policy
from .redact import safe_url
from .replies import decode, failure
from .response import record
from .service import Service
from .unset import Unset
from .wire import Close, DeliveryError, Invoke, Read, Request, Send, Sleep, Steps

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 10
_ANYWHERE = frozenset({"accept", "accept-language", "user-agent"})  # headers for other origins


@dataclass
class Core:
    """What all calls of a client share.

    Attributes:
        service: The service.
        auth: The credentials.
        base_url: The base URL, without a slash at the end; None if none is known.
        variables: What the caller chose of the servers' URLs, by the names there.
        pinned: Whether the base URL was given, so that it also replaces an operation's own.
        timeout: Seconds that connecting, sending and each read may take.
        max_retries: How often a failed attempt may be repeated.
        deadline: Seconds that a call may take in all.
        headers: Headers to send with every request.
        strict: Whether a reply that differs from its description is an error.
        check_rules: Whether business rules are checked, or the ids of those left out.
        hooks: The caller's hooks.
        owner: The client itself, for returned objects that can act.
    """

    service: Service
    auth: Authenticator
    base_url: str | None
    pinned: bool
    variables: Mapping[str, str | None]
    timeout: float | None
    max_retries: int
    deadline: float
    headers: Mapping[str, str] = field(repr=False)
    strict: bool
    check_rules: bool | Collection[str]
    hooks: Hooks
    owner: object = field(repr=False)


def call_steps(
    core: Core,
    operation: Operation[T],
    params: Mapping[str, object] | None,
    body: object,
    options: RequestOptions | None,
) -> Steps[T]:
    """The steps of a call that reads its whole reply.

    Args:
        core: The client.
        operation: What is called.
        params: Its parameters by Python name.
        body: Its body.
        options: What the caller changes.
    """
    options = options or RequestOptions()
    draft = draft_of(core, operation, params, body, options)
    response = yield from Exchange(core, operation, draft, options).steps()
    record(response)
    return decode(core, operation, response)


def draft_of(
    core: Core,
    operation: Operation[Any],
    params: Mapping[str, object] | None,
    body: object,
    options: RequestOptions,
) -> Draft:
    """The request of a call without server and credentials; for the arguments see `call_steps`."""
    off = rules_left_out(options.check_rules, core.check_rules)
    return build(operation, core.service.requests, params, body, options, off)


def guarded(core: Core, steps: Steps[T]) -> Steps[T]:
    """The same steps; the caller's error hooks are told of an error before it is raised."""
    try:
        return (yield from steps)
    except APIError as error:
        for hook in core.hooks.error:
            yield Invoke(hook, (error,))
        raise


def _set(value: Any, default: Any) -> Any:
    return default if isinstance(value, Unset) else value


class Exchange:
    """One request and all its tries."""

    def __init__(
        self,
        core: Core,
        operation: Operation[Any],
        draft: Draft,
        options: RequestOptions,
        *,
        stream: bool = False,
    ) -> None:
        self.core = core
        self.operation = operation
        self.draft = draft
        self.options = options
        self.stream = stream
        self.timeout: float | None = _set(options.timeout, core.timeout)
        self.deadline: float = _set(options.deadline, core.deadline)
        self.expires = time.monotonic() + self.deadline
        self.retries: int = _set(options.max_retries, core.max_retries)
        self.attempts = 0
        self.base = self._base_url()
        self.headers = self._headers()

    # Building ----------------------------------------------------------------------------------

    def _base_url(self) -> str:
        base = self.core.base_url
        if (server := self.operation.server) is not None and not self.core.pinned:
            own = server.base_url(self.core.variables) or "/"  # a path alone is one on the host
            base = urljoin(f"{base or ''}/", own).rstrip("/")
        if not base or urlsplit(base).scheme not in ("http", "https"):
            raise APIError(
                f"{self.core.service.name} has no usable server ({base or 'none is described'}): "
                "give the client base_url=",
                method=self.operation.method,
                path=self.operation.path,
                operation=self.operation.id,
            )
        return base

    def _headers(self) -> dict[str, str]:
        """All headers but those of the credentials."""
        headers = {"accept": self.operation.accepts()}
        if agent := self.core.service.user_agent:
            headers["user-agent"] = agent
        content = self.draft.content
        if content and content.media:
            headers["content-type"] = content.media
        if content and content.size is not None:
            headers["content-length"] = str(content.size)
        headers.update(self.draft.headers)
        if self.draft.cookies:
            headers["cookie"] = cookie_text(self.draft.cookies)
        if name := self.operation.idempotency_key:
            headers.setdefault(name.lower(), str(uuid.uuid4()))
        return headers

    def _request(self, grant: Grant, given: Mapping[str, str | None]) -> Request:
        headers = {**self.headers, **grant.headers}
        if grant.cookies:
            own = headers.get("cookie")
            headers["cookie"] = "; ".join(filter(None, (own, cookie_text(grant.cookies))))
        for name, value in given.items():
            if value is None:
                headers.pop(name, None)
            else:
                headers[name] = value
        query = query_text([*self.draft.query, *grant.query])
        path = self.draft.path if self.draft.path.startswith("/") else f"/{self.draft.path}"
        url = f"{self.base}{path}{'?' if query else ''}{query}"
        content = self.draft.content
        return self._timed(Request(self.operation.method, url, headers, content))

    def _timed(self, request: Request) -> Request:
        request.timeout = self.timeout
        request.expires = self.expires
        request.secret_query = self.core.auth.secret_query
        return request

    # Steps -------------------------------------------------------------------------------------

    def steps(self) -> Steps[httpx.Response]:
        """Send the request until a reply comes that counts.

        Raises:
            APIError: It failed; see the tree of errors.
        """
        given = self._given_headers()
        # An argument of the call may be what a scheme would send: it is the caller's more precise word.
        grant = yield from self._granted(
            {*(("header", name) for name in given), *self.draft.places}
        )
        request = self._to_page(self._request(grant, given), grant)
        response = yield from self._followed(request)
        if response.status_code == 401 and self._may_repeat_after_401(request, response):
            renewed = yield from self.core.auth.renew(grant, self._home, self._deliver_login)
            if renewed is not None:
                if self.stream:
                    yield Close(response)
                again = self._to_page(self._request(renewed, given), renewed)
                response = yield from self._followed(again)
        if not 200 <= response.status_code < 300:
            if self.stream:
                response = yield Read(response)
            raise failure(self.core, self.operation, response, self.attempts)
        return response

    def _granted(self, given: Collection[Place]) -> Steps[Grant]:
        """The credentials, which may have to be asked for."""
        security = self.operation.security
        alternatives = self.core.service.security if security is None else security
        try:
            names = self.core.auth.choose(alternatives, given)
            return (yield from self.core.auth.grant(names, self._home, self._deliver_login))
        except APIError as error:
            error.operation = self.operation.id
            if error.method is None:
                error.method, error.path = self.operation.method, self.operation.path
            raise

    @property
    def _home(self) -> str:
        """Where logins start from: the service's server, also for operations that have others."""
        return self.core.base_url or self.base

    def _given_headers(self) -> dict[str, str | None]:
        try:
            return headers_of(self.options, self.core.headers)
        except PlaceError as error:
            found = Violation(error.rule, "headers", f"a header {error}")
            raise RequestValidationError(
                [found], method=self.operation.method, path=self.operation.path
            ) from None

    def _may_repeat_after_401(self, request: Request, response: httpx.Response) -> bool:
        content = request.content
        own = origin_of(str(response.request.url)) == origin_of(self.base)
        return own and (content is None or content.replayable)

    def _to_page(self, request: Request, grant: Grant) -> Request:
        """The request for another page, where a reply gave its whole URL."""
        if self.draft.url is None:
            return request
        return self._moved(request, self.draft.url, grant)

    def _followed(self, request: Request) -> Steps[httpx.Response]:
        """Send a request and follow redirects, if its method only reads."""
        for _ in range(_MOST_REDIRECTS):
            response = yield from self._persist(request, self._repeatable())
            location = response.headers.get("location")
            if response.status_code not in _REDIRECTS or not location:
                return response
            if request.method not in SAFE_METHODS:
                return response
            if self.stream:
                yield Close(response)
            request = self._moved(request, urljoin(request.url, location), None)
        raise self._error(APIError, f"more than {_MOST_REDIRECTS} redirects", request)

    def _moved(self, request: Request, url: str, grant: Grant | None) -> Request:
        """The same request to another URL; credentials stay on their own origin."""
        url = urljoin(request.url, url).partition("#")[0]
        if urlsplit(url).scheme not in ("http", "https"):
            raise self._error(APIError, f"led to a URL that is not HTTP: {safe_url(url)}", request)
        headers = dict(request.headers)
        if origin_of(url) != origin_of(self.base):
            headers = {name: value for name, value in headers.items() if name in _ANYWHERE}
        elif grant and grant.query:
            own = [pair for pair in grant.query if f"{pair[0]}=" not in urlsplit(url).query]
            joint = "&" if "?" in url else "?"
            url += f"{joint}{query_text(own)}" if own else ""
        return self._timed(Request(request.method, url, headers))

    def _repeatable(self) -> bool:
        if self.operation.retry_safe is not None:
            return self.operation.retry_safe
        if self.operation.idempotency_key is not None:
            return True
        return self.operation.method in REPEATABLE_METHODS

    def _deliver_login(self, request: Request) -> Steps[httpx.Response]:
        stream, self.stream = self.stream, False
        try:
            return (yield from self._persist(self._timed(request), True))
        finally:
            self.stream = stream

    def _persist(self, request: Request, repeatable: bool) -> Steps[httpx.Response]:
        """Send a request until a reply comes that counts, or no try is left."""
        replayable = request.content is None or request.content.replayable
        policy = Policy(repeatable, replayable, self.retries, self.expires)
        while True:
            self.attempts += 1
            started = time.monotonic()
            if started >= self.expires:
                raise self._timed_out(request)
            try:
                response = yield Send(request, self.stream)
            except DeliveryError as error:
                log_failure(self.core.service, request, error, self.attempts)
                wait = policy.after_failure(error)
                if wait is None:
                    raise self._undelivered(request, error, repeatable) from error.__cause__
            else:
                log_reply(self.core.service, request, response, started, self.attempts)
                wait = policy.after_reply(response)
                if wait is None:
                    final: httpx.Response = response
                    return final
                if self.stream:
                    yield Close(response)
            yield Sleep(wait)

    # Errors ------------------------------------------------------------------------------------

    def _error(self, kind: Callable[..., Any], text: str, request: Request) -> Any:
        return kind(
            self.core.auth.scrub(text),
            method=request.method,
            url=safe_url(request.url, request.secret_query),
            path=self.operation.path,
            operation=self.operation.id,
            attempts=self.attempts,
        )

    def _timed_out(self, request: Request) -> APITimeoutError:
        text = f"the deadline of {self.deadline:g} s for the whole call is over"
        error: APITimeoutError = self._error(APITimeoutError, text, request)
        return error

    def _undelivered(
        self, request: Request, failed: DeliveryError, repeatable: bool
    ) -> APIConnectionError:
        text = str(failed)
        if failed.timed_out and time.monotonic() >= self.expires:
            text += f"; the deadline of {self.deadline:g} s for the whole call is over"
        if failed.sent and not repeatable:
            text += (
                f"; the server may have carried it out, so the {request.method} was not sent again"
            )
        kind = APITimeoutError if failed.timed_out else APIConnectionError
        error: APIConnectionError = self._error(kind, text, request)
        error.maybe_delivered = failed.sent
        return error


def origin_of(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port of a URL: where credentials may go together."""
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname or "", port


def turned(draft: Draft, turn: Turn | None) -> Draft:
    """The draft for another page, or as it is for the first."""
    return draft.turned(turn) if turn else draft
