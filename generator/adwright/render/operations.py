"""Operations as a template prints them: every type an annotation, every argument a line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from adwright.ir.model import Argument, Body, Encoding, Operation, Pagination, Parameter, Response
from adwright.ir.text import Identifier, Text
from adwright.ir.types import ANY, Type
from adwright.render.annotations import Annotations
from adwright.render.code import LINE_LENGTH, call, collection, width
from adwright.render.docstrings import operation_doc
from adwright.render.prose import literal
from adwright.render.service import alternatives, printed_server

_DEFAULT_STYLE = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}


@dataclass(frozen=True, slots=True)
class PrintedOperation:
    """An operation ready to print. Text that is code is code already."""

    id: Text
    name: Identifier
    constant: Identifier
    method: str
    path: Text
    type: str
    settings: tuple[tuple[str, str], ...]
    head: Callable[[str], str]
    doc: str
    deprecated: bool
    call: Callable[[str, bool], str]
    async_type: str | None
    async_responses: str
    iterator: str | None
    overloads: Callable[[str], tuple[str, ...]]


def print_operation(
    operation: Operation,
    annotations: Annotations,
    inside: Annotations,
    shared: Sequence[Response] | None = None,
) -> PrintedOperation:
    """An operation as text.

    Args:
        operation: the operation.
        annotations: types at module level.
        inside: types inside the class, where methods may shadow builtins.
        shared: errors that the docstring of the class tells of; None if it says nothing of its methods.
    """
    item = operation.pagination.item if operation.pagination is not None else operation.result
    in_async = annotations.in_mode("Async")
    own_async = item is not None and annotations.has_modes(item)
    return PrintedOperation(
        id=operation.id,
        name=operation.name,
        constant=operation.constant,
        method=operation.method,
        path=operation.path,
        type=annotations.result(item) if item is not None else "None",
        settings=tuple(_settings(operation, annotations)),
        head=lambda prefix: _head(operation, prefix, _result(item, prefix, inside), inside),
        doc=operation_doc(operation, shared),
        deprecated=operation.doc.deprecated,
        call=lambda prefix, lazy: _call(operation, prefix, own_async and bool(prefix), lazy),
        async_type=in_async.result(item) if item is not None and own_async else None,
        async_responses=_responses(operation, in_async, ""),
        iterator=operation.pagination.iterator if operation.pagination is not None else None,
        overloads=lambda prefix: _overloads(
            operation, prefix, _result(item, prefix, inside), inside
        ),
    )


def _result(item: Type | None, prefix: str, inside: Annotations) -> str:
    return inside.in_mode(prefix).result(item) if item is not None else "None"


def _returns(operation: Operation, prefix: str, result: str) -> str:
    """What a method is annotated to return."""
    if operation.streams:
        return f"{prefix}Stream[{result}]"
    if operation.pagination is None:
        return result
    pager = f"{prefix}Pager[{result}]"
    return f"{pager} | {_one_page(prefix, result)}" if operation.pagination.iterator else pager


def _one_page(prefix: str, item: str) -> str:
    return f"Awaitable[Page[{item}]]" if prefix else f"Page[{item}]"


def _overloads(
    operation: Operation, prefix: str, result: str, inside: Annotations
) -> tuple[str, ...]:
    """The method once for each type that the argument which asks for an iterator may have."""
    pager, page = f"{prefix}Pager[{result}]", _one_page(prefix, result)
    cases = (
        ("Literal[True]", pager),
        ("Literal[False] = False", page),
        ("bool", f"{pager} | {page}"),
    )
    opening = f"def {operation.name}("
    return tuple(
        call(opening, _signature(operation, inside, given), f") -> {returns}: ...", 4)
        for given, returns in cases
    )


def _head(operation: Operation, prefix: str, result: str, annotations: Annotations) -> str:
    """The first lines of a method."""
    awaits = prefix and _reader(operation) is None
    opening = f"{'async ' if awaits else ''}def {operation.name}("
    closing = f") -> {_returns(operation, prefix, result)}:"
    return call(opening, _signature(operation, annotations), closing, 4)


def _reader(operation: Operation) -> str | None:
    """The class that makes the request and reads what comes page by page or piece by piece; else the client calls."""
    paged = operation.pagination is not None
    return "Pager" if paged else "Stream" if operation.streams else None


def _call(operation: Operation, prefix: str, is_own: bool, lazy: bool) -> str:
    """What a method does: it hands its operation and its arguments to the client, or to what reads pages or pieces.

    Args:
        operation: the operation.
        prefix: `Async`, or nothing.
        is_own: whether the async client has an operation of its own for it.
        lazy: whether the method stands on the client, where operations are loaded at the call.
    """
    paged = operation.pagination
    reader = _reader(operation)
    awaits = "await " if prefix and reader is None else ""
    lead = "pager = " if paged and paged.iterator else f"return {awaits}"
    constant = ("_operations." if lazy else "") + ("ASYNC_" if is_own else "") + operation.constant
    client = "self" if lazy else "self._client"
    opening = f"{lead}{prefix}{reader}(" if reader else f"{lead}{client}.call("
    target = [client, constant] if reader else [constant]
    text = call(opening, [*target, *_given(operation, None), "options=options"], ")", 8)
    if width(max(text.splitlines(), key=width)) <= LINE_LENGTH:
        return text
    return call(opening, [*target, *_given(operation, 12), "options=options", ""], ")", 8)


def _parameter(parameter: Parameter) -> str:
    parts = [f'"{parameter.name}"', f'"{parameter.location}"']
    if parameter.wire.raw != parameter.name:
        parts.append(f"alias={literal(parameter.wire)}")
    if parameter.required and parameter.location != "path":
        parts.append("required=True")
    if parameter.style is not None and parameter.style.raw != _DEFAULT_STYLE[parameter.location]:
        parts.append(f"style={literal(parameter.style)}")
    if parameter.explode is not None and parameter.explode != (_style(parameter) == "form"):
        parts.append(f"explode={parameter.explode}")
    if parameter.allow_reserved:
        parts.append("allow_reserved=True")
    if parameter.media is not None:
        parts.append(f"media={literal(parameter.media)}")
    return call("Parameter(", parts, ")", 8, 1)


def _style(parameter: Parameter) -> str:
    return (
        parameter.style.raw if parameter.style is not None else _DEFAULT_STYLE[parameter.location]
    )


def _body(body: Body, arguments: Iterable[Argument]) -> str:
    parts: list[str] = []
    if body.media.raw != "application/json":
        parts.append(f"media={literal(body.media)}")
    if not body.required:
        parts.append("required=False")
    if body.fields is not None:
        parts.append("fields=True")
    others = [a for a in arguments if a.place == "field" and a.name != a.key]
    if others:
        entries = [f'"{a.key}": "{a.name}"' for a in others]
        parts.append("names=" + collection("{", entries, "}", 8, "names="))
    if body.encoding:
        entries = [f"{literal(e.wire)}: {_encoding(e)}" for e in body.encoding]
        parts.append("encoding=" + collection("{", entries, "}", 8, "encoding="))
    return call("body=Body(", parts, ")", 4, 1).removeprefix("body=")


def _encoding(encoding: Encoding) -> str:
    given = {"media": encoding.media, "style": encoding.style, "explode": encoding.explode}
    keywords = (f"{key}={literal(value)}" for key, value in given.items() if value is not None)
    return f"Encoding({', '.join(keywords)})"


def _response(response: Response, annotations: Annotations) -> str:
    parts = [annotations.read(response.type) if response.type is not None else "None"]
    if response.type is not None and response.media.raw != "application/json":
        parts.append(f"media={literal(response.media)}")
    if response.envelope is not None:
        given = {
            "data": response.envelope.data,
            "success": response.envelope.success,
            "message": response.envelope.message,
        }
        keywords = ", ".join(
            f"{key}={literal(value)}" for key, value in given.items() if value is not None
        )
        parts.append(f"envelope=Envelope({keywords})")
    return f"ResponseSpec({', '.join(parts)})"


def _responses(operation: Operation, annotations: Annotations, lead: str) -> str:
    """The responses by status, each with its media type and envelope."""
    entries = [f"{literal(r.status)}: {_response(r, annotations)}" for r in operation.responses]
    return collection("{", entries, "}", 4, lead)


def _settings(operation: Operation, annotations: Annotations) -> list[tuple[str, str]]:
    """The keywords of an operation's data."""
    settings: list[tuple[str, str]] = []
    if operation.parameters:
        entries = [_parameter(each) for each in operation.parameters]
        settings.append(("parameters", collection("(", entries, ")", 4, "parameters=")))
    if operation.body is not None:
        settings.append(("body", _body(operation.body, operation.arguments)))
    settings.append(("responses", _responses(operation, annotations, "responses=")))
    errors = [
        f"{literal(r.status)}: {annotations.read(r.type)}"
        for r in operation.errors
        if r.type is not None and r.type != ANY
    ]
    if errors:
        settings.append(("errors", collection("{", errors, "}", 4, "errors=")))
    if operation.pagination is not None:
        given = ", ".join(
            f"{'location' if key == 'in' else key}={literal(value)}"
            for key, value in operation.pagination.settings
            if (key, value) not in (("in", Text("query")), ("first", 1))
        )
        settings.append(("pagination", f"Pagination({given})"))
    if operation.retry_safe is not None:
        settings.append(("retry_safe", str(operation.retry_safe)))
    if operation.idempotency_key is not None:
        settings.append(("idempotency_key", literal(operation.idempotency_key)))
    if operation.security is not None:
        settings.append(("security", alternatives(operation.security)))
    if operation.server is not None:
        settings.append(("server", printed_server(operation.server)))
    return settings


def _signature(
    operation: Operation, annotations: Annotations, iterator: str = "bool = False"
) -> list[str]:
    """The parameters of a method; with many of them an empty one at the end."""
    required = [
        f"{a.name}: {annotations.argument(a.type)}"
        for a in operation.arguments
        if not a.keyword_only
    ]
    optional = [
        f"{a.name}: {iterator}"
        if a.place == "iterator"
        else f"{a.name}: {annotations.argument(a.type)} | Unset = UNSET"
        for a in operation.arguments
        if a.keyword_only
    ]
    parts = ["self", *required, "*", *optional, "options: RequestOptions | None = None"]
    return [*parts, ""] if len(parts) > 5 else parts


def _given(operation: Operation, indent: int | None) -> list[str]:
    """What the method hands on: parameters, and the body or its fields; laid out if a depth is given."""
    parameters = [a for a in operation.arguments if a.place == "parameter"]
    fields = [a for a in operation.arguments if a.place == "field"]
    whole = next((a.name for a in operation.arguments if a.place == "body"), None)
    given: list[str] = []
    if parameters:
        given.append(_pairs(parameters, operation.pagination, indent, ""))
    further = next((a.name for a in operation.arguments if a.place == "additional"), None)
    if whole is not None:
        given.append(f"body={whole}")
    elif further is not None:
        given.append(_with_additional(fields, further, indent))
    elif operation.body is not None:
        given.append("body=" + _pairs(fields, None, indent, "body="))
    return given


def _with_additional(fields: list[Argument], further: str, indent: int | None) -> str:
    """The body of an object that takes members beside its fields."""
    opening = "body=with_additional("
    if indent is None:
        return f"{opening}{_pairs(fields, None, None, '')}, {further})"
    return call(opening, [_pairs(fields, None, indent + 4, ""), further], ")", indent, after=1)


def _pairs(
    arguments: list[Argument], pagination: Pagination | None, indent: int | None, lead: str
) -> str:
    entries = [f'"{a.key}": {_value(a, pagination)}' for a in arguments]
    if indent is None:
        return f"{{{', '.join(entries)}}}"
    return collection("{", entries, "}", indent, lead)


def _value(argument: Argument, pagination: Pagination | None) -> str:
    """An argument as it is handed on. An iterator starts at the first page whatever page is asked for."""
    if pagination is not None and pagination.iterator and argument.key == pagination.page:
        return f"UNSET if {pagination.iterator} else {argument.name}"
    return argument.name
