"""Schemas to classes: which of them get a class or an alias, under what name, in which views.

Three passes over the same shapes. `use` marks every schema an operation reaches and the direction it travels in;
`settle` decides views and names; `type_of` and `declarations` then answer with final types.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from adwright.document.load import Document
from adwright.document.node import Node
from adwright.document.references import ref_to
from adwright.document.source import as_list
from adwright.extensions.schemas import ACCESS, ACTIONS, Sending
from adwright.ir import names
from adwright.ir.model import Access, Alias, Field, Model, Params, View
from adwright.ir.text import Identifier, Text
from adwright.ir.types import (
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
    renamed,
    union,
)
from adwright.problems import Problem, SpecError
from adwright.schema import docs
from adwright.schema.base_names import base_name, component
from adwright.schema.declared import declared
from adwright.schema.inheritance import Inheritance
from adwright.schema.shapes import (
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

Direction: TypeAlias = Literal["response", "create", "update"]
Path: TypeAlias = tuple[str, ...]

_VIEWS: dict[str, View] = {"create": "create", "update": "update"}
_SUFFIX = {"create": "Create", "update": "Update", "params": "Params"}
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


@dataclass(slots=True)
class Declarations:
    """Every class and alias of a document."""

    models: list[Model] = field(default_factory=list[Model])
    params: list[Params] = field(default_factory=list[Params])
    aliases: list[Alias] = field(default_factory=list[Alias])


class Schemas:
    """All schemas of one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self._said: dict[Path, Sending | None] = {}
        self._uses: dict[Path, _Use] = {}
        self._shapes: dict[Path, Shape] = {}
        self._prefixes: dict[Path, str] = {}
        self._names: dict[tuple[Path, str], Identifier] = {}
        self._fields: dict[Path, dict[str, Identifier]] = {}
        self._equal: set[Path] = set()
        self.inheritance = Inheritance(document)

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
            if isinstance(known.form, RefShape):
                known = replace(known, form=RefShape(self._family(known.form.target)))
            self._shapes[node.path] = known
            self.warnings += [known.doubt] if known.doubt is not None else []
        return known

    def _family(self, node: Node) -> Node:
        """What a reference to a schema means: of a base with a discriminator any of those that build on it."""
        choice = self.inheritance.choice(node)
        members = {each.path: each for each in choice.tags.values()} if choice else {}
        if choice is None or len(members) < 2:
            return node
        union = {
            "description": node.plain("description"),
            "oneOf": [{"$ref": ref_to(path)} for path in members],
        }
        family = Node(node.document, (*node.path, "union"), union)
        if family.path not in self._shapes:
            order = [*members]
            tags = tuple((Text(tag), order.index(each.path)) for tag, each in choice.tags.items())
            form = UnionShape((*members.values(),), Text(choice.name), tags)
            self._shapes[family.path] = Shape(form, "null" in as_list(node.plain("type")))
        return family

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
        if not isinstance(shape.form, ObjectShape) or direction == "response":
            return _children(shape)
        sent = [p.node for p in shape.form.properties if self.access(p, direction) != "never"]
        return sent + ([shape.form.extra] if shape.form.extra is not None else [])

    def is_used(self, node: Node) -> bool:
        """Whether a named schema has been marked already."""
        return node.path in self._uses or self.follow(node)[0].path in self._uses

    # -- second pass: views and names ------------------------------------------------------------------------------

    def settle(self) -> None:
        """Decide which schemas have views, what every class and alias is called, and which views are the same."""
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
        wanted: dict[tuple[str, ...], str] = {}
        for path, use in self._uses.items():
            base = base_name(path, self._prefixes)
            for key in sorted({_key(use, direction) for direction in use.directions}):
                suffix = _SUFFIX.get(key, "")
                doubled = key == "params" and names.pascal(base).endswith(suffix)
                wanted[*path, key] = names.class_name(base if doubled else base + suffix)
        exact = {key for key, name in wanted.items() if key[-2] == name}
        final = names.distinct(wanted, exact=exact, ignore_case=True, separator="")
        self._names = {(key[:-1], key[-1]): name for key, name in final.items()}
        self._find_equal_views()

    def _find_equal_views(self) -> None:
        """The schemas whose two views are the same: at first all, then without those that are seen to differ."""
        views = {
            path: (self._outline(use, "create"), self._outline(use, "update"))
            for path, use in self._uses.items()
            if use.viewful and {"create", "update"} <= use.directions
        }
        self._equal = {*views}
        differ = True
        while differ:
            same = {self._names[p, "update"]: self._names[p, "create"] for p in self._equal}
            differ = False
            for path in [*self._equal]:
                create, update = views[path]
                if create != [(key, renamed(type_, same)) for key, type_ in update]:
                    self._equal.remove(path)
                    differ = True

    def _outline(self, use: _Use, direction: Direction) -> list[tuple[object, Type]]:
        """A view without its name and without words."""
        if not isinstance(use.shape.form, ObjectShape):
            return [(None, self._structure(use.shape.form, direction))]
        fields = self._class_fields(use, use.shape.form, direction)
        extra = self._extra(use.shape.form, direction)
        others: list[tuple[object, Type]] = [] if extra is None else [(None, extra)]
        return [*(((f.wire, f.required), f.type) for f in fields), *others]

    def class_names(self) -> list[Identifier]:
        """The names of all classes and aliases."""
        return [*self._names.values()]

    def class_name(self, path: Path, direction: Direction) -> Identifier | None:
        """The class of the object that the schema at a path describes, None if it has none in that direction."""
        use = self._uses.get(path)
        if use is None or not isinstance(use.shape.form, ObjectShape):
            return None
        return self._names.get((path, _key(use, direction)))

    def python_names(self, node: Node) -> Mapping[str, Identifier]:
        """The Python name of each property that a schema of an object declares, by its wire name."""
        node, shape = self.follow(node)
        known = self._fields.get(node.path)
        if known is None:
            form = shape.form
            own = [p.wire for p in form.properties] if isinstance(form, ObjectShape) else []
            wires = dict.fromkeys([*own, *declared(node)])
            known = names.distinct({wire: names.field_name(wire) for wire in wires})
            self._fields[node.path] = known
        return known

    def active(self) -> dict[Identifier, Node]:
        """The schemas with `x-actions` that a server returns, by the name of their class."""
        return {
            self._names[path, _key(use, "response")]: use.node
            for path, use in self._uses.items()
            if ACTIONS.name in use.node and "response" in use.directions
        }

    # -- what a bundle asks ----------------------------------------------------------------------------------------

    def object_of(self, node: Node) -> ObjectShape | None:
        """The shape of an object with views that stands at a node itself, not behind a reference."""
        use = self._uses.get(node.path)
        if use is None or not use.viewful or not isinstance(use.shape.form, ObjectShape):
            return None
        return use.shape.form

    def has_views(self, path: Path) -> bool:
        """Whether the schema at a path has views."""
        return path in self._uses and self._uses[path].viewful

    def access(self, prop: Property, direction: Direction, *, viewful: bool = True) -> Access:
        """Whether a property is required, optional or never there in a direction.

        Args:
            prop: the property.
            direction: the direction.
            viewful: whether the object that has it has views.
        """
        flags = [prop.node, self.follow(prop.node)[0]]
        hidden = "writeOnly" if direction == "response" else "readOnly"
        said = self._access_of(prop.node) if viewful and direction != "response" else None
        member = said.to(direction) if said is not None else None
        if member is not None:
            return member
        if any(node.plain(hidden) is True for node in flags):
            return "never"
        partial = viewful and (direction == "update" or said is not None)
        return "required" if prop.required and not partial else "optional"

    def base_name(self, path: Path) -> str:
        """What the schema at a path is called before names are made distinct."""
        return base_name(path, self._prefixes)

    def _access(self, prop: Property, use: _Use, direction: Direction) -> Access:
        return self.access(prop, direction, viewful=use.viewful)

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
            plain = Ref(self._names[node.path, _key(use, direction)])
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

    def fields(
        self, node: Node, direction: Direction
    ) -> tuple[tuple[Field, ...], Type | None] | None:
        """The fields of the object a schema describes, and the type of further members.

        None if it is no object with known properties, or may be null.
        """
        node, shape = self.follow(node)
        if not isinstance(shape.form, ObjectShape) or shape.nullable:
            return None
        use = self._uses[node.path]
        return self._class_fields(use, shape.form, direction), self._extra(shape.form, direction)

    def declarations(self) -> Declarations:
        """Every class and alias, in the order of their names."""
        found = Declarations()
        inline: dict[Identifier, _Use] = {}
        for path, use in self._uses.items():
            for key in sorted({_key(use, direction) for direction in use.directions}):
                name = self._names[path, key]
                form = use.shape.form
                if isinstance(form, ObjectShape) and key == "response":
                    found.models.append(self._model(name, use, form))
                elif isinstance(form, ObjectShape):
                    found.params.append(self._params(name, use, form, key))
                else:
                    found.aliases.append(self._alias(name, use, key))
                    inline |= {name: use} if component(path) is None else {}
        found.aliases = [
            a for a in found.aliases if a.name not in inline or inline[a.name].mentioned
        ]
        leads = {alias.name: [*names_in(alias.type)] for alias in found.aliases}
        recursive = _in_cycles(leads)
        found.aliases = [
            replace(alias, recursive=True) if alias.name in recursive else alias
            for alias in found.aliases
        ]
        found.models.sort(key=_by_name)
        found.params.sort(key=_by_name)
        found.aliases.sort(key=_by_name)
        return found

    def _alias(self, name: Identifier, use: _Use, key: str) -> Alias:
        direction = _direction(use, key)
        form = use.shape.form
        same = key == "update" and use.node.path in self._equal
        type_ = (
            Ref(self._names[use.node.path, "create"]) if same else self._structure(form, direction)
        )
        kind: Literal["enum", "model", "params"] = "model" if key == "response" else "params"
        return Alias(name, type_, docs.doc_of(use.node), "enum" if key == "enum" else kind)

    def _model(self, name: Identifier, use: _Use, form: ObjectShape) -> Model:
        fields = self._class_fields(use, form, "response")
        sent = dict.fromkeys(
            _key(use, direction)
            for direction in ("create", "update")
            if direction in use.directions
        )
        return Model(
            name,
            fields,
            docs.doc_of(use.node),
            self._extra(form, "response"),
            sent_as=tuple((_view(key), self._names[use.node.path, key]) for key in sent),
        )

    def _params(self, name: Identifier, use: _Use, form: ObjectShape, key: str) -> Params:
        path, direction = use.node.path, _direction(use, key)
        view = _view(key)
        if path in self._equal:
            view = "both"
        return Params(
            name,
            view,
            self._class_fields(use, form, direction),
            docs.doc_of(use.node),
            self._extra(form, direction),
            self._names.get((path, "response")),
            self._names[path, "create"] if key == "update" and path in self._equal else None,
        )

    def sent(self) -> Iterator[tuple[Identifier, Node]]:
        """The schemas of the classes that callers send, with the name of each class."""
        for (path, key), name in self._names.items():
            use = self._uses[path]
            if key != "response" and isinstance(use.shape.form, ObjectShape):
                yield name, use.node

    def _extra(self, form: ObjectShape, direction: Direction) -> Type | None:
        if form.extra is None:
            return None
        return self.type_of(form.extra, direction) if isinstance(form.extra.value, dict) else ANY

    def _class_fields(
        self, use: _Use, form: ObjectShape, direction: Direction
    ) -> tuple[Field, ...]:
        known = self.python_names(use.node)
        accesses = [(prop, self._access(prop, use, direction)) for prop in form.properties]
        return tuple(
            Field(
                name=known[prop.wire],
                wire=Text(prop.wire),
                type=self.type_of(prop.node, direction),
                required=access == "required",
                doc=docs.doc_of(prop.node),
            )
            for prop, access in accesses
            if access != "never"
        )

    def _access_of(self, node: Node) -> Sending | None:
        """`x-access` of a property, a wrong one warned about once."""
        if node.path not in self._said:
            self._said[node.path] = ACCESS.read(node, self.warnings)
        return self._said[node.path]


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


def _key(use: _Use, direction: Direction) -> str:
    """Which of the names of a schema is meant in a direction."""
    if isinstance(use.shape.form, EnumShape):
        return "enum"
    return direction if use.viewful or direction == "response" else "params"


def _direction(use: _Use, key: str) -> Direction:
    """A direction in which a name is meant."""
    return next(
        d for d in ("create", "update", "response") if d in use.directions and _key(use, d) == key
    )


def _view(key: str) -> View:
    return _VIEWS.get(key, "params")


def _by_name(item: Model | Params | Alias) -> str:
    return item.name
