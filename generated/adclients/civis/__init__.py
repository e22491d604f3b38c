"""Plan television campaigns with the Civis Media Optimizer.

Media plans and what they stand on: optimizations and their runs, ratecards, spot orders,
Designated Market Areas (DMAs) and targets, and who may see or change them.

The source is the reference of the vendor's Python client. It names methods, arguments and
fields; verbs, paths, status codes, the camelCase names on the wire, sign-in, errors and paging
headers come from the vendor's own public code and pages, and are marked so.

Requests are limited in number: past the limit the answer is 429, and X-RateLimit-Limit and
X-RateLimit-Remaining tell what is left.

Source: civis_media#Media
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
    from .client import AsyncCivis as AsyncCivis
    from .client import Civis as Civis

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIStatusError",
    "APITimeoutError",
    "AsyncCivis",
    "AuthenticationError",
    "BadRequestError",
    "Civis",
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
    "Civis": ".client",
    "AsyncCivis": ".client",
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
