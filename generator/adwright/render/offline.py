"""The routes of the offline double as code: every operation, with its documented example and what waits for it."""

from __future__ import annotations

from collections.abc import Sequence

from adwright.ir.model import Operation, Wait
from adwright.render.code import exploded, fits
from adwright.render.prose import data

_INDENT = 8
"""How deep a route stands in its file."""


def print_routes(groups: Sequence[tuple[str, Sequence[Operation], Sequence[Wait]]]) -> str:
    """A list of the routes of operations, which the modules of these names hold, and of what waits for them."""
    routes = [_route(module, each, waits) for module, all_, waits in groups for each in all_]
    return exploded("[", routes, "]", 4) if routes else "[]"


def _route(module: str, operation: Operation, waits: Sequence[Wait]) -> str:
    example = next((r.example for r in operation.responses if r.example is not None), None)
    waiting = [
        f"waiter={module}.{each.constant}"
        for each in waits
        if each.poll.constant == operation.constant
    ]
    named, last, lead = [f"{module}.{operation.constant}"], waiting[:1], "example="
    short = [] if example is None else [lead + data(example)]
    line = f"testing.Route({', '.join([*named, *short, *last])})"
    if fits(line, _INDENT):
        return line
    long = [] if example is None else [lead + data(example, _INDENT + 4, lead)]
    return exploded("testing.Route(", [*named, *long, *last], ")", _INDENT)
