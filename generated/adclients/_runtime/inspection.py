"""Checks a request as it came against the operation that it is for."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from urllib.parse import parse_qsl, unquote, urljoin

from .content import is_json
from .operation import Operation, Parameter
from .service import ApiKey, Basic, Exchange, Scheme, Service
from .shapes import is_list

if TYPE_CHECKING:
    import httpx


class _HasOperation(Protocol):
    @property
    def operation(self) -> Operation[Any]: ...


R = TypeVar("R", bound=_HasOperation)


def route_of(routes: Sequence[R], request: httpx.Request) -> tuple[R, dict[str, str]] | None:
    """The route a request is for, with its path parameters as text.

    Args:
        routes: All routes; a base path before their own may be any.
        request: The request.
    """
    path = request.url.raw_path.decode().partition("?")[0]
    found: list[tuple[tuple[int, int], R, dict[str, str]]] = []
    for route in routes:
        operation = route.operation
        if operation.method != request.method:
            continue
        if match := re.search(_pattern(operation.path), path):
            values = {_unmasked(k): unquote(v) for k, v in match.groupdict().items()}
            literal = re.sub(r"\{[^}]*\}", "", operation.path)
            found.append(((operation.path.count("/"), len(literal)), route, values))
    if not found:
        return None
    _, route, values = max(found, key=lambda each: each[0])
    return route, values


def _pattern(template: str) -> str:
    parts = re.split(r"\{([^}]*)\}", template)
    text = ""
    for i, part in enumerate(parts):
        text += f"(?P<{_masked(part)}>[^/]+)" if i % 2 else re.escape(part)
    slash = "" if text.startswith("/") else "/"
    return f"{slash}{text}/?$"


def _masked(name: str) -> str:
    """A parameter's name as the name of a group."""
    return "p_" + name.encode().hex()


def _unmasked(name: str) -> str:
    return bytes.fromhex(name.removeprefix("p_")).decode()


# Checking --------------------------------------------------------------------------------------


def problems_of(
    operation: Operation[Any],
    service: Service,
    in_path: Mapping[str, str],
    request: httpx.Request,
) -> list[str]:
    """All that is wrong with a request.

    Args:
        operation: What it is for.
        service: The service.
        in_path: Its path parameters as text.
        request: The request.
    """
    problems = _security_problems(operation, service, request)
    query = parse_qsl(request.url.query.decode(), keep_blank_values=True)
    cookies = SimpleCookie(request.headers.get("cookie", ""))
    for parameter in operation.parameters:
        name = parameter.wire_name
        if parameter.location == "path":
            given: Any = in_path.get(name)
        elif parameter.location == "query":
            given = _from_query(parameter, query)
        elif parameter.location == "header":
            given = request.headers.get(name)
        else:
            given = unquote(cookies[name].value) if name in cookies else None
        problems += _parameter_problems(parameter, given)
    return problems + _body_problems(operation, request)


def _from_query(parameter: Parameter, query: list[tuple[str, str]]) -> Any:
    name = parameter.wire_name
    values = [value for key, value in query if key == name or key.startswith(f"{name}[")]
    if parameter.style == "deepObject":
        return UNCHECKED if values else None
    if not values and query and parameter.explode is not False and _is_object(parameter):
        return UNCHECKED  # its members stand there under names of their own
    return values if len(values) > 1 else values[0] if values else None


def _is_object(parameter: Parameter) -> bool:
    from .core_schemas import Purpose

    schema = parameter.codec.schema(Purpose.CHECK)
    inner = schema["schema"] if schema["type"] == "definitions" else schema
    return inner["type"] in ("dict", "model", "definition-ref")


UNCHECKED: Any = object()
"""A value that is there, but in a style whose text cannot be told apart reliably."""


def _parameter_problems(parameter: Parameter, given: Any) -> list[str]:
    if given is None:
        required = parameter.required or parameter.location == "path"
        return [f"{parameter.wire_name} is missing"] if required else []
    if given is UNCHECKED or parameter.style in ("label", "matrix"):
        return []
    found: list[str] = []
    for reading in _readings(parameter, given):
        _, violations = parameter.codec.check(reading, (parameter.wire_name,))
        if not violations:
            return []
        found = found or [each.message for each in violations]
    return found


def _readings(parameter: Parameter, given: Any) -> list[Any]:
    """What the text of a parameter may stand for: numbers and text look alike."""
    texts: list[str] = given if is_list(given) else [given]
    readings: list[Any] = [_parsed(texts[0]), texts[0]] if len(texts) == 1 else []
    split = re.split(r"[,| ]", texts[0]) if len(texts) == 1 else texts
    readings += [[_parsed(each) for each in split], split, [_parsed(texts[0])], texts]
    if len(split) % 2 == 0:
        pairs = zip(split[::2], split[1::2], strict=True)
        readings.append({key: _parsed(value) for key, value in pairs})
    return readings


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _body_problems(operation: Operation[Any], request: httpx.Request) -> list[str]:
    body = operation.body
    if body is None:
        return ["it has a body, but none is described"] if request.content else []
    if not request.content:
        return ["its body is missing"] if body.required else []
    media = request.headers.get("content-type", "")
    wanted = body.media.partition(";")[0].strip().lower()
    if media.partition(";")[0].strip().lower() != wanted:
        return [f"its body is {media or 'of no type'}, not {body.media}"]
    if not is_json(media):
        return []
    try:
        value = json.loads(request.content)
    except ValueError as error:
        return [f"its body is not JSON: {error}"]
    _, violations = body.codec.check(value)
    return [each.message for each in violations]


def _security_problems(
    operation: Operation[Any], service: Service, request: httpx.Request
) -> list[str]:
    alternatives = service.security if operation.security is None else operation.security
    if not alternatives or () in alternatives:
        return []
    for names in alternatives:
        if all(_is_sent(service.schemes[name], request) for name in names):
            return []
    wanted = " or ".join(" and ".join(names) for names in alternatives)
    return [f"its credentials are missing: {wanted}"]


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


# Logins ----------------------------------------------------------------------------------------


def login_reply(service: Service, request: httpx.Request) -> dict[str, Any] | None:
    """What a login gets; None if the request is no login of the service.

    Args:
        service: The service.
        request: The request.
    """
    for scheme in service.schemes.values():
        exchange: Exchange | None = getattr(scheme, "exchange", None)
        if exchange and urljoin(str(request.url), exchange.url) == str(request.url):
            reply: dict[str, Any] = {}
            _put(reply, exchange.token, "offline-token")
            if exchange.expires_in:
                _put(reply, exchange.expires_in, 3600)
            return reply
    return None


def _put(target: dict[str, Any], path: str, value: Any) -> None:
    *steps, last = path.split(".")
    for step in steps:
        target = target.setdefault(step, {})
    target[last] = value
