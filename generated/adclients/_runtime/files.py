"""Open files as bodies: read in pieces, and sent again from where they stood at first."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

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
