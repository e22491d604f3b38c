"""The shape of a value said by a type: its JSON Schema, and how a value of that shape becomes one of that type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from adwright.document.node import Node
from adwright.ir.text import Text
from adwright.problems import Id, Problem


@dataclass(frozen=True, slots=True)
class Mention:
    """Text that names something elsewhere in the document: an operation, a parameter, a property by its path.

    Attributes:
        text: what it says.
        node: where it stands, for messages.
    """

    text: Text
    node: Node = field(compare=False, repr=False)

    @property
    def raw(self) -> str:
        """What it says, plain."""
        return self.text.raw

    def problem(self, message: str, hint: str = "") -> Problem:
        """The problem, where it stands, that it names what is not there."""
        return self.node.problem(Id.EXTENSION_TARGET, message, hint)


class Also:
    """Keywords that stand beside those that a type makes: `Annotated[Text, Also(pattern="^a")]`."""

    def __init__(self, **keywords: Any) -> None:
        self.keywords = keywords


FILLED = Also(pattern=r"\S")
HEADER = Also(pattern=r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")
"""A name of a header, as HTTP has them."""
DOTTED = Also(pattern=r"^([^.]+(\.[^.]+)*)?$")

Words: TypeAlias = Annotated[Text, FILLED]
Name: TypeAlias = Annotated[Mention, FILLED]
Path: TypeAlias = Annotated[Mention, DOTTED]
"""Dotted names in JSON; nothing is the value itself."""

_SCALARS: Mapping[Any, str] = {Text: "string", Mention: "string", bool: "boolean", int: "integer"}


def schema_of(shape: Any) -> dict[str, Any]:
    """The JSON Schema of the values of a type.

    Args:
        shape: a scalar, `Literal`, `tuple[x, ...]`, `Mapping[Text, x]`, a union, a dataclass whose fields are the
            members of an object (an underscore behind a name is not part of it), or a `Node`, which is anything;
            `Annotated` adds keywords.
    """
    origin, inner = get_origin(shape), get_args(shape)
    if origin is Annotated:
        return {**schema_of(inner[0]), **inner[1].keywords}
    if origin is Literal:
        return {"enum": [*inner]}
    if origin is tuple:
        return {"type": "array", "items": schema_of(inner[0])}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": schema_of(inner[1])}
    if origin in (Union, UnionType):
        members = [schema_of(member) for member in _some(inner)]
        return members[0] if len(members) == 1 else {"type": [each["type"] for each in members]}
    if shape in _SCALARS:
        return {"type": _SCALARS[shape]}
    return {} if shape is Node else _object(shape)


def _object(shape: Any) -> dict[str, Any]:
    members = _members(shape)
    required = [key for key, (member, _) in members.items() if _is_required(member)]
    return {
        "type": "object",
        **({"required": required} if required else {}),
        "properties": {key: schema_of(inner) for key, (_, inner) in members.items()},
        "additionalProperties": False,
    }


def value_of(shape: Any, node: Node) -> Any:
    """The value of a node as one of a type, whose schema it fits."""
    origin, inner = get_origin(shape), get_args(shape)
    if origin is Annotated:
        return value_of(inner[0], node)
    if origin is tuple:
        return tuple(value_of(inner[0], each) for each in node.elements())
    if origin is Mapping:
        return {Text(key): value_of(inner[1], each) for key, each in node.items()}
    if origin in (Union, UnionType) and len(some := _some(inner)) == 1:
        return value_of(some[0], node)
    if shape is Node:
        return node
    if shape is Mention:
        return Mention(Text(node.value), node)
    if origin is None and shape not in _SCALARS and is_dataclass(shape):
        return _made(shape, node)
    is_text = isinstance(node.value, str) and origin is not Literal
    return Text(node.value) if is_text else node.value


def _made(shape: Any, node: Node) -> Any:
    members = _members(shape)
    said = {
        m.name: value_of(inner, node[key]) for key, (m, inner) in members.items() if key in node
    }
    return shape(**said)


@cache
def _members(shape: Any) -> Mapping[str, tuple[Field[Any], Any]]:
    """The members of an object by their keys: each a field, and its type."""
    hints = get_type_hints(shape, include_extras=True)
    return {each.name.rstrip("_"): (each, hints[each.name]) for each in fields(shape)}


def _is_required(member: Field[Any]) -> bool:
    return member.default is MISSING and member.default_factory is MISSING


def _some(members: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(member for member in members if member is not NoneType)
