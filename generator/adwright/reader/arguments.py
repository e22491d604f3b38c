"""The arguments of a method: their names, their order, which of them may be left out."""

from __future__ import annotations

import re
from dataclasses import replace

from adwright.ir import names
from adwright.ir.facts import Doc, In
from adwright.ir.operations import Argument, Body, Pagination, Parameter
from adwright.ir.text import Identifier, Text
from adwright.ir.types import MapOf, Scalar

_ITERATOR_DOC = Doc(
    description=Text(
        "Whether to return an iterator over the items of all pages; otherwise the items of one page are returned."
    )
)
_FURTHER_DOC = Doc(
    description=Text("Members of the body beside those named here, by their names in JSON.")
)


def arguments_of(
    parameters: tuple[Parameter, ...], body: Body | None, pagination: Pagination | None
) -> tuple[Argument, ...]:
    """The signature: what is required comes first, path before the rest; what may be left out is keyword-only."""
    arguments = [
        Argument(p.name, p.type, p.required, not p.required, p.doc, "parameter", p.name)
        for p in parameters
    ]
    if body is not None and body.fields is not None:
        for field in body.fields:
            required = field.required and body.required
            arguments.append(
                Argument(
                    field.name, field.type, required, not required, field.doc, "field", field.name
                )
            )
        if body.extra is not None:
            name, type_ = Identifier("additional_properties"), MapOf(body.extra)
            arguments.append(Argument(name, type_, False, True, _FURTHER_DOC, "additional", name))
    elif body is not None:
        name = Identifier("body")
        arguments.append(
            Argument(name, body.type, body.required, not body.required, body.doc, "body", name)
        )
    if pagination is not None and pagination.iterator is not None:
        name, flag = pagination.iterator, Scalar("boolean")
        arguments.append(Argument(name, flag, False, True, _ITERATOR_DOC, "iterator", name))
    final: list[Argument] = []
    taken = {"pager"} if pagination is not None and pagination.iterator is not None else set[str]()
    for argument in arguments:
        name = _argument_name(argument.name)
        if argument.place in ("field", "body") and name in taken:
            name = _argument_name(Identifier(argument.name.rstrip("_") + "_body"))
        while name in taken:
            name = Identifier(name + "_")
        taken.add(name)
        final.append(replace(argument, name=name))
    return tuple(sorted(final, key=lambda argument: not argument.required))


_OF_METHODS = ("options", "self", "with_additional")
"""The names that methods use themselves."""


def _argument_name(name: Identifier) -> Identifier:
    return Identifier(name + "_") if name in _OF_METHODS else name


def named(parameters: list[Parameter]) -> tuple[Parameter, ...]:
    """Parameters with names of their own: on a clash the path keeps the bare name, others say where they are."""
    in_path = {p.name for p in parameters if p.location == "path"}
    counts: dict[str, set[In]] = {}
    for p in parameters:
        counts.setdefault(p.name, set()).add(p.location)
    wanted: dict[tuple[str, ...], str] = {}
    for p in parameters:
        clash = (
            len(counts[p.name]) > 1
            and p.location != "path"
            and (p.name in in_path or p.location != "query")
        )
        suffix = f"_{p.location}" if clash else ""
        wanted[p.location, p.wire.raw] = p.name.rstrip("_") + suffix if suffix else p.name
    exact = {(p.location, p.wire.raw) for p in parameters if p.wire.raw == p.name}
    final = names.distinct(wanted, exact=exact)
    return tuple(replace(p, name=_argument_name(final[p.location, p.wire.raw])) for p in parameters)


def path_names(path: str) -> list[str]:
    """The parameters of a path template, in order."""
    return list(dict.fromkeys(re.findall(r"{([^{}]+)}", path)))
