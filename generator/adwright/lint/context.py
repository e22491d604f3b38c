"""What a rule looks at, and what a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple, TypeAlias, get_args

from adwright.bundle.document import Bundle, bundle
from adwright.document.grammar import Kind
from adwright.document.load import Document
from adwright.document.node import Node
from adwright.document.nodes import walk_document
from adwright.problems import Id, Location, Problem
from adwright.reader.api import Reading, read_api


class Context:
    """A spec under inspection.

    Attributes:
        document: the spec, as 3.1.
        findings: what the formal check found.
        root: its root node.
    """

    def __init__(self, document: Document, findings: Iterable[Problem] = ()) -> None:
        self.document = document
        self.findings = tuple(findings)
        self.root = Node(document, (), document.root)

    @cached_property
    def nodes(self) -> tuple[tuple[Kind, Node], ...]:
        """Every node that the grammar knows, in the order of the document, with its kind."""
        return tuple(walk_document(self.document))

    @cached_property
    def reading(self) -> Reading:
        """What the reader makes of the spec.

        Raises:
            SpecError: parts of it cannot be used; all of them are named.
        """
        return read_api(self.document)

    def warnings(self) -> Iterator[Problem]:
        """What the formal check and the reader find wrong and can do without, but for what is a rule apart."""
        apart = (Id.KEY_UNKNOWN, Id.FIELD_UNDECLARED)
        yield from (each for each in self.findings if each.id not in apart)
        for warning in self.reading.warnings:
            if warning.id is not Id.EXTENSION_SHAPE and warning not in self.reading.not_judged:
                yield warning

    @cached_property
    def bundle(self) -> Bundle:
        """The spec as one plain document.

        Raises:
            SpecError: schemas of it cannot be used.
        """
        return bundle(self.document)

    def all(self, *kinds: Kind) -> Iterator[Node]:
        """The nodes of some kinds; what is a reference and nothing else is seen where it leads."""
        for kind, node in self.nodes:
            if kind in kinds and not (node.is_reference and len(node.value) == 1):
                yield node

    def named_schemas(self) -> Iterator[Node]:
        """The schemas that stand under a name in `components`."""
        return (
            node for node in self.all("schema") if node.path[-3:-1] == ("components", "schemas")
        )


class Breach(NamedTuple):
    """What breaks a rule, which gives it its id."""

    location: Location
    message: str
    hint: str = ""


def breach(node: Node, message: str, hint: str = "") -> Breach:
    """A breach at a node."""
    return Breach(node.location, message, hint)


RuleSet: TypeAlias = Literal["correctness", "house"]
"""What a rule is about: what any document gets wrong, or how those of one house are written."""
SETS: tuple[RuleSet, ...] = get_args(RuleSet)

Check: TypeAlias = Callable[[Context], Iterator[Breach | Problem]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule on specs.

    Attributes:
        id: its name, in kebab-case.
        says: what it demands, one sentence.
        check: finds where a spec breaks it.
        set: the set that it belongs to.
    """

    id: str
    says: str
    check: Check
    set: RuleSet = "correctness"
