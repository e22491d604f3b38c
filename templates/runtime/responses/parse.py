"""Reads what is received as typed objects; what is not as described is kept as it was sent."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Annotated, Any, cast, get_args, get_origin

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails, to_json

from ..errors import UnreadableError, warn_once
from ..schemas.sentences import show
from .drift import Drift, is_bad_json
from .unions import choosing


class Reader:
    """Reads values of one type; what that takes is made at the first use."""

    def __init__(self, type_: Any) -> None:
        self.type = type_

    @cached_property
    def _adapter(self) -> TypeAdapter[Any]:
        if _is_model(self.type):
            return TypeAdapter(self.type)
        inner: tuple[Any, ...] = get_args(self.type) if get_origin(self.type) is list else ()
        is_list = len(inner) == 1 and _is_model(inner[0])
        type_: Any = _list_of(inner[0]) if is_list else choosing(self.type)
        return TypeAdapter(type_, config=ConfigDict(strict=True))

    @cached_property
    def _name(self) -> str:
        """What to call a value of the type in a warning."""
        name = getattr(self.type, "__name__", "union")
        return name if _is_model(self.type) else f"a response of type {name}"

    def read(self, raw: bytes, *, charset: Callable[[], str | None] | None = None) -> Any:
        """Read a JSON text.

        Args:
            raw: The text.
            charset: Gives the encoding that the response names.

        Raises:
            UnreadableError: It is not JSON.
        """
        try:
            return self._adapter.validate_json(raw)
        except ValidationError as error:
            errors = _details(error)
        if is_bad_json(errors):
            return self.read_plain(_repaired(raw, charset and charset(), errors[0]["msg"]))
        return self._read_openly(raw, errors)

    def read_plain(self, value: Any) -> Any:
        """Read JSON-like data that was parsed already."""
        raw = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
        try:
            return self._adapter.validate_json(raw)
        except ValidationError as error:
            errors = _details(error)
        return self._read_openly(raw, errors)

    def _read_openly(self, raw: bytes, errors: Sequence[ErrorDetails]) -> Any:
        """Read a text that is not as described: without the values that are not, which are put back as they were sent.

        Args:
            raw: The text.
            errors: What is wrong with it.
        """
        drift, value = Drift(raw), None
        drift.take_out(errors)
        while not drift.is_all:
            try:
                value = self._adapter.validate_json(drift.raw)
                break
            except ValidationError as error:
                drift.take_out(_details(error))
        return drift.put_back(value, self._name, _note)

    def to_plain(self, value: object) -> Any:
        """A value as JSON-like data in names in JSON; what is not set is left out."""
        return self._adapter.dump_python(
            value, mode="json", by_alias=True, exclude_unset=True, warnings=False
        )


def reader_of(type_: Any) -> Reader:
    """The reader of a type; one for all uses of a model class."""
    if not _is_model(type_):
        return Reader(type_)
    reader = cast("Reader | None", type_.__dict__.get("__reader__"))
    if reader is None:
        reader = Reader(type_)
        type.__setattr__(type_, "__reader__", reader)
    return reader


def _list_of(model: Any) -> Any:
    """A list of models, of which an item that is not as described is read by itself, so as not to cost the rest."""
    reader = reader_of(model)
    other = Annotated[Any, AfterValidator(lambda value: reader.read(to_json(value)))]
    return list[Annotated[model | other, Field(union_mode="left_to_right")]]


def _is_model(type_: Any) -> bool:
    return isinstance(type_, type) and issubclass(type_, BaseModel)


def _details(error: ValidationError) -> list[ErrorDetails]:
    return error.errors(include_url=False)


def _note(place: str, value: Any) -> None:
    """Warn once for each place where responses differ from their description."""
    text = f"{place} came as {show(value)}, which is not its described type; kept as sent"
    warn_once(place, text)


def parsed(raw: bytes, charset: str | None = None) -> Any:
    """JSON text as data.

    Args:
        raw: The text.
        charset: The encoding that the response names.

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


def _repaired(raw: bytes, charset: str | None, message: str) -> Any:
    """Parse JSON text that is not clean UTF-8: another encoding, a mark, lone surrogates.

    Args:
        raw: The text.
        charset: The encoding that the response names.
        message: Why it could not be parsed.
    """
    try:
        return parsed(raw, charset)
    except UnreadableError:
        pass
    try:
        value = json.loads(raw.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise UnreadableError(re.sub("^Invalid JSON: ", "", message)) from None
    _note("the text of a response", raw[:40])
    return value
