"""Schemas to models: which of them get a class or an alias, under what name, in which views.

Three passes over the same shapes. `use` marks every schema an operation reaches and the direction it travels in;
`settle` decides views and names; `type_of` and `declarations` then answer with final types.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from adwright.api import docs, extensions, names
from adwright.api.declared import declared
from adwright.api.model import Access, Alias, Doc, Field, Model, View
from adwright.api.schema_names import base_name, component
from adwright.api.shapes import (
    ANYTHING,
    ArrayShape,
    EnumShape,
    MapShape,
    ObjectShape,
    Property,
    RefShape,
    ScalarsShape,
    Shape,
    UnionShape,
    shape_of,
)
from adwright.api.text import Identifier, Text
from adwright.api.types import (
    ANY,
    Choice,
    Discriminator,
    ListOf,
    MapOf,
    Nullable,
    Ref,
    Scalar,
    Type,
    names_in,
    union,
)
from adwright.document.load import Document
from adwright.document.node import Node
from adwright.problems import Problem, SpecError

Direction: TypeAlias = Literal["reply", "create", "update"]
Path: TypeAlias = tuple[str, ...]

_SUFFIX: dict[Direction, str] = {"reply": "", "create": "Create", "update": "Update"}
INLINE_CHOICE = 72
"""Choices of a parameter whose values take no more characters than this stand in the signature itself."""


@dataclass(slots=True)
class _Use:
    """A schema that has a name of its own: where it is, how it is used, what it leads to."""

    node: Node
    shape: Shape
    directions: set[Direction] = field(default_factory=set[Direction])
    leads_to: set[Path] = field(default_factory=set[Path])
    own_views: bool = False
    viewful: bool = False
    # Whether a signature or a class names it; a choice may also be written out where it stands.
    mentioned: bool = False


class Schemas:
    """All schemas of one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self._said: dict[Path, dict[str, Access] | None] = {}
        self._uses: dict[Path, _Use] = {}
        self._shapes: dict[Path, Shape] = {}
        self._prefixes: dict[Path, str] = {}
        self._names: dict[tuple[Path, str], Identifier] = {}
        self._fields: dict[Path, dict[str, Identifier]] = {}

    # -- shapes ----------------------------------------------------------------------------------------------------

    def shape(self, node: Node) -> Shape:
        """The shape of a schema node; a problem in it is noted once and makes it anything."""
        known = self._shapes.get(node.path)
        if known is None:
            try:
                known = shape_of(node)
            except SpecError as error:
                self.problems += error.problems
                known = Shape(ANYTHING)
            self._shapes[node.path] = known
            self.warnings += [known.doubt] if known.doubt is not None else []
        return known

    def follow(self, node: Node) -> tuple[Node, Shape]:
        """The schema that a node stands for after every reference, null allowed if allowed on the way."""
        shape = self.shape(node)
        nullable = shape.nullable
        while isinstance(shape.form, RefShape):
            node = shape.form.target
            shape = self.shape(node)
            nullable = nullable or shape.nullable
        return node, Shape(shape.form, nullable)

    # -- first pass: use -------------------------------------------------------------------------------------------

    def prefix(self, path: Path, name: str) -> None:
        """Name what stands inline at or below a path, such as an operation's body."""
        self._prefixes.setdefault(path, name)

    def use(self, node: Node, direction: Direction) -> None:
        """Mark a schema, and all it leads to, as travelling in a direction."""
        todo: list[tuple[Node, _Use | None, tuple[Path, ...]]] = [(node, None, ())]
        while todo:
            node, parent, inlining = todo.pop()
            node, shape = self.follow(node)
            named = isinstance(shape.form, ObjectShape | EnumShape | UnionShape)
            if not named and node.path not in inlining and node.path not in self._uses:
                # Lists, maps and scalars need no name of their own unless they contain themselves.
                todo += [(child, parent, (*inlining, node.path)) for child in _children(shape)]
                continue
            use = self._uses.setdefault(node.path, _Use(node, shape))
            if parent is not None:
                parent.leads_to.add(node.path)
            if direction in use.directions:
                continue
            use.directions.add(direction)
            if isinstance(shape.form, ObjectShape):
                use.own_views = any(self._access_of(p.node) for p in shape.form.properties)
            todo += [(child, use, ()) for child in self._children_sent(shape, direction)]

    def _children_sent(self, shape: Shape, direction: Direction) -> list[Node]:
        """The schemas below one that really travel in a direction: a caller never sends a read-only property."""
        if not isinstance(shape.form, ObjectShape) or direction == "reply":
            return _children(shape)
        sent = [p.node for p in shape.form.properties if self._access(p, direction) != "never"]
        return sent + ([shape.form.extra] if shape.form.extra is not None else [])

    def is_used(self, node: Node) -> bool:
        """Whether a named schema has been marked already."""
        return node.path in self._uses or self.follow(node)[0].path in self._uses

    # -- second pass: views and names ------------------------------------------------------------------------------

    def settle(self) -> None:
        """Decide which schemas have views, and what every class and alias is called."""
        leading: dict[Path, set[Path]] = {}
        for path, use in self._uses.items():
            for child in use.leads_to:
                leading.setdefault(child, set()).add(path)
        todo = [path for path, use in self._uses.items() if use.own_views]
        while todo:
            use = self._uses[todo.pop()]
            if not use.viewful and not isinstance(use.shape.form, EnumShape):
                use.viewful = True
                todo += leading.get(use.node.path, ())
        wanted = {
            (*path, suffix): names.class_name(base_name(path, self._prefixes) + suffix)
            for path, use in self._uses.items()
            for suffix in self._suffixes(use)
        }
        exact = {key for key, name in wanted.items() if key[-2] == name}
        final = names.distinct(wanted, exact=exact, ignore_case=True, separator="")
        self._names = {(key[:-1], key[-1]): name for key, name in final.items()}

    def class_name(self, path: Path, direction: Direction) -> Identifier | None:
        """The class of the object that a schema describes; None if it has none."""
        use = self._uses.get(path)
        if use is None or not isinstance(use.shape.form, ObjectShape):
            return None
        return self._names.get((path, _SUFFIX[direction] if use.viewful else ""))

    def python_names(self, node: Node) -> Mapping[str, Identifier]:
        """The Python names of an object's fields, by their names in JSON."""
        return names.distinct({wire: names.field_name(wire) for wire in declared(node)})

    def class_names(self) -> list[Identifier]:
        """The names of all classes and aliases."""
        return [*self._names.values()]

    def active(self) -> dict[Identifier, Node]:
        """The schemas with `x-actions` that a server returns, by the name of their class."""
        return {
            self._names[path, ""]: use.node
            for path, use in self._uses.items()
            if "x-actions" in use.node and "reply" in use.directions
        }

    def sent(self) -> dict[Identifier, tuple[Node, Direction]]:
        """The schemas of the classes that callers send, by the name of the class."""
        return {
            self._names[path, _SUFFIX[direction] if use.viewful else ""]: (use.node, direction)
            for path, use in self._uses.items()
            if isinstance(use.shape.form, ObjectShape)
            for direction in sorted(use.directions - {"reply"}, reverse=True)
        }

    def members(self, node: Node, direction: Direction) -> tuple[dict[str, Node | None], bool]:
        """The properties of an object by wire name, None for those never sent; whether there may be others."""
        node, shape = self.follow(node)
        if not isinstance(shape.form, ObjectShape):
            return {}, True
        use = self._uses.get(node.path)
        view = self._view(use, direction) if use is not None else "request"
        properties = shape.form.properties
        sent = {p.wire: p.node if self._access(p, view) != "never" else None for p in properties}
        return sent, view == "open" or shape.form.extra is not None

    def _suffixes(self, use: _Use) -> list[str]:
        return [_SUFFIX[d] for d in _SUFFIX if d in use.directions] if use.viewful else [""]

    # -- third pass: types -----------------------------------------------------------------------------------------

    def type_of(self, node: Node, direction: Direction, *, inline: bool = False) -> Type:
        """The final type of a schema.

        Args:
            node: the schema.
            direction: which of its views is meant.
            inline: write a short enum out instead of naming it.
        """
        node, shape = self.follow(node)
        use = self._uses.get(node.path)
        form = shape.form
        if (
            isinstance(form, EnumShape)
            and inline
            and not form.fractions
            and sum(len(str(_raw(v))) + 4 for v in form.values) <= INLINE_CHOICE
        ):
            plain: Type = Choice(form.values)
        elif use is not None:
            use.mentioned = True
            plain = Ref(self._names[node.path, _SUFFIX[direction] if use.viewful else ""])
        else:
            plain = self._structure(form, direction)
        return (
            Nullable(plain)
            if shape.nullable and plain != ANY and not isinstance(plain, Nullable)
            else plain
        )

    def _structure(self, form: object, direction: Direction) -> Type:
        match form:
            case ArrayShape(items, bounds):
                return ListOf(self._one_of(items, direction), bounds)
            case MapShape(values):
                return MapOf(self._one_of(values, direction))
            case ScalarsShape(scalars):
                return union([*scalars])
            case UnionShape(members):
                types = [self.type_of(member, direction) for member in members]
                return union(types, self._discriminator(form, types))
            case EnumShape(values, fractions):
                return union([Choice(values), Scalar("number")]) if fractions else Choice(values)
            case _:
                return ANY

    def _discriminator(self, form: UnionShape, types: list[Type]) -> Discriminator | None:
        """What tells the classes of a union apart, unless the types of its property do so by themselves."""
        wire = form.discriminator
        if wire is None or self._tell(form.members, wire.raw):
            return None
        classes = [(tag, types[index]) for tag, index in form.tags]
        known = tuple((tag, type_.name) for tag, type_ in classes if isinstance(type_, Ref))
        return Discriminator(wire, known) if known else None

    def _tell(self, members: tuple[Node, ...], wire: str) -> bool:
        """Whether each member of a union lists other values for a property than the rest."""
        listed: list[object] = []
        for member in members:
            form = self.follow(member)[1].form
            own = form.properties if isinstance(form, ObjectShape) else ()
            choice = next((self.follow(p.node)[1].form for p in own if p.wire == wire), None)
            if not isinstance(choice, EnumShape):
                return False
            listed += choice.values
        return len(listed) == len(set(listed))

    def _one_of(self, nodes: tuple[Node, ...], direction: Direction) -> Type:
        return union([self.type_of(node, direction) for node in nodes]) if nodes else ANY

    def fields(self, node: Node, direction: Direction) -> tuple[Field, ...] | None:
        """The fields of the object a schema describes; None if it is no object with known properties only."""
        node, shape = self.follow(node)
        if (
            not isinstance(shape.form, ObjectShape)
            or shape.nullable
            or shape.form.extra is not None
        ):
            return None
        return self._class_fields(self._uses[node.path], shape.form, direction)

    def declarations(self) -> tuple[tuple[Model, ...], tuple[Alias, ...]]:
        """Every class and alias of the models module, in the order of their names."""
        models: list[Model] = []
        aliases: list[Alias] = []
        inline: dict[Identifier, _Use] = {}
        for path, use in self._uses.items():
            for direction in _SUFFIX:
                suffix = _SUFFIX[direction] if use.viewful else ""
                if direction not in use.directions or (
                    not use.viewful and direction != min(use.directions)
                ):
                    continue
                name = self._names[path, suffix]
                doc = docs.doc_of(use.node)
                if isinstance(use.shape.form, ObjectShape):
                    models.append(self._model(name, use, use.shape.form, direction, doc))
                else:
                    aliases.append(Alias(name, self._structure(use.shape.form, direction), doc))
                    if component(path) is None:
                        inline[name] = use
        aliases = [a for a in aliases if a.name not in inline or inline[a.name].mentioned]
        recursive = _in_cycles({alias.name: [*names_in(alias.type)] for alias in aliases})
        aliases = [replace(a, recursive=True) if a.name in recursive else a for a in aliases]
        return tuple(sorted(models, key=_by_name)), tuple(sorted(aliases, key=_by_name))

    def _model(
        self, name: Identifier, use: _Use, form: ObjectShape, direction: Direction, doc: Doc
    ) -> Model:
        fields = self._class_fields(use, form, direction)
        extra = None
        if form.extra is not None:
            extra = (
                self.type_of(form.extra, direction) if isinstance(form.extra.value, dict) else ANY
            )
        return Model(name, self._view(use, direction), fields, doc, extra)

    def _view(self, use: _Use, direction: Direction) -> View:
        if use.viewful:
            return direction
        if "reply" not in use.directions:
            return "request"
        return "open" if len(use.directions) > 1 else "reply"

    def _class_fields(
        self, use: _Use, form: ObjectShape, direction: Direction
    ) -> tuple[Field, ...]:
        known = self._fields.get(use.node.path)
        if known is None:
            known = names.distinct({p.wire: names.field_name(p.wire) for p in form.properties})
            self._fields[use.node.path] = known
        view = self._view(use, direction)
        result: list[Field] = []
        for prop in form.properties:
            access = self._access(prop, view)
            if access != "never":
                result.append(
                    Field(
                        name=known[prop.wire],
                        wire=Text(prop.wire),
                        type=self.type_of(prop.node, direction),
                        required=access == "required",
                        doc=docs.doc_of(prop.node),
                    )
                )
        return tuple(result)

    def _access_of(self, node: Node) -> dict[str, Access] | None:
        """`x-access` of a property, a wrong one warned about once."""
        if node.path not in self._said:
            self._said[node.path] = extensions.access(node, self.warnings)
        return self._said[node.path]

    def _access(self, prop: Property, view: View) -> Access:
        flags = [prop.node, self.follow(prop.node)[0]]
        read_only = any(node.plain("readOnly") is True for node in flags)
        write_only = any(node.plain("writeOnly") is True for node in flags)
        if view in ("create", "update"):
            said = self._access_of(prop.node)
            member = said.get(view) if said is not None else None
            if member is not None:
                return member
            if read_only:
                return "never"
            return "required" if prop.required and view == "create" and said is None else "optional"
        if view == "request" and read_only:
            return "never"
        if view == "reply" and write_only:
            return "never"
        optional = not prop.required or (view == "open" and (read_only or write_only))
        return "optional" if optional else "required"


def _children(shape: Shape) -> list[Node]:
    match shape.form:
        case ObjectShape(properties, extra):
            return [p.node for p in properties] + ([extra] if extra is not None else [])
        case MapShape(nodes) | ArrayShape(nodes, _) | UnionShape(nodes, _):
            return [*nodes]
        case _:
            return []


def _raw(value: object) -> object:
    return value.raw if isinstance(value, Text) else value


def _in_cycles(leads_to: dict[Identifier, list[Identifier]]) -> set[Identifier]:
    """The names that lead back to themselves."""
    found: set[Identifier] = set()
    for start in leads_to:
        seen: set[Identifier] = set()
        todo = list(leads_to[start])
        while todo:
            name = todo.pop()
            if name not in seen:
                seen.add(name)
                todo += leads_to.get(name, ())
        if start in seen:
            found.add(start)
    return found


def _by_name(item: Model | Alias) -> str:
    return item.name
