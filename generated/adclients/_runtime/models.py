"""Base classes and types of generated models."""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from types import ModuleType
from typing import (
    IO,
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Literal,
    TypeAlias,
    TypeVar,
    cast,
    get_args,
    get_origin,
)

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, TypeAdapter
from pydantic_core import CoreSchema, PydanticCustomError, PydanticUndefined, core_schema

from .shapes import is_sequence

if TYPE_CHECKING:
    import httpx
    from pydantic.experimental.missing_sentinel import MISSING as MISSING
else:
    try:
        from pydantic import MISSING as MISSING
    except ImportError:
        from pydantic.experimental.missing_sentinel import MISSING as MISSING

T = TypeVar("T")

NULL_ALLOWED = "adwright_null_allowed"
"""Key in a core schema's metadata: null is a value of its own, not only the mark of absence."""

DISCRIMINATOR = "adwright_discriminator"
"""Key in a core schema's metadata: what tells the members of a union apart."""


class _Model(BaseModel):
    """What all models share: strict types, and either kind of name."""

    model_config = ConfigDict(
        strict=True,
        validate_by_name=True,
        validate_by_alias=True,
        protected_namespaces=(),
        regex_engine="python-re",  # the other one knows no look-around, which documents use
    )

    if TYPE_CHECKING:
        # A class may say of what type further members are.
        __pydantic_extra__: Any = Field(init=False)

    __additional_properties__: ClassVar[bool] = False
    """Whether the description allows members that it does not name."""

    __rules__: ClassVar[tuple[object, ...]] = ()
    """The business rules of objects of this class (`rules.Rule`), checked when one is sent."""


class RequestModel(_Model):
    """What a caller may send: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")

    def model_post_init(self, context: object, /) -> None:
        # A constant is part of every request although no caller writes it down.
        self.__pydantic_fields_set__.update(_constants(type(self)))


@cache
def _constants(model: type[BaseModel]) -> frozenset[str]:
    return frozenset(
        name
        for name, field in model.model_fields.items()
        if field.default is not PydanticUndefined and field.default is not MISSING
    )


class ReplyModel(_Model):
    """What the server returns: unknown fields are kept, in `model_extra`."""

    model_config = ConfigDict(extra="allow")

    __slots__ = ("_http_response",)  # not a private attribute: these would slow down every parse

    @property
    def http_response(self) -> httpx.Response | None:
        """The raw reply, if this object is what a call returned."""
        return getattr(self, "_http_response", None)


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


def _marked(schema: CoreSchema, key: str, value: object) -> CoreSchema:
    """A core schema with something in its metadata for those who derive others from it."""
    metadata: dict[str, Any] = {**schema.get("metadata", {}), key: value}
    return cast(CoreSchema, {**schema, "metadata": metadata})


class NullAllowed:
    """Marks `T | None` as a field that may be sent as null; without it None means absent."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return _marked(handler(source), NULL_ALLOWED, True)


Nullable = Annotated[T | None, NullAllowed()]
"""A field of a class that goes both ways whose description allows null."""


class OpenEnum:
    """Marks `T | str` as an enum `T` whose values the server may extend.

    The type says that any string may be read; only replies take other values, constructors do not.
    """

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        own: Any = None
        for each in get_args(source):
            if get_origin(each) is Literal or each is float:
                own = each if own is None else own | each
        schema = handler.generate_schema(own)
        return cast(CoreSchema, {**schema, "serialization": core_schema.simple_ser_schema("any")})


Open = Annotated[T | str, OpenEnum()]
"""An enum whose values the server may extend."""


class Discriminator:
    """Says by which property of an object a reply tells the class that is meant.

    Without it the class is the one whose fields are most like those that came.
    """

    def __init__(self, name: str, classes: Mapping[str, str]) -> None:
        """Keep what is asked of a value.

        Args:
            name: The wire name of the property.
            classes: Names of the union's classes by value of the property.
        """
        self.name = name
        self.classes = classes

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return _marked(handler(source), DISCRIMINATOR, self)


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
        # In JSON there is only the text, and a list of a thousand replies has no time for Python.
        inner = cast(CoreSchema, {**handler(source), "strict": True})
        return core_schema.json_or_python_schema(
            json_schema=inner,
            python_schema=core_schema.no_info_before_validator_function(self._from_text, inner),
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
    _Text("a date and time", rf"{_DAY}[Tt ]{_CLOCK}$", _parser(datetime.datetime)),
]
"""A date with a time; ISO text is taken too."""

Date = Annotated[datetime.date, _Text("a date", rf"{_DAY}$", _parser(datetime.date))]
"""A day; ISO text is taken too."""

Time = Annotated[datetime.time, _Text("a time", rf"{_CLOCK}$", _parser(datetime.time))]
"""A time of day; ISO text is taken too."""

Duration = Annotated[datetime.timedelta, _Text("a duration", _SPAN, _parser(datetime.timedelta))]
"""A length of time; ISO text is taken too."""

Uuid = Annotated[
    uuid.UUID, _Text("a UUID", r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$", uuid.UUID)
]
"""A UUID; its usual text is taken too."""


FileContent: TypeAlias = bytes | bytearray | str | IO[bytes] | Iterable[bytes]
FileTuple: TypeAlias = tuple[str | None, FileContent] | tuple[str | None, FileContent, str | None]


class KeptFile:
    """Carries a file through pydantic's serialiser, which would begin to read it."""

    def __init__(self, file: Any) -> None:
        self.file = file


class _AnyFile:
    """Lets a file be bytes, an open file, or `(name, content[, media type])`, unread."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            _file, serialization=core_schema.plain_serializer_function_ser_schema(KeptFile)
        )


def _file(value: Any) -> Any:
    named = is_sequence(value) and isinstance(value, tuple) and len(value) in (2, 3)
    content: object = value[1] if named else value
    if isinstance(content, (bytes, bytearray, Iterator)) or hasattr(content, "read"):
        return value
    if named and isinstance(content, str):
        return value
    raise PydanticCustomError("file_type", "must be bytes, an open binary file, or (name, content)")


Upload = Annotated[bytes | IO[bytes] | FileTuple, _AnyFile()]
"""A file to send: bytes, an open binary file, or `(name, content[, media type])`."""
