"""Reads what the service sends by itself: the bodies of webhooks and callbacks."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, TypeVar, overload

from ..errors import ResponseValidationError, UnreadableError
from ..schemas.check import differences_by_type
from ..schemas.store import Schemas

T = TypeVar("T")


class Parser:
    """Reads a body as openly as a response: unknown fields and enum values are kept, a wrong type comes as sent."""

    def __init__(self, schemas: Schemas) -> None:
        """Keep the schemas of what the service sends."""
        self._schemas = schemas

    @overload
    def __call__(self, type_: type[T], body: object, *, strict: bool = False) -> T: ...
    @overload
    def __call__(self, type_: object, body: object, *, strict: bool = False) -> Any: ...
    def __call__(self, type_: object, body: object, *, strict: bool = False) -> Any:
        """Read a body.

        Args:
            type_: What it should be: a model, a union of models, a list of them.
            body: JSON text, or what a web framework has made of it.
            strict: Whether every difference from the description is an error.

        Raises:
            ResponseValidationError: It is not JSON, or differs from its description under `strict`.
        """
        reader = _reader(type_)
        is_text = isinstance(body, str | bytes | bytearray)
        try:
            read = reader.read(_bytes(body)) if is_text else reader.read_plain(body)
        except UnreadableError as unreadable:
            raise ResponseValidationError(f"the body is not JSON: {unreadable}") from None
        if strict:
            plain = json.loads(_bytes(body)) if is_text else body
            if found := differences_by_type(self._schemas, type_, plain):
                text = f"the body differs from its description: {'; '.join(found)}"
                error = ResponseValidationError(text)
                error.problems = found
                raise error
        return read


def _bytes(text: Any) -> bytes:
    return text.encode("utf-8", "surrogatepass") if isinstance(text, str) else bytes(text)


@lru_cache(128)
def _reader(type_: Any) -> Any:
    from .parse import reader_of
    from .unions import choosing

    return reader_of(choosing(type_))
