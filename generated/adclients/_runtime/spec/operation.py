"""An operation of an API as data: where it goes, what it takes, what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar

from .service import Server

T = TypeVar("T")

Location = Literal["path", "query", "querystring", "header", "cookie"]
Style = Literal[
    "simple", "label", "matrix", "form", "spaceDelimited", "pipeDelimited", "deepObject", "cookie"
]


@dataclass(frozen=True)
class Encoding:
    """How one member of a form or multipart body is written.

    Attributes:
        media: Media type of the member.
        style: How arrays and objects are written.
        explode: Whether each member gets its own `name=value`.
        allow_reserved: Whether reserved characters go unescaped into a form.
        delimiters: What stands between the items of a list, and of the lists in it, from the outside in; empty where
            the style says it.
    """

    media: str | None = None
    style: Style | None = None
    explode: bool | None = None
    allow_reserved: bool = False
    delimiters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Parameter:
    """A parameter of an operation.

    Attributes:
        name: Its Python name.
        location: Where it goes.
        alias: Its name in the request, if another.
        required: Whether it must be given; path parameters always must.
        style: How arrays and objects are written; by default as OpenAPI has it.
        explode: Whether each member gets its own `name=value`; by default as OpenAPI has it.
        allow_reserved: Whether reserved characters go unescaped into path or query.
        allow_empty: Whether an empty list or object is sent as an empty value; otherwise it leaves no trace.
        media: Media type of the value, for parameters that are written as one and not by a style.
        encoding: How the members of a parameter that is a form are written, by name.
        delimiters: What stands between the items of a list, and of the lists in it, from the outside in; empty where
            the style says it.
    """

    name: str
    location: Location
    alias: str | None = None
    required: bool = False
    style: Style | None = None
    explode: bool | None = None
    allow_reserved: bool = False
    allow_empty: bool = False
    media: str | None = None
    encoding: Mapping[str, Encoding] = field(default_factory=dict[str, Encoding])
    delimiters: tuple[str, ...] = ()

    @property
    def serialized_name(self) -> str:
        """Its name in the request."""
        return self.name if self.alias is None else self.alias


@dataclass(frozen=True, eq=False)
class Body:
    """The body of a request.

    Attributes:
        media: Its media type.
        required: Whether it must be sent.
        fields: Whether the method's arguments are the members of the body.
        names: Names of arguments by the members that they set, where the two differ.
        encoding: How members of a form or multipart body are written, by name in JSON.
    """

    media: str = "application/json"
    required: bool = True
    fields: bool = False
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    encoding: Mapping[str, Encoding] = field(default_factory=dict[str, Encoding])


@dataclass(frozen=True)
class Envelope:
    """Where payload, success flag and message are in a wrapped response: dotted names in JSON.

    Attributes:
        data: The payload; empty for the whole body.
        success: The flag, or several: true, or a 2xx code, means success.
        message: What went wrong.
    """

    data: str = ""
    success: str | tuple[str, ...] = ()
    message: str | None = None

    @property
    def flags(self) -> tuple[str, ...]:
        """The paths of all flags."""
        return (self.success,) if isinstance(self.success, str) else self.success


@dataclass(frozen=True, eq=False)
class ResponseSpec:
    """One response an operation may give.

    Attributes:
        type: The type of the whole body; None if there is no body. For event streams and
            newline-delimited JSON, the type of one item.
        media: Its media type.
        envelope: How the payload is wrapped, if it is.
    """

    type: Any
    media: str = "application/json"
    envelope: Envelope | None = None


@dataclass(frozen=True)
class Pagination:
    """How a list is paged. Paths lead through the whole response body: dotted names in JSON.

    Attributes:
        style: How the next page is named.
        location: Where the parameters below go.
        page: Wire name of the page number (style `page`).
        size: Wire name of the page size.
        offset: Wire name of the offset (style `offset`).
        cursor: Wire name of the cursor (style `cursor`).
        next: Path of the next cursor or link; style `link` reads the `Link` header without it.
        items: Path of the items; empty if the body itself is the list.
        total: Path of the number of all items, or `header:NAME`.
        pages: Path of the number of pages, or `header:NAME`.
        first: Number of the first page (1 unless given), or the first item's offset (0).
    """

    style: Literal["page", "offset", "cursor", "link"]
    location: Literal["query", "body"] = "query"
    page: str | None = None
    size: str | None = None
    offset: str | None = None
    cursor: str | None = None
    next: str | None = None
    items: str = ""
    total: str | None = None
    pages: str | None = None
    first: int | None = None


@dataclass(frozen=True, eq=False)
class Operation(Generic[T]):
    """One operation; `T` is what a call returns, for a paged operation the type of an item.

    Attributes:
        id: Its id, for messages.
        method: HTTP method in capitals.
        path: Path template below the base URL.
        parameters: Its parameters.
        body: Its body, if it takes one.
        responses: Successful responses by status: `200`, `2XX` or `default`; several media types
            of one status as a tuple.
        errors: Types of error bodies by status.
        pagination: How its list is paged, if it is one.
        retry_safe: Whether it may be repeated, where that differs from its method.
        idempotency_key: Header that carries a key which makes repeating safe.
        security: Its own alternatives of security schemes, over the service's.
        server: Its own server, over the service's.
        rate_limit: Its own limit of requests and seconds, counted apart from the service's.
    """

    id: str
    method: str
    path: str
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    responses: Mapping[str, ResponseSpec | tuple[ResponseSpec, ...]] = field(
        default_factory=dict[str, "ResponseSpec | tuple[ResponseSpec, ...]"]
    )
    errors: Mapping[str, Any] = field(default_factory=dict[str, Any])
    pagination: Pagination | None = None
    retry_safe: bool | None = None
    idempotency_key: str | None = None
    security: tuple[tuple[str, ...], ...] | None = None
    server: Server | None = None
    rate_limit: tuple[int, float] | None = None

    @cached_property
    def keys(self) -> tuple[tuple[str, Parameter], ...]:
        """The parameters, each by the name that it has in the schema of the operation's arguments."""
        found: dict[str, Parameter] = {}
        for each in self.parameters:
            name = each.serialized_name
            found[f"{name} ({each.location})" if name in found else name] = each
        return tuple(found.items())

    @cached_property
    def error_responses(self) -> Mapping[str, ResponseSpec]:
        """The error bodies as responses, so that they are read by the same means."""
        return {status: ResponseSpec(type) for status, type in self.errors.items()}

    @cached_property
    def accept(self) -> str:
        """The `Accept` header: all media types of its successful responses, without repeats."""
        kinds: dict[str, None] = {}
        for responses in self.responses.values():
            for spec in responses if isinstance(responses, tuple) else (responses,):
                if spec.type is not None:
                    kinds.setdefault(spec.media)
        if [*kinds] == ["*/*"]:
            return "application/json, */*;q=0.9"  # what can be read best, if there is a choice
        return ", ".join(kinds) or "application/json"


def with_responses(
    operation: Operation[Any], responses: Mapping[str, ResponseSpec]
) -> Operation[Any]:
    """The same operation with other classes for what it answers.

    Args:
        operation: The operation.
        responses: Its successful responses by status.
    """
    return replace(operation, responses=responses)


@dataclass(frozen=True, eq=False)
class Waiter(Generic[T]):
    """How to wait for the end of a run.

    Attributes:
        poll: The operation that tells the state.
        state: Where the state is in its response: dotted names in JSON.
        done: States that mean success.
        failed: States that mean failure.
        arguments: Where parameters of `poll` are in the response that started the run: dotted names in JSON,
            by Python name.
        interval: Seconds between polls.
    """

    poll: Operation[T]
    state: str
    done: tuple[object, ...]
    failed: tuple[object, ...] = ()
    arguments: Mapping[str, str] = field(default_factory=dict[str, str])
    interval: float = 5.0


_LINES = frozenset({
    "application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines",
    "application/json-lines", "application/json-seq",
})  # fmt: skip


def kind_of(media: str) -> str:
    """A media type in lower case, without its parameters."""
    return media.partition(";")[0].strip().lower()


def is_json(media: str) -> bool:
    """Whether a media type is JSON: `application/json`, `application/problem+json`, ..."""
    return kind_of(media).endswith(("/json", "+json"))


def is_lines(media: str) -> bool:
    """Whether a media type is JSON values divided by line breaks."""
    return kind_of(media) in _LINES


def is_form(media: str) -> bool:
    """Whether a media type is made of named members: a form, or a body of several parts."""
    kind = kind_of(media)
    return kind == "application/x-www-form-urlencoded" or kind.startswith("multipart/")
