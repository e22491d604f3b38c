"""Asks what shape a value has, in a way that both type checkers follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

_TEXTS = (str, bytes, bytearray, memoryview)


def is_mapping(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Whether a value is an object in the sense of JSON."""
    return isinstance(value, Mapping)


def is_dict(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether a value is a dict."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether a value is a list."""
    return isinstance(value, list)


def is_sequence(value: object) -> TypeGuard[Sequence[Any]]:
    """Whether a value is an array in the sense of JSON: a list, a tuple, a page."""
    return isinstance(value, Sequence) and not isinstance(value, _TEXTS)


def is_tuple(value: object) -> TypeGuard[tuple[Any, ...]]:
    """Whether a value is a tuple."""
    return isinstance(value, tuple)
