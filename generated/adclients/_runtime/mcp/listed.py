"""The tools as they are listed: one for each operation, or those that find, describe and call operations."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from mcp.types import Tool as ListedTool
from mcp.types import ToolAnnotations

from .tools import Tool

FOUND = 10
"""Operations that a search gives, if nothing else is said."""

_OWN: Mapping[str, Mapping[str, Any]] = {
    "fields": {
        "type": "array",
        "items": {"type": "string"},
        "description": "Members to show of the result, or of each item, such as `budget.currency`.",
    },
    "dry_run": {
        "type": "boolean",
        "description": "Show the request, send nothing.",
    },
    "max_items": {
        "type": "integer",
        "minimum": 1,
        "description": "Most items, from as many pages as it takes. Left out: one page.",
    },
}
"""What is said to a tool beside the arguments of its operation."""
OWN_NAMES = (*_OWN,)
_OPERATION = {"type": "string", "description": "The name of an operation, as a search gives it."}


def own_names(tool: Tool) -> dict[str, str]:
    """What an operation is told beside its arguments, by the names that are free for it."""
    names = ["fields"]
    names += ["dry_run"] if tool.operation is not None else []
    names += ["max_items"] if tool.is_list else []
    return {free(name, tool.names): name for name in names}


def free(name: str, taken: Collection[str]) -> str:
    """A name that is none of those that are taken."""
    while name in taken:
        name += "_"
    return name


def of_operation(tool: Tool) -> ListedTool:
    """The tool that is an operation."""
    own = {said: _OWN[name] for said, name in own_names(tool).items()}
    schema = {**tool.schema, "properties": {**tool.schema["properties"], **own}}
    return ListedTool(
        name=tool.id,
        title=tool.title,
        description=tool.description,
        input_schema={key: each for key, each in schema.items() if each or key != "required"},
        annotations=ToolAnnotations(
            title=tool.title,
            read_only_hint=not tool.writes,
            destructive_hint=tool.writes and not tool.only_adds,
            idempotent_hint=tool.is_repeatable,
            open_world_hint=True,
        ),
    )


def searching(count: int) -> ListedTool:
    """The tool that finds operations, of which there are so many."""
    return _tool(
        "search_operations",
        f"Find operations of this API by words; there are {count}. Gives their names for the other tools.",
        _looks(is_open=False),
        {"query": {"type": "string", "description": "Words: `list issues of a repository`."}},
        limit={"type": "integer", "minimum": 1, "description": f"How many ({FOUND})."},
    )


def describing() -> ListedTool:
    """The tool that describes an operation."""
    return _tool(
        "describe_operation",
        "All that there is to know of an operation before it is called: arguments, rules, errors.",
        _looks(is_open=False),
        {"operation": _OPERATION},
    )


def calling(*, writes: bool) -> ListedTool:
    """The tool that calls operations, those that may change something as well if so allowed."""
    return _tool(
        "call_operation",
        "Call an operation. A call that is wrong is not sent, and answered with what is wrong with it.",
        ToolAnnotations(
            read_only_hint=not writes,
            destructive_hint=writes,
            idempotent_hint=not writes,
            open_world_hint=True,
        ),
        {"operation": _OPERATION},
        arguments={
            "type": "object",
            "description": "Its arguments, as describe_operation has them.",
        },
        **_OWN,
    )


def continuing(name: str) -> ListedTool:
    """The tool that gives the rest of a result."""
    return _tool(
        name,
        "What follows of a result that was cut, or of a list: the next piece, the next page.",
        _looks(is_open=True),
        {"cursor": {"type": "string", "description": "What an earlier answer has as `more`."}},
    )


def _looks(*, is_open: bool) -> ToolAnnotations:
    return ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=is_open)


def _tool(
    name: str,
    description: str,
    annotations: ToolAnnotations,
    required: Mapping[str, Any],
    **optional: Any,
) -> ListedTool:
    schema = {
        "type": "object",
        "properties": {**required, **optional},
        "required": [*required],
        "additionalProperties": False,
    }
    return ListedTool(
        name=name, description=description, input_schema=schema, annotations=annotations
    )
