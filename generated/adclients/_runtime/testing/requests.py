"""Judges requests, read back into the values that they were made of, and responses that a test queues."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from email import message_from_bytes
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote, unquote

from jsonschema_rs import ValidationError

from ..schemas.layout import Layout
from ..schemas.paths import PathNames, joined
from ..schemas.store import Schemas
from ..schemas.violations import Report
from ..spec.media import (
    JSON_SEQUENCE,
    RECORD,
    is_form,
    is_json,
    is_lines,
    is_multipart,
    kind_of,
    parameters_of,
)
from ..spec.operation import (
    Body,
    Encoding,
    Operation,
    Parameter,
)
from ..spec.service import ApiKey, Basic, Scheme, Service
from .texts import Pairs, shapes_of, spread_out, values_of

if TYPE_CHECKING:
    import httpx


Readings: TypeAlias = dict[tuple[str, str], list[Any]]
"""What a parameter or a member of the body may be, by part of the request and name."""

# Judging ---------------------------------------------------------------------------------------


def judge_request(
    operation: Operation[Any], service: Service, in_path: Mapping[str, str], request: httpx.Request
) -> tuple[Any, list[str]]:
    """The body of a request as a JSON value, and all that is wrong with the request.

    Args:
        operation: What the request is for.
        service: The service.
        in_path: Its path parameters, still escaped.
        request: The request.
    """
    problems = _problems_of_credentials(operation, service, request)
    problems += _problems_of_media(operation, request)
    body = _body_of(operation, request)
    media = body.media if body and len(operation.bodies) > 1 else ""
    key = operation.key(media, known=service.requests)
    if problems or key not in service.requests:
        return None, problems
    try:
        arguments = _arguments(operation, service, key, in_path, request)
    except ValueError as error:
        media = kind_of(request.headers.get("content-type", ""))
        return None, [f"its body is not {media}: {error}"]
    errors, schema = service.requests.validator(key).errors(arguments)
    found = Report(schema, arguments, _JsonNames(1)).violations(errors)
    return arguments.get("body"), [each.message for each in found]


def judge_response(schemas: Schemas, key: str, body: Any) -> list[str]:
    """What is wrong with the body of a response, but for what it leaves out.

    Args:
        schemas: Those of all responses.
        key: The key of the schema of this one.
        body: The body.
    """
    if key not in schemas:
        return []
    errors, schema = schemas.validator(key).errors(body)
    told = [each for each in errors if not _is_by_absence(each)]
    return [
        f"{each.path} is not described" if each.rule == "additionalProperties" else each.message
        for each in Report(schema, body, _JsonNames(0)).violations(told)
    ]


def _is_by_absence(error: ValidationError) -> bool:
    """Whether an error is about what is left out, also where only that keeps an alternative from fitting."""
    members: list[list[ValidationError]] = getattr(error.kind, "context", [])
    fitting = any(all(map(_is_by_absence, each)) for each in members)
    return fitting or error.kind.name in ("required", "minProperties")


class _JsonNames(PathNames):
    """Paths as they are in JSON."""

    def __init__(self, hidden: int) -> None:
        super().__init__(Layout([], lambda _: True), None)
        self._hidden = hidden  # steps that lead to the part of a request that a value is in

    def text(self, path: Sequence[str | int]) -> str:
        """A path in the names of JSON."""
        return joined(path[self._hidden :])

    def name(self, path: Sequence[str | int]) -> str:
        """What a sentence calls a value."""
        return self.text(path) or "the body"


def _problems_of_credentials(
    operation: Operation[Any], service: Service, request: httpx.Request
) -> list[str]:
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
    sources = {
        "header": request.headers,
        "query": request.url.params,
        "cookie": dict(_cookies(request)),
    }
    return scheme.name in sources[scheme.location]


def _problems_of_media(operation: Operation[Any], request: httpx.Request) -> list[str]:
    bodies, media = operation.bodies, request.headers.get("content-type", "")
    if not bodies:
        return ["it has a body, but none is described"] if request.content else []
    if not request.content:
        is_missing = bodies[0].required and _empty_form(operation) is None
        return ["its body is missing"] if is_missing else []
    if _body_of(operation, request) is None:
        known = " or ".join(body.media for body in bodies)
        return [f"its body is {media or 'of no type'}, not {known}"]
    return []


def _body_of(operation: Operation[Any], request: httpx.Request) -> Body | None:
    if not request.content:
        return _empty_form(operation)
    return operation.body_as(request.headers.get("content-type", ""))


def _empty_form(operation: Operation[Any]) -> Body | None:
    """The form that a request without content has, where it must have one: an empty form leaves no trace."""
    forms = (each for each in operation.bodies if each.required and is_form(each.media))
    return next(forms, None)


# Reading ---------------------------------------------------------------------------------------


def _arguments(
    operation: Operation[Any],
    service: Service,
    key: str,
    in_path: Mapping[str, str],
    request: httpx.Request,
) -> dict[str, Any]:
    """The parameters and the body of a request as JSON values, read as their schema `key` likes best."""
    layout, validator = service.requests.layout(key), service.requests.validator(key)
    made: dict[str, Any] = {"parameters": {}}
    readings = _parameters(operation, service, in_path, request)
    body = _body_of(operation, request)
    if body is not None and layout.knows("body"):
        made["body"], members = _body(body, layout.member("body"), request)
        readings |= members
    for (part, name), values in readings.items():
        made[part] = {**made[part], name: values[0]}
    for (part, name), values in readings.items():
        options = [{**made, part: {**made[part], name: value}} for value in values]
        made = min(options, key=lambda each: len(validator.errors(each)[0]))
    for name, parameter in operation.keys:
        if parameter.required and name not in made["parameters"]:
            empty: tuple[Any, ...] = ([], {})  # which leave no trace
            options = [{**made, "parameters": {**made["parameters"], name: e}} for e in empty]
            made = min([made, *options], key=lambda each: len(validator.errors(each)[0]))
    return made


def _parameters(
    operation: Operation[Any], service: Service, in_path: Mapping[str, str], request: httpx.Request
) -> Readings:
    """What the parameters of a request may be."""
    layout = service.requests.layout(operation.key()).member("parameters")
    sources: Mapping[str, Pairs] = {
        "path": [*in_path.items()],
        "query": _pairs(request.url.query.decode()),
        "header": [(name, quote(value, safe=",=")) for name, value in request.headers.items()],
        "cookie": _cookies(request),
    }
    taken = {each.name for each in service.schemes.values() if isinstance(each, ApiKey)}
    taken |= {each.serialized_name for each in operation.parameters}
    found: Readings = {}
    for name, parameter in operation.keys:
        own, values = layout.member(name), list[Any]()
        if parameter.location == "querystring":
            values = _whole_query(parameter, own, taken, request)
        else:
            pairs = sources[parameter.location]
            free = [pair for pair in pairs if pair[0] not in taken]
            if shapes := shapes_of(parameter, pairs) or spread_out(parameter, own, free):
                values = values_of(shapes, own, parameter.media)
        if values:
            found["parameters", name] = values
    return found


def _whole_query(
    parameter: Parameter, layout: Layout, taken: Collection[str], request: httpx.Request
) -> list[Any]:
    """What a query may be that is one parameter as a whole, beside credentials."""
    texts = request.url.query.decode().split("&")
    query = "&".join(each for each in texts if unquote(each.partition("=")[0]) not in taken)
    if not is_form(parameter.media or ""):
        return values_of([unquote(query)], layout, parameter.media) if query else []
    members = _members(parameter.encoding, layout, _pairs(query))
    if not members:
        return []
    return [{name: values[end] for name, values in members.items()} for end in (0, -1)]


def _cookies(request: httpx.Request) -> Pairs:
    texts = request.headers.get("cookie", "").split(";")
    pairs = (each.strip().partition("=") for each in texts if each)
    return [(name, value) for name, _, value in pairs]


def _pairs(query: str) -> Pairs:
    """The names and values of a query or form."""
    pairs = (each.partition("=") for each in query.replace("+", "%20").split("&") if each)
    return [(unquote(name), value) for name, _, value in pairs]


def _body(body: Body, layout: Layout, request: httpx.Request) -> tuple[Any, Readings]:
    """A body as a JSON value, and what the members of a form may be."""
    content = request.content
    if is_json(body.media):
        return json.loads(content), {}
    if is_lines(body.media):
        sign = RECORD if kind_of(body.media) == JSON_SEQUENCE else b"\n"
        return [json.loads(each) for each in content.split(sign) if each.strip()], {}
    if not is_form(body.media):
        charset = parameters_of(request.headers.get("content-type", "")).get("charset", "utf-8")
        return content.decode(charset), {}
    pairs = _parts(request) if is_multipart(body.media) else _pairs(content.decode())
    members = _members(body.encoding, layout, pairs)
    return {}, {("body", name): values for name, values in members.items()}


def _members(
    encodings: Mapping[str, Encoding], layout: Layout, pairs: Pairs
) -> dict[str, list[Any]]:
    """What the members of a form may be."""
    layout = layout.chosen({name: () for name, _ in pairs})
    found: dict[str, list[Any]] = {}
    for key, _ in pairs:
        name = key if layout.knows(key) else key.partition("[")[0]
        own = encodings.get(name, Encoding())
        like = Parameter(
            name, "query", style=own.style, explode=own.explode, delimiters=own.delimiters
        )
        json_texts = [unquote(text) for each, text in pairs if each == key] if own.is_json else []
        shapes = json_texts or shapes_of(like, pairs)
        found[name] = values_of(shapes, layout.member(name), own.media if json_texts else None)
    return found


def _parts(request: httpx.Request) -> Pairs:
    """The parts of a body; a file is an empty text."""
    head = f"content-type: {request.headers.get('content-type', '')}\r\n\r\n".encode()
    found: Pairs = []
    for part in message_from_bytes(head + request.content).walk():
        name = part.get_param("name", header="content-disposition")
        content: Any = part.get_payload(decode=True)
        if isinstance(name, str):
            found.append((name, quote(content) if part.get_filename() is None else ""))
    return found
