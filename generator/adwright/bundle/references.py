"""What a translated schema refers to: a schema of the document, and what it is for where it is used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from adwright.document.references import Path
from adwright.schema.access import Direction

Names: TypeAlias = frozenset[str]
NONE: Names = frozenset()

Roots: TypeAlias = tuple[tuple[Path, bool], ...]
"""Where the document has schemas, each with whether it holds in any case."""


@dataclass(frozen=True, slots=True)
class Role:
    """What a schema is for in the place where it is used.

    Attributes:
        whole: it describes a value by itself, and so refuses what it does not know; otherwise it is
            a part of the description of an object.
        sure: it holds in any case, not only under a condition or as one of several.
        beside: properties of the same object that are described elsewhere.
        elsewhere: properties that one of several unions brings: all but that one may have them beside.
        together: properties that several parts describe, so that none of them is whole.
        inside_together: the keywords for items of a list and values of a map of which the same is true.
        hidden: properties that are never sent.
        optional: properties that may be left out, whatever `required` says.
        open: the object takes further properties.
        joined: the members of `anyOf` add to an object and are no objects of their own.
        itself: of a base, the schema and not the choice of those that build on it.
        alone: what it builds on stands beside it.
    """

    whole: bool = True
    sure: bool = True
    beside: Names = NONE
    elsewhere: Names = NONE
    together: Names = NONE
    inside_together: Names = NONE
    hidden: Names = NONE
    optional: Names = NONE
    open: bool = False
    joined: bool = False
    itself: bool = False
    alone: bool = False

    @property
    def text(self) -> str:
        """The role in words that tell it from every other, the same on every machine."""
        flags = (
            self.whole,
            self.sure,
            self.open,
            self.joined,
            self.itself,
            self.alone,
        )
        lists = (
            self.beside,
            self.elsewhere,
            self.together,
            self.hidden,
            self.optional,
            self.inside_together,
        )
        return "\1".join([*map(str, flags), *("\2".join(sorted(names)) for names in lists)])


VALUE = Role()
"""A schema that describes a value by itself."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to a definition whose name is not known yet.

    Attributes:
        roots: where the document has the schema, or the schemas that describe a value together; each
            with whether it holds in any case.
        direction: which way the value travels.
        role: what the schema is for; None for a condition, which is as the document has it.
    """

    roots: Roots
    direction: Direction
    role: Role | None

    @property
    def path(self) -> Path:
        """Where the document has the first of its schemas."""
        return self.roots[0][0]
