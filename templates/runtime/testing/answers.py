"""What an offline double answers by itself: documented examples or samples, fitted to the request."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..media import is_json, is_lines, kind_of
from ..operation import Operation, Reply, Waiter
from ..paths import pluck
from ..service import Service
from ..shapes import is_dict, is_list
from ..unset import UNSET
from .echoes import Sendable, echoed, sent_like, takes_object, with_value
from .routes import Route
from .samples import sample

if TYPE_CHECKING:
    import httpx


class Answers:
    """The usual responses of a service."""

    def __init__(self, service: Service) -> None:
        """Make the answers of a service.

        Args:
            service: The service.
        """
        self._service = service
        self._samples: dict[str, Any] = {}
        self._sendable: dict[str, Sendable] = {}

    def usual(
        self, route: Route, routes: Sequence[Route], request: httpx.Request, sent: Any
    ) -> tuple[int, str | None, Any]:
        """Status, media type and body of the usual response; no media type where there is no body.

        Args:
            route: What the request is for.
            routes: All routes.
            request: The request.
            sent: Its body as a JSON value.
        """
        status, printed, described = _described(route)
        operation, body = route.operation, route.example
        key = f"operations/{operation.id}/{printed}"
        if described is None or described.type is None or status == 204:
            return status, None, None
        if body is UNSET and described.type is Any and self._says_nothing(key):
            return status, None, None  # a body of any kind, or none
        data = described.envelope.data if described.envelope else ""
        if body is UNSET:
            body = self._sample(key, described, operation, data, routes)
        if is_dict(sent) and takes_object(operation):
            body = self._echoed(key, _steps(data), body, operation, sent)
        if route.waiter is not None:
            body = _ended(route.waiter, data, body)
        if _asks_for_more(operation, request):
            body = _last_page(operation, body)
        return status, described.media, body

    def _sample(
        self,
        key: str,
        described: Reply,
        operation: Operation[Any],
        data: str,
        routes: Sequence[Route],
    ) -> Any:
        """A sample of a response, of which what may be sent could be sent as it is."""
        responses = self._service.responses
        if described.type is bytes or key not in responses:
            return "text"
        if key not in self._samples:
            made = sample(responses.schema(key))
            maker = sent_like(operation, routes)
            if maker is not None:
                plan = operation.pagination
                items = pluck(made, plan.items) if plan else None
                within = (
                    [f"{plan.items}.{i}" for i, _ in enumerate(items)]
                    if plan and is_list(items)
                    else [data]
                )
                sent = sample(self._body_of(maker).schema)
                for path in within if is_dict(sent) else ():
                    made = self._echoed(key, _steps(path), made, maker, sent)
            self._samples[key] = made
        return self._samples[key]

    def _says_nothing(self, key: str) -> bool:
        responses = self._service.responses
        return key not in responses or responses.entry(key) in (True, {})

    def _body_of(self, operation: Operation[Any]) -> Sendable:
        if operation.id not in self._sendable:
            self._sendable[operation.id] = Sendable(self._service.requests, operation)
        return self._sendable[operation.id]

    def _echoed(
        self,
        key: str,
        path: tuple[str, ...],
        body: Any,
        operation: Operation[Any],
        sent: dict[str, Any],
    ) -> Any:
        return echoed(self._service.responses, key, path, body, self._body_of(operation), sent)


def _steps(path: str) -> tuple[str, ...]:
    return tuple(filter(None, path.split(".")))


# Runs and pages --------------------------------------------------------------------------------


def _ended(waiter: Waiter[Any], data: str, body: Any) -> Any:
    """The body with a state in which a run has ended well."""
    path = _steps(f"{data}.{waiter.state}")
    if not waiter.done or pluck(body, ".".join(path)) in waiter.done:
        return body
    return with_value(body, path, waiter.done[0])


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
    emptied = with_value(body, _steps(plan.items), [])
    if plan.next and not plan.next.startswith(("header:", plan.items or "?")):
        emptied = with_value(emptied, _steps(plan.next), None)
    return emptied


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
    if not lines and kind_of(media) != "text/event-stream":
        return json.dumps(body).encode()
    items = [json.dumps(each) for each in (body if is_list(body) else [body])]
    return "".join(f"{each}\n" if lines else f"data: {each}\n\n" for each in items).encode()
