"""Types as Python annotations: what an argument takes, what a call returns, what the runtime checks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from copy import copy
from typing import Any

from adwright.api.model import Api
from adwright.api.text import Identifier
from adwright.api.types import (
    AnyOf,
    Bounds,
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
from adwright.render.prose import literal, literals

_EXACT = {
    "any": "Any",
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "null": "None",
    "date-time": "DateTime",
    "date": "Date",
    "binary": "bytes",
}
_LOOSE = _EXACT | {
    "any": "object",
    "date-time": "DateTime | str",
    "date": "Date | str",
    "binary": "Upload",
}
_FIELD = {
    "minimum": "ge",
    "maximum": "le",
    "exclusive_minimum": "gt",
    "exclusive_maximum": "lt",
    "multiple_of": "multiple_of",
    "min_length": "min_length",
    "max_length": "max_length",
    "pattern": "pattern",
    "min_items": "min_length",
    "max_items": "max_length",
}


class Annotations:
    """Writes the types of one Api.

    Args:
        api: the Api; its models tell which names are classes, for which a dict will do as well.
    """

    def __init__(self, api: Api) -> None:
        self._takes_dict = _names_with_classes(api)
        self._shadowed: Collection[str] = ()
        self._prefix = ""
        self._active = frozenset(model.name for model in api.models if model.actions)

    def in_mode(self, prefix: str) -> Annotations:
        """The same for the sync or the async half."""
        return self._with(prefix=prefix)

    def inside(self, shadowed: Collection[str]) -> Annotations:
        """The same inside a class whose methods are called like some builtins."""
        return self._with(shadowed=shadowed)

    def _with(self, **changes: Any) -> Annotations:
        """A copy: what is known of an Api is found out once."""
        other = copy(self)
        vars(other).update({f"_{name}": value for name, value in changes.items()})
        return other

    def has_modes(self, type_: Type | None) -> bool:
        """Whether a type has a sync and an async form."""
        return type_ is not None and not self._active.isdisjoint(names_in(type_))

    def argument(self, type_: Type) -> str:
        """What a caller may pass: dicts for models, ISO text for dates, any sequence for a list."""
        match type_:
            case Scalar(kind):
                return self._builtin(_LOOSE[kind])
            case Ref(name):
                return f"{name} | Mapping[str, object]" if name in self._takes_dict else name
            case ListOf(item):
                return f"Sequence[{self.argument(item)}]"
            case MapOf(value):
                return f"Mapping[str, {self.argument(value)}]"
            case AnyOf(members):
                return _joined(self.argument(member) for member in members)
            case Nullable(inner):
                return _joined([self.argument(inner), "None"])
            case Choice(values):
                return f"Literal[{literals(values)}]"

    def result(self, type_: Type) -> str:
        """What a caller gets."""
        return self._exact(type_, bounded=False)

    def checked(self, type_: Type) -> str:
        """What the runtime checks a value against, bounds included."""
        return self._exact(type_, bounded=True)

    def _exact(self, type_: Type, *, bounded: bool) -> str:
        match type_:
            case Scalar(kind, bounds):
                return self._bounded(self._builtin(_EXACT[kind]), bounds if bounded else Bounds())
            case Ref(name):
                return self._prefix + name if name in self._active else name
            case ListOf(item, bounds):
                text = f"{self._builtin('list')}[{self._exact(item, bounded=bounded)}]"
                return self._bounded(text, bounds if bounded else Bounds())
            case MapOf(value):
                return f"{self._builtin('dict')}[{self._builtin('str')}, {self._exact(value, bounded=bounded)}]"
            case AnyOf(members):
                return _joined(self._exact(member, bounded=bounded) for member in members)
            case Nullable(inner):
                return _nullable(self._exact(inner, bounded=bounded))
            case Choice(values):
                return f"Literal[{literals(values)}]"

    def _bounded(self, text: str, bounds: Bounds) -> str:
        if not bounds:
            return text
        given = ((_FIELD[key], getattr(bounds, key)) for key in _FIELD)
        keywords = ", ".join(f"{key}={literal(value)}" for key, value in given if value is not None)
        return f"Annotated[{text}, Field({keywords})]"

    def _builtin(self, text: str) -> str:
        first = text.split(" ")[0]
        return f"builtins.{text}" if first in self._shadowed else text


def _nullable(text: str) -> str:
    """The type or None. Where it stands as a value, pyright knows no `Annotated[...] | None`."""
    alternatives = _split(text)
    alone = len(alternatives) == 1 and text.startswith("Annotated[")
    return f"Optional[{text}]" if alone else _joined([text, "None"])


def _joined(parts: Iterable[str]) -> str:
    """Alternatives, each once, in order."""
    seen: dict[str, None] = {}
    for part in parts:
        for alternative in _split(part):
            seen.setdefault(alternative)
    return " | ".join(seen)


def _split(text: str) -> list[str]:
    """The alternatives of a union as written, nested brackets and quotes left whole."""
    import ast

    node = ast.parse(text, mode="eval").body
    parts: list[str] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        parts.insert(0, unparsed(node.right))
        node = node.left
    return [unparsed(node), *parts]


def _names_with_classes(api: Api) -> frozenset[Identifier]:
    """The names of classes and of aliases that lead to a class."""
    found = {model.name for model in api.models}
    leads = {alias.name: set(names_in(alias.type)) for alias in api.aliases}
    grown = True
    while grown:
        more = {name for name, targets in leads.items() if targets & found} - found
        found |= more
        grown = bool(more)
    return frozenset(found)
