"""Compiles the rules of a class into one plain function, for a quick answer; see `rulebook`.

The function reads every field that rules speak of into a local variable, tries each rule as one
expression, and goes on with the objects inside. As with the `__init__` of a dataclass its text is
made here and run once. There is nothing of a document in it but names of attributes; whatever else
a rule speaks of is handed over as a value. What has no short form is left to the rule's own test.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Literal, TypeAlias, cast, get_origin

from pydantic import BaseModel, TypeAdapter

from .assertions import Between, Count, Each, Equals, Matches, OneOf
from .comparing import times_stand
from .conditions import (
    ABSENT,
    GIVEN,
    AllOf,
    AnyOf,
    Compare,
    Fields,
    Holds,
    IfGiven,
    Not,
    Test,
)
from .members import Steps, attributes, hint_at, item_hint, leading, model_class
from .models import MISSING, RequestModel
from .rules import Rule, rules_of

_NOTHING: Mapping[Steps, str] = {}

_DEEPEST = 5
"""How many objects deep the function itself looks; further down each class has its own."""


def compiled(cls: type[BaseModel], is_clean: Holds) -> Holds | None:
    """A function that says whether an object surely keeps all rules, as do those inside it.

    Args:
        cls: The class of the objects.
        is_clean: The same for values of any type.

    Returns:
        The function; None if objects of the class can break no rule.
    """
    if not rules_of(cls) and not leading(cls):
        return None
    writer = _Writer(is_clean)
    writer.line(0, "def clean(v):")
    writer.node(cls, "v", 1, (cls,))
    writer.line(1, "return True")
    return writer.function("clean", cls)


class _Writer:
    """The text of a function, and the values that it refers to by name."""

    def __init__(self, is_clean: Holds) -> None:
        self.lines: list[str] = []
        self.names: dict[str, Any] = {"M": MISSING, "is_clean": is_clean}
        self.count = 0

    def function(self, name: str, cls: type[BaseModel]) -> Holds:
        """The function that was written."""
        text = "\n".join(self.lines)
        exec(compile(text, f"<rules of {cls.__name__}>", "exec"), self.names)
        return cast(Holds, self.names[name])

    def line(self, depth: int, text: str) -> None:
        """Add a line."""
        self.lines.append("    " * depth + text)

    def fresh(self, letter: str) -> str:
        """A name that is not in use."""
        self.count += 1
        return f"{letter}{self.count}"

    def value(self, value: object) -> str:
        """A name for a value; the same one for the same texts."""
        if isinstance(value, (str, frozenset)):
            known = [name for name, each in self.names.items() if each == value]
            if known:
                return known[0]
        name = self.fresh("k")
        self.names[name] = value
        return name

    def node(
        self,
        cls: type[BaseModel],
        var: str,
        depth: int,
        above: tuple[type[BaseModel], ...],
        known: Mapping[Steps, str] = _NOTHING,
    ) -> None:
        """Judge the object in a variable, and what is inside it.

        Args:
            cls: Its class.
            var: The variable.
            depth: How deep the text stands.
            above: The classes of the object and of those that it is in.
            known: Variables that hold some of its fields already.
        """
        rules, inside = rules_of(cls), leading(cls)
        if not issubclass(cls, RequestModel):
            for rule in rules:
                self.line(depth, f"if not {self.value(rule.bind(cls))}({var}): return False")
            for name in inside:
                attribute = attributes(cls)[name]
                self.line(depth, f"if not is_clean({var}.__dict__[{attribute!r}]): return False")
            return
        places = _Places(self, cls, var, known)
        tests = [test for rule in rules for test in rule.tests()]
        places.read([*_paths(tests, cls), *((name,) for name in inside)], depth)
        for guard, group in groupby(rules, lambda rule: _guard(rule, places)):
            if guard is not None:
                self.line(depth, f"if {guard} is not M:")
            deeper = depth if guard is None else depth + 1
            for text in places.shortened([_broken(rule, places, guard) for rule in group], deeper):
                self.line(deeper, f"if {text}: return False")
        for name in inside:
            self.member(places, name, depth, above)

    def member(
        self, places: _Places, name: str, depth: int, above: tuple[type[BaseModel], ...]
    ) -> None:
        """Judge what is in a field: an object, a list of objects, or anything else."""
        var, hint, known = places.names[(name,)], hint_at(places.cls, (name,)), places.inside(name)
        self.line(depth, f"if {var} is not M and {var} is not None:")
        if get_origin(hint) is list:
            each = self.fresh("v")
            self.line(depth + 1, f"for {each} in {var}:")
            var, hint, known, depth = each, item_hint(hint), _NOTHING, depth + 1
        cls = model_class(hint)
        if cls is None or cls in above or len(above) > _DEEPEST:
            self.line(depth + 1, f"if not is_clean({var}): return False")
            return
        # Something of another class has other attributes, and then the rules themselves must tell.
        self.node(cls, var, depth + 1, (*above, cls), known)
        self.line(depth + 1, "pass")


class _Places:
    """The fields of an object, and of objects in it, as variables that hold them or `MISSING`."""

    def __init__(
        self,
        writer: _Writer,
        cls: type[BaseModel],
        var: str,
        known: Mapping[Steps, str] = _NOTHING,
    ) -> None:
        self.writer = writer
        self.cls = cls
        self.var = var
        self.known = known
        self.names: dict[Steps, str] = {}
        self.given: str | None = None

    def inside(self, name: str) -> Mapping[Steps, str]:
        """The variables that hold fields of the object in a field."""
        return {path[1:]: var for path, var in self.names.items() if path[0] == name and path[1:]}

    def read(self, paths: Sequence[Steps], depth: int) -> None:
        """Write the statements that fill the variables."""
        prefixes = {path[:n] for path in paths for n in range(1, len(path) + 1)}
        for path in sorted(prefixes, key=lambda path: (len(path), [*map(str, path)])):
            self.names[path] = self.known.get(path) or self.writer.fresh("f")
        self._members((), self.var, self.cls, depth)

    def shortened(self, texts: list[str], depth: int) -> list[str]:
        """The expressions, with what they have in common asked only once."""
        counts = Counter(each for text in texts for each in set(_MEMBERSHIP.findall(text)))
        for common, count in counts.items():
            if count > 1:
                name = self.writer.fresh("b")
                self.writer.line(depth, f"{name} = {common}")
                texts = [text.replace(common, name) for text in texts]
        return texts

    def _members(self, base: Steps, var: str, hint: object, depth: int) -> None:
        cls = model_class(hint)
        inner = [path for path in self.names if path[:-1] == base]
        if cls is None or not inner:
            return
        members = self.writer.fresh("d")
        if any(path not in self.known for path in inner):
            self.writer.line(depth, f"{members} = {var}.__dict__")
        for path in inner:
            attribute = attributes(cls)[str(path[-1])]
            name = self.names[path]
            if path not in self.known:
                self.writer.line(depth, f"{name} = {members}[{attribute!r}]")
            below = [
                self.names[p] for p in self.names if len(p) > len(path) and p[: len(path)] == path
            ]
            if below:
                self.writer.line(depth, f"if {name} is M or {name} is None:")
                self.writer.line(depth + 1, f"{' = '.join(below)} = M")
                self.writer.line(depth, "else:")
                self._members(path, name, hint_at(cls, (path[-1],)), depth + 1)


_MEMBERSHIP = re.compile(r"\(f\d+ (?:in|==) k\d+\)")


def _paths(tests: Sequence[Test], cls: type[BaseModel]) -> Iterator[Steps]:
    """The paths in tests that lead through known classes only."""
    for test in tests:
        for path in _fields_of(test):
            if _is_known(cls, path):
                yield path
            elif isinstance(test, Compare) and _is_known(cls, path[:-1]):
                yield path[:-1]  # a list, and a field of its items


def _fields_of(test: Test) -> Iterator[Steps]:
    if isinstance(test, Fields):
        yield from (steps for steps, _ in test.entries)
    elif isinstance(test, (AllOf, AnyOf)):
        for each in test.members:
            yield from _fields_of(each)
    elif isinstance(test, Not):
        yield from _fields_of(test.inner)
    elif isinstance(test, Compare):
        yield from (test.left, test.right)


def _is_known(cls: type[BaseModel], path: Steps) -> bool:
    hint: object = cls
    for step in path:
        owner = model_class(hint)
        if owner is None or not issubclass(owner, RequestModel):
            return False
        if step not in attributes(owner):
            return False
        hint = hint_at(owner, (step,))
    return True


# Expressions -------------------------------------------------------------------------------------


def _guard(rule: Rule, places: _Places) -> str | None:
    """The variable that must hold something for a rule to apply, None if there is no such one."""
    premise = rule.premise
    if rule.alternative is not None or not isinstance(premise, Fields):
        return None
    needed = [path for path, test in premise.entries if not test.where_absent]
    return places.names.get(needed[0]) if needed else None


def _broken(rule: Rule, places: _Places, given: str | None) -> str:
    """Whether a rule is broken, as an expression; one variable may be known to hold something."""
    places.given = given
    when, then = _of_object(rule.premise, places), _of_object(rule.conclusion, places)
    if rule.alternative is not None:
        return f"not ({then} if {when} else {_of_object(rule.alternative, places)})"
    return f"not {then}" if when == "True" else f"{when} and not {then}"


def _of_object(test: Test, places: _Places) -> str:
    """Whether an object passes a test, as an expression in brackets."""
    if isinstance(test, Fields):
        parts = [_of_field(path, each, places) for path, each in test.entries]
        return _joined("and", [part for part in parts if part != "True"])
    if isinstance(test, AllOf):
        return _joined("and", [_of_object(each, places) for each in test.members])
    if isinstance(test, AnyOf):
        return _joined("or", [_of_object(each, places) for each in test.members])
    if isinstance(test, Not):
        return f"(not {_of_object(test.inner, places)})"
    short = _compared(test, places) if isinstance(test, Compare) else None
    return short or f"{places.writer.value(test.bind(places.cls))}({places.var})"


def _compared(test: Compare, places: _Places) -> str | None:
    """A comparison of times, as an expression."""
    cls, left, right = places.cls, test.left, test.right
    attribute: str | None = None
    if left not in places.names:
        owner = model_class(item_hint(hint_at(cls, left[:-1])))
        attribute = attributes(owner).get(str(left[-1])) if owner is not None else None
        if attribute is None or owner is None or not issubclass(owner, RequestModel):
            return None
        kind, left = _kind(hint_at(owner, left[-1:])), left[:-1]
    else:
        kind = _kind(hint_at(cls, left))
    names = [places.names.get(path) for path in (left, right)]
    if None in names or (kind, _kind(hint_at(cls, right))) != ("time", "time"):
        return None
    given = " and ".join(f"{name} is not M and {name} is not None" for name in names)
    stand = places.writer.value(times_stand(test.operator, attribute))
    return f"(not ({given}) or {stand}({', '.join(map(str, names))}))"


def _joined(word: str, parts: list[str]) -> str:
    if not parts:
        return str(word == "and")
    return parts[0] if len(parts) == 1 else f"({f' {word} '.join(parts)})"


def _of_field(path: Steps, test: Test, places: _Places) -> str:
    name = places.names.get(path)
    if name is None:
        alone = Fields({path: test}).bind(places.cls)
        return f"{places.writer.value(alone)}({places.var})"
    given = "" if name == places.given else f"{name} is not M"
    if test is GIVEN:
        return f"({given})" if given else "True"
    if test is ABSENT:
        return f"({name} is M)"
    hint = hint_at(places.cls, path)
    inner = test.inner if isinstance(test, IfGiven) else test
    text = _of_value(inner, name, hint, places.writer)
    if isinstance(test, IfGiven):
        return f"({name} is M or {text})" if given else text
    return f"({given} and {text})" if given else text


def _of_value(test: Test, name: str, hint: object, writer: _Writer) -> str:
    """Whether the value in a variable passes a test, as an expression in brackets."""
    if isinstance(test, Not):
        return f"(not {_of_value(test.inner, name, hint, writer)})"
    if isinstance(test, AllOf):
        return _joined("and", [_of_value(each, name, hint, writer) for each in test.members])
    if isinstance(test, Each) and not test.after and (text := _each(test, name, hint, writer)):
        return text
    short = _SHORT.get((type(test), _kind(hint)))
    text = short(test, name, writer) if short is not None else None
    return text or f"{writer.value(test.bind(hint))}({name})"


def _each(test: Each, name: str, hint: object, writer: _Writer) -> str | None:
    """A test of every item of a list of objects, as a call of a function made for it."""
    cls = model_class(item_hint(hint))
    if cls is None or not issubclass(cls, RequestModel):
        return None
    inside = _Writer(writer.names["is_clean"])
    inside.line(0, "def each(items):")
    inside.line(1, "for v in items or ():")
    places = _Places(inside, cls, "v")
    places.read([*_paths([test.inner], cls)], 2)
    inside.line(2, f"if not {_of_object(test.inner, places)}: return False")
    inside.line(1, "return True")
    return f"{writer.value(inside.function('each', cls))}({name})"


_Kind: TypeAlias = Literal["text", "number", "flag", "list", "time", "other"]


def _kind(hint: object) -> _Kind:
    if hint is str or (get_origin(hint) is Literal and _all_text(hint)):
        return "text"
    if hint is int or hint is float:
        return "number"
    if hint is datetime.datetime:
        return "time"
    return "flag" if hint is bool else "list" if get_origin(hint) is list else "other"


def _all_text(hint: Any) -> bool:
    return all(isinstance(each, str) or each is None for each in hint.__args__)


def _text_in(test: Equals | OneOf, name: str, writer: _Writer) -> str:
    if len(test.constants) == 1:
        return f"({name} == {writer.value(test.constants[0])})"
    return f"({name} in {writer.value(frozenset(test.constants))})"


def _number_in(test: Equals | OneOf, name: str, writer: _Writer) -> str:
    numbers = [each for each in test.constants if not isinstance(each, bool)]
    return f"({name} in {writer.value(tuple(numbers))})"


def _flag_in(test: Equals | OneOf, name: str, writer: _Writer) -> str:
    flags = [each for each in test.constants if each is None or isinstance(each, bool)]
    return _joined("or", [f"{name} is {each}" for each in flags])


def _limits(low: object, high: object, what: str, writer: _Writer) -> str:
    parts = [f"{writer.value(low)} <= {what}"] if low is not None else []
    parts += [f"{what} <= {writer.value(high)}"] if high is not None else []
    return _joined("and", parts)


def _between(test: Between, name: str, writer: _Writer) -> str | None:
    if test.above is not None or test.below is not None:
        return None
    return f"({name} is None or {_limits(test.low, test.high, name, writer)})"


def _count(test: Count, name: str, writer: _Writer) -> str:
    return f"({name} is None or {_limits(test.at_least, test.at_most, f'len({name})', writer)})"


def _matches(test: Matches, name: str, writer: _Writer) -> str:
    search = writer.value(re.compile(test.pattern).search)
    return f"({name} is None or {search}({name}) is not None)"


def _matches_time(test: Matches, name: str, writer: _Writer) -> str:
    """A time in UTC ends in Z when sent, which may be all that the pattern asks for."""
    own = f"({name} is None or {writer.value(test.bind(None))}({name}))"
    anywhere = re.search(r"\^|\\[AbBZ]|\(\?", test.pattern) is None
    if not anywhere or re.search(test.pattern, "Z") is None:
        return own
    return f"({name} is None or {name}.tzinfo in {writer.value(_utc())} or {own})"


def _utc() -> frozenset[datetime.tzinfo | None]:
    """The zones that stand for UTC: Python's own, and the one of parsed texts."""
    parsed = TypeAdapter(datetime.datetime).validate_python("2000-01-01T00:00:00Z")
    return frozenset({datetime.UTC, parsed.tzinfo})


_SHORT: dict[tuple[type[Test], _Kind], Callable[[Any, str, _Writer], str | None]] = {
    (Equals, "text"): _text_in,
    (OneOf, "text"): _text_in,
    (Equals, "number"): _number_in,
    (OneOf, "number"): _number_in,
    (Equals, "flag"): _flag_in,
    (OneOf, "flag"): _flag_in,
    (Between, "number"): _between,
    (Count, "list"): _count,
    (Matches, "text"): _matches,
    (Matches, "time"): _matches_time,
}
