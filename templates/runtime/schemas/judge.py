"""Judges JSON values by a schema: one compiled validator, and what it refuses as violations."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeAlias

from jsonschema_rs import Draft202012Validator, ValidationError

from ..shapes import is_dict, is_list
from .compare import Compare
from .store import DATA, MAPS, Schema, subschemas

Off: TypeAlias = bool | frozenset[str]
"""Whether all rules are left out, or the ids of those that are."""

_ONLY_WARNED = (
    "uri", "uri-reference", "iri", "iri-reference", "uri-template", "hostname", "idn-hostname", "idn-email",
    "json-pointer", "relative-json-pointer", "regex",
)  # fmt: skip
"""Formats that documents often put on what they do not mean."""


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return False
    return True


@cache
def _date_time() -> Draft202012Validator:
    return Draft202012Validator({"format": "date-time"}, validate_formats=True)


def _is_date_time(text: str) -> bool:
    return _date_time().is_valid(text) or _date_time().is_valid(f"{text}Z")


_FORMATS: Mapping[str, Callable[[str], bool]] = {
    "byte": _is_base64,
    "date-time-zone-optional": _is_date_time,
}
_LENIENT: Mapping[str, Callable[[str], bool]] = {
    **_FORMATS,
    **{name: lambda text: True for name in _ONLY_WARNED},
}


class Judge:
    """A schema with its validators, each compiled when it is first needed."""

    def __init__(self, schema: dict[str, Any]) -> None:
        """Keep the schema.

        Args:
            schema: A schema with all that it refers to below `$defs`.
        """
        self._schema = schema
        self._compiled: dict[tuple[Off, bool], tuple[Draft202012Validator, Schema] | None] = {}

    def errors(
        self, value: Any, off: Off = False, *, warn: bool = False
    ) -> tuple[list[ValidationError], Schema]:
        """All that is wrong with a JSON value, and the schema that says so.

        Args:
            value: The value.
            off: Which rules to leave out.
            warn: Whether what is only doubtful counts, of a value with which nothing is wrong.
        """
        if (off, warn) not in self._compiled:
            self._compiled[off, warn] = self._compile(off, warn=warn)
        compiled = self._compiled[off, warn]
        if compiled is None or compiled[0].is_valid(value):
            return [], True
        return [*compiled[0].iter_errors(value)], compiled[1]

    def _compile(self, off: Off, *, warn: bool) -> tuple[Draft202012Validator, Schema] | None:
        if warn and not _may_warn(self._schema):
            return None
        schema: Schema = self._schema
        if off is not False or warn:
            schema = _variant(schema, off, warn=warn)
        formats = dict(_FORMATS if warn else _LENIENT)
        validator = Draft202012Validator(
            schema, validate_formats=True, formats=formats, keywords={"x-compare": Compare}
        )
        return validator, schema


_CHOICES = ("allOf", "anyOf", "oneOf", "x-warn")


def _may_warn(schema: Schema) -> bool:
    """Whether a schema says anything that only warns."""
    if not is_dict(schema):
        return False
    own = "x-warn" in schema or schema.get("format") in _ONLY_WARNED
    return own or any(map(_may_warn, subschemas(schema)))


def _variant(schema: Schema, off: Off, *, warn: bool) -> Schema:
    """A schema without the rules that are left out, and with those that only warn if these are wanted."""
    if not is_dict(schema):
        return schema
    if _is_off(schema, off):
        return True
    made: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword in DATA:
            made[keyword] = value
        elif keyword in MAPS:
            made[keyword] = {name: _variant(each, off, warn=warn) for name, each in value.items()}
        elif keyword in _CHOICES:
            kept = [_variant(each, off, warn=warn) for each in value if not _is_off(each, off)]
            made |= {keyword: kept} if kept else {}
        elif is_list(value):
            made[keyword] = [_variant(each, off, warn=warn) for each in value]
        else:
            made[keyword] = _variant(value, off, warn=warn)
    warned = made.pop("x-warn", [])
    return {**made, "allOf": [*made.get("allOf", ()), *warned]} if warn and warned else made


def _is_off(schema: Any, off: Off) -> bool:
    rule = schema.get("x-rule") if is_dict(schema) else None
    if rule is None or isinstance(off, bool):
        return rule is not None and off is True
    return rule["id"] in off
