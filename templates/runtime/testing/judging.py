"""What is wrong with requests and queued responses, as sentences with the names of the document."""

from __future__ import annotations

from collections.abc import Sequence
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any

from jsonschema_rs import ValidationError

from ..media import kind_of
from ..operation import Operation
from ..schemas.layout import Layout
from ..schemas.spelling import Spelling, joined
from ..schemas.store import Schemas
from ..schemas.violations import Report
from ..service import ApiKey, Basic, Scheme, Service

if TYPE_CHECKING:
    import httpx

_TOLD_BY_ABSENCE = frozenset({"required", "minProperties"})


def credentials_problems(
    operation: Operation[Any], service: Service, request: httpx.Request
) -> list[str]:
    """What is wrong with the credentials of a request."""
    alternatives = service.security if operation.security is None else operation.security
    for names in alternatives:
        if all(_is_sent(service.schemes[name], request) for name in names):
            return []
    wanted = " or ".join(" and ".join(names) for names in alternatives)
    return [f"its credentials are missing: {wanted}"] if alternatives else []


def _is_sent(scheme: Scheme, request: httpx.Request) -> bool:
    if not isinstance(scheme, ApiKey):
        start = "Basic " if isinstance(scheme, Basic) else scheme.prefix
        sent: str | None = request.headers.get("authorization")
        return sent is not None and sent.startswith(start)
    if scheme.location == "header":
        return scheme.name in request.headers
    if scheme.location == "query":
        return scheme.name in request.url.params
    return scheme.name in SimpleCookie(request.headers.get("cookie", ""))


def media_problems(operation: Operation[Any], request: httpx.Request) -> list[str]:
    """What is wrong with the body of a request before it is read."""
    body = operation.body
    if body is None:
        return ["it has a body, but none is described"] if request.content else []
    if not request.content:
        return ["its body is missing"] if body.required else []
    media = request.headers.get("content-type", "")
    if kind_of(media) != kind_of(body.media):
        return [f"its body is {media or 'of no type'}, not {body.media}"]
    return []


def request_problems(schemas: Schemas, operation: str, arguments: dict[str, Any]) -> list[str]:
    """What is wrong with the parameters and the body of a request by the schema of the operation."""
    key = f"operations/{operation}"
    if key not in schemas:
        return []
    errors, schema = schemas.judge(key).errors(arguments)
    return [each.message for each in Report(schema, arguments, _Places(1)).violations(errors)]


def response_problems(schemas: Schemas, key: str, body: Any) -> list[str]:
    """What is wrong with the body of a response by the schema of that key, but for what it leaves out."""
    errors, schema = schemas.judge(key).errors(body)
    told = [each for each in errors if not _is_by_absence(each)]
    return [
        f"{each.path} is not described" if each.rule == "additionalProperties" else each.message
        for each in Report(schema, body, _Places(0)).violations(told)
    ]


def _is_by_absence(error: ValidationError) -> bool:
    """Whether an error is about what is left out, also where only that keeps an alternative from fitting."""
    members: list[list[ValidationError]] = getattr(error.kind, "context", [])
    fitting = any(all(map(_is_by_absence, each)) for each in members)
    return fitting or error.kind.name in _TOLD_BY_ABSENCE


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
