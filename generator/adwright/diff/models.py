"""The classes of one Api against those of another: fields, enums, rules, actions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from adwright.diff.changes import Ledger
from adwright.diff.rules import compare_rules
from adwright.diff.sides import Comparison, Declared, way_of
from adwright.diff.types import Way
from adwright.diff.words import value
from adwright.ir.model import Action, Alias, Field, Model, Params
from adwright.ir.text import Identifier
from adwright.ir.types import ANY, Nullable, Type

_REQUEST: frozenset[Way] = frozenset({"request"})
_REPLY: frozenset[Way] = frozenset({"response"})


def compare_models(comparison: Comparison) -> None:
    """Note what changed in the classes and aliases."""
    ledger = comparison.ledger
    before: dict[Identifier, Declared | Alias] = {
        **comparison.old.classes,
        **comparison.old.aliases,
    }
    after: dict[Identifier, Declared | Alias] = {**comparison.new.classes, **comparison.new.aliases}
    come = {*comparison.scope.renamed.values()}
    for name, declared in before.items():
        other = after.get(name)
        renamed = comparison.scope.renamed.get(name)
        if renamed is not None:
            ledger.breaking(name, f"renamed to {renamed}", "removed")
        elif other is None:
            ledger.breaking(name, "removed", "removed")
        elif isinstance(declared, Alias) and isinstance(other, Alias):
            _compare_aliases(comparison, declared, other)
        elif isinstance(declared, Alias) or isinstance(other, Alias):
            ledger.breaking(name, f"{_what(other)} now, was {_what(declared)}")
        else:
            _compare_classes(comparison, declared, other)
    for name, declared in after.items():
        if name not in before and name not in come:
            ledger.compatible(name, f"added, {_what(declared)}", "added")


def _what(declared: Declared | Alias) -> str:
    if not isinstance(declared, Alias):
        return "a class"
    return "an enum" if declared.use == "enum" else "an alias"


def _compare_aliases(comparison: Comparison, old: Alias, new: Alias) -> None:
    before = comparison.old.alias_ways[old.name]
    after = comparison.new.alias_ways[new.name]
    comparison.types(old.name, old.type, new.type, before & after or before)
    comparison.docs(old.name, old.doc, new.doc)


def _compare_classes(comparison: Comparison, old: Declared, new: Declared) -> None:
    ledger, symbol = comparison.ledger, old.name
    ways: frozenset[Way] = frozenset({way_of(new)})
    if way_of(old) != way_of(new):
        now = "what a server returns" if "response" in ways else "what a caller sends"
        ledger.breaking(symbol, f"stands for {now} now")
    olds = {item.name: item for item in old.fields}
    news = {item.name: item for item in new.fields}
    moved = _renamed_fields(olds.values(), news.values())
    for name, item in olds.items():
        other = news.get(moved.get(name, name))
        if other is None:
            ledger.breaking(f"{symbol}.{name}", "removed", "removed")
            continue
        if name in moved:
            ledger.breaking(f"{symbol}.{name}", f"renamed to {other.name}", "removed")
        _compare_fields(comparison, f"{symbol}.{other.name}", item, other, ways)
    for name, item in news.items():
        if name not in olds and name not in moved.values():
            _added_field(ledger, f"{symbol}.{name}", item, ways)
    _compare_extra(comparison, old, new, ways)
    if isinstance(old, Model) and isinstance(new, Model):
        _compare_actions(ledger, old, new)
        _compare_views(ledger, old, new)
    if isinstance(old, Params) and isinstance(new, Params):
        compare_rules(ledger, symbol, old.rules, new.rules)
    comparison.docs(symbol, old.doc, new.doc)


def _renamed_fields(old: Iterable[Field], new: Iterable[Field]) -> dict[Identifier, Identifier]:
    """Fields that have another name in Python for the same property."""
    known = {item.name for item in old}
    free = {item.wire: item.name for item in new if item.name not in known}
    kept = {item.name for item in new}
    return {
        item.name: free[item.wire] for item in old if item.name not in kept and item.wire in free
    }


def _added_field(ledger: Ledger, symbol: str, item: Field, ways: frozenset[Way]) -> None:
    if "request" in ways and item.required:
        ledger.breaking(symbol, "added, required", "added")
    else:
        ledger.compatible(symbol, "added", "added")


def _compare_fields(
    comparison: Comparison, symbol: str, old: Field, new: Field, ways: frozenset[Way]
) -> None:
    if "request" in ways:
        comparison.types(symbol, old.type, new.type, ways & _REQUEST)
        if old.required != new.required:
            words = "required now" if new.required else "may be left out now"
            comparison.ledger.either(new.required, symbol, words)
    if "response" in ways:
        _compare_read(comparison, symbol, old, new)
    if old.wire != new.wire:
        words = f"{value(new.wire)} in JSON, was {value(old.wire)}"
        comparison.ledger.compatible(symbol, words)
    comparison.docs(symbol, old.doc, new.doc)


def _compare_read(comparison: Comparison, symbol: str, old: Field, new: Field) -> None:
    """A field as it is read: None where the server sends null, or nothing."""
    before, after = _may_be_none(old), _may_be_none(new)
    if after and not before:
        comparison.ledger.breaking(symbol, "may be None now")
    elif before and not after:
        comparison.ledger.compatible(symbol, "never None now")
    elif old.required != new.required:
        words = "always returned now" if new.required else "no longer always returned"
        comparison.ledger.compatible(symbol, words)
    comparison.types(symbol, _not_null(old.type), _not_null(new.type), _REPLY)


def _may_be_none(item: Field) -> bool:
    return not item.required or isinstance(item.type, Nullable) or item.type == ANY


def _not_null(type_: Type) -> Type:
    return type_.inner if isinstance(type_, Nullable) else type_


def _compare_extra(
    comparison: Comparison, old: Declared, new: Declared, ways: frozenset[Way]
) -> None:
    """Further properties: a request takes none unless the document says so, a response keeps all."""
    if old.extra is not None and new.extra is not None:
        comparison.types(old.name, old.extra, new.extra, ways, "further fields: ")
    elif old.extra is not None:
        breaks = "request" in ways
        comparison.ledger.either(breaks, old.name, "further fields are no longer described")
    elif new.extra is not None:
        comparison.ledger.compatible(old.name, "further fields are possible")


def _compare_actions(ledger: Ledger, old: Model, new: Model) -> None:
    olds = {action.name: action for action in old.actions}
    news = {action.name: action for action in new.actions}
    for name, action in olds.items():
        if name not in news:
            ledger.breaking(f"{old.name}.{name}", "removed", "removed")
        elif _called(action) != _called(news[name]):
            ledger.compatible(f"{old.name}.{name}", "calls the service in another way")
    for name in news:
        if name not in olds:
            ledger.compatible(f"{old.name}.{name}", "added", "added")


def _compare_views(ledger: Ledger, old: Model, new: Model) -> None:
    """The methods that give what may be sent."""
    olds, news = ({*_methods(old)}, {*_methods(new)})
    for name in sorted(olds - news):
        ledger.breaking(f"{old.name}.{name}", "removed", "removed")
    for name in sorted(news - olds):
        ledger.compatible(f"{old.name}.{name}", "added", "added")


def _methods(model: Model) -> Iterator[str]:
    for view, _ in model.sent_as:
        yield f"to_{view}"
        if view != "create" and model.returned:
            yield "changes"


def _called(action: Action) -> object:
    """What a bound method sends."""
    operation = action.operation
    sent = (operation.method, operation.path, action.sends_changes)
    return sent, action.resource, action.arguments
