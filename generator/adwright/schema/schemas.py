"""The schemas of one document, and what is decided of them: shapes, classes, views, names, types.

`use` marks every schema that an operation reaches, `settle` decides views and names; types and declarations are
asked for after that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from adwright.document.load import Document
from adwright.document.node import Node
from adwright.document.references import Path
from adwright.extensions.schemas import ACTIONS, NAME
from adwright.ir.facts import Access, Field
from adwright.ir.text import Identifier
from adwright.ir.types import Type
from adwright.problems import Problem
from adwright.schema.access import AccessReader, Direction
from adwright.schema.base_names import base_name
from adwright.schema.classes import Classes, key_of
from adwright.schema.declarations import Declarations, Declarer
from adwright.schema.members import FieldNames, Members, access_to
from adwright.schema.pairs import pairs_in, plain_name
from adwright.schema.reading import ShapeReader
from adwright.schema.shapes import ObjectShape, Property, Shape
from adwright.schema.types import Types
from adwright.schema.uses import Uses


class Schemas:
    """All schemas of one document.

    Attributes:
        document: the document.
        warnings: what is doubtful about them.
        inheritance: who builds on whom.
        access: who may have which property.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self._reader = ShapeReader(document)
        self.warnings: list[Problem] = self._reader.warnings
        self.inheritance = self._reader.inheritance
        self.access = AccessReader(self.warnings)
        self._uses = Uses(self._reader, self.access)
        self._prefixes: dict[Path, str] = {}
        self._field_names = FieldNames(self._reader)
        self._settled: tuple[Classes, Types, Members] | None = None

    # -- shapes, at any time ---------------------------------------------------------------------------------------

    def shape(self, node: Node) -> Shape:
        """The shape of a schema."""
        return self._reader.shape(node)

    def follow(self, node: Node) -> tuple[Node, Shape]:
        """The schema that a node stands for after every reference, null allowed if allowed on the way."""
        return self._reader.follow(node)

    def python_names(self, node: Node) -> Mapping[str, Identifier]:
        """The Python name of each property that a schema of an object declares, by its wire name."""
        return self._field_names.of(node)

    # -- which are used --------------------------------------------------------------------------------------------

    def prefix(self, path: Path, name: str) -> None:
        """Name what stands inline at or below a path, such as an operation's body."""
        self._prefixes.setdefault(path, name)

    def use(self, node: Node, direction: Direction) -> None:
        """Mark a schema, and all it leads to, as travelling in a direction."""
        self._uses.add(node, direction)

    def is_used(self, node: Node) -> bool:
        """Whether a named schema has been marked already."""
        used = self._uses.by_path
        return node.path in used or self.follow(node)[0].path in used

    # -- views and names -------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Decide which schemas have views, what every class and alias is called, and which views are the same."""
        self._uses.settle()
        wishes = self._wishes()
        pairs = pairs_in(self.document.root)
        self._prefixes |= {path: plain_name(path) for path in pairs} | wishes
        classes = Classes(self._uses, self._prefixes, wishes, pairs)
        types = Types(self._reader, self._uses, classes)
        members = Members(self.access, self._field_names, types)
        classes.find_equal_views(members.outline)
        self._settled = classes, types, members

    def _wishes(self) -> dict[Path, str]:
        """The names that authors wish for classes: on a property `x-name` is that of the field."""
        found: dict[Path, str] = {}
        for path, use in self._uses.by_path.items():
            if NAME.name in use.node and path[-2:-1] != ("properties",):
                wish = NAME.read(use.node, self.warnings)
                found |= {path: wish.raw} if wish is not None else {}
        return found

    @property
    def _classes(self) -> Classes:
        return self._decided[0]

    @property
    def _decided(self) -> tuple[Classes, Types, Members]:
        assert self._settled is not None, "settle comes first"
        return self._settled

    def class_names(self) -> list[Identifier]:
        """The names of all classes and aliases."""
        return [*self._classes.names.values()]

    def class_name(self, path: Path, direction: Direction) -> Identifier | None:
        """The class of the object that the schema at a path describes, None if it has none in that direction."""
        use = self._uses.by_path.get(path)
        if use is None or not isinstance(use.shape.form, ObjectShape):
            return None
        return self._classes.names.get((path, key_of(use, direction)))

    def active(self) -> dict[Identifier, Node]:
        """The schemas with `x-actions` that a server returns, by the name of their class."""
        return {
            self._classes.names[path, key_of(use, "response")]: use.node
            for path, use in self._uses.by_path.items()
            if ACTIONS.name in use.node and "response" in use.directions
        }

    def sent(self) -> Iterator[tuple[Identifier, Node]]:
        """The schemas of the classes that callers send, with the name of each class."""
        for use, key, name in self._classes.each():
            if key != "response" and isinstance(use.shape.form, ObjectShape):
                yield name, use.node

    # -- types -----------------------------------------------------------------------------------------------------

    def type_of(self, node: Node, direction: Direction, *, inline: bool = False) -> Type:
        """The type of a schema.

        Args:
            node: the schema.
            direction: which of its views is meant.
            inline: write a short enum out instead of naming it.
        """
        return self._decided[1].of(node, direction, inline=inline)

    def fields(
        self, node: Node, direction: Direction
    ) -> tuple[tuple[Field, ...], Type | None] | None:
        """The fields of the object a schema describes, and the type of further members.

        None if it is no object with known properties, or may be null.
        """
        node, shape = self.follow(node)
        if not isinstance(shape.form, ObjectShape) or shape.nullable:
            return None
        use, members = self._uses.by_path[node.path], self._decided[2]
        return members.fields(use, shape.form, direction), members.extra(shape.form, direction)

    def declarations(self) -> Declarations:
        """Every class and alias, in the order of their names."""
        return Declarer(*self._decided, self.inheritance).all()

    # -- what a bundle asks ----------------------------------------------------------------------------------------

    def base_name(self, path: Path) -> str:
        """What the schema at a path is called before names are made distinct."""
        return base_name(path, self._prefixes)

    def object_of(self, node: Node) -> ObjectShape | None:
        """The shape of an object with views that stands at a node itself, not behind a reference."""
        form = self._uses.by_path[node.path].shape.form if self.has_views(node.path) else None
        return form if isinstance(form, ObjectShape) else None

    def has_views(self, path: Path) -> bool:
        """Whether the schema at a path has views."""
        return path in self._uses.by_path and self._uses.by_path[path].has_views

    def access_to(self, prop: Property, owner: Node, direction: Direction) -> Access:
        """Whether a property of an object is required, optional or never there in a direction."""
        return access_to(prop, self._uses.by_path[owner.path].own_views, direction, self.access)
