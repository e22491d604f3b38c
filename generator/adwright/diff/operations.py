"""The methods of one client against those of another: resources, methods, arguments, results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from adwright.api.model import Argument, Body, Operation, Parameter, Reply, Resource, Wait
from adwright.api.text import Identifier
from adwright.api.types import Type
from adwright.diff.changes import Ledger
from adwright.diff.rules import compare_rules
from adwright.diff.service import compare_security
from adwright.diff.sides import Comparison
from adwright.diff.types import Way
from adwright.diff.words import said, several, value, values

_REQUEST: frozenset[Way] = frozenset({"request"})
_REPLY: frozenset[Way] = frozenset({"reply"})
_REPEATED = ("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "QUERY")


@dataclass(frozen=True, slots=True)
class _Place:
    """A method and where it stands."""

    symbol: str
    operation: Operation


def compare_operations(comparison: Comparison) -> None:
    """Note what changed in the resources and methods of the client."""
    client, ledger = comparison.client, comparison.ledger
    olds = _resources(comparison.old.api.resources)
    news = _resources(comparison.new.api.resources)
    before = _places(client, olds, comparison.old.api.client_operations)
    after = _places(client, news, comparison.new.api.client_operations)
    moved = _moved(before, after)
    for name in olds.keys() & news.keys():
        comparison.docs(f"{client}.{name}", olds[name].doc, news[name].doc)
        _compare_waits(comparison, f"{client}.{name}", olds[name].waits, news[name].waits)
    for symbol in _whole(client, olds, before, {*after, *moved}):
        ledger.breaking(symbol, "removed, with all its methods", "removed")
    for symbol in _whole(client, news, after, {*before, *moved.values()}):
        methods = [p.operation.name for s, p in after.items() if s.startswith(f"{symbol}.")]
        ledger.compatible(symbol, f"added, with {several(methods)}", "added")
    for symbol, place in before.items():
        other = after.get(moved.get(symbol, symbol))
        if other is not None:
            if symbol in moved:
                ledger.breaking(symbol, f"renamed to {other.symbol}", "removed")
            _compare(comparison, other.symbol, place.operation, other.operation)
        elif _owner(symbol) in {f"{client}.{name}" for name in news} | {client}:
            ledger.breaking(symbol, "removed", "removed")
    for symbol in after.keys() - before.keys() - {*moved.values()}:
        if _owner(symbol) in {f"{client}.{name}" for name in olds} | {client}:
            ledger.compatible(symbol, "added", "added")
