"""Writes parameters into path, query, headers and cookies as OpenAPI's styles have it.

Values come in as JSON-like data. Everything a value could break out of its place with is escaped
or refused: slashes and dot segments in paths, line breaks in headers.
"""

from __future__ import annotations

import decimal
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import quote, unquote

from ..data import is_mapping, is_sequence
from ..schemas.values import digits, dump_json
from ..spec.operation import Encoding, Parameter, Style

Pairs = list[tuple[str, str]]

_RESERVED = ":/?@!$'()*,;="
_COOKIE_OCTETS = "!#$&'()*+-./:<=>?@[]^_`{|}~"
_ESCAPED = re.compile(r"%25([0-9A-Fa-f]{2})")
_HALF = re.compile("[\ud800-\udfff]")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
DELIMITERS: Mapping[Style | None, str] = {"spaceDelimited": " ", "pipeDelimited": "|"}
"""What stands between the items of a list, in the styles that are called after it."""


class UnsendableError(ValueError):
    """A value that cannot stand in its place, whatever its type."""

    def __init__(self, rule: str, text: str) -> None:
        super().__init__(text)
        self.rule = rule


_EXACT = 2**53  # whole numbers up to here are exact as floats


def scalar(value: object) -> str:
    """A single value as text: `true`, not `True`.

    Args:
        value: A JSON-like value; lists and objects become JSON.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, decimal.Decimal):
        return digits(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return repr(int(value))  # JSON knows no difference between 1 and 1.0, a server might
    if isinstance(value, (int, float)):
        return repr(value)
    if value is None:
        return "null"
    return dump_json(value).decode()


def _escape(value: object, allow_reserved: bool = False) -> str:
    text = scalar(value)
    if not allow_reserved:
        return quote(text, safe="")
    return _ESCAPED.sub(r"%\1", quote(text, safe=_RESERVED))


def _joined(value: object, delimiters: Sequence[str]) -> object:
    """A value with text in place of each list in it that has a delimiter of its own."""
    if not delimiters or not is_sequence(value):
        return value
    items = [_joined(each, delimiters[1:]) for each in value]
    return delimiters[0].join(map(scalar, items)) if delimiters[0] else items


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
        value = dump_json(value).decode()
    elif parameter.style is None and _is_plain(value):
        return str(value)
    value = _joined(value, parameter.delimiters)
    for text in _parts(value, scalar, None) or [""]:
        _refuse_segment(text)
    explode, name = bool(parameter.explode), parameter.serialized_name
    parts = _parts(value, _escape, "=" if explode else None)
    if parameter.style == "label":
        return "." + ("." if explode else ",").join(parts)
    if parameter.style != "matrix":
        return ",".join(parts)
    if not explode:
        return f";{name}={','.join(parts)}"
    return "".join(f";{part}" if is_mapping(value) else f";{name}={part}" for part in parts)


def _parts(value: object, write: Callable[[object], str], sign: str | None) -> list[str]:
    """The texts that a value is made of: itself, the items of a list, the names and values of an object.

    Args:
        value: A JSON-like value.
        write: Makes a text of a single value.
        sign: What stands between name and value; None if they are parts of their own.
    """
    if is_mapping(value):
        pairs = [(write(scalar(key)), write(each)) for key, each in value.items()]
        return [part for pair in pairs for part in ([sign.join(pair)] if sign else pair)]
    return _items(value, write)


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
    parts = re.split(r"[/\\]", plain)
    if any(part.partition(";")[0].strip() in (".", "..") for part in parts):
        raise UnsendableError("pattern", "must not be or contain the path segment '.' or '..'")
    if not plain.strip():
        raise UnsendableError("pattern", "must not be blank, since it is part of the path")


# Query -----------------------------------------------------------------------------------------


def query_pairs(parameter: Parameter, value: object) -> Pairs:
    """One query parameter as names and values, both escaped.

    Args:
        parameter: The parameter.
        value: Its JSON-like value.
    """
    name = parameter.serialized_name
    if parameter.media:
        return [(_escape(name), _escape(dump_json(value).decode()))]
    value = _joined(value, parameter.delimiters)
    encoding = Encoding(style=parameter.style, explode=parameter.explode)
    return form_pairs(name, value, encoding, parameter.allow_reserved)


def form_pairs(name: str, value: object, encoding: Encoding, allow_reserved: bool = False) -> Pairs:
    """One member of a query or a form as names and values, both escaped.

    Args:
        name: Its name in the request.
        value: Its JSON-like value.
        encoding: Its style.
        allow_reserved: Whether reserved characters stay as they are.
    """
    style = encoding.style or "form"
    explode = encoding.explode if encoding.explode is not None else style == "form"

    def write(each: object) -> str:
        return _escape(each, allow_reserved)

    if style == "deepObject":
        return list(_deep(name, value, allow_reserved))
    if explode and is_mapping(value):  # a list inside is repeated, as everybody means it
        members = ((_escape(scalar(key)), each) for key, each in value.items())
        return [(key, text) for key, each in members for text in _items(each, write)]
    if explode and is_sequence(value):
        return [(_escape(name), text) for text in _items(value, write)]
    joint = "," if style == "form" or explode else quote(DELIMITERS[style])
    parts = _parts(value, write, None)
    return [(_escape(name), joint.join(parts))] if parts or is_mapping(value) else []


def _items(value: object, write: Callable[[object], str]) -> list[str]:
    """The texts of the items of a list, or of a single value."""
    return [write(each) for each in value] if is_sequence(value) else [write(value)]


def _deep(name: str, value: object, allow_reserved: bool) -> Iterable[tuple[str, str]]:
    """Brackets: `filter[a][b]=1`, `ids[]=1`, `items[0][sku]=x`."""
    if is_mapping(value):
        for key, each in value.items():
            yield from _deep(f"{name}[{scalar(key)}]", each, allow_reserved)
    elif is_sequence(value):
        flat = not any(is_mapping(each) or is_sequence(each) for each in value)
        for i, each in enumerate(value):
            yield from _deep(f"{name}[{'' if flat else i}]", each, allow_reserved)
    else:
        yield quote(name, safe="[]"), _escape(value, allow_reserved)


def extra_pairs(query: Mapping[str, object]) -> Pairs:
    """Query parameters that a caller adds: lists repeat, None is left out, all else is a single value."""
    pairs: Pairs = []
    for name, value in query.items():
        if value is not None:
            pairs += form_pairs(name, value if is_sequence(value) else scalar(value), Encoding())
    return pairs


def query_text(pairs: Iterable[tuple[str, str]]) -> str:
    """Escaped names and values as the text after the `?`."""
    return "&".join(f"{name}={value}" for name, value in pairs)


# Headers and cookies ---------------------------------------------------------------------------


def header_value(parameter: Parameter, value: object) -> str:
    """One header's value.

    Args:
        parameter: The parameter.
        value: Its JSON-like value.

    Raises:
        PlaceError: It has a line break or another control character.
    """
    if parameter.media:
        return dump_json(value, ascii_only=True).decode()
    value = _joined(value, parameter.delimiters)
    if not is_mapping(value) and not is_sequence(value):
        return header_text(scalar(value))
    sign = "=" if parameter.explode else None
    return header_text(",".join(_parts(value, scalar, sign)))


def header_name(text: str) -> str:
    """The name of a header, in lower case.

    Raises:
        UnsendableError: It is none.
    """
    if not _TOKEN.fullmatch(text):
        raise UnsendableError("pattern", f"must be the name of a header, not {text!a}")
    return text.lower()


def header_text(text: str) -> str:
    """The value of a header, without the spaces around it, which HTTP does not send.

    Raises:
        UnsendableError: It cannot stand in a header.
    """
    return refuse_control(text).strip(" \t")


def refuse_control(text: str) -> str:
    """The text itself, if it can stand in a header.

    Raises:
        UnsendableError: It has a line break, another control character, or half of a pair of surrogates.
    """
    if _CONTROL.search(text):
        raise UnsendableError("pattern", "must not have line breaks or control characters")
    return refuse_half(text)


def refuse_half(text: str) -> str:
    """The text itself, if it can be encoded.

    Raises:
        UnsendableError: It has half of a pair of surrogates.
    """
    if _HALF.search(text):
        raise UnsendableError("type", "must not have half a character, which cannot be encoded")
    return text


def cookie_pairs(parameter: Parameter, value: object) -> Pairs:
    """One cookie parameter as names and values, both escaped where cookies need it."""
    name = parameter.serialized_name
    if parameter.media:
        value = dump_json(value).decode()
    elif is_mapping(value) or is_sequence(value):
        return query_pairs(parameter, value)
    return [(name, quote(scalar(value), safe=_COOKIE_OCTETS))]


def cookie_text(pairs: Iterable[tuple[str, str]]) -> str:
    """The `Cookie` header."""
    return "; ".join(f"{name}={value}" for name, value in pairs)
