"""What is said of things: words, where they come from, rules; the fields of objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from adwright.ir.text import Constant, Identifier, Sample, Text
from adwright.ir.types import Type

View: TypeAlias = Literal["create", "update", "both", "params"]
"""What a caller may send: to create, to update, alike for both, or whatever it does."""

Access: TypeAlias = Literal["required", "optional", "never"]
In: TypeAlias = Literal["path", "query", "querystring", "header", "cookie"]
HttpMethod: TypeAlias = Literal[
    "GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "QUERY"
]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a fact comes from and how sure it is."""

    source: Text | None = None
    status: Literal["documented", "vendor", "assumed", "observed"] = "documented"
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Doc:
    """What is said of a thing, for its docstring. `rules`: those that ask something of it."""

    summary: Text | None = None
    description: Text | None = None
    origin: Origin = Origin()
    default: Constant = None
    deprecated: bool = False
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a class.

    Attributes:
        name: the attribute in Python.
        wire: the property in JSON.
        type: its type when it is there; `Nullable` where null is allowed.
        required: whether a caller must give it, or a server always returns it.
    """

    name: Identifier
    wire: Text
    type: Type
    required: bool
    doc: Doc


@dataclass(frozen=True, slots=True)
class Rule:
    """A business rule over an object that is sent, or over the parameters of an operation.

    Attributes:
        id: what it is called.
        says: what it asks for, in a sentence.
        fields: the wire names of the fields that it asks something of.
        condition: the JSON Schema that judges it, without words.
        warns: whether breaking it only warns.
    """

    id: Text
    says: Text
    fields: tuple[Text, ...]
    condition: Sample
    warns: bool
    origin: Origin
