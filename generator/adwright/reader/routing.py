"""Where each operation appears on the client, and what it is called there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from adwright.document.load import Document
from adwright.document.node import Node
from adwright.extensions.operations import METHOD, RESOURCE
from adwright.ir import names
from adwright.ir.text import Identifier
from adwright.problems import Problem
from adwright.schema.access import Direction

_METHOD = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,40}")
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")


@dataclass(frozen=True, slots=True)
class Found:
    """An operation as the document has it, before it has a name.

    Attributes:
        node: the operation.
        method: the HTTP method in lower case; one of `additionalOperations` as it is written.
        path: the path template.
        item: the path item it belongs to.
        tag: the resource it appears on, None for the client itself.
        wish: the method name it asks for; `exact` if its id already is that name.
        repeats: whether an earlier operation has the same `operationId`.
    """

    node: Node
    method: str
    path: str
    item: Node
    tag: str | None
    wish: str
    exact: bool
    repeats: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """What tells it from all others, also from one that shares its path item."""
        return self.path, self.method

    @property
    def id(self) -> str:
        """Its `operationId`, or the method and the path where it has none of its own."""
        operation_id = self.node.plain("operationId")
        own = isinstance(operation_id, str) and not self.repeats
        return operation_id if own else f"{self.method.upper()} {self.path}"

    @property
    def title(self) -> str:
        """What names the schemas that stand inline in it."""
        operation_id = self.node.plain("operationId")
        return names.pascal(
            operation_id if isinstance(operation_id, str) else f"{self.method} {self.path}"
        )


def find_operations(document: Document, warnings: list[Problem] | None = None) -> list[Found]:
    """Every operation of a document, in its order.

    Args:
        document: the document.
        warnings: gets what is doubtful about their names.
    """
    root = Node(document, (), document.root)
    found: list[Found] = []
    known: set[object] = set()
    for path, entry in root["paths"].items() if "paths" in root else ():
        item = entry.resolve()
        for method, node in operations_of(item):
            operation_id = node.plain("operationId")
            repeats = isinstance(operation_id, str) and operation_id in known
            known |= {operation_id} if isinstance(operation_id, str) else set()
            operation = _find(node, method, path, item, warnings)
            found.append(replace(operation, repeats=repeats))
    return found


def operations_of(item: Node) -> Iterator[tuple[str, Node]]:
    """The operations of a path item with their methods, in its order."""
    for method, node in item.items():
        if method in METHODS and node.expect("an object"):
            yield method, node
    more = item.get("additionalOperations")
    for method, node in more.items() if more is not None else ():
        if _METHOD.fullmatch(method) and node.expect("an object"):
            yield method, node


def _find(node: Node, method: str, path: str, item: Node, warnings: list[Problem] | None) -> Found:
    tags = [tag.value for tag in node["tags"].elements()] if "tags" in node else []
    resource, own_name = RESOURCE.read(node, warnings), METHOD.read(node, warnings)
    tag = resource.raw if resource is not None else _name(next(iter(tags), None))
    name = own_name.raw if own_name is not None else _name(node.plain("operationId"))
    if name is None:
        return Found(node, method, path, item, tag, f"{method} {path}", exact=False)
    if tag is not None and re.match(re.escape(tag) + r"[/.]\S", name):
        name = name[len(tag) + 1 :]
    return Found(
        node, method, path, item, tag, name, exact=names.variable(name, "operation") == name
    )


def _name(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def name_operations(found: list[Found], taken: frozenset[str]) -> dict[tuple[str, ...], Identifier]:
    """Name the methods of one resource.

    On a collision the operation whose id already is that name keeps it, the others append verb and path.

    Args:
        found: the operations of the resource.
        taken: names that are not free.

    Returns:
        The key of an operation to its name.
    """
    wishes: dict[str, list[Found]] = {}
    for operation in found:
        wishes.setdefault(names.variable(operation.wish, "operation"), []).append(operation)
    wanted: dict[tuple[str, ...], str] = {}
    keepers: set[tuple[str, ...]] = set()
    for name, rivals in wishes.items():
        exact = [operation for operation in rivals if operation.exact]
        keeper = rivals[0] if len(rivals) == 1 else exact[0] if len(exact) == 1 else None
        for operation in rivals:
            key = operation.key
            long = f"{operation.wish} {operation.method} {operation.path}"
            wanted[key] = name if operation is keeper else names.variable(long, "operation")
            if operation is keeper and operation.exact:
                keepers.add(key)
    return names.distinct(wanted, taken, exact=keepers)


def direction_of(method: str) -> Direction:
    """Which view of a schema a request body shows."""
    return "update" if method in ("put", "patch") else "create"
