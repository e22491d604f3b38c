"""Judges requests by the rules of their models.

Nearly every request breaks no rule, so the first question is only whether that is certain; `quick`
answers it with a function made once for each class. Only if something may be wrong does each rule
judge each object, and say what is wrong.
"""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import BaseModel

from .conditions import Holds
from .errors import RuleWarning, Violation
from .members import (
    Steps,
    at,
    hint_at,
    is_absent,
    is_model,
    item_hint,
    leading,
    may_lead,
    member,
    model_class,
    only,
    plain,
    value_hint,
)
from .quick import compiled
from .rules import Rule, rules_of
from .shapes import is_mapping, is_sequence
from .validation import stack_level
from .violations import is_secret, path_text

if TYPE_CHECKING:
    from .operation import Body, Operation, Parameter

Left: TypeAlias = Collection[str]
"""Ids of rules to leave out."""


def check(model: BaseModel, *, leave_out: Left = (), warned: bool = False) -> list[Violation]:
    """Check a model against its business rules, and the models inside it against theirs.

    A call does the same before it sends anything. This is for forms and tests.

    Args:
        model: What would be sent.
        leave_out: Ids of rules that do not count.
        warned: Whether rules that only draw a `RuleWarning` count as well; `warns` tells them.

    Returns:
        All violations, with rule id, path, values, sentence and source.
    """
    found = violations(model, leave_out=_ids(leave_out))
    return [each for each in found if warned or not each.warns]


def violations(
    value: object, hint: Any = None, *, leave_out: Left = (), path: Steps = ()
) -> list[Violation]:
    """Every rule that a value breaks, by itself or in an object inside it.

    Args:
        value: A model, a list or a mapping of models, or the same as plain JSON.
        hint: The type of the value, where it is plain JSON.
        leave_out: Ids of rules that do not count.
        path: Where the value is in the request.
    """
    if is_clean(value):
        return []
    found: list[Violation] = []
    for cls, each, place in _objects(value, only(hint), path):
        for rule, holds in _bound(cls):
            if rule.id not in leave_out and not holds(each):
                found.append(_violation(rule, each, place))
    return found


def judge(
    operation: Operation[Any], parameters: Mapping[str, object], body: object, leave_out: Left
) -> list[Violation]:
    """Every rule that a request breaks.

    Args:
        operation: What is called.
        parameters: The parameters given, by wire name, as JSON values.
        body: What the body is written from, None without one.
        leave_out: Ids of rules that do not count.
    """
    leave_out = _ids(leave_out)
    asked = (rule for rule in operation.rules if rule.id not in leave_out)
    broken = (rule for rule in asked if not rule.bind(None)(parameters))
    found = [_violation(rule, parameters, ()) for rule in broken]
    for parameter in operation.parameters:
        if _leads(parameter) and parameter.wire_name in parameters:
            name = parameter.wire_name
            value, at = parameters[name], (name,)
            found += violations(value, parameter.type, leave_out=leave_out, path=at)
    if body is not None and operation.body is not None and _leads(operation.body):
        found += violations(body, operation.body.type, leave_out=leave_out)
    return found


@cache
def _leads(part: Parameter | Body) -> bool:
    """Whether a part of a request may hold objects with rules."""
    return may_lead(part.type)


def _ids(leave_out: Left) -> Left:
    """The ids of rules; a single one may be given as it is."""
    return (leave_out,) if isinstance(leave_out, str) else leave_out


def warn(violation: Violation) -> None:
    """Give the warning for a rule that only warns."""
    text = f"{violation.message} [{violation.rule}]"
    warnings.warn(text, RuleWarning, stacklevel=stack_level())


@cache
def _bound(cls: type[BaseModel]) -> tuple[tuple[Rule, Holds], ...]:
    return tuple((rule, rule.bind(cls)) for rule in rules_of(cls))


def _violation(rule: Rule, value: Any, path: Steps) -> Violation:
    faults = rule.faults(value)
    values: dict[str, object] = {}
    for steps in rule.involved(value):
        found = at(value, steps)
        name = path_text((*path, *steps))
        if steps and not is_absent(found) and not is_secret(name):
            values[name] = plain(found)
    where = path_text(path)
    return Violation(
        rule=rule.id,
        path=path_text((*path, *faults[0])) if faults else where,
        message=f"{where}: {rule.says}" if where else rule.says,
        values=values,
        source=rule.source,
        warns=rule.warns,
    )


# Objects with rules, at any depth ----------------------------------------------------------------


def _objects(value: Any, hint: object, path: Steps) -> Iterator[tuple[type[BaseModel], Any, Steps]]:
    """Every object that has rules, with its class and its place."""
    cls = type(value) if is_model(value) else model_class(hint)
    if cls is not None and (is_model(value) or is_mapping(value)):
        if rules_of(cls):
            yield cls, value, path
        for name in leading(cls):
            inner = member(value, name)
            if not is_absent(inner):
                yield from _objects(inner, hint_at(cls, (name,)), (*path, name))
    elif is_mapping(value):
        for key, inner in value.items():
            yield from _objects(inner, value_hint(hint), (*path, key))
    elif is_sequence(value):
        for i, inner in enumerate(value):
            yield from _objects(inner, item_hint(hint), (*path, i))


# The quick answer --------------------------------------------------------------------------------


class _Quick(dict[type[Any], "Holds | None"]):
    """The quick test of each class; None where there is nothing to test."""

    def __missing__(self, cls: type[Any]) -> Holds | None:
        test: Holds | None = None
        if issubclass(cls, BaseModel):
            test = compiled(cls, is_clean)
        elif issubclass(cls, (list, tuple)):
            test = _all_clean
        elif issubclass(cls, Mapping):
            test = _unsure  # it may be an object as plain JSON
        self[cls] = test
        return test


_QUICK = _Quick()


def is_clean(value: object) -> bool:
    """Whether it is certain at a glance that a value and all inside it keep their rules."""
    test = _QUICK[type(value)]
    try:
        return test is None or test(value)
    except (AttributeError, KeyError, TypeError):  # an instance that was not made by validation
        return False


def _all_clean(value: Any) -> bool:
    return all(is_clean(each) for each in value)


def _unsure(value: Any) -> bool:
    return False
