"""The log of a client, and what is shown of URLs, headers and bodies: nothing that is secret."""

from __future__ import annotations

import json
import logging
import os
import re
import time
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, TextIO
from urllib.parse import urlsplit, urlunsplit

from ..requests.shown import shown
from .commands import DeliveryError, Request

if TYPE_CHECKING:
    import httpx

    from .calls import PreparedCall


_TELLING = re.compile(
    r"key|token|secret|passw|pwd|sig|auth|credential|session|code|jwt", re.IGNORECASE
)

_HIDDEN = "***"
_LONGEST = 2000  # characters of a body in the log
_MOST_READ = 1_000_000  # bytes of a body that are looked into for it

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
    return {name: _HIDDEN if _TELLING.search(name) else value for name, value in headers.items()}


# The log ------------------------------------------------------------------------------------------


def show_log(package: str) -> None:
    """Show the log of a client's package on stderr, if an environment variable asks for it.

    Args:
        package: The package, with dots. That of `adclients.freewheel` asks by `FREEWHEEL_LOG=info`, or `debug`.
    """
    variable = f"{package.rpartition('.')[2].upper()}_LOG"
    level = os.environ.get(variable, "").strip().upper()
    if not level:
        return
    logger = logging.getLogger(package)
    if level not in ("INFO", "DEBUG"):
        logger.warning("%s may be info or debug, not %s", variable, level.lower())
        return
    logger.setLevel(level)
    if not any(isinstance(each, _Stderr) for each in logger.handlers):
        logger.addHandler(_Stderr())


class _Stderr(logging.StreamHandler[TextIO]):
    """Shows what is logged, unless the application has set up logging by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Show a line."""
        if not logging.getLogger().handlers:
            super().emit(record)


class CallLog:
    """Logs the attempts of a request: at level info a line for each, at debug what was sent and what came."""

    def __init__(self, call: PreparedCall[Any], request: Request) -> None:
        """Note what is logged.

        Args:
            call: The call.
            request: What is sent for it.
        """
        self._service = call.settings.service
        self._logger = logging.getLogger(self._service.package)
        self._is_on = self._logger.isEnabledFor(logging.INFO)
        self._is_wordy = self._logger.isEnabledFor(logging.DEBUG)
        self._call = call
        self._request = request
        self._scrub = call.settings.auth.scrub
        self._attempt = 0
        self._started = 0.0

    @cached_property
    def _what(self) -> str:
        request = self._request
        url = safe_url(request.url, request.secret_query)
        login = "login for " if request.is_login else ""
        name = self._call.operation.id or "request"  # which the document does not have
        return f"{login}{name}: {request.method} {self._scrub(url)}"

    def waits(self, seconds: float, why: str) -> None:
        """The request has to wait."""
        if self._is_wordy:
            self._logger.debug("%s waits %.2f s %s", self._what, seconds, why)

    def sends(self) -> None:
        """An attempt begins."""
        self._attempt += 1
        self._started = time.monotonic()
        if self._is_wordy:
            headers = safe_headers(self._request.headers)
            self._logger.debug("%s, headers %s, body %s", self._what, headers, self._sent())

    def failed(self, error: DeliveryError) -> None:
        """No response came."""
        if self._is_on:
            self._end(self._scrub(str(error)), "")

    def answered(self, response: httpx.Response, *, is_whole: bool) -> None:
        """A response came.

        Args:
            response: The response.
            is_whole: Whether its body was read.
        """
        if not self._is_on:
            return
        request_id = self._service.request_id_in(response.headers)
        self._end(str(response.status_code), f", request id {request_id}" if request_id else "")
        if self._is_wordy:
            headers = safe_headers(response.headers)
            body = self._got(response) if is_whole else "<a stream>"
            self._logger.debug("%s, got headers %s, body %s", self._what, headers, body)

    def _end(self, how: str, more: str) -> None:
        milliseconds = (time.monotonic() - self._started) * 1000
        line = "%s -> %s in %.0f ms, attempt %d%s"
        self._logger.info(line, self._what, how, milliseconds, self._attempt, more)

    def _sent(self) -> str:
        if self._request.is_login:
            return _HIDDEN
        return _brief(self._call.shown_body if self._request.content else None)

    def _got(self, response: httpx.Response) -> str:
        if self._request.is_login:
            return _HIDDEN
        content = response.content
        if not content:
            return _brief(None)
        if len(content) > _MOST_READ:
            return _brief(shown(content, None))
        try:
            return _brief(shown(json.loads(content), None, self._scrub))
        except (ValueError, RecursionError):
            is_text = response.headers.get("content-type", "").startswith("text/")
            return _brief(shown(response.text if is_text else content, None, self._scrub))


def _brief(value: Any) -> str:
    """A body as it stands in a log, cut to size."""
    if value is None:
        return "none"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    more = f"... ({len(text)} characters)" if len(text) > _LONGEST else ""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text[:_LONGEST]) + more
