"""What a service sends by itself: the payloads of webhooks and callbacks, which become models as responses do."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from dataclasses import dataclass

from adwright.document.node import Node
from adwright.document.references import Path
from adwright.ir import names
from adwright.ir.service import Event
from adwright.ir.text import Text
from adwright.reader.routing import Found, operations_of
from adwright.schema import docs
from adwright.schema.schemas import Schemas

_TAKEN = frozenset({"parse", "event", "unwrap", "verify", "models", "enums", *dir(builtins)})
"""What else the functions of the module of webhooks are called, and what they use."""


@dataclass(frozen=True, slots=True)
class Payload:
    """A payload.

    Attributes:
        name: what a service calls it.
        title: what names an inline schema of it.
        operation: the request that brings it.
        schema: its schema.
        is_json: whether it is JSON.
    """

    name: str
    title: str
    operation: Node
    schema: Node
    is_json: bool


def use_payloads(found: list[Payload], schemas: Schemas) -> None:
    """Mark the schemas of payloads as used, and name what stands inline in them."""
    for payload in found:
        schemas.prefix(payload.schema.path, payload.title)
        schemas.use(payload.schema, "response")


def events(found: list[Payload], schemas: Schemas) -> tuple[Event, ...]:
    """The events that a service tells of: one for each request with a payload in JSON.

    Args:
        found: the payloads.
        schemas: the schemas of the document, settled.
    """
    first: dict[Path, Payload] = {}
    for payload in found:
        if payload.is_json:
            first.setdefault(payload.operation.path, payload)
    wanted = {path: names.variable(each.name, "event") for path, each in first.items()}
    exact = {path for path, each in first.items() if wanted[path] == each.name}
    named = names.distinct(wanted, _TAKEN, exact=exact)
    return tuple(
        Event(
            named[path],
            Text(each.name),
            schemas.type_of(each.schema, "response"),
            docs.doc_of(each.operation),
        )
        for path, each in first.items()
    )


def payloads(root: Node, found: list[Found]) -> Iterator[Payload]:
    """All payloads.

    Args:
        root: the document.
        found: its operations, whose callbacks are read.
    """
    seen: set[Path] = set()
    for name, title, operation in _requests(root, found):
        if operation.path in seen:  # named already, in its own place
            continue
        seen.add(operation.path)
        body = operation.get("requestBody")
        content = body.resolve().get("content") if body is not None else None
        for media, described in content.items() if content is not None else ():
            schema = described.get("schema") if described.expect("an object") else None
            if schema is not None:
                kind = media.partition(";")[0].strip().lower()
                is_json = kind.endswith(("/json", "+json", "*/*"))
                yield Payload(name, title, operation, schema, is_json)


def _requests(root: Node, found: list[Found]) -> Iterator[tuple[str, str, Node]]:
    """The requests that a service makes, each with what it is called, and what names its inline schemas."""
    components = root.get("components")
    todo = [("", owner) for owner in (components,) if owner is not None]
    for key in ("webhooks", "x-webhooks"):
        for name, item in _members(root.get(key)):
            methods = [*operations_of(item.resolve())]
            for method, operation in methods:
                event = name if len(methods) == 1 else f"{name} {method}"
                yield event, f"{name} {method} Webhook", operation
                todo.append((f"{name} {method}", operation))
    todo += [(operation.title, operation.node) for operation in found]
    seen: set[Path] = set()
    while todo:  # what answers a callback may have callbacks itself
        title, owner = todo.pop(0)
        if owner.path in seen:
            continue
        seen.add(owner.path)
        for name, callback in _members(owner.get("callbacks")):
            for _, item in _members(callback.resolve()):
                for method, operation in operations_of(item.resolve()):
                    whole = f"{title} {name} {method}"
                    yield f"{title} {name}".strip(), f"{whole} Callback", operation
                    todo.append((whole, operation))


def _members(node: Node | None) -> Iterator[tuple[str, Node]]:
    for name, member in node.items() if node is not None else ():
        if not name.startswith("x-") and member.expect("an object"):
            yield name, member
