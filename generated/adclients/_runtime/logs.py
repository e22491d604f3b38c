"""The log of a client: off unless its logger is set up, and never with a secret.

The logger is named after the client's package. At INFO it has one line for each attempt; at DEBUG
also the headers that are known to be harmless.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from .redact import safe_headers, safe_url
from .service import Service
from .wire import DeliveryError, Request

if TYPE_CHECKING:
    import httpx

logger = logging.getLogger(__name__.partition(".")[0])
logger.addHandler(logging.NullHandler())


def log_reply(
    service: Service, request: Request, response: httpx.Response, started: float, attempt: int
) -> None:
    """Log a reply.

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
    """Log that no reply came; for the arguments see `log_reply`."""
    if logger.isEnabledFor(logging.INFO):
        url = safe_url(request.url, request.secret_query)
        logger.info("%s %s %s: %s, attempt %d", service.name, request.method, url, error, attempt)
