"""Checks what is sent and reads what is received; all that needs pydantic at a call."""

from __future__ import annotations

import json
import re
import sys
import warnings
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, cast

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError, SchemaValidator, to_jsonable_python

from .derive import derive
from .errors import ReplyWarning, Violation
from .models import KeptFile
from .schemas import Node, Purpose, adapter_of, build
from .shapes import is_list, is_mapping, is_sequence
from .violations import show, violations_of

_noted: set[str] = set()


class UnreadableError(ValueError):
    """A body that its media type cannot parse."""


class DriftError(ValueError):
    """A reply that differs from its description, for clients that want to know."""

    def __init__(self, found: Sequence[Violation]) -> None:
        self.problems = tuple(_as_drift(each) for each in found)
        super().__init__("; ".join(self.problems))
        self.wrong = tuple(_as_drift(each) for each in found if each.rule != "required")
        """The problems apart from fields that are missing."""


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

    # Requests ----------------------------------------------------------------------------------

    def check(
        self, value: object, path: Sequence[str | int] = ()
    ) -> tuple[object, list[Violation]]:
        """The value as its type has it, and all that is wrong with it.

        Args:
            value: What the caller gave.
            path: Where it is in the request, for the violations.
        """
        validator = self.validator(Purpose.CHECK)
        try:
            return validator.validate_python(value), []
        except ValidationError as first:
            error = first
        plain = _plain_mappings(value)
        if plain is not value:
            try:
                return validator.validate_python(plain), []
            except ValidationError as second:
                error = second
        return value, violations_of(error, self.schema(Purpose.CHECK), path)

    def to_json(self, value: object) -> bytes:
        """A checked value as JSON text in wire names; what is not set is left out."""
        return self._adapter.serializer.to_json(
            value, by_alias=True, exclude_unset=True, warnings=False
        )

    def to_plain(self, value: object) -> Any:
        """A checked value as JSON-like data in wire names; what is not set is left out."""
        return self._adapter.serializer.to_python(
            value, mode="json", by_alias=True, exclude_unset=True, warnings=False
        )

    def to_parts(self, value: object) -> dict[str, Any]:
        """A checked object by wire name, its files untouched and all else JSON-like."""
        parts = self._adapter.serializer.to_python(
            value, mode="python", by_alias=True, exclude_unset=True, warnings=False
        )
        return {name: _jsonable_but_files(part) for name, part in parts.items()}

    # Replies -----------------------------------------------------------------------------------

    def read(
        self, raw: bytes, *, strict: bool = False, charset: Callable[[], str | None] | None = None
    ) -> Any:
        """Read a JSON text.

        Args:
            raw: The text.
            strict: Whether every difference from the description is an error.
            charset: Gives the encoding that the reply names.

        Raises:
            UnreadableError: It is not JSON.
            DriftError: It differs from its description, and `strict` is set.
        """
        try:
            return self.validator(Purpose.DRIFT if strict else Purpose.FAST).validate_json(raw)
        except ValidationError as error:
            if _is_bad_json(error):
                data = _repaired(raw, charset and charset(), error, strict)
                return self.read_plain(data, strict=strict)
            if strict:
                raise self._drift(error) from None
        return self.validator(Purpose.LENIENT).validate_json(raw)

    def read_plain(self, value: Any, *, strict: bool = False) -> Any:
        """Read JSON-like data that was parsed already; for the arguments see `read`."""
        raw = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
        try:
            return self.validator(Purpose.DRIFT if strict else Purpose.FAST).validate_json(raw)
        except ValidationError as error:
            if _is_bad_json(error):  # such as data nested deeper than pydantic's parser goes
                return self.validator(Purpose.LENIENT).validate_python(value)
            if strict:
                raise self._drift(error) from None
        return self.validator(Purpose.LENIENT).validate_json(raw)

    def _drift(self, error: ValidationError) -> DriftError:
        found = violations_of(error, self.schema(Purpose.DRIFT))
        return DriftError(found)


def _as_drift(violation: Violation) -> str:
    if violation.rule == "additionalProperties":
        return f"{violation.path} is not described"
    if violation.rule == "required":
        return f"{violation.path} is missing"
    return violation.message


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
    codec = codec_of(type_)
    try:
        return codec.validator(purpose).validate_python(value)
    except ValidationError as error:
        inner = {"error": error, "schema": codec.schema(purpose)}
        raise PydanticCustomError("nested", "must fit", inner) from None


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


def _repaired(raw: bytes, charset: str | None, error: ValidationError, strict: bool) -> Any:
    """Parse JSON text that is not clean UTF-8: another encoding, a mark, lone surrogates."""
    for encoding in filter(None, (charset, json.detect_encoding(raw), "utf-8-sig")):
        try:
            return json.loads(raw.decode(encoding))
        except (ValueError, LookupError, RecursionError):
            continue
    if not strict:
        try:
            value = json.loads(raw.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            pass
        else:
            _note("the text of a reply", raw[:40])
            return value
    text = error.errors(include_url=False, include_input=False)[0]["msg"]
    raise UnreadableError(re.sub("^Invalid JSON: ", "", text)) from None


def _plain_mappings(value: Any) -> Any:
    """The value with every mapping as a dict; the value itself if there is nothing to change."""
    if is_mapping(value):
        plain = {key: _plain_mappings(each) for key, each in value.items()}
        same = isinstance(value, dict) and all(plain[key] is value[key] for key in plain)
        return value if same else plain
    if is_sequence(value):
        changed = [_plain_mappings(each) for each in value]
        same = all(new is old for new, old in zip(changed, value, strict=True))
        return value if same else changed
    return value


def _jsonable_but_files(value: Any) -> Any:
    if is_list(value):
        return [_jsonable_but_files(each) for each in value]
    if isinstance(value, KeptFile):
        return value.file
    return value if isinstance(value, bytes) else to_jsonable_python(value, by_alias=True)


def warn_once(place: str, text: str) -> None:
    """Give a `ReplyWarning` the first time something is seen at a place.

    Args:
        place: What names the place.
        text: The warning.
    """
    if place not in _noted:
        _noted.add(place)
        warnings.warn(text, ReplyWarning, stacklevel=stack_level())


def stack_level() -> int:
    """How far up the stack the first frame outside the client's package is."""
    package = f"{__name__.split('.')[0]}."
    frame, level = sys._getframe(1), 1  # pyright: ignore[reportPrivateUsage]
    while frame.f_back and f"{frame.f_globals.get('__name__', '')}.".startswith(package):
        frame, level = frame.f_back, level + 1
    return level


def forget_warnings() -> None:
    """Give again the warnings that are given only once; for tests."""
    _noted.clear()
