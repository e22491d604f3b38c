"""Values of Python as JSON: names, models, dates, numbers and bytes as a schema has them."""

from __future__ import annotations

import base64
import datetime
import decimal
import json
import math
import numbers
import uuid
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any

from ..data import is_dict, is_list, is_mapping, is_sequence
from ..options import UNSET
from .layout import Layout, as_mapping
from .paths import Path

_JSON = frozenset({str, int, bool, type(None)})
_LONG = 40  # digits from which a decimal number has an exponent


class Exact(str):
    """The name of a member that is meant as it is in JSON, whatever it is in Python."""

    __slots__ = ()

    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Exact) and str.__eq__(self, other)


class Writer:
    """Writes one value; what cannot be written is null in the result, and noted.

    Attributes:
        unknown: Why a value cannot be written, by its place.
        doubled: Places of members that were given under two names.
    """

    def __init__(self) -> None:
        self.unknown: dict[Path, str] = {}
        self.doubled: list[Path] = []

    def write(self, value: Any, layout: Layout, path: Path = ()) -> Any:
        """A value as JSON: only dicts, lists, text, numbers, booleans and None.

        Args:
            value: What a caller gave.
            layout: What its schema says.
            path: Where it is.
        """
        try:
            return self._write(value, layout, path)
        except RecursionError:
            self.unknown[path] = "is nested too deeply"
            return None

    def _write(self, value: Any, layout: Layout, path: Path) -> Any:
        kind = value.__class__
        if kind in _JSON:
            return value
        if kind is float:
            return self._number(value, path)
        if kind is dict:
            return self._object(value, layout.chosen(value), path)
        if kind is list or is_sequence(value):
            return self._list(value, layout.chosen(value), path)
        if is_mapping(value):
            return self._object(value, layout.chosen(value), path)
        if hasattr(kind, "model_fields"):
            return self._model(value, layout.chosen(value), path)
        return self._single(value, layout, path)

    def _list(self, value: Sequence[Any], layout: Layout, path: Path) -> list[Any]:
        return [
            each if each.__class__ in _JSON else self._write(each, layout.item(i), (*path, i))
            for i, each in enumerate(value)
        ]

    def _object(self, value: Mapping[Any, Any], layout: Layout, path: Path) -> dict[str, Any]:
        written: dict[str, Any] = {}
        slots = layout.slots
        for key, each in value.items():
            if each is UNSET:
                continue
            slot = slots.get(key) if key.__class__ is str else None
            if key.__class__ is Exact:
                slot = str.__str__(key), layout.member(str.__str__(key))
            name, inner = slot or layout.slot(key if key.__class__ is str else self._key(key, path))
            if name in written:
                self.doubled.append((*path, name))
            if each.__class__ in _JSON:
                written[name] = each
            else:
                written[name] = self._write(each, inner, (*path, name))
        return written

    def _model(self, model: Any, layout: Layout, path: Path) -> dict[str, Any]:
        """What was set on a returned object and may be sent; null only where it is a value."""
        extra: Mapping[str, object] = model.model_extra or {}
        members = as_mapping(model) or {}
        sent = {
            name: each
            for name, each in members.items()
            if (layout.knows(name) or (name in extra and not layout.is_closed))
            and (each is not None or layout.member(name).allows_null)
        }
        if members and not sent:
            kind = type(model).__name__
            self.unknown[path] = f"cannot be this {kind}, of which nothing may be sent here"
        return {n: self._write(v, layout.member(n), (*path, n)) for n, v in sent.items()}

    def _key(self, key: object, path: Path) -> str:
        """A key that is no plain text as the name of a member."""
        plain = key.value if isinstance(key, Enum) else key
        if isinstance(plain, str):
            return str.__str__(plain)
        if isinstance(plain, (bool, int, float, datetime.date, uuid.UUID)):
            return json.dumps(plain, default=str).strip('"')
        self._refuse((*path, str(plain)), plain)
        return str(plain)

    def _refuse(self, path: Path, value: object) -> None:
        kind = type(value).__name__
        self.unknown[path] = f"cannot be of the type {kind}, which JSON has no way to write"

    def _single(self, value: Any, layout: Layout, path: Path) -> Any:
        if isinstance(value, Enum):
            return self._write(value.value, layout, path)
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, (bytes, bytearray, memoryview)):
            return self._bytes(bytes(value), layout, path)  # pyright: ignore[reportUnknownArgumentType]
        if isinstance(value, decimal.Decimal):
            return self._decimal(value, layout, path)
        if isinstance(value, datetime.timedelta):
            return _duration(value)
        if isinstance(value, (datetime.date, datetime.time)):
            return _in_utc(value.isoformat())
        if isinstance(value, uuid.UUID):
            return str(value)
        if isinstance(value, numbers.Integral):
            return int(value)
        if isinstance(value, numbers.Real):
            return self._number(float(value), path)
        if type(value).__module__ == "numpy":  # arrays, and scalars that are no numbers to Python
            return self._write(value.tolist(), layout, path)
        self._refuse(path, value)
        return None

    def _number(self, value: float, path: Path) -> float | None:
        if math.isfinite(value):
            return value
        self._refuse_infinite(path, value)
        return None

    def _decimal(self, value: decimal.Decimal, layout: Layout, path: Path) -> object:
        if value.is_finite():
            return digits(value) if layout.types == frozenset({"string"}) else value
        self._refuse_infinite(path, value)
        return None

    def _refuse_infinite(self, path: Path, value: object) -> None:
        self.unknown[path] = f"must be a finite number, not {value}"

    def _bytes(self, value: bytes, layout: Layout, path: Path) -> str | None:
        if not layout.takes_bytes:
            self._refuse(path, value)
            return None
        code = base64.urlsafe_b64encode if "base64url" in layout.formats else base64.b64encode
        return code(value).decode()


def _in_utc(text: str) -> str:
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text


def _duration(value: datetime.timedelta) -> str:
    """A length of time in days and seconds, as ISO 8601 has it."""
    sign = "-" if value.days < 0 else ""
    length = abs(value)
    seconds = f"{length.seconds}.{length.microseconds:06}".rstrip("0").rstrip(".")
    days = f"{length.days}D" if length.days else ""
    time = f"T{seconds}S" if seconds != "0" or not days else ""
    return f"{sign}P{days}{time}"


def without_null(value: Any) -> Any:
    """A JSON value without members and items that are null: only JSON has a way to write them."""
    if is_dict(value):
        return {name: without_null(each) for name, each in value.items() if each is not None}
    if is_list(value):
        return [without_null(each) for each in value if each is not None]
    return value


def in_python_names(value: Any, layout: Layout) -> Any:
    """A JSON value with the names that its members have in Python."""
    if is_dict(value):
        layout = layout.chosen(value)
        return {
            layout.python_names.get(name, name): in_python_names(each, layout.member(name))
            for name, each in value.items()
        }
    if is_list(value):
        layout = layout.chosen(value)
        return [in_python_names(each, layout.item(i)) for i, each in enumerate(value)]
    return value


def as_params(model: Any, layout: Layout) -> Any:
    """The fields that were set on a returned object and may be sent, in the names of Python.

    Args:
        model: The object.
        layout: What the schema of what may be sent says.
    """
    written = Writer().write(model, layout)
    chosen = layout.chosen(written)
    known = {name: each for name, each in written.items() if chosen.knows(name)}
    return in_python_names(known, layout)


def digits(value: decimal.Decimal) -> str:
    """A decimal number with all its digits, without an exponent unless it is very long."""
    return format(value, "f") if abs(value.adjusted()) < _LONG else str(value)


def dump_json(value: Any, *, ascii_only: bool = False) -> bytes:
    """A JSON value as text; decimal numbers with all their digits.

    Args:
        value: The value.
        ascii_only: Whether all other characters are escaped.
    """
    encode = _encode_ascii if ascii_only else _encode
    try:
        text = encode(value)
    except TypeError:  # only a decimal number is none that the encoder knows
        text = _exact(value, encode)
    return text.encode()


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
_encode_ascii = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


def _exact(value: Any, encode: Callable[[Any], str]) -> str:
    if is_dict(value):
        pairs = (f"{encode(key)}:{_exact(each, encode)}" for key, each in value.items())
        return f"{{{','.join(pairs)}}}"
    if is_list(value):
        return f"[{','.join(_exact(each, encode) for each in value)}]"
    return digits(value) if isinstance(value, decimal.Decimal) else encode(value)
