"""Business rules as readable data, and a check of single values. Their conditions are in the schemas."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from .errors import Violation
from .schemas.check import doubts, problems, unwritten
from .schemas.spelling import Spelling
from .schemas.store import Schemas, key_of
from .schemas.values import Writer

_VIEWS = ("", "Params", "Create", "Update")


@dataclass(frozen=True)
class Rule:
    """A business rule over what is sent.

    Attributes:
        id: Its id, by which it can be left out.
        says: What it asks for, in a sentence.
        on: The classes in `params`, or the operations, that it is about.
        fields: The fields that it asks something of, by their names in JSON.
        warns: Whether breaking it only warns.
        source: Heading of the vendor's document that states it.
    """

    id: str
    says: str
    on: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    warns: bool = False
    source: str | None = None


def check_value(
    schemas: Schemas,
    subject: str | type[object],
    value: object,
    *,
    leave_out: Collection[str] = (),
    warned: bool = False,
) -> list[Violation]:
    """Judge a value by a schema of what may be sent, shape and rules together.

    A call does the same before it sends anything. This is for forms and tests.

    Args:
        schemas: The schemas of what may be sent.
        subject: A class in `params` or `models`, or the name of a schema.
        value: What would be sent: a dict with names of Python or of JSON, or a returned object.
        leave_out: Ids of rules that do not count.
        warned: Whether what only draws a `RuleWarning` counts as well; `warns` tells it.

    Returns:
        All that is wrong with it.

    Raises:
        KeyError: There is no such schema.
    """
    name = subject if isinstance(subject, str) else subject.__name__
    key = next((k for view in _VIEWS if (k := key_of(f"{name}{view}")) in schemas), None)
    if key is None:
        raise KeyError(f"nothing that may be sent is called {name}")
    layout, judge, writer = schemas.layout(key), schemas.judge(key), Writer()
    written = writer.write(value, layout)
    spelling = Spelling(layout, value)
    off = frozenset({leave_out} if isinstance(leave_out, str) else leave_out) or False
    found = problems(judge, written, [*unwritten(writer, spelling)], spelling, off)
    if not warned:
        return found
    known = {(each.rule, each.path) for each in found}
    doubtful = doubts(judge, written, spelling, off)
    return [*found, *(each for each in doubtful if (each.rule, each.path) not in known)]
