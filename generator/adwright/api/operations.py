"""Operations to methods: where each appears on the client, what it is called, what it takes and gives."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from adwright.api import docs, extensions, names
from adwright.api.model import (
    Argument,
    Body,
    Doc,
    Envelope,
    In,
    Operation,
    Pagination,
    Parameter,
    Reply,
)
from adwright.api.schemas import Direction, Schemas
from adwright.api.text import Identifier, Text
from adwright.api.types import ANY, ListOf, Nullable, Scalar, Type, union
from adwright.document.load import Document
from adwright.document.node import Node
from adwright.problems import Problem

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_PLACES: dict[str, In] = {"path": "path", "query": "query", "header": "header", "cookie": "cookie"}
# Header parameters that the standard tells to ignore: other parts of a document say them.
_OTHERWISE_SAID = {"accept", "content-type", "authorization"}


@dataclass(frozen=True, slots=True)
class Found:
    """An operation as the document has it, before it has a name.

    Attributes:
        node: the operation.
        method: the HTTP method in lower case.
        path: the path template.
        item: the path item it belongs to.
        tag: the resource it appears on, None for the client itself.
        wish: the method name it asks for; `exact` if its id already is that name.
    """

    node: Node
    method: str
    path: str
    item: Node
    tag: str | None
    wish: str
    exact: bool

    @property
    def title(self) -> str:
        """What names the schemas that stand inline in it."""
        operation_id = self.node.plain("operationId")
        return names.pascal(
            operation_id if isinstance(operation_id, str) else f"{self.method} {self.path}"
        )


def find_operations(document: Document) -> list[Found]:
    """Every operation of a document, in its order."""
    root = Node(document, (), document.root)
    found: list[Found] = []
    for path, entry in root["paths"].items() if "paths" in root else ():
        item = entry.resolve()
        for method, node in item.items():
            if method in METHODS and node.expect("an object"):
                found.append(_find(node, method, path, item))
    return found


def _find(node: Node, method: str, path: str, item: Node) -> Found:
    tags = [tag.value for tag in node["tags"].elements()] if "tags" in node else []
    wanted = node.plain("x-resource") or (tags[0] if tags else None)
    tag = wanted if isinstance(wanted, str) and wanted.strip() else None
    name = node.plain("x-method") or node.plain("operationId")
    if not isinstance(name, str) or not name.strip():
        return Found(node, method, path, item, tag, f"{method} {path}", exact=False)
    if tag is not None and re.match(re.escape(tag) + r"[/.]\S", name):
        name = name[len(tag) + 1 :]
    return Found(
        node, method, path, item, tag, name, exact=names.variable(name, "operation") == name
    )


def name_operations(found: list[Found], taken: frozenset[str]) -> dict[tuple[str, ...], Identifier]:
    """Name the methods of one resource.

    On a collision the operation whose id already is that name keeps it, the others append verb and path.

    Args:
        found: the operations of the resource.
        taken: names that are not free.

    Returns:
        The path of an operation in the document to its name.
    """
    wishes: dict[str, list[Found]] = {}
    for operation in found:
        wishes.setdefault(names.variable(operation.wish, "operation"), []).append(operation)
    wanted: dict[str, str] = {}
    for name, rivals in wishes.items():
        exact = [operation for operation in rivals if operation.exact]
        keeper = rivals[0] if len(rivals) == 1 else exact[0] if len(exact) == 1 else None
        for operation in rivals:
            long = names.variable(
                f"{operation.wish} {operation.method} {operation.path}", "operation"
            )
            wanted["\0".join(operation.node.path)] = name if operation is keeper else long
    final = names.distinct(wanted, taken)
    return {tuple(key.split("\0")): name for key, name in final.items()}


class OperationReader:
    """Reads operations against the schemas of their document."""

    def __init__(self, document: Document, schemas: Schemas) -> None:
        self.document = document
        self.schemas = schemas
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []

    # -- first pass: which schemas travel which way ----------------------------------------------------------------

    def use(self, found: Found) -> None:
        """Mark the schemas of an operation as used, and name what stands inline in it."""
        for node in self._parameter_nodes(found):
            schema = _schema_of_parameter(node)
            if schema is not None:
                self.schemas.prefix(schema.path, f"{found.title} {node.value.get('name')}")
                self.schemas.use(schema, "create")
        body = self._body_content(found)
        if body is not None and (schema := body[1].get("schema")) is not None:
            self.schemas.prefix(schema.path, f"{found.title} Body")
            self.schemas.use(schema, _direction(found.method))
        for status, response in self._responses(found):
            content = _content(response)
            if content is not None and (schema := content[1].get("schema")) is not None:
                mark = (
                    "Reply"
                    if status == "200"
                    else f"Reply {status}"
                    if _is_success(status)
                    else f"Error {status}"
                )
                self.schemas.prefix(schema.path, f"{found.title} {mark}")
                self.schemas.use(schema, "reply")

    # -- last pass: the operation ----------------------------------------------------------------------------------

    def read(self, found: Found, name: Identifier) -> Operation:
        """The operation, complete."""
        parameters = self._parameters(found)
        body = self._body(found)
        replies = [self._reply(found, s, r) for s, r in self._responses(found)]
        good = tuple(r for r in replies if _is_success(r.status.raw)) or tuple(
            r for r in replies if r.status.raw == "default"
        )
        pagination, result = self._paged(found, good)
        operation_id = found.node.plain("operationId")
        return Operation(
            id=Text(
                operation_id
                if isinstance(operation_id, str)
                else f"{found.method.upper()} {found.path}"
            ),
            name=name,
            constant=names.constant(name),
            method=found.method.upper(),  # type: ignore[arg-type]
            path=Text(found.path),
            doc=docs.doc_of(found.node),
            parameters=parameters,
            body=body,
            arguments=_arguments(parameters, body),
            replies=good,
            errors=tuple(r for r in replies if r not in good and r.type is not None),
            result=result,
            pagination=pagination,
            retry_safe=extensions.flag(found.node, "x-retry-safe", self.warnings),
            security=self._security(found),
            server=self._server(found),
        )

    def _parameter_nodes(self, found: Found) -> list[Node]:
        """The parameters of an operation, its own over those of the path item; path parameters first."""
        nodes: dict[tuple[str, str], Node] = {}
        for owner in (found.item, found.node):
            for element in owner["parameters"].elements() if "parameters" in owner else ():
                node = element.resolve()
                name, place = node.plain("name"), node.plain("in")
                if isinstance(name, str) and place in _PLACES:
                    nodes[name, place] = node
        order = {name: index for index, name in enumerate(_path_names(found.path))}
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

    def _parameters(self, found: Found) -> tuple[Parameter, ...]:
        nodes = self._parameter_nodes(found)
        declared = {node.value["name"] for node in nodes if node.value["in"] == "path"}
        result = [self._parameter(node) for node in nodes]
        for name in _path_names(found.path):
            if name not in declared:
                self.warnings.append(
                    found.item.problem(
                        f"path parameter {name!r} is not declared and is read as a string"
                    )
                )
                place = Parameter(
                    names.variable(name, "value"), Text(name), "path", Scalar("string"), True, Doc()
                )
                result.insert(_path_names(found.path).index(name), place)
        return _named(result)

    def _parameter(self, node: Node) -> Parameter:
        schema = _schema_of_parameter(node)
        content = _first_content(node)
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

    def _body_content(self, found: Found) -> tuple[str, Node] | None:
        body = found.node.get("requestBody")
        return _content(body.resolve()) if body is not None else None

    def _body(self, found: Found) -> Body | None:
        content = self._body_content(found)
        if content is None:
            return None
        node = found.node["requestBody"].resolve()
        direction = _direction(found.method)
        schema = content[1].get("schema")
        has_fields = schema is not None and _takes_fields(content[0])
        return Body(
            type=self.schemas.type_of(schema, direction)
            if schema is not None
            else _plain(content[0]),
            media=Text(content[0]),
            required=node.plain("required") is True,
            fields=self.schemas.fields(schema, direction)
            if schema is not None and has_fields
            else None,
            doc=docs.doc_of(node),
        )

    def _responses(self, found: Found) -> list[tuple[str, Node]]:
        responses = found.node.get("responses")
        entries = responses.items() if responses is not None else ()
        return [
            (status, node.resolve())
            for status, node in entries
            if not status.startswith("x-") and node.expect("an object")
        ]

    def _reply(self, found: Found, status: str, response: Node) -> Reply:
        content = _content(response)
        if content is None:
            return Reply(Text(status), None, Text(""), doc=docs.doc_of(response))
        schema = content[1].get("schema")
        known = schema is not None and _is_json(content[0])
        type_ = (
            self.schemas.type_of(schema, "reply")
            if schema is not None and known
            else _plain(content[0])
        )
        said = extensions.read(response, "x-envelope", extensions.ENVELOPE, self.warnings)
        envelope, payload = None, type_
        if said is not None:
            envelope = Envelope(said["data"], said.get("success"), said.get("message"))
            target = self._at(schema, said["data"].raw) if schema is not None else None
            payload = self.schemas.type_of(target, "reply") if target is not None else ANY
        return Reply(
            Text(status), type_, Text(content[0]), envelope, payload, docs.doc_of(response)
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
        self, found: Found, replies: tuple[Reply, ...]
    ) -> tuple[Pagination | None, Type | None]:
        payloads = [r.payload for r in replies]
        known = [p for p in payloads if p is not None]
        result = union(known) if known else None
        if result is not None and len(known) < len(payloads) and not isinstance(result, Nullable):
            result = Nullable(result)
        said = extensions.read(found.node, "x-pagination", extensions.PAGINATION, self.warnings)
        if said is None or result is None:
            return None, result
        status = next(r.status.raw for r in replies if r.payload is not None)
        content = _content(dict(self._responses(found))[status])
        schema = content[1].get("schema") if content is not None else None
        items = (
            self._at(schema, said["items"].raw if "items" in said else "")
            if schema is not None
            else None
        )
        list_type = self.schemas.type_of(items, "reply") if items is not None else ANY
        list_type = list_type.inner if isinstance(list_type, Nullable) else list_type
        item = list_type.item if isinstance(list_type, ListOf) else ANY
        return Pagination(
            item, tuple((Identifier(key), value) for key, value in said.items())
        ), result

    def _security(self, found: Found) -> tuple[tuple[Identifier, ...], ...] | None:
        node = found.node.get("security")
        return extensions.security(node) if node is not None and node.expect("an array") else None

    def _server(self, found: Found) -> Text | None:
        for owner in (found.node, found.item):
            servers = owner.get("servers")
            for server in servers.elements() if servers is not None else ():
                return docs.text_of(server, "url")
        return None


def _arguments(parameters: tuple[Parameter, ...], body: Body | None) -> tuple[Argument, ...]:
    """The signature: what is required comes first, path before the rest; what may be left out is keyword-only."""
    arguments = [
        Argument(p.name, p.type, p.required, not p.required, p.doc, "parameter", p.name)
        for p in parameters
    ]
    if body is not None and body.fields is not None:
        for field in body.fields:
            required = field.required and body.required
            arguments.append(
                Argument(
                    field.name, field.type, required, not required, field.doc, "field", field.name
                )
            )
    elif body is not None:
        name = Identifier("body")
        arguments.append(
            Argument(name, body.type, body.required, not body.required, body.doc, "body", name)
        )
    taken = {p.name for p in parameters}
    final: list[Argument] = []
    for argument in arguments:
        name = argument.name
        if argument.place != "parameter" and name in taken:
            name = Identifier(name.rstrip("_") + "_body")
        final.append(replace(argument, name=_argument_name(name)))
    return tuple(sorted(final, key=lambda argument: not argument.required))


def _argument_name(name: Identifier) -> Identifier:
    return Identifier(name + "_") if name in ("options", "self") else name


def _named(parameters: list[Parameter]) -> tuple[Parameter, ...]:
    """Parameters with names of their own: on a clash the path keeps the bare name, others say where they are."""
    path_names = {p.name for p in parameters if p.location == "path"}
    counts: dict[str, set[In]] = {}
    for p in parameters:
        counts.setdefault(p.name, set()).add(p.location)
    wanted: dict[str, str] = {}
    for p in parameters:
        clash = (
            len(counts[p.name]) > 1
            and p.location != "path"
            and (p.name in path_names or p.location != "query")
        )
        suffix = f"_{p.location}" if clash else ""
        wanted[f"{p.location}\0{p.wire.raw}"] = p.name.rstrip("_") + suffix if suffix else p.name
    final = names.distinct(wanted)
    return tuple(
        replace(p, name=_argument_name(final[f"{p.location}\0{p.wire.raw}"])) for p in parameters
    )


def _path_names(path: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"{([^{}]+)}", path)))


def _direction(method: str) -> Direction:
    return "update" if method in ("put", "patch") else "create"


def _is_success(status: str) -> bool:
    return status[:1] == "2"


def _is_json(media: str) -> bool:
    kind = media.split(";")[0].strip().lower()
    return (
        kind in ("application/json", "*/*", "application/*")
        or kind.endswith("+json")
        or kind == "text/json"
    )


def _takes_fields(media: str) -> bool:
    return _is_json(media) or media.split(";")[0].strip().lower() in (
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    )


def _plain(media: str) -> Type:
    """The type of a body whose media type alone says what it is."""
    if _is_json(media):
        return ANY
    return Scalar("string") if media.startswith("text/") else Scalar("binary")


def _first_content(node: Node) -> tuple[str, Node] | None:
    content = node.get("content")
    return next(iter(content.items()), None) if content is not None else None


def _content(node: Node) -> tuple[str, Node] | None:
    """The media type of a body that is read or sent: JSON where there is a choice."""
    content = node.get("content")
    entries = (
        [(media, entry) for media, entry in content.items() if entry.expect("an object")]
        if content is not None
        else []
    )
    return min(entries, key=lambda entry: _preference(entry[0]), default=None)


def _preference(media: str) -> int:
    kind = media.split(";")[0].strip().lower()
    if kind == "application/json":
        return 0
    if _is_json(media):
        return 1
    order = ("multipart/form-data", "application/x-www-form-urlencoded")
    return 2 + order.index(kind) if kind in order else 9


def _schema_of_parameter(node: Node) -> Node | None:
    content = _first_content(node)
    return content[1].get("schema") if content is not None else node.get("schema")


def _parameter_doc(node: Node, schema: Node | None) -> Doc:
    doc = docs.doc_of(node)
    inner = docs.doc_of(schema) if schema is not None else doc
    return replace(doc, description=doc.description or inner.description, default=inner.default)
