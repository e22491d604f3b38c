"""Names that lead to each other and back, and how those of many are written so that type checkers get through them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from adwright.ir.classes import Alias, Params
from adwright.ir.text import Identifier
from adwright.ir.types import AnyOf, ListOf, MapOf, Nullable, Ref, Type, names_in, union

MOST_ALIASES = 12
"""Aliases in one knot: mypy follows every way through them, and each further one doubles their number."""
_MOST_NAMES = 200
"""Names in a type that is written out where an alias of it could stand."""


def knots(leads_to: Mapping[Identifier, Iterable[Identifier]]) -> Iterator[set[Identifier]]:
    """The names that lead to each other; one that leads to itself is a knot too.

    Args:
        leads_to: what each name leads to; other names count as ends.
    """
    back: dict[Identifier, list[Identifier]] = {name: [] for name in leads_to}
    for name, others in leads_to.items():
        for other in others:
            if other in back:
                back[other].append(name)
    seen: set[Identifier] = set()
    for start in reversed(_finished(leads_to)):
        knot: set[Identifier] = set()
        todo = [start]
        while todo:
            name = todo.pop()
            if name not in seen:
                seen.add(name)
                knot.add(name)
                todo += back[name]
        if len(knot) > 1 or (knot and start in back[start]):
            yield knot


def _finished(leads_to: Mapping[Identifier, Iterable[Identifier]]) -> list[Identifier]:
    """The names, each behind those that it leads to, but where they lead back."""
    order: list[Identifier] = []
    seen: set[Identifier] = set()
    for start in leads_to:
        todo = [(start, False)]
        while todo:
            name, is_done = todo.pop()
            if is_done:
                order.append(name)
            elif name not in seen and name in leads_to:
                seen.add(name)
                todo.append((name, True))
                todo += ((other, False) for other in leads_to[name])
    return order


def untied(params: Sequence[Params], aliases: Sequence[Alias]) -> tuple[list[Params], list[Alias]]:
    """What may be sent, where aliases of large knots are written out in the places that use them.

    Classes of what comes back need none of this: a checker ends at the name of a class, but looks into a dict.

    Args:
        params: the dicts.
        aliases: all aliases, of which those that contain themselves are told.
    """
    plain = {a.name: a.type for a in aliases if a.use == "params" and not a.recursive}
    leads = {name: [*names_in(type_)] for name, type_ in plain.items()}
    leads |= {each.name: [*_names_of(each)] for each in params}
    tied = {
        name for knot in knots(leads) if len(knot & plain.keys()) > MOST_ALIASES for name in knot
    }
    written: dict[Identifier, Type] = {}
    for name in _finished({name: leads[name] for name in plain if name in tied}):
        whole = _written_out(plain[name], written)
        if sum(1 for _ in names_in(whole)) <= _MOST_NAMES:
            written[name] = whole
    if not written:
        return [*params], [*aliases]
    return (
        [_with_fields(each, written) if each.name in tied else each for each in params],
        [replace(each, type=written.get(each.name, each.type)) for each in aliases],
    )


def _names_of(params: Params) -> Iterator[Identifier]:
    for each in params.fields:
        yield from names_in(each.type)
    if params.extra is not None:
        yield from names_in(params.extra)


def _with_fields(params: Params, written: Mapping[Identifier, Type]) -> Params:
    fields = (replace(each, type=_written_out(each.type, written)) for each in params.fields)
    extra = params.extra if params.extra is None else _written_out(params.extra, written)
    return replace(params, fields=(*fields,), extra=extra)


def _written_out(type_: Type, written: Mapping[Identifier, Type]) -> Type:
    """A type with others in the places of their names."""
    match type_:
        case Ref(name):
            return written.get(name, type_)
        case ListOf(item, bounds):
            return ListOf(_written_out(item, written), bounds)
        case MapOf(value):
            return MapOf(_written_out(value, written))
        case Nullable(inner):
            return union([Nullable(_written_out(inner, written))])
        case AnyOf(members, _):
            return union([_written_out(member, written) for member in members])
        case _:
            return type_
