"""Judges JSON values by a schema: one compiled validator, and what it refuses as violations."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from functools import cache, cached_property
from typing import Any

from jsonschema_rs import Draft202012Validator, ValidationError

from .compare import Compare
from .keywords import ONLY_WARNED, LeftOut, Schema, nodes, with_warnings, without_rules
from .patterns import PATTERNS


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except ValueError:
        return False
    return True


@cache
def _known(name: str) -> Draft202012Validator:
    """What the validator itself says of a format."""
    return Draft202012Validator({"format": name}, validate_formats=True)


def _is_date_time(text: str) -> bool:
    known = _known("date-time")
    return known.is_valid(text) or known.is_valid(f"{text}Z")


def _is_time(text: str) -> bool:
    """Whether a text is a time of day; its zone may be left out, as of what most servers call a time."""
    known = _known("time")
    return known.is_valid(text) or known.is_valid(f"{text}Z")


def _is_duration(text: str) -> bool:
    """Whether a text is a duration as ISO 8601 has it: a fraction of seconds, a sign and gaps are nothing odd."""
    return _DURATION.fullmatch(text) is not None


_DURATION = re.compile(
    r"[-+]?P(?=[\dT])(\d+W|(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+([.,]\d+)?S)?)?)",
    re.ASCII,
)


def _is_any(text: str) -> bool:
    return True


FORMATS: dict[str, Callable[[str], bool]] = {
    "byte": _is_base64,
    "date-time-zone-optional": _is_date_time,
    "duration": _is_duration,
    "time": _is_time,
}
_LENIENT = {**FORMATS, **dict.fromkeys(ONLY_WARNED, _is_any)}


class Validator:
    """A schema with its validators, each compiled when it is first needed."""

    def __init__(self, schema: dict[str, Any]) -> None:
        """Keep a schema, which has all that it refers to below `$defs`."""
        self._schema = schema
        self._compiled: dict[tuple[LeftOut, bool], tuple[Draft202012Validator, Schema]] = {}

    @cached_property
    def renames(self) -> bool:
        """Whether anything in the schema is called otherwise in Python than in JSON."""
        return any("x-names" in each for each in nodes(self._schema))

    @cached_property
    def _warns(self) -> bool:
        """Whether anything in the schema only warns."""
        said = ((each, each.get("format")) for each in nodes(self._schema))
        return any("x-warn" in each or format_ in ONLY_WARNED for each, format_ in said)

    def is_fine(self, value: Any, left_out: LeftOut = False) -> bool:
        """Whether a value is JSON already, nothing is wrong with it, and nothing warns of it.

        Args:
            value: Any value.
            left_out: Which rules to leave out.
        """
        try:
            return self._of(left_out, self._warns)[0].is_valid(value)
        except (ValueError, TypeError, RecursionError):  # what is no JSON is told by who serializes
            return False

    def errors(
        self, value: Any, left_out: LeftOut = False, *, warn: bool = False
    ) -> tuple[list[ValidationError], Schema]:
        """All that is wrong with a JSON value, and the schema that says so.

        Args:
            value: The value.
            left_out: Which rules to leave out.
            warn: Whether what only warns counts as well.
        """
        validator, schema = self._of(left_out, warn and self._warns)
        return [*validator.iter_errors(value)], schema

    def _of(self, left_out: LeftOut, warn: bool) -> tuple[Draft202012Validator, Schema]:
        if (left_out, warn) not in self._compiled:
            schema = without_rules(self._schema, left_out) if left_out else self._schema
            schema = with_warnings(schema) if warn else schema
            validator = Draft202012Validator(
                schema,
                validate_formats=True,
                formats=FORMATS if warn else _LENIENT,
                keywords={"x-compare": Compare},
                pattern_options=PATTERNS,
            )
            self._compiled[left_out, warn] = validator, schema
        return self._compiled[left_out, warn]
