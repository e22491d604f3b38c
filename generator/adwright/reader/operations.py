"""Operations as methods: what each takes, what it sends, what it gives."""

from __future__ import annotations

from dataclasses import replace

from adwright.document.load import Document
from adwright.document.node import Node
from adwright.document.walk import ref_to
from adwright.extensions import read as extensions
from adwright.ir import names
from adwright.ir.model import (
    Body,
    Doc,
    Envelope,
    In,
    Operation,
    Pagination,
    Parameter,
    Response,
    Server,
)
from adwright.ir.text import Identifier, Text
from adwright.ir.types import (
    ANY,
    Choice,
    ListOf,
    MapOf,
    Nullable,
    Scalar,
    Type,
    union,
    with_uploads,
)
from adwright.problems import Problem
from adwright.reader import security
from adwright.reader.arguments import arguments_of, named, path_names
from adwright.reader.media import (
    content_of,
    encodings_of,
    example_of,
    first_content,
    is_events,
    is_json,
    is_lines,
    is_raw,
    is_typed,
    plain_type,
    schema_of,
    sent_as,
    takes_fields,
)
from adwright.reader.routing import Found, direction_of
from adwright.reader.rules import RuleReader
from adwright.reader.servers import ServerReader
from adwright.schema import docs
from adwright.schema.schemas import Direction, Schemas
from adwright.schema.shapes import ArrayShape, ScalarsShape

_PLACES: dict[str, In] = {"path": "path", "query": "query", "header": "header", "cookie": "cookie"}
# Header parameters that the standard tells to ignore: other parts of a document say them.
_OTHERWISE_SAID = {"accept", "content-type", "authorization"}

# Statuses of a response to GET that has a body.
_WITH_BODY = {"200", "203", "206", "2XX", "2xx", "default"}


class OperationReader:
    """Reads operations against the schemas of their document."""

    def __init__(self, document: Document, schemas: Schemas) -> None:
        self.document = document
        self.schemas = schemas
        self.rules = RuleReader(schemas)
        self.warnings: list[Problem] = []
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
        body = self.body_content(found)
        if body is not None and (schema := schema_of(body)) is not None:
            self.schemas.prefix(schema.path, f"{found.title} Body")
            self.schemas.use(schema, direction_of(found.method))
        for status, response in self.responses(found):
            content = content_of(response)
            if content is not None and (schema := schema_of(content)) is not None:
                mark = (
                    "Response"
                    if status == "200"
                    else f"Response {status}"
                    if _is_success(status)
                    else f"Error {status}"
                )
                self.schemas.prefix(schema.path, f"{found.title} {mark}")
                self.schemas.use(schema, "response")

    # -- last pass: the operation ----------------------------------------------------------------------------------

    def read(self, found: Found, name: Identifier) -> Operation:
        """The operation, complete."""
        nodes = self.parameter_nodes(found)
        parameters = self.parameters(found, nodes)
        body = self._body(found)
        responses = [self._response(found, s, r) for s, r in self.responses(found)]
        good = tuple(r for r in responses if _is_success(r.status.raw)) or tuple(
            r for r in responses if r.status.raw == "default"
        )
        good = _undescribed(good) if found.method.upper() == "GET" else good
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
            retry_safe=extensions.flag(found.node, "x-retry-safe", self.warnings),
            idempotency_key=self._idempotency_key(found),
            security=self._security(found),
            server=self._server(found),
            rules=self.rules.of_operation(found.node),
            streams=_streams(good),
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
                        f"path parameter {name!r} is not in {found.path!r} and is left out"
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
                        f"path parameter {name!r} is not declared and is read as a string"
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
        )

    def body_content(self, found: Found) -> tuple[str, Node] | None:
        """The media type of the body that an operation sends, and what is said of it."""
        body = found.node.get("requestBody")
        return content_of(body.resolve()) if body is not None else None

    def _body(self, found: Found) -> Body | None:
        content = self.body_content(found)
        if content is None:
            return None
        node = found.node["requestBody"].resolve()
        direction = direction_of(found.method)
        schema = schema_of(content)
        fields, extra = None, None
        if schema is not None and takes_fields(content[0]):
            fields, extra = self.schemas.fields(schema, direction) or (None, None)
        if fields is not None and "multipart/" in content[0]:
            fields = tuple(replace(field, type=with_uploads(field.type)) for field in fields)
        return Body(
            type=self._body_type(content, schema, direction),
            media=Text(sent_as(content[0])),
            required=node.plain("required") is True,
            fields=fields,
            doc=docs.doc_of(node),
            encoding=encodings_of(content[1]),
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
            self.warnings.append(
                schema.problem("a form whose schema is no object takes members of any name")
            )
            return MapOf(Scalar("upload") if "multipart" in content[0] else ANY)
        return type_

    def responses(self, found: Found) -> list[tuple[str, Node]]:
        """The responses of an operation by status, references followed."""
        responses = found.node.get("responses")
        entries = responses.items() if responses is not None else ()
        return [
            (status, node.resolve())
            for status, node in entries
            if not status.startswith("x-") and node.expect("an object")
        ]

    def _response(self, found: Found, status: str, response: Node) -> Response:
        content = content_of(response)
        if content is None:
            return Response(Text(status), None, Text(""), doc=docs.doc_of(response))
        schema = schema_of(content)
        known = schema is not None and is_typed(content[0])
        type_ = (
            self.schemas.type_of(schema, "response")
            if schema is not None and known
            else plain_type(content[0])
        )
        said = extensions.read(response, "x-envelope", extensions.ENVELOPE, self.warnings)
        envelope, payload = None, type_
        if said is not None:
            envelope = Envelope(said["data"], said.get("success"), said.get("message"))
            target = self._at(schema, said["data"].raw) if schema is not None else None
            payload = self.schemas.type_of(target, "response") if target is not None else ANY
        return Response(
            Text(status),
            type_,
            Text(content[0]),
            envelope,
            payload,
            docs.doc_of(response),
            example_of(content[1]),
        )

    def _at(self, schema: Node, path: str) -> Node | None:
        """The schema at a dotted path of properties; the schema itself for an empty path."""
        for key in path.split(".") if path else ():
            properties = {
                p.wire: p.node
                for p in getattr(self.schemas.follow(schema)[1].form, "properties", ())
            }
            if key not in properties:
                return None
            schema = properties[key]
        return schema

    def _paged(
        self, found: Found, responses: tuple[Response, ...], parameters: tuple[Parameter, ...]
    ) -> tuple[Pagination | None, Type | None]:
        """How the list goes on, if it is one, and what a call gives."""
        payloads = [r.payload for r in responses]
        known = [p for p in payloads if p is not None]
        result = union(known) if known else None
        if result is not None and len(known) < len(payloads) and not isinstance(result, Nullable):
            result = Nullable(result)
        said = extensions.read(found.node, "x-pagination", extensions.PAGINATION, self.warnings)
        if said is None or result is None:
            return None, result
        status = next(r.status.raw for r in responses if r.payload is not None)
        pages = {p.wire: p.name for p in parameters if p.location == "query"}
        iterator = said.pop("iterator", None)
        return Pagination(
            item=self._item_type(found, status, said.get("items", Text(""))),
            settings=tuple((Identifier(key), value) for key, value in said.items()),
            page=pages.get(said.get("page", Text(""))),
            iterator=names.variable(iterator.raw, "iterator") if iterator is not None else None,
        ), result

    def _item_type(self, found: Found, status: str, path: Text) -> Type:
        """The type of the items that stand at a dotted path of a response."""
        content = content_of(dict(self.responses(found))[status])
        schema = schema_of(content) if content is not None else None
        items = self._at(schema, path.raw) if schema is not None else None
        list_type = self.schemas.type_of(items, "response") if items is not None else ANY
        list_type = list_type.inner if isinstance(list_type, Nullable) else list_type
        return list_type.item if isinstance(list_type, ListOf) else ANY

    def _idempotency_key(self, found: Found) -> Text | None:
        name = extensions.text(found.node, "x-idempotency-key", self.warnings)
        return Text(name) if name is not None else None

    def _security(self, found: Found) -> tuple[tuple[Identifier, ...], ...] | None:
        node = found.node.get("security")
        if node is None or not node.expect("an array"):
            return None
        return security.servable(node, self.schemes)

    def _server(self, found: Found) -> Server | None:
        servers = self.servers.read(found.node) or self.servers.read(found.item)
        return servers[0] if servers else None


def _undescribed(responses: tuple[Response, ...]) -> tuple[Response, ...]:
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


def _streams(responses: tuple[Response, ...]) -> bool:
    """Whether all responses with a body are read piece by piece as they arrive."""
    media = [response.media.raw for response in responses if response.type is not None]
    return bool(media) and all(is_events(m) or is_lines(m) for m in media)


def _is_success(status: str) -> bool:
    return status[:1] == "2"


def schema_of_parameter(node: Node) -> Node | None:
    """The schema of a parameter, or of its only media type."""
    content = first_content(node)
    return content[1].get("schema") if content is not None else node.get("schema")


def _parameter_doc(node: Node, schema: Node | None) -> Doc:
    doc = docs.doc_of(node)
    inner = docs.doc_of(schema) if schema is not None else doc
    return replace(doc, description=doc.description or inner.description, default=inner.default)
