"""Parameters of operations: which of them count, and how each is written."""

from __future__ import annotations

from dataclasses import replace

from adwright.document.document import DELIMITERS
from adwright.document.node import Node
from adwright.document.styles import style_of
from adwright.document.text.source import as_list
from adwright.extensions.schemas import NAME
from adwright.ir import names
from adwright.ir.facts import Doc, In
from adwright.ir.operations import Parameter
from adwright.ir.text import Text
from adwright.ir.types import ANY, Choice, Scalar, Type, union
from adwright.problems import Id, Problem
from adwright.reader.arguments import named, path_names
from adwright.reader.media import encodings_of, first_content, is_raw
from adwright.reader.routing import Found
from adwright.schema import docs
from adwright.schema.schemas import Schemas
from adwright.schema.shapes import EnumShape, Form, ScalarsShape, UnionShape

_PLACES: dict[str, In] = {
    "path": "path",
    "query": "query",
    "querystring": "querystring",
    "header": "header",
    "cookie": "cookie",
}
# Header parameters that the standard tells to ignore: other parts of a document say them.
_OTHERWISE_SAID = {"accept", "content-type", "authorization"}
_SHOWN = 5  # names in a message


class ParameterReader:
    """Reads parameters.

    Args:
        schemas: the schemas of the document.
        warnings: where to put what is doubtful.
    """

    def __init__(self, schemas: Schemas, warnings: list[Problem]) -> None:
        self._schemas = schemas
        self._warnings = warnings

    def nodes(self, found: Found) -> list[Node]:
        """The parameters of an operation, its own over those of the path item; path parameters first."""
        nodes: dict[tuple[str, str], Node] = {}
        for owner in (found.item, found.node):
            for element in owner["parameters"].elements() if "parameters" in owner else ():
                node = element.resolve_with_words()
                name, place = node.plain("name"), node.plain("in")
                if isinstance(name, str) and place in _PLACES:
                    nodes[name, place] = node
        order = {name: index for index, name in enumerate(path_names(found.path))}
        usable = [node for node in nodes.values() if self._is_usable(node, found, order)]
        return sorted(
            usable,
            key=lambda node: (
                order.get(node.value["name"], len(order))
                if node.value["in"] == "path"
                else len(order)
            ),
        )

    def _is_usable(self, node: Node, found: Found, order: dict[str, int]) -> bool:
        name, place = node.value["name"], node.value["in"]
        if place == "path" and name not in order:
            words = f"path parameter {name!r} is not in {found.path!r} and is left out"
            hint = f"put {{{name}}} into the path, or remove the parameter"
            self._warnings.append(node.problem(Id.PARAMETER_NOT_IN_PATH, words, hint))
            return False
        if place == "querystring":
            return first_content(node) is not None
        return place != "header" or name.lower() not in _OTHERWISE_SAID

    def read(self, found: Found) -> tuple[Parameter, ...]:
        """The parameters of an operation, those that only its path names among them."""
        nodes = self.nodes(found)
        declared = {node.value["name"] for node in nodes if node.value["in"] == "path"}
        result = [self._parameter(node) for node in nodes]
        lacking = [each for each in enumerate(path_names(found.path)) if each[1] not in declared]
        for index, name in lacking:
            place = Parameter(
                names.variable(name, "value"), Text(name), "path", Scalar("string"), True, Doc()
            )
            result.insert(index, place)
        if lacking:
            self._warnings.append(_undeclared(found.item, [name for _, name in lacking]))
        return named(result)

    def _parameter(self, node: Node) -> Parameter:
        content = first_content(node)
        place = _PLACES[node.value["in"]]
        explode = node.plain("explode")
        style = style_of(node.value) if content is None else None
        return Parameter(
            name=names.variable(self._wish(node), "value"),
            wire=Text(node.value["name"]),
            location=place,
            type=self._type(node),
            required=place == "path" or node.plain("required") is True,
            doc=_doc(node, self.schema(node)),
            style=Text(style) if style else None,
            explode=explode if isinstance(explode, bool) else None,
            allow_reserved=node.plain("allowReserved") is True,
            allow_empty=_allows_empty(node),
            media=Text(content[0]) if content is not None else None,
            encoding=encodings_of(content) if content is not None else (),
            delimiters=tuple(
                Text(d) for d in as_list(node.plain(DELIMITERS)) if isinstance(d, str)
            ),
        )

    def _wish(self, node: Node) -> str:
        """What its argument is to be called."""
        wish = NAME.read(node, self._warnings)
        if wish is None:
            return str(node.value["name"])
        if (name := names.variable(wish.raw, "value")) != wish.raw:
            words = f"{wish.raw!r} is no name in Python; the argument is called {name}"
            problem = node[NAME.name].problem(Id.EXTENSION_TARGET, words, "choose another")
            self._warnings.append(problem)
        return wish.raw

    # -- what a parameter may be -----------------------------------------------------------------------------------

    def schema(self, node: Node) -> Node | None:
        """The schema of a parameter or of its only media type; None if it says nothing of what a caller gives."""
        content = first_content(node)
        if content is None:
            return node.get("schema")
        schema = content[1].get("schema")
        if schema is not None and is_raw(content[0]) and not _is_single(self._form(schema)):
            return None
        return schema

    def is_text(self, node: Node) -> bool:
        """Whether a parameter is text as the caller writes it, such as XML."""
        content = first_content(node)
        return content is not None and is_raw(content[0]) and self.schema(node) is None

    def may_be_empty(self, node: Node) -> bool:
        """Whether a parameter may be empty text beside what its schema says."""
        schema = self.schema(node)
        return _allows_empty(node) and schema is not None and _is_single(self._form(schema))

    def _form(self, schema: Node) -> Form:
        return self._schemas.follow(schema)[1].form

    def _type(self, node: Node) -> Type:
        schema = self.schema(node)
        if schema is None:
            return Scalar("string") if self.is_text(node) else ANY
        type_ = self._schemas.type_of(schema, "create", inline=True)
        if self.may_be_empty(node) and type_ != Scalar("string"):
            return union([type_, Choice((Text(""),))])
        return type_


def _is_single(form: Form) -> bool:
    """Whether a value is none with members or items."""
    return isinstance(form, ScalarsShape | EnumShape | UnionShape)


def _allows_empty(node: Node) -> bool:
    is_query = node.plain("in") == "query" and "content" not in node
    return is_query and node.plain("allowEmptyValue") is True


def _undeclared(item: Node, names: list[str]) -> Problem:
    shown = ", ".join(map(repr, names[:_SHOWN]))
    if len(names) == 1:
        words, it = f"path parameter {shown} is not declared and is read as a string", "it"
    else:
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        words = f"path parameters {shown}{more} are not declared and are read as strings"
        it = "them"
    return item.problem(Id.PARAMETER_UNDECLARED, words, f"declare {it} under parameters")


def _doc(node: Node, schema: Node | None) -> Doc:
    doc = docs.doc_of(node)
    inner = docs.doc_of(schema) if schema is not None else doc
    return replace(doc, description=doc.description or inner.description, default=inner.default)
