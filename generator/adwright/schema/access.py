"""Which properties of an object may travel in a direction, and which must: `x-access`, `readOnly`, `writeOnly`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias

from adwright.document.node import Node
from adwright.document.references import Path
from adwright.extensions.schemas import ACCESS, Sending
from adwright.ir.facts import Access
from adwright.problems import Problem
from adwright.schema.declared import same_value

Direction: TypeAlias = Literal["response", "create", "update"]


class AccessReader:
    """Reads who may have a property, once for each of its schemas; warns of an `x-access` of another shape."""

    def __init__(self, warnings: list[Problem]) -> None:
        self._warnings = warnings
        self._x_access: dict[Path, Sending | None] = {}
        self._flags: dict[tuple[Path, str], bool] = {}

    def has_views(self, schemas: Iterable[Node]) -> bool:
        """Whether an object of properties with these schemas has views: `x-access` is on one."""
        return any(self._said(node) is not None for node in schemas)

    def said(self, schemas: Sequence[Node], direction: Direction) -> Access | None:
        """Whether a property is required, optional or never there, if anything but `required` says so.

        Args:
            schemas: those that describe the property, base before derived.
            direction: which way its object travels.
        """
        if direction != "response":
            for said in map(self._said, reversed(schemas)):
                if said is not None and (access := said.to(direction)) is not None:
                    return access
        flag = "writeOnly" if direction == "response" else "readOnly"
        return "never" if any(self._has(node, flag) for node in schemas) else None

    def _said(self, node: Node) -> Sending | None:
        if node.path not in self._x_access:
            self._x_access[node.path] = ACCESS.read(node, self._warnings)
        return self._x_access[node.path]

    def _has(self, node: Node, flag: str) -> bool:
        """Whether a schema says so, or one that it builds on."""
        key = node.path, flag
        if key not in self._flags:
            self._flags[key] = any(part.plain(flag) is True for part in same_value(node))
        return self._flags[key]
