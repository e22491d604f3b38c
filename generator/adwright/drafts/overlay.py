"""An OpenAPI Overlay as a draft, to be read over and saved as a file."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Action:
    """A change.

    Attributes:
        target: the JSONPath of what is changed, which may have line breaks where it may have blanks.
        update: what is added there; None to remove what is there.
    """

    target: str
    update: dict[str, Any] | None


def json_path(keys: Sequence[str]) -> str:
    """The JSONPath of a node by the keys that lead to it."""
    return "$" + "".join(f".{key}" if _PLAIN.fullmatch(key) else f"[{quoted(key)}]" for key in keys)


def quoted(name: str) -> str:
    """A name as a JSONPath has it in brackets."""
    return "'" + json.dumps(name)[1:-1].replace('\\"', '"').replace("'", "\\'") + "'"


def overlay(title: str, actions: Sequence[Action]) -> str:
    """The text of an overlay."""
    lines = ["overlay: 1.0.0", f"info: {_flow({'title': title, 'version': '1.0.0'})}", "actions:"]
    for action in actions:
        first, *others = action.target.splitlines()
        lines += ["  - target: >-", f"      {first}", *(f"      {line}" for line in others)]
        lines.append(
            "    remove: true" if action.update is None else f"    update: {_flow(action.update)}"
        )
    return "\n".join(lines) + "\n"


def _flow(value: Any) -> str:
    """A value as YAML in one line."""
    text: str = yaml.safe_dump(
        value, default_flow_style=True, sort_keys=False, allow_unicode=True, width=10**9
    )
    return text.strip()
