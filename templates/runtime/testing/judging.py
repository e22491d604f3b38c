"""What schemas have against requests and responses, as sentences with the names of the document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jsonschema_rs import ValidationError

from ..schemas.layout import Layout
from ..schemas.spelling import Spelling, joined
from ..schemas.store import Schemas
from ..schemas.violations import Report

_TOLD_BY_ABSENCE = frozenset({"required", "minProperties"})


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
    errors, schema = schemas.judge(key).errors(arguments)
    return [each.message for each in Report(schema, arguments, _Places(1)).violations(errors)]


def response_problems(schemas: Schemas, key: str, body: Any) -> list[str]:
    """All that is wrong with the body of a response, but for what it leaves out.

    Args:
        schemas: The schemas of what comes back.
        key: The key of the schema.
        body: The body.
    """
    errors, schema = schemas.judge(key).errors(body)
    told = [each for each in errors if not _is_by_absence(each)]
    return [
        f"{each.path} is not described" if each.rule == "additionalProperties" else each.message
        for each in Report(schema, body, _Places(0)).violations(told)
    ]


def _is_by_absence(error: ValidationError) -> bool:
    """Whether an error is only about what is left out, also where one of several alternatives would be fine."""
    members: list[list[ValidationError]] = getattr(error.kind, "context", [])
    return error.kind.name in _TOLD_BY_ABSENCE or any(
        all(map(_is_by_absence, each)) for each in members
    )


class _Places(Spelling):
    """Names of places as they stand in JSON."""

    def __init__(self, hidden: int) -> None:
        super().__init__(Layout([], lambda _: True), None)
        self._hidden = hidden  # steps before the part of a request that a place is in

    def text(self, path: Sequence[str | int]) -> str:
        """A place in the names of JSON."""
        return joined(path[self._hidden :])

    def name(self, path: Sequence[str | int]) -> str:
        """What a sentence calls a place."""
        return self.text(path) or "the body"
