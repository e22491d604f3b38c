"""What a schema has against a JSON value, as sentences."""

from __future__ import annotations

from typing import Any

from ..schemas.judge import Judge
from ..schemas.store import Schemas
from ..shapes import is_dict, is_list


def problems(schemas: Schemas, key: str, value: Any) -> list[str]:
    """All that is wrong with a value.

    Args:
        schemas: The schemas of a package in one direction.
        key: The key of the schema.
        value: The value.
    """
    return _told(schemas.judge(key), value)


def contradictions(schemas: Schemas, key: str, value: Any) -> list[str]:
    """All that is wrong with a value, but for what it leaves out; for the arguments see `problems`."""
    return _told(Judge(_lenient(schemas.schema(key))), value)


def _told(judge: Judge, value: Any) -> list[str]:
    return [f"{_path(each.instance_path)}{each.message}" for each in judge.errors(value)[0]]


def _path(steps: list[str | int]) -> str:
    if steps[:1] == ["parameters"]:
        steps = steps[1:]
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return f"{text.lstrip('.')}: " if text else ""


def _lenient(schema: Any) -> Any:
    """The schema as it is for an object of which only a part is told."""
    if is_list(schema):
        return [_lenient(each) for each in schema]
    if not is_dict(schema):
        return schema
    left_out = ("required", "dependentRequired", "minProperties")
    kept = ("const", "enum", "if", "not", "x-compare", "discriminator")
    made: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword in ("properties", "$defs", "patternProperties", "dependentSchemas"):
            made[keyword] = {name: _lenient(each) for name, each in value.items()}
        elif keyword == "oneOf":  # of which several may fit, since it tells less
            made.setdefault("allOf", []).append({"anyOf": _lenient(value)})
        elif keyword == "allOf":
            made.setdefault("allOf", []).extend(_lenient(value))
        elif keyword not in left_out:
            made[keyword] = value if keyword in kept else _lenient(value)
    return made
