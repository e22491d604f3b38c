"""Where one value ends and the next begins in a response that has several: lines, sequences, events."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from ..spec.media import EVENTS, JSON_SEQUENCE, RECORD, kind_of

if TYPE_CHECKING:
    import httpx

END = "[DONE]"
"""What many services send as the data of their last event."""


class Splitter:
    """Takes the texts of values out of the chunks that they arrive in.

    A value ends with its line. In a sequence (`application/json-seq`) it may have several lines: it ends where the next
    one begins.
    """

    def __init__(self, media: str) -> None:
        """Split what is of a media type."""
        self._end = RECORD if kind_of(media) == JSON_SEQUENCE else b"\n"
        self._parts: list[bytes] = []  # of a value whose end did not come yet
        self._is_first = True
        self._mark = codecs.BOM_UTF8

    def values(self, chunk: bytes) -> Iterator[bytes]:
        """The texts that a chunk completes."""
        if self._is_first and chunk.strip():
            self._is_first = False
            if RECORD not in chunk:  # some write a sequence as lines
                self._end = b"\n"
        first, *others = chunk.split(self._end)
        self._parts.append(first)
        for each in others:
            yield from self.last()
            self._parts.append(each)

    def last(self) -> Iterator[bytes]:
        """The text that no end came for."""
        text = b"".join(self._parts).removeprefix(self._mark)
        self._parts.clear()
        if text.strip():
            self._mark = b""
            yield text


def items_of(response: httpx.Response) -> Iterator[bytes]:
    """The texts of the values in a response that has arrived: the data of its events, or its lines."""
    media: str = kind_of(response.headers.get("content-type", ""))
    if media == EVENTS:
        from httpx_sse import EventSource

        with suppress(ValueError):  # which says that its text was asked for
            response.encoding = "utf-8-sig"
        response.headers["content-type"] = EVENTS
        for event in EventSource(response).iter_sse():
            if event.data and event.data != END:
                yield event.data.encode()
    else:
        splitter = Splitter(media)
        yield from splitter.values(response.content)
        yield from splitter.last()
