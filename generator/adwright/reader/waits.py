"""Runs that are waited for (`x-wait`): which operation tells the state, and which states are the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from adwright.extensions.operations import WAIT
from adwright.extensions.operations import Wait as Said
from adwright.ir import names
from adwright.ir.operations import Argument, Operation, Wait
from adwright.ir.text import Identifier, Text
from adwright.problems import Problem
from adwright.reader.mentions import missing, nearest
from adwright.reader.operations import OperationReader
from adwright.reader.routing import Found

_IN_ANSWER = "$."
_OWN_ARGUMENTS = ("self", "interval", "deadline", "on_progress", "options")


@dataclass(frozen=True, slots=True)
class _Known:
    """An operation, as the document has it and as it was read."""

    found: Found
    operation: Operation

    def parameters(self) -> Iterator[tuple[Text, Argument]]:
        """The arguments that are parameters, with their names on the wire."""
        wires = {parameter.name: parameter.wire for parameter in self.operation.parameters}
        for argument in self.operation.arguments:
            if argument.place == "parameter":
                yield wires[argument.key], argument


def read_waits(
    found: list[Found], operations: tuple[Operation, ...], reader: OperationReader
) -> tuple[Wait, ...]:
    """The waits of one resource.

    Args:
        found: its operations as the document has them.
        operations: the same, read.
        reader: what has read them; it gets what is doubtful, and what leads nowhere.
    """
    known = {o.id.raw: _Known(f, o) for f, o in zip(found, operations, strict=True)}
    taken = {operation.name for operation in operations}
    waits: list[Wait] = []
    for start in known.values():
        said = WAIT.read(start.found.node, reader.warnings)
        if said is None:
            continue
        poll = known.get(said.operation.raw)
        if poll is None:
            reader.astray.append(missing(said.operation, "operation", known, " on this resource"))
            continue
        reader.astray += _astray(said, start, poll, reader)
        wanted = said.method.raw if said.method is not None else _name(start.operation.name)
        name = names.variable(wanted, "wait")
        while name in taken:
            name = Identifier(name + "_")
        taken.add(name)
        waits.append(
            Wait(
                name=name,
                constant=names.constant(name),
                poll=poll.operation,
                start=start.operation.name,
                started=start.operation.result,
                arguments=tuple(_arguments(said, start, poll)),
                taken=tuple(_taken(said, poll)),
                state=said.state.text,
                done=said.done,
                failed=said.failed,
            )
        )
    return tuple(waits)


def _astray(said: Said, start: _Known, poll: _Known, reader: OperationReader) -> Iterator[Problem]:
    yield from reader.paths.astray([said.state], reader.responses.payloads(poll.found.node))
    asked, own = dict(poll.parameters()), dict(start.parameters())
    for name, source in said.arguments.items():
        if name not in asked:
            message = f"{said.operation.raw} has no parameter {name.raw!r}"
            yield source.problem(message, nearest(name.raw, [each.raw for each in asked]))
        elif not source.raw.startswith(_IN_ANSWER):
            if source.text not in own:
                where = " of this operation; `$.` leads into what it answers"
                yield missing(source, "parameter", [each.raw for each in own], where)
        elif start.operation.result is None:
            yield source.problem(f"{source.raw!r} leads nowhere: the operation answers nothing")
        else:
            yield from reader.paths.astray(
                [source], reader.responses.payloads(start.found.node), _IN_ANSWER
            )


def _arguments(said: Said, start: _Known, poll: _Known) -> Iterator[Argument]:
    """What is needed to ask, or said to be given; what is a parameter of the start too is called as it is there."""
    own = dict(start.parameters())
    taken = {*_OWN_ARGUMENTS}
    for wire, argument in poll.parameters():
        source = said.arguments.get(wire)
        if source is None and not argument.required:
            continue
        name = own[source.text].name if source is not None and source.text in own else argument.name
        while name in taken:
            name = Identifier(name + "_")
        taken.add(name)
        yield replace(argument, name=name)


def _taken(said: Said, poll: _Known) -> Iterator[tuple[Identifier, Text]]:
    for wire, argument in poll.parameters():
        source = said.arguments.get(wire)
        if source is not None and source.raw.startswith(_IN_ANSWER):
            yield argument.key, Text(source.raw.removeprefix(_IN_ANSWER))


def _name(start: Identifier) -> str:
    """`wait_optimizations_runs` for `post_optimizations_runs`, `wait_for_start` for `start`."""
    _, _, rest = start.partition("_")
    return f"wait_{rest}" if rest else f"wait_for_{start}"
