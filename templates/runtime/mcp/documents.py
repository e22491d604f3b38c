"""What agents may read: the business rules of a client, and what there is to know of each operation."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any

from .tools import Tool

_MOST_MEMBERS = 60
_ARGUMENTS = re.compile(r"\n\nArgs:\n(?:    .*(?:\n|$)|\n(?=    ))*")
"""What a docstring says of arguments."""


def of_rules(package: str) -> str:
    """The rules of a client.

    Args:
        package: Its package, with dots.
    """
    rules: Iterable[Any] = import_module(f"{package}.rules").RULES
    lines = [_rule(each.id, each.says, each.source, each.on) for each in rules]
    return "\n".join(["# Business rules", "", *(lines or ["There are none."])])


def of_operation(tool: Tool) -> str:
    """All that there is to know of an operation: what it does, its arguments, its rules."""
    kind = "may change something" if tool.writes else "only reads"
    said = _ARGUMENTS.sub(
        "\n", inspect.getdoc(tool.function) or ""
    )  # which the schema tells better
    request = tool.request or "Several calls"
    parts = [f"# {tool.name}", f"{request} ({kind})", said.strip()]
    parts += ["## Arguments", json.dumps(tool.schema, ensure_ascii=False)]
    if members := tool.members:
        more = ", ..." if len(members) > _MOST_MEMBERS else ""
        parts += ["## Members of the result", ", ".join(members[:_MOST_MEMBERS]) + more]
    if tool.rules:
        rules = (_rule(id_, **_facts(rule)) for id_, rule in tool.rules.items())
        parts += ["## Rules", "\n".join(rules)]
    return "\n\n".join(filter(None, parts))


def _facts(rule: Mapping[str, Any]) -> dict[str, Any]:
    return {"says": rule.get("says", ""), "source": rule.get("source")}


def _rule(id_: str, says: str, source: str | None, on: Iterable[str] = ()) -> str:
    where = f" On {', '.join(on)}." if on else ""
    return f"- {id_}: {says}{where}{f' Source: {source}' if source else ''}"
