"""Writes bodies: JSON, forms, multipart, text, bytes and streams."""

from __future__ import annotations

import json
from collections.abc import AsyncIterable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from os.path import basename
from typing import Any, TypeAlias, cast

from .errors import Violation
from .files import FileBody
from .operation import Body, Encoding
from .parameters import DELIMITERS, form_pairs, query_text, scalar
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
        plain: A JSON body as data, if it had to be taken apart.
        checked: What the body was written from, for the business rules.
    """

    media: str | None
    data: bytes | FileBody | Iterable[bytes] | AsyncIterable[bytes] = b""
    parts: tuple[Part, ...] | None = None
    plain: Any = None
    checked: Any = None

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


def is_json(media: str) -> bool:
    """Whether a media type is JSON: `application/json`, `application/problem+json`, ..."""
    kind = media.partition(";")[0].strip().lower()
    return kind.endswith(("/json", "+json"))


def is_lines(media: str) -> bool:
    """Whether a media type is JSON values divided by line breaks."""
    kind = media.partition(";")[0].strip().lower()
    return kind in (
        "application/x-ndjson", "application/ndjson", "application/jsonl",
        "application/x-jsonlines", "application/json-lines", "application/json-seq",
    )  # fmt: skip


def encode(body: Body, value: object, extra: Mapping[str, object] | None) -> Content:
    """Check a value and write it as a body.

    Args:
        body: What the operation takes.
        value: What the caller gave: the whole value, or the members of an object.
        extra: Members that the caller adds to an object.

    Raises:
        BodyError: The value is not what the operation takes.
    """
    media = body.media.partition(";")[0].strip().lower()
    if is_lines(media):
        return _lines(body, value)
    form = media == "application/x-www-form-urlencoded"
    if not (is_json(media) or form or media.startswith("multipart/")):
        return Content(body.media, _raw(value))
    checked, violations = body.codec.check(value)
    if violations:
        raise BodyError(violations)
    if is_json(media):
        if extra:
            plain = merged(body.codec.to_plain(checked), extra)
            return replace(json_content(plain, body.media), checked=plain)
        return Content(body.media, body.codec.to_json(checked), checked=checked)
    if form:
        members = merged(body.codec.to_plain(checked), extra or {})
        judged = members if extra else checked
        return Content(body.media, _form(members, body.encoding), checked=judged)
    parts = merged(body.codec.to_parts(checked), extra or {})
    judged = parts if extra else checked
    return Content(None, parts=tuple(_multipart(parts, body.encoding)), checked=judged)


class BodyError(ValueError):
    """A body that is not what the operation takes."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        super().__init__("invalid body")
        self.violations = violations


def json_content(value: object, media: str = "application/json") -> Content:
    """JSON-like data as a body."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Content(media, text.encode(), plain=value)


def form_content(members: Mapping[str, object]) -> Content:
    """Plain members as a form."""
    return Content("application/x-www-form-urlencoded", _form(members, {}))


def merged(value: Any, extra: Mapping[str, object]) -> Any:
    """A JSON object with members added; other values cannot take any.

    Raises:
        BodyError: The value is not an object.
    """
    if not extra:
        return value
    if not is_dict(value):
        text = "options.body can only add to a body that is an object"
        raise BodyError([Violation("type", "options.body", text)])
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


def _lines(body: Body, value: object) -> Content:
    if isinstance(value, (str, bytes)):
        return Content(body.media, _raw(value))
    if not isinstance(value, Iterable):
        raise BodyError([Violation("type", "body", "the body must be a sequence of values")])
    lines: list[bytes] = []
    violations: list[Violation] = []
    for i, each in enumerate(cast("Iterable[object]", value)):
        checked, found = body.codec.check(each, (i,))
        violations += found
        if not violations:
            lines.append(body.codec.to_json(checked) + b"\n")
    if violations:
        raise BodyError(violations)
    return Content(body.media, b"".join(lines))


def _raw(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, (bytearray, memoryview)):
        return bytes(value)  # pyright: ignore[reportUnknownArgumentType]
    if hasattr(value, "read"):
        try:
            return FileBody(value)
        except TypeError as error:
            raise BodyError([Violation("type", "body", str(error))]) from None
    if isinstance(value, (bytes, AsyncIterable)):
        return value  # pyright: ignore[reportUnknownVariableType]
    if hasattr(value, "__iter__") and not is_mapping(value) and not is_list(value):
        return value
    text = f"the body must be text, bytes, an open file or an iterator, not {type(value).__name__}"
    raise BodyError([Violation("type", "body", text)])
