"""Open files as bodies: read in pieces, and sent again from where they stood at first."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import IO, Any, TypeAlias

from .shapes import is_tuple

FileContent: TypeAlias = bytes | bytearray | str | IO[bytes] | Iterable[bytes]
FileTuple: TypeAlias = tuple[str | None, FileContent] | tuple[str | None, FileContent, str | None]
Upload: TypeAlias = bytes | IO[bytes] | FileTuple
"""A file to send: bytes, an open binary file, or `(name, content[, media type])`."""

_CHUNK = 65536  # bytes of a file that are sent at a time


class FileBody:
    """An open binary file as the body of a request.

    Attributes:
        size: How many bytes will be sent; None if that cannot be known.
    """

    def __init__(self, file: Any) -> None:
        """Note where the file stands, so that it can be sent again.

        Args:
            file: Anything with `read`.

        Raises:
            TypeError: It was opened as text.
        """
        if isinstance(file, io.TextIOBase):
            raise TypeError("the file must be opened in binary mode")
        self._file = file
        self._start: int | None = None
        self.size: int | None = None
        if getattr(file, "seekable", bool)():
            start: int = file.tell()
            self.size = file.seek(0, io.SEEK_END) - start
            self._start = file.seek(start)

    @property
    def replayable(self) -> bool:
        """Whether it can be sent more than once."""
        return self._start is not None

    def __iter__(self) -> Iterator[bytes]:
        if self._start is not None:
            self._file.seek(self._start)
        while chunk := self._file.read(_CHUNK):
            yield chunk


def is_file(value: object) -> bool:
    """Whether a value is an `Upload`."""
    if is_tuple(value):
        return len(value) in (2, 3) and (is_file(value[1]) or isinstance(value[1], str))
    return isinstance(value, (bytes, bytearray, Iterator)) or hasattr(value, "read")
