"""What the schemas of a package are handed on as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from adwright.problems import Problem


def _none() -> dict[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class SchemaData:
    """The schemas of a package, as JSON text by key.

    A key is `$defs/<name>`, `operations/<id>` for all arguments of an operation, or
    `operations/<id>/<status>` for the body of a response.

    Attributes:
        requests: what may be sent.
        responses: what comes back.
        prose_requests: what the first say to people, by JSON pointer within each.
        prose_responses: the same of the second.
        warnings: where the document says what cannot be meant.
        not_judged: what no value is judged by, and why.
    """

    requests: Mapping[str, str] = field(default_factory=_none)
    responses: Mapping[str, str] = field(default_factory=_none)
    prose_requests: Mapping[str, str] = field(default_factory=_none)
    prose_responses: Mapping[str, str] = field(default_factory=_none)
    warnings: tuple[Problem, ...] = ()
    not_judged: tuple[Problem, ...] = ()
