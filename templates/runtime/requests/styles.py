"""Values as text: single ones, and lists and objects by OpenAPI's styles."""

from __future__ import annotations

import decimal
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias
from urllib.parse import quote

from ..data import is_list, is_mapping, is_sequence
from ..schemas.values import digits, dump_json, without_null
from ..spec.media import is_form, is_json, is_lines
from ..spec.operation import Encoding, Style

Pairs: TypeAlias = list[tuple[str, str]]
"""Names and values, both escaped."""

IN_QUERY = ":/?@!$'()*,;="
"""What is reserved in URLs and may stand as it is in the value of a query parameter."""
DELIMITERS: Mapping[Style | None, str] = {"spaceDelimited": " ", "pipeDelimited": "|"}
"""What stands between the items of a list, in the styles that are called after it."""

_ESCAPED = re.compile(r"%25([0-9A-Fa-f]{2})")
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


def escape(value: object, reserved: str = "") -> str:
    """A single value, escaped.

    Args:
        value: A JSON-like value.
        reserved: The reserved characters that stay as they are; with any, what is escaped already stays so too.
    """
    text = quote(scalar(value), safe=reserved)
    return _ESCAPED.sub(r"%\1", text) if reserved else text


def content_text(value: object, media: str, encodings: Mapping[str, Encoding]) -> str:
    """A value as text of a media type.

    Args:
        value: A JSON-like value.
        media: The media type; under one that is neither JSON nor a form, text stays as it is.
        encodings: How members of a form are written, by name.
    """
    if is_json(media):
        return dump_json(value).decode()
    if is_lines(media) and is_sequence(value):
        return "".join(f"{dump_json(each).decode()}\n" for each in value)
    if is_form(media) and is_mapping(value):
        return query_text(pairs_of_form(value, encodings))
    return scalar(value)


def joined(value: object, delimiters: Sequence[str]) -> object:
    """A value with text in place of each list in it that has a delimiter of its own.

    Args:
        value: A JSON-like value.
        delimiters: Those of the lists, from the outside in; empty where the style says it.
    """
    if not delimiters or not is_sequence(value):
        return value
    items = [joined(each, delimiters[1:]) for each in value]
    return delimiters[0].join(map(scalar, items)) if delimiters[0] else items


def parts(value: object, write: Callable[[object], str], sign: str | None) -> list[str]:
    """The texts that a value is made of: itself, the items of a list, the names and values of an object.

    Args:
        value: A JSON-like value.
        write: Makes a text of a single value.
        sign: What stands between name and value; None if they are parts of their own.
    """
    if is_mapping(value):
        pairs = [(write(key), write(each)) for key, each in value.items()]
        return [part for pair in pairs for part in ([sign.join(pair)] if sign else pair)]
    return _items(value, write)


def _items(value: object, write: Callable[[object], str]) -> list[str]:
    """The texts of the items of a list, or of a single value."""
    return [write(each) for each in value] if is_sequence(value) else [write(value)]


def form_pairs(name: str, value: object, encoding: Encoding) -> Pairs:
    """One member of a query or a form as names and values; an empty list or object has none.

    Args:
        name: Its name in the request.
        value: Its JSON-like value.
        encoding: Its style.
    """
    style = encoding.style or "form"
    explode = encoding.explode if encoding.explode is not None else style in ("form", "cookie")
    value = joined(value, encoding.delimiters)

    def write(each: object) -> str:
        return escape(each, IN_QUERY if encoding.allow_reserved else "")

    if style == "deepObject":
        return [(escape(key), write(each)) for key, each in _deep(name, value)]
    if explode and is_mapping(value):  # a list inside is repeated, as everybody means it
        members = ((escape(key), each) for key, each in value.items())
        return [(key, text) for key, each in members for text in _items(each, write)]
    if explode:
        return [(escape(name), text) for text in _items(value, write)]
    texts = parts(value, write, None)
    delimiter = quote(DELIMITERS.get(style, ","), safe=",")
    return [(escape(name), delimiter.join(texts))] if texts else []


def _deep(name: str, value: object) -> Iterable[tuple[str, object]]:
    """Brackets: `filter[a][b]=1`, `ids[]=1`, `items[0][sku]=x`."""
    if is_mapping(value):
        for key, each in value.items():
            yield from _deep(f"{name}[{key}]", each)
    elif is_sequence(value):
        flat = not any(is_mapping(each) or is_sequence(each) for each in value)
        for i, each in enumerate(value):
            yield from _deep(f"{name}[{'' if flat else i}]", each)
    else:
        yield name, value


def members_with_value(
    members: Mapping[str, object], encodings: Mapping[str, Encoding]
) -> dict[str, object]:
    """The members of a form without null, which only JSON has a way to say; what is JSON in a form keeps it.

    Args:
        members: JSON-like values by name.
        encodings: How they are written, by name.
    """
    return {
        name: value if (said := encodings.get(name)) and said.is_json else _with_value(value, said)
        for name, value in members.items()
        if value is not None
    }


def _with_value(value: object, encoding: Encoding | None) -> object:
    if encoding and (encoding.style or encoding.explode is not None or encoding.delimiters):
        return without_null(value)
    return [each for each in value if each is not None] if is_list(value) else value


def pairs_of_form(members: Mapping[str, object], encodings: Mapping[str, Encoding]) -> Pairs:
    """The members of a form as names and values.

    Args:
        members: JSON-like values by name.
        encodings: How they are written, by name.
    """
    pairs: Pairs = []
    for name, value in members.items():
        encoding = encodings.get(name, Encoding())
        if encoding.is_json:
            value = dump_json(value).decode()
        elif is_mapping(value) and encoding.style is None:
            value = scalar(value)  # by default a nested object is written as JSON
        pairs += form_pairs(name, value, encoding)
    return pairs


def query_text(pairs: Iterable[tuple[str, str]]) -> str:
    """Escaped names and values as the text after the `?`."""
    return "&".join(f"{name}={value}" for name, value in pairs)
