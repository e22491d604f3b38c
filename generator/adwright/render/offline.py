"""The routes of the offline double as code: every operation, with its documented example."""

from __future__ import annotations

from collections.abc import Sequence

from adwright.api.model import Operation
from adwright.render.code import exploded, fits
from adwright.render.prose import data

_INDENT = 8
"""How deep a route stands in its file."""


def print_routes(groups: Sequence[tuple[str, Sequence[Operation]]]) -> str:
    """A list of the routes of operations, which the modules of these names hold."""
    routes = [_route(f"{module}.{each.constant}", each) for module, all_ in groups for each in all_]
    return exploded("[", routes, "]", 4) if routes else "[]"


def _route(name: str, operation: Operation) -> str:
    example = next((r.example for r in operation.replies if r.example is not None), None)
    if example is None:
        return f"testing.Route({name})"
    lead = "example="
    line = f"testing.Route({name}, {lead}{data(example)})"
    if fits(line, _INDENT):
        return line
    parts = [name, lead + data(example, _INDENT + 4, lead)]
    return exploded("testing.Route(", parts, ")", _INDENT)
