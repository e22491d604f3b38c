"""Reads what the service sends by itself: the bodies of webhooks and callbacks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from typing import Any, TypeAlias, TypeVar, overload

from ..errors import APIError, ResponseValidationError, UnreadableError
from ..schemas.check import differences_by_type
from ..schemas.store import Schemas

T = TypeVar("T")

EventBody: TypeAlias = str | bytes | Mapping[str, object] | list[Any]
"""The body of an event: as it came, or what a web framework has made of it."""


class SignatureError(APIError):
    """An event that its signature does not show to be genuine."""


def verify(body: object, headers: Mapping[str, str], secret: str | bytes) -> None:
    """See that an event is genuine, by the scheme of Standard Webhooks.

    Args:
        body: The body exactly as it came.
        headers: The headers that came with it.
        secret: What the service signs with.

    Raises:
        SignatureError: It is not signed with the secret, or too old.
    """
    if not isinstance(body, str | bytes):
        raise TypeError(
            "a signature is of the body as it came: text or bytes, not what was made of it"
        )
    try:
        library: Any = import_module("standardwebhooks.webhooks")
    except ImportError:
        raise ImportError("signatures need a package: pip install standardwebhooks") from None
    try:
        library.Webhook(secret).verify(body, dict(headers), json_parse=False)
    except Exception as error:  # of any kind, by what a stranger sends
        raise SignatureError(f"the event is not signed with this secret: {error}") from None


class EventParser:
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
        is_text = isinstance(body, str | bytes | bytearray)
        try:
            if strict:
                from .parse import parsed

                self._refuse_differences(type_, parsed(_bytes(body)) if is_text else body)
            reader = _reader(type_)
            return reader.read(_bytes(body)) if is_text else reader.read_plain(body)
        except UnreadableError as unreadable:
            raise ResponseValidationError(f"the body is not JSON: {unreadable}") from None

    def _refuse_differences(self, type_: object, plain: Any) -> None:
        if found := differences_by_type(self._schemas, type_, plain):
            text = f"the body differs from its description: {'; '.join(found)}"
            error = ResponseValidationError(text)
            error.problems = found
            raise error


def _bytes(text: Any) -> bytes:
    return text.encode("utf-8", "surrogatepass") if isinstance(text, str) else bytes(text)


@lru_cache(128)
def _reader(type_: Any) -> Any:
    from .parse import reader_of
    from .unions import choosing

    return reader_of(choosing(type_))
