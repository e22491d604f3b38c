"""What a service sends by itself: the payloads of webhooks and callbacks, which become models as responses do."""

from __future__ import annotations

from collections.abc import Iterator

from adwright.document.node import Node
from adwright.reader.routing import Found, operations_of
from adwright.schema.schemas import Schemas


def use_payloads(root: Node, found: list[Found], schemas: Schemas) -> bool:
    """Mark the schemas of all payloads as used, and name what stands inline in them.

    Args:
        root: the document.
        found: its operations, whose callbacks are read.
        schemas: its schemas.

    Returns:
        Whether there is any payload.
    """
    some = False
    for title, schema in payloads(root, found):
        schemas.prefix(schema.path, title)
        schemas.use(schema, "response")
        some = True
    return some


def payloads(root: Node, found: list[Found]) -> Iterator[tuple[str, Node]]:
    """The schemas of all payloads, each with what names it; for the arguments see `use_payloads`."""
    seen: set[tuple[str, ...]] = set()
    for title, operation in _requests(root, found):
        if operation.path in seen:  # named already, in its own place
            continue
        seen.add(operation.path)
        body = operation.get("requestBody")
        content = body.resolve().get("content") if body is not None else None
        for _, media in content.items() if content is not None else ():
            if media.expect("an object") and (schema := media.get("schema")) is not None:
                yield title, schema


def _requests(root: Node, found: list[Found]) -> Iterator[tuple[str, Node]]:
    """The requests that a service makes, each with what names its inline schemas."""
    components = root.get("components")
    todo = [("", owner) for owner in (components,) if owner is not None]
    for key in ("webhooks", "x-webhooks"):
        for name, item in _members(root.get(key)):
            for method, operation in operations_of(item.resolve()):
                yield f"{name} {method} Webhook", operation
                todo.append((f"{name} {method}", operation))
    todo += [(operation.title, operation.node) for operation in found]
    seen: set[tuple[str, ...]] = set()
    while todo:  # what answers a callback may have callbacks itself
        title, owner = todo.pop(0)
        if owner.path in seen:
            continue
        seen.add(owner.path)
        for name, callback in _members(owner.get("callbacks")):
            for _, item in _members(callback.resolve()):
                for method, operation in operations_of(item.resolve()):
                    yield f"{title} {name} {method} Callback", operation
                    todo.append((f"{title} {name} {method}", operation))


def _members(node: Node | None) -> Iterator[tuple[str, Node]]:
    for name, member in node.items() if node is not None else ():
        if not name.startswith("x-") and member.expect("an object"):
            yield name, member
