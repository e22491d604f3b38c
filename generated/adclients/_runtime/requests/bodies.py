"""Writes bodies by their media types."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from os.path import basename
from typing import Any, TypeAlias, cast
from urllib.parse import unquote

from ..data import is_dict, is_list, is_mapping, is_tuple
from ..schemas.values import dump_json
from ..spec.media import (
    BYTES,
    FORM,
    JSON_SEQUENCE,
    RECORD,
    is_form,
    is_json,
    is_lines,
    is_multipart,
    kind_of,
    parameters_of,
)
from ..spec.operation import Body, Encoding
from .files import FileBody, is_file, type_of_content
from .parameters import UnsendableError, header_text, plain_text
from .styles import form_pairs, pairs_of_form, query_text, scalar

Part: TypeAlias = tuple[str, tuple[str | None, Any, str | None]]
"""A multipart part: its name, then file name, content and media type."""


@dataclass(eq=False, repr=False)
class Content:
    """A body ready to be sent.

    Attributes:
        media: Its media type; for parts without the boundary between them.
        data: All of it as bytes, or a file or iterator that gives it in chunks.
        parts: The parts of a multipart body, in place of `data`.
        plain: A body of JSON or of named members as data.
    """

    media: str
    data: bytes | FileBody | Iterable[bytes] | AsyncIterable[bytes] = field(default=b"", repr=False)
    parts: tuple[Part, ...] | None = field(default=None, repr=False)
    plain: Any = field(default=None, repr=False)

    @property
    def replayable(self) -> bool:
        """Whether it can be sent more than once."""
        if isinstance(self.data, FileBody):
            return self.data.replayable
        if self.parts is None:
            return isinstance(self.data, bytes)
        return all(isinstance(c, (bytes, str)) or _seekable(c) for _, (_, c, _) in self.parts)

    @property
    def value(self) -> object:
        """What it says: as data, or else what is sent."""
        return self.data if self.plain is None else self.plain

    @property
    def size(self) -> int | None:
        """How many bytes it has, where the transport cannot find out by itself."""
        return self.data.size if isinstance(self.data, FileBody) else None


def _seekable(content: Any) -> bool:
    return bool(getattr(content, "seekable", bool)())


def serialize_body(body: Body, value: Any, files: Mapping[str, Any]) -> Content:
    """Write a body.

    Args:
        body: What the operation takes, in the media type that is sent.
        value: A JSON value, or what is sent as it is: text, bytes, a file, a stream.
        files: Members of a body of several parts that are files, by name.

    Raises:
        UnsendableError: The value cannot be sent as that media type.
    """
    media = body.media
    is_written = isinstance(value, (str, bytes))
    if is_lines(media) and not is_written:
        before = RECORD if kind_of(media) == JSON_SEQUENCE else b""
        return Content(media, b"".join(before + dump_json(each) + b"\n" for each in value))
    if is_json(media):
        return json_content(value, media)
    if not is_form(media):
        # A file may be given as one of a form is: its name is not sent.
        return Content(media, _raw(value[1] if is_tuple(value) else value, media))
    members = {**cast("dict[str, Any]", value), **files}
    if is_multipart(media):
        return Content(media, parts=tuple(_multipart(members, body.encoding)), plain=members)
    return Content(media, _form(members, body.encoding), plain=members)


def json_content(value: object, media: str = "application/json") -> Content:
    """JSON-like data as a body."""
    return Content(media, dump_json(value), plain=value)


def form_content(members: Mapping[str, object]) -> Content:
    """Plain members as a form."""
    return Content(FORM, _form(members, {}))


def _form(members: Mapping[str, object], encodings: Mapping[str, Encoding]) -> bytes:
    return query_text(pairs_of_form(members, encodings)).replace("%20", "+").encode()


def _multipart(members: Mapping[str, object], encodings: Mapping[str, Encoding]) -> Iterator[Part]:
    for name, value in members.items():
        name.encode()  # fails here rather than on the way to the server
        encoding = encodings.get(name, Encoding())
        many = [*value] if is_list(value) else [value]
        if _is_styled(value, encoding):
            plain = replace(encoding, allow_reserved=False)
            for key, text in form_pairs(name, value, plain):
                yield unquote(key), _part(name, unquote(text), None)
        elif encoding.is_json and not any(map(is_file, many)):
            yield name, (None, dump_json(value), encoding.media)
        else:
            for each in many:
                file_name, content, media = _part(name, each, encoding.media)
                for text in filter(None, (file_name, media)):
                    plain_text(text)
                yield name, (file_name, content, media)


def _is_styled(value: object, encoding: Encoding) -> bool:
    """Whether a list or an object is to be written by a style, as in a form; a part says nothing of the kind else."""
    if encoding.style is None and encoding.explode is None:
        return False
    return is_dict(value) or (is_list(value) and not any(map(is_file, value)))


def _part(name: str, value: Any, described: str | None) -> tuple[str | None, Any, str | None]:
    """The file name, the content and the media type of a part; without a media type its name tells it."""
    media = type_of_content(described, value) if described else None
    if not is_file(value):
        json_like = isinstance(value, (dict, list))
        return None, scalar(value).encode(), media or ("application/json" if json_like else None)
    if is_tuple(value):
        file_name, content, own = [*value, None][:3]
        return _file_name(file_name), _readable(content), header_text(own) if own else media
    if isinstance(value, (bytes, bytearray)):
        return name, bytes(value), media or BYTES
    path = getattr(value, "name", None)
    file_name = basename(path) if isinstance(path, str) else None
    return _file_name(file_name) or name, _readable(value), media


def _file_name(name: str | None) -> str | None:
    _encoded(name or "", "the name of a file")
    return name


def _encoded(text: str, what: str, charset: str = "utf-8") -> bytes:
    """Text as bytes.

    Args:
        text: The text.
        what: What a sentence calls it.
        charset: The encoding.

    Raises:
        UnsendableError: It has half of a pair of surrogates, which no encoding can write, or what this one cannot.
    """
    try:
        return text.encode(charset)
    except (LookupError, UnicodeEncodeError):
        pass
    try:
        text.encode()
    except UnicodeEncodeError:
        words = f"{what} has half a character, which cannot be encoded: {text!a}"
        raise UnsendableError("type", words) from None
    raise UnsendableError("type", f"{what} cannot be written in {charset}")


class _Chunks:
    """An iterator of bytes that can be read like a file."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks

    def read(self, size: int = -1) -> bytes:
        """The next chunk, whatever its size; empty at the end."""
        return next(self._chunks, b"")


def _readable(content: Any) -> Any:
    if isinstance(content, str):
        return _encoded(content, "the content of a file")
    if isinstance(content, bytearray):
        return bytes(content)
    return (
        _Chunks(content)
        if hasattr(content, "__next__") and not hasattr(content, "read")
        else content
    )


def _raw(value: Any, media: str) -> Any:
    """What a body that is sent as it is given consists of."""
    if isinstance(value, str):
        return _encoded(value, "the body", parameters_of(media).get("charset", "utf-8"))
    if isinstance(value, (bytearray, memoryview)):
        return bytes(value)  # pyright: ignore[reportUnknownArgumentType]
    if hasattr(value, "read"):
        try:
            return FileBody(value)
        except TypeError as error:
            raise UnsendableError("type", str(error)) from None
    if isinstance(value, (bytes, AsyncIterable)):
        return value  # pyright: ignore[reportUnknownVariableType]
    if hasattr(value, "__iter__") and not is_mapping(value) and not is_list(value):
        return value
    text = f"the body must be text, bytes, an open file or an iterator, not {type(value).__name__}"
    raise UnsendableError("type", text)
