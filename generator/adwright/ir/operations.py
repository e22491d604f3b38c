"""Operations: what each takes, sends and gives, and what waits for one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, TypeAlias

from adwright.ir import names
from adwright.ir.facts import Doc, Field, HttpMethod, In, Origin, Rule
from adwright.ir.service import RateLimit, Server
from adwright.ir.text import Constant, Identifier, Sample, Text
from adwright.ir.types import ANY, Type

READING: frozenset[HttpMethod] = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "QUERY"})
"""The methods of HTTP that only read, unless an operation says otherwise."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How one member of a form or multipart body is written, by wire name.

    Attributes:
        media: its media type, or several that it may have.
        written: whether it is given as text in that media type already.
    """

    wire: Text
    media: Text | None = None
    style: Text | None = None
    explode: bool | None = None
    allow_reserved: bool = False
    delimiters: tuple[Text, ...] = ()
    written: bool = False


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
    """A request body in one media type.

    Attributes:
        type: what it may be as a whole.
        media: its media type, which may be a range of them.
        required: whether a request has to have one.
        fields: the fields of its object, which are arguments of the method; None: the whole is one argument.
        extra: the type of further members beside the fields, None if there are none.
        example: the document's first example of it.
    """

    type: Type
    media: Text
    required: bool
    fields: tuple[Field, ...] | None
    doc: Doc
    encoding: tuple[Encoding, ...] = ()
    extra: Type | None = None
    example: Sample | None = None


@dataclass(frozen=True, slots=True)
class Envelope:
    """Where the payload of a wrapped response lives: dotted wire paths."""

    data: Text
    success: Text | None
    message: Text | None


@dataclass(frozen=True, slots=True)
class Content:
    """The body of a response in one media type: `payload` is what is left of an envelope."""

    media: Text
    type: Type
    payload: Type
    envelope: Envelope | None = None
    example: Sample | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """What a response of some status carries: a body in one of several media types, or none.

    Attributes:
        contents: the body in each media type, the one first that is asked for unless a caller says otherwise.
        address: whether a call gives the address that the response redirects to.
    """

    status: Text
    contents: tuple[Content, ...] = ()
    doc: Doc = field(default_factory=Doc)
    address: bool = False

    @property
    def content(self) -> Content | None:
        """The body that is asked for unless a caller says otherwise."""
        return self.contents[0] if self.contents else None

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
    place: Literal["parameter", "field", "additional", "body", "iterator", "content_type", "accept"]
    key: Identifier

    @property
    def is_named_as_its_key(self) -> bool:
        """Whether it has the name of what it sets."""
        return self.name == self.key


ResultForm: TypeAlias = Literal["value", "stream", "pager", "page", "pager or page"]
"""How a call gives what it gives: at once, piece by piece as it arrives, or by pages."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a call gives where it asks for some of the media types.

    Attributes:
        media: those media types.
        type: what it gives; of a stream, each item; of pages, a whole one as it is sent.
        form: how it gives that.
    """

    media: tuple[Text, ...]
    type: Type | None
    form: ResultForm = "value"

    @property
    def kind(self) -> tuple[Type | None, ResultForm]:
        """What a caller sees of it."""
        return self.type, self.form


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a method."""

    arguments: tuple[Argument, ...]
    result: Result


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of a resource.

    Attributes:
        bodies: what it sends, in each media type; the one first that is sent unless a caller says otherwise.
        arguments: all that the method takes.
        results: what it gives; the one first that it gives unless a caller asks for another media type.
        signatures: the ways to call it, where there are several.
        accept: the media types that are asked for unless a caller says otherwise, where these are not all.
        stream_flag: the key of the argument that asks for a stream in place of what it usually gives, if there is one.
        safe: whether it only reads, where its HTTP method says otherwise.
    """

    id: Text
    name: Identifier
    constant: Identifier
    method: HttpMethod
    path: Text
    doc: Doc
    parameters: tuple[Parameter, ...]
    bodies: tuple[Body, ...]
    arguments: tuple[Argument, ...]
    responses: tuple[Response, ...]
    errors: tuple[Response, ...]
    results: tuple[Result, ...]
    signatures: tuple[Signature, ...] = ()
    accept: Text | None = None
    stream_flag: Identifier | None = None
    pagination: Pagination | None = None
    retry_safe: bool | None = None
    safe: bool | None = None
    idempotency_key: Text | None = None
    security: tuple[tuple[Identifier, ...], ...] | None = None
    server: Server | None = None
    rate_limit: RateLimit | None = None
    rules: tuple[Rule, ...] = ()

    def bodies_with(self, argument: Argument) -> Iterator[tuple[Body, Field]]:
        """The bodies that an argument is a member of, each with what it describes it as."""
        for body in self.bodies if argument.place == "field" else ():
            for each in body.fields or ():
                if each.name == argument.key:
                    yield body, each

    @property
    def only_reads(self) -> bool:
        """Whether a call changes nothing."""
        return self.method in READING if self.safe is None else self.safe

    @property
    def body(self) -> Body | None:
        """The body that is sent unless a caller says otherwise."""
        return self.bodies[0] if self.bodies else None

    @property
    def result(self) -> Type | None:
        """What it gives unless a caller asks for another media type; of a stream, each item."""
        return self.results[0].type

    @property
    def others(self) -> tuple[Result, ...]:
        """What it gives in place of its usual result, by media types that a caller asks for."""
        return self.results[1:]

    @property
    def other_forms(self) -> tuple[tuple[ResultForm, tuple[Text, ...]], ...]:
        """In which other way than usual it gives something, and for which media types."""
        found: dict[ResultForm, tuple[Text, ...]] = {}
        for each in self.others:
            if each.form != self.results[0].form:
                found[each.form] = (*found.get(each.form, ()), *each.media)
        return tuple(found.items())

    @property
    def item(self) -> Type | None:
        """What it gives, or what each page of it gives one by one."""
        return self.pagination.item if self.pagination is not None else self.result

    @property
    def is_lazy(self) -> bool:
        """Whether it gives something that is iterated, unless a caller asks for another media type."""
        return self.results[0].form != "value"

    @property
    def types(self) -> Iterator[Type]:
        """The types of all that a caller passes, gets, and may be told."""
        ways = (self.arguments, *(each.arguments for each in self.signatures))
        yield from (argument.type for arguments in ways for argument in arguments)
        answers = (*self.responses, *self.errors)
        read = (content.type for each in answers for content in each.contents)
        given = (self.item, *(each.type for each in self.results), *read)
        yield from (type_ for type_ in given if type_ is not None)

    @property
    def typed_errors(self) -> tuple[Response, ...]:
        """The errors of which the document says what they carry."""
        return tuple(e for e in self.errors if any(c.type != ANY for c in e.contents))

    @property
    def example(self) -> Sample | None:
        """A documented example of what it gives unless a caller says otherwise."""
        usual = (each.content for each in self.responses if each.content is not None)
        return next((each.example for each in usual if each.example is not None), None)

    @property
    def other_examples(self) -> tuple[tuple[Text, Sample], ...]:
        """Documented examples of what it gives in other media types."""
        found = (each for response in self.responses for each in response.contents[1:])
        return tuple((each.media, each.example) for each in found if each.example is not None)

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

    @property
    def module(self) -> Identifier:
        """The module of the resource."""
        return names.module_name(self.resource)


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


@dataclass(frozen=True)
class Resource:
    """A group of operations: an attribute of the client."""

    name: Identifier
    class_name: Identifier
    doc: Doc
    operations: tuple[Operation, ...]
    waits: tuple[Wait, ...] = ()

    @property
    def module(self) -> Identifier:
        """The module that it stands in."""
        return names.module_name(self.name)

    @cached_property
    def shared_errors(self) -> tuple[Response, ...] | None:
        """The errors that all of its operations describe alike; None where there is one operation only."""
        first, *others = self.operations
        known = [{each.described for each in other.errors} for other in others]
        alike = (each for each in first.errors if all(each.described in some for some in known))
        return tuple(alike) if others else None

    @cached_property
    def shared_note(self) -> Origin | None:
        """What is noted of most of its operations, where something is noted of each."""
        noted = [replace(o.doc.origin, source=None) for o in self.operations]
        (most, count), *_ = Counter(noted).most_common(1)
        everywhere = all(each.note is not None for each in noted)
        return most if everywhere and 2 * count > len(noted) > 1 else None
