"""The arguments of one method against those of another, and how they travel."""

from __future__ import annotations

from collections.abc import Mapping

from adwright.diff.sides import Comparison
from adwright.diff.types import Way
from adwright.diff.words import said, value
from adwright.ir.model import Argument, Body, Operation, Parameter
from adwright.ir.text import Identifier

_REQUEST: frozenset[Way] = frozenset({"request"})


def compare_arguments(comparison: Comparison, symbol: str, old: Operation, new: Operation) -> None:
    """Note what changed in the arguments of a method.

    Args:
        comparison: takes what is found.
        symbol: the method.
        old: the operation.
        new: the operation now.
    """
    ledger = comparison.ledger
    olds = {argument.name: argument for argument in old.arguments}
    news = {argument.name: argument for argument in new.arguments}
    moved = _renamed(old, new)
    for name, argument in olds.items():
        other = news.get(moved.get(name, name))
        if other is None:
            ledger.breaking(f"{symbol}({name}=)", "removed", "removed")
            continue
        if name in moved:
            ledger.breaking(f"{symbol}({name}=)", f"renamed to {other.name}", "removed")
        _compare(comparison, f"{symbol}({other.name}=)", argument, other)
    for name, argument in news.items():
        if name in olds or name in moved.values():
            continue
        words = "added, required" if argument.required else "added"
        ledger.either(argument.required, f"{symbol}({name}=)", words, "added")
    _compare_order(comparison, symbol, old, new, moved)
    _compare_parameters(comparison, symbol, old, new)
    if old.body is not None and new.body is not None:
        _compare_body(comparison, symbol, old.body, new.body)


def _compare(comparison: Comparison, symbol: str, old: Argument, new: Argument) -> None:
    if new.required and not old.required:
        comparison.ledger.breaking(symbol, "required now")
    elif old.required and not new.required:
        words = "may be left out now, and is passed by name only"
        comparison.ledger.breaking(symbol, words)
    comparison.types(symbol, old.type, new.type, _REQUEST)
    comparison.docs(symbol, old.doc, new.doc)


def _renamed(old: Operation, new: Operation) -> dict[Identifier, Identifier]:
    """Arguments that have another name in Python for the same thing on the wire."""
    wires = {_wire(new, a): a.name for a in new.arguments}
    olds = {argument.name for argument in old.arguments}
    news = {argument.name for argument in new.arguments}
    found: dict[Identifier, Identifier] = {}
    for argument in old.arguments:
        other = wires.get(_wire(old, argument))
        if argument.name not in news and other is not None and other not in olds:
            found[argument.name] = other
    return found


def _wire(operation: Operation, argument: Argument) -> tuple[str, str]:
    """What an argument is outside Python: where it stands, and its name there."""
    if argument.place == "parameter":
        for parameter in operation.parameters:
            if parameter.name == argument.key:
                return parameter.location, parameter.wire.raw
    fields = operation.body.fields if operation.body is not None else None
    for field in fields or ():
        if argument.place == "field" and field.name == argument.key:
            return "field", field.wire.raw
    return argument.place, argument.key


def _compare_order(
    comparison: Comparison,
    symbol: str,
    old: Operation,
    new: Operation,
    moved: Mapping[Identifier, Identifier],
) -> None:
    """Arguments that may be passed by position, and are another one in the row now."""
    before = [moved.get(a.name, a.name) for a in old.arguments if not a.keyword_only]
    after = [a.name for a in new.arguments if not a.keyword_only]
    for place, name in enumerate(after):
        if name in before and before.index(name) != place:
            words = f"{_nth(place)} by position now, was {_nth(before.index(name))}"
            comparison.ledger.breaking(f"{symbol}({name}=)", words)


def _nth(index: int) -> str:
    return f"{index + 1}{({0: 'st', 1: 'nd', 2: 'rd'}).get(index, 'th')}"


def _compare_parameters(
    comparison: Comparison, symbol: str, old: Operation, new: Operation
) -> None:
    """The way of parameters to the service, which a caller does not see."""
    olds = {parameter.name: parameter for parameter in old.parameters}
    for parameter in new.parameters:
        before = olds.get(parameter.name)
        if before is not None and _sent(before) != _sent(parameter):
            words = f"sent as {parameter.location} parameter {value(parameter.wire)}"
            comparison.ledger.compatible(f"{symbol}({parameter.name}=)", f"{words} in another form")


def _sent(parameter: Parameter) -> object:
    place = (parameter.location, parameter.wire, parameter.media)
    return place, parameter.style, parameter.explode, parameter.allow_reserved


def _compare_body(comparison: Comparison, symbol: str, old: Body, new: Body) -> None:
    if old.media != new.media:
        words = f"sends {said(new.media)}, was {said(old.media)}"
        comparison.ledger.compatible(symbol, words)
    if old.encoding != new.encoding:
        comparison.ledger.compatible(symbol, "fields of the body are sent in another form")
    if old.doc != new.doc:
        comparison.docs(symbol, old.doc, new.doc)
