"""What OpenAPI says a request looks like, worked out from the document alone, to hold against what was sent."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, unquote_plus

import httpx

Pairs = list[tuple[str, str]]


def text(value: Any) -> str:
    """A scalar as it stands in a URL, a header or a form."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, dict | list):
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False, default=text)
    return str(value)


def difference(
    request: httpx.Request,
    method: str,
    path: str,
    given: list[tuple[Mapping[str, Any], Any]],
    credentials: Collection[str],
) -> str | None:
    """How a request differs from what the document asks for; None if it does not.

    Args:
        request: what was sent.
        method: the HTTP method.
        path: the path template.
        given: each parameter of the document that was given, with its value.
        credentials: query parameters that carry credentials.
    """
    if request.method != method.upper():
        return f"method {request.method}, not {method.upper()}"
    raw_path, _, raw_query = request.url.raw_path.decode().partition("?")
    in_path = {p["name"]: (p, value) for p, value in given if p["in"] == "path"}
    if (found := _path_difference(raw_path, path, in_path)) is not None:
        return found
    query = [(unquote_plus(k), unquote_plus(v)) for k, v in _split(raw_query)]
    wanted: Pairs = [
        (name, text(in_path[value[1:-1]][1]) if value[1:-1] in in_path else value)
        for name, value in _fixed_query(path)
    ]
    for parameter, value in given:
        if parameter["in"] == "query":
            wanted += query_pairs(parameter, value)
        elif parameter["in"] == "querystring":
            wanted += _whole_query(parameter, value)
    named = {name for name, _ in wanted}
    query = [(k, v) for k, v in query if k in named or k not in credentials]
    if (found := unlike("query", query, wanted)) is not None:
        return found
    for parameter, value in given:
        if parameter["in"] == "header":
            sent, right = request.headers.get(parameter["name"]), _simple(parameter, value)
            if sent is None and value in ([], {}):
                continue  # which leave no trace
            if sent is None or not _same_header(sent, right):
                return f"header {parameter['name']}: {sent!r}, not {right!r}"
        if parameter["in"] == "cookie":
            sent = unquote(request.headers.get("cookie", ""))
            missing = [name for name, _ in query_pairs(parameter, value) if f"{name}=" not in sent]
            if missing:
                return f"cookies {missing} are missing in {sent!r}"
    return None


def unlike(what: str, sent: Pairs, wanted: Pairs) -> str | None:
    """How two lists of pairs differ, their order apart."""
    sent = [(name, _plain_numbers(value)) for name, value in sent]
    more = [pair for pair in sent if sent.count(pair) > wanted.count(pair)]
    less = [pair for pair in wanted if wanted.count(pair) > sent.count(pair)]
    return f"{what}: {more} is too much, {less} is missing" if more or less else None


def _plain_numbers(value: str) -> str:
    """A text whose number, or whose numbers within JSON, are written `1` and not `1.0`: they are the same."""
    if value[:1] in ("{", "["):
        try:
            return text(json.loads(value, parse_float=lambda each: _whole(float(each))))
        except ValueError:
            return value
    return re.sub(r"^(-?\d+)\.0$", r"\1", value)


def _whole(number: float) -> int | float:
    return int(number) if number.is_integer() else number


def _same_header(sent: str, right: str) -> bool:
    sent = _plain_numbers(sent)
    return (
        sent == right
        or sent.encode("latin-1", "replace") == right.encode()
        or unquote(sent) == right
    )


def _split(query: str) -> Iterator[tuple[str, str]]:
    for pair in query.split("&") if query else ():
        name, _, value = pair.partition("=")
        yield name, value


def _fixed_query(path: str) -> Pairs:
    """A query that stands in the path template itself."""
    return parse_qsl(path.partition("?")[2].partition("#")[0], keep_blank_values=True)


def _path_difference(
    sent: str, template: str, given: Mapping[str, tuple[Mapping[str, Any], Any]]
) -> str | None:
    template = template.partition("#")[0].partition("?")[0]
    right = re.sub(
        r"{([^{}]+)}", lambda m: _in_path(m[1], *given[m[1]]) if m[1] in given else "\0", template
    )
    pattern = re.escape(right).replace("\0", "[^/]+")
    if not re.search(f"{pattern}$", unquote(sent)):
        return f"path {unquote(sent)!r}, not {right!r}"
    return None


def _in_path(name: str, parameter: Mapping[str, Any], value: Any) -> str:
    style = parameter.get("style", "simple")
    explode = parameter.get("explode") is True
    if style == "label":
        return "." + _joined(value, explode, "." if explode else ",")
    if style == "matrix":
        if explode and isinstance(value, dict):
            return "".join(f";{k}={text(v)}" for k, v in value.items())
        if explode and isinstance(value, list):
            return "".join(f";{name}={text(v)}" for v in value)
        return f";{name}={_joined(value, False, ',')}"
    return _simple(parameter, value)


def _of_content(parameter: Mapping[str, Any], value: Any) -> str:
    """A value as its only media type has it: JSON, or text as it is."""
    (media,) = [*parameter["content"]][:1]
    is_json = media.partition(";")[0].endswith(("/json", "+json"))
    return (
        json.dumps(value, ensure_ascii=False) if is_json and isinstance(value, str) else text(value)
    )


def _simple(parameter: Mapping[str, Any], value: Any) -> str:
    if "content" in parameter:
        return _of_content(parameter, value)
    return _joined(value, parameter.get("explode") is True, ",")


def _joined(value: Any, explode: bool, by: str) -> str:
    if isinstance(value, list):
        return by.join(map(text, value))
    if isinstance(value, dict):
        pairs = value.items()
        return by.join(f"{k}={text(v)}" if explode else f"{k}{by}{text(v)}" for k, v in pairs)
    return text(value)


def query_pairs(parameter: Mapping[str, Any], value: Any) -> Pairs:
    """The pairs of a query, or a form, that a parameter makes."""
    name, style = parameter["name"], parameter.get("style", "form")
    if "content" in parameter:
        return [(name, _of_content(parameter, value))]
    explode = parameter.get("explode", style == "form")
    if value in ([], {}):
        return []  # RFC 6570: a list without members is not there
    if style == "deepObject" and isinstance(value, dict | list):
        return [*_deep(name, value)]
    if isinstance(value, list):
        if explode:
            return [(name, text(each)) for each in value]
        by = {"spaceDelimited": " ", "pipeDelimited": "|"}.get(style, ",")
        return [(name, by.join(map(text, value)))]
    if isinstance(value, dict):
        if explode:
            return [
                (key, text(each))
                for key, v in value.items()
                for each in (v if isinstance(v, list) else [v])
            ]
        by = {"spaceDelimited": " ", "pipeDelimited": "|"}.get(style, ",")
        return [(name, _joined(value, False, by))]
    return [(name, text(value))]


def _deep(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _deep(f"{name}[{key}]", inner)
    elif isinstance(value, list):
        flat = not any(isinstance(each, dict | list) for each in value)
        for index, inner in enumerate(value):
            yield from _deep(f"{name}[{'' if flat else index}]", inner)
    else:
        yield name, text(value)


def _whole_query(parameter: Mapping[str, Any], value: Any) -> Pairs:
    return [(key, text(each)) for key, each in value.items()]
