"""Drafts table.yaml: for every rule a body that breaks it alone, and one beside it that keeps all rules.

Run `python -m rules.table` in the folder `tests` after a rule was added or reworded, and read what it wrote: rows
whose rule says what it said before stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from .bodies import Bodies
from .reference import VENDORS, Found, Member, Schema, View, broken, members, schemas

TABLE = Path(__file__).with_name("table.yaml")
_HEAD = """\
# For every rule a body that breaks it and no other, and one beside it that keeps all rules.
# Where a rule cannot be broken alone, the others that are then broken too are named.
# Drafted by `python -m rules.table` (in the folder `tests`) for rules that are new, then read and mended by hand.
"""
_TRIES, _ENOUGH = 3000, 12
Takes = Callable[[Any], bool]


def sent_as(vendor: str, name: str) -> tuple[View, str]:
    """The view of a schema that is sent, and the name that it is known by then."""
    params = import_module(f"adclients.{vendor}.params")
    for view, suffix in (("create", "Create"), ("update", "Update"), ("create", "Params")):
        if hasattr(params, name + suffix):
            return view, name + suffix
    if hasattr(params, name):
        return "create", name
    raise LookupError(f"{name} is sent by nobody")


def accepts(vendor: str, name: str, body: Any) -> bool:
    """Whether nothing is wrong with a body, its rules aside."""
    rules = import_module(f"adclients.{vendor}.rules")
    return not rules.check(name, body, leave_out=[rule.id for rule in rules.RULES])


def row(vendor: str, name: str, member: Member) -> dict[str, Any]:
    """The entry of one rule."""
    found = schemas(vendor)[name]
    view, known = sent_as(vendor, name)
    takes = partial(accepts, vendor, known)
    rows = [*_breaking(found, view, takes, member, alone=True)]
    rows = rows or [*_breaking(found, view, takes, member, alone=False)]
    assert rows, f"no body breaks {member.id}"
    body, kept, ids = min(rows, key=lambda row: (len(row[2]), len(str(row[0])) + len(str(row[1]))))
    entry = {"on": name, "says": member.schema["x-rule"]["says"], "breaks": body, "keeps": kept}
    return {**entry, "together_with": ids} if ids else entry


class Readable(Bodies):
    """Bodies with values that a reader takes in at a glance."""

    def scalar(self, schema: Schema) -> Any:
        """A plain value."""
        value = super().scalar(schema)
        if isinstance(value, str) and not schema.keys() & {"enum", "format", "pattern"}:
            return "text"
        if isinstance(value, float) or (
            schema.get("type") == "number" and not isinstance(value, bool)
        ):
            return 1.5
        return value


def _breaking(
    found: Found, view: View, takes: Takes, member: Member, *, alone: bool
) -> Iterator[tuple[Any, Any, list[str]]]:
    """A body that breaks a rule, one that keeps all, and the rules broken beside it: a few of each."""
    named = [name for name in found.properties(view) if name in str(member.schema)]
    number = 0
    for seed in range(_TRIES):
        maker = Readable(found, view, seed)
        body = {
            n: v
            for n, v in maker.value(found).items()
            if n in named or found.properties(view)[n][1]
        }
        if alone:
            maker.keep(body, but=member.id)
        ids = sorted({rule for rule, _ in broken(found, body, view)})
        if member.id not in ids or not takes(body):
            continue
        body = _smallest(found, view, takes, body, ids)
        kept = deepcopy(body)
        maker.keep(kept)
        if broken(found, kept, view) or not takes(kept):
            continue
        yield body, kept, [each for each in ids if each != member.id]
        number += 1
        if number == _ENOUGH:
            return


def _smallest(found: Found, view: View, takes: Takes, body: Any, ids: list[str]) -> Any:
    """The body without everything that is not needed to break the same rules."""
    done = False
    while not done:
        done = True
        for smaller in _without_one(body):
            now = {rule for rule, _ in broken(found, smaller, view)}
            if now == set(ids) and takes(smaller):
                body, done = smaller, False
                break
    return body


def _without_one(value: Any) -> Iterator[Any]:
    """The value with one member or item less, at any depth."""
    if isinstance(value, dict):
        for key in value:
            yield {k: v for k, v in value.items() if k != key}
        for key, inner in value.items():
            yield from ({**value, key: smaller} for smaller in _without_one(inner))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield value[:i] + value[i + 1 :]
            yield from ([*value[:i], smaller, *value[i + 1 :]] for smaller in _without_one(inner))


def load() -> dict[str, dict[str, dict[str, Any]]]:
    """The table, by vendor and id of the rule."""
    table: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load(TABLE.read_text("utf-8"))
    return table


def make() -> str:
    """The text of the table, with rows for the rules that had none."""
    known, table = load(), dict[str, dict[str, Any]]()
    for vendor in VENDORS:
        table[vendor] = {}
        for rule, (name, member) in members(vendor).items():
            before = known.get(vendor, {}).get(rule)
            same = before is not None and before["says"] == member.schema["x-rule"]["says"]
            table[vendor][rule] = before if same else row(vendor, name, member)
    return _HEAD + yaml.dump(
        table, Dumper=_Dumper, sort_keys=False, width=110, default_flow_style=None
    )


class _Dumper(yaml.SafeDumper):
    """Writes everything out where it stands."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


if __name__ == "__main__":
    TABLE.write_text(make(), "utf-8")
