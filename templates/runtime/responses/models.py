"""Base classes and types of generated models."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Self, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, Strict
from pydantic_core import CoreSchema, core_schema

from ..data import as_members, is_dict, is_list, is_tuple, value_at
from ..schemas.layout import Layout
from ..schemas.store import Schemas, key_of
from ..schemas.values import as_params
from .decimals import has_decimal, json_text, nearest, with_decimals
from .parse import reader_of
from .tables import of_object, short
from .times import ExactDateTime, exact_time

if TYPE_CHECKING:
    import httpx


M = TypeVar("M", bound="ResponseModel")


class _Shown(str):
    """A text that is shown as it is."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str.__str__(self)


ABSENT: Any = None
"""What a field is that the server should always send, in a response without it."""


class ResponseModel(BaseModel):
    """What the server returns: unknown fields are kept, in `model_extra`."""

    model_config = ConfigDict(
        extra="allow",
        strict=True,
        validate_by_name=True,
        validate_by_alias=True,
        protected_namespaces=(),
        defer_build=True,
    )

    if TYPE_CHECKING:
        # A class may say of what type further members are.
        __pydantic_extra__: Any = Field(init=False)

    # No private attributes: these would slow down every parse.
    __slots__ = ("_as_read", "_http_response")

    @property
    def http_response(self) -> httpx.Response | None:
        """The raw response, if this object is what a call returned."""
        return getattr(self, "_http_response", None)

    def to_dict(self, *, json: bool = False) -> dict[str, Any]:
        """What is set on this object, as plain data.

        Args:
            json: Whether names and values are those of JSON, and not those of Python.
        """
        plain = self._dump("json" if json else "python", by_alias=json)
        if json and has_decimal(self):
            return cast(dict[str, Any], with_decimals(plain, self._dump("python"), nearest))
        return plain

    def to_json(self, *, indent: int | None = None) -> str:
        """What is set on this object, as JSON text.

        Args:
            indent: By how many blanks inner lines are indented; None for one line.
        """
        if has_decimal(self):
            return json_text(self._dump("json"), self._dump("python"), indent)
        return self.model_dump_json(
            indent=indent, by_alias=True, exclude_unset=True, warnings=False
        )

    def _dump(self, mode: str, *, by_alias: bool = True) -> dict[str, Any]:
        return self.model_dump(mode=mode, by_alias=by_alias, exclude_unset=True, warnings=False)

    def __copy__(self) -> Self:
        return _carried(self, super().__copy__())

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        return _carried(self, super().__deepcopy__(memo))

    def __repr_args__(self) -> Iterator[tuple[str, Any]]:
        """What is set, shortly."""
        return ((name, _Shown(short(each))) for name, each in as_members(self).items())

    def _repr_html_(self) -> str:
        return of_object(self)

    def _as_params(self, schemas: Schemas, name: str) -> Any:
        """What was set on this object and may be sent.

        Args:
            schemas: The schemas of what may be sent.
            name: The schema that says what may be.
        """
        return as_params(self, schemas.layout(key_of(name)))

    def _changes(self, schemas: Schemas, name: str, *, merged: bool = False) -> Any:
        """The part of `_as_params` that was changed since a call returned this object; None where it was emptied.

        Args:
            schemas: The schemas of what may be sent.
            name: The schema that says what may be.
            merged: Whether what is sent is a JSON merge patch: then an object in it has only what was changed, too.
        """
        now: dict[str, object] = self._as_params(schemas, name)
        before = as_read(self)
        if before is None:
            return now
        then: dict[str, object] = before._as_params(schemas, name)
        emptied = {key: None for key in then if key not in now and key in self.model_fields_set}
        changed = {k: v for k, v in now.items() if k not in then or then[k] != v}
        if merged:
            layout = schemas.layout(key_of(name)).chosen(now)
            changed = {
                k: _merge_patch(then.get(k), v, layout.slot(k)[1]) for k, v in changed.items()
            }
        return changed | emptied


def _merge_patch(before: object, now: object, layout: Layout) -> object:
    """What makes one value of another by a JSON merge patch (RFC 7396); what must be there stays in it."""
    if not (is_dict(before) and is_dict(now)):
        return now
    layout, patch = layout.chosen(now), dict[str, object]()
    for key, value in now.items():
        name, inner = layout.slot(key)
        if key not in before or before[key] != value:
            patch[key] = _merge_patch(before.get(key), value, inner)
        elif layout.requires(name):
            patch[key] = value
    return patch | dict.fromkeys(key for key in before if key not in now)


def _carried(model: M, made: M) -> M:
    """A copy that knows where the object came from, and with which client it acts."""
    for name in ("_as_read", "_http_response", "_owner"):
        if hasattr(model, name):
            object.__setattr__(made, name, getattr(model, name))
    return made


def bind(value: object, response: httpx.Response, path: str, owner: object) -> None:
    """Let returned objects know the response they came from, and the client if they can act.

    Args:
        value: What a call returned: an object, or a list of such.
        response: The response.
        path: Dotted path of the value in its body.
        owner: The client.
    """
    if isinstance(value, ResponseModel):
        object.__setattr__(value, "_http_response", response)
    items: list[Any] = value if is_list(value) else [value]
    lead = f"{path}." if path else ""
    is_compared, is_active = _abilities(items[0].__class__)
    if is_compared:
        for index, each in enumerate(items):
            if isinstance(each, ResponseModel):
                origin = response, f"{lead}{index}" if items is value else path
                object.__setattr__(each, "_as_read", origin)
    if is_active:
        for each in items:
            if hasattr(each.__class__, "_owner"):
                object.__setattr__(each, "_owner", owner)


@lru_cache(maxsize=256)
def _abilities(kind: type) -> tuple[bool, bool]:
    """Whether objects of a class tell what was changed, and whether they act; pydantic takes long to say no."""
    return hasattr(kind, "changes"), hasattr(kind, "_owner")


class _OrText:
    """Lets a value also be given as its ISO text, but not as a number."""

    def __init__(self, pattern: str, parse: CoreSchema, own: CoreSchema | None = None) -> None:
        """Keep how text is read.

        Args:
            pattern: What it looks like.
            parse: What reads it, outside of JSON.
            own: What reads the value itself, if it is not what its type says.
        """
        self._pattern = pattern
        self._parse = parse
        self._own = own

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        text = core_schema.str_schema(pattern=self._pattern, strict=True)
        own = self._own or handler(source)
        return core_schema.json_or_python_schema(
            json_schema=own,  # in JSON there is only the text
            python_schema=core_schema.union_schema(
                [own, core_schema.chain_schema([text, self._parse])], mode="left_to_right"
            ),
            serialization=self._own and _AS_SENT,
        )


_DAY = r"^\d{4}-\d\d-\d\d"
_CLOCK = r"\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|z|[+-]\d\d(:?\d\d)?)?"


def _time(*, strict: bool) -> CoreSchema:
    """What reads a time; what Python cannot hold is kept beside it."""
    held = core_schema.datetime_schema(strict=strict, microseconds_precision="error")
    text = core_schema.str_schema(strict=True)
    exact = core_schema.no_info_after_validator_function(exact_time, text)
    return core_schema.union_schema([held, exact], mode="left_to_right")


def _serialized(value: Any, serialize: Callable[[Any], Any]) -> Any:
    is_exact = isinstance(value, ExactDateTime) and value.text
    return value.isoformat() if is_exact else serialize(value)


_AS_SENT = core_schema.wrap_serializer_function_ser_schema(
    _serialized, schema=core_schema.datetime_schema(), when_used="json"
)

DateTime = Annotated[
    datetime.datetime,
    Strict(),
    _OrText(rf"{_DAY}[Tt ]{_CLOCK}$", _time(strict=False), _time(strict=True)),
]
"""A date with a time; ISO text is taken too."""

Date = Annotated[
    datetime.date, Strict(), _OrText(rf"{_DAY}$", core_schema.date_schema(strict=False))
]
"""A day; ISO text is taken too."""


class _AsSent:
    """Lets whole numbers stay whole, of any size, and others keep what a float would lose."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        kinds = [handler(source), core_schema.int_schema(strict=True)]
        exact = core_schema.is_instance_schema(decimal.Decimal)
        return core_schema.json_or_python_schema(
            json_schema=core_schema.union_schema([*kinds]),
            python_schema=core_schema.union_schema([*kinds, exact]),
        )


AnyNumber = Annotated[float, Strict(), _AsSent()]
"""A number. One that is sent as a whole number is an `int`, which `float` stands for as well; one of which a `float`
would lose something is a `Decimal`."""

T = TypeVar("T")


class _Listed:
    """Keeps `true` and 1 apart, which are alike to Python and not in JSON."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_wrap_validator_function(self._same, handler(source))

    def _same(self, value: Any, read: Callable[[Any], Any]) -> Any:
        listed = read(value)
        if isinstance(value, bool) is not isinstance(listed, bool):
            raise ValueError("a boolean is no number")
        return listed


Listed = Annotated[T, _Listed()]
"""Listed values, 0, 1 or booleans among them."""


def as_read(model: ResponseModel) -> ResponseModel | None:
    """An object as it was when a call returned it; None if none did."""
    kept: Any = getattr(model, "_as_read", None)
    if kept is None:
        return None
    if is_tuple(kept):
        response: httpx.Response = kept[0]
        body = reader_of(Any).read(response.content, charset=lambda: response.charset_encoding)
        kept = value_at(body, kept[1])
    read: ResponseModel = reader_of(type(model)).read_plain(kept)
    return read
