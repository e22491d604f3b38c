"""Reads a request back into the values that it was made of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from email import message_from_bytes
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, unquote_plus

from ..media import is_json, is_lines, kind_of
from ..operation import Body, Encoding, Operation, Parameter
from ..schemas.judge import Judge
from ..service import ApiKey, Service
from ..shapes import is_dict
from .facts import Decisions, Facts, Place
from .reader import Reader
from .texts import Reading, nested, path_reading, query_pairs, reading

if TYPE_CHECKING:
    import httpx
    from jsonschema_rs import ValidationError

_ROUNDS = 60


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
    """The parameters and the body of a request as JSON values, by the reading that its schema likes best.

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
    schema = service.requests.schema(key)
    query = query_pairs(request.url.query.decode())
    taken = {each.name for each in service.schemes.values() if isinstance(each, ApiKey)}
    found: dict[Place, Reading] = {}
    for name, parameter in operation.keys:
        facts = _facts(schema, "parameters", name)
        others = taken | {each.wire_name for each in operation.parameters if each is not parameter}
        if (given := _parameter(parameter, facts, in_path, query, others, request)) is not None:
            found["parameters", name] = given
    whole: dict[str, Any] = {"parameters": {}}
    body = operation.body
    if body is not None and request.content and "body" in schema.get("properties", {}):
        members = _body(body, request)
        if is_dict(members) and not is_json(body.media):
            whole["body"] = {}
            found.update({("body", name): each for name, each in members.items()})
        else:
            whole["body"] = members
    return _settled(whole, found, service.requests.judge(key))


def _facts(schema: dict[str, Any], *path: str) -> Facts:
    node: Any = schema
    for step in path:
        node = node.get("properties", {}).get(step, {})
    return Reader(schema).facts([node], (), Decisions())


# Parameters ------------------------------------------------------------------------------------


def _parameter(
    parameter: Parameter,
    facts: Facts,
    in_path: Mapping[str, str],
    query: list[tuple[str, str]],
    taken: set[str],
    request: httpx.Request,
) -> Reading | None:
    name, style, explode = parameter.wire_name, parameter.style, parameter.explode
    if parameter.location == "path":
        text = in_path.get(name)
        if text is None or parameter.media:
            return None if text is None else Reading([unquote(text)])
        return path_reading(name, text, unquote, style, explode)
    if parameter.location == "header":
        text = request.headers.get(name)
        if text is None or parameter.media:
            return None if text is None else Reading([text])
        return reading([text], str, style=style, explode=explode, repeats=False)
    if parameter.location == "cookie":
        query = [
            (each.key, each.value)
            for each in SimpleCookie(request.headers.get("cookie", "")).values()
        ]
    if style == "deepObject":
        node = nested(name, query)
        return None if node is None else Reading([node])
    texts = [value for each, value in query if each == name]
    explode = explode if explode is not None else style in (None, "form")
    if texts and parameter.media:
        return Reading([unquote_plus(texts[0])])
    if texts:
        return reading(texts, unquote_plus, style=style, explode=explode, repeats=explode)
    return _spread(facts, query, taken) if explode and facts.types[:1] == ["object"] else None


def _spread(facts: Facts, query: list[tuple[str, str]], taken: set[str]) -> Reading | None:
    """An object whose members stand in the query under their own names."""
    names, members = facts.names, dict[str, list[str]]()
    for name, value in query:
        if name not in taken and (name in names or facts.takes_more or not names):
            members.setdefault(name, []).append(unquote_plus(value))
    if not members:
        return None
    return Reading([{name: each[0] if len(each) == 1 else each for name, each in members.items()}])


# Bodies ----------------------------------------------------------------------------------------


def _body(body: Body, request: httpx.Request) -> Any:
    """A body as a JSON value, or the readings of its members."""
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
    return _form(body, text) if media == "application/x-www-form-urlencoded" else text


def _form(body: Body, text: str) -> dict[str, Reading]:
    pairs = query_pairs(text)
    found: dict[str, Reading] = {}
    for name in dict.fromkeys(name.partition("[")[0] for name, _ in pairs):
        encoding = body.encoding.get(name, Encoding())
        node = nested(name, pairs)
        texts = [value for each, value in pairs if each == name]
        if node is not None:
            found[name] = Reading([node])
        elif texts:
            explode = (
                encoding.explode
                if encoding.explode is not None
                else encoding.style in (None, "form")
            )
            found[name] = reading(
                texts, unquote_plus, style=encoding.style, explode=explode, repeats=explode
            )
    return found


def _multipart(request: httpx.Request) -> dict[str, Reading]:
    """The parts of a body; a file is an empty text."""
    head = f"content-type: {request.headers.get('content-type', '')}\r\n\r\n".encode()
    texts: dict[str, list[str]] = {}
    for part in message_from_bytes(head + request.content).walk():
        name = part.get_param("name", header="content-disposition")
        if isinstance(name, str):
            content = part.get_payload(decode=True)
            text = (
                content.decode()
                if isinstance(content, bytes) and part.get_filename() is None
                else ""
            )
            texts.setdefault(name, []).append(text)
    return {
        name: reading(each, str, style=None, explode=True, repeats=True)
        for name, each in texts.items()
    }


# The best reading ------------------------------------------------------------------------------


def _settled(whole: dict[str, Any], found: dict[Place, Reading], judge: Judge) -> dict[str, Any]:
    best: tuple[tuple[int, int], dict[str, Any]] | None = None
    for _ in range(_ROUNDS):
        value = {part: {**each} if is_dict(each) else each for part, each in whole.items()}
        for (part, name), each in found.items():
            value[str(part)][str(name)] = each.value
        errors = judge.errors(value)[0]
        score = len(errors), sum(tuple(each.instance_path) in found for each in errors)
        if best is None or score < best[0]:
            best = score, value
        wrong = [place for each in errors for place in _places(each)]
        learnt = [
            each.other(place[2:] for place in wrong if place[:2] == own)
            for own, each in found.items()
        ]
        if not any(learnt):
            break
    assert best is not None
    return best[1]


def _places(error: ValidationError) -> list[Place]:
    """Where something is wrong, within alternatives too."""
    context: list[list[ValidationError]] = getattr(error.kind, "context", [])
    inner = [place for errors in context for each in errors for place in _places(each)]
    return inner or [tuple(error.instance_path)]
