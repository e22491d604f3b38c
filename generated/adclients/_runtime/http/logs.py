"""Takes secrets out of what is shown: URLs, and the headers that a log may have."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from ..spec.service import Service
from .commands import DeliveryError, Request

if TYPE_CHECKING:
    import httpx


_TELLING = re.compile(
    r"key|token|secret|passw|pwd|sig|auth|credential|session|code|jwt", re.IGNORECASE
)

SHOWN_HEADERS = frozenset(
    {
        "accept", "content-length", "content-type", "date", "retry-after", "server",
        "x-ratelimit-limit", "x-ratelimit-remaining", "x-request-id",
    }
)  # fmt: skip
"""The only headers that are ever logged."""


def safe_url(url: str, secret: Collection[str] = ()) -> str:
    """A URL without user information and without the values of secret parameters.

    Args:
        url: The URL.
        secret: Names of parameters that are known to be secret; telling names are too.
    """
    if not url.isprintable():
        url = ascii(url)[1:-1]
    try:
        scheme, host, path, query, _ = urlsplit(url)
    except ValueError:  # it is no URL, so nothing in it can be told to be harmless
        return "***"
    pairs: list[str] = []
    for pair in query.split("&") if query else ():
        name, sign, value = pair.partition("=")
        hidden = name in secret or bool(_TELLING.search(name))
        pairs.append(f"{name}{sign}{'***' if hidden and value else value}")
    return urlunsplit((scheme, host.rpartition("@")[2], path, "&".join(pairs), ""))


def safe_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that may be shown."""
    return {name: value for name, value in headers.items() if name.lower() in SHOWN_HEADERS}


logger = logging.getLogger(__name__.partition(".")[0])
logger.addHandler(logging.NullHandler())


def log_response(
    service: Service, request: Request, response: httpx.Response, started: float, attempt: int
) -> None:
    """Log a response.

    Args:
        service: The service asked.
        request: What was sent.
        response: What came.
        started: Moment on the monotonic clock at which it was sent.
        attempt: Which try this was, from 1.
    """
    if not logger.isEnabledFor(logging.INFO):
        return
    logger.info(
        "%s %s %s: %d in %.0f ms, attempt %d",
        service.name,
        request.method,
        safe_url(request.url, request.secret_query),
        response.status_code,
        (time.monotonic() - started) * 1000,
        attempt,
    )
    logger.debug("sent %s, got %s", safe_headers(request.headers), safe_headers(response.headers))


def log_failure(service: Service, request: Request, error: DeliveryError, attempt: int) -> None:
    """Log that no response came; for the arguments see `log_response`."""
    if logger.isEnabledFor(logging.INFO):
        url = safe_url(request.url, request.secret_query)
        logger.info("%s %s %s: %s, attempt %d", service.name, request.method, url, error, attempt)
