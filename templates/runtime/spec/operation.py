"""An operation of an API as data: where it goes, what it takes, what it answers."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import FunctionType
from typing import Any, Generic, Literal, TypeVar

from ..data import is_tuple
from .media import UNSAID, best_fit, is_json, is_range, kind_of
from .service import Server

T = TypeVar("T")

Location = Literal["path", "query", "querystring", "header", "cookie"]
Style = Literal[
    "simple", "label", "matrix", "form", "spaceDelimited", "pipeDelimited", "deepObject", "cookie"
]


@dataclass(eq=False, repr=False)
class Encoding:
    """How one member of a form or multipart body is written.

    Attributes:
        media: Media type of the member; several that it may have are divided by commas.
        style: How arrays and objects are written.
        explode: Whether each member gets its own `name=value`.
        allow_reserved: Whether reserved characters go unescaped into a form.
        delimiters: What stands between the items of a list, and of the lists in it, from the outside in; empty where
            the style says it.
        written: Whether it is given as text in that media type already.
    """

    media: str | None = None
    style: Style | None = None
    explode: bool | None = None
    allow_reserved: bool = False
    delimiters: tuple[str, ...] = ()
    written: bool = False

    @property
    def is_json(self) -> bool:
        """Whether the member is written as JSON, whatever it is."""
        return self.media is not None and is_json(self.media) and not self.written


@dataclass(eq=False, repr=False)
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


@dataclass(eq=False, repr=False)
class Body:
    """The body of a request in one media type.

    Attributes:
        media: Its media type, or a range of them: then what is given says what is sent.
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


@dataclass(eq=False, repr=False)
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


@dataclass(eq=False, repr=False)
class ResponseSpec:
    """One response an operation may give.

    Attributes:
        given: The type, or a function that gives it, so that its class is loaded when it is needed; None if there
            is no body.
        media: Its media type.
        envelope: How the payload is wrapped, if it is.
        address: Whether a call gives the address that it redirects to.
    """

    given: Any
    media: str = "application/json"
    envelope: Envelope | None = None
    address: bool = False

    @cached_property
    def type(self) -> Any:
        """The type of the whole body; of event streams and newline-delimited JSON that of one item."""
        return self.given() if isinstance(self.given, FunctionType) else self.given


@dataclass(eq=False, repr=False)
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


@dataclass(eq=False, repr=False)
class Operation(Generic[T]):
    """One operation; `T` is what a call returns, for a paged operation the type of an item.

    Attributes:
        id: Its id, for messages.
        method: HTTP method in capitals.
        path: Path template below the base URL.
        parameters: Its parameters.
        body: Its body, if it takes one; one for each media type that it may be sent as, the usual one first.
        responses: Successful responses by status: `200`, `2XX` or `default`; several media types
            of one status as a tuple.
        errors: Types of error bodies by status, or functions that give them; several media types of one
            status as a tuple.
        accept: The media types to ask for, if not all of its successful responses.
        pagination: How its list is paged, if it is one.
        retry_safe: Whether it may be repeated, where that differs from its method.
        safe: Whether it only reads, where that differs from its method.
        idempotency_key: Header that carries a key which makes repeating safe.
        security: Its own alternatives of security schemes, over the service's.
        server: Its own server, over the service's.
        rate_limit: Its own limit of requests and seconds, counted apart from the service's.
    """

    id: str
    method: str
    path: str
    parameters: tuple[Parameter, ...] = ()
    body: Body | tuple[Body, ...] | None = None
    responses: Mapping[str, ResponseSpec | tuple[ResponseSpec, ...]] = field(
        default_factory=dict[str, "ResponseSpec | tuple[ResponseSpec, ...]"]
    )
    errors: Mapping[str, Any] = field(default_factory=dict[str, Any])
    accept: str | None = None
    pagination: Pagination | None = None
    retry_safe: bool | None = None
    safe: bool | None = None
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
    def bodies(self) -> tuple[Body, ...]:
        """Its body in each media type, the usual one first; empty if it takes none."""
        if isinstance(self.body, Body):
            return (self.body,)
        return self.body or ()

    def body_as(self, media: str) -> Body | None:
        """The description of a body of a media type, as a request names it; None if there is none."""
        described = [body.media for body in self.bodies]
        index = best_fit(media, described) if media else None
        if (
            index is None and kind_of(media) in UNSAID
        ):  # as what is sent of a range that has none of these
            index = next((i for i, each in enumerate(described) if is_range(each)), None)
        return self.bodies[index] if index is not None else None

    def key(self, media: str = "", status: str = "", *, known: Container[str] = ()) -> str:
        """The key of the schema of its arguments, or of the body of a response.

        Args:
            media: The media type of the body.
            status: The status of the response as it is described; empty for the arguments.
            known: All keys: where there is none for the media type alone, its schema is the usual one.
        """
        usual = f"operations/{self.id}/{status}" if status else f"operations/{self.id}"
        own = f"{usual} {media}" if media else usual
        return own if own in known else usual

    @cached_property
    def error_responses(self) -> Mapping[str, ResponseSpec | tuple[ResponseSpec, ...]]:
        """The error bodies as responses, so that they are read by the same means."""
        return {s: t if is_tuple(t) else ResponseSpec(t) for s, t in self.errors.items()}

    @cached_property
    def answered(self) -> tuple[str, ...]:
        """The media types of its successful responses."""
        kinds: dict[str, None] = {}
        for responses in self.responses.values():
            for spec in responses if isinstance(responses, tuple) else (responses,):
                if spec.given is not None and not spec.address:
                    kinds.setdefault(spec.media)
        return tuple(kinds)

    @cached_property
    def accept_header(self) -> str:
        """The `Accept` header: unless something else is said all media types of its successful responses."""
        if self.accept is not None:
            return self.accept
        if self.answered == ("*/*",):
            return "application/json, */*;q=0.9"  # what can be read best, if there is a choice
        return ", ".join(self.answered) or "application/json"


def with_responses(
    operation: Operation[Any], responses: Mapping[str, ResponseSpec | tuple[ResponseSpec, ...]]
) -> Operation[Any]:
    """The same operation with other classes for what it answers.

    Args:
        operation: The operation.
        responses: Its successful responses by status.
    """
    return replace(operation, responses=responses)


@dataclass(eq=False, repr=False)
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
