"""Magnite ClearLine Demand Tag API.

Create, read, change and copy the demand tags of a ClearLine account.

The API is version 0. A demand tag buys through one demand partner; its pricing is static or
dynamic, and it can be aimed at countries, regions, DMAs, cities and postal codes. The vendor
allows 240 requests a minute.

Source: clearline_demand_tags#CL -Demand Tag API
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
    from .client import AsyncClearLine as AsyncClearLine
    from .client import ClearLine as ClearLine

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIStatusError",
    "APITimeoutError",
    "AsyncClearLine",
    "AuthenticationError",
    "BadRequestError",
    "ClearLine",
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
    "UNSET",
    "UnprocessableEntityError",
    "Violation",
    "WaitTimeoutError",
]

_MODULES = {
    "ClearLine": ".client",
    "AsyncClearLine": ".client",
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
