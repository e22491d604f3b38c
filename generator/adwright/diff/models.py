"""The classes of one Api against those of another: fields, enums, rules, actions."""

from __future__ import annotations

from adwright.diff.comparison import Comparison, Declared, way_of
from adwright.diff.rules import compare_rules
from adwright.diff.types import Way
from adwright.diff.verdicts import Verdict
from adwright.diff.words import value
from adwright.ir.classes import Alias, Model, Params
from adwright.ir.facts import Field
from adwright.ir.operations import Action
from adwright.ir.text import Identifier
from adwright.ir.types import ANY, Nullable, Type


def compare_models(comparison: Comparison) -> None:
    """Note what changed in the classes and aliases."""
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
            comparison.add(Verdict.SCHEMA_RENAMED, name, f"renamed to {renamed}")
        elif other is None:
            comparison.add(Verdict.SCHEMA_REMOVED, name)
        elif isinstance(declared, Alias) and isinstance(other, Alias):
            _compare_aliases(comparison, declared, other)
        elif isinstance(declared, Alias) or isinstance(other, Alias):
            words = f"{_what(other)} now, was {_what(declared)}"
            comparison.add(Verdict.SCHEMA_KIND_CHANGED, name, words)
        else:
            _compare_classes(comparison, declared, other)
    for name, declared in after.items():
        if name not in before and name not in come:
            comparison.add(Verdict.SCHEMA_ADDED, name, f"added, {_what(declared)}")


def _what(declared: Declared | Alias) -> str:
    if not isinstance(declared, Alias):
        return "a class"
    return "an enum" if declared.use == "enum" else "an alias"


def _compare_aliases(comparison: Comparison, old: Alias, new: Alias) -> None:
    before = comparison.old.alias_ways[old.name]
    after = comparison.new.alias_ways[new.name]
    comparison.types(old.name, old.type, new.type, *(before & after or before))
    comparison.docs(old.name, old.doc, new.doc)


def _compare_classes(comparison: Comparison, old: Declared, new: Declared) -> None:
    symbol = old.name
    way = way_of(new)
    if way_of(old) != way:
        now = "what a server returns" if way == "response" else "what a caller sends"
        comparison.add(Verdict.SCHEMA_KIND_CHANGED, symbol, f"stands for {now} now")
    olds = {item.name: item for item in old.fields}
    news = {item.name: item for item in new.fields}
    kept = comparison.matched(
        f"{symbol}.{{}}",
        {name: item.wire for name, item in olds.items()},
        {name: item.wire for name, item in news.items()},
        Verdict.FIELD_REMOVED,
        Verdict.FIELD_RENAMED,
        lambda was, now: olds[was].type == news[now].type,
    )
    for name, other in kept.items():
        _compare_fields(comparison, f"{symbol}.{other}", olds[name], news[other], way)
    for name in news.keys() - kept.values():
        if way == "request" and news[name].required:
            comparison.add(Verdict.FIELD_ADDED_REQUIRED, f"{symbol}.{name}", "added, required")
        else:
            comparison.add(Verdict.FIELD_ADDED, f"{symbol}.{name}")
    _compare_extra(comparison, old, new, way)
    if isinstance(old, Model) and isinstance(new, Model):
        _compare_methods(comparison, old, new)
    if isinstance(old, Params) and isinstance(new, Params):
        compare_rules(comparison, symbol, old.rules, new.rules)
    comparison.docs(symbol, old.doc, new.doc)


def _compare_fields(comparison: Comparison, symbol: str, old: Field, new: Field, way: Way) -> None:
    if way == "response":
        _compare_read(comparison, symbol, old, new)
    else:
        comparison.types(symbol, old.type, new.type, way)
        if new.required and not old.required:
            comparison.add(Verdict.FIELD_REQUIRED, symbol, "required now")
        elif old.required and not new.required:
            comparison.add(Verdict.FIELD_OPTIONAL, symbol, "may be left out now")
    if old.wire != new.wire:
        words = f"{value(new.wire)} in JSON, was {value(old.wire)}"
        comparison.add(Verdict.FIELD_JSON_NAME_CHANGED, symbol, words)
    comparison.docs(symbol, old.doc, new.doc)


def _compare_read(comparison: Comparison, symbol: str, old: Field, new: Field) -> None:
    """A field as it is read: None where the server sends null, or nothing."""
    before, after = _may_be_none(old), _may_be_none(new)
    if after and not before:
        comparison.add(Verdict.RESPONSE_NULL_ADDED, symbol, "may be None now")
    elif before and not after:
        comparison.add(Verdict.RESPONSE_NULL_REMOVED, symbol, "never None now")
    elif old.required != new.required:
        words = "always returned now" if new.required else "no longer always returned"
        comparison.add(Verdict.FIELD_PRESENCE_CHANGED, symbol, words)
    comparison.types(symbol, _not_null(old.type), _not_null(new.type), "response")


def _may_be_none(item: Field) -> bool:
    return not item.required or isinstance(item.type, Nullable) or item.type == ANY


def _not_null(type_: Type) -> Type:
    return type_.inner if isinstance(type_, Nullable) else type_


def _compare_extra(comparison: Comparison, old: Declared, new: Declared, way: Way) -> None:
    """Further properties: a request takes none unless the document says so, a response may have any."""
    before, after = old.extra, new.extra
    if way == "response":
        before, after = before or ANY, after or ANY
    if before is not None and after is not None:
        comparison.types(old.name, before, after, way, lead="further fields: ")
    elif before is not None:
        verdict, words = Verdict.ADDITIONAL_PROPERTIES_REMOVED, "takes no further fields now"
        comparison.add(verdict, old.name, words)
    elif after is not None:
        verdict, words = Verdict.ADDITIONAL_PROPERTIES_ADDED, "takes further fields now"
        comparison.add(verdict, old.name, words)


def _compare_methods(comparison: Comparison, old: Model, new: Model) -> None:
    """The methods of returned objects."""
    olds, news = _methods(old), _methods(new)
    for symbol, before, after in comparison.kept(
        f"{old.name}.{{}}", olds, news, Verdict.METHOD_REMOVED, Verdict.METHOD_ADDED
    ):
        if before != after:
            comparison.add(Verdict.METHOD_CHANGED, symbol, "calls the service in another way")


def _methods(model: Model) -> dict[str, object]:
    """What each method sends; nothing for those that give what may be sent."""
    methods: dict[str, object] = {action.name: _called(action) for action in model.actions}
    for view, _ in model.sent_as:
        methods[f"to_{view}"] = None
        if view != "create" and model.returned:
            methods["changes"] = None
    return methods


def _called(action: Action) -> object:
    """What a bound method sends."""
    operation = action.operation
    sent = (operation.method, operation.path, action.sends_changes)
    return sent, action.resource, action.arguments
