"""Reads what is received as typed objects; what is not as described is kept as it was sent."""

from __future__ import annotations

import decimal
import json
import re
from collections.abc import Callable, Iterable
from functools import cache, cached_property, partial
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from ..data import TOO_DEEP, load_json
from ..errors import UnreadableError
from ..recursion import with_room
from .annotations import is_class, members_of
from .decimals import ExactNumber, exact, has_decimal, may_have_exact, with_decimals
from .later import Later, Meeting, adapter_of


class Reader:
    """Reads values of one type; what that takes is made at the first use, and anew when other classes are needed."""

    def __init__(self, type_: Any) -> None:
        self.type = type_
        self._has_differed = False

    @cached_property
    def _strict(self) -> TypeAdapter[Any]:
        return with_room(lambda: _ready(adapter_of(self.type)))

    @cached_property
    def _lenient(self) -> TypeAdapter[Any]:
        from .lenient import lenient_adapter

        return with_room(
            lambda: _ready(lenient_adapter(self.type, lambda model: reader_of(model).read_plain))
        )

    def read(self, raw: bytes, *, charset: Callable[[], str | None] | None = None) -> Any:
        """Read a JSON text.

        Args:
            raw: The text.
            charset: Gives the encoding that the response names.

        Raises:
            UnreadableError: It is not JSON.
        """
        if may_have_exact(raw):
            return self.read_plain(_repaired(raw, charset and charset()))
        try:
            return self._read(raw)
        except ValidationError as error:
            problem = _syntax_error(error)
        if problem:
            return self.read_plain(_repaired(raw, charset and charset(), problem))
        self._has_differed = True
        return self._read(raw)

    def read_plain(self, value: Any) -> Any:
        """Read JSON-like data that was parsed already.

        Raises:
            UnreadableError: It is nested too deep.
        """
        try:
            raw = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
        except RecursionError:
            raise UnreadableError(TOO_DEEP) from None
        except TypeError:  # there are decimal numbers
            return self._read_python(value)
        try:
            return self._read(raw)
        except ValidationError as error:
            is_too_deep = bool(_syntax_error(error))  # for pydantic's parser
        self._has_differed = True
        return self._read(None, value) if is_too_deep else self._read(raw)

    def _read(self, raw: bytes | None, value: object = None) -> Any:
        """Read a JSON text, or JSON-like data, as often as it brings data for classes that are not loaded yet."""
        while True:
            adapter = self._adapter
            with Meeting() as met:
                try:
                    read = (
                        adapter.validate_python(value)
                        if raw is None
                        else adapter.validate_json(raw)
                    )
                except ValidationError:
                    if not met:
                        raise
                else:
                    if not met:
                        return read
            self._load(met)

    def _load(self, met: Iterable[Later]) -> None:
        for each in met:
            each.load()
            each.has_come = True
        if is_class(self.type):
            self.type.model_rebuild(force=True)
        for made in ("_strict", "_lenient"):
            vars(self).pop(made, None)

    def _read_python(self, value: Any) -> Any:
        try:
            return self._read(None, value)
        except ValidationError:
            self._has_differed = True
        return self._read(None, value)

    def read_piece(self, raw: bytes) -> Any:
        """Read one of several values that came together: an event's data, or a line.

        Args:
            raw: Its text: JSON, or where the type has text as a member anything else as well.

        Raises:
            UnreadableError: It is not JSON.
        """
        if self.type is not str and not (self._takes_text and not _is_json(raw)):
            return self.read(raw)
        text = raw.decode("utf-8", "replace")
        return text if self.type is str else self.read_plain(text)

    @cached_property
    def _takes_text(self) -> bool:
        """Whether the type is a union of which text is a member."""
        return str in members_of(self.type)

    @property
    def _adapter(self) -> TypeAdapter[Any]:
        """The lenient one as soon as it was needed once: what differed will differ again."""
        return self._lenient if self._has_differed else self._strict

    def to_plain(self, value: object) -> Any:
        """A value as JSON-like data, with the names of JSON; what is not set is left out."""
        plain = self._dump(value, "json")
        if has_decimal(value):
            return with_decimals(plain, self._dump(value, "python"), lambda each: each)
        return plain

    def _dump(self, value: object, mode: Literal["json", "python"]) -> Any:
        return self._strict.dump_python(
            value, mode=mode, by_alias=True, exclude_unset=True, warnings=False
        )


def _ready(adapter: TypeAdapter[Any]) -> TypeAdapter[Any]:
    """An adapter, prepared now and not at its first use."""
    adapter.rebuild()
    return adapter


def _is_json(raw: bytes) -> bool:
    try:
        json.loads(raw)
    except (ValueError, RecursionError):
        return False
    return True


@cache
def reader_of(type_: Any) -> Reader:
    """The reader of a type, one for all its uses."""
    return Reader(type_)


def _syntax_error(error: ValidationError) -> str:
    """Why a text could not be parsed; empty if it is JSON."""
    if error.error_count() > 1:
        return ""
    only = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return only["msg"] if only["type"] == "json_invalid" else ""


def parsed(
    raw: bytes, charset: str | None = None, kind: type[decimal.Decimal] = decimal.Decimal
) -> Any:
    """JSON text as data.

    Args:
        raw: The text.
        charset: The encoding that the response names.
        kind: What a number is of which a float would lose something.

    Raises:
        UnreadableError: It is no JSON, or not in an encoding that it names or that can be told.
    """
    failed: Exception | None = None
    number = partial(exact, kind=kind) if may_have_exact(raw) else None
    for encoding in filter(None, (charset, json.detect_encoding(raw), "utf-8-sig")):
        try:
            return load_json(raw.decode(encoding), number)
        except (ValueError, LookupError) as error:
            failed = failed or error
    raise UnreadableError(str(failed))


def _repaired(raw: bytes, charset: str | None, problem: str = "") -> Any:
    """Parse JSON text that pydantic cannot: with exact numbers, or not clean UTF-8.

    The latter is text in another encoding, with a mark at its start, or with lone surrogates.

    Args:
        raw: The text.
        charset: The encoding that the response names.
        problem: Why it could not be parsed.
    """
    try:
        return parsed(raw, charset, ExactNumber)
    except UnreadableError as error:
        problem = problem or str(error)
    try:
        value = load_json(raw.decode("utf-8", "replace"))
    except ValueError as error:
        if str(error) != TOO_DEEP:  # of which pydantic knows less
            error = ValueError(re.sub("^Invalid JSON: ", "", problem))
        raise UnreadableError(str(error)) from None
    from .lenient import note

    note("the text of a response", raw[:40])
    return value
