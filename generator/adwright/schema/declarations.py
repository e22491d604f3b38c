"""Every class and alias of a document, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from adwright.document.node import Node
from adwright.ir.classes import Alias, Model, Params
from adwright.ir.facts import Field, View
from adwright.ir.text import Identifier, Text
from adwright.ir.types import Choice, Ref, Type, names_in
from adwright.schema.base_names import component
from adwright.schema.classes import Classes, Key, direction_of
from adwright.schema.inheritance import Inheritance
from adwright.schema.knots import knots, untied
from adwright.schema.members import Members
from adwright.schema.shapes import ObjectShape
from adwright.schema.types import Types
from adwright.schema.uses import Use

_VIEWS: Mapping[Key, View] = {"create": "create", "update": "update"}
_SENT: tuple[Key, ...] = ("create", "update", "params")


@dataclass(slots=True)
class Declarations:
    """Every class and alias of a document, in the order of their names."""

    models: list[Model] = field(default_factory=list[Model])
    params: list[Params] = field(default_factory=list[Params])
    aliases: list[Alias] = field(default_factory=list[Alias])


class Declarer:
    """Declares what schemas have names for."""

    def __init__(
        self, classes: Classes, types: Types, members: Members, inheritance: Inheritance
    ) -> None:
        self._inheritance = inheritance
        self._classes = classes
        self._types = types
        self._members = members

    def all(self) -> Declarations:
        """Every class and alias; an inline enum only if something names it."""
        found = Declarations()
        for use, key, name in self._classes.each():
            form = use.shape.form
            if isinstance(form, ObjectShape) and key == "response":
                found.models.append(self._model(name, use, form))
            elif isinstance(form, ObjectShape):
                found.params.append(self._params(name, use, form, key))
            else:
                found.aliases.append(self._alias(name, use, key))
        needless = {
            name
            for use, _, name in self._classes.each()
            if component(use.node.path) is None and use.node.path not in self._types.mentioned
        }
        found.aliases = [alias for alias in found.aliases if alias.name not in needless]
        leads = {alias.name: [*names_in(alias.type)] for alias in found.aliases}
        recursive = {name for knot in knots(leads) for name in knot}
        found.aliases = [
            replace(alias, recursive=True) if alias.name in recursive else alias
            for alias in found.aliases
        ]
        found.params, found.aliases = untied(found.params, found.aliases)
        for each in (found.models, found.params, found.aliases):
            each.sort(key=_by_name)
        return found

    def _model(self, name: Identifier, use: Use, form: ObjectShape) -> Model:
        classes = self._classes.of_pair(use)
        sent: list[tuple[View, Identifier]] = [
            (_view(key), class_) for key, class_ in classes if key in _SENT
        ]
        return Model(
            name,
            self._members.fields(use, form, "response"),
            self._members.doc(use.node),
            self._classes.homes[use.node.path],
            self._members.extra(form, "response"),
            sent_as=tuple(sent),
        )

    def _params(self, name: Identifier, use: Use, form: ObjectShape, key: Key) -> Params:
        path, direction = use.node.path, direction_of(use, key)
        is_same = path in self._classes.same
        return Params(
            name,
            "both" if is_same else _view(key),
            self._told_apart(use.node, self._members.fields(use, form, direction)),
            self._members.doc(use.node),
            self._members.extra(form, direction),
            next((class_ for k, class_ in self._classes.of_pair(use) if k == "response"), None),
            self._classes.names[path, "create"] if key == "update" and is_same else None,
        )

    def _told_apart(self, node: Node, fields: tuple[Field, ...]) -> tuple[Field, ...]:
        """The fields of what may be sent as one of a family: type checkers tell it apart by its tag too."""
        told = self._inheritance.tags_of(node)
        if told is None:
            return fields
        wire, tags = told
        type_ = Choice(tuple(map(Text, tags)))
        return tuple(replace(f, type=type_) if f.wire.raw == wire else f for f in fields)

    def _alias(self, name: Identifier, use: Use, key: Key) -> Alias:
        path = use.node.path
        if key == "update" and path in self._classes.same:
            type_: Type = Ref(self._classes.names[path, "create"])
        else:
            type_ = self._types.structure(use.shape.form, direction_of(use, key))
        kind: Literal["enum", "model", "params"] = "model" if key == "response" else "params"
        use_of = "enum" if key == "enum" else kind
        return Alias(name, type_, self._members.doc(use.node), use_of, self._classes.homes[path])


def _view(key: Key) -> View:
    return _VIEWS.get(key, "params")


def _by_name(item: Model | Params | Alias) -> str:
    return item.name
