"""Settings of a call, the mark of an argument that was left out, and the hooks of a client."""

from __future__ import annotations

import enum
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Literal, TypedDict, TypeVar

if TYPE_CHECKING:
    import httpx

    from .errors import APIError

T = TypeVar("T")


class Unset(enum.Enum):
    """The type of `UNSET`; an enum of one member, so that type checkers narrow `x is UNSET`."""

    UNSET = "UNSET"

    def __repr__(self) -> str:
        return "UNSET"

    def __bool__(self) -> Literal[False]:
        return False


UNSET: Final = Unset.UNSET
"""An argument that was left out: nothing is sent for it."""


@dataclass(frozen=True)
class RequestOptions:
    """Settings of one call; what is left out keeps the client's own setting.

    Attributes:
        timeout: Seconds that connecting, sending and each read may take; None waits for ever.
        max_retries: How often a failed attempt may be repeated.
        deadline: Seconds that all attempts, waits and logins of this call may take together.
        headers: Headers to add or replace; a value of None takes a default header away.
        query: Query parameters to add, sent as they are.
        accept: Media types to ask for, as the `Accept` header has them; the response is read by what comes.
        content_type: Media type to send the body as, of those that the operation describes.
        body: Members to add to a JSON or form body, over those of the arguments; {} sends an empty object where
            no body would go out. They are not judged: this is for what the specification does not know.
        check_rules: False to skip the business rules, or the ids of rules to leave out.
        check: False to send the request without judging it at all.
    """

    timeout: float | Unset | None = UNSET
    max_retries: int | Unset = UNSET
    deadline: float | Unset = UNSET
    headers: Mapping[str, str | None] | None = field(default=None, repr=False)
    query: Mapping[str, object] | None = field(default=None, repr=False)
    accept: str | None = None
    content_type: str | None = None
    body: Mapping[str, object] | None = field(default=None, repr=False)
    check_rules: bool | Collection[str] | Unset = UNSET
    check: bool = True


class ClientOptions(TypedDict, total=False):
    """What may be chosen of a client.

    Attributes:
        credentials: Credentials by keyword; None ones come from the environment.
        base_url: Where requests go, over the service's servers.
        environment: The service's server to use, by name.
        variables: Values of variables in the servers' URLs, by the names there; None for the default.
        timeout: Seconds that connecting, sending and each read may take (60); None for ever.
        max_retries: How often a failed attempt may be repeated (2).
        deadline: Seconds that all attempts of a call may take together (600).
        headers: Headers to send with every request.
        rate_limit: How many requests may be sent in how many seconds, over what the service says; None for no limit.
        strict: Whether a response that differs from its description is an error.
        check_rules: False to check no business rules, or the ids of rules to leave out.
    """

    credentials: Mapping[str, object] | None
    base_url: str | None
    environment: str | None
    variables: Mapping[str, str | None] | None
    timeout: float | None
    max_retries: int
    deadline: float
    headers: Mapping[str, str] | None
    rate_limit: tuple[int, float] | Unset | None
    strict: bool
    check_rules: bool | Collection[str]


@dataclass
class Hooks:
    """Functions that a client calls around its requests; async clients also take coroutines.

    Attributes:
        request: Called with each httpx request just before it is sent; may change its headers.
        response: Called with each httpx response, also those that will be retried.
        error: Called with the exception that a call is about to raise.
    """

    request: list[Callable[[httpx.Request], Awaitable[None] | None]] = field(
        default_factory=list["Callable[[httpx.Request], Awaitable[None] | None]"]
    )
    response: list[Callable[[httpx.Response], Awaitable[None] | None]] = field(
        default_factory=list["Callable[[httpx.Response], Awaitable[None] | None]"]
    )
    error: list[Callable[[APIError], Awaitable[None] | None]] = field(
        default_factory=list["Callable[[APIError], Awaitable[None] | None]"]
    )


def with_media(
    options: RequestOptions | None,
    *,
    accept: str | Unset = UNSET,
    content_type: str | Unset = UNSET,
) -> RequestOptions | None:
    """The settings of a call with the media types that it chooses.

    Args:
        options: The settings.
        accept: The media type to ask for.
        content_type: The media type to send.
    """
    if accept is UNSET and content_type is UNSET:
        return options
    given = options or RequestOptions()
    return replace(
        given,
        accept=given_or(accept, given.accept),
        content_type=given_or(content_type, given.content_type),
    )


def given_or(value: T | Unset, default: T) -> T:
    """A setting of a call, or the client's own where it is left out."""
    return default if isinstance(value, Unset) else value
