"""The JSON Schema of `[tool.adwright]` for editors: `python -m adwright.config_schema` writes its file anew."""

from __future__ import annotations

import json
import keyword
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from adwright.config import CLIENT_SETTINGS, LINT_SETTINGS, METHODS, PROGRAMS, SETTINGS, TAKEN
from adwright.ir.names import DEVICES

FILE = Path(__file__).with_name("config.schema.json")
"""What an editor is pointed to."""

_TEXT = {"type": "string", "minLength": 1}
_TEXTS = {"type": "array", "items": _TEXT}
_IDENTIFIER = {
    "type": "string",
    "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
    "not": {"enum": [*keyword.kwlist]},
}


def config_schema() -> dict[str, Any]:
    """The schema of the table."""
    client = _table(
        CLIENT_SETTINGS,
        required=["name", "class", "spec"],
        name={"allOf": [_IDENTIFIER, {"not": {"pattern": _none_of([*TAKEN, *DEVICES])}}]},
        **{"class": _IDENTIFIER},
        overlays=_TEXTS,
        methods={"enum": [*METHODS]},
        **{program: {"type": "boolean"} for program in PROGRAMS},
    )
    lint = _table(LINT_SETTINGS, required=[], select=_TEXTS, ignore=_TEXTS)
    clients = {"type": "array", "items": {"description": "One client package.", **client}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "[tool.adwright]",
        "description": "What adwright generates. Paths are relative to the folder of pyproject.toml.",
        **_table(SETTINGS, required=[], project={"type": "boolean"}, clients=clients, lint=lint),
        "oneOf": [
            {"required": ["output"], "properties": {"project": {"const": False}}},
            {"required": ["project"], "properties": {"project": {"const": True}, "output": False}},
        ],
    }


def _none_of(names: Iterable[str]) -> str:
    """A pattern of some names, in capitals or not, such as no package may have."""
    either = ("".join(f"[{c}{c.upper()}]" if c.isalpha() else c for c in name) for name in names)
    return f"^({'|'.join(sorted(either))})$"


def _table(settings: dict[str, str], required: list[str], **shapes: Any) -> dict[str, Any]:
    """A table with some settings, text unless another shape is given."""
    return {
        "type": "object",
        "required": required,
        "additionalProperties": False,
        "properties": {
            key: {"description": says, **shapes.get(key, _TEXT)} for key, says in settings.items()
        },
    }


def schema_text() -> str:
    """The schema as it stands in its file."""
    return json.dumps(config_schema(), indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(schema_text(), "utf-8", newline="\n")
