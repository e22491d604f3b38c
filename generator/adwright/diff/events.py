"""What a service sends by itself, webhooks and callbacks, against what it sent: the functions that read it."""

from __future__ import annotations

from collections import Counter

from adwright.diff.comparison import Comparison
from adwright.diff.verdicts import Verdict
from adwright.diff.words import value
from adwright.ir.api import Api
from adwright.ir.text import Identifier, Text


def compare_events(comparison: Comparison) -> None:
    """Note what changed in the events that a service tells of."""
    old, new = comparison.old.api, comparison.new.api
    olds, news = ({each.name: each for each in api.events} for api in (old, new))
    kept = comparison.matched(
        "webhooks.{}",
        _wires(old),
        _wires(new),
        Verdict.EVENT_REMOVED,
        Verdict.EVENT_RENAMED,
        lambda was, now: olds[was].type == news[now].type,
    )
    for name, other in kept.items():
        symbol, before, after = f"webhooks.{other}", olds[name], news[other]
        comparison.types(symbol, before.type, after.type, "response", lead="returns: ")
        if before.wire != after.wire:
            words = f"the service calls it {value(after.wire)}, was {value(before.wire)}"
            comparison.add(Verdict.DESCRIPTION_CHANGED, symbol, words)
        comparison.docs(symbol, before.doc, after.doc)
    for name in news.keys() - kept.values():
        comparison.add(Verdict.EVENT_ADDED, f"webhooks.{name}")


def _wires(api: Api) -> dict[Identifier, tuple[Text, int]]:
    """What the service calls each event, counted where it calls several the same."""
    seen: Counter[Text] = Counter()
    found: dict[Identifier, tuple[Text, int]] = {}
    for each in api.events:
        found[each.name] = each.wire, seen[each.wire]
        seen[each.wire] += 1
    return found
