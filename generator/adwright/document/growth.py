"""How much the operations of a document have together, with what references bring into each of them.

A small document can refer to a large part from very many places, and each of them becomes code of its own.
"""

from __future__ import annotations

from adwright.document.document import Document
from adwright.document.grammar import SCHEMAS, Kind
from adwright.document.node import Node
from adwright.document.nodes import children
from adwright.document.text.source import as_object
from adwright.problems import Id, SpecError

_PARTS = 20_000
"""Parts that operations may have together; one more for twenty characters of a document."""
_UNCOUNTED = {*SCHEMAS, "example", "security requirement", "server", "external documentation"}


class Growth:
    """What is left of the parts that operations may have."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._most = _PARTS + sum(len(each.text) for each in document.sources.values()) // 20
        self._parts = 0
        self._known: dict[tuple[int, Kind], int] = {}

    def add(self, parts: int) -> None:
        """Count so many parts more.

        Raises:
            SpecError: they are too many.
        """
        self._parts += parts
        if self._parts > self._most:
            message = (
                "the operations have too many parameters, bodies, responses and headers together, counted wherever "
                f"a reference or a list of media types brings them: more than {self._most:,}"
            )
            at = Node(self._document, ("paths",), self._document.root.get("paths"))
            hint = "let fewer operations share them"
            raise SpecError([at.problem(Id.OPERATIONS_TOO_LARGE, message, hint)])

    def check(self) -> None:
        """Count the parts of all operations.

        Raises:
            SpecError: they are too many.
        """
        root = Node(self._document, (), self._document.root)
        for kind, node in children(root, "document"):
            if kind == "path item":
                self.add(self._within(kind, node))

    def _within(self, kind: Kind, node: Node) -> int:
        """The parts in a node and of it; those of a callback that leads back to itself count once."""
        end = node.resolve() if kind not in SCHEMAS else node
        key = id(end.value), kind
        if key not in self._known:
            self._known[key] = 1
            inner = (pair for pair in children(end, kind) if pair[0] not in _UNCOUNTED)
            fields = as_object(_schema(end)).get("properties") if kind == "media type" else None
            self._known[key] = (
                1 + len(as_object(fields)) + sum(self._within(*each) for each in inner)
            )
        return self._known[key]


def _schema(media_type: Node) -> object:
    schema = media_type.get("schema")
    return schema.resolve().value if schema is not None else None
