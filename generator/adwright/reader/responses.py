"""Responses: what an operation answers, and what of that a call gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from adwright.document.node import Node
from adwright.extensions.operations import ENVELOPE
from adwright.extensions.operations import Envelope as Said
from adwright.ir.operations import Envelope, Response
from adwright.ir.text import Text
from adwright.ir.types import ANY, ListOf, Nullable, Type
from adwright.problems import Problem
from adwright.reader.media import (
    content_of,
    example_of,
    is_events,
    is_lines,
    is_typed,
    plain_type,
    schema_of,
)
from adwright.reader.mentions import Paths, schemas_in
from adwright.schema import docs

# Statuses of a response to GET that has a body.
_WITH_BODY = {"200", "203", "206", "2XX", "2xx", "default"}


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

    def read(self, status: str, response: Node) -> Response:
        """A response of some status."""
        content = content_of(response)
        said = ENVELOPE.read(response, self.warnings)
        if said is not None:
            self.astray.extend(self._astray(said, response))
        if content is None:
            return Response(Text(status), None, Text(""), doc=docs.doc_of(response))
        schema = schema_of(content)
        type_ = (
            self._type(schema)
            if schema is not None and is_typed(content[0])
            else plain_type(content[0])
        )
        return Response(
            Text(status),
            type_,
            Text(content[0]),
            _envelope(said) if said is not None else None,
            self._type(self.paths.at(schema, said.data.raw)) if said is not None else type_,
            docs.doc_of(response),
            example_of(content[1]),
        )

    def _type(self, schema: Node | None) -> Type:
        return self.paths.schemas.type_of(schema, "response") if schema is not None else ANY

    def _astray(self, said: Said, response: Node) -> Iterator[Problem]:
        if content_of(response) is None:
            yield said.data.problem(f"{said.data.raw!r} leads nowhere: the response has no content")
        named = [said.data, said.success, said.message]
        yield from self.paths.astray(named, schemas_in(response))

    def item_type(self, operation: Node, status: str, path: str) -> Type:
        """The type of the items of a list that stands at a dotted path of a response."""
        content = content_of(dict(responses_of(operation))[status])
        list_type = self._type(self.paths.at(schema_of(content) if content else None, path))
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


def undescribed(responses: tuple[Response, ...]) -> tuple[Response, ...]:
    """The responses of an operation that reads: where no body is described, what comes may be anything.

    Many documents leave the body of a response out. Who reads asks for it all the same.
    """
    if any(response.type is not None for response in responses):
        return responses
    return tuple(
        replace(response, type=ANY, media=Text("*/*"), payload=ANY)
        if response.status.raw in _WITH_BODY
        else response
        for response in responses
    )


def are_streams(responses: Sequence[Response]) -> bool:
    """Whether all responses with a body are read piece by piece as they arrive."""
    media = [response.media.raw for response in responses if response.type is not None]
    return bool(media) and all(is_events(m) or is_lines(m) for m in media)


def _envelope(said: Said) -> Envelope:
    success, message = said.success, said.message
    return Envelope(
        said.data.text,
        success.text if success is not None else None,
        message.text if message is not None else None,
    )
