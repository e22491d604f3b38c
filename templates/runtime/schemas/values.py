"""Values of Python as JSON: names, models, dates, numbers and bytes as a schema has them."""

from __future__ import annotations

import base64
import datetime
import decimal
import json
import math
import numbers
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Any

from ..data import is_dict, is_list, is_mapping, is_model, is_sequence
from ..errors import Violation
from ..options import UNSET
from .layout import Exact, Layout, as_mapping
from .paths import Path, PathNames

_JSON = frozenset({str, int, bool, type(None)})
_BASE64 = frozenset({"byte", "binary", "base64", "base64url"})
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_EPOCHS = {
    "epoch-seconds": datetime.timedelta(seconds=1),
    "epoch-milliseconds": datetime.timedelta(milliseconds=1),
}
_LONG = 40  # digits from which a decimal number has an exponent


class Serializer:
    """Turns values into JSON; what cannot be serialized is null in the result, and noted."""

    def __init__(self) -> None:
        self._refused: dict[Path, str] = {}
        self._doubled: list[Path] = []

    def violations(self, names: PathNames) -> Iterator[Violation]:
        """What could not be serialized, and members that were given under two names."""
        for path, why in self._refused.items():
            yield names.violation("type", path, f"{names.name(path)} {why}")
        for path in self._doubled:
            text = f"{names.text(path)} is given twice, under its name in Python and that in JSON"
            yield names.violation("uniqueNames", path, text)

    def serialize(self, value: Any, layout: Layout, path: Path = ()) -> Any:
        """A value as JSON: only dicts, lists, text, numbers, booleans and None.

        Args:
            value: What a caller gave.
            layout: What its schema says.
            path: Where it is.
        """
        try:
            return self._value(value, layout, path)
        except RecursionError:
            return self._refuse(path, "is nested too deeply")

    def _refuse(self, path: Path, why: str) -> Any:
        self._refused[path] = why

    def _refuse_type(self, path: Path, value: object) -> Any:
        kind = type(value).__name__
        return self._refuse(path, f"cannot be of the type {kind}, which JSON has no way to write")

    def _value(self, value: Any, layout: Layout, path: Path) -> Any:
        kind = value.__class__
        if kind in _JSON:
            return value
        if kind is float:
            return self._number(value, layout, path)
        if kind is dict or is_mapping(value):
            return self._object(value, layout.chosen(value), path)
        if kind is list or is_sequence(value):
            return self._list(value, layout.chosen(value), path)
        if is_model(value):
            return self._model(value, layout.chosen(value), path)
        return self._single(value, layout, path)

    def _list(self, value: Sequence[Any], layout: Layout, path: Path) -> Any:
        if (delimiter := layout.delimiter) is not None:
            return self._joined(value, delimiter, layout, path)
        return [
            each if each.__class__ in _JSON else self._value(each, layout.item(i), (*path, i))
            for i, each in enumerate(value)
        ]

    def _joined(self, value: Sequence[Any], delimiter: str, layout: Layout, path: Path) -> Any:
        """A list as one text."""
        texts: list[str] = []
        for index, each in enumerate(value):
            plain = self._value(each, layout.item(index), (*path, index))
            if isinstance(plain, bool) or not isinstance(plain, str | int):
                return self._refuse(path, f"[{index}] must be text or a whole number")
            if delimiter in str(plain):
                return self._refuse(path, f"[{index}] must not have {delimiter!r} in it")
            texts.append(str(plain))
        return delimiter.join(texts)

    def _object(self, value: Mapping[Any, Any], layout: Layout, path: Path) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for key, each in value.items():
            if each is UNSET:
                continue
            name, inner = layout.slot(key if key.__class__ is str else self._key(key, path))
            if name in made:
                self._doubled.append((*path, name))
            is_json = each.__class__ in _JSON
            made[name] = each if is_json else self._value(each, inner, (*path, name))
        return made

    def _model(self, model: Any, layout: Layout, path: Path) -> dict[str, Any]:
        """What was set on a returned object and may be sent; null only where it is a value."""
        extra: Mapping[str, object] = model.model_extra or {}
        members = as_mapping(model) or {}
        is_open = not layout.is_closed
        sent = {
            name: each
            for name, each in members.items()
            if (layout.knows(name) or (is_open and (name in extra or layout.names_none)))
            and (each is not None or layout.member(name).allows_null)
        }
        if members and not sent:
            kind = type(model).__name__
            self._refuse(path, f"cannot be this {kind}, of which nothing may be sent here")
        return {n: self._value(v, layout.member(n), (*path, n)) for n, v in sent.items()}

    def _key(self, key: object, path: Path) -> str:
        """A key that is no plain text as the name of a member."""
        plain = key.value if isinstance(key, Enum) else key
        if isinstance(plain, str):
            return plain if isinstance(plain, Exact) else str.__str__(plain)
        if isinstance(plain, (bool, int, float, datetime.date, uuid.UUID)):
            return json.dumps(plain, default=str).strip('"')
        self._refuse_type((*path, str(plain)), plain)
        return str(plain)

    def _single(self, value: Any, layout: Layout, path: Path) -> Any:
        if isinstance(value, Enum):
            return self._value(value.value, layout, path)
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, (bytes, bytearray, memoryview)):
            return self._bytes(bytes(value), layout, path)  # pyright: ignore[reportUnknownArgumentType]
        if isinstance(value, datetime.timedelta):
            return _duration(value)
        if isinstance(value, datetime.datetime) and (unit := epoch_unit(layout.formats)):
            return self._epoch(value, unit, layout, path)
        if isinstance(value, (datetime.date, datetime.time)):
            if epoch_unit(layout.formats):
                text = f"must be a datetime with a time zone, or a number, not {value!r}"
                return self._refuse(path, text)
            return re.sub(r"\+00:00$", "Z", value.isoformat())
        if isinstance(value, uuid.UUID) or type(value).__module__ == "ipaddress":
            return str(value)
        if isinstance(value, (set, frozenset)):
            items: list[Any] = sorted(value, key=repr)  # pyright: ignore[reportUnknownArgumentType]
            return self._value(items, layout, path)
        if isinstance(value, numbers.Integral):
            return int(value)
        if isinstance(value, (decimal.Decimal, numbers.Real)):
            return self._number(value, layout, path)
        if type(value).__module__ == "numpy":  # arrays, and scalars that are no numbers to Python
            return self._value(value.tolist(), layout, path)
        return self._refuse_type(path, value)

    def _number(self, value: Any, layout: Layout, path: Path) -> Any:
        exact = isinstance(value, decimal.Decimal)
        if not (value.is_finite() if exact else math.isfinite(value)):
            return self._refuse(path, f"must be a finite number, not {value}")
        if not exact:
            return float(value)
        plain = decimal.Decimal(value)  # the validator knows no class of its kind
        return digits(plain) if layout.types - {"null"} == frozenset({"string"}) else plain

    def _epoch(
        self, value: datetime.datetime, unit: datetime.timedelta, layout: Layout, path: Path
    ) -> Any:
        """A moment as a number; a whole number leaves out what is smaller than its unit."""
        if value.tzinfo is None:
            return self._refuse(path, f"must have a time zone, not {value.isoformat()}")
        passed = value - EPOCH
        is_whole = "number" not in layout.types or not passed % unit
        return passed // unit if is_whole else passed / unit

    def _bytes(self, value: bytes, layout: Layout, path: Path) -> Any:
        if layout.types and not layout.formats & _BASE64:
            return self._refuse_type(path, value)
        is_url = "base64url" in layout.formats
        return (base64.urlsafe_b64encode if is_url else base64.b64encode)(value).decode()


def epoch_unit(formats: Iterable[str]) -> datetime.timedelta | None:
    """What a moment is counted in, if a format says that it is a number."""
    return next((_EPOCHS[each] for each in formats if each in _EPOCHS), None)


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
    if is_list(value):
        layout = layout.chosen(value)
        return [in_python_names(each, layout.item(i)) for i, each in enumerate(value)]
    if not is_dict(value):
        return value
    layout = layout.chosen(value)
    items, names = value.items(), layout.python_names
    return {names.get(n, n): in_python_names(each, layout.member(n)) for n, each in items}


def as_params(model: Any, layout: Layout) -> Any:
    """The fields that were set on a returned object and may be sent by a layout, in the names of Python."""
    value = Serializer().serialize(model, layout)
    chosen = layout.chosen(value)
    known = {name: each for name, each in value.items() if chosen.knows(name)}
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
    serialize = _ASCII if ascii_only else _PLAIN
    try:
        text = serialize(value)
    except TypeError:  # only a decimal number is none that the standard library knows
        text = _exact(value, serialize)
    return text.encode()


_PLAIN = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
_ASCII = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


def _exact(value: Any, serialize: Callable[[Any], str]) -> str:
    if is_dict(value):
        pairs = (f"{serialize(key)}:{_exact(each, serialize)}" for key, each in value.items())
        return f"{{{','.join(pairs)}}}"
    if is_list(value):
        return f"[{','.join(_exact(each, serialize) for each in value)}]"
    return digits(value) if isinstance(value, decimal.Decimal) else serialize(value)
