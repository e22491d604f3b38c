"""Follows dotted wire paths into replies, be they models or plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .shapes import is_mapping, is_sequence


def pluck(value: object, path: str) -> object:
    """What stands at a dotted path of wire names; None if nothing does.

    Args:
        value: A model, or JSON-like data.
        path: The path; the empty path is the value itself. A number picks from a list,
            `-1` its last member.
    """
    for step in path.split(".") if path else ():
        value = _member(value, step)
        if value is None:
            return None
    return value


def _member(value: object, step: str) -> object:
    if is_mapping(value):
        return value.get(step)
    if is_sequence(value):
        try:
            return value[int(step)]
        except (ValueError, IndexError):
            return None
    model: Any = type(value)
    if not hasattr(model, "model_fields"):
        return None
    from .models import attributes  # a model is there, so pydantic is loaded

    name = attributes(model).get(step)
    if name is not None:
        return getattr(value, name, None)
    extra: Mapping[str, object] = getattr(value, "model_extra", None) or {}
    return extra.get(step)
