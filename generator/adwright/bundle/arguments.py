"""What a call sends and what comes back, as schemas: all arguments of an operation as one object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from adwright.bundle.translation import Translator
from adwright.document.node import Node
from adwright.extensions.rules import RULES
from adwright.ir.types import Scalar
from adwright.reader.bodies import bodies_of, is_of_text
from adwright.reader.media import (
    Content,
    contents_of,
    is_json,
    is_lines,
    is_raw,
    is_typed,
    plain_type,
    schema_of,
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

    def requests(self, found: Found) -> Iterator[tuple[str, Any]]:
        """The schema of all arguments of an operation, its parameters and its body if that is judged.

        Of several media types of the body the first has no name; others have their media type, where their schemas
        are not the same.
        """
        parameters = self._parameters(found)
        bodies = bodies_of(found)
        is_required = bool(bodies) and found.node["requestBody"].resolve().plain("required") is True
        usual = self._request(found, parameters, bodies[0] if bodies else None, is_required)
        yield "", usual
        for each in bodies[1:]:
            other = self._request(found, parameters, each, is_required)
            if other != usual:
                yield each[0], other

    def _request(
        self, found: Found, parameters: Any, content: Content | None, is_required: bool
    ) -> dict[str, Any]:
        """The arguments with the body in one media type. Text may be given as bytes, so it may be missing here."""
        made = {
            "type": "object",
            "properties": {"parameters": parameters},
            "required": ["parameters"],
        }
        body = self._body(found, content) if content is not None else None
        if content is None or body is None:
            return made
        made["properties"] = {"parameters": parameters, "body": body}
        if is_required and not is_raw(content[0]):
            made["required"] = ["parameters", "body"]
        return made

    def responses(self, found: Found) -> Iterator[tuple[str, Any]]:
        """The schema of each response that is read by one, by status; of lines and events that of one.

        Of several media types the first has the status alone; others have their media type behind it, where their
        schemas are not the same.
        """
        for status, response in responses_of(found.node):
            usual = None
            for media, entry in contents_of(response):
                schema = schema_of((media, entry)) if is_typed(media) else None
                if schema is None:
                    continue
                made = self._translator.value(schema, "response")
                if usual is None:
                    usual = made
                    yield status, made
                elif made != usual:
                    yield f"{status} {media}", made

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

    def _body(self, found: Found, content: Content) -> Any:
        """The schema of a body; None where it is sent as the caller gives it."""
        media, schema = content[0], schema_of(content)
        direction = direction_of(found.method)
        if is_raw(media):
            if schema is None or plain_type(content) != Scalar("string"):
                return None
            is_judged = is_of_text(self._translator.schemas, schema)
            return self._translator.value(schema, direction) if is_judged else None
        if is_lines(media):
            items: Any = self._translator.value(schema, direction) if schema is not None else {}
            return {"type": "array", "items": items}
        if not is_json(media) and isinstance(self._form(schema), ArrayShape | ScalarsShape | None):
            return {"type": "object"}
        return self._translator.value(schema, direction) if schema is not None else {}

    def _form(self, schema: Node | None) -> object:
        """What kind of value a schema is of."""
        return self._translator.schemas.follow(schema)[1].form if schema is not None else None
