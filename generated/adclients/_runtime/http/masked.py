"""What is shown of URLs and headers: nothing that is secret."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from urllib.parse import urlsplit, urlunsplit

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


def masked_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """All headers, with `***` for the values of those whose names tell of a secret."""
    return {name: "***" if _TELLING.search(name) else value for name, value in headers.items()}
