"""Writes bodies: JSON, forms, multipart, text, bytes and streams."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from os.path import basename
from typing import Any, TypeAlias

from .errors import Violation
from .files import FileBody
from .media import is_form, is_json, is_lines, kind_of
from .operation import Body, Encoding
from .parameters import DELIMITERS, form_pairs, query_text, scalar
from .schemas.values import dump_json
from .shapes import is_dict, is_list, is_mapping, is_tuple

Part: TypeAlias = tuple[str, tuple[str | None, Any, str | None]]
"""A multipart part: its name, then file name, content and media type."""


@dataclass(frozen=True)
class Content:
    """A body ready to be sent.

    Attributes:
        media: Its media type; None for multipart, which picks its own boundary.
        data: All of it as bytes, or a file or iterator that gives it in chunks.
        parts: The parts of a multipart body, in place of `data`.
        plain: A JSON body as data.
    """

    media: str | None
    data: bytes | FileBody | Iterable[bytes] | AsyncIterable[bytes] = b""
    parts: tuple[Part, ...] | None = None
    plain: Any = None

    @property
    def replayable(self) -> bool:
        """Whether it can be sent more than once."""
        if isinstance(self.data, FileBody):
            return self.data.replayable
        if self.parts is None:
            return isinstance(self.data, bytes)
        return all(isinstance(c, (bytes, str)) or _seekable(c) for _, (_, c, _) in self.parts)

    @property
    def size(self) -> int | None:
        """How many bytes it has, where the transport cannot find out by itself."""
        return self.data.size if isinstance(self.data, FileBody) else None


def _seekable(content: Any) -> bool:
    return bool(getattr(content, "seekable", bool)())


def encode(
    body: Body, value: Any, files: Mapping[str, Any], extra: Mapping[str, object] | None
) -> Content:
    """Write a body.

    Args:
        body: What the operation takes.
        value: A JSON value, or what is sent as it is: text, bytes, a file, a stream.
        files: Members of a body of several parts that are files, by name.
        extra: Members that the caller adds to an object.

    Raises:
        BodyError: The value cannot be sent as the operation's media type.
    """
    if is_lines(body.media) and not isinstance(value, (str, bytes)):
        return Content(body.media, b"".join(dump_json(each) + b"\n" for each in value))
    if is_json(body.media):
        return json_content(merged(value, extra), body.media)
    if not is_form(body.media):
        return Content(body.media, _raw(value))
    members = {**merged(value, extra), **files}
    if kind_of(body.media).startswith("multipart/"):
        return Content(None, parts=tuple(_multipart(members, body.encoding)))
    return Content(body.media, _form(members, body.encoding))


class BodyError(ValueError):
    """A body that cannot be sent as the operation's media type.

    Attributes:
        violation: What is wrong with it.
    """

    def __init__(self, path: str, text: str) -> None:
        super().__init__(text)
        self.violation = Violation("type", path, text)


def json_content(value: object, media: str = "application/json") -> Content:
    """JSON-like data as a body."""
    return Content(media, dump_json(value), plain=value)


def form_content(members: Mapping[str, object]) -> Content:
    """Plain members as a form."""
    return Content("application/x-www-form-urlencoded", _form(members, {}))


def merged(value: Any, extra: Mapping[str, object] | None) -> Any:
    """A JSON object with members added; other values cannot take any.

    Raises:
        BodyError: The value is not an object.
    """
    if not extra:
        return value
    if not is_dict(value):
        raise BodyError("options.body", "options.body can only add to a body that is an object")
    return {**value, **extra}


def _form(members: Mapping[str, object], encodings: Mapping[str, Encoding]) -> bytes:
    pairs: list[tuple[str, str]] = []
    for name, value in members.items():
        encoding = encodings.get(name, Encoding())
        if is_mapping(value) and encoding.style is None:
            value = scalar(value)  # by default a nested object is written as JSON
        pairs += form_pairs(name, value, encoding)
    return query_text(pairs).replace("%20", "+").encode()


def _multipart(members: Mapping[str, object], encodings: Mapping[str, Encoding]) -> Iterator[Part]:
    for name, value in members.items():
        encoding = encodings.get(name, Encoding())
        if is_list(value) and encoding.explode is False:
            value = DELIMITERS.get(encoding.style, ",").join(map(scalar, value))
        for each in value if is_list(value) else (value,):
            yield name, _part(name, each, encoding.media)


def _part(name: str, value: object, media: str | None) -> tuple[str | None, Any, str | None]:
    if is_tuple(value):
        file_name, content, own = [*value, None][:3]
        return file_name, _readable(content), own or media
    if isinstance(value, (bytes, bytearray)):
        return name, bytes(value), media or "application/octet-stream"
    if hasattr(value, "read") or hasattr(value, "__next__"):
        path = getattr(value, "name", None)
        file_name = basename(path) if isinstance(path, str) else None
        return file_name or name, _readable(value), media
    json_like = isinstance(value, (dict, list))
    return None, scalar(value).encode(), media or ("application/json" if json_like else None)


class _Chunks:
    """An iterator of bytes that can be read like a file."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks

    def read(self, size: int = -1) -> bytes:
        """The next chunk, whatever its size; empty at the end."""
        return next(self._chunks, b"")


def _readable(content: Any) -> Any:
    if isinstance(content, bytearray):
        return bytes(content)
    return (
        _Chunks(content)
        if hasattr(content, "__next__") and not hasattr(content, "read")
        else content
    )


def _raw(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, (bytearray, memoryview)):
        return bytes(value)  # pyright: ignore[reportUnknownArgumentType]
    if hasattr(value, "read"):
        try:
            return FileBody(value)
        except TypeError as error:
            raise BodyError("body", str(error)) from None
    if isinstance(value, (bytes, AsyncIterable)):
        return value  # pyright: ignore[reportUnknownVariableType]
    if hasattr(value, "__iter__") and not is_mapping(value) and not is_list(value):
        return value
    text = f"the body must be text, bytes, an open file or an iterator, not {type(value).__name__}"
    raise BodyError("body", text)
