"""What a method gave, as plain data."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from ..data import is_mapping, is_model, is_sequence


def plain(
    value: Any, file: Callable[[bytes], Any], number: Callable[[Decimal], Any] = float
) -> Any:
    """A result as JSON-like data, with the names of JSON.

    Args:
        value: The result.
        file: What stands for bytes.
        number: What stands for a number of which a float would lose digits.
    """
    if is_model(value):
        return value.to_dict(json=True)
    if is_mapping(value):
        return {name: plain(each, file, number) for name, each in value.items()}
    if is_sequence(value):
        return [plain(each, file, number) for each in value]
    if isinstance(value, bytes):
        return file(value)
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat().replace("+00:00", "Z")
    return value if value is None or isinstance(value, str | int | float) else str(value)
