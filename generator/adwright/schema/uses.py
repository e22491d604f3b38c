"""Which schemas get a name of their own, and which way they travel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from adwright.document.node import Node
from adwright.document.references import Path
from adwright.schema.access import AccessReader, Direction
from adwright.schema.reading import ShapeReader
from adwright.schema.shapes import EnumShape, Form, ObjectShape, Shape, UnionShape, children

LARGEST_INLINE = 64
"""Types inside one that has no name; a larger one gets a name, so that what leads to it twice says it once."""


@dataclass(slots=True)
class Use:
    """A schema that has a name of its own.

    Attributes:
        node: where it is.
        shape: what it describes.
        directions: which ways it travels.
        leads_to: the schemas with names that it refers to.
        own_views: one of its own properties has `x-access`.
        has_views: that, or what it leads to has views.
    """

    node: Node
    shape: Shape
    directions: set[Direction] = field(default_factory=set[Direction])
    leads_to: set[Path] = field(default_factory=set[Path])
    own_views: bool = False
    has_views: bool = False


class Uses:
    """Marks what operations reach."""

    def __init__(self, reader: ShapeReader, access: AccessReader) -> None:
        self._reader = reader
        self._access = access
        self._sizes: dict[Path, int] = {}
        self._recursive: set[Path] = set()
        self.by_path: dict[Path, Use] = {}

    def add(self, node: Node, direction: Direction) -> None:
        """Mark a schema, and all it leads to, as travelling in a direction."""
        todo: list[tuple[Node, Use | None]] = [(node, None)]
        unnamed: set[tuple[Path, Path | None]] = set()
        while todo:
            node, parent = todo.pop()
            node, shape = self._reader.follow(node)
            if not self._is_named(node, shape):
                place = node.path, parent.node.path if parent is not None else None
                if place not in unnamed:
                    unnamed.add(place)
                    todo += ((child, parent) for child in children(shape.form))
                continue
            use = self.by_path.setdefault(node.path, Use(node, shape))
            if parent is not None:
                parent.leads_to.add(node.path)
            if direction in use.directions:
                continue
            use.directions.add(direction)
            if isinstance(shape.form, ObjectShape):
                use.own_views = self._access.has_views(p.node for p in shape.form.properties)
            todo += ((child, use) for child in self._sent(shape.form, direction))

    def settle(self) -> None:
        """Decide which schemas have views: those with `x-access`, and those that lead to them."""
        leading = self.leading()
        todo = [path for path, use in self.by_path.items() if use.own_views]
        while todo:
            use = self.by_path[todo.pop()]
            if not use.has_views and not isinstance(use.shape.form, EnumShape):
                use.has_views = True
                todo += leading.get(use.node.path, ())

    def leading(self) -> dict[Path, list[Path]]:
        """The schemas that lead to a schema."""
        found: dict[Path, list[Path]] = {}
        for path, use in self.by_path.items():
            for child in use.leads_to:
                found.setdefault(child, []).append(path)
        return found

    def _sent(self, form: Form, direction: Direction) -> Iterator[Node]:
        """The schemas below one that really travel in a direction: a caller never sends a read-only property."""
        if not isinstance(form, ObjectShape) or direction == "response":
            yield from children(form)
            return
        nodes = (prop.node for prop in form.properties)
        yield from (node for node in nodes if self._access.said((node,), direction) != "never")
        yield from [form.extra] if form.extra is not None else []

    def _is_named(self, node: Node, shape: Shape) -> bool:
        """Whether a schema has a name: lists, maps and scalars do only where they are large or contain themselves."""
        if _always_named(shape):
            return True
        return self._size(node) > LARGEST_INLINE or node.path in self._recursive

    def _size(self, node: Node) -> int:
        """How many types stand in a list or a map. Counted without recursion, however deep it is."""
        todo, begun = [] if node.path in self._sizes else [node], set[Path]()
        while todo:
            each = todo[-1]
            inside = [self._reader.follow(n) for n in children(self._reader.follow(each)[1].form)]
            unnamed = [n for n, shape in inside if not _always_named(shape)]
            if each.path not in begun and each.path not in self._sizes:
                begun.add(each.path)
                self._recursive |= {n.path for n in unnamed if n.path in begun}
                fresh = (n for n in unnamed if n.path not in begun)
                todo += (n for n in fresh if n.path not in self._sizes)
                continue
            todo.pop()
            if each.path in begun:
                begun.remove(each.path)
                named = len(inside) - len(unnamed)
                self._sizes[each.path] = 1 + named + sum(map(self._counted, unnamed))
        return self._sizes[node.path]

    def _counted(self, node: Node) -> int:
        """What a list or a map counts where it stands; one with a name is a single type."""
        size = self._sizes.get(node.path, 1)
        return 1 if size > LARGEST_INLINE or node.path in self._recursive else size


def _always_named(shape: Shape) -> bool:
    return isinstance(shape.form, ObjectShape | EnumShape | UnionShape)
