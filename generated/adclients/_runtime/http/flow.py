"""Sends one call: credentials, redirects, retries, renewal of tokens.

All decisions are made here, once for sync and async: the flow does no input or output itself, it yields commands
(see `commands`), and a driver carries them out.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import urljoin, urlsplit

from ..errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    RequestValidationError,
    Violation,
)
from ..options import CallOptions, Drift, Hooks, RequestOptions, given_or, request_options
from ..requests.build import Draft, build, headers_of, rules_left_out
from ..requests.parameters import UnsendableError, cookie_text
from ..requests.shown import shown
from ..requests.styles import query_text
from ..spec.operation import Operation
from ..spec.service import Service
from .auth import Authenticator, Credentials
from .commands import Close, DeliveryError, Read, Request, Send, Sleep, Steps
from .limits import Limiter, Limits
from .logs import CallLog, safe_url
from .retry import REPEATABLE_METHODS, SAFE_METHODS, RetryPolicy

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_UNCHANGED = frozenset({307, 308})  # redirects that ask for the same method and body
_MOST_REDIRECTS = 10
_ANYWHERE = frozenset({"accept", "accept-language", "user-agent"})  # headers for other origins


@dataclass(eq=False)
class ClientSettings:
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
        limits: What keeps to the rate limits.
        strict: Whether a response that differs from its description is an error.
        on_drift: Called with each way in which a response is otherwise than described.
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
    headers: Mapping[str, str | None] = field(repr=False)
    limits: Limits
    strict: bool
    on_drift: Callable[[Drift], object] | None
    check_rules: bool | Collection[str]
    hooks: Hooks
    owner: object = field(repr=False)


@dataclass(frozen=True, eq=False)
class PreparedCall(Generic[T]):
    """A call whose arguments are judged and written, ready to be sent.

    Attributes:
        settings: Those of the client.
        operation: What is called.
        options: What the caller changes.
        draft: The request without server and credentials.
    """

    settings: ClientSettings
    operation: Operation[T]
    options: RequestOptions
    draft: Draft

    @property
    def shown_body(self) -> Any:
        """The body as data, without what is secret; None if there is none."""
        key, schemas = f"operations/{self.operation.id}", self.settings.service.requests
        layout = schemas.layout(key).member("body") if key in schemas else None
        content, scrub = self.draft.content, self.settings.auth.scrub
        return content and shown(content.value, layout, scrub)

    @property
    def place(self) -> dict[str, Any]:
        """What an error says of the request: method, path, operation and body."""
        return {
            "method": self.operation.method,
            "path": self.draft.path,
            "operation": self.operation.id or None,
            "request_body": self.shown_body,
        }


def prepare(
    settings: ClientSettings,
    operation: Operation[T],
    params: Mapping[str, object] | None,
    body: object,
    options: CallOptions | None,
) -> PreparedCall[T]:
    """Judge and write the arguments of a call.

    Args:
        settings: Those of the client.
        operation: What is called.
        params: Its parameters by Python name.
        body: Its body.
        options: What the caller changes.

    Raises:
        RequestValidationError: The arguments are wrong.
    """
    chosen = request_options(options)
    left_out = rules_left_out(chosen, settings.check_rules, settings.service.requests)
    draft = build(operation, settings.service.requests, params, body, chosen, left_out)
    return PreparedCall(settings, operation, chosen, draft)


class Flow:
    """One request and all its attempts.

    Attributes:
        call: The call.
        attempts: How often something was sent so far, logins included.
    """

    def __init__(self, call: PreparedCall[Any], *, stream: bool = False) -> None:
        """Find out where the request goes.

        Args:
            call: The call.
            stream: Whether the body of the response is left to be read.

        Raises:
            APIError: The service has no usable server.
        """
        self.attempts = 0
        self.call = call
        self._settings = settings = call.settings
        self._operation = call.operation
        self._draft = call.draft
        self._stream = stream
        self._timeout: float | None = given_or(call.options.timeout, settings.timeout)
        self._deadline: float = given_or(call.options.deadline, settings.deadline)
        self._retries: int = given_or(call.options.max_retries, settings.max_retries)
        self._expires = time.monotonic() + self._deadline
        self._base = self._base_url()
        self._headers = self._own_headers()

    def send(self) -> Steps[httpx.Response]:
        """Send the request until a response comes that counts, whatever its status.

        With `stream` the body of a response that means failure is read all the same.

        Raises:
            APIError: No response came, or there are no credentials; see the tree of errors.
        """
        given = self._given_headers()
        # An argument of the call may be what a scheme would send: it is the caller's more precise word.
        taken = {*(("header", name) for name in given), *self._draft.fields}
        credentials = yield from self._credentials(taken)
        request = self._request(credentials, given)
        response = yield from self._send_following_redirects(request)
        if response.status_code == 401 and self._may_be_renewed(request, response):
            auth = self._settings.auth
            renewed = yield from auth.renew(credentials, self._send_login)
            if renewed is not None:
                if self._stream:
                    yield Close(response)
                request = self._request(renewed, given)
                response = yield from self._send_following_redirects(request)
        if self._stream and not response.is_success:
            response = yield Read(response)
        return response

    def _send_following_redirects(self, request: Request) -> Steps[httpx.Response]:
        limiter = self._settings.limits.of(self._operation)
        for _ in range(_MOST_REDIRECTS):
            response = yield from self._send_with_retries(request, self._is_repeatable, limiter)
            location = response.headers.get("location")
            if not location or response.status_code not in _REDIRECTS:
                return response
            url = urljoin(request.url, location)
            content = None
            if request.method not in SAFE_METHODS:
                if not self._may_be_sent_to(url, request, response):
                    return response
                content = request.content
            if self._stream:
                yield Close(response)
            request = self._moved(request, url, None)
            request.content = content
        raise self._error(APIError, f"more than {_MOST_REDIRECTS} redirects", request)

    def _send_with_retries(
        self, request: Request, repeatable: bool, limiter: Limiter | None
    ) -> Steps[httpx.Response]:
        replayable = request.content is None or request.content.replayable
        window = limiter.window if limiter else None
        policy = RetryPolicy(repeatable, replayable, self._retries, self._expires, window)
        log = CallLog(self.call, request)
        while True:
            if limiter is not None:
                yield from self._turn(request, limiter, log)
            self.attempts += 1
            started = time.monotonic()
            if started >= self._expires:
                raise self._error(APITimeoutError, self._over, request)
            log.sends()
            try:
                response = yield Send(request, self._stream)
            except DeliveryError as error:
                log.failed(error)
                wait = policy.after_failure(error)
                if wait is None:
                    raise self._undelivered(request, error, repeatable) from error.__cause__
            else:
                log.answered(response, is_whole=not self._stream)
                wait = policy.after_response(response)
                if wait is None:
                    final: httpx.Response = response
                    return final
                if self._stream:
                    yield Close(response)
            log.waits(wait, "before it is sent again")
            yield Sleep(wait)

    def _turn(self, request: Request, limiter: Limiter, log: CallLog) -> Steps[None]:
        """Wait until a rate limit has room for the request."""
        wait = limiter.reserve(self._expires)
        if wait is None:
            text = f"{limiter} has no room for it within the deadline of {self._deadline:g} s"
            raise self._error(APITimeoutError, text, request)
        if wait > 0:
            log.waits(wait, "for the rate limit")
            yield Sleep(wait)

    def _send_login(self, request: Request) -> Steps[httpx.Response]:
        """Send a login, to the service's server also where the operation has another."""
        request.url = urljoin(self._settings.base_url or self._base, request.url)
        stream, self._stream = self._stream, False
        try:
            limiter = self._settings.limits.whole
            login = self._timed(request)
            login.is_login = True
            return (yield from self._send_with_retries(login, True, limiter))
        finally:
            self._stream = stream

    # The request -------------------------------------------------------------------------------

    def _base_url(self) -> str:
        base = self._settings.base_url
        if (server := self._operation.server) is not None and not self._settings.pinned:
            own = (
                server.base_url(self._settings.variables) or "/"
            )  # a path alone is one on the host
            base = urljoin(f"{base or ''}/", own).rstrip("/")
        if not base or urlsplit(base).scheme not in ("http", "https"):
            raise APIError(
                f"{self._settings.service.name} has no usable server ({base or 'none is described'}): "
                "give the client base_url=",
                **self.call.place,
            )
        return base

    def _request(self, credentials: Credentials, given: Mapping[str, str | None]) -> Request:
        """The whole request, with credentials and the headers that the caller gives."""
        headers = {**self._headers, **credentials.headers}
        if credentials.cookies:
            own = headers.get("cookie")
            headers["cookie"] = "; ".join(filter(None, (own, cookie_text(credentials.cookies))))
        for name, value in given.items():
            if value is None:
                headers.pop(name, None)
            else:
                headers[name] = value
        draft = self._draft
        query = "&".join(filter(None, (draft.query_text, query_text(credentials.query))))
        path = draft.path if draft.path.startswith("/") else f"/{draft.path}"
        url = f"{self._base}{path}{'?' if query else ''}{query}"
        request = self._timed(Request(self._operation.method, url, headers, draft.content))
        # For another page, a response may have given its whole URL.
        return request if draft.url is None else self._moved(request, draft.url, credentials)

    def _own_headers(self) -> dict[str, str]:
        """All headers but those of the credentials."""
        headers = {"accept": self._operation.accept_header}
        if agent := self._settings.service.user_agent:
            headers["user-agent"] = agent
        content = self._draft.content
        if content:
            headers["content-type"] = content.media
        if content and content.size is not None:
            headers["content-length"] = str(content.size)
        headers.update(self._draft.headers)
        if self._draft.cookies:
            headers["cookie"] = cookie_text(self._draft.cookies)
        if name := self._operation.idempotency_key:
            headers.setdefault(name.lower(), str(uuid.uuid4()))
        return headers

    def _given_headers(self) -> dict[str, str | None]:
        try:
            return headers_of(self.call.options, self._settings.headers)
        except UnsendableError as error:
            found = Violation(error.rule, "headers", f"a header {error}")
            raise RequestValidationError([found], **self.call.place) from None

    def _credentials(self, taken: Collection[tuple[str, str]]) -> Steps[Credentials]:
        """The credentials, which may have to be asked for."""
        settings, security = self._settings, self._operation.security
        alternatives = settings.service.security if security is None else security
        try:
            names = settings.auth.choose(alternatives, taken)
            return (yield from settings.auth.credentials(names, self._send_login))
        except APIError as error:
            error.operation = self._operation.id or None
            if error.method is None:
                error.tell(**self.call.place)
            raise

    def _timed(self, request: Request) -> Request:
        request.timeout = self._timeout
        request.expires = self._expires
        request.secret_query = self._settings.auth.secret_query
        return request

    def _moved(self, request: Request, url: str, credentials: Credentials | None) -> Request:
        """The same request to another URL; credentials stay on their own origin."""
        url = urljoin(request.url, url).partition("#")[0]
        if urlsplit(url).scheme not in ("http", "https"):
            raise self._error(APIError, f"led to a URL that is not HTTP: {safe_url(url)}", request)
        headers = dict(request.headers)
        if origin_of(url) != origin_of(self._base):
            headers = {name: value for name, value in headers.items() if name in _ANYWHERE}
        elif credentials and credentials.query:
            own = [pair for pair in credentials.query if f"{pair[0]}=" not in urlsplit(url).query]
            joint = "&" if "?" in url else "?"
            url += f"{joint}{query_text(own)}" if own else ""
        return self._timed(Request(request.method, url, headers))

    # Decisions ---------------------------------------------------------------------------------

    @property
    def _is_repeatable(self) -> bool:
        if self._operation.retry_safe is not None:
            return self._operation.retry_safe
        has_key = self._operation.idempotency_key is not None
        return has_key or self._operation.method in REPEATABLE_METHODS

    def _may_be_renewed(self, request: Request, response: httpx.Response) -> bool:
        content = request.content
        own = origin_of(str(response.request.url)) == origin_of(self._base)
        return own and (content is None or content.replayable)

    def _may_be_sent_to(self, url: str, request: Request, response: httpx.Response) -> bool:
        """Whether what changes something may be sent where it is redirected to: on its own origin, as it is."""
        own = origin_of(url) == origin_of(self._base)
        content = request.content
        return (
            response.status_code in _UNCHANGED and own and (content is None or content.replayable)
        )

    # Errors ------------------------------------------------------------------------------------

    @property
    def _over(self) -> str:
        return f"the deadline of {self._deadline:g} s for the whole call is over"

    def _error(self, kind: Callable[..., Any], text: str, request: Request) -> Any:
        return kind(
            self._settings.auth.scrub(text),
            url=safe_url(request.url, request.secret_query),
            attempts=self.attempts,
            **{**self.call.place, "method": request.method},
        )

    def _undelivered(
        self, request: Request, failed: DeliveryError, repeatable: bool
    ) -> APIConnectionError:
        text = str(failed)
        if failed.timed_out and time.monotonic() >= self._expires:
            text += f"; {self._over}"
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
