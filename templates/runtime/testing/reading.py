"""Reads a request back into the values that it was made of, as its schema likes best."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from email import message_from_bytes
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import unquote, unquote_plus

from ..media import is_json, is_lines, kind_of
from ..operation import Body, Encoding, Operation, Parameter
from ..parameters import DELIMITERS
from ..schemas.judge import Judge
from ..schemas.layout import Layout
from ..schemas.tracing import Path
from ..service import ApiKey, Service
from ..shapes import is_dict, is_list

if TYPE_CHECKING:
    import httpx

Pairs: TypeAlias = list[tuple[str, str]]
Shapes: TypeAlias = list[Any]
"""What texts may be: one of them, lists, and objects of them."""

_SINGLE = frozenset({"string", "integer", "number", "boolean", "null"})
_TEXT = frozenset({"string"})


class UnreadableError(ValueError):
    """A body that is not what its media type says."""


def arguments_of(
    operation: Operation[Any], service: Service, in_path: Mapping[str, str], request: httpx.Request
) -> dict[str, Any]:
    """The parameters and the body of a request as JSON values.

    Args:
        operation: What the request is for.
        service: The service.
        in_path: Its path parameters, still escaped.
        request: The request.

    Raises:
        UnreadableError: The body cannot be read.
    """
    key = f"operations/{operation.id}"
    if key not in service.requests:
        return {}
    layout = service.requests.layout(key)
    taken = {each.name for each in service.schemes.values() if isinstance(each, ApiKey)}
    taken |= {each.wire_name for each in operation.parameters}
    query = _pairs(request.url.query.decode())
    cookies = SimpleCookie(request.headers.get("cookie", ""))
    sources: Mapping[str, Pairs] = {
        "path": [*in_path.items()],
        "query": query,
        "header": [(name, value) for name, value in request.headers.items()],
        "cookie": [(name, each.value) for name, each in cookies.items()],
    }
    found: dict[Path, list[Any]] = {}
    for name, parameter in operation.keys:
        own = layout.member("parameters").member(name)
        shapes = _shapes_of(parameter, sources[parameter.location])
        if not shapes and _is_spread(parameter, own):
            shapes = _spread(own, [pair for pair in query if pair[0] not in taken])
        if shapes:
            found["parameters", name] = _readings(shapes, own)
    whole: dict[str, Any] = {"parameters": {}}
    if operation.body is not None and request.content and layout.knows("body"):
        whole["body"] = body = _body(operation.body, request)
        if isinstance(body, _Members):
            whole["body"], own = {}, layout.member("body").chosen(body)
            for name, shapes in body.items():
                found["body", name] = _readings(shapes, own.member(name))
    return _settled(whole, found, service.requests.judge(key))


def _settled(whole: dict[str, Any], found: dict[Path, list[Any]], judge: Judge) -> dict[str, Any]:
    """The readings with which least is wrong."""
    best: tuple[int, dict[str, Any]] | None = None
    used = dict.fromkeys(found, 0)
    while True:
        value = {part: {**each} if is_dict(each) else each for part, each in whole.items()}
        for (part, name), index in used.items():
            value[str(part)][str(name)] = found[part, name][index]
        errors, _ = judge.errors(value)
        if best is None or len(errors) < best[0]:
            best = len(errors), value
        wrong = {(*each.instance_path[:2],) for each in errors}
        left = [own for own in used if used[own] + 1 < len(found[own]) and {own, own[:1]} & wrong]
        if not left:
            return best[1]
        used.update({own: used[own] + 1 for own in left})


# What texts stand for --------------------------------------------------------------------------


def _readings(shapes: Shapes, layout: Layout) -> list[Any]:
    """All values that texts may stand for; those first that suit their schema more."""

    def is_odd(shape: Any) -> bool:
        kind = "object" if is_dict(shape) else "array" if is_list(shape) else "single"
        return not ({kind} if kind != "single" else _SINGLE) & (layout.types or _SINGLE)

    ordered = sorted(shapes, key=is_odd)
    return [_read(each, layout, plain) for each in ordered for plain in (False, True)]


def _read(node: Any, layout: Layout, plain: bool) -> Any:
    """Texts as values; plain if they stay texts wherever they may."""
    if is_dict(node):
        layout = layout.chosen(node)
        return {name: _read(each, layout.member(name), plain) for name, each in node.items()}
    if is_list(node):
        return [_read(each, layout.item(index), plain) for index, each in enumerate(node)]
    kinds = layout.types
    if kinds == _TEXT or (plain and (not kinds or "string" in kinds)):
        return node
    try:
        value = json.loads(node, parse_constant=float.fromhex)  # which NaN and the like are not
    except (ValueError, RecursionError):
        return node
    return value if layout.may_be(value) else node


def _shapes(texts: Sequence[str], decode: Callable[[str], str], sign: str, explode: bool) -> Shapes:
    """What texts may be, of which each is an item, or all items and members with a sign between them."""
    if len(texts) > 1:
        return [[decode(each) for each in texts]]
    escaped = {" ": r"%20|\+| ", "|": r"%7C|%7c|\|"}.get(sign, re.escape(sign))
    parts = re.split(escaped, texts[0]) if texts[0] else []
    shapes: Shapes = [decode(texts[0]), [decode(each) for each in parts]]
    pairs = [each.split("=", 1) for each in parts]
    if not explode and len(parts) % 2 == 0:
        pairs = [parts[i : i + 2] for i in range(0, len(parts), 2)]
    if all(len(each) == 2 for each in pairs):
        shapes.append({decode(name): decode(value) for name, value in pairs})
    return shapes


# Parameters ------------------------------------------------------------------------------------


def _shapes_of(parameter: Parameter, pairs: Pairs) -> Shapes:
    """What a parameter may be; nothing if it is not there."""
    name, style, location = parameter.wire_name, parameter.style, parameter.location
    decode = unquote if location == "path" else str if location == "header" else unquote_plus
    fold = str.lower if location == "header" else str
    texts = [text for each, text in pairs if fold(each) == fold(name)]
    if not texts:
        return _nested(name, pairs)
    explode, sign = _is_exploded(parameter), DELIMITERS.get(style, ",")
    if style == "label":
        texts, sign = [texts[0].removeprefix(".")], "." if explode else ","
    if style == "matrix":
        members = texts[0].removeprefix(";").split(";")
        own = [each.removeprefix(f"{name}=") for each in members if each.startswith(f"{name}=")]
        texts = own or [",".join(members)]
    if parameter.media:
        return [decode(texts[0])]
    if location in ("query", "cookie") and explode and len(texts) == 1:
        return [decode(texts[0]), [decode(texts[0])]]
    return _shapes(texts, decode, sign, explode)


def _is_exploded(parameter: Parameter) -> bool:
    usual = parameter.location in ("query", "cookie") and parameter.style in (None, "form")
    return usual if parameter.explode is None else parameter.explode


def _is_spread(parameter: Parameter, layout: Layout) -> bool:
    """Whether a parameter is an object whose members stand in the query under their own names."""
    is_object = layout.says_something and "object" in (layout.types or {"object"})
    form = parameter.location == "query" and parameter.style != "deepObject"
    return form and is_object and _is_exploded(parameter)


def _spread(layout: Layout, query: Pairs) -> Shapes:
    members: dict[str, list[str]] = {}
    for name, value in query:
        if layout.chosen({name: value}).knows(name) or not layout.is_closed:
            members.setdefault(name, []).append(unquote_plus(value))
    return [_joined(members)] if members else []


def _pairs(query: str) -> Pairs:
    """The names of a query or form, and the values still escaped."""
    pairs = (each.partition("=") for each in query.split("&") if each)
    return [(unquote_plus(name), value) for name, _, value in pairs]


def _nested(name: str, pairs: Pairs) -> Shapes:
    """The object that stands in brackets: `filter[a][b]=1`, `filter[ids][]=1`."""
    root: dict[str, Any] = {}
    for key, value in pairs:
        if key.startswith(f"{name}["):
            *steps, last = re.findall(r"\[([^\]]*)\]", key[len(name) :])
            node = root
            for step in steps:
                node = node.setdefault(step, {})
            node.setdefault(last, []).append(unquote_plus(value))
    return [_joined(root)] if root else []


def _joined(node: Any) -> Any:
    """The same with lists as lists, and single texts as such."""
    if is_list(node):
        return node[0] if len(node) == 1 else node
    if [*node] == [""]:
        return node[""]
    if all(each.isdecimal() for each in node):
        return [_joined(node[each]) for each in sorted(node, key=int)]
    return {name: _joined(each) for name, each in node.items()}


# Bodies ----------------------------------------------------------------------------------------


class _Members(dict[str, Shapes]):
    """What the members of a form may be."""


def _body(body: Body, request: httpx.Request) -> Any:
    """A body as a JSON value, or the members of a form."""
    media = kind_of(body.media)
    try:
        if is_json(media):
            return json.loads(request.content)
        if is_lines(media):
            return [json.loads(line) for line in request.content.splitlines() if line.strip()]
        if media.startswith("multipart/"):
            return _multipart(request)
        text = request.content.decode()
    except ValueError as error:
        raise UnreadableError(f"its body is not {media}: {error}") from None
    if media != "application/x-www-form-urlencoded":
        return text
    members, pairs = _Members(), _pairs(text)
    for name in (each.partition("[")[0] for each, _ in pairs):
        own = body.encoding.get(name, Encoding())
        like = Parameter(name, "query", style=own.style, explode=own.explode)
        members[name] = _shapes_of(like, pairs)
    return members


def _multipart(request: httpx.Request) -> _Members:
    """The parts of a body; a file is an empty text."""
    head = f"content-type: {request.headers.get('content-type', '')}\r\n\r\n".encode()
    members = _Members()
    for part in message_from_bytes(head + request.content).walk():
        name = part.get_param("name", header="content-disposition")
        content: Any = part.get_payload(decode=True)
        if isinstance(name, str):
            text = content.decode() if part.get_filename() is None else ""
            before: list[str] = members[name][-1] if name in members else []
            members[name] = [*([] if before else [text]), [*before, text]]
    return members
