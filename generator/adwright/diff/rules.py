"""Business rules of one Api against those of another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from adwright.diff.comparison import Comparison
from adwright.diff.verdicts import Verdict
from adwright.diff.words import said
from adwright.ir.facts import Origin, Rule
from adwright.ir.text import Text

Rules: TypeAlias = tuple[Rule, ...]


def compare_rules(comparison: Comparison, symbol: str, old: Rules, new: Rules) -> None:
    """Note what changed in what is checked before a request leaves.

    Args:
        comparison: takes what is found.
        symbol: the class or the method that has the rules.
        old: its rules.
        new: its rules now.
    """
    olds, news = _by_id(old), _by_id(new)
    renamed = _renamed(olds, news)
    for name, rules in olds.items():
        if name in renamed:
            comparison.add(Verdict.RULE_RENAMED, symbol, f"rule {name} renamed to {renamed[name]}")
        elif name not in news:
            comparison.add(Verdict.RULE_REMOVED, symbol, f"rule {name} removed")
        elif rules != news[name]:
            _compare(comparison, symbol, rules, news[name])
    for name, rules in news.items():
        if name not in olds and name not in renamed.values():
            sentence = said(rules[0].says)
            if all(rule.warns for rule in rules):
                words = f"rule {name} added, warns only: {sentence}"
                comparison.add(Verdict.WARNING_ADDED, symbol, words)
            else:
                comparison.add(Verdict.RULE_ADDED, symbol, f"rule {name} added: {sentence}")


def _by_id(rules: Rules) -> dict[str, Rules]:
    """Rules by id. Conditions without a name of their own share that of their keyword."""
    found: dict[str, Rules] = {}
    for rule in rules:
        found[said(rule.id)] = (*found.get(said(rule.id), ()), rule)
    return found


def _renamed(old: Mapping[str, Rules], new: Mapping[str, Rules]) -> dict[str, str]:
    """Rules with another id: who leaves one out by its id leaves it out no longer."""
    free = {_conditions(rules): name for name, rules in new.items() if name not in old}
    gone = {name: _conditions(rules) for name, rules in old.items() if name not in new}
    return {name: free[conditions] for name, conditions in gone.items() if conditions in free}


def _compare(comparison: Comparison, symbol: str, old: Rules, new: Rules) -> None:
    name, sentence = said(new[0].id), said(new[0].says)
    refused_before, refuses = (any(not rule.warns for rule in rules) for rules in (old, new))
    if refuses and not refused_before:
        words = f"rule {name} refuses now, warned before: {sentence}"
        comparison.add(Verdict.RULE_ENFORCED, symbol, words)
    elif refused_before and not refuses:
        comparison.add(Verdict.RULE_RELAXED, symbol, f"rule {name} only warns now")
    elif _conditions(old) != _conditions(new):
        verdict = Verdict.RULE_CHANGED if refuses else Verdict.WARNING_CHANGED
        comparison.add(verdict, symbol, f"rule {name} has another condition: {sentence}")
    else:
        words = f"rule {name} is said in other words"
        comparison.add(Verdict.DESCRIPTION_CHANGED, symbol, words)


def _conditions(rules: Rules) -> Rules:
    """Rules without words."""
    nameless = Text("")
    return tuple(replace(r, id=nameless, says=nameless, origin=Origin()) for r in rules)
