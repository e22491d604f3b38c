"""The names of parameters as arguments."""

from __future__ import annotations

import re
from dataclasses import replace

from adwright.ir import names
from adwright.ir.facts import In
from adwright.ir.operations import Parameter
from adwright.ir.text import Identifier

_OF_METHODS = ("options", "self", "whole_or", "with_additional", "with_media")
"""The names that methods use themselves."""


def argument_name(name: Identifier) -> Identifier:
    """A name that none of what every method takes or uses has."""
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
    return tuple(replace(p, name=argument_name(final[p.location, p.wire.raw])) for p in parameters)


def path_names(path: str) -> list[str]:
    """The parameters of a path template, in order."""
    return list(dict.fromkeys(re.findall(r"{([^{}]+)}", path)))
