"""Reads a request back into the values that it was made of, as its schema likes best."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from email import message_from_bytes
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import unquote, unquote_plus

from ..media import is_json, is_lines, kind_of
from ..operation import Body, Encoding, Operation, Parameter, Style
from ..parameters import DELIMITERS
from ..schemas.judge import Judge
from ..schemas.layout import Layout
from ..schemas.tracing import Path
from ..service import ApiKey, Service
from ..shapes import is_dict, is_list

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

Pairs: TypeAlias = list[tuple[str, str]]
Decode: TypeAlias = Callable[[str], str]


class UnreadableError(ValueError):
    """A body that cannot be read."""


def media_problems(operation: Operation[Any], request: httpx.Request) -> list[str]:
    """What is wrong with the body of a request before it is read.

    Args:
        operation: What the request is for.
        request: The request.
    """
    body = operation.body
    if body is None:
        return ["it has a body, but none is described"] if request.content else []
    if not request.content:
        return ["its body is missing"] if body.required else []
    media = request.headers.get("content-type", "")
    if kind_of(media) != kind_of(body.media):
        return [f"its body is {media or 'of no type'}, not {body.media}"]
    return []


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
        UnreadableError: The body is not what its media type says.
    """
    key = f"operations/{operation.id}"
    if key not in service.requests:
        return {}
    layout = service.requests.layout(key)
    keys = {each.name for each in service.schemes.values() if isinstance(each, ApiKey)}
    query = _pairs(request.url.query.decode())
    found: dict[Path, list[Any]] = {}
    for name, parameter in operation.keys:
        own = layout.member("parameters").member(name)
        shapes = _of_parameter(parameter, in_path, query, request)
        if shapes is None and _is_spread(parameter, own):
            taken = keys | {e.wire_name for e in operation.parameters if e is not parameter}
            shapes = _spread(own, [pair for pair in query if pair[0] not in taken])
        if shapes is not None:
            found["parameters", name] = _readings(shapes, own)
    whole: dict[str, Any] = {"parameters": {}}
    if operation.body is not None and request.content and layout.knows("body"):
        members = _of_body(operation.body, request)
        whole["body"] = {} if isinstance(members, _Members) else members
        if isinstance(members, _Members):
            body = layout.member("body").chosen(members)
            found.update({("body", n): _readings(s, body.member(n)) for n, s in members.items()})
    return _settled(whole, found, service.requests.judge(key))


def _settled(whole: dict[str, Any], found: dict[Path, list[Any]], judge: Judge) -> dict[str, Any]:
    """The readings with which least is wrong."""
    best: tuple[int, dict[str, Any]] | None = None
    used = dict.fromkeys(found, 0)
    while True:
        value = {part: {**each} if is_dict(each) else each for part, each in whole.items()}
        for (part, name), index in used.items():
            value[str(part)][name] = found[part, name][index]
        errors, _ = judge.errors(value)
        if best is None or len(errors) < best[0]:
            best = len(errors), value
        wrong = [(*each.instance_path[:2],) for each in errors]
        others = [
            own
            for own, index in used.items()
            if index + 1 < len(found[own]) and any(own[: len(each)] == each for each in wrong)
        ]
        if not others:
            return best[1]
        used.update({own: used[own] + 1 for own in others})


# What texts stand for --------------------------------------------------------------------------


def _readings(shapes: Sequence[Any], layout: Layout) -> list[Any]:
    """All values that texts may stand for; those first that suit their schema more."""
    kinds = layout.types
    fitting = [each for each in shapes if not kinds or _kinds(each) & kinds]
    return [_read(each, layout, plain) for each in fitting or shapes for plain in (False, True)]


def _kinds(shape: Any) -> set[str]:
    if is_dict(shape):
        return {"object"}
    return {"array"} if is_list(shape) else {"string", "integer", "number", "boolean", "null"}


def _read(node: Any, layout: Layout, plain: bool) -> Any:
    """Texts as values; plain if they stay texts wherever they may."""
    if is_dict(node):
        layout = layout.chosen(node)
        return {name: _read(each, layout.member(name), plain) for name, each in node.items()}
    if is_list(node):
        return [_read(each, layout.item(index), plain) for index, each in enumerate(node)]
    kinds = layout.types
    if kinds == {"string"} or (plain and (not kinds or "string" in kinds)):
        return node
    try:
        value = json.loads(node, parse_constant=float.fromhex)  # which NaN and the like are not
    except (ValueError, RecursionError):
        return node
    return value if layout.may_be(value) else node


def _shapes(
    texts: Sequence[str],
    decode: Decode,
    style: Style | None,
    explode: bool | None,
    repeats: bool = False,
) -> list[Any]:
    """What the texts of one name may be: one of them, a list, or an object.

    Args:
        texts: The texts, still escaped.
        decode: Takes the escapes away.
        style: How lists and objects are written.
        explode: Whether each item or member stands alone.
        repeats: Whether it is then the name that is repeated.
    """
    if len(texts) > 1 or (repeats and explode):
        return [*([decode(texts[0])] if len(texts) == 1 else []), [decode(each) for each in texts]]
    sign = "." if style == "label" and explode else DELIMITERS.get(style, ",")
    escaped = {" ": r"%20|\+| ", "|": r"%7C|%7c|\|"}.get(sign, re.escape(sign))
    parts = re.split(escaped, texts[0]) if texts[0] else []
    shapes: list[Any] = [decode(texts[0]), [decode(each) for each in parts]]
    pairs = [each.split("=", 1) for each in parts] if explode else [*zip(parts[::2], parts[1::2])]
    if all(len(each) == 2 for each in pairs) and (explode or len(parts) % 2 == 0):
        shapes.append({decode(name): decode(value) for name, value in pairs})
    return shapes


# Parameters ------------------------------------------------------------------------------------


def _of_parameter(
    parameter: Parameter, in_path: Mapping[str, str], query: Pairs, request: httpx.Request
) -> list[Any] | None:
    """What a parameter may be; None if it is not there."""
    name, style, explode = parameter.wire_name, parameter.style, parameter.explode
    if parameter.location in ("path", "header"):
        source: Mapping[str, str] = in_path if parameter.location == "path" else request.headers
        decode = unquote if parameter.location == "path" else str
        if name not in source:
            return None
        return (
            [decode(source[name])]
            if parameter.media
            else _of_text(name, source[name], decode, style, explode)
        )
    if parameter.location == "cookie":
        cookies = SimpleCookie(request.headers.get("cookie", ""))
        query = [(each.key, each.value) for each in cookies.values()]
    return _of_pairs(name, query, style, explode, whole=parameter.media is not None)


def _of_text(
    name: str, text: str, decode: Decode, style: Style | None, explode: bool | None
) -> list[Any]:
    if style == "label":
        text = text.removeprefix(".")
    if style != "matrix":
        return _shapes([text], decode, style, explode)
    parts = text.removeprefix(";").split(";")
    own = [each.removeprefix(f"{name}=") for each in parts if each.startswith(f"{name}=")]
    if not own:  # the members of an object
        return _shapes([",".join(parts)], decode, None, explode)
    return _shapes(own, decode, None, explode, repeats=True)


def _of_pairs(
    name: str, pairs: Pairs, style: Style | None, explode: bool | None, *, whole: bool = False
) -> list[Any] | None:
    """What one name of a query or form may be."""
    texts = [value for each, value in pairs if each == name]
    if texts and whole:
        return [unquote_plus(texts[0])]
    if texts:
        explode = explode if explode is not None else style in (None, "form")
        return _shapes(texts, unquote_plus, style, explode, repeats=True)
    return None if (node := _nested(name, pairs)) is None else [node]


def _is_spread(parameter: Parameter, layout: Layout) -> bool:
    """Whether a parameter is an object whose members stand in the query under their own names."""
    explode = (
        parameter.explode if parameter.explode is not None else parameter.style in (None, "form")
    )
    is_object = layout.says_something and "object" in (layout.types or {"object"})
    return (
        parameter.location == "query" and explode and parameter.style != "deepObject" and is_object
    )


def _spread(layout: Layout, query: Pairs) -> list[Any] | None:
    members: dict[str, list[str]] = {}
    for name, value in query:
        if layout.chosen({name: value}).knows(name) or not layout.is_closed:
            members.setdefault(name, []).append(unquote_plus(value))
    return [_joined(members)] if members else None


def _pairs(query: str) -> Pairs:
    """The names of a query or form, and the values still escaped."""
    pairs = (each.partition("=") for each in query.split("&") if each)
    return [(unquote_plus(name), value) for name, _, value in pairs]


def _nested(name: str, pairs: Pairs) -> Any:
    """The object that stands in brackets: `filter[a][b]=1`, `filter[ids][]=1`; None if there is none."""
    root: dict[str, Any] = {}
    for key, value in pairs:
        if key.startswith(f"{name}["):
            *steps, last = re.findall(r"\[([^\]]*)\]", key[len(name) :])
            node = root
            for step in steps:
                node = node.setdefault(step, {})
            node.setdefault(last, []).append(unquote_plus(value))
    return _joined(root) if root else None


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


class _Members(dict[str, list[Any]]):
    """What the members of a form may be."""


def _of_body(body: Body, request: httpx.Request) -> Any:
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
    return _form(body, _pairs(text)) if media == "application/x-www-form-urlencoded" else text


def _form(body: Body, pairs: Pairs) -> _Members:
    found = _Members()
    for name in dict.fromkeys(name.partition("[")[0] for name, _ in pairs):
        encoding = body.encoding.get(name, Encoding())
        found[name] = _of_pairs(name, pairs, encoding.style, encoding.explode) or []
    return found


def _multipart(request: httpx.Request) -> _Members:
    """The parts of a body; a file is an empty text."""
    head = f"content-type: {request.headers.get('content-type', '')}\r\n\r\n".encode()
    texts: dict[str, list[str]] = {}
    for part in message_from_bytes(head + request.content).walk():
        name = part.get_param("name", header="content-disposition")
        if isinstance(name, str):
            content = part.get_payload(decode=True)
            is_text = isinstance(content, bytes) and part.get_filename() is None
            texts.setdefault(name, []).append(content.decode() if is_text else "")
    shapes = {name: _shapes(each, str, None, True, repeats=True) for name, each in texts.items()}
    return _Members(shapes)
