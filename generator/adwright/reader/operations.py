"""Operations as methods: what each takes, what it sends, what it gives."""

from __future__ import annotations

from dataclasses import replace

from adwright.document.load import Document
from adwright.document.node import Node
from adwright.extensions.operations import IDEMPOTENCY_KEY, PAGINATION, RATE_LIMIT, RETRY_SAFE
from adwright.ir import names
from adwright.ir.facts import Doc
from adwright.ir.operations import Body, Operation, Pagination, Parameter, Response
from adwright.ir.service import RateLimit, Server
from adwright.ir.text import Identifier, Text
from adwright.ir.types import (
    ANY,
    Choice,
    MapOf,
    Nullable,
    Scalar,
    Type,
    union,
    with_uploads,
)
from adwright.problems import Id, Problem
from adwright.reader import security
from adwright.reader.arguments import arguments_of
from adwright.reader.media import (
    content_of,
    encodings_of,
    is_json,
    is_raw,
    plain_type,
    schema_of,
    takes_fields,
    without_range,
)
from adwright.reader.mentions import Paths
from adwright.reader.paging import astray_pages, read_pages
from adwright.reader.parameters import ParameterReader
from adwright.reader.responses import (
    ResponseReader,
    are_streams,
    is_success,
    responses_of,
    undescribed,
)
from adwright.reader.routing import Found, direction_of
from adwright.reader.rules import RuleReader
from adwright.reader.servers import ServerReader
from adwright.schema import docs
from adwright.schema.access import Direction
from adwright.schema.schemas import Schemas
from adwright.schema.shapes import ArrayShape, ScalarsShape


class OperationReader:
    """Reads operations against the schemas of their document.

    Attributes:
        paths: follows paths through the schemas.
        parameters: reads what operations take beside their bodies.
        responses: reads what operations answer.
        warnings: what is doubtful.
        astray: what our extensions name that is not there.
    """

    def __init__(self, document: Document, schemas: Schemas) -> None:
        self.document = document
        self.schemas = schemas
        self.paths = Paths(schemas)
        self.rules = RuleReader(schemas)
        self.warnings: list[Problem] = []
        self.astray: list[Problem] = []
        self.parameters = ParameterReader(schemas, self.warnings)
        self.responses = ResponseReader(self.paths, self.warnings, self.astray)
        self.schemes = security.read_schemes(Node(document, (), document.root), self.warnings)
        credentials = frozenset(
            keyword for scheme in self.schemes.values() for keyword, _ in scheme.env
        )
        self.servers = ServerReader(credentials, self.warnings)

    # -- first pass: which schemas travel which way ----------------------------------------------------------------

    def use(self, found: Found) -> None:
        """Mark the schemas of an operation as used, and name what stands inline in it."""
        for node in self.parameters.nodes(found):
            schema = self.parameters.schema(node)
            if schema is not None:
                self.schemas.prefix(schema.path, f"{found.title} {node.value.get('name')}")
                self.schemas.use(schema, "create")
        body = self.body_content(found)
        if body is not None and (schema := schema_of(body)) is not None:
            self.schemas.prefix(schema.path, f"{found.title} Body")
            self.schemas.use(schema, direction_of(found.method))
        for status, response in responses_of(found.node):
            content = content_of(response)
            if content is not None and (schema := schema_of(content)) is not None:
                mark = (
                    "Response"
                    if status == "200"
                    else f"Response {status}"
                    if is_success(status)
                    else f"Error {status}"
                )
                self.schemas.prefix(schema.path, f"{found.title} {mark}")
                self.schemas.use(schema, "response")

    # -- last pass: the operation ----------------------------------------------------------------------------------

    def read(self, found: Found, name: Identifier) -> Operation:
        """The operation, complete."""
        parameters = self.parameters.read(found)
        body = self._body(found)
        responses = [self.responses.read(s, r) for s, r in responses_of(found.node)]
        good = tuple(r for r in responses if is_success(r.status.raw)) or tuple(
            r for r in responses if r.status.raw == "default"
        )
        good = undescribed(good) if found.method.upper() == "GET" else good
        pagination, result = self._paged(found, good, parameters)
        return Operation(
            id=Text(found.id),
            name=name,
            constant=names.constant(name),
            method=found.method.upper(),  # type: ignore[arg-type]
            path=Text(found.path),
            doc=docs.doc_of(found.node),
            parameters=parameters,
            body=body,
            arguments=arguments_of(parameters, body, pagination),
            responses=good,
            errors=tuple(r for r in responses if r not in good),
            result=result,
            pagination=pagination,
            retry_safe=RETRY_SAFE.read(found.node, self.warnings),
            idempotency_key=IDEMPOTENCY_KEY.read(found.node, self.warnings),
            security=self._security(found),
            server=self._server(found),
            rate_limit=self.rate_limit(found.node),
            rules=self.rules.of_operation(found.node, parameters),
            streams=are_streams(good),
        )

    def body_content(self, found: Found) -> tuple[str, Node] | None:
        """The media type of the body that an operation sends, and what is said of it."""
        body = found.node.get("requestBody")
        content = content_of(body.resolve()) if body is not None else None
        return without_range(content) if content is not None else None

    def _body(self, found: Found) -> Body | None:
        content = self.body_content(found)
        if content is None:
            return None
        node = found.node["requestBody"].resolve_with_words()
        direction = direction_of(found.method)
        schema = schema_of(content)
        fields, extra = None, None
        if schema is not None and takes_fields(content[0]):
            fields, extra = self.schemas.fields(schema, direction) or (None, None)
        if fields is not None and "multipart/" in content[0]:
            fields = tuple(replace(field, type=with_uploads(field.type)) for field in fields)
        return Body(
            type=self._body_type(content, schema, direction),
            media=Text(content[0]),
            required=node.plain("required") is True,
            fields=fields,
            doc=_body_doc(node, schema),
            encoding=encodings_of(content),
            extra=extra,
        )

    def _body_type(
        self, content: tuple[str, Node], schema: Node | None, direction: Direction
    ) -> Type:
        """What a body may be. A form always has named members, whatever its schema says."""
        if schema is None:
            return with_uploads(plain_type(content[0]))
        type_ = self.schemas.type_of(schema, direction)
        if is_raw(content[0]):
            plain = type_ if isinstance(type_, Scalar | Choice) else plain_type(content[0])
            return with_uploads(plain)
        members = takes_fields(content[0]) and not is_json(content[0])
        if members and isinstance(self.schemas.follow(schema)[1].form, ArrayShape | ScalarsShape):
            words = "a form whose schema is no object takes members of any name"
            self.warnings.append(schema.problem(Id.FORM_NOT_OBJECT, words, "describe an object"))
            return MapOf(Scalar("upload") if "multipart" in content[0] else ANY)
        return type_

    def _paged(
        self, found: Found, responses: tuple[Response, ...], parameters: tuple[Parameter, ...]
    ) -> tuple[Pagination | None, Type | None]:
        """How the list goes on, if it is one, and what a call gives."""
        payloads = [r.payload for r in responses]
        known = [p for p in payloads if p is not None]
        result = union(known) if known else None
        if result is not None and len(known) < len(payloads) and not isinstance(result, Nullable):
            result = Nullable(result)
        said = PAGINATION.read(found.node, self.warnings)
        if said is None:
            return None, result
        body = found.node.get("requestBody")
        self.astray += astray_pages(
            said,
            body.resolve() if body is not None else None,
            self.parameters.nodes(found),
            [*self.responses.answers(found.node)],
            self.paths,
        )
        if result is None:
            words = "the operation answers nothing that could be a list"
            self.astray.append(found.node[PAGINATION.name].problem(Id.EXTENSION_TARGET, words))
            return None, None
        status = next(r.status.raw for r in responses if r.payload is not None)
        path = said.items.raw if said.items is not None else ""
        item = self.responses.item_type(found.node, status, path)
        return read_pages(said, parameters, item), result

    def _security(self, found: Found) -> tuple[tuple[Identifier, ...], ...] | None:
        node = found.node.get("security")
        if node is None or not node.expect("an array"):
            return None
        return security.servable(node, self.schemes)

    def rate_limit(self, node: Node) -> RateLimit | None:
        """How many requests may be sent, as an operation says it or the document."""
        said = RATE_LIMIT.read(node, self.warnings)
        return RateLimit(said.requests, said.seconds) if said is not None else None

    def _server(self, found: Found) -> Server | None:
        servers = self.servers.read(found.node) or self.servers.read(found.item)
        return servers[0] if servers else None


def _body_doc(node: Node, schema: Node | None) -> Doc:
    doc = docs.doc_of(node)
    inner = docs.doc_of(schema) if schema is not None else doc
    return replace(doc, description=doc.description or inner.description)
