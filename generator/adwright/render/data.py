"""The schemas that a package carries, as texts by key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from adwright.render.code import quoted
from adwright.render.json_text import json_literal


def _none() -> dict[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class SchemaData:
    """JSON texts by key.

    Attributes:
        requests: the schemas of what may be sent.
        responses: the schemas of what comes back.
        prose_requests: the words of the former, under the same keys.
        prose_responses: the words of the latter.
    """

    requests: Mapping[str, str] = field(default_factory=_none)
    responses: Mapping[str, str] = field(default_factory=_none)
    prose_requests: Mapping[str, str] = field(default_factory=_none)
    prose_responses: Mapping[str, str] = field(default_factory=_none)


def entries(texts: Mapping[str, str]) -> Iterable[str]:
    """The entries of a dict display, an entry a line."""
    return (f"{quoted(key)}: {json_literal(text)}" for key, text in texts.items())
