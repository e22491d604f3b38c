"""All extensions of ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from adwright.extensions import clients, facts, operations, rules, schemas
from adwright.extensions.extension import Extension


def _declared() -> Iterator[Extension[Any]]:
    for module in (facts, schemas, rules, operations, clients):
        values: list[Any] = [*vars(module).values()]
        yield from (value for value in values if isinstance(value, Extension))


EVERY = tuple(_declared())
"""The extensions that the modules of this folder declare, in their order."""
NAMES = frozenset(extension.name for extension in EVERY)
