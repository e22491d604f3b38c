"""What a schema has against a JSON value, as sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..errors import Violation
from ..schemas.judge import Judge
from ..schemas.layout import Layout
from ..schemas.spelling import Spelling, joined
from ..schemas.store import DATA, MAPS, Schemas
from ..schemas.violations import Report
from ..shapes import is_dict, is_list


def request_problems(schemas: Schemas, operation: str, arguments: dict[str, Any]) -> list[str]:
    """All that is wrong with a request.

    Args:
        schemas: The schemas of what may be sent.
        operation: Id of the operation.
        arguments: Its parameters and its body.
    """
    key = f"operations/{operation}"
    if key not in schemas:
        return []
    return [each.message for each in _violations(schemas.judge(key), arguments, _Places(1))]


def response_problems(schemas: Schemas, key: str, body: Any) -> list[str]:
    """All that is wrong with the body of a response, but for what it leaves out.

    Args:
        schemas: The schemas of what comes back.
        key: The key of the schema.
        body: The body.
    """
    found = _violations(Judge(_lenient(schemas.schema(key))), body, _Places(0))
    return [
        f"{each.path} is not described" if each.rule == "additionalProperties" else each.message
        for each in found
    ]


class _Places(Spelling):
    """Names of places as they stand in JSON."""

    def __init__(self, hidden: int) -> None:
        super().__init__(Layout([], lambda _: True), None)
        self._hidden = hidden  # steps before the part of a request that a place is in

    def text(self, path: Sequence[str | int]) -> str:
        """A place in the names of JSON."""
        return joined([*path[self._hidden :]])

    def name(self, path: Sequence[str | int]) -> str:
        """What a sentence calls a place."""
        return self.text(path) or "the body"


def _violations(judge: Judge, value: Any, places: _Places) -> list[Violation]:
    errors, schema = judge.errors(value)
    return Report(schema, value, places).violations(errors) if errors else []


_TOLD_BY_ABSENCE = frozenset({"required", "dependentRequired", "minProperties"})


def _lenient(schema: Any) -> Any:
    """The schema as it is for an object of which only a part is told."""
    if is_list(schema):
        return [_lenient(each) for each in schema]
    if not is_dict(schema):
        return schema
    made: dict[str, Any] = {}
    several: list[Any] = []
    for keyword, value in schema.items():
        if keyword in MAPS:
            made[keyword] = {name: _lenient(each) for name, each in value.items()}
        elif keyword == "oneOf":  # of which several may fit, since less is told
            several.append({"anyOf": _lenient(value)})
        elif keyword in DATA or keyword in ("if", "not"):
            made[keyword] = value
        elif keyword not in _TOLD_BY_ABSENCE:
            made[keyword] = _lenient(value)
    return {**made, "allOf": [*made.get("allOf", ()), *several]} if several else made
