"""Bodies for schemas with rules: of the right types, mostly near the border between kept and broken."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st
from hypothesis_jsonschema import from_schema

from .reference import Found, Judge, View, objects

_DATES = [f"2026-0{month}-1{day}T0{day}:00:00{zone}" for month in (1, 2) for day in (1, 2)
          for zone in ("Z", "+02:00", "-05:30")]  # fmt: skip
_RELATIONS = st.sampled_from(["", "AND", "OR", "AND,OR", "OR, AND", "AND,AND,OR", "OR,OR,AND"])
_REPAIRS = 60


def of_schema(found: Found, view: View, depth: int = 0) -> st.SearchStrategy[Any]:
    """Values of a schema's types, whatever its rules."""
    schema = found.schema
    if "properties" in schema:
        strategies = {
            name: of_schema(found.follow(inner), view, depth + 1)
            for name, (inner, _) in found.properties(view).items()
        }
        required = {n for n, (_, must) in found.properties(view).items() if must}
        return st.fixed_dictionaries(
            {name: each for name, each in strategies.items() if name in required},
            optional={name: each for name, each in strategies.items() if name not in required},
        )
    if schema.get("type") == "array":
        item = of_schema(found.follow(schema.get("items", {})), view, depth + 1)
        return st.lists(item, min_size=0, max_size=min(schema.get("maxItems", 4), 4 if depth < 3 else 2))
    return _scalar(schema)


def _scalar(schema: Any) -> st.SearchStrategy[Any]:
    null = "null" in schema.get("type", ())
    if schema.get("format") == "date-time":
        dates = st.sampled_from(_DATES)
        return st.none() | dates if null else dates
    if schema.get("pattern", "").startswith("^((AND|OR)"):
        return _RELATIONS
    if schema.get("type") == "integer" and "minimum" not in schema:
        return st.integers(-12, 25)  # where the rules have their limits
    plain = {k: v for k, v in schema.items() if not k.startswith("x-") and k != "format"}
    return from_schema(plain) if plain.get("type", "object") != "object" else st.just({})


@st.composite
def bodies(draw: st.DrawFn, found: Found, view: View) -> Any:
    """A body: as it comes, with all its rules kept, or kept but for one change."""
    body = draw(of_schema(found, view))
    kind = draw(st.sampled_from(["any", "kept", "near"]))
    if kind != "any":
        body = _kept(draw, found, body, view)
    if kind == "near":
        body = _changed(draw, found, body, view)
    return body


def _kept(draw: st.DrawFn, found: Found, body: Any, view: View) -> Any:
    """The body after repairs: what rules forbid taken out, what they ask for put in."""
    for _ in range(_REPAIRS):
        wrong = [
            (schema, each, member.schema)
            for _, schema, each in objects(found, body, view)
            for member in schema.members()
            if not Judge(member.schema).is_valid(each)
        ]
        if not wrong:
            break
        schema, each, rule = wrong[0]
        _repair(draw, schema, each, rule, view)
    return body


def _repair(draw: st.DrawFn, schema: Found, each: Any, rule: Any, view: View) -> None:
    error = next(iter(Judge(rule).iter_errors(each)))
    *above, last = [*error.absolute_path] or [None]
    owner = each
    for key in above:
        owner = owner[key]
    if error.validator in ("required", "dependentRequired"):
        target = owner[last] if last is not None else each
        holder = schema
        for key in error.absolute_path:
            holder = holder.follow(holder.schema["items"] if isinstance(key, int) else holder.schema["properties"][key])
        missing = str(error.message).split("'")[1]
        inner = holder.schema.get("properties", {}).get(missing)
        if inner is not None:
            target[missing] = draw(of_schema(holder.follow(inner), view, 2))
    elif error.validator == "const" and last is not None:
        owner[last] = error.validator_value
    elif last is not None and isinstance(owner, dict):
        owner.pop(last)
    else:
        for name in sorted(each):
            if name in schema.properties(view) and not schema.properties(view)[name][1]:
                each.pop(name)
                break


def _changed(draw: st.DrawFn, found: Found, body: Any, view: View) -> Any:
    """The body with one field of one object taken out, put in, or made another."""
    places = [each for each in objects(found, body, view) if each[1].properties(view)]
    if not places:
        return body
    _, schema, each = draw(st.sampled_from(places))
    name = draw(st.sampled_from(sorted(schema.properties(view))))
    inner, required = schema.properties(view)[name]
    if name in each and not required and draw(st.booleans()):
        each.pop(name)
    else:
        each[name] = draw(of_schema(schema.follow(inner), view, 2))
    return body
