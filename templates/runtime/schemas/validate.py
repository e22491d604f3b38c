"""Judges JSON values by a schema: one compiled validator, and what it refuses as violations."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from jsonschema_rs import Draft202012Validator, ValidationError

from .compare import Compare
from .store import ONLY_WARNED, LeftOut, Schema, only_warnings, without_rules


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return False
    return True


@cache
def _known(name: str) -> Draft202012Validator:
    """What the engine itself says of a format."""
    return Draft202012Validator({"format": name}, validate_formats=True)


def _is_date_time(text: str) -> bool:
    known = _known("date-time")
    return known.is_valid(text) or known.is_valid(f"{text}Z")


def _is_duration(text: str) -> bool:
    """Whether a text is a duration; ISO 8601 lets seconds have a fraction, which the engine does not know."""
    return _known("duration").is_valid(re.sub(r"(\d)[.,]\d+S$", r"\1S", text, flags=re.ASCII))


FORMATS: Mapping[str, Callable[[str], bool]] = {
    "byte": _is_base64,
    "date-time-zone-optional": _is_date_time,
    "duration": _is_duration,
}
_LENIENT: Mapping[str, Callable[[str], bool]] = {
    **FORMATS,
    **{name: lambda text: True for name in ONLY_WARNED},
}


class Validator:
    """A schema with its validators, each compiled when it is first needed."""

    def __init__(self, schema: dict[str, Any]) -> None:
        """Keep the schema.

        Args:
            schema: A schema with all that it refers to below `$defs`.
        """
        self._schema = schema
        self._compiled: dict[tuple[LeftOut, bool], tuple[Draft202012Validator, Schema] | None] = {}

    def takes(self, value: Any) -> bool:
        """Whether a value is JSON already, and nothing is wrong with it.

        Args:
            value: Any value.
        """
        compiled = self._of(False, warn=False)
        try:
            return compiled is not None and compiled[0].is_valid(value)
        except (ValueError, TypeError, RecursionError):  # what is no JSON is told by who writes it
            return False

    def errors(
        self, value: Any, off: LeftOut = False, *, warn: bool = False
    ) -> tuple[list[ValidationError], Schema]:
        """All that is wrong with a JSON value, and the schema that says so.

        Args:
            value: The value.
            off: Which rules to leave out.
            warn: Whether what is only doubtful counts, of a value with which nothing is wrong.
        """
        compiled = self._of(off, warn=warn)
        if compiled is None or compiled[0].is_valid(value):
            return [], True
        return [*compiled[0].iter_errors(value)], compiled[1]

    def _of(self, off: LeftOut, *, warn: bool) -> tuple[Draft202012Validator, Schema] | None:
        if (off, warn) not in self._compiled:
            judged = self._schema if off is False else without_rules(self._schema, off)
            schema = only_warnings(judged) if warn else judged
            known = (_compile(schema, FORMATS if warn else _LENIENT), schema) if schema else None
            self._compiled[off, warn] = known
        return self._compiled[off, warn]


def _compile(schema: Schema, formats: Mapping[str, Callable[[str], bool]]) -> Draft202012Validator:
    return Draft202012Validator(
        schema, validate_formats=True, formats=dict(formats), keywords={"x-compare": Compare}
    )
