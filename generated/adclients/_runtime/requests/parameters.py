"""Writes parameters into path, query, headers and cookies as OpenAPI's styles have it.

Values come in as JSON-like data. Everything a value could break out of its place with is escaped
or refused: slashes and dot segments in paths, line breaks in headers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote, unquote

from ..data import is_mapping, is_sequence
from ..schemas.values import dump_json
from ..spec.media import is_form, is_json, kind_of
from ..spec.operation import Encoding, Parameter
from .styles import (
    Pairs,
    content_text,
    escape,
    form_pairs,
    joined,
    pairs_of_form,
    parts,
    scalar,
)

_IN_PATH = ":@!$&'()*+,;="
_IN_COOKIE = "!#$&'()*+-./:<=>?@[]^_`{|}~"
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_HALF = re.compile("[\ud800-\udfff]")
_HEADER_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_COOKIE = re.compile(r'[\x21\x23-\x3a\x3c-\x5b\x5d-\x7e]*|"[\x21\x23-\x3a\x3c-\x5b\x5d-\x7e]*"')


class UnsendableError(ValueError):
    """A value that cannot stand in its place, whatever its type."""

    def __init__(self, rule: str, text: str) -> None:
        super().__init__(text)
        self.rule = rule


# Path ------------------------------------------------------------------------------------------


def path_value(parameter: Parameter, value: object) -> str:
    """One path parameter, escaped.

    Args:
        parameter: The parameter.
        value: Its JSON-like value.

    Raises:
        UnsendableError: It is empty, or a dot segment, escaped or not.
    """
    if parameter.media:
        value = content_text(value, parameter.media, parameter.encoding)
    elif parameter.style is None and _is_plain(value):
        return str(value)
    value = joined(value, parameter.delimiters)
    explode, name = bool(parameter.explode), escape(parameter.serialized_name)
    if parameter.style == "matrix" and value == "":
        return f";{name}"
    for text in parts(value, scalar, None) or [""]:
        _refuse_segment(text)
    reserved = _IN_PATH if parameter.allow_reserved else ""
    texts = parts(value, lambda each: escape(each, reserved), "=" if explode else None)
    if parameter.style == "label":
        return "." + ("." if explode else ",").join(texts)
    if parameter.style != "matrix":
        return ",".join(texts)
    if not explode:
        return f";{name}={','.join(texts)}"
    return "".join(f";{text}" if is_mapping(value) else f";{name}={text}" for text in texts)


def _is_plain(value: object) -> bool:
    """Whether a value is what most ids are: digits and letters, in which nothing is to be escaped or refused."""
    kind = value.__class__
    return kind is int or (kind is str and (text := str(value)).isascii() and text.isalnum())


def _refuse_segment(text: str) -> None:
    if not text:
        raise UnsendableError("minLength", "must not be empty, since it is part of the path")
    plain = text
    for _ in range(8):  # servers and proxies on the way may each decode once
        decoded = unquote(plain)
        if decoded == plain:
            break
        plain = decoded
    segments = re.split(r"[/\\]", plain)
    if any(segment.partition(";")[0].strip() in (".", "..") for segment in segments):
        raise UnsendableError("pattern", "must not be or contain the path segment '.' or '..'")
    if not plain.strip():
        raise UnsendableError("pattern", "must not be blank, since it is part of the path")


# Query -----------------------------------------------------------------------------------------


def query_pairs(parameter: Parameter, value: object) -> Pairs:
    """One query parameter as names and values.

    Args:
        parameter: The parameter.
        value: Its JSON-like value; what is empty leaves no trace, unless the parameter allows an empty value.
    """
    name = parameter.serialized_name
    if parameter.media:
        return [(escape(name), escape(content_text(value, parameter.media, parameter.encoding)))]
    pairs = form_pairs(name, value, _encoding(parameter))
    is_form = parameter.style in (None, "form")
    return pairs or ([(escape(name), "")] if parameter.allow_empty and is_form else [])


def whole_query(parameter: Parameter, value: object) -> Pairs | str:
    """A parameter that is the whole query: names and values if it is a form, otherwise escaped text."""
    media = parameter.media or ""
    if is_form(media) and is_mapping(value):
        return pairs_of_form(value, parameter.encoding)
    return escape(content_text(value, media, parameter.encoding))


def _encoding(parameter: Parameter) -> Encoding:
    return Encoding(
        style=parameter.style,
        explode=parameter.explode,
        allow_reserved=parameter.allow_reserved,
        delimiters=parameter.delimiters,
    )


def extra_pairs(query: Mapping[str, object]) -> Pairs:
    """Query parameters that a caller adds: lists repeat, None is left out, all else is a single value."""
    pairs: Pairs = []
    for name, value in query.items():
        if value is not None:
            pairs += form_pairs(name, value if is_sequence(value) else scalar(value), Encoding())
    return pairs


# Headers and cookies ---------------------------------------------------------------------------


def header_value(parameter: Parameter, value: object) -> str | None:
    """One header's value; None if it is an empty list or object, which leaves no trace.

    Args:
        parameter: The parameter.
        value: Its JSON-like value.

    Raises:
        UnsendableError: No header can have it.
    """
    if parameter.media:
        text = content_text(value, parameter.media, parameter.encoding)
        is_plain = text.isascii() or not is_json(parameter.media)
        return header_text(text if is_plain else dump_json(value, ascii_only=True).decode())
    texts = parts(joined(value, parameter.delimiters), scalar, "=" if parameter.explode else None)
    return header_text(",".join(texts)) if texts else None


def plain_text(text: str) -> str:
    """The text itself, if it has nothing that could break out of its line, and can be encoded.

    Raises:
        UnsendableError: It has a control character, or half of a pair of surrogates.
    """
    if text.isascii() and text.isprintable():
        return text
    if _CONTROL.search(text):
        raise UnsendableError("pattern", "must not have line breaks or control characters")
    if _HALF.search(text):
        raise UnsendableError("type", "must not have half a character, which cannot be encoded")
    return text


def header_text(text: str) -> str:
    """The text itself, if it can be the value of a header.

    Raises:
        UnsendableError: It has a control character, blanks at an end, or what is not in Latin-1.
    """
    if not plain_text(text).isascii() and max(text) > "\xff":
        words = "must not have characters beyond Latin-1, which headers have no way to write"
        raise UnsendableError("pattern", f"{words}: encode it as the server expects")
    if text.strip(" \t") != text:
        raise UnsendableError("pattern", "must not begin or end with blanks, which do not arrive")
    return text


def header_name(name: str) -> str:
    """The name of a header in lower case, if it can be one.

    Raises:
        UnsendableError: It has other characters than names of headers are made of.
    """
    if not _HEADER_NAME.fullmatch(name):
        raise UnsendableError("pattern", f"{name!a} is no name of a header")
    return name.lower()


def cookie_pairs(parameter: Parameter, value: object) -> Pairs:
    """One cookie parameter as names and values: escaped, unless its style or media type is to leave it as it is.

    Raises:
        UnsendableError: It cannot stand in a cookie as it is.
    """
    name = parameter.serialized_name
    if parameter.media:
        value = content_text(value, parameter.media, parameter.encoding)
    if is_mapping(value) or is_sequence(value):
        pairs = form_pairs(name, value, _encoding(parameter))
    else:
        pairs = [(name, quote(scalar(value), safe=_IN_COOKIE))]
    plain = kind_of(parameter.media).startswith("text/") if parameter.media else False
    if plain or parameter.style == "cookie":
        return [(_plain_cookie(key), _plain_cookie(text)) for key, text in pairs]
    return pairs


def _plain_cookie(escaped: str) -> str:
    text = unquote(escaped)
    if not _COOKIE.fullmatch(text):
        words = "must not have blanks, quotes, semicolons, backslashes or characters beyond ASCII"
        raise UnsendableError("pattern", f"{words}, since it goes into a cookie as it is")
    return text


def cookie_text(pairs: Iterable[tuple[str, str]]) -> str:
    """The `Cookie` header."""
    return "; ".join(f"{name}={value}" for name, value in pairs)
