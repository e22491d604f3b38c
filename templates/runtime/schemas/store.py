"""The JSON Schemas of a package, kept as texts: parsed and compiled when an operation first needs them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

from ..shapes import is_dict, is_list

if TYPE_CHECKING:
    from .judge import Judge
    from .layout import Layout

Schema: TypeAlias = dict[str, Any] | bool

_POINTER = "#/$defs/"
DATA = frozenset({
    "const", "enum", "dependentRequired", "discriminator", "x-names", "x-rule", "x-compare",
})  # fmt: skip
"""Keywords whose values are no schemas."""
MAPS = frozenset({"properties", "patternProperties", "dependentSchemas", "$defs"})
"""Keywords whose values are schemas by name."""


def key_of(name: str) -> str:
    """The key of the schema of a class; a reference never has to escape it."""
    return "$defs/" + re.sub(r"[^A-Za-z0-9._-]", lambda each: f"-{ord(each[0]):x}-", name)


class Schemas:
    """The schemas of one direction.

    A key is `$defs/NAME` for a named schema, `operations/ID` for the arguments of an operation, and
    `operations/ID/STATUS` for the body of a response.
    """

    def __init__(self, source: str | Mapping[str, str]) -> None:
        """Remember where the texts are.

        Args:
            source: Full name of a module with `SCHEMAS`, JSON texts by key, which is imported when one is needed; or
                such texts.
        """
        self._source = source
        self._parsed: dict[str, Schema] = {}
        self._judges: dict[str, Judge] = {}
        self._layouts: dict[str, Layout] = {}
        self._renaming: dict[str, bool] = {}

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
        """One schema as it is kept, with references to others.

        Raises:
            KeyError: There is no such schema.
        """
        if key not in self._parsed:
            self._parsed[key] = json.loads(self._texts[key])
        return self._parsed[key]

    def schema(self, key: str) -> dict[str, Any]:
        """A schema with all that it refers to below `$defs`.

        Raises:
            KeyError: There is no such schema.
        """
        root = self.entry(key)
        found: dict[str, Schema] = {}
        todo = [root]
        while todo:
            for name in referred(todo.pop()):
                if name not in found:
                    found[name] = self.entry(f"$defs/{name}")
                    todo.append(found[name])
        whole = root if is_dict(root) else {"allOf": [root]}
        return {**whole, "$defs": found} if found else whole

    def described(self, key: str) -> dict[str, Any]:
        """A schema as `schema` gives it, with names of Python and with what the documents say of its parts.

        Raises:
            KeyError: There is no such schema.
        """
        from .described import in_python_names, with_prose

        whole = self.schema(key)
        inner = {
            name: in_python_names(with_prose(part, self._prose.get(f"$defs/{name}")))
            for name, part in whole.pop("$defs", {}).items()
        }
        root = in_python_names(with_prose(whole, self._prose.get(key)))
        made = root if is_dict(root) else {}
        return {**made, "$defs": inner} if inner else made

    @cached_property
    def _prose(self) -> Mapping[str, str]:
        """What the documents say of the parts of each schema; it is loaded for people and tools only."""
        if not isinstance(self._source, str):
            return {}
        package, _, name = self._source.rpartition(".")
        texts: Mapping[str, str] = getattr(import_module(f"{package}.prose"), name.upper())
        return texts

    def judge(self, key: str) -> Judge:
        """What judges values by a schema; compiled once."""
        if key not in self._judges:
            from .judge import Judge

            self._judges[key] = Judge(self.schema(key))
        return self._judges[key]

    def renames(self, key: str) -> bool:
        """Whether anything in a schema is called otherwise in Python than in JSON."""
        if key not in self._renaming:
            inner = self.schema(key).get("$defs", {})
            keys = (key, *(f"$defs/{name}" for name in inner))
            self._renaming[key] = any('"x-names"' in self._texts[each] for each in keys)
        return self._renaming[key]

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


def subschemas(schema: Schema) -> Iterator[Schema]:
    """The schemas that stand directly in a schema, whatever they are for."""
    for keyword, value in schema.items() if is_dict(schema) else ():
        if keyword in DATA:
            continue
        if keyword in MAPS:
            yield from value.values()
        elif is_list(value):
            yield from (each for each in value if isinstance(each, (dict, bool)))
        elif is_dict(value):
            yield value


def changed(schema: dict[str, Any], change: Callable[[Any], Any]) -> dict[str, Any]:
    """A schema in which each schema that stands directly in it is changed."""
    made = {**schema}
    for keyword, value in schema.items():
        if keyword in MAPS:
            made[keyword] = {name: change(each) for name, each in value.items()}
        elif keyword not in DATA and isinstance(value, (dict, bool)):
            made[keyword] = change(value)
        elif keyword not in DATA and is_list(value):
            made[keyword] = [change(x) if isinstance(x, (dict, bool)) else x for x in value]
    return made


def referred(schema: Schema) -> Iterable[str]:
    """The names of the schemas that a schema refers to, at any depth."""
    todo = [schema]
    while todo:
        each = todo.pop()
        if is_dict(each) and isinstance(reference := each.get("$ref"), str):
            yield reference.removeprefix(_POINTER)
        todo += subschemas(each)
