"""What a caller may change for one call, and the hooks of a client."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .unset import UNSET, Unset

if TYPE_CHECKING:
    import httpx

    from .errors import APIError


@dataclass(frozen=True)
class RequestOptions:
    """Settings of one call; what is left out keeps the client's own setting.

    Attributes:
        timeout: Seconds that connecting, sending and each read may take; None waits for ever.
        max_retries: How often a failed attempt may be repeated.
        deadline: Seconds that all attempts, waits and logins of this call may take together.
        headers: Headers to add or replace; a value of None takes a default header away.
        query: Query parameters to add, sent as they are.
        body: Members to add to a JSON or form body, over those of the arguments. They are not judged: this is
            for what the specification does not know.
        check_rules: False to skip the business rules, or the ids of rules to leave out.
        check: False to send the request without judging it at all.
    """

    timeout: float | Unset | None = UNSET
    max_retries: int | Unset = UNSET
    deadline: float | Unset = UNSET
    headers: Mapping[str, str | None] | None = field(default=None, repr=False)
    query: Mapping[str, object] | None = field(default=None, repr=False)
    body: Mapping[str, object] | None = field(default=None, repr=False)
    check_rules: bool | Collection[str] | Unset = UNSET
    check: bool = True


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
