"""Requests as httpx has them, or httpx2, with what the client that sends them adds by itself."""

from __future__ import annotations

from secrets import token_hex
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl, urlsplit

from ..spec.media import parameters_of
from .clients import AsyncHttpxClient, HttpxClient
from .commands import Request
from .deadline import Timeouts
from .masked import safe_url

if TYPE_CHECKING:
    import httpx

_OWN = frozenset({"accept-encoding", "user-agent"})  # headers that are best left to the library
_KEEP_ALIVE = ("connection", "keep-alive")  # which goes without saying


class Requests:
    """Makes requests as the library of an HTTP client has them, with what that client sends by itself."""

    def __init__(
        self, library: Any, client: HttpxClient | AsyncHttpxClient, *, is_own: bool
    ) -> None:
        """Note whose requests they are.

        Args:
            library: httpx, or httpx2.
            client: The client that they are sent with.
            is_own: Whether it was made here, so that nothing of it is the caller's.
        """
        self._library = library
        self._client = client
        self._is_own = is_own
        self._theirs = self._harmless() if is_own else None
        self._guarded: Any = type("GuardedURL", (_GuardedURL, library.URL), {})

    def build(self, request: Request, data: Any) -> httpx.Request:
        """A request as the library has it.

        Args:
            request: What to send.
            data: Its body, unless it is made of parts.
        """
        parts = request.content.parts if request.content else None
        keeps = not self._is_own and not request.is_foreign
        headers, media = self._headers(request), request.headers.get("content-type", "")
        if parts is not None:
            boundary = parameters_of(media).get("boundary") or token_hex(16)
            media = media if "boundary=" in media else f"{media}; boundary={boundary}"
            known = f"multipart/form-data; boundary={boundary}"  # the library knows no other
            headers = [*(e for e in headers if e[0] != "content-type"), ("content-type", known)]
            data = None if parts else f"--{boundary}--\r\n".encode()
        built: httpx.Request = self._library.Request(
            request.method,
            request.url + (self._query(request) if keeps else ""),
            headers=[(name.encode(), _latin(value)) for name, value in headers],
            content=data,
            files=cast(Any, list(parts)) if parts else None,
            extensions={"timeout": Timeouts(request.timeout, request.expires)},
        )
        if parts is not None:
            built.headers["content-type"] = media
        if keeps and self._client.cookies:
            self._add_cookies(built)
        if request.secret_query:
            guarded = self._guarded(built.url)
            guarded.secret = request.secret_query
            built.url = guarded
        return built

    def _headers(self, request: Request) -> list[tuple[str, str]]:
        """Our headers, behind those of the client that have other names; to another origin only what tells nothing."""
        theirs = self._theirs
        if theirs is None:
            theirs = self._harmless() if request.is_foreign else self._all_headers()
        kept = [each for each in theirs if each[0] not in request.headers]
        return [*kept, *request.headers.items()]

    def _all_headers(self) -> list[tuple[str, str]]:
        """What the client sends by itself, but for what goes without saying."""
        theirs: list[tuple[str, str]] = self._client.headers.multi_items()
        named = ((name.lower(), value) for name, value in theirs)
        return [each for each in named if each != _KEEP_ALIVE]

    def _harmless(self) -> list[tuple[str, str]]:
        """Of that, what is best left to the library."""
        return [each for each in self._all_headers() if each[0] in _OWN]

    def _query(self, request: Request) -> str:
        """What the client adds to the query, but for names that we send ourselves."""
        theirs: list[tuple[str, str]] = self._client.params.multi_items()
        if not theirs:
            return ""
        ours = {name for name, _ in parse_qsl(urlsplit(request.url).query, keep_blank_values=True)}
        more = str(self._library.QueryParams([each for each in theirs if each[0] not in ours]))
        return f"{'&' if '?' in request.url else '?'}{more}" if more else ""

    def _add_cookies(self, built: httpx.Request) -> None:
        """Add the cookies that the client has for a URL, but for names that we send ourselves."""
        probe = self._library.Request(built.method, built.url)
        self._client.cookies.set_cookie_header(probe)
        ours = built.headers.get("cookie", "").split("; ")
        names = {each.partition("=")[0] for each in ours}
        theirs: list[str] = probe.headers.get("cookie", "").split("; ")
        more = [each for each in theirs if each.partition("=")[0] not in names]
        if together := "; ".join(filter(None, [*ours, *more])):
            built.headers["cookie"] = together


def _latin(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode()


class _GuardedURL:
    """A URL that shows no secrets when it is printed, as the library's own log does; mixed into its class of URLs."""

    secret: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return safe_url(super().__str__(), self.secret)

    def __repr__(self) -> str:
        return f"URL({str(self)!r})"
