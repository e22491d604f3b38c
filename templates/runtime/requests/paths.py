"""Files given by their paths: opened when they are read, closed at their end."""

from __future__ import annotations

import os
from typing import IO, Any

from ..data import is_list, is_tuple


class PathFile:
    """A file by its path, which can be read like an open one, and again.

    Attributes:
        name: The path.
    """

    def __init__(self, path: os.PathLike[str]) -> None:
        """Note the path.

        Raises:
            OSError: There is no such file.
        """
        self.name = os.fspath(path)
        self._size = os.stat(path).st_size
        self._position = 0
        self._file: IO[bytes] | None = None

    def read(self, size: int = -1) -> bytes:
        """The next bytes; at the end the file is closed."""
        if self._file is None:
            self._file = open(self.name, "rb")  # noqa: SIM115
            self._file.seek(self._position)
        chunk = self._file.read(size)
        self._position += len(chunk)
        if size < 0 or len(chunk) < size:
            self.close()
        return chunk

    def seekable(self) -> bool:
        """That it can be read again."""
        return True

    def tell(self) -> int:
        """Where it stands."""
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Read on from another place, whose number of bytes from the start is given back."""
        self.close()
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        self._position = start + offset
        return self._position

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None


def with_paths(value: Any) -> Any:
    """An upload in which paths are files: itself, in a tuple with its name, or several in a list.

    Raises:
        OSError: There is no such file.
    """
    if isinstance(value, os.PathLike):
        return PathFile(value)  # pyright: ignore[reportUnknownArgumentType]
    if is_tuple(value) and len(value) > 1 and isinstance(value[1], os.PathLike):
        return (value[0], PathFile(value[1]), *value[2:])  # pyright: ignore[reportUnknownArgumentType]
    return [with_paths(each) for each in value] if is_list(value) else value
