"""Conditions in words, for those that come without a sentence of their own."""

from __future__ import annotations

import json
from collections.abc import Iterable

from adwright.api import conditions as c
from adwright.api.model import Rule
from adwright.api.text import Sample, Text


def sentence(rule: Rule) -> Text:
    """What a rule asks for."""
    parts: list[str] = []
    if rule.then is not None:
        then = _said(rule.then, must=True)
        parts.append(f"when {_said(rule.when)}, {then}" if rule.when is not None else then)
    if rule.otherwise is not None:
        otherwise = _said(rule.otherwise, must=True)
        lead = "otherwise" if parts else f"unless {_said(rule.when)}" if rule.when else ""
        parts.append(f"{lead}, {otherwise}" if lead else otherwise)
    text = "; ".join(parts) + "."
    if text.startswith(("when ", "unless ", "either ", "exactly ", "it ")):
        text = text[:1].upper() + text[1:]  # not the name of a field
    return Text(text)


def _said(test: c.Test, *, must: bool = False) -> str:
    """A test of an object in words, as a fact or as a demand."""
    match test:
        case c.Fields(entries):
            return " and ".join(_field(path, inner, must) for path, inner in entries)
        case c.AllOf(members):
            return " and ".join(_said(each, must=must) for each in members)
        case c.AnyOf(members):
            return "either " + " or ".join(_said(each, must=must) for each in members)
        case c.ExactlyOne(members):
            return "exactly one is so: " + " or ".join(_said(each) for each in members)
        case c.Not(inner):
            return f"it {'must not be' if must else 'is not'} so that {_said(inner)}"
        case c.Compare(left, operator, right):
            return f"{_shown(left)} {'must be' if must else 'is'} {operator} {_shown(right)}"
        case c.Always(passes):
            return "anything goes" if passes else "this cannot be sent"
        case _:
            return f"it {_phrase(test, must)}"


def _field(path: c.Path, test: c.Test, must: bool) -> str:
    name = _shown(path)
    match test:
        case c.Given():
            return f"{name} {'must be given' if must else 'is given'}"
        case c.Absent():
            return f"{name} {'must be left out' if must else 'is left out'}"
        case c.IfGiven(inner):
            return f"{name}, if given, {_phrase(inner, must)}"
        case _:
            return f"{name} {_phrase(test, must)}"


def _phrase(test: c.Test, must: bool) -> str:
    """A test of a value as a verb and what follows."""
    be, have = ("must be", "must have") if must else ("is", "has")
    match test:
        case c.OneOf(values):
            return f"{be} {_list(values)}"
        case c.Not(c.OneOf(values)):
            return f"{be} {'none of' if len(values) > 1 else 'not'} {_list(values)}"
        case c.Between(low, high, above, below):
            limits = ((low, "at least"), (high, "at most"), (above, "above"), (below, "below"))
            return f"{be} " + " and ".join(f"{word} {n}" for n, word in limits if n is not None)
        case c.MultipleOf(factor):
            return f"{be} a multiple of {factor}"
        case c.Sized(what, low, high):
            unit = {"Length": "characters", "Count": "items", "Size": "members"}[what]
            numbers = [f"at least {low}"] if low else []
            numbers += [f"at most {high}"] if high is not None else []
            return f"{have} {' and '.join(numbers)} {unit}"
        case c.Matches(pattern):
            return f"{'must match' if must else 'matches'} {pattern.raw}"
        case c.IsA(kinds):
            return f"{be} of type {' or '.join(kinds)}"
        case c.Distinct():
            return f"{have} no item twice"
        case c.Each(inner, after):
            which = f"every item after the first {after}" if after else "every item"
            return f"{be} a list in which {which} is such that {_said(inner)}"
        case c.Names(inner):
            return f"{have} only members of which the name {_phrase(inner, must=False)}"
        case c.Members(pattern, inner):
            return f"{have} under every name that matches {pattern.raw} what {_phrase(inner, must=False)}"
        case c.Contains(inner, low, high):
            number = f"at least {low}" + (f" and at most {high}" if high is not None else "")
            return f"{be} a list in which for {number} items {_said(inner)}"
        case c.Not(inner):
            return f"{be} not such that {_said(inner)}"
        case _:
            return f"{be} such that {_said(test)}"


def _shown(path: c.Path) -> str:
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step.raw}" if text else step.raw
    return f"item {text}" if text.startswith("[") else text


def _list(values: Iterable[c.Value]) -> str:
    words = [_value(value) for value in values]
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _value(value: c.Value) -> str:
    if isinstance(value, Sample):
        return json.dumps(value.raw, ensure_ascii=False)
    if isinstance(value, Text):
        return value.raw or "empty"
    if value is None or isinstance(value, bool):
        return {True: "true", False: "false", None: "null"}[value]
    return str(value)
