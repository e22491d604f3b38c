"""Plans how the rules of a class are looked at quickly; see `rulebook`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, get_origin

from pydantic import BaseModel

from .members import Steps, attributes, hint_at, model_class
from .models import MISSING, RequestModel
from .rules import (
    ABSENT,
    GIVEN,
    AllOf,
    Count,
    Equals,
    Fields,
    Holds,
    IfGiven,
    Not,
    OneOf,
    Rule,
    Test,
    rules_of,
)

Clean: TypeAlias = Callable[[Any], bool]
Plans: TypeAlias = Mapping[type[Any], "Clean | None"]
_Key: TypeAlias = Any


@dataclass(slots=True)
class _Wanted:
    """What the rules ask of one object: attributes that must be there, and that must not."""

    needs: set[str] = field(default_factory=set[str])
    bars: set[str] = field(default_factory=set[str])


@dataclass(slots=True)
class _Entry:
    """What applies for one value of a field: to the object itself, to objects in it, and the rest."""

    own: _Wanted = field(default_factory=_Wanted)
    far: dict[str, _Wanted] = field(default_factory=dict[str, _Wanted])
    rest: list[Holds] = field(default_factory=list[Holds])


@dataclass(frozen=True, slots=True)
class _Guard:
    """A field whose value decides whether a rule applies.

    Attributes:
        steps: Where it is: a field, or a field of an object in a field.
        test: What its value must be.
        whole: Whether nothing else decides.
    """

    steps: Steps
    test: Test
    counts: bool
    whole: bool


def plan_of(cls: type[BaseModel], leading: Sequence[str], plans: Plans) -> Clean | None:
    """The quick test of a class: true only if an object surely keeps every rule.

    Args:
        cls: The class.
        leading: Its attributes that may hold objects with rules.
        plans: The quick tests of all classes.

    Returns:
        The test; None if objects of the class can break no rule.
    """
    rules = rules_of(cls)
    if not rules and not leading:
        return None
    tables, rest = _file(rules, cls)
    guards = [table.compiled() for table in tables]
    inside = tuple(leading)

    def clean(value: Any) -> bool:
        own = value.__dict__
        for guard in guards:
            if not guard(value, own):
                return False
        for holds in rest:
            if not holds(value):
                return False
        for attribute in inside:
            found = own[attribute]
            if found is MISSING or found is None:
                continue
            kind = found.__class__
            if kind is list:
                for each in found:
                    plan = plans[type(each)]
                    if plan is not None and not plan(each):
                        return False
            else:
                plan = plans[kind]
                if plan is not None and not plan(found):
                    return False
        return True

    return clean


def _file(rules: Iterable[Rule], cls: type[BaseModel]) -> tuple[list[_Table], list[Holds]]:
    """File the rules under the fields that decide whether they apply, the others in a list."""
    tables: dict[tuple[Steps, bool], _Table] = {}
    rest: list[Holds] = []
    for rule in rules:
        guard = _guard_of(rule, cls)
        if guard is None:
            rest.append(rule.bind(cls))
            continue
        key = guard.steps, guard.counts
        if key not in tables:
            tables[key] = _Table(guard.steps, guard.counts, cls)
        tables[key].filed.append((guard, rule))
    return [*tables.values()], rest


def _guard_of(rule: Rule, cls: type[BaseModel]) -> _Guard | None:
    premise = rule.premise
    if rule.alternative is not None or not isinstance(premise, Fields):
        return None
    if not issubclass(cls, RequestModel):
        return None
    for steps, test in premise.entries:
        guard = _deciding(test)
        if guard is not None and _attributes_at(cls, steps) is not None:
            others = [each for each in premise.entries if each[0] != steps]
            whole = guard is test and all(_implied(each, rule) for each in others)
            return _Guard(steps, guard, isinstance(guard, Count), whole)
    return None


def _deciding(test: Test) -> Test | None:
    """The part of a test that a key decides: a value among constants, or a number of items."""
    if isinstance(test, AllOf):
        return next((x for x in map(_deciding, test.members) if x is not None), None)
    inner = test.inner if isinstance(test, Not) else test
    known = isinstance(inner, (Equals, OneOf)) and not any(
        isinstance(constant, (list, dict)) for constant in inner.constants
    )
    return test if known or test is GIVEN or isinstance(test, Count) else None


def _implied(entry: tuple[Steps, Test], rule: Rule) -> bool:
    """Whether a further condition only asks for the object that the conclusion is about."""
    conclusion = rule.conclusion
    return (
        entry[1] is GIVEN
        and isinstance(conclusion, Fields)
        and all(steps[:-1] == entry[0] or steps == entry[0] for steps, _ in conclusion.entries)
    )


def _attributes_at(cls: type[BaseModel], steps: Steps) -> tuple[str, ...] | None:
    """A path of one or two fields as attributes; None if it is longer or unknown."""
    if len(steps) > 2:
        return None
    found: list[str] = []
    hint: object = cls
    for step in steps:
        owner = model_class(hint)
        if owner is None or not issubclass(owner, RequestModel):
            return None
        attribute = attributes(owner).get(str(step))
        if attribute is None:
            return None
        found.append(attribute)
        hint = hint_at(owner, (step,))
    return tuple(found)


class _Table:
    """The rules that the value of one field decides about."""

    def __init__(self, steps: Steps, counts: bool, cls: type[BaseModel]) -> None:
        self.path = _attributes_at(cls, steps) or ()
        self.counts = counts
        self.cls = cls
        hint = hint_at(cls, steps)
        self.is_text = hint is str or get_origin(hint) is Literal
        self.filed: list[tuple[_Guard, Rule]] = []

    def compiled(self) -> Callable[[Any, Any], bool]:
        """The table as a function of an object and its dict."""
        entries, other = self._entries()
        first, second = (*self.path, None)[:2]
        key: Callable[[Any], _Key] | None
        key = _count_key(max(entries)) if self.counts else self._value_key()
        if key is _text_key and self.is_text:
            key = None  # the value is the key

        def guard(value: Any, own: Any) -> bool:
            found = own[first]
            if second is not None:
                if found is MISSING or found is None:
                    return True
                found = found.__dict__[second]
            if found is MISSING:
                return True
            entry = entries.get(found if key is None else key(found), other)
            return entry is None or entry(value, own)

        return guard

    def _value_key(self) -> Callable[[Any], _Key]:
        constants = [constant for guard, _ in self.filed for constant in _constants(guard.test)]
        plain = constants and all(isinstance(constant, str) for constant in constants)
        return _text_key if plain else _exact_key

    def _entries(
        self,
    ) -> tuple[dict[_Key, Callable[[Any, Any], bool] | None], Callable[[Any, Any], bool] | None]:
        """What applies for each value that a rule names, and for every other."""
        if self.counts:
            top = max(_top(guard.test) for guard, _ in self.filed)
            return {n: self._entry([None] * n) for n in range(top + 2)}, None
        key = self._value_key()
        named = [constant for guard, _ in self.filed for constant in _constants(guard.test)]
        return {key(each): self._entry(each) for each in named}, self._entry(_OTHER)

    def _entry(self, sample: Any) -> Callable[[Any, Any], bool] | None:
        entry = _Entry()
        for guard, rule in self.filed:
            if guard.test.holds(sample) and not (guard.whole and self._wanted(rule, entry)):
                entry.rest.append(rule.bind(self.cls))
        return _compiled(entry)

    def _wanted(self, rule: Rule, entry: _Entry) -> bool:
        """Note what a rule asks for as names; false if that is not all it asks for."""
        asked = list(_asked(rule.conclusion, self.cls))
        if not asked or None in asked:
            return False
        for each in asked:
            assert each is not None
            owner, attribute, present = each
            wanted = entry.own if owner is None else entry.far.setdefault(owner, _Wanted())
            (wanted.needs if present else wanted.bars).add(attribute)
        return True


_OTHER = object()


def _constants(test: Test) -> tuple[object, ...]:
    inner = test.inner if isinstance(test, Not) else test
    return inner.constants if isinstance(inner, (Equals, OneOf)) else ()


def _top(test: Test) -> int:
    """The highest number of items that a test tells from the next."""
    if not isinstance(test, Count):
        return 0
    return max(test.at_least, test.at_most or 0)


def _text_key(value: Any) -> _Key:
    if isinstance(value, str):
        return value
    return _exact_key(value)


def _exact_key(value: Any) -> _Key:
    """A key under which 1 is 1.0, but not true."""
    if isinstance(value, str) or value is None or value is _OTHER:
        return value
    if isinstance(value, (int, float)):
        return isinstance(value, bool), value
    raise TypeError("only the rule itself can tell")


def _count_key(top: int) -> Callable[[Any], _Key]:
    def key(value: Any) -> _Key:
        kind = value.__class__
        if kind is not list:
            raise TypeError("only the rule itself can tell")
        return min(len(value), top)

    return key


def _asked(conclusion: Test, cls: type[BaseModel]) -> Iterator[tuple[str | None, str, bool] | None]:
    """What a conclusion asks for: an object in an attribute or None, an attribute, whether given."""
    for steps, test in conclusion.entries if isinstance(conclusion, Fields) else ():
        path = _attributes_at(cls, steps)
        if path is None:
            yield None
        elif test is GIVEN or test is ABSENT:
            far = len(path) == 2
            # Something may only be asked of an object in a field if there is one.
            yield None if far and test is GIVEN else (
                path[0] if far else None, path[-1], test is GIVEN,
            )  # fmt: skip
        elif isinstance(test, IfGiven) and len(path) == 1:
            yield from _asked_inside(test.inner, path[0], hint_at(cls, steps))
        else:
            yield None


def _asked_inside(
    test: Test, owner: str, hint: object
) -> Iterator[tuple[str | None, str, bool] | None]:
    cls = model_class(hint)
    if cls is None or not isinstance(test, Fields):
        yield None
        return
    for steps, inner in test.entries:
        path = _attributes_at(cls, steps) if len(steps) == 1 else None
        yield (owner, path[0], inner is GIVEN) if path and inner in (GIVEN, ABSENT) else None


def _compiled(entry: _Entry) -> Callable[[Any, Any], bool] | None:
    """What applies for one value, as a function of an object and its dict."""
    needs, bars = tuple(sorted(entry.own.needs)), frozenset(entry.own.bars)
    far = tuple((a, tuple(sorted(w.needs)), frozenset(w.bars)) for a, w in entry.far.items())
    rest = tuple(entry.rest)
    if not (needs or bars or far or rest):
        return None

    def applies(value: Any, own: Any) -> bool:
        for name in needs:
            if own[name] is MISSING:
                return False
        if bars and not bars.isdisjoint(value.__pydantic_fields_set__):
            return False
        for name, far_needs, far_bars in far:
            inner = own[name]
            if inner is MISSING:
                continue
            if not far_bars.isdisjoint(inner.__pydantic_fields_set__):
                return False
            if far_needs:
                members = inner.__dict__
                for each in far_needs:
                    if members[each] is MISSING:
                        return False
        return all(holds(value) for holds in rest) if rest else True

    return applies
