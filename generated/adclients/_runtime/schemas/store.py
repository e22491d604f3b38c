"""The JSON Schemas of a package, kept as texts: parsed and compiled when an operation first needs them."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ..data import is_dict
from .keywords import LeftOut, Schema, nodes

if TYPE_CHECKING:
    from .layout import Layout
    from .validate import Validator


_POINTER = "#/$defs/"


def key_of(name: str) -> str:
    """The key of the schema of a class; a reference never has to escape it."""
    return "$defs/" + re.sub(r"[^A-Za-z0-9._-]", lambda each: f"-{ord(each[0]):x}-", name)


class Schemas:
    """The schemas of one direction.

    A key is `$defs/NAME` for a named schema, `operations/ID` for the arguments of an operation, and
    `operations/ID/STATUS` for the body of a response; with a media type behind it where it is not as in the usual one.
    """

    def __init__(self, source: str | Mapping[str, str]) -> None:
        """Remember where the texts are.

        Args:
            source: Full name of a module with `SCHEMAS`, JSON texts by key, which is imported when one is needed; or
                such texts.
        """
        self._source = source
        self._parsed: dict[str, Schema] = {}
        self._validators: dict[str, Validator] = {}
        self._layouts: dict[str, Layout] = {}

    @cached_property
    def _texts(self) -> Mapping[str, str]:
        if not isinstance(self._source, str):
            return self._source
        texts: Mapping[str, str] = import_module(self._source).SCHEMAS
        return texts

    def __contains__(self, key: object) -> bool:
        return key in self._texts

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def entry(self, key: str) -> Schema:
        """One schema as it is kept, with references to others; keys with ` | ` between them stand for any of them."""
        if key not in self._parsed:
            first, *others = key.split(" | ")
            union = {"anyOf": [{"$ref": f"#/{each}"} for each in (first, *others)]}
            self._parsed[key] = union if others else json.loads(self._texts[key])
        return self._parsed[key]

    def schema(self, key: str) -> dict[str, Any]:
        """A schema with all that it refers to below `$defs`.

        Raises:
            KeyError: There is no such schema.
        """
        return self.whole(self.entry(key))

    def whole(self, schema: Schema) -> dict[str, Any]:
        """The same for a schema that need not be among these."""
        found: dict[str, Schema] = {}
        todo = [schema]
        while todo:
            for name in _referred(todo.pop()):
                if name not in found:
                    found[name] = self.entry(f"$defs/{name}")
                    todo.append(found[name])
        whole = schema if is_dict(schema) else {"allOf": [schema]}
        return {**whole, "$defs": found} if found else whole

    @cached_property
    def prose(self) -> Mapping[str, str]:
        """What the document says of the parts of each schema, as JSON texts; loaded for people and tools only."""
        if not isinstance(self._source, str):
            return {}
        package, _, name = self._source.rpartition(".")
        texts: Mapping[str, str] = getattr(import_module(f"{package}.prose"), name.upper())
        return texts

    @cached_property
    def rule_ids(self) -> frozenset[str]:
        """The ids of all rules."""
        ruled = (json.loads(text) for text in self._texts.values() if '"x-rule"' in text)
        found = (each for schema in ruled for each in nodes(schema) if "x-rule" in each)
        return frozenset(each["x-rule"]["id"] for each in found)

    def left_out(self, chosen: bool | Collection[str]) -> LeftOut:
        """Which rules to leave out: True for all, False for none, or their ids.

        Args:
            chosen: Whether rules are checked, or the ids of those to leave out.

        Raises:
            ValueError: There is no rule of such an id.
        """
        if isinstance(chosen, bool):
            return not chosen
        ids = frozenset({chosen} if isinstance(chosen, str) else chosen)
        unknown = sorted(ids - self.rule_ids) if ids else []
        if unknown:
            from .sentences import similar

            hint = similar(unknown[0], self.rule_ids, repr)
            raise ValueError(f"there is no rule {unknown[0]!r}{hint}")
        return ids or False

    def validator(self, key: str) -> Validator:
        """What judges values by a schema; compiled once."""
        if key not in self._validators:
            from .validate import Validator

            self._validators[key] = Validator(self.schema(key))
        return self._validators[key]

    def layout(self, key: str) -> Layout:
        """What a schema says of names and formats; read once."""
        if key not in self._layouts:
            from .layout import Layout

            self._layouts[key] = Layout([self.entry(key)], self.definition)
        return self._layouts[key]

    def definition(self, pointer: str) -> Schema:
        """The schema that a reference leads to."""
        return self.entry(f"$defs/{pointer.removeprefix(_POINTER)}")


NO_SCHEMAS = Schemas({})
"""For what has no schemas: whatever is given is sent."""


def _referred(schema: Schema) -> Iterator[str]:
    """The names of the schemas that a schema refers to, at any depth."""
    return (each["$ref"].removeprefix(_POINTER) for each in nodes(schema) if "$ref" in each)
