"""The JSON Schemas of a package, kept as texts: parsed and compiled when an operation first needs them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

from ..data import is_dict, is_list

if TYPE_CHECKING:
    from .layout import Layout
    from .validate import Validator


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
        self._validators: dict[str, Validator] = {}
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

    def prose(self, key: str) -> str | None:
        """What the document says of the parts of a schema, as JSON text; None if nothing."""
        return self._prose.get(key)

    @cached_property
    def _prose(self) -> Mapping[str, str]:
        """What the documents say of the parts of each schema; it is loaded for people and tools only."""
        if not isinstance(self._source, str):
            return {}
        package, _, name = self._source.rpartition(".")
        texts: Mapping[str, str] = getattr(import_module(f"{package}.prose"), name.upper())
        return texts

    def validator(self, key: str) -> Validator:
        """What judges values by a schema; compiled once."""
        if key not in self._validators:
            from .validate import Validator

            self._validators[key] = Validator(self.schema(key))
        return self._validators[key]

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


LeftOut: TypeAlias = bool | frozenset[str]
"""Whether all rules are left out, or the ids of those that are."""

ONLY_WARNED = (
    "uri", "uri-reference", "iri", "iri-reference", "uri-template", "hostname", "idn-hostname", "idn-email",
    "json-pointer", "relative-json-pointer", "regex",
)  # fmt: skip
"""Formats that documents often put on what they do not mean."""


def without_rules(schema: Schema, off: LeftOut) -> Schema:
    """A schema without some of its rules, those included that only warn.

    Args:
        schema: The schema.
        off: The rules.
    """
    if not is_dict(schema):
        return schema
    if _is_off(schema, off):
        return True
    kept = {**schema}
    for keyword in {"allOf", "x-warn"} & schema.keys():
        kept[keyword] = [each for each in schema[keyword] if not _is_off(each, off)]
        if not kept[keyword]:
            del kept[keyword]
    return changed(kept, lambda each: without_rules(each, off))


def _is_off(schema: Any, off: LeftOut) -> bool:
    rule = schema.get("x-rule") if is_dict(schema) else None
    if rule is None or isinstance(off, bool):
        return rule is not None and off is True
    return rule["id"] in off


def only_warnings(schema: Schema) -> Schema | None:
    """What of a schema only warns, for values with which nothing is wrong; None if nothing does.

    Args:
        schema: A schema with all that it refers to below `$defs`.
    """
    definitions: dict[str, Schema] = schema.get("$defs", {}) if is_dict(schema) else {}
    warning: set[str] = set()
    while more := {n for n, s in definitions.items() if _warns(s, warning)} - warning:
        warning |= more  # what refers to what warns does so as well
    root = (
        {key: value for key, value in schema.items() if key != "$defs"} if is_dict(schema) else {}
    )
    if not _warns(root, warning):
        return None
    try:
        inner = {name: _reduced(definitions[name], warning) for name in sorted(warning)}
        return {**_reduced(root, warning), "$defs": inner}
    except _UnderConditionError:
        return with_warnings(schema)


class _UnderConditionError(Exception):
    """What warns stands where only other parts of a schema tell whether it counts."""


def _warns(schema: Schema, warning: set[str]) -> bool:
    """Whether a schema says what only warns, at any depth or by reference."""
    if not is_dict(schema):
        return False
    own = "x-warn" in schema or schema.get("format") in ONLY_WARNED
    refers = str(schema.get("$ref", "")).rpartition("/")[2] in warning
    return own or refers or any(_warns(each, warning) for each in subschemas(schema))


def _reduced(schema: Schema, warning: set[str]) -> dict[str, Any]:
    """A schema reduced to what leads to warnings."""
    made: dict[str, Any] = {}
    for keyword, value in schema.items() if is_dict(schema) else ():
        if keyword in ("properties", "patternProperties"):
            made[keyword] = {name: _reduced(each, warning) for name, each in value.items()}
        elif keyword in ("allOf", "prefixItems"):
            made[keyword] = [_reduced(each, warning) for each in value]
        elif keyword in ("items", "additionalProperties"):
            made[keyword] = _reduced(value, warning)
        elif keyword == "x-warn":
            if any([*referred(each)] for each in value):  # to what may not be reduced
                raise _UnderConditionError
        elif any(_warns(each, warning) for each in subschemas({keyword: value})):
            raise _UnderConditionError
        elif (keyword == "format" and value in ONLY_WARNED) or (
            keyword == "$ref" and value.rpartition("/")[2] in warning
        ):
            made[keyword] = value
    return _joined(made, schema)


def with_warnings(schema: Schema) -> Schema:
    """A whole schema in which what warns is refused as well."""
    return _joined(changed(schema, with_warnings), schema) if is_dict(schema) else schema


def _joined(made: dict[str, Any], schema: Schema) -> dict[str, Any]:
    warned = schema.get("x-warn") if is_dict(schema) else None
    made.pop("x-warn", None)
    return {**made, "allOf": [*made.get("allOf", ()), *warned]} if warned else made
