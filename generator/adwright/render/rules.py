"""Business rules as code: data in the words of the runtime."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from adwright.api import conditions as c
from adwright.api.model import Api, Model, Operation, Rule
from adwright.api.names import snake
from adwright.api.text import Constant, Sample, Text
from adwright.render.code import exploded
from adwright.render.prose import data, literal, literals

Rules: TypeAlias = tuple[Rule, ...]

_WHERE = {
    "rules": "Rule",
    "conditions": "ABSENT GIVEN AllOf AnyOf Compare ExactlyOne IfGiven Not",
    "assertions": "Between Contains Count Distinct Each Equals IsA Length Matches Members MultipleOf Names OneOf Size",
}
WORDS = {word: module for module, words in _WHERE.items() for word in words.split()}
"""The names that printed rules are made of, and the runtime's modules that they come from."""

_SIMPLE = re.compile(r"[^\W\d]\w*", re.ASCII)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of a class or an operation as the template prints them.

    Attributes:
        constant: the name they are assigned to.
        owners: the classes or the operation that they are about.
        rules: each as code.
    """

    constant: str
    owners: tuple[str, ...]
    rules: tuple[str, ...]


def rule_constants(api: Api) -> dict[Rules, str]:
    """A name for every set of rules in an Api; views of one schema that have the same rules share it."""
    wanted: dict[Rules, str] = {}
    for model in api.models:
        if model.rules:
            alone = model.rules not in wanted
            wanted[model.rules] = model.name if alone else _schema_name(model)
    for owner, operations in operations_of(api):
        for operation in operations:
            if operation.rules:
                wanted.setdefault(operation.rules, f"{owner}_{operation.name}")
    names: dict[str, Rules] = {}
    for rules, name in sorted(wanted.items(), key=lambda item: item[1]):
        constant, number = f"{snake(name).upper()}_RULES", 1
        while constant in names:
            number += 1
            constant = f"{snake(name).upper()}_{number}_RULES"
        names[constant] = rules
    return {rules: constant for constant, rules in names.items()}


def operations_of(api: Api) -> Iterable[tuple[str, tuple[Operation, ...]]]:
    """All operations, with the name of their resource; that of the client itself is empty."""
    yield from ((resource.name, resource.operations) for resource in api.resources)
    yield "", api.client_operations


def print_rules(api: Api, constants: Mapping[Rules, str]) -> tuple[RuleSet, ...]:
    """Every set of rules of an Api as code, in the order of their names."""
    owners: dict[Rules, list[str]] = {rules: [] for rules in constants}
    for model in api.models:
        if model.rules:
            owners[model.rules].append(model.name)
    for resource, operations in operations_of(api):
        for operation in operations:
            if operation.rules:
                owners[operation.rules].append(f"{resource}.{operation.name}".lstrip("."))
    return tuple(
        RuleSet(constant, tuple(owners[rules]), tuple(map(_rule, rules)))
        for rules, constant in constants.items()
    )


def _schema_name(model: Model) -> str:
    """What the views of a schema have in common."""
    return model.name.removesuffix("Update").removesuffix("Create")


def _rule(rule: Rule) -> str:
    parts = [literal(rule.id), literal(rule.says)]
    given = {"when": rule.when, "then": rule.then, "otherwise": rule.otherwise}
    parts += [f"{key}={_test(test)}" for key, test in given.items() if test is not None]
    if rule.warns:
        parts.append("warns=True")
    if rule.origin.source is not None:
        parts.append(f"source={literal(rule.origin.source)}")
    return exploded("Rule(", parts, ")", 4)


def _test(test: c.Test) -> str:
    """A test as code."""
    match test:
        case c.Fields(entries):
            inner = ", ".join(f"{_path(path)}: {_test(each)}" for path, each in entries)
            return f"{{{inner}}}"
        case c.Given() | c.Absent():
            return type(test).__name__.upper()
        case c.OneOf((value,)):
            return f"Equals({_value(value)})"
        case c.OneOf(values):
            return f"OneOf({', '.join(map(_value, values))})"
        case c.Matches(pattern):
            return f"Matches({literal(pattern)})"
        case c.IsA(kinds):
            return f"IsA({literals(map(Text, kinds))})"
        case c.Distinct():
            return "Distinct()"
        case c.Compare(left, operator, right):
            return f'Compare({_path(left)}, "{operator}", {_path(right)})'
        case c.Always(passes):
            return "AllOf()" if passes else "AnyOf()"
        case c.AllOf(members) | c.AnyOf(members) | c.ExactlyOne(members):
            return f"{type(test).__name__}({', '.join(map(_test, members))})"
        case c.IfGiven(inner) | c.Not(inner) | c.Names(inner):
            return f"{type(test).__name__}({_test(inner)})"
        case _:
            return _with_numbers(test)


def _value(value: c.Value) -> str:
    return data(value) if isinstance(value, Sample) else literal(value)


def _with_numbers(test: c.Test) -> str:
    """A test that has limits, as code."""
    match test:
        case c.Between(low, high, above, below):
            given = {"low": low, "high": high, "above": above, "below": below}
            if low is not None and high is not None and above is None and below is None:
                return f"Between({literal(low)}, {literal(high)})"
            return f"Between({_keywords(given)})"
        case c.MultipleOf(factor):
            return f"MultipleOf({literal(factor)})"
        case c.Sized(what, low, high):
            if low == high:
                return f"{what}({low}, {high})"
            return f"{what}({_keywords({'at_least': low or None, 'at_most': high})})"
        case c.Members(pattern, inner):
            return f"Members({literal(pattern)}, {_test(inner)})"
        case c.Each(inner, after):
            return f"Each({_test(inner)}{f', after={after}' if after else ''})"
        case c.Contains(inner, low, high):
            limits = _keywords({"at_least": None if low == 1 else low, "at_most": high})
            return f"Contains({_test(inner)}{', ' if limits else ''}{limits})"
        case _:
            raise TypeError(f"no code for {test!r}")


def _keywords(given: Mapping[str, Constant]) -> str:
    return ", ".join(f"{key}={literal(value)}" for key, value in given.items() if value is not None)


def _path(path: c.Path) -> str:
    """A path as code: dotted, or as a tuple where a name has a character that paths give a meaning."""
    if not all(isinstance(step, int) or _SIMPLE.fullmatch(step.raw) for step in path):
        return f"({literals(path)},)"
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step.raw}" if text else step.raw
    return literal(Text(text))
