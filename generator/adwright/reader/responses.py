"""Responses: what an operation answers, and what of that a call gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from adwright.document.node import Node
from adwright.extensions.operations import ENVELOPE
from adwright.extensions.operations import Envelope as Said
from adwright.ir.operations import Content, Envelope, Response
from adwright.ir.text import Text
from adwright.ir.types import ANY, ListOf, Nullable, Scalar, Type, union
from adwright.problems import Problem
from adwright.reader import media
from adwright.reader.bodies import titled
from adwright.reader.mentions import Paths, schemas_in
from adwright.reader.plain_texts import may_be_bytes
from adwright.reader.routing import Found
from adwright.schema import docs

# Statuses of a response to GET that has a body.
_WITH_BODY = {"200", "203", "206", "2XX", "2xx", "default"}
_FOLLOWED = {"307", "308"}  # redirects that ask for the same method and body
_REDIRECTS = {"301", "302", "303", "3XX", *_FOLLOWED}
_ANYTHING = (Content(Text("*/*"), ANY, ANY),)


@dataclass(frozen=True, slots=True)
class ResponseReader:
    """Reads responses.

    Attributes:
        paths: follows paths through the schemas of the document.
        warnings: gets what is doubtful.
        astray: gets what our extensions name that is not there.
    """

    paths: Paths
    warnings: list[Problem]
    astray: list[Problem]

    def use(self, found: Found) -> None:
        """Mark the schemas of what an operation answers as used, and name what stands inline in them."""
        schemas = self.paths.schemas
        for status, response in responses_of(found.node):
            kind = "Response" if is_success(status) else "Error"
            mark = kind if status == "200" else f"{kind} {status}"
            for name, content in titled(found.title, mark, media.contents_of(response)):
                schema = media.schema_of(content)
                if schema is not None and media.is_typed(content[0]):
                    schemas.prefix(schema.path, name)
                    schemas.use(schema, "response")

    def read(self, status: str, response: Node) -> Response:
        """A response of some status."""
        said = ENVELOPE.read(response, self.warnings)
        if said is not None:
            self.astray.extend(self._astray(said, response))
        contents = [self._content(each, said) for each in media.contents_of(response)]
        return Response(Text(status), tuple(contents), docs.doc_of(response))

    def _content(self, content: media.Content, said: Said | None) -> Content:
        """A body in one of its media types; only what is read by its schema is taken out of an envelope."""
        schema = media.schema_of(content)
        is_typed = schema is not None and media.is_typed(content[0])
        type_ = self._type(schema) if is_typed else media.plain_type(content)
        if schema is not None and media.is_anything(content[0]) and may_be_bytes(schema):
            type_ = union([type_, Scalar("binary")])
        wrapped = said if media.is_typed(content[0]) else None
        return Content(
            Text(content[0]),
            type_,
            self._type(self.paths.at(schema, wrapped.data.raw)) if wrapped is not None else type_,
            _envelope(wrapped) if wrapped is not None else None,
            media.example_of(content[1]),
        )

    def _type(self, schema: Node | None) -> Type:
        return self.paths.schemas.type_of(schema, "response") if schema is not None else ANY

    def _astray(self, said: Said, response: Node) -> Iterator[Problem]:
        if not media.contents_of(response):
            yield said.data.problem(f"{said.data.raw!r} leads nowhere: the response has no content")
        named = [said.data, said.success, said.message]
        yield from self.paths.astray(named, schemas_in(response))

    def item_type(self, operation: Node, status: str, path: str) -> Type:
        """The type of the items of a list that stands at a dotted path of a response."""
        response = dict(responses_of(operation)).get(status)
        contents = media.contents_of(response) if response is not None else []
        schema = media.schema_of(contents[0]) if contents else None
        list_type = self._type(self.paths.at(schema, path))
        list_type = list_type.inner if isinstance(list_type, Nullable) else list_type
        return list_type.item if isinstance(list_type, ListOf) else ANY

    def answers(self, operation: Node) -> Iterator[Node | None]:
        """The schemas of what an operation answers with success, None for what is not described."""
        for response in _good(operation):
            yield from schemas_in(response)

    def payloads(self, operation: Node) -> Iterator[Node | None]:
        """The schemas of what a call gives: that of the data, where a response is wrapped."""
        for response in _good(operation):
            said = ENVELOPE.read(response)
            for schema in schemas_in(response):
                yield self.paths.at(schema, said.data.raw) if said is not None else schema


def responses_of(operation: Node) -> list[tuple[str, Node]]:
    """The responses of an operation by status, references followed."""
    responses = operation.get("responses")
    entries = responses.items() if responses is not None else ()
    return [
        (status, node.resolve_with_words())
        for status, node in entries
        if not status.startswith("x-") and node.expect("an object")
    ]


def _good(operation: Node) -> list[Node]:
    responses = responses_of(operation)
    good = [response for status, response in responses if is_success(status)]
    return good or [response for status, response in responses if status == "default"]


def is_success(status: str) -> bool:
    """Whether a response of some status says that all went well."""
    return status[:1] == "2"


def successes(method: str, responses: list[Response]) -> tuple[Response, ...]:
    """What a call gives, of all that an operation answers.

    Args:
        method: the HTTP method in capitals.
        responses: all responses that are described.
    """
    good = [each for each in responses if is_success(each.status.raw)]
    if not good:
        good = _redirected(method, responses)
    if not good:
        good = [each for each in responses if each.status.raw == "default"]
    return tuple(_undescribed(good) if method == "GET" else good)


def failures(responses: list[Response], answered: tuple[Response, ...]) -> tuple[Response, ...]:
    """What a call raises, of all that an operation answers: its body is read where it is JSON."""
    statuses = {each.status for each in answered}
    found = [each for each in responses if each.status not in statuses]
    json = {r.status: tuple(c for c in r.contents if media.is_json(c.media.raw)) for r in found}
    return tuple(replace(r, contents=json[r.status] or r.contents[:1]) for r in found)


def _redirected(method: str, responses: list[Response]) -> list[Response]:
    """What a call gives where all that is described is that it is redirected.

    A read is redirected to what is read, of which nothing is known. Where a change is not followed there, the address
    is what it gives.
    """
    found = [each for each in responses if each.status.raw.upper() in _REDIRECTS]
    given: list[Response] = []
    for each in found:
        status, may_change = each.status.raw.upper(), method not in ("GET", "HEAD")
        if not given and (not may_change or status in _FOLLOWED | {"3XX"}):
            given.append(Response(Text("2XX"), _ANYTHING, each.doc))
        if may_change:
            given.append(replace(each, contents=(), address=True))
    return given


def _undescribed(responses: list[Response]) -> list[Response]:
    """The responses of an operation that reads: where no body is described, what comes may be anything.

    Many documents leave the body of a response out. Who reads asks for it all the same.
    """
    if any(response.contents for response in responses):
        return responses
    return [
        replace(each, contents=_ANYTHING) if each.status.raw in _WITH_BODY else each
        for each in responses
    ]


def _envelope(said: Said) -> Envelope:
    success, message = said.success, said.message
    return Envelope(
        said.data.text,
        success.text if success is not None else None,
        message.text if message is not None else None,
    )
