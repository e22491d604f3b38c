"""Files to send: what they are, read in pieces and sent again from where they stood at first, and their media types."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from os import PathLike
from os.path import basename
from typing import IO, Any, TypeAlias

from ..data import is_tuple
from ..spec.media import BYTES, TEXT, fits, is_anything, is_range, kind_of

FileContent: TypeAlias = bytes | bytearray | str | IO[bytes] | Iterable[bytes] | PathLike[str]
FileTuple: TypeAlias = tuple[str | None, FileContent] | tuple[str | None, FileContent, str | None]
Upload: TypeAlias = bytes | IO[bytes] | PathLike[str] | FileTuple
"""A file to send: bytes, an open binary file, a `pathlib.Path`, or `(name, content[, media type])`."""

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
        named = len(value) in (2, 3) and isinstance(value[0], (str, type(None)))
        return named and not is_tuple(value[1]) and (is_file(value[1]) or isinstance(value[1], str))
    return isinstance(value, (bytes, bytearray, Iterator)) or hasattr(value, "read")


# Media types -----------------------------------------------------------------------------------


def type_of_content(described: str, value: Any) -> str:
    """The media type of what is given, where several are described.

    A file says it by itself or by its name. Of what does not, text is plain text, and bytes are of the first that is
    described.

    Args:
        described: Media types or ranges of them, divided by commas.
        value: What is given.
    """
    listed = [each.strip() for each in described.split(",") if each.strip()]
    own = type_of_file(value)
    if own is not None and (is_told(value) or any(fits(own, each) for each in listed)):
        return own
    named = next((each for each in listed if not is_range(each)), None)
    if named is not None:
        return named
    content = value[1] if is_tuple(value) else value
    if isinstance(content, str) or any(kind_of(each) == "text/*" for each in listed):
        return TEXT
    return BYTES if is_file(content) or not any(map(is_anything, listed)) else "application/json"


def type_of_file(value: Any) -> str | None:
    """The media type of a file: the one that it is given with, or that goes with its name."""
    if is_told(value):
        return str(value[2])
    name = value[0] if is_tuple(value) else getattr(value, "name", None)
    if not isinstance(name, str):
        return None
    from mimetypes import guess_type

    return guess_type(basename(name))[0]


def is_told(value: Any) -> bool:
    """Whether a file is given with its media type."""
    return is_tuple(value) and len(value) == 3 and isinstance(value[2], str)
