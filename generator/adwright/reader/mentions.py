"""Whether what an extension names is there: operations, parameters, properties at the end of a dotted path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

from adwright.document.node import Node
from adwright.extensions.shape import Mention
from adwright.problems import Problem
from adwright.schema.schemas import Schemas
from adwright.schema.shapes import ANYTHING, ArrayShape, EnumShape, ObjectShape, ScalarsShape

_MOST = 8  # names that a hint lists
_COMPARED = 200  # names that a wrong one is compared with, and its most letters


@dataclass(frozen=True, slots=True)
class _Stop:
    """Where a path ends too early: after so many steps, with what could come next."""

    depth: int
    known: tuple[str, ...]


class Paths:
    """Follows dotted paths through schemas."""

    def __init__(self, schemas: Schemas) -> None:
        self.schemas = schemas

    def at(self, schema: Node | None, path: str) -> Node | None:
        """The schema at a path; None if nothing says what stands there."""
        end = self._end(schema, _steps(path))
        return end if isinstance(end, Node) else None

    def astray(
        self, mentions: Iterable[Mention | None], schemas: Iterable[Node | None], start: str = ""
    ) -> Iterator[Problem]:
        """The paths that lead nowhere in any of some schemas; where these say too little to tell there is no problem.

        Args:
            mentions: the paths, as extensions have them.
            schemas: what they may lead into, None for what is not described.
            start: what stands before a path, such as `$.`, and is no part of it.
        """
        known = [*schemas]
        for mention in mentions:
            if mention is None or mention.raw.startswith("header:"):
                continue
            steps = _steps(mention.raw.removeprefix(start))
            ends = [self._end(schema, steps) for schema in known]
            stops = [end for end in ends if isinstance(end, _Stop)]
            if stops and len(stops) == len(ends):
                yield _nowhere(mention, start, steps, max(stops, key=lambda stop: stop.depth))

    def _end(self, schema: Node | None, steps: list[str]) -> Node | _Stop | None:
        """The schema at the end, or where there is no way on; None where that cannot be told."""
        if schema is None:
            return None
        for depth, step in enumerate(steps):
            form = self.schemas.follow(schema)[1].form
            if isinstance(form, ObjectShape):
                known = {prop.wire: prop.node for prop in form.properties}
                if step not in known:
                    return _Stop(depth, (*known,)) if form.extra is None else None
                schema = known[step]
            elif isinstance(form, ArrayShape):
                if not step.removeprefix("-").isdecimal():
                    return _Stop(depth, ("0", "-1"))
                if len(form.items) != 1:
                    return None
                schema = form.items[0]
            else:
                scalar = isinstance(form, EnumShape | ScalarsShape) and form != ANYTHING
                return _Stop(depth, ()) if scalar else None
        return schema


def _steps(path: str) -> list[str]:
    return path.split(".") if path else []


def _nowhere(mention: Mention, start: str, steps: list[str], stop: _Stop) -> Problem:
    way, rest = steps[: stop.depth], steps[stop.depth + 1 :]
    lacks = f"{'.'.join(way)!r} has" if way else "there is"
    message = f"{mention.raw!r} leads nowhere: {lacks} no {steps[stop.depth]!r}"
    before, after = (
        start + "".join(f"{step}." for step in way),
        "".join(f".{step}" for step in rest),
    )
    return mention.problem(message, nearest(steps[stop.depth], stop.known, before, after))


def schemas_in(owner: Node) -> Iterator[Node | None]:
    """The schemas of a body or a response, one for each media type; None where one is not described."""
    content = owner.get("content")
    for _, media in content.items() if content is not None else ():
        yield media.get("schema")


def missing(mention: Mention, what: str, known: Iterable[str], where: str = "") -> Problem:
    """The problem that what is named is not there.

    Args:
        mention: the name.
        what: what it should be the name of.
        known: the names that are there.
        where: where it should be.
    """
    message = f"there is no {what} {mention.raw!r}{where}"
    return mention.problem(message, nearest(mention.raw, known))


def nearest(word: str, known: Iterable[str], before: str = "", after: str = "") -> str:
    """What was probably meant, or else what there is; a hint.

    Args:
        word: what is not there.
        known: what is there.
        before: what stands before the word.
        after: what stands after it.
    """
    names = [*islice(known, _COMPARED)]
    close = get_close_matches(word, names, 1) if len(word) < _COMPARED else []
    if close:
        return f"did you mean {before + close[0] + after!r}?"
    shown = [repr(before + name) for name in names[:_MOST]]
    more = ["..."] if len(names) > _MOST else []
    verb = "is" if len(shown) == 1 else "are"
    return f"there {verb} {', '.join([*shown, *more])}" if shown else ""
