"""URLs that others give: base URLs, redirects, links to another page. None is trusted to be one."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import SplitResult, urljoin, urlsplit

from .masked import safe_url

NO_URL = "leads to what is no URL"


@lru_cache  # a client asks for its own again and again
def split_base(text: str) -> tuple[str, str]:
    """A base URL without a slash at its end, and the query that is sent with each request.

    Raises:
        ValueError: It is no HTTP URL, or has user information, which would take the place of the credentials.
    """
    if not text:
        raise ValueError("none is described")
    parts, shown = _parts(text), safe_url(text)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{shown} is no URL of HTTP, such as https://api.example.com")
    if "@" in parts.netloc:
        raise ValueError(
            f"{shown} has user information: give credentials by the client's arguments"
        )
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}", parts.query


def joined(url: str, link: str) -> str:
    """Where a link leads that stands in the response of a URL: without user information or fragment.

    Raises:
        ValueError: It leads to no HTTP URL.
    """
    try:
        parts = _parts(urljoin(url, link))
    except ValueError:
        parts = None
    if parts is not None and parts.scheme not in ("http", "https"):
        raise ValueError("leads to what is not HTTP")
    if parts is None or not parts.hostname:
        raise ValueError(NO_URL)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="").geturl()


def origin_of(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port of a URL: where credentials may go together; that of no URL is none."""
    if (parts := _parts(url)) is None:
        return "", "", None
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname or "", port


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # which is looked at only now
    except ValueError:
        return None
    return parts if url.isprintable() else None
