"""Reads a request back into the values that it was made of, as its schema likes best."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from email import message_from_bytes
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import unquote, unquote_plus

from jsonschema_rs import ValidationError

from ..data import is_dict, is_list
from ..errors import UnreadableError
from ..requests.parameters import DELIMITERS
from ..schemas.layout import Layout
from ..schemas.paths import Path, PathNames, joined
from ..schemas.store import Schemas
from ..schemas.validate import Validator
from ..schemas.violations import Report
from ..spec.operation import Body, Encoding, Operation, Parameter, is_json, is_lines, kind_of
from ..spec.service import ApiKey, Basic, Scheme, Service

if TYPE_CHECKING:
    import httpx


Pairs: TypeAlias = list[tuple[str, str]]
Shapes: TypeAlias = list[Any]
"""What texts may be: one of them, lists, and objects of them."""

_SINGLE = frozenset({"string", "integer", "number", "boolean", "null"})
_TEXT = frozenset({"string"})


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
    taken |= {each.serialized_name for each in operation.parameters}
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
    return _settled(whole, found, service.requests.validator(key))


def _settled(
    whole: dict[str, Any], found: dict[Path, list[Any]], validator: Validator
) -> dict[str, Any]:
    """The readings with which least is wrong."""
    best: tuple[int, dict[str, Any]] | None = None
    used = dict.fromkeys(found, 0)
    while True:
        value = {part: {**each} if is_dict(each) else each for part, each in whole.items()}
        for (part, name), index in used.items():
            value[str(part)][str(name)] = found[part, name][index]
        errors, _ = validator.errors(value)
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
    name, style, location = parameter.serialized_name, parameter.style, parameter.location
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


_TOLD_BY_ABSENCE = frozenset({"required", "minProperties"})


def credentials_problems(
    operation: Operation[Any], service: Service, request: httpx.Request
) -> list[str]:
    """What is wrong with the credentials of a request."""
    alternatives = service.security if operation.security is None else operation.security
    for names in alternatives:
        if all(_is_sent(service.schemes[name], request) for name in names):
            return []
    wanted = " or ".join(" and ".join(names) for names in alternatives)
    return [f"its credentials are missing: {wanted}"] if alternatives else []


def _is_sent(scheme: Scheme, request: httpx.Request) -> bool:
    if not isinstance(scheme, ApiKey):
        start = "Basic " if isinstance(scheme, Basic) else scheme.prefix
        sent: str | None = request.headers.get("authorization")
        return sent is not None and sent.startswith(start)
    if scheme.location == "header":
        return scheme.name in request.headers
    if scheme.location == "query":
        return scheme.name in request.url.params
    return scheme.name in SimpleCookie(request.headers.get("cookie", ""))


def media_problems(operation: Operation[Any], request: httpx.Request) -> list[str]:
    """What is wrong with the body of a request before it is read."""
    body = operation.body
    if body is None:
        return ["it has a body, but none is described"] if request.content else []
    if not request.content:
        return ["its body is missing"] if body.required else []
    media = request.headers.get("content-type", "")
    if kind_of(media) != kind_of(body.media):
        return [f"its body is {media or 'of no type'}, not {body.media}"]
    return []


def request_problems(schemas: Schemas, operation: str, arguments: dict[str, Any]) -> list[str]:
    """What is wrong with the parameters and the body of a request by the schema of the operation."""
    key = f"operations/{operation}"
    if key not in schemas:
        return []
    errors, schema = schemas.validator(key).errors(arguments)
    return [each.message for each in Report(schema, arguments, _Places(1)).violations(errors)]


def response_problems(schemas: Schemas, key: str, body: Any) -> list[str]:
    """What is wrong with the body of a response by the schema of that key, but for what it leaves out."""
    errors, schema = schemas.validator(key).errors(body)
    told = [each for each in errors if not _is_by_absence(each)]
    return [
        f"{each.path} is not described" if each.rule == "additionalProperties" else each.message
        for each in Report(schema, body, _Places(0)).violations(told)
    ]


def _is_by_absence(error: ValidationError) -> bool:
    """Whether an error is about what is left out, also where only that keeps an alternative from fitting."""
    members: list[list[ValidationError]] = getattr(error.kind, "context", [])
    fitting = any(all(map(_is_by_absence, each)) for each in members)
    return fitting or error.kind.name in _TOLD_BY_ABSENCE


class _Places(PathNames):
    """Names of places as they stand in JSON."""

    def __init__(self, hidden: int) -> None:
        super().__init__(Layout([], lambda _: True), None)
        self._hidden = hidden  # steps before the part of a request that a place is in

    def text(self, path: Sequence[str | int]) -> str:
        """A place in the names of JSON."""
        return joined(path[self._hidden :])

    def name(self, path: Sequence[str | int]) -> str:
        """What a sentence calls a place."""
        return self.text(path) or "the body"
