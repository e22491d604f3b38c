"""Operations as methods: what each takes, what it sends, what it gives."""

from __future__ import annotations

from adwright.document.load import Document
from adwright.document.node import Node
from adwright.extensions.operations import (
    IDEMPOTENCY_KEY,
    PAGINATION,
    RATE_LIMIT,
    RETRY_SAFE,
    SAFE,
)
from adwright.ir import names
from adwright.ir.operations import READING, Operation, Pagination, Parameter, Response
from adwright.ir.service import RateLimit, Server
from adwright.ir.text import Identifier, Text
from adwright.problems import Id, Problem
from adwright.reader import security
from adwright.reader.bodies import BodyReader
from adwright.reader.mentions import Paths
from adwright.reader.paging import astray_pages, read_pages
from adwright.reader.parameters import ParameterReader
from adwright.reader.responses import ResponseReader, failures, responses_of, successes
from adwright.reader.results import accept_of, results_of
from adwright.reader.routing import Found
from adwright.reader.rules import RuleReader
from adwright.reader.servers import ServerReader
from adwright.reader.signatures import signatures_of, stream_flag_of
from adwright.schema import docs
from adwright.schema.schemas import Schemas


class OperationReader:
    """Reads operations against the schemas of their document.

    Attributes:
        paths: follows paths through the schemas.
        parameters: reads what operations take beside their bodies.
        bodies: reads what they send.
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
        self.bodies = BodyReader(schemas, self.warnings)
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
        self.bodies.use(found)
        self.responses.use(found)

    # -- last pass: the operation ----------------------------------------------------------------------------------

    def read(self, found: Found, name: Identifier) -> Operation:
        """The operation, complete."""
        parameters = self.parameters.read(found)
        bodies = self.bodies.read(found)
        responses = [self.responses.read(s, r) for s, r in responses_of(found.node)]
        retry_safe, safe = self._nature(found)
        good = successes(found.method.upper(), responses)
        pagination = self._paged(found, good, parameters)
        results = results_of(good, paged=pagination is not None)
        arguments, signatures = signatures_of(parameters, bodies, results, pagination)
        return Operation(
            id=Text(found.id),
            name=name,
            constant=names.constant(name),
            method=found.method.upper(),  # type: ignore[arg-type]
            path=Text(found.path),
            doc=docs.doc_of(found.node),
            parameters=parameters,
            bodies=bodies,
            arguments=arguments,
            responses=good,
            errors=failures(responses, good),
            results=results,
            signatures=signatures,
            accept=accept_of(good),
            stream_flag=stream_flag_of(arguments, results),
            pagination=pagination,
            retry_safe=retry_safe,
            safe=safe,
            idempotency_key=IDEMPOTENCY_KEY.read(found.node, self.warnings),
            security=self._security(found),
            server=self._server(found),
            rate_limit=self.rate_limit(found.node),
            rules=self.rules.of_operation(found.node, parameters),
        )

    def _paged(
        self, found: Found, responses: tuple[Response, ...], parameters: tuple[Parameter, ...]
    ) -> Pagination | None:
        """How the list goes on that a call gives, if it is one."""
        said = PAGINATION.read(found.node, self.warnings)
        if said is None:
            return None
        body = found.node.get("requestBody")
        self.astray += astray_pages(
            said,
            body.resolve() if body is not None else None,
            self.parameters.nodes(found),
            [*self.responses.answers(found.node)],
            self.paths,
        )
        status = next((each.status.raw for each in responses if each.contents), None)
        if status is None:
            words = "the operation answers nothing that could be a list"
            self.astray.append(found.node[PAGINATION.name].problem(Id.EXTENSION_TARGET, words))
            return None
        path = said.items.raw if said.items is not None else ""
        item = self.responses.item_type(found.node, status, path)
        return read_pages(said, parameters, item)

    def _security(self, found: Found) -> tuple[tuple[Identifier, ...], ...] | None:
        node = found.node.get("security")
        if node is None or not node.expect("an array"):
            return None
        return security.servable(node, self.schemes)

    def rate_limit(self, node: Node) -> RateLimit | None:
        """How many requests may be sent, as an operation says it or the document."""
        said = RATE_LIMIT.read(node, self.warnings)
        return RateLimit(said.requests, said.seconds) if said is not None else None

    def _nature(self, found: Found) -> tuple[bool | None, bool | None]:
        """Whether the request may be sent again, and whether it only reads, where its method says otherwise."""
        again = RETRY_SAFE.read(found.node, self.warnings)
        safe = SAFE.read(found.node, self.warnings)
        reads = found.method.upper() in READING
        if again is None and safe is not None and safe != reads:
            again = safe
        if safe is None and reads and again is False:
            safe = False
        return again, safe

    def _server(self, found: Found) -> Server | None:
        servers = self.servers.read(found.node) or self.servers.read(found.item)
        return servers[0] if servers else None
