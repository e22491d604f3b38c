"""What a bundle asks the reader: which schemas have views, and who may send which property."""

from __future__ import annotations

from adwright.document.load import Document
from adwright.document.node import Node
from adwright.reader.operations import OperationReader
from adwright.reader.routing import Found, direction_of, find_operations
from adwright.schema.access import Direction
from adwright.schema.schemas import Schemas


class Views(Schemas):
    """What the reader decides about the schemas of a document."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        reader = OperationReader(document, self)
        found = find_operations(document)
        for operation in found:
            reader.use(operation)
        for operation in found:
            self._use_every_media_type(operation)
        self.settle()

    def _use_every_media_type(self, found: Found) -> None:
        """The reader takes one media type of a body; a bundle has them all."""
        body, responses = found.node.get("requestBody"), found.node.get("responses")
        sent = [body.resolve()] if body is not None else []
        received = (
            [node.resolve() for _, node in responses.items()] if responses is not None else []
        )
        self._use_contents(sent, direction_of(found.method))
        self._use_contents(received, "response")

    def _use_contents(self, owners: list[Node], direction: Direction) -> None:
        for owner in owners:
            content = owner.get("content")
            for _, media in content.items() if content is not None else ():
                if (schema := media.get("schema")) is not None:
                    self.use(schema, direction)
