"""Swagger 2.0 to OpenAPI 3.1, in place and in one pass over the operations.

Every node that gets another place is noted, so that references are rewritten and messages still name the place in the
file as its author wrote it.
"""

from __future__ import annotations

from typing import Any

from adwright.document.document import DELIMITERS, MOUNT, Document
from adwright.document.grammar import GRAMMAR, METHODS, SCHEMAS
from adwright.document.growth import Growth
from adwright.document.references import ABSENT, Path, end_of, find, ref_to, target_of
from adwright.document.text.source import as_list, as_object, is_object
from adwright.document.walk import references, walk
from adwright.problems import Id

_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
_SECTIONS = {
    "definitions": "schemas",
    "parameters": "parameters",
    "responses": "responses",
    "securityDefinitions": "securitySchemes",
}
# What of a parameter or a header is its schema's in 3.x.
_SCHEMA_KEYS = frozenset(("x-nullable",)).union(
    key
    for key, member in GRAMMAR["parameter"].items()
    if member.versions <= {"2.0"} and key != "collectionFormat"
)
_STYLES: dict[str, dict[str, Any]] = {
    "csv": {"style": "form", "explode": False},
    "multi": {"style": "form", "explode": True},
    "ssv": {"style": "spaceDelimited", "explode": False},
    "pipes": {"style": "pipeDelimited", "explode": False},
}
_PLAIN: dict[str, dict[str, Any]] = {"csv": {"style": "simple"}}  # in paths and headers
_DELIMITERS = {"csv": ",", "ssv": " ", "tsv": "\t", "pipes": "|"}
_FLOWS = {"accessCode": "authorizationCode", "application": "clientCredentials"}


def upgrade_swagger(document: Document) -> None:
    """Bring a Swagger 2.0 document to OpenAPI 3.1."""
    _Upgrade(document).run()


class _Upgrade:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.root = document.root
        self.moved: dict[Path, Path] = {}
        self.done: set[int] = set()
        self.growth = Growth(document)
        self.consumes = _strings(self.root.pop("consumes", None))
        self.produces = _strings(self.root.pop("produces", None))

    def run(self) -> None:
        """Upgrade the whole document."""
        for _, node, kind in walk(self.root):
            if kind in (*SCHEMAS, "parameter", "header"):
                _upgrade_schema(node)
        for url, item in as_object(self.root.get("paths")).items():
            self._item(("paths", url), item)
        for name, response in as_object(self.root.get("responses")).items():
            self._response(("responses", name), response, self.produces)
        self._parameters()
        self._components()
        self._servers()
        self._references()
        for _, node, kind in walk(self.root):
            if kind in SCHEMAS:
                node.pop("collectionFormat", None)
        self.root.pop("swagger", None)
        self.root["openapi"] = "3.1.0"
        self.document.moved |= self.moved

    # -- sections --------------------------------------------------------------------------------

    def _components(self) -> None:
        components: dict[str, Any] = {}
        for old, new in _SECTIONS.items():
            section = self.root.pop(old, None)
            if section is not None:
                components[new] = section
                self._move((old,), ("components", new))
        for name, scheme in as_object(components.get("securitySchemes")).items():
            if is_object(scheme):
                components["securitySchemes"][name] = _scheme(scheme)
        if components:
            self.root["components"] = components

    def _parameters(self) -> None:
        """Shared parameters; bodies and form fields are taken over by the operations that use them."""
        section = as_object(self.root.get("parameters"))
        for name, parameter in [*section.items()]:
            if as_object(parameter).get("in") in ("body", "formData"):
                del section[name]
            else:
                self._parameter(("parameters", name), parameter)

    def _servers(self) -> None:
        host, base = self.root.pop("host", None), self.root.pop("basePath", None)
        schemes = [s for s in _strings(self.root.pop("schemes", None)) if s in ("http", "https")]
        base = base if isinstance(base, str) and base != "/" else ""
        if isinstance(host, str) and host:
            ordered = sorted(dict.fromkeys(schemes or ["https"]), reverse=True)
            self.root["servers"] = [{"url": f"{scheme}://{host}{base}"} for scheme in ordered]
        elif base:
            self.root["servers"] = [{"url": base}]
        if "servers" in self.root:
            self._note(("servers", "0"), ("host",) if host else ("basePath",))

    # -- operations ------------------------------------------------------------------------------

    def _item(self, path: Path, item: Any) -> None:
        if (target := target_of(item)) is not None:
            if target[:1] == (MOUNT,) and id(found := find(self.root, target)) not in self.done:
                self.done.add(id(found))
                self._item(target, found)
            return
        shared = self._kinds((*path, "parameters"), as_object(item).get("parameters"))
        for method in METHODS:
            if is_object(operation := as_object(item).get(method)):
                self._operation((*path, method), operation, shared)
        if "parameters" in as_object(item):
            item["parameters"] = self._plain(shared)

    def _operation(self, path: Path, operation: dict[str, Any], shared: list[_Given]) -> None:
        consumes = _strings(operation.pop("consumes", None)) or self.consumes
        produces = _strings(operation.pop("produces", None)) or self.produces
        if operation.pop("schemes", None) is not None:
            words = "the schemes of an operation are not read: those of the document count"
            self.document.warn(Id.SWAGGER_ONLY, (*path, "schemes"), words)
        given = self._kinds((*path, "parameters"), operation.get("parameters"))
        if "parameters" in operation:
            operation["parameters"] = self._plain(given)
        sent = [g for g in (*shared, *given) if g.place in ("body", "formData")]
        if sent:
            operation["requestBody"] = self._body(path, sent, consumes)
        responses = as_object(operation.get("responses"))
        for status, response in [*responses.items()]:
            here = (*path, "responses", status)
            target = target_of(response)
            if target is not None:
                found = find(self.root, target)
                if produces != self.produces and id(found) not in self.done:
                    responses[status] = {**as_object(found)}
                    self._note(here, target)
                    self._response(here, responses[status], produces)
                else:
                    self._response(target, found, produces)
            else:
                self._response(here, response, produces)

    def _kinds(self, path: Path, parameters: Any) -> list[_Given]:
        """Parameters with their places in the document, references followed."""
        result: list[_Given] = []
        for index, parameter in enumerate(as_list(parameters)):
            here, node = end_of(self.root, (*path, str(index)), parameter)
            result.append(_Given(here, as_object(node), parameter))
        return result

    def _plain(self, given: list[_Given]) -> list[Any]:
        """The parameters that are parameters in 3.x too, upgraded."""
        for parameter in given:
            is_one = isinstance(parameter.place, str)  # a reference may lead anywhere
            if is_one and parameter.place not in ("body", "formData"):
                self._parameter(parameter.path, parameter.node)
        return [g.written for g in given if g.place not in ("body", "formData")]

    def _parameter(self, path: Path, node: Any) -> None:
        if not is_object(node) or "schema" in node or "content" in node:
            return
        node["schema"] = {key: node.pop(key) for key in [*node] if key in _SCHEMA_KEYS}
        for key in node["schema"]:
            self._move((*path, key), (*path, "schema", key))
        collection = node.pop("collectionFormat", None)
        if node["schema"].get("type") == "array":
            node |= _style(collection, node.get("in"), node["schema"])

    def _body(self, path: Path, sent: list[_Given], consumes: list[str]) -> dict[str, Any]:
        body = next((g for g in reversed(sent) if g.place == "body"), None)
        if body is None:
            return self._form(path, sent, consumes)
        schema = body.node.get("schema", {})
        media = consumes or ["application/json"]
        self.growth.add(len(media))
        content = {kind: {"schema": schema} for kind in media}
        here = (*path, "requestBody")
        self._note(here, body.path)
        for kind in reversed(media):
            self._move((*body.path, "schema"), (*here, "content", kind, "schema"))
        said = {key: body.node[key] for key in body.node if key in ("description", "required")}
        return {**said, "content": content}

    def _form(self, path: Path, sent: list[_Given], consumes: list[str]) -> dict[str, Any]:
        fields = {g.node["name"]: g for g in sent if isinstance(g.node.get("name"), str)}
        has_file = any(_is_file(g.node) for g in fields.values())
        media = _FORMS[0] if has_file else next((m for m in consumes if m in _FORMS), _FORMS[1])
        here = (*path, "requestBody", "content", media, "schema", "properties")
        properties: dict[str, Any] = {}
        encoding: dict[str, Any] = {}
        for name, g in fields.items():
            if g.node.get("type") == "array":
                encoding[name] = _style(g.node.get("collectionFormat"), g.place, g.node)
            kept = _SCHEMA_KEYS | {"description"}
            properties[name] = {key: value for key, value in g.node.items() if key in kept}
            self._note((*here, name), g.path)
            if g.node.get("allowEmptyValue") is True and g.node.get("type") != "array":
                properties[name] = {"anyOf": [properties[name], {"const": ""}]}
                self._note((*here, name, "anyOf", "0"), g.path)
        schema: dict[str, Any] = {"type": "object", "properties": properties}
        required = [name for name, g in fields.items() if g.node.get("required") is True]
        if required:
            schema["required"] = required
        entry = {"schema": schema, **({"encoding": encoding} if encoding else {})}
        return {"required": bool(required), "content": {media: entry}}

    def _response(self, path: Path, response: Any, produces: list[str]) -> None:
        if not is_object(response) or id(response) in self.done:
            return
        self.done.add(id(response))
        for name, header in as_object(response.get("headers")).items():
            self._parameter((*path, "headers", name), header)
        examples = as_object(response.pop("examples", None))
        if "schema" not in response:
            return
        schema = response.pop("schema")
        usual = "application/octet-stream" if _is_file(schema) else "application/json"
        media = [m for m in produces if not _is_file(schema) or "json" not in m] or [usual]
        self.growth.add(len(media))
        response["content"] = {
            kind: {"schema": schema, **({"example": examples[kind]} if kind in examples else {})}
            for kind in media
        }
        for kind in reversed(media):
            self._move((*path, "schema"), (*path, "content", kind, "schema"))

    # -- schemas and references ------------------------------------------------------------------

    def _move(self, old: Path, new: Path) -> None:
        self._note(new, old)

    def _note(self, new: Path, old: Path) -> None:
        self.moved[new] = old

    def _references(self) -> None:
        """Every reference to a node that has another place now."""
        now: dict[Path, Path] = {}
        for new, old in reversed(self.moved.items()):
            now[old] = new
        for _, node, _ in references(self.root):
            path = target_of(node) or ()
            if find(self.root, path) is not ABSENT:
                continue
            for cut in range(len(path), 0, -1):
                moved = now.get(path[:cut])
                if moved is not None:
                    path = moved + path[cut:]
                    if find(self.root, path) is not ABSENT:
                        break
            node["$ref"] = ref_to(path)


class _Given:
    """A parameter: where it stands, what it says, and what stands in the operation's list."""

    def __init__(self, path: Path, node: dict[str, Any], written: Any) -> None:
        self.path = path
        self.node = node
        self.written = written
        self.place = node.get("in")


def _upgrade_schema(node: dict[str, Any]) -> None:
    """What schemas say in another way since."""
    if isinstance(node.get("discriminator"), str):
        node["discriminator"] = {"propertyName": node["discriminator"]}
    if node.get("x-nullable") is True:
        node["nullable"] = True
    if node.get("type") == "file":
        node |= {"type": "string", "format": "binary"}


def _style(collection: Any, place: Any, schema: dict[str, Any]) -> dict[str, Any]:
    """How 3.x says that a list is written, and what no style of 3.x says.

    Args:
        collection: the `collectionFormat` of the list.
        place: the `in` of the parameter.
        schema: that of the list.
    """
    styles = _STYLES if place in ("query", "formData") else _PLAIN
    said = collection if isinstance(collection, str) else "csv"
    style = styles.get(said, styles["csv"])
    delimiters = ["" if said in styles else _DELIMITERS.get(said, "")]
    items = as_object(schema.get("items"))
    while items.get("type") == "array":
        delimiters.append(_DELIMITERS.get(str(items.get("collectionFormat")), ","))
        items = as_object(items.get("items"))
    return {**style, DELIMITERS: delimiters} if any(delimiters) else style


def _is_file(node: object) -> bool:
    return as_object(node).get("format") == "binary"


def _scheme(scheme: dict[str, Any]) -> dict[str, Any]:
    if scheme.get("type") == "basic":
        return {**scheme, "type": "http", "scheme": "basic"}
    if scheme.get("type") != "oauth2":
        return scheme
    keys = ("authorizationUrl", "tokenUrl", "scopes")
    flow = str(scheme.get("flow", "implicit"))
    said = {key: scheme[key] for key in keys if key in scheme}
    kept = {key: value for key, value in scheme.items() if key not in (*keys, "flow")}
    return {**kept, "flows": {_FLOWS.get(flow, flow): {"scopes": {}, **said}}}


def _strings(value: Any) -> list[str]:
    return [item for item in as_list(value) if isinstance(item, str)]
