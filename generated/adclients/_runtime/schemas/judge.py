"""Judges JSON values by a schema: one compiled validator, and what it refuses as violations."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from functools import cache, cached_property
from typing import Any

from jsonschema_rs import Draft202012Validator, ValidationError

from ..shapes import is_dict
from .compare import Compare, Comparison, Names, broken, placed
from .store import Schema
from .tracing import found_at
from .variants import ONLY_WARNED, Off, only_warnings, without_rules


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


FORMATS: Mapping[str, Callable[[str], bool]] = {
    "byte": _is_base64,
    "date-time-zone-optional": _is_date_time,
}
_LENIENT: Mapping[str, Callable[[str], bool]] = {
    **FORMATS,
    **{name: lambda text: True for name in ONLY_WARNED},
}


class _Compiled:
    """A schema with what judges by it.

    The engine hands a whole object to a keyword of ours, which takes longer than all else. So comparisons that hold in
    any case are made here, and the keyword is only asked what is wrong.
    """

    def __init__(
        self, schema: dict[str, Any], formats: Mapping[str, Callable[[str], bool]]
    ) -> None:
        self.schema = schema
        self._formats = dict(formats)
        self._comparisons: list[tuple[Names, Comparison]] | None
        try:
            self._comparisons = [*placed(schema, schema.get("$defs", {}))]
        except LookupError:
            self._comparisons = None
        self._quick = self._thorough if self._comparisons is None else self._validator()

    def _validator(self, **more: Any) -> Draft202012Validator:
        return Draft202012Validator(
            self.schema, validate_formats=True, formats=self._formats, **more
        )

    @cached_property
    def _thorough(self) -> Draft202012Validator:
        return self._validator(keywords={"x-compare": Compare})

    def takes(self, value: Any) -> bool:
        """Whether nothing is wrong with a JSON value."""
        return self._quick.is_valid(value) and not any(
            broken(comparison, each)
            for names, comparison in self._comparisons or ()
            for _, each in found_at(value, names)
        )

    def errors(self, value: Any) -> list[ValidationError]:
        """All that is wrong with a JSON value."""
        return [*(self._thorough if self._comparisons else self._quick).iter_errors(value)]


class Judge:
    """A schema with its validators, each compiled when it is first needed."""

    def __init__(self, schema: dict[str, Any]) -> None:
        """Keep the schema.

        Args:
            schema: A schema with all that it refers to below `$defs`.
        """
        self._schema = schema
        self._compiled: dict[tuple[Off, bool], _Compiled | None] = {}

    def takes(self, value: Any) -> bool:
        """Whether a value is JSON already, and nothing is wrong with it.

        Args:
            value: Any value.
        """
        compiled = self._of(False, warn=False)
        try:
            return compiled is not None and compiled.takes(value)
        except (ValueError, TypeError, RecursionError):  # what is no JSON is told by who writes it
            return False

    def errors(
        self, value: Any, off: Off = False, *, warn: bool = False
    ) -> tuple[list[ValidationError], Schema]:
        """All that is wrong with a JSON value, and the schema that says so.

        Args:
            value: The value.
            off: Which rules to leave out.
            warn: Whether what is only doubtful counts, of a value with which nothing is wrong.
        """
        compiled = self._of(off, warn=warn)
        if compiled is None or compiled.takes(value):
            return [], True
        return compiled.errors(value), compiled.schema

    def _of(self, off: Off, *, warn: bool) -> _Compiled | None:
        if (off, warn) not in self._compiled:
            judged = self._schema if off is False else without_rules(self._schema, off)
            schema = only_warnings(judged) if warn else judged
            formats = FORMATS if warn else _LENIENT
            known = _Compiled(schema, formats) if is_dict(schema) else None
            self._compiled[off, warn] = known
        return self._compiled[off, warn]
