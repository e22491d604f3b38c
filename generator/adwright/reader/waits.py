"""Runs that are waited for (`x-wait`): which operation tells the state, and which states are the end."""

from __future__ import annotations

from adwright.extensions import read as extensions
from adwright.ir import names
from adwright.ir.model import Operation, Wait
from adwright.ir.text import Constant, Identifier, Text
from adwright.problems import Problem
from adwright.reader.routing import Found


def read_waits(
    found: list[Found], operations: tuple[Operation, ...], warnings: list[Problem]
) -> tuple[Wait, ...]:
    """The waits of one resource.

    Args:
        found: its operations as the document has them.
        operations: the same, read.
        warnings: gets what is doubtful.
    """
    by_id = {operation.id.raw: operation for operation in operations}
    taken = {operation.name for operation in operations}
    waits: list[Wait] = []
    for start, operation in zip(found, operations, strict=True):
        said = extensions.read(start.node, "x-wait", extensions.WAIT, warnings)
        if said is None:
            continue
        poll = by_id.get(said["operation"].raw)
        if poll is None:
            hint = "name an operationId of the same resource"
            message = f"x-wait: there is no operation {said['operation'].raw!r} here"
            warnings.append(start.node["x-wait"].problem(message, hint))
            continue
        wanted = said["method"].raw if "method" in said else _name(operation.name)
        name = names.variable(wanted, "wait")
        while name in taken:
            name = Identifier(name + "_")
        taken.add(name)
        waits.append(
            Wait(
                name=name,
                constant=names.constant(name),
                poll=poll,
                start=operation.name,
                state=said["state"],
                done=_constants(said["done"]),
                failed=_constants(said.get("failed", [])),
            )
        )
    return tuple(waits)


def _name(start: Identifier) -> str:
    """`wait_optimizations_runs` for `post_optimizations_runs`, `wait_for_start` for `start`."""
    _, _, rest = start.partition("_")
    return f"wait_{rest}" if rest else f"wait_for_{start}"


def _constants(values: list[object]) -> tuple[Constant, ...]:
    return tuple(
        Text(value) if isinstance(value, str) else value
        for value in values
        if isinstance(value, str | bool | int)
    )
