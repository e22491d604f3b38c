"""The arguments of one method against those of another, and how they travel."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

from adwright.diff.comparison import Comparison
from adwright.diff.verdicts import Verdict
from adwright.diff.words import said, value
from adwright.ir.operations import Argument, Operation, Parameter
from adwright.ir.text import Identifier

_Kept: TypeAlias = Mapping[Identifier, Identifier]
"""Names of arguments, and what they are called now."""


def compare_arguments(comparison: Comparison, symbol: str, old: Operation, new: Operation) -> None:
    """Note what changed in the arguments of a method.

    Args:
        comparison: takes what is found.
        symbol: the method.
        old: the operation.
        new: the operation now.
    """
    olds = {argument.name: argument for argument in old.arguments}
    news = {argument.name: argument for argument in new.arguments}
    before, after = _wires(old), _wires(new)
    kept = comparison.matched(
        f"{symbol}({{}}=)",
        before,
        after,
        Verdict.ARGUMENT_REMOVED,
        Verdict.ARGUMENT_RENAMED,
        lambda was, now: before[was][0] == after[now][0] and olds[was].type == news[now].type,
    )
    for name, other in kept.items():
        _compare(comparison, f"{symbol}({other}=)", olds[name], news[other])
    for name in news.keys() - kept.values():
        if news[name].required:
            comparison.add(Verdict.ARGUMENT_ADDED_REQUIRED, f"{symbol}({name}=)", "added, required")
        else:
            comparison.add(Verdict.ARGUMENT_ADDED, f"{symbol}({name}=)")
    _compare_order(comparison, symbol, old, new, kept)
    _compare_parameters(comparison, symbol, old, new, kept)
    if old.body is not None and new.body is not None:
        _compare_bodies(comparison, symbol, old, new)


def _compare(comparison: Comparison, symbol: str, old: Argument, new: Argument) -> None:
    if new.required and not old.required:
        comparison.add(Verdict.ARGUMENT_REQUIRED, symbol, "required now")
    elif old.required and not new.required:
        words = "may be left out now, and is passed by name only"
        comparison.add(Verdict.ARGUMENT_OPTIONAL, symbol, words)
    comparison.types(symbol, old.type, new.type, "request")
    comparison.docs(symbol, old.doc, new.doc)


def route(operation: Operation) -> tuple[str, str]:
    """What a request is to the service: the verb, and the path without the names of its parameters."""
    return operation.method, _unnamed(operation.path.raw)


def _unnamed(path: str) -> str:
    return re.sub(r"\{[^{}]*\}", "{}", path)


def _wires(operation: Operation) -> dict[Identifier, tuple[object, ...]]:
    """What each argument is outside Python: where it stands, and its name there."""
    fields = [field for body in operation.bodies for field in body.fields or ()]
    known: dict[tuple[str, str], tuple[object, ...]] = {
        **{("parameter", each.name): _place(operation, each) for each in operation.parameters},
        **{("field", each.name): ("field", each.wire) for each in fields},
    }
    keys = {each.name: (each.place, each.key) for each in operation.arguments}
    return {name: known.get(key, key) for name, key in keys.items()}


def _place(operation: Operation, parameter: Parameter) -> tuple[object, ...]:
    """Where a parameter stands. In a path that is what stands before it: its name is not sent."""
    if parameter.location != "path":
        return parameter.location, parameter.wire
    return "path", _unnamed(operation.path.raw.partition(f"{{{parameter.wire.raw}}}")[0])


def _compare_order(
    comparison: Comparison, symbol: str, old: Operation, new: Operation, kept: _Kept
) -> None:
    """Arguments that may be passed by position, and are another one in the row now."""
    before = [kept.get(a.name) for a in old.arguments if not a.keyword_only]
    after = [a.name for a in new.arguments if not a.keyword_only]
    for place, name in enumerate(after):
        if name in before and before.index(name) != place:
            words = f"{_nth(place)} by position now, was {_nth(before.index(name))}"
            verdict = Verdict.ARGUMENT_POSITION_CHANGED
            comparison.add(verdict, f"{symbol}({name}=)", words)


def _nth(index: int) -> str:
    return f"{index + 1}{({0: 'st', 1: 'nd', 2: 'rd'}).get(index, 'th')}"


def _compare_parameters(
    comparison: Comparison, symbol: str, old: Operation, new: Operation, kept: _Kept
) -> None:
    """The way of parameters to the service, which a caller does not see."""
    olds, news = ({each.name: each for each in side.parameters} for side in (old, new))
    for name, other in kept.items():
        before, after = olds.get(name), news.get(other)
        if before is not None and after is not None and _sent(before) != _sent(after):
            words = f"sent as {after.location} parameter {value(after.wire)} in another form"
            verdict = Verdict.PARAMETER_SERIALIZATION_CHANGED
            comparison.add(verdict, f"{symbol}({other}=)", words)


def _sent(parameter: Parameter) -> object:
    name = parameter.wire if parameter.location != "path" else None
    style = parameter.style, parameter.explode, parameter.allow_reserved, parameter.delimiters
    form = parameter.media, parameter.encoding, parameter.allow_empty
    return parameter.location, name, form, style


def _compare_bodies(comparison: Comparison, symbol: str, old: Operation, new: Operation) -> None:
    before, after = ({body.media: body for body in side.bodies} for side in (old, new))
    if [*before] != [*after]:
        now, was = (", ".join(map(said, media)) for media in (after, before))
        comparison.add(Verdict.REQUEST_MEDIA_TYPE_CHANGED, symbol, f"sends {now}, was {was}")
    same = [(body, after[media]) for media, body in before.items() if media in after]
    for one, other in same or [(old.bodies[0], new.bodies[0])]:
        if one.encoding != other.encoding:
            words = "fields of the body are sent in another form"
            comparison.add(Verdict.REQUEST_ENCODING_CHANGED, symbol, words)
            break
    comparison.docs(symbol, old.bodies[0].doc, new.bodies[0].doc)
