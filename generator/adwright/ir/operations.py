"""Operations: what each takes, sends and gives, and what waits for one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from adwright.ir.facts import Doc, Field, HttpMethod, In, Origin, Rule
from adwright.ir.service import RateLimit, Server
from adwright.ir.text import Constant, Identifier, Sample, Text
from adwright.ir.types import ANY, Type


@dataclass(frozen=True, slots=True)
class Encoding:
    """How one member of a form or multipart body is written, by wire name."""

    wire: Text
    media: Text | None = None
    style: Text | None = None
    explode: bool | None = None
    allow_reserved: bool = False
    delimiters: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation, as it travels."""

    name: Identifier
    wire: Text
    location: In
    type: Type
    required: bool
    doc: Doc
    style: Text | None = None
    explode: bool | None = None
    allow_reserved: bool = False
    allow_empty: bool = False
    media: Text | None = None
    encoding: tuple[Encoding, ...] = ()
    delimiters: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """A request body.

    Attributes:
        type: what it may be as a whole.
        media: its media type.
        required: whether a request has to have one.
        fields: the fields of its object, which are arguments of the method; None: the whole is one argument.
        extra: the type of further members beside the fields, None if there are none.
    """

    type: Type
    media: Text
    required: bool
    fields: tuple[Field, ...] | None
    doc: Doc
    encoding: tuple[Encoding, ...] = ()
    extra: Type | None = None


@dataclass(frozen=True, slots=True)
class Envelope:
    """Where the payload of a wrapped response lives: dotted wire paths."""

    data: Text
    success: Text | None
    message: Text | None


@dataclass(frozen=True, slots=True)
class Response:
    """What a response of some status carries: `type` None means no body, `payload` is what is left of an envelope."""

    status: Text
    type: Type | None
    media: Text
    envelope: Envelope | None = None
    payload: Type | None = None
    doc: Doc = field(default_factory=Doc)
    example: Sample | None = None

    @property
    def described(self) -> tuple[Text, Text | None]:
        """Its status, and what is said of it."""
        return self.status, self.doc.description


@dataclass(frozen=True, slots=True)
class Pagination:
    """How a list goes on (`x-pagination`).

    Attributes:
        item: the type of an item.
        settings: dotted wire paths and parameter names, in the order of printing.
        page: the argument that says which page.
        iterator: the argument that asks for an iterator over all pages; without it, one page's items are
            returned. None: the method always returns a pager.
    """

    item: Type
    settings: tuple[tuple[Identifier, Constant], ...]
    page: Identifier | None = None
    iterator: Identifier | None = None


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a method, in the order of its signature. `key`: the parameter or field it sets."""

    name: Identifier
    type: Type
    required: bool
    keyword_only: bool
    doc: Doc
    place: Literal["parameter", "field", "additional", "body", "iterator"]
    key: Identifier

    @property
    def is_named_as_its_key(self) -> bool:
        """Whether it has the name of what it sets."""
        return self.name == self.key


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of a resource. `streams`: it gives an iterator over what arrives, each of the type `result`."""

    id: Text
    name: Identifier
    constant: Identifier
    method: HttpMethod
    path: Text
    doc: Doc
    parameters: tuple[Parameter, ...]
    body: Body | None
    arguments: tuple[Argument, ...]
    responses: tuple[Response, ...]
    errors: tuple[Response, ...]
    result: Type | None
    pagination: Pagination | None = None
    retry_safe: bool | None = None
    idempotency_key: Text | None = None
    security: tuple[tuple[Identifier, ...], ...] | None = None
    server: Server | None = None
    rate_limit: RateLimit | None = None
    rules: tuple[Rule, ...] = ()
    streams: bool = False

    @property
    def item(self) -> Type | None:
        """What it gives, or what each page of it gives one by one."""
        return self.pagination.item if self.pagination is not None else self.result

    @property
    def is_lazy(self) -> bool:
        """Whether the request is made when what the method gives is iterated."""
        return self.pagination is not None or self.streams

    @property
    def typed_errors(self) -> tuple[Response, ...]:
        """The errors of which the document says what they carry."""
        return tuple(each for each in self.errors if each.type not in (None, ANY))

    @property
    def example(self) -> Sample | None:
        """A documented example of a response."""
        return next((r.example for r in self.responses if r.example is not None), None)

    def errors_beside(self, shared: Iterable[Response]) -> tuple[Response, ...]:
        """The errors that are not described as some others are."""
        known = {each.described for each in shared}
        return tuple(each for each in self.errors if each.described not in known)


@dataclass(frozen=True, slots=True)
class Action:
    """An operation as a method of a returned object (`x-actions`).

    Attributes:
        resource: the resource the operation belongs to.
        arguments: parameter of the operation to field of the object.
        sends_changes: whether its body is what was changed on the object since it was read.
    """

    name: Identifier
    resource: Identifier
    operation: Operation
    arguments: tuple[tuple[Identifier, Identifier], ...]
    sends_changes: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """A method that asks for the state of a run until it has ended (`x-wait`).

    Attributes:
        poll: the operation that tells the state.
        start: the method that starts the run.
        started: what that returns.
        arguments: what the method takes: parameters of the poll.
        taken: which of these what was started may stand for, by the key of the argument, with the dotted wire path of
            the value in it.
        state: dotted wire path of the state in the poll's response.
        done: states that mean success.
        failed: states that mean failure.
    """

    name: Identifier
    constant: Identifier
    poll: Operation
    start: Identifier
    started: Type | None
    arguments: tuple[Argument, ...]
    taken: tuple[tuple[Identifier, Text], ...]
    state: Text
    done: tuple[Constant, ...]
    failed: tuple[Constant, ...]

    @property
    def takes_started(self) -> frozenset[Identifier]:
        """The keys of the arguments that what was started may stand for."""
        return frozenset(key for key, _ in self.taken)


@dataclass(frozen=True, slots=True)
class Resource:
    """A group of operations: an attribute of the client."""

    name: Identifier
    class_name: Identifier
    doc: Doc
    operations: tuple[Operation, ...]
    waits: tuple[Wait, ...] = ()

    @property
    def shared_errors(self) -> tuple[Response, ...] | None:
        """The errors that all of its operations describe alike; None where there is one operation only."""
        first, *others = self.operations
        known = [{each.described for each in other.errors} for other in others]
        alike = (each for each in first.errors if all(each.described in some for some in known))
        return tuple(alike) if others else None

    @property
    def shared_note(self) -> Origin | None:
        """What is noted of most of its operations, where something is noted of each."""
        noted = [replace(o.doc.origin, source=None) for o in self.operations]
        (most, count), *_ = Counter(noted).most_common(1)
        everywhere = all(each.note is not None for each in noted)
        return most if everywhere and 2 * count > len(noted) > 1 else None
