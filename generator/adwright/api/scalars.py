"""A scalar of a schema with its bounds, from all the schemas that speak of it."""

from __future__ import annotations

from typing import Any

from adwright.api.text import Text
from adwright.api.types import Bounds, Scalar, ScalarKind
from adwright.document.doubts import MOST_COUNT
from adwright.document.node import Node

_FORMATS: dict[str, ScalarKind] = {
    "date-time": "date-time", "date": "date", "time": "time", "duration": "duration", "uuid": "uuid",
    "binary": "binary", "byte": "byte",
}  # fmt: skip


def scalar(parts: list[Node], kind: str) -> Scalar:
    """What the parts say of a value of one kind; where they disagree the last wins."""
    if kind == "string":
        format_ = next((part.value["format"] for part in reversed(parts) if "format" in part), None)
        if (kind_ := _FORMATS.get(str(format_))) is not None:
            return Scalar(kind_)
        pattern = _last(parts, "pattern", str)
        return Scalar(
            "string",
            Bounds(
                min_length=count(parts, "minLength"),
                max_length=count(parts, "maxLength"),
                pattern=Text(pattern) if pattern is not None else None,
            ),
        )
    if kind in ("integer", "number"):
        multiple = _last(parts, "multipleOf", (int, float))
        return Scalar(
            "integer" if kind == "integer" else "number",
            Bounds(
                minimum=_last(parts, "minimum", (int, float)),
                maximum=_last(parts, "maximum", (int, float)),
                exclusive_minimum=_last(parts, "exclusiveMinimum", (int, float)),
                exclusive_maximum=_last(parts, "exclusiveMaximum", (int, float)),
                multiple_of=multiple if multiple and multiple > 0 else None,
            ),
        )
    return Scalar("boolean")


def _last(parts: list[Node], key: str, kind: Any) -> Any:
    values = [
        part.value[key] for part in parts if key in part and isinstance(part.value[key], kind)
    ]
    return next((value for value in reversed(values) if not isinstance(value, bool)), None)


def count(parts: list[Node], key: str) -> int | None:
    """A number of characters or items that the parts name."""
    value = _last(parts, key, int)
    return value if value is not None and 0 <= value <= MOST_COUNT else None
