"""Makes up a value of a type, for operations that the documents give no example of."""

from __future__ import annotations

import datetime
from typing import Any

from .core_schemas import Node, choices_of

_DEEPEST = 6  # models within models; deeper ones are left out where they may be


class Sampler:
    """Makes up JSON-like values that fit a core schema."""

    def __init__(self, schema: Node) -> None:
        self._definitions: dict[str, Node] = {}
        if schema["type"] == "definitions":
            self._definitions = {each["ref"]: each for each in schema["definitions"]}
            schema = schema["schema"]
        self._schema = schema

    def sample(self) -> Any:
        """A value, the same each time."""
        return self._of(self._schema, 0)

    def _of(self, node: Node, depth: int) -> Any:
        kind: str = node["type"]
        if kind == "definition-ref":
            return self._of(self._definitions[node["schema_ref"]], depth)
        if kind == "model-fields":
            return self._fields(node, depth)
        if kind == "nullable" and depth >= _DEEPEST:
            return None
        if kind == "json-or-python":
            return self._of(node["json_schema"], depth)
        if kind in ("union", "tagged-union"):
            return self._member(node, depth)
        if kind in ("list", "set", "frozenset"):
            return self._items(node, depth)
        if kind == "dict":
            return {} if depth >= _DEEPEST else {"key": self._of(node["values_schema"], depth + 1)}
        if "schema" in node:
            return self._of(node["schema"], depth)
        return _leaf(kind, node)

    def _fields(self, node: Node, depth: int) -> dict[str, Any]:
        value: dict[str, Any] = {}
        fields: dict[str, Node] = node["fields"]
        for name, field in fields.items():
            needed = field["schema"]["type"] != "default"
            if needed or depth < _DEEPEST:
                sample = self._of(field["schema"], depth + 1)
                value[field.get("validation_alias", name)] = sample
        return value

    def _member(self, node: Node, depth: int) -> Any:
        if node["type"] == "union":
            return self._of(choices_of(node)[0], depth)
        tag, choice = next(iter(node["choices"].items()))
        value = self._of(choice, depth)
        discriminator: Any = node["discriminator"]
        if isinstance(value, dict) and isinstance(discriminator, str):
            value.setdefault(discriminator, tag)  # pyright: ignore[reportUnknownMemberType]
        return value  # pyright: ignore[reportUnknownVariableType]

    def _items(self, node: Node, depth: int) -> list[Any]:
        least: int = node.get("min_length") or 0
        if depth >= _DEEPEST and not least:
            return []
        items: Node = node.get("items_schema", {"type": "any"})
        return [self._of(items, depth + 1) for _ in range(max(least, 1))]


def _leaf(kind: str, node: Node) -> Any:
    if kind == "literal":
        return node["expected"][0]
    if kind == "int":
        return _number(node, 1)
    if kind in ("float", "decimal"):
        return float(_number(node, 1))
    if kind == "str":
        return _text(node)
    return _FIXED.get(kind)


def _number(node: Node, usual: int) -> Any:
    if "multiple_of" in node:
        usual = node["multiple_of"]
    if "ge" in node:
        return max(node["ge"], usual)
    if "gt" in node:
        return max(node["gt"] + 1, usual)
    if "le" in node:
        return min(node["le"], usual)
    return min(node["lt"] - 1, usual) if "lt" in node else usual


def _text(node: Node) -> str:
    text = "text"
    least, most = node.get("min_length") or 0, node.get("max_length")
    return text.ljust(least, "x")[: most if most is not None else None]


_FIXED: dict[str, Any] = {
    "bool": True,
    "datetime": datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
    .isoformat()
    .replace("+00:00", "Z"),
    "date": "2024-01-01",
    "time": "12:00:00",
    "timedelta": "PT1H",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "bytes": "bytes",
}
