"""What a call sends and what comes back, as schemas: all arguments of an operation as one object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from adwright.bundle.translation import Translator
from adwright.document.node import Node
from adwright.extensions.rules import RULES
from adwright.reader.media import (
    content_of,
    is_json,
    is_lines,
    is_raw,
    is_typed,
    kind_of,
    schema_of,
    takes_fields,
)
from adwright.reader.operations import OperationReader
from adwright.reader.responses import responses_of
from adwright.reader.routing import Found, direction_of
from adwright.schema.shapes import ArrayShape, ScalarsShape


class Arguments:
    """Puts the schemas of operations together.

    Args:
        reader: knows which parameters, bodies and responses count.
        translator: translates their schemas.
    """

    def __init__(self, reader: OperationReader, translator: Translator) -> None:
        self._reader = reader
        self._translator = translator

    def request(self, found: Found) -> dict[str, Any]:
        """The schema of all arguments of an operation: its parameters, and its body if that is judged."""
        properties = {"parameters": self._parameters(found)}
        required = ["parameters"]
        content = self._reader.body_content(found)
        body = self._body(found, content) if content is not None else None
        if body is not None:
            properties["body"] = body
            if found.node["requestBody"].resolve().plain("required") is True:
                required.append("body")
        return {"type": "object", "properties": properties, "required": required}

    def responses(self, found: Found) -> Iterator[tuple[str, Any]]:
        """The schema of each response that is read by one, by status; of lines and events that of one."""
        for status, response in responses_of(found.node):
            content = content_of(response)
            if content is None or not is_typed(content[0]):
                continue
            schema = schema_of(content)
            if schema is not None:
                yield status, self._translator.value(schema, "response")

    def _parameters(self, found: Found) -> dict[str, Any]:
        nodes = self._reader.parameters.nodes(found)
        described = {(node.value["in"], node.value["name"]): node for node in nodes}
        properties: dict[str, Any] = {}
        result: dict[str, Any] = {"type": "object", "properties": properties}
        required: list[str] = []
        python: dict[str, str] = {}
        for parameter in self._reader.parameters.read(found):
            wire = parameter.wire.raw
            key = wire if wire not in properties else f"{wire} ({parameter.location})"
            node = described.get((parameter.location, wire))
            properties[key] = self._parameter(node)
            if parameter.required:
                required.append(key)
            if parameter.name != key:
                python[parameter.name] = key
        if required:
            result["required"] = required
        if python:
            result["x-names"] = python
        rule = self._translator.keywords.rule
        if rules := RULES.read(found.node):
            result["allOf"] = [rule(each, found.node, "create") for each in rules]
        return result

    def _parameter(self, node: Node | None) -> Any:
        """The schema of a parameter; one that only the path names is a string."""
        reader = self._reader.parameters
        if node is None or reader.is_text(node):
            return {"type": "string"}
        schema = reader.schema(node)
        made: Any = self._translator.value(schema, "create") if schema is not None else {}
        return {"anyOf": [made, {"const": ""}]} if reader.may_be_empty(node) else made

    def _body(self, found: Found, content: tuple[str, Node]) -> Any:
        """The schema of a body; None where it is sent as the caller gives it."""
        media, schema = content[0], schema_of(content)
        direction = direction_of(found.method)
        if is_raw(media):
            text = schema is not None and kind_of(media).startswith("text/")
            made = (
                self._translator.value(schema, direction) if text and schema is not None else None
            )
            return made if self._is_text(schema) else None
        if is_lines(media):
            items: Any = self._translator.value(schema, direction) if schema is not None else {}
            return {"type": "array", "items": items}
        if not is_json(media) and not self._has_members(schema):
            return {"type": "object"} if takes_fields(media) else None
        return self._translator.value(schema, direction) if schema is not None else {}

    def _is_text(self, schema: Node | None) -> bool:
        shape = self._translator.schemas.follow(schema)[1] if schema is not None else None
        return shape is not None and not isinstance(shape.form, ArrayShape)

    def _has_members(self, schema: Node | None) -> bool:
        """Whether the schema of a form is one of an object; a form has named members in any case."""
        if schema is None:
            return False
        return not isinstance(
            self._translator.schemas.follow(schema)[1].form, ArrayShape | ScalarsShape
        )
