"""Operations as a template prints them: every type an annotation, every argument a line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from adwright.api.model import Argument, Body, Encoding, Operation, Pagination, Parameter, Reply
from adwright.api.text import Identifier, Text
from adwright.api.types import ANY, Type
from adwright.render.annotations import Annotations
from adwright.render.docstrings import operation_doc
from adwright.render.prose import literal

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
    parameters: tuple[str, ...]
    body: str | None
    replies: tuple[tuple[Text, str], ...]
    errors: tuple[tuple[Text, str], ...]
    settings: tuple[tuple[str, str], ...]
    paged: bool
    streams: bool
    signature: str
    given: str
    doc: str
    returns: Callable[[str], str]
    async_type: str | None
    async_replies: tuple[tuple[Text, str], ...]
    iterator: str | None
    overloads: Callable[[str], tuple[tuple[str, str], ...]]


def print_operation(
    operation: Operation, annotations: Annotations, inside: Annotations
) -> PrintedOperation:
    """An operation as text.

    Args:
        operation: the operation.
        annotations: types at module level.
        inside: types inside the class, where methods may shadow builtins.
    """
    paged = operation.pagination is not None
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
        parameters=tuple(_parameter(p, annotations) for p in operation.parameters),
        body=_body(operation.body, annotations) if operation.body is not None else None,
        replies=tuple((r.status, _reply(r, annotations)) for r in operation.replies),
        errors=tuple(
            (r.status, annotations.checked(r.type))
            for r in operation.errors
            if r.type is not None and r.type != ANY
        ),
        settings=tuple(_settings(operation)),
        paged=paged,
        streams=operation.streams,
        signature=_signature(operation, inside),
        given=_given(operation),
        doc=operation_doc(operation),
        returns=lambda prefix: _returns(operation, prefix, _result(item, prefix, inside)),
        async_type=in_async.result(item) if item is not None and own_async else None,
        async_replies=tuple((r.status, _reply(r, in_async)) for r in operation.replies),
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
) -> tuple[tuple[str, str], ...]:
    """Signature and return type by what the argument that asks for an iterator says."""
    pager, page = f"{prefix}Pager[{result}]", _one_page(prefix, result)
    return (
        (_signature(operation, inside, "Literal[True]"), pager),
        (_signature(operation, inside, "Literal[False] = False"), page),
        (_signature(operation, inside, "bool"), f"{pager} | {page}"),
    )


def _parameter(parameter: Parameter, annotations: Annotations) -> str:
    parts = [f'"{parameter.name}"', f'"{parameter.location}"', annotations.checked(parameter.type)]
    if parameter.wire.raw != parameter.name:
        parts.append(f"wire={literal(parameter.wire)}")
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
    return f"Parameter({', '.join(parts)})"


def _style(parameter: Parameter) -> str:
    return (
        parameter.style.raw if parameter.style is not None else _DEFAULT_STYLE[parameter.location]
    )


def _body(body: Body, annotations: Annotations) -> str:
    parts = [annotations.checked(body.type)]
    if body.media.raw != "application/json":
        parts.append(f"media={literal(body.media)}")
    if not body.required:
        parts.append("required=False")
    if body.fields is not None:
        parts.append("fields=True")
    if body.encoding:
        entries = ", ".join(f"{literal(e.wire)}: {_encoding(e)}" for e in body.encoding)
        parts.append(f"encoding={{{entries}}}")
    return f"Body({', '.join(parts)})"


def _encoding(encoding: Encoding) -> str:
    given = {"media": encoding.media, "style": encoding.style, "explode": encoding.explode}
    keywords = (f"{key}={literal(value)}" for key, value in given.items() if value is not None)
    return f"Encoding({', '.join(keywords)})"


def _reply(reply: Reply, annotations: Annotations) -> str:
    parts = [annotations.checked(reply.type) if reply.type is not None else "None"]
    if reply.type is not None and reply.media.raw != "application/json":
        parts.append(f"media={literal(reply.media)}")
    if reply.envelope is not None:
        given = {
            "data": reply.envelope.data,
            "success": reply.envelope.success,
            "message": reply.envelope.message,
        }
        keywords = ", ".join(
            f"{key}={literal(value)}" for key, value in given.items() if value is not None
        )
        parts.append(f"envelope=Envelope({keywords})")
    return f"Reply({', '.join(parts)})"


def _settings(operation: Operation) -> list[tuple[str, str]]:
    settings: list[tuple[str, str]] = []
    if operation.pagination is not None:
        given = ", ".join(
            f"{'location' if key == 'in' else key}={literal(value)}"
            for key, value in operation.pagination.settings
            if (key, value) not in (("in", Text("query")), ("first", 1))
        )
        settings.append(("pagination", f"Pagination({given})"))
    if operation.retry_safe is not None:
        settings.append(("retry_safe", str(operation.retry_safe)))
    if operation.security is not None:
        settings.append(("security", repr(operation.security)))
    if operation.server is not None:
        settings.append(("servers", f"(Server({literal(operation.server)}),)"))
    if operation.doc.deprecated:
        settings.append(("deprecated", "True"))
    return settings


def _signature(
    operation: Operation, annotations: Annotations, iterator: str = "bool = False"
) -> str:
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
    return ", ".join(parts) + ("," if len(parts) > 5 else "")


def _given(operation: Operation) -> str:
    """What the method hands on: parameters, and the body or its fields."""
    parameters = [a for a in operation.arguments if a.place == "parameter"]
    fields = [a for a in operation.arguments if a.place == "field"]
    whole = next((a.name for a in operation.arguments if a.place == "body"), None)
    text = f", {_pairs(parameters, operation.pagination)}" if parameters else ""
    if operation.body is not None:
        text += f", body={whole or _pairs(fields, None)}"
    return text


def _pairs(arguments: list[Argument], pagination: Pagination | None) -> str:
    return "{" + ", ".join(f'"{a.key}": {_value(a, pagination)}' for a in arguments) + "}"


def _value(argument: Argument, pagination: Pagination | None) -> str:
    """An argument as it is handed on. An iterator starts at the first page whatever page is asked for."""
    if pagination is not None and pagination.iterator and argument.key == pagination.page:
        return f"UNSET if {pagination.iterator} else {argument.name}"
    return argument.name
