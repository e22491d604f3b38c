"""Whether the engine that judges takes the schemas; what it does not take is left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from adwright.bundle.assertions import LISTS, MAPS, ONE

_AT_ONCE = 200
"""How many schemas are compiled together: all of a large document's together take as much memory as it does itself."""


class Engine:
    """Schemas as the engine takes them.

    Attributes:
        entries: the schemas by key, definitions among them.
    """

    def __init__(self, entries: dict[str, Any]) -> None:
        self.entries = entries
        definitions = (key for key in entries if key.startswith("$defs/"))
        self._stubs = {key.removeprefix("$defs/"): True for key in definitions}

    def mend(self) -> Iterator[tuple[str, str]]:
        """Leave out what the engine does not take: the key of each schema, and what it was."""
        keys = [*self.entries]
        for start in range(0, len(keys), _AT_ONCE):
            entries = {key: self.entries[key] for key in keys[start : start + _AT_ONCE]}
            if self._takes(*entries.values()):
                continue
            for key, entry in entries.items():
                if not self._takes(entry):
                    for message in self._mend(entry):
                        yield key, message

    def _takes(self, *schemas: Any) -> bool:
        """Whether schemas can be compiled, whatever they refer to."""
        return _compiles({"prefixItems": [*schemas], "$defs": self._stubs})

    def _mend(self, schema: dict[str, Any]) -> Iterator[str]:
        """Take out of a schema the smallest parts that cannot be compiled."""
        for key in [*schema]:
            if self._takes({key: schema[key]}):
                continue
            inner = [each for each in _inside(key, schema[key]) if not self._takes(each)]
            for each in inner:
                yield from self._mend(each)
            if not self._takes({key: schema[key]}):
                del schema[key]
                yield f"{key} cannot be checked"


def _inside(key: str, value: Any) -> list[dict[str, Any]]:
    """The schemas below a keyword."""
    if key in ONE:
        found = [value]
    elif key in LISTS:
        found = [*value]
    else:
        found = [*value.values()] if key in MAPS else []
    return [each for each in found if isinstance(each, dict)]


def _compiles(schema: Any) -> bool:
    try:
        jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError):
        return False
    return True
