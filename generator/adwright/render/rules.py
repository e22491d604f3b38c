"""Business rules as code: data for people to read."""

from __future__ import annotations

from collections.abc import Iterator

from adwright.ir.model import Api, Rule
from adwright.render.code import collection, exploded
from adwright.render.prose import literal


def print_rules(api: Api) -> str:
    """The tuple of all rules, each once, in the order of what they are about."""
    owners: dict[Rule, list[str]] = {}
    for owner, rule in rules_of(api):
        owners.setdefault(rule, []).append(owner)
    rules = [_rule(rule, list(dict.fromkeys(names))) for rule, names in owners.items()]
    return exploded("(", rules, ")", 0) if rules else "()"


def rules_of(api: Api) -> Iterator[tuple[str, Rule]]:
    """All rules with the names of what they are about: a class of what is sent, or `resource.method`."""
    for params in api.params:
        yield from ((params.name, rule) for rule in params.rules)
    for resource in api.resources:
        for operation in resource.operations:
            yield from ((f"{resource.name}.{operation.name}", rule) for rule in operation.rules)
    for operation in api.client_operations:
        yield from ((operation.name, rule) for rule in operation.rules)


def _rule(rule: Rule, owners: list[str]) -> str:
    parts = [literal(rule.id), literal(rule.says)]
    parts.append("on=" + collection("(", [f'"{name}"' for name in owners], ")", 8, "on="))
    fields = [literal(field) for field in rule.fields]
    parts.append("fields=" + collection("(", fields, ")", 8, "fields="))
    if rule.warns:
        parts.append("warns=True")
    if rule.origin.source is not None:
        parts.append(f"source={literal(rule.origin.source)}")
    return exploded("Rule(", parts, ")", 4)
