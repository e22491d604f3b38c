"""The exceptions of every client: one tree under `APIError`, and the warnings beside it."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx


class ResponseWarning(UserWarning):
    """A response differs from its description and was handed on as the server sent it."""


class RuleWarning(UserWarning):
    """A request is allowed, but the server is documented to ignore part of it."""


@dataclass(frozen=True)
class Violation:
    """One thing that is wrong with a request.

    Attributes:
        rule: JSON Schema keyword that refuses the value (`enum`, `required`), or id of a rule.
        path: Where it is, as the caller wrote it: `budget.currency`, `delivery.frequency_caps[2].period`.
        message: What is wrong, as a sentence.
        values: The values involved, by their path.
        source: Heading of the vendor's document that states the rule, where known.
        warns: Whether the request is sent all the same, with a `RuleWarning`.
        named: Whether `rule` is the id of a rule, by which it can be left out, and no keyword.
        pointer: Where it is in the body or among the parameters as they are sent, as a JSON pointer:
            `/budget/currency`.
    """

    rule: str
    path: str
    message: str
    values: Mapping[str, object] = field(default_factory=dict[str, object])
    source: str | None = None
    warns: bool = False
    pointer: str = ""
    named: bool = False

    def __str__(self) -> str:
        return f"{self.message} [{self.rule}]" if self.named else self.message


class APIError(Exception):
    """Base of all errors of a client.

    Attributes:
        message: What went wrong, without the place it happened at.
        method: HTTP method of the request, None if none was made.
        url: URL of the request without secrets.
        path: Its path below the server's URL, with the ids in it: `/campaigns/17`.
        operation: Id of the operation, e.g. `campaigns.get`.
        request_id: The server's id of this request, to quote in a support case.
        request_body: The request's body as data, with `***` for what is secret; of bytes and files only the length.
        response: The httpx response, where there is one; dropped when the error is pickled.
        attempts: How often the request was sent or tried.
    """

    def __init__(
        self,
        message: str,
        *,
        method: str | None = None,
        url: str | None = None,
        path: str | None = None,
        operation: str | None = None,
        request_id: str | None = None,
        request_body: object = None,
        response: httpx.Response | None = None,
        attempts: int = 0,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.method = method
        self.url = url
        self.path = path
        self.operation = operation
        self.request_id = request_id
        self.request_body = request_body
        self.response = response
        self.attempts = attempts

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __str__(self) -> str:
        notes: list[str] = []
        if self.attempts > 1:
            notes.append(f"{self.attempts} attempts")
        if self.request_id:
            notes.append(f"request id {self.request_id}")
        return self._headline() + (f" ({', '.join(notes)})" if notes else "")

    def _headline(self) -> str:
        return self.message if self.method is None else f"{self._place}: {self.message}"

    @property
    def _place(self) -> str:
        """The request, and what it was for."""
        if self.method is None:
            return "request"
        operation = f" ({self.operation})" if self.operation else ""
        return f"{self.method} {self.path or self.url}{operation}"

    def tell(
        self, *, method: str, path: str, operation: str | None, request_body: object = None
    ) -> None:
        """Say of which request this error is."""
        self.method, self.path, self.operation = method, path, operation
        self.request_body = request_body

    def __reduce__(self) -> tuple[Callable[..., APIError], tuple[object, ...]]:
        # An open response holds sockets and the credentials of its request: neither is pickled.
        return _revive, (type(self), self.args, {**self.__dict__, "response": None})


def _revive(
    kind: type[APIError], args: tuple[object, ...], state: Mapping[str, object]
) -> APIError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class CredentialsError(APIError):
    """A credential is missing, or none that can be sent; nothing was sent."""


class APIConnectionError(APIError):
    """No response came: the connection failed, was refused, or broke.

    Attributes:
        maybe_delivered: True if the server may have received and carried out the request. Then a
            request that is not safe to repeat was not sent again.
    """

    maybe_delivered: bool = False


class APITimeoutError(APIConnectionError):
    """No response came in time, within the timeout of one attempt or the deadline of the call."""


class WaitTimeoutError(APITimeoutError):
    """What was waited for was still going on at the deadline.

    Attributes:
        state: The last state seen.
        result: The last response seen.
    """

    state: object = None
    result: object = None


class RunFailedError(APIError):
    """What was waited for ended in a state that means failure.

    Attributes:
        state: The state it ended in.
        result: The response that says so.
    """

    state: object = None
    result: object = None


class APIStatusError(APIError):
    """The server answered with a status that means failure.

    Attributes:
        status_code: HTTP status.
        body: The response's body: in the described error type, else parsed JSON, else text.
        retry_after: Seconds the server asks to wait before another try, if it says so.
    """

    status_code: int = 0
    body: object = None
    retry_after: float | None = None

    def _headline(self) -> str:
        try:
            phrase = HTTPStatus(self.status_code).phrase
        except ValueError:
            phrase = "status"
        return f"{self.status_code} {phrase} for {self._place}: {self.message}"


class BadRequestError(APIStatusError):
    """400: the server could not make sense of the request."""


class AuthenticationError(APIStatusError):
    """401: the credentials are missing, wrong or expired, or logging in failed."""


class PermissionDeniedError(APIStatusError):
    """403: the credentials do not allow this."""


class NotFoundError(APIStatusError):
    """404: there is no such thing, or it is hidden from these credentials."""


class ConflictError(APIStatusError):
    """409: the request conflicts with the present state."""


class UnprocessableEntityError(APIStatusError):
    """422: the request is well formed, but its values are refused."""


class RateLimitError(APIStatusError):
    """429: too many requests; `retry_after` says for how many seconds to wait, if known."""


class ServerError(APIStatusError):
    """500 to 599: the server failed."""


class EnvelopeError(APIError):
    """A response of status 200 whose body says that the request failed.

    Attributes:
        body: The whole body.
    """

    body: object = None


class ResponseValidationError(APIError):
    """A response that cannot be read, or, for a client with `strict=True`, one that drifted.

    Attributes:
        body: The body as text, at most its first 2,000 characters.
        problems: For drift, each difference from the description.
    """

    body: object = None
    problems: Sequence[str] = ()


class RequestValidationError(APIError, ValueError):
    """A request that was not sent, because its arguments are wrong.

    Attributes:
        violations: All that is wrong with it.
    """

    def __init__(
        self,
        violations: Sequence[Violation],
        *,
        method: str | None = None,
        path: str | None = None,
        operation: str | None = None,
        request_body: object = None,
    ) -> None:
        count = len(violations)
        head = str(violations[0]) if count == 1 else f"{count} problems"
        lines = "" if count == 1 else "".join(f"\n  - {each}" for each in violations)
        super().__init__(
            f"not sent, {head}{lines}",
            method=method,
            path=path,
            operation=operation,
            request_body=request_body,
        )
        self.violations: tuple[Violation, ...] = tuple(violations)


class UnreadableError(ValueError):
    """A body that its media type cannot parse; callers get a `ResponseValidationError`."""


_BY_STATUS: Mapping[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


def status_error(status_code: int) -> type[APIStatusError]:
    """The class of error for an HTTP status, e.g. `NotFoundError` for 404."""
    if status_code >= 500:
        return ServerError
    return _BY_STATUS.get(status_code, APIStatusError)


def warn(text: str, category: type[Warning]) -> None:
    """Give a warning, as of the code that called the client's package."""
    inside = (f"{__name__.split('.')[0]}.", "pydantic.")  # which calls what reads responses
    frame, level = sys._getframe(1), 2  # pyright: ignore[reportPrivateUsage]
    while frame.f_back and f"{frame.f_globals.get('__name__', '')}.".startswith(inside):
        frame, level = frame.f_back, level + 1
    warnings.warn(text, category, stacklevel=level)


_seen: set[str] = set()


def warn_once(key: str, text: Callable[[], str]) -> None:
    """Give a `ResponseWarning` the first time that one is given for a key.

    Args:
        key: What the warning is about.
        text: Gives the warning.
    """
    if key not in _seen:
        _seen.add(key)
        warn(text(), ResponseWarning)


def forget_warnings() -> None:
    """Give again the warnings that are given only once; for tests."""
    _seen.clear()
