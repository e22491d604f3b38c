"""Sends one call: credentials, redirects, retries, renewal of tokens.

All decisions are made here, once for sync and async: the flow does no input or output itself, it yields commands
(see `commands`), and a driver carries them out.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urljoin, urlsplit

from ..errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    RequestValidationError,
    ResponseValidationError,
    UnreadableError,
    Violation,
)
from ..options import given_or
from ..requests.build import headers_of
from ..requests.parameters import UnsendableError, cookie_text
from ..requests.styles import query_text
from .auth import Credentials
from .calls import PreparedCall
from .clients import fields_of
from .commands import Close, DeliveryError, Read, Request, Send, Sleep, Steps, Until
from .limits import Limiter
from .logs import CallLog, safe_url
from .retry import REPEATABLE_METHODS, SAFE_METHODS, RetryPolicy
from .urls import joined, origin_of, split_base

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_UNCHANGED = frozenset({307, 308})  # redirects that ask for the same method and body
_MOST_REDIRECTS = 10
_ANYWHERE = frozenset({"accept", "accept-language", "user-agent"})  # headers for other origins


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
        self._base, self._base_query = self._base_url()
        self._headers = self._own_headers()

    def send(self) -> Steps[httpx.Response]:
        """Send the request until a response comes that counts, whatever its status.

        With `stream` the body of a response that means failure is read all the same.

        Raises:
            APIError: No response came, or there are no credentials; see the tree of errors.
        """
        yield Until(self._expires)
        self._given = self._given_headers()  # in no variable, which a report of an error might show
        # An argument of the call may be what a scheme would send: it is the caller's more precise word.
        taken = {*(("header", name) for name in self._given), *self._draft.fields}
        credentials = yield from self._credentials(taken)
        request = self._request(credentials)
        response = yield from self._send_following_redirects(request)
        if response.status_code == 401 and self._may_be_renewed(request, response):
            renewing = self._settings.auth.renew(credentials, self._send_login)
            renewed = yield from self._asked(renewing)
            if renewed is not None:
                if self._stream:
                    yield Close(response)
                request = self._request(renewed)
                response = yield from self._send_following_redirects(request)
        if self._stream and not response.is_success:
            try:
                response = yield Read(response, request)
            except DeliveryError as error:
                raise self._undelivered(request, error, self._is_repeatable) from error.__cause__
            except UnreadableError as error:
                raise self._unreadable(request, error) from None
        yield Until(None)
        return response

    def _send_following_redirects(self, request: Request) -> Steps[httpx.Response]:
        limiter = self._settings.limits.of(self._operation)
        for _ in range(_MOST_REDIRECTS):
            response = yield from self._send_with_retries(request, self._is_repeatable, limiter)
            if response.status_code not in _REDIRECTS:
                return response
            location = response.headers.get("location")
            if not location:
                return response
            url = self._joined(request, location)
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
            except UnreadableError as error:
                raise self._unreadable(request, error) from None
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
        while wait:
            log.waits(wait, "for the rate limit")
            try:
                yield Sleep(wait)
            except BaseException:  # the call was cancelled
                limiter.give_up()
                raise
            wait = limiter.admit(self._expires)
        if wait is None:
            text = f"{limiter} has no room for it within the deadline of {self._deadline:g} s"
            raise self._error(APITimeoutError, text, request)

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

    def _base_url(self) -> tuple[str, str]:
        """Where the operation is: a URL without a slash at its end, and the query that goes with it."""
        base = self._settings.base_url or ""
        try:
            if (server := self._operation.server) is not None and not self._settings.pinned:
                own = server.base_url(self._settings.variables)  # a path alone is one on the host
                base = urljoin(f"{split_base(base)[0]}/" if base else "", own or "/")
            return split_base(base)
        except ValueError as error:
            problem = str(error)
        raise APIError(
            f"{self._settings.service.name} has no usable server ({problem}): give the client base_url=",
            **self.call.place,
        )

    def _request(self, credentials: Credentials) -> Request:
        """The whole request, with credentials and the headers that the caller gives."""
        headers = {**self._headers, **credentials.headers}
        if credentials.cookies:
            own = headers.get("cookie")
            headers["cookie"] = "; ".join(filter(None, (own, cookie_text(credentials.cookies))))
        for name, value in self._given.items():
            if value is None:
                headers.pop(name, None)
            else:
                headers[name] = value
        draft = self._draft
        texts = (self._base_query, draft.query_text, query_text(credentials.query))
        query = "&".join(filter(None, texts))
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

        def asking() -> Steps[Credentials]:
            try:
                names = settings.auth.choose(alternatives, taken)
            except APIError:
                if settings.http_client is None:
                    raise
                # Then what that client sends by itself may be what a scheme would send.
                theirs = fields_of(settings.http_client)
                names = settings.auth.choose(alternatives, {*taken, *theirs})
            return (yield from settings.auth.credentials(names, self._send_login))

        return (yield from self._asked(asking()))

    def _asked(self, asking: Steps[T]) -> Steps[T]:
        """What is asked of logins and of the caller's functions, whose errors are told as of this call."""
        try:
            return (yield from asking)
        except DeliveryError as error:
            text = f"no credentials came in time; {self._over}"
            raise APITimeoutError(text, **self.call.place) from error.__cause__
        except APIError as error:
            error.operation = self._operation.id or None
            if error.method is None:
                error.tell(**self.call.place)
            raise

    def _timed(self, request: Request) -> Request:
        request.timeout = self._timeout
        request.expires = self._expires
        request.most = self._settings.max_response_size
        request.secret_query = self._settings.auth.secret_query
        return request

    def _moved(self, request: Request, url: str, credentials: Credentials | None) -> Request:
        """The same request to another URL; credentials stay on their own origin."""
        url = self._joined(request, url)
        headers = dict(request.headers)
        is_foreign = origin_of(url) != origin_of(self._base)
        if is_foreign:
            headers = {name: value for name, value in headers.items() if name in _ANYWHERE}
        elif credentials and credentials.query:
            own = [pair for pair in credentials.query if f"{pair[0]}=" not in urlsplit(url).query]
            joint = "&" if "?" in url else "?"
            url += f"{joint}{query_text(own)}" if own else ""
        return self._timed(Request(request.method, url, headers, is_foreign=is_foreign))

    def _joined(self, request: Request, link: str) -> str:
        try:
            return joined(request.url, link)
        except ValueError as error:
            unread = UnreadableError(f"{error}: {safe_url(link)[:200]!r}")
            raise self._unreadable(request, unread) from None

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

    def _unreadable(self, request: Request, error: UnreadableError) -> ResponseValidationError:
        unread: ResponseValidationError = self._error(
            ResponseValidationError, f"the response {error}", request
        )
        return unread

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
