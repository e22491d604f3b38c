"""A call before it is sent: the settings of its client, and its arguments, judged and written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from ..options import CallOptions, Drift, Hooks, RequestOptions, request_options
from ..requests.build import Draft, build, rules_left_out
from ..requests.shown import shown
from ..spec.operation import Operation
from ..spec.service import Service
from .auth import Authenticator
from .clients import AsyncHttpxClient, HttpxClient
from .limits import Limits

T = TypeVar("T")


@dataclass(eq=False, repr=False)
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
        max_response_size: Bytes that the body of a response may have, unless it is streamed; None for any number.
        headers: Headers to send with every request.
        limits: What keeps to the rate limits.
        strict: Whether a response that differs from its description is an error.
        on_drift: Called with each way in which a response is otherwise than described.
        check_rules: Whether business rules are checked, or the ids of those left out.
        hooks: The caller's hooks.
        http_client: The HTTP client that the caller gave.
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
    max_response_size: int | None
    headers: Mapping[str, str | None] = field(repr=False)
    limits: Limits
    strict: bool
    on_drift: Callable[[Drift], object] | None
    check_rules: bool | Collection[str]
    hooks: Hooks
    http_client: HttpxClient | AsyncHttpxClient | None = field(repr=False)
    owner: object = field(repr=False)


@dataclass(eq=False, repr=False)
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
