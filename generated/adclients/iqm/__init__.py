"""IQM Campaign API.

Read and manage the campaigns and insertion orders of an IQM workspace.

An insertion order sets the frame (dates and a budget or a number of impressions) for the
campaigns under it. Version 2 and version 3 paths stand side by side and wrap their replies
differently; the payload is what counts. Campaign start and end times are Unix timestamps in
seconds, those of insertion orders in milliseconds. The vendor allows 20 requests a minute and
1,000 rows a page.

Source: iqm_campaign_guidelines#Campaign API Guidelines
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
    from .client import AsyncIQM as AsyncIQM
    from .client import IQM as IQM

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIStatusError",
    "APITimeoutError",
    "AsyncIQM",
    "AuthenticationError",
    "BadRequestError",
    "ConflictError",
    "EnvelopeError",
    "IQM",
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
    "IQM": ".client",
    "AsyncIQM": ".client",
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
