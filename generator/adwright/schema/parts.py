"""The schemas that describe one value together: what `$ref` leads to, the members of `allOf`, and a schema itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from adwright.document.node import Node
from adwright.document.references import Path
from adwright.document.text.source import as_object, is_object
from adwright.schema.declared import CONDITIONAL
from adwright.schema.keywords import KEYWORDS

_TELLING = KEYWORDS.union(CONDITIONAL)


@dataclass(frozen=True, slots=True)
class Direct:
    """What a schema says by itself.

    Attributes:
        bases: the schemas that it builds on, each once.
        own: the schemas inside it with keywords of their own, itself last.
        order: both, what is referred to first.
    """

    bases: tuple[Node, ...]
    own: tuple[Node, ...]
    order: tuple[tuple[Node, bool], ...]


class Parts:
    """Puts together what describes a value; each schema is read once, however many build on it."""

    def __init__(self) -> None:
        self._direct: dict[Path, Direct] = {}
        self._known: dict[Path, tuple[Node, ...]] = {}

    def direct(self, node: Node) -> Direct:
        """What a schema says by itself, and what it builds on."""
        known = self._direct.get(node.path)
        if known is None:
            order = (*_gather(node),)
            bases = {part.path: part for part, is_base in order if is_base}
            own = (*(part for part, is_base in order if not is_base),)
            known = self._direct[node.path] = Direct((*bases.values(),), own, order)
        return known

    def of(self, node: Node) -> tuple[Node, ...]:
        """All schemas that describe a value of a schema, base before derived; one that is named twice stands once."""
        known = self._known.get(node.path)
        if known is None:
            self._known[node.path] = ()  # while it is looked for
            said = self.direct(node)
            lists = [self.of(part) if is_base else (part,) for part, is_base in said.order]
            known = lists[0] if len(lists) == 1 else _each_once(lists)
            self._known[node.path] = known
        return known


def _each_once(lists: list[tuple[Node, ...]]) -> tuple[Node, ...]:
    found: dict[Path, Node] = {}
    for nodes in lists:
        for node in nodes:
            found.setdefault(node.path, node)
    return (*found.values(),)


def _gather(node: Node) -> Iterator[tuple[Node, bool]]:
    """The schemas whose keywords all hold for a value, each with whether it is referred to."""
    if (target := node.referred()) is not None:
        yield target, True
    if "allOf" in node:
        for member in node["allOf"].elements():
            if not is_object(member.plain("x-rule")):  # a rule does not make a type
                yield from _gather(member)
    if _TELLING & as_object(node.value).keys():
        yield node, False
