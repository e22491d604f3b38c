"""Core schemas: where they come from, what is asked of them, and how they are compiled."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, TypeAdapter
from pydantic_core import CoreConfig, SchemaValidator

Node = dict[str, Any]
Note = Callable[[str, Any], None]

LAZY = "adwright_lazy"
"""Key in a core schema's metadata: a function that gives the type which the node stands for."""


class Purpose(enum.Enum):
    """What a derived validator is for; see `derive`."""

    FAST = "fast"
    LENIENT = "lenient"
    MATCH = "match"
    EXACT = "exact"


def core_schema_of(type_: Any) -> Node:
    """The core schema of a type, with pydantic's own conveniences for strict models."""
    return cast(Node, adapter_of(type_).core_schema)


def adapter_of(type_: Any) -> TypeAdapter[Any]:
    """The adapter of a type, with the settings that models have of their own."""
    if isinstance(type_, type) and issubclass(cast("type[Any]", type_), BaseModel):
        return TypeAdapter(cast(Any, type_))
    return TypeAdapter(type_, config=ConfigDict(regex_engine="python-re"))


def build(schema: Node) -> SchemaValidator:
    """Compile a rewritten schema; never with the validators that its classes have already."""
    return SchemaValidator(
        cast(Any, schema), CoreConfig(strict=True, regex_engine="python-re"), _use_prebuilt=False
    )


def title(schema: Node) -> str:
    """What to call a value of a schema in a warning."""
    node: Node = schema["schema"] if schema["type"] == "definitions" else schema
    if node["type"] == "definition-ref":
        ref: str = node["schema_ref"]
        node = next(each for each in schema["definitions"] if each["ref"] == ref)
    cls: type[Any] | None = node.get("cls")
    return cls.__name__ if cls else f"a reply of type {node['type']}"


def choices_of(node: Node) -> list[Node]:
    """The members of a union, without their labels."""
    choices: list[Node | tuple[Node, str]] = node["choices"]
    return [each[0] if isinstance(each, tuple) else each for each in choices]


def plain(function: Callable[[Any], Any]) -> Node:
    """A function as a node has it."""
    return {"type": "no-info", "function": function}


def distinct(nodes: list[Node]) -> list[Node]:
    """The nodes without repeats."""
    return [node for i, node in enumerate(nodes) if node not in nodes[:i]]
