"""Tickets.

Questions and answers. Says \"\"\"hello\"\"\" and C:\\new.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .._runtime.errors import (
        APIConnectionError as APIConnectionError,
        APIError as APIError,
        APIStatusError as APIStatusError,
        APITimeoutError as APITimeoutError,
        AuthenticationError as AuthenticationError,
        BadRequestError as BadRequestError,
        ConflictError as ConflictError,
        EnvelopeError as EnvelopeError,
        NotFoundError as NotFoundError,
        PermissionDeniedError as PermissionDeniedError,
        RateLimitError as RateLimitError,
        ReplyInvalidError as ReplyInvalidError,
        ReplyWarning as ReplyWarning,
        RequestInvalidError as RequestInvalidError,
        RuleWarning as RuleWarning,
        RunFailedError as RunFailedError,
        ServerError as ServerError,
        UnprocessableEntityError as UnprocessableEntityError,
        Violation as Violation,
        WaitTimeoutError as WaitTimeoutError,
    )
    from .._runtime.options import RequestOptions as RequestOptions
    from .._runtime.unset import UNSET as UNSET
    from .client import AsyncTickets as AsyncTickets
    from .client import Tickets as Tickets

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIStatusError",
    "APITimeoutError",
    "AsyncTickets",
    "AuthenticationError",
    "BadRequestError",
    "ConflictError",
    "EnvelopeError",
    "NotFoundError",
    "PermissionDeniedError",
    "RateLimitError",
    "ReplyInvalidError",
    "ReplyWarning",
    "RequestInvalidError",
    "RequestOptions",
    "RuleWarning",
    "RunFailedError",
    "ServerError",
    "Tickets",
    "UNSET",
    "UnprocessableEntityError",
    "Violation",
    "WaitTimeoutError",
]

_MODULES = {
    "Tickets": ".client",
    "AsyncTickets": ".client",
    "RequestOptions": ".._runtime.options",
    "UNSET": ".._runtime.unset",
}


def __getattr__(name: str) -> object:
    """Load an exported name at its first use: importing the package alone costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(_MODULES.get(name, ".._runtime.errors"), __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__]
