"""Bounds what is read of a response: its time, its size, and what a small compressed body may grow to."""

from __future__ import annotations

import codecs
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import UnreadableError
from .deadline import OverdueError

if TYPE_CHECKING:
    import httpx

_PIECES = {"gzip": 4_096, "x-gzip": 4_096, "deflate": 4_096}
"""Compressed bytes to take at a time, which may become a thousand times as many at once."""
_SMALL = 64  # of what can become millions of times as many
_FAMILIAR = frozenset({"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin-1"})
_NO_TEXT = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"})
"""Codecs of Python that are for names and source code, and fail on what is neither."""


@dataclass(eq=False, repr=False)
class _Bounds:
    """What the body of a response may take.

    Attributes:
        expires: Moment on the monotonic clock by which it has to be there; None if it may take any time.
        most: Bytes that it may have; None for any number.
        codings: The ways in which it is compressed.
    """

    expires: float | None
    most: int | None
    codings: tuple[str, ...]

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """What came, in pieces that are no danger to decompress.

        Raises:
            OverdueError: It came too late.
            UnreadableError: It is compressed more than once, so that no piece is small enough.
        """
        if self.expires is not None and time.monotonic() > self.expires:
            raise OverdueError(sent=True)
        if len(self.codings) > 1:
            raise UnreadableError(f"is compressed more than once: {', '.join(self.codings)[:80]}")
        size = _PIECES.get(self.codings[0], _SMALL) if self.codings else len(chunk) or 1
        return (chunk[start : start + size] for start in range(0, len(chunk), size))

    def check(self, size: int) -> None:
        """Refuse a body of this size, if it is too large.

        Raises:
            UnreadableError: It is.
        """
        if self.most is not None and size > self.most:
            hint = "give the client a larger max_response_size, or read a stream"
            raise UnreadableError(f"has more than {self.most:,} bytes: {hint}")


class Bounded:
    """A context in which what is read of a response is bounded; its own methods are asked for the parts of its body.

    Raises:
        UnreadableError: It is larger, or compressed more than once.
        OverdueError: It came too late.
    """

    def __init__(self, response: httpx.Response, expires: float | None, most: int | None) -> None:
        """Begin.

        Args:
            response: The response, sync or async.
            expires: Moment on the monotonic clock by which the body has to be there.
            most: Bytes that it may have.
        """
        self._response = response
        self._bounds = _Bounds(expires, most, _codings(response))

    def __enter__(self) -> None:
        """Bound it."""
        response, bounds = self._response, self._bounds
        _cut(response, bounds)
        iter_bytes, aiter_bytes = response.iter_bytes, response.aiter_bytes

        def counted() -> Iterator[bytes]:
            size = 0
            for part in iter_bytes():
                size += len(part)
                bounds.check(size)
                yield part

        async def counted_async() -> AsyncIterator[bytes]:
            size = 0
            async for part in aiter_bytes():
                size += len(part)
                bounds.check(size)
                yield part

        vars(response).update(iter_bytes=counted, aiter_bytes=counted_async)

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        """Give the response its methods back.

        Raises:
            UnreadableError: The body was there from the start, and is larger.
        """
        own = vars(self._response)
        for name in ("iter_bytes", "aiter_bytes", "iter_raw", "aiter_raw"):
            own.pop(name, None)
        if error is None:
            self._bounds.check(len(self._response.content))


def unbounded(response: httpx.Response) -> None:
    """Leave a response all the time and size that it takes, but have it decompressed in small pieces."""
    _cut(response, _Bounds(None, None, _codings(response)))


def _cut(response: httpx.Response, bounds: _Bounds) -> None:
    iter_raw, aiter_raw = response.iter_raw, response.aiter_raw

    def pieces(chunk_size: int | None = None) -> Iterator[bytes]:
        for chunk in iter_raw(chunk_size):
            yield from bounds.pieces(chunk)

    async def pieces_async(chunk_size: int | None = None) -> AsyncIterator[bytes]:
        async for chunk in aiter_raw(chunk_size):
            for piece in bounds.pieces(chunk):
                yield piece

    vars(response).update(iter_raw=pieces, aiter_raw=pieces_async)


def _codings(response: httpx.Response) -> tuple[str, ...]:
    named = response.headers.get("content-encoding", "")
    codings = (each.strip().lower() for each in named.split(","))
    return tuple(each for each in codings if each not in ("", "identity"))


def settle_encoding(response: httpx.Response) -> None:
    """Have the text of a response decoded by an encoding that can do it, whatever its headers name.

    Args:
        response: The response, read.
    """
    if "charset" not in response.headers.get("content-type", "").lower():
        return
    named = response.charset_encoding  # which takes long to find out
    if named is None or named.lower() in _FAMILIAR:
        return
    for encoding in (named, f"{named}-le"):  # those of two and four bytes want a mark, or an order
        if _decodes(response.content, encoding):
            response.encoding = encoding
            return
    response.encoding = "utf-8"


def _decodes(raw: bytes, encoding: str) -> bool:
    try:
        known = codecs.lookup(encoding)
        if known.name in _NO_TEXT:
            return False
        decoder: Any = codecs.getincrementaldecoder(encoding)("replace")
        if not isinstance(decoder.decode(raw, True), str):
            return False
    except Exception:  # codecs raise what they like
        return False
    return True
