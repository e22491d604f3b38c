"""Where each operation appears on the client, and what it is called there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from adwright.config import Methods
from adwright.document.grammar import METHODS
from adwright.document.load import Document
from adwright.document.node import Node
from adwright.extensions.operations import METHOD, RESOURCE
from adwright.ir import names
from adwright.ir.text import Identifier
from adwright.problems import Problem
from adwright.reader.operation_ids import plain_name, rest_name
from adwright.schema.access import Direction

_METHOD = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,40}")


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
        plain: the wish without what a framework put around it.
        repeats: whether an earlier operation has the same `operationId`.
    """

    node: Node
    method: str
    path: str
    item: Node
    tag: str | None
    wish: str
    exact: bool
    plain: str
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


def find_operations(
    document: Document, warnings: list[Problem] | None = None, methods: Methods = "ids"
) -> list[Found]:
    """Every operation of a document, in its order.

    Args:
        document: the document.
        warnings: gets what is doubtful about their names.
        methods: what the names of methods are made of.
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
            if methods == "rest" and METHOD.name not in node:
                rest = rest_name(method, path, operation.tag, item.value.keys())
                operation = replace(operation, plain=rest or operation.plain)
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
        wish = f"{method} {path}"
        return Found(node, method, path, item, tag, wish, exact=False, plain=wish)
    if tag is not None and re.match(re.escape(tag) + r"[/.]\S", name):
        name = name[len(tag) + 1 :]
    exact = _variable(name) == name
    plain = name if own_name is not None else plain_name(name, method, path, tag)
    return Found(node, method, path, item, tag, name, exact=exact, plain=plain)


def _name(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def name_operations(found: list[Found], taken: frozenset[str]) -> dict[tuple[str, ...], Identifier]:
    """Name the methods of one resource.

    An operation gets its plain name if no other could have that name, whatever becomes of the other, so that a
    collision never leads to the next one. The rest have the names of their ids. Of those whose ids are the
    same name the one whose id already is that name keeps it, the others append verb and path.

    Args:
        found: the operations of the resource.
        taken: names that are not free.

    Returns:
        The key of an operation to its name.
    """
    rivals: dict[str, list[Found]] = {}
    claims: Counter[str] = Counter()
    plain_names: dict[tuple[str, ...], Identifier] = {}
    for operation in found:
        wish, plain = _variable(operation.wish), _variable(operation.plain)
        rivals.setdefault(wish, []).append(operation)
        claims.update({wish, plain})
        plain_names[operation.key] = plain
    wanted: dict[tuple[str, ...], str] = {}
    keepers: set[tuple[str, ...]] = set()
    for name, group in rivals.items():
        exact = [operation for operation in group if operation.exact]
        keeper = group[0] if len(group) == 1 else exact[0] if len(exact) == 1 else None
        for operation in group:
            key = operation.key
            plain = plain_names[key]
            if plain != name and claims[plain] == 1 and plain not in taken:
                wanted[key] = plain
                keepers.add(key)
            elif operation is keeper:
                wanted[key] = name
                keepers |= {key} if operation.exact else set()
            else:
                wanted[key] = _variable(f"{operation.wish} {operation.method} {operation.path}")
    return names.distinct(wanted, taken, exact=keepers)


def _variable(name: str) -> Identifier:
    return names.variable(name, "operation")


def direction_of(method: str) -> Direction:
    """Which view of a schema a request body shows."""
    return "update" if method in ("put", "patch") else "create"
