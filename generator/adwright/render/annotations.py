"""Types as Python annotations: what a caller may send, and what comes back."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from copy import copy
from functools import cached_property
from typing import Any

from adwright.ir.api import Api
from adwright.ir.classes import Alias
from adwright.ir.text import Text
from adwright.ir.types import (
    AnyOf,
    Choice,
    MapOf,
    Ref,
    Scalar,
    Type,
    is_encoded,
    names_in,
    not_null,
)
from adwright.render.code import expression, unparsed
from adwright.render.filters import literal, literals, mapping
from adwright.render.open import Open
from adwright.render.reuse import Reuse, afresh
from adwright.render.shapes import Leaf, Shapes
from adwright.render.unions import Unions

_RECEIVED = {
    "any": "Any", "string": "str", "integer": "int", "number": "AnyNumber", "boolean": "bool", "null": "None",
    "date-time": "DateTime", "date": "Date", "time": "str", "duration": "str", "uuid": "str", "byte": "str",
    "epoch-seconds": "EpochSeconds", "epoch-milliseconds": "EpochMilliseconds", "decimal": "str",
    "binary": "bytes", "upload": "bytes", "delimited": "str",
}  # fmt: skip
_SHOWN = _RECEIVED | {"number": "float"}
_SENT = _RECEIVED | {
    "any": "object", "number": "float | Decimal", "date-time": "datetime.datetime | str",
    "epoch-seconds": "datetime.datetime | int", "epoch-milliseconds": "datetime.datetime | int",
    "date": "datetime.date | str", "time": "datetime.time | str", "duration": "datetime.timedelta | str",
    "uuid": "UUID | str", "decimal": "Decimal | str", "byte": "bytes | str", "binary": "bytes | str",
    "upload": "Upload", "delimited": "str | Sequence[str | int]",
}  # fmt: skip
_NAME = re.compile(r"\w+")
_SENT_WORDS = {"list": "Sequence", "dict": "Mapping", "Any": "object"}


class Annotations:
    """Writes the types of one Api.

    Args:
        api: the Api; its classes tell what may be sent for what.
        reuse: knows what an earlier build was given.
    """

    def __init__(self, api: Api, reuse: Reuse = afresh) -> None:
        self._facts = _Facts(api, reuse)
        self._shadowed: frozenset[str] = frozenset()
        self._prefix = ""

    def in_mode(self, prefix: str) -> Annotations:
        """The same for the sync or the async half."""
        return self._with(prefix=prefix)

    def inside(self, names: Collection[str]) -> Annotations:
        """The same inside a class with members of these names, which may hide what annotations use."""
        return self._with(shadowed=frozenset(names))

    def _with(self, **changes: Any) -> Annotations:
        """A copy: what is known of an Api is found out once."""
        other = copy(self)
        vars(other).update({f"_{name}": value for name, value in changes.items()})
        return other

    def has_modes(self, type_: Type | None) -> bool:
        """Whether a type has a sync and an async form."""
        return type_ is not None and not self._facts.active.isdisjoint(names_in(type_))

    def argument(self, type_: Type) -> str:
        """What a caller may pass: a dict or what came back for an object, any sequence for a list."""
        return self._in_place(self._facts.sent(type_))

    def result(self, type_: Type | None) -> str:
        """What a caller gets."""
        if type_ is None:
            return "None"
        return self._in_place(self._facts.shown(type_, self._prefix))

    def read(self, type_: Type | None) -> str:
        """The type that a response is read as: what a caller gets, with the choice among its unions."""
        if type_ is None:
            return "None"
        received = self._facts.received(type_, self._prefix)
        chosen = self._in_place(self._facts.unions.chosen_value(received))
        return f"lambda: {self.loaded(chosen)}" if any(names_in(type_)) else chosen

    def loaded(self, text: str) -> str:
        """A type as it is written where code runs: each class by its module, which loads it then."""
        return unparsed(_Loaded(self._facts.modules).visit(expression(text)))

    def field(self, type_: Type) -> str:
        """What is in a field of a class of what comes back."""
        return self._in_place(self._facts.field(type_))

    def is_encoded(self, type_: Type) -> bool:
        """Whether bytes of a type are written as text where they are sent."""
        return is_encoded(type_, self._facts.sent_as)

    def alias(self, alias: Alias) -> str:
        """What an alias stands for."""
        return self._facts.alias(alias)

    def _in_place(self, text: str) -> str:
        """An annotation where it stands: names that mean something else there are written in full."""
        if self._shadowed.isdisjoint(_NAME.findall(text)):
            return text
        return unparsed(_Shadowed(self._shadowed).visit(expression(text)))


class _Facts:
    """What is known of the types of an Api, and what has been written of them."""

    def __init__(self, api: Api, reuse: Reuse) -> None:
        self._api, self._reuse = api, reuse
        self._params = {params.name: params for params in api.params}
        self.sent_as = {alias.name: alias.type for alias in api.aliases_of("params")}
        self._open = Open(api)
        self.active = frozenset(model.name for model in api.models if model.actions)
        self.unions = Unions(api)
        self._written: dict[tuple[str, Type], str] = {}

    @cached_property
    def modules(self) -> dict[str, str]:
        """The module of each name of what comes back."""
        enums = {alias.name: "enums" for alias in self._api.aliases_of("enum")}
        return dict.fromkeys(self.unions.classes, "models") | enums

    @cached_property
    def _shapes(self) -> Shapes:
        return Shapes(_types(self._api), self._reuse)

    def _text(self, use: str, type_: Type, leaf: Leaf) -> str:
        """A type in one of its uses, written once."""
        text = self._written.get((use, type_))
        if text is None:
            text = self._shapes.text(type_, leaf, _SENT_WORDS if use == "sent" else {})
            text = self._written[use, type_] = self.unions.chosen(text) if use == "field" else text
        return text

    def sent(self, type_: Type) -> str:
        return self._text("sent", type_, self._sent_leaf)

    def field(self, type_: Type) -> str:
        return self._text("field", type_, self._field_leaf)

    def received(self, type_: Type, prefix: str) -> str:
        return self._with_modes("received", type_, prefix, self._received_leaf)

    def shown(self, type_: Type, prefix: str) -> str:
        return self._with_modes("shown", type_, prefix, lambda part: _leaf(part, _SHOWN))

    def _with_modes(self, use: str, type_: Type, prefix: str, written: Leaf) -> str:
        def leaf(part: Type) -> str:
            is_active = isinstance(part, Ref) and part.name in self.active
            return f"{prefix if is_active else ''}{written(part)}"

        return self._text(f"{use}{prefix}", type_, leaf)

    def alias(self, alias: Alias) -> str:
        if alias.use == "params":
            return self.sent(alias.type)
        said = alias.type.discriminator if isinstance(alias.type, AnyOf) else None
        if said is None and alias.name not in self.unions.plain:
            return self.field(alias.type)
        plain = self._text("alias", alias.type, self._field_leaf)
        if said is None:
            return plain
        classes = mapping((tag, Text(name)) for tag, name in said.classes)
        default = f", {literal(Text(said.default))}" if said.default is not None else ""
        return f"Annotated[{plain}, Choose({literal(said.wire)}, {classes}{default})]"

    def _sent_leaf(self, type_: Type) -> str:
        """What a caller may pass for a class, a choice or a scalar."""
        params = self._params.get(type_.name) if isinstance(type_, Ref) else None
        if params is None:
            return " | ".join([_leaf(type_, _SENT), *self._open.beside(type_)])
        others: list[str] = [params.model] if params.model is not None else []
        others += ["Mapping[str, object]"] if params.extra is not None else []
        return " | ".join([params.name, *others])

    def _field_leaf(self, type_: Type) -> str:
        """A class, a choice or a scalar in a class of what comes back, where an enum takes other values too."""
        others = self._open.beside(type_) if isinstance(type_, Ref) else []
        is_binary = type_ == Scalar("binary")  # bytes inside of JSON are text
        return " | ".join(["str" if is_binary else self._received_leaf(type_), *others])

    def _received_leaf(self, type_: Type) -> str:
        """A class, a choice or a scalar as it is read: to Python 1 is `True`, and 0 `False`."""
        text = _leaf(type_, _RECEIVED)
        return f"Listed[{text}]" if {0, 1} & self._open.listed(type_) else text


def _types(api: Api) -> Iterator[Type]:
    """The types that will be asked for."""
    for model in api.models:
        yield from (not_null(field.type) for field in model.fields)
        if model.extra is not None:
            yield MapOf(model.extra)
    for params in api.params:
        yield from (field.type for field in params.fields)
        if params.extra is not None:
            yield params.extra
    yield from (alias.type for alias in api.aliases)
    yield from (event.type for event in api.events)
    for operation in api.operations:
        yield from operation.types


def _leaf(type_: Type, kinds: dict[str, str]) -> str:
    match type_:
        case Ref(name):
            return name
        case Scalar(kind):
            return kinds[kind]
        case Choice(values):
            return f"Literal[{literals(values)}]"
        case _:
            raise TypeError(f"{type_!r} has other types in it")


class _Loaded(ast.NodeTransformer):
    """Writes names with the modules that they stand in."""

    def __init__(self, modules: Mapping[str, str]) -> None:
        self.modules = modules

    def visit_Name(self, node: ast.Name) -> ast.expr:
        module = self.modules.get(node.id)
        return node if module is None else ast.Attribute(ast.Name(module), node.id)


class _Shadowed(ast.NodeTransformer):
    """Writes names in full that members of a class hide."""

    def __init__(self, hidden: Collection[str]) -> None:
        self.hidden = hidden

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id not in self.hidden:
            return node
        return ast.Name("_datetime" if node.id == "datetime" else f"builtins.{node.id}")
