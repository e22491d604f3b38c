"""What an offline double answers by itself: documented examples or samples, fitted to the request."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..media import is_json, is_lines
from ..operation import Operation, Reply
from ..paths import pluck
from ..schemas.judge import Judge
from ..service import Service
from ..shapes import is_dict, is_list
from ..unset import UNSET
from .facts import Decisions, Reader
from .routes import Route
from .samples import sample

if TYPE_CHECKING:
    import httpx

_ECHOED = frozenset({"POST", "PUT", "PATCH"})


class Answers:
    """The usual responses of a service."""

    def __init__(self, service: Service) -> None:
        """Make the answers of a service.

        Args:
            service: The service.
        """
        self._service = service
        self._samples: dict[str, Any] = {}

    def usual(self, route: Route, request: httpx.Request, sent: Any) -> tuple[int, str | None, Any]:
        """Status, media type and body of the usual response; no media type where there is no body.

        Args:
            route: What the request is for.
            request: The request.
            sent: Its body as a JSON value.
        """
        status, key, described = _described(route)
        if described is None or described.type is None or status == 204:
            return status, None, None
        schema_key = f"operations/{route.operation.id}/{key}"
        body = route.example
        if body is UNSET:
            body = self._sample(schema_key, described)
        if is_dict(sent) and route.operation.method in _ECHOED and not route.operation.pagination:
            body = self._echoed(schema_key, described, body, sent)
        if route.waiter is not None:
            body = _ended(route, described, body)
        if _asks_for_more(route.operation, request):
            body = _last_page(route.operation, body)
        return status, described.media, body

    def _sample(self, key: str, described: Reply) -> Any:
        if described.type is bytes:
            return "text"
        if key not in self._samples:
            known = key in self._service.responses
            self._samples[key] = sample(self._service.responses.schema(key)) if known else "text"
        return self._samples[key]

    # What was sent -----------------------------------------------------------------------------

    def _echoed(self, key: str, described: Reply, body: Any, sent: dict[str, Any]) -> Any:
        """The body with what was sent in it, where that fits the schema; an `id` stays."""
        path = [*filter(None, (described.envelope.data if described.envelope else "").split("."))]
        target = pluck(body, ".".join(path))
        if not is_dict(target) or key not in self._service.responses:
            return body
        judge = self._service.responses.judge(key)
        known = {*target, *self._names(key, path)} - {"id"}
        for name, value in sent.items():
            if name in known:
                body = _replaced(judge, body, (*path, name), value)
        return body

    def _names(self, key: str, path: list[str]) -> list[str]:
        """The names of the members that are described at a path of a response."""
        reader = Reader(self._service.responses.schema(key))
        facts = reader.facts([reader.root], (), Decisions())
        for step in path:
            facts = reader.facts(facts.member(step), (), Decisions())
        return facts.names


def _replaced(judge: Judge, body: Any, path: tuple[str, ...], value: Any) -> Any:
    """The body with a value in place of its own, or with its members among its own; whichever fits."""
    count = len(judge.errors(body)[0])
    before = pluck(body, ".".join(path))
    merged = {**before, **value} if is_dict(before) and is_dict(value) else value
    for new in (value, merged):
        changed = _set(body, path, new)
        if len(judge.errors(changed)[0]) <= count:
            return changed
    return body


def _set(value: Any, path: tuple[str, ...], new: Any) -> Any:
    if not path:
        return new
    members = value if is_dict(value) else {}
    return {**members, path[0]: _set(members.get(path[0]), path[1:], new)}


# Runs and pages --------------------------------------------------------------------------------


def _ended(route: Route, described: Reply, body: Any) -> Any:
    """The body with a state in which a run has ended well."""
    waiter = route.waiter
    data = described.envelope.data if described.envelope else ""
    path = ".".join(filter(None, (data, waiter.state if waiter else "")))
    if waiter is None or not waiter.done or pluck(body, path) in waiter.done:
        return body
    return _set(body, tuple(path.split(".")), waiter.done[0])


def _described(route: Route) -> tuple[int, str, Reply | None]:
    """The status of the usual response, how the document prints it, and its description."""
    for key, described in route.operation.replies.items():
        first = described[0] if isinstance(described, tuple) else described
        status = int(key) if key.isdecimal() else 200
        if route.status in (0, status):
            return status, key, first
    return route.status or 200, "", None


def _asks_for_more(operation: Operation[Any], request: httpx.Request) -> bool:
    """Whether a request is for a page after the first."""
    plan = operation.pagination
    if plan is None or not (name := plan.cursor or plan.offset or plan.page):
        return False
    if plan.location == "query":
        value: Any = request.url.params.get(name)
    else:
        value = pluck(json.loads(request.content or b"{}"), name)
    if plan.style == "cursor":
        return bool(value)
    first = plan.first if plan.first is not None else int(plan.style == "page")
    return str(value or "").isdecimal() and int(value) > first


def _last_page(operation: Operation[Any], body: Any) -> Any:
    """The body without its items, so that reading page after page ends."""
    plan = operation.pagination
    if plan is None:
        return body
    emptied = _with(body, plan.items, [])
    if plan.next and not plan.next.startswith(("header:", plan.items or "?")):
        emptied = _with(emptied, plan.next, None)
    return emptied


def _with(value: Any, path: str, new: Any) -> Any:
    step, _, rest = path.partition(".")
    if not step:
        return new
    return {**value, step: _with(value.get(step), rest, new)} if is_dict(value) else value


def written(media: str, body: Any) -> bytes:
    """A body in its media type.

    Args:
        media: The media type.
        body: Text, bytes or a JSON value.
    """
    if isinstance(body, bytes):
        return body
    if is_json(media) or "*" in media:
        return json.dumps(body).encode()
    if isinstance(body, str):
        return body.encode()
    lines = is_lines(media)
    if not lines and media.partition(";")[0].strip() != "text/event-stream":
        return json.dumps(body).encode()
    items = [json.dumps(each) for each in (body if is_list(body) else [body])]
    return "".join(f"{each}\n" if lines else f"data: {each}\n\n" for each in items).encode()
