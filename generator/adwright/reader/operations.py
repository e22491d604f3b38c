"""Operations as methods: what each takes, what it sends, what it gives."""

from __future__ import annotations

from dataclasses import replace

from adwright.document.document import DELIMITERS
from adwright.document.load import Document
from adwright.document.node import Node
from adwright.document.references import ref_to
from adwright.document.source import as_list
from adwright.extensions.operations import IDEMPOTENCY_KEY, PAGINATION, RETRY_SAFE
from adwright.ir import names
from adwright.ir.facts import Doc, In
from adwright.ir.operations import Operation, Pagination, Parameter, Response
from adwright.ir.service import Server
from adwright.ir.text import Identifier, Text
from adwright.ir.types import (
    ANY,
    Scalar,
)
from adwright.problems import Id, Problem
from adwright.reader import security
from adwright.reader.arguments import named, path_names
from adwright.reader.bodies import BodyReader
from adwright.reader.media import (
    first_content,
    is_json,
    schema_of_parameter,
    takes_fields,
)
from adwright.reader.mentions import Paths
from adwright.reader.paging import astray_pages, read_pages
from adwright.reader.responses import ResponseReader, failures, responses_of, successes
from adwright.reader.results import accept_of, results_of
from adwright.reader.routing import Found
from adwright.reader.rules import RuleReader
from adwright.reader.servers import ServerReader
from adwright.reader.signatures import signatures_of
from adwright.schema import docs
from adwright.schema.schemas import Schemas

_PLACES: dict[str, In] = {"path": "path", "query": "query", "header": "header", "cookie": "cookie"}
# Header parameters that the standard tells to ignore: other parts of a document say them.
_OTHERWISE_SAID = {"accept", "content-type", "authorization"}


class OperationReader:
    """Reads operations against the schemas of their document.

    Attributes:
        paths: follows paths through the schemas.
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
        for node in self.parameter_nodes(found):
            schema = schema_of_parameter(node)
            if schema is not None:
                self.schemas.prefix(schema.path, f"{found.title} {node.value.get('name')}")
                self.schemas.use(schema, "create")
        self.bodies.use(found)
        self.responses.use(found)

    # -- last pass: the operation ----------------------------------------------------------------------------------

    def read(self, found: Found, name: Identifier) -> Operation:
        """The operation, complete."""
        nodes = self.parameter_nodes(found)
        parameters = self.parameters(found, nodes)
        bodies = self.bodies.read(found)
        responses = [self.responses.read(s, r) for s, r in responses_of(found.node)]
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
            pagination=pagination,
            retry_safe=RETRY_SAFE.read(found.node, self.warnings),
            idempotency_key=IDEMPOTENCY_KEY.read(found.node, self.warnings),
            security=self._security(found),
            server=self._server(found),
            rules=self.rules.of_operation(found.node, parameters),
        )

    def parameter_nodes(self, found: Found) -> list[Node]:
        """The parameters of an operation, its own over those of the path item; path parameters first."""
        nodes: dict[tuple[str, str], Node] = {}
        for owner in (found.item, found.node):
            for element in owner["parameters"].elements() if "parameters" in owner else ():
                node = element.resolve()
                name, place = node.plain("name"), node.plain("in")
                if isinstance(name, str) and place in _PLACES:
                    nodes[name, place] = node
                elif isinstance(name, str) and place == "querystring":
                    self._querystring(node, nodes)
        order = {name: index for index, name in enumerate(path_names(found.path))}
        usable: list[Node] = []
        for (name, place), node in nodes.items():
            if place == "path" and name not in order:
                self.warnings.append(
                    node.problem(
                        Id.PARAMETER_NOT_IN_PATH,
                        f"path parameter {name!r} is not in {found.path!r} and is left out",
                        f"put {{{name}}} into the path, or remove the parameter",
                    )
                )
            elif place != "header" or name.lower() not in _OTHERWISE_SAID:
                usable.append(node)
        return sorted(
            usable,
            key=lambda node: (
                order.get(node.value["name"], len(order))
                if node.value["in"] == "path"
                else len(order)
            ),
        )

    def _querystring(self, node: Node, nodes: dict[tuple[str, str], Node]) -> None:
        """A whole query as one parameter: written as a form it is an exploded object, whose own name shows nowhere."""
        content = first_content(node)
        if content is None or not takes_fields(content[0]) or is_json(content[0]):
            self.warnings.append(
                node.problem(
                    Id.QUERY_NOT_FORM,
                    "a query that is not a form cannot be written and is left out",
                    "pass options.query",
                )
            )
            return
        said = {
            **node.value,
            "in": "query",
            "schema": {"$ref": ref_to((*content[1].path, "schema"))},
        }
        del said["content"]
        nodes[node.value["name"], "query"] = Node(node.document, node.path, said)

    def parameters(self, found: Found, nodes: list[Node]) -> tuple[Parameter, ...]:
        """The parameters of an operation, those that only its path names among them."""
        declared = {node.value["name"] for node in nodes if node.value["in"] == "path"}
        result = [self._parameter(node) for node in nodes]
        for name in path_names(found.path):
            if name not in declared:
                self.warnings.append(
                    found.item.problem(
                        Id.PARAMETER_UNDECLARED,
                        f"path parameter {name!r} is not declared and is read as a string",
                        "declare it under parameters",
                    )
                )
                place = Parameter(
                    names.variable(name, "value"), Text(name), "path", Scalar("string"), True, Doc()
                )
                result.insert(path_names(found.path).index(name), place)
        return named(result)

    def _parameter(self, node: Node) -> Parameter:
        schema = schema_of_parameter(node)
        content = first_content(node)
        place = _PLACES[node.value["in"]]
        explode = node.plain("explode")
        return Parameter(
            name=names.variable(node.value["name"], "value"),
            wire=Text(node.value["name"]),
            location=place,
            type=self.schemas.type_of(schema, "create", inline=True) if schema is not None else ANY,
            required=place == "path" or node.plain("required") is True,
            doc=_parameter_doc(node, schema),
            style=docs.text_of(node, "style"),
            explode=explode if isinstance(explode, bool) else None,
            allow_reserved=node.plain("allowReserved") is True,
            media=Text(content[0]) if content is not None else None,
            delimiters=tuple(
                Text(d) for d in as_list(node.plain(DELIMITERS)) if isinstance(d, str)
            ),
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
            self.parameter_nodes(found),
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

    def _server(self, found: Found) -> Server | None:
        servers = self.servers.read(found.node) or self.servers.read(found.item)
        return servers[0] if servers else None


def _parameter_doc(node: Node, schema: Node | None) -> Doc:
    doc = docs.doc_of(node)
    inner = docs.doc_of(schema) if schema is not None else doc
    return replace(doc, description=doc.description or inner.description, default=inner.default)
