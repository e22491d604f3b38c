"""The credentials of requests, and the logins that a client makes by itself."""

from __future__ import annotations

from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from ..operation import Operation
from ..service import ApiKey, Basic, Exchange, Scheme, Service
from .maker import with_value

if TYPE_CHECKING:
    import httpx


def credentials_problems(
    operation: Operation[Any], service: Service, request: httpx.Request
) -> list[str]:
    """What is wrong with the credentials of a request.

    Args:
        operation: What it is for.
        service: The service.
        request: The request.
    """
    alternatives = service.security if operation.security is None else operation.security
    for names in alternatives:
        if all(_is_sent(service.schemes[name], request) for name in names):
            return []
    wanted = " or ".join(" and ".join(names) for names in alternatives)
    return [f"its credentials are missing: {wanted}"] if alternatives else []


def _is_sent(scheme: Scheme, request: httpx.Request) -> bool:
    if not isinstance(scheme, ApiKey):
        start = "Basic " if isinstance(scheme, Basic) else scheme.prefix
        sent: str | None = request.headers.get("authorization")
        return sent is not None and sent.startswith(start)
    if scheme.location == "header":
        return scheme.name in request.headers
    if scheme.location == "query":
        return scheme.name in request.url.params
    return scheme.name in SimpleCookie(request.headers.get("cookie", ""))


def login_answer(service: Service, request: httpx.Request) -> dict[str, Any] | None:
    """What a login gets; None if the request is no login of the service.

    Args:
        service: The service.
        request: The request.
    """
    for scheme in service.schemes.values():
        exchange: Exchange | None = getattr(scheme, "exchange", None)
        if exchange and urljoin(str(request.url), exchange.url) == str(request.url):
            answer: dict[str, Any] = with_value({}, exchange.token.split("."), "offline-token")
            lasts = exchange.expires_in
            return with_value(answer, lasts.split("."), 3600) if lasts else answer
    return None
