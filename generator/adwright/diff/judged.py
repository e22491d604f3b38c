"""What requests are judged by beyond the types of their values: formats, and keywords that no type tells."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from adwright.bundle.formats import ASSERTED
from adwright.diff.comparison import Comparison
from adwright.diff.operations import methods_by_id
from adwright.diff.types import refuses_more
from adwright.diff.verdicts import Verdict
from adwright.diff.words import shortened
from adwright.document.text.source import is_array, is_object

_TIGHTER, _LOOSER = Verdict.REQUEST_CONSTRAINT_TIGHTENED, Verdict.REQUEST_CONSTRAINT_LOOSENED
_KEYWORDS = (
    "format", "uniqueItems", "contains", "minContains", "maxContains", "not",
    "minProperties", "maxProperties", "propertyNames", "dependentRequired",
)  # fmt: skip
_ZONE_OPTIONAL = "date-time-zone-optional"
_TYPED = ASSERTED - {"ipv4", "ipv6", "email"}
"""Formats that have types of their own, which are compared as types."""
_INT32 = 2**31 - 1


def compare_judged(comparison: Comparison, old: Mapping[str, str], new: Mapping[str, str]) -> None:
    """Note what is refused that was not, and the other way round, where types do not tell.

    Args:
        comparison: takes what is found.
        old: the schemas of requests: of methods (`operations/ID`), and what they name (`$defs/NAME`).
        new: the schemas now.
    """
    methods = methods_by_id(comparison.client, comparison.new.api)
    for key in old.keys() & new.keys():
        if old[key] == new[key]:
            continue
        before, after = json.loads(old[key]), json.loads(new[key])
        kind, _, name = key.partition("/")
        if kind == "$defs":
            _compare(comparison, name, before, after, members=f"{name}.{{}}")
        elif name in methods:
            parts, parts_now = before["properties"], after["properties"]
            for part in parts.keys() & parts_now.keys():
                members = f"{methods[name]}({{}}=)"
                symbol = methods[name] if part == "parameters" else members.format(part)
                _compare(comparison, symbol, parts[part], parts_now[part], members=members)


def _compare(
    comparison: Comparison, symbol: str, old: Any, new: Any, *, members: str = "", lead: str = ""
) -> None:
    """Compare two schemas.

    Args:
        comparison: takes what is found.
        symbol: what the schema is of.
        old: the schema.
        new: the schema now.
        members: the symbol of a property, with {} for its name; empty for those without one.
        lead: what messages start with.
    """
    if not is_object(old) or not is_object(new) or old == new:
        return
    if old.get("type") == new.get("type"):
        _compare_keywords(comparison, symbol, old, new, lead)
    names = {key: name for name, key in new.get("x-names", {}).items()}
    olds, news = old.get("properties", {}), new.get("properties", {})
    for key in olds.keys() & news.keys():
        name = names.get(key, key)
        own = (members.format(name), lead) if members else (symbol, f"{lead}{name}: ")
        _compare(comparison, own[0], olds[key], news[key], lead=own[1])
    for key, what in (("items", "items"), ("additionalProperties", "values")):
        _compare(comparison, symbol, old.get(key), new.get(key), lead=f"{lead}{what}: ")
    for key in ("allOf", "anyOf", "oneOf"):
        befores, afters = (_unruled(schema.get(key)) for schema in (old, new))
        left = [each for each in befores if each not in afters]
        right = [each for each in afters if each not in befores]
        if len(left) == len(right):
            for before, after in zip(left, right, strict=True):
                _compare(comparison, symbol, before, after, members=members, lead=lead)


def _unruled(schemas: object) -> list[Any]:
    """Members of a combination that are no rules: those are compared as rules."""
    found = schemas if is_array(schemas) else []
    return [each for each in found if not (is_object(each) and each.keys() & {"if", "x-rule"})]


def _compare_keywords(
    comparison: Comparison, symbol: str, old: dict[str, Any], new: dict[str, Any], lead: str
) -> None:
    for keyword in _KEYWORDS:
        before, after = _said(old, keyword), _said(new, keyword)
        if before == after or (keyword == "format" and _is_told_by_type({before, after})):
            continue
        now = f"{keyword} {_text(after)}" if after is not None else f"no {keyword}"
        was = f", was {_text(before)}" if before is not None else ""
        tighter = refuses_more(keyword, before, after) and after != _ZONE_OPTIONAL
        verdict = _TIGHTER if tighter else _LOOSER
        comparison.add(verdict, symbol, f"{lead}{now}{was}")


def _is_told_by_type(formats: set[Any]) -> bool:
    """Whether values of two formats are of two types."""
    return bool(formats & _TYPED) and formats != {"date-time", _ZONE_OPTIONAL}


def _said(schema: dict[str, Any], keyword: str) -> Any:
    """What a keyword says; None where nothing is refused for it."""
    value = schema.get(keyword)
    if keyword == "format":
        bits = "int32" if schema.get("maximum") == _INT32 else None
        return value if isinstance(value, str) and value in ASSERTED else bits
    return None if value is False else value


def _text(value: Any) -> str:
    return shortened(value if isinstance(value, str) else json.dumps(value))
