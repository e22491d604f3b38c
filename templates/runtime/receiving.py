"""Reads what the service sends by itself: the bodies of webhooks and callbacks."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeVar, overload

from .errors import ReplyInvalidError

T = TypeVar("T")


@overload
def parse(type_: type[T], body: object, *, strict: bool = False) -> T: ...
@overload
def parse(type_: object, body: object, *, strict: bool = False) -> Any: ...
def parse(type_: object, body: object, *, strict: bool = False) -> Any:
    """Read a body as openly as a reply: unknown fields and enum values are kept, a wrong type comes as sent.

    Args:
        type_: What it should be: a model, a union of models, a list of them.
        body: JSON text, or what a web framework has made of it.
        strict: Whether every difference from the description is an error.

    Raises:
        ReplyInvalidError: It is not JSON, or differs from its description under `strict`.
    """
    from .validation import DriftError, UnreadableError

    codec = _codec(type_)
    try:
        if isinstance(body, str | bytes | bytearray):
            raw = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else bytes(body)
            return codec.read(raw, strict=strict)
        return codec.read_plain(body, strict=strict)
    except DriftError as drift:
        error = ReplyInvalidError(f"the body differs from its description: {drift}")
        error.problems = drift.problems
        raise error from None
    except UnreadableError as unreadable:
        raise ReplyInvalidError(f"the body is not JSON: {unreadable}") from None


@lru_cache(128)
def _codec(type_: Any) -> Any:
    from .validation import codec_of

    return codec_of(type_)
