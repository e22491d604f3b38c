"""Types as Python annotations: what a caller may send, and what comes back."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable
from copy import copy
from typing import Any

from adwright.ir.model import Alias, Api
from adwright.ir.text import Text
from adwright.ir.types import (
    AnyOf,
    Choice,
    ListOf,
    MapOf,
    Nullable,
    Ref,
    Scalar,
    Type,
    names_in,
)
from adwright.render.code import unparsed
from adwright.render.prose import literals
from adwright.render.typed import alternatives, expression
from adwright.render.unions import Unions

_RECEIVED = {
    "any": "Any", "string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None",
    "date-time": "DateTime", "date": "Date", "time": "str", "duration": "str", "uuid": "str", "byte": "str",
    "binary": "bytes", "upload": "bytes",
}  # fmt: skip
_SENT = _RECEIVED | {
    "any": "object", "number": "float | Decimal", "date-time": "datetime.datetime | str",
    "date": "datetime.date | str", "time": "datetime.time | str", "duration": "datetime.timedelta | str",
    "uuid": "UUID | str", "byte": "bytes | str", "binary": "bytes | str", "upload": "Upload",
}  # fmt: skip


class Annotations:
    """Writes the types of one Api.

    Args:
        api: the Api; its classes tell what may be sent for what.
    """

    def __init__(self, api: Api) -> None:
        self._params = {params.name: params for params in api.params}
        self._open_enums = {
            alias.name: base for alias in api.aliases_of("enum") if (base := _open_base(alias))
        }
        self._shadowed: Collection[str] = ()
        self._prefix = ""
        self._active = frozenset(model.name for model in api.models if model.actions)
        self._unions = Unions(api)

    def in_mode(self, prefix: str) -> Annotations:
        """The same for the sync or the async half."""
        return self._with(prefix=prefix)

    def inside(self, shadowed: Collection[str]) -> Annotations:
        """The same inside a class whose members are called like something that annotations use."""
        return self._with(shadowed=frozenset(shadowed))

    def _with(self, **changes: Any) -> Annotations:
        """A copy: what is known of an Api is found out once."""
        other = copy(self)
        vars(other).update({f"_{name}": value for name, value in changes.items()})
        return other

    def has_modes(self, type_: Type | None) -> bool:
        """Whether a type has a sync and an async form."""
        return type_ is not None and not self._active.isdisjoint(names_in(type_))

    def argument(self, type_: Type) -> str:
        """What a caller may pass: a dict or what came back for an object, any sequence for a list."""
        return self.in_place(self._sent(type_))

    def result(self, type_: Type) -> str:
        """What a caller gets."""
        return self.in_place(self._received(type_))

    def read(self, type_: Type) -> str:
        """The type that a response is read as: what a caller gets, with the choice among its unions."""
        return self.in_place(self._unions.chosen_value(self._received(type_)))

    def in_place(self, text: str) -> str:
        """An annotation where it stands: names that mean something else there are written in full."""
        return (
            unparsed(_Shadowed(self._shadowed).visit(expression(text))) if self._shadowed else text
        )

    def _sent(self, type_: Type) -> str:
        match type_:
            case ListOf(item):
                return f"Sequence[{self._sent(item)}]"
            case MapOf(value):
                return f"Mapping[str, {self._sent(value)}]"
            case AnyOf(members):
                return _joined(self._sent(member) for member in members)
            case Nullable(inner):
                return _joined([self._sent(inner), "None"])
            case _:
                return self.sent_leaf(type_)

    def _received(self, type_: Type) -> str:
        match type_:
            case ListOf(item):
                return f"list[{self._received(item)}]"
            case MapOf(value):
                return f"dict[str, {self._received(value)}]"
            case AnyOf(members):
                return _joined(self._received(member) for member in members)
            case Nullable(inner):
                return _joined([self._received(inner), "None"])
            case Ref(name):
                return self._prefix + name if name in self._active else name
            case _:
                return _leaf(type_, _RECEIVED)

    def sent_leaf(self, type_: Type) -> str:
        """What a caller may pass for a class, a choice or a scalar."""
        params = self._params.get(type_.name) if isinstance(type_, Ref) else None
        if params is None:
            return _leaf(type_, _SENT)
        others: list[str] = [params.model] if params.model is not None else []
        others += ["Mapping[str, object]"] if params.extra is not None else []
        return " | ".join([params.name, *others])

    def read_leaf(self, type_: Type) -> str:
        """A class, a choice or a scalar in a class of what comes back, where an enum takes other values too."""
        base = self._open_enums.get(type_.name) if isinstance(type_, Ref) else None
        text = _leaf(type_, _RECEIVED)
        return text if base is None else f"{text} | {base}"


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


class _Shadowed(ast.NodeTransformer):
    """Writes names in full that members of a class hide."""

    def __init__(self, hidden: Collection[str]) -> None:
        self.hidden = hidden

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id not in self.hidden:
            return node
        return ast.Name("_datetime" if node.id == "datetime" else f"builtins.{node.id}")


def _joined(parts: Iterable[str]) -> str:
    """Alternatives, each once, in order."""
    seen: dict[str, None] = {}
    for part in parts:
        for alternative in alternatives(expression(part)):
            seen.setdefault(unparsed(alternative))
    return " | ".join(seen)


def _open_base(alias: Alias) -> str | None:
    """What else may be read where an enum stands: any value of a type that its values have."""
    choices = alias.type.members if isinstance(alias.type, AnyOf) else (alias.type,)
    values = [v for each in choices if isinstance(each, Choice) for v in each.values]
    kinds = {"str" if isinstance(v, Text) else type(v).__name__ for v in values}
    open_ = ("str",) if Scalar("number") in choices else ("str", "int")
    return " | ".join(kind for kind in open_ if kind in kinds) or None
