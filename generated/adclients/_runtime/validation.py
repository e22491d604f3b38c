"""Reads what is received; all that needs pydantic at a call."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Callable
from functools import cached_property
from typing import Any, cast

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import SchemaValidator

from .callers import stack_level
from .core_schemas import Node, Purpose, adapter_of, build
from .derive import derive
from .errors import ReplyWarning
from .schemas.sentences import show

_noted: set[str] = set()


class UnreadableError(ValueError):
    """A body that its media type cannot parse."""


class Codec:
    """The validators and the serialiser of one type, each compiled at its first use."""

    def __init__(self, type_: Any) -> None:
        self.type = type_
        self._schemas: dict[Purpose, Node] = {}
        self._validators: dict[Purpose, SchemaValidator] = {}

    @cached_property
    def _adapter(self) -> TypeAdapter[Any]:
        return adapter_of(self.type)

    def schema(self, purpose: Purpose) -> Node:
        """The core schema rewritten for a purpose."""
        if purpose not in self._schemas:
            core = cast(Node, self._adapter.core_schema)
            self._schemas[purpose] = derive(core, purpose, _note, _resolve)
        return self._schemas[purpose]

    def validator(self, purpose: Purpose) -> SchemaValidator:
        """The validator for a purpose."""
        validator = self._validators.get(purpose)
        if validator is None:
            validator = self._validators[purpose] = build(self.schema(purpose))
        return validator

    def to_plain(self, value: object) -> Any:
        """A value as JSON-like data in wire names; what is not set is left out."""
        return self._adapter.serializer.to_python(
            value, mode="json", by_alias=True, exclude_unset=True, warnings=False
        )

    # Replies -----------------------------------------------------------------------------------

    def read(self, raw: bytes, *, charset: Callable[[], str | None] | None = None) -> Any:
        """Read a JSON text.

        Args:
            raw: The text.
            charset: Gives the encoding that the reply names.

        Raises:
            UnreadableError: It is not JSON.
        """
        try:
            return self.validator(Purpose.FAST).validate_json(raw)
        except ValidationError as error:
            if _is_bad_json(error):
                return self.read_plain(_repaired(raw, charset and charset(), error))
        return self.validator(Purpose.LENIENT).validate_json(raw)

    def read_plain(self, value: Any) -> Any:
        """Read JSON-like data that was parsed already."""
        raw = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
        try:
            return self.validator(Purpose.FAST).validate_json(raw)
        except ValidationError as error:
            if _is_bad_json(error):  # such as data nested deeper than pydantic's parser goes
                return self.validator(Purpose.LENIENT).validate_python(value)
        return self.validator(Purpose.LENIENT).validate_json(raw)


def codec_of(type_: Any) -> Codec:
    """The codec of a type; one for all uses of a model class."""
    if not (isinstance(type_, type) and issubclass(type_, BaseModel)):
        return Codec(type_)
    codec = cast("Codec | None", type_.__dict__.get("__codec__"))
    if codec is None:
        codec = Codec(type_)
        type.__setattr__(type_, "__codec__", codec)
    return codec


def _resolve(request: tuple[Any, Purpose, Any]) -> Any:
    """Validate a value that arrived at a lazy reference, by its type and purpose."""
    type_, purpose, value = request
    return codec_of(type_).validator(purpose).validate_python(value)


def _note(place: str, value: Any) -> None:
    """Warn once for each place that replies differ from their description there."""
    if place not in _noted:
        _noted.add(place)
        warnings.warn(
            f"{place} came as {show(value)}, which is not its described type; kept as sent",
            ReplyWarning,
            stacklevel=stack_level(),
        )


def _is_bad_json(error: ValidationError) -> bool:
    if error.error_count() > 1:
        return False
    return error.errors(include_url=False, include_input=False)[0]["type"] == "json_invalid"


def parsed(raw: bytes, charset: str | None = None) -> Any:
    """JSON text as data.

    Args:
        raw: The text.
        charset: The encoding that the reply names.

    Raises:
        UnreadableError: It is no JSON, or not in an encoding that it names or that can be told.
    """
    failed: Exception | None = None
    for encoding in filter(None, (charset, json.detect_encoding(raw), "utf-8-sig")):
        try:
            return json.loads(raw.decode(encoding))
        except (ValueError, LookupError, RecursionError) as error:
            failed = failed or error
    raise UnreadableError(str(failed))


def _repaired(raw: bytes, charset: str | None, error: ValidationError) -> Any:
    """Parse JSON text that is not clean UTF-8: another encoding, a mark, lone surrogates."""
    try:
        return parsed(raw, charset)
    except UnreadableError:
        pass
    try:
        value = json.loads(raw.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        pass
    else:
        _note("the text of a reply", raw[:40])
        return value
    text = error.errors(include_url=False, include_input=False)[0]["msg"]
    raise UnreadableError(re.sub("^Invalid JSON: ", "", text)) from None


def warn_once(place: str, text: str) -> None:
    """Give a `ReplyWarning` the first time something is seen at a place.

    Args:
        place: What names the place.
        text: The warning.
    """
    if place not in _noted:
        _noted.add(place)
        warnings.warn(text, ReplyWarning, stacklevel=stack_level())


def forget_warnings() -> None:
    """Give again the warnings that are given only once; for tests."""
    _noted.clear()
