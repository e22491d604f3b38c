"""A scalar of a schema with its bounds, from all the schemas that speak of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from adwright.document.checks.warnings import MOST_COUNT
from adwright.document.node import Node
from adwright.extensions.schemas import DELIMITER, EPOCH
from adwright.ir.text import Text
from adwright.ir.types import Bounds, Scalar, ScalarKind

_FORMATS: dict[str, ScalarKind] = {
    "date-time": "date-time", "date": "date", "time": "time", "duration": "duration", "uuid": "uuid",
    "binary": "binary", "byte": "byte", "decimal": "decimal",
}  # fmt: skip


_ENCODINGS: dict[str, ScalarKind] = {"base64": "byte", "base64url": "byte"}


def scalar(parts: Sequence[Node], kind: str) -> Scalar:
    """What the parts say of a value of one kind; limits hold together, of formats and patterns the last one counts."""
    if kind == "string":
        format_ = next((part.value["format"] for part in reversed(parts) if "format" in part), None)
        encoding = _last(parts, "contentEncoding", str)
        if (kind_ := _FORMATS.get(str(format_)) or _ENCODINGS.get(str(encoding))) is not None:
            return Scalar(kind_)
        pattern = _last(parts, "pattern", str)
        return Scalar(
            "delimited" if any(map(DELIMITER.read, parts)) else "string",
            Bounds(
                min_length=count(parts, "minLength", max),
                max_length=count(parts, "maxLength", min),
                pattern=Text(pattern) if pattern is not None else None,
            ),
        )
    if kind in ("integer", "number"):
        units = (EPOCH.read(part) for part in reversed(parts))
        if (unit := next(filter(None, units), None)) is not None:
            return Scalar("epoch-seconds" if unit == "seconds" else "epoch-milliseconds")
        multiple = _last(parts, "multipleOf", (int, float))
        return Scalar(
            "integer" if kind == "integer" else "number",
            Bounds(
                minimum=_strictest(parts, "minimum", max),
                maximum=_strictest(parts, "maximum", min),
                exclusive_minimum=_strictest(parts, "exclusiveMinimum", max),
                exclusive_maximum=_strictest(parts, "exclusiveMaximum", min),
                multiple_of=multiple if multiple and multiple > 0 else None,
            ),
        )
    return Scalar("boolean")


def _last(parts: Sequence[Node], key: str, kind: Any) -> Any:
    values = [
        part.value[key] for part in parts if key in part and isinstance(part.value[key], kind)
    ]
    return next((value for value in reversed(values) if not isinstance(value, bool)), None)


def _strictest(parts: Sequence[Node], key: str, choose: Callable[[list[Any]], Any]) -> Any:
    """The limit that keeps all the limits of that name."""
    found = (part.value[key] for part in parts if key in part)
    limits = [v for v in found if isinstance(v, int | float) and not isinstance(v, bool)]
    return choose(limits) if limits else None


def count(parts: Sequence[Node], key: str, choose: Callable[[list[Any]], Any]) -> int | None:
    """A number of characters or items that keeps what all parts say of it."""
    value = _strictest(parts, key, choose)
    return value if isinstance(value, int) and 0 <= value <= MOST_COUNT else None
