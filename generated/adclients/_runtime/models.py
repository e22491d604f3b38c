"""Base classes and types of generated models."""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Callable, Mapping
from functools import cache
from types import ModuleType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    TypeAlias,
    TypeVar,
)

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, Strict, TypeAdapter
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from .schemas.store import Schemas, key_of
from .schemas.values import as_params

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")

ABSENT: Any = None
"""What a field is that the server should always send, in a response without it."""


class ReplyModel(BaseModel):
    """What the server returns: unknown fields are kept, in `model_extra`."""

    model_config = ConfigDict(
        extra="allow",
        strict=True,
        validate_by_name=True,
        validate_by_alias=True,
        protected_namespaces=(),
    )

    if TYPE_CHECKING:
        # A class may say of what type further members are.
        __pydantic_extra__: Any = Field(init=False)

    # No private attributes: these would slow down every parse.
    __slots__ = ("_as_read", "_http_response")

    @property
    def http_response(self) -> httpx.Response | None:
        """The raw reply, if this object is what a call returned."""
        return getattr(self, "_http_response", None)

    def _as_params(self, schemas: Schemas, name: str) -> Any:
        """What was set on this object and may be sent.

        Args:
            schemas: The schemas of what may be sent.
            name: The schema that says what may be.
        """
        return as_params(self, schemas.layout(key_of(name)))

    def _changes(self, schemas: Schemas, name: str) -> Any:
        """The part of `_as_params` that was changed since a call returned this object; None where it was emptied."""
        from .tracking import model_as_read

        now: dict[str, object] = self._as_params(schemas, name)
        before = model_as_read(self)
        if before is None:
            return now
        then: dict[str, object] = before._as_params(schemas, name)
        emptied = {key: None for key in then if key not in now and key in self.model_fields_set}
        return {k: v for k, v in now.items() if k not in then or then[k] != v} | emptied


@cache
def attributes(model: type[BaseModel]) -> Mapping[str, str]:
    """The attributes of a class by their names in JSON."""
    if not model.__pydantic_complete__:  # aliases are known once all names in annotations are
        model.model_rebuild()
    return {field.alias or name: name for name, field in model.model_fields.items()}


def attach(value: object, response: httpx.Response) -> None:
    """Let a returned model show the reply it came from."""
    if isinstance(value, ReplyModel):
        object.__setattr__(value, "_http_response", response)


def share(*modules: ModuleType) -> None:
    """Let the modules of one package know each other's classes, which their annotations name.

    Args:
        modules: The modules, loaded; a name that a module has already stays its own.
    """
    known = {name: value for module in modules for name, value in vars(module).items()}
    public = {name: value for name, value in known.items() if not name.startswith("_")}
    for module in modules:
        vars(module).update({**public, **vars(module)})


_Parse: TypeAlias = Callable[[str], Any]


class _Text:
    """Lets a value also be given as its usual text; numbers are refused."""

    def __init__(self, name: str, pattern: str, parse: _Parse) -> None:
        self.name = name
        self.pattern = re.compile(pattern, re.ASCII)
        self.parse = parse

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        # In JSON there is only the text, and a list of a thousand responses has no time for Python.
        return core_schema.json_or_python_schema(
            json_schema=handler(source),
            python_schema=core_schema.no_info_before_validator_function(
                self._from_text, handler(source)
            ),
        )

    def _from_text(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        try:
            if self.pattern.match(value):
                return self.parse(value)
        except ValueError:
            pass
        raise PydanticCustomError("format", "must be {name} as text", {"name": self.name})


_DAY = r"\d{4}-\d\d-\d\d"
_CLOCK = r"\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|z|[+-]\d\d(:?\d\d)?)?"
_SPAN = r"[+-]?P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?(\d+([.,]\d+)?S)?)?$"


def _parser(kind: type[Any]) -> _Parse:
    return TypeAdapter(kind).validate_python


DateTime = Annotated[
    datetime.datetime,
    Strict(),
    _Text("a date and time", rf"{_DAY}[Tt ]{_CLOCK}$", _parser(datetime.datetime)),
]
"""A date with a time; ISO text is taken too."""

Date = Annotated[datetime.date, Strict(), _Text("a date", rf"{_DAY}$", _parser(datetime.date))]
"""A day; ISO text is taken too."""

Time = Annotated[datetime.time, Strict(), _Text("a time", rf"{_CLOCK}$", _parser(datetime.time))]
"""A time of day; ISO text is taken too."""

Duration = Annotated[
    datetime.timedelta, Strict(), _Text("a duration", _SPAN, _parser(datetime.timedelta))
]
"""A length of time; ISO text is taken too."""

Uuid = Annotated[
    uuid.UUID,
    Strict(),
    _Text("a UUID", r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$", uuid.UUID),
]
"""A UUID; its usual text is taken too."""
